"""Logistic regression by maximum likelihood and with Firth's penalty: an `Answer` each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from smeint.defaults import (
    CLASSIFICATION_CUTOFF,
    EVENTS_PER_VARIABLE,
    FEWEST_EVENTS_PER_VARIABLE,
    LEVEL,
    RISK_GROUPS,
)
from smeint.engine.firth import fit_firth
from smeint.engine.fit_measures import Fitted, fit_measures, table_measures
from smeint.engine.groups import with_share
from smeint.engine.logit import fit_logit, joined
from smeint.engine.predicted import check_cutoff, check_groups, risk_groups
from smeint.engine.profile import profile_logit
from smeint.errors import ArgumentError, listed, nearest
from smeint.finding import GroupRow
from smeint.formulas.firth import FIRTH_P_METHOD, FirthFit, firth_test, firth_wald_rows
from smeint.formulas.logit import LogitFit, logit_test
from smeint.formulas.result import TestResult, where_ok
from smeint.formulas.term_tests import joint_wald, likelihood_rows, wald_rows
from smeint.stats.answer import Answer, answer_of
from smeint.stats.regressors import Regressors, regressors


def logit(
    outcome: object,
    predictors: Mapping[str, object],
    *,
    tested: str | None = None,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
    groups: int = RISK_GROUPS,
    cutoff: float = CLASSIFICATION_CUTOFF,
    profile: bool = True,
) -> Answer:
    """Fit a logistic regression by maximum likelihood.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        1 or yes for the event, 0 or no; rows with a missing value are left out and counted.
    predictors : mapping of str to array_like, shape (n,), or data frame
        Numbers and yes/no as they are; text is a category with a 0/1 column for each level but
        the reference.
    tested : str, optional
        The predictor, or column such as ``country[IND]``, that the finding is about; the first
        predictor by default.
    reference : mapping of str to str, optional
        Reference level of a category; its alphabetically first one by default.
    level : float
        Confidence level.
    groups : int
        Groups of risk aimed at in the Hosmer-Lemeshow test.
    cutoff : float
        Probability from which the event is predicted.
    profile : bool
        Profile likelihood limits, which are two searches for each coefficient.

    Returns
    -------
    Answer
        Statistic ``z`` of a single column with effect ``odds_ratio``, or Wald's ``chi2`` of a
        category with several. Measures of each coefficient: ``log_odds`` and ``odds_ratio``
        (Wald; variant ``profile``: likelihood-ratio chi-square, p and profile limits),
        ``wald_chi_square``, ``average_marginal_effect``; of each predictor, all columns of a
        category at once: ``wald_chi_square``, ``likelihood_ratio_chi_square``, ``vif``,
        ``tolerance``, ``vif_root`` (of the linear design, and variant ``fitted_weights``); of the
        model: those of `smeint.formulas.logit.logit_test`, ``tjur_r2``, ``hosmer_lemeshow`` with
        its groups, ``auc``, the classification table. Groups: all rows, then those of risk by
        the rule ``blocks``, whose mean is that of the predicted probability. Statuses as in
        `smeint.engine.logit.fit_logit`; ``constant_predictor`` also for a category with a single
        level.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: given the other predictors, the odds of the event do not depend on the one
    tested. What other packages print: SPSS Wald's chi-square (z squared) with its p and Wald's
    interval of Exp(B); R's ``summary`` z, and its ``confint`` the profile limits, which it
    interpolates to about three digits. SPSS, like `firth_logit`, does not say that data are
    separated; here that is a status, and `firth_logit` has estimates. Classification, AUC and
    Hosmer-Lemeshow look at the rows that fitted the model: they flatter it. Not for firm-years of
    firms that come back. One model at a time; on summaries `smeint.formulas.logit`,
    `smeint.formulas.term_tests`, `smeint.formulas.hosmer_lemeshow`,
    `smeint.formulas.discrimination`, `smeint.formulas.marginal_effects`,
    `smeint.formulas.collinearity`.

    References
    ----------
    Hosmer, D. W., Lemeshow, S., & Sturdivant, R. X. (2013). *Applied Logistic Regression*
    (3rd ed.). Wiley. https://doi.org/10.1002/9781118548387

    Peduzzi, P., Concato, J., Kemper, E., Holford, T. R., & Feinstein, A. R. (1996). A simulation
    study of the number of events per variable in logistic regression analysis. *Journal of
    Clinical Epidemiology*, 49, 1373-1379. https://doi.org/10.1016/S0895-4356(96)00236-3

    Examples
    --------
    >>> answer = logit([1, 0, 1, 1, 0, 0, 1, 0], {"size": [1, 2, 4, 5, 3, 1, 3, 4]})
    >>> [round(x, 3) for x in (answer.finding.effect, answer.finding.p_value)]
    [1.526, 0.448]
    >>> round(answer.measure("odds_ratio", "profile", "size").ci_high, 3)
    4.854
    """
    check_groups(groups)
    check_cutoff(cutoff)
    data = _data(outcome, predictors, reference)
    asked = _asked(data, tested)
    fit = fit_logit(data.y, data.x, data.terms)
    together = data.columns
    model = Fitted(data.y, data.x, fit, together)
    result = _logit_test(fit, asked, level)
    likelihood = profile_logit(
        data.y, data.x, fit, level=level, together=together, terms=None if profile else ()
    )
    beta, cov = np.asarray(fit.beta, dtype=float), np.asarray(fit.cov, dtype=float)
    others = [
        *wald_rows(beta, cov, fit.terms, _categories(data)),
        *likelihood_rows(likelihood),
        *fit_measures(model, level, groups),
        *table_measures(model, groups, cutoff),
    ]
    return answer_of(
        "logit",
        result,
        n=data.y.size,
        n_missing=data.n_missing,
        predictor=asked.name,
        others=others,
        groups=(_all_rows(data), *_risk_groups(model, groups)),
        note=joined(data.note, likelihood.note, *_notes(model, groups)),
    )


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
    data = _data(outcome, predictors, reference)
    asked = _asked(data, tested)
    fit = fit_firth(data.y, data.x, data.terms, level, together=data.columns)
    return answer_of(
        "firth_logit",
        _firth_test(fit, asked),
        n=data.y.size,
        n_missing=data.n_missing,
        predictor=asked.name,
        others=firth_wald_rows(fit),
        groups=(_all_rows(data),),
        note=data.note,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a finding is about: a predictor or a column, and its places among the columns."""

    name: str
    places: tuple[int, ...]


def _data(
    outcome: object, predictors: Mapping[str, object], reference: Mapping[str, str] | None
) -> Regressors:
    """Return outcome and design; a category with a single level is a constant column."""
    data = regressors(outcome, predictors, reference=reference)
    single = [name for name, places in data.columns.items() if not places]
    width = len(data.terms)
    return replace(
        data,
        x=np.column_stack([data.x, np.zeros((data.y.size, len(single)))]),
        terms=(*data.terms, *single),
        columns={**data.columns, **{name: (width + i,) for i, name in enumerate(single)}},
    )


def _asked(data: Regressors, tested: str | None) -> _Asked:
    """Return what the finding is about."""
    name = next(iter(data.columns)) if tested is None else tested
    if name in data.columns:
        return _Asked(name, data.columns[name])
    if name in data.terms:
        return _Asked(name, (data.terms.index(name),))
    known = list(dict.fromkeys([*data.columns, *data.terms]))
    raise ArgumentError(
        f"tested must be one of {listed(known)}, got {name!r}.{nearest(str(name), known)}"
    )


def _categories(data: Regressors) -> dict[str, tuple[int, ...]]:
    """Return the places of categories among the coefficients, the intercept being the first."""
    return {
        name: tuple(place + 1 for place in places)
        for name, places in data.columns.items()
        if name not in data.terms
    }


def _logit_test(fit: LogitFit, asked: _Asked, level: float) -> TestResult:
    """Return Wald's test of a column, or of all columns of a category."""
    places = [place + 1 for place in asked.places]
    single = logit_test(fit, fit.terms[places[0]], level)
    if len(places) == 1:
        return single
    chi2, p = joint_wald(fit.beta, fit.cov, places)
    return where_ok(
        fit.status,
        statistic_name="chi2",
        statistic=chi2,
        df=float(len(places)),
        p_value=p,
        p_method="Wald",
        effect=None,
        others=single.measures,
        note=fit.note,
    )


def _firth_test(fit: FirthFit, asked: _Asked) -> TestResult:
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


def _all_rows(data: Regressors) -> GroupRow:
    """Return the rows of a model, described."""
    return with_share(GroupRow("", "all", data.y.size, data.n_missing), data.y)


def _risk_groups(model: Fitted, groups: int) -> list[GroupRow]:
    """Return the groups of predicted risk, described."""
    if not model.ok:
        return []
    found = risk_groups(model.y, model.eta, special.expit(model.eta), groups)
    columns = (np.asarray(x).tolist() for x in (found.n, found.observed, found.expected))
    return [
        GroupRow("", f"risk group {i}", int(n), 0, events, events / n, expected / n)
        for i, (n, events, expected) in enumerate(zip(*columns, strict=True), start=1)
    ]


def _notes(model: Fitted, groups: int) -> list[str]:
    """Return notes where the model has few events for its terms, or few groups of risk."""
    if not model.ok:
        return []
    notes = []
    n, events = float(np.asarray(model.fit.n)), float(np.asarray(model.fit.events))
    found = min(events, n - events) / (len(model.fit.terms) - 1)
    for least in (FEWEST_EVENTS_PER_VARIABLE, EVENTS_PER_VARIABLE):
        if found < least:
            notes.append(f"fewer than {least} events per variable ({found:.1f})")
            break
    enough = len(_risk_groups(model, groups))
    if enough < 3:
        notes.append(f"Hosmer-Lemeshow needs 3 groups of different risk, there are {enough}")
    return notes
