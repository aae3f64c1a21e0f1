"""Numbers as people write them: read as they were meant, refused, or documented as ambiguous."""

from __future__ import annotations

import itertools
import math
import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smeint.errors import InvalidDataError
from smeint.panel.marks import DECIMALS, SPACES, THOUSANDS, Marks
from smeint.panel.values import Codes, number_of, numbers_of

POINT, COMMA = Marks(), Marks(",")
WESTERN = Marks(thousands=",")
GERMAN = Marks(",", ".")
FRENCH = Marks(",", " ")
SWISS = Marks(thousands="'")
INDIAN = Marks(thousands="indian")
PERCENT = Marks(percent=True)
EURO = Marks(",", ".", currency="€")
DOLLAR = Marks(thousands=",", currency="$")
NB, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


@pytest.mark.parametrize(
    ("marks", "cell", "number"),
    [
        (POINT, "1234.5", 1234.5),
        (POINT, "1.234", 1.234),  # ambiguous; as stated, a point is a decimal mark
        (POINT, "1,234", None),
        (POINT, "1.234.567", None),
        (POINT, " \t1234\u00a0", 1234.0),
        (POINT, "\ufeff12\u200b", 12.0),
        (POINT, "\u22125.5", -5.5),
        (POINT, "\u20135", -5.0),
        (POINT, "\u2013 5", None),
        (POINT, "5-", None),
        (POINT, "5\u201310", None),
        (POINT, "- 5", None),
        (POINT, "\u2013", None),
        (POINT, "\u0665", None),
        (POINT, "\uff15", None),
        (POINT, "(5)", None),
        (POINT, "$5", None),
        (POINT, "5%", None),
        (COMMA, "1,234", 1.234),
        (COMMA, "1.234", None),
        (COMMA, "-3,5e2", -350.0),
        (WESTERN, "1,234", 1234.0),
        (WESTERN, "1234", 1234.0),
        (WESTERN, "1,234,567.89", 1234567.89),
        (WESTERN, "-1,234", -1234.0),
        (WESTERN, "12,34", None),
        (WESTERN, "1234,567", None),
        (WESTERN, "1,2345", None),
        (WESTERN, "0,123", None),
        (WESTERN, "01,234", None),
        (WESTERN, ",123", None),
        (WESTERN, "1,,234", None),
        (WESTERN, "1,234,", None),
        (WESTERN, "1,234.", None),
        (WESTERN, "1.234,567", None),
        (WESTERN, "1.5,000", None),
        (WESTERN, "1,234e3", None),
        (WESTERN, "12,34,567", None),
        (GERMAN, "1.234.567,89", 1234567.89),
        (GERMAN, "1234,5", 1234.5),
        (GERMAN, "1.5", None),
        (GERMAN, "1,234.5", None),
        (FRENCH, "1 234,5", 1234.5),
        (FRENCH, f"1{NB}234{NARROW}567,5", 1234567.5),
        (FRENCH, f"1{THIN}234", 1234.0),
        (FRENCH, "1  234", None),
        (FRENCH, "1\t234", None),
        (FRENCH, "1\n234", None),
        (FRENCH, "12 34", None),
        (SWISS, "1'234.5", 1234.5),
        (SWISS, "1\u2019234\u2019567", 1234567.0),
        (Marks(thousands="_"), "1_000", 1000.0),
        (Marks(thousands="_"), "1_0", None),
        (INDIAN, "12,34,567.5", 1234567.5),
        (INDIAN, "1,23,45,678", 12345678.0),
        (INDIAN, "1,234", 1234.0),
        (INDIAN, "123,456", None),
        (INDIAN, "1,2,345", None),
        (INDIAN, "12,345,678", None),
        *((PERCENT, cell, 45.0) for cell in ("45", "45%", "45 %", f"45{NARROW}%", "%45", "% 45")),
        *((PERCENT, cell, 45.0) for cell in ("45\u066a", "45\uff05", "45\ufe6a")),
        (Marks(",", percent=True), f"45,5{NB}%", 45.5),
        (PERCENT, "-5%", -5.0),
        (PERCENT, "45%%", None),
        (PERCENT, "%45%", None),
        (PERCENT, "%", None),
        (PERCENT, "45\u2030", None),
        *((DOLLAR, cell, 1200.0) for cell in ("$1,200", "$ 1,200", "1,200$", "1,200 $", "1200")),
        *((DOLLAR, cell, -1200.0) for cell in ("-$1,200", "$-1,200", "\u2212$1,200", "-1,200 $")),
        *((DOLLAR, cell, -1200.0) for cell in ("(1,200)", "($1,200)", "$(1,200)", "( 1,200 $)")),
        (DOLLAR, "+$5", 5.0),
        *((DOLLAR, cell, None) for cell in ("US$5", "$", "$$5", "()", "(-5)", "-(5)", "-$-5")),
        *((DOLLAR, cell, None) for cell in ("$.5", "€5", "$5m", "$5-10", "5$5", "((5))", "(5")),
        (EURO, "€ 1.200,50", 1200.5),
        (EURO, "1.200,50 €", 1200.5),
        (Marks(currency="Rs"), "Rs 500", 500.0),
        (Marks(currency="Rs"), "Rs.500", None),  # a point of the abbreviation, no half
        (Marks(currency="Rs."), "Rs. 500", 500.0),
        (Marks(currency="Rs."), "Rs.500", 500.0),
        (Marks(currency="GH₵"), "GH₵500", 500.0),
        (Marks(currency="USD"), "1200 USD", 1200.0),
        (Marks(currency="₵"), "GH₵500", None),
        (Marks(currency="R"), "5 EUR", None),
    ],
)  # fmt: skip
def test_cells_and_what_a_study_states(marks, cell, number):
    assert number_of(cell, marks) == number
    found = numbers_of([cell], marks).tolist()
    assert (math.isnan(found[0]) and number is None) or found == [number]


#: What a study may state of decimal mark and separator.
STATEMENTS = [
    Marks(decimal, thousands)
    for decimal, thousands in itertools.product(DECIMALS, ("", *THOUSANDS))
    if thousands != decimal and (decimal, thousands) != (",", "indian")
]


def grouped(whole: str, thousands: str, space: str) -> str:
    """Write a whole number's digits in groups, independently of the reader."""
    if not thousands or len(whole) < 4:
        return whole
    size = 2 if thousands == "indian" else 3
    head, groups = whole[:-3], [whole[-3:]]
    while head:
        groups.insert(0, head[-size:])
        head = head[:-size]
    mark = {"indian": ",", " ": space}.get(thousands, thousands)
    return mark.join(groups)


@st.composite
def written(draw):
    """A number, how its writer writes numbers, and the text."""
    marks = draw(st.sampled_from(STATEMENTS))
    whole = str(draw(st.one_of(st.integers(0, 10**4), st.integers(0, 10**13))))
    behind = draw(st.one_of(st.just(""), st.text("0123456789", min_size=1, max_size=6)))
    minus = draw(st.sampled_from(["", "-", "\u2212", "\u2013"]))
    text = minus + grouped(whole, marks.thousands, draw(st.sampled_from(SPACES)))
    text += marks.decimal + behind if behind else ""
    number = Decimal(f"{'-' if minus else ''}{whole}.{behind or 0}")
    return float(number), marks, text


#: One mark with one to three digits before it, not from 0 on, and three behind.
AMBIGUOUS = re.compile("[-\u2212\u2013]?[1-9][0-9]{0,2}[.,][0-9]{3}")


@given(written())
@example((1234.0, GERMAN, "1.234"))
@example((1.234, COMMA, "1,234"))
@example((1234567.0, INDIAN, "12,34,567"))
def test_a_number_is_read_as_it_was_written_or_refused_or_ambiguous(case):
    number, own, text = case
    assert number_of(text, own) == number
    for other in STATEMENTS:
        read = number_of(text, other)
        if not AMBIGUOUS.fullmatch(text):
            assert read in (None, number), other


@given(written(), st.sampled_from(["%", " %", "\u066a"]))
def test_a_percent_sign_changes_no_number(case, sign):
    number, own, text = case
    with_sign = Marks(own.decimal, own.thousands, percent=True)
    assert number_of(text + sign, with_sign) == number
    assert number_of(text + sign, own) is None


@given(written(), st.sampled_from(["$", "€", "USD", "Rs.", "GH₵"]), st.sampled_from(["", " "]))
def test_a_currency_sign_changes_no_number(case, sign, blank):
    number, own, text = case
    stated = Marks(own.decimal, own.thousands, currency=sign)
    for cell in (sign + blank + text, text + blank + sign, text):
        assert number_of(cell, stated) == number
    assert number_of(sign + blank + text, own) is None
    for other in STATEMENTS:
        read = number_of(sign + text, Marks(other.decimal, other.thousands, currency=sign))
        if not AMBIGUOUS.fullmatch(text):
            assert read in (None, number)
    if number >= 0 and text[0].isdigit():
        assert number_of(f"({sign}{text})", stated) == -number


@given(st.text("0123456789.,' -+%()$\u00a0\u2212e", max_size=9))
def test_no_text_is_read_in_two_ways_but_the_ambiguous(text):
    numbers = {number_of(text, marks) for marks in STATEMENTS} - {None}
    if len(numbers) > 1:
        bare = text.strip().lstrip("+")
        # a number of power-of-ten notation has no grouping, so its mark is a decimal mark
        assert AMBIGUOUS.fullmatch(bare)


def test_the_ambiguous_cell_is_a_decimal_number_unless_thousands_are_stated():
    assert [number_of("1.234", marks) for marks in (POINT, GERMAN, COMMA)] == [1.234, 1234.0, None]
    assert [number_of("1,234", m) for m in (COMMA, WESTERN, POINT)] == [1.234, 1234.0, None]


def test_codes_of_missing_values_are_found_as_written():
    codes = Codes([("-9", "refused"), ("1,5", "half"), (1000, "thousand")])
    assert codes.get("\u22129") == "refused"
    assert codes.get("1,5", COMMA) == "half"
    assert codes.get("1,000", WESTERN) == "thousand"


# ------------------------------------------------------------------ columns


def x_of(*values):
    return "id,x\n" + "".join(f'{i},"{value}"\n' for i, value in enumerate(values, start=1))


def values(panel, name):
    return panel[name].values.tolist()


def refused(read, text, columns, **options) -> str:
    with pytest.raises(InvalidDataError) as caught:
        read(text, columns, **options)
    return str(caught.value)


SALES = {"sales": "x"}
EUROS = {"sales": {"column": "x", "currency_sign": "€"}}
PERCENTS = {"fsts": {"column": "x", "unit": "percent"}}


def test_a_hint_names_what_reads_every_cell_of_the_column(read):
    said = refused(read, x_of("1,234", "1,234,567", "2.5"), SALES)
    assert said == (
        "survey.csv: `sales` (column `x`) must be a plain number such as 1234.5 ('1,234' is 1234 "
        "if you state thousands = \",\"): 2 rows (row 1: '1,234'; row 2: '1,234,567')."
    )
    assert values(read(x_of("1,234", "2.5"), SALES, thousands=","), "sales") == [1234.0, 2.5]


def test_cells_that_no_one_statement_reads_say_so(read):
    assert refused(read, x_of("1,234.5", "1.234,5"), SALES) == (
        "survey.csv breaks 2 rules:\n"
        "  - `sales` (column `x`) must be a plain number such as 1234.5 ('1,234.5' is 1234.5 if "
        'you state thousands = ","; no one statement reads every cell of the column): 1 row (row '
        "1: '1,234.5')\n"
        "  - `sales` (column `x`) must be a plain number such as 1234.5 ('1.234,5' is 1234.5 if "
        'you state decimal = "," and thousands = "."; no one statement reads every cell of the '
        "column): 1 row (row 2: '1.234,5')"
    )


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"thousands": ","}, "must be a number such as 1,234.5"),
        ({"thousands": "\u202f"}, "must be a number such as 1 234.5"),
        ({"thousands": "\u2019"}, "must be a number such as 1'234.5"),
        ({"thousands": "indian"}, "must be a number such as 12,34,567.5"),
        ({"thousands": ".", "decimal": ","}, "must be a number such as 1.234,5"),
        ({"thousands": "none", "decimal": ","}, "must be a plain number such as 1234,5"),
    ],
)
def test_the_rule_shows_numbers_as_stated(read, options, rule):
    assert refused(read, x_of("x"), SALES, **options) == (
        f"survey.csv: `sales` (column `x`) {rule}: 1 row (row 1: 'x')."
    )


def test_three_digits_behind_every_mark_are_warned_of(read):
    warning = (
        "`sales` (column `x`): every point has three digits behind it, as in '1.234', and is read "
        'as a decimal mark; if it separates thousands, state thousands = "." and decimal = ",", '
        'and if not, thousands = "none".'
    )
    assert read(x_of("1.234", "12.500", "7"), SALES).warnings == (warning,)
    assert read(x_of("1.234"), SALES, thousands="none").warnings == ()
    for other in ("0.5", "2.25", "1234", "0.512", "1234.125"):
        assert read(x_of("1.234", other), SALES).warnings == ()
    commas = read(x_of("1,234"), SALES, decimal=",").warnings
    assert "every comma has three digits" in commas[0]
    assert 'thousands = "," and decimal = "."' in commas[0]


def test_percent_signs(read):
    assert values(read(x_of("45%", "5 %", "0", "30"), PERCENTS), "fsts") == [0.45, 0.05, 0.0, 0.3]
    rota = {"rota": {"column": "x", "unit": "percent"}}
    assert values(read(x_of("-12,5%"), rota, decimal=","), "rota") == [-0.125]
    assert read(x_of("0.5%", "0.2%"), PERCENTS).warnings == ()  # the sign says that it is percent


@pytest.mark.parametrize("unit", ["share", ""])
def test_a_percent_sign_needs_the_unit(read, unit):
    columns = {"fsts": {"column": "x", "unit": unit}} if unit else {"rota": "x"}
    (name,) = columns
    assert refused(read, x_of("0.3", "45%"), columns) == (
        f"survey.csv: `{name}` (column `x`) must be a plain number such as 1234.5, without a "
        "percent sign (percents? then say unit = \"percent\"): 1 row (row 2: '45%')."
    )


def test_shares_beside_percent_signs_are_refused(read):
    assert refused(read, x_of("45%", "0.45", "1", "2", "0"), PERCENTS) == (
        "survey.csv: `fsts` (column `x`) must have a percent sign as other cells of the column "
        "have, or be 0 or above 1 in size (0.45 beside 45% may be a share): 2 rows (row 2: "
        "'0.45'; row 3: '1')."
    )


def test_a_text_that_is_a_code_is_no_number(read):
    panel = read(x_of("45%", "0%"), PERCENTS, missing={"0%": "refused"})
    assert [panel.reasons[code] for code in panel["fsts"].reasons] == ["", "refused"]


def test_amounts_in_one_currency(read):
    text = x_of("€ 1.200,50", "(7)", "1.000 €", "0")
    panel = read(text, {"rota_eur": {"column": "x", "kind": "money", "currency_sign": "€"}},
                 decimal=",", thousands=".")  # fmt: skip
    assert values(panel, "rota_eur") == [1200.5, -7.0, 1000.0, 0.0]
    assert panel.warnings == (
        "`rota_eur` (column `x`): 1 row has no \"€\", as '(7)', and count as the same currency.",
    )


def test_two_currencies_are_refused_with_a_row_of_each(read):
    assert refused(read, x_of("$5", "$6", "$7", "€8"), SALES) == (
        'survey.csv: `sales` (column `x`) must be in one currency, and "$" and "€" stand in the '
        "column: 4 rows (row 1: '$5'; row 2: '$6'; row 4: '€8')."
    )
    assert refused(read, x_of("€5", "6 USD"), EUROS) == (
        "survey.csv: `sales` (column `x`) must be a plain number such as 1234.5, in the currency "
        "\"€\" that `currency_sign` states: 1 row (row 2: '6 USD')."
    )


def test_a_currency_sign_in_another_kind(read):
    assert "without a currency sign" in refused(read, x_of("$5"), {"employees": "x"})


@pytest.mark.parametrize("date", ["2010-01-02", "2010/1/2", "2010-01-02 10:30", "2010.12.31"])
def test_a_date_that_begins_with_the_year_gives_the_year(read, date):
    assert values(read(x_of(date, "2011"), {"founded": "x"}), "founded") == [2010.0, 2011.0]


@pytest.mark.parametrize("date", ["02/01/2010", "2010/11", "2010-13-01", "2010-02-30", "1.2.10"])
def test_other_dates_are_refused(read, date):
    assert refused(read, x_of(date), {"founded": "x"}) == (
        "survey.csv: `founded` (column `x`) must be a plain number such as 1234.5, a year such as "
        f"2010 or a date such as 2010-01-02: 1 row (row 1: '{date}')."
    )


def test_a_date_is_a_number_in_no_other_kind(read):
    assert "2010-01-02" in refused(read, x_of("2010-01-02"), {"employees": "x"})


def test_addends_of_a_sum_are_each_in_the_currency(read):
    text = 'id,x,y\n1,"$1,200",$5\n2,($7),€5\n'
    columns = {"sales": {"sum": ["x", "y"], "currency_sign": "$"}}
    assert refused(read, text, columns, thousands=",").count('in the currency "$"') == 1
    good = {"operating_profit": columns["sales"]}
    panel = read(text.replace("€", "$"), good, thousands=",")
    assert values(panel, "operating_profit") == [1205.0, -2.0]
