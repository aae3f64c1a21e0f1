"""A trend of shares over ordered groups: counts or rows in, an `Answer` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from smeint.defaults import LEVEL
from smeint.engine import reduce_groups
from smeint.errors import ArgumentError
from smeint.finding import GroupRow, Status
from smeint.formulas.cochran_armitage import OrderedShares, cochran_armitage_exact
from smeint.formulas.cochran_armitage import cochran_armitage as trend_formula
from smeint.formulas.result import TestResult, beside, version
from smeint.stats.answer import Answer, answer_of
from smeint.stats.grouped import grouped, order_of
from smeint.stats.inputs import numbers, one_of, same_length
from smeint.stats.levels import label, yes_no
from smeint.stats.whole_counts import whole

#: How p of a trend is found.
METHODS = ("asymptotic", "exact")


def cochran_armitage(
    events: object,
    n: object = None,
    *,
    group: object = None,
    names: Sequence[object] | None = None,
    scores: Sequence[float] | None = None,
    method: str = "asymptotic",
    level: float = LEVEL,
) -> Answer:
    """Test for a linear trend of a share over ordered groups.

    Parameters
    ----------
    events, n : array_like, shape (groups,)
        Counts of the event, and of all, in each group in order. Or, with `group`, `events` is the
        yes/no of all rows as 0 and 1, shape (rows,); missing ones are left out and counted.
    group : array_like, shape (rows,), optional
        Labels: numbers, an ordered categorical, or text with `names`.
    names : sequence, optional
        The groups in their order.
    scores : sequence of float, optional
        Strictly rising, one for each group; 0, 1, 2 ... by default, whatever the labels are.
    method : str
        Which p leads: ``asymptotic`` or ``exact``, given both margins.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z``, positive where the share rises (``T``, the events' sum of scores, if
        exact); effect ``trend_slope``, the change of the share for each step of score; measures:
        ``trend_chi_square``, ``linear_by_linear``, ``departure_from_trend``, ``exact_p`` (where
        scores are whole numbers). Groups have the shares. Status ``empty_group`` below two groups,
        ``constant_outcome``, ``too_large``.

    Raises
    ------
    ArgumentError
        If an argument is not as described, or the exact test is asked for with scores that are
        not whole numbers.

    Notes
    -----
    Null hypothesis: the same share in all groups; two-sided. R's ``prop.trend.test`` and Stata's
    ``ptrend`` print ``trend_chi_square``, Stata ``departure_from_trend`` beside it; SPSS prints
    ``linear_by_linear`` below a crosstabulation, with the codes of the groups as scores. Scores are
    a choice, and stand in `p_method`. For formula, size and coverage see
    `smeint.formulas.cochran_armitage.cochran_armitage`, which takes many at once.

    References
    ----------
    Armitage, P. (1955). Tests for linear trends in proportions and frequencies. *Biometrics*,
    11, 375-386. https://doi.org/10.2307/3001775

    Examples
    --------
    >>> answer = cochran_armitage([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(answer.finding.statistic, 4), round(answer.measure("trend_chi_square").estimate, 4)
    (-2.8679, 8.2249)
    """
    one_of(method, METHODS, "method")
    if (n is None) == (group is None):
        raise ArgumentError("cochran_armitage needs either n, or group.")
    shares, groups, missing = (
        _of_counts(events, n, names) if group is None else _of_rows(events, group, names)
    )
    steps = () if scores is None else tuple(numbers(scores, "scores").tolist())
    plain = trend_formula(shares, steps, level)
    fractions = any(step != round(step) for step in steps)
    notes = [order_of([row.group for row in groups])]
    exact = (
        None if fractions and method != "exact" else cochran_armitage_exact(shares, steps, level)
    )
    if exact is None:
        notes.append("no exact p: scores are not whole numbers")
    elif method != "exact" and int(np.asarray(exact.status)) == Status.TOO_LARGE:
        notes.append("no exact p: more observations than it is made for")
    result = _led(plain, exact, method, "; ".join(notes))
    total = int(sum(row.n for row in groups))
    return answer_of(
        "cochran_armitage", result, variant=method, n=total, n_missing=missing, groups=groups
    )


def _led(plain: TestResult, exact: TestResult | None, method: str, note: str) -> TestResult:
    """Return the test that leads, with the measures of both."""
    if exact is None:
        return beside(plain, (), note)
    # the effect is one and the same, with its interval; chi-squares are the asymptotic test's
    lead = replace(exact, measures=plain.measures) if method == "exact" else plain
    return beside(lead, (version(exact, "exact_p"),), note)


def _of_counts(
    events: object, n: object, names: Sequence[object] | None
) -> tuple[OrderedShares, tuple[GroupRow, ...], int]:
    hits, sizes = whole(events, "events"), whole(n, "n")
    same_length({"events": hits.size, "n": sizes.size})
    if not hits.size:
        raise ArgumentError("events must have at least one group.")
    named = [list(x.index) for x in (events, n) if hasattr(x, "index") and hasattr(x, "to_numpy")]
    if len(named) == 2 and named[0] != named[1]:
        raise ArgumentError("events and n must have the same labels in the same order.")
    if (hits > sizes).any():
        i = int(np.argmax(hits > sizes))
        raise ArgumentError(f"events must not be more than n, got {hits[i]} of {sizes[i]}.")
    known = [str(i + 1) for i in range(hits.size)] if names is None else [label(x) for x in names]
    if len(known) != hits.size:
        raise ArgumentError(f"names must be as many as groups ({hits.size}), got {len(known)}.")
    rows = tuple(
        GroupRow("", name, size, 0, events=float(k), share=k / size if size else np.nan)
        for name, k, size in zip(known, hits.tolist(), sizes.tolist(), strict=True)
    )
    return OrderedShares(hits, sizes), rows, 0


def _of_rows(
    outcome: object, group: object, names: Sequence[object] | None
) -> tuple[OrderedShares, tuple[GroupRow, ...], int]:
    found = grouped(outcome, group, names, ordered=True)
    yes_no(found.y, "events")
    shares = reduce_groups.ordered_shares(found.y, found.code, len(found.names))
    return shares, found.shares(), found.n_missing
