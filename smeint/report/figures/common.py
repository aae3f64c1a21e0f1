"""What the blocks of figures have in common: names, samples, the words of a test's result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from smeint.labels import variable_label
from smeint.numbers import SYMBOLS
from smeint.plot.primary import OK, Row, result_lines, when
from smeint.report.anchors import anchor
from smeint.report.blocks import FigureBlock
from smeint.report.sentences.names import limits_of, sample_name
from smeint.report.words import Words, italic, words

if TYPE_CHECKING:
    from smeint.study.results import Results


def figure_name(hypothesis: str, what: str) -> str:
    """Return the anchor and file name of a hypothesis' figure."""
    return f"{anchor(hypothesis)}-{what}"


def outcomes_text(results: Results, rows: Iterable[Row]) -> str:
    """Return what the outcomes of tests are called."""
    names = dict.fromkeys(row["outcome"] for row in rows)
    return ", ".join(variable_label(results.manifest, name) for name in names)


def sample_text(results: Results, rows: Iterable[Row]) -> str:
    """Return which part of the firms the tests are of, as a sentence; empty for all."""
    tests = list(rows)
    own = {record["id"]: record for record in results.manifest["hypotheses"]}
    said = dict.fromkeys(
        sample_name(results.manifest, limits_of(own[row["hypothesis"]], row["sample"]))
        for row in tests
    )
    named = [text for text in said if text]
    return f"Sample: {'; '.join(named)}." if named else ""


def result_text(results: Results, row: Row) -> str:
    """Return p and effect of a test, or its status, as one text."""
    return ", ".join(result_lines(results, row))


def effects_named(rows: Iterable[Row]) -> Words:
    """Return ``p and φ`` as they stand beside the tests."""
    names = dict.fromkeys(row["effect_name"] for row in rows if row["status"] == OK)
    signs = ", ".join(SYMBOLS[name] for name in names)
    return words(italic("p"), " and ", signs or "effect")


def not_drawn_block(name: str, title: Words, why: str) -> FigureBlock:
    """Return a figure that says why it is not drawn."""
    return FigureBlock(name, title, (), "", missing=why)


def sentences(parts: Sequence[str]) -> str:
    """Return texts as sentences one after the other."""
    return " ".join(f"{part}." for part in parts if part)


def after(*parts: str) -> str:
    """Return sentences that follow others, each with a blank before it; those that are empty not.

    Examples
    --------
    >>> after("", "One.", "Two.")
    ' One. Two.'
    """
    return "".join(f" {part}" for part in parts if part)


def place_of(results: Results, row: Row, rows: Sequence[Row]) -> str:
    """Return a test's year, with its outcome where the tests have several."""
    several = len({own["outcome"] for own in rows}) > 1
    return f"{outcomes_text(results, [row])}, {when(row)}" if several else when(row)
