"""Panel facts: who is in the panel, what is missing and why, who switches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.engine.analysis import LOG_FIRM_AGE, Analysis
from smeint.engine.size import size_inputs
from smeint.panel.panel import Column, Panel
from smeint.panel.variables import Kind


@dataclass(frozen=True, slots=True)
class Fact:
    """One number about a panel: a row of ``panel_facts.csv``.

    Parameters
    ----------
    fact : str
        What is counted or described.
    variable, level, year : str
        Empty where the fact is about all.
    value : float
    detail : str
        The reason of a missing value, or what the number means.
    """

    fact: str
    variable: str
    level: str
    year: str
    value: float
    detail: str = ""


def panel_facts(panel: Panel, analysis: Analysis) -> tuple[Fact, ...]:
    """Return all facts of a panel under the study's definitions.

    Parameters
    ----------
    panel : Panel
    analysis : Analysis
        Of the same panel.

    Returns
    -------
    tuple of Fact
    """
    return (
        *_shape(analysis),
        *_groups(analysis),
        *_outside(analysis),
        *_boundary(analysis),
        *_switches(analysis),
        *_size_by_group(analysis),
        *missing_values(analysis),
        *(Fact("warning", "", "", "", np.nan, text) for text in panel.warnings),
        *(Fact("warning", "", "", "", np.nan, text) for text in analysis.warnings),
    )


def _shape(analysis: Analysis) -> Iterator[Fact]:
    """Yield firms, years and balance."""
    firm, year = analysis["firm_id"].values, analysis["year"].values
    _, per_firm = np.unique(firm, return_counts=True)
    years = analysis.years
    yield Fact("firm_years", "", "", "", firm.size)
    yield Fact("firms", "", "", "", per_firm.size)
    yield Fact("years", "", "", "", len(years), ", ".join(str(y) for y in years))
    balanced = int(np.sum(per_firm == len(years)))
    yield Fact("firms_in_every_year", "", "", "", balanced, "balanced part of the panel")
    for value in years:
        yield Fact("firms", "", "", str(value), int(np.sum(year == value)))


def _groups(analysis: Analysis) -> Iterator[Fact]:
    """Yield the firms of each size class, status and band by year."""
    for name in ("sme", "internationalized", "doi_band"):
        if name not in analysis:
            yield Fact("not_available", name, "", "", np.nan, analysis.why_missing(name))
            continue
        column = analysis[name]
        for value in analysis.years:
            rows = analysis["year"].values == value
            for code, level in _levels(column):
                n = int(np.sum(rows & (column.values == code)))
                yield Fact("firms", name, level, str(value), n)


def _levels(column: Column) -> list[tuple[float, str]]:
    """Return the codes and names of a column's levels."""
    if column.kind is Kind.YES_NO:
        return [(1.0, "yes"), (0.0, "no")]
    return [(float(code), level) for code, level in enumerate(column.levels)]


def _outside(analysis: Analysis) -> Iterator[Fact]:
    """Yield firms that the size scheme leaves out of the sample, by year."""
    if "sme" not in analysis:
        return
    column = analysis["sme"]
    for code in sorted(analysis.out_of_sample):
        for value in analysis.years:
            rows = analysis["year"].values == value
            n = int(np.sum(rows & (column.reasons == code)))
            yield Fact("left_out", "sme", "", str(value), n, analysis.reasons[code])


def _boundary(analysis: Analysis) -> Iterator[Fact]:
    """Yield firms that stand exactly on a boundary of the size scheme, by year."""
    inputs = size_inputs(analysis.columns, analysis.definitions)
    if inputs is None:
        return
    scheme = inputs.scheme
    values = {"employees": inputs.employees, **inputs.money}
    edges = [(sectors, limit, limit.edge(scheme.currency)) for sectors, limit in scheme.limits]
    low = scheme.outside
    if low is not None:
        text = low.edge("") if low.strict else scheme.neither_rule
        edges.insert(0, ((), low, text))
    for sectors, limit, text in edges:
        inside = limit.at(values)
        if sectors:
            inside &= np.isin(inputs.sector, sectors)
            text = f"{', '.join(sectors)}: {text}"
        for value in analysis.years:
            n = int(np.sum(inside & (analysis["year"].values == value)))
            yield Fact("at_boundary", limit.variable, f"{limit.bound:.15g}", str(value), n, text)


def _switches(analysis: Analysis) -> Iterator[Fact]:
    """Yield how many firms change size class, by each year's values, and status."""
    firm = analysis["firm_id"].values
    switches = size_switches(analysis)
    if switches is not None:
        n, what = switches
        text = f"firms whose {what} crosses the boundary between SME and non-SME"
        yield Fact("switching_firms", "sme", "", "", n, text)
    if "internationalized" in analysis:
        n = switching_firms(firm, analysis["internationalized"].values)
        text = "firms that enter or leave foreign markets between observed years"
        yield Fact("switching_firms", "internationalized", "", "", n, text)


def size_switches(analysis: Analysis) -> tuple[int, str] | None:
    """Return how many firms change size class by each year's values, and by what.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    tuple of (int, str) or None
        ``headcount`` or ``size``; None where the data lack what the size scheme reads.
    """
    inputs = size_inputs(analysis.columns, analysis.definitions)
    if inputs is None:
        return None
    n = switching_firms(analysis["firm_id"].values, inputs.classes())
    return n, "size" if inputs.money else "headcount"


def switching_firms(firm: FloatArray, values: FloatArray) -> int:
    """Return how many firms have both values of a 0/1 variable.

    Parameters
    ----------
    firm, values : array of float, (rows,)
        Firm, and 1, 0 or NaN.

    Returns
    -------
    int
    """
    known = ~np.isnan(values)
    places, inverse = np.unique(firm[known], return_inverse=True)
    ever = np.bincount(inverse, values[known], minlength=places.size)
    n = np.bincount(inverse, minlength=places.size)
    return int(np.sum((ever > 0) & (ever < n)))


def _size_by_group(analysis: Analysis) -> Iterator[Fact]:
    """Yield median employees by size class: described, for size is what the groups are made of."""
    if "employees" not in analysis or "sme" not in analysis:
        return
    employees, sme = analysis["employees"], analysis["sme"]
    by_headcount = "employees" in analysis.definitions.scheme.needs
    text = "true by construction, never tested" if by_headcount else "described, never tested"
    for value in analysis.years:
        rows = analysis["year"].values == value
        for code, level in ((1.0, "yes"), (0.0, "no")):
            inside: BoolArray = rows & (sme.values == code) & employees.known
            median = float(np.median(employees.values[inside])) if inside.any() else np.nan
            yield Fact("median_employees", "sme", level, str(value), median, text)


def missing_values(analysis: Analysis) -> Iterator[Fact]:
    """Yield missing values by variable, year and reason; a zero where nothing is missing.

    Parameters
    ----------
    analysis : Analysis

    Yields
    ------
    Fact
        Firms that the size scheme leaves out have no size class, which is not missing.
    """
    for name, column in analysis.columns.items():
        if name in ("firm_id", "year", LOG_FIRM_AGE):
            continue
        for value in analysis.years:
            gaps = (analysis["year"].values == value) & ~column.known
            gaps &= ~np.isin(column.reasons, list(analysis.out_of_sample))
            codes, counts = np.unique(column.reasons[gaps], return_counts=True)
            if not codes.size:
                yield Fact("missing", name, "", str(value), 0)
            for code, n in zip(codes, counts, strict=True):
                yield Fact("missing", name, "", str(value), int(n), analysis.reasons[code])
