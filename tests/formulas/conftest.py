"""Reference values computed in R by tests/reference/make_reference.R, and how to compare."""

import json
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parents[1] / "reference" / "reference.json"


@pytest.fixture(scope="session")
def reference():
    """Return the reference cases by procedure."""
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def tables():
    """Return the cases of tests/reference/make_tables.R by procedure."""
    return json.loads(FILE.with_name("tables.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def same():
    """Return a function that fails unless numbers agree to a relative 1e-8."""

    def compare(found, expected, rtol=1e-8, atol=0.0):
        found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
        np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)

    return compare


@pytest.fixture(scope="session")
def measures():
    """Return a function from a result to its measures of one term, by name."""
    return lambda result, term="": {m.measure: m for m in result.measures if m.term == term}


@pytest.fixture(scope="session")
def numbers():
    """Return a function from a result to all of its numbers, one array per name."""

    def collect(result):
        out = {
            name: np.asarray(getattr(result, name), dtype=float)
            for name in ("status", "statistic", "df", "p_value", "p_bound")
        }
        for m in result.measures:
            for name in (
                "estimate",
                "std_error",
                "statistic",
                "df",
                "p_value",
                "ci_low",
                "ci_high",
            ):
                out[m.measure, m.variant, m.term, name] = np.asarray(getattr(m, name), dtype=float)
        return out

    return collect


@pytest.fixture(scope="session")
def blank(numbers):
    """Return a function that fails unless a result has this status and nothing but NaN."""

    def check(result, status):
        assert int(np.asarray(result.status)) == int(status)
        values = numbers(result)
        assert values.pop("status") == int(status)
        assert values.pop("p_bound") == 0
        assert all(np.isnan(v).all() for v in values.values()), values

    return check
