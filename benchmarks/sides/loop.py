"""A loop over panels as a good engineer would write it, with the tests of any library.

NumPy arrays throughout and every selection made once; a library's own calls are a `Calls`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np
from scipy import special, stats

from sides.panels import BANDS, Arrays, panel
from sides.rules_loop import Cell, verdicts
from sides.workload import TERMS, WORLD, Key

#: Statistic, p and effect by test.
Out = dict[Key, tuple[float, float, float]]

YEARS = tuple(str(year) for year in WORLD.years)
BLANK: Cell = (nan, nan, nan, nan)
Z_90 = special.ndtri(0.95)


@dataclass(frozen=True, slots=True)
class Calls:
    """The tests of a library; none of them is called with degenerate data.

    Parameters
    ----------
    lilliefors, shapiro : callable
        Values to statistic and p.
    chi_square : callable
        Outcome, group and the table of both to statistic and p.
    fisher : callable
        Table to odds ratio and p.
    mann_whitney : callable
        Values of both groups to U and p.
    spearman : callable
        Two variables to rho and p.
    logit : callable
        Outcome and design (the intercept first) to z, p and coefficient of the second column; NaN
        where there is no estimate.
    """

    lilliefors: Callable[[np.ndarray], tuple[float, float]]
    shapiro: Callable[[np.ndarray], tuple[float, float]]
    chi_square: Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[float, float]]
    fisher: Callable[[np.ndarray], tuple[float, float]]
    mann_whitney: Callable[[np.ndarray, np.ndarray], tuple[float, float]]
    spearman: Callable[[np.ndarray, np.ndarray], tuple[float, float]]
    logit: Callable[[np.ndarray, np.ndarray], tuple[float, float, float]]


@dataclass(slots=True)
class Found:
    """What was found on one panel.

    Parameters
    ----------
    answers : dict of Key to tuple
        Statistic, p, effect.
    verdicts : dict of (hypothesis, rule) to str
    """

    answers: dict[Key, tuple[float, float, float]]
    verdicts: dict[tuple[str, str], str]


def run(numbers: range, columns: int, calls: Calls) -> list[Found]:
    """Draw panels one by one and test each."""
    return [tested(panel(number), columns, calls) for number in numbers]


def tested(x: Arrays, columns: int, calls: Calls) -> Found:
    """Run every test of the workload on one panel, and the rules."""
    out: Out = {}
    sme = x["sme"][0]
    normality(x, sme, calls, out)
    primary = {
        "H1": [[h1(x, sme, calls, out)]],
        "H2": [[ranks("H2", "fsts", x, x["internationalized"], sme, calls, out)]],
        "H3": [[h3(x, sme, calls, out)]],
        "H3b": [[h3b(x, sme, calls, out)]],
        "H4": [
            in_bands_ranks(x, sme, calls, out),
            in_bands_tables("H4", "professional_training", x, sme, calls, out),
            in_bands_tables("H4", "strategic_planning", x, sme, calls, out),
        ],
        "H5": [in_bands_tables("H5", "export_plan", x, sme, calls, out)],
    }
    block_2(x, sme, columns, calls, out)
    return Found(out, verdicts(primary, pooled(x, sme, out)))


def normality(x: Arrays, sme: np.ndarray, calls: Calls, out: Out) -> None:
    """Lilliefors and Shapiro-Wilk of every metric variable, year and group."""
    for name in ("fsts", "rota", "management_team_size", "employees"):
        for year, all_firms in zip(YEARS, x[name], strict=True):
            groups = (("all", all_firms), ("yes", all_firms[sme]), ("no", all_firms[~sme]))
            for group, values in groups:
                d = d_p = w = w_p = nan
                if values.size > 3 and values.min() < values.max():
                    d, d_p = calls.lilliefors(values)
                    w, w_p = calls.shapiro(values)
                out["normality", name, year, group, "lilliefors"] = d, d_p, nan
                out["normality", name, year, group, "shapiro_wilk"] = w, w_p, nan


def table(yes: np.ndarray, first: np.ndarray, key: Key, calls: Calls, out: Out) -> Cell:
    """Chi-square and Fisher's test of one 2x2 table; phi and the odds ratio."""
    n, n_1 = yes.size, int(np.count_nonzero(first))
    a, events = int(np.count_nonzero(yes & first)), int(np.count_nonzero(yes))
    b, c = n_1 - a, events - a
    d = n - n_1 - c
    chi2 = p = phi = fisher_p = odds = nan
    if n_1 and n_1 < n and events and events < n:
        cells = np.array([[a, b], [c, d]])
        chi2, p = calls.chi_square(yes, first, cells)
        odds, fisher_p = calls.fisher(cells)
        phi = (a * d - b * c) / (n_1 * (n - n_1) * events * (n - events)) ** 0.5
    out[key] = chi2, p, phi
    out[(*key[:4], "fisher_exact")] = nan, fisher_p, odds
    return p, phi, nan, nan


def mann_whitney(values: np.ndarray, first: np.ndarray, key: Key, calls: Calls, out: Out) -> Cell:
    """Mann-Whitney test and rank-biserial correlation."""
    one, two = values[first], values[~first]
    p = effect = u = nan
    if one.size and two.size and values.min() < values.max():
        u, p = calls.mann_whitney(one, two)
        effect = 2 * u / (one.size * two.size) - 1
    out[key] = u, p, effect
    return p, effect, nan, nan


def h1(x: Arrays, sme: np.ndarray, calls: Calls, out: Out) -> list[Cell]:
    """Propensity by size."""
    return [
        table(yes, sme, ("H1", "internationalized", year, "all", "chi_square"), calls, out)
        for year, yes in zip(YEARS, x["internationalized"], strict=True)
    ]


def ranks(
    name: str,
    outcome: str,
    x: Arrays,
    rows: np.ndarray,
    first: np.ndarray,
    calls: Calls,
    out: Out,
) -> list[Cell]:
    """Mann-Whitney test of each year among the rows."""
    return [
        mann_whitney(
            values[keep], first[keep], (name, outcome, year, "all", "mann_whitney"), calls, out
        )
        for year, values, keep in zip(YEARS, x[outcome], rows, strict=True)
    ]


def h3(x: Arrays, sme: np.ndarray, calls: Calls, out: Out) -> list[Cell]:
    """ROTA of SMEs by status."""
    return [
        mann_whitney(
            rota[sme], status[sme], ("H3", "rota", year, "all", "mann_whitney"), calls, out
        )
        for year, rota, status in zip(YEARS, x["rota"], x["internationalized"], strict=True)
    ]


def h3b(x: Arrays, sme: np.ndarray, calls: Calls, out: Out) -> list[Cell]:
    """ROTA with FSTS among internationalized SMEs, with the 90 % interval of rho."""
    cells = []
    for t, year in enumerate(YEARS):
        keep = sme & x["internationalized"][t]
        rota, share = x["rota"][t][keep], x["fsts"][t][keep]
        rho = p = low = high = nan
        n = share.size
        if n > 2 and share.min() < share.max() and rota.min() < rota.max():
            rho, p = calls.spearman(rota, share)
            if n > 3:
                half = Z_90 * np.sqrt((1 + rho**2 / 2) / (n - 3))
                centre = np.arctanh(rho)
                low, high = np.tanh(centre - half), np.tanh(centre + half)
        out["H3b", "rota", year, "all", "spearman"] = nan, p, rho
        cells.append((p, rho, low, high))
    return cells


def in_bands_ranks(x: Arrays, sme: np.ndarray, calls: Calls, out: Out) -> list[list[Cell]]:
    """Test the management team by size within bands."""
    cells: list[list[Cell]] = [[], [], []]
    for t, year in enumerate(YEARS):
        for level, band in enumerate(BANDS):
            keep = x["band"][t] == level
            key = ("H4", "management_team_size", year, band, "mann_whitney")
            values = x["management_team_size"][t][keep]
            cells[level].append(mann_whitney(values, sme[keep], key, calls, out))
    return cells


def in_bands_tables(
    name: str,
    outcome: str,
    x: Arrays,
    sme: np.ndarray,
    calls: Calls,
    out: Out,
) -> list[list[Cell]]:
    """Test a practice by size within bands."""
    cells: list[list[Cell]] = [[], [], []]
    for t, year in enumerate(YEARS):
        for level, band in enumerate(BANDS):
            keep = x["band"][t] == level
            key = (name, outcome, year, band, "chi_square")
            cells[level].append(table(x[outcome][t][keep], sme[keep], key, calls, out))
    return cells


def block_2(x: Arrays, sme: np.ndarray, columns: int, calls: Calls, out: Out) -> None:
    """H1's logistic regression of each year."""
    fixed = [np.ones(sme.size), sme.astype(float)]
    for term in TERMS[columns][1:]:
        present = np.unique(x[term][0])
        fixed += [(x[term][0] == level).astype(float) for level in present[1:]]
    for t, year in enumerate(YEARS):
        design = np.column_stack([*fixed, x["log_firm_age"][t]])
        z, p, beta = calls.logit(x["internationalized"][t].astype(float), design)
        odds = float(np.exp(beta))
        out["H1", "internationalized", year, "all", "logit"] = z, p, odds


def pooled(x: Arrays, sme: np.ndarray, out: Out) -> dict[str, list[list[list[Cell]]]]:
    """One clustered score test for each outcome."""
    status, band = x["internationalized"], x["band"]
    years = np.arange(len(YEARS))[:, None]
    year = np.broadcast_to(years, status.shape)
    cell = np.where(band < 0, -1, 3 * years + band)
    group = np.broadcast_to(sme, status.shape)
    whole = np.where(status, year, -1)
    smes = np.where(group, year, -1)
    among = np.where(status & group, year, -1)
    asked = (
        ("H1", "internationalized", group, year, False, False),
        ("H2", "fsts", group, whole, True, False),
        ("H3", "rota", status, smes, True, False),
        ("H3b", "rota", x["fsts"], among, True, True),
        ("H4", "management_team_size", group, cell, True, False),
        ("H4", "professional_training", group, cell, False, False),
        ("H4", "strategic_planning", group, cell, False, False),
        ("H5", "export_plan", group, cell, False, False),
    )
    cells: dict[str, list[list[list[Cell]]]] = {}
    for name, outcome, predictor, within, rank_y, rank_x in asked:
        z, p, r, low, high = score_test(x[outcome], predictor, within, rank_y, rank_x)
        out[name, outcome, "all", "all", "pooled_score"] = z, p, r
        cells.setdefault(name, []).append([[(p, r, low, high)]])
    return cells


def score_test(
    outcome: np.ndarray, predictor: np.ndarray, within: np.ndarray, rank_y: bool, rank_x: bool
) -> tuple[float, float, float, float, float]:
    """Return z, p, the pooled correlation and its 90 % interval."""
    seen = np.zeros(outcome.shape[1], dtype=bool)
    score_y, score_x = np.zeros(outcome.shape), np.zeros(outcome.shape)
    for t, cell in enumerate(within):
        for level in range(cell.max(initial=-1) + 1):
            keep = np.flatnonzero(cell == level)
            y, x = outcome[t][keep], predictor[t][keep]
            if keep.size < 2 or y.min() == y.max() or x.min() == x.max():
                continue
            y = stats.rankdata(y) if rank_y else y.astype(float)
            x = stats.rankdata(x) if rank_x else x.astype(float)
            score_y[t, keep], score_x[t, keep] = y - y.mean(), x - x.mean()
            seen[keep] = True
    t_i, b, c = (v.sum(axis=0) for v in (score_y * score_x, score_y**2, score_x**2))
    firms = int(np.count_nonzero(seen))
    sum_t, sum_t2, sum_b, sum_c = t_i.sum(), (t_i**2).sum(), b.sum(), c.sum()
    if firms < 2 or not sum_t2 > 0:
        return (nan,) * 5
    z = sum_t / sum_t2**0.5
    p = 2 * special.stdtr(firms - 1, -abs(z))
    root = (sum_b * sum_c) ** 0.5
    r = sum_t / root
    slope = (sum_c / sum_b) ** 0.5
    influence = (t_i - r * (b * slope + c / slope) / 2) / root
    error = (firms / (firms - 1) * (influence**2).sum()) ** 0.5
    half = special.stdtrit(firms - 1, 0.95) * error / (1 - r**2)
    centre = np.arctanh(r)
    return z, p, r, np.tanh(centre - half), np.tanh(centre + half)
