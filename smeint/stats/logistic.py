"""Logistic regression by maximum likelihood: an `Answer`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import special

from smeint.defaults import (
    CLASSIFICATION_CUTOFF,
    EVENTS_PER_VARIABLE,
    FEWEST_EVENTS_PER_VARIABLE,
    LEVEL,
    RISK_GROUPS,
)
from smeint.engine.fit_measures import Fitted, fit_measures, table_measures
from smeint.engine.logit import fit_logit, joined
from smeint.engine.predicted import check_cutoff, check_groups, risk_groups
from smeint.engine.profile import profile_logit
from smeint.finding import GroupRow
from smeint.formulas.logit import LogitFit, logit_test
from smeint.formulas.result import TestResult, where_ok
from smeint.formulas.term_tests import joint_wald, likelihood_rows, wald_rows
from smeint.stats.answer import Answer, answer_of
from smeint.stats.regressors import Regressors
from smeint.stats.tested_terms import Asked, all_rows, asked_of, model_data


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
    interpolates to about three digits. Where data are separated other packages
    may print a coefficient with an enormous standard error; here that is a status, and
    `firth_logit` has estimates. Classification, AUC and
    Hosmer-Lemeshow look at the rows that fitted the model: they flatter it. Not for firm-years of
    firms that come back.

    Measured at 5 % with one yes/no predictor, over every table: 20 against 39 firms with half of
    them having the event, size .044 by Wald and .053 by the likelihood ratio, at an odds ratio of
    3 intervals miss .034 and .053; 5 against 16, size .014 by both, misses .025 and .028. These
    are of the tables that are not separated: of 20 against 39 with 15 % events 4 % are, of 5
    against 16 with half of them events 6 %, with a quarter or at an odds ratio of 3 24 %.

    One model at a time; on summaries `smeint.formulas.logit`,
    `smeint.formulas.term_tests`, `smeint.formulas.hosmer_lemeshow`,
    `smeint.formulas.discrimination`, `smeint.formulas.collinearity`.

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
    5.652
    """
    check_groups(groups)
    check_cutoff(cutoff)
    data = model_data(outcome, predictors, reference)
    asked = asked_of(data, tested)
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
        groups=(all_rows(data), *_risk_groups(model, groups)),
        note=joined(data.note, likelihood.note, *_notes(model, groups)),
    )


def _categories(data: Regressors) -> dict[str, tuple[int, ...]]:
    """Return the places of categories among the coefficients, the intercept being the first."""
    return {
        name: tuple(place + 1 for place in places)
        for name, places in data.columns.items()
        if name not in data.terms
    }


def _logit_test(fit: LogitFit, asked: Asked, level: float) -> TestResult:
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
