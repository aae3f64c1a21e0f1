"""Studies whose reports must read well: statuses, one year, many countries, own claims."""

from dataclasses import replace

import numpy as np

from smeint.panel.read import panel_from_frame
from smeint.question import Condition
from smeint.study.hypothesis import Hypothesis
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
        damage.panel(kind, SEED), hypotheses=_main(*names), normality=kind == "one_year"
    )


def _simulated(hypotheses, **changes):
    frame = to_frame(simulate(replace(world("published"), **changes), SEED))
    return run_panel(
        panel_from_frame(frame, damage.COLUMNS), hypotheses=hypotheses, normality=False
    )


def _countries():
    frame = to_frame(simulate(world("published"), SEED))
    names = np.array([f"Country {place:02d}" for place in range(1, 41)])
    firm = frame["firm_id"].str.removeprefix("SYN").astype(int)
    frame["country"] = names[firm % 40]
    columns = damage.COLUMNS
    return run_panel(panel_from_frame(frame, columns), hypotheses=_main("H1"), normality=False)


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
}
