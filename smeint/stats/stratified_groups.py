"""Two groups compared by ranks within strata: rows in, an `Answer` out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import IntArray
from smeint.defaults import LEVEL
from smeint.engine import reduce_groups
from smeint.formulas import van_elteren as van_elteren_formula
from smeint.formulas.rank_strata import rank_biserial_homogeneity as homogeneity_formula
from smeint.formulas.rank_sum import RankSum, probability_of_superiority, rank_biserial
from smeint.formulas.result import TestResult, beside, by_term
from smeint.stats.answer import Answer, answer_of
from smeint.stats.contrasts import contrasted, inside, sizes
from smeint.stats.grouped import Grouped
from smeint.stats.inputs import same_length
from smeint.stats.levels import levels_of


def van_elteren(
    outcome: object,
    group: object,
    stratum: object,
    *,
    names: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Compare two groups within strata by van Elteren's test.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        Numbers in any unit.
    group, stratum : array_like, shape (n,)
        Labels. Rows in which one of the three is missing are left out and counted.
    names : sequence, optional
        The two labels of `group`, first and second; not needed for a yes/no, whose first is yes.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z``, positive where the first group has the larger values; effect
        ``stratified_rank_biserial``; measures: ``stratified_superiority``, ``n_strata``, and
        ``rank_biserial`` of each stratum (the term). Status ``empty_group`` where no stratum has
        both groups, ``constant_outcome``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: within every stratum the outcome has the same distribution in both groups.
    z squared is the Cochran-Mantel-Haenszel statistic "row mean scores differ" of modified ridits
    that SAS prints, Stata's ``vanelteren``, and ``coin::wilcox_test(y ~ g | s)`` of R after its
    ranks are divided by n + 1 in each stratum; SPSS has none. Strata are not years of the same
    firms: for those see `pooled_score`. For formula, interval and coverage see
    `smeint.formulas.van_elteren.van_elteren`, which takes many at once.

    References
    ----------
    van Elteren, P. H. (1960). On the combination of independent two sample tests of Wilcoxon.
    *Bulletin of the International Statistical Institute*, 37, 351-361.

    Examples
    --------
    >>> rows = [3, 4, 5, 1, 2, 4], [1, 1, 1, 0, 0, 0], ["a", "a", "b", "a", "b", "b"]
    >>> answer = van_elteren(*rows)
    >>> answer.measure("rank_biserial", term="b").estimate, answer.measure("n_strata").estimate
    (1.0, 2.0)
    """
    found, terms, codes = _stratified(outcome, group, stratum, names)
    summary = reduce_groups.strata_rank_sum(found.y, inside(found), codes)
    result = van_elteren_formula.van_elteren(summary, level)
    return _answer("van_elteren", _with_strata(result, summary, terms, level), found)


def rank_biserial_homogeneity(
    outcome: object,
    group: object,
    stratum: object,
    *,
    names: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test whether the rank-biserial correlation of two groups is the same in all strata.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        Numbers in any unit.
    group, stratum : array_like, shape (n,)
        Labels. Rows in which one of the three is missing are left out and counted.
    names : sequence, optional
        The two labels of `group`, first and second; not needed for a yes/no, whose first is yes.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``F``; effect ``common_rank_biserial``; measures: ``homogeneity_q``,
        ``n_strata``, and ``rank_biserial`` of each stratum (the term). Statuses and what is left
        out as in `smeint.formulas.rank_strata.rank_biserial_homogeneity`.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the probability of superiority of the first group is the same in all strata.
    To find an effect significant in one stratum and not in another does not show that they
    differ; this does. Not for years of the same firms.

    References
    ----------
    Welch, B. L. (1951). On the comparison of several mean values: an alternative approach.
    *Biometrika*, 38, 330-336. https://doi.org/10.1093/biomet/38.3-4.330

    Examples
    --------
    >>> rows = [3, 4, 5, 6, 1, 2, 4, 7], [1, 1, 0, 0] * 2, ["a"] * 4 + ["b"] * 4
    >>> rank_biserial_homogeneity(*rows).finding.status
    'separation'
    """
    found, terms, codes = _stratified(outcome, group, stratum, names)
    summary = reduce_groups.strata_rank_sum(found.y, inside(found), codes)
    result = homogeneity_formula(summary, terms, level)
    return _answer("rank_biserial_homogeneity", _with_strata(result, summary, terms, level), found)


def _with_strata(
    result: TestResult, summary: RankSum, terms: tuple[str, ...], level: float
) -> TestResult:
    """Add each stratum's own effect."""
    each = rank_biserial(probability_of_superiority(summary, level))
    return beside(result, by_term(each, terms))


def _stratified(
    outcome: object, group: object, stratum: object, names: Sequence[object] | None
) -> tuple[Grouped, tuple[str, ...], IntArray]:
    """Return the groups, the strata that occur, and each row's stratum."""
    text, known, levels = levels_of(stratum, "stratum")
    everywhere = contrasted(outcome, group, names)
    same_length({"outcome": everywhere.rows.size, "stratum": text.size})
    found = everywhere.where(known)
    used = text[found.rows]
    terms = tuple(name for name in levels if name in set(used.tolist()))
    place = {name: i for i, name in enumerate(terms)}
    return found, terms, np.array([place[x] for x in used], dtype=np.int64)


def _answer(procedure: str, result: TestResult, found: Grouped) -> Answer:
    n_1, n_2 = sizes(found)
    return answer_of(
        procedure,
        result,
        contrast=found.names,
        n=found.y.size,
        n_1=n_1,
        n_2=n_2,
        n_missing=found.n_missing,
        groups=found.described(),
    )
