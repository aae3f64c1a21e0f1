"""Two groups compared by ranks or means: two arrays in, an `Answer` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from smeint.defaults import CONTINUITY, LEVEL
from smeint.engine import reduce, reduce_groups
from smeint.finding import Status
from smeint.formulas import brunner_munzel as brunner_munzel_formula
from smeint.formulas import rank_sum
from smeint.formulas import welch as welch_formula
from smeint.formulas.hodges_lehmann import TwoSamples, shift
from smeint.formulas.rank_sum_exact import exact_rank_sum
from smeint.formulas.result import Estimate, TestResult, beside, version
from smeint.formulas.student import cohens_d, student
from smeint.formulas.wilcoxon_sums import wilcoxon_sums
from smeint.stats.answer import Answer, answer_of
from smeint.stats.contrasts import divided, inside, sizes
from smeint.stats.grouped import Grouped
from smeint.stats.inputs import one_of

#: How p of `mann_whitney` is found.
METHODS = ("asymptotic", "exact")
#: What is said where an exact p was asked for beside another and there is none.
NO_EXACT = "no exact p: more observations than it is made for"
#: Below so many observations in a group the Brunner-Munzel test rejects too often.
FEW_FOR_MUNZEL = 10


def mann_whitney(
    first: object,
    second: object,
    *,
    method: str = "asymptotic",
    continuity: bool = CONTINUITY,
    level: float = LEVEL,
    names: Sequence[str] = ("first", "second"),
) -> Answer:
    """Compare two groups by the Mann-Whitney (Wilcoxon rank-sum) test.

    Parameters
    ----------
    first, second : array_like, shape (n_1,), (n_2,)
        Numbers in any unit; missing values are left out and counted.
    method : str
        Which p leads: ``asymptotic``, corrected for ties, or ``exact``, given the ties. The other
        stands among the measures.
    continuity : bool
        Whether the leading asymptotic test moves U half a pair towards its mean.
    level : float
        Confidence level.
    names : sequence of str
        Names of the groups.

    Returns
    -------
    Answer
        Statistic ``z`` (``U`` of the first group if exact), effect ``rank_biserial``. Measures,
        the same whatever leads: ``probability_of_superiority``, ``u_1``, ``u_2``;
        ``mann_whitney_z`` without and with (variant ``continuity_corrected``) continuity
        correction; ``exact_p``; ``wilcoxon_w`` of variants ``r`` and ``spss``; ``rank_sum`` of each
        group; ``hodges_lehmann`` with an asymptotic interval, one continuity corrected and one
        ``exact``. Groups have mean ranks. Status ``empty_group``, ``constant_outcome``, and
        ``too_large`` for a leading exact test of too many observations.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the outcome has the same distribution in both groups. Not a test of medians;
    not for firm-years of firms that come back (`firm_permutation`, `pooled_score`), and where
    spreads differ its size is not the level (`brunner_munzel`).

    Other programs: R's ``wilcox.test`` prints W = ``wilcoxon_w`` (``r``) and, below 50
    observations without ties, the exact p, else the one corrected for continuity; with
    ``conf.int`` its asymptotic limits are found by a search to four digits. SPSS prints U, the
    smaller of ``u_1`` and ``u_2``, with its rank sum W (``spss``) and z without correction, always
    negative; its exact p needs the module Exact Tests. Stata's ``ranksum`` prints rank sums and z
    without correction. SciPy's exact p ignores ties. Exact p and exact interval are left out of
    the measures, and a note says so, beyond about 270 observations in groups of one size. 100,000
    observations a group take some seconds, the limits of the shift nearly all of it. One
    comparison at a time; `smeint.formulas.rank_sum.mann_whitney` takes many.

    References
    ----------
    Mann, H. B., & Whitney, D. R. (1947). On a test of whether one of two random variables is
    stochastically larger than the other. *Annals of Mathematical Statistics*, 18, 50-60.
    https://doi.org/10.1214/aoms/1177730491

    Examples
    --------
    >>> print(round(mann_whitney([3, 4, 5, 5, 6], [1, 2, 3, 4], method="exact").finding.p_value, 4))
    0.0556
    >>> answer = mann_whitney([3, 4, 5, 5, 6], [1, 2, 3, 4])
    >>> round(answer.measure("mann_whitney_z", "continuity_corrected").p_value, 4)
    0.0628
    """
    one_of(method, METHODS, "method")
    found = divided(first, second, names)
    samples = reduce_groups.two_samples(found.y, inside(found))
    pattern = samples.pattern()
    summary = pattern.rank_sum()
    plain, corrected = (rank_sum.mann_whitney(summary, c, level) for c in (False, True))
    exact = exact_rank_sum(pattern, level)
    shifts, note = _shifts(samples, level)
    if int(np.asarray(exact.status)) == Status.TOO_LARGE:
        note = NO_EXACT
    others = (
        version(plain, "mann_whitney_z"),
        version(corrected, "mann_whitney_z", "continuity_corrected"),
        version(exact, "exact_p"),
        *wilcoxon_sums(summary, found.names),
        *shifts,
    )
    lead = exact if method == "exact" else corrected if continuity else plain
    variant = "continuity_corrected" if continuity and method != "exact" else method
    return _answer("mann_whitney", beside(lead, others, note), found, variant)


def _shifts(samples: TwoSamples, level: float) -> tuple[list[Estimate], str]:
    """Return the Hodges-Lehmann shift with three intervals, and what the exact one achieves."""
    plain, _ = shift(samples, level=level)
    corrected, _ = shift(samples, continuity=True, level=level)
    exact, achieved = shift(samples, exact=True, level=level)
    variants = (("", plain), ("continuity_corrected", corrected), ("exact", exact))
    note = achieved.replace("confidence", "confidence of the exact interval of the shift")
    return [replace(e, variant=v) for v, e in variants], note


def brunner_munzel(
    first: object,
    second: object,
    *,
    level: float = LEVEL,
    names: Sequence[str] = ("first", "second"),
) -> Answer:
    """Compare two groups by the Brunner-Munzel test, which allows for unequal spread.

    Parameters
    ----------
    first, second : array_like, shape (n_1,), (n_2,)
        Numbers in any unit; missing values are left out and counted.
    level : float
        Confidence level.
    names : sequence of str
        Names of the groups.

    Returns
    -------
    Answer
        Statistic ``t``, positive where the first group has the larger values; effect
        ``probability_of_superiority``; measures: ``rank_biserial``, and the effect again as variant
        ``t`` with the interval that belongs to the test. Status ``empty_group``, ``too_few`` below
        two in a group, ``constant_outcome``, ``separation`` where groups do not overlap. A note
        says where a group has fewer than ten.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: P(X > Y) + P(X = Y) / 2 = .5, whatever the spreads. Not for firm-years of
    firms that come back. R's ``lawstat`` and ``brunnermunzel`` print P(X < Y) + P(X = Y) / 2, and
    SciPy the statistic with the other sign; SPSS and Stata have no such test. For formula, size
    and what happens at separation see `smeint.formulas.brunner_munzel.brunner_munzel`, which takes
    many comparisons at once.

    References
    ----------
    Brunner, E., & Munzel, U. (2000). The nonparametric Behrens-Fisher problem. *Biometrical
    Journal*, 42, 17-25. https://doi.org/10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U

    Examples
    --------
    >>> answer = brunner_munzel([3, 4, 5, 5, 6], [1, 2, 3, 4])
    >>> round(answer.finding.statistic, 4), round(answer.finding.p_value, 4)
    (3.9389, 0.0058)
    """
    found = divided(first, second, names)
    result = brunner_munzel_formula.brunner_munzel(reduce.rank_sum(found.y, inside(found)), level)
    few = min(sizes(found)) < FEW_FOR_MUNZEL and int(np.asarray(result.status)) == Status.OK
    note = f"fewer than {FEW_FOR_MUNZEL} in a group: the test rejects too often" if few else ""
    return _answer("brunner_munzel", beside(result, (), note), found)


def welch(
    first: object,
    second: object,
    *,
    level: float = LEVEL,
    names: Sequence[str] = ("first", "second"),
) -> Answer:
    """Compare two groups' means by Welch's t test, which allows for unequal variances.

    Parameters
    ----------
    first, second : array_like, shape (n_1,), (n_2,)
        Numbers in any unit; missing values are left out and counted.
    level : float
        Confidence level.
    names : sequence of str
        Names of the groups.

    Returns
    -------
    Answer
        Statistic ``t`` with Welch-Satterthwaite degrees of freedom, effect ``mean_difference``;
        measures: ``hedges_g``, ``cohens_d``, and ``mean_difference`` of variant
        ``equal_variances``, which is Student's t test. Status ``empty_group``, ``too_few`` below
        two in a group, ``constant_outcome``, ``no_spread`` where neither group varies.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: equal means. A comparison of means, which heavy tails and a few large firms
    govern: not for sales or employees in levels, nor for firm-years of firms that come back.
    R's ``t.test`` prints it by default, SPSS as "equal variances not assumed", Stata with
    ``unequal`` (its ``welch`` uses other degrees of freedom). Hedges' g has the exact correction,
    as R's ``effectsize``. For formulas and coverage see
    `smeint.formulas.welch`, which takes many comparisons at once.

    References
    ----------
    Welch, B. L. (1947). The generalization of "Student's" problem when several different
    population variances are involved. *Biometrika*, 34, 28-35.
    https://doi.org/10.1093/biomet/34.1-2.28

    Examples
    --------
    >>> answer = welch([3, 4, 5, 5, 6], [1, 2, 3, 4])
    >>> round(answer.finding.df, 3), round(answer.measure("hedges_g").estimate, 3)
    (6.124, 1.545)
    """
    found = divided(first, second, names)
    summary = reduce_groups.two_means(found.y, inside(found))
    result = welch_formula.welch(summary, level)
    others = (cohens_d(summary, level), student(summary, level))
    return _answer("welch", beside(result, others), found)


def _answer(procedure: str, result: TestResult, found: Grouped, variant: str = "") -> Answer:
    n_1, n_2 = sizes(found)
    return answer_of(
        procedure,
        result,
        variant=variant,
        contrast=found.names,
        n=found.y.size,
        n_1=n_1,
        n_2=n_2,
        n_missing=found.n_missing,
        groups=found.described(),
    )
