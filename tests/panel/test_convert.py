"""From raw cells to values: numbers, blanks, codes, yes and no, levels."""

from __future__ import annotations

import numpy as np
import pytest

from smeint.errors import InvalidDataError, StudyFileError

SALES = {"sales": "x"}


def x_of(values):
    return "id,x\n" + "".join(f'{i},"{value}"\n' for i, value in enumerate(values, start=1))


def reasons(panel, name):
    return [panel.reasons[code] for code in panel[name].reasons.tolist()]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12.0),
        (" 12 ", 12.0),
        ("+1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1.5E-2", 0.015),
        ("0", 0.0),
    ],
)
def test_plain_numbers(read, text, value):
    assert read(x_of([text]), SALES)["sales"].values.tolist() == [value]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            (text, "")
            for text in ("inf", "-inf", "Infinity", "1e999", "abc", "1_0", "0x1", "1.2.3")
        ),
        *((text, "") for text in ("1e", "--1", "#N/A", "12 kg", "1,00,0", "1 00")),
        (
            "1,000",
            ' (\'1,000\' is 1000 if you state thousands = ",", and 1 if you state decimal = ",")',
        ),
        ("1 000", " ('1 000' is 1000 if you state thousands = \" \")"),
        ("1'000", " ('1'000' is 1000 if you state thousands = \"'\")"),
        ("3,5", " ('3,5' is 3.5 if you state decimal = \",\")"),
        ("1,234.5", " ('1,234.5' is 1234.5 if you state thousands = \",\")"),
        (
            "1.234,5",
            ' (\'1.234,5\' is 1234.5 if you state decimal = "," and thousands = ".")',
        ),
        ("12,34,567", " ('12,34,567' is 1234567 if you state thousands = \"indian\")"),
        ("5%", ", without a percent sign"),
        ("$5", " ('$5' is 5 if you state currency_sign = \"$\")"),
        ("€5", " ('€5' is 5 if you state currency_sign = \"€\")"),
        ("Rs. 500", " ('Rs. 500' is 500 if you state currency_sign = \"Rs.\")"),
        ("(12)", " ('(12)' is -12 if you state currency_sign = \"$\")"),
        (
            "€ 1.200,50",
            ' (\'€ 1.200,50\' is 1200.5 if you state decimal = "," and thousands = "." and '
            'currency_sign = "€")',
        ),
        ("n/a", ' (no answer? then say missing = { "n/a" = "no answer" })'),
        (
            "-",
            ' (a dash may be 0 or no answer: say missing = { "-" = "no answer" }, or write 0)',
        ),
        ("١٢", ", in the digits 0 to 9"),
        ("\uff11\uff12", ", in the digits 0 to 9"),
    ],
)
def test_what_is_not_plainly_a_number_is_a_violation(read, text, said):
    with pytest.raises(InvalidDataError) as caught:
        read(x_of(["1", text]), SALES)
    assert str(caught.value) == (
        f"survey.csv: `sales` (column `x`) must be a plain number such as 1234.5{said}: 1 row "
        f"(row 2: '{text}')."
    )


@pytest.mark.parametrize("text", ["", "  ", "NA", "NaN", "nan", "."])
@pytest.mark.parametrize(
    "entry", [{"sales": "x"}, {"tqm": {"column": "x", "kind": "yes/no"}}], ids=["number", "yes/no"]
)
def test_blanks_are_missing_numbers_and_missing_yes_no(read, text, entry):
    panel = read(x_of(["1", text]), entry)
    (name,) = entry
    np.testing.assert_array_equal(panel[name].values, [1.0, np.nan])
    assert reasons(panel, name) == ["", "not given"]


def test_namibia_survives(read):
    panel = read("id,c\nNA,NA\nGH,GH\n.,\n", {"country": "c"})
    assert panel["firm_id"].levels == (".", "GH", "NA")
    assert panel["country"].levels == ("GH", "NA")
    np.testing.assert_array_equal(panel["country"].values, [np.nan, 0.0, 1.0])
    assert reasons(panel, "country") == ["not given", "", ""]


def test_decimal_comma(read):
    text = "id;x\n1;1,5\n2;-9\n"
    panel = read(text, SALES, decimal=",", missing={-9: "refused"})
    np.testing.assert_array_equal(panel["sales"].values, [1.5, np.nan])
    with pytest.raises(InvalidDataError, match=r"such as 1234,5 \('1\.5' is 1\.5 if you state "):
        read("id;x\n1;1.5\n", SALES, decimal=",")


def test_missing_codes_compare_by_number_else_as_text(read):
    text = x_of(["-9", "-9.0", "-9.5", "-08", "refused", "Refused ", "3"])
    codes = {"-9": "don't know", -8: "skipped", "refused": "refused", "Refused": "angry"}
    panel = read(text, {"rota": "x"}, missing=codes)
    assert reasons(panel, "rota") == [
        "don't know", "don't know", "", "skipped", "refused", "angry", ""
    ]  # fmt: skip
    assert panel["rota"].values[2] == -9.5
    assert panel.reasons == ("", "not given", "angry", "don't know", "refused", "skipped")


def test_a_column_adds_its_codes_and_has_the_last_word(read):
    text = "id,x,z\n1,-7,-7\n2,-9,-9\n"
    entries = {
        "operating_profit": {"column": "x", "missing": {"-7": "no accounts", "-9": "secret"}},
        "total_assets": "z",
    }
    panel = read(text, entries, missing={"-9": "don't know"})
    assert reasons(panel, "operating_profit") == ["no accounts", "secret"]
    assert reasons(panel, "total_assets") == ["", "don't know"]


def test_missing_codes_hold_in_names(read):
    panel = read(x_of(["DEU", "-9", "-9.0"]), {"country": "x"}, missing={-9: "refused"})
    assert panel["country"].levels == ("DEU",)
    assert reasons(panel, "country") == ["", "refused", "refused"]


@pytest.mark.parametrize("yes", ["1", "1.0", "true", "TRUE", "Yes", "yes "])
@pytest.mark.parametrize("no", ["0", "false", "No", "NO"])
def test_yes_and_no_without_declaration(read, yes, no):
    panel = read(x_of([yes, no]), {"internationalized": "x"})
    assert panel["internationalized"].values.tolist() == [1.0, 0.0]


def test_other_codes_of_yes_and_no_must_be_declared(read):
    with pytest.raises(InvalidDataError) as caught:
        read(x_of(["1", "2"]), {"sme": "x"})
    assert str(caught.value) == (
        "survey.csv: `sme` (column `x`) must be 1 or 0, true or false, or yes or no, else its "
        "codes must be stated as `yes` and `no`: 1 row (row 2: '2')."
    )


def test_declared_codes_of_yes_and_no(read):
    entry = {"sme": {"column": "x", "yes": [1, "ja"], "no": ["2.0"]}}
    assert read(x_of(["1", "2", "ja"]), entry)["sme"].values.tolist() == [1.0, 0.0, 1.0]
    with pytest.raises(InvalidDataError) as caught:
        read(x_of(["1", "0", "yes"]), entry)
    assert str(caught.value) == (
        "survey.csv: `sme` (column `x`) must be one of its codes for yes (1, ja) or no (2.0): "
        "2 rows (row 2: '0'; row 3: 'yes')."
    )


def test_a_code_cannot_be_missing_and_no(read):
    entry = {"sme": {"column": "x", "yes": [1], "no": [2]}}
    with pytest.raises(StudyFileError) as caught:
        read(x_of(["1"]), entry, missing={"2": "skipped"})
    assert str(caught.value) == (
        "[columns] `sme` has 2 in `yes` or `no`, and [data] `missing` calls it missing."
    )


def test_percents_become_shares(read):
    entry = {"fsts": {"column": "x", "unit": "percent"}}
    assert read(x_of(["0", "50", "100"]), entry)["fsts"].values.tolist() == [0.0, 0.5, 1.0]
    entry = {"rota": {"column": "x", "unit": "percent"}}
    assert read(x_of(["-50", "250"]), entry)["rota"].values.tolist() == [-0.5, 2.5]


def test_levels_are_alphabetical_but_for_ordered_variables(read):
    text = "id,x,z\n1,b,high\n2,a,none\n3,b,\n"
    entries = {
        "industry": "x",
        "doi_band": {"column": "z", "levels": ["none", "low", "high"]},
    }
    panel = read(text, entries)
    assert panel["industry"].levels == ("a", "b")
    assert panel["industry"].values.tolist() == [1.0, 0.0, 1.0]
    assert panel["doi_band"].levels == ("none", "low", "high")
    np.testing.assert_array_equal(panel["doi_band"].values, [2.0, 0.0, np.nan])


def test_a_value_that_is_no_level_is_a_violation(read):
    entry = {"doi_band": {"column": "x", "levels": ["none", "low"]}}
    with pytest.raises(InvalidDataError) as caught:
        read(x_of(["none", "Low"]), entry)
    assert str(caught.value) == (
        "survey.csv: `doi_band` (column `x`) must be one of its levels none, low: 1 row (row 2: "
        "'Low')."
    )


def test_constants_are_the_value_of_every_row(read):
    entries = {
        "country": {"constant": "GHA"},
        "fsts": {"constant": 25, "unit": "percent"},
        "sme": {"constant": "Yes"},
        "innovation": {"constant": 0, "kind": "scale"},
    }
    panel = read("id\n1\n2\n", entries, missing={25: "never", 2025: "never", 0: "never"})
    assert panel["country"].levels == ("GHA",)
    assert panel["year"].values.tolist() == [2025.0, 2025.0]
    assert panel["fsts"].values.tolist() == [0.25, 0.25]
    assert panel["sme"].values.tolist() == [1.0, 1.0]
    assert panel["innovation"].values.tolist() == [0.0, 0.0]
    assert panel["sme"].source == "= yes"
