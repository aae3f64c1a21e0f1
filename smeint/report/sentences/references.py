"""The list of references: only what the methods section cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.report.sentences.cited import cite as cite
from smeint.report.sentences.cited import full, in_order
from smeint.report.sentences.methods import methods_keys
from smeint.report.words import Words

if TYPE_CHECKING:
    from smeint.study.results import Results


def references(
    results: Results, *, figures: bool = False, cross_check: bool = False
) -> tuple[Words, ...]:
    """Return the works that the methods section cites, as APA lists them.

    Parameters
    ----------
    results : Results
    figures, cross_check : bool
        As for `smeint.report.sentences.methods.methods_paragraphs`.

    Returns
    -------
    tuple of Words
        In the order of authors, with the address of each where it has one.
    """
    keys = methods_keys(results, figures=figures, cross_check=cross_check)
    return tuple(full(key, results.manifest["versions"]) for key in in_order(keys))
