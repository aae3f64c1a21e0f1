"""Association of two ordered or metric variables: two columns in, an `Answer` out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.defaults import CONTINUITY, LEVEL
from smeint.engine import reduce, reduce_pairs
from smeint.finding import Status
from smeint.formulas import concordance, correlation
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.correlation import SPEARMAN_VARIANCES, spearman_rho
from smeint.formulas.jonckheere_exact import COST_LIMIT
from smeint.formulas.kendall_exact import kendall_exact
from smeint.formulas.result import TestResult, beside, version
from smeint.formulas.spearman_exact import spearman_exact
from smeint.stats.answer import Answer, answer_of
from smeint.stats.inputs import complete, one_of

#: How p of a rank correlation is found.
METHODS = ("asymptotic", "exact")
#: An exact p that leads may take ten seconds, one among the measures a fraction of one.
BESIDE_LIMIT = COST_LIMIT / 30
#: Beyond so many cells the table of an exact test is not made: the test would be too large.
MOST_CELLS = 1_000_000
INFINITE_T = "abs(rho) = 1: t is infinite, p is the exact one"
NO_EXACT = "no exact p: more observations than it is made for"


def spearman(x: object, y: object, *, method: str = "asymptotic", level: float = LEVEL) -> Answer:
    """Test association by Spearman's rank correlation.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Numbers; rows in which one is missing are left out and counted.
    method : str
        Which p leads: ``asymptotic``, the t approximation, or ``exact``, given the ties. Where
        abs(rho) = 1 both are the exact one, as t is infinite and its p of 0 would not be true.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``t`` with n - 2 degrees of freedom (``D``, the sum of squared rank differences,
        if exact), effect ``rho`` with the interval of Bonett and Wright (`std_error` is on Fisher's
        z scale); measures: ``rho`` of variants ``fieller`` and ``fisher``, the same with other
        standard errors; ``exact_p``. Status ``too_few`` below three observations,
        ``constant_outcome`` where `y` and ``constant_predictor`` where `x` is, ``too_large``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: x and y are independent. Not for firm-years of firms that come back
    (`pooled_score`), and not evidence of absence (`equivalent_correlation`). SPSS and Stata print
    the t approximation; R's ``cor.test`` does with ties or ``exact = FALSE``, and otherwise the
    exact p up to 9 observations and an Edgeworth approximation beyond. SPSS's interval is
    ``fieller`` by default; ``fisher`` is Pearson's and too narrow. The exact p is here for up to
    14 observations without ties (170 where abs(rho) = 1), more with. Interval and coverage:
    `smeint.formulas.correlation.spearman`.

    References
    ----------
    Bonett, D. G., & Wright, T. A. (2000). Sample size requirements for estimating Pearson,
    Kendall and Spearman correlations. *Psychometrika*, 65, 23-28.
    https://doi.org/10.1007/BF02294183

    Examples
    --------
    >>> answer = spearman([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5])
    >>> round(answer.finding.effect, 4), round(answer.measure("exact_p").estimate, 4)
    (0.8286, 0.0583)
    """
    one_of(method, METHODS, "method")
    (a, b), rows = complete(x=x, y=y)
    summary = reduce.rank_correlation(b, a)
    plain = correlation.spearman(summary, level)
    exact = spearman_exact(summary, _table(a, b))
    rho = [spearman_rho(summary, level, v) for v in SPEARMAN_VARIANCES]
    note = _note(exact)
    if method == "asymptotic" and abs(float(np.asarray(summary.rho))) == 1:
        note = "; ".join(part for part in (note, INFINITE_T) if part)
    if method == "exact":
        exact = _with_effect(exact, plain)
    lead = exact if method == "exact" else plain
    return _answer(
        "spearman", beside(lead, (*rho[1:], version(exact, "exact_p")), note), a, rows, method
    )


def kendall(
    x: object,
    y: object,
    *,
    method: str = "asymptotic",
    continuity: bool = CONTINUITY,
    level: float = LEVEL,
) -> Answer:
    """Test association by Kendall's tau-b.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Numbers; rows in which one is missing are left out and counted.
    method : str
        Which p leads: ``asymptotic``, ties corrected, or ``exact``, given the ties.
    continuity : bool
        Whether the leading asymptotic test moves S one towards 0.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z`` (``S``, concordant minus discordant pairs, if exact), effect
        ``kendall_tau_b`` with standard error and interval; measures: ``somers_d`` of `y` on `x`,
        ``kendall_tau_a``, ``kendall_z`` without and with (variant ``continuity_corrected``)
        correction, ``exact_p``. Status ``too_few`` below three observations, ``constant_outcome``
        where `y` and ``constant_predictor`` where `x` is, ``too_large``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: x and y are independent. Not for firm-years of firms that come back. R's
    ``cor.test(method = "kendall")`` prints the exact p without ties below 50 observations, else z
    without correction, as SPSS does; Stata's ``ktau`` corrects for continuity and prints tau-a
    too. The exact p is here for up to 120 observations without ties; with ties while one variable
    has few values. Interval and coverage: `smeint.formulas.concordance.kendall`.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. *Biometrika*, 33, 239-251.
    https://doi.org/10.1093/biomet/33.3.239

    Examples
    --------
    >>> answer = kendall([1, 2, 3, 4, 5, 6], [2, 1, 4, 3, 6, 5])
    >>> round(answer.finding.effect, 4), round(answer.measure("exact_p").estimate, 4)
    (0.6, 0.1361)
    """
    one_of(method, METHODS, "method")
    (a, b), rows = complete(x=x, y=y)
    summary = reduce_pairs.concordance(b, a)
    plain, corrected = (concordance.kendall(summary, level, c) for c in (False, True))
    limit = COST_LIMIT if method == "exact" else BESIDE_LIMIT
    exact = kendall_exact(summary, _table(a, b), limit)
    variant = "continuity_corrected" if continuity and method != "exact" else method
    note = _note(exact)
    if method == "exact":
        exact = _with_effect(exact, plain)
    lead = exact if method == "exact" else corrected if continuity else plain
    others = (
        version(plain, "kendall_z"),
        version(corrected, "kendall_z", "continuity_corrected"),
        version(exact, "exact_p"),
    )
    return _answer("kendall", beside(lead, others, note), a, rows, variant)


def _table(x: FloatArray, y: FloatArray) -> TableRxC | None:
    """Count distinct values of one variable by those of the other, unless there are too many."""
    rows, i = np.unique(x, return_inverse=True)
    columns, j = np.unique(y, return_inverse=True)
    if len(rows) * len(columns) > MOST_CELLS or not len(rows):
        return None
    return reduce.table_rxc(
        np.asarray(j).reshape(-1), np.asarray(i).reshape(-1), len(columns), len(rows)
    )


def _with_effect(exact: TestResult, plain: TestResult) -> TestResult:
    """Return an exact test with the effect, its interval and the measures of the other."""
    return replace(exact, effect=plain.effect, measures=plain.measures)


def _note(exact: TestResult) -> str:
    return NO_EXACT if int(np.asarray(exact.status)) == Status.TOO_LARGE else ""


def _answer(
    procedure: str, result: TestResult, x: FloatArray, rows: BoolArray, variant: str
) -> Answer:
    return answer_of(
        procedure,
        result,
        variant=variant,
        outcome="y",
        predictor="x",
        n=x.size,
        n_missing=int((~rows).sum()),
    )
