"""What a formula returns: a test with its measures, as arrays of the summary's leading shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike

from smeint.arrays import BoolArray, FloatArray, IntArray, frozen
from smeint.errors import ArgumentError
from smeint.finding import MEASURES, NAN, Status

#: ``p_bound`` codes: the p-value is an upper bound ("<"), exact, or a lower bound (">").
P_UPPER_BOUND, P_EXACT, P_LOWER_BOUND = -1, 0, 1


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measure of a test, with its interval by a named method.

    Parameters
    ----------
    measure : str
        A name of `smeint.finding.MEASURES`.
    estimate : array of float
        Of the summary's leading shape, as are the other arrays.
    variant, term : str
        Which variant of the measure; which term of a model.
    std_error, statistic, df, p_value, ci_low, ci_high : array of float
        NaN where the measure has none.
    p_bound : array of int
        -1 where `p_value` is an upper bound, 1 where it is a lower bound, else 0.
    ci_level : float
        Such as .95.
    ci_method : str
        Name of the interval's method.

    Raises
    ------
    ArgumentError
        If `measure` is not in the vocabulary.
    """

    measure: str
    estimate: ArrayLike
    variant: str = ""
    term: str = ""
    std_error: ArrayLike = NAN
    statistic: ArrayLike = NAN
    df: ArrayLike = NAN
    p_value: ArrayLike = NAN
    p_bound: ArrayLike = P_EXACT
    ci_low: ArrayLike = NAN
    ci_high: ArrayLike = NAN
    ci_level: float = NAN
    ci_method: str = ""

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise ArgumentError(f"measure `{self.measure}` is not in the vocabulary MEASURES.")


@dataclass(frozen=True, slots=True)
class TestResult:
    """A test for each element of the summary's leading shape.

    Parameters
    ----------
    status : array of int
        `smeint.finding.Status` codes.
    statistic_name : str
        Such as ``chi2``, ``z``, ``U``, ``t``, ``D``, ``W``.
    statistic, df, p_value : array of float
    p_method : str
        How the p-value was found: ``asymptotic``, ``exact`` ...
    effect : Estimate or None
        The effect shown beside the test; also the first of `measures`.
    measures : tuple of Estimate
        All measures, the effect included.
    p_bound : array of int
        As in `Estimate`.
    note : str
        A remark on this test, for instance a separating variable.
    """

    __test__ = False  # not a pytest class

    status: ArrayLike
    statistic_name: str
    statistic: ArrayLike
    df: ArrayLike
    p_value: ArrayLike
    p_method: str
    effect: Estimate | None
    measures: tuple[Estimate, ...] = ()
    p_bound: ArrayLike = P_EXACT
    note: str = field(default="")


def where_ok(
    status: ArrayLike,
    *,
    statistic_name: str,
    statistic: ArrayLike,
    df: ArrayLike = NAN,
    p_value: ArrayLike,
    p_method: str,
    effect: Estimate | None,
    others: Iterable[Estimate] = (),
    p_bound: ArrayLike = P_EXACT,
    note: str = "",
) -> TestResult:
    """Return a `TestResult` in which every number is NaN wherever `status` is not ``ok``.

    Parameters
    ----------
    status : array of int
    statistic_name, statistic, df, p_value, p_method, effect, p_bound, note
        As in `TestResult`.
    others : iterable of Estimate
        Measures besides the effect.

    Returns
    -------
    TestResult
    """
    codes = np.asarray(status)
    where = _Where(codes == int(Status.OK))
    shown = None if effect is None else where.of(effect)
    measures = (() if shown is None else (shown,)) + tuple(where.of(e) for e in others)
    return TestResult(
        status=codes,
        statistic_name=statistic_name,
        statistic=where.kept(statistic),
        df=where.kept(df),
        p_value=where.kept(p_value),
        p_method=p_method,
        effect=shown,
        measures=measures,
        p_bound=where.bound(p_bound),
        note=note,
    )


class _Where:
    """Takes numbers away wherever a test is not ``ok``."""

    def __init__(self, ok: BoolArray) -> None:
        self.ok, self.everywhere = ok, bool(ok.all())
        self.blank = frozen(np.full(ok.shape, NAN))
        self.exact = frozen(np.full(ok.shape, P_EXACT))
        # -0 changes no number that it is added to, NaN all: faster than choosing one by one
        self.added = np.where(ok, -0.0, NAN)

    def kept(self, x: ArrayLike) -> FloatArray:
        """Return numbers of the tests' shape, NaN where they are taken away."""
        values = np.asarray(x, dtype=float)
        if values.ndim == 0 and np.isnan(values):
            return self.blank
        if self.everywhere and values.shape == self.ok.shape:
            return values
        return np.asarray(values + self.added)

    def bound(self, x: ArrayLike) -> IntArray:
        """Return ``p_bound`` codes, that of an exact p where they are taken away."""
        return self.exact if x is P_EXACT else np.where(self.ok, np.asarray(x), P_EXACT)

    def of(self, estimate: Estimate) -> Estimate:
        """Return a measure with its numbers kept."""
        return replace(
            estimate,
            estimate=self.kept(estimate.estimate),
            std_error=self.kept(estimate.std_error),
            statistic=self.kept(estimate.statistic),
            df=self.kept(estimate.df),
            p_value=self.kept(estimate.p_value),
            p_bound=self.bound(estimate.p_bound),
            ci_low=self.kept(estimate.ci_low),
            ci_high=self.kept(estimate.ci_high),
        )


def version(test: TestResult, measure: str, variant: str = "") -> Estimate:
    """Return one version of a test as a measure that stands beside another version's.

    Parameters
    ----------
    test : TestResult
    measure : str
        Its estimate is the statistic, or p where the test has none, as exact tests.
    variant : str

    Returns
    -------
    Estimate

    Examples
    --------
    >>> plain = TestResult(0, "z", 1.5, NAN, 0.1336, "asymptotic", None)
    >>> version(plain, "mann_whitney_z").p_value
    0.1336
    """
    statistic = np.asarray(test.statistic, dtype=float)
    without = not test.statistic_name or measure == "exact_p"
    return Estimate(
        measure,
        test.p_value if without else statistic,
        variant=variant,
        statistic=statistic,
        df=test.df,
        p_value=test.p_value,
        p_bound=test.p_bound,
    )


def beside(test: TestResult, others: Iterable[Estimate], note: str = "") -> TestResult:
    """Return a test with further measures, NaN wherever the test itself has no number.

    Parameters
    ----------
    test : TestResult
    others : iterable of Estimate
        After the test's own.
    note : str
        After the test's own.

    Returns
    -------
    TestResult

    Examples
    --------
    >>> empty = TestResult(int(Status.EMPTY_GROUP), "z", NAN, NAN, NAN, "asymptotic", None)
    >>> beside(empty, [Estimate("u_1", 0.0)]).measures[0].estimate
    array(nan)
    """
    own = test.measures if test.effect is None else test.measures[1:]
    return where_ok(
        test.status,
        statistic_name=test.statistic_name,
        statistic=test.statistic,
        df=test.df,
        p_value=test.p_value,
        p_method=test.p_method,
        effect=test.effect,
        others=(*own, *others),
        p_bound=test.p_bound,
        note="; ".join(part for part in (test.note, note) if part),
    )


def by_term(estimate: Estimate, terms: Iterable[str]) -> tuple[Estimate, ...]:
    """Return a measure whose last axis has terms as one measure for each term.

    Parameters
    ----------
    estimate : Estimate
    terms : iterable of str
        As many as the last axis has elements.

    Returns
    -------
    tuple of Estimate

    Examples
    --------
    >>> [float(e.estimate) for e in by_term(Estimate("u_1", np.array([1.0, 2.0])), ["a", "b"])]
    [1.0, 2.0]
    """
    names = tuple(terms)
    shape = (*np.shape(estimate.estimate)[:-1], len(names))

    def part(x: ArrayLike, i: int) -> FloatArray:
        return np.asarray(np.broadcast_to(np.asarray(x), shape)[..., i])

    return tuple(
        replace(
            estimate,
            term=term,
            estimate=part(estimate.estimate, i),
            std_error=part(estimate.std_error, i),
            statistic=part(estimate.statistic, i),
            df=part(estimate.df, i),
            p_value=part(estimate.p_value, i),
            p_bound=part(estimate.p_bound, i),
            ci_low=part(estimate.ci_low, i),
            ci_high=part(estimate.ci_high, i),
        )
        for i, term in enumerate(names)
    )
