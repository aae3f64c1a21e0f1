"""The report of a results set, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from smeint.report.blocks import Report, Section, figures, numbered
from smeint.report.contents.back import back_sections
from smeint.report.contents.front import design, origin, provenance, warnings
from smeint.report.contents.hypothesis import hypothesis_section
from smeint.report.contents.sample import sample_sections
from smeint.report.contents.verdicts import verdict_section
from smeint.report.sentences.on_hypothesis import OnHypothesis, on_hypothesis
from smeint.report.words import words
from smeint.study.shipped import FURTHER

if TYPE_CHECKING:
    from smeint.study.results import Results


def report_of(results: Results) -> Report:
    """Return what the report says of a results set; every format renders this.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Report
        Numbered.
    """
    manifest = results.manifest
    said = {
        record["id"]: on_hypothesis(results, record)
        for record in manifest["hypotheses"]
        if not record["described"]
    }
    title = "Results of the hypothesis tests"
    lead = (*origin(manifest), design())
    front = (
        *warnings(results.warnings),
        verdict_section(results, said),
        *sample_sections(results),
        *_hypotheses(results, said),
    )
    drawn = any(True for _ in figures(Report(title, lead, front)))
    back = (*back_sections(results, figures=drawn), provenance(manifest))
    return numbered(Report(title, lead, (*front, *back)))


def _hypotheses(results: Results, said: Mapping[str, OnHypothesis]) -> Iterator[Section]:
    """Yield the hypotheses, the study's further findings in a section of their own."""
    further = []
    for record in results.manifest["hypotheses"]:
        section = hypothesis_section(results, record, said.get(record["id"]))
        if record["id"] in FURTHER:
            further.append(section)
        else:
            yield section
    if further:
        yield Section("further", words("Further findings of the study"), tuple(further))
