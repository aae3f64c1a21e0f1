"""`calibrate`: a synthetic world from a panel, so that a survey can be planned from a pilot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from smeint.diagnose.calibrate_pairs import (
    asked_of_data,
    pairs,
    variables_asked,
    variables_in_order,
)
from smeint.diagnose.calibrate_pilot import Pilot
from smeint.engine.analysis import Analysis
from smeint.engine.sampling import SAMPLING_WEIGHT
from smeint.errors import ArgumentError
from smeint.panel.variables import Kind
from smeint.question import Question
from smeint.synth.calibrated import CalibratedWorld

#: Fewest firms that a world is calibrated from.
FEWEST_FIRMS = 10


def calibrate(
    analysis: Analysis,
    questions: Iterable[Question],
    *,
    name: str,
    firms: tuple[int, int] | None = None,
) -> CalibratedWorld:
    """Return a world with the margins, differences, persistence and gaps of a panel.

    Parameters
    ----------
    analysis : Analysis
        Of the panel: often a pilot.
    questions : iterable of Question
        The plan's questions; their variables are generated, and what they compare differs.
    name : str
    firms : tuple of int or None, SMEs and non-SMEs
        As many as the panel has in a mean year, unless given.

    Returns
    -------
    CalibratedWorld
        Its `notes` name what it leaves out. A variable that it does not have makes a test of it
        not computed.

    Raises
    ------
    ArgumentError
        If the panel has too few firms, or nothing that the questions ask for.

    Notes
    -----
    The panel's differences are taken at face value: where the pilot was lucky, so is the world.
    Only cells with fewer than 10 firms are pulled towards the pooled level; see
    `smeint.diagnose.calibrate_fit.fit_shifts`.
    """
    pilot = Pilot.of(analysis)
    n_firms = int(np.unique(pilot.firm).size)
    if n_firms < FEWEST_FIRMS:
        raise ArgumentError(
            f"a world is calibrated from a panel of at least {FEWEST_FIRMS} firms in the sample, "
            f"got {n_firms}."
        )
    asked = asked_of_data(questions)
    used = pilot.usable(variables_asked(asked, analysis))
    order = variables_in_order(used, asked, analysis)
    if all(analysis[v].kind is Kind.CATEGORY for v in order):
        raise ArgumentError(
            "a world is calibrated from variables that the hypotheses ask for, and the panel has "
            "no yes/no, ordered or metric one of them."
        )
    compared = list(pairs(asked, order, analysis))
    if SAMPLING_WEIGHT in analysis.columns:
        pilot.notes.append("Sampling weights are not generated: all firms count the same.")
    world = CalibratedWorld(
        name=name,
        variables=tuple(pilot.generated(v, order, compared) for v in order),
        definitions=analysis.definitions,
        years=analysis.years,
        sizes=pilot.sizes,
        sme_share=pilot.sme_share,
        panel={"firms": n_firms, "firm_years": int(pilot.firm.size), "years": pilot.n_years},
        notes=tuple(dict.fromkeys(pilot.notes)),
    )
    return world if firms is None else replace(world, sizes=world.vary(firms=firms).sizes)
