"""Flow of the sample: from the rows of the file to the firms of each year's tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from smeint.errors import counted
from smeint.numbers import NOTHING, count_text
from smeint.plot.boxes import LINE, MARGIN, Box, arrow, box_height, draw_box, fitted, line
from smeint.plot.flow_counts import Flow, Year, flow_of
from smeint.plot.style import SYNTHETIC, WIDTH, blank, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results

#: Years up to this number have a box each, more stand in a table; and the rows of that table.
BOXED, TABLED = 4, 14
#: Reasons of dropped rows that stand alone.
REASONS = 6
EDGE, GAP = 0.1, 0.22
MAIN_WIDTH, SIDE_LEFT = 2.7, 3.15
#: Columns of the table of years, and where they end, in inches from the left of its box.
TITLES = (
    *("Year", "Firms", "SMEs", "Non-SMEs", "Left out", "Size unkn."),
    *("Internat.", "Domestic", "Unknown"),
)


def flow(results: Results) -> Axes:
    """Draw how many rows and firms there are at each step, and who was left out.

    Parameters
    ----------
    results : Results

    Returns
    -------
    matplotlib axes
        In inches, without marks.

    Notes
    -----
    Numbers come from ``drops.csv`` and ``panel_facts.csv``; a dash stands where one is suppressed.
    Firms are divided by size and, apart from that, by status: both divisions are of all firms of
    a year. How many firms each test has stands in its own row of ``findings.csv``.

    Examples
    --------
    >>> from smeint import run_panel, simulate
    >>> from smeint.synth.export import to_panel
    >>> axes = flow(run_panel(to_panel(simulate("published", 1))))
    >>> axes.texts[0].get_text()
    'Rows of the file: 342'
    """
    counts = flow_of(results)
    synthetic = results.manifest["synthetic"]
    with styled():
        boxes = list(_steps(counts))
        years = _year_boxes(counts)
        height = _height(boxes, years) + (0.25 if synthetic else 0)
        figure = blank(WIDTH, height, synthetic=False)
        figure.set_layout_engine("none")  # every box has its place in inches
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(0, height))
        axes.set_axis_off()
        top = height - EDGE
        if synthetic:
            figure.suptitle(SYNTHETIC, fontsize=8, color="#B00020", x=0.01, ha="left")
            top -= 0.25
        parted = len(years) > 1 and isinstance(years[0], tuple)
        top = _draw_steps(axes, boxes, top, parted=parted)
        _draw_years(axes, years, top)
    return axes


_Step = tuple[tuple[str, ...], tuple[str, ...]]


def _steps(counts: Flow) -> Iterator[_Step]:
    """Yield each step's box and the box of what leaves after it, as lines."""
    dropped = tuple(_dropped(counts))
    yield ((f"Rows of the file: {count_text(counts.rows)}",), dropped)
    panel = [f"Firm-years: {count_text(counts.firm_years)}"]
    panel.append(f"{_many(counts.firms, 'firm')}, {counted(len(counts.years), 'year')}")
    if len(counts.years) > 1:
        panel.append(f"{count_text(counts.balanced)} observed in every year")
    yield tuple(panel), tuple(_left_out(counts))


def _many(n: float, noun: str) -> str:
    """Return a count with its noun, a dash for one that is not shown."""
    return counted(int(n), noun) if n == n else f"{NOTHING} {noun}s"


def _dropped(counts: Flow) -> Iterator[str]:
    """Yield why rows were dropped: the largest reasons, the others together."""
    if not counts.drops:
        yield "No row was dropped"
        return
    yield f"Rows dropped: {count_text(sum(n for _, n in counts.drops))}"
    shown = counts.drops if len(counts.drops) <= REASONS else counts.drops[: REASONS - 1]
    for reason, n in shown:
        yield f"{count_text(n)}: {_unmarked(reason)}"
    rest = counts.drops[len(shown) :]
    if rest:
        rows = _many(sum(n for _, n in rest), "row")
        yield f"and {len(rest)} more reasons, {rows}"


def _unmarked(text: str) -> str:
    """Return a text in which names stand in quotation marks, not in backticks."""
    return text.replace("`", "'")


def _left_out(counts: Flow) -> Iterator[str]:
    """Yield which firm-years have no size class, and why."""
    if counts.no_size:
        yield "No groups by size"
        yield _unmarked(counts.no_size)
        return
    reasons = [(reason, n) for reason, n in counts.left_out if n != 0]
    if not reasons:
        yield "All firm-years have a size class"
        return
    total = sum(n for _, n in reasons)
    yield f"Firm-years without a size class: {count_text(total)}"
    for reason, n in reasons[:REASONS]:
        yield f"{count_text(n)}: {_unmarked(reason)}"
    if len(reasons) > REASONS:
        rest = reasons[REASONS:]
        yield f"and {len(rest)} more reasons, {_many(sum(n for _, n in rest), 'firm-year')}"


def _year_boxes(counts: Flow) -> list[tuple[str, ...]] | list[Year]:
    """Return each year's lines; of many years the years themselves, for a table."""
    if len(counts.years) > BOXED:
        return list(counts.years)
    return [tuple(_year_lines(year)) for year in counts.years]


def _year_lines(year: Year) -> Iterator[str]:
    """Yield what stands in the box of one year."""
    yield f"{year.year}: {_many(year.firms, 'firm')}"
    if year.has_size:
        yield f"SMEs: {count_text(year.smes)}"
        yield f"Non-SMEs: {count_text(year.others)}"
        if year.left_out != 0:
            yield f"Left out by size: {count_text(year.left_out)}"
        if year.size_unknown != 0:
            yield f"Size unknown: {count_text(year.size_unknown)}"
    if year.has_status:
        yield f"Internationalized: {count_text(year.international)}"
        yield f"Domestic: {count_text(year.domestic)}"
        if year.status_unknown != 0:
            yield f"Status unknown: {count_text(year.status_unknown)}"


def _side_width() -> float:
    return WIDTH - SIDE_LEFT - EDGE


def _sized(step: _Step) -> _Step:
    """Return a step's lines, wrapped to their boxes."""
    main, side = step
    return fitted(main, MAIN_WIDTH), fitted(side, _side_width())


def _height(steps: Sequence[_Step], years: Sequence[Any]) -> float:
    """Return how high the figure is, in inches."""
    height = 2 * EDGE
    for step in steps:
        main, side = (box_height(len(lines)) for lines in _sized(step))
        height += main + max(side, GAP) + GAP
    if years and isinstance(years[0], tuple):
        return height + GAP + max(box_height(len(lines)) for lines in years)
    return height + box_height(len(_table(years)) + 1)


def _draw_steps(axes: Axes, steps: Sequence[_Step], top: float, *, parted: bool) -> float:
    """Draw the boxes one below the other, what leaves at the right; return where they end."""
    for place, step in enumerate(steps):
        main, side = _sized(step)
        box = Box(main, EDGE, top, MAIN_WIDTH)
        draw_box(axes, box)
        leaving = Box(side, SIDE_LEFT, box.bottom - GAP / 2, _side_width())
        draw_box(axes, leaving)
        below = min(leaving.bottom - GAP / 2, box.bottom - GAP)
        height = (leaving.top + leaving.bottom) / 2
        arrow(axes, (box.middle, height), (SIDE_LEFT, height))
        if parted and place == len(steps) - 1:
            line(axes, (box.middle, box.middle), (box.bottom, below))
        else:
            arrow(axes, (box.middle, box.bottom), (box.middle, below))
        top = below
    return top


def _draw_years(axes: Axes, years: Sequence[Any], top: float) -> None:
    """Draw the boxes of the years side by side, or the table of years."""
    if not years:
        return
    if not isinstance(years[0], tuple):
        _draw_table(axes, _table(years), top)
        return
    width = (WIDTH - 2 * EDGE - (len(years) - 1) * 0.12) / len(years)
    width = min(width, MAIN_WIDTH)
    lefts = [EDGE + place * (width + 0.12) for place in range(len(years))]
    if len(years) == 1:
        draw_box(axes, Box(fitted(years[0], width, most=1), EDGE, top, width))
        return
    rail = top - GAP / 2
    middles = [left + width / 2 for left in lefts]
    stem = EDGE + MAIN_WIDTH / 2
    line(axes, (stem, stem), (top, rail))
    line(axes, (min(middles[0], stem), max(middles[-1], stem)), (rail, rail))
    for lines, left, middle in zip(years, lefts, middles, strict=True):
        arrow(axes, (middle, rail), (middle, top - GAP))
        draw_box(axes, Box(fitted(lines, width, most=1), left, top - GAP, width))


def _table(years: Sequence[Year]) -> list[tuple[str, ...]]:
    """Return a row a year; of very many years the first and last ones."""
    rows = [(year.year, *(count_text(n) for n in year.numbers)) for year in years]
    if len(rows) <= TABLED:
        return rows
    half = TABLED // 2
    between = (f"… {len(rows) - 2 * half} more years", *[""] * (len(TITLES) - 1))
    return [*rows[:half], between, *rows[-half:]]


def _draw_table(axes: Axes, rows: Sequence[tuple[str, ...]], top: float) -> None:
    """Draw a box that holds a table."""
    width = WIDTH - 2 * EDGE
    box = Box(("",) * (len(rows) + 1), EDGE, top, width)
    draw_box(axes, box)
    step = (width - 0.75) / (len(TITLES) - 1)
    for place, row in enumerate((TITLES, *rows)):
        y = box.top - MARGIN - (place + 0.5) * LINE
        for column, text in enumerate(row):
            x = EDGE + 0.1 if column == 0 else EDGE + 0.65 + column * step
            axes.text(
                x,
                y,
                text,
                ha="left" if column == 0 else "right",
                va="center_baseline",
                fontsize=8,
                weight="bold" if place == 0 else "normal",
                zorder=3,
            )
