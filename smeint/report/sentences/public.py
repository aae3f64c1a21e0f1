"""`smeint.sentence`: what the report says of one test or one hypothesis, for one's own text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smeint.errors import ArgumentError, nearest
from smeint.report.formats.inline import html_inline, latex_inline
from smeint.report.formats.markdown import marked
from smeint.report.sentences.one_finding import test_sentence
from smeint.report.sentences.paragraph import hypothesis_paragraph
from smeint.report.sentences.whole_finding import record_of
from smeint.report.words import Words, plain
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

#: How a sentence can be set.
MARKUPS: dict[str, Callable[[Words], str]] = {
    "plain": plain,
    "markdown": marked,
    "html": html_inline,
    "latex": latex_inline,
}


def sentence(results: Results, finding_id: str, *, markup: str = "plain") -> str:
    """Return one test as a sentence in APA form, or one hypothesis as a paragraph.

    Parameters
    ----------
    results : Results
        Of `run_study`, `run_panel` or `load_results`.
    finding_id : str
        Of a test, as in ``findings.csv``; or the id of a hypothesis, such as ``H1``.
    markup : {"plain", "markdown", "html", "latex"}
        Statistical symbols are in italics in all but plain text.

    Returns
    -------
    str

    Raises
    ------
    ArgumentError
        If the results hold no such test or hypothesis, or there is no such markup.

    Notes
    -----
    Numbers are those of the report's tables. What is below alpha is told on the unrounded p. A
    test that is not significant is said not to show a difference, which is not to say that there
    is none. The form follows American Psychological Association (2020), Publication manual
    (7th ed.), https://doi.org/10.1037/0000165-000.

    Examples
    --------
    >>> import smeint
    >>> results = smeint.load_results("results")  # doctest: +SKIP
    >>> smeint.sentence(results, "H1.internationalized.2010.chi_square.pearson")  # doctest: +SKIP
    'In 2010, 40.4% of SMEs (23 of 57) and 68.4% of non-SMEs (39 of 57) were internationalized: \
a lower share among SMEs, χ²(1, N = 114) = 9.05, p = .003, φ = -.28, 95% CI [-.44, -.10].'
    """
    if markup not in MARKUPS:
        allowed = ", ".join(MARKUPS)
        raise ArgumentError(f"markup must be one of {allowed}, got {markup!r}.")
    return MARKUPS[markup](_words(results, finding_id))


def _words(results: Results, name: str) -> Words:
    """Return the words on a finding or a hypothesis."""
    found = results.findings[results.findings["finding_id"] == name]
    if len(found):
        return test_sentence(results, records(found)[0])
    record = record_of(results, name)
    if record:
        return hypothesis_paragraph(results, record)
    known = [record["id"] for record in results.manifest["hypotheses"]]
    raise ArgumentError(
        f"The results hold no test and no hypothesis `{name}`; hypotheses: {', '.join(known)}; "
        "the ids of tests stand in findings.csv."
        + nearest(name, [*known, *results.findings["finding_id"]])
    )
