"""Tables of counts: from rows, from lists, arrays and data frames; what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeint.errors import ArgumentError
from smeint.stats import CrossTable, chi_square, crosstab, fisher_exact

ROWS = pd.DataFrame(
    {
        "size": ["SME", "other", "SME", "other", "SME", None, "other"],
        "exports": ["no", "yes", "yes", "yes", None, "yes", "no"],
    }
)


def test_rows_are_counted_in_the_stated_order():
    table = crosstab(ROWS.exports, ROWS["size"], levels=["yes", "no"], groups=["SME", "other"])
    np.testing.assert_array_equal(table.counts, [[1, 1], [2, 1]])
    assert (table.groups, table.levels) == (("SME", "other"), ("yes", "no"))
    assert (table.n, table.n_missing, table.outcome, table.group) == (5, 2, "exports", "size")
    found = chi_square(table).finding
    assert (found.n_missing, found.outcome, found.predictor) == (2, "exports", "size")
    assert found.note == "event: yes; 2 missing"
    swapped = crosstab(ROWS.exports, ROWS["size"], levels=["no", "yes"], groups=["SME", "other"])
    assert chi_square(swapped).finding.effect == -found.effect


@pytest.mark.parametrize(
    ("values", "levels"),
    [
        ([0, 1, 1], ("1", "0")),
        ([1.0, 0.0, np.nan], ("1", "0")),
        ([1, 1, 1], ("1", "0")),
        ([True, False, None], ("True", "False")),
        (np.array([True, True, True]), ("True", "False")),
        (pd.array([1, 0, None], dtype="Int64"), ("1", "0")),
        ([3, 1, 2], ("1", "2", "3")),
        ([10, 9, 9], ("9", "10")),
        (["b", "a", None], ("a", "b")),
        (pd.Categorical(["hi", "lo", None], ["lo", "mid", "hi"]), ("lo", "mid", "hi")),
        (pd.Series(["hi", "lo", "lo"]).astype("category"), ("hi", "lo")),
    ],
)
def test_levels_without_a_stated_order(values, levels):
    assert crosstab(values, ["x", "y", "x"]).levels == levels


def test_a_level_that_does_not_occur_keeps_its_empty_column():
    table = crosstab(["lo", "hi"], [1, 0], levels=["lo", "mid", "hi"])
    np.testing.assert_array_equal(table.counts, [[1, 0, 0], [0, 0, 1]])
    constant = crosstab(["yes", "yes", "yes"], [1, 0, 1], levels=["yes", "no"])
    assert chi_square(constant).finding.status == "constant_outcome"
    nobody = crosstab([None, None], [None, None], levels=["yes", "no"], groups=["a", "b"])
    assert chi_square(nobody).finding.status == "empty_group"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=1))
def test_counts_are_those_of_pandas_in_any_order_of_rows(rows):
    outcome, group = (list(part) for part in zip(*rows, strict=True))
    table = crosstab(outcome, group)
    theirs = pd.crosstab(np.array(group, dtype=object), np.array(outcome, dtype=object))
    np.testing.assert_array_equal(table.counts, theirs.to_numpy())
    np.testing.assert_array_equal(table.frame().to_numpy(), theirs.to_numpy())
    backwards = crosstab(outcome[::-1], group[::-1])
    np.testing.assert_array_equal(table.counts, backwards.counts)
    more = crosstab([*outcome, None], [*group, group[0]])
    np.testing.assert_array_equal(table.counts, more.counts)
    assert more.n_missing == table.n_missing + 1


def test_lists_arrays_and_frames_are_the_same_table():
    cells = [[20, 37], [39, 18]]
    frame = pd.DataFrame(cells, index=["SME", "other"], columns=["yes", "no"])
    plain = repr(chi_square(cells))
    assert repr(chi_square(np.array(cells))) == plain
    assert repr(chi_square(np.array(cells, dtype=float))) == plain
    assert repr(chi_square(np.array(cells, dtype=object))) == plain
    assert repr(chi_square(tuple(map(tuple, cells)))) == plain
    named = chi_square(frame)
    assert named.finding.effect == chi_square(cells).finding.effect
    assert named.finding.contrast == "SME - other"
    again = chi_square(cells, groups=["SME", "other"], levels=["yes", "no"])
    table = CrossTable(np.array(cells, float), ("SME", "other"), ("yes", "no"))
    assert repr(named) == repr(again) == repr(chi_square(table))


def test_names_of_a_named_table_are_an_order():
    # pandas puts no before yes
    theirs = pd.crosstab(ROWS["size"], ROWS.exports)
    assert list(theirs.columns) == ["no", "yes"]
    one, other = chi_square(theirs), chi_square(theirs, levels=["yes", "no"])
    assert (one.finding.note, other.finding.note) == ("event: no", "event: yes")
    assert one.finding.effect == -other.finding.effect
    turned = chi_square(theirs, groups=["other", "SME"])
    assert turned.finding.contrast == "other - SME"
    assert turned.finding.effect == -one.finding.effect
    assert (one.finding.predictor, one.finding.outcome) == ("size", "exports")


WHOLE = "table must be whole numbers and not negative, got "
SHAPE = "table must be two-dimensional, groups in rows and levels in columns, got shape "


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            [[1.5, 2], [3, 4]],
            WHOLE + "1.5 in row 1, column 1.",
        ),
        (
            [[1, 2], [3, -4]],
            WHOLE + "-4 in row 2, column 2.",
        ),
        (
            [[1, np.nan], [3, 4]],
            WHOLE + "nan in row 1, column 2.",
        ),
        (
            [[1, None], [3, 4]],
            WHOLE + "nan in row 1, column 2.",
        ),
        (
            [[1, np.inf], [3, 4]],
            WHOLE + "inf in row 1, column 2.",
        ),
        (
            [[1, 2.0**54], [3, 4]],
            WHOLE + "1.80144e+16 in row 1, column 2.",
        ),
        (
            [1, 2, 3, 4],
            SHAPE + "(4,).",
        ),
        (
            np.ones((2, 2, 2)),
            SHAPE + "(2, 2, 2).",
        ),
        ([[1, 2], [3]], "table must have rows of equal length."),
        ([[]], "table must have at least one cell, got shape (1, 0)."),
        ([["a", 2], [3, 4]], "table must hold counts, got 'a'."),
        (np.array([["5", 2], [3, 4]], dtype=object), "table must hold counts, got '5'."),
        ([[True, False], [True, True]], "table must hold counts, got True."),
        ([[1 + 2j, 1], [1, 1]], "table must hold counts, got (1+2j)."),
        (
            pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]),
            "columns of table must have different names, got a more than once.",
        ),
        (
            pd.DataFrame([[1, 2], [3, 4]], index=["a", "a"]),
            "rows of table must have different names, got a more than once.",
        ),
        (
            pd.crosstab(ROWS["size"], ROWS.exports, margins=True),
            "table must be without margins, got the row `All`, the sum of the others.",
        ),
        (
            pd.DataFrame({"yes": [1, 2], "no": [3, 4], "Total": [4, 6]}),
            "table must be without margins, got the column `Total`, the sum of the others.",
        ),
    ],
)
@pytest.mark.parametrize("procedure", [chi_square, fisher_exact])
def test_what_is_no_table_of_counts_is_refused(procedure, table, sentence):
    with pytest.raises(ArgumentError) as error:
        procedure(table)
    assert str(error.value) == sentence


FRAME = pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["yes", "no"])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: chi_square([[1, 2], [3, 4]], groups=["a", "a"]),
            "groups of table must have different names, got a more than once.",
        ),
        (
            lambda: chi_square([[1, 2], [3, 4]], groups=["a"]),
            "groups must name the 2 groups of table, got ['a'].",
        ),
        (
            lambda: chi_square([[1, 2], [3, 4]], levels="ab"),
            "levels must name the 2 levels of table, got 'ab'.",
        ),
        (
            lambda: chi_square(FRAME, levels=["yes", "nein"]),
            "levels must be the names of the columns of table in the order wanted, yes, no, "
            "got yes, nein.",
        ),
        (lambda: crosstab([1, 0], [1]), "variables must be equally long, got outcome 2, group 1."),
        (
            lambda: crosstab([1, "a"], [1, 0]),
            "outcome must have labels of one kind, or its levels stated, got 1, a.",
        ),
        (
            lambda: crosstab(["yes", "No"], [1, 0], levels=["yes", "no"]),
            "outcome must be among the levels yes, no, got No. Did you mean `no`?",
        ),
        (
            lambda: crosstab(["yes", "no"], [1, 0], levels=["yes", "yes"]),
            "levels of outcome must differ from each other, got yes more than once.",
        ),
        (
            lambda: crosstab([1, 0], [1, 0], groups=[1, "1"]),
            "levels of group must differ from each other, got 1 more than once.",
        ),
        (
            lambda: crosstab([1, 0], [1, 0], levels=[1]),
            "levels of outcome must be two or more, got [1].",
        ),
        (lambda: crosstab("ab", [1, 0]), "outcome must be a list of labels, got 'ab'."),
        (lambda: crosstab([[1, 0]], [1]), "outcome must be one-dimensional."),
        (lambda: crosstab(np.ones((2, 2)), [1, 0]), "outcome must be one-dimensional."),
        (
            lambda: crosstab([None], ["a"]),
            "outcome and group must have a value that is not missing.",
        ),
    ],
)
def test_wrong_names_and_rows_are_refused(call, sentence):
    with pytest.raises(ArgumentError) as error:
        call()
    assert str(error.value) == sentence


def test_a_table_is_printed_with_its_names():
    table = crosstab([1, 0, 1], ["SME", "SME", "other"])
    assert str(table) == "       1  0\nSME    1  1\nother  1  0"
