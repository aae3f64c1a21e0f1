"""The second opinion: what pingouin recomputes, and the reasons where its numbers differ."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from smeint.errors import ArgumentError
from smeint.report.tables.second_opinion import LISTED, differing_table, second_opinion_table
from smeint.report.write import write_report, write_results
from smeint.study.counted import Counted
from smeint.study.load import load_results
from smeint.study.opinion import REASONS, UNEXPLAINED
from smeint.study.opinion_calls import CALLS
from smeint.study.opinion_variants import of_rho_p
from smeint.study.run import run_panel, run_study
from smeint.study.second_opinion import cross_check
from smeint.study.shipped import SHIPPED
from smeint.study.suppress import suppress
from tests.contract import damage
from tests.study import test_scales


@pytest.fixture(scope="module")
def checked(published):
    """The demonstration with its second opinion; pingouin is imported here."""
    return replace(published, cross_check=cross_check(published))


def rows(results, **wanted):
    table = results.cross_check
    for name, value in wanted.items():
        table = table[table[name] == value]
    return table


def some(kind, *names, normality=False):
    asked = [SHIPPED[name] for name in names]
    results = run_panel(damage.panel(kind, 11), hypotheses=asked, normality=normality)
    return replace(results, cross_check=cross_check(results))


def test_nothing_in_the_demonstration_is_unexplained(checked):
    table = checked.cross_check
    assert set(table["reason"]) <= {"", *REASONS}
    assert rows(checked, reason=UNEXPLAINED).empty
    # every finding is there, compared or with why not
    assert set(table["finding_id"]) == set(checked.findings["finding_id"])
    compared = table[table["not_recomputed"] == ""]
    assert compared["agrees"].notna().all()
    assert (compared["reason"] == "").equals(compared["agrees"].astype(bool))
    assert table.loc[table["not_recomputed"] != "", "agrees"].isna().all()


def test_what_pingouin_can_recompute_is_recomputed(checked):
    found = checked.findings
    can = [key in CALLS for key in zip(found["procedure"], found["variant"], strict=True)]
    expected = set(found.loc[np.array(can) & (found["status"] == "ok"), "finding_id"])
    compared = checked.cross_check[checked.cross_check["not_recomputed"] == ""]
    assert set(compared["finding_id"]) == expected
    assert len(expected) > 120


def test_reasons_are_verified_numbers(checked):
    measures = checked.measures.set_index(["finding_id", "measure"]).sort_index()
    yates = rows(checked, reason="Yates by default", quantity="statistic")
    assert len(yates) > 50
    for row in yates.to_dict("records"):
        own = measures.loc[(row["finding_id"], "yates_chi_square"), "estimate"]
        if own.item() > 0:  # at 0 pingouin before 0.6 takes half a firm too much
            assert row["pingouin"] == pytest.approx(own.item(), rel=1e-9)
        assert row["call"] == "pg.chi2_independence(data, group, outcome)"
    signs = rows(checked, reason="sign convention")
    assert (signs["pingouin"] == signs["smeint"].abs()).sum() > 0
    assert (signs["smeint"] < 0).all()
    # told the variant, pingouin agrees
    told = checked.cross_check["call"].str.contains("correction=False|use_continuity=False")
    assert checked.cross_check.loc[told & (checked.cross_check["reason"] != "sign convention"),
                                   "agrees"].all()  # fmt: skip


def test_results_are_not_changed(published):
    few = published.findings.groupby("procedure").head(1)
    before = few.copy(deep=True), published.measures.copy(deep=True)
    found = cross_check(replace(published, findings=few))
    assert len(found) > len(few)
    pd.testing.assert_frame_equal(few, before[0])
    pd.testing.assert_frame_equal(published.measures, before[1])


@pytest.mark.parametrize(
    ("finding_id", "column"),
    [
        ("H1.internationalized.2010.chi_square.pearson", "statistic"),
        ("H2.fsts.2011.mann_whitney.asymptotic", "p_value"),
        ("H3b.rota.2012.spearman.t_approximation", "effect"),
        ("H3b.rota.2012.spearman.t_approximation", "ci_low"),
        ("H1.internationalized.2010.logit.block_1", "statistic"),
        ("normality.rota.2010.shapiro_wilk.royston_1995", "p_value"),
    ],
)
def test_a_wrong_number_is_unexplained(published, finding_id, column):
    findings = published.findings[published.findings["finding_id"] == finding_id].copy()
    findings[column] = findings[column] * 1.001 + (0.02 if column == "ci_low" else 0)
    wrong = cross_check(replace(published, findings=findings))
    bad = wrong[wrong["reason"] == UNEXPLAINED]
    assert set(bad["quantity"]) == {column}
    right = cross_check(
        replace(
            published,
            findings=published.findings[published.findings["finding_id"] == finding_id],
        )
    )
    assert UNEXPLAINED not in set(right["reason"])


def test_a_wrong_measure_is_unexplained(published):
    finding_id = "H2.fsts.2011.mann_whitney.asymptotic"
    only = published.findings[published.findings["finding_id"] == finding_id]
    measures = published.measures.copy()
    measures.loc[measures["measure"] == "u_1", "estimate"] += 1
    wrong = cross_check(replace(published, findings=only, measures=measures))
    assert wrong.loc[wrong["reason"] == UNEXPLAINED, "quantity"].tolist() == ["u_1"]


def test_without_firm_years_it_is_refused_in_a_sentence(published):
    with pytest.raises(ArgumentError, match=r"^A cross-check needs the firm-years .* data\)\.$"):
        cross_check(replace(published, analysis=None))


@pytest.mark.parametrize("kind", ["few_firms", "missing"])
def test_nothing_in_damaged_panels_is_unexplained(kind):
    names = ("H2", "H4") if kind != "few_firms" else ("H1", "H2", "H3b", "H4")
    results = some(kind, *names, normality=kind == "few_firms")
    assert rows(results, reason=UNEXPLAINED).empty
    assert results.cross_check["agrees"].sum() > 30
    not_ok = set(results.findings.loc[results.findings["status"] != "ok", "finding_id"])
    for name in not_ok:
        (why,) = rows(results, finding_id=name)["not_recomputed"]
        assert why.startswith("not computed: ")
    if kind == "few_firms":
        assert not rows(results, reason="exact for small n without ties").empty


@pytest.mark.slow
@pytest.mark.parametrize("kind", damage.KINDS)
def test_nothing_in_any_damaged_panel_is_unexplained(kind):
    for seed in (5, 12):
        results = run_panel(damage.panel(kind, seed))
        assert UNEXPLAINED not in set(cross_check(results)["reason"])


def test_nothing_in_the_world_management_survey_is_unexplained(wms, tmp_path):
    study = tmp_path / "study.toml"
    study.write_text(WMS.format(file=wms))
    found = cross_check(run_study(study))
    assert UNEXPLAINED not in set(found["reason"])
    assert found["agrees"].sum() > 10


WMS = """
format = 1
hypotheses = ["H1", "H2"]
[data]
file = "{file}"
keep = [{{ column = "countrycode", in = ["mx"] }}, {{ column = "wave", in = [2010, 2013] }}]
[columns]
firm_id = "firmid"
year = "wave"
country = "countrycode"
industry = "industry"
employees = "emp_firm"
fsts = {{ column = "export", unit = "share" }}
"""


def test_cronbachs_alpha_of_a_scale_with_a_reversed_item_agrees():
    data = test_scales.frame.__wrapped__()
    found = cross_check(test_scales.run(data))
    alpha = found[found["finding_id"].str.contains("cronbach_alpha")]
    assert alpha["quantity"].tolist() == ["effect", "ci_low", "ci_high"]
    assert alpha["agrees"].all()
    assert 0.5 < alpha["pingouin"].iloc[0] < 1


OLD_NAMES = {
    **{"p_val": "p-val", "U_val": "U-val", "CI95": "CI95%"},
    **{"CI2.5": "CI[2.5%]", "CI97.5": "CI[97.5%]"},
}


def test_columns_of_older_versions_are_read(published, checked, monkeypatch):
    import pingouin

    for name in ("mwu", "corr", "logistic_regression"):
        monkeypatch.setattr(pingouin, name, renamed(getattr(pingouin, name)))
    kinds = ["mann_whitney", "spearman", "logit"]
    some_of_them = published.findings[published.findings["procedure"].isin(kinds)].groupby(
        "procedure"
    ).head(3)  # fmt: skip
    old = cross_check(replace(published, findings=some_of_them))
    new = checked.cross_check
    new = new[new["finding_id"].isin(set(some_of_them["finding_id"]))].reset_index(drop=True)
    pd.testing.assert_frame_equal(old, new)


def renamed(call):
    return lambda *args, **options: call(*args, **options).rename(columns=OLD_NAMES)


def old_chi_square(data, x, y, correction=True):
    """pingouin 0.5.5: half a step always, and n of all rows."""
    observed = pd.crosstab(data[x], data[y]).to_numpy(dtype=float)
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / observed.sum()
    if correction:
        observed = observed + 0.5 * np.sign(expected - observed)
    chi2, p = stats.power_divergence(observed, expected, ddof=2, axis=None)
    g = stats.power_divergence(observed, expected, ddof=2, axis=None, lambda_=0).statistic
    cramer = np.sqrt(chi2 / len(data))
    table = pd.DataFrame({"chi2": [chi2, chi2, g], "pval": p, "cramer": cramer})
    return expected, observed, table


def test_p_of_complete_order_is_explained_where_ours_is_the_exact_one():
    units = Units(np.arange(5.0), np.arange(5.0) ** 2)
    assert of_rho_p(units, 2 / 120) == (("t at complete order", 0.0),)
    assert of_rho_p(units, 0.03) == ()
    assert of_rho_p(Units(np.arange(5.0), np.array([1.0, 0, 2, 3, 4])), 0.0374) == ()


class Units(NamedTuple):
    outcome: np.ndarray
    predictor: np.ndarray


def test_n_with_missing_rows_is_found_as_the_reason(checked, monkeypatch):
    import pingouin

    assert not checked.cross_check.empty
    monkeypatch.setattr(pingouin, "chi2_independence", old_chi_square)
    results = some("missing", "H5")
    assert rows(results, reason=UNEXPLAINED).empty
    assert not rows(results, reason="n with missing rows").empty


def test_it_is_stored_and_read_back(checked, published, tmp_path):
    folder = write_results(checked, tmp_path / "set", formats=())
    again = load_results(folder)
    pd.testing.assert_frame_equal(again.cross_check, checked.cross_check)
    assert "cross_check.csv" in again.manifest["files"]
    write_report(folder, formats=())
    assert load_results(folder).cross_check is not None
    write_results(published, folder, formats=())
    assert load_results(folder).cross_check is None
    assert not (folder / "cross_check.csv").exists()


def test_the_summary_counts_what_agrees(checked):
    table = second_opinion_table(checked)
    compared = rows(checked, not_recomputed="")
    assert sum(int(row[3]) for row in table.rows) == len(compared)
    assert sum(int(row[4]) for row in table.rows) == compared["agrees"].sum()
    by_key = {row[:3]: row[3:] for row in table.rows}
    n = str((published_chi(checked)).sum())
    told = "pg.chi2_independence(data, group, outcome, correction=False)"
    assert by_key["Pearson's chi-square, 2x2", told, "p value"][:3] == (n, n, "0")
    default = by_key["Pearson's chi-square, 2x2", told.replace(", correction=False", ""), "p value"]
    assert default[2].endswith(" Yates by default")
    assert any("pingouin has no Fisher test (54)" in note for note in table.notes)
    assert any(note.startswith("pingouin 0.") and "GPL-3" in note for note in table.notes)


def published_chi(results):
    found = results.findings
    return (
        (found["procedure"] == "chi_square")
        & (found["variant"] == "pearson")
        & (found["status"] == "ok")
    )


def test_differing_numbers_are_listed_up_to_a_limit(checked):
    table = differing_table(checked)
    assert len(table.rows) == LISTED
    assert table.notes[0].startswith(f"The first {LISTED} of ")
    one = checked.cross_check.copy()
    last = one.index[one["agrees"].eq(other=False).fillna(value=False)][-1]
    one.loc[last, "reason"] = UNEXPLAINED
    assert differing_table(replace(checked, cross_check=one)).rows[0][-1] == UNEXPLAINED


def test_without_a_cross_check_there_are_no_tables(published):
    assert second_opinion_table(published) is None
    assert differing_table(published) is None


def test_suppressed_results_have_no_second_opinion(checked):
    hidden = suppress(checked, 5, Counted({}, (None,) * len(checked.panel_facts)))
    assert hidden.cross_check is None
    with pytest.raises(ArgumentError, match="small counts are suppressed"):
        cross_check(hidden)
