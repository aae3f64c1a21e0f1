"""Whole panels: filters, drops, order that must not matter, formats that must agree."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from smeint.errors import ArgumentError, DataFileError, InvalidDataError
from smeint.panel.panel import Drop, Panel
from smeint.panel.read import build_panel, panel_from_frame, read_panel
from smeint.panel.spec import parse_columns, parse_data

COLUMNS = {
    "firm_id": "id",
    "year": "y",
    "country": "c",
    "employees": "e",
    "fsts": {"column": "f", "unit": "share"},
    "tqm": {"column": "t", "kind": "yes/no", "yes": [1], "no": [2]},
    "mood": {"column": "m", "kind": "ordered", "levels": ["bad", "good"]},
}
MISSING = {"-9": "don't know", "-8": "refused"}
ORDER = ["firm_id", "year", "country", "employees", "fsts", "tqm", "mood"]


def content(panel: Panel) -> dict:
    """Return everything in a panel but its file's hash and format."""
    return {
        "columns": [
            (c.name, c.kind, c.levels, c.label, c.source, *map(repr_of, (c.values, c.reasons)))
            for c in panel.columns.values()
        ],
        "reasons": panel.reasons,
        "drops": panel.drops,
        "warnings": panel.warnings,
        "rows": panel.origin.rows,
    }


def repr_of(x) -> list:
    return ["NaN" if math.isnan(value) else value for value in x.tolist()]


cell = st.fixed_dictionaries(
    {
        "c": st.sampled_from(["NA", "DEU", "ge", "", "-9"]),
        "e": st.sampled_from(["10", "11", "199", "200", "", "-9", "-8"]),
        "f": st.sampled_from(["0", "0.05", "1", "", "NA", "-8"]),
        "t": st.sampled_from(["1", "2", "", "-9"]),
        "m": st.sampled_from(["bad", "good", ""]),
    }
)
tables = st.dictionaries(
    st.tuples(st.sampled_from(["7", "07", "a", "b", "Ä"]), st.sampled_from(["2010", "2011"])),
    cell,
    min_size=1,
    max_size=10,
).map(lambda rows: [{"id": firm, "y": year, **row} for (firm, year), row in rows.items()])


def panel_of(rows, names=("id", "y", "c", "e", "f", "t", "m"), keep=()):
    frame = pd.DataFrame(rows, columns=list(names), dtype=object)
    return panel_from_frame(frame, COLUMNS, missing=MISSING, keep=keep)


@settings(deadline=None, max_examples=60)
@given(rows=tables, data=st.data())
def test_the_order_of_rows_and_columns_does_not_matter(rows, data):
    names = data.draw(st.permutations(["id", "y", "c", "e", "f", "t", "m"]))
    shuffled = data.draw(st.permutations(rows))
    keep = [{"column": "y", "in": [2010, 2011]}]
    before, after = panel_of(rows, keep=keep), panel_of(shuffled, names, keep)
    assert content(after) == content(before)
    assert list(after.columns) == ORDER
    firms = [after["firm_id"].levels[int(v)] for v in after["firm_id"].values]
    keys = list(zip(firms, after["year"].values.tolist(), strict=True))
    assert keys == sorted(keys)


@settings(deadline=None, max_examples=40)
@given(rows=tables)
def test_renaming_levels_renames_levels_only(rows):
    renamed = [
        {**row, "c": "x" + row["c"] if row["c"] not in ("", "-9") else row["c"]} for row in rows
    ]
    before, after = panel_of(rows), panel_of(renamed)
    assert after["country"].levels == tuple("x" + name for name in before["country"].levels)
    for name in ORDER:
        assert repr_of(after[name].values) == repr_of(before[name].values)
        assert repr_of(after[name].reasons) == repr_of(before[name].reasons)


@settings(deadline=None, max_examples=40)
@given(rows=tables)
def test_values_and_reasons_complement_each_other(rows):
    panel = panel_of(rows)
    for column in panel.columns.values():
        assert (column.known == (column.reasons == 0)).all()
        assert not column.values.flags.writeable
        assert not column.reasons.flags.writeable


@settings(deadline=None, max_examples=25)
@given(rows=tables)
def test_csv_excel_and_frame_give_the_same_panel(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    names = ["id", "y", "c", "e", "f", "t", "m"]
    frame = pd.DataFrame(rows, columns=list(names), dtype=object)
    frame.to_csv(folder / "a.csv", index=False)
    book = Workbook()
    book.active.append(names)
    for row in rows:
        book.active.append([typed(row[name]) if name != "id" else row[name] for name in names])
    book.save(folder / "a.xlsx")
    from_csv = read_panel(folder / "a.csv", COLUMNS, missing=MISSING)
    from_excel = read_panel(folder / "a.xlsx", COLUMNS, missing=MISSING)
    assert content(from_excel) == content(from_csv) == content(panel_of(rows))
    assert (from_csv.origin.format, from_excel.origin.format) == ("csv", "excel")
    assert from_csv.origin.file == "a.csv"


def typed(text: str):
    """Return a cell as a spreadsheet would hold it."""
    try:
        return float(text)
    except ValueError:
        return text or None


def test_a_whole_number_of_excel_is_the_text_of_a_csv(tmp_path):
    book = Workbook()
    for row in [["id", "y"], [12.0, 2010.0], [12, 2011], [" 12 ", "2012"]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    panel = read_panel(tmp_path / "a.xlsx", {"firm_id": "id", "year": "y"})
    assert panel["firm_id"].levels == ("12",)
    assert panel["year"].values.tolist() == [2010.0, 2011.0, 2012.0]


def test_filters_are_counted_one_by_one(read):
    text = "id,a0,w,x\n" + "".join(f"{i},{i % 2},{2006 + i % 3},1\n" for i in range(12))
    keep = [{"column": "a0", "in": [1]}, {"column": "w", "in": [2006, "2007"]}]
    panel = read(text, {"sales": "x"}, keep=keep)
    assert panel.drops == (
        Drop(1, "`a0` not in 1", "a0", 12, 6, 6),
        Drop(2, "`w` not in 2006, 2007", "w", 6, 2, 4),
    )
    assert panel["firm_id"].levels == ("1", "3", "7", "9")
    assert panel.origin.rows == 12


def test_a_filter_that_keeps_nothing_is_refused(read):
    with pytest.raises(DataFileError) as caught:
        read("id,a0\n1,2\n2,1\n3,\n", keep=[{"column": "a0", "in": [7, "x"]}])
    assert str(caught.value) == (
        "survey.csv: the filter `a0` in 7, x keeps no row; the column holds 1, 2, blank."
    )


def test_a_code_that_no_row_holds_is_warned_of(read):
    panel = read("id,a0\n1,2\n2,1.0\n", keep=[{"column": "a0", "in": [1, 7]}])
    assert panel.warnings == ("The filter `a0` in 1, 7 names 7, which no row holds.",)
    assert panel.n_rows == 1


def test_levels_that_a_filter_left_out_are_gone(read):
    panel = read("id,c\n1,a\n2,b\n", {"country": "c"}, keep=[{"column": "c", "in": ["b"]}])
    assert panel["country"].levels == ("b",)


def test_a_missing_filter_column_is_named(read):
    with pytest.raises(DataFileError) as caught:
        read("id,turnover\n1,2\n", {"sales": "turnovr"}, keep=[{"column": "a1", "in": [1]}])
    assert str(caught.value) == (
        "survey.csv has no column `turnovr` (for `sales`), `a1` (for the filter `keep`); its "
        "columns are id, turnover. Did you mean `turnover`?"
    )


def test_blank_rows_are_counted(read):
    panel = read("id,x\n1,5\n,\n2,6\n , \n", {"sales": "x"})
    assert panel.n_rows == 2
    assert panel.drops == (Drop(1, "blank in every column that is read", "", 4, 2, 2),)
    with pytest.raises(DataFileError, match=r"^survey\.csv has a header and only blank rows\.$"):
        read("id,x\n,\n,\n", {"sales": "x"})


def test_one_firm(read):
    panel = read("id,x\n1,5\n", {"sales": "x"})
    assert panel.n_rows == 1
    assert panel["sales"].values.tolist() == [5.0]


def test_all_missing(read):
    panel = read("id,x,c\n1,,\n2,NA,\n", {"sales": "x", "country": "c"})
    assert not panel["sales"].known.any()
    assert panel["country"].levels == ()
    assert panel["country"].reasons.tolist() == [1, 1]
    assert panel.to_frame()["country"].tolist() == [None, None]


def test_reasons_are_counted_in_the_panel(read):
    text = "id,x\n" + "".join(f"{i},{x}\n" for i, x in enumerate(["-9", "-9", "-8", "", "3"]))
    panel = read(text, {"employees": "x"}, missing=MISSING)
    counts = np.bincount(panel["employees"].reasons, minlength=len(panel.reasons))
    assert dict(zip(panel.reasons, counts.tolist(), strict=True)) == {
        "": 1, "not given": 1, "don't know": 2, "refused": 1
    }  # fmt: skip


def test_columns_stand_in_the_order_of_the_variable_table(read):
    own = {"zeal": {"column": "a", "kind": "number"}, "art": {"column": "a", "kind": "number"}}
    panel = read("id,a\n1,2\n", {**own, "sales": "a", "founded": {"constant": 1990}})
    assert list(panel.columns) == ["firm_id", "year", "founded", "sales", "zeal", "art"]


def test_a_study_names_its_file_relative_to_its_folder(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("id\n1\n")
    specs = parse_columns({"firm_id": "id", "year": {"constant": 2025}})
    panel = build_panel(parse_data({"file": "data/a.csv"}), specs, tmp_path)
    assert panel.origin.file == "a.csv"
    with pytest.raises(DataFileError, match=r"^data/b\.csv was not found; data files there: a"):
        build_panel(parse_data({"file": "data/b.csv"}), specs, tmp_path)


def test_a_frame_keeps_its_types():
    frame = pd.DataFrame(
        {
            "id": pd.Categorical(["b", "a"]),
            "y": pd.Series([2010, 2011], dtype="Int64"),
            "t": [True, False],
            "e": [np.nan, 5.0],
            "x": pd.Series([pd.NA, 1.5], dtype="Float64"),
        }
    ).set_axis([9, 9])
    columns = {
        "firm_id": "id",
        "year": "y",
        "tqm": {"column": "t", "kind": "yes/no"},
        "employees": "e",
        "sales": "x",
    }
    panel = panel_from_frame(frame, columns)
    assert panel["firm_id"].levels == ("a", "b")
    assert panel["tqm"].values.tolist() == [0.0, 1.0]
    np.testing.assert_array_equal(panel["employees"].values, [5.0, np.nan])
    np.testing.assert_array_equal(panel["sales"].values, [1.5, np.nan])
    assert panel.origin.format == "frame"
    assert panel.origin.sha256 != panel_from_frame(frame.assign(e=6.0), columns).origin.sha256
    assert panel.origin.sha256 == panel_from_frame(frame.copy(), columns).origin.sha256


def test_what_is_no_frame_is_refused():
    with pytest.raises(
        ArgumentError, match=r"^frame must be a pandas, polars or pyarrow .*, got list\.$"
    ):
        panel_from_frame([], {"firm_id": "id", "year": "y"})
    with pytest.raises(DataFileError, match=r"^data frame has no rows\.$"):
        panel_from_frame(pd.DataFrame({"id": [], "y": []}), {"firm_id": "id", "year": "y"})


def test_infinity_in_a_frame_is_a_violation():
    frame = pd.DataFrame({"id": [1, 2], "x": [np.inf, 1.0]})
    columns = {"firm_id": "id", "year": {"constant": 2025}, "sales": "x"}
    with pytest.raises(
        InvalidDataError, match=r"plain number such as 1234\.5: 1 row \(row 1: 'inf'"
    ):
        panel_from_frame(frame, columns)


def test_a_whole_number_beyond_floats_is_a_violation():
    frame = pd.DataFrame({"id": ["a", "b"], "x": [10**400, -(10**400)]}, dtype=object)
    columns = {"firm_id": "id", "year": {"constant": 2025}, "sales": "x"}
    with pytest.raises(InvalidDataError) as caught:
        panel_from_frame(frame, columns)
    assert str(caught.value) == (
        "data frame: `sales` (column `x`) must be a plain number such as 1234.5: 2 rows (row 1: "
        "'inf'; row 2: '-inf')."
    )


def test_names_hold_no_line_ends(read):
    text = 'id,"c\n d"\n"A\rB","x \t y"\n"A C","x\u00a0y"\n'
    keep = [{"column": "c d", "in": ["x y"]}]
    panel = read(text, {"country": "c\nd"}, keep=keep)
    assert panel["country"].levels == ("x y",)
    assert panel["country"].source == "c d"
    assert panel["firm_id"].levels == ("A B", "A C")
    assert panel.drops == (Drop(1, "`c d` not in x y", "c d", 2, 0, 2),)


def test_a_sheets_header_may_hold_line_ends(tmp_path):
    book = Workbook()
    for row in [["firm\nid", "y"], ["a\nb", 2010]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    panel = read_panel(tmp_path / "a.xlsx", {"firm_id": "firm id", "year": "y"})
    assert panel["firm_id"].levels == ("a b",)


@pytest.mark.parametrize(
    ("ids", "decimal", "warning"),
    [
        (
            ["7", "7.0", "007", "8", "x"],
            ".",
            "`firm_id` (column `id`): `007`, `7` and `7.0` are different firms here, for ids are "
            "texts.",
        ),
        (
            ["1", "1.0", "2", "2.", "3", "+3", "4", "4e0", "5", "05", "1e999"],
            ".",
            "`firm_id` (column `id`): `+3` and `3`; `05` and `5`; `1` and `1.0`; 2 more such are "
            "different firms here, for ids are texts.",
        ),
        (
            ["7", "7,0"],
            ",",
            "`firm_id` (column `id`): `7` and `7,0` are different firms here, for ids are texts.",
        ),
        (["90071992547409931", "90071992547409932", "7", "7a", "1e9999"], ".", None),
    ],
)
def test_ids_that_are_one_number_are_warned_of(read, ids, decimal, warning):
    text = "id\n" + "".join(f'"{name}"\n' for name in ids)
    panel = read(text, decimal=decimal)
    assert panel.warnings == (() if warning is None else (warning,))
    assert len(panel["firm_id"].levels) == len(ids)


@pytest.mark.slow
def test_a_million_rows(tmp_path: Path):
    rng = np.random.default_rng(20140)
    n = 1_000_000
    frame = pd.DataFrame(
        {"id": np.repeat(np.arange(n // 4), 4), "y": np.tile([1, 2, 3, 4], n // 4)}
    )
    frame["y"] += 2009
    for name in ("sales", "assets", "profit"):
        frame[name] = rng.lognormal(3, 1, n).round(3)
    frame["staff"] = rng.integers(0, 5000, n)
    frame["export"] = rng.integers(0, 101, n)
    frame["country"] = rng.choice(["NA", "GH", "DE"], n)
    frame = frame.sample(frac=1, random_state=1)
    frame.to_csv(tmp_path / "big.csv", index=False)
    columns = {
        "firm_id": "id",
        "year": "y",
        "sales": "sales",
        "total_assets": "assets",
        "operating_profit": "profit",
        "employees": "staff",
        "fsts": {"column": "export", "unit": "percent"},
        "country": "country",
    }
    panel = read_panel(tmp_path / "big.csv", columns)
    assert panel.n_rows == n
    assert panel["country"].levels == ("DE", "GH", "NA")
    assert panel["sales"].values.sum() == pytest.approx(frame["sales"].sum(), rel=1e-12)
    frame.loc[frame.index[::2], "export"] = 500
    frame.to_csv(tmp_path / "big.csv", index=False)
    with pytest.raises(InvalidDataError, match="must be at most 100 percent: 500000 rows"):
        read_panel(tmp_path / "big.csv", columns)


LOSSES = "id,ebit\na,-9\nb,-120\nc,30\nd,-9\n"


def test_a_code_among_losses_is_missing_and_warned_of(read):
    panel = read(LOSSES, {"operating_profit": "ebit"}, missing={-9: "don't know"})
    np.testing.assert_array_equal(panel["operating_profit"].values, [np.nan, -120, 30, np.nan])
    assert panel.warnings == (
        "`operating_profit` (column `ebit`) is -9 in 2 rows, which is missing (don't know), and "
        'other rows are negative: if -9 is an amount there, state missing = { "-9" = false } for '
        "this column.",
    )


def test_a_column_may_say_that_a_code_of_the_file_is_a_value(read):
    entry = {"column": "ebit", "missing": {"-9": False, "-120": "no accounts"}}
    panel = read(LOSSES, {"operating_profit": entry}, missing={-9: "don't know"})
    np.testing.assert_array_equal(panel["operating_profit"].values, [-9, np.nan, 30, -9])
    assert panel.warnings == ()


def test_codes_of_columns_without_losses_are_not_warned_of(read):
    text = "id,ebit,staff\na,-9,-9\nb,120,5\n"
    columns = {"operating_profit": "ebit", "employees": "staff"}
    assert read(text, columns, missing={-9: "don't know"}).warnings == ()
