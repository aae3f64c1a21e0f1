"""A second opinion on a number: both values, whether they agree, and the verified reason if not."""

from __future__ import annotations

import math
from dataclasses import dataclass

from smeint.finding import NAN

#: Why two right numbers may differ. A reason is given only where the number of that very variant
#: was computed and equals the other program's.
REASONS: dict[str, str] = {
    "Yates by default": "chi-square of a 2x2 table is corrected after Yates unless told not to",
    "sign convention": "the same size; without a sign, or second group minus first",
    "CLES convention": "the probability that the other group is larger",
    "n with missing rows": "rows with a missing value count in n",
    "continuity correction": "U is moved half a pair towards its mean",
    "exact for small n without ties": "exact p, which the program takes for small samples",
    "Fisher z interval": "Fisher's z with 1 / sqrt(n - 3), which belongs to Pearson's correlation",
    "t at complete order": "p of 0 from an infinite t; ours is the exact one",
    "unexplained": "no variant that was computed gives this number",
}
UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far two values of one number may be apart.

    Parameters
    ----------
    relative, absolute : float
        They agree where the difference is at most `relative` times the larger plus `absolute`.
    text : str
        As it stands in ``cross_check.csv``.

    Examples
    --------
    >>> CLOSED.holds(1.0, 1.0 + 1e-11), CLOSED.holds(1e-20, 2e-20), ROUNDED_2.holds(0.128, 0.13)
    (True, False, True)
    """

    relative: float
    absolute: float
    text: str

    def holds(self, one: float, other: float) -> bool:
        """Return whether two values agree; infinite ones where they are the same."""
        if math.isnan(one) or math.isnan(other):
            return False
        if math.isinf(one) or math.isinf(other):
            return one == other
        larger = max(abs(one), abs(other))
        return abs(one - other) <= self.relative * larger + self.absolute


#: Formulas in closed form: rounding in the last digits, and the smallest floats.
CLOSED = Tolerance(1e-9, 1e-300, "relative 1e-9")
#: Effects, which may be 0 but for rounding.
EFFECT = Tolerance(1e-9, 1e-12, "relative 1e-9, absolute 1e-12")
#: Shapiro-Wilk's constants are in single precision in SciPy before 1.18.
SINGLE = Tolerance(1e-5, 1e-300, "relative 1e-5")
#: Two iterations stop at slightly different points.
ITERATED = Tolerance(1e-5, 1e-7, "relative 1e-5, absolute 1e-7")
ROUNDED_2 = Tolerance(0.0, 0.005 + 1e-9, "0.005, as pingouin rounds")
ROUNDED_3 = Tolerance(0.0, 0.0005 + 1e-9, "0.0005, as pingouin rounds")


@dataclass(frozen=True, slots=True)
class Opinion:
    """One number of a finding beside another program's: a row of ``cross_check.csv``.

    Parameters
    ----------
    finding_id : str
    quantity : str
        ``statistic``, ``p_value``, ``effect``, ``ci_low``, ``ci_high``, or the name of a measure,
        with its term after a colon; ``all`` where nothing of a finding is recomputed.
    smeint, pingouin : float
    call : str
        The call of pingouin.
    tolerance : str
    relative_difference : float
        Over the larger of both.
    agrees : bool or None
        None where the number is not recomputed.
    reason : str
        A key of `REASONS` where they differ, else empty.
    not_recomputed : str
        Why there is no second opinion.
    version : str
        Of pingouin.
    """

    finding_id: str
    quantity: str
    smeint: float = NAN
    pingouin: float = NAN
    call: str = ""
    tolerance: str = ""
    relative_difference: float = NAN
    agrees: bool | None = None
    reason: str = ""
    not_recomputed: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values of one number, before they are judged.

    Parameters
    ----------
    quantity : str
    ours, theirs : float
    call : str
    tolerance : Tolerance
    variants : tuple of (str, float)
        Reasons for a difference, each with our number of that variant, which must equal `theirs`.
    """

    quantity: str
    ours: float
    theirs: float
    call: str
    tolerance: Tolerance
    variants: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class NotCompared:
    """A number, or ``all`` of a finding, that is not recomputed, and why."""

    quantity: str
    why: str


def judged(finding_id: str, compared: Compared | NotCompared, version: str) -> Opinion:
    """Return the opinion on one number.

    Parameters
    ----------
    finding_id : str
    compared : Compared or NotCompared
    version : str

    Returns
    -------
    Opinion
        The reason for a difference is the first variant that equals the other number, else
        ``unexplained``.

    Examples
    --------
    >>> yates = (("Yates by default", 7.95),)
    >>> judged("H1", Compared("statistic", 9.05, 7.95, "f()", CLOSED, yates), "0.7.0").reason
    'Yates by default'
    >>> judged("H1", Compared("statistic", 9.05, 7.94, "f()", CLOSED, yates), "0.7.0").reason
    'unexplained'
    """
    if isinstance(compared, NotCompared):
        return Opinion(finding_id, compared.quantity, not_recomputed=compared.why, version=version)
    holds = compared.tolerance.holds
    agrees = holds(compared.ours, compared.theirs)
    reasons = (why for why, value in compared.variants if holds(value, compared.theirs))
    return Opinion(
        finding_id=finding_id,
        quantity=compared.quantity,
        smeint=compared.ours,
        pingouin=compared.theirs,
        call=compared.call,
        tolerance=compared.tolerance.text,
        relative_difference=_apart(compared.ours, compared.theirs),
        agrees=agrees,
        reason="" if agrees else next(reasons, UNEXPLAINED),
        version=version,
    )


def _apart(one: float, other: float) -> float:
    """Return the difference of two values over the larger of them."""
    larger = max(abs(one), abs(other))
    return abs(one - other) / larger if larger > 0 else 0.0
