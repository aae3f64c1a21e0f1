"""Logistic regressions by generalized estimating equations, firms as clusters."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import GEE_COV, GEE_DISTRIBUTION, LEVEL, MOMENTS, WORKING
from smeint.engine.clustered_logit import firm_numbers, remarks, too_few_firms
from smeint.engine.design import Design
from smeint.engine.logit import joined, with_intercept
from smeint.engine.logit_checks import checked, degenerate, separation
from smeint.engine.robust_logit import check_option
from smeint.finding import NAN, Status
from smeint.formulas.bell_mccaffrey import resting_on_one
from smeint.formulas.mancl_derouen import mancl_derouen_covariance
from smeint.formulas.result import Estimate, TestResult
from smeint.formulas.robust_logit import (
    Covariance,
    RobustLogitFit,
    no_robust_fit,
    robust_logit_test,
)

#: Working correlations of a firm's rows.
WORKINGS = ("exchangeable", "independence")
#: Covariances, in words.
GEE_COVS = {"robust": "sandwich by firm", "mancl_derouen": "Mancl-DeRouen sandwich by firm"}
#: What Wald statistics are referred to, in words.
GEE_DISTRIBUTIONS = {"t": "t(G - 1)", "normal": "normal"}
#: How the working correlation counts: sums over n rows and pairs, or less k coefficients.
MOMENT_RULES = ("n", "n_minus_k")
#: Steps, and the length of the estimating equations (standardized columns) over n at which a fit
#: has ended.
STEPS, LAST_STEP = 200, 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class GeeFit:
    """Estimates of a GEE on standardized columns.

    Parameters
    ----------
    beta : array, shape (k,)
    robust : array, shape (k, k)
    working : float
        Working correlation.
    """

    beta: FloatArray
    robust: FloatArray
    working: float


def gee(
    model: Design,
    level: float = LEVEL,
    working: str = WORKING,
    cov: str = GEE_COV,
    distribution: str = GEE_DISTRIBUTION,
    moments: str = MOMENTS,
) -> TestResult:
    """Fit a logistic model by GEE and test its first term.

    Parameters
    ----------
    model : Design
    level : float
        Confidence level.
    working, cov, distribution, moments : str
        As in `fit_gee`.

    Returns
    -------
    TestResult
        As `smeint.formulas.robust_logit.robust_logit_test`; measure ``working_correlation``.
    """
    fit = fit_gee(model.y, model.x, model.terms, model.firm, working, cov, distribution, moments)
    result = robust_logit_test(fit, model.terms[0], level)
    return replace(result, note=joined(model.note, fit.note))


def fit_gee(
    outcome: ArrayLike,
    predictors: ArrayLike,
    names: Sequence[str],
    firm: ArrayLike,
    working: str = WORKING,
    cov: str = GEE_COV,
    distribution: str = GEE_DISTRIBUTION,
    moments: str = MOMENTS,
) -> RobustLogitFit:
    """Fit a logistic regression by generalized estimating equations.

    Parameters
    ----------
    outcome, predictors, names
        As in `smeint.engine.logit.fit_logit`.
    firm : array, shape (n,)
        Label of each row's firm, in any order.
    working : str
        Correlation assumed between rows of a firm: ``exchangeable`` or ``independence``.
    cov : str
        ``robust`` (Liang and Zeger) or ``mancl_derouen`` (corrected for bias); both are right
        whatever the correlation.
    distribution : str
        ``t`` with G - 1 degrees of freedom, or ``normal``.
    moments : str
        How the working correlation is estimated: ``n`` as R's geepack does, ``n_minus_k`` as SAS
        and SPSS do.

    Returns
    -------
    RobustLogitFit
        Statuses as in `smeint.engine.clustered_logit.fit_clustered`; ``not_converged`` also where
        the working correlation reaches a value that no correlation of these firms can have, as
        where neither the outcome nor a predictor ever changes within a firm.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Solves sum over firms of D' V^-1 (y - p) = 0, V = A^(1/2) R A^(1/2), A = diag(p (1 - p)), R
    with alpha off its diagonal; alpha = sum over pairs of r_j r_k / (phi (pairs - d)), phi =
    sum r^2 / (n - d), r = (y - p) / sqrt(p (1 - p)); d = 0 or the number of coefficients. With
    d = 0 that is the solution of geepack's estimating equations for alpha and phi. The fit is
    statsmodels' ``GEE``.

    References
    ----------
    Liang, K.-Y., & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear
    models. *Biometrika*, 73, 13-22. https://doi.org/10.1093/biomet/73.1.13

    Mancl, L. A., & DeRouen, T. A. (2001). A covariance estimator for GEE with improved
    small-sample properties. *Biometrics*, 57, 126-134.
    https://doi.org/10.1111/j.0006-341X.2001.00126.x

    Examples
    --------
    >>> x, firm = [[0], [0], [0], [1], [1], [1], [1], [0]], [1, 1, 2, 3, 3, 4, 4, 5]
    >>> fit_gee([0, 1, 0, 1, 1, 0, 1, 1], x, ["x"], firm).beta[1:].round(4)
    array([1.0986])
    """
    for name, value, allowed in (
        ("working", working, WORKINGS),
        ("cov", cov, tuple(GEE_COVS)),
        ("distribution", distribution, tuple(GEE_DISTRIBUTIONS)),
        ("moments", moments, MOMENT_RULES),
    ):
        check_option(name, value, allowed)
    y, x, terms = checked(outcome, predictors, names)
    place = firm_numbers(firm, y.size)
    status, note = _unfit(y, x, terms, place)
    if status is Status.OK and working == "exchangeable":
        status, note = _no_correlation(y, x, place, 0 if moments == "n" else len(terms))
    if status is not Status.OK:
        return no_robust_fit(terms, status, note)
    return _by_firm(y, x, terms, place, (working, cov, distribution, moments))


def _by_firm(
    y: FloatArray,
    x: FloatArray,
    terms: tuple[str, ...],
    place: IntArray,
    options: tuple[str, str, str, str],
) -> RobustLogitFit:
    """Return the fit of data that allow one, as far as can be told beforehand."""
    working, cov, distribution, moments = options
    mean, scale = x.mean(axis=0), x.std(axis=0)
    design = with_intercept((x - mean) / scale)
    found = _solved(y, design, place, working, 0 if moments == "n" else len(terms))
    if found is None:
        note = "the generalized estimating equations have no proper solution"
        return no_robust_fit(terms, Status.NOT_CONVERGED, note)
    eta = design @ found.beta
    p = special.expit(eta)
    weight = p * special.expit(-eta)
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -mean / scale
    bread = np.linalg.inv((design.T * weight) @ design)
    alone = resting_on_one(design, weight, bread, place, back)
    alpha = found.working if working == "exchangeable" else 0.0
    reduced = mancl_derouen_covariance(design, weight, y - p, place, alpha)
    df = np.full(len(terms), place.max() if distribution == "t" else np.inf)
    by_name = {
        name: Covariance(
            name,
            back @ raw @ back.T,
            np.asarray(df, dtype=float),
            f"GEE {working}, {GEE_COVS[name]}, {GEE_DISTRIBUTIONS[distribution]}",
        )
        for name, raw in (("robust", found.robust), ("mancl_derouen", reduced))
    }
    return RobustLogitFit(
        terms=terms,
        beta=np.asarray(back @ found.beta, dtype=float),
        covariance=by_name[cov],
        others=tuple(by_name[name] for name in by_name if name != cov),
        unknown=alone,
        measures=(Estimate("working_correlation", found.working, variant=working),),
        note=joined(*remarks(terms, place, alone, None)),
    )


def _unfit(
    y: FloatArray, x: FloatArray, terms: tuple[str, ...], place: IntArray
) -> tuple[Status, str]:
    """Return why there are no estimates, whatever the working correlation."""
    status, note = degenerate(y, x, terms[1:])
    if status is Status.OK:
        status, note = separation(y, x, terms[1:])
    if status is Status.OK:
        status, note = too_few_firms(place, len(terms))
    return status, note


def _no_correlation(y: FloatArray, x: FloatArray, place: IntArray, less: int) -> tuple[Status, str]:
    """Return why a working correlation cannot be estimated."""
    sizes = np.bincount(place)
    pairs = float((sizes * (sizes - 1) / 2).sum())
    if pairs <= less:
        return Status.TOO_FEW, f"{pairs:.0f} pairs of rows of one firm for a working correlation"
    rows = np.column_stack([y, x])
    first = rows[np.unique(place, return_index=True)[1]][place]
    if np.array_equal(rows, first):
        return (
            Status.NOT_CONVERGED,
            "outcome and predictors never change within a firm: the working correlation is 1; "
            "use one row for each firm",
        )
    return Status.OK, ""


def _solved(
    y: FloatArray, design: FloatArray, place: IntArray, working: str, less: int
) -> GeeFit | None:
    """Return the solution, or None where there is none."""
    from statsmodels.genmod.cov_struct import Exchangeable, Independence
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, IterationLimitWarning

    structure = Exchangeable() if working == "exchangeable" else Independence()
    with warnings.catch_warnings(), np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        # either becomes a status
        warnings.simplefilter("error", ConvergenceWarning)
        warnings.simplefilter("error", IterationLimitWarning)
        try:
            fitted = GEE(y, design, groups=place, family=Binomial(), cov_struct=structure).fit(
                maxiter=STEPS,
                ctol=LAST_STEP * y.size,
                ddof_scale=less,
            )
        except (ConvergenceWarning, IterationLimitWarning, np.linalg.LinAlgError):
            return None
    alpha = float(structure.dep_params) if working == "exchangeable" else 0.0
    least = -1 / max(int(np.bincount(place).max()) - 1, 1)
    beta, robust = np.asarray(fitted.params, float), np.asarray(fitted.cov_robust, float)
    if not least < alpha < 1 or not (np.isfinite(beta).all() and np.isfinite(robust).all()):
        return None
    return GeeFit(beta, robust, alpha if working == "exchangeable" else NAN)
