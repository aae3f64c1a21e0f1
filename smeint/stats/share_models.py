"""Models of a share: its mean as a logistic function, in one part or in two."""

from __future__ import annotations

from collections.abc import Mapping

from smeint.defaults import LEVEL
from smeint.engine.fractional import fit_fractional
from smeint.engine.two_part import fit_two_part
from smeint.formulas.fractional import fractional_test
from smeint.formulas.two_part import two_part_test
from smeint.stats.answer import Answer, answer_of
from smeint.stats.model_options import covariance_kind
from smeint.stats.tested_terms import first_term, model_data


def fractional_logit(
    outcome: object,
    predictors: Mapping[str, object],
    *,
    firm: object = None,
    cov: str | None = None,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Model the mean of a share as a logistic function of predictors (fractional logit).

    Parameters
    ----------
    outcome : array_like, shape (n,)
        Shares from 0 to 1, both included; percent is refused.
    predictors : mapping of str to array_like, shape (n,)
        The first is under test. Numbers and yes/no as they are; text is a category. Rows with a
        missing value are left out and counted.
    firm : array_like, shape (n,), optional
        Labels of firms, where they come back: errors are clustered by firm.
    cov : str, optional
        Without firms ``HC0``, ``HC1``, ``HC2`` or ``HC3`` (the default); with them ``CR0``,
        ``CR1``, ``CR1S`` or ``CR2`` (the default).
    reference : mapping of str to str, optional
        Reference level of a category; its alphabetically first one by default.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z`` (rows) or ``t`` (firms), effect ``odds_ratio`` of the first term. Measures:
        ``log_odds``, ``odds_ratio`` and ``average_marginal_effect`` of every term,
        ``quasi_log_likelihood``, ``null_quasi_log_likelihood``, ``quasi_mcfadden_r2``,
        ``shares_at_0`` and ``shares_at_1``. Statuses: ``too_few``, ``constant_outcome``,
        ``constant_predictor``, ``collinear``, ``separation``, ``no_spread``, ``not_converged``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    E(y | x) = p = 1 / (1 + exp(-x b)); b solves sum x (y - p) = 0, the score of the Bernoulli
    quasi-likelihood sum(y log p + (1 - y) log(1 - p)). That is consistent for b whatever the
    distribution of the share, with any heap at 0, at 1 or between, if only its mean is right.
    Null hypothesis: given the other terms, the mean share does not depend on this one. exp(b) is
    the ratio of p / (1 - p), the odds of a share, not of an event. Average marginal effects are
    changes of the mean share; of a 0/1 term, differences; errors by the delta method, predictors
    taken as given.

    Errors are always robust: those of a logistic likelihood suppose 0/1 outcomes and are wrong
    (too large) for shares; R's ``glm(family = quasibinomial)`` scales them by one number, which
    is wrong as well where spread differs. HC3 and z are what R's ``coeftest(m, vcovHC(m))``
    prints, CR2 with Satterthwaite's t what ``clubSandwich`` prints; CR1 (t with G - 1 degrees of
    freedom) has the errors of Stata's ``fracreg logit, vce(cluster firm)``, which takes z. Stata's
    ``vce(robust)`` has HC0 times sqrt(n / (n - 1)).
    A marginal effect has the degrees of freedom of its term's coefficient.

    Estimates run away where all shares are 0, or all are 1, on one side of a combination of
    predictors: status ``separation``, found before the fit, the variables in the note. Not for
    shares of which a zero is a decision of its own (see `two_part`), nor for firm-years without
    `firm`; R-squared here is 1 - ll / ll0 of quasi-likelihoods, which has no meaning beyond
    comparing models of the same shares, as shares between 0 and 1 keep it below 1.

    Size at .05, shares heaped at multiples of .05, 3,000 panels. One year: HC3, 20 and 39 firms
    .051, 5 and 16 .074; with each firm named as its own `firm`, which gives CR2 and Satterthwaite's
    t, 5 and 16 .037. Three persistent years: CR2, 20 and 39 firms .042, 5 and 16 .052; CR1 .046
    and .089.

    One model at a time.

    References
    ----------
    Papke, L. E., & Wooldridge, J. M. (1996). Econometric methods for fractional response
    variables with an application to 401(k) plan participation rates. *Journal of Applied
    Econometrics*, 11, 619-632.
    https://doi.org/10.1002/(SICI)1099-1255(199611)11:6<619::AID-JAE418>3.0.CO;2-1

    Examples
    --------
    >>> fsts = [0.0, 0.1, 0.3, 0.35, 0.2, 0.5, 0.9, 1.0, 0.4, 0.6]
    >>> sme = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    >>> answer = fractional_logit(fsts, {"sme": sme})
    >>> round(answer.measure("average_marginal_effect", term="sme").estimate, 4)
    -0.49
    """
    kind = covariance_kind(cov, firm)
    found = model_data(outcome, predictors, reference, firm)
    term = first_term(found)
    fit = fit_fractional(found.y, found.x, found.terms, found.firm, kind)
    return answer_of(
        "fractional_logit",
        fractional_test(fit, term, level),
        variant=kind,
        outcome="outcome",
        predictor=term,
        n=found.y.size,
        n_firms=found.n_firms,
        n_missing=found.n_missing,
        note=found.note,
    )


def two_part(
    outcome: object,
    predictors: Mapping[str, object],
    *,
    firm: object = None,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Model a share in two parts: whether it is above 0, and how large it is where it is.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        Shares from 0 to 1, both included; percent is refused.
    predictors : mapping of str to array_like, shape (n,)
        Of both parts; the first is under test. Numbers and yes/no as they are; text is a
        category. Rows with a missing value are left out and counted.
    firm : array_like, shape (n,), optional
        Labels of firms, where they come back: errors are clustered by firm.
    reference : mapping of str to str, optional
        Reference level of a category; its alphabetically first one by default.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z`` (rows) or ``t`` (firms); effect ``average_marginal_effect`` of the first
        term, variant ``combined``. Measures: ``average_marginal_effect`` of every term on the
        probability of a share above 0 (variant ``part 1``), on the mean share among those above 0
        (``part 2``, averaged over them) and on the mean share of all (``combined``); ``log_odds``
        and ``odds_ratio`` of either part; ``shares_at_0`` and ``shares_at_1``. Statuses as in
        `fractional_logit`, of either part, which the note names; ``constant_outcome`` where no
        share, or every share, is 0.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    E(y | x) = P(y > 0 | x) E(y | y > 0, x) = p_1(x) p_2(x), p_1 a logit of y > 0 on all rows, p_2
    a fractional logit on rows with y > 0. Null hypothesis of the combined effect: averaged over
    the rows as they are, the mean share does not change with this term. It may be 0 where the
    parts differ in sign: read the parts too. For exports: a zero stands for the decision not to
    export, and what goes with that decision may differ from what goes with how much is exported.
    A heap at 1 (firms that sell abroad alone) is part of the mean in part 2, not a part of its
    own. Firms with exports are not a random part of all firms, so part 2 describes exporters and
    says nothing of what a domestic firm would export.

    Errors of all measures come from one joint sandwich of the stacked scores of both parts, summed
    by firm (or by row, without firms) and multiplied by G / (G - 1), as Stata's ``suest`` has it;
    there is no CR2 for stacked parts. With firms t with G - 1 degrees of freedom, else z. So the
    errors of part 2 differ from those of `fractional_logit` on the same rows, by factor alone
    where ``cov`` is ``HC0`` or ``CR0`` there. Effects by the delta method, predictors as given.

    Size at .05 of the combined effect, two fifths of shares 0, 3,000 panels: one year, 20 and 39
    firms .058, 5 and 16 .091; three persistent years .054 and .100: too large with few firms in a
    group. Not for shares without zeros.
    One model at a time.

    References
    ----------
    Ramalho, E. A., Ramalho, J. J. S., & Murteira, J. M. R. (2011). Alternative estimating and
    testing empirical strategies for fractional regression models. *Journal of Economic Surveys*,
    25, 19-68. https://doi.org/10.1111/j.1467-6419.2009.00602.x

    Examples
    --------
    >>> fsts = [0.0, 0.0, 0.0, 0.3, 0.2, 0.1, 0.0, 0.9, 1.0, 0.4, 0.6, 0.5]
    >>> sme = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    >>> answer = two_part(fsts, {"sme": sme})
    >>> round(answer.measure("average_marginal_effect", "combined", "sme").estimate, 4)
    -0.4667
    """
    found = model_data(outcome, predictors, reference, firm)
    term = first_term(found)
    fit = fit_two_part(found.y, found.x, found.terms, found.firm)
    return answer_of(
        "two_part",
        two_part_test(fit, term, level),
        outcome="outcome",
        predictor=term,
        n=found.y.size,
        n_firms=found.n_firms,
        n_missing=found.n_missing,
        note=found.note,
    )
