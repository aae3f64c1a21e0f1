"""Yes/no of the same firms at two times: a table, two columns or a panel in, an `Answer` out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import BoolArray
from smeint.defaults import CONTINUITY, LEVEL
from smeint.engine import reduce_pairs
from smeint.errors import ArgumentError, listed
from smeint.finding import GroupRow
from smeint.formulas.mcnemar import NO_DISCORDANT, PairedTable, mcnemar_exact
from smeint.formulas.mcnemar import mcnemar as mcnemar_formula
from smeint.formulas.result import beside, version
from smeint.stats.answer import Answer, answer_of
from smeint.stats.inputs import complete, numbers, one_of, same_length, same_rows, two_names
from smeint.stats.levels import label, levels_of, yes_no
from smeint.stats.whole_counts import TwoByTwo, two_by_two

#: How p of `mcnemar` is found.
METHODS = ("asymptotic", "exact", "mid_p")
ASK_EXACT = "ask for method exact, which has the difference's interval too"


def mcnemar(
    first: object,
    second: object = None,
    *,
    firm: object = None,
    year: object = None,
    years: Sequence[object] | None = None,
    method: str = "asymptotic",
    continuity: bool = CONTINUITY,
    level: float = LEVEL,
    names: Sequence[str] | None = None,
) -> Answer:
    """Compare two shares of the same firms by McNemar's test.

    Parameters
    ----------
    first, second : array_like, shape (n,)
        Yes/no of each firm as 0 and 1, at two times; firms with a missing answer are left out and
        counted. Or `first` alone: a table of counts, shape (2, 2), the first answer (yes, no) in
        rows and the second in columns (a table with names is read by them: 1, True or yes first,
        else the first name is the yes, and a note says so); or, with `firm` and `year`, the answers
        of a panel.
    firm, year : array_like, shape (n,), optional
        Labels of a panel's rows; none may be missing. Rows without an answer are left out and
        counted.
    years : sequence, optional
        The two years of a panel that are compared, the effect being first minus second: to see
        growth, the later year first.
    method : str
        Which p leads: ``asymptotic``, ``exact``, or ``mid_p``.
    continuity : bool
        Whether the leading asymptotic test is corrected for continuity.
    level : float
        Confidence level.
    names : sequence of str, optional
        Names of the two answers.

    Returns
    -------
    Answer
        Statistic ``chi2`` with one degree of freedom (none if exact), effect
        ``paired_difference``; measures, the same whatever leads: ``discordant_odds_ratio``,
        ``discordant_pairs``, ``mcnemar_chi_square`` without and with (variant
        ``continuity_corrected``) correction, ``exact_p`` and its variant ``mid_p``. Groups have the
        shares. Status ``too_few`` without any firm, and of the asymptotic test where no firm's
        answers differ: ``exact`` and ``mid_p`` then have p = 1 and the difference's interval. A
        note says where fewer than ten differ.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the share of yes is the same both times. R's ``mcnemar.test`` corrects for
    continuity by default; SPSS prints the exact p with up to 25 discordant pairs and the corrected
    chi-square beyond; Stata's ``mcc`` the uncorrected chi-square and the exact p. Not for
    more than two times, nor for different firms. For formulas, size and coverage see
    `smeint.formulas.mcnemar.mcnemar`, which takes many tables at once.

    References
    ----------
    McNemar, Q. (1947). Note on the sampling error of the difference between correlated
    proportions or percentages. *Psychometrika*, 12, 153-157. https://doi.org/10.1007/BF02295996

    Fagerland, M. W., Lydersen, S., & Laake, P. (2013). The McNemar test for binary matched-pairs
    data: mid-p and asymptotic are better than exact conditional. *BMC Medical Research
    Methodology*, 13, 91. https://doi.org/10.1186/1471-2288-13-91

    Examples
    --------
    >>> answer = mcnemar([[59, 6], [16, 80]])
    >>> round(answer.finding.p_value, 4), round(answer.measure("exact_p", "mid_p").estimate, 4)
    (0.033, 0.0347)
    """
    one_of(method, METHODS, "method")
    table, missing, note, pair = _table(first, second, firm, year, years)
    pair = two_names(names) if names is not None else pair
    plain, corrected = (mcnemar_formula(table, c, level) for c in (False, True))
    exact, mid = (mcnemar_exact(table, m, level) for m in (False, True))
    others = (
        version(plain, "mcnemar_chi_square"),
        version(corrected, "mcnemar_chi_square", "continuity_corrected"),
        version(exact, "exact_p"),
        version(mid, "exact_p", "mid_p"),
    )
    if method == "asymptotic" and plain.note == NO_DISCORDANT:
        note = "; ".join(part for part in (ASK_EXACT, note) if part)
    asymptotic = corrected if continuity else plain
    lead = {"asymptotic": asymptotic, "exact": exact, "mid_p": mid}[method]
    n = int(table.n)
    return answer_of(
        "mcnemar",
        beside(lead, others, note),
        variant="continuity_corrected" if continuity and method == "asymptotic" else method,
        contrast=pair,
        n=n,
        n_1=n,
        n_2=n,
        n_missing=missing,
        groups=_shares(table, pair),
    )


def _shares(table: PairedTable, names: tuple[str, str]) -> tuple[GroupRow, ...]:
    """Describe the answers of both times."""
    both, first_only, second_only, _ = (float(x) for x in table.cells)
    n = int(table.n)
    return tuple(
        GroupRow("", name, n, 0, events=yes, share=yes / n if n else np.nan)
        for name, yes in zip(names, (both + first_only, both + second_only), strict=True)
    )


def _table(
    first: object, second: object, firm: object, year: object, years: Sequence[object] | None
) -> tuple[PairedTable, int, str, tuple[str, str]]:
    """Return the table, how many rows are left out, a note, and names of the two answers."""
    panel = [x is not None for x in (firm, year, years)]
    if any(panel) and (second is not None or not all(panel)):
        raise ArgumentError("a panel needs firm, year and years, and no second.")
    if all(panel):
        return _of_panel(first, firm, year, years or ())
    if second is None:
        return _of_table(two_by_two(first, "first"))
    (one, two), rows = complete(first=first, second=second)
    yes_no(one, "first"), yes_no(two, "second")
    return _crossed(one == 1, two == 1), int((~rows).sum()), "", ("first", "second")


def _of_table(table: TwoByTwo) -> tuple[PairedTable, int, str, tuple[str, str]]:
    both, first_only, second_only, neither = table.cells
    note = ""
    if table.rows:
        if sorted(table.rows) != sorted(table.columns):
            raise ArgumentError(
                "first must have the same answers in rows and columns, got "
                f"{listed(table.rows)} and {listed(table.columns)}."
            )
        if table.rows != table.columns:
            both, first_only, second_only, neither = first_only, both, neither, second_only
        note = f"shares of `{table.rows[0]}`"
    counts = PairedTable(both, first_only, second_only, neither)
    return counts, table.n_missing, note, ("first", "second")


def _crossed(one: BoolArray, two: BoolArray) -> PairedTable:
    return PairedTable(
        int((one & two).sum()),
        int((one & ~two).sum()),
        int((~one & two).sum()),
        int((~one & ~two).sum()),
    )


def _of_panel(
    outcome: object, firm: object, year: object, years: Sequence[object]
) -> tuple[PairedTable, int, str, tuple[str, str]]:
    y = numbers(outcome, "outcome")
    firms, known, _ = levels_of(firm, "firm")
    when, dated, _ = levels_of(year, "year")
    same_rows({"outcome": outcome, "firm": firm, "year": year})
    same_length({"outcome": y.size, "firm": firms.size, "year": when.size})
    for name, given in (("firm", known), ("year", dated)):
        if not given.all():
            gone = int((~given).sum())
            raise ArgumentError(f"{name} must be known in every row, {gone} are missing.")
    pair = two_names([label(x) for x in years] if not isinstance(years, str) else years)
    rows = ~np.isnan(y)
    found = reduce_pairs.switchers(
        yes_no(y[rows], "outcome"), firms[rows].astype(str), when[rows].astype(str), *pair
    )
    once = found.first_year_only + found.second_year_only
    firms_were = "firm was" if once == 1 else "firms were"
    note = f"{once} {firms_were} seen in one of the two years alone and left out" if once else ""
    missing = int((~rows & np.isin(when.astype(str), pair)).sum())
    return found.table, missing, note, pair
