"""Variables of several columns: sums, and the items of scales."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smeint.errors import InvalidDataError, StudyFileError
from smeint.panel.read import panel_from_frame
from smeint.panel.spec import parse_columns
from smeint.panel.variables import Kind

BASE = {"firm_id": "id", "year": {"constant": 2025}}
EXPORTS = {"fsts": {"sum": ["d3b", "d3c"], "unit": "percent"}}
SCALE = {"items": ["q1", "q2", "q3"], "reverse": ["q2"], "range": [1, 5], "min_items": 2}


def frame(**columns):
    import pandas as pd

    n = len(next(iter(columns.values())))
    return pd.DataFrame({"id": [f"F{i:03}" for i in range(n)], **columns})


def refusal(**entries) -> str:
    with pytest.raises(StudyFileError) as caught:
        parse_columns({"firm_id": "id", "year": "wave", **entries})
    return str(caught.value)


def test_direct_and_indirect_exports_are_added():
    data = frame(d3b=[10, 0, -9, None, 30], d3c=[5, 0, 20, 1, -8])
    panel = panel_from_frame(data, {**BASE, **EXPORTS}, missing={-9: "don't know", -8: "refused"})
    fsts = panel["fsts"]
    np.testing.assert_array_equal(fsts.values, [0.15, 0.0, np.nan, np.nan, np.nan])
    assert [panel.reasons[code] for code in fsts.reasons] == [
        *("", "", "don't know", "not given", "refused")
    ]
    assert fsts.source == "d3b + d3c"
    assert list(panel.columns) == ["firm_id", "year", "fsts"]


def test_a_sum_of_two_missing_parts_has_the_reason_of_the_first():
    data = frame(d3b=[-9, -8, 1], d3c=[-8, -9, 1])
    panel = panel_from_frame(data, {**BASE, **EXPORTS}, missing={-9: "don't know", -8: "refused"})
    fsts = panel["fsts"]
    assert [panel.reasons[code] for code in fsts.reasons] == ["don't know", "refused", ""]


@pytest.mark.parametrize(
    ("changed", "ending"),
    [
        ({"min_items": 0}, "`min_items` must be a whole number from 1 to 3, got 0."),
        ({"range": [5, 5]}, "`range` must be two numbers, the lesser first, got [5, 5]."),
    ],
)
def test_a_scale_of_no_items_or_no_width_is_refused(changed, ending):
    assert refusal(innovation={**SCALE, **changed}).endswith(ending)


def test_small_percents_with_signs_in_any_part_are_no_shares_by_mistake():
    data = frame(d3b=[0, 0, 0], d3c=["0.5%", "0.3%", "0%"])
    panel = panel_from_frame(data, {**BASE, **EXPORTS})
    np.testing.assert_array_equal(panel["fsts"].values, [0.005, 0.003, 0.0])
    assert not [text for text in panel.warnings if "fsts" in text]
    bare = panel_from_frame(frame(d3b=[0, 0, 0], d3c=[0.5, 0.3, 0]), {**BASE, **EXPORTS})
    assert [text for text in bare.warnings if "fsts" in text]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), min_size=1, max_size=20))
def test_a_sum_of_percents_is_the_percent_that_one_writes(pairs):
    data = frame(d3b=[a for a, _ in pairs], d3c=[b for _, b in pairs])
    panel = panel_from_frame(data, {**BASE, **EXPORTS})
    np.testing.assert_array_equal(panel["fsts"].values, [(a + b) / 100 for a, b in pairs])


def test_a_sum_above_its_limit_shows_the_cells_that_make_it():
    data = frame(d3b=[90, 10], d3c=[20, 10])
    with pytest.raises(InvalidDataError) as caught:
        panel_from_frame(data, {**BASE, **EXPORTS})
    assert str(caught.value) == (
        "data frame: `fsts` (column `d3b, d3c`) must be at most 100 percent: 1 row "
        "(row 1: '90' + '20')."
    )


def test_an_addend_that_is_no_number_is_named_itself():
    data = frame(d3b=["a lot", "1"], d3c=["2", "3"])
    with pytest.raises(InvalidDataError) as caught:
        panel_from_frame(data, {**BASE, **EXPORTS})
    assert str(caught.value).startswith("data frame: `fsts[d3b]` (column `d3b`) must be a plain")


def test_items_are_columns_of_the_panel_as_they_were_answered():
    data = frame(q1=[1, 5], q2=[2, 4], q3=[3, None])
    panel = panel_from_frame(data, {**BASE, "innovation": SCALE})
    assert list(panel.columns)[2:] == ["innovation[q1]", "innovation[q2]", "innovation[q3]"]
    np.testing.assert_array_equal(panel["innovation[q2]"].values, [2, 4])
    assert panel["innovation[q1]"].kind is Kind.ITEM
    (scale,) = panel.scales
    assert scale.reversed_items == (False, True, False)
    assert (scale.low, scale.high, scale.min_items, scale.score) == (1, 5, 2, "mean")


def test_an_answer_outside_the_range_is_a_violation():
    data = frame(q1=[1, 7], q2=[2, 4], q3=[3, 0])
    with pytest.raises(InvalidDataError) as caught:
        panel_from_frame(data, {**BASE, "innovation": SCALE})
    assert str(caught.value) == (
        "data frame breaks 2 rules:\n"
        "  - `innovation[q1]` (column `q1`) must lie in its range, 1 to 5: 1 row (row 2: '7')\n"
        "  - `innovation[q3]` (column `q3`) must lie in its range, 1 to 5: 1 row (row 2: '0')"
    )


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            {"sum": ["a"], "unit": "percent"},
            '`sum` must be a list of at least two columns, got ["a"].',
        ),
        (
            {"sum": ["a", "b", "a"], "unit": "percent"},
            "`sum` must be different columns, got a twice.",
        ),
        (
            {"sum": ["a", "b"], "column": "c", "unit": "percent"},
            "has `column` and `sum`; it must have one of them.",
        ),
        (
            {"items": ["a", "b"], "unit": "percent"},
            'is of kind share; `items` make a kind = "scale".',
        ),
        (
            {"column": "a", "unit": "percent", "min_items": 2},
            "has `min_items`, which goes with `items`.",
        ),
    ],
)
def test_refusals_of_a_share(entry, sentence):
    assert refusal(fsts=entry) == f"[columns] `fsts` {sentence}"


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            {"items": ["q1", "q2"], "reverse": ["q2"]},
            "has items to `reverse` and must state the `range` of answers, as in range = [1, 7]: "
            "the least and greatest answer found may not be the ends.",
        ),
        (
            {"items": ["q1", "q2"], "reverse": ["q3"], "range": [1, 7]},
            "`reverse` names `q3`, which is none of its items q1, q2.",
        ),
        (
            {"items": ["q1", "q2"], "range": [7, 1]},
            "`range` must be two numbers, the lesser first, got [7, 1].",
        ),
        (
            {"items": ["q1", "q2"], "range": [1]},
            "`range` must be the least and the greatest answer, as in [1, 7], got [1].",
        ),
        (
            {"items": ["q1", "q2"], "min_items": 3},
            "`min_items` must be a whole number from 1 to 2, got 3.",
        ),
        (
            {"items": ["q1", "q2"], "score": "total"},
            '`score` must be one of "mean", "sum", got "total".',
        ),
        (
            {"items": ["q1", "q2", "q3"], "score": "sum", "min_items": 2},
            '`score` = "sum" needs all 3 items, and `min_items` is 2: a sum of fewer items is '
            'smaller for that alone; use "mean".',
        ),
        (
            {"sum": ["q1", "q2"], "kind": "scale"},
            "is of kind scale, of which no `sum` is made; allowed: count, money, share, ratio, "
            "number.",
        ),
        (
            {"items": ["q1", "q2"], "kind": "yes/no"},
            'is of kind yes/no; `items` make a kind = "scale".',
        ),
    ],
)
def test_refusals_of_a_scale(entry, sentence):
    assert refusal(innovation=entry) == f"[columns] `innovation` {sentence}"
