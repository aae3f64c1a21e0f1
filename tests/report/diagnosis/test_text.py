"""What the report of a diagnosis says, held word by word, and what it must say.

The texts in ``snapshots`` were read before they were stored; they are written anew with
``SMEINT_SNAPSHOTS=write`` and read again.
"""

import os
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.report.diagnosis.write import diagnosis_text
from smeint.report.sentences.cited import cite
from tests.report.diagnosis import made

FOLDER = Path(__file__).parent / "snapshots"
HOSTILE = '<b>H|1</b> "*x*" $a_1$ `y`'


def never_significant():
    found = made.diagnosis()
    rates = found.test_rates.copy()
    lost = rates["measure"].isin(["wrong_sign", "exaggeration", "bias", "coverage", "n"])
    rates.loc[lost, ["estimate", "mc_error"]] = float("nan")
    rates.loc[lost, "n"] = 0
    return replace(found, test_rates=rates)


#: The diagnoses in which not all goes well.
STUDIES = {
    "whole": made.diagnosis,
    "one_hypothesis": lambda: made.diagnosis("H1", curves=False, failures=False),
    "one_year": lambda: made.diagnosis(
        *("H1", "H5"), years=("2010",), design={"firms_1": 30, "firms_2": 84, "years": 1}
    ),
    "negligible_alone": lambda: made.diagnosis("H3b", curves=False, failures=False),
    "hostile": lambda: made.renamed(made.diagnosis(), "H5", HOSTILE),
    "never_significant": never_significant,
    "interrupted": lambda: made.diagnosis(
        interrupted=True,
        asked={PLANTED: 10_000, NO_EFFECT: 10_000},
        done={PLANTED: 400, NO_EFFECT: 350},
        warnings=[
            "Every number of a diagnosis comes from simulated firms.",
            "The diagnosis was interrupted: the tables hold what was done until then.",
            "F2: the world without effects still has one here.",
        ],
        study={"file": "pilot.toml", "sha256": "0" * 64},
        world={
            "name": "pilot",
            "parameters": {
                "calibrated": True,
                "panel": {"firms": 212, "firm_years": 600, "years": 3},
                "sme_share": None,
                "notes": ["`tqm` is not in the panel"],
            },
        },
    ),
}


@cache
def text_of(name):
    return diagnosis_text(STUDIES[name]())


@pytest.mark.parametrize("name", ["whole", "interrupted"])
def test_the_report_is_the_one_that_was_read(name):
    path = FOLDER / f"{name}.md"
    if os.environ.get("SMEINT_SNAPSHOTS") == "write":
        path.write_text(text_of(name), encoding="utf-8")
    assert text_of(name) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STUDIES)
def test_no_sentence_is_left_without_its_end(name):
    found = re.search(
        r"\bnan\b|\binf\b|\bNone\b|(?<!\w)\(\)|[:,;] ?\.(?! \.)(\s|$)|  \.|\{|\}|\.\.(?!\.)",
        text_of(name),
    )
    assert found is None, text_of(name)[max(0, found.start() - 80) : found.end() + 80]


@pytest.mark.parametrize("name", STUDIES)
def test_it_says_first_that_every_number_is_simulated(name):
    title, first, *_ = text_of(name).split("\n\n")
    assert title == "# What this design can find, and how often it errs"
    assert first == "**Every number here comes from simulated firms: no firm is a real one.**"


def test_an_interrupt_is_told_before_any_number_and_once():
    text = text_of("interrupted")
    said = "400 of 10,000 replicates with the effects and 350 of 10,000 without any"
    assert text.index("Interrupted") < text.index(said) < text.index("## ")
    assert "The diagnosis was interrupted" not in text
    assert "F2: the world without effects still has one here." in text
    assert "Every number of a diagnosis" not in text


def test_an_interrupt_in_the_curves_leaves_the_rates_whole():
    text = diagnosis_text(made.diagnosis("H1", interrupted=True))
    assert "Interrupted while power curves were computed" in text
    assert "were done when it was stopped" not in text


def test_a_calibrated_world_names_its_file_and_warns_of_the_pilots_effects():
    said = "calibrated from a panel of 212 firms in 3 years, `pilot.toml`"
    assert said in text_of("interrupted")
    assert "The pilot's effects are taken at face value." in text_of("interrupted")
    assert "57 SMEs" not in text_of("interrupted")  # it has no size classes
    assert "114 firms in 3 years" in text_of("interrupted")
    assert "- `tqm` is not in the panel" in text_of("interrupted")
    assert "pilot" not in text_of("whole")


def test_a_claim_of_a_negligible_effect_has_no_error_rate_and_says_why():
    text = text_of("negligible_alone")
    assert "H3b claims a negligible effect. Such a claim is true where nothing is there" in text
    assert "supports H3b in 3.5 % of the replicates" in text  # 14 of 400
    assert "No error rate was measured: no claim is of a difference." in text
    assert "either" not in text.split("## Where nothing is there")[1].split("\n## ")[0]


def test_a_rate_that_is_not_a_number_is_not_printed():
    found = made.diagnosis()
    rates = found.error_rates.copy()
    rates.loc[rates["hypothesis"] == "H3b", "rate"] = float("inf")
    assert diagnosis_text(replace(found, error_rates=rates)) == text_of("whole")


@pytest.mark.parametrize("name", ["one_hypothesis", "negligible_alone"])
def test_what_was_not_asked_for_has_no_section(name):
    assert "## Power curves" not in text_of(name)
    assert "## How many firms are needed" not in text_of(name)
    assert "Every test could be computed in every replicate." in text_of(name)


def test_the_works_that_methods_cite_are_listed():
    text = text_of("whole")
    for key, address in (
        ("morris_2019", "10.1002/sim.8086"),
        ("gelman_carlin_2014", "10.1177/1745691614551642"),
        ("blair_2019", "10.1017/S0003055419000194"),
    ):
        assert cite(key).replace("&", "&amp;") in text
        assert f"https://doi.org/{address}" in text


def test_monte_carlo_error_is_at_most_that_of_a_half():
    # 50 points over the root of the fewer replicates: 100 of the four hundred, 2.5
    assert "standard error of a share is at most 2.5 percentage points" in text_of("whole")
    assert "at most 2.7 percentage points" in text_of("interrupted")  # 50 / sqrt(350)
