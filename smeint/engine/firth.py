"""Logistic regressions with Firth's penalty fitted to one sample."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.engine.design import Design
from smeint.engine.logit import joined
from smeint.engine.logit_checks import checked, degenerate, quoted
from smeint.finding import NAN, Status
from smeint.formulas.firth import FirthFit, firth_test
from smeint.formulas.intervals import check_level
from smeint.formulas.result import TestResult

#: Rows above which Firth's penalty is not worth its time.
FIRTH_MOST = 20_000


def firth(model: Design, level: float = LEVEL) -> TestResult:
    """Fit a model with Firth's penalty and test its first term.

    Parameters
    ----------
    model : Design
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        As `smeint.formulas.firth.firth_test`; the note is the model's and the fit's.
    """
    fit = fit_firth(model.y, model.x, model.terms, level, profiled=model.terms[:1])
    return replace(firth_test(fit, model.terms[0]), note=joined(model.note, fit.note))


def fit_firth(
    outcome: ArrayLike,
    predictors: ArrayLike,
    names: Sequence[str],
    level: float = LEVEL,
    profiled: Sequence[str] | None = None,
) -> FirthFit:
    """Fit a logistic regression with Firth's penalty, or say why the data do not allow it.

    Parameters
    ----------
    outcome, predictors, names
        As in `fit_logit`.
    level : float
        Confidence level of the intervals.
    profiled : sequence of str, optional
        Terms whose p-value and interval come from the penalized likelihood, which is a search
        for each; all terms and the intercept by default. The others have Wald's.

    Returns
    -------
    FirthFit
        Separated data have estimates here; the other statuses are those of `fit_logit`, and
        ``too_large`` above 20,000 rows, where the penalty no longer matters. Where
        the penalized likelihood-ratio test or a limit does not converge, it is NaN and named in
        `note`.

    Raises
    ------
    ArgumentError
        As in `fit_logit`.

    Examples
    --------
    >>> fit = fit_firth([0, 0, 0, 1, 1, 1], [[0], [0], [0], [1], [1], [1]], ["x"])
    >>> np.round(fit.beta, 6)
    array([-1.94591,  3.89182])
    """
    check_level(level)
    y, x, terms = checked(outcome, predictors, names)
    status, note = degenerate(y, x, terms[1:])
    if len(y) > FIRTH_MOST:
        status, note = (
            Status.TOO_LARGE,
            f"Firth's penalty does not matter above {FIRTH_MOST:,} rows",
        )
    wanted = frozenset(terms if profiled is None else profiled)
    counts = (float(len(y)), float(y.sum()))
    if status != Status.OK:
        return FirthFit(terms, *_nothing(terms), level, NAN, *counts, wanted, int(status), note)
    scale = x.std(axis=0)
    places = [place for place, name in enumerate(terms[1:]) if name in wanted]
    places += [len(scale)] if terms[0] in wanted else []
    found = _penalized(y, x / scale, level, places)
    if found is None:
        note = "penalized likelihood did not converge"
        code = int(Status.NOT_CONVERGED)
        return FirthFit(terms, *_nothing(terms), level, NAN, *counts, wanted, code, note)
    values, ll = found
    back = np.concatenate([[1.0], 1 / scale])
    beta, std_error, low, high = (values[:, i] * back for i in (0, 1, 3, 4))
    lost = np.asarray(np.isnan(values[:, 2:]).any(axis=1)).tolist()
    unfinished = [name for name, hit in zip(terms, lost, strict=True) if hit and name in wanted]
    if unfinished:
        note = f"p-value or interval did not converge: {quoted(unfinished)}"
    # the determinant of the information changes with the columns' scale
    penalized_ll = ll + math.fsum(np.log(scale).tolist())
    columns = (beta, std_error, values[:, 2], low, high)
    return FirthFit(terms, *columns, level, penalized_ll, *counts, wanted, 0, note)


def _nothing(
    terms: tuple[str, ...],
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the five columns of a fit that there is not."""
    empty = np.full(len(terms), NAN)
    return (empty, empty, empty, empty, empty)


def _penalized(
    y: FloatArray, x: FloatArray, level: float, places: list[int]
) -> tuple[FloatArray, float] | None:
    """Return estimate, SE, p and limits in columns, the intercept first, and the likelihood.

    p-value and limits are searched for the columns at `places`, the intercept being the last.
    """
    from firthmodels import FirthLogisticRegression
    from sklearn.exceptions import ConvergenceWarning

    def attempt(tolerance: float, halvings: int) -> Any:
        model = FirthLogisticRegression(
            backend="numpy",
            max_iter=1000,
            max_halfstep=halvings,
            gtol=tolerance,
            xtol=tolerance,
        )
        return model.fit(x, y)

    with warnings.catch_warnings():
        # what did not converge stays NaN and is named in the note
        warnings.simplefilter("ignore", ConvergenceWarning)
        try:
            safe = attempt(1e-5, halvings=50).lrt(features=places)
            # halving steps until the likelihood rises stalls at its last digits; full steps do not
            exact = attempt(1e-10, halvings=0)
            best = exact if exact.converged_ and exact.loglik_ >= safe.loglik_ - 1e-8 else safe
            if not best.converged_:
                return None
            limits = best.conf_int(
                alpha=1 - level, method="pl", features=places, max_iter=1000, tol=1e-8
            )
        except np.linalg.LinAlgError:
            return None
    beta = np.append(best.coef_, best.intercept_)
    std_error = _information_std_error(np.column_stack([x, np.ones(len(y))]), beta)
    columns = np.column_stack([beta, std_error, safe.lrt_pvalues_, limits])
    return np.roll(columns, 1, axis=0), float(best.loglik_)


def _information_std_error(design: FloatArray, beta: FloatArray) -> FloatArray:
    """Return standard errors from the inverse information at the estimates.

    firthmodels, as newer versions of R's logistf, weights the information by 1 + leverage; R's
    brglm2 and Heinze and Schemper (2002) do not.
    """
    fitted = special.expit(design @ beta)
    weighted = design * np.sqrt(fitted * (1 - fitted))[:, None]
    return np.asarray(np.sqrt(np.diag(np.linalg.inv(weighted.T @ weighted))))
