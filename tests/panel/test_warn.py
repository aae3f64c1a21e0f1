"""Zeros of a whole country and wave: the question was probably not asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smeint.panel.read import read_panel

WMS = Path(__file__).resolve().parents[2].parent / "shared" / "real" / "wms_textbook_work.csv"

needs_wms = pytest.mark.skipif(
    not WMS.exists(), reason="the World Management Survey extract is not beside the repository"
)

COLUMNS = {
    "firm_id": "firmid",
    "employees": "emp_firm",
    "fsts": {"column": "export", "unit": "share"},
}

#: The 20 country-waves in which `export` is 0 for every firm, by hand from the file.
NOT_ASKED = {
    "ca 2008": 341, "cn 2006": 17, "cn 2007": 281, "fr 2006": 83, "gb 2005": 12, "gb 2006": 213,
    "ge 2005": 9, "ge 2006": 145, "gr 2006": 59, "in 2006": 257, "it 2005": 2, "it 2006": 56,
    "jp 2006": 56, "ni 2006": 7, "po 2006": 76, "pt 2006": 29, "sw 2006": 128, "us 2005": 6,
    "us 2006": 340, "us 2008": 50,
}  # fmt: skip


@needs_wms
@pytest.mark.parametrize(
    ("year", "label"), [("wave", "2006"), ({"constant": 2010}, "wave 2006")], ids=str
)
def test_india_2006_is_warned_of(year, label):
    panel = read_panel(
        WMS,
        {**COLUMNS, "year": year},
        keep=[
            {"column": "countrycode", "in": ["in"]},
            {"column": "wave", "in": [2006, 2008, 2009, 2010]},
        ],
    )
    assert panel.n_rows == 635
    assert panel.warnings == (
        "`fsts` (column `export`) is 0 for every firm in 1 wave, where the question was probably "
        f"not asked: {label} (257 firms); leave those rows out with `keep`.",
    )


@needs_wms
def test_exactly_the_20_country_waves_of_the_extract():
    panel = read_panel(WMS, {**COLUMNS, "year": "wave", "country": "countrycode"})
    (sentence,) = panel.warnings
    found = {label: int(n) for label, n in re.findall(r"(\w\w \d{4}) \((\d+) firms?\)", sentence)}
    assert found == NOT_ASKED
    assert sum(found.values()) == 2167
    assert sentence.startswith("`fsts` (column `export`) is 0 for every firm in 20 country-waves,")


@needs_wms
def test_waves_that_asked_are_not_warned_of():
    panel = read_panel(
        WMS,
        {**COLUMNS, "year": "wave"},
        keep=[
            {"column": "countrycode", "in": ["in"]},
            {"column": "wave", "in": [2008, 2009, 2010]},
        ],
    )
    assert panel.n_rows == 378
    assert panel.warnings == ()


def rows(*groups):
    """Return a CSV text of country, wave and a list of values for each group."""
    lines, firm = ["id,c,w,x"], 0
    for country, wave, values in groups:
        for value in values:
            firm += 1
            lines.append(f"{firm},{country},{wave},{value}")
    return "\n".join(lines) + "\n"


MAPPED = {"year": "w", "country": "c", "tqm": {"column": "x", "kind": "yes/no"}}


def test_one_country_and_wave(read):
    text = rows(("a", 2010, [0, 0, ""]), ("a", 2011, [0, 1]), ("b", 2010, [1, 0]))
    assert read(text, MAPPED).warnings == (
        "`tqm` (column `x`) is 0 for every firm in 1 country-wave, where the question was "
        "probably not asked: a 2010 (2 firms); leave those rows out with `keep`.",
    )


@pytest.mark.parametrize(
    "groups",
    [
        pytest.param([("a", 2010, [0, 0]), ("b", 2010, [0, 0])], id="zero everywhere"),
        pytest.param([("a", 2010, [0]), ("b", 2010, [1, 0])], id="one known value"),
        pytest.param([("a", 2010, [0, 1]), ("b", 2010, [1, 0])], id="both values everywhere"),
        pytest.param([("a", 2010, ["", ""]), ("b", 2010, [1, 0])], id="nothing known"),
        pytest.param([("a", 2010, [1, 1]), ("b", 2010, [1, 0])], id="constant at one"),
    ],
)
def test_no_warning(read, groups):
    assert read(rows(*groups), MAPPED).warnings == ()


def test_a_firm_of_unknown_country_is_grouped(read):
    text = rows(("", 2010, [0, 0]), ("b", 2010, [1, 0]))
    assert "unknown country 2010 (2 firms)" in read(text, MAPPED).warnings[0]


def test_an_own_year_is_a_wave(read):
    text = rows(("a", 2010, [0, 0]), ("a", 2011, [0, 1]))
    columns = {"survey": {"column": "w", "kind": "year"}, "sales": "x"}
    (sentence,) = read(text, columns).warnings
    assert "in 1 wave, " in sentence
    assert "survey 2010 (2 firms)" in sentence


def test_the_same_rows_are_named_once(read):
    text = rows(("a", 2010, [0, 0]), ("a", 2011, [0, 1]))
    columns = {"year": "w", "survey": {"column": "w", "kind": "year"}, "sales": "x"}
    (sentence,) = read(text, columns).warnings
    assert sentence.count("2 firms") == 1


def test_years_of_foundation_are_no_waves(read):
    text = "id,f,x\n1,1990,0\n2,1990,0\n3,1991,1\n"
    assert read(text, {"founded": "f", "sales": "x"}).warnings == ()


def test_a_filter_column_is_a_wave_where_the_year_is_constant(read):
    text = rows(("a", 1, [0, 0]), ("a", 2, [0, 1]))
    keep = [{"column": "w", "in": [1, 2]}]
    (sentence,) = read(text, {"sales": "x"}, keep=keep).warnings
    assert "in 1 wave, " in sentence
    assert "w 1 (2 firms)" in sentence
    assert read(text, {"sales": "x"}).warnings == ()


def test_a_filter_on_country_is_no_wave(read):
    text = rows(("a", 2010, [0, 0]), ("a", 2011, [0, 0]), ("b", 2010, [1, 0]))
    (sentence,) = read(text, MAPPED, keep=[{"column": "c", "in": ["a", "b"]}]).warnings
    assert "not asked: a 2010 (2 firms), a 2011 (2 firms); leave" in sentence
