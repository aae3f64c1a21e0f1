"""Simulate Lilliefors' D of normal samples: upper quantiles for tests of its p-value.

Run from this folder: python simulate_lilliefors.py (about ten minutes). Writes
lilliefors_simulated.json: for each n the number of samples, and the D exceeded by each share.
Numbers by NumPy's PCG64, seed 1000 + n; no code of the package is used.
"""

import json
from pathlib import Path

import numpy as np
from scipy import special

SIZES = (4, 5, 6, 7, 11, 15, 20, 22, 27, 35, 39, 45, 57, 70, 85, 114, 140, 150, 250, 300, 570)
LARGE = (1000, 1130, 3200, 10_000, 100_000)
SHARES = (0.002, 0.004, 0.007, 0.01, 0.0167, 0.02, 0.03, 0.05, 0.06, 0.1, 0.15, 0.2, 0.35, 0.6)
SHARES += (0.85, 0.93)


def samples_of(n):
    """Return how many samples of a size are drawn."""
    if n >= 5000:
        return 200_000 if n == 10_000 else 20_000
    return int(min(3_000_000, 6e8 / n))


def distances(n, samples, seed):
    """Return D of normal samples, sorted."""
    rng = np.random.default_rng(seed)
    found, done = np.empty(samples), 0
    chunk, steps = max(1, 2_000_000 // n), np.arange(n + 1) / n
    while done < samples:
        m = min(chunk, samples - done)
        x = rng.standard_normal((m, n))
        x.sort(axis=1)
        x -= x.mean(1, keepdims=True)
        x /= np.sqrt((x * x).sum(1, keepdims=True) / (n - 1))
        cdf = special.ndtr(x)
        found[done : done + m] = np.maximum((steps[1:] - cdf).max(1), (cdf - steps[:-1]).max(1))
        done += m
    return np.sort(found)


def quantiles(d):
    """Return the D that each share of the samples exceeds."""
    return np.quantile(d, 1 - np.array(SHARES)).tolist()


if __name__ == "__main__":
    rows = [
        {"n": n, "samples": samples_of(n), "d": quantiles(distances(n, samples_of(n), 1000 + n))}
        for n in SIZES + LARGE
    ]
    out = Path(__file__).with_name("lilliefors_simulated.json")
    out.write_text(json.dumps({"shares": SHARES, "rows": rows}, indent=1) + "\n", encoding="utf-8")
