"""SPSS, Stata and Parquet files: codes, labels, what the file calls missing, and refusals."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from smeint.errors import ArgumentError, DataFileError, InvalidDataError, StudyFileError
from smeint.panel.panel import Panel
from smeint.panel.read import panel_from_frame, read_panel

DATA = Path(__file__).resolve().parents[1] / "data"
BASE = {"firm_id": "id", "year": {"constant": 2025}}
NAN = float("nan")


def counts(panel: Panel, name: str) -> dict[str, int]:
    reasons = (panel.reasons[code] for code in panel[name].reasons.tolist())
    return dict(Counter(reason for reason in reasons if reason))


def names(panel: Panel, name: str) -> list[str]:
    column = panel[name]
    return ["" if np.isnan(v) else column.levels[int(v)] for v in column.values.tolist()]


def frame_of(**columns) -> pd.DataFrame:
    size = len(next(iter(columns.values())))
    return pd.DataFrame({"id": [f"f{i}" for i in range(1, size + 1)], **columns})


def sav(
    folder: Path, columns: dict, *, name="a.sav", variables=None, read=None, **options
) -> Panel:
    """Write an SPSS file and read it."""
    pyreadstat.write_sav(frame_of(**columns), folder / name, **options)
    return read_panel(folder / name, {**BASE, **(variables or {})}, **(read or {}))


def dta(folder: Path, columns: dict, *, variables=None, read=None, **options) -> Panel:
    """Write a Stata file and read it."""
    pyreadstat.write_dta(frame_of(**columns), folder / "a.dta", **options)
    return read_panel(folder / "a.dta", {**BASE, **(variables or {})}, **(read or {}))


WBES = {
    "firm_id": "idstd",
    "year": {"constant": 2013},
    "industry": "a0",
    "founded": "b5",
    "first_foreign_year": "d8",
    "employees": "l1",
    "sales": "d2",
    "certified": {"column": "b8", "kind": "yes/no", "yes": [1], "no": [2]},
    "training": {"column": "l10", "kind": "yes/no", "yes": ["Yes"], "no": ["No"]},
    "sales_then": {"column": "n3", "kind": "money"},
    "market": {
        "column": "e1",
        "kind": "ordered",
        "levels": ["Local", "National", "International"],
    },
}
SPECIAL = {
    "-9": "don't know",
    "-8": "refused",
    "-7": "does not apply",
    "-6": "in process",
}


@pytest.fixture(scope="module")
def wbes() -> dict[str, Panel]:
    return {
        ending: read_panel(
            DATA / f"wbes_synthetic_fixture.{ending}",
            WBES,
            missing=SPECIAL,
            keep=[{"column": "a0", "in": [1, 2, 3]}],
        )
        for ending in ("sav", "dta")
    }


def test_sav_and_dta_give_the_same_panel(wbes):
    sav, dta = wbes["sav"], wbes["dta"]
    assert (sav.reasons, sav.drops, sav.warnings) == (dta.reasons, dta.drops, dta.warnings)
    assert list(sav.columns) == list(dta.columns)
    for name in sav.columns:
        one, other = sav[name], dta[name]
        np.testing.assert_array_equal(one.values, other.values)
        np.testing.assert_array_equal(one.reasons, other.reasons)
        assert (one.kind, one.levels, one.source) == (other.kind, other.levels, other.source)
    assert (sav.origin.rows, sav.origin.columns) == (dta.origin.rows, dta.origin.columns)
    assert (sav.origin.format, dta.origin.format) == ("spss", "stata")
    assert sav.origin.detail == "encoding utf-8"


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_special_codes_are_counted_by_reason(wbes, ending):
    raw, _ = getattr(pyreadstat, f"read_{ending}")(DATA / f"wbes_synthetic_fixture.{ending}")
    for name, spec in WBES.items():
        column = spec if isinstance(spec, str) else spec.get("column")
        if column is None:
            continue
        held = raw[column]
        wanted = {reason: int((held == int(code)).sum()) for code, reason in SPECIAL.items()}
        wanted["not given"] = int(held.isna().sum())
        wanted = {reason: n for reason, n in wanted.items() if n}
        assert counts(wbes[ending], name) == wanted, name
    assert counts(wbes[ending], "sales_then") == {"don't know": 26, "does not apply": 17}


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_a_partly_labelled_count_stays_a_count(wbes, ending):
    employees = wbes[ending]["employees"]
    assert employees.values[:3].tolist() == [109.0, 35.0, 16.0]
    assert employees.levels == ()
    # partly labelled categories are named by their codes
    panel = read_panel(
        DATA / f"wbes_synthetic_fixture.{ending}",
        {**BASE, "firm_id": "idstd", "size": {"column": "l1", "kind": "category"}},
        missing={-9: "don't know"},
    )
    assert names(panel, "size")[:3] == ["109", "35", "16"]


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_labels_name_categories_and_yes_and_no(wbes, ending):
    panel = wbes[ending]
    assert panel["industry"].levels == ("Manufacturing", "Other services")
    assert panel["market"].levels == ("Local", "National", "International")
    raw, _ = pyreadstat.read_dta(DATA / "wbes_synthetic_fixture.dta")
    known = raw["l10"].isin([1, 2]).to_numpy()
    np.testing.assert_array_equal(panel["training"].values[known], 2 - raw["l10"][known])


@pytest.mark.parametrize(
    ("name", "options"), [("a.sav", {}), ("a.zsav", {"compress": True}), ("a.SAV", {})]
)
def test_spss_missing_values_and_ranges(tmp_path, name, options):
    panel = sav(
        tmp_path,
        {
            "x": [1.0, -9, -95, -96, NAN, -8],
            "s": ["a", "REF", "NA", "", "b", "a"],
            "r": [5.0, 99, 5, 1e6, 5, -1e300],
        },
        name=name,
        variables={
            "sales": "x",
            "mood": {"column": "s", "kind": "category"},
            "rota": {"column": "r", "kind": "ratio"},
        },
        read={"missing": {-8: "from the study"}},
        missing_ranges={
            "x": [-9, {"lo": -99, "hi": -90}],
            "s": ["REF"],
            "r": [99, {"lo": -1e301, "hi": -1.0}],
        },
        variable_value_labels={"x": {-9: "Don't know", -95: "Refused"}, "s": {"REF": "No answer"}},
        **options,
    )
    assert counts(panel, "sales") == {
        "Don't know": 1,
        "Refused": 1,
        "declared missing (-96)": 1,
        "not given": 1,
        "from the study": 1,
    }
    assert counts(panel, "mood") == {"No answer": 1, "not given": 1}
    assert names(panel, "mood") == ["a", "", "NA", "", "b", "a"]
    assert counts(panel, "rota") == {"declared missing (99)": 1, "declared missing (-1e+300)": 1}
    assert panel.origin.format == "spss"


def test_a_study_overrides_the_reasons_of_a_file(tmp_path):
    panel = sav(
        tmp_path,
        {"x": [1.0, -9, -8]},
        variables={"sales": {"column": "x", "missing": {-8: "of the column"}}},
        read={"missing": {"-9": "of the study", "-8": "of the study"}},
        missing_ranges={"x": [-9, -8]},
        variable_value_labels={"x": {-9: "of the file", -8: "of the file"}},
    )
    assert counts(panel, "sales") == {"of the study": 1, "of the column": 1}
    assert "of the file" not in panel.reasons


def test_what_a_study_calls_yes_or_no_is_not_missing(tmp_path):
    panel = sav(
        tmp_path,
        {"t": [1.0, 2.0, 9.0]},
        variables={"tqm": {"column": "t", "kind": "yes/no", "yes": [1], "no": [2]}},
        missing_ranges={"t": [2, 9]},
    )
    assert panel["tqm"].values[:2].tolist() == [1.0, 0.0]
    assert counts(panel, "tqm") == {"declared missing (9)": 1}


def test_stata_extended_missing_values(tmp_path):
    panel = dta(
        tmp_path,
        {"x": [1.0, "a", "z", NAN, "b"], "n": [1, 2, "c", 2, 1], "s": ["a", "b", "", "c", "a"]},
        variables={
            "sales": "x",
            "mood": {"column": "n", "kind": "category"},
            "letter": {"column": "s", "kind": "category"},
        },
        read={"missing": {".z": "from the study"}},
        missing_user_values={"x": ["a", "b", "z"], "n": ["c"]},
        variable_value_labels={"x": {"a": "Refused"}, "n": {1: "Good", 2: "Bad", "c": "Unasked"}},
    )
    assert counts(panel, "sales") == {"Refused": 1, "from the study": 1, "not given": 1, ".b": 1}
    assert counts(panel, "mood") == {"Unasked": 1}
    assert names(panel, "mood") == ["Good", "Bad", "", "Bad", "Good"]
    assert names(panel, "letter") == ["a", "b", "", "c", "a"]  # a letter, and no missing value


def test_raw_codes_are_filtered_not_labels(tmp_path):
    options = {"variable_value_labels": {"c": {1.0: "Ghana", 2.0: "Kenya", 3.0: "Togo"}}}
    keep = [{"column": "c", "in": [1, 3]}]
    variables = {"country": "c"}
    columns = {"c": [1.0, 2.0, 3.0]}
    panel = sav(tmp_path, columns, variables=variables, read={"keep": keep}, **options)
    assert names(panel, "country") == ["Ghana", "Togo"]
    assert [drop.n_dropped for drop in panel.drops] == [1]
    with pytest.raises(DataFileError) as caught:
        sav(
            tmp_path,
            columns,
            variables=variables,
            read={"keep": [{"column": "c", "in": ["Ghana"]}]},
            **options,
        )
    assert str(caught.value) == (
        "a.sav: the filter `c` in Ghana keeps no row; the column holds 1, 2, 3."
    )


@pytest.mark.parametrize(
    ("labels", "levels"),
    [
        ({1.0: "low", 2.0: "high"}, ["high", "low"]),
        ({1.0: "low"}, ["1", "2"]),
        ({1.0: "same", 2.0: "same"}, ["1", "2"]),  # two codes are never made one
        ({1.0: "low", 2.0: "high", 3.0: "of no row"}, ["high", "low"]),
    ],
)
def test_levels_are_labels_where_every_known_code_has_its_own(tmp_path, labels, levels):
    panel = sav(
        tmp_path,
        {"c": [1.0, 2.0, NAN]},
        variables={"mood": {"column": "c", "kind": "category"}},
        variable_value_labels={"c": labels},
    )
    assert list(panel["mood"].levels) == levels


@pytest.mark.parametrize("levels", [["low", "high"], [1, 2]])
def test_ordered_levels_by_label_or_by_code(tmp_path, levels):
    panel = sav(
        tmp_path,
        {"c": [1.0, 2.0, 1.0]},
        variables={"mood": {"column": "c", "kind": "ordered", "levels": levels}},
        variable_value_labels={"c": {1.0: "low", 2.0: "high"}},
    )
    assert panel["mood"].values.tolist() == [0.0, 1.0, 0.0]
    assert panel["mood"].levels == tuple(map(str, levels))


def test_a_label_that_contradicts_its_code_is_refused_with_it(tmp_path):
    with pytest.raises(InvalidDataError) as caught:
        sav(
            tmp_path,
            {"t": [1.0, 0.0]},
            variables={"tqm": {"column": "t", "kind": "yes/no"}},
            variable_value_labels={"t": {1.0: "No", 0.0: "Yes"}},
        )
    assert str(caught.value) == (
        "a.sav: `tqm` (column `t`) must be 1 or 0, true or false, or yes or no, else its codes "
        "must be stated as `yes` and `no`: 2 rows (row 1: '1' (No); row 2: '0' (Yes))."
    )


@pytest.mark.parametrize("write", [sav, dta])
def test_arabic_and_turkish(tmp_path, write):
    panel = write(
        tmp_path,
        {"şehir": ["İzmir", "القاهرة", "Muğla"], "c": [1, 2, 1]},
        variables={
            "city": {"column": "şehir", "kind": "category"},
            "mood": {"column": "c", "kind": "category"},
        },
        variable_value_labels={"c": {1: "Evet, çok", 2: "نعم"}},
    )
    assert names(panel, "city") == ["İzmir", "القاهرة", "Muğla"]
    assert names(panel, "mood") == ["Evet, çok", "نعم", "Evet, çok"]


def test_an_old_stata_file_in_the_encoding_that_is_stated(tmp_path):
    old = frame_of(c=["Þirket", "Ýzmir"])  # the bytes of Şirket and İzmir in cp1254
    old.to_stata(tmp_path / "a.dta", version=114, write_index=False)
    panel = read_panel(
        tmp_path / "a.dta",
        {**BASE, "city": {"column": "c", "kind": "category"}},
        encoding="cp1254",
    )
    assert names(panel, "city") == ["Şirket", "İzmir"]
    assert panel.origin.detail == "encoding cp1254"


@pytest.mark.parametrize(
    ("encoding", "sentence"),
    [
        (
            {},
            "a.sav is not in the encoding that it names; state its `encoding`, for example "
            'encoding = "cp1252".',
        ),
        (
            {"encoding": "utf-8"},
            "a.sav cannot be read as utf-8; state another `encoding`, for example "
            'encoding = "cp1252".',
        ),
    ],
)
def test_text_that_is_not_in_its_encoding(tmp_path, encoding, sentence):
    pyreadstat.write_sav(frame_of(c=["İzmir", "b"]), tmp_path / "a.sav")
    content = (tmp_path / "a.sav").read_bytes()
    assert content.count("İzmir".encode()) == 1
    (tmp_path / "a.sav").write_bytes(content.replace("İzmir".encode(), b"\xff\xfezmir"))
    with pytest.raises(DataFileError) as caught:
        read_panel(tmp_path / "a.sav", {**BASE, "country": "c"}, **encoding)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("ending", ["sav", "dta", "parquet"])
def test_a_thousand_columns(tmp_path, ending):
    wide = frame_of(**{f"v{i}": np.arange(5.0) + i for i in range(999)})
    file = tmp_path / f"a.{ending}"
    if ending == "parquet":
        wide.to_parquet(file)
    else:
        getattr(pyreadstat, f"write_{ending}")(wide, file)
    panel = read_panel(file, {**BASE, "sales": "v998"})
    assert panel["sales"].values.tolist() == [998.0, 999.0, 1000.0, 1001.0, 1002.0]
    assert panel.origin.columns == 1000
    with pytest.raises(DataFileError) as caught:
        read_panel(file, {**BASE, "sales": "v9988"})
    assert str(caught.value).startswith(
        f"a.{ending} has no column `v9988` (for `sales`); its columns are id, v0, "
    )
    assert str(caught.value).endswith(" Did you mean `v998` or `v988` or `v99`?")


DAYS = [datetime.date(2010, 1, 2), datetime.date(1999, 12, 31), None]


@pytest.mark.parametrize("write", [sav, dta])
def test_the_year_of_a_date(tmp_path, write):
    moments = [datetime.datetime(2010, 12, 31, 23, 59), datetime.datetime(2011, 1, 1), None]
    panel = write(
        tmp_path,
        {"d": DAYS, "t": moments, "y": [2010.0, 2011.0, NAN]},
        variables={
            "founded": "d",
            "asked": {"column": "t", "kind": "year"},
            "first_foreign_year": "y",
            "day": {"column": "d", "kind": "category"},
        },
    )
    assert panel["founded"].values[:2].tolist() == [2010.0, 1999.0]
    assert counts(panel, "founded") == {"not given": 1}
    assert panel["asked"].values[:2].tolist() == [2010.0, 2011.0]
    assert panel["first_foreign_year"].values[:2].tolist() == [2010.0, 2011.0]
    assert names(panel, "day") == ["2010-01-02", "1999-12-31", ""]
    with pytest.raises(
        InvalidDataError, match=r"plain number such as 1234\.5: 2 rows \(row 1: '20"
    ):
        write(tmp_path, {"d": DAYS}, variables={"sales": "d"})


def test_portable_file(tmp_path):
    pyreadstat.write_por(frame_of(x=[1.0, NAN]), tmp_path / "a.por")
    panel = read_panel(tmp_path / "a.por", {**BASE, "firm_id": "ID", "sales": "X"})
    assert counts(panel, "sales") == {"not given": 1}
    assert panel.origin.format == "spss"


def arrow() -> pa.Table:
    return pa.table(
        {
            "id": pa.array(["a", "b", "c"]),
            "c": pa.array(["x", None, "x"]).dictionary_encode(),
            "n": pa.array([1, None, 3], pa.int32()),
            "f": pa.array([0.5, NAN, None]),
            "m": pa.array([Decimal(1), Decimal(2), None], pa.decimal128(10, 2)),
            "b": pa.array([True, False, None]),
            "d": pa.array(DAYS),
            "z": pa.nulls(3),
            "l": pa.array([[1], [2], None]),
        }
    )


ARROW = {
    "firm_id": "id",
    "year": {"constant": 2025},
    "country": "c",
    "employees": "n",
    "fsts": {"column": "f", "unit": "share"},
    "sales": "m",
    "tqm": {"column": "b", "kind": "yes/no"},
    "founded": "d",
    "total_assets": "z",
}


def check_arrow(panel: Panel) -> None:
    assert names(panel, "country") == ["x", "", "x"]
    np.testing.assert_array_equal(panel["employees"].values, [1, NAN, 3])
    np.testing.assert_array_equal(panel["fsts"].values, [0.5, NAN, NAN])
    np.testing.assert_array_equal(panel["sales"].values, [1, 2, NAN])
    np.testing.assert_array_equal(panel["tqm"].values, [1, 0, NAN])
    np.testing.assert_array_equal(panel["founded"].values, [2010, 1999, NAN])
    assert counts(panel, "total_assets") == {"not given": 3}


def test_parquet(tmp_path):
    pq.write_table(arrow(), tmp_path / "a.parquet", row_group_size=2)
    panel = read_panel(tmp_path / "a.parquet", ARROW)
    check_arrow(panel)
    assert (panel.origin.format, panel.origin.columns) == ("parquet", 9)
    with pytest.raises(DataFileError) as caught:
        read_panel(tmp_path / "a.parquet", {**BASE, "sales": "l"})
    assert str(caught.value) == (
        "a.parquet: the column `l` holds cells of the type list<element: int64>; numbers, texts, "
        "yes/no and dates can be read."
    )


def test_frames_of_arrow_and_polars():
    check_arrow(panel_from_frame(arrow(), ARROW))
    polars = pytest.importorskip("polars")
    frame = polars.from_arrow(arrow())
    check_arrow(panel_from_frame(frame, ARROW))
    assert panel_from_frame(frame, ARROW).origin.format == "frame"
    with pytest.raises(ArgumentError) as caught:
        panel_from_frame(frame.lazy(), ARROW)
    assert str(caught.value) == (
        "frame must be a pandas, polars or pyarrow data frame, got LazyFrame."
    )
    with pytest.raises(DataFileError, match=r"^data frame has no rows\.$"):
        panel_from_frame(frame.head(0), ARROW)


def damaged(name: str) -> bytes:
    if name.startswith("text"):
        return b"id,x\n1,2\n" * 100
    if name.startswith("empty"):
        return b""
    if name == "version.dta":
        return b"<stata_dta><header><release>150</release>" + b"0" * 1000
    whole = (DATA / f"wbes_synthetic_fixture{Path(name).suffix}").read_bytes()
    return whole[: 300 if name.startswith("short") else -50]


@pytest.mark.parametrize(
    "name",
    ["text.sav", "text.zsav", "text.por", "text.dta", "text.parquet", "version.dta",
     "short.sav", "short.dta", "cut.sav", "cut.dta", "empty.sav", "empty.dta", "empty.parquet"],
)  # fmt: skip
def test_foreign_and_truncated_files(tmp_path, name):
    (tmp_path / name).write_bytes(damaged(name))
    with pytest.raises(DataFileError) as caught:
        read_panel(tmp_path / name, {"firm_id": "idstd", "year": {"constant": 2013}})
    kinds = {".dta": "a Stata", ".parquet": "a Parquet"}
    kind = kinds.get(Path(name).suffix, "an SPSS")
    if name.startswith("empty"):
        sentence = f"{name} is empty."
    elif kind == "a Parquet":
        sentence = (
            f"{name} cannot be read as a Parquet file; it is damaged, cut short or of another "
            "format."
        )
    else:
        sentence = (
            f"{name} cannot be read as {kind} file; it is damaged, cut short, of another format "
            "or of a version that is not known."
        )
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("place", "value"), [(586, 1), (1402, 1), (2767, 64), (1433, 16), (232, 1)]
)
def test_a_damaged_dictionary_is_refused_before_it_is_read(tmp_path, place, value):
    # widths, formats and places of variables with which the library ends the process
    content = bytearray((DATA / "wbes_synthetic_fixture.sav").read_bytes())
    content[place] = value
    (tmp_path / "a.sav").write_bytes(content)
    with pytest.raises(
        DataFileError, match=r"^a\.sav cannot be read as an SPSS file; it is damaged"
    ):
        read_panel(tmp_path / "a.sav", WBES)


def test_a_name_that_stands_twice(tmp_path):
    content = (DATA / "wbes_synthetic_fixture.dta").read_bytes()
    (tmp_path / "a.dta").write_bytes(content.replace(b"n2e\0", b"n2a\0"))
    with pytest.raises(DataFileError, match=r"^a\.dta .*(`n2a`|'n2a' is duplicated)"):
        read_panel(tmp_path / "a.dta", {**BASE, "firm_id": "idstd", "sales": "n2a"})


@pytest.mark.parametrize(
    ("name", "option", "whose"),
    [
        ("a.sav", {"sheet": "Data"}, "an Excel file's"),
        ("a.dta", {"delimiter": ";"}, "a CSV file's"),
        ("a.zsav", {"header_row": 2}, "a CSV or Excel file's"),
        ("a.por", {"encoding": "cp1252"}, "a CSV, SPSS or Stata file's"),
        ("a.parquet", {"encoding": "cp1252"}, "a CSV, SPSS or Stata file's"),
        ("a.pq", {"sheet": "Data"}, "an Excel file's"),
    ],
)
def test_options_of_other_formats(name, option, whose):
    with pytest.raises(StudyFileError) as caught:
        read_panel(name, BASE, **option)
    key = next(iter(option))
    assert str(caught.value) == f"[data] `{key}` is {whose} option, and `file` is {name}."


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_a_file_without_rows(tmp_path, ending):
    empty = pd.DataFrame({"id": pd.Series([], dtype=float)})
    getattr(pyreadstat, f"write_{ending}")(empty, tmp_path / f"a.{ending}")
    with pytest.raises(DataFileError) as caught:
        read_panel(tmp_path / f"a.{ending}", BASE)
    assert str(caught.value) == f"a.{ending} has a header and no rows."
