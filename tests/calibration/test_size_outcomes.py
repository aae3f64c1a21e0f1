"""Size and coverage of the models of shares, ranks and medians: persistent firms, few of them."""

import numpy as np
import pytest
from scipy import integrate, special, stats

from smeint.engine.fractional import fit_fractional
from smeint.engine.quantile_fit import fit_quantile
from smeint.engine.rank_regression import fit_ranks
from smeint.engine.two_part import fit_two_part
from smeint.finding import Status

pytestmark = pytest.mark.slow

#: One model at a time, so fewer replicates than elsewhere.
REPLICATES = 1_500
SIZES = {"59": (59, 20), "21": (21, 5)}
YEARS = 3
T3 = stats.t(3)


def persistent(rng, firms, years, rho):
    """Standard normals of firms in a row of years, correlated by rho from one to the next."""
    z = rng.standard_normal((years, firms))
    for year in range(1, years):
        z[year] = rho * z[year - 1] + np.sqrt(1 - rho**2) * z[year]
    return z


def panel(rng, firms, first, years, rho):
    """Latent outcome, group, firm and year, by row; the first firms are the first group."""
    z = persistent(rng, firms, years, rho).ravel()
    firm, year = np.tile(np.arange(firms), years), np.repeat(np.arange(years), firms)
    return z, (firm < first).astype(float), firm, year


def terms(group, year):
    columns = [group, *((year == t).astype(float) for t in range(1, year.max() + 1))]
    return np.column_stack(columns), ["g", *(f"year[{t}]" for t in range(1, year.max() + 1))]


def shares(z, zeros):
    """Shares heaped at multiples of .05, a part of them 0."""
    p = special.ndtr(z)
    rest = stats.beta(0.515, 0.692).ppf(np.clip((p - zeros) / (1 - zeros), 0, 1))
    return np.where(p < zeros, 0.0, np.maximum(np.round(rest * 20) / 20, 0.05))


def misses(estimate, error, df, truth=0.0):
    quantile = stats.t.ppf(0.975, df) if np.isfinite(df) else stats.norm.ppf(0.975)
    return abs(estimate - truth) > quantile * error


def share_misses(seed, size, years, zeros, kind):
    rng, hits = np.random.default_rng(seed), []
    while len(hits) < REPLICATES:
        z, group, firm, year = panel(rng, *SIZES[size], years, 0.85)
        x, names = terms(group, year)
        units = firm if years > 1 else np.zeros(0)
        if zeros:
            fit = fit_two_part(shares(z, zeros), x, names, units)
            estimate, error, df = fit.effect[2, 0], fit.effect_error[2, 0], fit.df
        else:
            fit = fit_fractional(shares(z, 0.0), x, names, units, kind)
            estimate, error, df = fit.beta[1], fit.std_error[1], fit.df[1]
        if fit.status == 0:  # a part may be separated where firms are few
            hits.append(misses(estimate, error, df))
    return hits


@pytest.mark.parametrize(
    ("size", "years", "kind", "rate"),
    [
        ("59", 1, "HC3", 0.05),
        ("21", 1, "HC3", 0.07),
        ("59", 3, "CR2", 0.045),
        ("21", 3, "CR2", 0.05),
    ],
)
def test_size_of_the_fractional_logit(inside_band, size, years, kind, rate):
    inside_band(share_misses(1, size, years, 0.0, kind), rate, slack=0.005)


@pytest.mark.parametrize(
    ("size", "years", "rate"),
    [("59", 1, 0.057), ("21", 1, 0.091), ("59", 3, 0.054), ("21", 3, 0.1)],
)
def test_size_of_the_two_part_model(inside_band, size, years, rate):
    inside_band(share_misses(2, size, years, 0.4, ""), rate, slack=0.005)


def rank_misses(seed, size, shift, kind):
    truth = superiority(shift) - 0.5
    rng, hits = np.random.default_rng(seed), []
    for _ in range(REPLICATES):
        z, group, firm, year = panel(rng, *SIZES[size], YEARS, 0.75)
        y = T3.ppf(special.ndtr(z)) + shift * group
        fit = fit_ranks(y, group[:, None], ["g"], year, firm, kind)
        hits.append(
            (
                misses(fit.beta[0], fit.std_error[0], fit.df[0], truth),
                misses(fit.beta[0], fit.full_error[0], fit.full_df, truth),
            )
        )
    return np.array(hits).T


def superiority(shift):
    return integrate.quad(lambda y: T3.pdf(y) * T3.cdf(y + shift), -np.inf, np.inf)[0]


@pytest.mark.parametrize(("size", "kind", "rate"), [("59", "CR2", 0.05), ("21", "CR2", 0.05)])
def test_size_of_the_rank_regression(inside_band, size, kind, rate):
    inside_band(rank_misses(3, size, 0.0, kind)[0], rate, slack=0.005)


def test_coverage_of_the_rank_regression(inside_band):
    given, estimated = rank_misses(4, "59", 1.0, "CR2")
    inside_band(given, 0.05, slack=0.005)
    inside_band(estimated, 0.06, slack=0.01)


@pytest.mark.parametrize(("size", "rate"), [("59", 0.033), ("21", 0.037)])
def test_size_of_the_median_regression(inside_band, size, rate):
    rng, hits = np.random.default_rng(5), []
    for _ in range(REPLICATES // 2):
        z, group, firm, year = panel(rng, *SIZES[size], YEARS, 0.75)
        x, names = terms(group, year)
        fit = fit_quantile(T3.ppf(special.ndtr(z)), x, names, firm, 0.5)
        hits.append(misses(fit.beta[1], fit.std_error[1], fit.df))
    inside_band(hits, rate, slack=0.005)


def heaped(rng, years, zeros, digits):
    """A rounded share with zeros, its group and firms: 20 and 39 firms that do not differ."""
    firms, first = SIZES["59"]

    def uniform():
        between = np.repeat(rng.standard_normal(firms), years)
        within = rng.standard_normal(firms * years)
        return special.ndtr((between + within) / np.sqrt(2))

    y = np.where(uniform() < zeros, 0.0, np.round(uniform(), digits))
    firm = np.repeat(np.arange(firms), years)
    return y, (firm < first).astype(float), firm if years > 1 else np.zeros(0)


@pytest.mark.parametrize(
    ("years", "zeros", "digits", "rate", "least", "most"),
    [
        (1, 0.0, 2, 0.064, 0.99, 1.0),
        (1, 0.1, 2, 0.064, 0.78, 0.9),
        (3, 0.1, 1, 0.048, 0.6, 0.76),
        (3, 0.3, 2, 0.041, 0.57, 0.73),
        (1, 0.3, 2, 0.05, 0.0, 0.07),
        (1, 0.45, 2, 0.05, 0.0, 0.02),
        (1, 0.45, 1, 0.05, 0.0, 0.02),
        (3, 0.6, 1, 0.05, 0.0, 0.02),
    ],
)
def test_size_of_the_median_regression_beside_heaps(
    inside_band, years, zeros, digits, rate, least, most
):
    rng, hits = np.random.default_rng(6), []
    for _ in range(REPLICATES // 2):
        y, group, firm = heaped(rng, years, zeros, digits)
        fit = fit_quantile(y, group[:, None], ["g"], firm, 0.5)
        assert fit.status == Status.OK or "heaped there" in fit.note
        if fit.status == Status.OK:
            hits.append(misses(fit.beta[1], fit.std_error[1], fit.df))
    assert least <= len(hits) / (REPLICATES // 2) <= most
    if len(hits) > 100:
        inside_band(hits, rate, slack=0.005)
