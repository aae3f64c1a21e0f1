"""A table's cells are the same in every format, and are the numbers of the saved files."""

import csv
import json
import math

import pytest

from smeint.numbers import NOTHING, SYMBOLS, effect_text, interval_text, p_text
from smeint.report.blocks import figures, tables
from smeint.report.contents.hypothesis import anchor
from smeint.report.contents.report import report_of
from smeint.report.formats.html import html_report
from smeint.report.formats.latex import latex_report
from smeint.report.formats.markdown import markdown_report
from smeint.report.formats.word import word_report
from smeint.report.table import shown_rows
from tests.report import reading
from tests.report.every_block import every_block
from tests.report.reading import on_paper, plain_cell

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


def in_html(report):
    return reading.from_html(html_report(report, {block.name: SVG for block in figures(report)}))


#: Reads each format's tables back.
FORMATS = {
    "markdown": lambda report: reading.from_markdown(markdown_report(report)),
    "word": lambda report: reading.from_word(word_report(report, {})),
    "latex": lambda report: reading.from_latex(latex_report(report, {})),
    "html": in_html,
}


@pytest.fixture(scope="module")
def report(published):
    return report_of(published)


@pytest.fixture(scope="module")
def read_back(report):
    """Tables of a format by name, each read once."""
    found = {}

    def of(name):
        if name not in found:
            blocks = [block.name for block in in_order(report, name)]
            found[name] = dict(zip(blocks, FORMATS[name](report), strict=True))
        return found[name]

    return of


def in_order(report, name):
    """Tables as a format has them: on paper those of the supplement stand last."""
    return tables(report) if name == "html" else on_paper(tables(report))


def cells(rows):
    return [tuple(plain_cell(cell) for cell in row) for row in rows]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_the_tables_cells(report, read_back, name):
    found = read_back(name)
    assert len(found) >= 20
    for block in tables(report):
        title, rows = found[block.name]
        assert plain_cell(block.table.title) in plain_cell(title)
        assert cells(rows) == cells([block.table.columns, *shown_rows(block.table)]), block.name


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_cells_are_the_same_in_every_format(name):
    report = every_block()
    for block, (_, rows) in zip(in_order(report, name), FORMATS[name](report), strict=True):
        wanted = cells([block.table.columns, *shown_rows(block.table)])
        if block.name == "hostile":  # the last row holds what no format can
            rows, wanted = rows[:-1], wanted[:-1]
        assert cells(rows) == wanted


def number(text):
    return float(text) if text else math.nan


def printed(row, alpha):
    """What a table must show of a row of ``findings.csv``: p, effect, interval."""
    p = p_text(number(row["p_value"]), row["p_bound"], alpha=alpha)
    if row["status"] != "ok":
        return NOTHING, NOTHING, NOTHING
    name = row["effect_name"]
    interval = interval_text(name, number(row["ci_low"]), number(row["ci_high"]))
    return p, f"{SYMBOLS[name]} = {effect_text(name, number(row['effect']))}", interval


@pytest.mark.parametrize("name", FORMATS)
def test_tests_show_the_numbers_of_the_saved_file(saved, read_back, name):
    manifest = json.loads((saved / "manifest.json").read_text())
    with (saved / "findings.csv").open(newline="") as file:
        findings = list(csv.DictReader(file))
    found, seen = read_back(name), 0
    for hypothesis in (record["id"] for record in manifest["hypotheses"]):
        own = [row for row in findings if row["hypothesis"] == hypothesis]
        own = [row for row in own if row["role"] in ("primary", "pooled")]
        if f"{anchor(hypothesis)}-tests" not in found:
            assert all(row["status"] != "ok" for row in own)
            continue
        titles, *rows = cells(found[f"{anchor(hypothesis)}-tests"][1])
        places = [titles.index("p"), titles.index("Effect"), len(titles) - 1]
        assert titles[-1].endswith("CI")
        assert len(rows) == len(own) > 0
        for row, finding in zip(rows, own, strict=True):
            p, effect, interval = (row[place] for place in places)
            wanted = tuple(map(plain_cell, printed(finding, manifest["alpha"])))
            assert (p.rstrip("ab"), effect, interval) == wanted
            seen += finding["status"] == "ok"
    assert seen > 100
