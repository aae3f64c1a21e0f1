"""What each hypothesis needs and a mapping lacks."""

from __future__ import annotations

from collections.abc import Collection

from smeint.panel.variables import VARIABLES
from smeint.study.hypothesis import Hypothesis
from smeint.study.shipped import MAIN


def lacking(variable: str, have: Collection[str]) -> str:
    """Return what is lacking for a variable: itself or what it derives from; blank for nothing.

    Examples
    --------
    >>> lacking("rota", {"total_assets"}), lacking("rota", {"rota"})
    ('rota (or operating_profit)', '')
    """
    if variable in have:
        return ""
    needs = VARIABLES[variable].needs if variable in VARIABLES else ()
    if not needs:
        return variable
    gaps = [need for need in needs if lacking(need, have)]
    return f"{variable} (or {' and '.join(gaps)})" if gaps else ""


def needed(hypothesis: Hypothesis) -> tuple[str, ...]:
    """Return the variables of a hypothesis."""
    strata = ("doi_band",) if hypothesis.strata.startswith("doi_band") else ()
    sample = tuple(condition.variable for condition in hypothesis.sample)
    return tuple(dict.fromkeys((*hypothesis.outcomes, hypothesis.predictor, *sample, *strata)))


def closure(hypothesis: Hypothesis) -> set[str]:
    """Return the variables of a hypothesis and those from which they can be derived."""
    found: set[str] = set()
    left = list(needed(hypothesis))
    while left:
        name = left.pop()
        found.add(name)
        left += VARIABLES[name].needs if name in VARIABLES else ()
    return found


def report(have: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return for H1 to H5 what each lacks.

    Parameters
    ----------
    have : collection of str
        Variables that are mapped.

    Returns
    -------
    dict of str to tuple of str
        Nothing in a tuple: the hypothesis can be tested.

    Examples
    --------
    >>> found = report({"employees", "fsts", "total_assets"})
    >>> found["H1"], found["H3"]
    ((), ('rota (or operating_profit)',))
    """
    return {
        name: tuple(gap for gap in (lacking(v, have) for v in needed(hypothesis)) if gap)
        for name, hypothesis in MAIN.items()
    }
