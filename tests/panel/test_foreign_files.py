"""Files as other programs and people leave them, through `smeint check`: read, or one sentence."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from openpyxl import Workbook

from smeint.cli import main
from smeint.errors import DataFileError
from smeint.panel.raw import RawColumn, RawTable
from smeint.panel.read import panel_from_frame, read_panel
from smeint.panel.stray_rows import stray_rows

COLUMNS = """
[columns]
firm_id = "id"
year = { constant = 2025 }
employees = "l1"
sales = "s"
fsts = { column = "d3", unit = "percent" }
"""

FIRMS = {"firm_id": "id", "year": {"constant": 2025}, "employees": "l1", "sales": "s"}


@pytest.fixture
def check(tmp_path, monkeypatch, capsys):
    """Write a study of a data file and check it; returns exit code and what was said."""

    def run(name: str, data: str = "", columns: str = COLUMNS):
        study = tmp_path / "study.toml"
        study.write_text(
            f'format = 1\nhypotheses = ["H2"]\n[data]\nfile = "{name}"\n{data}\n{columns}',
            encoding="utf-8",
        )
        monkeypatch.setattr(sys, "argv", ["smeint", "check", str(study)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, (err if code else out)

    run.folder = tmp_path
    return run


HEADER = "id;l1;s;d3\n"
BODY = "a;12;1.200,50;45 %\nb;300;12.000;0 %\n"
GERMAN = 'decimal = ","\nthousands = "."'


def csv(check, content: str | bytes, data: str = "", columns: str = COLUMNS):
    raw = content if isinstance(content, bytes) else content.encode()
    (check.folder / "a.csv").write_bytes(raw)
    return check("a.csv", data, columns)


def said(sentence: str) -> tuple[int, str]:
    return 2, f"Error: {sentence}\n"


def test_a_file_of_another_locale_is_read(check):
    code, out = csv(check, HEADER + BODY, GERMAN)
    assert code == 0
    assert "a.csv: 2 firm-years" in out


def test_without_the_statement_it_is_refused(check):
    code, err = csv(check, HEADER + BODY)
    assert (code, err) == said(
        "a.csv: `sales` (column `s`) must be a plain number such as 1234.5 ('1.200,50' is 1200.5 "
        'if you state decimal = "," and thousands = "."): 1 row (row 1: \'1.200,50\').'
    )


@pytest.mark.parametrize(
    ("content", "data", "sentence"),
    [
        (
            f"Survey of exporters, 2025\n\n{HEADER}{BODY}",
            GERMAN,
            "a.csv has no column `id` (for `firm_id`), `l1` (for `employees`), `s` (for `sales`), "
            "`d3` (for `fsts`); its columns are Survey of exporters, 2025. They stand in row 3: "
            "state header_row = 3.",
        ),
        (
            f"\n{HEADER}{BODY}",
            GERMAN,
            "a.csv holds no column names in row 1; state the row of the column names as "
            "`header_row`. They stand in row 2: state header_row = 2.",
        ),
        (
            f"id;l1;sales;\n;;s;d3\n{BODY}",
            GERMAN,
            "a.csv has no column `s` (for `sales`), `d3` (for `fsts`); its columns are id, l1, "
            "sales. They stand in two rows, 1 and 2: write the names into one row of the file.",
        ),
        (
            f"{HEADER}Total;312;13.200,50;\n",
            GERMAN,
            "a.csv: `firm_id` (column `id`) must be a firm, and this is what a row of totals says: "
            'leave it out with drop = [{ column = "id", in = ["Total"] }], or give the firm '
            "another id: 1 row (row 1: 'Total').",
        ),
        (
            f"{HEADER}{BODY}Source: own survey;;;\n",
            GERMAN,
            "a.csv: `firm_id` (column `id`) must be a firm, and this looks like a note below the "
            'table, with nothing else in its row: leave it out with drop = [{ column = "id", in = '
            "[\"Source: own survey\"] }]: 1 row (row 3: 'Source: own survey').",
        ),
        (
            "ID;l1;s;d3\n" + BODY,
            GERMAN,
            "a.csv has no column `id` (for `firm_id`); its columns are ID, l1, s, d3. Did you mean "
            "`ID`?",
        ),
        (
            "id;l 1;s;d3\n" + BODY,
            GERMAN,
            "a.csv has no column `l1` (for `employees`); its columns are id, l 1, s, d3. Did you "
            "mean `l 1`?",
        ),
        (
            "id; id\u200b;l1;s;d3\nx;" + BODY,
            GERMAN,
            "a.csv has 2 columns named `id` (for `firm_id`), columns 1 and 2; column names must be "
            "unique.",
        ),
        (
            HEADER + "a;12;1;45 %;\n",
            GERMAN,
            "a.csv: row 1 (line 2) has 5 fields, the header has 4.",
        ),
        (
            HEADER + 'a;12;1;45 %\nb;"12;1;4\n',
            GERMAN,
            "a.csv: row 2 cannot be read as CSV (unexpected end of data); look for a quotation "
            "mark that is never closed.",
        ),
        (
            HEADER.encode() + "Müller;1;1;1\n".encode("cp1252"),
            GERMAN,
            "a.csv is not in UTF-8, line 2 being the first that is not; state its `encoding`, for "
            'example encoding = "cp1252".',
        ),
        (
            (HEADER + "Müller;1;1;1\n").encode() + "Köhler;1;1;1\n".encode("cp1252"),
            GERMAN,
            "a.csv mixes encodings: line 3 is not in UTF-8, and line 2 is; save the whole file in "
            "UTF-8.",
        ),
        (
            (HEADER + BODY).encode("utf-16-le"),
            GERMAN,
            'a.csv looks like UTF-16 and does not say so; state encoding = "utf-16-le".',
        ),
        (
            (HEADER + BODY).encode("utf-16-be"),
            GERMAN,
            'a.csv looks like UTF-16 and does not say so; state encoding = "utf-16-be".',
        ),
        (
            HEADER + "a\0;12;1;2\n",
            GERMAN,
            "a.csv: line 2 holds a NUL byte, which no text does; the file is damaged or in an "
            "encoding such as UTF-16.",
        ),
    ],
)
def test_csv_refusals(check, content, data, sentence):
    assert csv(check, content, data) == said(sentence)


def test_a_row_of_units_is_named(check):
    code, err = csv(check, HEADER + "(code);(persons);(EUR);(%)\n" + BODY, GERMAN)
    assert code == 2
    assert (
        "`firm_id` (column `id`) must be a firm, and the row below the header looks like units or "
        'a second row of names: leave it out with drop = [{ column = "l1", in = ["(persons)"] }]: '
        "1 row (row 1: '(code)')"
    ) in err
    drop = GERMAN + '\ndrop = [{ column = "l1", in = ["(persons)"] }]'
    code, out = csv(check, HEADER + "(code);(persons);(EUR);(%)\n" + BODY, drop)
    assert code == 0
    assert "a.csv: 2 firm-years" in out


@pytest.mark.parametrize("cell", ["refused", "x"])
def test_one_word_in_the_first_row_is_no_row_of_units(check, cell):
    _, err = csv(check, HEADER + f"c;{cell};1;5\n" + BODY, GERMAN)
    assert "units" not in err


def test_dropped_rows_are_counted_and_gone():
    frame = pd.DataFrame({"id": ["a", "b", "Total"], "l1": [12, 300, 312], "s": [1, 2, 3]})
    drop = [{"column": "id", "in": ["Total"]}]
    panel = panel_from_frame(frame, FIRMS, drop=drop)
    assert panel["employees"].values.tolist() == [12.0, 300.0]
    (row,) = panel.drops
    assert (row.reason, row.column, row.n_dropped, row.n_after) == ("`id` in Total", "id", 1, 2)


def test_a_filter_that_drops_every_row_is_refused():
    frame = pd.DataFrame({"id": ["a", "b"], "l1": [12, 12], "s": [1, 2]})
    with pytest.raises(DataFileError) as caught:
        panel_from_frame(frame, FIRMS, drop=[{"column": "l1", "in": [12]}])
    assert str(caught.value) == (
        "data frame: the filter `l1` in 12 drops every row; the column holds 12."
    )


def test_a_firm_named_total_in_several_years_is_warned_of():
    frame = pd.DataFrame({"id": ["a", "a", "Total", "Total"], "y": [2009, 2010] * 2, "l1": 12})
    columns = {"firm_id": "id", "year": "y", "employees": "l1"}
    assert panel_from_frame(frame, columns).warnings == (
        "`firm_id` (column `id`): 'Total' is read as a firm; if its rows are totals, leave them "
        'out with drop = [{ column = "id", in = ["Total"] }].',
    )


@pytest.mark.parametrize("name", ["Totalia", "Sum Bank", "Source", "Note Ltd", "Mean Machines"])
def test_names_that_only_look_like_totals_are_firms(name):
    frame = pd.DataFrame({"id": ["a", name], "l1": [12, None], "s": [1, None]})
    assert panel_from_frame(frame, FIRMS).warnings == ()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "mixed"])
def test_marks_of_encodings_and_line_ends_are_understood(tmp_path, encoding, ends):
    lines = ["id;l1;s", "Müller;12;1", "Ağaoğlu;300;2", "c;5;6"]
    text = (
        "\r\n".join(lines[:2]) + "\n" + "\n".join(lines[2:])
        if ends == "mixed"
        else ends.join(lines)
    )
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    panel = read_panel(tmp_path / "a.csv", FIRMS)
    assert panel["firm_id"].levels == ("Ağaoğlu", "Müller", "c")
    assert panel["employees"].values.tolist() == [300.0, 12.0, 5.0]
    assert panel.warnings == ()
    assert panel.origin.detail == f"delimiter semicolon, encoding {encoding.removesuffix('-sig')}"


def test_names_in_a_wrong_encoding_are_warned_of(tmp_path):
    (tmp_path / "a.csv").write_bytes("id,l1,s\nSão Paulo,1,2\nb,2,3\n".encode())
    panel = read_panel(tmp_path / "a.csv", FIRMS, encoding="cp1252")
    assert panel.warnings == (
        "`firm_id` (column `id`): 'SÃ£o Paulo' looks like 'São Paulo' read in a wrong encoding; "
        "see `encoding`.",
    )
    assert read_panel(tmp_path / "a.csv", FIRMS).warnings == ()
    (tmp_path / "a.csv").write_text("id,l1,s\nS\ufffdo Paulo,1,2\n", encoding="utf-8")
    assert read_panel(tmp_path / "a.csv", FIRMS).warnings == (
        "`firm_id` (column `id`): 'S\ufffdo Paulo' holds the sign that stands for characters that "
        "were lost; see `encoding`.",
    )


def sheet(folder: Path, *rows) -> str:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "a.xlsx")
    return "a.xlsx"


def test_a_title_above_the_header_of_a_sheet(check):
    name = sheet(check.folder, ["Exporters"], [], ["id", "l1", "s", "d3"], ["a", 12, 1, 5])
    assert check(name) == said(
        "a.xlsx has no column `id` (for `firm_id`), `l1` (for `employees`), `s` (for `sales`), "
        "`d3` (for `fsts`); its columns are Exporters. They stand in row 3: state header_row = 3."
    )
    assert check(name, "header_row = 3")[0] == 0


def test_a_merged_header_of_two_rows(check):
    book = Workbook()
    for row in [["id", "l1", "Sales", None], [None, None, "s", "d3"], ["a", 12, 1, 5]]:
        book.active.append(row)
    book.active.merge_cells("C1:D1")
    book.save(check.folder / "a.xlsx")
    assert check("a.xlsx") == said(
        "a.xlsx has no column `s` (for `sales`), `d3` (for `fsts`); its columns are id, l1, Sales. "
        "They stand in two rows, 1 and 2: write the names into one row of the file."
    )


def test_text_cells_of_a_sheet_follow_the_statement_and_numbers_are_numbers(tmp_path):
    rows = [["id", "l1", "s"], ["a", "1.200", 1234.5], ["b", 1.0, "\u20ac 1.200,50"]]
    columns = {**FIRMS, "sales": {"column": "s", "currency_sign": "€"}}
    panel = read_panel(tmp_path / sheet(tmp_path, *rows), columns, decimal=",", thousands=".")
    assert panel["employees"].values.tolist() == [1200.0, 1.0]
    assert panel["sales"].values.tolist() == [1234.5, 1200.5]


@pytest.mark.parametrize("day", [datetime.date(2010, 1, 2), datetime.datetime(2010, 1, 2, 9)])
def test_date_cells_of_a_sheet_give_the_year(tmp_path, day):
    name = sheet(tmp_path, ["id", "y", "l1"], ["a", day, 12], ["b", 2010, 300])
    panel = read_panel(tmp_path / name, {"firm_id": "id", "year": "y", "employees": "l1"})
    assert panel["year"].values.tolist() == [2010.0, 2010.0]


def test_texts_of_labelled_files_and_frames_follow_the_statement(tmp_path):
    frame = pd.DataFrame({"id": ["a", "b"], "l1": ["1,200", "12"], "s": ["1,234.5", "5"]})
    pyreadstat.write_sav(frame, tmp_path / "a.sav")
    pyreadstat.write_dta(frame, tmp_path / "a.dta")
    frame.to_parquet(tmp_path / "a.parquet")
    panels = [
        read_panel(tmp_path / name, FIRMS, thousands=",")
        for name in ("a.sav", "a.dta", "a.parquet")
    ]
    for panel in [*panels, panel_from_frame(frame, FIRMS, thousands=",")]:
        assert panel["employees"].values.tolist() == [1200.0, 12.0]
        assert panel["sales"].values.tolist() == [1234.5, 5.0]


def test_filters_follow_the_statement(tmp_path):
    (tmp_path / "a.csv").write_text("id;l1;s\na;1,200;1\nb;12;1\n")
    panel = read_panel(
        tmp_path / "a.csv", FIRMS, thousands=",", keep=[{"column": "l1", "in": [1200]}]
    )
    assert panel["employees"].values.tolist() == [1200.0]


def test_a_byte_that_is_not_utf_8_is_refused_in_a_column_that_is_not_read(tmp_path):
    file = tmp_path / "survey.csv"
    rows = "".join(f"F{i},{10 + i},note\n" for i in range(2000))
    file.write_bytes(f"id,l1,note\n{rows}".encode() + b"F9999,12,caf\xe9\n")
    with pytest.raises(DataFileError) as caught:
        read_panel(file, {"firm_id": "id", "year": {"constant": 2025}, "employees": "l1"})
    assert str(caught.value) == (
        "survey.csv is not in UTF-8, line 2002 being the first that is not; state its `encoding`, "
        'for example encoding = "cp1252".'
    )


def noted(place, sales):
    """Faults of a table of 30 firms in which the id of one row begins as a note does."""
    ids = [f"F{i}" for i in range(30)]
    ids[place] = "Note: provisional"
    amounts = [5.0] * 30
    amounts[place] = sales
    columns = {"id": RawColumn.of(ids), "sales": RawColumn.of(amounts)}
    rows = np.arange(1, 31)
    return stray_rows(RawTable("t", ("id", "sales"), columns, rows, 30, "frame"), "id")


def test_a_note_is_one_among_the_last_twenty_rows_alone_in_its_row():
    assert len(noted(29, "")) == len(noted(10, "")) == 1
    assert noted(9, "") == []
    assert noted(29, 7.0) == []  # a firm with sales, whatever its id
