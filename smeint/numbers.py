"""Numbers as a journal prints them; decisions are made elsewhere, on unrounded values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from smeint.defaults import ALPHA

#: What stands where there is no number: an en dash.
NOTHING = "\u2013"


def p_text(p: float, bound: str = "", *, alpha: float = ALPHA) -> str:
    """Return a p-value in APA form: no leading zero, three decimals, more near alpha.

    Parameters
    ----------
    p : float
    bound : {"", "<", ">"}
        Whether the value is only a bound.
    alpha : float
        Digits are added until a rounded p lies on the same side of it as the p-value does.

    Returns
    -------
    str

    Examples
    --------
    >>> p_text(0.0123), p_text(0.0004), p_text(0.04996), p_text(1.0)
    ('.012', '< .001', '.04996', '1.000')
    >>> p_text(0.0004, alpha=0.0005)
    '.0004'
    >>> p_text(0.001, "<")
    '< .001'
    """
    if math.isnan(p):
        return NOTHING
    if p < 0.001 <= alpha:
        return "< .001"
    digits = 3
    while digits < 12 and (
        (round(p, digits) < alpha) != (p < alpha) or (p > 0 and round(p, digits) == 0)
    ):
        digits += 1
    text = _no_leading_zero(f"{p:.{digits}f}")
    return f"{bound} {text}" if bound else text


def alpha_text(alpha: float) -> str:
    """Return a level such as ``.05``.

    Examples
    --------
    >>> alpha_text(0.05), alpha_text(0.001)
    ('.05', '.001')
    """
    return _no_leading_zero(f"{alpha:g}")


def correlation_text(x: float, digits: int = 2) -> str:
    """Return an effect that lies between -1 and 1, without its leading zero.

    Examples
    --------
    >>> correlation_text(-0.314), correlation_text(0.0), correlation_text(-0.001)
    ('-.31', '.00', '.00')
    """
    if math.isnan(x):
        return NOTHING
    text = f"{x:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return _no_leading_zero(text)


def number_text(x: float, digits: int = 2) -> str:
    """Return any other number, with its leading zero.

    Examples
    --------
    >>> number_text(11.2184), number_text(float("inf"))
    ('11.22', '∞')
    """
    if math.isnan(x):
        return NOTHING
    if math.isinf(x):
        return "∞" if x > 0 else "-∞"
    text = f"{x:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text


def significant_text(x: float, digits: int = 5) -> str:
    """Return a number by its significant digits, as two programs' numbers are compared.

    Examples
    --------
    >>> significant_text(0.00479294), significant_text(3.2e-14, 1), significant_text(519.0)
    ('0.0047929', '3e-14', '519')
    """
    return NOTHING if math.isnan(x) else f"{x:.{digits}g}"


def count_text(x: float) -> str:
    """Return a count, a dash where there is none.

    Examples
    --------
    >>> count_text(57.0), count_text(12000.0)
    ('57', '12,000')
    """
    return NOTHING if math.isnan(x) else f"{int(x):,}"


def median_text(x: float) -> str:
    """Return a median, or another value in the unit of its variable.

    Examples
    --------
    >>> median_text(0.25), median_text(0.0123456), median_text(12345.6)
    ('0.25', '0.0123', '12,346')
    """
    if math.isnan(x):
        return NOTHING
    return f"{x:,.0f}" if abs(x) >= 1000 else f"{x:.3g}"


def size_text(n: float) -> str:
    """Return the number of firms of a test, a dash where it is not shown.

    Examples
    --------
    >>> size_text(1200), size_text(float("nan")) == NOTHING
    ('1200', True)
    """
    return NOTHING if math.isnan(n) else str(int(n))


#: Effects that lie between -1 and 1 and are printed without a leading zero.
BOUNDED_EFFECTS = frozenset(
    {
        *("phi", "cramers_v", "rank_biserial", "rho", "pooled_correlation"),
        *("common_rank_biserial", "stratified_rank_biserial"),
        *("cronbach_alpha", "mcdonald_omega", "item_rest_correlation"),
    }
)


def effect_text(name: str, x: float) -> str:
    """Return an effect in the form that fits its measure.

    Examples
    --------
    >>> effect_text("phi", -0.314), effect_text("odds_ratio", 0.4), effect_text("odds_ratio", 2e-3)
    ('-.31', '0.40', '0.002')
    >>> effect_text("odds_ratio", 12345.6), interval_text("odds_ratio", 1e-7, 0.5)
    ('12,346', '[< 0.001, 0.50]')
    """
    if name.endswith("odds_ratio") and (0 < x < 0.005 or 1000 <= x < math.inf):
        # two decimals would make a ratio 0, or say more than is known
        small = "< 0.001" if x < 0.0005 else f"{x:.3f}"
        return small if x < 1 else f"{x:,.0f}"
    return correlation_text(x) if name in BOUNDED_EFFECTS else number_text(x)


def interval_text(name: str, low: float, high: float) -> str:
    """Return an interval in brackets, a dash where there is none.

    Examples
    --------
    >>> interval_text("phi", -0.5, 0.123), interval_text("odds_ratio", 0.5, 12.0)
    ('[-.50, .12]', '[0.50, 12.00]')
    """
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    return f"[{effect_text(name, low)}, {effect_text(name, high)}]"


def _no_leading_zero(text: str) -> str:
    """Drop the zero before the decimal point."""
    if text.startswith("0."):
        return text[1:]
    if text.startswith("-0."):
        return "-" + text[2:]
    return text


#: Signs by which effects stand in tables.
SYMBOLS = {
    "phi": "φ",
    "cramers_v": "V",
    "cohens_w": "w",
    "rank_biserial": "r_rb",
    "rho": "\u03c1",
    "pooled_correlation": "r_pooled",
    "odds_ratio": "OR",
}

#: What those signs stand for.
EFFECT_NAMES = {
    "phi": "phi",
    "cramers_v": "Cramér's V",
    "cohens_w": "Cohen's w",
    "rank_biserial": "rank-biserial correlation",
    "rho": "Spearman's rank correlation",
    "pooled_correlation": "within-year correlation of scores over all years",
    "odds_ratio": "odds ratio",
}

#: Names of statistics that are set otherwise than in ``findings.csv``.
STATISTICS = {"chi2": "χ²"}


def statistic_text(row: Mapping[str, Any]) -> str:
    """Return a statistic with its degrees of freedom, such as ``χ²(1) = 11.22``."""
    df = row["df"]
    name = STATISTICS.get(row["statistic_name"], row["statistic_name"])
    inside = "" if df != df else f"({df:g})" if float(df).is_integer() else f"({df:.1f})"
    return f"{name}{inside} = {number_text(row['statistic'])}"


def percent_text(share: float) -> str:
    """Return a share in percent without its sign; what is not 0 is not printed as 0.

    Examples
    --------
    >>> percent_text(0.0512), percent_text(0.0), percent_text(0.0002), percent_text(0.9999)
    ('5.1', '0.0', '< 0.1', '> 99.9')
    """
    if math.isnan(share):
        return NOTHING
    if 0 < share < 0.0005:
        return "< 0.1"
    return "> 99.9" if 0.9995 <= share < 1 else f"{100 * share:.1f}"


def percent_interval_text(share: float, low: float, high: float) -> str:
    """Return a share in percent with an interval, such as ``5.0 [4.1, 6.0]``.

    Examples
    --------
    >>> percent_interval_text(0.05, 0.0412, 0.0604)
    '5.0 [4.1, 6.0]'
    """
    if math.isnan(share):
        return NOTHING
    return f"{percent_text(share)} [{percent_text(low)}, {percent_text(high)}]"
