"""Scales in a study: scores, reliability, warnings and where they are shown."""

import numpy as np
import pandas as pd
import pytest

from smeint.panel.read import panel_from_frame
from smeint.report.write import report_text
from smeint.study.run import run_panel
from smeint.study.shipped import FURTHER

#: Loadings of the items on one factor; the third is worded the other way.
LOADINGS = (0.8, 0.7, -0.6, 0.75)
COLUMNS = {
    "firm_id": "id",
    "year": "wave",
    "employees": "staff",
    "fsts": {"column": "exports", "unit": "share"},
    "innovation": {
        "items": ["q1", "q2", "q3", "q4"],
        "reverse": ["q3"],
        "range": [1, 7],
        "min_items": 3,
    },
}


@pytest.fixture(scope="module")
def frame():
    rng = np.random.default_rng(20)
    n = 160
    factor = rng.normal(size=n)
    items = {
        f"q{i}": np.clip(
            np.round(4 + 1.4 * (x * factor + np.sqrt(1 - x * x) * rng.normal(size=n))), 1, 7
        )
        for i, x in enumerate(LOADINGS, start=1)
    }
    data = pd.DataFrame(
        {
            "id": [f"F{i}" for i in range(n)],
            "wave": 2025,
            "staff": rng.integers(11, 500, n),
            "exports": np.where(rng.random(n) < 0.4, 0, rng.random(n)),
            **items,
        }
    )
    data.loc[:4, "q1"] = np.nan
    data.loc[:2, "q2"] = np.nan
    return data


def run(data, columns=None):
    panel = panel_from_frame(data, {**COLUMNS, **(columns or {})})
    return run_panel(panel, hypotheses=(FURTHER["F5"],), normality=False)


def alpha_of(items):
    """Cronbach's alpha as the textbook writes it, on complete rows."""
    items = items.dropna()
    k = items.shape[1]
    return k / (k - 1) * (1 - items.var().sum() / items.sum(axis=1).var())


def test_a_score_is_the_mean_of_the_items_known_reversed_ones_turned(frame):
    scores = run(frame).analysis["innovation"]
    turned = frame[["q1", "q2", "q3", "q4"]].assign(q3=8 - frame["q3"])
    expected = turned.mean(axis=1).where(turned.notna().sum(axis=1) >= 3)
    order = np.argsort(frame["id"].to_numpy())
    np.testing.assert_allclose(scores, expected.to_numpy()[order], rtol=1e-14)
    assert scores.isna().sum() == 3


def test_alpha_is_that_of_the_sampled_firms_that_answered_all_items(frame):
    findings = run(frame).findings.set_index("finding_id")
    row = findings.loc["reliability.innovation.2025.cronbach_alpha.raw"]
    turned = frame[["q1", "q2", "q3", "q4"]].assign(q3=8 - frame["q3"])
    assert row["effect"] == pytest.approx(alpha_of(turned), rel=1e-12)
    assert (row["n"], row["n_missing"], row["role"]) == (155, 5, "evidence")
    assert row["ci_low"] < row["effect"] < row["ci_high"]
    omega = findings.loc["reliability.innovation.2025.mcdonald_omega.one_factor"]
    assert omega["status"] == "ok"
    assert abs(omega["effect"] - row["effect"]) < 0.05


def test_a_scale_goes_to_the_rank_test(frame):
    findings = run(frame).findings
    primary = findings[findings["role"] == "primary"]
    assert list(primary["procedure"].unique()) == ["mann_whitney"]
    assert set(primary["outcome"]) == {"innovation"}


def test_a_reliable_scale_is_not_warned_of(frame):
    assert not [text for text in run(frame).warnings if "innovation" in text]


def test_a_reversed_item_that_is_not_turned_is_named(frame):
    entry = {"innovation": {"items": ["q1", "q2", "q3", "q4"]}}
    warnings = run(frame, entry).warnings
    assert any(text.startswith("`innovation` is not reliable enough") for text in warnings)
    (named,) = [text for text in warnings if "correlate negatively" in text]
    assert "q3 in 2025: -0." in named
    assert "q1" not in named


def test_a_constant_item_leaves_reliability_unknown(frame):
    warnings = run(frame.assign(q4=4)).warnings
    assert "The reliability of `innovation` is not known (2025: constant item)." in warnings


def test_all_items_missing(frame):
    results = run(frame.assign(q1=np.nan, q2=np.nan, q3=np.nan, q4=np.nan))
    own = results.findings[results.findings["hypothesis"] == "reliability"]
    assert set(own["status"]) == {"too_few"}
    assert own["effect"].isna().all()


def test_the_distribution_is_among_the_facts(frame):
    results = run(frame)
    facts = results.panel_facts.set_index("fact")["value"]
    scores = results.analysis["innovation"].dropna()
    assert facts["scale_n"] == len(scores) == 157
    assert facts["scale_mean"] == pytest.approx(scores.mean())
    assert facts["scale_sd"] == pytest.approx(scores.std())
    assert facts["scale_median"] == pytest.approx(scores.median()) != facts["scale_mean"]
    assert facts["scale_at_ceiling"] == (scores == 7).mean()


def test_the_ends_of_a_sum_are_those_of_all_its_items(frame):
    answers = frame.assign(q3=8 - frame["q3"])
    answers.loc[10:29, ["q1", "q2", "q3", "q4"]] = 7
    answers.loc[30:35, ["q1", "q2", "q3", "q4"]] = 1
    entry = {"items": ["q1", "q2", "q3", "q4"], "range": [1, 7], "score": "sum"}
    facts = run(answers, {"innovation": entry}).panel_facts.set_index("fact")["value"]
    total = answers[["q1", "q2", "q3", "q4"]].sum(axis=1, skipna=False).dropna()
    assert facts["scale_n"] == len(total) == 155
    assert facts["scale_at_ceiling"] == (total == 28).mean() >= 20 / 155
    assert facts["scale_at_floor"] == (total == 4).mean() >= 6 / 155
    assert (facts["scale_least"], facts["scale_greatest"]) == (4, 28)


def test_an_item_that_only_happens_to_correlate_negatively_is_not_named(frame):
    # unrelated to the others: its interval holds 0 on either side
    rng = np.random.default_rng(2)
    noise = frame.assign(q3=rng.integers(1, 8, len(frame)))
    results = run(noise, {"innovation": {"items": ["q1", "q2", "q3", "q4"]}})
    rows = results.measures.query("measure == 'item_rest_correlation' and term == 'q3'")
    assert (rows["ci_low"] < 0).all()
    assert (rows["ci_high"] > 0).all()
    assert not [text for text in results.warnings if "correlate negatively" in text]


def test_the_document_shows_scale_and_items(frame):
    document = report_text(run(frame))
    section = document.split("## Scales")[1].split("\n## ")[0]
    assert section.count("| innovation | 2025 |") == 5
    for item in ("q1", "q2", "q3", "q4"):
        assert f"| innovation | 2025 | {item} |" in section


def test_without_scales_there_is_no_such_section(frame):
    columns = {key: value for key, value in COLUMNS.items() if key != "innovation"}
    results = run_panel(panel_from_frame(frame, columns), hypotheses=(), normality=False)
    assert "## Scales" not in report_text(results)
