"""docs/methods.md is what was stored, and what was stored is what is measured again."""

import math
from pathlib import Path

import pytest
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "methods.md").read_text()
#: What is drawn again, and how often.
AGAIN = {
    "unequal_spread": 20_000,
    "unequal_spread_skewed": 20_000,
    "zeros": 2_000,
    "rank_biserial_separation": 20_000,
    "rank_biserial_spread": 20_000,
    "normality": 20_000,
    "several_groups": 20_000,
    "rank_correlation": 20_000,
    "trend": 2_000,
    "firm_years_metric": 4_000,
    "firm_years_yes_no": 4_000,
    "logit_h1": 200,
    "logit_rare": 200,
}
ENUMERATED = ("table_35", "table_10", "table_largest", "coverage_h1", "coverage_rare")


def test_the_document_is_what_was_stored(failures):
    written = PAGE.split(failures.BEGIN)[1].split(failures.END)[0]
    assert written == failures.document_text(failures.stored())


def test_every_method_is_stored_once_at_every_size(failures):
    wanted = sorted(
        (e.name, line.key, *sizes)
        for e in failures.EXPERIMENTS.values()
        for line in e.lines
        for sizes in failures.SIZES
    )
    assert sorted((r.experiment, r.key, r.n_1, r.n_2) for r in failures.stored()) == wanted


def test_stored_errors_follow_from_the_stored_rates(failures):
    for row in failures.stored():
        if row.replicates:
            hits = row.measured * row.replicates
            assert hits == pytest.approx(round(hits), abs=1e-6)
            error = math.sqrt(row.measured * (1 - row.measured) / row.replicates)
            assert row.mc_error == pytest.approx(error, rel=1e-9, abs=1e-12)
        else:
            assert row.mc_error == 0
            assert row.experiment in ENUMERATED


def test_every_simulated_experiment_is_measured_again(failures):
    assert set(AGAIN) | set(ENUMERATED) == set(failures.EXPERIMENTS)


def kept(failures, name, sizes):
    return {r.key: r for r in failures.stored() if (r.experiment, r.n_1, r.n_2) == (name, *sizes)}


@pytest.mark.parametrize("name", ENUMERATED)
@pytest.mark.parametrize("sizes", [(5, 16), pytest.param((20, 39), marks=pytest.mark.slow)])
def test_what_was_enumerated_is_enumerated_again(failures, name, sizes):
    old = kept(failures, name, sizes)
    for row in failures.measured(failures.EXPERIMENTS[name], *sizes):
        assert row.measured == pytest.approx(old[row.key].measured, rel=1e-7, abs=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", AGAIN)
@pytest.mark.parametrize("sizes", [(5, 16), (20, 39), (57, 57)])
def test_another_seed_finds_the_stored_rates(failures, name, sizes):
    """Two counts of one binomial rate: the exact conditional test, at .01 % each."""
    old = kept(failures, name, sizes)
    experiment = failures.EXPERIMENTS[name]
    for new in failures.measured(experiment, *sizes, replicates=AGAIN[name], seed=77):
        was = old[new.key]
        counts = [
            [round(r.measured * r.replicates), round((1 - r.measured) * r.replicates)]
            for r in (was, new)
        ]
        assert stats.fisher_exact(counts).pvalue > 1e-4, (new, was)


@pytest.mark.parametrize(
    ("experiment", "worse", "better"),
    [
        ("unequal_spread", "mann_whitney", "brunner_munzel"),
        ("unequal_spread", "student", "welch"),
        ("firm_years_metric", "pooled", "clustered"),
        ("firm_years_yes_no", "naive_logit", "clustered_logit"),
    ],
)
def test_what_to_use_instead_rejects_less_often(failures, experiment, worse, better):
    for sizes in failures.SIZES[1:2]:
        rows = kept(failures, experiment, sizes)
        assert rows[worse].measured > rows[better].measured + 5 * rows[worse].mc_error
