"""The sample flow: its numbers are those of drops and panel facts, and no text leaves its box."""

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

import smeint.plot
from smeint import run_panel, simulate, world
from smeint.panel.panel import Drop
from smeint.panel.read import panel_from_frame
from smeint.plot.boxes import text_width, wrapped
from smeint.plot.canvas import figure_of
from smeint.plot.flow_counts import flow_of
from smeint.report.figures.flow import flow_figure
from smeint.report.words import plain
from smeint.study.results import frame_of
from smeint.study.shipped import SHIPPED
from smeint.synth.export import to_frame
from tests.contract.damage import COLUMNS

LONG = "`<b>spalte</b>` not in " + ", ".join(f"$x_{n}$ شركة" for n in range(60))


def run(n_years, **how):
    years = tuple(range(2010, 2010 + n_years))
    frame = to_frame(simulate(replace(world("with_missing"), years=years), 5))
    frame.loc[frame["firm_id"] == frame["firm_id"].iloc[0], "employees"] = 4
    given = panel_from_frame(frame, COLUMNS)
    return run_panel(given, hypotheses=(SHIPPED["F1"],), **how)


@pytest.fixture(scope="module")
def gaps():
    return run(3)


@pytest.fixture(scope="module")
def many_years(published):
    """The demonstration's facts as if of 16 years."""
    facts = published.panel_facts
    whole, yearly = facts[facts["year"] == ""], facts[facts["year"] == "2011"]
    parts = [whole, *(yearly.assign(year=str(2010 + n)) for n in range(16))]
    return replace(published, panel_facts=pd.concat(parts, ignore_index=True))


def with_drops(results, n):
    """The results, as if so many filters had each dropped rows: 1000, 999, 998 ..."""
    drops, rows = [], 50_000
    for step in range(n):
        lost = 1000 - step
        reason = LONG if step == 0 else f"`c{step}` not in 1"
        drops.append(Drop(step + 1, reason, f"c{step}", rows, lost, rows - lost))
        rows -= lost
    data = {**results.manifest["data"], "rows": 50_000}
    frame = frame_of(Drop, drops)
    return replace(results, drops=frame, manifest={**results.manifest, "data": data})


def lines_of(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


def overflowing(axes):
    """Texts that reach over the edge of their box."""
    figure = figure_of(axes)
    figure.draw_without_rendering()
    boxes = [p.get_window_extent() for p in axes.patches if isinstance(p, Rectangle)]
    assert boxes
    found = []
    for text in axes.texts:
        if not text.get_text():
            continue
        own = text.get_window_extent()
        middle = ((own.x0 + own.x1) / 2, (own.y0 + own.y1) / 2)
        around = [b for b in boxes if b.contains(*middle)]
        assert len(around) == 1, text.get_text()
        box = around[0]
        if own.x0 < box.x0 or own.x1 > box.x1 or own.y0 < box.y0 or own.y1 > box.y1:
            found.append(text.get_text())
    return found


def test_numbers_are_those_of_the_facts(published):
    said = lines_of(smeint.plot.flow(published))
    assert said[:2] == ["Rows of the file: 342", "No row was dropped"]
    assert said[2:5] == ["Firm-years: 342", "114 firms, 3 years", "114 observed in every year"]
    year = said.index("2011: 114 firms")
    assert said[year : year + 5] == [
        *("2011: 114 firms", "SMEs: 57", "Non-SMEs: 57"),
        *("Internationalized: 59", "Domestic: 55"),
    ]


def test_the_firms_of_a_year_add_up(gaps):
    counts = flow_of(gaps)
    assert len(counts.years) == 3
    for year in counts.years:
        assert year.smes + year.others + year.left_out + year.size_unknown == year.firms
        assert year.international + year.domestic + year.status_unknown == year.firms
    assert any(year.left_out for year in counts.years)
    assert any(year.status_unknown for year in counts.years)
    without = sum(n for _, n in counts.left_out)
    assert without == sum(year.left_out + year.size_unknown for year in counts.years)
    assert sum(year.firms for year in counts.years) == counts.firm_years


def test_many_reasons_are_grouped(published):
    results = with_drops(published, 30)
    axes = smeint.plot.flow(results)
    said = lines_of(axes)
    total = sum(1000 - n for n in range(30))
    assert f"Rows dropped: {total:,}" in said
    rest = sum(1000 - n for n in range(5, 30))
    assert f"and 25 more reasons, {rest:,} rows" in said
    assert "996: 'c4' not in 1" in said
    assert not any("'c5'" in line for line in said)


@pytest.mark.parametrize("drops", [0, 1, 6, 30])
def test_no_text_leaves_its_box(gaps, drops):
    assert overflowing(smeint.plot.flow(with_drops(gaps, drops))) == []


def test_very_many_years_are_a_table_with_the_ones_between_counted(many_years):
    axes = smeint.plot.flow(many_years)
    said = lines_of(axes)
    assert overflowing(axes) == []
    assert {"Year", "Firms", "Non-SMEs", "2010", "2016", "2019", "2025"} <= set(said)
    assert "… 2 more years" in said
    assert "2017" not in said


def test_suppressed_counts_are_dashes():
    results = run(3, min_count=5)
    said = lines_of(smeint.plot.flow(results))
    hidden = results.panel_facts[results.panel_facts["fact"] == "left_out"]
    assert hidden["value"].isna().all()
    assert said.count("Left out by size: –") == 3
    assert "– suppressed" in plain(flow_figure(results).notes)
    drops = with_drops(results, 2)
    gone = drops.drops.assign(n_dropped=pd.NA).astype({"n_dropped": "Int64"})
    data = {**drops.manifest["data"], "rows": None}
    covered = replace(drops, drops=gone, manifest={**drops.manifest, "data": data})
    said = lines_of(smeint.plot.flow(covered))
    assert {"Rows of the file: –", "Rows dropped: –", "–: 'c1' not in 1"} <= set(said)


def test_the_flow_is_told_in_words(gaps):
    block = flow_figure(with_drops(gaps, 30))
    assert block.alt.startswith("Rows of the file: 50,000. Dropped 29,565 (1,000: ")
    assert "and 25 more reasons" in block.alt
    assert block.draw is not None
    assert "both divisions are of all firms" in plain(block.notes)


def test_texts_are_wrapped_to_a_width():
    lines = wrapped("ten or fewer employees, which is neither SME nor non-SME", 1.5, most=2)
    assert len(lines) == 2
    assert all(text_width(line) <= 1.5 for line in lines)
    assert lines[-1].endswith("…")
    assert wrapped("short", 1.5) == ["short"]
    (one,) = wrapped("W" * 900, 1.0, most=1)
    assert text_width(one) <= 1.0 < text_width(one[:-1] + "WW…")
