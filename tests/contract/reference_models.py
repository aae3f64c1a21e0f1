"""Models of shares, ranks and medians a second time, as their definitions read."""

import numpy as np
import pandas as pd
from scipy import linalg, optimize
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

PROCEDURES = ("fractional_logit", "two_part", "rank_regression", "quantile_regression")
LAG = " (t - 1)"


def with_lags(frame: pd.DataFrame) -> pd.DataFrame:
    """The firm-years with the values of the year before."""
    before = frame[["firm_id", "year", "internationalized", "rota"]].copy()
    before["year"] = before["year"] + 1
    renamed = before.rename(columns={n: n + LAG for n in ("internationalized", "rota")})
    return frame.merge(renamed, how="left", on=["firm_id", "year"])


def expect(finding: pd.Series, data: pd.DataFrame) -> dict:
    """Statistic and effect; only asked where the finding is ok."""
    if finding.status != "ok":
        return {"status": finding.status}
    clustered = finding.year == "all"
    units = data["firm_id"].to_numpy() if clustered else None
    y = data["y"].to_numpy(float)
    if finding.procedure == "rank_regression":
        y = data.groupby("year")["y"].rank()
        y = ((y - 0.5) / data.groupby("year")["y"].transform("size")).to_numpy()
    x = design(data)
    if finding.procedure == "quantile_regression":
        return {"status": "ok", "effect": minimizing(finding.effect, y, x)}
    if finding.procedure == "two_part":
        return two_part(y, x, units)
    if finding.procedure == "rank_regression":
        beta, weight = np.linalg.lstsq(x, y, rcond=None)[0], np.ones(len(y))
        mean, effect = x @ beta, beta[1]
    else:
        beta, mean = logistic(y, x)
        weight, effect = mean * (1 - mean), np.exp(beta[1])
    cov = hc3(x, weight, y - mean) if units is None else cr2(x, weight, y - mean, units)
    return {"status": "ok", "statistic": beta[1] / np.sqrt(cov[1, 1]), "effect": effect}


def design(data: pd.DataFrame) -> np.ndarray:
    """Intercept, predictor, terms, and years."""
    columns = [np.ones(len(data)), data["g"].to_numpy(float)]
    for term in [c for c in data if c not in ("firm_id", "y", "g")]:
        if term == "year" or data[term].dtype == object or str(data[term].dtype).startswith("str"):
            columns += [(data[term] == v).to_numpy(float) for v in sorted(data[term].unique())[1:]]
        elif data[term].nunique() > 1:
            columns.append(data[term].to_numpy(float))
    return np.column_stack(columns)


def logistic(y, x):
    fit = GLM(y, x, family=Binomial()).fit(tol=1e-15, maxiter=200)
    return fit.params, fit.fittedvalues


def hc3(x, weight, residual):
    inverse = np.linalg.inv((x.T * weight) @ x)
    meat = np.zeros_like(inverse)
    for row, w, r in zip(x, weight, residual, strict=True):
        away = 1 - w * row @ inverse @ row
        if away > 1e-9:  # a row that alone determines a coefficient has no residual
            meat += np.outer(row, row) * (r / away) ** 2
    return inverse @ meat @ inverse


def cr2(x, weight, residual, units):
    inverse = np.linalg.inv((x.T * weight) @ x)
    meat = np.zeros_like(inverse)
    for unit in np.unique(units):
        rows = units == unit
        xg, half = x[rows], np.diag(np.sqrt(weight[rows]))
        v = half @ half
        inside = half @ (v - v @ xg @ inverse @ xg.T @ v) @ half
        values, vectors = linalg.eigh(inside)
        kept = values > 1e-12 * values.max()
        root = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
        score = xg.T @ half @ root @ half @ residual[rows]
        meat += np.outer(score, score)
    return inverse @ meat @ inverse


def two_part(y, x, units):
    """The combined effect, its gradient by differences: close to eight digits."""
    some = y > 0
    units = np.arange(len(y)) if units is None else units
    (b1, p1), (b2, p2) = logistic(some.astype(float), x), logistic(y[some], x[some])
    k = x.shape[1]
    scores = np.zeros((len(y), 2 * k))
    scores[:, :k] = x * (some - p1)[:, None]
    scores[some, k:] = x[some] * (y[some] - p2)[:, None]
    bread = linalg.block_diag(
        np.linalg.inv((x.T * (p1 * (1 - p1))) @ x),
        np.linalg.inv((x[some].T * (p2 * (1 - p2))) @ x[some]),
    )
    sums = pd.DataFrame(scores).groupby(units).sum().to_numpy()
    cov = bread @ sums.T @ sums @ bread * len(sums) / (len(sums) - 1)

    def effect(theta):
        means = []
        for value in (1.0, 0.0):
            at = x.copy()
            at[:, 1] = value
            first, second = (1 / (1 + np.exp(-at @ b)) for b in (theta[:k], theta[k:]))
            means.append((first * second).mean())
        return means[0] - means[1]

    theta = np.concatenate([b1, b2])
    step = 1e-6
    slope = np.array(
        [(effect(theta + step * e) - effect(theta - step * e)) / (2 * step) for e in np.eye(2 * k)]
    )
    value = effect(theta)
    return {"status": "ok", "statistic": value / np.sqrt(slope @ cov @ slope), "effect": value}


def minimizing(value, y, x):
    """The value itself where no other is better for the first term, else NaN."""
    others = np.delete(x, 1, axis=1)
    best, with_value = loss(y, x), loss(y - value * x[:, 1], others)
    return value if np.isclose(best, with_value, rtol=1e-9) else np.nan


def loss(y, x):
    n, k = x.shape
    found = optimize.linprog(
        np.concatenate([np.zeros(k), np.full(2 * n, 0.5)]),
        A_eq=np.hstack([x, np.eye(n), -np.eye(n)]),
        b_eq=y,
        bounds=[(None, None)] * k + [(0, None)] * (2 * n),
    )
    return found.fun
