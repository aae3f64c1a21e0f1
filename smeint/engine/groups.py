"""The groups of a test, described: rows of ``groups.csv``."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from smeint.arrays import FloatArray
from smeint.engine.analysis import Analysis
from smeint.engine.scores import mid_ranks
from smeint.engine.select import Selection
from smeint.finding import NAN, GroupRow
from smeint.panel.variables import Kind
from smeint.question import Question


def describe_groups(
    analysis: Analysis, question: Question, selection: Selection
) -> tuple[GroupRow, ...]:
    """Describe the outcome of each group of a test.

    Parameters
    ----------
    analysis : Analysis
    question : Question
    selection : Selection

    Returns
    -------
    tuple of GroupRow
        First group, second group; for a test without a contrast one group, ``all``.
    """
    binary = analysis[question.outcome].kind is Kind.YES_NO and question.unit != "firm_means"
    nominal = analysis[question.outcome].kind.has_levels
    ranks = np.zeros(0) if binary or nominal else mid_ranks(selection.outcome)
    if not question.contrast:
        rows = np.ones(selection.n, dtype=bool)
        groups = [("all", rows, selection.n_missing)]
    else:
        first, second = question.contrast
        missing_1, missing_2 = selection.missing_by_group
        groups = [
            (f"{question.predictor} = {first}", selection.first, missing_1),
            (f"{question.predictor} = {second}", ~selection.first, missing_2),
        ]
    out = []
    for name, rows, missing in groups:
        row = GroupRow(question.finding_id, name, int(rows.sum()), missing)
        if binary:
            row = with_share(row, selection.outcome[rows])
        elif not nominal:
            row = with_moments(row, selection.outcome[rows], ranks[rows])
        out.append(row)
    return tuple(out)


def with_share(row: GroupRow, outcome: FloatArray) -> GroupRow:
    """Add events and their share."""
    events = float(outcome.sum())
    return replace(row, events=events, share=events / outcome.size if outcome.size else NAN)


def with_moments(row: GroupRow, outcome: FloatArray, ranks: FloatArray) -> GroupRow:
    """Add mean, standard deviation, median and mean rank."""
    if not outcome.size:
        return row
    # exact sums: the order of firms changes no digit
    n = outcome.size
    mean = math.fsum(outcome.tolist()) / n
    return replace(
        row,
        mean=mean,
        sd=math.sqrt(math.fsum(((outcome - mean) ** 2).tolist()) / (n - 1)) if n > 1 else NAN,
        median=float(np.median(outcome)),
        mean_rank=float(ranks.mean()),
    )
