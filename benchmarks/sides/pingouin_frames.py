"""The pingouin side on data frames, as its documentation shows it.

What pingouin does not offer (Lilliefors, Fisher, the pooled test) is done as in the loop on arrays.
"""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd
import pingouin

from sides.loop import BLANK, YEARS, Found, Out, pooled
from sides.panels import BANDS, Arrays, panel
from sides.rules_loop import Cell, verdicts
from sides.scipy_calls import CALLS as SCIPY
from sides.workload import METRIC, TERMS

Z_90 = 1.6448536269514722


def run(numbers: range, columns: int) -> list[Found]:
    """Draw panels one by one and test each."""
    return [tested(panel(number), columns) for number in numbers]


def frame_of(x: Arrays) -> pd.DataFrame:
    """Return a panel as a data frame, a row for each firm and year."""
    years, firms = x["fsts"].shape
    frame = pd.DataFrame({name: np.ravel(values) for name, values in x.items()})
    frame["year"] = np.repeat(np.array(YEARS), firms)
    frame["firm"] = np.tile(np.arange(firms), years)
    return frame


def tested(x: Arrays, columns: int) -> Found:
    """Run every test of the workload on one panel, and the rules."""
    out: Out = {}
    frame = frame_of(x)
    primary: dict[str, list[list[list[Cell]]]] = {
        "H1": [[[]]],
        "H2": [[[]]],
        "H3": [[[]]],
        "H3b": [[[]]],
        "H4": [[[], [], []] for _ in range(3)],
        "H5": [[[], [], []]],
    }
    for year in YEARS:
        wave = frame[frame["year"] == year]
        normality(wave, year, out)
        abroad = wave[wave["internationalized"]]
        smes = wave[wave["sme"]]
        key = ("H1", "internationalized", year, "all")
        primary["H1"][0][0].append(table(wave, "internationalized", key, out))
        key = ("H2", "fsts", year, "all")
        primary["H2"][0][0].append(mann_whitney(abroad, "fsts", "sme", key, out))
        key = ("H3", "rota", year, "all")
        primary["H3"][0][0].append(mann_whitney(smes, "rota", "internationalized", key, out))
        primary["H3b"][0][0].append(spearman(abroad[abroad["sme"]], year, out))
        logit(wave, year, columns, out)
        for level, band in enumerate(BANDS):
            held = abroad[abroad["band"] == level]
            key = ("H4", "management_team_size", year, band)
            primary["H4"][0][level].append(
                mann_whitney(held, "management_team_size", "sme", key, out)
            )
            for place, name in ((1, "professional_training"), (2, "strategic_planning")):
                primary["H4"][place][level].append(table(held, name, ("H4", name, year, band), out))
            key = ("H5", "export_plan", year, band)
            primary["H5"][0][level].append(table(held, "export_plan", key, out))
    return Found(out, verdicts(primary, pooled(x, x["sme"][0], out)))


def normality(wave: pd.DataFrame, year: str, out: Out) -> None:
    """Test every metric variable of all firms and by group."""
    together = pingouin.normality(wave[list(METRIC)])
    for name in METRIC:
        by_group = pingouin.normality(wave, dv=name, group="sme")
        for group, found, values in (
            ("all", together.loc[name], wave[name]),
            ("yes", by_group.loc[True], wave.loc[wave["sme"], name]),
            ("no", by_group.loc[False], wave.loc[~wave["sme"], name]),
        ):
            out["normality", name, year, group, "shapiro_wilk"] = found["W"], found["pval"], nan
            d, p = SCIPY.lilliefors(values.to_numpy())
            out["normality", name, year, group, "lilliefors"] = d, p, nan


def table(data: pd.DataFrame, outcome: str, key: tuple[str, str, str, str], out: Out) -> Cell:
    """Chi-square and Fisher's test of an outcome by size."""
    yes = data[outcome]
    if data["sme"].all() or not data["sme"].any() or yes.all() or not yes.any():
        out[(*key, "chi_square")] = out[(*key, "fisher_exact")] = (nan, nan, nan)
        return BLANK
    with np.errstate(all="ignore"):  # its other statistics take powers of empty cells
        _, observed, found = pingouin.chi2_independence(data, x="sme", y=outcome, correction=False)
    pearson = found.loc[found["test"] == "pearson"].iloc[0]
    cells = observed.to_numpy()
    odds, fisher_p = SCIPY.fisher(cells)
    sign = np.sign(cells[1, 1] * cells[0, 0] - cells[1, 0] * cells[0, 1])
    phi, p = sign * pearson["cramer"], pearson["pval"]
    out[(*key, "chi_square")] = pearson["chi2"], p, phi
    out[(*key, "fisher_exact")] = nan, fisher_p, odds
    return p, phi, nan, nan


def mann_whitney(
    data: pd.DataFrame, outcome: str, group: str, key: tuple[str, str, str, str], out: Out
) -> Cell:
    """Mann-Whitney test and rank-biserial correlation."""
    one, two = data.loc[data[group], outcome], data.loc[~data[group], outcome]
    if not len(one) or not len(two) or data[outcome].min() == data[outcome].max():
        out[(*key, "mann_whitney")] = nan, nan, nan
        return BLANK
    found = pingouin.mwu(one, two, method="asymptotic", use_continuity=False).loc["MWU"]
    u = float(found["U_val"])
    effect, p = 2 * u / (len(one) * len(two)) - 1, float(found["p_val"])
    out[(*key, "mann_whitney")] = u, p, effect
    return p, effect, nan, nan


def spearman(data: pd.DataFrame, year: str, out: Out) -> Cell:
    """ROTA with FSTS among internationalized SMEs, with the 90 % interval of rho."""
    rho = p = low = high = nan
    if len(data) > 2 and data["fsts"].min() < data["fsts"].max():
        found = pingouin.corr(data["rota"], data["fsts"], method="spearman").loc["spearman"]
        rho, p = float(found["r"]), float(found["p_val"])
        if len(data) > 3:
            half = Z_90 * np.sqrt((1 + rho**2 / 2) / (len(data) - 3))
            low, high = np.tanh(np.arctanh(rho) - half), np.tanh(np.arctanh(rho) + half)
    out["H3b", "rota", year, "all", "spearman"] = nan, p, rho
    return p, rho, low, high


def logit(wave: pd.DataFrame, year: str, columns: int, out: Out) -> None:
    """H1's logistic regression."""
    terms = list(TERMS[columns])
    design = pd.get_dummies(
        wave[["sme", *terms]], columns=terms[1:], drop_first=True, dtype=float
    ).astype(float)
    found = pingouin.logistic_regression(design, wave["internationalized"].astype(float))
    sme = found[found["names"] == "sme"].iloc[0]
    odds = float(np.exp(sme["coef"]))
    out["H1", "internationalized", year, "all", "logit"] = sme["z"], sme["pval"], odds
