"""Tests of a model's predictors: Wald's, of several coefficients at once, and likelihood ratios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.formulas.result import Estimate

PROFILE_CI_METHOD = "profile likelihood"


def joint_wald(
    beta: ArrayLike, cov: ArrayLike, places: Sequence[int]
) -> tuple[FloatArray, FloatArray]:
    """Return Wald's chi-square that several coefficients are all 0, and its p.

    Parameters
    ----------
    beta : array, shape (..., terms)
    cov : array, shape (..., terms, terms)
    places : sequence of int
        Of the coefficients under test; their number is the degrees of freedom.

    Returns
    -------
    tuple of array

    Notes
    -----
    b' V^-1 b of the chosen coefficients: what SPSS prints for a category, and for one coefficient
    the square of z. It does not depend on the reference level.

    Examples
    --------
    >>> chi2, p = joint_wald([0.8, -1.4], np.eye(2) * 0.16, [0, 1])
    >>> round(float(chi2), 4), round(float(p), 6)
    (16.25, 0.000296)
    """
    b = np.asarray(beta, dtype=float)[..., places]
    v = np.asarray(cov, dtype=float)[..., places, :][..., :, places]
    usable = np.isfinite(b).all(axis=-1) & np.isfinite(v).all(axis=(-2, -1))
    safe = np.where(usable[..., None, None], v, np.eye(len(places)))
    # on the scale of correlations, where units do not matter
    error = np.sqrt(np.diagonal(safe, axis1=-2, axis2=-1))
    t = np.where(usable[..., None], b / error, np.nan)
    corr = safe / (error[..., :, None] * error[..., None, :])
    chi2 = np.where(usable, (t * np.linalg.solve(corr, t[..., None])[..., 0]).sum(axis=-1), np.nan)
    return chi2, np.asarray(special.chdtrc(float(len(places)), chi2))


def wald_rows(
    beta: FloatArray,
    cov: FloatArray,
    terms: Sequence[str],
    categories: Mapping[str, Sequence[int]],
) -> Iterator[Estimate]:
    """Yield Wald's chi-square of each term, and of each category with several columns.

    Parameters
    ----------
    beta, cov : array
        Of all coefficients, the intercept's first.
    terms : sequence of str
        Of the same.
    categories : mapping of str to sequence of int
        Places in `terms`.

    Examples
    --------
    >>> rows = wald_rows(np.array([1.0, 2.0]), np.eye(2), ("intercept", "x"), {})
    >>> [(row.term, float(row.statistic)) for row in rows]
    [('intercept', 1.0), ('x', 4.0)]
    """
    every = {term: [place] for place, term in enumerate(terms)} | dict(categories)
    for name, places in every.items():
        chi2, p = joint_wald(beta, cov, list(places))
        df = float(len(places))
        yield Estimate("wald_chi_square", chi2, term=name, statistic=chi2, df=df, p_value=p)


@dataclass(frozen=True, slots=True)
class LikelihoodTests:
    """What the likelihood of one model, maximized anew for each, says of its predictors.

    Parameters
    ----------
    terms : tuple of str
        Coefficients that were profiled.
    beta, low, high : array, shape (terms,)
        Coefficients and their profile likelihood limits; NaN where a search did not converge.
    chi2 : array, shape (terms,)
        Twice the fall of the log-likelihood where the coefficient is held at 0.
    level : float
        Confidence level of the limits.
    predictors : tuple of str
    predictor_chi2, predictor_df : array, shape (predictors,)
        The same where all coefficients of a predictor are held at 0, and their number.
    note : str
        What did not converge.
    """

    terms: tuple[str, ...]
    beta: FloatArray
    low: FloatArray
    high: FloatArray
    chi2: FloatArray
    level: float
    predictors: tuple[str, ...]
    predictor_chi2: FloatArray
    predictor_df: FloatArray
    note: str = ""


def likelihood_rows(tests: LikelihoodTests) -> Iterator[Estimate]:
    """Yield log-odds and odds ratio by the profile, and the likelihood ratio of each predictor.

    Parameters
    ----------
    tests : LikelihoodTests

    Yields
    ------
    Estimate
        ``log_odds`` and ``odds_ratio``, variant ``profile``, with likelihood-ratio chi-square, p
        and profile limits; ``likelihood_ratio_chi_square`` of each predictor.

    Notes
    -----
    Null hypothesis: given the other predictors, the odds of the event do not depend on this one.
    The interval holds the values that the likelihood-ratio test does not reject: it need not be
    symmetric, and unlike Wald's it does not fail where b is large (Hauck and Donner, 1977).

    References
    ----------
    Hauck, W. W., & Donner, A. (1977). Wald's test as applied to hypotheses in logit analysis.
    *Journal of the American Statistical Association*, 72, 851-853.
    https://doi.org/10.1080/01621459.1977.10479969

    Venzon, D. J., & Moolgavkar, S. H. (1988). A method for computing profile-likelihood-based
    confidence intervals. *Applied Statistics*, 37, 87-94. https://doi.org/10.2307/2347496

    Examples
    --------
    >>> one = np.array([1.0])
    >>> tests = LikelihoodTests(("x",), one, one - 1.2, one + 1.4, one * 5, 0.95, (), one, one)
    >>> [(row.measure, round(float(row.ci_low), 4)) for row in likelihood_rows(tests)]
    [('log_odds', -0.2), ('odds_ratio', 0.8187)]
    """
    for place, term in enumerate(tests.terms):
        chi2 = tests.chi2[place]
        ends = np.array([tests.beta[place], tests.low[place], tests.high[place]])
        with np.errstate(over="ignore"):
            scales = (("log_odds", ends), ("odds_ratio", np.exp(ends)))
        for measure, (estimate, low, high) in scales:
            yield Estimate(
                measure,
                estimate,
                variant="profile",
                term=term,
                statistic=chi2,
                df=1.0,
                p_value=special.chdtrc(1.0, chi2),
                ci_low=low,
                ci_high=high,
                ci_level=tests.level,
                ci_method=PROFILE_CI_METHOD,
            )
    for place, name in enumerate(tests.predictors):
        chi2, df = tests.predictor_chi2[place], tests.predictor_df[place]
        yield Estimate(
            "likelihood_ratio_chi_square",
            chi2,
            term=name,
            statistic=chi2,
            df=df,
            p_value=special.chdtrc(df, chi2),
        )
