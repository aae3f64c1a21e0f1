"""Models of shares and ranks against R."""

import json
from pathlib import Path

import numpy as np
import pytest

from smeint.stats import fractional_logit

REFERENCE = Path(__file__).resolve().parents[1] / "reference" / "outcomes.json"
DATA = json.loads(REFERENCE.read_text())
CLOSE = 1e-8


def listed(x):
    """A list also where R's single element was written as a number."""
    return x if isinstance(x, list) else [x]


@pytest.mark.parametrize("name", DATA["fractional"])
def test_fractional_logit_is_that_of_glm_with_sandwich(name):
    case = DATA["fractional"][name]
    terms = ["intercept", *listed(case["terms"])]
    for kind, expected in case["kinds"].items():
        answer = fractional_logit(case["y"], case["x"], firm=case["firm"], cov=kind)
        assert answer.finding.status == "ok"
        rows = [answer.measure("log_odds", term=t) for t in terms]
        np.testing.assert_allclose([r.estimate for r in rows], case["coef"], rtol=CLOSE)
        np.testing.assert_allclose([r.std_error for r in rows], expected["se"], rtol=CLOSE)
        if kind == "CR2":
            np.testing.assert_allclose([r.df for r in rows], case["df"], rtol=CLOSE)
        effects = [answer.measure("average_marginal_effect", term=t) for t in terms[1:]]
        np.testing.assert_allclose(
            [r.estimate for r in effects], listed(expected["effect"]), rtol=CLOSE
        )
        np.testing.assert_allclose(
            [r.std_error for r in effects], listed(expected["effect_se"]), rtol=CLOSE
        )
        fit = [answer.measure(f"{m}quasi_log_likelihood").estimate for m in ("", "null_")]
        np.testing.assert_allclose(fit, [case["ll"], case["ll0"]], rtol=1e-12)
