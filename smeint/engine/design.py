"""The design of a model: named columns, reference levels said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.arrays import FloatArray, IntArray
from smeint.engine.analysis import Analysis
from smeint.engine.select import Selection
from smeint.panel.variables import Kind
from smeint.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Outcome and terms of a model, without the intercept.

    Parameters
    ----------
    y : array of float, (n,)
        1 for the event where the outcome is yes/no.
    x : array of float, (n, terms)
    terms : tuple of str
        Names of the columns; ``country[IND]`` for a level of a category.
    firm : array of int, (n,)
        Number of each row's firm; rows stand firm by firm, by year within a firm.
    note : str
        Event, reference levels, and terms that have a single value here and are left out.
    """

    y: FloatArray
    x: FloatArray
    terms: tuple[str, ...]
    firm: IntArray
    note: str


def design(analysis: Analysis, question: Question, units: Selection) -> Design:
    """Build the design of a question.

    Parameters
    ----------
    analysis : Analysis
    question : Question
        With a contrast; the predictor is the first term.
    units : Selection

    Returns
    -------
    Design
        Categories stand as 0/1 columns against their first level that occurs, in alphabetical
        order, years against the first that occurs; a term that is the same for all firms is left
        out and named, the predictor never.
    """
    first, second = question.contrast
    columns = [units.first.astype(float)]
    names = [f"{question.predictor}[{first}]"]
    references = [f"{question.predictor} = {second}"]
    constant = []
    for place, term in enumerate(question.terms):
        values = units.terms[:, place]
        column = analysis[term]
        present = np.unique(values)
        if present.size < 2:
            constant.append(term)
        elif column.kind.has_levels:
            references.append(f"{term} = {column.levels[int(present[0])]}")
            for code in present[1:]:
                columns.append((values == code).astype(float))
                names.append(f"{term}[{column.levels[int(code)]}]")
        elif column.kind is Kind.YEAR:
            references.append(f"{term} = {int(present[0])}")
            for year in present[1:]:
                columns.append((values == year).astype(float))
                names.append(f"{term}[{int(year)}]")
        elif column.kind is Kind.YES_NO:
            references.append(f"{term} = no")
            columns.append(values)
            names.append(f"{term}[yes]")
        else:
            columns.append(values)
            names.append(term)
    binary = analysis[question.outcome].kind is Kind.YES_NO
    notes = [f"event: {question.outcome} = yes"] if binary else []
    notes.append(f"reference: {', '.join(references)}")
    if constant:
        notes.append(f"left out, the same for every firm: {', '.join(constant)}")
    return Design(
        y=units.outcome,
        x=np.column_stack(columns),
        terms=tuple(names),
        firm=units.firm,
        note="; ".join(notes),
    )
