"""Exact tests of a table: Fisher's, Boschloo's and Barnard's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.defaults import FISHER_DRAWS, FISHER_METHOD, LEVEL, SEED
from smeint.finding import Status
from smeint.formulas import contingency_rxc, fisher, unconditional
from smeint.formulas.conditional_odds_ratio import conditional_odds_ratio
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.fisher_rxc_exact import fisher_rxc_exact
from smeint.formulas.result import Estimate, TestResult
from smeint.formulas.table_effects import Table2x2
from smeint.stats.answer import Answer
from smeint.stats.counts import CrossTable, table_of
from smeint.stats.inputs import one_of, whole
from smeint.stats.table_answers import table_answer, two_by_two, with_measures

#: How p of `fisher_exact` is found in tables larger than 2x2.
METHODS = ("auto", "exact", "monte_carlo")


def fisher_exact(
    table: object,
    *,
    method: str = FISHER_METHOD,
    draws: int = FISHER_DRAWS,
    seed: int = SEED,
    groups: Sequence[object] | None = None,
    levels: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test independence in a table of any size by Fisher's exact test, two-sided.

    Parameters
    ----------
    table : array_like, data frame or CrossTable, shape (groups, levels)
        Whole counts; the first row is the first group, the first column the event (see
        `chi_square`).
    method : str
        For a table larger than 2x2: ``exact`` enumerates, ``monte_carlo`` draws random tables,
        ``auto`` enumerates where that is possible and otherwise draws. The answer's variant says
        which it was.
    draws, seed : int
        Random tables, and the seed of a generator of the test's own.
    groups, levels : sequence, optional
        Names of rows and columns; of a table that has names, the same names in the order wanted.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        No statistic. Of a 2x2 table: effect ``conditional_odds_ratio`` with its exact interval;
        measures ``fisher_exact`` (variants ``two_sided``, ``mid_p``, one-sided ``less`` and
        ``greater``: the first group's odds less or greater than the second's), sample odds ratio,
        phi. Of a larger one: effect ``cramers_v``; measure ``fisher_exact``, by Monte Carlo with
        the standard error of p and an interval for the exact p. Status ``empty_group`` with fewer
        than two groups that have an observation, ``constant_outcome`` with fewer than two levels,
        ``too_large`` where a table cannot be enumerated.

    Raises
    ------
    ArgumentError
        If it is no table of whole counts, names do not fit it, or an option is not as described.

    Notes
    -----
    Null hypothesis: the outcome is distributed alike in all groups, given both margins. The
    two-sided p sums the probabilities of all tables that are no more probable than the observed
    one, up to a relative tolerance of 1e-7, as R's ``fisher.test``. SciPy's tolerance is 1e-14.
    Other two-sided conventions double the smaller one-sided p. The mid-p takes half of the
    observed table's own probability off, and no more where other tables are tied with it. The
    interval has equal tails, as R's: it can hold 1 where p is below .05, and the other way round.
    For a first cell at the end of what the margins allow the odds ratio is 0 or infinite, and the
    interval open on that side.

    Conservative for two independent groups: see `boschloo`. Larger tables go one at a time, there
    is no batch form; references stand in `smeint.formulas.fisher`,
    `smeint.formulas.fisher_rxc_exact` and `smeint.formulas.conditional_odds_ratio`.

    References
    ----------
    Fisher, R. A. (1935). The logic of inductive inference. *Journal of the Royal Statistical
    Society*, 98, 39-82. https://doi.org/10.2307/2342435

    Examples
    --------
    >>> answer = fisher_exact([[3, 1], [1, 3]])
    >>> found = answer.finding
    >>> [round(x, 4) for x in (found.p_value, found.effect, found.ci_low, found.ci_high)]
    [0.4857, 6.4083, 0.2117, 626.2435]
    >>> fisher_exact([[10, 5, 2], [3, 6, 9]]).finding.variant
    'exact'
    """
    one_of(method, METHODS, "method")
    whole(draws, "draws", least=1)
    whole(seed, "seed", least=0)
    counted = table_of(table, groups, levels)
    if counted.counts.shape == (2, 2):
        return table_answer("fisher_exact", _fisher_of_two(counted, level), counted, "two_sided")
    larger = TableRxC(counted.counts)
    note = ""
    if method != "monte_carlo":
        result = fisher_rxc_exact(larger, level)
        if method == "exact" or int(np.asarray(result.status)) != Status.TOO_LARGE:
            return table_answer("fisher_exact", result, counted, "exact")
        note = "too large to enumerate, p by Monte Carlo"
    drawn = contingency_rxc.fisher_rxc(larger, draws, seed, level)
    return table_answer("fisher_exact", drawn, counted, "monte_carlo", note)


def boschloo(
    table: object,
    *,
    groups: Sequence[object] | None = None,
    levels: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test whether two independent shares are equal by Boschloo's exact test, two-sided.

    Parameters
    ----------
    table : array_like, data frame or CrossTable, shape (2, 2)
        Whole counts; the first row is the first group, the first column the event (see
        `chi_square`).
    groups, levels : sequence, optional
        Names of rows and columns; of a table that has names, the same names in the order wanted.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``fisher_p``, effect ``phi``; measures: odds ratio, risk difference. Statuses
        ``empty_group``, ``constant_outcome``, ``too_large``.

    Raises
    ------
    ArgumentError
        If it is no 2x2 table of whole counts, or names do not fit it.

    Notes
    -----
    Null hypothesis: the share with the event is the same in both groups, the two group sizes
    fixed. Never above Fisher's p. SciPy's ``boschloo_exact`` is another two-sided test (twice the
    smaller one-sided p) and takes groups in columns. See
    `smeint.formulas.unconditional.boschloo_2x2`, which takes many tables at once.

    References
    ----------
    Boschloo, R. D. (1970). Raised conditional level of significance for the 2 x 2-table when
    testing the equality of two probabilities. *Statistica Neerlandica*, 24, 1-9.
    https://doi.org/10.1111/j.1467-9574.1970.tb00104.x

    Examples
    --------
    >>> round(boschloo([[7, 8], [12, 3]]).finding.p_value, 4)
    0.0682
    """
    counted = two_by_two(table, groups, levels)
    return table_answer(
        "boschloo", unconditional.boschloo_2x2(Table2x2(*counted.counts.ravel()), level), counted
    )


def barnard(
    table: object,
    *,
    groups: Sequence[object] | None = None,
    levels: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test whether two independent shares are equal by Barnard's exact test, pooled z, two-sided.

    Parameters
    ----------
    table : array_like, data frame or CrossTable, shape (2, 2)
        Whole counts; the first row is the first group, the first column the event (see
        `chi_square`).
    groups, levels : sequence, optional
        Names of rows and columns; of a table that has names, the same names in the order wanted.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z``, the signed root of Pearson's chi-square, effect ``phi``; measures: odds
        ratio, risk difference. Statuses ``empty_group``, ``constant_outcome``, ``too_large``.

    Raises
    ------
    ArgumentError
        If it is no 2x2 table of whole counts, or names do not fit it.

    Notes
    -----
    Null hypothesis as in `boschloo`. The test of Suissa and Shuster, which software calls
    Barnard's. SciPy's ``barnard_exact`` takes groups in columns and loses tables that are tied
    with the observed one. See `smeint.formulas.unconditional.barnard_2x2`, which takes many
    tables at once.

    References
    ----------
    Suissa, S., & Shuster, J. J. (1985). Exact unconditional sample sizes for the 2 x 2 binomial
    trial. *Journal of the Royal Statistical Society A*, 148, 317-327.
    https://doi.org/10.2307/2981892

    Examples
    --------
    >>> found = barnard([[7, 8], [12, 3]]).finding
    >>> round(found.statistic, 4), round(found.p_value, 4)
    (-1.8943, 0.0682)
    """
    counted = two_by_two(table, groups, levels)
    return table_answer(
        "barnard", unconditional.barnard_2x2(Table2x2(*counted.counts.ravel()), level), counted
    )


def _fisher_of_two(counted: CrossTable, level: float) -> TestResult:
    """Return Fisher's test of a 2x2 table with all its p-values."""
    table = Table2x2(*counted.counts.ravel())
    test = fisher.fisher_2x2(table, level)
    less, greater = fisher.fisher_one_sided_2x2(table)
    by_variant = {
        "two_sided": test.p_value,
        "mid_p": fisher.fisher_mid_p_2x2(table, level).p_value,
        "less": less,
        "greater": greater,
    }
    rows = [Estimate("fisher_exact", p, variant=v, p_value=p) for v, p in by_variant.items()]
    return with_measures(test, [*rows, *test.measures], conditional_odds_ratio(table, level))
