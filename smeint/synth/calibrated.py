"""`CalibratedWorld`: a synthetic world with the margins, ties and persistence of a real panel.

Everything that it generates is SYNTHETIC: no firm of the panel is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from smeint.arrays import FloatArray
from smeint.definitions.definitions import Definitions
from smeint.errors import ArgumentError
from smeint.panel.variables import Kind
from smeint.synth import checks
from smeint.synth.margin import Margin
from smeint.synth.prepared import Prepared, prepare
from smeint.synth.vary import MOST_EFFECT, consecutive, pair_of_firms, varied_name


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """Shifts of a variable's latent by cells of variables that stand before it.

    Parameters
    ----------
    by : tuple of str
        ``sme``, ``doi_band``, a yes/no variable or a category.
    n_levels : tuple of int
        Of each of them.
    shifts : array of float, (cells,), latent SD
        The last variable's levels run fastest; weighted by the panel's cells they average to 0
        but for shrinkage.
    """

    by: tuple[str, ...]
    n_levels: tuple[int, ...]
    shifts: FloatArray


@dataclass(frozen=True, slots=True)
class Link:
    """A correlation of two latents.

    Parameters
    ----------
    to : str
        A metric variable that stands before.
    correlation : float
    where : tuple of (str, tuple of float)
        Variables and the levels for which it holds; elsewhere there is none.
    """

    to: str
    correlation: float
    where: tuple[tuple[str, tuple[float, ...]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Generated:
    """How one variable is generated.

    Parameters
    ----------
    name : str
    kind : Kind
    levels : tuple of str
    margins : tuple of Margin
        One, or one for each level of `split`.
    split : str
        Variable whose level chooses the margin, whatever the effects are: ``fsts`` has one for
        domestic and one for internationalized firms. Empty for none.
    factors : tuple of Factor
        Their shifts add up.
    links : tuple of Link
    persistence : float
        Lag-one correlation of the latent, from a year to the next.
    fixed : bool
        Whether a firm keeps its value by nature, whatever the persistence of others.
    missing : float, share of firm-years
    missing_with : str
        Variable where it is missing too. Empty for none.
    """

    name: str
    kind: Kind
    levels: tuple[str, ...]
    margins: tuple[Margin, ...]
    split: str = ""
    factors: tuple[Factor, ...] = ()
    links: tuple[Link, ...] = ()
    persistence: float = 0.0
    fixed: bool = False
    missing: float = 0.0
    missing_with: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CalibratedWorld:
    r"""A world whose margins, differences and persistence are those of a panel.

    Parameters
    ----------
    name : str
    variables : tuple of Generated
        In the order in which they are generated; what a variable depends on stands before it.
    definitions : Definitions
        ``doi_band`` follows from ``fsts`` by these.
    years : tuple of int
    sizes : tuple of int, firms
        SMEs and non-SMEs; all firms and 0 where `sme_share` is None.
    sme_share : float or None
        Share of SMEs among the panel's firms; None where the panel has no size classes.
    panel : mapping of str to int
        Numbers of firms and firm-years that the world rests on.
    notes : tuple of str
        What the panel has and the world does not, one sentence each.
    effects : bool
    effect_scale : float
        Multiple of the panel's differences and correlations.
    prepared : mapping of str to Prepared
        Tables that follow from all this; made where none are given.

    Notes
    -----
    Each variable v has a latent that is a stationary AR(1) over the years, with correlation
    :math:`\rho_v` between neighbouring years, standard normal in every year. With shifts
    :math:`\delta_v` by cells of variables generated before it,

    .. math:: v_{it} = Q_v(F_v(z_{it} + k \delta_{v, cell(i, t)}))

    where Q is the panel's pooled quantile function with its ties, k the effect scale and F the
    distribution function of z + k delta over all cells; so the pooled margin is the
    panel's whatever the shifts are. Where a metric variable is associated with another, z holds a
    part of the other's latent. Without effects all shifts and correlations are 0.
    Values are missing completely at random, by variable and firm-year, with the panel's share.
    """

    name: str
    variables: tuple[Generated, ...]
    definitions: Definitions
    years: tuple[int, ...]
    sizes: tuple[int, int]
    sme_share: float | None
    panel: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    effects: bool = True
    effect_scale: float = 1.0
    prepared: Mapping[str, Prepared] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        checks.inside("effect_scale", self.effect_scale, 0.0, MOST_EFFECT)
        if not self.years or any(b <= a for a, b in pairwise(self.years)):
            raise ArgumentError(
                f"world parameter `years` must be ascending years, got {self.years!r}."
            )
        if not self.prepared:
            object.__setattr__(self, "prepared", prepare(self))

    @property
    def n_firms(self) -> int:
        """Number of firms in a panel."""
        return sum(self.sizes)

    @property
    def scale(self) -> float:
        """Multiple of the panel's effects that is generated: 0 where they are switched off."""
        return self.effect_scale if self.effects else 0.0

    @property
    def planted(self) -> bool:
        """Whether any effect is there."""
        return self.scale > 0

    @property
    def parameters(self) -> dict[str, Any]:
        """What the world is made of, as JSON holds it; no value of a single firm."""
        return {
            "name": self.name,
            "calibrated": True,
            "panel": dict(self.panel),
            "years": list(self.years),
            "sizes": list(self.sizes),
            "sme_share": self.sme_share,
            "effects": self.effects,
            "effect_scale": self.effect_scale,
            "definitions": self.definitions.to_mapping(),
            "variables": {variable.name: _described(variable) for variable in self.variables},
            "notes": list(self.notes),
        }

    def no_effect(self) -> CalibratedWorld:
        """Return the twin in which nothing differs and nothing is associated."""
        return replace(self, name=f"{self.name}_no_effect", effects=False, prepared={})

    def vary(
        self,
        *,
        firms: tuple[int, int] | None = None,
        years: int | None = None,
        effect: float | None = None,
        persistence: float | None = None,
    ) -> CalibratedWorld:
        """Return the world with another design, effect or persistence, all else as it is.

        Parameters
        ----------
        firms : tuple of int, SMEs and non-SMEs
            All firms and 0 where there are no size classes.
        years : int
            The panel's first years, or further ones after its last: a stationary continuation.
        effect : float
            Multiple of the world's effects: 0 gives the arrays of `no_effect`.
        persistence : float
            Lag-one correlation of every latent but those that are fixed by nature.

        Raises
        ------
        ArgumentError
            If a value is not allowed.
        """
        changes: dict[str, Any] = {}
        if firms is not None:
            changes["sizes"] = self._sizes(firms)
        if years is not None:
            changes["years"] = _years(self.years, years)
        if effect is not None:
            checks.inside("effect", effect, 0.0, MOST_EFFECT)
            changes["effect_scale"] = self.effect_scale * effect
        if persistence is not None:
            checks.persistence("persistence", persistence)
            changes["variables"] = tuple(
                variable if variable.fixed else replace(variable, persistence=persistence)
                for variable in self.variables
            )
        if all(getattr(self, name) == value for name, value in changes.items()):
            return self
        if "effect_scale" in changes:
            changes["prepared"] = {}
        return replace(self, name=varied_name(self.name), **changes)

    def _sizes(self, firms: tuple[int, int]) -> tuple[int, int]:
        pair = pair_of_firms(firms, least=0)
        share = 1.0 if self.sme_share is None else self.sme_share
        empty = [share in (0.0, 1.0) and n > 0 for n in (pair[0], pair[1])]
        if sum(pair) == 0 or (share == 1.0 and empty[1]) or (share == 0.0 and empty[0]):
            said = "without size classes" if self.sme_share is None else "of one size class"
            raise ArgumentError(
                f"firms of a world {said} must be its number of firms and 0, got {firms!r}."
                if share in (0.0, 1.0)
                else f"firms must be at least one, got {firms!r}."
            )
        return pair


def _years(years: tuple[int, ...], n: int) -> tuple[int, ...]:
    """Return the first of the years, or the years and as many more as are asked for."""
    wanted = len(consecutive(years[0], n))
    step = years[-1] - years[-2] if len(years) > 1 else 1
    return (*years, *(years[-1] + step * k for k in range(1, wanted)))[:wanted]


def _described(variable: Generated) -> dict[str, Any]:
    margins = variable.margins
    return {
        "kind": str(variable.kind),
        "distinct_values": [int(margin.shares.size) for margin in margins],
        "interpolated": [not margin.discrete for margin in margins],
        "split": variable.split,
        "shifts": {" x ".join(f.by): [float(x) for x in f.shifts] for f in variable.factors},
        "correlations": {link.to: link.correlation for link in variable.links},
        "persistence": variable.persistence,
        "fixed": variable.fixed,
        "missing": variable.missing,
    }
