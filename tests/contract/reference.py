"""Every test of a study computed a second time, by pandas, scipy and statsmodels alone.

Nothing of the package is used but the rows of `findings.csv` and the firm-years that it kept.
"""

import math

import numpy as np
import pandas as pd
from scipy import interpolate, linalg, stats
from statsmodels.discrete.discrete_model import Logit
from statsmodels.genmod.cov_struct import Exchangeable
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_estimating_equations import GEE
from statsmodels.stats._lilliefors import get_lilliefors_table
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.diagnostic import lilliefors

from tests.contract import reference_models


def rows_of(frame: pd.DataFrame, finding: pd.Series, found: dict) -> pd.DataFrame:
    """The sample rows of a finding, from the words of its columns; found once for each sample."""
    words = (finding.year, finding["sample"], finding.stratum)
    if words not in found:
        found[words] = _rows_of(frame, finding)
    return found[words]


def _rows_of(frame: pd.DataFrame, finding: pd.Series) -> pd.DataFrame:
    out = frame
    if finding.year != "all":
        out = out[out["year"] == int(finding.year)]
    words = [finding["sample"]] if finding["sample"] != "all" else []
    words += [finding.stratum] if finding.stratum != "all" else []
    for condition in " and ".join(words).split(" and "):
        if condition:
            name, levels = condition.split(" = ")
            out = out[coded(out[name]).isin(levels.split(" or "))]
    return out


def coded(series: pd.Series) -> pd.Series:
    """Names of levels: 1 and 0 of yes/no variables read as yes and no."""
    if series.dtype == object or str(series.dtype).startswith("str"):
        return series
    return series.map({1.0: "yes", 0.0: "no"})


def sample_of(
    frame: pd.DataFrame, finding: pd.Series, terms: list[str], found: dict
) -> pd.DataFrame:
    """Complete rows with columns y, g (or x) and the terms."""
    out = rows_of(frame, finding, found)
    data = pd.DataFrame({"firm_id": out["firm_id"], "year": out["year"]})
    data["y"] = pd.to_numeric(out[finding.outcome])
    if finding.contrast:
        first, second = finding.contrast.split(" - ")
        data["g"] = coded(out[finding.predictor]).map({first: 1.0, second: 0.0})
    elif finding.predictor:
        data["x"] = pd.to_numeric(out[finding.predictor])
    over_all = finding.role == "pooled" or finding.procedure in OVER_BANDS
    if over_all and finding.stratum == "all":
        data["stratum"] = out.get("doi_band") if finding.hypothesis in ("H4", "H5", "F9") else "all"
        data = data[data["stratum"] != "none"]
    for term in terms:
        data[term] = out[term]
    return data.dropna()


OVER_BANDS = ("homogeneity", "mantel_haenszel", "van_elteren")


def close(got: float, expected: float, tolerance: float = 1e-10) -> bool:
    """Whether two numbers agree, relatively or absolutely; NaN agrees with NaN."""
    if math.isnan(expected) or math.isnan(got):
        return math.isnan(expected) and math.isnan(got)
    if math.isinf(expected):
        return got == expected
    return math.isclose(got, expected, rel_tol=tolerance, abs_tol=tolerance)


def expect(finding: pd.Series, data: pd.DataFrame) -> dict:
    """What the finding must say: status, and statistic, df, p and effect where it is ok."""
    procedure = finding.procedure
    if procedure in ("chi_square", "fisher_exact"):
        return two_by_two(finding, data)
    if procedure == "mann_whitney":
        return rank_sum(finding, data)
    if procedure == "spearman":
        return spearman(data)
    if procedure in ("lilliefors", "shapiro_wilk", "kolmogorov_smirnov"):
        return normality(procedure, data["y"].to_numpy())
    if procedure == "pooled_score":
        return pooled(finding, data)
    if procedure == "logit":
        return logit(finding, data)
    if finding.variant in ("rank_biserial", "asymptotic") and procedure in OVER_BANDS:
        return ranks_over_bands(finding, data)
    if procedure in OVER_BANDS:
        return tables_over_bands(finding, data)
    if procedure in reference_models.PROCEDURES:
        return reference_models.expect(finding, data)
    if procedure in ("clustered_logit", "gee_logit"):
        return over_years(finding, data)
    raise AssertionError(f"no reference for {procedure}")


def group_status(data: pd.DataFrame) -> str:
    if (data["g"] == 1).sum() == 0 or (data["g"] == 0).sum() == 0:
        return "empty_group"
    return "constant_outcome" if data["y"].nunique() == 1 else "ok"


def two_by_two(finding: pd.Series, data: pd.DataFrame) -> dict:
    status = group_status(data)
    if status != "ok":
        return {"status": status}
    table = np.array([[((data.g == g) & (data.y == y)).sum() for y in (1, 0)] for g in (1, 0)])
    if finding.procedure == "fisher_exact":
        sample_odds, p = stats.fisher_exact(table)
        return {"status": "ok", "p": p, "effect": sample_odds}
    found = stats.chi2_contingency(table, correction=finding.variant == "yates")
    phi = np.corrcoef(data.g, data.y)[0, 1]
    return {"status": "ok", "statistic": found.statistic, "df": 1, "p": found.pvalue, "effect": phi}


def rank_sum(finding: pd.Series, data: pd.DataFrame) -> dict:
    status = group_status(data)
    if status != "ok":
        return {"status": status}
    first, second = data.y[data.g == 1], data.y[data.g == 0]
    u = stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=False)
    effect = 2 * u.statistic / (len(first) * len(second)) - 1
    if finding.variant == "exact":
        if data["y"].duplicated().any():
            return {"status": "ok", "effect": effect}  # SciPy's exact method ignores ties
        p = stats.mannwhitneyu(first, second, method="exact").pvalue
        return {"status": "ok", "p": p, "effect": effect, "statistic": u.statistic}
    corrected = finding.variant == "continuity_corrected"
    p = stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=corrected).pvalue
    return {"status": "ok", "p": p, "effect": effect}


def spearman(data: pd.DataFrame) -> dict:
    if len(data) < 3:
        return {"status": "too_few"}
    if data["y"].nunique() == 1:
        return {"status": "constant_outcome"}
    if data["x"].nunique() == 1:
        return {"status": "constant_predictor"}
    found = stats.spearmanr(data["y"], data["x"])
    p = found.pvalue
    if abs(found.statistic) > 1 - 1e-12:
        # SciPy prints 0; all distinct arrangements of y are equally probable, and one or two of
        # them have abs(rho) = 1
        ties = data["y"].value_counts().sort_index().tolist()
        arrangements = math.factorial(len(data))
        for t in ties:
            arrangements //= math.factorial(t)
        p = (1 + (ties == ties[::-1])) / arrangements
    return {"status": "ok", "p": p, "effect": found.statistic, "df": len(data) - 2}


def normality(procedure: str, x: np.ndarray) -> dict:
    least = {"lilliefors": 4, "shapiro_wilk": 3, "kolmogorov_smirnov": 4}[procedure]
    if len(x) < least:
        return {"status": "too_few"}
    if len(set(x)) == 1:
        return {"status": "constant_outcome"}
    if procedure == "shapiro_wilk":
        found = stats.shapiro(x)
        return {"status": "ok", "w": found.statistic, "w_p": found.pvalue}
    if procedure == "lilliefors":
        d, _ = lilliefors(x, dist="norm", pvalmethod="table")
        return {"status": "ok", "statistic": d, "p": lilliefors_p(d, len(x))}
    z = (x - x.mean()) / x.std(ddof=1)
    found = stats.ks_1samp(z, stats.norm.cdf, method="exact")
    return {"status": "ok", "statistic": found.statistic, "p": found.pvalue}


def lilliefors_p(d: float, n: int) -> float:
    """statsmodels' critical values where n and alpha are tabulated, and between them on scales.

    Its own p is linear in both, which tests/formulas shows to be wrong.
    """
    table = get_lilliefors_table(dist="norm")

    def stephens(size):
        return np.sqrt(size) - 0.01 + 0.85 / np.sqrt(size)

    pairs = zip(table.size, table.crit_table, strict=True)
    scaled = {size: row * stephens(size) for size, row in pairs}
    scaled[np.inf] = 2 * scaled[1600] - scaled[400]
    at = interpolate.interp1d([size**-0.5 for size in scaled], list(scaled.values()), axis=0)
    critical = at(n**-0.5) / stephens(n)
    line = interpolate.interp1d(np.log(critical), stats.norm.isf(table.alpha))
    if d >= critical.max() or d <= critical.min():
        return 0.001 if d >= critical.max() else 0.99
    return float(stats.norm.sf(line(np.log(d))))


def pooled(finding: pd.Series, data: pd.DataFrame) -> dict:
    """The clustered score test, written as its definition reads."""
    predictor = "g" if finding.contrast else "x"
    keys = ["year", "stratum"] if "stratum" in data else ["year"]
    cells = data.groupby(keys)
    y_varies = cells["y"].transform("nunique") > 1
    x_varies = cells[predictor].transform("nunique") > 1
    kept = data[y_varies & x_varies]  # other cells say nothing about association
    if kept.empty:
        only_y = y_varies.any() and not x_varies.any()
        return {"status": "constant_predictor" if only_y else "constant_outcome"}
    cells = kept.groupby(keys)
    y = cells["y"].rank() if finding.outcome in METRIC else kept["y"]
    x = kept[predictor] if finding.contrast else cells[predictor].rank()
    y = y - y.groupby([kept[k] for k in keys]).transform("mean")
    x = x - x.groupby([kept[k] for k in keys]).transform("mean")
    firm = (x * y).groupby(kept["firm_id"]).sum()
    if len(firm) < 2 or not (firm**2).sum() > 0:
        return {"status": "too_few"}
    t = firm.sum() / math.sqrt((firm**2).sum())
    effect = (x * y).sum() / math.sqrt((x**2).sum() * (y**2).sum())
    p = 2 * stats.t.sf(abs(t), len(firm) - 1)
    return {"status": "ok", "statistic": t, "df": len(firm) - 1, "p": p, "effect": effect}


METRIC = {"fsts", "rota", "employees", "management_team_size"}


def logit(finding: pd.Series, data: pd.DataFrame) -> dict:
    """Statsmodels' fit; only asked where the finding is ok, for separation is silent there."""
    if finding.status != "ok":
        return {"status": finding.status}
    design = columns_of(data)
    fit = Logit(data["y"], design).fit(disp=0, method="newton", maxiter=200, tol=1e-14)
    return {
        "status": "ok",
        "statistic": fit.tvalues["g"],
        "p": fit.pvalues["g"],
        "effect": math.exp(fit.params["g"]),
    }


def tables_over_bands(finding: pd.Series, data: pd.DataFrame) -> dict:
    """Statsmodels' tables in strata, and its logistic regressions with and without products."""
    bands = [part for _, part in data.groupby("stratum") if part["g"].nunique() == 2]
    if not bands:
        return {"status": "empty_group"}
    bands = [part for part in bands if part["y"].nunique() == 2]
    if not bands:
        return {"status": "constant_outcome"}
    tables = [
        np.array([[((b.g == g) & (b.y == y)).sum() for y in (1, 0)] for g in (1, 0)], dtype=float)
        for b in bands
    ]
    found = StratifiedTable(tables)
    effect = found.oddsratio_pooled
    if finding.procedure == "mantel_haenszel":
        test = found.test_null_odds(correction=False)
        return {
            "status": "ok",
            "statistic": test.statistic,
            "df": 1,
            "p": test.pvalue,
            "effect": effect,
        }
    if len(bands) < 2:
        return {"status": "too_few"}
    if effect == 0 or math.isinf(effect):
        return {"status": "separation"}
    if finding.variant == "interaction_lr":
        statistic = likelihood_ratio_of_products(pd.concat(bands), tables)
    elif effect == 1:
        statistic = breslow_day_at_one(tables)
    else:
        statistic = found.test_equal_odds(adjust=True).statistic
    return {
        "status": "ok",
        "statistic": statistic,
        "df": len(bands) - 1,
        "p": stats.chi2.sf(statistic, len(bands) - 1),
        "effect": effect,
    }


def breslow_day_at_one(tables: list) -> float:
    """The test at a common odds ratio of exactly 1, where statsmodels divides by 1 - 1."""
    expected = [stats.contingency.expected_freq(table) for table in tables]
    v = np.array([1 / (1 / e).sum() for e in expected])
    off = np.array([(t - e)[0, 0] for t, e in zip(tables, expected, strict=True)])
    return (off**2 / v).sum() - off.sum() ** 2 / v.sum()


def likelihood_ratio_of_products(data: pd.DataFrame, tables: list) -> float:
    """Twice the log-likelihood of each cell's own share, less that of bands and group alone."""
    design = pd.get_dummies(data["stratum"], dtype=float)
    design["g"] = data["g"]
    fit = Logit(data["y"], design).fit(disp=0, method="newton", maxiter=200, tol=1e-14)
    rows = np.concatenate(tables)
    share = rows / rows.sum(axis=1, keepdims=True)
    logs = np.log(np.where(rows > 0, share, 1.0))
    return 2 * ((rows * logs).sum() - fit.llf)


def ranks_over_bands(finding: pd.Series, data: pd.DataFrame) -> dict:
    """Each band by SciPy's Mann-Whitney and by ranks, combined as the definitions read."""
    bands = [rank_parts(part) for _, part in data.groupby("stratum") if part["g"].nunique() == 2]
    if finding.procedure == "van_elteren":
        if not bands:
            return {"status": "empty_group"}
        total = sum(b["variance"] / (b["n"] + 1) ** 2 for b in bands)
        if not total > 0:
            return {"status": "constant_outcome"}
        z = sum((b["u"] - b["pairs"] / 2) / (b["n"] + 1) for b in bands) / math.sqrt(total)
        weights = [b["pairs"] / (b["n"] + 1) for b in bands]
        r = np.average([b["r"] for b in bands], weights=weights)
        return {"status": "ok", "statistic": z, "p": 2 * stats.norm.sf(abs(z)), "effect": r}
    bands = [b for b in bands if b["least"] >= 2 and b["variance"] > 0]
    if len(bands) < 2:
        return {"status": "too_few"}
    if not all(b["squared"] > 0 for b in bands):
        return {"status": "separation"}
    k = len(bands)
    r, weight, df = (np.array([b[name] for b in bands]) for name in ("r", "weight", "df"))
    share = weight / weight.sum()
    spread = ((1 - share) ** 2 / df).sum()
    q = (weight * (r - (share * r).sum()) ** 2).sum()
    f = q / (k - 1) / (1 + 2 * (k - 2) / (k**2 - 1) * spread)
    p = stats.f.sf(f, k - 1, (k**2 - 1) / (3 * spread))
    common = np.average(r, weights=[b["pairs"] / (b["n"] + 1) for b in bands])
    return {"status": "ok", "statistic": f, "df": k - 1, "p": p, "effect": common}


def rank_parts(part: pd.DataFrame) -> dict:
    """U, its variance with ties, and the rank-biserial correlation with Brunner-Munzel's error."""
    y = part["y"].to_numpy(dtype=float)
    first = part["g"].to_numpy() == 1
    n, n_1, n_2 = len(y), int(first.sum()), int((~first).sum())
    u = stats.mannwhitneyu(y[first], y[~first]).statistic
    ties = sum(t**3 - t for t in np.unique(y, return_counts=True)[1])
    out = {"u": u, "n": n, "pairs": n_1 * n_2, "least": min(n_1, n_2)}
    out["variance"] = n_1 * n_2 / 12 * (n + 1 - ties / (n * (n - 1)))
    out["r"] = 2 * u / (n_1 * n_2) - 1
    if out["least"] < 2:
        return out
    joint = stats.rankdata(y)
    parts = []
    for own, other in ((first, n_2), (~first, n_1)):
        placements = (joint[own] - stats.rankdata(y[own])) / other
        parts.append((placements.var(ddof=1) / own.sum(), own.sum() - 1))
    out["squared"] = sum(v for v, _ in parts)
    if out["squared"] > 0:
        out["weight"] = 1 / (4 * out["squared"])
        out["df"] = out["squared"] ** 2 / sum(v**2 / f for v, f in parts)
    return out


def columns_of(data: pd.DataFrame, *, years: bool = False) -> pd.DataFrame:
    """The columns of a model: constant, predictor, terms, and years where they are asked for."""
    design = pd.DataFrame({"const": 1.0, "g": data["g"]})
    for term in [c for c in data if c not in ("firm_id", "y", "g", "stratum")]:
        words = data[term].dtype == object or str(data[term].dtype).startswith("str")
        if words or (term == "year" and years):
            dummies = pd.get_dummies(data[term], prefix=term, dtype=float)
            design = design.join(dummies.iloc[:, 1:])
        elif term != "year" and data[term].nunique() > 1:
            design[term] = data[term]
    return design


def over_years(finding: pd.Series, data: pd.DataFrame) -> dict:
    """A model over all years by statsmodels; only asked where the finding is ok."""
    if finding.status != "ok":
        return {"status": finding.status}
    design, firms = columns_of(data, years=True), data["firm_id"].nunique()
    if finding.procedure == "gee_logit":
        model = GEE(
            data["y"], design, data["firm_id"], family=Binomial(), cov_struct=Exchangeable()
        )
        fit = model.fit(maxiter=500, ctol=1e-10, ddof_scale=0, cov_type="bias_reduced")
        beta, std_error = fit.params["g"], fit.bse["g"]
    else:
        fit = Logit(data["y"], design).fit(disp=0, method="newton", maxiter=200, tol=1e-14)
        beta, std_error = fit.params["g"], cr2(design.to_numpy(), data, np.asarray(fit.predict()))
    t = beta / std_error
    return {
        "status": "ok",
        "statistic": t,
        "df": firms - 1,
        "p": 2 * stats.t.sf(abs(t), firms - 1),
        "effect": math.exp(beta),
    }


def cr2(x: np.ndarray, data: pd.DataFrame, p: np.ndarray) -> float:
    """Standard error of the second coefficient by Bell and McCaffrey, firm by firm."""
    v, residual = p * (1 - p), data["y"].to_numpy() - p
    bread, meat = np.linalg.inv((x.T * v) @ x), np.zeros((x.shape[1], x.shape[1]))
    for firm in data["firm_id"].unique():
        rows = (data["firm_id"] == firm).to_numpy()
        d, root = x[rows] * v[rows][:, None], np.diag(np.sqrt(v[rows]))
        inside = linalg.pinvh(root @ (np.diag(v[rows]) - d @ bread @ d.T) @ root, atol=1e-14)
        score = x[rows].T @ root @ linalg.sqrtm(inside).real @ root @ residual[rows]
        meat += np.outer(score, score)
    return math.sqrt((bread @ meat @ bread)[1, 1])
