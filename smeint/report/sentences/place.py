"""Where and when a test was made: how its sentence opens, and how it is called."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from smeint.errors import counted
from smeint.labels import stratum_label
from smeint.report.sentences.names import own_text, variable_name
from smeint.report.sentences.whole_finding import Whole

BAND = "doi_band = "


def opening(test: Whole, by: str = "") -> str:
    """Return the start of a sentence, such as ``In 2010, among SMEs in the high band, ``.

    Parameters
    ----------
    test : Whole
    by : str
        How the test was made, where a reader must know that first.
    """
    among = " ".join(part for part in (f"among {test.sample}" if test.sample else "", _in(test)))
    among = " ".join(among.split())
    return ", ".join(part for part in (_when(test.row), among, by) if part) + ", "


def _when(row: Mapping[str, Any]) -> str:
    """Return the year, or how years are taken together."""
    if row["unit"] == "firm_means":
        return "With each firm's mean over the years"
    if row["unit"] == "firm_clusters":
        if math.isnan(row["n"]) or math.isnan(row["n_firms"]):
            return "Over all years"
        sizes = f"{counted(int(row['n']), 'firm-year')} of {counted(int(row['n_firms']), 'firm')}"
        return f"Over all years ({sizes})"
    return f"In {row['year']}"


def _in(test: Whole) -> str:
    """Return the stratum."""
    stratum = str(test.row["stratum"])
    if stratum == "all":
        return ""
    if stratum.startswith(BAND):
        return f"in the {own_text(stratum.removeprefix(BAND))} band"
    return f"among {_group(stratum)}"


def _group(stratum: str) -> str:
    """Return a stratum that is no band."""
    named = own_text(stratum_label(stratum))
    return named.replace("Non-SMEs", "non-SMEs")


def place_name(row: Mapping[str, Any], *, year: bool = True, band: bool = True) -> str:
    """Return where a test stands, such as ``2011, high band``.

    Examples
    --------
    >>> place_name({"year": "2011", "unit": "cross_section", "stratum": "doi_band = high"})
    '2011, high band'
    """
    parts = []
    if year:
        whole = {"firm_means": "firm means", "firm_clusters": "all years"}
        parts.append(whole.get(row["unit"], str(row["year"])))
    stratum = str(row["stratum"]) if band else "all"
    if stratum.startswith(BAND):
        parts.append(f"{own_text(stratum.removeprefix(BAND))} band")
    elif stratum != "all":
        parts.append(_group(stratum))
    return ", ".join(parts)


def test_name(test: Whole) -> str:
    """Return what a test is called: hypothesis, outcome where there are several, year, stratum."""
    row = test.row
    name = own_text(row["hypothesis"])
    parts = [name if test.record else name.capitalize()]
    if len(test.record.get("outcomes", ())) != 1:
        parts.append(variable_name(test.manifest, row["outcome"]).removeprefix("the "))
    return ", ".join([*parts, place_name(row)])
