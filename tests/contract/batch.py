"""What the batch engine is compared with: panels of few firms, and the answers one by one."""

from dataclasses import replace

import numpy as np

from smeint.engine.analysis import analyse
from smeint.engine.batch import batch_of
from smeint.finding import Status
from smeint.study.answer import answer
from smeint.study.batch import answer_batch, has_batch_form
from smeint.study.plan import plan
from smeint.study.shipped import SHIPPED
from smeint.synth.simulate import Simulated, simulate
from smeint.synth.world import world

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


def compare(panels, definitions, questions):
    """List what differs between the engines, and count by procedure what was computed."""
    answers = answer_batch(batch_of(panels, definitions), questions)
    wrong, computed = [], {}
    assert sorted(q.finding_id for a in answers for q in a.questions) == sorted(
        q.finding_id for q in questions
    )
    for replicate in range(panels.n_replicates):
        analysis = analyse(panels.to_panel(replicate), definitions)
        for one in answers:
            for place, question in enumerate(one.questions):
                single = answer(analysis, question)
                wrong += [
                    f"{panels.label(replicate)}: {question.finding_id} {question.role}: {text}"
                    for text in differences(one, single, replicate, place)
                ]
                ok = single.finding.status == "ok"
                key = (question.procedure, question.variant)
                computed[key] = computed.get(key, 0) + ok
    return wrong, computed


def differences(batch, single, replicate, place):
    """Yield what differs between one test of a batch and the same test alone."""
    finding, result = single.finding, batch.results[0]

    def at(values):
        return float(np.broadcast_to(values, np.shape(result.status))[replicate, place])

    status = Status(int(at(result.status))).label
    if status != finding.status:
        yield f"status {status}, alone {finding.status}"
        return
    pairs = [
        (f"{name}", at(getattr(result, name)), getattr(finding, name))
        for name in ("statistic", "df", "p_value")
    ]
    pairs.append(("p_bound", at(result.p_bound), BOUNDS[finding.p_bound]))
    if result.statistic_name != finding.statistic_name and status == "ok":
        yield f"statistic {result.statistic_name}, alone {finding.statistic_name}"
    if result.effect is not None:
        if result.effect.measure != finding.effect_name:
            yield f"effect {result.effect.measure}, alone {finding.effect_name}"
        pairs += [
            ("effect", at(result.effect.estimate), finding.effect),
            ("ci_low", at(result.effect.ci_low), finding.ci_low),
            ("ci_high", at(result.effect.ci_high), finding.ci_high),
        ]
    estimates = list(result.measures)
    estimates += [r.effect for r in batch.results[1:] if r.effect is not None]
    rows = {(m.measure, m.variant, m.term, m.ci_level): m for m in single.measures}
    found = set()
    for e in estimates:
        row = rows.get((e.measure, e.variant, e.term, e.ci_level)) or rows.get(
            (e.measure, e.variant, e.term, float("nan"))
        )
        row = row or next(
            (m for m in single.measures if (m.measure, m.variant, m.term) == key_of(e)), None
        )
        fields = ("estimate", "std_error", "statistic", "df", "p_value", "ci_low", "ci_high")
        if row is None:
            if not all(np.isnan(at(getattr(e, name))) for name in fields):
                yield f"measure {key_of(e)} stands in the batch alone"
            continue
        found.add(id(row))
        pairs += [
            (f"{e.measure} {name}", at(getattr(e, name)), getattr(row, name)) for name in fields
        ]
        pairs.append((f"{e.measure} p_bound", at(e.p_bound), BOUNDS[row.p_bound]))
    for row in single.measures:
        if id(row) not in found:
            yield f"measure {row.measure} {row.variant} {row.term} is not in the batch"
    for name, got, expected in pairs:
        if not close(got, expected):
            yield f"{name} {got!r}, alone {expected!r}"


def key_of(estimate):
    """What names a measure."""
    return estimate.measure, estimate.variant, estimate.term


def close(got, expected):
    """Whether two numbers are the same to 1e-10, relative where they are large."""
    expected = float("nan") if expected in (None, "") else float(expected)
    if np.isnan(got) or np.isnan(expected):
        return np.isnan(got) and np.isnan(expected)
    if np.isinf(got) or np.isinf(expected):
        return got == expected
    return abs(got - expected) <= 1e-10 * max(1.0, abs(expected))
