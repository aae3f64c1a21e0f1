"""What the doors of models share: the covariance, and the term under test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from smeint.defaults import CLUSTER_COVARIANCE, ROW_COVARIANCE
from smeint.errors import ArgumentError, listed
from smeint.formulas.sandwich import CR_FACTORS, HC_FACTORS
from smeint.stats.regressors import Regressors, regressors

#: Covariances of independent rows, and of rows in firms.
ROW_KINDS = tuple(HC_FACTORS)
FIRM_KINDS = (*CR_FACTORS, "CR2")


def covariance_kind(cov: str | None, firm: object) -> str:
    """Return the name of the covariance, by default HC3 of rows and CR2 of firms.

    Raises
    ------
    ArgumentError
        If there is no such covariance for rows, or for firms.

    Examples
    --------
    >>> covariance_kind(None, None), covariance_kind("CR1", ["a", "b"])
    ('HC3', 'CR1')
    """
    allowed = ROW_KINDS if firm is None else FIRM_KINDS
    kind = (ROW_COVARIANCE if firm is None else CLUSTER_COVARIANCE) if cov is None else cov
    if kind not in allowed:
        given = "without firm" if firm is None else "with firm"
        raise ArgumentError(f"cov must be one of {listed(allowed)} {given}, got {kind!r}.")
    return kind


def tested_first(
    outcome: object,
    predictors: Mapping[str, object],
    firm: object = None,
    reference: Mapping[str, str] | None = None,
) -> Regressors:
    """Return the complete rows of a model whose first term is one of its first predictor.

    Notes
    -----
    A category with a single level has no column of its own; as first predictor it stands as a
    constant one, so that no other term is tested in its place.

    Examples
    --------
    >>> tested_first([1, 0, 1], {"country": ["GHA", "GHA", "GHA"], "age": [3, 4, 5]}).terms
    ('country', 'age')
    """
    found = regressors(outcome, predictors, firm=firm, reference=reference)
    first = str(next(iter(predictors)))
    if any(term == first or term.startswith(f"{first}[") for term in found.terms[:1]):
        return found
    return replace(
        found,
        x=np.column_stack([np.zeros(found.y.size), found.x]),
        terms=(first, *found.terms),
    )
