"""Whole studies on data at fault: exit quietly, with statuses and reasons."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smeint.definitions.definitions import Definitions
from smeint.errors import ArgumentError, StudyFileError
from smeint.panel.read import panel_from_frame
from smeint.question import Condition
from smeint.study.hypothesis import Hypothesis
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from smeint.synth.world import world
from tests.contract import damage

H = MAIN


@pytest.fixture(scope="module")
def frame():
    return to_frame(simulate(world("published"), 5))


def run(frame, *names, columns=damage.COLUMNS, **options):
    hypotheses = tuple(H[name] for name in names)
    panel = panel_from_frame(frame.reset_index(drop=True), columns)
    return run_panel(panel, hypotheses=hypotheses, normality=False, **options)


def primary(results):
    return results.findings[results.findings["role"] == "primary"]


def test_one_year_repeats_the_single_test_under_the_rules_for_years(frame):
    results = run(frame[frame["year"] == 2011], "H2", "H3")
    rules = results.verdicts.set_index(["hypothesis", "rule"])
    for rule in ("majority", "every-year", "pooled"):
        assert rules.loc[("H2", rule), "verdict"] == rules.loc[("H2", "published"), "verdict"]
        assert rules.loc[("H2", rule), "reason"].startswith("one year: same as the single test")
    assert (rules["m_declared"] == 1).all()


def test_one_group(frame):
    small = damage.one_group(frame, None)
    results = run(small, "H1", "H2", "H5")
    assert set(primary(results)["status"]) == {"empty_group"}
    assert results.verdict("H1") == "not computed"
    reason = results.verdicts.query("hypothesis == 'H1' and rule == 'published'")["reason"].iloc[0]
    assert reason == "one of the groups has no firm"


def test_constant_outcome(frame):
    domestic = frame.assign(foreign_sales=0)
    results = run(domestic, "H1", "H2")
    by = primary(results).groupby("hypothesis")["status"].agg(set)
    assert by["H1"] == {"constant_outcome"}
    assert by["H2"] == {"empty_group"}
    models = results.findings[results.findings["procedure"] == "logit"]
    assert set(models["status"]) == {"constant_outcome"}


def test_separated_data_have_a_status_and_firths_row(frame):
    results = run(damage.separated(frame.copy(), None), "H1")
    found = results.findings
    models = found[found["procedure"] == "logit"]
    assert set(models["status"]) == {"separation"}
    assert models["note"].str.contains(r"sme\[yes\]").all()
    assert models[["statistic", "p_value", "effect"]].isna().all(axis=None)
    firth = found[found["procedure"] == "firth_logit"]
    assert set(firth["status"]) == {"ok"}
    assert firth["p_value"].lt(0.001).all()
    assert set(primary(results)["status"]) == {"ok"}


def test_everything_missing(frame):
    empty = frame.astype(object)
    empty.loc[:, [c for c in frame if c not in ("firm_id", "year")]] = None
    results = run(empty, *H)
    assert set(primary(results)["status"]) <= {"empty_group", "too_few"}
    assert set(results.verdicts["verdict"]) == {"not computed"}
    missing = results.panel_facts.query("fact == 'missing' and variable == 'employees'")
    assert missing["value"].tolist() == [114, 114, 114]
    assert set(missing["detail"]) == {"not given"}


def test_a_band_with_one_firm(frame):
    results = run(damage.one_firm_in_a_band(frame.copy(), None), "H5")
    high = primary(results)[primary(results)["stratum"] == "doi_band = high"]
    assert set(high["status"]) == {"empty_group"}
    assert sorted(high["n"]) == [0, 0, 1]
    reason = results.verdicts.query("rule == 'published'")["reason"].iloc[0]
    assert "not computed for 2010 high, 2011 high, 2012 high: one of the groups" in reason


def test_one_firm(frame):
    results = run(frame[frame["firm_id"] == "SYN001"], *H)
    assert not (results.findings["status"] == "ok").any()


def test_years_not_computed_are_named(frame):
    some = frame.copy()
    some.loc[some["year"] == 2012, "foreign_sales"] = 0
    results = run(some, "H2")
    row = results.verdicts.query("rule == 'published'").iloc[0]
    assert row["m_computed"] == 2
    assert "not computed for 2012: one of the groups has no firm" in row["reason"]
    assert row["signs"].endswith(".")


def test_level_names_and_order_of_rows_and_columns_change_no_number(frame):
    numbers = ["n", "n_1", "n_2", "statistic", "df", "p_value", "effect", "ci_low", "ci_high"]
    plain = run(frame, "H1", "H4").findings[numbers]
    renamed = frame.assign(
        country=frame["country"].map(
            {c: f"{i}x" for i, c in enumerate(sorted(set(frame.country)))}
        ),
        strategic_planning=frame["strategic_planning"].map({"yes": 7, "no": 3}),
        firm_id=[f"F{999 - int(name[3:])}" for name in frame["firm_id"]],  # in reversed order
    )
    columns = damage.COLUMNS | {
        "strategic_planning": {
            "column": "strategic_planning",
            "kind": "yes/no",
            "yes": [7],
            "no": [3],
        }
    }
    shuffled = renamed.sample(frac=1, random_state=1)[renamed.columns[::-1]]
    again = run(shuffled, "H1", "H4", columns=columns).findings[numbers]
    models = run(frame, "H1", "H4").findings["procedure"].str.endswith("logit")
    assert again[~models].equals(plain[~models])
    # iterated over rows in another order
    pd.testing.assert_frame_equal(again[models], plain[models], rtol=1e-9)


def test_firms_outside_the_size_scheme_are_in_no_sample_and_counted(frame):
    tiny = frame.copy()
    tiny.loc[tiny["firm_id"].isin(["SYN001", "SYN002"]), "employees"] = 10
    results = run(tiny, "H1", "H3")
    assert set(primary(results).query("hypothesis == 'H1'")["n"]) == {112}
    left_out = results.panel_facts.query("fact == 'left_out'")
    assert left_out["value"].tolist() == [2, 2, 2]
    # outside the study, and so not missing
    assert set(primary(results)["n_missing"]) == {0}


def test_missing_values_are_counted_by_reason_in_the_note(frame):
    some = frame.astype({"operating_profit": object})
    some.loc[some.index[:6], "operating_profit"] = ["refused"] * 4 + [None] * 2
    columns = damage.COLUMNS | {
        "operating_profit": {"column": "operating_profit", "missing": {"refused": "refused"}}
    }
    results = run(some, "H3", columns=columns)
    notes = primary(results).query("year == '2010'").iloc[0]
    assert notes["n_missing"] == 2
    assert notes["note"] == "missing: 2 refused"
    groups = results.groups[results.groups["finding_id"] == notes["finding_id"]]
    abroad = frame.iloc[:6].query("year == 2010")["foreign_sales"] > 0
    lost = abroad.iloc[: notes["n_missing"]]
    assert groups["n_missing"].tolist() == [int(lost.sum()), int((~lost).sum())]


def test_firm_means_count_each_firm_once(frame):
    own = Hypothesis(
        id="H6",
        text="planning and team size",
        outcomes=("management_team_size", "strategic_planning"),
        predictor="sme",
        contrast=("yes", "no"),
        unit="firm_means",
    )
    panel = panel_from_frame(frame, damage.COLUMNS)
    results = run_panel(panel, hypotheses=(own,), normality=False)
    found = primary(results).set_index("outcome")
    assert found["year"].tolist() == ["all", "all"]
    assert found["n"].tolist() == [114, 114]
    assert set(found["procedure"]) == {"mann_whitney"}
    firms = frame.astype({"management_team_size": float, "employees": float}).groupby("firm_id")
    means = firms["management_team_size"].mean()
    small = firms["employees"].first() < 200
    medians = results.groups.query("finding_id.str.contains('team_size')")["median"]
    assert medians.tolist() == [means[small].median(), means[~small].median()]


def test_size_basis_first_year_fixes_the_groups(frame):
    grown = frame.copy()
    grown.loc[(grown["firm_id"] == "SYN001") & (grown["year"] > 2010), "employees"] = 900
    fixed = run(grown, "H1")
    assert primary(fixed)["n_1"].tolist() == [57, 57, 57]
    yearly = run(grown, "H1", definitions=Definitions(size_basis="each_year"))
    plain = run(frame, "H1", definitions=Definitions(size_basis="each_year"))
    assert (primary(plain)["n_1"].to_numpy() - primary(yearly)["n_1"].to_numpy()).tolist() == [
        0,
        1,
        1,
    ]
    switches = fixed.panel_facts.query("fact == 'switching_firms' and variable == 'sme'")["value"]
    before = run(frame, "H1").panel_facts.query("fact == 'switching_firms' and variable == 'sme'")
    assert switches.iloc[0] == before["value"].iloc[0] + 1


def test_an_average_denominator_has_no_value_in_the_first_year(frame):
    results = run(frame, "H3", definitions=Definitions(rota_denominator="average"))
    assert primary(results)["status"].tolist() == ["empty_group", "ok", "ok"]
    assets = frame.astype({"total_assets": float, "operating_profit": float})
    firm = assets[assets["firm_id"] == "SYN003"].set_index("year")
    expected = firm.loc[2011, "operating_profit"] / firm.loc[[2010, 2011], "total_assets"].mean()
    kept = results.analysis.query("firm_id == 'SYN003' and year == 2011")["rota"].iloc[0]
    assert kept == pytest.approx(expected, rel=1e-12)


def test_a_given_status_that_contradicts_the_share_is_reported_and_used(frame):
    given = frame.assign(abroad=np.where(frame["foreign_sales"] > 0, "yes", "no"))
    given.loc[given.index[:5], "abroad"] = np.where(
        given.loc[given.index[:5], "abroad"] == "yes", "no", "yes"
    )
    columns = damage.COLUMNS | {"internationalized": "abroad"}
    results = run(given, "H1", columns=columns)
    assert results.warnings[1] == (
        "`internationalized` as given contradicts `fsts` above 0 in 5 firm-years; it is used as "
        "given."
    )


def test_a_level_that_the_data_do_not_have_is_refused(frame):
    own = Hypothesis(
        id="H6",
        text="x",
        outcomes=("rota",),
        predictor="sme",
        contrast=("yes", "no"),
        sample=(Condition("country", ("India",)),),
    )
    with pytest.raises(StudyFileError) as refusal:
        run_panel(panel_from_frame(frame, damage.COLUMNS), hypotheses=(own,))
    assert str(refusal.value) == (
        "H6: `country` has no level `India`; it has GHA, IND, MEX, MYS, VEN. Did you mean `IND`?"
    )


def test_a_procedure_that_does_not_fit_is_refused(frame):
    own = Hypothesis(
        id="H6",
        text="x",
        outcomes=("rota",),
        predictor="sme",
        contrast=("yes", "no"),
        procedure="chi_square",
    )
    with pytest.raises(StudyFileError) as refusal:
        run_panel(panel_from_frame(frame, damage.COLUMNS), hypotheses=(own,))
    assert str(refusal.value) == (
        "H6: chi_square does not fit outcome `rota` (ratio) by `sme` (yes/no, unit "
        "cross_section); use mann_whitney."
    )


def test_a_practice_measured_by_a_scale_goes_to_the_rank_tests(frame):
    scaled = frame.assign(
        innovation=np.arange(len(frame)) % 7, export_plan=np.arange(len(frame)) % 5
    )
    columns = damage.COLUMNS | {
        name: {"column": name, "kind": "scale"} for name in ("innovation", "export_plan")
    }
    from smeint.study.shipped import FURTHER

    panel = panel_from_frame(scaled, columns)
    chosen = (H["H5"], FURTHER["F5"], FURTHER["F5b"])
    found = primary(run_panel(panel, hypotheses=chosen, normality=False))
    procedures = found.groupby("hypothesis")["procedure"].agg(set)
    assert procedures["H5"] == {"mann_whitney"}
    assert procedures["F5"] == {"mann_whitney"}
    assert procedures["F5b"] == {"spearman"}
    swapped = found.query("hypothesis == 'F5'").iloc[0]
    assert (swapped["outcome"], swapped["predictor"]) == ("innovation", "internationalized")


def test_a_category_outcome_gives_a_table_with_more_cells(frame):
    own = Hypothesis(
        id="H6",
        text="countries",
        outcomes=("country",),
        predictor="sme",
        contrast=("yes", "no"),
        companions=("fisher", "yates"),
    )
    results = run_panel(panel_from_frame(frame, damage.COLUMNS), hypotheses=(own,), normality=False)
    rows = results.analysis.query("year == 2010")
    table = pd.crosstab(rows["country"], rows["sme"])
    expected = stats.chi2_contingency(table, correction=False)
    got = primary(results).iloc[0]
    assert got["variant"] == "pearson_rxc"
    assert (got["df"], got["effect_name"]) == (4, "cramers_v")
    assert got["statistic"] == pytest.approx(expected.statistic, rel=1e-12)
    assert got["effect"] == pytest.approx(
        stats.contingency.association(table.to_numpy(), method="cramer"), rel=1e-12
    )
    companions = results.findings.query("role == 'companion'")
    assert set(companions["variant"]) == {"two_sided_rxc"}
    pooled = results.verdicts.query("rule == 'pooled'").iloc[0]
    assert pooled["verdict"] == "not computed"


def own(**fields):
    return Hypothesis(
        **{"id": "H6", "text": "x", "predictor": "sme", "contrast": ("yes", "no")} | fields
    )


REFUSALS = [
    (
        own(outcomes=("country",), unit="firm_means"),
        "H6: unit firm_means cannot average the categories of `country`; use cross_section.",
    ),
    (
        own(outcomes=("country",), direction="negative"),
        "H6: a direction needs two groups and a yes/no or metric outcome; Cramer's V of a larger "
        "table has no sign.",
    ),
    (
        own(outcomes=("rota",), predictor="country", contrast=()),
        "H6: `country` (category) needs an ordered pair of levels for outcome `rota` (ratio), as "
        'in predictor = { country = ["GHA", "IND"] }.',
    ),
    (
        own(outcomes=("export_plan",), predictor="rota", contrast=()),
        "H6: `rota` (ratio) needs an ordered pair of levels for outcome `export_plan` (yes/no), "
        "which a metric variable does not have; declare a yes/no variable.",
    ),
    (
        own(outcomes=("export_plan",), predictor="rota"),
        "H6: `rota` (ratio) has no levels; a sample or a contrast needs a yes/no variable or a "
        "category.",
    ),
    (
        own(outcomes=("rota",), sample=(Condition("employees", ("3",)),)),
        "H6: `employees` (count) has no levels; a sample or a contrast needs a yes/no variable or "
        "a category.",
    ),
]


@pytest.mark.parametrize(("hypothesis", "sentence"), REFUSALS)
def test_what_cannot_be_tested_is_refused(frame, hypothesis, sentence):
    with pytest.raises(StudyFileError) as refusal:
        run_panel(panel_from_frame(frame, damage.COLUMNS), hypotheses=(hypothesis,))
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("name", ["country", "ebit", "total_assets"])
def test_the_numerator_of_rota_must_be_money(frame, name):
    with pytest.raises(ArgumentError) as refusal:
        run(frame, "H3", definitions=Definitions(rota_numerator=name))
    assert str(refusal.value) == (
        "[definitions] rota_numerator must be a money variable of [columns], got "
        f"`{name}`; the data have sales, foreign_sales, total_assets, operating_profit."
    )


def test_another_numerator_of_rota_is_used_and_named(frame):
    results = run(frame, "H3", definitions=Definitions(rota_numerator="sales"))
    row = results.analysis.iloc[0]
    assert row["rota"] == row["sales"] / row["total_assets"]
    columns = {k: v for k, v in damage.COLUMNS.items() if k != "sales"}
    lacking = run(frame, "H3", columns=columns, definitions=Definitions(rota_numerator="sales"))
    reason = lacking.verdicts["reason"].iloc[0]
    assert reason.startswith("`rota` is missing; it needs `sales` and `total_assets`")


def test_outcome_and_predictor_are_never_terms_of_their_own_model(frame):
    hypotheses = (
        own(id="H6", outcomes=("networking",), companions=("logit",)),
        own(id="H7", outcomes=("innovation",), predictor="networking", companions=("logit",)),
        own(
            id="H8",
            outcomes=("innovation",),
            predictor="country",
            contrast=("GHA", "IND"),
            companions=("logit",),
        ),
    )
    panel = panel_from_frame(frame, damage.COLUMNS)
    results = run_panel(panel, hypotheses=hypotheses, normality=False)
    models = results.findings[results.findings["procedure"] == "logit"]
    assert set(models["status"]) == {"ok"}
    terms = results.measures[results.measures["measure"] == "log_odds"]
    for hypothesis, unwanted in [("H6", "networking[yes]"), ("H8", "country[IND]")]:
        of = terms[terms["finding_id"].str.startswith(hypothesis)]
        assert unwanted not in set(of["term"])


def test_an_unsigned_effect_has_no_direction(frame):
    panel = panel_from_frame(frame, damage.COLUMNS)
    results = run_panel(panel, hypotheses=(own(outcomes=("country",)),), normality=False)
    assert set(results.verdicts["direction"]) == {""}
    assert set(results.verdicts["signs"]) == {""}


def test_one_year_has_no_pooled_test(frame):
    results = run(frame[frame["year"] == 2011], "H1", "H4")
    assert "pooled" not in set(results.findings["role"])
    by_rule = results.verdicts.pivot(index="hypothesis", columns="rule", values="verdict")
    assert by_rule["pooled"].equals(by_rule["published"].rename("pooled"))
