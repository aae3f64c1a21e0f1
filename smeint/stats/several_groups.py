"""Several groups, unordered and ordered: one array a group in, an `Answer` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from smeint.defaults import ADJUST, LEVEL
from smeint.engine import reduce, reduce_groups, reduce_pairs
from smeint.finding import Status
from smeint.formulas import concordance, kruskal
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.jonckheere_exact import COST_LIMIT, jonckheere_exact
from smeint.formulas.multiplicity import ADJUSTMENTS
from smeint.formulas.result import beside, version
from smeint.stats.answer import Answer, answer_of
from smeint.stats.grouped import Grouped, grouped
from smeint.stats.inputs import one_of

#: How p of a trend is found.
METHODS = ("asymptotic", "exact")
#: An exact p that leads may take ten seconds, one among the measures a fraction of one.
BESIDE_LIMIT = COST_LIMIT / 30
NO_EXACT = "no exact p beside the asymptotic one: it takes long, ask for method exact"


def kruskal_wallis(
    samples: object,
    *,
    group: object = None,
    names: Sequence[object] | None = None,
    adjust: str = ADJUST,
) -> Answer:
    """Compare several groups by the Kruskal-Wallis test, and every two of them by Dunn's.

    Parameters
    ----------
    samples : mapping of str to array_like, sequence of array_like, or array_like, shape (n,)
        One array for each group (of pandas: the columns of a frame, or a grouped column); or, with
        `group`, the outcome of all rows. Missing values are left out and counted.
    group : array_like, shape (n,), optional
        Labels.
    names : sequence, optional
        The groups in the order wanted.
    adjust : str
        How Dunn's p-values are adjusted: ``bonferroni``, ``holm``, ``hochberg``,
        ``benjamini_hochberg`` or ``benjamini_yekutieli``.

    Returns
    -------
    Answer
        Statistic ``H`` with its degrees of freedom, effect ``epsilon_squared``; measures:
        ``eta_squared_h``, and ``mean_rank_difference`` of every two groups (the term ``first -
        second``) with standard error, z and p, again with the p adjusted as the variant
        `adjust`. Groups have mean ranks. Groups without a value are left out and noted; their
        comparisons count in the adjustment. Status ``empty_group`` below two groups,
        ``constant_outcome``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the outcome has the same distribution in all groups. H is corrected for ties
    and set against chi-square, as in R's ``kruskal.test``, SPSS and Stata ("chi-squared with
    ties"). Epsilon squared H / (n - 1) is that of R's ``effectsize``; eta squared (H - k + 1) /
    (n - k) that of ``rstatix``; neither has an interval, for the reason that
    `smeint.formulas.kruskal.kruskal_wallis` gives. Dunn's z uses the ranks among all groups, ties
    corrected; SPSS adjusts by Bonferroni, R's ``rstatix`` prints z with the other sign. Not for
    ordered groups (`jonckheere_terpstra`), nor for firm-years of firms that come back.

    References
    ----------
    Kruskal, W. H., & Wallis, W. A. (1952). Use of ranks in one-criterion variance analysis.
    *Journal of the American Statistical Association*, 47, 583-621.
    https://doi.org/10.1080/01621459.1952.10483441

    Dunn, O. J. (1964). Multiple comparisons using rank sums. *Technometrics*, 6, 241-252.
    https://doi.org/10.1080/00401706.1964.10490181

    Examples
    --------
    >>> answer = kruskal_wallis({"none": [1, 2, 4], "low": [2, 3, 6], "high": [5, 7, 8]})
    >>> round(answer.finding.statistic, 4), round(answer.finding.p_value, 4)
    (4.8627, 0.0879)
    >>> round(answer.measure("mean_rank_difference", "holm", "none - high").p_value, 4)
    0.0899
    """
    one_of(adjust, tuple(ADJUSTMENTS), "adjust")
    found = grouped(samples, group, names)
    summary = reduce_groups.rank_sums(found.y, found.code, len(found.names))
    pairs = kruskal.dunn(summary, found.names, adjust)
    result = beside(kruskal.kruskal_wallis(summary), pairs.measures, _empty(found))
    return answer_of(
        "kruskal_wallis",
        result,
        n=found.y.size,
        n_missing=found.n_missing,
        groups=found.described(),
    )


def jonckheere_terpstra(
    samples: object,
    *,
    group: object = None,
    names: Sequence[object] | None = None,
    method: str = "asymptotic",
    level: float = LEVEL,
) -> Answer:
    """Test whether an outcome rises or falls over ordered groups.

    Parameters
    ----------
    samples : mapping of str to array_like, sequence of array_like, or array_like, shape (n,)
        One array for each group, in their order; or, with `group`, the outcome of all rows.
        Missing values are left out and counted.
    group : array_like, shape (n,), optional
        Labels: numbers, an ordered categorical, or text with `names`.
    names : sequence, optional
        The groups in their order.
    method : str
        Which p leads: ``asymptotic``, ties corrected, or ``exact``, given the ties.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z`` (``J`` if exact), effect ``somers_d`` of the outcome on the groups
        with its interval; measures: ``jonckheere_j`` with its standard error under the null
        hypothesis, ``jonckheere_z``, ``exact_p``. Status ``empty_group`` below two groups,
        ``too_few`` below three observations, ``constant_outcome``, ``too_large``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the outcome has the same distribution in all groups; two-sided. J counts the
    pairs of different groups in which the later is larger, ties half. z has the variance corrected
    for ties in both and no continuity correction, as SPSS prints it; the p of R's
    ``kSamples::jt.test`` is one-sided. An outcome
    that rises and falls again can show nothing here. The exact p is among the measures where it
    takes a fraction of a second; ask for it by `method` up to about three groups of 20.

    References
    ----------
    Jonckheere, A. R. (1954). A distribution-free k-sample test against ordered alternatives.
    *Biometrika*, 41, 133-145. https://doi.org/10.1093/biomet/41.1-2.133

    Examples
    --------
    >>> answer = jonckheere_terpstra({"none": [1, 2, 4], "low": [2, 3, 6], "high": [5, 7, 8]})
    >>> answer.measure("jonckheere_j").estimate, round(answer.finding.p_value, 4)
    (23.5, 0.0256)
    """
    one_of(method, METHODS, "method")
    found = grouped(samples, group, names, ordered=True)
    plain = concordance.jonckheere_terpstra(reduce_pairs.concordance(found.y, found.code), level)
    exact = jonckheere_exact(_table(found), COST_LIMIT if method == "exact" else BESIDE_LIMIT)
    notes = [found.order, _empty(found)]
    d, j = plain.measures
    versions = (version(plain, "jonckheere_z"), version(exact, "exact_p"))
    if method == "exact":
        # the effect is one and the same, with its interval
        lead = replace(exact, effect=d, measures=(d, j))
    else:
        lead = plain
        if int(np.asarray(exact.status)) == Status.TOO_LARGE:
            notes.append(NO_EXACT)
    return answer_of(
        "jonckheere_terpstra",
        beside(lead, versions, "; ".join(note for note in notes if note)),
        variant=method,
        n=found.y.size,
        n_missing=found.n_missing,
        groups=found.described(),
    )


def _table(found: Grouped) -> TableRxC:
    """Count the outcome's distinct values in groups."""
    values, place = np.unique(found.y, return_inverse=True)
    codes = np.asarray(place).reshape(-1)
    return reduce.table_rxc(codes, found.code, len(values), len(found.names))


def _empty(found: Grouped) -> str:
    """Return which groups have no value, in words."""
    none = [name for name, n in zip(found.names, found.sizes.tolist(), strict=True) if not n]
    return f"without a value, left out: {', '.join(none)}" if none else ""
