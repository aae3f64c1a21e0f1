"""Two groups compared by ranks or means: two arrays in, an `Answer` out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.arrays import BoolArray, FloatArray
from smeint.defaults import CONTINUITY, LEVEL
from smeint.engine import reduce
from smeint.engine.groups import with_moments
from smeint.engine.scores import mid_ranks
from smeint.finding import GroupRow
from smeint.formulas import rank_sum, rank_sum_exact
from smeint.stats.answer import Answer, answer_of
from smeint.stats.inputs import one_of, sample, two_names

#: How p of `mann_whitney` is found.
METHODS = ("asymptotic", "exact")


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
        ``asymptotic``, corrected for ties, or ``exact``, given the ties.
    continuity : bool
        Move U half a pair towards its mean, as R does by default and SPSS does not.
    level : float
        Confidence level.
    names : sequence of str
        Names of the groups.

    Returns
    -------
    Answer

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    See `smeint.formulas.rank_sum.mann_whitney`, which takes many comparisons at once, and
    `smeint.formulas.rank_sum_exact.exact_rank_sum`, which takes one.

    Examples
    --------
    >>> print(round(mann_whitney([3, 4, 5, 5, 6], [1, 2, 3, 4], method="exact").finding.p_value, 4))
    0.0556
    """
    one_of(method, METHODS, "method")
    y, inside, missing = _divided(first, second)
    pair = two_names(names)
    if method == "exact":
        result = rank_sum_exact.exact_rank_sum(reduce.tie_pattern(y, inside), level)
    else:
        result = rank_sum.mann_whitney(reduce.rank_sum(y, inside), continuity, level)
    return answer_of(
        "mann_whitney",
        result,
        variant="continuity_corrected" if continuity and method != "exact" else method,
        contrast=pair,
        n=y.size,
        n_1=int(inside.sum()),
        n_2=int((~inside).sum()),
        n_missing=sum(missing),
        groups=_described(y, inside, pair, missing),
    )


def _divided(first: object, second: object) -> tuple[FloatArray, BoolArray, tuple[int, int]]:
    """Return both groups in one array, the mask of the first, and what is missing in each."""
    (one, missing_1), (two, missing_2) = sample(first, "first"), sample(second, "second")
    inside = np.arange(one.size + two.size) < one.size
    return np.concatenate([one, two]), inside, (missing_1, missing_2)


def _described(
    y: FloatArray, inside: BoolArray, names: tuple[str, str], missing: tuple[int, int]
) -> tuple[GroupRow, ...]:
    """Describe both groups."""
    ranks = mid_ranks(y)
    return tuple(
        with_moments(GroupRow("", name, int(rows.sum()), gone), y[rows], ranks[rows])
        for name, rows, gone in zip(names, (inside, ~inside), missing, strict=True)
    )
