"""One association over several strata: Mantel-Haenszel's and Breslow-Day's tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smeint.defaults import CONTINUITY, LEVEL
from smeint.finding import GroupRow
from smeint.formulas import homogeneity
from smeint.formulas import mantel_haenszel as common
from smeint.formulas.result import Estimate, TestResult
from smeint.formulas.strata import Strata2x2
from smeint.formulas.table_effects import Table2x2, odds_ratio
from smeint.stats.answer import Answer, answer_of
from smeint.stats.layers import Stratified, strata_of
from smeint.stats.table_answers import described, with_measures


def mantel_haenszel(
    tables: object = None,
    *,
    outcome: object = None,
    group: object = None,
    stratum: object = None,
    levels: Sequence[object] | None = None,
    groups: Sequence[object] | None = None,
    continuity: bool = CONTINUITY,
    level: float = LEVEL,
) -> Answer:
    """Test the association of group and outcome within strata by Mantel and Haenszel.

    Parameters
    ----------
    tables : mapping of str to table, sequence of tables, or array, shape (strata, 2, 2), optional
        A two-by-two table of whole counts for each stratum (see `chi_square`): **the first row is
        the first group, the first column the event**. R has the strata on the last axis, here
        they are on the first.
    outcome, group, stratum : array_like, shape (n,), optional
        Instead of `tables`: labels of each observation (see `crosstab`); a row in which any is
        missing is left out and counted.
    levels, groups : sequence, optional
        The two levels, the event first, and the two groups in their order (see `crosstab`); of
        tables that have names, the same names in the order wanted.
    continuity : bool
        Move the sum of first cells half an observation towards its mean, as R does by default.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``chi2``; effect ``common_odds_ratio`` (Mantel-Haenszel). Measures: its logarithm
        with the Robins-Breslow-Greenland standard error, common risk difference, the chi-square in
        variants ``uncorrected``, ``continuity`` and ``cochran``, number of strata; Breslow-Day's
        chi-square for equal odds ratios (variants ``tarone``, ``uncorrected``), the
        likelihood-ratio one, the common odds ratio by maximum likelihood; ``odds_ratio`` of each
        stratum (term: its name) and of all together (variant ``crude``). Status ``empty_group``
        where no stratum has both groups, ``constant_outcome`` where the outcome varies in none.

    Raises
    ------
    ArgumentError
        If tables are not 2x2 tables of whole counts with the same names, or an argument is not as
        described.

    Notes
    -----
    Null hypothesis: within each stratum the share with the event is the same in both groups.
    Strata in which a group is empty are left out, those in which the outcome does not vary have no
    weight but for the risk difference; the note names them. SPSS's line *Mantel-Haenszel* is the
    variant ``continuity``, its line *Cochran's* the variant ``cochran``; Stata's ``cc`` prints the
    uncorrected one. A common odds ratio describes all strata only if they have about the same one.
    Not for firm-years of firms that come back. See `smeint.formulas.mantel_haenszel`, which takes
    many at once and has the references.

    References
    ----------
    Mantel, N., & Haenszel, W. (1959). Statistical aspects of the analysis of data from
    retrospective studies of disease. *Journal of the National Cancer Institute*, 22, 719-748.
    https://doi.org/10.1093/jnci/22.4.719

    Examples
    --------
    >>> answer = mantel_haenszel({"low": [[3, 9], [7, 4]], "high": [[8, 2], [9, 1]]})
    >>> found = answer.finding
    >>> round(found.statistic, 4), round(found.p_value, 4), round(found.effect, 4)
    (3.4417, 0.0636, 0.2533)
    """
    found = strata_of(tables, outcome, group, stratum, levels, groups)
    test = common.mantel_haenszel(found.strata, continuity, level)
    others = [*test.measures[1:], *_homogeneity_rows(found.strata, level), *_ratios(found, level)]
    return _answer(
        "mantel_haenszel",
        with_measures(test, others),
        found,
        "continuity_corrected" if continuity else "",
    )


def breslow_day(
    tables: object = None,
    *,
    outcome: object = None,
    group: object = None,
    stratum: object = None,
    levels: Sequence[object] | None = None,
    groups: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test whether the odds ratio is the same in all strata, by Breslow and Day with Tarone.

    Parameters
    ----------
    tables : mapping of str to table, sequence of tables, or array, shape (strata, 2, 2), optional
        As in `mantel_haenszel`.
    outcome, group, stratum : array_like, shape (n,), optional
        As in `mantel_haenszel`.
    levels, groups : sequence, optional
        As in `mantel_haenszel`.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``chi2`` with Tarone's correction, degrees of freedom one fewer than informative
        strata; effect ``common_odds_ratio``; measures: Breslow-Day's chi-square both ways
        (variants ``tarone``, ``uncorrected``), the likelihood-ratio one, the common odds ratio by
        maximum likelihood, number of strata, ``odds_ratio`` of each stratum (term: its name) and
        of all together (variant ``crude``). Statuses of `mantel_haenszel`, ``too_few`` with fewer
        than two informative strata, ``separation`` where the common odds ratio is 0 or infinite.

    Raises
    ------
    ArgumentError
        As in `mantel_haenszel`.

    Notes
    -----
    Null hypothesis: the odds ratio is the same in all strata. Not with many strata of few
    observations; a p above alpha does not say that odds ratios are equal. SPSS prints both
    variants; R's packages differ in which. See `smeint.formulas.homogeneity.breslow_day`, which
    takes many at once and has the references and measured sizes.

    References
    ----------
    Tarone, R. E. (1985). On heterogeneity tests based on efficient scores. *Biometrika*, 72,
    91-95. https://doi.org/10.1093/biomet/72.1.91

    Examples
    --------
    >>> tables = [[[3, 9], [7, 4]], [[8, 2], [9, 1]], [[9, 4], [2, 8]]]
    >>> found = breslow_day(tables).finding
    >>> round(found.statistic, 4), found.df, round(found.p_value, 4)
    (9.3681, 2.0, 0.0092)
    """
    found = strata_of(tables, outcome, group, stratum, levels, groups)
    test = homogeneity.breslow_day(found.strata, level)
    rows = _homogeneity_rows(found.strata, level)
    likelihood = [m for m in rows if m.measure != "breslow_day_chi_square"]
    result = with_measures(test, [*test.measures[1:], *likelihood, *_ratios(found, level)])
    return _answer("breslow_day", result, found)


def _homogeneity_rows(strata: Strata2x2, level: float) -> list[Estimate]:
    """Return what two tests of equal odds ratios find."""
    by_score = homogeneity.breslow_day(strata, level)
    by_likelihood = homogeneity.interaction_likelihood_ratio(strata, level)
    return [
        *(m for m in by_score.measures if m.measure == "breslow_day_chi_square"),
        Estimate(
            "interaction_chi_square",
            by_likelihood.statistic,
            statistic=by_likelihood.statistic,
            df=by_likelihood.df,
            p_value=by_likelihood.p_value,
        ),
        *(m for m in by_likelihood.measures if m.variant == "maximum likelihood"),
    ]


def _ratios(found: Stratified, level: float) -> list[Estimate]:
    """Return the odds ratio of all strata together and of each."""
    crude = odds_ratio(Table2x2(*found.whole.counts.ravel()), level)
    return [
        replace(crude, variant="crude"),
        *(
            replace(odds_ratio(Table2x2(*table.counts.ravel()), level), term=name)
            for name, table in found.tables.items()
        ),
    ]


def _answer(procedure: str, result: TestResult, found: Stratified, variant: str = "") -> Answer:
    """Return a test over strata with the groups of each stratum described."""
    whole = found.whole
    rows: list[GroupRow] = []
    for name, table in found.tables.items():
        rows += [replace(row, group=f"{name}: {row.group}") for row in described(table)]
    n_1, n_2 = whole.counts.sum(axis=1)
    return answer_of(
        procedure,
        result,
        variant=variant,
        contrast=whole.groups,
        outcome=whole.outcome,
        predictor=whole.group,
        n=whole.n,
        n_1=float(n_1),
        n_2=float(n_2),
        n_missing=whole.n_missing,
        groups=rows,
        note=f"event: {whole.levels[0]}",
    )
