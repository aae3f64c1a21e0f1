"""The convention card: which variant a number is, and what other programs print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """What a program prints by default for the same data.

    Parameters
    ----------
    program : str
        ``SPSS``, ``R`` or ``Stata``.
    call : str
        The command, such as ``wilcox.test(x, y)``.
    statistic, p : str
        As the report prints numbers; a dash where the results do not hold that variant.
    differs : str
        Why it differs from the report's number; empty where it does not.
    """

    program: str
    call: str
    statistic: str
    p: str
    differs: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One test's conventions.

    Parameters
    ----------
    finding_id : str
    title : str
        What the test is, such as ``internationalized by sme, 2010``.
    facts : tuple of (str, str)
        Name and value: variant, continuity correction, ties, exact or asymptotic, sign, missing
        policy, n.
    printed : tuple of Printed
    """

    finding_id: str
    title: str
    facts: tuple[tuple[str, str], ...]
    printed: tuple[Printed, ...]
