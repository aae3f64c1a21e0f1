"""How much predictors share: variance inflation, tolerance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from smeint.arrays import FloatArray
from smeint.formulas.result import Estimate


def variance_inflation(
    x: FloatArray,
    columns: Mapping[str, Sequence[int]],
    weights: FloatArray | None = None,
    variant: str = "",
) -> tuple[Estimate, ...]:
    """Return the (generalized) variance inflation factor and the tolerance of each predictor.

    Parameters
    ----------
    x : array, shape (n, terms)
        Without an intercept; of full rank beside it.
    columns : mapping of str to sequence of int
        Which columns belong to each predictor: several where it is a category.
    weights : array, shape (n,), optional
        Of the rows: p (1 - p) gives the factors of a logistic model's own covariance, as R's
        ``car::vif`` of a ``glm``; none those of the linear design, as SPSS and ``car::vif`` of
        an ``lm``.
    variant : str
        Of the measures.

    Returns
    -------
    tuple of Estimate
        ``vif`` with its degrees of freedom, of a category the generalized one; ``tolerance``, 1
        over it; ``vif_root``, vif^(1 / (2 df)), which is comparable between predictors of
        different degrees of freedom: for one column the factor by which its standard error grows.

    Notes
    -----
    GVIF = det(R_11) det(R_22) / det(R), R_11 being the correlations of the predictor's columns,
    R_22 those of all others; it does not depend on a category's reference level. One design at a
    time. A high value says that the data cannot tell predictors apart, not that one must go.

    References
    ----------
    Fox, J., & Monette, G. (1992). Generalized collinearity diagnostics. *Journal of the American
    Statistical Association*, 87, 178-183. https://doi.org/10.1080/01621459.1992.10475190

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 5.0], [4.0, 4.0]])
    >>> rows = variance_inflation(x, {"a": [0], "b": [1]})
    >>> [(row.measure, round(float(row.estimate), 4)) for row in rows[:2]]
    [('vif', 2.7778), ('tolerance', 0.36)]
    """
    w = np.ones(len(x)) if weights is None else weights
    centred = (x - np.average(x, axis=0, weights=w)) * np.sqrt(w)[:, None]
    centred = centred / np.linalg.norm(centred, axis=0)
    information = centred.T @ centred
    root = np.linalg.inv(np.linalg.qr(centred, mode="r"))
    covariance = root @ root.T
    found = []
    for name, places in columns.items():
        block = np.ix_(places, places)
        vif = float(np.linalg.det(information[block]) * np.linalg.det(covariance[block]))
        df = float(len(places))
        found += [
            Estimate("vif", max(vif, 1.0), term=name, variant=variant, df=df),
            Estimate("tolerance", min(1 / vif, 1.0), term=name, variant=variant, df=df),
            Estimate("vif_root", max(vif, 1.0) ** (0.5 / df), term=name, variant=variant, df=df),
        ]
    return tuple(found)
