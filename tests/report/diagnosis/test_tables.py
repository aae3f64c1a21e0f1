"""The tables hold the frames' numbers, marks stand where they must, formats agree."""

import math
import re

import pytest

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.report.blocks import figures, tables
from smeint.report.diagnosis.cells import heading, off_nominal
from smeint.report.diagnosis.document import MOST_OPEN, diagnosis_report
from smeint.report.diagnosis.rules import ABOVE
from smeint.report.diagnosis.single import OFF
from smeint.report.formats.html import html_report
from smeint.report.formats.latex import latex_report
from smeint.report.formats.markdown import markdown_report
from smeint.report.formats.word import word_report
from smeint.report.table import shown_rows
from tests.report import reading
from tests.report.diagnosis import made
from tests.report.reading import on_paper, plain_cell

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'
FORMATS = {
    "markdown": lambda report: reading.from_markdown(markdown_report(report)),
    "word": lambda report: reading.from_word(word_report(report, {})),
    "latex": lambda report: reading.from_latex(latex_report(report, {})),
    "html": lambda report: reading.from_html(
        html_report(report, {block.name: SVG for block in figures(report)})
    ),
}


def table_of(report, name):
    return next(block.table for block in tables(report) if block.name == name)


def numbers(cell):
    return tuple(map(float, re.findall(r"[\d.]+", cell)))


def test_supported_is_what_was_counted(report):
    found = table_of(report, "supported")
    assert found.columns == (
        "Hypothesis",
        "Published rule",
        "Majority",
        "Every year",
        "Holm",
        "Pooled",
    )
    by_name = {row[0].split(":")[0]: row[1:] for row in found.rows}
    for name, (supported, *_) in ((k[0], v) for k, v in made.COUNTS.items() if k[1] == PLANTED):
        p = supported / made.REPS
        error = math.sqrt(p * (1 - p) / made.REPS)
        assert numbers(by_name[name][0]) == (round(100 * p, 1), round(100 * error, 1))


@pytest.mark.parametrize("world", [PLANTED, NO_EFFECT])
def test_verdicts_of_a_rule_add_up(report, world):
    found = table_of(report, f"verdicts-{world.replace('_', '-')}")
    for row in found.rows:
        assert sum(numbers(cell)[0] for cell in row[2:]) == pytest.approx(100, abs=0.11)


def test_a_verdict_that_never_comes_up_has_no_column(report):
    assert not any("Opposite" in name for name in table_of(report, "verdicts-planted").columns)
    assert any("Opposite" in name for name in table_of(report, "verdicts-no-effect").columns)


def test_errors_are_of_either_direction_and_of_the_claimed_one(report):
    found = table_of(report, "error-rates")
    rows = {(row[0].split(":")[0], row[1]): row[2:] for row in found.rows}
    assert list(rows) == [("H1", "either"), ("H1", "claimed"), ("H5", "either")]
    low, high = made.rate(39, 400)[2:]
    wanted = (round(100 * 39 / 400, 1), round(100 * low, 1), round(100 * high, 1))
    assert numbers(rows["H1", "either"][0].rstrip(ABOVE)) == wanted
    assert numbers(rows["H1", "claimed"][0]) == (
        5.0,
        *(round(100 * x, 1) for x in made.rate(20, 400)[2:]),
    )


def test_a_rate_is_marked_only_where_its_whole_interval_is_above_alpha(report):
    for row in table_of(report, "error-rates").rows:
        for cell in row[2:]:
            assert cell.endswith(ABOVE) == (numbers(cell.rstrip(ABOVE))[1] > 100 * made.ALPHA)


def test_a_coverage_is_marked_where_it_is_not_nominal(report):
    found = table_of(report, "h1-tests-table")
    place = found.columns.index("Coverage, %")
    cells = [row[place] for row in found.rows]
    assert [cell.endswith(OFF) for cell in cells] == [True, False, False, False]
    assert cells[0].startswith("90.0 (1.5)")
    assert table_of(report, "tests-overview").rows[0][6] == "1 of 3"


@pytest.mark.parametrize(
    ("share", "n", "off"),
    [
        (0.95, 400, False),
        (0.90, 400, True),
        (1.0, 400, True),
        (0.93, 100, False),
        (math.nan, 0, False),
    ],
)
def test_nominal_is_judged_by_the_monte_carlo_interval(share, n, off):
    assert off_nominal(share, n, 0.95) is off


def test_tests_stand_by_band_and_year_with_pooled_last(report):
    rows = [row[:2] for row in table_of(report, "h5-tests-table").rows]
    years = ("2010", "2011", "2012")
    assert rows == [*(("low", y) for y in years), *(("high", y) for y in years), ("all", "pooled")]


def test_measures_that_no_replicate_tells_are_dashes(report):
    found = table_of(report, "h5-tests-table")
    place = found.columns.index("Exaggeration")
    assert {row[place] for row in found.rows} == {"–"}
    assert any("No replicate tells" in note for note in found.notes)
    assert not any(
        "No replicate tells" in note for note in table_of(report, "h1-tests-table").notes
    )


def test_many_tests_are_folded():
    years = tuple(str(2000 + n) for n in range(20))
    found = diagnosis_report(made.diagnosis("H1", "H5", years=years, curves=False))
    blocks = {block.name: block for block in tables(found)}
    assert len(blocks["h5-tests-table"].table.rows) == 41 > MOST_OPEN
    assert blocks["h5-tests-table"].supplement
    assert not blocks["tests-overview"].supplement
    assert blocks["tests-overview"].table.rows[1][1] == "40"


def test_tests_that_fail_together_share_a_row(report):
    found = table_of(report, "failures-table")
    assert found.rows == (
        (
            *("high, 2012", "one of the groups has no firm", "H5"),
            *("2.5 (0.8)", "1.5 (0.6)", "1:17, 1:203"),
        ),
    )


def test_fewest_firms_are_a_number_or_how_far_the_search_went(report):
    rows = table_of(report, "smallest-table").rows
    assert rows[0][1:] == ("80", "96", "96", "96", "96", "96")
    assert rows[-1][:4] == ("H1: propensity, by size", "90", "–", "> 2,000")
    assert table_of(report, "smallest-search").rows[0][3] == "96 (48 + 48)"


def test_a_curve_of_many_points_goes_on_in_a_further_table(report):
    (found,) = (b.table for b in tables(report) if b.name.startswith("power-firms"))
    assert found.columns == ("Hypothesis", "Rule", "60", "114", "228")
    assert found.rows[0][2:] == ("50.0 (3.5)", "70.0 (3.2)", "90.0 (2.1)")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_the_tables_cells(report, name):
    blocks = list(tables(report))
    in_order = blocks if name == "html" else on_paper(blocks)
    for block, (title, rows) in zip(in_order, FORMATS[name](report), strict=True):
        assert plain_cell(block.table.title) in plain_cell(title)
        wanted = [block.table.columns, *shown_rows(block.table)]
        assert [tuple(map(plain_cell, r)) for r in rows] == [
            tuple(map(plain_cell, r)) for r in wanted
        ]


def test_a_hostile_name_is_text_in_every_format():
    hostile = '<script>alert(1)</script> $x_1$ \\input{a} "q"'
    found = diagnosis_report(made.renamed(made.diagnosis(curves=False), "H5", hostile))
    page = html_report(found, {block.name: SVG for block in figures(found)})
    assert "<script" not in page
    assert "\\input{a}" not in latex_report(found, {})
    record = {"id": hostile, "title": "", "text": "x" * 500}
    assert len(heading(record)) < 130
