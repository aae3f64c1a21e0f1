"""Reference values by case, and how an answer is compared with them."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from smeint.finding import Finding, MeasureRow

REFERENCE = Path(__file__).parents[1] / "reference"
MAIN = json.loads((REFERENCE / "reference.json").read_text(encoding="utf-8"))
GROUPS = json.loads((REFERENCE / "groups.json").read_text(encoding="utf-8"))
PAIRS = json.loads((REFERENCE / "pairs.json").read_text(encoding="utf-8"))

#: What a test has found, as against what was asked and counted.
NUMBERS = ("statistic", "df", "p_value", "effect", "ci_low", "ci_high")
ROW = ("estimate", "std_error", "statistic", "df", "p_value", "ci_low", "ci_high")


def each(cases, *, where=lambda case: True):
    """Parametrize over reference cases, at least three."""
    named = cases.items() if isinstance(cases, dict) else enumerate(cases)
    found = [pytest.param(case, id=str(name)) for name, case in named if where(case)]
    assert len(found) >= 3
    return pytest.mark.parametrize("case", found)


def same(found, expected, rtol=1e-8, atol=1e-13):
    """Fail unless numbers agree."""
    np.testing.assert_allclose(
        np.asarray(found, float), np.asarray(expected, float), rtol=rtol, atol=atol
    )


def limits(row):
    return [row.ci_low, row.ci_high]


def numbers(answer):
    """Every number of an answer, by what it is."""
    out = {name: getattr(answer.finding, name) for name in NUMBERS}
    for row in answer.measures:
        for name in ROW:
            out[row.measure, row.variant, row.term, name] = getattr(row, name)
    return out


def blank(answer, status):
    """Fail unless an answer has this status and no number."""
    assert answer.finding.status == status
    assert all(math.isnan(x) for x in numbers(answer).values()), numbers(answer)
    assert answer.finding.p_bound == ""


def sound(answer):
    """Fail unless p-values are probabilities and intervals hold their estimates."""
    rows: list[Finding | MeasureRow] = [answer.finding, *answer.measures]
    for row in rows:
        estimate = row.effect if isinstance(row, Finding) else row.estimate
        assert not row.p_value < 0 and not row.p_value > 1
        if row.ci_low == row.ci_low and row.ci_high == row.ci_high and estimate == estimate:
            slack = 1e-12 * max(1.0, abs(estimate))
            assert row.ci_low - slack <= estimate <= row.ci_high + slack, row
