"""Agreement of raters: Cohen's and Fleiss' kappa, Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from smeint.defaults import (
    ALPHA_METRIC,
    ALPHA_RESAMPLE,
    BOOTSTRAP_DRAWS,
    KAPPA_WEIGHTS,
    LEVEL,
    SEED,
)
from smeint.errors import ArgumentError, listed
from smeint.formulas import agreement, krippendorff
from smeint.formulas import fleiss_kappa as fleiss
from smeint.stats.answer import Answer, answer_of
from smeint.stats.categories import coded
from smeint.stats.counts import CrossTable, table_of
from smeint.stats.inputs import one_of, same_length, same_rows, whole
from smeint.stats.ratings import common_levels, numbered, rater_columns


def cohen_kappa(
    first: object,
    second: object = None,
    *,
    weights: str = KAPPA_WEIGHTS,
    levels: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Estimate two raters' agreement beyond chance by Cohen's kappa.

    Parameters
    ----------
    first, second : array_like, shape (subjects,)
        Each subject's level by the first and by the second rater; subjects with a missing rating
        are left out and counted. Or a square table of whole counts alone, first rater in rows and
        second in columns, over the same levels in the same order.
    weights : str
        ``unweighted`` for levels without order, ``linear`` or ``quadratic`` for ordered ones.
    levels : sequence, optional
        All levels that could be used, in their order, used or not. By default the categories of
        categorical columns; for whole numbers all from the least to the greatest used; for text
        those used, which will do for ``unweighted`` only.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z`` of the null hypothesis; effect ``cohen_kappa`` (variant: the weights) with
        its standard error and Wald interval; measures: observed and expected agreement. No
        interval where the standard error is 0, as at complete agreement, and no z either where one
        rater uses a single level (kappa is 0 then); a note says so. Status ``too_few`` below
        two subjects, ``constant_outcome`` where both raters use one same level only.

    Raises
    ------
    ArgumentError
        If ratings are not as described, or weights need an order of levels that is not stated.

    Notes
    -----
    Null hypothesis of z: the raters are independent given their margins; its standard error is
    not that of the interval, which holds at any kappa. Both are Fleiss, Cohen and Everitt's, as
    SPSS prints them. A level that nobody used does not change plain kappa; between two used ones
    it changes weighted kappa, so the full scale has to be known. Not for more than two raters
    (`fleiss_kappa`, `krippendorff_alpha`). See `smeint.formulas.agreement.cohen_kappa`, which
    takes many tables at once and has measured coverages.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. *Educational and Psychological
    Measurement*, 20, 37-46. https://doi.org/10.1177/001316446002000104

    Fleiss, J. L., Cohen, J., & Everitt, B. S. (1969). Large sample standard errors of kappa and
    weighted kappa. *Psychological Bulletin*, 72, 323-327. https://doi.org/10.1037/h0028106

    Examples
    --------
    >>> answer = cohen_kappa([1, 2, 3, 3, 1, 2], [1, 2, 3, 1, 1, 3], weights="linear")
    >>> round(answer.finding.effect, 4)
    0.4706
    >>> round(cohen_kappa([[20, 5], [10, 15]]).finding.effect, 4)
    0.4
    """
    one_of(weights, tuple(agreement.WEIGHTS), "weights")
    if second is None:
        table = _square(first, levels)
        counts, names, missing = table.counts, table.levels, table.n_missing
    else:
        found = common_levels([first, second], levels, ordered=weights != "unweighted")
        one, two = coded(first, found, "first"), coded(second, found, "second")
        same_rows({"first": first, "second": second})
        same_length({"first": one.size, "second": two.size})
        known, k = (one >= 0) & (two >= 0), len(found.names)
        counts = np.zeros((k, k))
        np.add.at(counts, (one[known], two[known]), 1)
        names, missing = found.names, int((~known).sum())
    # a single level needs a second, empty one, to be a table
    square = np.pad(counts, (0, max(0, 2 - len(counts))))
    result = agreement.cohen_kappa(agreement.AgreementTable(square), weights, level)
    return answer_of(
        "cohen_kappa",
        result,
        variant=weights,
        n=int(counts.sum()),
        n_missing=missing,
        note=f"levels: {listed(names)}",
    )


def fleiss_kappa(
    ratings: object = None,
    *,
    counts: object = None,
    levels: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Estimate several raters' agreement beyond chance by Fleiss' kappa.

    Parameters
    ----------
    ratings : array_like or data frame, shape (subjects, raters), optional
        Each rater's level of each subject: **subjects in rows, raters in columns**. Subjects with
        a missing rating are left out and counted.
    counts : array_like or data frame, shape (subjects, levels), optional
        Instead of `ratings`: how many raters put each subject into each level, as many for every
        subject.
    levels : sequence, optional
        All levels that could be used; with `counts` the names of the columns of an array.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``z`` of the null hypothesis; effect ``fleiss_kappa`` with Gwet's standard error
        and Wald interval; measures: each level's kappa (term: its name) with its z and p, observed
        and expected agreement. A level never or always used has no kappa. Status ``too_few`` below
        two subjects, ``constant_outcome`` where only one level is used.

    Raises
    ------
    ArgumentError
        If neither or both of `ratings` and `counts` are given, there are fewer than two raters,
        or subjects have different numbers of ratings.

    Notes
    -----
    Null hypothesis of z: ratings are drawn from the levels' shares independently. The interval's
    standard error is another one, which holds at any kappa; an interval from that of z is too
    short. R's ``irr`` prints the same kappa and z, and no interval. Not for ordered levels or
    missing ratings (`krippendorff_alpha`). See `smeint.formulas.fleiss_kappa`, which takes many at
    once and has measured coverages.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. *Psychological
    Bulletin*, 76, 378-382. https://doi.org/10.1037/h0031619

    Gwet, K. L. (2021). Large-sample variance of Fleiss generalized kappa. *Educational and
    Psychological Measurement*, 81, 781-790. https://doi.org/10.1177/0013164420973080

    Examples
    --------
    >>> ratings = [["a", "a", "a"], ["b", "b", "b"], ["b", "b", "a"], ["a", "a", "a"]]
    >>> round(fleiss_kappa(ratings).finding.effect, 4)
    0.6571
    >>> round(fleiss_kappa(counts=[[3, 0], [0, 3], [1, 2], [3, 0]]).finding.effect, 4)
    0.6571
    """
    if (ratings is None) == (counts is None):
        raise ArgumentError("give either ratings or counts.")
    if counts is not None:
        table = table_of(counts, levels=levels, what="counts")
        cells, names, missing = table.counts, table.levels, 0
    else:
        columns = rater_columns(ratings)
        found = common_levels(columns, levels, ordered=False)
        places = np.stack([coded(x, found, "ratings") for x in columns], axis=1)
        known = (places >= 0).all(axis=1)
        names, missing = found.names, int((~known).sum())
        cells = (places[known][:, :, None] == np.arange(len(names))).sum(axis=1).astype(float)
        names = (*names, *("none" for _ in range(2 - len(names))))
        cells = np.pad(cells, ((0, 0), (0, len(names) - cells.shape[1])))
    n = len(cells)
    if not n:  # a single subject is too few as well
        cells = np.eye(1, len(names)) * 2
    return answer_of(
        "fleiss_kappa",
        fleiss.fleiss_kappa(fleiss.RatingCounts(cells, names), level),
        n=n,
        n_missing=missing,
        note=f"{cells[0].sum():.0f} raters",
    )


def krippendorff_alpha(
    ratings: object,
    *,
    metric: str = ALPHA_METRIC,
    levels: Sequence[object] | None = None,
    resample: str = ALPHA_RESAMPLE,
    draws: int = BOOTSTRAP_DRAWS,
    seed: int = SEED,
    level: float = LEVEL,
) -> Answer:
    """Estimate the agreement of several raters by Krippendorff's alpha, one table at a time.

    Parameters
    ----------
    ratings : array_like or data frame, shape (units, raters)
        Each rater's value of each unit: **units in rows, raters in columns**, as in
        `fleiss_kappa` (other programs want raters in rows). None, NaN and ``pandas.NA`` where a
        rater did not rate a unit.
    metric : str
        Level of measurement: ``nominal``, ``ordinal``, ``interval`` or ``ratio``.
    levels : sequence, optional
        Levels of text in their order, needed for ``ordinal``.
    resample : str
        What the bootstrap draws: ``units``, or ``pairs`` as Hayes and Krippendorff's KALPHA.
    draws, seed : int
        Bootstrap samples, and the seed of a generator of the test's own.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Effect ``krippendorff_alpha`` (variant: the metric) with the bootstrap's standard deviation
        as standard error and its percentile interval; no test. Status ``too_few`` with fewer than
        two units that have two ratings, ``constant_outcome`` where all ratings are the same.

    Raises
    ------
    ArgumentError
        If ratings are not as described, text has no order where one is needed, or an option is
        not one of those above.

    Notes
    -----
    Missing ratings are used as they are: only units with fewer than two ratings are left out, and
    counted as missing. There is no batch form, because of the bootstrap. See
    `smeint.formulas.krippendorff` for the formula, what the two bootstraps mean and their measured
    coverages.

    References
    ----------
    Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure
    for coding data. *Communication Methods and Measures*, 1, 77-89.
    https://doi.org/10.1080/19312450709336664

    Examples
    --------
    >>> ratings = [[1, 1, None], [2, 2, 3], [3, 3, 3], [3, 3, 3], [2, 2, 2], [1, 2, 3]]
    >>> round(krippendorff_alpha(ratings, metric="ordinal").finding.effect, 4)
    0.5932
    """
    one_of(metric, tuple(krippendorff.METRICS), "metric")
    one_of(resample, tuple(krippendorff.RESAMPLES), "resample")
    whole(draws, "draws", least=2)
    whole(seed, "seed", least=0)
    values = numbered(rater_columns(ratings), metric, levels)
    result = krippendorff.krippendorff_alpha(
        krippendorff.Ratings(values), metric, resample, draws, seed, level
    )
    rated = (~np.isnan(values)).sum(axis=0)
    return answer_of(
        "krippendorff_alpha",
        result,
        variant=metric,
        n=int((rated >= 2).sum()),
        n_missing=int((rated < 2).sum()),
        note=f"{len(values)} raters, {int(rated[rated >= 2].sum())} ratings",
    )


def _square(table: object, levels: Sequence[object] | None) -> CrossTable:
    """Return a table of two raters over the same levels."""
    counted = table_of(table, groups=levels, levels=levels)
    rows, columns = counted.counts.shape
    if rows != columns:
        raise ArgumentError(f"table must be square, got {rows} x {columns}.")
    unnamed = counted.groups[0] == "group 1" and counted.levels[0] == "level 1"
    if counted.groups != counted.levels and not unnamed:
        raise ArgumentError(
            "rows and columns of table must name the same levels in the same order, got "
            f"{listed(counted.groups)} and {listed(counted.levels)}."
        )
    return counted
