"""Reading raw tables: what is refused, in which words, and what survives."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

import pytest
from openpyxl import Workbook

from smeint.errors import DataFileError, StudyFileError
from smeint.panel.files import read_table
from smeint.panel.spec import parse_data

NEEDED = {"id": "`firm_id`"}


def table(folder: Path, name: str, needed=NEEDED, **options):
    return read_table(parse_data({"file": name, **options}), folder, needed)


def csv(folder: Path, text: str, needed=NEEDED, encoding="utf-8", **options):
    (folder / "a.csv").write_bytes(text.encode(encoding))
    return table(folder, "a.csv", needed, **options)


def cells(raw, column="id"):
    each = raw.columns[column]
    return [each.cell(place) for place in range(raw.n_rows)]


def workbook(folder: Path, *sheets, name="a.xlsx"):
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Data{number}")
        for row in rows:
            sheet.append(row)
    book.save(folder / name)
    return name


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a.csv is empty."),
        ("id,y", "a.csv has a header and no rows."),
        ("id,y\n\n\n", "a.csv has a header and no rows."),
        (
            "\n\n",
            "a.csv holds no column names in row 1; state the row of the column names as "
            "`header_row`.",
        ),
        ("id,y\n1,2\n3\n", "a.csv: row 2 (line 3) has 1 field, the header has 2."),
        ("id,y\n1,2\n\n3,4,5\n", "a.csv: row 2 (line 4) has 3 fields, the header has 2."),
        (
            "id,y;z\n1,2\n",
            "a.csv may be delimited by comma and semicolon, for the header holds both; state "
            '`delimiter`, for example delimiter = ";".',
        ),
        (
            "id,y,id\n1,2,3\n",
            "a.csv has 2 columns named `id` (for `firm_id`), columns 1 and 3; column names must "
            "be unique.",
        ),
        (
            "idd,y\n1,2\n",
            "a.csv has no column `id` (for `firm_id`); its columns are idd, y. Did you mean `idd`?",
        ),
        (
            'id,y\n1,"2\n3,4\n',
            "a.csv: row 1 cannot be read as CSV (unexpected end of data); look for a quotation "
            "mark that is never closed.",
        ),
        (
            'id,y\n1,"2\n3,4\n5,"6\n',
            "a.csv: row 1 cannot be read as CSV (',' expected after '\"'); look for a quotation "
            "mark that is never closed.",
        ),
        ('id,"y\n1,2\n', "a.csv: the header opens a quotation mark that is never closed."),
    ],
)
def test_csv_refusals(tmp_path, text, sentence):
    with pytest.raises(DataFileError) as caught:
        csv(tmp_path, text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nope.csv", "nope.csv was not found; data files there: here.csv."),
        ("folder", "folder is a folder; name a file."),
        (
            "a.rds",
            "a.rds has the ending `.rds`; files that can be read end in .csv, .tsv, .txt, .xlsx, "
            ".xlsm, .xlsb, .xls, .ods, .sav, .zsav, .dta, .por, .parquet, .pq.",
        ),
        (
            "a",
            "a has no ending; files that can be read end in .csv, .tsv, .txt, .xlsx, .xlsm, "
            ".xlsb, .xls, .ods, .sav, .zsav, .dta, .por, .parquet, .pq.",
        ),
        (
            "broken.xlsx",
            "broken.xlsx cannot be read as an Excel or OpenDocument file (Cannot detect file "
            "format).",
        ),
    ],
)
def test_file_refusals(tmp_path, name, sentence):
    (tmp_path / "here.csv").write_text("id\n1\n")
    (tmp_path / "folder").mkdir()
    if name == "broken.xlsx":
        (tmp_path / "here.csv").unlink()
        (tmp_path / name).write_text("no workbook")
    with pytest.raises(DataFileError) as caught:
        table(tmp_path, name)
    assert str(caught.value) == sentence


def test_a_file_without_permission_is_refused(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("id\n1\n")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(DataFileError, match=r"^a\.csv cannot be opened: permission refused\.$"):
        table(tmp_path, "a.csv")


def test_another_encoding_must_be_stated(tmp_path):
    with pytest.raises(DataFileError) as caught:
        csv(tmp_path, "id\né\n", encoding="cp1252")
    assert str(caught.value) == (
        "a.csv is not in UTF-8, line 2 being the first that is not; state its `encoding`, for "
        'example encoding = "cp1252".'
    )
    assert cells(table(tmp_path, "a.csv", encoding="cp1252")) == ["é"]


def test_a_wrong_encoding_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("id\né\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"^a\.csv cannot be read as ascii; state another"):
        table(tmp_path, "a.csv", encoding="ascii")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_line_ends_and_byte_order_mark(tmp_path, encoding, mark, end):
    text = end.join([f"id{mark}y", f"NA{mark}1", f"Å{mark}2"]) + end
    raw = csv(tmp_path, text, {"id": "", "y": ""}, encoding)
    assert cells(raw) == ["NA", "Å"]
    assert cells(raw, "y") == ["1", "2"]


def test_a_delimiter_in_quotation_marks_is_no_delimiter(tmp_path):
    raw = csv(tmp_path, 'id;"sales, total"\n1;"2;3"\n', {"sales, total": ""})
    assert cells(raw, "sales, total") == ["2;3"]


def test_cells_may_hold_line_ends(tmp_path):
    raw = csv(tmp_path, 'id,y\n1,"a\nb"\n\n2,c\n', {"id": "", "y": ""})
    assert cells(raw, "y") == ["a\nb", "c"]


def test_a_stated_delimiter_settles_the_header(tmp_path):
    assert cells(csv(tmp_path, "id,y;z\n1,2\n", delimiter=",")) == ["1"]


def test_header_row_counts_lines_of_the_file(tmp_path):
    assert cells(csv(tmp_path, "Title\n\nid,y\n7,8\n", header_row=3)) == ["7"]
    with pytest.raises(DataFileError, match=r"^a\.csv has 2 lines, and header_row is 9\.$"):
        csv(tmp_path, "id,y\n7,8\n", header_row=9)


def test_only_needed_columns_are_kept_and_the_file_is_hashed(tmp_path):
    raw = csv(tmp_path, "x,id,y\n1,2,3\n")
    assert list(raw.columns) == ["id"]
    assert raw.header == ("x", "id", "y")
    assert raw.sha256 == hashlib.sha256(b"x,id,y\n1,2,3\n").hexdigest()
    assert (raw.format, raw.detail) == ("csv", "delimiter comma, encoding utf-8")


def test_excel_cells_keep_their_types(tmp_path):
    rows = [
        ["id", " y "],
        [12.0, "NA"],
        ["a", True],
        [None, 0.5],
        [datetime.date(2010, 1, 2), "x"],
        [None, None],
    ]
    raw = table(tmp_path, workbook(tmp_path, rows), {"id": "", "y": ""})
    assert cells(raw) == [12.0, "a", "", "2010-01-02"]
    assert cells(raw, "y") == ["NA", "TRUE", 0.5, "x"]
    assert raw.detail == "sheet Data1"


def test_sheets_are_named_where_there_are_several(tmp_path):
    name = workbook(tmp_path, [["id"], [1]], [["id"], [2]])
    assert cells(table(tmp_path, name, sheet="Data2")) == [2.0]
    with pytest.raises(DataFileError) as caught:
        table(tmp_path, name)
    assert str(caught.value) == "a.xlsx has 2 sheets, Data1, Data2; state which one as `sheet`."
    with pytest.raises(DataFileError) as caught:
        table(tmp_path, name, sheet="Data3")
    assert str(caught.value).startswith("a.xlsx has no sheet `Data3`; its sheets are Data1, Data2.")


@pytest.mark.parametrize(
    ("rows", "header_row", "sentence"),
    [
        ([], 1, "a.xlsx: the sheet `Data1` is empty."),
        ([["id"]], 1, "a.xlsx has a header and no rows."),
        ([["id"], [1]], 4, "a.xlsx: the sheet `Data1` has 2 rows, and header_row is 4."),
    ],
)
def test_empty_sheets_are_refused(tmp_path, rows, header_row, sentence):
    name = workbook(tmp_path, rows)
    with pytest.raises(DataFileError) as caught:
        table(tmp_path, name, header_row=header_row)
    assert str(caught.value) == sentence


def test_header_row_counts_rows_of_the_sheet(tmp_path):
    name = workbook(tmp_path, [[], ["Title"], ["id"], [5]])
    assert cells(table(tmp_path, name, header_row=3)) == [5.0]


def test_options_of_the_other_format_are_refused(tmp_path):
    (tmp_path / "a.csv").write_text("id\n1\n")
    with pytest.raises(StudyFileError) as caught:
        table(tmp_path, "a.csv", sheet="Data")
    assert str(caught.value) == "[data] `sheet` is an Excel file's option, and `file` is a.csv."
    with pytest.raises(StudyFileError) as caught:
        table(tmp_path, workbook(tmp_path, [["id"], [1]]), delimiter=";")
    assert str(caught.value) == "[data] `delimiter` is a CSV file's option, and `file` is a.xlsx."


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp500", "shift_jis", "utf-7", "hz"])
def test_encodings_of_text_are_read(tmp_path, encoding):
    (tmp_path / "a.csv").write_bytes("id,y\n1,2\n".encode(encoding))
    assert cells(table(tmp_path, "a.csv", encoding=encoding)) == ["1"]


def test_long_names_are_cut(tmp_path):
    with pytest.raises(DataFileError) as caught:
        csv(tmp_path, "h" * 500 + ",y\n1,2\n", {"c" * 500: "`sales`"})
    assert str(caught.value) == (
        f"a.csv has no column `{'c' * 60}...` (for `sales`); its columns are {'h' * 60}..., y."
    )


def test_errors_of_a_sheet_come_as_blank(tmp_path):
    book = Workbook()
    for row in [["id", "y"], ["a", "#DIV/0!"], ["b", "=1/0"]]:
        book.active.append(row)
    book.active["B2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    assert cells(table(tmp_path, "a.xlsx", {"id": "", "y": ""}), "y") == ["", ""]
