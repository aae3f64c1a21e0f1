"""Studies whose reports must read well: statuses, one year, many countries, own claims."""

from dataclasses import replace

import numpy as np

from smeint.panel.read import panel_from_frame
from smeint.question import Condition
from smeint.study.error_rates import ErrorRate, ErrorRates, without_rate
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import RULES
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from smeint.synth.world import world
from tests.contract import damage

SEED = 4
INTERNATIONALIZED = Condition("internationalized", ("yes",))

OWN = (
    Hypothesis(
        id="H6",
        text="SMEs with a plan to grow differ in ROTA",
        outcomes=("rota",),
        predictor="growth_intention",
        contrast=("yes", "no"),
        sample=(Condition("sme", ("yes",)),),
    ),
    Hypothesis(
        id="H7",
        text="The share of foreign sales and the size of the management team are associated",
        outcomes=("management_team_size",),
        predictor="fsts",
        sample=(INTERNATIONALIZED,),
        direction="positive",
    ),
    Hypothesis(
        id="H8",
        text="Firms of different industries engage in networking to a different extent",
        outcomes=("networking",),
        predictor="industry",
    ),
)


def _main(*names):
    return tuple(MAIN[name] for name in names)


def _damaged(kind, *names):
    return run_panel(
        damage.panel(kind, SEED),
        hypotheses=_main(*names),
        normality=kind == "one_year",
        error_rates="none",
    )


def _simulated(hypotheses, *, rates="none", **changes):
    frame = to_frame(simulate(replace(world("published"), **changes), SEED))
    return run_panel(
        panel_from_frame(frame, damage.COLUMNS),
        hypotheses=hypotheses,
        normality=False,
        error_rates=rates,
    )


def made_rates(analysis, results, hypotheses):
    """Error rates of two hypotheses, made up; the others have a reason."""
    rows = [
        ErrorRate(
            *(name, rule, direction, rate, 0.002, rate - 0.004, rate + 0.0041),
            *(12_000, 0.05, 57, 57, 3, "made_up", "stored"),
        )
        for name in ("H2", "H5")
        for place, rule in enumerate(RULES)
        for direction, rate in (("either", 0.098 - place / 50), ("claimed", 0.05 - place / 100))
    ]
    own = "not stored for a hypothesis of your own; --error-rates fresh measures it"
    reasons = {**without_rate(results), "H6": own, "H7": own}
    return ErrorRates("stored", tuple(rows), reasons)


def _countries():
    frame = to_frame(simulate(world("published"), SEED))
    names = np.array([f"Country {place:02d}" for place in range(1, 41)])
    firm = frame["firm_id"].str.removeprefix("SYN").astype(int)
    frame["country"] = names[firm % 40]
    panel = panel_from_frame(frame, damage.COLUMNS)
    return run_panel(panel, hypotheses=_main("H1"), normality=False, error_rates="none")


#: Each by what it is made to show.
STUDIES = {
    "separated": lambda: _damaged("separated", "H1", "H2"),
    "too_few": lambda: _damaged("few_firms", "H2", "H4"),
    "constant": lambda: _damaged("constant_outcomes", "H3", "H3b", "H5"),
    "empty_groups": lambda: _damaged("all_domestic", "H1", "H2", "H3", "H5"),
    "one_year": lambda: _damaged("one_year", "H1", "H3", "H3b", "H5"),
    "missing_values": lambda: _damaged("missing", "H2", "H3b"),
    "forty_countries": _countries,
    "ten_years": lambda: _simulated(_main("H2", "H3b"), years=tuple(range(2005, 2015))),
    "own_hypotheses": lambda: _simulated(OWN),
    "error_rates": lambda: _simulated((*_main("H2", "H3b", "H5"), *OWN[:2]), rates=made_rates),
}
