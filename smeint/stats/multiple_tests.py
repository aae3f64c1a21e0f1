"""P-values adjusted for several tests: an array in, an array out."""

from __future__ import annotations

import numpy as np

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError
from smeint.formulas import multiplicity
from smeint.stats.inputs import numbers, one_of, whole


def bonferroni(p: object, m: int | None = None) -> FloatArray:
    """Return p-values adjusted by Bonferroni: each times the number of tests, at most 1.

    Parameters
    ----------
    p : array_like, shape (tests,)
        None, NaN or ``pandas.NA`` for a test that was declared and not computed: it stays missing
        and still counts.
    m : int, optional
        Number of declared tests, at least the number of p-values, which is the default.

    Returns
    -------
    array of float, shape (tests,)
        In the order of `p`.

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    Holds the familywise error rate under any dependence; `holm` does too and is never larger. R's
    ``p.adjust`` leaves missing p-values out of its count unless told ``n``. See
    `smeint.formulas.multiplicity.bonferroni`, which takes many families at once.

    References
    ----------
    Dunn, O. J. (1961). Multiple comparisons among means. *Journal of the American Statistical
    Association*, 56, 52-64. https://doi.org/10.1080/01621459.1961.10482090

    Examples
    --------
    >>> bonferroni([0.01, None, 0.03])
    array([0.03,  nan, 0.09])
    """
    return adjust(p, "bonferroni", m)


def holm(p: object, m: int | None = None) -> FloatArray:
    """Return p-values adjusted by Holm's step-down.

    Parameters
    ----------
    p : array_like, shape (tests,)
        None, NaN or ``pandas.NA`` for a test that was declared and not computed: it stays missing
        and still counts.
    m : int, optional
        Number of declared tests, at least the number of p-values, which is the default.

    Returns
    -------
    array of float, shape (tests,)
        In the order of `p`.

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    Holds the familywise error rate under any dependence. See `smeint.formulas.multiplicity.holm`,
    which takes many families at once.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian
    Journal of Statistics*, 6, 65-70. https://www.jstor.org/stable/4615733

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03], m=4)
    array([0.04, 0.09, 0.09])
    """
    return adjust(p, "holm", m)


def hochberg(p: object, m: int | None = None) -> FloatArray:
    """Return p-values adjusted by Hochberg's step-up.

    Parameters
    ----------
    p : array_like, shape (tests,)
        None, NaN or ``pandas.NA`` for a test that was declared and not computed: it stays missing,
        and counts as one with a larger p-value than all others.
    m : int, optional
        Number of declared tests, at least the number of p-values, which is the default.

    Returns
    -------
    array of float, shape (tests,)
        In the order of `p`.

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    Never larger than `holm`, but holds the familywise error rate only for independent or
    positively dependent tests. See `smeint.formulas.multiplicity.hochberg`, which takes many
    families at once.

    References
    ----------
    Hochberg, Y. (1988). A sharper Bonferroni procedure for multiple tests of significance.
    *Biometrika*, 75, 800-802. https://doi.org/10.1093/biomet/75.4.800

    Examples
    --------
    >>> hochberg([0.01, 0.04, 0.03])
    array([0.03, 0.04, 0.04])
    """
    return adjust(p, "hochberg", m)


def benjamini_hochberg(p: object, m: int | None = None) -> FloatArray:
    """Return p-values adjusted for the false discovery rate by Benjamini and Hochberg.

    Parameters
    ----------
    p : array_like, shape (tests,)
        None, NaN or ``pandas.NA`` for a test that was declared and not computed: it stays missing,
        and counts as one with a larger p-value than all others.
    m : int, optional
        Number of declared tests, at least the number of p-values, which is the default.

    Returns
    -------
    array of float, shape (tests,)
        In the order of `p`.

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    Holds the expected share of false findings among all findings, for independent or positively
    dependent tests: not the probability of any false finding. See
    `smeint.formulas.multiplicity.benjamini_hochberg`, which takes many families at once.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. *Journal of the
    Royal Statistical Society B*, 57, 289-300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03])
    array([0.03, 0.04, 0.04])
    """
    return adjust(p, "benjamini_hochberg", m)


def benjamini_yekutieli(p: object, m: int | None = None) -> FloatArray:
    """Return p-values adjusted for the false discovery rate under any dependence.

    Parameters
    ----------
    p : array_like, shape (tests,)
        None, NaN or ``pandas.NA`` for a test that was declared and not computed: it stays missing,
        and counts as one with a larger p-value than all others.
    m : int, optional
        Number of declared tests, at least the number of p-values, which is the default.

    Returns
    -------
    array of float, shape (tests,)
        In the order of `p`.

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, or `m` is below the number of p-values.

    Notes
    -----
    As `benjamini_hochberg` with each value times 1 + 1/2 + ... + 1/m. See
    `smeint.formulas.multiplicity.benjamini_yekutieli`, which takes many families at once.

    References
    ----------
    Benjamini, Y., & Yekutieli, D. (2001). The control of the false discovery rate in multiple
    testing under dependency. *Annals of Statistics*, 29, 1165-1188.
    https://doi.org/10.1214/aos/1013699998

    Examples
    --------
    >>> benjamini_yekutieli([0.01, 0.04, 0.03]).round(4)
    array([0.055 , 0.0733, 0.0733])
    """
    return adjust(p, "benjamini_yekutieli", m)


def adjust(p: object, method: str, m: int | None = None) -> FloatArray:
    """Return p-values adjusted for several tests by a named method.

    Parameters
    ----------
    p : array_like, shape (tests,)
        None, NaN or ``pandas.NA`` for a test that was declared and not computed: it stays missing,
        and `m` stays as declared.
    method : str
        ``bonferroni``, ``holm``, ``hochberg``, ``benjamini_hochberg``, ``benjamini_yekutieli``.
    m : int, optional
        Number of declared tests, at least the number of p-values, which is the default.

    Returns
    -------
    array of float, shape (tests,)
        In the order of `p`.

    Raises
    ------
    ArgumentError
        If a p-value is not from 0 to 1, `m` is below the number of p-values, or there is no such
        method.

    Notes
    -----
    The method has no default: which error rate is to be held is the first question. `bonferroni`
    and `holm` hold the probability of any false finding whatever the dependence, `hochberg` for
    positively dependent tests, the other two the share of false findings.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian
    Journal of Statistics*, 6, 65-70. https://www.jstor.org/stable/4615733

    Examples
    --------
    >>> adjust([0.01, None, 0.03], "holm")
    array([0.03,  nan, 0.06])
    """
    one_of(method, tuple(multiplicity.ADJUSTMENTS), "method")
    x = numbers(p, "p")
    if np.asarray(p).dtype.kind == "b":
        raise ArgumentError("p must be numbers from 0 to 1, got yes/no.")
    if not x.size:
        raise ArgumentError("p must have at least one p-value.")
    return multiplicity.ADJUSTMENTS[method](x, None if m is None else whole(m, "m", least=1))
