"""A diagnosis as a whole: its tables, its manifest, its counts."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.diagnose.curves import grid
from smeint.diagnose.rows import DIMENSIONS, TABLES, TEST_MEASURES
from smeint.diagnose.run import diagnose, diagnose_study, error_rates_of
from smeint.diagnose.takeaway import takeaway
from smeint.errors import ArgumentError
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import RULES, Verdict
from smeint.study.shipped import MAIN
from smeint.synth.world import world

COUNTS = Path(__file__).with_name("counts.json")
STORED = ("H1", "H2", "H3", "H3b", "H4", "H5")
OWN = Hypothesis(
    id="X1",
    text="SMEs have fewer employees, in the twin too",
    outcomes=("employees",),
    predictor="sme",
    contrast=("yes", "no"),
    direction="negative",
)


def stored_form(found):
    """Counts of a diagnosis as they stand in the file."""
    rates = found.verdict_rates
    verdicts = {
        f"{row.world} {row.hypothesis} {row.rule} {row.verdict}": row.count_
        for row in rates.rename(columns={"count": "count_"}).itertuples()
        if row.count_
    }
    patterns = {
        f"{w} {p}": int(n) for w, p, n in found.patterns[["world", "pattern", "count"]].values
    }
    return {"verdicts": verdicts, "patterns": patterns}


@pytest.fixture(scope="module")
def found():
    return diagnose(
        "published",
        reps=130,
        seed=4,
        hypotheses=[MAIN[name] for name in STORED],
        truth_firms=4_000,
        curves=False,
    )


def test_counts_are_those_stored(found):
    assert stored_form(found) == json.loads(COUNTS.read_text(encoding="utf-8"))


def test_tables_have_their_rows(found):
    for name, row_class in TABLES.items():
        frame = getattr(found, name)
        assert list(frame.columns) == [field.name for field in fields(row_class)]
    assert len(found.verdict_rates) == 2 * len(STORED) * len(RULES) * len(Verdict)
    assert len(found.error_rates) == 2 * len(STORED) * len(RULES)
    # H1-H3b: 3 years and a pooled test; H4: 3 outcomes in 3 bands; H5: one
    assert len(found.test_rates) == 2 * (4 * 4 + 3 * 10 + 10) * len(TEST_MEASURES)
    sums = found.verdict_rates.groupby(["world", "hypothesis", "rule"])["count"].sum()
    assert (sums == 130).all()


def test_error_rates_are_the_verdicts_of_the_twin(found):
    rates = found.verdict_rates[found.verdict_rates.world == "no_effect"]
    counts = rates.set_index(["hypothesis", "rule", "verdict"])["count"]
    for row in found.error_rates.itertuples():
        if row.hypothesis == "H3b":
            assert np.isnan(row.rate) and row.n_replicates == 0
            continue
        expected = counts[row.hypothesis, row.rule, "supported"]
        if row.direction == "either":
            expected += counts[row.hypothesis, row.rule, "opposite direction"]
        assert row.rate * row.n_replicates == pytest.approx(expected)
        assert row.ci_low <= row.rate <= row.ci_high


def test_truths_are_those_of_their_own_world(found):
    tests = found.test_rates[found.test_rates.hypothesis == "H1"].dropna(subset=["truth"])
    assert (tests[tests.world == "no_effect"].truth == 0).all()
    assert (tests[tests.world == "planted"].truth < -0.1).all()


def test_the_manifest_says_what_was_done(found):
    said = found.manifest
    assert said["done"] == said["asked"] == {"planted": 130, "no_effect": 130}
    assert said["synthetic"] is True and said["interrupted"] is False
    assert said["design"] == {"firms_1": 57, "firms_2": 57, "years": 3}
    assert json.loads(json.dumps(said)) == said
    assert [h["id"] for h in said["hypotheses"]] == list(STORED)


def test_an_interrupt_gives_what_was_done():
    def stop(stage, done, _):
        if stage == "Simulating" and done == 200:
            raise KeyboardInterrupt

    part = diagnose("published", reps=500, hypotheses=[MAIN["H1"]], truth_firms=400, progress=stop)
    assert part.manifest["interrupted"] is True
    assert part.manifest["done"] == {"planted": 100, "no_effect": 100}
    assert set(part.verdict_rates.n_replicates) == {100}
    assert len(part.power) == 0
    assert any("interrupted" in warning for warning in part.manifest["warnings"])


@pytest.mark.parametrize(
    "stage", ["Finding the truth", pytest.param("Simulating", marks=pytest.mark.slow)]
)
def test_an_interrupt_before_each_world_has_a_block_goes_on(stage):
    def stop(at, done, _):
        if at == stage and done <= 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        diagnose("published", reps=300, hypotheses=[MAIN["H1"]], truth_firms=400, progress=stop)


def test_an_error_rate_needs_a_world_without_the_effect(monkeypatch):
    monkeypatch.setattr("smeint.diagnose.run.CHECKED_FIRMS", 4000)
    rows = error_rates_of(world("published"), (MAIN["H1"], OWN), Definitions(), 0.05, 100, 1, 1)
    by_name = {row.hypothesis: row for row in rows if row.rule == "published"}
    assert 0 <= by_name["H1"].rate < 0.2
    assert np.isnan(by_name["X1"].rate)
    assert {row.world for row in rows} == {"no_effect"}
    whole = diagnose("published", reps=100, hypotheses=[OWN], truth_firms=4000, curves=False)
    assert "X1: the world without effects still has one" in whole.manifest["warnings"][1]
    assert takeaway(whole, "X1").startswith("How often the published rule errs on X1 was not")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (
            {"reps": 0},
            r"reps must be a whole number of at least 1 and at most 1,000,000,000, got 0\.",
        ),
        ({"seed": -1}, r"seed must be a whole number of at least 0, got -1\."),
        ({"alpha": 0.7}, r"alpha must be a number between 0 and 0\.5, got 0\.7\."),
        ({"power": 1.0}, r"power must be a number from 0\.05 to 0\.99, got 1\.0\."),
        ({"hypotheses": ()}, r"hypotheses must name at least one that is tested, got none\."),
    ],
)
def test_refusals(asked, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        diagnose("published", **asked)


def test_curves_pass_through_the_design_and_stay_in_proportion():
    points, left_out = grid(world("published").vary(firms=(20, 60)))
    assert left_out == ()
    assert {point.dimension for point in points} == set(DIMENSIONS)
    by_dimension = {d: [p for p in points if p.dimension == d] for d in DIMENSIONS}
    assert any(p.world.sizes == (20, 60) for p in by_dimension["firms"])
    assert all(3 * p.world.sizes[0] == p.world.sizes[1] for p in by_dimension["firms"])
    assert [len(p.world.years) for p in by_dimension["years"]] == [1, 2, 3, 4, 5, 7, 10]


@pytest.mark.slow
def test_power_grows_with_firms_and_the_smallest_number_has_it():
    whole = diagnose(
        "published",
        reps=100,
        hypotheses=[MAIN["H1"]],
        truth_firms=4000,
        curve_reps=100,
        power=0.8,
    )
    rows = whole.power[(whole.power.rule == "published") & (whole.power.dimension == "firms")]
    assert (np.diff(rows["count"]) > -10).all()
    assert rows.power.iloc[0] < 0.7 < 0.95 < rows.power.iloc[-1]
    none = whole.power[(whole.power.dimension == "effect") & (whole.power.value == 0)]
    assert none.power.max() < 0.2
    for row in whole.smallest_n.itertuples():
        assert row.status == "found" and row.n_replicates == 400
        assert row.firms == row.firms_1 + row.firms_2
        assert 0.8 - 2 * row.mc_error <= row.power < 0.92
        assert 30 < row.firms < 90


def test_a_study_is_diagnosed_on_a_world_of_its_own_panel(demo):
    own = diagnose_study(demo / "study.toml", reps=20, curves=False, truth_firms=2000)
    assert own.manifest["study"]["file"] == "study.toml"
    assert own.manifest["world"]["parameters"]["calibrated"] is True
    assert [h["id"] for h in own.manifest["hypotheses"]] == ["H1", "H2", "H3"]
    assert own.manifest["design"]["years"] == 3
    h1 = own.test_rates[(own.test_rates.hypothesis == "H1") & (own.test_rates.world == "planted")]
    assert (h1.truth < 0).all()


def test_takeaways_hold_the_numbers_of_the_rows(found):
    rates, errors = found.verdict_rates, found.error_rates
    for name in ("H1", "H2"):
        said = takeaway(found, name)
        own = rates[(rates.hypothesis == name) & (rates.rule == "published")]
        power = own[(own.world == "planted") & (own.verdict == "supported")].probability.iloc[0]
        error = errors[
            (errors.hypothesis == name)
            & (errors.rule == "published")
            & (errors.direction == "claimed")
        ].rate.iloc[0]
        assert f"calls {name} supported in {100 * error:.1f} %" in said
        assert f"calls it supported in {100 * power:.1f} %" in said
    assert "times the true effect" in said
    assert "the planted world has no effect on it either" in takeaway(found, "H5")
    negligible = takeaway(found, "H3b")
    assert "H3b is true" in negligible
    assert "calls it supported in none of 130 simulated studies" in negligible
    with pytest.raises(ArgumentError, match=r"hypothesis `H9` is not in the diagnosis, which has"):
        takeaway(found, "H9")
