"""Diagnoses made by hand: every number follows from a few counts that stand here."""

import math
from dataclasses import replace

from smeint.diagnose.diagnosis import Diagnosis
from smeint.diagnose.rows import (
    DIMENSIONS,
    NO_EFFECT,
    PLANTED,
    TABLES,
    TEST_MEASURES,
    CurvePoint,
    Failure,
    Pattern,
    SmallestDesign,
    TestRate,
    VerdictRate,
)
from smeint.formulas.intervals import wilson
from smeint.study.error_rates import ErrorRate
from smeint.study.results import frame_of
from smeint.study.rules import RULES, Verdict

REPS = 400
ALPHA = 0.05

HYPOTHESES = (
    ("H1", "propensity, by size", "SMEs and non-SMEs differ", "difference", "negative", "any"),
    ("H3b", "ROTA with FSTS: negligible", "negligibly associated", "negligible", "", "any"),
    ("H5", "export plan, by size in bands", "SMEs and non-SMEs differ", "difference", "", "any"),
)
KEYS = ("id", "title", "text", "claim", "direction", "combine")

#: Replicates of `REPS` with each verdict: hypothesis, world -> (supported, opposite, not supported,
#: inconclusive, not computed) under every rule but ``pooled``, which has one more supported.
COUNTS = {
    ("H1", PLANTED): (372, 0, 28, 0, 0),
    ("H1", NO_EFFECT): (20, 19, 361, 0, 0),
    ("H3b", PLANTED): (12, 0, 0, 388, 0),
    ("H3b", NO_EFFECT): (14, 0, 0, 386, 0),
    ("H5", PLANTED): (60, 0, 330, 0, 10),
    ("H5", NO_EFFECT): (64, 0, 330, 0, 6),
}
ORDER = (
    Verdict.SUPPORTED,
    Verdict.OPPOSITE,
    Verdict.NOT_SUPPORTED,
    Verdict.INCONCLUSIVE,
    Verdict.NOT_COMPUTED,
)


def rate(count, n):
    """Share, Monte Carlo standard error and Wilson's interval."""
    if n == 0:
        return math.nan, math.nan, math.nan, math.nan
    p = count / n
    low, high = wilson(count, n, 0.95)
    return p, math.sqrt(p * (1 - p) / n), float(low), float(high)


def counts(hypothesis, world, rule):
    supported, opposite, no, inconclusive, lost = COUNTS[hypothesis, world]
    if rule == "pooled" and no:
        return (supported + 1, opposite, no - 1, inconclusive, lost)
    return (supported, opposite, no, inconclusive, lost)


def verdict_rows(ids):
    for world in (PLANTED, NO_EFFECT):
        for name in ids:
            for rule in RULES:
                own = counts(name, world, rule)
                for verdict, count in zip(ORDER, own, strict=True):
                    yield VerdictRate(
                        *(world, name, rule, verdict.label, REPS, count), *rate(count, REPS)
                    )


def error_rows(ids):
    """As a diagnosis gives them: nothing is measured for a negligible claim."""
    claims = {row[0]: row[3] for row in HYPOTHESES}
    for name in ids:
        for rule in RULES:
            supported, opposite, *_ = counts(name, NO_EFFECT, rule)
            for direction, count in (("either", supported + opposite), ("claimed", supported)):
                found = rate(count, REPS)
                if claims.get(name) == "negligible":
                    found = (math.nan,) * 4
                design = (REPS, ALPHA, 57, 57, 3, "published, no effect", "fresh")
                yield ErrorRate(name, rule, direction, *found, *design)


def cells(name, years=("2010", "2011", "2012")):
    """Tests of a hypothesis: role, outcome, year, stratum, procedure, effect."""
    bands = ("doi_band = low", "doi_band = high") if name == "H5" else ("all",)
    test = ("spearman", "rho") if name == "H3b" else ("chi_square", "phi")
    for band in bands:
        for year in years:
            yield ("primary", "outcome", year, band, *test)
    yield ("pooled", "outcome", "all", "all", "pooled_score", "pooled_correlation")


def measures(name, world, place):
    """Measure -> (estimate, Monte Carlo error, replicates behind it)."""
    nothing = world == NO_EFFECT or name != "H1"
    hits = 20 if nothing else min(260 + 10 * place, 390)
    covered = 0.95 if place else 0.90  # the first is not nominal
    found = {
        "computed": (1.0, 0.0, REPS),
        "n": (112.5, 0.25, REPS),
        "significant": (*rate(hits, REPS)[:2], REPS),
        "claimed_direction": (*rate(hits // 2 if nothing else hits, REPS)[:2], REPS),
        "wrong_sign": (*rate(0, hits)[:2], hits),
        "exaggeration": (1.25, 0.02, hits),
        "mean_effect": (-0.3, 0.005, REPS),
        "bias": (-0.004, 0.005, REPS),
        "empirical_se": (0.1, 0.004, REPS),
        "coverage": (*rate(covered * REPS, REPS)[:2], REPS),
    }
    if nothing:  # no truth to be wrong about
        found["wrong_sign"] = found["exaggeration"] = (math.nan, math.nan, 0)
    return {key: found[key] for key in TEST_MEASURES}


def test_rows(ids, years=("2010", "2011", "2012")):
    for world in (PLANTED, NO_EFFECT):
        for name in ids:
            for place, cell in enumerate(cells(name, years)):
                truth = -0.296 if (name, world) == ("H1", PLANTED) else 0.0
                for measure, found in measures(name, world, place).items():
                    yield TestRate(world, name, *cell, truth, 0.001, measure, *found)


def failure_rows():
    where = ("H5", "primary", "outcome", "2012", "doi_band = high", "chi_square")
    for world, count, seen in ((PLANTED, 10, "1:17 1:203"), (NO_EFFECT, 6, "1:4")):
        p, error, *_ = rate(count, REPS)
        yield Failure(world, *where, "empty_group", REPS, count, p, error, seen)


def pattern_rows():
    event = "H1 significant in 3 of 3 years"
    for world, count in ((PLANTED, 181), (NO_EFFECT, 0)):
        yield Pattern(world, "H1", event, REPS, count, *rate(count, REPS))


def curve_rows(ids):
    values = {
        "firms": (60, 114, 228),
        "effect": (0.5, 1.0, 1.5),
        "years": (1, 3, 5),
        "persistence": (0.0, 0.5, 0.9),
    }
    for dimension in DIMENSIONS:
        for name in ids:
            for rule in RULES:
                for place, value in enumerate(values[dimension]):
                    firms = value // 2 if dimension == "firms" else 57
                    years = value if dimension == "years" else 3
                    count = 100 + 40 * place
                    yield CurvePoint(
                        *(dimension, float(value), firms, firms, years, name, rule),
                        *(200, count, *rate(count, 200)),
                    )


def smallest_rows(ids):
    for name in ids:
        for rule in RULES:
            yield SmallestDesign(name, rule, 0.8, 96, 48, 48, 0.81, 0.0124, 1000, 2000, "found")
    yield SmallestDesign(
        "H1", "majority", 0.9, None, None, None, 0.62, 0.015, 1000, 2000, "not reached"
    )


def manifest(ids, **changes):
    records = [dict(zip(KEYS, row, strict=True)) for row in HYPOTHESES if row[0] in ids]
    return {
        "kind": "diagnosis",
        "format": 1,
        "versions": {"smeint": "0.0", "python": "3.13.0", "numpy": "2.0.0"},
        "world": {"name": "published", "parameters": {}},
        "hypotheses": records,
        "design": {"firms_1": 57, "firms_2": 57, "years": 3},
        "alpha": ALPHA,
        "seed": 1,
        "asked": {PLANTED: REPS, NO_EFFECT: REPS},
        "done": {PLANTED: REPS, NO_EFFECT: REPS},
        "interrupted": False,
        "warnings": [],
        "synthetic": True,
        "study": {"file": "", "sha256": ""},
        **changes,
    }


def diagnosis(
    *ids,
    curves=True,
    failures=True,
    years=("2010", "2011", "2012"),
    **changes,
):
    """A whole diagnosis of some of the hypotheses; `changes` are of its manifest."""
    names = ids or tuple(row[0] for row in HYPOTHESES)
    rows = {
        "verdict_rates": verdict_rows(names),
        "error_rates": error_rows(names),
        "test_rates": test_rows(names, years),
        "failures": failure_rows() if failures else (),
        "patterns": pattern_rows() if "H1" in names else (),
        "power": curve_rows(names) if curves else (),
        "smallest_n": smallest_rows(names) if curves else (),
    }
    frames = {name: frame_of(TABLES[name], list(own)) for name, own in rows.items()}
    return Diagnosis(**frames, manifest=manifest(names, **changes))


def renamed(found, old, new):
    """The same diagnosis with another id for a hypothesis."""
    frames = {
        name: frame.assign(hypothesis=frame["hypothesis"].replace(old, new))
        if "hypothesis" in frame
        else frame
        for name in TABLES
        for frame in [getattr(found, name)]
    }
    records = [
        {**row, "id": new if row["id"] == old else row["id"]}
        for row in found.manifest["hypotheses"]
    ]
    return replace(found, **frames, manifest={**found.manifest, "hypotheses": records})
