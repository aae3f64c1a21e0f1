"""Rules of the variable table: boundaries, every violation at once, examples with row numbers."""

from __future__ import annotations

import pytest

from smeint.errors import InvalidDataError


def violations(read, text, columns, **options) -> list[str]:
    with pytest.raises(InvalidDataError) as caught:
        read(text, columns, **options)
    return [violation.sentence() for violation in caught.value.violations]


@pytest.mark.parametrize(
    ("entry", "allowed", "refused", "rule"),
    [
        ({"employees": "x"}, "0", "-1", "must be at least 0"),
        ({"employees": "x"}, "7", "7.5", "must be a whole number"),
        ({"employees": "x"}, "10000000", "10000001", "must be at most 10000000"),
        ({"employees": "x"}, "1e7", "1e308", "must be at most 10000000"),
        (
            {"branches": {"column": "x", "kind": "count"}},
            "1e9",
            "1e10",
            "must be at most 1000000000",
        ),
        ({"sales": "x"}, "1e15", "1.1e15", "must be at most 1e15"),
        ({"operating_profit": "x"}, "-1e15", "-1e300", "must be at least -1e15"),
        ({"total_assets": "x"}, "1e-30", "1e-320", "must be 0 or at least 1e-30 in size"),
        ({"total_assets": "x"}, "0", "-1e-31", "must be 0 or at least 1e-30 in size"),
        ({"rota": "x"}, "-1e15", "1e16", "must be at most 1e15"),
        (
            {"rota": {"column": "x", "unit": "percent"}},
            "1e17",
            "1e18",
            "must be at most 1e17 percent",
        ),
        ({"mood": {"column": "x", "kind": "scale"}}, "5", "1e99", "must be at most 1e15"),
        ({"wind": {"column": "x", "kind": "number"}}, "1e-17", "-1e99", "must be at least -1e15"),
        (
            {"fsts": {"column": "x", "unit": "percent"}},
            "2e-28",
            "1e-29",
            "must be 0 or at least 1e-28 percent in size",
        ),
        ({"sales": "x"}, "0", "-0.01", "must be at least 0"),
        ({"foreign_sales": "x"}, "0", "-1", "must be at least 0"),
        ({"fsts": {"column": "x", "unit": "share"}}, "0", "-0.01", "must be at least 0"),
        (
            {"fsts": {"column": "x", "unit": "share"}},
            "1",
            "1.01",
            'must be at most 1 (percents? then say unit = "percent")',
        ),
        (
            {"fsts": {"column": "x", "unit": "percent"}},
            "100",
            "100.5",
            "must be at most 100 percent",
        ),
        (
            {"fsts": {"column": "x", "unit": "percent"}},
            "2",
            "-1",
            "must be at least 0 percent",
        ),
        ({"founded": "x"}, "1000", "999", "must be at least 1000"),
        ({"wave": {"column": "x", "kind": "year"}}, "2100", "2101", "must be at most 2100"),
        ({"wave": {"column": "x", "kind": "year"}}, "2010", "2010.5", "must be a whole number"),
    ],
)
def test_limits(read, entry, allowed, refused, rule):
    text = f"id,x\n1,{allowed}\n"
    (name,) = entry
    assert read(text, entry).n_rows == 1
    assert violations(read, text + f"2,{refused}\n", entry) == [
        f"`{name}` (column `x`) {rule}: 1 row (row 2: '{refused}')"
    ]


def test_negative_assets_and_profits_are_facts(read):
    panel = read("id,a,p\n1,-5,-1\n", {"total_assets": "a", "operating_profit": "p"})
    assert panel["total_assets"].values.tolist() == [-5.0]


def test_every_violation_is_listed_at_once(read):
    text = "id,y,e,s,f,x\n1,2010,5,10,11,0.5\n1,2010,-2,abc,1,50\n,2010,1.5,1,1,0.1\nb,,3,1,1,0.1\n"
    columns = {
        "year": "y",
        "employees": "e",
        "sales": "s",
        "foreign_sales": "f",
        "fsts": {"column": "x", "unit": "share"},
    }
    with pytest.raises(InvalidDataError) as caught:
        read(text, columns)
    assert str(caught.value) == (
        "survey.csv breaks 8 rules:\n"
        "  - `firm_id` (column `id`) must be known in every row: 1 row (row 3: blank)\n"
        "  - `year` (column `y`) must be known in every row: 1 row (row 4: blank)\n"
        "  - `employees` (column `e`) must be at least 0: 1 row (row 2: '-2')\n"
        "  - `employees` (column `e`) must be a whole number: 1 row (row 3: '1.5')\n"
        "  - `sales` (column `s`) must be a plain number such as 1234.5: 1 row (row 2: 'abc')\n"
        '  - `fsts` (column `x`) must be at most 1 (percents? then say unit = "percent"): 1 row '
        "(row 2: '50')\n"
        "  - `firm_id, year` must be unique, one row for each firm and year: 2 rows (rows 1, 2: "
        "firm_id '1', year '2010')\n"
        "  - `foreign_sales` (column `f`) must be at most `sales`: 1 row (row 1: foreign_sales "
        "'11', sales '10')"
    )


def test_three_examples_and_the_count(read):
    text = "id,x\n" + "".join(f"{i},{-i}\n" for i in range(1, 6))
    assert violations(read, text, {"employees": "x"}) == [
        "`employees` (column `x`) must be at least 0: 5 rows (row 1: '-1'; row 2: '-2'; row 3: "
        "'-3')"
    ]


def test_row_numbers_are_those_of_the_file_after_filters(read):
    text = "id,k,x\n1,0,-1\n2,1,5\n3,0,-1\n4,1,-7\n"
    keep = [{"column": "k", "in": [1]}]
    assert violations(read, text, {"employees": "x"}, keep=keep) == [
        "`employees` (column `x`) must be at least 0: 1 row (row 4: '-7')"
    ]


def test_duplicates_show_whole_groups(read):
    text = "id,y\na,2010\nb,2010\na,2011\nb,2010.0\na,2010\nc,2010\na,2010\na,2010\na,2010\n"
    assert violations(read, text, {"year": "y"}) == [
        "`firm_id, year` must be unique, one row for each firm and year: 7 rows (rows 1, 5, 7, 8, "
        "...: firm_id 'a', year '2010'; rows 2, 4: firm_id 'b', year '2010')"
    ]


def test_duplicates_under_a_constant_year(read):
    assert violations(read, "id\n7\n7\n", {}) == [
        "`firm_id, year` must be unique, one row for each firm and year: 2 rows (rows 1, 2: "
        "firm_id '7', year '2025')"
    ]


def test_founded_in_the_year_itself_is_allowed(read):
    columns = {"founded": "f"}
    assert read("id,f\n1,2025\n", columns).n_rows == 1
    assert violations(read, "id,f\n1,2026\n", columns) == [
        "`founded` (column `f`) must be at most `year`: 1 row (row 1: founded '2026', year '2025')"
    ]


def test_foreign_sales_equal_to_sales_are_allowed(read):
    assert read("id,s,f\n1,5,5\n2,,9\n", {"sales": "s", "foreign_sales": "f"}).n_rows == 2


def test_a_missing_code_in_the_firm_is_shown(read):
    assert violations(read, "id,x\n1,1\n-9,1\n", {"sales": "x"}, missing={-9: "lost"}) == [
        "`firm_id` (column `id`) must be known in every row: 1 row (row 2: '-9')"
    ]


@pytest.mark.parametrize(
    ("values", "warned"),
    [(("0", "0.4", "1"), True), (("0", "0"), False), (("0.4", "1.01"), False), (("", ""), False)],
)
def test_shares_declared_in_percent_are_suspected(read, values, warned):
    text = "id,x\n" + "".join(f"{i},{v}\n" for i, v in enumerate(values))
    panel = read(text, {"fsts": {"column": "x", "unit": "percent"}})
    sentence = (
        "`fsts` (column `x`) is declared in percent and no value is above 1; shares? then say "
        'unit = "share".'
    )
    assert panel.warnings == ((sentence,) if warned else ())


def test_a_long_cell_is_cut(read):
    assert violations(read, f"id,x\n1,{'a' * 50}\n", {"sales": "x"}) == [
        "`sales` (column `x`) must be a plain number such as 1234.5: 1 row (row 1: '"
        + "a" * 40
        + "...')"
    ]


def test_control_characters_of_a_cell_are_not_shown_raw(read):
    assert violations(read, 'id,x\n1,"a\r\x1b\u202eb"\n', {"sales": "x"}) == [
        "`sales` (column `x`) must be a plain number such as 1234.5: 1 row (row 1: 'a \\u202Eb')"
    ]
