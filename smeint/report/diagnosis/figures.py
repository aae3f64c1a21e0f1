"""The figures of a diagnosis as blocks, with the numbers in words for those who do not see them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.labels import RULE_TITLES
from smeint.numbers import alpha_text, number_text
from smeint.plot.canvas import figure_of
from smeint.plot.diagnosed import of_each, replicates
from smeint.plot.diagnosed_errors import error_rates
from smeint.plot.diagnosed_power import power_curves
from smeint.plot.diagnosed_sizes import FEWEST, exaggerated, exaggeration
from smeint.plot.diagnosed_verdicts import verdict_rates
from smeint.plot.grid import figure_of as whole
from smeint.report.blocks import FigureBlock
from smeint.report.diagnosis.cells import of_world, percent, span
from smeint.report.diagnosis.planning import CURVE_TITLES, point_text
from smeint.report.figures.common import sentences
from smeint.report.words import words
from smeint.study.results import records
from smeint.study.shipped import FURTHER

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from smeint.diagnose.diagnosis import Diagnosis

#: Hypotheses in one figure at most; of rates, and of curves.
MOST, MOST_PANELS = 8, 9


def parted(ids: Iterable[str], most: int) -> list[tuple[str, ...]]:
    """Return hypotheses in parts for a figure each, the study's further findings last.

    Examples
    --------
    >>> parted(["H1", "F1", "H2", "H3"], 2)
    [('H1', 'H2'), ('H3',), ('F1',)]
    """
    known = list(ids)
    further = [name for name in known if name in FURTHER]
    first = [name for name in known if name not in FURTHER]
    return [
        tuple(names[start : start + most])
        for names in (first, further)
        for start in range(0, len(names), most)
    ]


def _named(name: str, place: int) -> str:
    return name if place == 0 else f"{name}-{place + 1}"


def _of(title: str, ids: Sequence[str], n_parts: int) -> str:
    """Return a title with its hypotheses, where there are several figures of a kind."""
    return title if n_parts == 1 else f"{title}: {ids[0]} to {ids[-1]}"


def verdict_figures(diagnosis: Diagnosis) -> Iterator[FigureBlock]:
    """Yield the figures of verdicts in both worlds."""
    parts = parted((r["id"] for r in diagnosis.manifest["hypotheses"]), MOST)
    notes = words(
        f"Shares of simulated studies, {of_each(diagnosis)}; the black line is the "
        "95 % Monte Carlo interval of “supported”, whose share stands at the right."
    )
    for place, ids in enumerate(parts):
        yield FigureBlock(
            _named("verdict-rates", place),
            words(_of("Verdicts under each rule", ids, len(parts))),
            notes,
            _supported(diagnosis, ids),
            partial(_verdicts, diagnosis, ids),
        )


def _supported(diagnosis: Diagnosis, ids: Sequence[str]) -> str:
    """Return how often each rule says supported, with the effects."""
    frame = of_world(diagnosis.verdict_rates, PLANTED)
    rows = records(frame[(frame["verdict"] == "supported") & frame["hypothesis"].isin(ids)])
    said = [
        f"{name}: "
        + ", ".join(
            f"{RULE_TITLES.get(row['rule'], row['rule'])} {percent(row['probability'])} %"
            for row in rows
            if row["hypothesis"] == name
        )
        for name in ids
    ]
    return f"Supported with the effects. {sentences(said)}"


def error_figures(diagnosis: Diagnosis) -> Iterator[FigureBlock]:
    """Yield the figures of error rates; none where nothing was measured."""
    rows = [row for row in records(diagnosis.error_rates) if math.isfinite(row["rate"])]
    measured = {row["hypothesis"] for row in rows}
    ids = [r["id"] for r in diagnosis.manifest["hypotheses"] if r["id"] in measured]
    parts = parted(ids, MOST)
    alpha = alpha_text(diagnosis.manifest["alpha"])
    for place, own in enumerate(parts):
        said = [
            f"{name}: either direction "
            + span(
                r["rate"] for r in rows if r["hypothesis"] == name and r["direction"] == "either"
            )
            + " %"
            for name in own
        ]
        yield FigureBlock(
            _named("error-rates-figure", place),
            words(_of("How often each rule errs where nothing is there", own, len(parts))),
            words(
                f"Shares of {replicates(diagnosis, NO_EFFECT)} simulated studies without any "
                f"effect, with 95 % Monte Carlo intervals; the dashed line is alpha = {alpha}."
            ),
            f"Error rates over the rules. {sentences(said)}",
            partial(_errors, diagnosis, own),
        )


def _verdicts(diagnosis: Diagnosis, ids: Sequence[str]) -> Figure:
    return whole(verdict_rates(diagnosis, ids))


def _errors(diagnosis: Diagnosis, ids: Sequence[str]) -> Figure:
    return figure_of(error_rates(diagnosis, ids))


def _curves(diagnosis: Diagnosis, dimension: str, ids: Sequence[str]) -> Figure:
    return whole(power_curves(diagnosis, dimension, ids))


def _sizes(diagnosis: Diagnosis, ids: Sequence[str]) -> Figure:
    return figure_of(exaggeration(diagnosis, ids))


def curve_figures(diagnosis: Diagnosis, dimension: str) -> Iterator[FigureBlock]:
    """Yield the figures of power over one dimension."""
    rows = [row for row in records(diagnosis.power) if row["dimension"] == dimension]
    drawn = {row["hypothesis"] for row in rows}
    ids = [r["id"] for r in diagnosis.manifest["hypotheses"] if r["id"] in drawn]
    parts = parted(ids, MOST_PANELS)
    if dimension != "firms":  # the numbers of all stand in a table
        parts = parts[:1]
    wanted = sorted(set(diagnosis.smallest_n["wanted"].tolist()))
    line = f"; dashed: {percent(wanted[0]).removesuffix('.0')} %" if len(wanted) == 1 else ""
    for place, own in enumerate(parts):
        said = [_ends(rows, name, dimension) for name in own]
        yield FigureBlock(
            _named(f"power-{dimension}", place),
            words(_of(CURVE_TITLES[dimension], own, len(parts))),
            words(
                "Share of replicates with the claim supported, a line a rule, with 95 % Monte "
                f"Carlo intervals{line}."
            ),
            f"Power under the published rule. {sentences(said)}",
            partial(_curves, diagnosis, dimension, own),
        )


def _ends(rows: Iterable[dict[str, Any]], hypothesis: str, dimension: str) -> str:
    """Return the power of the published rule at the first and the last point."""
    own = sorted(
        (r for r in rows if r["hypothesis"] == hypothesis and r["rule"] == "published"),
        key=lambda row: row["value"],
    )
    if not own:
        return ""
    ends = [f"{percent(r['power'])} % at {point_text(dimension, r['value'])}" for r in own]
    return f"{hypothesis}: {ends[0]}, {ends[-1]}" if len(ends) > 1 else f"{hypothesis}: {ends[0]}"


def exaggeration_figure(diagnosis: Diagnosis) -> FigureBlock | None:
    """Return the figure of exaggeration over power; None where no test tells."""
    found = exaggerated(diagnosis)
    first = parted((r["id"] for r in diagnosis.manifest["hypotheses"] if r["id"] in found), MOST)
    if not first:
        return None
    said = [f"{name}: {span((s for _, s, _ in found[name]), number_text)}" for name in first[0]]
    return FigureBlock(
        "exaggeration",
        words(_of("How much significant effects exaggerate", first[0], len(first))),
        words(
            "A point is a test of one outcome, year and band, with the 95 % Monte Carlo interval; "
            "at 1 significant effects have the size of the truth on average. "
            f"{replicates(diagnosis, PLANTED)} replicates; tests with fewer than {FEWEST} "
            "significant ones are left out."
        ),
        f"Exaggeration, least to greatest. {sentences(said)}",
        partial(_sizes, diagnosis, first[0]),
    )
