"""Logistic regressions with Firth's penalty fitted to one sample."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.engine.design import Design
from smeint.engine.likelihood import HigherElsewhere, Peak, limits, maximum, penalized
from smeint.engine.logit import joined, with_intercept
from smeint.engine.logit_checks import checked, degenerate, quoted
from smeint.engine.profile import coefficient, ratio, without
from smeint.finding import NAN, Status
from smeint.formulas.firth import FirthFit, firth_test
from smeint.formulas.intervals import check_level
from smeint.formulas.result import TestResult

#: Rows above which Firth's penalty is not worth its time.
FIRTH_MOST = 20_000
#: Maxima of the penalized likelihood from which the search begins anew.
MOST_MOVES = 10


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
    together: Mapping[str, Sequence[int]] | None = None,
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
    together : mapping of str to sequence of int, optional
        Columns of each predictor, whose coefficients are tested together.

    Returns
    -------
    FirthFit
        Separated data have estimates here; the other statuses are those of `fit_logit`, and
        ``too_large`` above 20,000 rows, where the penalty no longer matters. Where
        the penalized likelihood-ratio test or a limit does not converge, it is NaN and named in
        `note`, which also says where the penalized likelihood has several maxima.

    Raises
    ------
    ArgumentError
        As in `fit_logit`.

    Notes
    -----
    Own searches (`smeint.engine.likelihood`): firthmodels 0.8 may take the lower limit for the
    upper one too, and does not test several coefficients together. Every test is a refit with the
    coefficients held at 0 and the penalty of the whole model, as in R's ``logistf``. R's packages
    stop at the maximum that is nearest to 0, which may not be the highest.

    Examples
    --------
    >>> fit = fit_firth([0, 0, 0, 1, 1, 1], [[0], [0], [0], [1], [1], [1]], ["x"])
    >>> np.round(fit.beta, 6)
    array([-1.94591,  3.89182])
    """
    check_level(level)
    y, x, terms = checked(outcome, predictors, names)
    status, note = degenerate(y, x, terms[1:])
    if status == Status.OK and len(y) > FIRTH_MOST:
        status = Status.TOO_LARGE
        note = f"Firth's penalty does not matter above {FIRTH_MOST:,} rows"
    wanted = frozenset(terms if profiled is None else profiled)
    counts = (float(len(y)), float(y.sum()))
    held: dict[str, Sequence[int]] = {**(together or {}), "": range(len(terms) - 1)}
    blank = replace(
        FirthFit(terms, *_nothing(terms), level, NAN, *counts, wanted, int(status), note),
        predictors=tuple(held),
        predictor_chi2=np.full(len(held), NAN),
        predictor_df=np.array([float(len(columns)) for columns in held.values()]),
    )
    if status != Status.OK:
        return blank
    found = _penalized(y, x, [place for place, t in enumerate(terms) if t in wanted], held, level)
    if found is None:
        note = "penalized likelihood did not converge"
        return replace(blank, status=int(Status.NOT_CONVERGED), note=note)
    return _fit(blank, x, found)


def _fit(blank: FirthFit, x: FloatArray, found: _Found) -> FirthFit:
    """Return a fit in the terms' own units."""
    mean, scale = x.mean(axis=0), x.std(axis=0)
    back = np.diag(np.concatenate([[1.0], 1 / scale]))
    back[0, 1:] = -mean / scale
    beta = back @ found.peak.weights
    std_error = np.linalg.norm(back @ _root_of_inverse(found), axis=1)
    lost = np.isnan(found.limits.sum(axis=1) + found.chi2).tolist()
    unfinished = [
        t for t, hit in zip(blank.terms, lost, strict=True) if hit and t in blank.profiled
    ]
    notes = [f"p-value or interval did not converge: {quoted(unfinished)}"] if unfinished else []
    if found.moved:
        notes.append("penalized likelihood has several maxima, the highest found is shown")
    return replace(
        blank,
        beta=beta,
        std_error=std_error,
        p_value=special.chdtrc(1.0, found.chi2),
        ci_low=beta + found.limits[:, 0],
        ci_high=beta + found.limits[:, 1],
        chi2=found.chi2,
        # the determinant of the information changes with the columns' scale
        penalized_ll=found.peak.point.value + math.fsum(np.log(scale).tolist()),
        predictor_chi2=found.held_chi2,
        note=joined(*notes),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """A maximum of the penalized likelihood of standardized terms, with what was searched there."""

    peak: Peak
    design: FloatArray
    limits: FloatArray
    chi2: FloatArray
    held_chi2: FloatArray
    moved: bool


def _nothing(
    terms: tuple[str, ...],
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the five columns of a fit that there is not."""
    empty = np.full(len(terms), NAN)
    return (empty, empty, empty, empty, empty)


def _penalized(
    y: FloatArray,
    x: FloatArray,
    places: list[int],
    held: Mapping[str, Sequence[int]],
    level: float,
) -> _Found | None:
    """Return the highest maximum of the penalized likelihood that the searches come to.

    Where terms are far from symmetric and data separated, there may be several. The search begins
    at 0, and again wherever a profile turns out to be higher than where it began.
    """
    scale = x.std(axis=0)
    design = with_intercept((x - x.mean(axis=0)) / scale)
    likelihood = penalized(y, design)
    drop = float(special.chdtri(1.0, 1 - level)) / 2
    start: FloatArray = np.zeros(design.shape[1])
    for moves in range(MOST_MOVES):
        peak = maximum(likelihood, design, np.zeros(len(y)), start=start)
        if peak is None:
            return None
        ends, chi2 = (np.full((len(start), 2), NAN), np.full(len(start), NAN))
        try:
            for place in places:
                column, others, unit = coefficient(design, x, scale, place)
                ends[place] = limits(likelihood, peak, column, others, drop, concave=False)
                ends[place] *= unit
                chi2[place] = ratio(likelihood, peak, others, concave=False)
        except HigherElsewhere as place_above:
            start = np.asarray(np.linalg.lstsq(design, place_above.eta, rcond=None)[0])
            continue
        ratios = [
            ratio(likelihood, peak, without(design, columns), concave=False)
            for columns in held.values()
        ]
        return _Found(peak, design, ends, chi2, np.array(ratios), moves > 0)
    return None


def _root_of_inverse(found: _Found) -> FloatArray:
    """Return a root of the inverse information at the estimates.

    R's brglm2 and Heinze and Schemper (2002) take the information as it is; newer versions of R's
    logistf weight it by 1 + leverage.
    """
    p = special.expit(found.peak.eta)
    rows = found.design * np.sqrt(p * (1 - p))[:, None]
    return np.asarray(np.linalg.inv(np.linalg.qr(rows, mode="r")))
