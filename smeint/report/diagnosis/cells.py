"""Rates, intervals and names as the tables of a diagnosis print them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.formulas.intervals import wilson
from smeint.labels import short_title
from smeint.numbers import BOUNDED_EFFECTS, NOTHING, correlation_text, number_text
from smeint.report.sentences.names import own_text

if TYPE_CHECKING:
    import pandas as pd

    from smeint.diagnose.diagnosis import Diagnosis

#: What the two worlds are called.
WORLDS = {PLANTED: "With the effects", NO_EFFECT: "Without any effect"}
#: Level of the intervals that say how exact the simulation is.
LEVEL = 0.95


def percent(share: float) -> str:
    """Return a share in percent without its sign; what is not 0 is not printed as 0.

    Examples
    --------
    >>> percent(0.0512), percent(0.0), percent(0.0002), percent(0.9999), percent(1.0)
    ('5.1', '0.0', '< 0.1', '> 99.9', '100.0')
    """
    if math.isnan(share):
        return NOTHING
    if 0 < share < 0.0005:
        return "< 0.1"
    return "> 99.9" if 0.9995 <= share < 1 else f"{100 * share:.1f}"


def rate_cell(share: float, mc_error: float) -> str:
    """Return a share in percent with its Monte Carlo standard error.

    Examples
    --------
    >>> rate_cell(0.924, 0.0059), rate_cell(float("nan"), float("nan")) == NOTHING
    ('92.4 (0.6)', True)
    """
    if math.isnan(share):
        return NOTHING
    return f"{percent(share)} ({percent(mc_error)})"


def interval_cell(share: float, low: float, high: float) -> str:
    """Return a share in percent with its Monte Carlo interval.

    Examples
    --------
    >>> interval_cell(0.05, 0.0412, 0.0604)
    '5.0 [4.1, 6.0]'
    """
    return NOTHING if math.isnan(share) else f"{percent(share)} [{percent(low)}, {percent(high)}]"


def value_cell(name: str, value: float, mc_error: float, digits: int = 3) -> str:
    """Return an effect, or a difference of effects, with its Monte Carlo standard error.

    Examples
    --------
    >>> value_cell("phi", -0.0042, 0.0008), value_cell("odds_ratio", 1.5, 0.01)
    ('-.004 (.001)', '1.500 (0.010)')
    """
    if math.isnan(value):
        return NOTHING
    text = correlation_text if name in BOUNDED_EFFECTS else number_text
    return f"{text(value, digits)} ({text(mc_error, digits)})"


def ratio_cell(value: float, mc_error: float) -> str:
    """Return a ratio with its Monte Carlo standard error.

    Examples
    --------
    >>> ratio_cell(1.254, 0.021)
    '1.25 (0.02)'
    """
    return NOTHING if math.isnan(value) else f"{number_text(value)} ({number_text(mc_error)})"


def range_text(texts: Sequence[str]) -> str:
    """Return the first and the last of texts in their order, or the one that all are.

    Examples
    --------
    >>> range_text(["1.0", "2.0", "3.0"]), range_text(["1.0", "1.0"]), range_text([]) == NOTHING
    ('1.0 to 3.0', '1.0', True)
    """
    if not texts:
        return NOTHING
    return texts[0] if texts[0] == texts[-1] else f"{texts[0]} to {texts[-1]}"


def span(values: Iterable[float], text: Any = percent) -> str:
    """Return the least and the greatest of the values that are known.

    Examples
    --------
    >>> span([0.9, float("nan"), 0.2]), span([]) == NOTHING
    ('20.0 to 90.0', True)
    """
    known = sorted(value for value in values if not math.isnan(value))
    return range_text([text(known[0]), text(known[-1])] if known else [])


def off_nominal(share: float, n: int, nominal: float) -> bool:
    """Return whether the Monte Carlo interval of a share lies on one side of its nominal value.

    Parameters
    ----------
    share : float
        NaN where no replicate tells.
    n : int
        Replicates behind it.
    nominal : float

    Examples
    --------
    >>> off_nominal(0.93, 10_000, 0.95), off_nominal(0.93, 200, 0.95)
    (True, False)
    """
    if math.isnan(share) or n <= 0:
        return False
    low, high = wilson(np.rint(share * n), n, LEVEL)
    return bool(low > nominal or high < nominal)


def heading(record: Mapping[str, Any]) -> str:
    """Return a hypothesis as a table names it, such as ``H1: propensity, by size``."""
    return f"{own_text(str(record['id']))}: {own_text(short_title(record))}"


def headings(diagnosis: Diagnosis) -> dict[str, str]:
    """Return every hypothesis as tables name it, by id."""
    return {record["id"]: heading(record) for record in diagnosis.manifest["hypotheses"]}


def of_world(frame: pd.DataFrame, world: str) -> pd.DataFrame:
    """Return the rows of one world."""
    return frame[frame["world"] == world]
