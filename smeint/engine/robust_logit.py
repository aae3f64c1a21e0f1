"""Logistic regressions whose standard errors allow for heteroscedastic rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL, ROW_COVARIANCE
from smeint.engine.design import Design
from smeint.engine.logit import fit_logit, joined, with_intercept
from smeint.errors import ArgumentError, listed, nearest
from smeint.finding import Status
from smeint.formulas.logit import LogitFit, model_measures
from smeint.formulas.result import Estimate, TestResult
from smeint.formulas.robust_logit import (
    Covariance,
    RobustLogitFit,
    no_robust_fit,
    robust_logit_test,
)
from smeint.formulas.sandwich import (
    HC_FACTORS,
    hc_covariance,
    leverages,
)

#: Covariances by row.
HC_COVS = (*HC_FACTORS, "stata")
#: The covariance of independent rows of a right model, in words.
MODEL = "inverse information of independent rows, normal"
#: Measures of the likelihood of independent rows that remain descriptive here.
KEPT = ("log_likelihood", "null_log_likelihood", "mcfadden_r2", "events_per_variable")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What sandwiches are made of, on standardized columns.

    Parameters
    ----------
    x : array, shape (n, k)
        The intercept's ones first.
    weight, residual : array, shape (n,)
        p (1 - p), and outcome minus p.
    bread : array, shape (k, k)
        (X'WX)^-1.
    back : array, shape (k, k)
        Turns coefficients into those of the columns as they were given.
    """

    x: FloatArray
    weight: FloatArray
    residual: FloatArray
    bread: FloatArray
    back: FloatArray

    @property
    def scores(self) -> FloatArray:
        """Each row's score."""
        return self.x * self.residual[:, None]

    def restored(self, cov: FloatArray) -> FloatArray:
        """Return a covariance for the columns as they were given."""
        return np.asarray(self.back @ cov @ self.back.T, dtype=float)


def robust(model: Design, level: float = LEVEL, cov: str = ROW_COVARIANCE) -> TestResult:
    """Fit a model with standard errors for heteroscedastic rows, and test its first term.

    Parameters
    ----------
    model : Design
    level : float
        Confidence level.
    cov : str
        One of `HC_COVS`.

    Returns
    -------
    TestResult
        As `smeint.formulas.robust_logit.robust_logit_test`.
    """
    fit = fit_robust(model.y, model.x, model.terms, cov)
    result = robust_logit_test(fit, model.terms[0], level)
    return replace(result, note=joined(model.note, fit.note))


def fit_robust(
    outcome: ArrayLike, predictors: ArrayLike, names: Sequence[str], cov: str = ROW_COVARIANCE
) -> RobustLogitFit:
    """Fit a logistic regression by maximum likelihood with covariances for independent rows.

    Parameters
    ----------
    outcome, predictors, names
        As in `smeint.engine.logit.fit_logit`.
    cov : str
        One of `HC_COVS`; ``stata`` is HC0 times n / (n - 1), as Stata's ``vce(robust)`` has it.

    Returns
    -------
    RobustLogitFit
        Statuses as in `smeint.engine.logit.fit_logit`.

    Raises
    ------
    ArgumentError
        As there, or if `cov` is none of these.

    Examples
    --------
    >>> x = [[0], [0], [0], [1], [1], [1], [1], [1]]
    >>> fit_robust([0, 1, 0, 1, 1, 0, 1, 1], x, ["x"], "HC0").covariance.std_error.round(4)
    array([1.2247, 1.6583])
    """
    check_option("cov", cov, HC_COVS)
    fit = fit_logit(outcome, predictors, names)
    if int(np.asarray(fit.status)) != Status.OK:
        return no_robust_fit(fit.terms, Status(int(np.asarray(fit.status))), fit.note)
    parts = sandwich_parts(fit, outcome, predictors)
    n, k = parts.x.shape
    leverage = leverages(parts.x, parts.weight, parts.bread)
    found = {"model": Covariance("model", np.asarray(fit.cov), np.full(k, np.inf), MODEL)}
    for kind, factor in HC_FACTORS.items():
        raw = hc_covariance(kind, parts.scores, parts.bread, leverage)
        found[kind] = Covariance(
            kind, parts.restored(raw), np.full(k, np.inf), f"{kind} ({factor}), normal"
        )
    scaled = found["HC0"].cov * n / (n - 1)
    found["stata"] = Covariance(
        "stata", scaled, np.full(k, np.inf), "HC0 times n / (n - 1), normal"
    )
    return RobustLogitFit(
        terms=fit.terms,
        beta=np.asarray(fit.beta, dtype=float),
        covariance=found[cov],
        others=tuple(found[name] for name in found if name != cov),
        measures=likelihood_measures(fit),
        note=fit.note,
    )


def sandwich_parts(fit: LogitFit, outcome: ArrayLike, predictors: ArrayLike) -> Parts:
    """Return what sandwiches are made of, from a fit and the rows it was fitted to.

    Parameters
    ----------
    fit : LogitFit
        With status ``ok``.
    outcome, predictors
        As they were given to it.

    Returns
    -------
    Parts
    """
    y, x = np.asarray(outcome, dtype=float), np.asarray(predictors, dtype=float)
    mean, scale = x.mean(axis=0), x.std(axis=0)
    design = with_intercept((x - mean) / scale)
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -mean / scale
    gamma = np.linalg.solve(back, np.asarray(fit.beta, dtype=float))
    p = special.expit(design @ gamma)
    # 1 - p from the other tail: nothing cancels
    weight = np.asarray(p * special.expit(-(design @ gamma)), dtype=float)
    bread = np.linalg.inv((design.T * weight) @ design)
    return Parts(design, weight, y - p, np.asarray(bread, dtype=float), back)


def likelihood_measures(fit: LogitFit) -> tuple[Estimate, ...]:
    """Return what of a likelihood stays a description where rows are dependent."""
    return tuple(m for m in model_measures(fit) if m.measure in KEPT)


def check_option(name: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse an option that is not one of those allowed.

    Raises
    ------
    ArgumentError
        If it is not.
    """
    if value not in allowed:
        raise ArgumentError(
            f"{name} must be one of {listed(allowed)}, got {value!r}.{nearest(str(value), allowed)}"
        )
