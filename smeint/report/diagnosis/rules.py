"""Tables of verdict rules: how often each gives which verdict, and how often it errs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT, PLANTED
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

#: Direction of an error that is made either way.
EITHER = "either"

VERDICTS = tuple(verdict.label for verdict in Verdict)


def supported_table(diagnosis: Diagnosis) -> Table:
    """Return how often each rule supports each claim in the world with the effects.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    Table
        One row a hypothesis, one column a rule.
    """
    found = of_world(diagnosis.verdict_rates, PLANTED)
    rows = records(found[found["verdict"] == Verdict.SUPPORTED.label])
    cells = by_rule(rows, lambda row: rate_cell(row["probability"], row["mc_error"]))
    names = headings(diagnosis)
    rules = [rule for rule in RULE_TITLES if any(rule in own for own in cells.values())]
    n = replicates(diagnosis, PLANTED)
    return Table(
        title="How often each rule supports each claim, with the effects, %",
        columns=("Hypothesis", *(RULE_TITLES[rule] for rule in rules)),
        rows=tuple(
            (names.get(name, name), *(own.get(rule, NOTHING) for rule in rules))
            for name, own in cells.items()
        ),
        numeric=frozenset(range(1, 1 + len(rules))),
        notes=tuple(_verdict_notes(n, rows, [])),
    )


def by_rule(
    rows: list[dict[str, Any]], cell: Callable[[dict[str, Any]], str]
) -> dict[str, dict[str, str]]:
    """Return cells by hypothesis and rule."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["hypothesis"], {})[row["rule"]] = cell(row)
    return found


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
    own = [row for row in rows if row["verdict"] in shown] if shown else rows
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
    absent = [verdict for verdict in VERDICTS if verdict not in shown] if shown else []
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
    found = [row for row in records(diagnosis.error_rates) if math.isfinite(row["rate"])]
    directed = {row["id"]: bool(row["direction"]) for row in diagnosis.manifest["hypotheses"]}
    cells: dict[tuple[str, str], dict[str, str]] = {}
    for row in found:
        if row["direction"] == EITHER or directed.get(row["hypothesis"], True):
            text = interval_cell(row["rate"], row["ci_low"], row["ci_high"])
            own = cells.setdefault((row["hypothesis"], row["direction"]), {})
            own[row["rule"]] = text + (ABOVE if row["ci_low"] > alpha else "")
    if not cells:
        return None
    names = headings(diagnosis)
    order = list(names)
    rules = [rule for rule in RULE_TITLES if any(rule in own for own in cells.values())]
    keys = sorted(cells, key=lambda key: (order.index(key[0]), key[1] != EITHER))
    return Table(
        title="How often each rule finds something where nothing is there, %",
        columns=("Hypothesis", "Direction", *(RULE_TITLES[rule] for rule in rules)),
        rows=tuple(
            (names[key[0]], key[1], *(cells[key].get(rule, NOTHING) for rule in rules))
            for key in keys
        ),
        numeric=frozenset(range(2, 2 + len(rules))),
        notes=tuple(
            _error_notes(diagnosis, alpha, [x for own in cells.values() for x in own.values()])
        ),
        grouped=1,
    )


def _error_notes(diagnosis: Diagnosis, alpha: float, texts: list[str]) -> Iterator[str]:
    """Yield what an error is here, and what the mark means."""
    yield (
        f"Share of {replicates(diagnosis, NO_EFFECT)} simulated studies in the world without any "
        "effect, with Wilson's 95 % Monte Carlo interval."
    )
    if int(diagnosis.manifest["design"]["years"]) == 1:
        yield "One year: every rule reads the same tests; Holm corrects for their number."
    yield (
        "either: the verdict is supported or opposite direction; claimed: it is supported. A "
        "hypothesis that claims no direction has one row."
    )
    if any(text.endswith(ABOVE) for text in texts):
        yield (
            f"{ABOVE} The whole interval lies above {alpha_text(alpha)}: by this rule one errs "
            "more often than by a single test at that level."
        )


def above_alpha(diagnosis: Diagnosis) -> dict[str, list[str]]:
    """Return the hypotheses on which a rule errs more often than alpha, by rule.

    Either direction counts where no direction is claimed, the claimed one elsewhere.
    """
    alpha = diagnosis.manifest["alpha"]
    directed = {row["id"]: bool(row["direction"]) for row in diagnosis.manifest["hypotheses"]}
    found: dict[str, list[str]] = {}
    for row in records(diagnosis.error_rates):
        wanted = "claimed" if directed.get(row["hypothesis"], False) else EITHER
        if math.isfinite(row["rate"]) and row["direction"] == wanted and row["ci_low"] > alpha:
            found.setdefault(row["rule"], []).append(row["hypothesis"])
    return found
