"""All that is said of one hypothesis, its tests read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.report.sentences.not_said import not_said_of
from smeint.report.sentences.overview import overview
from smeint.report.sentences.paragraph import paragraph_of
from smeint.report.sentences.pattern import line_of
from smeint.report.words import Words

if TYPE_CHECKING:
    from smeint.study.results import Results


@dataclass(frozen=True, slots=True)
class OnHypothesis:
    """What is said of one hypothesis.

    Parameters
    ----------
    paragraph, line, not_said : Words
        As `hypothesis_paragraph`, `finding_line` and `not_said`.
    """

    paragraph: Words
    line: Words
    not_said: Words


def on_hypothesis(results: Results, record: Mapping[str, Any]) -> OnHypothesis:
    """Return all that is said of one hypothesis.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.
    """
    found = overview(results, record)
    return OnHypothesis(paragraph_of(results, found), line_of(found), not_said_of(found))
