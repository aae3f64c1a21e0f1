"""Logistic models whose rows are heteroscedastic, or years of the same firms."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from smeint.defaults import (
    BOOTSTRAP_DRAWS,
    CLUSTER_COVARIANCE,
    CLUSTER_DISTRIBUTION,
    GEE_COV,
    GEE_DISTRIBUTION,
    LEVEL,
    MOMENTS,
    ROW_COVARIANCE,
    SEED,
    WORKING,
)
from smeint.engine.clustered_logit import clustered
from smeint.engine.design import Design
from smeint.engine.gee import gee
from smeint.engine.robust_logit import robust
from smeint.engine.score_bootstrap import BOOTSTRAP_WEIGHTS, score_bootstrapped
from smeint.errors import ArgumentError
from smeint.finding import NAN, Status
from smeint.formulas.result import TestResult, where_ok
from smeint.stats.answer import Answer, answer_of
from smeint.stats.inputs import one_of
from smeint.stats.regressors import Regressors, regressors

#: How `clustered_logit` tests its first term.
TESTS = ("wald", "score_bootstrap")


def clustered_logit(
    outcome: object,
    predictors: Mapping[str, object],
    firm: object,
    *,
    cov: str = CLUSTER_COVARIANCE,
    distribution: str = CLUSTER_DISTRIBUTION,
    test: str = TESTS[0],
    weights: str = BOOTSTRAP_WEIGHTS[0],
    draws: int = BOOTSTRAP_DRAWS,
    seed: int = SEED,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Fit a logistic regression to firm-years, with standard errors by firm.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        0 or 1, or yes/no as booleans; 1 is the event.
    predictors : mapping of str to array_like, shape (n,)
        Numbers and yes/no as they are; text is a category. The first column is the term under
        test. Rows in which one is missing are left out and counted.
    firm : array_like, shape (n,)
        Labels of firms, in any order of rows; none may be missing.
    cov : str
        ``CR2`` (Bell and McCaffrey), or ``CR0``, ``CR1``, ``CR1S``.
    distribution : str
        ``t`` with G - 1 degrees of freedom, ``satterthwaite`` (with CR2) or ``normal``.
    test : str
        ``wald`` or ``score_bootstrap``, of the first term.
    weights : str
        Of the bootstrap: ``rademacher``, ``webb``, or ``auto``, Rademacher from six firms on.
    draws, seed : int
        Of the bootstrap.
    reference : mapping of str to str, optional
        Reference level of a category; its alphabetically first one by default.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``t``, or ``z`` with the normal distribution and the bootstrap; effect
        ``odds_ratio`` of the first term. Measures: log-odds and odds ratio of every term; the
        first term's log-odds as programs print them, by variant: ``CR0`` and ``CR1`` with the
        normal distribution (Stata's ``logit, vce(cluster)`` and R's ``vcovCL(type = "HC0")`` are
        CR1), ``CR1S`` (R's ``vcovCL(type = "HC1")``), ``CR2`` with Satterthwaite's degrees of
        freedom (R's clubSandwich), and ``model``, as if rows were independent;
        ``score_bootstrap_p`` where asked for. Statuses ``too_few`` (also with no more firms than
        coefficients), ``constant_outcome``, ``constant_predictor``, ``collinear``,
        ``separation``, ``not_converged``, ``no_spread`` where one firm alone determines the first
        term, ``too_large`` where CR2 meets a firm of above 2,000 rows. Below 30 firms a note.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event do not depend on the first one.
    The estimates are those of maximum likelihood as if rows were independent; standard errors
    allow for any dependence between rows of a firm. Not for firms that are matched or drawn with
    weights. See `smeint.formulas.bell_mccaffrey.cr2_covariance`,
    `smeint.formulas.sandwich.cluster_covariance` and
    `smeint.formulas.score_bootstrap.score_bootstrap_p`. One model at a time.

    Size at .05 of the odds ratio of a group of firms, three years each with a latent correlation
    of .7, years as terms, 5,000 panels (in brackets Satterthwaite's t; then CR1 with the normal
    distribution): 6 of 12 firms .030 (.027; .063), 10 of 21 .037 (.035; .056), 5 of 21 .048 (.019;
    .071), 30 of 59 .041 (.041; .047), 12 of 59 .036 (.029; .045), 57 of 114 .053 (.053; .056); as
    if rows were independent about .17. Coverage of the 95 % interval of a true odds ratio of 2.6
    with 12, 21 and 59 firms .97, .98, .96. Satterthwaite's t is the cautious choice where few
    firms carry a coefficient (3 of 21: .001, t .045) and the only one of these that holds its size
    with few clusters of many and unequal rows, such as countries (12 and 21 of them, about 30
    rows, firms' constant predictor: .04 and .05, t .12). The score bootstrap rejects .038 (12
    firms), .059 (5 of 21), .051 (59); with 6 to 11 firms Rademacher weights reject .02-.06 and
    Webb's .045-.07, for which reason they stand from six firms on.

    References
    ----------
    Cameron, A. C., & Miller, D. L. (2015). A practitioner's guide to cluster-robust inference.
    *Journal of Human Resources*, 50, 317-372. https://doi.org/10.3368/jhr.50.2.317

    Examples
    --------
    >>> answer = clustered_logit([0, 1, 0, 1, 1, 0, 1, 1], {"sme": [0, 0, 0, 1, 1, 1, 1, 1]},
    ...                          ["a", "a", "b", "c", "c", "d", "d", "e"])
    >>> answer.finding.n_firms, round(answer.finding.effect, 4)
    (5, 8.0)
    """
    one_of(test, TESTS, "test")
    one_of(weights, BOOTSTRAP_WEIGHTS, "weights")
    if test != "wald" and (cov, distribution) != (CLUSTER_COVARIANCE, CLUSTER_DISTRIBUTION):
        raise ArgumentError("cov and distribution are options of test wald, not of the bootstrap.")
    rows = _rows(outcome, predictors, firm, reference)

    def run(model: Design) -> TestResult:
        if test == "wald":
            return clustered(model, level, cov, distribution)
        return score_bootstrapped(model, level, weights, draws, seed)

    variant = f"{cov}_{distribution}" if test == "wald" else test
    return _answer("clustered_logit", variant, run, rows)


def robust_logit(
    outcome: object,
    predictors: Mapping[str, object],
    *,
    cov: str = ROW_COVARIANCE,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Fit a logistic regression with standard errors for heteroscedastic, independent rows.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        0 or 1, or yes/no as booleans; 1 is the event.
    predictors : mapping of str to array_like, shape (n,)
        Numbers and yes/no as they are; text is a category. The first column is the term under
        test. Rows in which one is missing are left out and counted.
    cov : str
        ``HC0``, ``HC1``, ``HC2``, ``HC3``, as R's ``sandwich::vcovHC``, or ``stata``: HC0 times
        n / (n - 1), which ``logit, vce(robust)`` prints.
    reference : mapping of str to str, optional
        Reference level of a category; its alphabetically first one by default.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z``, effect ``odds_ratio`` of the first term; measures: log-odds and odds
        ratio of every term, and the first term's log-odds by every other covariance, its name as
        variant (``model`` the plain one). Statuses as in `clustered_logit`.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event do not depend on the first one.
    With a 0/1 outcome a right model leaves no heteroscedasticity to correct for: plain and robust
    errors that differ say that the model is wrong. Rows must be independent; for firms that come
    back use `clustered_logit`. statsmodels' ``Logit`` returns HC0 for every ``HC`` name, which is
    why it is not used here. See `smeint.formulas.sandwich.hc_covariance`. One model at a time.

    Size at .05, 4,000 samples of independent rows with shares of one half, HC0, HC1, HC2, HC3 (then
    the plain covariance): groups of 20 and 39 .047, .046, .046, .046 (.047); 5 and 16 .018, .005,
    .005, .002 (.018); 57 and 57 .047 by all; a skewed predictor (log-normal) in 21 rows .053, .036,
    .032, .018 (.010), in 59 rows .050, .046, .042, .035 (.022).

    References
    ----------
    MacKinnon, J. G., & White, H. (1985). Some heteroskedasticity-consistent covariance matrix
    estimators with improved finite sample properties. *Journal of Econometrics*, 29, 305-325.
    https://doi.org/10.1016/0304-4076(85)90158-7

    Examples
    --------
    >>> answer = robust_logit([0, 1, 0, 1, 1, 0, 1, 1], {"sme": [0, 0, 0, 1, 1, 1, 1, 1]},
    ...                       cov="HC1")
    >>> round(answer.finding.effect, 4), answer.finding.ci_method
    (8.0, 'Wald, HC1 (n / (n - k)), normal')
    """
    rows = regressors(outcome, predictors, reference=reference)
    return _answer("robust_logit", cov, lambda model: robust(model, level, cov), rows)


def gee_logit(
    outcome: object,
    predictors: Mapping[str, object],
    firm: object,
    *,
    working: str = WORKING,
    cov: str = GEE_COV,
    distribution: str = GEE_DISTRIBUTION,
    moments: str = MOMENTS,
    reference: Mapping[str, str] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Fit a logistic model to firm-years by generalized estimating equations.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        0 or 1, or yes/no as booleans; 1 is the event.
    predictors : mapping of str to array_like, shape (n,)
        Numbers and yes/no as they are; text is a category. The first column is the term under
        test. Rows in which one is missing are left out and counted.
    firm : array_like, shape (n,)
        Labels of firms, in any order of rows; none may be missing.
    working : str
        Correlation assumed between rows of a firm: ``exchangeable`` or ``independence``.
    cov : str
        ``mancl_derouen``, corrected for bias, or ``robust``, as geepack prints it.
    distribution : str
        ``t`` with G - 1 degrees of freedom, or ``normal``.
    moments : str
        How the working correlation is estimated: ``n`` as R's geepack does, ``n_minus_k`` (less
        one for each coefficient) as statsmodels does by default.
    reference : mapping of str to str, optional
        Reference level of a category; its alphabetically first one by default.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``t`` or ``z``, effect ``odds_ratio`` of the first term; measures: log-odds and
        odds ratio of every term, the first term's log-odds by the other covariance as variant,
        ``working_correlation``. Statuses as in `clustered_logit`; ``not_converged`` also where
        the correlation reaches 1, as where nothing ever changes within a firm.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: given the other terms, the odds of the event, averaged over firms, do not
    depend on the first one. Estimates are consistent whatever the true correlation, as long as
    missing rows are missing at random. See `smeint.engine.gee.fit_gee`. One model at a time.

    Size at .05 as in `clustered_logit` (700 panels; in brackets the robust covariance): 6 of 12
    firms .015 (.034), 5 of 21 .031 (.066), 30 of 59 .039 (.054).

    References
    ----------
    Liang, K.-Y., & Zeger, S. L. (1986). Longitudinal data analysis using generalized linear
    models. *Biometrika*, 73, 13-22. https://doi.org/10.1093/biomet/73.1.13

    Mancl, L. A., & DeRouen, T. A. (2001). A covariance estimator for GEE with improved
    small-sample properties. *Biometrics*, 57, 126-134.
    https://doi.org/10.1111/j.0006-341X.2001.00126.x

    Examples
    --------
    >>> answer = gee_logit([0, 1, 0, 1, 1, 0, 1, 1], {"sme": [0, 0, 0, 1, 1, 1, 1, 0]},
    ...                    ["a", "a", "b", "c", "c", "d", "d", "e"], working="independence")
    >>> round(answer.finding.effect, 4)
    3.0
    """
    rows = _rows(outcome, predictors, firm, reference)
    return _answer(
        "gee_logit",
        f"{working}_{cov}",
        lambda model: gee(model, level, working, cov, distribution, moments),
        rows,
    )


def _rows(
    outcome: object,
    predictors: Mapping[str, object],
    firm: object,
    reference: Mapping[str, str] | None,
) -> Regressors:
    """Return the complete rows of firms."""
    if firm is None:
        raise ArgumentError("firm must give a label for every row, got None.")
    return regressors(outcome, predictors, firm=firm, reference=reference)


def _answer(
    procedure: str, variant: str, run: Callable[[Design], TestResult], rows: Regressors
) -> Answer:
    """Fit a model to complete rows and return its answer."""
    if rows.terms:
        result = run(Design(rows.y, rows.x, rows.terms, rows.firm, rows.note))
    else:  # every category has a single level among the complete rows
        status = Status.CONSTANT_PREDICTOR if rows.y.size else Status.TOO_FEW
        result = where_ok(
            int(status), statistic_name="", statistic=NAN, p_value=NAN, p_method="", effect=None
        )
    return answer_of(
        procedure,
        result,
        variant=variant,
        outcome="outcome",
        predictor=rows.terms[0] if rows.terms else "",
        n=rows.y.size,
        n_firms=rows.n_firms,
        n_missing=rows.n_missing,
    )
