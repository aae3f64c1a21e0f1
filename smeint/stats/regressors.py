"""Outcome and named predictors of a model, where all of them are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smeint.arrays import BoolArray, FloatArray
from smeint.errors import ArgumentError
from smeint.stats.inputs import labels, numbers, same_length, same_rows


@dataclass(frozen=True, slots=True, eq=False)
class Regressors:
    """The complete rows of a model.

    Parameters
    ----------
    y : array of float, shape (n,)
    x : array of float, shape (n, terms)
        Without an intercept.
    terms : tuple of str
        Names of the columns; ``country[IND]`` for a level of a category.
    firm : array of int, shape (n,)
        Number of each row's firm; empty where no firms were given.
    n_missing : int
        Rows left out because the outcome or a predictor is missing.
    note : str
        Reference levels.
    columns : mapping of str to tuple of int
        Which columns of `x` belong to each predictor; none to a category with a single level.
    """

    y: FloatArray
    x: FloatArray
    terms: tuple[str, ...]
    firm: NDArray[Any]
    n_missing: int
    note: str
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def n_firms(self) -> int | None:
        """Firms among the rows, or None where no firms were given."""
        return int(np.unique(self.firm).size) if self.firm.size else None


def regressors(
    outcome: object,
    predictors: Mapping[str, object],
    *,
    firm: object = None,
    reference: Mapping[str, str] | None = None,
) -> Regressors:
    """Return outcome and predictors as a design, categories as 0/1 columns.

    Parameters
    ----------
    outcome : array_like, shape (n,)
    predictors : mapping of str to array_like, shape (n,)
        Numbers and yes/no as they are; text is a category. A data frame will do.
    firm : array_like, shape (n,), optional
        Labels of firms; none may be missing.
    reference : mapping of str to str, optional
        Reference level of a category; its alphabetically first one that occurs by default.

    Returns
    -------
    Regressors

    Raises
    ------
    ArgumentError
        If lengths differ, there is no predictor, a firm is missing, or a reference level does
        not occur.

    Examples
    --------
    >>> found = regressors([1, 0, 1], {"sme": [True, False, True], "country": ["GHA", "IND", None]})
    >>> found.terms, found.n_missing, found.note
    (('sme', 'country[IND]'), 1, 'reference: country = GHA')
    """
    y = numbers(outcome, "outcome")
    named = {str(name): predictors[name] for name in predictors}
    if not named:
        raise ArgumentError("predictors must name at least one variable, got none.")
    same_rows({"outcome": outcome, **named, "firm": firm})
    wanted = dict(reference or {})
    columns = {
        name: _text(values, name) if _is_text(values) else numbers(values, name)
        for name, values in named.items()
    }
    same_length({"outcome": y.size, **{name: len(c) for name, c in columns.items()}})
    known = ~np.isnan(y)
    for column in columns.values():
        known &= column != "" if column.dtype.kind == "U" else ~np.isnan(column)
    kept = {n: c[known] for n, c in columns.items()}
    x, terms, references = _coded(kept, wanted)
    return Regressors(
        y=y[known],
        x=x,
        terms=terms,
        firm=_firms(firm, known),
        n_missing=int((~known).sum()),
        note=f"reference: {', '.join(references)}" if references else "",
        columns=_owned(kept),
    )


def _owned(columns: Mapping[str, NDArray[Any]]) -> dict[str, tuple[int, ...]]:
    """Return which columns of the design each predictor has."""
    owned, place = {}, 0
    for name, column in columns.items():
        width = max(len(np.unique(column)) - 1, 0) if column.dtype.kind == "U" else 1
        owned[name] = tuple(range(place, place + width))
        place += width
    return owned


def _is_text(values: object) -> bool:
    """Whether a variable has text in it."""
    return any(isinstance(x, str) for x in np.asarray(values, dtype=object).ravel())


def _text(values: object, name: str) -> NDArray[Any]:
    """Return a category's labels, empty text where one is missing."""
    found, known = labels(values, name)
    return np.where(known, found, "")


def _coded(
    columns: Mapping[str, NDArray[Any]], wanted: Mapping[str, str]
) -> tuple[FloatArray, tuple[str, ...], list[str]]:
    """Return the design, its terms, and each category's reference level."""
    design, terms, references = [], [], []
    for name in wanted:
        if name not in columns or columns[name].dtype.kind != "U":
            raise ArgumentError(f"reference names `{name}`, which is no category among predictors.")
    for name, column in columns.items():
        if column.dtype.kind != "U":
            design.append(column)
            terms.append(name)
            continue
        levels: Sequence[str] = np.unique(column).tolist()
        base = wanted.get(name, levels[0] if levels else "")
        if levels and base not in levels:
            raise ArgumentError(
                f"reference level `{base}` of `{name}` does not occur; it has {', '.join(levels)}."
            )
        references.append(f"{name} = {base}")
        for level in levels:
            if level != base:
                design.append((column == level).astype(float))
                terms.append(f"{name}[{level}]")
    n = len(next(iter(columns.values())))
    return np.column_stack(design) if design else np.zeros((n, 0)), tuple(terms), references


def _firms(firm: object, known: BoolArray) -> NDArray[Any]:
    """Return the number of each complete row's firm."""
    if firm is None:
        return np.zeros(0, dtype=np.int64)
    names, given = labels(firm, "firm")
    same_length({"outcome": known.size, "firm": names.size})
    if not given.all():
        raise ArgumentError(f"firm must be known in every row, {int((~given).sum())} are missing.")
    return np.asarray(np.unique(names[known], return_inverse=True)[1]).reshape(-1)
