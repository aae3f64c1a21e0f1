"""What a fitted logistic regression predicts, and how well: the further measures of a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from smeint.arrays import FloatArray
from smeint.defaults import CLASSIFICATION_CUTOFF, LEVEL, RISK_GROUPS
from smeint.engine.margins import average_effects
from smeint.engine.predicted import (
    RULES,
    classification_table,
    linear_predictor,
    risk_groups,
    roc_table,
)
from smeint.finding import NAN, Status
from smeint.formulas.collinearity import variance_inflation
from smeint.formulas.discrimination import auc, classification
from smeint.formulas.fractional import wald_row
from smeint.formulas.hosmer_lemeshow import RiskGroups, hosmer_lemeshow, risk_group_rows
from smeint.formulas.logit import LogitFit
from smeint.formulas.result import Estimate
from smeint.formulas.sandwich import standard_errors
from smeint.formulas.table_effects import Table2x2


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A fitted model with its rows.

    Parameters
    ----------
    y : array, shape (n,)
    x : array, shape (n, terms)
    fit : LogitFit
    predictors : mapping of str to sequence of int
        Columns of `x` that belong to each predictor.
    """

    y: FloatArray
    x: FloatArray
    fit: LogitFit
    predictors: Mapping[str, Sequence[int]]

    @property
    def ok(self) -> bool:
        """Whether there are estimates."""
        return int(np.asarray(self.fit.status)) == Status.OK

    @property
    def eta(self) -> FloatArray:
        """Linear predictor of each row."""
        return linear_predictor(self.x, np.asarray(self.fit.beta, dtype=float))


def predictors_of(terms: Sequence[str]) -> dict[str, list[int]]:
    """Return the columns of each predictor, those of a category being named ``name[level]``.

    Examples
    --------
    >>> predictors_of(["sme[yes]", "country[GHA]", "country[IND]", "age"])
    {'sme[yes]': [0], 'country': [1, 2], 'age': [3]}
    """
    owners: dict[str, list[int]] = {}
    for place, term in enumerate(terms):
        owner = term.split("[", 1)[0] if term.endswith("]") else term
        owners.setdefault(owner, []).append(place)
    return {
        terms[places[0]] if len(places) == 1 else owner: places for owner, places in owners.items()
    }


def fit_measures(
    model: Fitted, level: float = LEVEL, groups: int = RISK_GROUPS
) -> Iterator[Estimate]:
    """Yield what predictions say of a model: calibration, discrimination, effects, collinearity.

    Parameters
    ----------
    model : Fitted
    level : float
        Confidence level.
    groups : int
        Groups of risk aimed at.

    Yields
    ------
    Estimate
        ``tjur_r2``, ``hosmer_lemeshow`` and ``risk_groups`` by both rules, ``auc``,
        ``average_marginal_effect`` of every term, ``vif``, ``tolerance`` and ``vif_root`` of
        every predictor; all NaN where there are no estimates.
    """
    if not model.ok:
        yield from _nothing(model)
        return
    eta = model.eta
    p = special.expit(eta)
    yield Estimate("tjur_r2", p[model.y == 1].mean() - p[model.y == 0].mean())
    for rule in RULES:
        yield from hosmer_lemeshow(risk_groups(model.y, eta, p, groups, rule)).measures
    yield from auc(roc_table(model.y, eta), level).measures
    yield from _effects(model, level)
    yield from variance_inflation(model.x, model.predictors)
    weights = p * special.expit(-eta)
    yield from variance_inflation(model.x, model.predictors, weights, "fitted_weights")


def table_measures(
    model: Fitted, groups: int = RISK_GROUPS, cutoff: float = CLASSIFICATION_CUTOFF
) -> Iterator[Estimate]:
    """Yield the groups of risk and the classification table with its shares.

    Parameters
    ----------
    model : Fitted
    groups : int
        Groups of risk aimed at.
    cutoff : float
        Predicted probability from which the event is predicted.
    """
    if model.ok:
        eta = model.eta
        p = special.expit(eta)
        table = classification_table(model.y, p, cutoff)
        for rule in RULES:
            yield from risk_group_rows(risk_groups(model.y, eta, p, groups, rule))
    else:
        table = Table2x2(NAN, NAN, NAN, NAN)
    yield from classification(table).measures
    for term, variant, count in (
        ("event", "event", table.a),
        ("event", "no event", table.b),
        ("no event", "event", table.c),
        ("no event", "no event", table.d),
    ):
        yield Estimate("classified_count", count, term=term, variant=f"predicted {variant}")


def _effects(model: Fitted, level: float) -> Iterator[Estimate]:
    """Yield the average marginal effect of every term, over the rows as they are."""
    names = model.fit.terms[1:]
    effects, gradient = average_effects(model.x, names, [model.fit.beta])
    cov = np.asarray(model.fit.cov, dtype=float)
    errors = standard_errors(gradient @ cov @ gradient.T)
    for name, effect, error in zip(names, effects.tolist(), errors.tolist(), strict=True):
        yield wald_row("average_marginal_effect", name, effect, error, NAN, level, "delta method")


def _nothing(model: Fitted) -> Iterator[Estimate]:
    """Yield the same measures without numbers."""
    yield Estimate("tjur_r2", NAN)
    for rule in RULES:
        yield from hosmer_lemeshow(RiskGroups([0.0], [0.0], [0.0], rule)).measures
    for variant in ("delong", "hanley_mcneil"):
        yield Estimate("auc", NAN, variant=variant)
    for term in model.fit.terms[1:]:
        yield Estimate("average_marginal_effect", NAN, term=term)
    for variant in ("", "fitted_weights"):
        for name in model.predictors:
            for measure in ("vif", "tolerance", "vif_root"):
                yield Estimate(measure, NAN, term=name, variant=variant)
