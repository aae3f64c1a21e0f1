"""Error rates beside verdicts: where stored ones hold, where not and why, and on disk."""

import json
from dataclasses import asdict, fields, replace

import numpy as np
import pandas as pd
import pytest

from smeint.defaults import ALPHA
from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import analyse
from smeint.errors import ArgumentError
from smeint.formulas.intervals import wilson
from smeint.panel.panel import Column
from smeint.panel.variables import Kind
from smeint.report.write import write_results
from smeint.study.error_rates import ErrorRate, ErrorRates
from smeint.study.load import load_results
from smeint.study.rules import RULES
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN, SHIPPED
from smeint.study.stored_rates import rates_from, sizes_of, table
from smeint.synth.simulate import simulate
from smeint.synth.world import world

NAMES = ("H1", "H2", "H3", "H3b")
RECORDS = tuple(replace(MAIN[name], companions=()) for name in NAMES)  # for speed
FRESH = "; --error-rates fresh measures it"


def known(firms=114, years=3, alpha=ALPHA, names=NAMES):
    """Rows of one design; the rate says which."""
    design = (1000, alpha, firms // 2, firms - firms // 2, years, "no_effect", "stored")
    for name in names:
        for rule in RULES:
            for direction, rate in (("either", 0.09), ("claimed", 0.05)):
                yield ErrorRate(name, rule, direction, rate, 0.01, 0.03, 0.1, *design)


GRID = tuple(row for firms in (57, 114, 228) for years in (1, 3) for row in known(firms, years))


def ran(panel, definitions=None, hypotheses=RECORDS, **options):
    """A study's data and results, without any error rate."""
    results = run_panel(
        panel, definitions, hypotheses, normality=False, error_rates="none", **options
    )
    return analyse(panel, definitions or Definitions()), results


@pytest.fixture(scope="module")
def panel():
    return simulate("published", 4).to_panel()


@pytest.fixture(scope="module")
def published(panel):
    return ran(panel)


def sized(sme, non_sme, **changes):
    """The sizes of a small world's panel, without tests."""
    drawn = replace(world("published"), n_sme=sme, n_non_sme=non_sme, **changes)
    return analyse(simulate(drawn, 1).to_panel(), Definitions())


def test_the_rows_of_the_same_design_hold_and_all_rules_have_one(published):
    found = rates_from(GRID, *published)
    assert {(row.firms_1, row.firms_2, row.years) for row in found.rows} == {(57, 57, 3)}
    measured = {(row.hypothesis, row.rule, row.direction) for row in found.rows}
    assert measured == {
        (name, rule, way)
        for name in ("H1", "H2", "H3")
        for rule in RULES
        for way in ("either", "claimed")
    }
    assert found.reasons == {
        "H3b": "a negligible effect is what holds where nothing is there, so that support is no "
        "error there"
    }


@pytest.mark.parametrize(
    ("sizes", "design"),
    [((40, 41), 114), ((40, 40), 57), ((80, 81), 114), ((81, 81), 228), ((161, 161), 228)],
)
def test_the_nearest_design_on_a_log_scale_holds(published, sizes, design):
    # between 57 and 114 firms the border is at 80.6, between 114 and 228 at 161.2
    found = rates_from(GRID, sized(*sizes), published[1])
    assert {row.firms_1 + row.firms_2 for row in found.rows} == {design}


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [
        ((20, 20), "not stored for so few firms"),
        ((21, 20), ""),  # 57 / sqrt(2) = 40.3
        ((161, 162), "not stored for so many firms"),  # 228 * sqrt(2) = 322.4
        (
            (37, 77),
            "not stored where less than a third of the firms are in one of the groups",
        ),
        ((38, 76), ""),
        ((76, 38), ""),
    ],
)
def test_sizes_that_are_not_near_have_no_rate(published, sizes, reason):
    found = rates_from(GRID, sized(*sizes), published[1])
    assert found.reasons.get("H1", "") == (reason + FRESH if reason else "")
    assert bool(found.rows) is not bool(reason)


def test_years_and_alpha_must_be_stored_ones(published):
    analysis, results = published
    four = sized(57, 57, years=(2010, 2011, 2012, 2013))
    assert rates_from(GRID, four, results).reasons["H2"] == f"not stored for 4 years{FRESH}"
    strict = replace(results, manifest={**results.manifest, "alpha": 0.01})
    found = rates_from(GRID, analysis, strict)
    assert found.reasons["H2"] == f"not stored for alpha .01{FRESH}"
    assert found.rows == ()


def test_firms_that_come_and_go_have_no_stored_rate(published):
    analysis, results = published
    kept = np.random.default_rng(1).random(analysis["year"].values.size) < 0.7
    columns = {name: _taken(column, kept) for name, column in analysis.columns.items()}
    found = rates_from(GRID, replace(analysis, columns=columns), results)
    assert (
        found.reasons["H1"] == f"not stored where more than a fifth of the firms come and go{FRESH}"
    )


def _taken(column, rows):
    return replace(column, values=column.values[rows], reasons=column.reasons[rows])


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"internationalized_threshold": 0.1}, ("internationalized_threshold",) * 3),
        ({"rota_winsorize": 0.05}, ("", "", "rota_winsorize")),
        ({"doi_bands": "us_census_1992"}, ("", "", "")),  # no bands in these three
        ({"size_basis": "each_year"}, ("size_basis",) * 3),
    ],
)
def test_definitions_count_where_variables_follow_from_them(published, changes, reasons):
    analysis, results = published
    changed = replace(analysis, definitions=Definitions(**changes))
    found = rates_from(GRID, changed, results)
    wanted = {
        name: f"not stored for another `{key}`{FRESH}"
        for name, key in zip(("H1", "H2", "H3"), reasons, strict=True)
        if key
    }
    assert {name: why for name, why in found.reasons.items() if name != "H3b"} == wanted


def with_record(results, name, **changes):
    """The results of a study that says something else of a hypothesis."""
    records = [
        {**record, **changes} if record["id"] == name else record
        for record in results.manifest["hypotheses"]
    ]
    return replace(results, manifest={**results.manifest, "hypotheses": records})


@pytest.mark.parametrize(
    "changes",
    [
        {"direction": ""},
        {"direction": "positive"},
        {"sample": []},
        {"strata": "doi_band"},
        {"combine": "any"},
        {"outcomes": ["rota"]},
        {"contrast": ["no", "yes"]},
        {"unit": "firm_means"},
    ],
)
def test_a_changed_hypothesis_has_no_stored_rate(published, changes):
    analysis, results = published
    found = rates_from(GRID, analysis, with_record(results, "H2", **changes))
    assert found.reasons["H2"] == f"not stored for H2 as this study changes it{FRESH}"
    assert {row.hypothesis for row in found.rows} == {"H1", "H3"}


def test_other_words_and_other_companions_change_no_rate(published):
    analysis, results = published
    other = with_record(results, "H2", text="Other words", title="", companions=[], caveat="x")
    assert rates_from(GRID, analysis, other).rows == rates_from(GRID, analysis, results).rows


def test_an_own_hypothesis_has_no_stored_rate(published):
    analysis, results = published
    own = with_record(results, "H2", id="H6")
    verdicts = results.verdicts.replace({"hypothesis": {"H2": "H6"}})
    found = rates_from(GRID, analysis, replace(own, verdicts=verdicts))
    assert found.reasons["H6"] == f"not stored for a hypothesis of your own{FRESH}"


def test_an_outcome_of_another_kind_is_another_test(published):
    analysis, results = published
    columns = dict(analysis.columns)
    fsts: Column = columns["fsts"]
    columns["fsts"] = replace(fsts, kind=Kind.RATIO)
    found = rates_from(GRID, replace(analysis, columns=columns), results)
    assert found.reasons["H2"] == f"not stored for `fsts` as a ratio{FRESH}"


def changed_tests(results, name, **changes):
    findings = results.findings.copy()
    own = (findings["hypothesis"] == name) & (findings["role"] == "primary")
    for column, value in changes.items():
        findings.loc[own, column] = value
    return replace(results, findings=findings)


def test_with_many_values_missing_there_is_no_stored_rate(published):
    analysis, results = published
    few = changed_tests(results, "H3", n=80, n_missing=20)
    assert "H3" not in rates_from(GRID, analysis, few).reasons
    more = changed_tests(results, "H3", n=79, n_missing=21)
    assert rates_from(GRID, analysis, more).reasons["H3"] == (
        f"not stored where more than a fifth of the firms lack a value{FRESH}"
    )


def test_with_many_tests_not_computed_there_is_no_stored_rate(published):
    analysis, results = published
    for computed, told in ((2, False), (1, True)):
        verdicts = results.verdicts.copy()
        verdicts.loc[verdicts["hypothesis"] == "H1", "m_computed"] = computed
        found = rates_from(GRID, analysis, replace(results, verdicts=verdicts))
        assert ("H1" in found.reasons) is told
    assert found.reasons["H1"] == (
        f"not stored where more than a third of the tests cannot be computed{FRESH}"
    )


def test_what_was_not_measured_is_not_stored(published):
    rows = tuple(replace(r, rate=np.nan) if r.hypothesis == "H3" else r for r in GRID)
    found = rates_from(rows, *published)
    assert found.reasons["H3"] == f"not stored for this hypothesis{FRESH}"


def test_sizes_are_means_over_the_years():
    sizes = sized(12, 20)
    found = sizes_of(sizes)
    assert (found.firms_1, found.firms_2, found.years, found.present) == (12, 20, 3, 1.0)


def test_a_study_says_which_source_it_wants(panel):
    with pytest.raises(ArgumentError) as told:
        run_panel(panel, hypotheses=RECORDS[:1], normality=False, error_rates="fresh")
    assert str(told.value) == ("error_rates must be `stored`, `none` or a callable, got 'fresh'.")


def test_rates_stand_in_the_set_and_come_back(panel, tmp_path):
    def fresh(analysis, results, hypotheses):
        assert results.error_rates is None
        rows = tuple(replace(row, source="fresh", world="x") for row in known(names=("H1",)))
        return ErrorRates("fresh", rows, {"H2": "not measured, for a reason"})

    results = run_panel(panel, hypotheses=RECORDS[:2], normality=False, error_rates=fresh)
    write_results(results, tmp_path / "set", formats=())
    back = load_results(tmp_path / "set")
    pd.testing.assert_frame_equal(back.error_rates, results.error_rates)
    assert list(back.error_rates) == [field.name for field in fields(ErrorRate)]
    assert back.manifest["error_rates"] == {
        "source": "fresh",
        "reasons": {"H2": "not measured, for a reason"},
    }


def test_a_set_without_error_rates_loads_as_before(published, tmp_path):
    write_results(published[1], tmp_path / "set", formats=())
    assert not (tmp_path / "set" / "error_rates.csv").exists()
    assert "error_rates" not in json.loads((tmp_path / "set" / "manifest.json").read_text())
    assert load_results(tmp_path / "set").error_rates is None


def test_small_counts_stay_hidden_and_the_rates_stay(panel):
    shown, hidden = (
        run_panel(panel, hypotheses=RECORDS, normality=False, min_count=least) for least in (0, 30)
    )
    assert len(shown.error_rates)
    pd.testing.assert_frame_equal(shown.error_rates, hidden.error_rates)
    assert shown.manifest["error_rates"] == hidden.manifest["error_rates"]
    assert len(hidden.findings.query("status == 'suppressed'"))


def test_rates_that_tell_the_sizes_of_groups_are_refused_where_counts_are_suppressed(panel):
    with pytest.raises(ArgumentError) as told:
        run_panel(panel, error_rates=lambda *_: None, min_count=5)
    assert str(told.value) == (
        "Fresh error rates tell how many firms each group has, which may be a count that is "
        "suppressed; leave out either the fresh rates or min_count, got min_count = 5."
    )


# the table of this release


def test_the_stored_table_is_whole():
    rows = table()
    keys = [(r.hypothesis, r.rule, r.direction, r.firms_1, r.firms_2, r.years) for r in rows]
    assert len(set(keys)) == len(keys)
    tested = {n for n, h in SHIPPED.items() if not h.described and h.claim == "difference"}
    assert {row.hypothesis for row in rows} == tested
    assert {(row.rule, row.direction) for row in rows} == {
        (rule, way) for rule in RULES for way in ("either", "claimed")
    }
    assert {row.source for row in rows} == {"stored"}
    assert {row.alpha for row in rows} == {ALPHA}
    assert all(row.firms_1 == row.firms_2 for row in rows)
    assert {row.n_replicates > 0 for row in rows} == {True}


def test_every_stored_number_follows_from_a_count():
    rows = table()
    count = np.array([row.rate * row.n_replicates for row in rows])
    n = np.array([row.n_replicates for row in rows])
    np.testing.assert_allclose(count, np.rint(count), atol=1e-6 * n.max())
    p = np.rint(count) / n
    low, high = wilson(np.rint(count), n, 0.95)
    for name, wanted in (
        ("rate", p),
        ("mc_error", np.sqrt(p * (1 - p) / n)),
        ("ci_low", low),
        ("ci_high", high),
    ):
        found = np.array([getattr(row, name) for row in rows])
        np.testing.assert_allclose(found, wanted, rtol=1e-5, atol=1e-12, err_msg=name)


def test_an_error_in_the_claimed_direction_is_one_in_either():
    by_key = {}
    for row in table():
        values = asdict(row)
        key = tuple(values[k] for k in ("hypothesis", "rule", "firms_1", "firms_2", "years"))
        by_key.setdefault(key, {})[row.direction] = row.rate
    assert all(own["claimed"] <= own["either"] for own in by_key.values())
