"""Weighted logistic regressions fitted to one sample: degenerate data first, then the fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.engine.design import Design
from smeint.engine.logit import joined
from smeint.engine.logit_checks import checked, degenerate, separation
from smeint.finding import NAN, Status
from smeint.formulas.result import TestResult
from smeint.formulas.survey import SurveyDomain, total_covariance
from smeint.formulas.weighted_logit import WeightedLogitFit, weighted_logit_test

#: Newton steps, and the size of the last one (standardized columns) at which the fit has ended.
STEPS, LAST_STEP = 100, 1e-11


def pseudo_likelihood(
    model: Design, domain: SurveyDomain, level: float = LEVEL, note: str = ""
) -> TestResult:
    """Fit a model by weighted pseudo-likelihood and test its first term.

    Parameters
    ----------
    model : Design
    domain : SurveyDomain
        The firms of the model.
    level : float
        Confidence level.
    note : str
        A remark on the design.

    Returns
    -------
    TestResult
        As `smeint.formulas.weighted_logit.weighted_logit_test`.
    """
    fit = fit_weighted_logit(model.y, model.x, model.terms, domain)
    result = weighted_logit_test(fit, model.terms[0], level)
    return replace(result, note=joined(model.note, fit.note, note))


def fit_weighted_logit(
    outcome: ArrayLike, predictors: ArrayLike, names: Sequence[str], domain: SurveyDomain
) -> WeightedLogitFit:
    """Fit a logistic regression with sampling weights, or say why the data do not allow it.

    Parameters
    ----------
    outcome : array, shape (n,)
        0 or 1; 1 is the event.
    predictors : array, shape (n, terms)
        Without an intercept and without missing values.
    names : sequence of str
        Of the predictors' columns.
    domain : SurveyDomain
        The same n firms.

    Returns
    -------
    WeightedLogitFit
        Statuses as in `smeint.engine.logit.fit_logit`; ``too_few`` also where no degree of
        freedom of the design is left.

    Raises
    ------
    ArgumentError
        If shapes do not fit, a value is missing or infinite, or the outcome is not 0 or 1.

    Notes
    -----
    Whether data are separated does not depend on weights, which are above 0. The fit is Newton's
    method on standardized columns, transformed back; weights are scaled to a mean of 1 first,
    which changes nothing.

    Examples
    --------
    >>> domain = SurveyDomain(np.full(8, 2.0), np.zeros(8, int), np.full(8, 8))
    >>> x = [[0], [0], [0], [1], [1], [1], [1], [1]]
    >>> fit_weighted_logit([0, 1, 0, 1, 1, 0, 1, 1], x, ["x"], domain).beta.round(4)
    array([-0.6931,  2.0794])
    """
    y, x, terms = checked(outcome, predictors, names)
    status, note = degenerate(y, x, terms[1:])
    if status is Status.OK:
        status, note = separation(y, x, terms[1:])
    if status is Status.OK:
        status = domain.status
    df = float(domain.df + 1 - len(terms))
    if status is Status.OK and df < 1:
        status = Status.TOO_FEW
        note = (
            f"{domain.n} firms in {domain.n_strata} strata leave no degree of freedom for "
            f"{len(terms)} coefficients"
        )
    if status is not Status.OK:
        return _no_fit(terms, status, note)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    columns = np.column_stack([np.ones(len(y)), (x - mean) / scale])
    weight = np.asarray(domain.weight) / np.mean(domain.weight)
    gamma = newton(y, columns, weight)
    if gamma is None:
        return _no_fit(terms, Status.NOT_CONVERGED, "pseudo-likelihood did not converge")
    p = special.expit(columns @ gamma)
    bread = np.linalg.inv((columns.T * (weight * p * (1 - p))) @ columns)
    cov = total_covariance((columns * (weight * (y - p))[:, None]) @ bread, domain)
    if np.isnan(cov).any():
        return _no_fit(terms, Status.TOO_FEW, "no stratum tells of its variance")
    # back from standardized columns: beta = A gamma
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -mean / scale
    return WeightedLogitFit(terms, back @ gamma, back @ cov @ back.T, df)


def newton(y: FloatArray, x: FloatArray, weight: FloatArray) -> FloatArray | None:
    """Return the coefficients, or None without convergence; a step that overshoots is halved.

    Parameters
    ----------
    y : array, shape (n,)
        From 0 to 1.
    x : array, shape (n, 1 + terms)
        The intercept's ones first, then standardized terms.
    weight : array, shape (n,)
        About 1 on average.

    Examples
    --------
    >>> newton(np.array([0.2, 0.3, 0.9]), np.ones((3, 1)), np.ones(3)).round(4)
    array([-0.1335])
    """

    def likelihood(beta: FloatArray) -> float:
        eta = x @ beta
        return float((weight * (y * eta - np.logaddexp(0.0, eta))).sum())

    beta = np.zeros(x.shape[1])
    share = float((weight * y).sum() / weight.sum())
    beta[0] = special.logit(share)
    reached = likelihood(beta)
    for _ in range(STEPS):
        p = special.expit(x @ beta)
        information = (x.T * (weight * p * (1 - p))) @ x
        try:
            step = np.linalg.solve(information, x.T @ (weight * (y - p)))
        except np.linalg.LinAlgError:
            return None
        if np.abs(step).max() < LAST_STEP:
            return np.asarray(beta + step, dtype=float)
        while likelihood(beta + step) < reached - 1e-9 * abs(reached):
            step = step / 2
        beta = beta + step
        reached = likelihood(beta)
    return None


def _no_fit(terms: tuple[str, ...], status: Status, note: str) -> WeightedLogitFit:
    """Return a fit without numbers."""
    k = len(terms)
    return WeightedLogitFit(terms, np.full(k, NAN), np.full((k, k), NAN), NAN, status, note)
