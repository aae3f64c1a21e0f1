"""Counts of levels against stated shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from smeint.arrays import FloatArray
from smeint.defaults import LEVEL
from smeint.errors import ArgumentError, listed
from smeint.finding import GroupRow
from smeint.formulas import goodness_of_fit as formula
from smeint.formulas.intervals import two_sided_normal
from smeint.formulas.result import Estimate, where_ok
from smeint.stats.answer import Answer, answer_of
from smeint.stats.categories import name_of
from smeint.stats.counts import table_of, whole_counts


def goodness_of_fit(
    counts: object,
    shares: object = None,
    *,
    names: Sequence[object] | None = None,
    level: float = LEVEL,
) -> Answer:
    """Test whether observations are distributed over levels as stated, by Pearson's chi-square.

    Parameters
    ----------
    counts : array_like or mapping of level to count, shape (levels,)
        Whole counts. A pandas column keeps its index as names.
    shares : array_like or mapping of level to share, shape (levels,), optional
        Shares under the null hypothesis, in the order of `counts` or by name, each above 0; they
        are divided by their sum. Equal shares by default.
    names : sequence, optional
        Names of the levels of a list or an array.
    level : float
        Confidence level.

    Returns
    -------
    Answer
        Statistic ``chi2`` with one degree of freedom less than there are levels, effect
        ``cohens_w``; measures: likelihood-ratio chi-square, smallest expected count, share of
        expected counts below 5, and for each level (term: its name) expected count and adjusted
        residual. Status ``too_few`` without any observation.

    Raises
    ------
    ArgumentError
        If counts are not whole or negative, there are fewer than two levels, or shares do not fit.

    Notes
    -----
    Null hypothesis: the observations are a random sample of a population that has the stated
    shares, which are taken as known without error. Not for shares that were estimated, nor for
    firms that come back. Rough where expected counts are below 5. See
    `smeint.formulas.goodness_of_fit`, which takes many at once.

    References
    ----------
    Pearson, K. (1900). On the criterion that a given system of deviations ... *Philosophical
    Magazine*, 50, 157-175. https://doi.org/10.1080/14786440009463897

    Examples
    --------
    >>> found = goodness_of_fit([89, 37, 30, 28, 2], [40, 20, 20, 15, 5]).finding
    >>> round(found.statistic, 4), found.df, round(found.p_value, 4)
    (9.9901, 4.0, 0.0406)
    """
    observed, levels = _level_counts(counts, names)
    levels_counts = formula.LevelCounts(observed, _shares(shares, levels))
    test = formula.goodness_of_fit(levels_counts, level)
    residuals = formula.adjusted_residuals(levels_counts)
    rows: list[Estimate] = []
    for name, expected, residual in zip(levels, levels_counts.expected, residuals, strict=True):
        rows += [
            Estimate("expected_count", expected, term=name),
            Estimate(
                "adjusted_residual",
                residual,
                term=name,
                statistic=residual,
                p_value=two_sided_normal(residual),
            ),
        ]
    result = where_ok(
        test.status,
        note=test.note,
        statistic_name=test.statistic_name,
        statistic=test.statistic,
        df=test.df,
        p_value=test.p_value,
        p_method=test.p_method,
        effect=test.effect,
        others=[*test.measures[1:], *rows],
    )
    n = int(observed.sum())
    return answer_of(
        "goodness_of_fit",
        result,
        n=n,
        groups=[
            GroupRow("", name, int(count), 0, share=count / n if n else np.nan)
            for name, count in zip(levels, observed.tolist(), strict=True)
        ],
    )


def _level_counts(
    counts: object, names: Sequence[object] | None
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return counts and names of levels."""
    if isinstance(counts, Mapping):
        own: Sequence[object] | None = list(counts)
        values: object = list(counts.values())
    elif hasattr(counts, "index") and hasattr(counts, "to_numpy"):
        own, values = list(counts.index), counts.to_numpy()
    else:
        own, values = names, counts
    if own is not names and names is not None:
        raise ArgumentError("names must be left out where counts have names of their own.")
    try:
        raw = np.asarray(values)
    except ValueError:  # lists of different lengths within a list
        raise ArgumentError("counts must be one-dimensional, got lists in a list.") from None
    if raw.ndim != 1 or raw.size < 2:
        raise ArgumentError(
            f"counts must be one-dimensional with two levels or more, got shape {raw.shape}."
        )
    found = whole_counts(raw, "counts")
    return found, table_of(found[None, :], levels=own, what="counts").levels


def _shares(shares: object, levels: tuple[str, ...]) -> FloatArray:
    """Return the share of each level in the order of the counts."""
    if shares is None:
        return np.ones(len(levels))
    by_name = None
    if isinstance(shares, Mapping):
        by_name = {name_of(name): share for name, share in shares.items()}
    elif hasattr(shares, "index") and hasattr(shares, "to_numpy"):
        by_name = dict(zip(map(name_of, shares.index), shares.to_numpy().tolist(), strict=True))
    if by_name is not None:
        if sorted(by_name) != sorted(levels):
            raise ArgumentError(
                f"shares must name the levels {listed(levels)}, got {listed(by_name)}."
            )
        shares = [by_name[name] for name in levels]
    raw = np.asarray(shares)
    if raw.dtype.kind not in "iuf":
        raise ArgumentError(f"shares must be positive numbers, got {raw.tolist()}.")
    if raw.shape != (len(levels),):
        raise ArgumentError(f"shares must be as many as counts, {len(levels)}, got {raw.size}.")
    return raw.astype(float)
