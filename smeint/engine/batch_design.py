"""Logistic regressions of a question with terms on many panels at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.engine.batch import Batch, BatchColumn
from smeint.engine.batch_logit import fit_logits
from smeint.engine.batch_units import Units
from smeint.formulas.logit import INTERCEPT, LogitFit
from smeint.panel.variables import Kind
from smeint.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A column that some panel's design may have, and which panels' have it."""

    name: str
    values: FloatArray | BoolArray
    has: BoolArray


def fit_terms(batch: Batch, question: Question, units: Units, stratum: int = 0) -> LogitFit:
    """Fit the logistic regression of a question to every panel and year of a batch.

    Parameters
    ----------
    batch : Batch
    question : Question
        With a contrast; its year is not looked at.
    units : Units
        Of the question's family. Firms without a value of some term are left out here.
    stratum : int
        Place of the stratum whose firms are in the model.

    Returns
    -------
    LogitFit
        Arrays of leading shape (replicates, years). The second term, after the intercept, is the
        predictor's. Terms are all those that some panel has; one that a panel does not have is
        NaN there, and `smeint.formulas.logit.logit_test` does not count it.

    Notes
    -----
    Columns are those of `smeint.engine.design.design`, panel by panel and year by year: a
    category has 0/1 columns against the first of its levels that occurs there, and a constant
    term has none. Panels whose designs have the same columns are fitted together. What
    `smeint.engine.logit.maximum_likelihood` adds to `logit_test` (the measures of fit, likelihood
    ratios and profile limits) has no batch form.
    """
    values = [_values(batch, term) for term in question.terms]
    inside = units.stratum == stratum
    for column in values:
        known = np.isnan(column.values)
        np.logical_not(known, out=known)
        inside &= known
    shape = inside.shape[:2]
    rows = inside.reshape(-1, inside.shape[-1])
    predictor = units.predictor.reshape(rows.shape)
    always = np.ones(len(rows), dtype=bool)
    found = [_Candidate(f"{question.predictor}[{question.contrast[0]}]", predictor, always)]
    for column in values:
        found += _candidates(column, column.values.reshape(rows.shape), rows)
    fit = _fit_by_design(units.outcome.reshape(rows.shape), found, rows)
    return _shaped(fit, shape)


def _values(batch: Batch, term: str) -> BatchColumn:
    """Return a term's column; the year, which is none of a batch's, as one."""
    if term != "year":
        return batch[term]
    years = np.array(batch.years, dtype=float)[:, None]
    shape = (batch.n_replicates, len(batch.years), batch.n_firms)
    return BatchColumn(term, Kind.YEAR, np.broadcast_to(years, shape))


def _candidates(column: BatchColumn, values: FloatArray, rows: BoolArray) -> Iterator[_Candidate]:
    """Yield the columns of a term, in the order of its levels."""
    if column.kind.has_levels or column.kind is Kind.YEAR:
        yield from _levels(column, values, rows)
        return
    whole = rows.all()
    least = (values if whole else np.where(rows, values, np.inf)).min(axis=-1)
    most = (values if whole else np.where(rows, values, -np.inf)).max(axis=-1)
    name = f"{column.name}[yes]" if column.kind is Kind.YES_NO else column.name
    yield _Candidate(name, values, least < most)


def _levels(column: BatchColumn, values: FloatArray, rows: BoolArray) -> Iterator[_Candidate]:
    """Yield a 0/1 column of each level, had where an earlier level occurs as well."""
    names = {float(code): level for code, level in enumerate(column.levels)}
    if column.kind is Kind.YEAR:
        names = {float(year): str(int(year)) for year in np.unique(values[rows])}
    earlier = np.zeros(len(rows), dtype=bool)
    for code, name in names.items():
        belongs = (values == code) & rows
        occurs = belongs.any(axis=-1)
        yield _Candidate(f"{column.name}[{name}]", belongs, occurs & earlier)
        earlier = earlier | occurs


def _fit_by_design(y: FloatArray, found: list[_Candidate], rows: BoolArray) -> LogitFit:
    """Fit the panels, those with the same columns together."""
    found = [column for column in found if column.has.any()]
    has = np.column_stack([column.has for column in found])
    if has.all():
        return _fit(y, found, rows)
    designs, which = np.unique(has, axis=0, return_inverse=True)
    terms = (INTERCEPT, *(column.name for column in found))
    m, k = len(rows), len(terms)
    beta, cov = np.full((m, k), np.nan), np.full((m, k, k), np.nan)
    numbers = np.empty((5, m))
    for place, columns in enumerate(designs):
        own = np.flatnonzero(which.ravel() == place)
        had = np.flatnonzero(columns)
        fit = _fit(y[own], [_of(found[j], own) for j in had], rows[own])
        at = np.concatenate([[0], had + 1])
        beta[np.ix_(own, at)] = fit.beta
        cov[np.ix_(own, at, at)] = fit.cov
        numbers[:, own] = np.stack([fit.ll, fit.ll0, fit.n, fit.events, fit.status])
    ll, ll0, n, events, status = numbers
    return LogitFit(terms, beta, cov, ll, ll0, n, events, status.astype(int))


def _of(column: _Candidate, panels: IntArray) -> _Candidate:
    return _Candidate(column.name, column.values[panels], column.has[panels])


def _fit(y: FloatArray, columns: list[_Candidate], rows: BoolArray) -> LogitFit:
    """Fit panels whose designs have all of the columns."""
    x = np.empty((len(columns), *rows.shape))
    for place, column in enumerate(columns):
        x[place] = column.values
    return fit_logits(y, np.moveaxis(x, 0, -1), rows, [column.name for column in columns])


def _shaped(fit: LogitFit, shape: tuple[int, ...]) -> LogitFit:
    """Return a fit of a stack with the leading shape of the batch."""
    k = len(fit.terms)
    return LogitFit(
        terms=fit.terms,
        beta=np.reshape(fit.beta, (*shape, k)),
        cov=np.reshape(fit.cov, (*shape, k, k)),
        ll=np.reshape(fit.ll, shape),
        ll0=np.reshape(fit.ll0, shape),
        n=np.reshape(fit.n, shape),
        events=np.reshape(fit.events, shape),
        status=np.reshape(fit.status, shape),
    )
