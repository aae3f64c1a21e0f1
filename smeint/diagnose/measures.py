"""What single tests do over replicates, each number with its Monte Carlo error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from smeint.arrays import BoolArray, FloatArray, IntArray
from smeint.diagnose.rows import TEST_MEASURES, TestRate
from smeint.diagnose.tally import Tally
from smeint.diagnose.truths import Truths
from smeint.formulas import monte_carlo
from smeint.formulas.monte_carlo import Measured
from smeint.question import Question
from smeint.study.grid import UNSIGNED
from smeint.study.hypothesis import Hypothesis


def test_rates(
    world: str,
    hypotheses: Sequence[Hypothesis],
    questions: Sequence[Question],
    counted: Tally,
    truths: Truths,
) -> Iterator[TestRate]:
    """Yield every measure of every test.

    Parameters
    ----------
    world : {"planted", "no_effect"}
    hypotheses : sequence of Hypothesis
    questions : sequence of Question
    counted : Tally
    truths : Truths
        In the world without effects zeros wherever there is an effect.

    Yields
    ------
    TestRate
        By test, in the order of `TEST_MEASURES`; none of `n` where it is not known.
    """
    claimed = {h.id: h.sign for h in hypotheses}
    signs = np.array([claimed.get(q.hypothesis, 0) for q in questions])
    found = _measured(counted, truths, signs)
    for place, q in enumerate(questions):
        for measure, (values, replicates) in found.items():
            yield TestRate(
                world=world,
                hypothesis=q.hypothesis,
                role=q.role.value,
                outcome=q.outcome,
                year=q.year_name,
                stratum=q.stratum_name,
                procedure=q.procedure,
                effect_name=counted.effect_names[place],
                truth=float(truths.values[place]),
                truth_mc_error=float(truths.errors[place]),
                measure=measure,
                estimate=float(values.estimate[place]),
                mc_error=float(values.mc_error[place]),
                n=int(replicates[place]),
            )


def _measured(
    counted: Tally, truths: Truths, signs: IntArray
) -> Mapping[str, tuple[Measured, FloatArray]]:
    """Return each measure of all tests, and how many replicates it rests on."""
    sums = counted.tests
    replicates = np.full(len(signs), counted.n)
    value = np.where(truths.signed, truths.values, np.nan)
    wrong = np.where(value > 0, sums.negative, sums.positive)
    hits = np.where(signs > 0, sums.positive, sums.negative)
    with_sign = np.array([name not in ("", UNSIGNED) for name in counted.effect_names])
    told = with_sign & ~np.isnan(value)
    signed = sums.positive + sums.negative
    found = {
        "computed": (monte_carlo.share(sums.computed, replicates), replicates),
        "n": (monte_carlo.mean(sums.firms), sums.firms.n),
        "significant": (monte_carlo.share(sums.significant, sums.computed), sums.computed),
        "claimed_direction": (
            _where(signs != 0, monte_carlo.share(hits, sums.computed)),
            np.where(signs != 0, sums.computed, 0),
        ),
        "wrong_sign": (
            _where(told, monte_carlo.share(wrong, signed)),
            np.where(told, signed, 0),
        ),
        "exaggeration": (
            monte_carlo.exaggeration(sums.sizes, value, truths.errors),
            np.where(np.isnan(value), 0, sums.sizes.n),
        ),
        "mean_effect": (monte_carlo.mean(sums.effects), sums.effects.n),
        "bias": (
            monte_carlo.bias(sums.effects, truths.values, truths.errors),
            np.where(np.isnan(truths.values), 0, sums.effects.n),
        ),
        "empirical_se": (monte_carlo.empirical_se(sums.effects), sums.effects.n),
        "coverage": (monte_carlo.share(sums.covered, sums.intervals), sums.intervals),
    }
    return {name: found[name] for name in TEST_MEASURES}


def _where(holds: BoolArray, measured: Measured) -> Measured:
    """Return a measure that is NaN elsewhere."""
    return Measured(*(np.where(holds, part, np.nan) for part in measured))
