"""Recomputes with pingouin what pingouin can; findings stay as they are."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.study import opinion_variants as variants
from smeint.study.kept import KeptUnits, why_not_kept
from smeint.study.opinion import NotCompared, Opinion, judged
from smeint.study.opinion_calls import CALLS, WITHOUT, WITHOUT_ANY, Compares, Recomputed
from smeint.study.results import frame_of, records
from smeint.study.scales import RELIABILITY

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results


def cross_check(results: Results) -> pd.DataFrame:
    """Recompute with pingouin what pingouin can, and compare.

    Parameters
    ----------
    results : Results
        Not changed: nothing reads a second opinion but who reads the report.

    Returns
    -------
    data frame
        One row a finding and quantity, columns as the fields of `Opinion`: both values, the call,
        whether they agree, and the reason for a difference, which is given only where the
        variant that it names was computed and equals pingouin's number. Findings that pingouin
        cannot recompute are listed with why.

    Raises
    ------
    ArgumentError
        If the results keep no firm-years.

    Notes
    -----
    pingouin (GPL-3) is imported here alone, and only when this function is called.

    References
    ----------
    Vallat, R. (2018). Pingouin: statistics in Python. *Journal of Open Source Software*, 3(31),
    1026. https://doi.org/10.21105/joss.01026

    Examples
    --------
    >>> import smeint
    >>> found = cross_check(smeint.load_results("results"))  # doctest: +SKIP
    >>> found["agrees"].mean()  # doctest: +SKIP
    0.88
    """
    if results.analysis is None:
        raise ArgumentError(
            f"A cross-check needs the firm-years of the tests: {why_not_kept(results)}."
        )
    with _without_its_warnings():
        import pingouin

        kept = KeptUnits(results)
        measures = _measures(results)
        opinions = [
            judged(str(row["finding_id"]), compared, str(pingouin.__version__))
            for row in records(results.findings)
            for compared in _compared(pingouin, kept, row, measures.get(row["finding_id"], {}))
        ]
    return frame_of(Opinion, opinions)


@contextmanager
def _without_its_warnings() -> Iterator[None]:
    """Keep warnings away that are about pingouin's own ways, not about a number."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # small counts and samples: findings have notes and statuses of their own for them
        warnings.simplefilter("ignore", UserWarning)
        # pingouin 0.5 calls scikit-learn and pandas by arguments that newer ones give up
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _measures(results: Results) -> dict[str, dict[tuple[str, str, str], Mapping[str, Any]]]:
    """Return each finding's measures by name, variant and term; the first of each."""
    found: dict[str, dict[tuple[str, str, str], Mapping[str, Any]]] = {}
    for row in records(results.measures):
        key = (str(row["measure"]), str(row["variant"]), str(row["term"]))
        found.setdefault(str(row["finding_id"]), {}).setdefault(key, row)
    return found


def _compared(
    pingouin: Any,
    kept: KeptUnits,
    row: Mapping[str, Any],
    measures: Mapping[tuple[str, str, str], Mapping[str, Any]],
) -> Compares:
    """Yield the numbers of one finding beside pingouin's, or why there are none."""
    why = _why_not(row)
    if why:
        yield NotCompared("all", why)
        return
    finding_id, procedure = str(row["finding_id"]), str(row["procedure"])
    if row["hypothesis"] == RELIABILITY:
        question, units = variants.items_of(kept.analysis, row, measures)
    else:
        question, units = kept.questions[finding_id], kept.of(finding_id)
    test = Recomputed(row, measures, kept.analysis, question, units)
    yield from CALLS[procedure, str(row["variant"])](pingouin, test)


def _why_not(row: Mapping[str, Any]) -> str:
    """Return why pingouin has no second opinion on a finding; empty where it has."""
    if row["status"] != Status.OK.label:
        return f"not computed: {Status[str(row['status']).upper()].meaning}"
    if (row["procedure"], row["variant"]) in CALLS:
        return ""
    return WITHOUT.get(str(row["procedure"]), WITHOUT_ANY)
