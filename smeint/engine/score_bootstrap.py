"""Score bootstrap of a logistic model by firm: restricted fits, and the interval they give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import BOOTSTRAP_DRAWS, CLUSTER_COVARIANCE, CLUSTER_DISTRIBUTION, LEVEL, SEED
from smeint.engine.clustered_logit import firm_numbers, fit_clustered
from smeint.engine.design import Design
from smeint.engine.logit import joined, with_intercept
from smeint.finding import NAN, Status
from smeint.formulas.intervals import check_level
from smeint.formulas.result import Estimate, TestResult, where_ok
from smeint.formulas.robust_logit import robust_logit_test
from smeint.formulas.sandwich import cluster_sums
from smeint.formulas.score_bootstrap import WEIGHTS, Draws, score_bootstrap_p, score_z

#: What weights a bootstrap may be asked for.
BOOTSTRAP_WEIGHTS = ("auto", *WEIGHTS)
#: Clusters below which weights are Webb's unless the caller says otherwise.
WEBB_BELOW = 6
#: Newton steps of a restricted fit, and the size of the last one.
STEPS, LAST_STEP = 200, 1e-10
#: Log-odds per standard deviation of the term beyond which a limit is infinite.
FARTHEST = 25.0


def score_bootstrapped(
    model: Design,
    level: float = LEVEL,
    weights: str = "auto",
    draws: int = BOOTSTRAP_DRAWS,
    seed: int = SEED,
) -> TestResult:
    """Test the first term of a logistic model by the score bootstrap, firms as clusters.

    Parameters
    ----------
    model : Design
    level : float
        Confidence level.
    weights : str
        ``rademacher``, ``webb``, or ``auto``: Rademacher from six firms on.
    draws : int
        Random vectors of weights; up to 14 firms all Rademacher weights are gone through.
    seed : int

    Returns
    -------
    TestResult
        Statistic ``z`` (of the scores), effect ``odds_ratio`` with the interval of all values
        that the test does not reject (infinite where it rejects none on a side); measures:
        ``score_bootstrap_p`` with its Monte Carlo standard error, and those of
        `smeint.formulas.robust_logit.robust_logit_test`, the effect's own there as variant
        ``wald``. Statuses as in `smeint.engine.clustered_logit.fit_clustered`.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event do not depend on this one. The
    model is fitted under it, see `smeint.formulas.score_bootstrap.score_bootstrap_p`. Limits are
    found by bisection, with the same weights for every value.
    """
    check_level(level)
    fit = fit_clustered(
        model.y, model.x, model.terms, model.firm, CLUSTER_COVARIANCE, CLUSTER_DISTRIBUTION
    )
    wald = robust_logit_test(fit, model.terms[0], level)
    place = firm_numbers(model.firm, np.size(model.y))
    firms = int(place.max(initial=-1)) + 1
    kind = weights if weights != "auto" else "webb" if firms < WEBB_BELOW else "rademacher"
    chosen = Draws(kind, firms, draws, seed)
    z, p, error, low, high = NAN, NAN, NAN, NAN, NAN
    if Status(int(np.asarray(wald.status))) is Status.OK and fit.covariance is not None:
        scores = effective_scores(np.asarray(model.y, float), np.asarray(model.x, float), place)
        scores = _in_order_of_scores(scores, float(fit.beta[1]))
        at_zero = scores(0.0)
        if at_zero is not None:
            z = score_z(at_zero)
            p, error = score_bootstrap_p(at_zero, chosen)
        scale = float(np.std(np.asarray(model.x, dtype=float)[:, 0]))
        found = float(fit.beta[1]), float(fit.covariance.std_error[1]), FARTHEST / scale
        low = _limit(scores, chosen, 1 - level, found, -1.0)
        high = _limit(scores, chosen, 1 - level, found, 1.0)
    return _as_result(wald, (z, p, error, low, high), chosen.method, joined(model.note, fit.note))


def _as_result(
    wald: TestResult, numbers: tuple[float, float, float, float, float], method: str, note: str
) -> TestResult:
    """Return the bootstrap's test, the Wald test's rows after it."""
    z, p, error, low, high = numbers
    before = wald.measures[0]
    effect = replace(
        before,
        statistic=NAN,
        df=NAN,
        p_value=p,
        ci_low=np.exp(low),
        ci_high=np.exp(high),
        ci_method=f"values not rejected, {method}" if method else "",
    )
    boot = Estimate("score_bootstrap_p", p, std_error=error, statistic=z, p_value=p)
    return where_ok(
        wald.status,
        statistic_name="z",
        statistic=z,
        p_value=p,
        p_method=method,
        effect=effect,
        others=(boot, replace(before, variant="wald"), *wald.measures[1:]),
        note=note,
    )


def effective_scores(
    y: FloatArray, x: FloatArray, place: IntArray
) -> Callable[[float], FloatArray | None]:
    """Return a function from a value of the first coefficient to the firms' effective scores.

    Parameters
    ----------
    y : array, shape (n,)
    x : array, shape (n, terms)
        On which maximum likelihood has a solution.
    place : array of int, shape (n,)
        Number of each row's firm.

    Returns
    -------
    function
        Its value is None where the model with that coefficient cannot be fitted.
    """
    columns = with_intercept((x - x.mean(axis=0)) / x.std(axis=0))
    others, term = np.delete(columns, 1, axis=1), x[:, 0] - x[:, 0].mean()
    tested = columns[:, 1]
    start: list[FloatArray] = [np.zeros(others.shape[1])]

    def scores(value: float) -> FloatArray | None:
        beta = _restricted(y, others, value * term, start[0])
        if beta is None:
            return None
        start[0] = beta
        eta = others @ beta + value * term
        p = special.expit(eta)
        weight = p * special.expit(-eta)
        part = np.linalg.solve((others.T * weight) @ others, (others.T * weight) @ tested)
        # less its projection: the other coefficients are estimated
        own = (tested - others @ part) * (y - p)
        return cluster_sums(own[:, None], place)[:, 0]

    return scores


def _in_order_of_scores(
    scores: Callable[[float], FloatArray | None], estimate: float
) -> Callable[[float], FloatArray | None]:
    """Return the scores in an order that names of firms, rows and levels have no part in.

    Random weights meet firms in an order: this one makes p the same whatever firms are called,
    and whichever outcome is the event.
    """
    at_zero, at_estimate = scores(0.0), scores(estimate)
    if at_zero is None or at_estimate is None:
        return scores
    sign, size = np.copysign(1.0, estimate), max(float(np.abs(at_zero).max()), 1e-300)
    order = np.lexsort((sign * at_estimate, np.round(sign * at_zero / size, 9)))

    def ordered(value: float) -> FloatArray | None:
        found = scores(value)
        return None if found is None else found[order]

    return ordered


def _restricted(
    y: FloatArray, x: FloatArray, offset: FloatArray, start: FloatArray
) -> FloatArray | None:
    """Return the other coefficients where one is given; a step that overshoots is halved.

    statsmodels fits the same with an offset, at many times the cost: an interval takes a hundred
    fits.
    """

    def likelihood(beta: FloatArray) -> float:
        eta = x @ beta + offset
        return float((y * eta - np.logaddexp(0.0, eta)).sum())

    beta, reached = start, likelihood(start)
    for _ in range(STEPS):
        eta = x @ beta + offset
        p = special.expit(eta)
        information = (x.T * (p * special.expit(-eta))) @ x
        try:
            step = np.linalg.solve(information, x.T @ (y - p))
        except np.linalg.LinAlgError:
            return None
        if np.abs(step).max() < LAST_STEP:
            return np.asarray(beta + step, dtype=float)
        for _ in range(60):
            if likelihood(beta + step) >= reached - 1e-9 * abs(reached):
                break
            step = step / 2
        beta = beta + step
        reached = likelihood(beta)
    return None


def _limit(
    scores: Callable[[float], FloatArray | None],
    weights: Draws,
    alpha: float,
    found: tuple[float, float, float],
    side: float,
) -> float:
    """Return the last value on one side of the estimate that the test does not reject."""
    estimate, step, farthest = found

    def rejected(value: float) -> bool | None:
        at = scores(value)
        return None if at is None else score_bootstrap_p(at, weights)[0] <= alpha

    inside, outside = estimate, estimate + side * 2 * step
    while not (verdict := rejected(outside)):
        if verdict is None or abs(outside - estimate) > farthest:
            return side * np.inf
        inside, outside = outside, estimate + 1.5 * (outside - estimate)
    while abs(outside - inside) > 1e-9 * max(step, abs(estimate)):
        middle = (inside + outside) / 2
        if rejected(middle):
            outside = middle
        else:
            inside = middle
    return inside
