"""Small studies on which sentences are tried: every status, own hypotheses, weights, one year."""

from pathlib import Path

import numpy as np

from smeint.panel.read import panel_from_frame
from smeint.study.hypothesis import Hypothesis
from smeint.study.run import run_panel, run_study
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from smeint.synth.world import world
from tests.contract import damage

TESTS = Path(__file__).parents[1]
DAMAGED = {
    "missing": ("H4", "H5"),
    "few_firms": tuple(MAIN),
    "one_year": tuple(MAIN),
    "all_domestic": ("H1", "H2", "H3"),
}
SURVEY = """
format = 1
hypotheses = ["H1", "H2", "O1"]
[data]
file = "{file}"
missing = {{ "-9" = "don't know", "-8" = "refused" }}
[columns]
firm_id = "idstd"
year = {{ constant = 2013 }}
employees = "l1"
fsts = {{ column = "d3c", unit = "percent" }}
market = {{ column = "e1", kind = "category" }}
weight = "wmedian"
stratum = "strata"
[[hypothesis]]
id = "O1"
text = "Main market, by size"
outcome = "market"
predictor = {{ sme = ["yes", "no"] }}
companions = ["weighted", "fisher"]
"""
GROUPS = {"predictor": "sme", "contrast": ("yes", "no")}
OWN = (
    Hypothesis("O1", "Country by size", ("country",), companions=("fisher",), **GROUPS),
    Hypothesis("O2", "Country with industry", ("country",), "industry"),
    Hypothesis("O3", "ROTA by size, firm means", ("rota",), unit="firm_means", **GROUPS),
    Hypothesis(
        "O4",
        "Means are alike",
        ("rota",),
        unit="firm_means",
        claim="negligible",
        margin=0.5,
        **GROUPS,
    ),
    Hypothesis("O5", "ROTA with FSTS, firm means", ("rota",), "fsts", unit="firm_means"),
    Hypothesis("O6", "Either of two", ("rota", "fsts"), combine="any", strata="doi_band", **GROUPS),
    Hypothesis("O7", "More among SMEs", ("internationalized",), direction="positive", **GROUPS),
    Hypothesis(
        "O8", "Shares are alike", ("internationalized",), claim="negligible", margin=0.1, **GROUPS
    ),
)


def damaged(kind):
    """Main hypotheses on a panel with one kind of damage."""
    asked = tuple(MAIN[name] for name in DAMAGED[kind])
    return run_panel(damage.panel(kind, 3), hypotheses=asked, normality=False, error_rates="none")


def survey(folder):
    """A survey with sampling weights, one year and a category of several levels."""
    file = TESTS / "data" / "wbes_synthetic_fixture.sav"
    path = folder / "study.toml"
    path.write_text(SURVEY.format(file=file))
    return run_study(path, error_rates="none")


def own():
    """Hypotheses of kinds that the shipped ones are not."""
    frame = to_frame(simulate(world("published"), 5)).reset_index(drop=True)
    panel = panel_from_frame(frame, damage.COLUMNS)
    return run_panel(panel, hypotheses=OWN, normality=False, error_rates="none")


def suppressed():
    """A study in which counts of fewer than five firms are hidden."""
    asked = tuple(MAIN[name] for name in ("H4", "H5"))
    return run_panel(
        damage.panel("whole", 3), hypotheses=asked, normality=False, error_rates="none", min_count=5
    )


def weighted():
    """Rank and share tests with a weighted companion that is significant."""
    frame = to_frame(simulate(world("published"), 5)).reset_index(drop=True)
    weights = np.random.default_rng(8).lognormal(2, 0.7, len(frame))
    panel = panel_from_frame(
        frame.assign(weight=np.round(weights, 3)), {**damage.COLUMNS, "weight": "weight"}
    )
    asked = (
        Hypothesis("O1", "t", ("fsts",), companions=("weighted",), **GROUPS),
        Hypothesis("O2", "t", ("internationalized",), companions=("weighted",), **GROUPS),
    )
    return run_panel(panel, hypotheses=asked, normality=False, error_rates="none")


STUDIES = (*DAMAGED, "survey", "own", "suppressed", "weighted")


def study_of(name, folder):
    """One of the studies by its name."""
    if name in DAMAGED:
        return damaged(name)
    if name == "survey":
        return survey(folder)
    return {"own": own, "suppressed": suppressed, "weighted": weighted}[name]()
