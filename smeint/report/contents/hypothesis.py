"""A hypothesis' section: what came out in words, figure, tables, models, caveat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from smeint.labels import short_title
from smeint.report.anchors import anchor
from smeint.report.blocks import Block, Listing, Paragraph, Section, TableBlock
from smeint.report.cards.build import deck
from smeint.report.figures.choose import main_figures
from smeint.report.figures.forest import forest_figure
from smeint.report.sentences.on_hypothesis import OnHypothesis
from smeint.report.sentences.one_finding import test_sentences
from smeint.report.tables.further_models import further_models
from smeint.report.tables.interaction import interaction_table
from smeint.report.tables.logistic import equation_tables
from smeint.report.tables.logistic_fit import fit_table
from smeint.report.tables.sample import model_table
from smeint.report.tables.tests import tests_table
from smeint.report.tables.verdicts import RULE_TITLES
from smeint.report.tables.weighted import weighted_table
from smeint.report.words import Words, bold, coded, plain, words
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results


def hypothesis_section(
    results: Results, record: Mapping[str, Any], said: OnHypothesis | None
) -> Section:
    """Return the section of one hypothesis.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.
    said : OnHypothesis or None
        What is said of it; None where it is described and not tested.
    """
    name = anchor(record["id"])
    title = words(f"{record['id']}: {record['text']}")
    short = words(f"{record['id']}: {short_title(record)}")
    if said is None:
        blocks: tuple[Block, ...] = (Paragraph(coded(f"Not tested: {record['described']}.")),)
    else:
        blocks = tuple(_blocks(results, record, said, name))
    return Section(name, title, blocks, short=short)


def _blocks(
    results: Results, record: Mapping[str, Any], said: OnHypothesis, name: str
) -> Iterator[Block]:
    """Yield what is said of a hypothesis that is tested."""
    hypothesis = record["id"]
    yield Listing(tuple(_verdicts(results, hypothesis)))
    yield Paragraph(said.paragraph)
    yield Paragraph(said.not_said, "meaning")
    caveat = coded(record["caveat"])
    if plain(caveat) not in plain(said.not_said):
        yield Paragraph(caveat, "caveat")
    yield from main_figures(results, record)
    yield TableBlock(f"{name}-tests", tests_table(results, hypothesis))
    cards = deck(results, hypothesis)
    if cards.cards:
        yield cards
    for what, build in (("bands", interaction_table), ("weighted", weighted_table)):
        table = build(results, hypothesis)
        if table is not None:
            yield TableBlock(f"{name}-{what}", table)
    yield from _models(results, hypothesis, name)
    rows = results.findings[
        (results.findings["hypothesis"] == hypothesis)
        & results.findings["role"].isin(["primary", "pooled"])
    ]
    sentences = test_sentences(results, records(rows))
    yield Section(
        f"{name}-sentences", words("Each test in a sentence"), (Listing(sentences),), folded=True
    )


def _models(results: Results, hypothesis: str, name: str) -> Iterator[Block]:
    """Yield the logistic blocks, and what other models stand beside the tests."""
    overview = model_table(results, hypothesis)
    if overview is not None:
        forest = forest_figure(results, hypothesis)
        if forest is not None:
            yield forest
        yield TableBlock(f"{name}-logistic", overview)
        fit = fit_table(results, hypothesis)
        tables = [] if fit is None else [TableBlock(f"{name}-fit", fit)]
        tables += [
            TableBlock(f"{name}-equation-{place}", table)
            for place, table in enumerate(equation_tables(results, hypothesis), 1)
        ]
        title = words("Variables in the equation")
        yield Section(f"{name}-equations", title, tuple(tables), folded=True)
    models = further_models(results, hypothesis)
    if models is not None:
        yield TableBlock(f"{name}-models", models)


def _verdicts(results: Results, hypothesis: str) -> Iterator[Words]:
    """Yield each rule's verdict with its reason, rules that agree in all on one line."""
    own = records(results.verdicts[results.verdicts["hypothesis"] == hypothesis])
    said: dict[tuple[str, str], list[str]] = {}
    for row in own:
        said.setdefault((row["verdict"], row["reason"]), []).append(RULE_TITLES[row["rule"]])
    for (verdict, reason), rules in said.items():
        tail = words(" (", coded(reason), ")") if reason else ()
        yield words(f"{', '.join(rules)}: ", bold(verdict), tail)
