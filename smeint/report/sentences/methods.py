"""The methods section of a paper: what was done in a results set, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from smeint.report.blocks import Paragraph
from smeint.report.sentences import methods_data as of_data
from smeint.report.sentences import methods_decisions as of_decisions
from smeint.report.sentences import methods_models as of_models
from smeint.report.sentences import methods_software as of_software
from smeint.report.sentences import methods_tests as of_tests
from smeint.report.sentences.cited import Part, citing, keys_of, set_words
from smeint.report.sentences.done import Done
from smeint.report.words import Words, bold, words

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Every paragraph by its heading, in the order of a methods section.
_PARAGRAPHS: tuple[tuple[str, Callable[[Done], Iterable[Part]]], ...] = (
    ("Data", of_data.data),
    ("Sample", of_data.sample),
    ("Measures", of_data.measures),
    ("Unit of analysis", of_data.unit),
    ("Normality", of_tests.normality),
    ("Tests", of_tests.tests),
    ("Effect sizes", of_tests.effects),
    ("Decisions", of_decisions.decisions),
    ("Companion analyses", of_models.companions),
    ("Sampling weights", of_software.weights),
    ("Missing values", of_decisions.missing),
    ("Disclosure control", of_software.disclosure),
)


def methods_paragraphs(
    results: Results, *, figures: bool = False, cross_check: bool = False
) -> tuple[Paragraph, ...]:
    """Return the methods section: what was done in these results, ready to paste.

    Parameters
    ----------
    results : Results
    figures : bool
        Whether the report has figures, so that what drew them is named.
    cross_check : bool
        Whether results were compared with pingouin, so that it is named.

    Returns
    -------
    tuple of Paragraph
        Each begins with its heading in bold. A step that was not done is not said.
    """
    said = methods_parts(results, figures=figures, cross_check=cross_check)
    return tuple(Paragraph(_set(heading, parts)) for heading, parts in said)


def methods_keys(
    results: Results, *, figures: bool = False, cross_check: bool = False
) -> frozenset[str]:
    """Return the keys of the works that the methods section cites."""
    said = methods_parts(results, figures=figures, cross_check=cross_check)
    return frozenset(key for _, parts in said for key in keys_of(parts))


def methods_parts(
    results: Results, *, figures: bool, cross_check: bool
) -> list[tuple[str, tuple[Part, ...]]]:
    """Return headings with the parts of their paragraphs, citations not yet set."""
    done = Done.of(results)
    said = [(heading, tuple(build(done))) for heading, build in _PARAGRAPHS]
    if done.follows_the_study:
        said.insert(0, ("Hypotheses", tuple(_hypotheses(done))))
    software = of_software.software(done, figures=figures, cross_check=cross_check)
    said.append(("Software", tuple(software)))
    return [(heading, parts) for heading, parts in said if parts]


def _hypotheses(done: Done) -> Iterator[Part]:
    """Yield whose hypotheses were tested."""
    yield from (
        "The hypotheses and their tests are those of an earlier study ",
        citing("osei_bonsu_2014"),
        ", as far as the data have the variables. ",
    )
    own = [r["id"] for r in done.tested if r["published"] is None]
    if own:
        yield f"Not of that study: {', '.join(own)}. "


def _set(heading: str, parts: tuple[Part, ...]) -> Words:
    """Return a paragraph with its heading, without blanks before a full stop or at its end."""
    runs = words(bold(f"{heading}."), " ", set_words(parts))
    last = runs[-1]
    return (*runs[:-1], type(last)(last.text.rstrip(), last.style, last.link))
