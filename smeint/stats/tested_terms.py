"""What the finding of a model is about, and the rows it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from smeint.engine.groups import with_share
from smeint.errors import ArgumentError, listed, nearest
from smeint.finding import GroupRow
from smeint.stats.regressors import Regressors, regressors


@dataclass(frozen=True, slots=True)
class Asked:
    """What a finding is about: a predictor or a column, and its places among the columns."""

    name: str
    places: tuple[int, ...]


def model_data(
    outcome: object,
    predictors: Mapping[str, object],
    reference: Mapping[str, str] | None,
    firm: object = None,
) -> Regressors:
    """Return outcome and design; a category with a single level is a constant column."""
    data = regressors(outcome, predictors, firm=firm, reference=reference)
    single = [name for name, places in data.columns.items() if not places]
    width = len(data.terms)
    return replace(
        data,
        x=np.column_stack([data.x, np.zeros((data.y.size, len(single)))]),
        terms=(*data.terms, *single),
        columns={**data.columns, **{name: (width + i,) for i, name in enumerate(single)}},
    )


def asked_of(data: Regressors, tested: str | None) -> Asked:
    """Return what the finding is about."""
    name = next(iter(data.columns)) if tested is None else tested
    if name in data.columns:
        return Asked(name, data.columns[name])
    if name in data.terms:
        return Asked(name, (data.terms.index(name),))
    known = list(dict.fromkeys([*data.columns, *data.terms]))
    raise ArgumentError(
        f"tested must be one of {listed(known)}, got {name!r}.{nearest(str(name), known)}"
    )


def first_term(data: Regressors) -> str:
    """Return the first column of the first predictor."""
    return data.terms[next(iter(data.columns.values()))[0]]


def all_rows(data: Regressors) -> GroupRow:
    """Return the rows of a model, described."""
    return with_share(GroupRow("", "all", data.y.size, data.n_missing), data.y)
