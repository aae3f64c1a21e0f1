"""Size schemes: which firms are SMEs, by whose rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError, nearest


@dataclass(frozen=True, slots=True)
class SizeScheme:
    """A rule that splits firms into SMEs, non-SMEs and neither by headcount.

    Parameters
    ----------
    name : str
    lower : float
        An SME has strictly more employees than this (persons).
    upper : float
        An SME has strictly fewer employees than this; a non-SME has this many or more.
    source : str
        Where the rule stands, with its date.
    note : str
        What is stated by the source and what is inferred.
    """

    name: str
    lower: float
    upper: float
    source: str
    note: str

    @property
    def sme_rule(self) -> str:
        """The SME rule in words."""
        return f"{self.lower:g} < employees < {self.upper:g}"

    @property
    def non_sme_rule(self) -> str:
        """The non-SME rule in words."""
        return f"employees >= {self.upper:g}"

    @property
    def neither_rule(self) -> str:
        """Which firms are left out of the sample, in words."""
        return f"{self.lower:g} or fewer employees: neither SME nor non-SME"

    def classify(self, employees: ArrayLike) -> FloatArray:
        """Return 1 for an SME, 0 for a non-SME and NaN for neither or unknown.

        Parameters
        ----------
        employees : array of float, any shape, persons

        Returns
        -------
        array of float, same shape

        Examples
        --------
        >>> scheme("osei_bonsu_2014").classify([10, 11, 199, 200])
        array([nan,  1.,  1.,  0.])
        """
        x = np.asarray(employees, dtype=float)
        sme = np.where(x < self.upper, 1.0, 0.0)
        return np.where(x > self.lower, sme, np.nan)


SCHEMES: dict[str, SizeScheme] = {
    "osei_bonsu_2014": SizeScheme(
        name="osei_bonsu_2014",
        lower=10,
        upper=200,
        source="Osei-Bonsu, N. (2014), section 3",
        note=(
            "SME: stated by the study. Non-SME from 200 employees, and 10 or fewer left out of "
            "the sample: inferred."
        ),
    ),
}


def scheme(name: str) -> SizeScheme:
    """Return the size scheme of that name.

    Raises
    ------
    ArgumentError
        If there is no such scheme.
    """
    if name not in SCHEMES:
        raise ArgumentError(
            f"size_scheme `{name}` is not known; allowed: {', '.join(SCHEMES)}."
            + nearest(name, SCHEMES)
        )
    return SCHEMES[name]
