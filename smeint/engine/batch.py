"""`Batch`: the analyses of many simulated panels at once, arrays (replicates, years, firms)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray
from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import Analysis, analyse
from smeint.engine.batch_columns import BatchColumn as BatchColumn
from smeint.engine.batch_columns import derivable, derive
from smeint.errors import ArgumentError
from smeint.panel.panel import Column
from smeint.panel.variables import VARIABLES, Kind
from smeint.synth.calibrated import CalibratedWorld
from smeint.synth.calibrated_draw import draw_calibrated
from smeint.synth.export import to_panel
from smeint.synth.generate import MONEY
from smeint.synth.latent import Key
from smeint.synth.simulate import Simulated, simulate_keys
from smeint.synth.world import World

#: Where a value stands on the axes: no columns of a batch.
_PLACES = ("firm_id", "year")


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Measured and derived variables of many panels of one shape, ready for tests.

    Parameters
    ----------
    columns : mapping of str to BatchColumn
        Without ``firm_id`` and ``year``: a firm's place on the last axis, a year's on the middle.
    years : tuple of int
        Earliest first.
    definitions : Definitions
    keys : tuple of (seed, replicate)
    neither : array of bool, (replicates, years, firms)
        Firms outside the size scheme: out of the sample, and not missing.
    """

    columns: Mapping[str, BatchColumn]
    years: tuple[int, ...]
    definitions: Definitions
    keys: tuple[Key, ...]
    neither: BoolArray

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> BatchColumn:
        return self.columns[name]

    @property
    def n_replicates(self) -> int:
        """Number of panels."""
        return len(self.keys)

    @property
    def n_firms(self) -> int:
        """Number of firms of each panel."""
        return int(self.neither.shape[-1])

    def analysis(self, replicate: int) -> Analysis:
        """Return one panel as the frame engine reads it."""
        n_years, n_firms = len(self.years), self.n_firms
        columns = {
            "firm_id": np.repeat(np.arange(n_firms, dtype=float), n_years),
            "year": np.tile(np.array(self.years, dtype=float), n_firms),
        }
        kinds = {"firm_id": Kind.IDENTIFIER, "year": Kind.YEAR}
        levels: dict[str, tuple[str, ...]] = {
            "firm_id": tuple(str(i) for i in range(n_firms)),
        }
        for name, column in self.columns.items():
            columns[name] = column.values[replicate].T.ravel()
            kinds[name], levels[name] = column.kind, column.levels
        outside = self.neither[replicate].T.ravel()
        return Analysis(
            columns={
                name: Column(
                    name=name,
                    kind=kinds[name],
                    values=values,
                    reasons=np.where(
                        np.isnan(values), np.where(outside & (name == "sme"), 2, 1), 0
                    ).astype(np.int32),
                    levels=levels.get(name, ()),
                )
                for name, values in columns.items()
            },
            reasons=("", "missing", "outside the size scheme"),
            out_of_sample=frozenset({2}),
            definitions=self.definitions,
            warnings=(),
        )


def draw_batch(
    world: World | CalibratedWorld,
    keys: Sequence[Key],
    definitions: Definitions,
    wanted: Collection[str] | None = None,
) -> Batch:
    """Draw panels of a world and derive the study's constructs.

    Parameters
    ----------
    world : World or CalibratedWorld
    keys : sequence of (seed, replicate)
    definitions : Definitions
    wanted : collection of str or None
        Variables that are asked for; None for all. Others may be absent; no value depends on
        it.

    Returns
    -------
    Batch

    Raises
    ------
    ArgumentError
        If there is no key, or a number is not whole or negative; or if a calibrated world
        stands on other definitions.
    """
    if isinstance(world, CalibratedWorld):
        return _calibrated(world, keys, definitions)
    if wanted is None:
        return batch_of(simulate_keys(world, keys), definitions)
    panels = simulate_keys(world, keys, {*wanted, *MONEY})
    return batch_of(panels, definitions, frozenset(wanted))


def _calibrated(world: CalibratedWorld, keys: Sequence[Key], definitions: Definitions) -> Batch:
    """Return panels of a calibrated world, which has the constructs themselves."""
    if definitions != world.definitions:
        raise ArgumentError(
            f"world `{world.name}` was calibrated under other definitions than those given; "
            f"calibrate it again."
        )
    found = draw_calibrated(world, keys)
    columns = {
        v.name: BatchColumn(v.name, v.kind, found[v.name], v.levels) for v in world.variables
    }
    for name, kind, levels in (
        ("sme", Kind.YES_NO, ()),
        ("doi_band", Kind.ORDERED, definitions.bands.levels),
    ):
        if name in found and name not in columns:
            columns[name] = BatchColumn(name, kind, found[name], levels)
    shape = (len(keys), len(world.years), world.n_firms)
    outside = np.broadcast_to(np.zeros((), dtype=bool), shape)
    return Batch(columns, world.years, definitions, tuple(keys), outside)


def batch_of(
    panels: Simulated, definitions: Definitions, wanted: frozenset[str] | None = None
) -> Batch:
    """Derive the study's constructs from simulated panels.

    Parameters
    ----------
    panels : Simulated
    definitions : Definitions
    wanted : frozenset of str, optional
        Constructs that are derived, with what they are derived from; all by default. Measured
        variables are always there.

    Returns
    -------
    Batch
        What `smeint.engine.analysis.analyse` derives panel by panel: on whole arrays where
        `smeint.engine.batch_columns.derivable` says so, else in a loop, which derives all.

    Raises
    ------
    ArgumentError
        If the definitions ask for what the panels do not have.

    Examples
    --------
    >>> from smeint.synth.simulate import simulate
    >>> batch = batch_of(simulate("published", seed=1, replicates=2), Definitions())
    >>> batch["rota"].values.shape
    (2, 3, 114)
    """
    if not derivable(panels.arrays, definitions):
        return _panel_by_panel(panels, definitions)
    measured = {
        name: BatchColumn(name, VARIABLES[name].kind, values, panels.levels.get(name, ()))
        for name, values in panels.arrays.items()
        if name not in _PLACES
    }
    columns, neither = derive(measured, panels.years, definitions, wanted)
    return Batch(columns, panels.years, definitions, panels.keys, neither)


def _panel_by_panel(panels: Simulated, definitions: Definitions) -> Batch:
    """Derive constructs in a loop over panels."""
    found = [analyse(to_panel(panels, r), definitions) for r in range(panels.n_replicates)]
    shape = (panels.n_replicates, panels.world.n_firms, len(panels.years))
    outside = np.zeros(shape, dtype=bool)
    columns = {}
    for name, first in found[0].columns.items():
        if name in _PLACES:
            continue
        values = np.stack([analysis[name].values for analysis in found]).reshape(shape)
        columns[name] = BatchColumn(name, first.kind, values.swapaxes(1, 2), first.levels)
    if "sme" in found[0]:
        reasons = [np.isin(a["sme"].reasons, list(a.out_of_sample)) for a in found]
        outside = np.stack(reasons).reshape(shape)
    return Batch(columns, panels.years, definitions, panels.keys, outside.swapaxes(1, 2))
