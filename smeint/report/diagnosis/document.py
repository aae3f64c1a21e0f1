"""The report of a diagnosis, as data; every format renders this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import DIMENSIONS, NO_EFFECT, PLANTED
from smeint.diagnose.takeaway import takeaway
from smeint.report.anchors import anchor
from smeint.report.blocks import (
    Block,
    Listing,
    Paragraph,
    Report,
    Section,
    TableBlock,
    numbered,
)
from smeint.report.contents.front import warnings
from smeint.report.diagnosis import said
from smeint.report.diagnosis.cells import heading
from smeint.report.diagnosis.figures import (
    curve_figures,
    error_figures,
    exaggeration_figure,
    verdict_figures,
)
from smeint.report.diagnosis.further import design_table, failure_table, pattern_table
from smeint.report.diagnosis.planning import (
    CURVE_TITLES,
    curve_tables,
    search_table,
    smallest_table,
)
from smeint.report.diagnosis.rules import error_table, supported_table, verdict_table
from smeint.report.diagnosis.single import SingleTest, overview_table, single_tests, test_table
from smeint.report.words import bold, words
from smeint.study.shipped import FURTHER

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

#: A hypothesis with more tests than this has them in a folded section,
MOST_OPEN = 12
#: and so have all that follow once so many stand open.
OPEN_IN_ALL = 40


def diagnosis_report(diagnosis: Diagnosis) -> Report:
    """Return what the report says of a diagnosis.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    Report
        Numbered.
    """
    title = "What this design can find, and how often it errs"
    sections = (
        *_asked(diagnosis),
        _verdicts(diagnosis),
        _errors(diagnosis),
        _single(diagnosis),
        *_patterns(diagnosis),
        *_planning(diagnosis),
        _failures(diagnosis),
        said.not_said(diagnosis),
        *said.methods(diagnosis),
        said.provenance(diagnosis),
    )
    return numbered(Report(title, tuple(said.lead(diagnosis)), sections))


def _asked(diagnosis: Diagnosis) -> Iterator[Section]:
    """Yield what a reader should take away, warnings, and what was asked."""
    takeaways = {
        record["id"]: words(bold(heading(record)), ". ", takeaway(diagnosis, record["id"]))
        for record in diagnosis.manifest["hypotheses"]
    }
    first = tuple(text for name, text in takeaways.items() if name not in FURTHER)
    further = tuple(text for name, text in takeaways.items() if name in FURTHER)
    blocks: list[Block] = [Paragraph(words(said.INTERVALS), "note")]
    blocks += [Listing(first)] if first else []
    if further:
        title = words("Further findings of the study")
        folded = bool(first)
        blocks.append(Section("takeaways-further", title, (Listing(further),), folded=folded))
    yield Section("takeaways", words("What to take away"), tuple(blocks))
    yield from warnings(said.further_warnings(diagnosis))
    table = TableBlock("design", design_table(diagnosis))
    notes = tuple(said.of_the_world(diagnosis))
    yield Section("asked", words("What was asked"), (table, *notes))


def _verdicts(diagnosis: Diagnosis) -> Section:
    """Return how often which verdict comes up."""
    first, *others = verdict_figures(diagnosis)
    further: tuple[Block, ...] = (
        *others,
        TableBlock("verdicts-planted", verdict_table(diagnosis, PLANTED)),
        TableBlock("verdicts-no-effect", verdict_table(diagnosis, NO_EFFECT)),
    )
    blocks: tuple[Block, ...] = (
        first,
        TableBlock("supported", supported_table(diagnosis)),
        Section("verdicts-more", words("Every verdict in both worlds"), further, folded=True),
    )
    return Section("verdicts", words("Which verdicts come up"), blocks)


def _errors(diagnosis: Diagnosis) -> Section:
    """Return how often rules err where nothing is there."""
    blocks: list[Block] = list(said.on_errors(diagnosis))
    table = error_table(diagnosis)
    if table is not None:
        first, *others = error_figures(diagnosis)
        blocks += [first, TableBlock("error-rates", table)]
        if others:
            blocks.append(
                Section("errors-more", words("Further hypotheses"), tuple(others), folded=True)
            )
    else:
        text = "No error rate was measured: no claim is of a difference."
        blocks.append(Paragraph(words(text), "note"))
    return Section("errors", words("Where nothing is there"), tuple(blocks))


def _single(diagnosis: Diagnosis) -> Section:
    """Return the single tests: ranges first, then each hypothesis' own."""
    tests = single_tests(diagnosis)
    blocks: list[Block] = [TableBlock("tests-overview", overview_table(diagnosis, tests))]
    figure = exaggeration_figure(diagnosis)
    if figure is not None:
        blocks.append(figure)
    blocks += _by_hypothesis(diagnosis, tests)
    return Section("tests", words("The single tests"), tuple(blocks))


def _by_hypothesis(
    diagnosis: Diagnosis, tests: Mapping[str, Sequence[SingleTest]]
) -> Iterator[Section]:
    """Yield the tests of each hypothesis, folded where they are many."""
    shown = 0
    for record in diagnosis.manifest["hypotheses"]:
        own = list(tests.get(record["id"], ()))
        if not own:
            continue
        many = len(own) > MOST_OPEN or shown + len(own) > OPEN_IN_ALL
        folded = many or (record["id"] in FURTHER and shown > 0)
        shown += 0 if folded else len(own)
        yield _one(diagnosis, record, own, folded=folded)


def _one(
    diagnosis: Diagnosis, record: Mapping[str, Any], own: list[SingleTest], *, folded: bool
) -> Section:
    """Return the tests of one hypothesis."""
    name = f"{anchor(record['id'])}-tests"
    table = TableBlock(f"{name}-table", test_table(diagnosis, record, own))
    return Section(name, words(heading(record)), (table,), folded=folded)


def _patterns(diagnosis: Diagnosis) -> Iterator[Section]:
    """Yield how often the printed pattern comes up, where it was asked."""
    table = pattern_table(diagnosis)
    if table is not None:
        text = (
            "The study printed for each hypothesis in how many years it was significant, and with "
            "which sign. So often does exactly that come up, in one simulated study at a time."
        )
        blocks = (Paragraph(words(text)), TableBlock("patterns-table", table))
        yield Section("patterns", words("What the study printed"), blocks)


def _planning(diagnosis: Diagnosis) -> Iterator[Section]:
    """Yield power curves and the smallest design, where they were asked for."""
    curves = [name for name in DIMENSIONS if (diagnosis.power["dimension"] == name).any()]
    drawn = {name: list(curve_figures(diagnosis, name)) for name in curves}
    blocks: list[Block] = [own[0] for own in drawn.values()]
    for name in curves:
        tables = tuple(
            TableBlock(f"power-{name}-{place}", table)
            for place, table in enumerate(curve_tables(diagnosis, name), 1)
        )
        title = words(f"{CURVE_TITLES[name]}: the numbers")
        numbers: tuple[Block, ...] = (*drawn[name][1:], *tables)
        blocks.append(Section(f"power-{name}-numbers", title, numbers, folded=True))
    if blocks:
        yield Section("power", words("Power curves"), tuple(blocks))
    smallest = smallest_table(diagnosis)
    if smallest is not None:
        title = words("The search: power and replicates behind each number")
        table = TableBlock("smallest-search", search_table(diagnosis))
        yield Section(
            "smallest",
            words("How many firms are needed"),
            (
                TableBlock("smallest-table", smallest),
                Section("smallest-more", title, (table,), folded=True),
            ),
        )


def _failures(diagnosis: Diagnosis) -> Section:
    """Return what could not be computed."""
    table = failure_table(diagnosis)
    block: Block = (
        Paragraph(words("Every test could be computed in every replicate."))
        if table is None
        else TableBlock("failures-table", table)
    )
    return Section("failures", words("What could not be computed"), (block,))
