"""Files read some rows at a time, and columns that hold no object for each cell."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smeint.errors import DataFileError, InvalidDataError
from smeint.panel import labelled_file, sav_rows
from smeint.panel.convert_numbers import coded
from smeint.panel.number_cells import NumberCells
from smeint.panel.panel import Panel
from smeint.panel.raw import RawColumn
from smeint.panel.read import panel_from_frame, read_panel
from smeint.panel.sav_records import is_sound
from smeint.study.run import run_panel

DATA = Path(__file__).resolve().parents[1] / "data"
N = 53


def survey() -> pd.DataFrame:
    """Return numbers, declared codes, blanks, texts short and long."""
    rng = np.random.default_rng(8)
    code = rng.choice([1.0, 2.0, -9.0, -8.0, np.nan], N)
    code[[0, 6, 7, N - 1]] = [-9.0, np.nan, -8.0, np.nan]
    return pd.DataFrame(
        {
            "id": [f"f{i}" for i in range(N)],
            "amount": rng.lognormal(5, 2, N),
            "code": code,
            "text": rng.choice(["", "a", "İzmir", "x" * 300], N),
            "day": 13_481_769_600.0 + 86_400.0 * rng.integers(0, 400, N),
        }
    )


def write(folder: Path, kind: str) -> Path:
    frame, path = survey(), folder / f"a.{kind.split('-')[0]}"
    if kind.startswith("dta"):
        frame["code"] = pd.Series(frame["code"]).replace({-9.0: "a", -8.0: "b"}).astype(object)
        pyreadstat.write_dta(frame, path, missing_user_values={"code": ["a", "b"]})
    elif kind == "por":
        pyreadstat.write_por(frame.assign(text="a"), path)
    else:
        pyreadstat.write_sav(
            frame,
            path,
            compress=kind == "zsav",
            row_compress=kind == "sav-compressed",
            missing_ranges={"code": [{"lo": -9, "hi": -8}]},
            variable_value_labels={"code": {-9.0: "refused", 1.0: "Yes", 2.0: "No"}},
            variable_format={"day": "DATE11"},
        )
    return path


def read(path: Path) -> Panel:
    _, about = getattr(pyreadstat, f"read_{path.suffix[1:].replace('zsav', 'sav')}")(
        path, metadataonly=True
    )
    key = next(n for n in about.column_names if n.lower() in ("id", "idstd"))
    columns = {"firm_id": key, "year": {"constant": 2020}}
    for name in about.column_names:
        if name != key:
            columns[f"v_{name.lower()}"] = {"column": name, "kind": "category"}
    if "code" in about.column_names:
        columns["number"] = {"column": "code", "kind": "number"}
    return read_panel(path, columns)


def assert_same(one: Panel, other: Panel) -> None:
    assert (one.reasons, one.origin, one.warnings) == (other.reasons, other.origin, other.warnings)
    assert list(one.columns) == list(other.columns)
    for name in one.columns:
        assert one[name].levels == other[name].levels, name
        np.testing.assert_array_equal(one[name].values, other[name].values, name)
        np.testing.assert_array_equal(one[name].reasons, other[name].reasons, name)


@pytest.mark.parametrize("rows", [1, 7, N - 1, N, N + 1])
@pytest.mark.parametrize("kind", ["sav", "sav-compressed", "zsav", "dta", "por"])
def test_parts_of_any_length_give_the_same_panel(kind, rows, tmp_path, monkeypatch):
    path = write(tmp_path, kind)
    whole = read(path)
    assert (whole.origin.rows, whole.origin.columns) == (N, 5)
    monkeypatch.setattr(labelled_file, "_CELLS", 1)
    monkeypatch.setattr(labelled_file, "_MOST_PARTS", N)
    monkeypatch.setattr(labelled_file, "_LEAST_ROWS", rows)
    assert_same(read(path), whole)


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_parts_of_a_survey_give_the_same_panel(ending, monkeypatch):
    path = DATA / f"wbes_synthetic_fixture.{ending}"
    whole = read(path)
    monkeypatch.setattr(labelled_file, "_CELLS", 1)
    monkeypatch.setattr(labelled_file, "_MOST_PARTS", N)
    monkeypatch.setattr(labelled_file, "_LEAST_ROWS", 101)
    assert_same(read(path), whole)


def test_a_file_that_ends_before_its_rows_is_refused_in_parts(tmp_path, monkeypatch):
    path = write(tmp_path, "sav")
    path.write_bytes(path.read_bytes()[:-900])
    monkeypatch.setattr(labelled_file, "_CELLS", 1)
    monkeypatch.setattr(labelled_file, "_MOST_PARTS", N)
    monkeypatch.setattr(labelled_file, "_LEAST_ROWS", 7)
    with pytest.raises(DataFileError, match="cannot be read as an SPSS file; it is damaged"):
        read(path)


@pytest.mark.parametrize("block", [72, 80, 128, 1000])
def test_compressed_rows_are_counted_whatever_is_read_at_a_time(block, tmp_path, monkeypatch):
    path = write(tmp_path, "sav-compressed")
    monkeypatch.setattr(sav_rows, "_BLOCK", block)
    assert is_sound(path)
    whole = path.read_bytes()
    for cut in (8, 80, 808):
        path.write_bytes(whole[:-cut])
        assert not is_sound(path)


def test_blanks_among_letters_and_whole_numbers_are_no_zeros(tmp_path):
    frame = pd.DataFrame(
        {"id": list("abcde"), "x": pd.Series([1, "a", None, 3, None], dtype=object)}
    )
    pyreadstat.write_dta(frame, tmp_path / "a.dta", missing_user_values={"x": ["a"]})
    columns = {"firm_id": "id", "year": {"constant": 2020}, "v": {"column": "x", "kind": "number"}}
    panel = read_panel(tmp_path / "a.dta", columns)
    nan = float("nan")
    np.testing.assert_array_equal(panel["v"].values, [1, nan, nan, 3, nan])
    reasons = [panel.reasons[code] for code in panel["v"].reasons]
    assert reasons == ["", ".a", "not given", "", "not given"]


numbers = st.lists(st.floats(allow_nan=False, width=32), unique=True, max_size=6)


@given(numbers, st.lists(st.sampled_from(["", ".a", ".b"]), unique=True), st.data())
def test_number_cells_stand_for_the_tuple_of_the_same_cells(held, texts, data):
    cells, plain = NumberCells(np.array(held, dtype=float), tuple(texts)), (*held, *texts)
    assert tuple(cells) == plain
    assert [cells[place] for place in range(len(cells))] == list(plain)
    asked = [*plain[:2], 7.5, ".z", ""]
    assert cells.held(asked) == set(plain) & set(asked)
    rows = np.array(data.draw(st.lists(st.sampled_from(range(len(plain))))) if plain else [], int)
    named = dict(zip(plain, itertools.count()))
    one, other = (RawColumn(c, rows, named, named) for c in (cells, plain))
    np.testing.assert_array_equal(one.blank(), other.blank())
    some = np.arange(0, rows.size, 2)
    one, other = one.take(some), other.take(some)
    assert [one.cell(i) for i in range(some.size)] == [other.cell(i) for i in range(some.size)]
    assert (set(one.cells), one.labels, one.missing) == (
        set(other.cells),
        other.labels,
        other.missing,
    )


@given(st.lists(st.floats()), st.dictionaries(st.floats(allow_nan=False), st.integers(1, 9)))
def test_codes_are_found_as_a_dictionary_finds_them(values, reasons):
    found = coded(np.array(values, dtype=float), reasons)
    assert found.tolist() == [reasons.get(value, 0) for value in values]


def test_each_variable_of_a_column_shows_its_examples():
    frame = pd.DataFrame({"id": ["a", "b"], "x": [-1.0, 3.5], "s": [2.0, 9.0]})
    columns = {
        "firm_id": "id",
        "year": {"constant": 2020},
        "sales": "s",
        "foreign_sales": "x",
        "one": {"column": "x", "kind": "count"},
        "two": {"column": "x", "kind": "share", "unit": "share"},
        "three": {"column": "s", "kind": "share", "unit": "share"},
    }
    with pytest.raises(InvalidDataError) as refused:
        panel_from_frame(frame, columns)
    text = str(refused.value)
    assert text.count("row 1: '-1'") == 3
    assert "`three` (column `s`) must be at most 1" in text
    assert "row 2: '9'" in text


def test_the_panel_cannot_be_changed_through_the_results():
    frame = pd.DataFrame({"id": list("abc"), "year": 2020, "staff": [20.0, 30.0, 40.0]})
    panel = panel_from_frame(frame, {"firm_id": "id", "year": "year", "employees": "staff"})
    analysis = run_panel(panel, hypotheses=()).analysis
    with pytest.raises(ValueError, match="read-only"):
        analysis.loc[0, "employees"] = 1.0
    changed = analysis.copy()
    changed.loc[0, "employees"] = 1.0
    assert panel["employees"].values.tolist() == [20.0, 30.0, 40.0]
