"""Sentences on models: the predictor's term among others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smeint.report.sentences.names import done
from smeint.report.sentences.place import opening
from smeint.report.sentences.statistics import (
    n_words,
    result_words,
    statistic_words,
)
from smeint.report.sentences.two_groups import (
    difference,
    outcome_of,
)
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, words

#: How a model was estimated.
MODELS = {
    "logit": "a logistic regression",
    "firth_logit": "a logistic regression with Firth's penalty",
    "clustered_logit": "a logistic regression with errors by firm",
    "gee_logit": "a logistic regression by generalized estimating equations",
    "weighted_logit": "a logistic regression by the sampling design",
    "fractional_logit": "a fractional logit",
    "two_part": "a two-part model",
    "rank_regression": "a regression of ranks",
    "quantile_regression": "a median regression",
}

#: Which terms a model has, where its variant is no block.
VARIANTS = {
    "lagged_predictor": "with the predictor of the year before",
    "lagged_outcome": "with the outcome of the year before as a term",
}


def model(test: Whole) -> Words:
    """Return the sentence on the predictor's term in a model."""
    row = test.row
    said = opening(test, f"in {MODELS[row['procedure']]}{_terms(row)}")
    numbers = result_words(test, [n_words(test), statistic_words(test)])
    return words(said, difference(test, *_compared(test)), ", ", numbers)


def _terms(row: Mapping[str, Any]) -> str:
    """Return which terms stand beside the predictor."""
    if row["variant"] in VARIANTS:
        return f" {VARIANTS[row['variant']]}"
    mediators = ", possible mediators among its terms" if "mediators:" in row["note"] else ""
    return f" ({row['variant'].replace('_', ' ')}{mediators})" if row["variant"] else ""


def _compared(test: Whole) -> tuple[str, str]:
    """Return what a model compares, and its verb."""
    procedure, outcome = test.row["procedure"], outcome_of(test)
    if procedure == "fractional_logit":
        return f"the mean of {outcome}", "was"
    if procedure == "two_part":
        return f"the mean of {outcome}, shares of 0 included,", "was"
    if procedure == "rank_regression":
        return outcome, "tended to be"
    if procedure == "quantile_regression":
        return f"the median of {outcome}", "was"
    return odds_of(test), "were"


def odds_of(test: Whole) -> str:
    """Return the odds that a logistic model, or an odds ratio, compares."""
    return f"the odds of {done(test.manifest, test.row['outcome'])[1]}"
