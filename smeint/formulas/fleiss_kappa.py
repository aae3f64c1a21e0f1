"""Agreement of several raters on levels without order: Fleiss' kappa."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray, IntArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.intervals import normal_quantile, two_sided_normal
from smeint.formulas.result import Estimate, TestResult, where_ok

FLEISS_CI_METHOD = "Wald, Gwet variance"


@dataclass(frozen=True, slots=True)
class RatingCounts:
    """How many raters put each subject into each category.

    Parameters
    ----------
    counts : array, shape (..., subjects, categories)
        Every subject has the same number of ratings, two or more.
    names : tuple of str
        The categories' names; ``category 1``, ``category 2`` ... where not given.

    Raises
    ------
    ArgumentError
        If the shape, a count, the numbers of ratings or names are not as above.

    Examples
    --------
    >>> RatingCounts([[3, 0], [1, 2]]).raters
    3
    """

    counts: ArrayLike
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shape = np.shape(self.counts)
        if len(shape) < 2 or shape[-1] < 2 or 0 in shape:
            raise ArgumentError(
                "counts must have shape (..., subjects, categories) with two categories or more, "
                f"got {shape}."
            )
        if not (self.cells >= 0).all():
            raise ArgumentError("counts must not be negative or missing.")
        ratings = self.cells.sum(axis=-1)
        if ratings.min() != ratings.max() or ratings.min() < 2:
            raise ArgumentError(
                "every subject must have the same number of ratings, two or more, got "
                f"{ratings.min():g} to {ratings.max():g}; `krippendorff_alpha` allows for missing "
                "ratings."
            )
        if self.names and len(self.names) != shape[-1]:
            raise ArgumentError(
                f"names must name the {shape[-1]} categories, got {len(self.names)} names."
            )

    @property
    def cells(self) -> FloatArray:
        """The counts as a float array."""
        return np.asarray(self.counts, dtype=float)

    @property
    def raters(self) -> int:
        """Ratings of each subject."""
        return int(self.cells.sum(axis=-1).flat[0])

    @property
    def status(self) -> IntArray:
        """``too_few`` below two subjects, ``constant_outcome`` where one category is used only."""
        used = (self.cells.sum(axis=-2) > 0).sum(axis=-1)
        code = np.where(used < 2, int(Status.CONSTANT_OUTCOME), int(Status.OK))
        return np.where(self.cells.shape[-2] < 2, int(Status.TOO_FEW), code)


def fleiss_kappa(summary: RatingCounts, level: float = LEVEL) -> TestResult:
    """Estimate several raters' agreement beyond chance by Fleiss' kappa.

    Parameters
    ----------
    summary : RatingCounts
    level : float
        Confidence level.

    Returns
    -------
    TestResult
        Statistic ``z`` of the null hypothesis; effect ``fleiss_kappa`` with Gwet's standard error
        and Wald interval, cut at -1 and 1; measures: each category's kappa (term: its name) with
        its z and p, observed and expected agreement. No interval where the standard error is 0, as
        at complete agreement; a category never or always used has no kappa. Status ``too_few``
        below two subjects, ``constant_outcome`` where only one category is used.

    Notes
    -----
    kappa = (P - P_e) / (1 - P_e), P the mean share of agreeing pairs of raters of a subject and P_e
    the sum of squared shares of the categories. z divides by the standard error under the null
    hypothesis that ratings are drawn from the categories' shares independently (Fleiss, Nee and
    Landis): not the one of the interval, which holds at any kappa, subjects being drawn from many
    and raters interchangeable. Coverage of the 95 % interval, four raters, three categories with
    shares .7, .2 and .1, true kappa .6: .91 for 21 subjects, .94 for 59; with the standard error
    under the null hypothesis instead .74 and .73. A category's z uses sqrt(2 / (subjects raters
    (raters - 1))).

    With two raters it is Scott's pi, not `cohen_kappa`. Not for ordered levels or missing ratings
    (`krippendorff_alpha`); with few subjects and a rare category the interval is too short.

    References
    ----------
    Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. *Psychological
    Bulletin*, 76, 378-382. https://doi.org/10.1037/h0031619

    Fleiss, J. L., Nee, J. C. M., & Landis, J. R. (1979). Large sample variance of kappa in the
    case of different sets of raters. *Psychological Bulletin*, 86, 974-977.
    https://doi.org/10.1037/0033-2909.86.5.974

    Gwet, K. L. (2021). Large-sample variance of Fleiss generalized kappa. *Educational and
    Psychological Measurement*, 81, 781-790. https://doi.org/10.1177/0013164420973080

    Examples
    --------
    >>> kappa = fleiss_kappa(RatingCounts([[3, 0], [0, 3], [1, 2], [3, 0], [2, 1]])).effect
    >>> round(float(kappa.estimate), 4)
    0.4444
    """
    cells, raters = summary.cells, summary.raters
    subjects = cells.shape[-2]
    shares = cells.mean(axis=-2) / raters
    pairs = raters * (raters - 1)
    agree = (cells * (cells - 1)).sum(axis=-1) / pairs
    observed, expected = agree.mean(axis=-1), (shares**2).sum(axis=-1)
    ok = summary.status == int(Status.OK)
    gap = np.where(ok, 1 - expected, np.nan)
    kappa = (observed - expected) / gap
    std_error = _std_error(cells / raters, agree, shares, kappa, gap)
    p_q = shares * (1 - shares)
    spread = np.where(ok, p_q.sum(axis=-1), np.nan)
    under_null = np.sqrt(
        2 * (spread**2 - (p_q * (1 - 2 * shares)).sum(axis=-1)) / (subjects * pairs)
    )
    z = kappa * spread / under_null
    half = np.where(std_error > 0, normal_quantile(level) * std_error, np.nan)
    return where_ok(
        summary.status,
        statistic_name="z",
        statistic=z,
        p_value=two_sided_normal(z),
        p_method="asymptotic, standard error under chance agreement",
        effect=Estimate(
            "fleiss_kappa",
            kappa,
            std_error=std_error,
            ci_low=np.maximum(kappa - half, -1.0),
            ci_high=np.minimum(kappa + half, 1.0),
            ci_level=level,
            ci_method=FLEISS_CI_METHOD,
        ),
        others=(
            *_by_category(summary, p_q),
            Estimate("observed_agreement", observed),
            Estimate("expected_agreement", expected),
        ),
    )


def _std_error(
    part: FloatArray, agree: FloatArray, shares: FloatArray, kappa: FloatArray, gap: FloatArray
) -> FloatArray:
    """Return Gwet's standard error: the spread of the subjects' linearized kappas."""
    subjects = agree.shape[-1]
    expected = (shares**2).sum(axis=-1)[..., None]
    chance = (part * shares[..., None, :]).sum(axis=-1)
    own = (agree - expected) / gap[..., None]
    own -= 2 * (1 - kappa[..., None]) * (chance - expected) / gap[..., None]
    square = ((own - kappa[..., None]) ** 2).sum(axis=-1) / max(subjects - 1, 1) / subjects
    return np.asarray(
        np.where(square > 1e-28, np.sqrt(square), np.where(np.isnan(square), np.nan, 0.0))
    )


def _by_category(summary: RatingCounts, p_q: FloatArray) -> list[Estimate]:
    """Return each category's kappa: agreement on whether a subject belongs to it."""
    cells, raters = summary.cells, summary.raters
    subjects, categories = cells.shape[-2:]
    pairs = raters * (raters - 1)
    apart = (cells * (raters - cells)).mean(axis=-2) / pairs
    kappas = 1 - apart / np.where(p_q > 0, p_q, np.nan)
    std_error = np.sqrt(2 / (subjects * pairs))
    names = summary.names or tuple(f"category {j + 1}" for j in range(categories))
    return [
        Estimate(
            "fleiss_kappa",
            kappas[..., j],
            term=names[j],
            statistic=kappas[..., j] / std_error,
            p_value=two_sided_normal(kappas[..., j] / std_error),
        )
        for j in range(categories)
    ]
