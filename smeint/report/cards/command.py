"""The command that prints a convention card."""

from __future__ import annotations

from pathlib import Path

from smeint.report.cards.build import card
from smeint.report.cards.text import card_text
from smeint.study.load import load_results


def show_card(folder: str | Path, finding_id: str) -> str:
    """Return the convention card of one finding of a results set as text.

    Parameters
    ----------
    folder : str or path
        Of the results set.
    finding_id : str
        As in ``findings.csv``.

    Returns
    -------
    str

    Raises
    ------
    OutputError
        If the folder holds no whole results set.
    ArgumentError
        If there is no such finding; the nearest ones are named.

    Examples
    --------
    >>> print(show_card("results", "H1.internationalized.2010.chi_square.pearson"))
    ... # doctest: +SKIP
    """
    return card_text(card(load_results(folder), finding_id))
