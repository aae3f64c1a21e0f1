"""What the tables `[data]` and `[columns]` may say, and the sentences when they say more."""

from __future__ import annotations

import datetime
import tomllib

import pytest

from smeint.errors import StudyFileError
from smeint.panel.spec import KeepSpec, parse_columns, parse_data
from smeint.panel.toml_values import shown
from smeint.panel.variables import Kind

BASE = {"firm_id": "id", "year": "wave"}


def columns(**entries):
    return {spec.name: spec for spec in parse_columns({**BASE, **entries})}


def refusal(call, *args) -> str:
    with pytest.raises(StudyFileError) as caught:
        call(*args)
    return str(caught.value)


def column_refusal(**entries) -> str:
    return refusal(parse_columns, {**BASE, **entries})


def test_the_design_example_is_read():
    study = tomllib.loads("""
[data]
file = "survey.xlsx"
missing = { "-9" = "don't know", "-8" = "refused" }
keep = [{ column = "a0", in = [1] }]
[columns]
firm_id = "idstd"
year = { constant = 2025 }
employees = "l1"
fsts = { column = "d3x", unit = "percent" }
operating_profit = { column = "ebit", missing = { "-7" = "no accounts" } }
total_assets = "assets"
female_manager = { column = "b7a", kind = "yes/no", yes = [1], no = [2], label = "Female manager" }
""")
    data = parse_data(study["data"])
    specs = {spec.name: spec for spec in parse_columns(study["columns"])}
    assert data.file == "survey.xlsx"
    assert data.missing == (("-9", "don't know"), ("-8", "refused"))
    assert data.keep == (KeepSpec("a0", (1,)),)
    assert specs["year"].constant == 2025
    assert specs["year"].source == "= 2025"
    assert specs["fsts"].unit == "percent"
    assert specs["operating_profit"].missing == (("-7", "no accounts"),)
    assert specs["female_manager"].kind is Kind.YES_NO
    assert specs["female_manager"].yes == (1,)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({}, "[data] must name its `file`, relative to the study file."),
        (
            {"file": "a.csv", "delimeter": ";"},
            "[data] has no key `delimeter`; allowed: file, sheet, header_row, delimiter, "
            "encoding, decimal, thousands, missing, keep, drop. Did you mean `delimiter`?",
        ),
        (
            {"file": "a.csv", "thousands": "."},
            '[data] `thousands` is "." and `decimal` is ".", as it is where nothing is said: one '
            'mark cannot be both; state decimal = ",", or another separator.',
        ),
        (
            {"file": "a.csv", "decimal": ",", "thousands": "indian"},
            '[data] `thousands` is "indian" and `decimal` is ",": one mark cannot be both; state '
            'decimal = ".", or another separator.',
        ),
        (
            {"file": "a.csv", "thousands": ";"},
            '[data] `thousands` must be one of ",", ".", " ", "\'", "_", "indian", "none", '
            'got ";".',
        ),
        (
            {"file": "a.csv", "drop": [{"column": "id"}]},
            "[data] `drop`, filter 1, must name `in`.",
        ),
        ({"file": 3}, "[data] `file` must be a text that is not blank, got 3."),
        (
            {"file": "a.csv", "header_row": 0},
            "[data] `header_row` must be a whole number from 1 to 1048576, got 0.",
        ),
        (
            {"file": "a.csv", "header_row": True},
            "[data] `header_row` must be a whole number from 1 to 1048576, got true.",
        ),
        (
            {"file": "a.csv", "header_row": 99999999999999999999999},
            "[data] `header_row` must be a whole number from 1 to 1048576, got "
            "99999999999999999999999.",
        ),
        (
            {"file": "a\0.csv"},
            '[data] `file` must hold no control characters, got "a\\u0000.csv".',
        ),
        (
            {"file": "a.csv", "delimiter": "\0"},
            '[data] `delimiter` must be one character, for example ",", ";" or "\\t", '
            'got "\\u0000".',
        ),
        (
            {"file": "a.csv", "decimal": "x" * 500},
            f'[data] `decimal` must be one of ".", ",", got "{"x" * 60}...".',
        ),
        (
            {"file": "a.csv", "missing": datetime.time(7, 32)},
            "[data] `missing` must be a table, got 07:32:00.",
        ),
        (
            {"file": "a.csv", "missing": {"a\nb": 1}},
            '[data] `missing`, the reason of code "a\\nb", must be a text that is not blank, '
            "got 1.",
        ),
        (
            {"file": "a.csv", "a\n" + "b" * 500: 1},
            f"[data] has no key `a\\n{'b' * 58}...`; allowed: file, sheet, header_row, delimiter, "
            "encoding, decimal, thousands, missing, keep, drop.",
        ),
        (
            {"file": "a.csv", "keep": [{"column": "a", "in": [10**400]}]},
            "[data] `keep`, filter 1, `in` must hold whole numbers of at most 18 digits, got "
            f"1{'0' * 59}....",
        ),
        (
            {"file": "a.csv", "delimiter": "tab"},
            '[data] `delimiter` must be one character, for example ",", ";" or "\\t", got "tab".',
        ),
        (
            {"file": "a.csv", "decimal": ";"},
            '[data] `decimal` must be one of ".", ",", got ";".',
        ),
        (
            {"file": "a.csv", "encoding": "latin-99"},
            '[data] `encoding` "latin-99" is not known as an encoding of text; for example '
            '"utf-8", "cp1252" or "latin-1".',
        ),
        ({"file": "a.csv", "missing": [-9]}, "[data] `missing` must be a table, got [-9]."),
        (
            {"file": "a.csv", "missing": {"-9": ""}},
            '[data] `missing`, the reason of code "-9", must be a text that is not blank, got "".',
        ),
        (
            {"file": "a.csv", "keep": {"column": "a0", "in": [1]}},
            '[data] `keep` must be a list such as [{ column = "a0", in = [1] }], got '
            '{ column = "a0", in = [1] }.',
        ),
        (
            {"file": "a.csv", "keep": [{"column": "a0"}]},
            "[data] `keep`, filter 1, must name `in`.",
        ),
        (
            {"file": "a.csv", "keep": [{"column": "a0", "in": []}]},
            "[data] `keep`, filter 1, `in` must be a list of numbers or texts that is not empty, "
            "got [].",
        ),
        (
            {"file": "a.csv", "keep": [{"column": "a0", "in": [True]}]},
            "[data] `keep`, filter 1, `in` must hold numbers or texts, got true.",
        ),
    ],
)
def test_data_refusals(table, sentence):
    assert refusal(parse_data, table) == sentence


@pytest.mark.parametrize(
    "name",
    [
        "base64",
        "hex",
        "rot13",
        "zlib",
        "e\0",
        "undefined",
        "idna",
        "unicode_escape",
        "é",
        "x" * 999,
    ],
)
def test_what_is_no_encoding_of_text_is_refused(name):
    sentence = refusal(parse_data, {"file": "a.csv", "encoding": name})
    assert sentence == (
        f"[data] `encoding` {shown(name)} is not known as an encoding of text; for example "
        '"utf-8", "cp1252" or "latin-1".'
    )


@pytest.mark.parametrize("name", ["UTF-8", "utf-16", "latin 1", "cp500", "shift_jis", "mac-roman"])
def test_encodings_of_text_are_allowed(name):
    assert parse_data({"file": "a.csv", "encoding": name}).encoding == name


def test_line_ends_in_texts_are_spaces():
    data = parse_data(
        {
            "file": "a  b.csv",
            "missing": {"a\rb": "not\r\nasked"},
            "keep": [{"column": "a\tb", "in": ["x\n\ny"]}],
        }
    )
    assert data.file == "a  b.csv"
    assert data.missing == (("a b", "not asked"),)
    assert data.keep == (KeepSpec("a b", ("x y",)),)
    spec = columns(
        mood={
            "column": "m\u00a0\u2028x",
            "kind": "ordered",
            "levels": ["a\rb", "c"],
            "label": "L\nM",
        }
    )["mood"]
    assert (spec.column, spec.levels, spec.label) == ("m x", ("a b", "c"), "L M")


def test_deep_values_are_shown_in_part():
    deep: list[object] = []
    for _ in range(3000):
        deep = [deep]
    assert shown(deep) == "[[[[...]]]]"
    assert shown({"a": [datetime.date(2010, 1, 2), float("inf")], "b": {}}) == (
        "{ a = [2010-01-02, inf], b = {} }"
    )
    assert shown('a"\\\x1b\U000e0001') == '"a\\"\\\\\\u001B\\U000E0001"'


def test_a_misspelt_variable_is_caught_with_the_nearest_name():
    assert column_refusal(employes="l1") == (
        "[columns] `employes` is not a canonical variable; an own variable must state its "
        "`kind`, one of year, count, money, share, ratio, yes/no, category, ordered, scale, "
        "number. Did you mean `employees`?"
    )


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            {"employees": {"colum": "l1"}},
            "[columns] `employees` has no key `colum`; allowed: column, constant, unit, kind, "
            "yes, no, missing, label, levels, currency_sign, sum, items, reverse, range, "
            "min_items, score. Did you mean `column`?",
        ),
        (
            {"employees": 3},
            '[columns] `employees` must be a column name or a table such as { column = "x" }, '
            "got 3.",
        ),
        (
            {"employees": {"label": "Staff"}},
            "[columns] `employees` must name its `column` or state a `constant`.",
        ),
        (
            {"employees": {"column": "l1", "kind": "money"}},
            '[columns] `employees` `kind` must be one of "count", got "money".',
        ),
        (
            {"employees": {"column": "l1", "unit": "persons"}},
            "[columns] `employees` is of kind count and takes no `unit`; shares and ratios do.",
        ),
        (
            {"fsts": "d3"},
            '[columns] `fsts` must state its unit, unit = "share" (0 to 1) or unit = "percent" '
            "(0 to 100).",
        ),
        (
            {"fsts": {"column": "d3", "unit": "percents"}},
            '[columns] `fsts` `unit` must be one of "share", "percent", got "percents". Did you '
            "mean `percent`?",
        ),
        (
            {"owned": {"column": "o", "kind": "share"}},
            '[columns] `owned` must state its unit, unit = "share" (0 to 1) or unit = "percent" '
            "(0 to 100).",
        ),
        (
            {"professional_training": "t"},
            '[columns] `professional_training` must state its `kind`, kind = "yes/no" or '
            'kind = "share".',
        ),
        (
            {"tqm": {"column": "t", "kind": "yes/no", "yes": [1]}},
            "[columns] `tqm` must state both `yes` and `no`, it states only `yes`.",
        ),
        (
            {"tqm": {"column": "t", "kind": "yes/no", "yes": [1, 2], "no": ["2.0", 0]}},
            "[columns] `tqm` has 2.0 both in `yes` and in `no`.",
        ),
        (
            {
                "tqm": {
                    "column": "t",
                    "kind": "yes/no",
                    "yes": [1],
                    "no": [2],
                    "missing": {"2": "skipped"},
                }
            },
            "[columns] `tqm` has 2 both in `missing` and in `yes` or `no`.",
        ),
        (
            {"tqm": {"column": "t", "kind": "scale", "yes": [1], "no": [2]}},
            '[columns] `tqm` is of kind scale and takes no `yes` and no `no`; kind = "yes/no" '
            "does.",
        ),
        (
            {"tqm": {"column": "t", "kind": "scale", "no": ["a"]}},
            '[columns] `tqm` is of kind scale and takes no `no`; kind = "yes/no" does.',
        ),
        (
            {"region": {"column": "r", "kind": "ordered"}},
            "[columns] `region` is ordered and must list its `levels` in order, lowest first.",
        ),
        (
            {"doi_band": "b"},
            "[columns] `doi_band` is ordered and must list its `levels` in order, lowest first.",
        ),
        (
            {"doi_band": {"column": "b", "levels": ["low", "high"]}},
            '[columns] `doi_band` `levels` must begin with "none", the firms that are not '
            'internationalized, got ["low", "high"].',
        ),
        (
            {"region": {"column": "r", "kind": "ordered", "levels": ["a", "a"]}},
            '[columns] `region` `levels` must be at least two different names, got ["a", "a"].',
        ),
        (
            {"region": {"column": "r", "kind": "category", "levels": ["a", "b"]}},
            '[columns] `region` is of kind category and takes no `levels`; kind = "ordered" does.',
        ),
        (
            {"sales": {"column": "s", "currency_sign": "k€"}},
            "[columns] `sales` `currency_sign` must be a currency's sign or code as it stands in "
            'the cells, such as "€", "GH₵", "USD" or "Rs.", got "k€".',
        ),
        (
            {"employees": {"column": "s", "currency_sign": "€"}},
            "[columns] `employees` is of kind count and takes no `currency_sign`; money does.",
        ),
        (
            {"sales": {"constant": 5, "currency_sign": "€"}},
            "[columns] `sales` has a `constant` and can have no `currency_sign`.",
        ),
        (
            {"Region": {"column": "r", "kind": "category"}},
            "[columns] `Region` must be a name of small letters, digits and underscores that "
            "begins with a letter.",
        ),
        (
            {"log_firm_age": {"column": "r", "kind": "number"}},
            "[columns] `log_firm_age` is a name that the analysis derives; choose another, for "
            "example `my_log_firm_age`.",
        ),
        (
            {"own_id": {"column": "r", "kind": "identifier"}},
            '[columns] `own_id` `kind` must be one of "year", "count", "money", "share", '
            '"ratio", "yes/no", "category", "ordered", "scale", "number", got "identifier".',
        ),
        (
            {"firm_id": {"constant": 1}},
            "[columns] `firm_id` cannot be a constant; it must name the column of firms.",
        ),
        (
            {"year": {"constant": 2025, "column": "y"}},
            "[columns] `year` has `column` and `constant`; it must have one of them.",
        ),
        (
            {"year": {"constant": 2025.5}},
            "[columns] `year` `constant` must be a whole number, got 2025.5.",
        ),
        (
            {"year": {"constant": "2025"}},
            '[columns] `year` `constant` must be a number, got "2025".',
        ),
        (
            {"year": {"constant": 2101}},
            "[columns] `year` `constant` must be at most 2100, got 2101.",
        ),
        (
            {"year": {"constant": 10**400}},
            "[columns] `year` `constant` must hold whole numbers of at most 18 digits, got "
            f"1{'0' * 59}....",
        ),
        (
            {"country": {"constant": -(10**5000)}},
            "[columns] `country` `constant` must hold whole numbers of at most 18 digits, got a "
            "number of over 1000 digits.",
        ),
        (
            {"sme": {"constant": 10**5000}},
            '[columns] `sme` `constant` must be true or false, 1 or 0, "yes" or "no", got a number '
            "of over 1000 digits.",
        ),
        (
            {"sales": {"constant": 1e300}},
            "[columns] `sales` `constant` must be at most 1e15, got 1e+300.",
        ),
        (
            {"employees": {"constant": 10_000_001}},
            "[columns] `employees` `constant` must be at most 10000000, got 10000001.",
        ),
        (
            {"fsts": {"constant": 100.5, "unit": "percent"}},
            "[columns] `fsts` `constant` must be at most 100 percent, got 100.5.",
        ),
        (
            {"sme": {"constant": "small"}},
            '[columns] `sme` `constant` must be true or false, 1 or 0, "yes" or "no", got "small".',
        ),
    ],
)
def test_column_refusals(entry, sentence):
    assert column_refusal(**entry) == sentence


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"year": "y"}, "[columns] must name `firm_id`, a column; it names year."),
        (
            {"firm_id": "id"},
            "[columns] must name `year`, a column or { constant = 2025 }; it names firm_id.",
        ),
        ({}, "[columns] must name `firm_id`, a column; it names nothing."),
    ],
)
def test_firm_and_year_are_required(table, sentence):
    assert refusal(parse_columns, table) == sentence


def test_derived_variables_may_be_given_directly():
    specs = columns(
        sme="s",
        internationalized="i",
        rota="r",
        fsts={"column": "f", "unit": "share"},
        doi_band={"column": "b", "levels": ["none", "low", "high"]},
    )
    kinds = [specs[name].kind.value for name in ("sme", "internationalized", "rota", "doi_band")]
    assert kinds == ["yes/no", "yes/no", "ratio", "ordered"]


def test_boundaries_of_constants_are_allowed():
    specs = columns(
        fsts={"constant": 100, "unit": "percent"},
        year={"constant": 1000},
        wave={"constant": 2100, "kind": "year"},
        sme={"constant": True},
        country={"constant": "GHA"},
    )
    assert specs["fsts"].constant == 100
    assert specs["sme"].constant == "true"
    assert specs["country"].source == "= GHA"
