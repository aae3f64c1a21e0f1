"""Independence in a table of any size by chi-square."""

from __future__ import annotations

from collections.abc import Sequence

from smeint.defaults import CONTINUITY, LEVEL
from smeint.errors import ArgumentError
from smeint.formulas import contingency, contingency_rxc, table_residuals
from smeint.formulas.conditional_odds_ratio import conditional_odds_ratio
from smeint.formulas.contingency_rxc import TableRxC
from smeint.formulas.result import Estimate, TestResult
from smeint.formulas.risk_ratio import log_risk_ratio, risk_ratio
from smeint.formulas.table_effects import Table2x2, log_odds_ratio, odds_ratio, risk_difference
from smeint.stats.answer import Answer
from smeint.stats.counts import CrossTable, table_of
from smeint.stats.table_answers import named, table_answer, with_measures


def chi_square(
    table: object,
    *,
    continuity: bool = CONTINUITY,
    groups: Sequence[object] | None = None,
    levels: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test independence in a table of any size by Pearson's chi-square.

    Parameters
    ----------
    table : array_like, data frame or CrossTable, shape (groups, levels)
        Whole counts. **The first row is the first group; in a two-by-two table the first column
        is the event, the second no event**: every effect is first group minus (or over) second,
        for the event. A data frame keeps its names, which the answer shows; `crosstab` counts a
        table from rows with levels in a stated order.
    continuity : bool
        Lead with Yates' correction in a 2x2 table, as R does by default and SPSS and Stata do not.
    groups, levels : sequence, optional
        Names of rows and columns; of a table that has names, the same names in the order wanted.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``chi2``. Effect ``phi`` in a 2x2 table, ``cramers_v`` in a larger one. Measures
        of every table: Pearson's, likelihood-ratio (G) and N - 1 chi-square with their p, Cramer's
        V plain and corrected for bias, smallest expected count, share of expected counts below 5,
        and for each cell expected count and adjusted residual (term ``group: level``). Of a 2x2
        table also Yates' chi-square, odds ratio and its logarithm (Woolf), conditional odds ratio
        (exact interval), risk difference (Newcombe), risk ratio (Koopman) and its logarithm
        (Katz). Status ``empty_group`` with fewer than two groups that have an observation,
        ``constant_outcome`` with fewer than two levels. Cramer's V has no interval where p is
        above (1 + `level`) / 2, and a note says so.

    Raises
    ------
    ArgumentError
        If it is no table of whole counts, names do not fit it, or `continuity` is asked for in a
        table larger than 2x2.

    Notes
    -----
    Null hypothesis: the outcome is distributed alike in all groups. Rows and columns without any
    observation are left out, of the degrees of freedom too, and named in the note (R's
    ``chisq.test`` gives NaN). N - 1 is SPSS's linear-by-linear association in a 2x2 table, and the
    Cochran-Mantel-Haenszel test of general association with one stratum in a larger one. With an
    empty cell the odds ratio is 0 or infinite as it is, without Woolf's interval; nothing is added
    to the cells, as programs do that add .5: the conditional odds ratio has an interval then, open
    on one side. Not for paired observations (McNemar's test) nor for firms that come back in the
    table; rough where expected counts are below 5 (`fisher_exact`, `boschloo`). Fractional counts,
    such as sums of weights, are refused: chi-square of them is not chi-square.

    Formulas that take many tables at once, with references: `smeint.formulas.contingency`,
    `smeint.formulas.contingency_rxc`, `smeint.formulas.table_residuals`.

    References
    ----------
    Pearson, K. (1900). On the criterion that a given system of deviations ... *Philosophical
    Magazine*, 50, 157-175. https://doi.org/10.1080/14786440009463897

    Examples
    --------
    >>> answer = chi_square([[20, 37], [39, 18]], groups=["SME", "other"], levels=["yes", "no"])
    >>> found = answer.finding
    >>> round(found.statistic, 3), round(found.p_value, 5), round(found.effect, 3)
    (12.682, 0.00037, -0.334)
    >>> found.contrast, found.note
    ('SME - other', 'event: yes')
    >>> round(answer.measure("adjusted_residual", term="SME: yes").estimate, 3)
    -3.561
    """
    counted = table_of(table, groups, levels)
    two = counted.counts.shape == (2, 2)
    if continuity and not two:
        rows, columns = counted.counts.shape
        raise ArgumentError(
            f"continuity must be False in a table larger than 2 x 2, got {rows} x {columns}."
        )
    whole_table = TableRxC(counted.counts)
    pearson = contingency_rxc.chi_square_rxc(whole_table, level)
    cells = table_residuals.cell_residuals(whole_table, counted.groups, counted.levels)
    of_cells = [m for m in cells.measures if m.term]
    every = [
        _chi_square_row("pearson_chi_square", pearson),
        named(pearson, "likelihood_ratio_chi_square"),
        table_residuals.n_minus_1_chi_square(whole_table),
        table_residuals.cramers_v_bias_corrected(whole_table),
    ]
    described = [named(pearson, name) for name in ("min_expected", "share_expected_below_5")]
    lead, effects = pearson, list[Estimate]()
    if two:
        lead, effects = _of_two_by_two(counted, continuity, level)
        effects = [*effects, contingency_rxc.cramers_v(whole_table, pearson.statistic, level)]
    return table_answer(
        "chi_square",
        with_measures(lead, [*every, *effects, *described, *of_cells]),
        counted,
        "yates" if continuity else "pearson",
        pearson.note if two else "",
    )


def _of_two_by_two(
    counted: CrossTable, continuity: bool, level: float
) -> tuple[TestResult, list[Estimate]]:
    """Return the leading test of a 2x2 table, and what such a table has beside a larger one."""
    table = Table2x2(*counted.counts.ravel())
    pearson = contingency.chi_square_2x2(table, level)
    lead = contingency.yates_2x2(table, level) if continuity else pearson
    return lead, [
        named(pearson, "yates_chi_square"),
        odds_ratio(table, level),
        log_odds_ratio(table, level),
        conditional_odds_ratio(table, level),
        risk_difference(table, level),
        risk_ratio(table, level),
        log_risk_ratio(table, level),
    ]


def _chi_square_row(name: str, test: TestResult) -> Estimate:
    """Return a chi-square test as a measure."""
    return Estimate(
        name, test.statistic, statistic=test.statistic, df=test.df, p_value=test.p_value
    )
