"""Reliability against R (psych, lavaan, cor.test), statsmodels and published examples.

Closed forms agree to 1e-8. Loadings, omega and standard errors are iterated: here and in the R
script to a gradient of zero, so that they agree to 1e-8 too; psych's own optimizer stops at a
relative change of 1e-7 in its objective, which leaves about 1e-6 in loadings, and lavaan's
standard errors inherit the same from its estimates.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from statsmodels.multivariate.factor import Factor

from smeint.engine.items import item_covariance, turned
from smeint.formulas.items import ItemCovariance, correlation_of
from smeint.formulas.omega import mcdonald_omega
from smeint.formulas.one_factor import fit_one_factor
from smeint.formulas.reliability import alpha_of, cronbach_alpha, item_rest

FILE = Path(__file__).parents[1] / "reference" / "reliability.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(params=list(CASES))
def case(request):
    """Return a case of R's values and the summary of its items."""
    values = CASES[request.param]
    items = np.array(values["x"], dtype=float)
    summary = item_covariance(turned(items, values["reverse"], values["low"], values["high"]))
    return values, summary


def test_alpha_is_psychs(case, same):
    values, summary = case
    result = cronbach_alpha(summary)
    raw, standardized = result.measures
    assert int(summary.n) == values["n"]
    same(raw.estimate, values["raw"])
    same(standardized.estimate, values["std"])
    same(raw.std_error, values["ase"])
    same([raw.ci_low, raw.ci_high], [values["feldt_low"], values["feldt_high"]])


def test_item_rest_is_psychs_and_cor_tests(case, same):
    values, summary = case
    rest, dropped = item_rest(summary).measures[::2], item_rest(summary).measures[1::2]
    same([m.estimate for m in rest], values["item_rest"])
    same([m.estimate for m in rest], values["cor_rest"])
    same([m.ci_low for m in rest], values["rest_low"])
    same([m.ci_high for m in rest], values["rest_high"])
    same([m.estimate for m in dropped], values["dropped"])
    assert [m.term for m in rest] == list(summary.names)


def test_loadings_are_those_of_maximum_likelihood(case, same):
    values, summary = case
    fit = fit_one_factor(correlation_of(summary.matrix))
    assert fit.converged
    same(fit.loadings, values["loadings"])
    same(fit.uniquenesses, values["psi"])
    same(fit.loadings, values["psych_loadings"], rtol=1e-5)
    same(fit.uniquenesses, values["psych_psi"], rtol=2e-5)


def test_omega_is_rs_with_lavaans_standard_error(case, same):
    values, summary = case
    raw, standardized = mcdonald_omega(summary).measures
    same([raw.estimate, standardized.estimate], [values["omega"], values["omega_std"]])
    same(raw.estimate, values["lavaan_omega"], rtol=1e-6)
    same(standardized.estimate, values["lavaan_std"], rtol=1e-6)
    same(raw.std_error, values["lavaan_se"], rtol=1e-6)
    same(standardized.std_error, values["lavaan_std_se"], rtol=1e-6)
    # the interval, from R's numbers
    omega, se = values["omega"], values["lavaan_se"]
    half = 1.959963984540054 * se / (omega * (1 - omega))
    limits = 1 / (1 + np.exp(-(np.log(omega / (1 - omega)) + np.array([-half, half]))))
    same([raw.ci_low, raw.ci_high], limits, rtol=1e-6)


def test_psychs_omega_total_divides_by_the_observed_variance(case, same):
    values, summary = case
    fit = fit_one_factor(correlation_of(summary.matrix))
    if (fit.loadings < 0).any():
        pytest.skip("psych turns the items that load negatively")
    observed = correlation_of(summary.matrix).sum()
    same(1 - fit.uniquenesses.sum() / observed, values["psych_omega"], rtol=1e-6)


def test_statsmodels_is_a_second_opinion(case, same):
    _, summary = case
    correlation = correlation_of(summary.matrix)
    other = Factor(None, 1, corr=correlation, method="ml").fit(opt={"gtol": 1e-7})
    fit = fit_one_factor(correlation)
    # a quasi-Newton method on a numerically flat objective
    same(np.abs(fit.loadings), np.abs(other.loadings[:, 0]), rtol=1e-4)


def symmetric(rows):
    """Return a symmetric matrix from its lower triangle."""
    lower = np.zeros((len(rows), len(rows)))
    for i, row in enumerate(rows):
        lower[i, : i + 1] = row
    return lower + np.tril(lower, -1).T


#: Covariance matrices printed with their reliability under one factor by maximum likelihood.
PUBLISHED = {
    # Graham, J. M. (2006). Congeneric and (essentially) tau-equivalent estimates of score
    # reliability. Educational and Psychological Measurement, 66, 930-944, table 2 (second data
    # set) and table 3. https://doi.org/10.1177/0013164406288165
    "Graham, heuristic": (
        [
            [4.98],
            [4.60, 5.59],
            [4.45, 4.42, 6.30],
            [3.84, 3.81, 3.66, 6.44],
            [23.85, 23.68, 22.92, 19.87, 127.65],
        ],
        0.97,
        2,
    ),
    "Graham, dyadic adjustment": (
        [[0.903], [0.657, 0.986], [0.042, 0.182, 0.236], [0.199, 0.209, 0.072, 0.173]],
        0.83,
        2,
    ),
    # Cho, E. (2016). Making reliability reliable. Organizational Research Methods, 19, 651-682;
    # https://doi.org/10.1177/1094428116656239, worked out as 106.22 / (106.22 + 18.01) = .8550
    "Cho": ([[10], [4, 11], [5, 6, 12], [7, 8, 9, 13]], 0.8550, 4),
}


@pytest.mark.parametrize("name", list(PUBLISHED))
def test_omega_is_the_published_one(name):
    rows, omega, digits = PUBLISHED[name]
    effect = mcdonald_omega(ItemCovariance(200, symmetric(rows))).effect
    assert round(float(effect.estimate), digits) == omega


def test_standardized_alpha_is_the_published_one():
    # M. T. Flanagan's worked example 2 of Cronbach's alpha (University College London, 2010),
    # http://www.ee.ucl.ac.uk/~mflanaga/java/CronbachDataTwoAnalysis.txt
    printed = symmetric(
        [
            [1],
            [0.488511, 1],
            [0.034654, 0.353753, 1],
            [0.265369, 0.335013, 0.051373, 1],
            [0.233631, 0.126665, -0.023473, 0.341638, 1],
            [0.407826, 0.340935, -0.036648, 0.287994, 0.101077, 1],
            [0.727304, 0.469801, 0.128127, 0.240071, 0.227553, 0.544652, 1],
        ]
    )
    assert round(float(alpha_of(printed)), 6) == 0.720197


def test_alpha_of_binary_items_is_kuder_and_richardsons_formula_20(same):
    items = np.array(CASES["binary"]["x"], dtype=float)
    k, p = items.shape[1], items.mean(axis=0)
    kr_20 = k / (k - 1) * (1 - (p * (1 - p)).sum() / items.sum(axis=1).var())
    same(cronbach_alpha(item_covariance(items)).effect.estimate, kr_20)
