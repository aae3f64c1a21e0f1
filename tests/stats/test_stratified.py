"""Strata of two-by-two tables through smeint.stats, against R and statsmodels."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from smeint.errors import ArgumentError
from smeint.stats import breslow_day, chi_square, crosstab, mantel_haenszel

FOLDER = Path(__file__).parents[1] / "reference"
CASES = json.loads((FOLDER / "contingency.json").read_text(encoding="utf-8"))["strata"]
TABLES = json.loads((FOLDER / "tables.json").read_text(encoding="utf-8"))["strata"]
COUNT = st.integers(0, 20)
ROWS = st.lists(st.tuples(COUNT, COUNT, COUNT, COUNT), min_size=1, max_size=4)


def same(found, expected, rtol=1e-8, atol=0.0):
    np.testing.assert_allclose(np.ravel(found), np.ravel(expected), rtol=rtol, atol=atol)


def tables_of(rows):
    return {f"s{i}": np.reshape(cells, (2, 2)) for i, cells in enumerate(rows)}


@pytest.mark.parametrize("name", CASES)
def test_mantel_haenszel_and_cochran_agree_with_r(name):
    case = CASES[name]
    answer = mantel_haenszel(tables_of(case["rows"]))
    found = answer.finding
    same([found.statistic, found.p_value, found.effect], [case["chi2"], case["p"], case["or"]])
    same([found.ci_low, found.ci_high], case["ci"])
    assert found.n == np.sum(case["rows"])
    cochran = answer.measure("mantel_haenszel_chi_square", "cochran")
    same(cochran.statistic, case["cochran"])
    corrected = mantel_haenszel(tables_of(case["rows"]), continuity=True).finding
    assert corrected.variant == "continuity_corrected"
    same([corrected.statistic, corrected.p_value], [case["corrected"], case["corrected_p"]])
    same(answer.measure("mantel_haenszel_chi_square", "continuity").p_value, case["corrected_p"])
    crude = answer.measure("odds_ratio", "crude")
    same([crude.estimate, crude.ci_low, crude.ci_high], case["crude"])
    for stratum, table in tables_of(case["rows"]).items():
        own, alone = answer.measure("odds_ratio", term=stratum), chi_square(table)
        woolf = alone.measure("odds_ratio")
        same([own.estimate, own.ci_low, own.ci_high], [woolf.estimate, woolf.ci_low, woolf.ci_high])


@pytest.mark.parametrize("name", [k for k, case in TABLES.items() if not case["single"]])
def test_homogeneity_agrees_with_r(name):
    case = TABLES[name]
    answer = breslow_day(tables_of(case["rows"]))
    found = answer.finding
    same([found.statistic, found.df], [case["breslow_day"][1], case["lr_df"]])
    plain = answer.measure("breslow_day_chi_square", "uncorrected")
    same(plain.statistic, case["breslow_day"][0])
    ratio = answer.measure("interaction_chi_square")
    same([ratio.statistic, ratio.df, ratio.p_value], [case["lr"], case["lr_df"], case["lr_p"]])
    same(answer.measure("common_odds_ratio", "maximum likelihood").estimate, case["ml_or"])
    beside = mantel_haenszel(tables_of(case["rows"]))
    tarone = beside.measure("breslow_day_chi_square", "tarone")
    assert (tarone.statistic, tarone.p_value) == (found.statistic, found.p_value)
    difference = beside.measure("common_risk_difference")
    same(
        [difference.estimate, difference.std_error, difference.ci_low, difference.ci_high],
        [case["rd"], case["rd_se"], *case["rd_ci"]],
    )
    log_ratio = beside.measure("common_log_odds_ratio")
    same([log_ratio.estimate, log_ratio.std_error], [case["metafor_log_or"], case["metafor_se"]])


def test_one_stratum_is_the_n_minus_1_and_the_pearson_chi_square():
    table = [[20, 37], [39, 18]]
    answer, alone = mantel_haenszel([table]), chi_square(table)
    same(answer.finding.statistic, alone.measure("n_minus_1_chi_square").statistic, rtol=1e-12)
    cochran = answer.measure("mantel_haenszel_chi_square", "cochran")
    same(cochran.statistic, alone.finding.statistic, rtol=1e-12)
    assert np.isnan(answer.measure("breslow_day_chi_square", "tarone").p_value)
    assert breslow_day([table]).finding.status == "too_few"


def test_rows_give_the_tables():
    rng = np.random.default_rng(11)
    frame = pd.DataFrame(
        {
            "yes": rng.integers(0, 2, 200).astype(float),
            "size": rng.choice(["SME", "other"], 200),
            "band": rng.choice(["low", "mid", "high"], 200),
        }
    )
    frame.loc[:4, "yes"], frame.loc[5:6, "size"], frame.loc[7, "band"] = np.nan, None, None
    orders = {"levels": [1, 0], "groups": ["SME", "other"]}
    rows = {"outcome": frame.yes, "group": frame["size"], "stratum": frame.band}
    from_rows = mantel_haenszel(**rows, **orders)
    tables = {
        band: crosstab(part.yes, part["size"], **orders) for band, part in frame.groupby("band")
    }
    from_tables = mantel_haenszel(tables)
    one, other = from_rows.finding, from_tables.finding
    assert (one.n, one.n_missing) == (192, 8)
    assert other.n_missing == 7  # a row without a stratum is in no table
    assert (one.statistic, one.effect, one.n) == (other.statistic, other.effect, other.n)
    assert one.contrast == "SME - other"
    assert one.note == "event: 1; 8 missing"
    theirs = StratifiedTable([t.counts for t in tables.values()])
    same(one.statistic, theirs.test_null_odds().statistic)
    by_day = breslow_day(**rows, **orders)
    same(by_day.finding.p_value, theirs.test_equal_odds(adjust=True).pvalue)


def test_mappings_lists_and_arrays_are_the_same_strata():
    rows = TABLES["bands"]["rows"]
    array = np.reshape(rows, (3, 2, 2))
    one = mantel_haenszel(list(array))
    assert repr(mantel_haenszel(array)) == repr(one)
    assert one.measure("odds_ratio", term="stratum 2").estimate == 8 * 1 / (2 * 9)
    named = mantel_haenszel(tables_of(rows))
    assert named.finding.statistic == one.finding.statistic
    assert [g.group for g in named.groups][:2] == ["s0: group 1", "s0: group 2"]


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_order_of_strata_and_groups(rows):
    one = mantel_haenszel(tables_of(rows))
    for other in (mantel_haenszel(tables_of(rows[::-1])),):
        assert other.finding.status == one.finding.status
        same(other.finding.statistic, one.finding.statistic, rtol=1e-9, atol=1e-12)
    swapped = mantel_haenszel(tables_of([(c, d, a, b) for a, b, c, d in rows]))
    same(swapped.finding.p_value, one.finding.p_value, rtol=1e-8)
    first, second = (x.measure("common_log_odds_ratio") for x in (one, swapped))
    same(first.estimate, -second.estimate, atol=1e-12)
    same(first.ci_low, -second.ci_high, rtol=1e-7, atol=1e-9)
    event = mantel_haenszel(tables_of([(b, a, d, c) for a, b, c, d in rows]))
    same(event.finding.p_value, one.finding.p_value, rtol=1e-8)
    empty = mantel_haenszel(
        {**tables_of(rows), "empty": [[0, 0], [0, 0]], "half": [[0, 0], [4, 3]]}
    )
    same(empty.finding.statistic, one.finding.statistic, rtol=1e-12)
    assert empty.finding.note.startswith("left out, a group has no firm: ")


@pytest.mark.parametrize("procedure", [mantel_haenszel, breslow_day])
@pytest.mark.parametrize(
    ("rows", "status"),
    [
        ([(0, 0, 3, 4), (0, 0, 5, 6)], "empty_group"),
        ([(0, 0, 0, 0)], "empty_group"),
        ([(0, 4, 0, 7), (3, 0, 5, 0)], "constant_outcome"),
    ],
)
def test_degenerate_strata_are_a_status(procedure, rows, status):
    answer = procedure(tables_of(rows))
    assert answer.finding.status == status
    for m in answer.measures:
        assert np.isnan([m.estimate, m.std_error, m.statistic, m.df, m.p_value, m.ci_low]).all()


def test_a_common_odds_ratio_of_0_has_a_test_and_no_interval():
    answer = mantel_haenszel(tables_of([(0, 4, 5, 7), (0, 3, 5, 1)]))
    found = answer.finding
    assert (found.status, found.effect) == ("ok", 0)
    assert np.isnan([found.ci_low, found.ci_high]).all()
    assert np.isnan(answer.measure("breslow_day_chi_square", "tarone").p_value)
    assert breslow_day(tables_of([(0, 4, 5, 7), (0, 3, 5, 1)])).finding.status == "separation"


FRAME = pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["yes", "no"])


@pytest.mark.parametrize("procedure", [mantel_haenszel, breslow_day])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "give either tables, or outcome, group and stratum."),
        (
            {"outcome": [1, 0], "group": [1, 0]},
            "give either tables, or outcome, group and stratum.",
        ),
        (
            {"tables": [[[1, 2], [3, 4]]], "stratum": [1]},
            "give either tables, or outcome, group and stratum.",
        ),
        ({"tables": {}}, "tables must have at least one stratum."),
        (
            {"tables": FRAME},
            "tables must be a mapping from stratum to table, a list of tables or an array of shape "
            "(strata, 2, 2), got DataFrame.",
        ),
        ({"tables": np.ones((2, 2))}, "tables must have shape (strata, 2, 2), got (2, 2)."),
        (
            {"tables": {"low": [[1, 2, 3], [3, 4, 5]]}},
            "table `low` must have two rows and two columns, got 2 x 3.",
        ),
        (
            {"tables": {"low": [[1, 2], [3, 4.5]]}},
            "table `low` must be whole numbers and not negative, got 4.5 in row 2, column 2.",
        ),
        (
            {"tables": {"low": FRAME, "high": FRAME[["no", "yes"]]}},
            "tables must have the same names in the same order, got a, b by yes, no and, in "
            "`high`, a, b by no, yes.",
        ),
        (
            {"outcome": [1, 0, 2], "group": list("aab"), "stratum": list("xxx")},
            "outcome and group must have two levels each, got 3 and 2.",
        ),
        (
            {"outcome": [1, 0], "group": list("ab"), "stratum": list("xxx")},
            "variables must be equally long, got outcome 2, stratum 3.",
        ),
        ({"tables": {1: FRAME, "1": FRAME}}, "strata must have different names."),
    ],
)
def test_wrong_strata_are_refused_in_one_sentence(procedure, arguments, sentence):
    with pytest.raises(ArgumentError) as error:
        procedure(**arguments)
    assert str(error.value) == sentence
