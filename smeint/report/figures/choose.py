"""Which figure shows a hypothesis' primary tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from smeint.plot.primary import form_of, primary_tests
from smeint.report.blocks import FigureBlock

if TYPE_CHECKING:
    from smeint.study.results import Results


def main_figures(results: Results, record: Mapping[str, Any]) -> tuple[FigureBlock, ...]:
    """Return the figures of a hypothesis' primary tests: one for each kind of test that it has.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.

    Returns
    -------
    tuple of FigureBlock
        None for a hypothesis that is described and not tested. Shares for yes/no outcomes,
        distributions for metric ones, points for rank correlations, bars for larger tables, and
        bands for whatever is tested within them.
    """
    if record["described"]:
        return ()
    forms = dict.fromkeys(form_of(row) for row in primary_tests(results, record["id"]))
    blocks = (_block(form)(results, record["id"]) for form in forms)
    return tuple(block for block in blocks if block is not None)


def _block(form: str) -> Callable[[Results, str], FigureBlock | None]:
    """Return what builds one kind of figure."""
    from smeint.report.figures.association import association_figure
    from smeint.report.figures.bands import bands_figure
    from smeint.report.figures.composition import composition_figure
    from smeint.report.figures.distributions import distributions_figure
    from smeint.report.figures.shares import shares_figure

    blocks: dict[str, Callable[[Results, str], FigureBlock | None]] = {
        "shares": shares_figure,
        "composition": composition_figure,
        "distributions": distributions_figure,
        "association": association_figure,
        "bands": bands_figure,
    }
    return blocks[form]
