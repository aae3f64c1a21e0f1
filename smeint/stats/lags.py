"""Values of earlier years, for models with a lag."""

from __future__ import annotations

from collections import Counter

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LAG
from smeint.engine.lags import earlier
from smeint.errors import ArgumentError
from smeint.stats.inputs import labels, numbers, same_length, same_rows


def lagged(values: object, firm: object, year: object, by: int = LAG) -> FloatArray:
    """Return each firm's value of `by` years earlier.

    Parameters
    ----------
    values : array_like, shape (n,)
        Numbers or yes/no; missing values stay missing.
    firm : array_like, shape (n,)
        Labels of firms, none missing.
    year : array_like, shape (n,)
        Whole years, none missing; rows in any order.
    by : int
        Years back, 1 or more.

    Returns
    -------
    array of float, shape (n,)
        NaN where the firm has no row for that very year: a gap is not bridged.

    Raises
    ------
    ArgumentError
        If an argument is not as described, or a firm has a year twice.

    Notes
    -----
    For two models of `rota`, which answer different questions:

    - *rota in t on internationalized in t - 1* puts the predictor before the outcome. It does not
      answer whether one brings about the other: firms that were profitable before may have gone
      abroad for that reason, and a status that persists is nearly the same in both years. A
      firm's first year, and each year after a gap, drop out.
    - *rota in t on internationalized, and rota in t - 1* compares firms of equal rota a year
      before. It answers whether firms differ in the *change* they stand out by, not whether they
      differ at all, and leaves out what had been reached by then. A measured rota stands for the
      lasting one with error, so that part of a lasting difference stays with the predictor.

    Neither removes what firms differ in and no column holds.

    Examples
    --------
    >>> lagged([.1, .2, .3, .4], ["a", "a", "a", "b"], [2010, 2011, 2013, 2011])
    array([nan, 0.1, nan, nan])
    """
    x, years = numbers(values, "values"), numbers(year, "year")
    names, known = labels(firm, "firm")
    same_rows({"values": values, "firm": firm, "year": year})
    same_length({"values": x.size, "firm": names.size, "year": years.size})
    if isinstance(by, bool) or not isinstance(by, (int, np.integer)) or by < 1:
        raise ArgumentError(f"by must be a whole number of years from 1 on, got {by!r}.")
    if not known.all():
        raise ArgumentError(f"firm must be known in every row, {int((~known).sum())} are missing.")
    if np.isnan(years).any() or (years != np.floor(years)).any():
        raise ArgumentError("year must be a known whole number in every row.")
    rows = list(zip(names.tolist(), years.astype(int).tolist(), strict=True))
    for (name, when), count in Counter(rows).items():
        if count > 1:
            raise ArgumentError(f"each firm must have a year once, firm {name!r} has {when} twice.")
    firms = np.asarray(np.unique(names, return_inverse=True)[1]).reshape(-1)
    return earlier(x, firms, years.astype(np.int64), int(by))
