"""Rank sums of two groups, and Wilcoxon's W as other programs print it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.formulas.rank_sum import RankSum
from smeint.formulas.result import Estimate


def wilcoxon_sums(summary: RankSum, names: Sequence[str] = ("first", "second")) -> list[Estimate]:
    """Return the rank sums of both groups, and W as R and as SPSS print it.

    Parameters
    ----------
    summary : RankSum
    names : sequence of str
        The groups' names, the terms of ``rank_sum``.

    Returns
    -------
    list of Estimate
        ``wilcoxon_w`` of variant ``r``, that is U of the first group, and of variant ``spss``, the
        rank sum of the group with the lower mean rank (it belongs to the smaller U, which SPSS
        prints as U); ``rank_sum`` of each group. `std_error` is that of U under the null
        hypothesis, ties corrected, which all of them share.

    Examples
    --------
    >>> sums = wilcoxon_sums(RankSum(5, 4, 17.5, 18.0, 0.078125, 0.0091667))
    >>> [(w.variant or w.term, float(w.estimate)) for w in sums]
    [('r', 17.5), ('spss', 12.5), ('first', 32.5), ('second', 12.5)]
    """
    n_1, n_2 = summary.sizes
    u_1 = np.asarray(summary.u_1, dtype=float)
    sum_1, sum_2 = u_1 + n_1 * (n_1 + 1) / 2, n_1 * n_2 - u_1 + n_2 * (n_2 + 1) / 2
    # two equal mean ranks: the first group's, as the smaller U is its own as well
    lower = np.where(2 * u_1 <= n_1 * n_2, sum_1, sum_2)
    with np.errstate(invalid="ignore"):
        std_error = np.sqrt(summary.variance)
    return [
        Estimate("wilcoxon_w", u_1, variant="r", std_error=std_error),
        Estimate("wilcoxon_w", lower, variant="spss", std_error=std_error),
        Estimate("rank_sum", sum_1, term=names[0], std_error=std_error),
        Estimate("rank_sum", sum_2, term=names[1], std_error=std_error),
    ]
