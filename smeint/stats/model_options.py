"""Which robust covariance a model has, as a user says it."""

from __future__ import annotations

from smeint.defaults import CLUSTER_COVARIANCE, ROW_COVARIANCE
from smeint.errors import ArgumentError, listed
from smeint.formulas.sandwich import CR_FACTORS, HC_FACTORS

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
