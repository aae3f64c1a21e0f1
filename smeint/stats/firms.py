"""Firms that come back: the firm is the unit, rows are its years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smeint.arrays import BoolArray
from smeint.defaults import LEVEL, PERMUTATION_DRAWS, SEED
from smeint.engine import reduce_groups, scores
from smeint.errors import ArgumentError
from smeint.formulas import firm_permutation as permutation_formula
from smeint.formulas import score
from smeint.formulas.firm_permutation import FirmValues
from smeint.formulas.result import TestResult
from smeint.stats.answer import Answer, answer_of
from smeint.stats.contrasts import contrasted, divided, inside
from smeint.stats.grouped import Grouped
from smeint.stats.inputs import complete, same_length
from smeint.stats.levels import levels_of


def firm_permutation(
    first: object,
    second: object = None,
    *,
    group: object = None,
    firm: object = None,
    year: object = None,
    ranks: bool = False,
    names: Sequence[object] | None = None,
    draws: int = PERMUTATION_DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> Answer:
    """Compare two groups of firms by permuting the firms' labels.

    Parameters
    ----------
    first, second : array_like, shape (n_1,), (n_2,)
        One value for each firm of two groups; or `first` alone, the outcome of all firm-years.
    group, firm : array_like, shape (n,), optional
        Labels of each firm-year's group, one and the same in all years of a firm, and of its firm,
        which may not be missing. Rows without outcome or group are left out and counted.
    year : array_like, shape (n,), optional
        Needed for `ranks` where firms come back.
    ranks : bool
        Take a firm's mean relative rank within years, and not its mean outcome.
    names : sequence, optional
        The groups, first and second; not needed for a yes/no, whose first is yes.
    draws, seed : int
        Of the Monte Carlo version, for more than 200,000 divisions of the firms.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        No statistic; effect ``mean_difference`` with Welch's interval on the firms' values, or
        ``mean_rank_difference`` without one; measure ``permutation_p`` with its Monte Carlo
        standard error. Counts and groups are of firms. Status ``empty_group``,
        ``constant_outcome``.

    Raises
    ------
    ArgumentError
        If an argument is not as described, a firm is in both groups, or has a year twice.

    Notes
    -----
    Null hypothesis: which firms make up the first group has nothing to do with their values. p
    counts divisions whose means are at least as far apart as the observed; SciPy's
    ``permutation_test`` doubles the smaller tail; ``coin::oneway_test`` of R is as here. See
    `smeint.formulas.firm_permutation.firm_permutation`. One comparison at a time.

    References
    ----------
    Ernst, M. D. (2004). Permutation methods: a basis for exact inference. *Statistical Science*,
    19, 676-685. https://doi.org/10.1214/088342304000000396

    Examples
    --------
    >>> answer = firm_permutation([5.0, 6.0, 9.0], [1.0, 2.0, 4.0, 5.0])
    >>> round(answer.finding.p_value, 4), answer.finding.p_method
    (0.0857, 'exact, all 35 divisions of firms')
    """
    if (second is None) == (group is None):
        raise ArgumentError("firm_permutation needs either second, or group and firm.")
    if group is None:
        pair = [str(name) for name in names or ("first", "second")]
        found = divided(first, second, pair)
        firms = np.arange(found.y.size).astype(str)
    else:
        found = contrasted(first, group, names)
        firms = _firms(firm, found.rows)
    when = _years(year, found.rows, firms, ranks)
    values = reduce_groups.firm_values(found.y, inside(found), firms, when, ranks)
    result = permutation_formula.firm_permutation(values, seed, draws, level)
    return _of_firms(result, values, found)


def _of_firms(result: TestResult, values: FirmValues, found: Grouped) -> Answer:
    x, y = values.groups
    of_firms = Grouped(
        y=np.concatenate([x, y]),
        code=np.repeat([0, 1], [x.size, y.size]),
        names=found.names,
        missing=found.missing,
        n_missing=found.n_missing,
        rows=found.rows,
    )
    n = int(x.size + y.size)
    return answer_of(
        "firm_permutation",
        result,
        contrast=found.names,
        n=n,
        n_1=x.size,
        n_2=y.size,
        n_firms=n,
        n_missing=found.n_missing,
        groups=of_firms.described(),
        note=f"{found.y.size} firm-years of {n} firms" if found.y.size > n else "",
    )


def _firms(firm: object, rows: BoolArray) -> NDArray[Any]:
    """Return the label of each row's firm."""
    if firm is None:
        raise ArgumentError("firm must be given beside group: labels of firms.")
    text, known, _ = levels_of(firm, "firm")
    same_length({"outcome": rows.size, "firm": text.size})
    if not known.all():
        raise ArgumentError(f"firm must be known in every row, {int((~known).sum())} are missing.")
    return text[rows].astype(str)


def _years(year: object, rows: BoolArray, firms: NDArray[Any], ranks: bool) -> NDArray[Any]:
    """Return each row's year; where none is given, that firms may come back."""
    if year is not None:
        text, known, _ = levels_of(year, "year")
        same_length({"outcome": rows.size, "year": text.size})
        if not known[rows].all():
            gone = int((~known[rows]).sum())
            raise ArgumentError(f"year must be known in every row, {gone} are missing.")
        return text[rows].astype(str)
    back = len(np.unique(firms)) < len(firms)
    if back and ranks:
        raise ArgumentError("year must be given for ranks where firms come back.")
    # a mean over years needs no years: rows are numbered
    return np.arange(len(firms)) if back else np.zeros(len(firms), dtype=np.int64)


def pooled_score(
    outcome: object,
    predictor: object,
    firm: object,
    year: object,
    *,
    stratum: object = None,
    rank_outcome: bool | None = None,
    rank_predictor: bool | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test association over all years at once, firms as clusters.

    Parameters
    ----------
    outcome, predictor : array_like, shape (n,)
        Numbers, or yes/no as 0 and 1. Rows in which one is missing are left out and counted.
    firm, year : array_like, shape (n,)
        Labels; none may be missing.
    stratum : array_like, shape (n,), optional
        Labels; scores are taken within each year and stratum.
    rank_outcome, rank_predictor : bool, optional
        Whether to score by mid-ranks within year and stratum; by default unless 0/1.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``t`` with firms - 1 degrees of freedom, effect ``pooled_correlation``. Status
        ``constant_outcome``, ``constant_predictor``, ``too_few``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: within every year and stratum outcome and predictor are independent, whatever
    the dependence between a firm's years. For formula, size and coverage see
    `smeint.formulas.score.pooled_score`, which takes many at once.

    References
    ----------
    Rotnitzky, A., & Jewell, N. P. (1990). Hypothesis testing of regression parameters in
    semiparametric generalized linear models for cluster correlated data. *Biometrika*, 77,
    485-497. https://doi.org/10.1093/biomet/77.3.485

    Examples
    --------
    >>> firm, year = ["a", "b", "c", "d"] * 2, [1] * 4 + [2] * 4
    >>> answer = pooled_score([1, 3, 2, 4, 2, 4, 1, 5], [0, 1, 0, 1] * 2, firm, year)
    >>> answer.finding.n_firms, round(answer.finding.effect, 3)
    (4, 0.894)
    """
    (y, x), rows = complete(outcome=outcome, predictor=predictor)
    firms = _firms(firm, rows)
    parts = [_years(year, rows, firms, False)]
    if year is None:
        raise ArgumentError("year must be given: labels of years.")
    if stratum is not None:
        text, known, _ = levels_of(stratum, "stratum")
        same_length({"outcome": rows.size, "stratum": text.size})
        if not known[rows].all():
            gone = int((~known[rows]).sum())
            raise ArgumentError(f"stratum must be known in every row, {gone} are missing.")
        parts.append(text[rows].astype(str))
    cell = np.unique(np.column_stack(parts).astype(str), axis=0, return_inverse=True)[1]
    ranked = [
        bool(not np.isin(v, (0.0, 1.0)).all()) if choice is None else choice
        for v, choice in ((y, rank_outcome), (x, rank_predictor))
    ]
    sums = scores.score_sums(y, x, np.asarray(cell).reshape(-1), firms, *ranked)
    how = ["by mid-ranks" if ranks else "as it is" for ranks in ranked]
    return answer_of(
        "pooled_score",
        score.pooled_score(sums, level),
        n=y.size,
        n_firms=int(np.unique(firms).size),
        n_missing=int((~rows).sum()),
        note=f"outcome scored {how[0]}, predictor {how[1]}",
    )
