"""The score bootstrap: cluster scores under the null hypothesis, multiplied by random weights."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError, listed, nearest

#: Kinds of weights, in words.
WEIGHTS = {"rademacher": "Rademacher", "webb": "Webb"}
#: Clusters up to which all Rademacher weights are gone through.
ENUMERATED_MOST = 14
#: Statistics closer than this share of the observed count as equal to it.
RELATIVE_TOLERANCE = 1e-10
#: Weights held at once.
_BLOCK = 2_000_000


@dataclass(frozen=True, slots=True)
class Draws:
    """Which weights a bootstrap uses.

    Parameters
    ----------
    kind : str
        One of `WEIGHTS`.
    clusters : int
        Number of clusters.
    draws : int
        Random vectors of weights, where not all are gone through.
    seed : int
        Seed of a generator of the bootstrap's own.

    Raises
    ------
    ArgumentError
        If the kind is unknown or `draws` is below 1.
    """

    kind: str
    clusters: int
    draws: int
    seed: int

    def __post_init__(self) -> None:
        if self.kind not in WEIGHTS:
            raise ArgumentError(
                f"weights must be one of {listed(WEIGHTS)}, got {self.kind!r}."
                f"{nearest(str(self.kind), WEIGHTS)}"
            )
        if self.draws < 1:
            raise ArgumentError(f"draws must be at least 1, got {self.draws!r}.")

    @property
    def all_of_them(self) -> bool:
        """Whether every vector of weights is gone through."""
        return self.kind == "rademacher" and self.clusters <= ENUMERATED_MOST

    @property
    def method(self) -> str:
        """The weights in words."""
        if self.all_of_them:
            return f"score bootstrap by firm, all {2**self.clusters:,} Rademacher weights"
        return (
            f"score bootstrap by firm, {self.draws:,} {WEIGHTS[self.kind]} weights, "
            f"seed {self.seed}"
        )

    def blocks(self) -> Iterator[FloatArray]:
        """Yield the weights, (vectors, clusters) at a time: the same ones at every call."""
        rows = max(1, _BLOCK // max(1, self.clusters))
        total = 2**self.clusters if self.all_of_them else self.draws
        rng = np.random.default_rng(self.seed)
        for start in range(0, total, rows):
            size = min(rows, total - start)
            if self.all_of_them:
                numbers = np.arange(start, start + size)[:, None]
                bits = (numbers >> np.arange(self.clusters)) & 1
                yield np.asarray(1.0 - 2.0 * bits, dtype=float)
            elif self.kind == "rademacher":
                bits = rng.integers(0, 2, size=(size, self.clusters))
                yield np.asarray(1.0 - 2.0 * bits, dtype=float)
            else:
                # +- sqrt(1/2), +- 1, +- sqrt(3/2), each with probability 1/6
                code = rng.integers(0, 6, size=(size, self.clusters))
                size_of = np.sqrt(0.5 * (1 + code % 3))
                yield np.asarray(np.where(code < 3, size_of, -size_of), dtype=float)


def score_z(scores: ArrayLike) -> float:
    """Return the sum of cluster scores over the root of the sum of their squares.

    Examples
    --------
    >>> score_z([1.0, 2.0, -1.0, 2.0])
    1.2649110640673518
    """
    a = np.asarray(scores, dtype=float)
    square = float((a * a).sum())
    return float(a.sum()) / math.sqrt(square) if square > 0 else math.nan


def score_bootstrap_p(scores: ArrayLike, weights: Draws) -> tuple[float, float]:
    """Return the p-value of a score test by clusters, and its Monte Carlo standard error.

    Parameters
    ----------
    scores : array, shape (clusters,)
        Effective score of each cluster for the coefficient under test, at the estimates under the
        null hypothesis: its score less what the other coefficients' scores explain of it by the
        information.
    weights : Draws

    Returns
    -------
    tuple of float
        p, and its standard error: 0 where all weights are gone through; NaN for both where every
        score is 0.

    Notes
    -----
    The statistic is z = sum(a_g) / sqrt(sum(a_g^2)); in each draw every a_g is multiplied by a
    weight of mean 0 and variance 1, and p is the share of draws in which abs(z) is at least the
    observed one: (k + 1) / (draws + 1) by Monte Carlo. Centring the squares in the denominator,
    as Kline and Santos do, gives the same p, for the centred statistic rises with this one. With
    Rademacher weights it is the test that turns the signs of whole clusters.

    References
    ----------
    Kline, P., & Santos, A. (2012). A score based approach to wild bootstrap inference. *Journal
    of Econometric Methods*, 1, 23-41. https://doi.org/10.1515/2156-6674.1006

    Roodman, D., Nielsen, M. O., MacKinnon, J. G., & Webb, M. D. (2019). Fast and wild: bootstrap
    inference in Stata using boottest. *Stata Journal*, 19, 4-60.
    https://doi.org/10.1177/1536867X19830877

    Examples
    --------
    >>> score_bootstrap_p([1.0, 2.0, 0.5, 2.0], Draws("rademacher", 4, 1, 1))
    (0.125, 0.0)
    """
    a = np.asarray(scores, dtype=float)
    least = abs(score_z(a)) * (1 - RELATIVE_TOLERANCE)
    if math.isnan(least):
        return math.nan, math.nan
    found, total = 0, 0
    for block in weights.blocks():
        turned = np.abs(block @ a)
        found += int((turned >= least * np.sqrt((block * block) @ (a * a))).sum())
        total += len(block)
    if weights.all_of_them:
        return found / total, 0.0
    p = (found + 1) / (total + 1)
    return p, math.sqrt(p * (1 - p) / total)
