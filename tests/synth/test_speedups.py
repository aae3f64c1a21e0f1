"""Tables in place of searches and of quantiles give the same numbers."""

import numpy as np
import pytest
from scipy import special, stats

from smeint.definitions.definitions import Definitions
from smeint.engine.batch import draw_batch
from smeint.synth.latent import count_cuts
from smeint.synth.rates import share_grid
from smeint.synth.simulate import simulate_keys
from smeint.synth.steps import steps_of
from smeint.synth.t_latent import t_of_normal
from smeint.synth.world import world

ROWS = [
    count_cuts(2.3, 4.0),
    count_cuts(250.0, 4.0),
    share_grid(world("published"), 100)[0],
    np.array([-1.0, -1.0 + 1e-9, 3.0]),
    np.array([0.25]),
    np.array([-2.0, np.inf]),
]


@pytest.mark.parametrize("chosen", [(0,), (2,), (4,), (5,), (3,), (0, 2, 4), (0, 1, 2, 3, 4, 5)])
def test_cuts_passed_are_those_of_a_search(chosen):
    rng = np.random.default_rng(1)
    rows = [ROWS[k] for k in chosen]
    x = np.concatenate([rng.normal(0, 3, 5000), *rows, *(np.nextafter(r, -9) for r in rows)])
    x = x[np.abs(x) < 1e6]  # latents
    row = rng.integers(0, len(rows), x.size)
    steps = steps_of(rows)
    expected = [np.searchsorted(rows[k], v, side="right") for k, v in zip(row, x, strict=True)]
    np.testing.assert_array_equal(steps.passed(x, row), expected)
    assert (steps.n_buckets == 0) == (3 in chosen)  # cuts too close for a table


@pytest.mark.parametrize("df", [1.5, 3.0, 4.0, 7.5, 200.0])
def test_the_table_is_the_quantile_of_t(df):
    y = np.concatenate([np.linspace(-9.5, 9.5, 4001), [0.0, -0.0]])
    # the distribution function is an independent way back
    found = t_of_normal(y, df)
    np.testing.assert_allclose(
        special.ndtri(stats.t.cdf(-np.abs(found), df)), -np.abs(y), rtol=1e-12, atol=1e-9
    )
    quantile = -stats.t.ppf(special.ndtr(-np.abs(y)), df) * np.sign(y)
    # as far as scipy's quantile leads back: older versions have ten digits of it
    back = special.ndtri(stats.t.cdf(-np.abs(quantile), df))
    rtol = 1e-12 if np.allclose(back, -np.abs(y), rtol=1e-12, atol=1e-12) else 1e-9
    np.testing.assert_allclose(found, quantile, rtol=rtol, atol=1e-9)
    assert np.all(np.diff(found[:-2]) > 0)


def test_what_is_not_wanted_changes_nothing_else():
    keys = [(5, 0), (5, 9)]
    published = world("with_missing")
    whole = simulate_keys(published, keys)
    part = simulate_keys(published, keys, {"export_plan", "operating_profit"})
    assert "tqm" not in part
    assert "management_team_size" not in part
    for name in part.arrays:
        np.testing.assert_array_equal(part[name], whole[name])


def test_a_batch_has_what_is_wanted():
    batch = draw_batch(world("published"), [(1, 0)], Definitions(), {"rota", "export_plan"})
    assert {"rota", "export_plan"} <= set(batch.columns)
    assert "tqm" not in batch
    assert "doi_band" not in batch
