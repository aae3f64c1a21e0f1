"""Tables of verdict rules: how often each gives which verdict, and how often it errs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT
from smeint.labels import RULE_TITLES
from smeint.numbers import NOTHING, alpha_text
from smeint.plot.diagnosed import replicates
from smeint.report.diagnosis.cells import (
    headings,
    interval_cell,
    of_world,
    percent,
    rate_cell,
)
from smeint.report.table import Table
from smeint.study.results import records
from smeint.study.rules import Verdict

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

#: Marks a rate whose interval lies above alpha.
ABOVE = "\u1d43"

VERDICTS = tuple(verdict.label for verdict in Verdict)


def verdict_table(diagnosis: Diagnosis, world: str) -> Table:
    """Return how often each rule gives each verdict in one world.

    Parameters
    ----------
    diagnosis : Diagnosis
    world : str
        ``planted`` or ``no_effect``.

    Returns
    -------
    Table
        A verdict that no rule gives in that world has no column.
    """
    rows = records(of_world(diagnosis.verdict_rates, world))
    cells: dict[tuple[str, str], dict[str, str]] = {}
    seen = {row["verdict"] for row in rows if row["count"] > 0}
    for row in rows:
        own = cells.setdefault((row["hypothesis"], row["rule"]), {})
        own[row["verdict"]] = rate_cell(row["probability"], row["mc_error"])
    shown = [verdict for verdict in VERDICTS if verdict in seen]
    names = headings(diagnosis)
    return Table(
        title=_TITLES[world == NO_EFFECT],
        columns=("Hypothesis", "Rule", *(f"{name.capitalize()}, %" for name in shown)),
        rows=tuple(
            (
                names.get(hypothesis, hypothesis),
                RULE_TITLES.get(rule, rule),
                *(own.get(verdict, NOTHING) for verdict in shown),
            )
            for (hypothesis, rule), own in cells.items()
        ),
        numeric=frozenset(range(2, 2 + len(shown))),
        notes=tuple(_verdict_notes(replicates(diagnosis, world), rows, shown)),
        grouped=1,
    )


_TITLES = (
    "How often each rule gives each verdict, with the effects",
    "How often each rule gives each verdict, without any effect",
)


def _verdict_notes(n: str, rows: list[dict[str, Any]], shown: list[str]) -> Iterator[str]:
    """Yield what the numbers are and how exact they are."""
    yield (
        f"Share of {n} simulated studies, in parentheses its Monte Carlo "
        "standard error in percentage points."
    )
    own = [row for row in rows if row["verdict"] in shown]
    never = [row["ci_high"] for row in own if row["count"] == 0]
    if never:
        yield (
            "0.0 (0.0): it never came up; the 95 % Monte Carlo interval still reaches "
            f"{percent(max(never))} %."
        )
    always = [row["ci_low"] for row in own if row["count"] == row["n_replicates"]]
    if always:
        yield (
            "100.0 (0.0): it always came up; the 95 % Monte Carlo interval starts at "
            f"{percent(min(always))} %."
        )
    absent = [verdict for verdict in VERDICTS if verdict not in shown]
    if absent:
        yield f"Under no rule: {', '.join(absent)}."


def error_table(diagnosis: Diagnosis) -> Table | None:
    """Return how often each rule finds something where nothing is there; None where none is.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    Table or None
        Claims of a negligible effect have no row: they hold where nothing is there.
    """
    alpha = diagnosis.manifest["alpha"]
    directed = {row["id"]: bool(row["direction"]) for row in diagnosis.manifest["hypotheses"]}
    names = headings(diagnosis)
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in records(diagnosis.error_rates):
        if math.isnan(row["rate"]):
            continue
        if row["direction"] == "claimed" and not directed.get(row["hypothesis"], True):
            continue
        text = interval_cell(row["rate"], row["ci_low"], row["ci_high"])
        own = cells.setdefault((row["hypothesis"], row["rule"]), {})
        own[row["direction"]] = text + (ABOVE if row["ci_low"] > alpha else "")
    if not cells:
        return None
    return Table(
        title="How often each rule finds something where nothing is there",
        columns=("Hypothesis", "Rule", "Either direction, %", "Claimed direction, %"),
        rows=tuple(
            (
                names.get(hypothesis, hypothesis),
                RULE_TITLES.get(rule, rule),
                own.get("either", NOTHING),
                own.get("claimed", NOTHING),
            )
            for (hypothesis, rule), own in cells.items()
        ),
        numeric=frozenset({2, 3}),
        notes=tuple(_error_notes(diagnosis, alpha, cells)),
        grouped=1,
    )


def _error_notes(
    diagnosis: Diagnosis, alpha: float, cells: dict[tuple[str, str], dict[str, str]]
) -> Iterator[str]:
    """Yield what an error is here, and what the mark means."""
    yield (
        f"Share of {replicates(diagnosis, NO_EFFECT)} simulated studies in the world without any "
        "effect, with Wilson's 95 % Monte Carlo interval. Either direction: the verdict is supported or "
        "opposite direction; claimed direction: it is supported."
    )
    texts = [text for own in cells.values() for text in own.values()]
    if any(text.endswith(ABOVE) for text in texts):
        yield (
            f"{ABOVE} The whole interval lies above {alpha_text(alpha)}: by this rule one errs "
            "more often than by a single test at that level."
        )
    if any("claimed" not in own for own in cells.values()):
        yield f"{NOTHING} The hypothesis claims no direction."


def above_alpha(diagnosis: Diagnosis) -> dict[str, list[str]]:
    """Return the hypotheses on which a rule errs more often than alpha, by rule.

    Either direction counts where no direction is claimed, the claimed one elsewhere.
    """
    alpha = diagnosis.manifest["alpha"]
    directed = {row["id"]: bool(row["direction"]) for row in diagnosis.manifest["hypotheses"]}
    found: dict[str, list[str]] = {}
    for row in records(diagnosis.error_rates):
        wanted = "claimed" if directed.get(row["hypothesis"], False) else "either"
        if row["direction"] == wanted and row["ci_low"] > alpha:
            found.setdefault(row["rule"], []).append(row["hypothesis"])
    return found
