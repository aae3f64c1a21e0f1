"""Models of shares and of heavy-tailed outcomes, fitted to a design."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smeint.arrays import IntArray
from smeint.defaults import CLUSTER_COVARIANCE, LEVEL, QUANTILE, ROW_COVARIANCE
from smeint.engine.design import Design
from smeint.engine.fractional import fit_fractional
from smeint.engine.logit import joined
from smeint.engine.quantile_fit import fit_quantile
from smeint.engine.rank_regression import fit_ranks
from smeint.engine.two_part import fit_two_part
from smeint.formulas.fractional import fractional_test
from smeint.formulas.quantile import quantile_regression_test
from smeint.formulas.rank_regression import rank_regression_test
from smeint.formulas.result import TestResult
from smeint.formulas.two_part import two_part_test

#: Terms of years, which a regression of ranks within years has already.
_YEAR = "year["


def shares(model: Design, *, clustered: bool, level: float = LEVEL) -> TestResult:
    """Fit a fractional logit and test its first term.

    Parameters
    ----------
    model : Design
    clustered : bool
        Whether firms come back, and errors are by firm.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        As `smeint.formulas.fractional.fractional_test`.
    """
    kind = CLUSTER_COVARIANCE if clustered else ROW_COVARIANCE
    fit = fit_fractional(model.y, model.x, model.terms, _firms(model, clustered), kind)
    return _noted(fractional_test(fit, model.terms[0], level), model)


def two_parts(model: Design, *, clustered: bool, level: float = LEVEL) -> TestResult:
    """Fit a two-part model and test the combined effect of its first term, as `shares` does."""
    fit = fit_two_part(model.y, model.x, model.terms, _firms(model, clustered))
    return _noted(two_part_test(fit, model.terms[0], level), model)


def medians(model: Design, *, clustered: bool, level: float = LEVEL) -> TestResult:
    """Fit a regression of the median and test its first term, as `shares` does."""
    fit = fit_quantile(model.y, model.x, model.terms, _firms(model, clustered), QUANTILE)
    return _noted(quantile_regression_test(fit, model.terms[0], level), model)


def ranks(model: Design, cell: IntArray, *, clustered: bool, level: float = LEVEL) -> TestResult:
    """Fit a regression of ranks within cells and test its first term, as `shares` does.

    Parameters
    ----------
    model : Design
        Its terms of years are left to the cells.
    cell : array of int, shape (n,)
        Year of each row.
    clustered : bool
    level : float

    Returns
    -------
    TestResult
        As `smeint.formulas.rank_regression.rank_regression_test`.
    """
    kept = [j for j, name in enumerate(model.terms) if not name.startswith(_YEAR)]
    terms = tuple(model.terms[j] for j in kept)
    kind = CLUSTER_COVARIANCE if clustered else ROW_COVARIANCE
    fit = fit_ranks(model.y, model.x[:, kept], terms, cell, _firms(model, clustered), kind)
    return _noted(rank_regression_test(fit, terms[0], level), model)


def _firms(model: Design, clustered: bool) -> IntArray:
    """Return firms where they come back."""
    return model.firm if clustered else np.zeros(0, dtype=np.int64)


def _noted(result: TestResult, model: Design) -> TestResult:
    """Return a result with the remarks of its design."""
    return replace(result, note=joined(model.note, result.note))
