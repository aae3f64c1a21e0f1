"""Concordant and discordant pairs: Kendall's tau-b, Somers' d, Jonckheere-Terpstra."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import CONTINUITY, LEVEL
from smeint.finding import Status
from smeint.formulas.intervals import fisher_z, normal_quantile, two_sided_normal
from smeint.formulas.result import Estimate, TestResult, where_ok

CONCORDANCE_CI_METHOD = "Fisher z, linearized standard error"


@dataclass(frozen=True, slots=True)
class Concordance:
    """What pairs of firms say about two ordered variables, for one sample or many.

    Parameters
    ----------
    n : array of float
        Firms.
    s : array of float
        Concordant minus discordant pairs.
    pairs_y, pairs_x : array of float
        Pairs in which the outcome, or the predictor, differs.
    ties_y, ties_x : array of float
        Sum of t (t - 1) (t - 2) over groups of t tied firms.
    tau_if2, d_if2 : array of float
        Sums of squares over firms of the influence on tau-b and on Somers' d of the outcome:
        2 s_i / root(Y X) - tau (y_i / Y + x_i / X) and 2 (s_i - d x_i) / X, where s_i, y_i and
        x_i count firm i's pairs and Y and X are their sums over firms.

    Examples
    --------
    >>> Concordance(4, 4, 6, 6, 0, 0, 0.1, 0.1).status
    array(0)
    """

    n: ArrayLike
    s: ArrayLike
    pairs_y: ArrayLike
    pairs_x: ArrayLike
    ties_y: ArrayLike
    ties_x: ArrayLike
    tau_if2: ArrayLike
    d_if2: ArrayLike

    @property
    def parts(self) -> tuple[FloatArray, ...]:
        """The eight numbers as float arrays of one shape."""
        arrays = np.broadcast_arrays(
            self.n,
            self.s,
            self.pairs_y,
            self.pairs_x,
            self.ties_y,
            self.ties_x,
            self.tau_if2,
            self.d_if2,
        )
        return tuple(x.astype(float) for x in arrays)

    @property
    def status(self) -> IntArray:
        """``too_few`` below three firms, ``constant_outcome``, ``constant_predictor`` or ``ok``."""
        n, _, pairs_y, pairs_x, *_ = self.parts
        code = np.full(n.shape, int(Status.OK))
        code[pairs_x <= 0] = int(Status.CONSTANT_PREDICTOR)
        code[pairs_y <= 0] = int(Status.CONSTANT_OUTCOME)
        code[n < 3] = int(Status.TOO_FEW)
        return code

    @property
    def variance(self) -> FloatArray:
        """Variance of S under independence, given the ties of both variables."""
        n, _, pairs_y, pairs_x, y_3, x_3, *_ = self.parts
        all_pairs = n * (n - 1)
        y_2, x_2 = all_pairs - 2 * pairs_y, all_pairs - 2 * pairs_x
        with np.errstate(divide="ignore", invalid="ignore"):
            # t (t - 1) (2 t + 5) is 2 t (t - 1) (t - 2) + 9 t (t - 1)
            single = (all_pairs * (2 * n + 5) - 2 * (y_3 + x_3) - 9 * (y_2 + x_2)) / 18
            return np.asarray(
                single + y_3 * x_3 / (9 * all_pairs * (n - 2)) + y_2 * x_2 / (2 * all_pairs)
            )


def kendall(
    summary: Concordance, level: float = LEVEL, continuity: bool = CONTINUITY
) -> TestResult:
    """Test association by Kendall's tau-b, normal approximation.

    Parameters
    ----------
    summary : Concordance
    level : float
        Confidence level.
    continuity : bool
        Move S one towards 0, as Stata does; R and SPSS do not.

    Returns
    -------
    TestResult
        Statistic ``z``, effect ``kendall_tau_b`` (its `std_error` is on its own scale); measures:
        ``somers_d`` of the outcome, ``kendall_tau_a``. Status ``too_few`` below three firms,
        ``constant_outcome`` or ``constant_predictor``.

    Notes
    -----
    Null hypothesis: outcome and predictor are independent. z = S / sqrt(Var S) with the variance
    corrected for ties in both, as R's ``cor.test(method = "kendall", exact = FALSE)`` and SPSS.
    Interval: tanh(atanh(tau) -+ z SE / (1 - tau^2)) with the standard error that does not
    presuppose independence (Brown & Benedetti), so that it may hold 0 where p is below alpha;
    none at abs(tau) = 1. Its coverage at 95 %, 4,000 bivariate normal samples each with
    correlations 0, .3, .6 and .9: 20 firms .937-.962, 59 firms .945-.952. Not for firm-years of
    firms that come back.

    `scipy.stats.kendalltau` gives tau-b and p of one sample, and no standard error.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. *Biometrika*, 33, 239-251.
    https://doi.org/10.1093/biomet/33.3.239

    Brown, M. B., & Benedetti, J. K. (1977). Sampling behavior of tests for correlation in two-way
    contingency tables. *Journal of the American Statistical Association*, 72, 309-315.
    https://doi.org/10.1080/01621459.1977.10480995

    Examples
    --------
    >>> test = kendall(Concordance(10, 23, 45, 45, 0, 0, 0.05, 0.05))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value, test.effect.estimate)]
    [2.0572, 0.0397, 0.5111]
    """
    n, s, pairs_y, pairs_x, *_, tau_if2, _ = summary.parts
    distance = np.sign(s) * np.maximum(np.abs(s) - 1, 0.0) if continuity else s
    with np.errstate(divide="ignore", invalid="ignore"):
        z = distance / np.sqrt(summary.variance)
        tau_a = 2 * s / (n * (n - 1))
        # the root of a product of equal numbers is that number: tau is then exactly 1
        tau = np.where(pairs_y == pairs_x, s / pairs_y, s / (np.sqrt(pairs_y) * np.sqrt(pairs_x)))
    return where_ok(
        summary.status,
        statistic_name="z",
        statistic=z,
        p_value=two_sided_normal(z),
        p_method="asymptotic, ties and continuity corrected"
        if continuity
        else "asymptotic, ties corrected",
        effect=_with_interval("kendall_tau_b", tau, tau_if2, level),
        others=(somers_d(summary, level), Estimate("kendall_tau_a", tau_a)),
    )


def somers_d(summary: Concordance, level: float = LEVEL) -> Estimate:
    """Return Somers' d: concordant minus discordant pairs among those whose predictor differs.

    Parameters
    ----------
    summary : Concordance
    level : float
        Confidence level.

    Returns
    -------
    Estimate
        Measure ``somers_d``; with two groups as the predictor it is the rank-biserial
        correlation, second group minus first.

    References
    ----------
    Somers, R. H. (1962). A new asymmetric measure of association for ordinal variables.
    *American Sociological Review*, 27, 799-811. https://doi.org/10.2307/2090408

    Examples
    --------
    >>> float(somers_d(Concordance(10, 20, 45, 25, 0, 0, 0.05, 0.05)).estimate)
    0.8
    """
    _, s, _, pairs_x, *_, d_if2 = summary.parts
    with np.errstate(divide="ignore", invalid="ignore"):
        d = s / pairs_x
    return _with_interval("somers_d", d, d_if2, level)


def _with_interval(measure: str, value: FloatArray, if2: FloatArray, level: float) -> Estimate:
    std_error = np.sqrt(if2)
    room = (1 - value) * (1 + value)
    with np.errstate(divide="ignore", invalid="ignore"):
        on_z = np.where((room > 1e-12) & (std_error > 1e-12), std_error / room, np.nan)
    low, high = fisher_z(value, on_z, normal_quantile(level))
    return Estimate(
        measure,
        value,
        std_error=std_error,
        ci_low=low,
        ci_high=high,
        ci_level=level,
        ci_method=CONCORDANCE_CI_METHOD,
    )


def jonckheere_terpstra(summary: Concordance, level: float = LEVEL) -> TestResult:
    """Test whether an outcome rises or falls over ordered groups, normal approximation.

    Parameters
    ----------
    summary : Concordance
        Its predictor being the groups in their order.
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``z``, positive where the outcome rises, two-sided p; effect ``somers_d``;
        measure ``jonckheere_j`` with its standard error under the null hypothesis. Status
        ``too_few`` below three firms, ``constant_outcome``, or ``empty_group`` where all firms are
        in one group.

    Notes
    -----
    Null hypothesis: the outcome has the same distribution in all groups. J sums the Mann-Whitney
    U of every later against every earlier group; J = (S + P) / 2, P being the pairs of firms in
    different groups, so that this is Kendall's test with its correction for ties in both
    variables (z without continuity correction). In small groups see `jonckheere_exact`. An
    outcome that rises and falls again can show nothing here. SciPy and statsmodels have no such
    test. Size at .05, 4,000 samples each: groups of 20, 39 and 30 .048, of 5, 16 and 8 .040, of 4,
    4 and 4 .037; coverage of the interval of Somers' d .937-.952.

    References
    ----------
    Jonckheere, A. R. (1954). A distribution-free k-sample test against ordered alternatives.
    *Biometrika*, 41, 133-145. https://doi.org/10.1093/biomet/41.1-2.133

    Hollander, M., Wolfe, D. A., & Chicken, E. (2014). *Nonparametric Statistical Methods* (3rd
    ed.), section 6.2. Wiley. https://doi.org/10.1002/9781119196037

    Examples
    --------
    >>> test = jonckheere_terpstra(Concordance(18, 50, 147, 108, 6, 360, 0.03, 0.03))
    >>> [round(float(x), 4) for x in (test.statistic, test.p_value)]
    [2.0292, 0.0424]
    """
    _, s, _, pairs_x, *_ = summary.parts
    status = np.array(summary.status)
    status[status == int(Status.CONSTANT_PREDICTOR)] = int(Status.EMPTY_GROUP)
    with np.errstate(divide="ignore", invalid="ignore"):
        std_error = np.sqrt(summary.variance)
        z = s / std_error
    return where_ok(
        status,
        statistic_name="z",
        statistic=z,
        p_value=two_sided_normal(z),
        p_method="asymptotic, ties corrected",
        effect=somers_d(summary, level),
        others=(Estimate("jonckheere_j", (s + pairs_x) / 2, std_error=std_error / 2),),
    )
