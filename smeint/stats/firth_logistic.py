"""Logistic regression with Firth's penalty: an `Answer`."""

from __future__ import annotations

from collections.abc import Mapping

from smeint.defaults import LEVEL
from smeint.engine.firth import fit_firth
from smeint.formulas.firth import FIRTH_P_METHOD, FirthFit, firth_test, firth_wald_rows
from smeint.formulas.result import TestResult, where_ok
from smeint.stats.answer import Answer, answer_of
from smeint.stats.tested_terms import Asked, all_rows, asked_of, model_data


def firth_logit(
    outcome: object,
    predictors: Mapping[str, object],
    *,
    tested: str | None = None,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Fit a logistic regression with Firth's penalty, which has estimates of separated data too.

    Parameters
    ----------
    outcome, predictors, tested, reference, level
        As in `logit`.

    Returns
    -------
    Answer
        Statistic ``chi2``, the penalized likelihood ratio of the predictor tested, with effect
        ``odds_ratio`` where it is a single column. Measures of each coefficient: ``log_odds`` and
        ``odds_ratio`` with penalized likelihood-ratio test and profile penalized likelihood
        limits, the intercept's too; variant ``wald``: Wald's. ``penalized_likelihood_ratio`` of
        each predictor, all columns of a category at once, and of the whole model (no term).
        Statuses as in `smeint.engine.firth.fit_firth`.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: given the other predictors, the odds of the event do not depend on the one
    tested. Each test compares the model with one whose coefficients under test are held at 0, the
    penalty being that of the whole model, as in R's ``logistf``; the test of the whole model holds
    all of them but the intercept. Predicted probabilities are biased towards one half, the more
    the rarer the event: coefficients are what this is for, not predictions. Above 20,000 rows it
    is not computed. Where data are separated and a predictor is far from symmetric, the penalized
    likelihood can have several maxima: the highest found is shown and the note says so, while R's
    packages stop at the one nearest to 0. One model at a time.

    Measured at 5 % with one yes/no predictor, over every table, separated ones included: size .044
    with 20 against 39 firms and half of them events (.042 with 15 %), .038 with 5 against 16;
    intervals miss an odds ratio of 3 in .045 and .038.

    References
    ----------
    Firth, D. (1993). Bias reduction of maximum likelihood estimates. *Biometrika*, 80, 27-38.
    https://doi.org/10.1093/biomet/80.1.27

    Heinze, G., & Schemper, M. (2002). A solution to the problem of separation in logistic
    regression. *Statistics in Medicine*, 21, 2409-2419. https://doi.org/10.1002/sim.1047

    Examples
    --------
    >>> answer = firth_logit([0, 0, 0, 1, 1, 1], {"sme": [0, 0, 0, 1, 1, 1]})
    >>> [round(x, 3) for x in (answer.finding.effect, answer.finding.p_value)]
    [49.0, 0.024]
    """
    data = model_data(outcome, predictors, reference)
    asked = asked_of(data, tested)
    fit = fit_firth(data.y, data.x, data.terms, level, together=data.columns)
    return answer_of(
        "firth_logit",
        _firth_test(fit, asked),
        n=data.y.size,
        n_missing=data.n_missing,
        predictor=asked.name,
        others=firth_wald_rows(fit),
        groups=(all_rows(data),),
        note=data.note,
    )


def _firth_test(fit: FirthFit, asked: Asked) -> TestResult:
    """Return the penalized likelihood ratio of a column, or of all columns of a category."""
    single = firth_test(fit, fit.terms[asked.places[0] + 1])
    if len(asked.places) == 1:
        return single
    row = next(
        m
        for m in single.measures
        if (m.measure, m.term) == ("penalized_likelihood_ratio", asked.name)
    )
    return where_ok(
        fit.status,
        statistic_name="chi2",
        statistic=row.statistic,
        df=row.df,
        p_value=row.p_value,
        p_method=FIRTH_P_METHOD,
        effect=None,
        others=single.measures,
        note=fit.note,
    )
