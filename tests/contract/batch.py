"""What the batch engine is compared with: panels of few firms, and the answers one by one."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from smeint.engine.analysis import analyse
from smeint.engine.batch import batch_of
from smeint.finding import Status
from smeint.study.answer import answer
from smeint.study.batch import BatchAnswers, answer_batch, has_batch_form
from smeint.study.plan import plan
from smeint.study.shipped import SHIPPED
from smeint.synth.simulate import Simulated, simulate
from smeint.synth.world import world

TEST, ENDS = ("statistic", "df", "p_value"), ("ci_low", "ci_high")
ESTIMATE = ("estimate", "std_error", *TEST, *ENDS)
BOUNDS = {"<": -1, "": 0, ">": 1}
SMALL = {"n_sme": 20, "n_non_sme": 20}


def draw(name, replicates, first=0, **parameters):
    """Simulate panels of a world with parameters of its own."""
    return simulate(replace(world(name), **parameters), 5, replicates, first)


def tied(panels):
    """Every metric variable the same for all firms, and every yes/no one in every other panel."""
    arrays = dict(panels.arrays)
    for name in ("fsts", "management_team_size", "operating_profit", "total_assets"):
        arrays[name] = np.where(np.isnan(arrays[name]), np.nan, 0.6 if name == "fsts" else 3.0)
    for name in ("export_plan", "jit", "networking"):
        constant = (np.arange(panels.n_replicates) % 2 == 0)[:, None, None]
        arrays[name] = np.where(constant & ~np.isnan(arrays[name]), 1.0, arrays[name])
    return Simulated(panels.world, panels.keys, arrays, panels.levels)


def questions_of(panels, definitions):
    """Every shipped question that has a batch form, as planned on the first panel."""
    asked = plan(SHIPPED.values(), analyse(panels.to_panel(), definitions), normality=True)
    return [question for question in asked.questions if has_batch_form(question)]


def compare(panels, definitions, questions, every=1):
    """List what differs between the engines, and count by procedure what was computed.

    Each panel is compared in one of `every` questions, each question in one of `every` panels.
    """
    answers = answer_batch(batch_of(panels, definitions), questions)
    ids = [q.finding_id for one in answers for q in one.questions]
    wrong = [] if sorted(ids) == sorted(q.finding_id for q in questions) else ["other questions"]
    place = {question: i for i, question in enumerate(questions)}
    computed = Counter()
    for replicate in range(panels.n_replicates):
        analysis = analyse(panels.to_panel(replicate), definitions)
        for one in answers:
            for column, question in enumerate(one.questions):
                if (place[question] + replicate) % every:
                    continue
                alone = answer(analysis, question)
                where = f"{panels.label(replicate)}: {question.finding_id} {question.role}"
                found = differences(Numbers(one, replicate, column), alone)
                wrong += [f"{where}: {text}" for text in found]
                key = (question.procedure, question.variant)
                computed[key] += alone.finding.status == "ok"
    return wrong, computed


@dataclass(frozen=True)
class Numbers:
    """One test of a batch."""

    answers: BatchAnswers
    replicate: int
    place: int

    @property
    def result(self):
        """The test at the finding's own level."""
        return self.answers.results[0]

    def at(self, values):
        """Return this test's number of an array of numbers."""
        shape = np.shape(self.result.status)
        return float(np.broadcast_to(values, shape)[self.replicate, self.place])

    @property
    def status(self):
        """The name of its status."""
        return Status(int(self.at(self.result.status))).label

    def estimates(self):
        """Yield every measure, and the effect at further levels."""
        yield from self.result.measures
        for result in self.answers.results[1:]:
            if result.effect is not None:
                yield result.effect


def differences(batch, alone):
    """Yield what differs between one test of a batch and the same test alone."""
    finding, result = alone.finding, batch.result
    if batch.status != finding.status:
        yield f"status {batch.status}, alone {finding.status}"
        return
    pairs = [(n, batch.at(getattr(result, n)), getattr(finding, n)) for n in TEST]
    pairs.append(("p_bound", batch.at(result.p_bound), BOUNDS[finding.p_bound]))
    if not alone.question.missing:
        pairs.append(("n", batch.at(batch.answers.n), finding.n))
    if result.effect is not None:
        effect = result.effect
        pairs.append(("effect", batch.at(effect.estimate), finding.effect))
        pairs += [(n, batch.at(getattr(effect, n)), getattr(finding, n)) for n in ENDS]
    names = (result.statistic_name, result.effect.measure if result.effect else "")
    if finding.status == "ok" and names != (finding.statistic_name, finding.effect_name):
        yield f"{names}, alone {finding.statistic_name}, {finding.effect_name}"
    for name, got, expected in pairs:
        if not close(got, expected):
            yield f"{name} {got!r}, alone {expected!r}"
    yield from of_measures(batch, alone)


def of_measures(batch, alone):
    """Yield what differs between the measures of one test of a batch and of the test alone."""
    rows = {key_of(row): row for row in alone.measures}
    found = {key_of(estimate): estimate for estimate in batch.estimates()}
    for key, estimate in found.items():
        row = rows.get(key)
        numbers = {n: batch.at(getattr(estimate, n)) for n in ESTIMATE}
        if row is None:
            if not np.isnan(list(numbers.values())).all():
                yield f"{key} is not there alone"
            continue
        numbers["p_bound"] = batch.at(estimate.p_bound)
        expected = {n: getattr(row, n) for n in ESTIMATE} | {"p_bound": BOUNDS[row.p_bound]}
        for name, got in numbers.items():
            if not close(got, expected[name]):
                yield f"{key} {name} {got!r}, alone {expected[name]!r}"
    # models have further measures one by one, which need more than the fit
    if not alone.question.procedure.endswith("logit"):
        yield from (f"{key} is not in the batch" for key in rows if key not in found)


def key_of(measure):
    """What names a measure."""
    level = "" if np.isnan(measure.ci_level) else f"{measure.ci_level:.6f}"
    return measure.measure, measure.variant, measure.term, level


def close(got, expected):
    """Whether two numbers are the same to 1e-10, relative where they are large."""
    expected = float("nan") if expected in (None, "") else float(expected)
    if not (np.isfinite(got) and np.isfinite(expected)):
        return bool(np.array_equal(got, expected, equal_nan=True))
    return abs(got - expected) <= 1e-10 * max(1.0, abs(expected))
