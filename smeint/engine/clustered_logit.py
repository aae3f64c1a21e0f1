"""Logistic regressions whose standard errors allow for dependent years of a firm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import CLUSTER_COVARIANCE, CLUSTER_DISTRIBUTION, LEVEL
from smeint.engine.design import Design
from smeint.engine.logit import fit_logit, joined
from smeint.engine.logit_checks import quoted
from smeint.engine.robust_logit import (
    MODEL,
    Parts,
    check_option,
    likelihood_measures,
    sandwich_parts,
)
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.bell_mccaffrey import cr2_covariance, resting_on_one
from smeint.formulas.logit import LogitFit
from smeint.formulas.result import TestResult
from smeint.formulas.robust_logit import (
    Covariance,
    RobustLogitFit,
    no_robust_fit,
    robust_logit_test,
)
from smeint.formulas.sandwich import CR_FACTORS, cluster_covariance, rounding

#: Covariances by firm.
CLUSTER_COVS = (*CR_FACTORS, "CR2")
#: What Wald statistics by firm are referred to, in words.
DISTRIBUTIONS = {"t": "t(G - 1)", "satterthwaite": "Satterthwaite t", "normal": "normal"}
#: To what programs refer each covariance: Stata, R's lmtest after sandwich, R's clubSandwich.
USUAL = {"CR0": "normal", "CR1": "normal", "CR1S": "normal", "CR2": "satterthwaite"}
#: Rows of one firm up to which CR2 is found.
CR2_MOST = 2_000
#: Firms below which a model carries a warning.
FEW_CLUSTERS = 30
#: Satterthwaite degrees of freedom below which a note says so.
FEW_DEGREES = 5


def clustered(
    model: Design,
    level: float = LEVEL,
    cov: str = CLUSTER_COVARIANCE,
    distribution: str = CLUSTER_DISTRIBUTION,
) -> TestResult:
    """Fit a model with standard errors by firm, and test its first term.

    Parameters
    ----------
    model : Design
    level : float
        Confidence level.
    cov : str
        One of `CLUSTER_COVS`.
    distribution : str
        One of `DISTRIBUTIONS`.

    Returns
    -------
    TestResult
        As `smeint.formulas.robust_logit.robust_logit_test`.
    """
    fit = fit_clustered(model.y, model.x, model.terms, model.firm, cov, distribution)
    result = robust_logit_test(fit, model.terms[0], level)
    return replace(result, note=joined(model.note, fit.note))


def fit_clustered(
    outcome: ArrayLike,
    predictors: ArrayLike,
    names: Sequence[str],
    firm: ArrayLike,
    cov: str = CLUSTER_COVARIANCE,
    distribution: str = CLUSTER_DISTRIBUTION,
) -> RobustLogitFit:
    """Fit a logistic regression by maximum likelihood with covariances for dependent rows.

    Parameters
    ----------
    outcome, predictors, names
        As in `smeint.engine.logit.fit_logit`.
    firm : array, shape (n,)
        Label of each row's firm, in any order.
    cov : str
        One of `CLUSTER_COVS`.
    distribution : str
        One of `DISTRIBUTIONS`.

    Returns
    -------
    RobustLogitFit
        Statuses as in `smeint.engine.logit.fit_logit`; ``too_few`` also where there are no more
        firms than coefficients, ``too_large`` where CR2 is wanted and a firm has above 2,000
        rows.

    Raises
    ------
    ArgumentError
        As there, or if an option is none of these.

    Examples
    --------
    >>> x = [[0], [0], [0], [1], [1], [1], [1], [1]]
    >>> fit = fit_clustered([0, 1, 0, 1, 1, 0, 1, 1], x, ["x"], [1, 1, 2, 3, 3, 4, 4, 5], "CR1")
    >>> fit.covariance.std_error.round(4), fit.covariance.method
    (array([0.7906, 1.311 ]), 'CR1 by firm (G / (G - 1)), t(G - 1)')
    """
    check_option("cov", cov, CLUSTER_COVS)
    check_option("distribution", distribution, tuple(DISTRIBUTIONS))
    if distribution == "satterthwaite" and cov != "CR2":
        raise ArgumentError(f"distribution satterthwaite needs cov CR2, got {cov!r}.")
    fit = fit_logit(outcome, predictors, names)
    place = firm_numbers(firm, np.size(outcome))
    status, note = Status(int(np.asarray(fit.status))), fit.note
    if status is Status.OK:
        status, note = too_few_firms(place, len(fit.terms))
    largest = int(np.bincount(place).max(initial=0))
    if status is Status.OK and cov == "CR2" and largest > CR2_MOST:
        status, note = Status.TOO_LARGE, f"a firm has {largest:,} rows; CR1 takes any number"
    if status is not Status.OK:
        return no_robust_fit(fit.terms, status, note)
    parts = sandwich_parts(fit, outcome, predictors)
    chosen, others, satterthwaite = _by_firm(fit, parts, place, cov, distribution)
    alone = resting_on_one(parts.x, parts.weight, parts.bread, place, parts.back)
    cancelled = rounding(chosen.cov, fit.cov) & ~alone
    return RobustLogitFit(
        terms=fit.terms,
        beta=np.asarray(fit.beta, dtype=float),
        covariance=chosen,
        others=others,
        unknown=alone | cancelled,
        measures=likelihood_measures(fit),
        note=joined(
            fit.note,
            *remarks(fit.terms, place, alone, satterthwaite),
            cancelling(fit.terms, cancelled),
        ),
    )


def firm_numbers(firm: ArrayLike, n: int) -> IntArray:
    """Return firms numbered from 0, in the order of their labels.

    Raises
    ------
    ArgumentError
        If there is not one for each of the `n` rows.

    Examples
    --------
    >>> firm_numbers(["b", "a", "b"], 3)
    array([1, 0, 1])
    """
    labels = np.asarray(firm)
    if labels.shape != (n,):
        raise ArgumentError(f"firm must have one label for each of {n} rows, got {labels.shape}.")
    return np.asarray(np.unique(labels, return_inverse=True)[1]).reshape(-1)


def remarks(
    terms: tuple[str, ...], place: IntArray, alone: ArrayLike, satterthwaite: FloatArray | None
) -> list[str]:
    """Return what a reader should know about the firms of a model.

    Examples
    --------
    >>> remarks(("intercept", "x"), np.arange(4) // 2, [False, False], None)[0][:7]
    '2 firms'
    """
    firms = int(place.max()) + 1
    out = []
    if firms < FEW_CLUSTERS:
        advice = "" if satterthwaite is None else "; compare CR2 (Satterthwaite), score bootstrap"
        out.append(f"{firms} firms, fewer than {FEW_CLUSTERS}: p is approximate{advice}")
    resting = [term for term, hit in zip(terms, np.asarray(alone), strict=True) if hit]
    if resting:
        out.append(f"determined by one firm alone, no standard error: {quoted(resting)}")
    if satterthwaite is not None and not np.asarray(alone)[1] and satterthwaite[1] < FEW_DEGREES:
        out.append(
            f"few firms carry `{terms[1]}`: {satterthwaite[1]:.1f} Satterthwaite degrees of freedom"
        )
    if firms == place.size:
        out.append("every firm has one row")
    return out


def cancelling(terms: tuple[str, ...], cancelled: ArrayLike) -> str:
    """Return which terms have no standard error because every firm's scores sum to 0.

    Examples
    --------
    >>> cancelling(("intercept", "x"), [False, True])
    "every firm's scores sum to 0, no standard error: `x`"
    """
    named = [term for term, hit in zip(terms, np.asarray(cancelled), strict=True) if hit]
    return f"every firm's scores sum to 0, no standard error: {quoted(named)}" if named else ""


def too_few_firms(place: IntArray, coefficients: int) -> tuple[Status, str]:
    """Return whether there are enough firms for a model."""
    firms = int(place.max()) + 1
    if firms <= coefficients:
        noun = "firm" if firms == 1 else "firms"
        return Status.TOO_FEW, f"{firms} {noun} for {coefficients} coefficients"
    return Status.OK, ""


def _by_firm(
    fit: LogitFit, parts: Parts, place: IntArray, cov: str, distribution: str
) -> tuple[Covariance, tuple[Covariance, ...], FloatArray | None]:
    """Return the chosen covariance, all as programs print them, and Satterthwaite's df."""
    k, firms = len(fit.terms), int(place.max()) + 1
    found = {
        kind: cluster_covariance(kind, parts.scores, parts.bread, place) for kind in CR_FACTORS
    }
    degrees = {"t": np.full(k, firms - 1.0), "normal": np.full(k, np.inf)}
    if np.bincount(place).max() <= CR2_MOST:
        x, bread = parts.x, parts.bread
        reduced = cr2_covariance(x, parts.weight, parts.residual, bread, place, parts.back)
        found["CR2"], degrees["satterthwaite"] = reduced.cov, reduced.df

    def named(kind: str, by: str) -> Covariance:
        factor = f" ({CR_FACTORS[kind]})" if kind in CR_FACTORS else ""
        # of CR2 the covariance is already that of the columns as they were given
        cov = found[kind] if kind == "CR2" else parts.restored(found[kind])
        return Covariance(kind, cov, degrees[by], f"{kind} by firm{factor}, {DISTRIBUTIONS[by]}")

    model = Covariance("model", np.asarray(fit.cov, dtype=float), degrees["normal"], MODEL)
    usual = tuple(named(kind, USUAL[kind]) for kind in found)
    return named(cov, distribution), (*usual, model), degrees.get("satterthwaite")
