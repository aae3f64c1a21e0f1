"""The primitive operations that the workload cannot do without, on arrays of its shapes.

No result comes of them: they say how fast the workload could be at best, on this machine, with the
same libraries, if selecting, counting and deciding took no time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from sides.workload import METRIC, TESTS, WORLD
from smeint.synth.latent import STREAMS

#: Newton's steps that a logit of this size takes, and its rows.
NEWTON_STEPS = 5

#: Comparisons, choices and sums that the generator makes of each latent are not counted.
EXP_DRAWN, NDTR_DRAWN, NDTRI_DRAWN = 3, 2, 1

Operation = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Primitive:
    """One kind of operation.

    Parameters
    ----------
    name : str
    what : str
        What the workload needs it for, and how much of it.
    run : callable
        Does it for a whole block.
    """

    name: str
    what: str
    run: Operation


def primitives(block: int, columns: int) -> list[Primitive]:
    """Return the operations of one block of panels.

    Parameters
    ----------
    block : int
        Panels.
    columns : int
        Of the logistic design.
    """
    return [
        *drawing(block),
        *testing(block),
        *fitting(block, columns),
    ]


def drawing(block: int) -> list[Primitive]:
    """Return the operations of drawing panels."""
    rng = np.random.default_rng(1)
    years, firms = len(WORLD.years), WORLD.n_firms
    z = np.empty((block, len(STREAMS), years, firms))
    x = rng.standard_normal((block, years, firms))
    share = rng.random((block, years, firms))
    return [
        Primitive(
            "normal draws",
            f"{len(STREAMS)} latents of {years} x {firms}",
            lambda: rng.standard_normal(out=z),
        ),
        Primitive(
            "exp (draws)",
            f"{EXP_DRAWN} arrays: employees, sales, assets",
            lambda: [np.exp(x) for _ in range(EXP_DRAWN)],
        ),
        Primitive(
            "ndtr, ndtri (draws)",
            f"ndtr of {NDTR_DRAWN} arrays, ndtri of {NDTRI_DRAWN}: shares, ROTA, employees",
            lambda: (
                [special.ndtr(x) for _ in range(NDTR_DRAWN)],
                [special.ndtri(share) for _ in range(NDTRI_DRAWN)],
            ),
        ),
        Primitive("log", "1 array: age", lambda: np.log(share)),
    ]


def testing(block: int) -> list[Primitive]:
    """Return the operations of the tests but the logistic regressions."""
    rng = np.random.default_rng(2)
    years, firms, half = len(WORLD.years), WORLD.n_firms, WORLD.n_sme
    every = rng.standard_normal((len(METRIC) * block * years, firms))
    groups = rng.standard_normal((2 * len(METRIC) * block * years, half))
    ranked = rng.standard_normal((block * years, firms))
    smes = rng.standard_normal((block * years, half))
    codes = rng.integers(0, 12 * block * years, (block, years, firms))
    weights = rng.random((block, years, firms))
    a_all, a_half = rng.standard_normal(firms), rng.standard_normal(half)
    n_p = block * sum(n for (name, _), n in TESTS.items() if name != "lilliefors")
    statistic = rng.standard_normal(n_p)
    return [
        Primitive(
            "sorts (normality)",
            f"{len(METRIC)} variables, {years} years: {firms}, {half} and {half} firms",
            lambda: (np.sort(every, axis=-1), np.sort(groups, axis=-1)),
        ),
        Primitive(
            "ndtr (Lilliefors)",
            "every value of every sample",
            lambda: (special.ndtr(every), special.ndtr(groups)),
        ),
        Primitive(
            "matrix products (Shapiro-Wilk)",
            "every sorted sample with its coefficients",
            lambda: (every @ a_all, groups @ a_half),
        ),
        Primitive(
            "argsorts (ranks)",
            f"2 variables among {firms} firms, 2 among {half}, each year",
            lambda: [np.argsort(values, axis=-1) for values in (ranked, ranked, smes, smes)],
        ),
        Primitive(
            "bincounts (tables, counts)",
            "4 yes/no outcomes and one count, each year",
            lambda: [np.bincount(codes.ravel()) for _ in range(5)],
        ),
        Primitive(
            "products and sums (pooled tests)",
            "8 outcomes: scores times scores, summed over years, squared and summed over firms",
            lambda: [((weights * weights).sum(axis=1) ** 2).sum(axis=-1) for _ in range(8)],
        ),
        Primitive("ndtr (p-values)", "one for each test", lambda: special.ndtr(statistic)),
    ]


def fitting(block: int, columns: int) -> list[Primitive]:
    """Return the operations of the logistic regressions."""
    rng = np.random.default_rng(3)
    fits, firms = block * len(WORLD.years), WORLD.n_firms
    x = rng.standard_normal((fits, firms, columns))
    weights = rng.random((fits, firms))
    beta = rng.standard_normal((fits, columns, 1))
    hessian = x.swapaxes(1, 2) @ x
    eta = rng.standard_normal((fits, firms))

    def steps(work: Operation) -> Operation:
        return lambda: [work() for _ in range(NEWTON_STEPS)]

    return [
        Primitive(
            "X'WX (logits)",
            f"{NEWTON_STEPS} Newton steps of {len(WORLD.years)} fits, {firms} x {columns}",
            steps(lambda: (x * weights[..., None]).swapaxes(1, 2) @ x),
        ),
        Primitive(
            "X'r and X beta (logits)",
            "as many",
            steps(lambda: (x.swapaxes(1, 2) @ weights[..., None], x @ beta)),
        ),
        Primitive("exp (logits)", "as many", steps(lambda: np.exp(eta))),
        Primitive("solves (logits)", "as many", steps(lambda: np.linalg.solve(hessian, beta))),
    ]


def seconds(parts: list[Primitive], block: int) -> dict[str, float]:
    """Return CPU seconds a replicate of each operation."""
    out = {}
    for part in parts:
        begin = time.process_time()
        part.run()
        out[part.name] = (time.process_time() - begin) / block
    return out
