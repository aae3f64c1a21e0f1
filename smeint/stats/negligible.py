"""Claims that an effect is negligible: two one-sided tests, an `Answer` each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.defaults import ALPHA, MARGIN
from smeint.engine import reduce
from smeint.errors import ArgumentError
from smeint.finding import NAN, GroupRow
from smeint.formulas import equivalence
from smeint.formulas.result import TestResult, beside
from smeint.formulas.table_effects import Table2x2
from smeint.stats.answer import Answer, answer_of
from smeint.stats.contrasts import divided, inside, sizes
from smeint.stats.grouped import Grouped
from smeint.stats.inputs import complete, two_names
from smeint.stats.levels import yes_no
from smeint.stats.whole_counts import TwoByTwo, two_by_two

NAMES = ("first", "second")


def equivalent_ranks(
    first: object,
    second: object,
    *,
    margin: float = MARGIN,
    alpha: float = ALPHA,
    names: Sequence[str] = NAMES,
) -> Answer:
    """Test whether the rank-biserial correlation of two groups is negligible.

    Parameters
    ----------
    first, second : array_like, shape (n_1,), (n_2,)
        Numbers in any unit; missing values are left out and counted.
    margin : float
        Effects between minus and plus this, above 0 and below 1, are negligible.
    alpha : float
        Above 0 and below .5; the interval has level 1 - 2 `alpha`.
    names : sequence of str
        Names of the groups.

    Returns
    -------
    Answer
        Statistic ``t``, negative within the margin, effect ``rank_biserial`` with the interval of
        level 1 - 2 `alpha`; measure ``equivalence_margin``. p is below `alpha` exactly where the
        interval lies within the margin; at complete separation "> .5". Status ``empty_group``,
        ``too_few`` below two in a group, ``constant_outcome``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the effect is at or beyond the margin on either side. A small p speaks for a
    negligible effect; a large one does not speak for a difference. The margin is chosen before
    the data are seen, and has no default with a source. Not for firm-years of firms that come
    back. SPSS and Stata have no such test; R's ``TOSTER`` takes the margin on the raw scale.

    References
    ----------
    Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power
    approach for assessing the equivalence of average bioavailability. *Journal of
    Pharmacokinetics and Biopharmaceutics*, 15, 657-680. https://doi.org/10.1007/BF01068419

    Examples
    --------
    >>> answer = equivalent_ranks(range(0, 100, 2), range(1, 101, 2))
    >>> answer.finding.p_value < 0.05, answer.finding.ci_level
    (True, 0.9)
    """
    found = divided(first, second, names)
    result = equivalence.equivalent_ranks(
        reduce.rank_sum(found.y, inside(found)), _share(margin, "margin"), _share(alpha, "alpha")
    )
    return _of_groups("equivalent_ranks", result, found, margin, ranks=True)


def equivalent_shares(
    first: object,
    second: object = None,
    *,
    margin: float = MARGIN,
    alpha: float = ALPHA,
    names: Sequence[str] = NAMES,
) -> Answer:
    """Test whether the difference of two groups' shares is negligible.

    Parameters
    ----------
    first, second : array_like, shape (n_1,), (n_2,)
        Yes/no as 0 and 1; missing values are left out and counted. Or `first` alone, a table of
        counts, shape (2, 2): groups in rows, yes and no in columns (a table with names is read by
        them: 1, True or yes first).
    margin : float
        Differences between minus and plus this, above 0 and below 1, are negligible.
    alpha : float
        Above 0 and below .5; the interval has level 1 - 2 `alpha`.
    names : sequence of str
        Names of the groups.

    Returns
    -------
    Answer
        No statistic; effect ``risk_difference`` with Newcombe's hybrid score interval of level
        1 - 2 `alpha`; measure ``equivalence_margin``. p is below `alpha` exactly where the interval
        lies within the margin, "> .5" where the difference does not, and missing where no interval
        reaches the margin. Status ``empty_group``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the difference is at or beyond the margin on either side. R, SPSS and Stata
    users know the version by Wald's z, which fails in small groups. Size:
    `smeint.formulas.equivalence.equivalent_shares`. Not for firm-years of firms that come back.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions: comparison of eleven methods. *Statistics in Medicine*, 17, 873-890 (method 10).
    https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    Examples
    --------
    >>> answer = equivalent_shares([[120, 80], [118, 82]], margin=0.15)
    >>> round(answer.finding.p_value, 4)
    0.0018
    """
    limits = (_share(margin, "margin"), _share(alpha, "alpha"))
    if second is None:
        return _of_table(two_by_two(first, "first"), names, *limits)
    found = divided(first, second, names)
    for name, code in (("first", 0), ("second", 1)):
        yes_no(found.y[found.code == code], name)
    table: Table2x2 = reduce.table_2x2(found.y, inside(found))
    result = equivalence.equivalent_shares(table, *limits)
    return _of_groups("equivalent_shares", result, found, margin, ranks=False)


def equivalent_correlation(
    x: object, y: object, *, margin: float = MARGIN, alpha: float = ALPHA
) -> Answer:
    """Test whether Spearman's rank correlation is negligible.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Numbers; rows in which one is missing are left out and counted.
    margin : float
        Correlations between minus and plus this, above 0 and below 1, are negligible.
    alpha : float
        Above 0 and below .5; the interval has level 1 - 2 `alpha`.

    Returns
    -------
    Answer
        Statistic ``z``, negative within the margin, effect ``rho`` with the interval of level
        1 - 2 `alpha`; measure ``equivalence_margin``. p is below `alpha` exactly where the interval
        lies within the margin; "> .5" where abs(rho) = 1. Status ``too_few`` below four
        observations, ``constant_outcome``, ``constant_predictor``.

    Raises
    ------
    ArgumentError
        If an argument is not as described.

    Notes
    -----
    Null hypothesis: the correlation is at or beyond the margin on either side, on Fisher's z scale
    with the standard error of Bonett and Wright. Not for firm-years of firms that come back.

    References
    ----------
    Goertzen, J. R., & Cribbie, R. A. (2010). Detecting a lack of association: an equivalence
    testing approach. *British Journal of Mathematical and Statistical Psychology*, 63, 527-537.
    https://doi.org/10.1348/000711009X475853

    Examples
    --------
    >>> answer = equivalent_correlation([1, 2, 3, 4, 5, 6], [3, 5, 1, 6, 2, 4])
    >>> round(answer.finding.p_value, 3), answer.finding.status
    (0.313, 'ok')
    """
    (a, b), rows = complete(x=x, y=y)
    summary = reduce.rank_correlation(b, a)
    result = equivalence.equivalent_correlation(
        summary, _share(margin, "margin"), _share(alpha, "alpha")
    )
    return answer_of(
        "equivalent_correlation",
        beside(result, (), _claim(margin)),
        outcome="y",
        predictor="x",
        n=a.size,
        n_missing=int((~rows).sum()),
    )


def _of_table(table: TwoByTwo, names: Sequence[str], margin: float, alpha: float) -> Answer:
    """Return the answer of a table; its own names stand where none are given."""
    a, b, c, d = table.cells
    pair = two_names(table.rows if table.rows and tuple(names) == NAMES else names)
    return answer_of(
        "equivalent_shares",
        beside(
            equivalence.equivalent_shares(Table2x2(a, b, c, d), margin, alpha), (), _claim(margin)
        ),
        contrast=pair,
        n=a + b + c + d,
        n_1=a + b,
        n_2=c + d,
        n_missing=table.n_missing,
        groups=(
            GroupRow("", name, n, 0, events=float(events), share=events / n if n else NAN)
            for name, events, n in zip(pair, (a, c), (a + b, c + d), strict=True)
        ),
    )


def _share(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        raise ArgumentError(f"{name} must be a number, got {value!r}.")
    return float(value)


def _claim(margin: float) -> str:
    return f"H0: at or beyond plus or minus {margin:g}"


def _of_groups(
    procedure: str, result: TestResult, found: Grouped, margin: float, *, ranks: bool
) -> Answer:
    n_1, n_2 = sizes(found)
    return answer_of(
        procedure,
        beside(result, (), _claim(margin)),
        contrast=found.names,
        n=found.y.size,
        n_1=n_1,
        n_2=n_2,
        n_missing=found.n_missing,
        groups=found.described() if ranks else found.shares(),
    )
