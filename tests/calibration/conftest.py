"""How close a simulated rate must come to the rate it should have."""

import numpy as np
import pytest
from scipy.special import ndtri

REPLICATES = 20_000


@pytest.fixture(scope="session")
def inside_band():
    """Return a function that fails unless a share is in the 99.9 % binomial band of a rate."""

    def check(hits, rate, slack=0.0):
        hits = np.asarray(hits)
        half = float(ndtri(0.9995)) * np.sqrt(rate * (1 - rate) / hits.size) + slack
        share = hits.mean()
        assert abs(share - rate) <= half, f"{share:.4f} is not within {rate:.4f} +- {half:.4f}"

    return check


@pytest.fixture(scope="session")
def replicates():
    """Return the number of replicates of every simulation."""
    return REPLICATES
