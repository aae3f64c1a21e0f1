"""The batch engine gives what the frame engine gives, panel by panel."""

from dataclasses import fields, replace

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import analyse
from smeint.engine.batch import batch_of
from smeint.finding import Role
from smeint.question import Condition, Question
from smeint.study.batch import answer_batch, has_batch_form
from tests.contract.batch import SMALL, compare, draw, questions_of, tied

#: Definitions that differ in all that arrays are derived by.
DEFINITIONS = {
    "study": Definitions(),
    "each_year": Definitions(size_basis="each_year", rota_denominator="average"),
    "tertiles": Definitions(
        size_scheme="enterprise_surveys",
        doi_bands="tertiles",
        rota_winsorize=0.1,
        internationalized_threshold=0.1,
    ),
    "no_neither": Definitions(size_scheme="oecd", doi_bands="us_census_1992"),
}

#: First-year employees that leave firms below every size scheme's least.
FEW_EMPLOYEES = {"employees_range": ((2, 199), (200, 5000)), "employees_log_mean": (2.5, 6.2)}


@pytest.mark.parametrize("name", DEFINITIONS)
@pytest.mark.parametrize("world", ["published", "with_missing"])
def test_constructs_are_those_of_the_frame_engine(name, world):
    panels = draw(world, 3, **SMALL, **FEW_EMPLOYEES)
    batch = batch_of(panels, DEFINITIONS[name])
    for replicate in range(panels.n_replicates):
        analysis = analyse(panels.to_panel(replicate), DEFINITIONS[name])
        assert list(batch.columns) == [n for n in analysis.columns if n not in ("firm_id", "year")]
        for column in batch.columns.values():
            alone = analysis[column.name]
            assert (column.kind, column.levels) == (alone.kind, alone.levels), column.name
            values = column.values[replicate].T.ravel()
            np.testing.assert_array_equal(values, alone.values, err_msg=column.name)
        outside = np.isin(analysis["sme"].reasons, list(analysis.out_of_sample))
        np.testing.assert_array_equal(batch.neither[replicate].T.ravel(), outside)
    if name != "no_neither":
        assert batch.neither.any() and not batch.neither.all()


def test_only_wanted_constructs_are_derived():
    panels = draw("published", 2)
    derived = {
        wanted: set(batch_of(panels, Definitions(), frozenset({wanted})).columns)
        - set(panels.arrays)
        for wanted in ("rota", "doi_band", "sme")
    }
    assert derived == {
        "rota": {"rota", "sme"},
        "doi_band": {"doi_band", "internationalized", "sme"},
        "sme": {"sme"},
    }


WORLDS = {
    "few_firms": lambda n: draw("with_missing", n, **SMALL),
    "published": lambda n: draw("published", n),
    "tied": lambda n: tied(draw("with_missing", n, **SMALL)),
}


def quick(panels):
    """Every shipped question with a batch form, of normality two variables'."""
    questions = questions_of(panels, Definitions())
    shown = ("rota", "management_team_size")
    return [q for q in questions if q.role is not Role.EVIDENCE or q.outcome in shown]


@pytest.mark.parametrize(("world", "replicates"), [("few_firms", 6), ("published", 3), ("tied", 3)])
def test_answers_are_those_of_the_frame_engine(world, replicates):
    panels = WORLDS[world](replicates)
    wrong, computed = compare(panels, Definitions(), quick(panels), every=6)
    assert wrong == []
    # a world in which nothing can be computed shows nothing
    assert sum(computed.values()) > 20


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("definitions", DEFINITIONS.values(), ids=DEFINITIONS.keys())
def test_answers_are_those_of_the_frame_engine_on_many_panels(world, definitions):
    panels = WORLDS[world](25)
    questions = questions_of(panels, definitions)
    wrong, computed = compare(panels, definitions, questions)
    assert wrong == []
    assert world == "tied" or all(
        computed[q.procedure, q.variant] for q in questions if not q.missing
    )


def own_questions():
    """Questions that no shipped hypothesis asks: larger tables, overlapping strata, the loop."""
    base = Question("H", Role.PRIMARY, "industry", "sme", ("yes", "no"), procedure="chi_square")
    base = replace(base, variant="pearson_rxc", year=2011)
    bands = tuple(
        Condition("doi_band", levels) for levels in (("low", "high"), ("high",), ("none",))
    )
    yield base
    yield replace(base, outcome="doi_band", predictor="country", contrast=())
    yield replace(base, predictor="country", contrast=("MEX", "IND"), strata=bands[:1])
    yield replace(base, predictor="tqm", contrast=(), outcome="jit", variant="pearson")
    base = replace(base, outcome="rota", procedure="mann_whitney", variant="asymptotic")
    for band in bands:
        yield replace(base, strata=(band,), year=2012)
        yield replace(base, strata=(band,), variant="exact")
    yield replace(base, sample=(Condition("country", ("IND", "GHA")),), levels=(0.9, 0.5))
    yield replace(base, year=None, unit="firm_means")
    yield replace(base, predictor="rota", missing="`rota` is missing")
    pooled = replace(base, year=None, unit="firm_clusters", procedure="pooled_score", variant="")
    yield replace(pooled, strata=bands[1:])
    yield replace(pooled, outcome="jit", predictor="fsts", contrast=())
    block = replace(base, outcome="jit", procedure="logit", variant="block_2", terms=("country",))
    yield replace(block, strata=bands[:1])
    yield replace(block, predictor="tqm", terms=("employees", "innovation"))


def test_questions_of_other_forms_are_answered_as_by_the_frame_engine():
    panels = draw("with_missing", 4, n_sme=30, n_non_sme=30)
    questions = list(own_questions())
    wrong, computed = compare(panels, Definitions(), questions)
    assert wrong == []
    assert min(computed[q.procedure, q.variant] for q in questions) > 0
    loops = {(q.variant, q.unit) for q in questions if not has_batch_form(q)}
    assert loops == {("exact", "cross_section"), ("asymptotic", "firm_means")}


def test_answers_do_not_depend_on_chunks():
    whole, left = draw("with_missing", 20, **SMALL), draw("with_missing", 10, **SMALL)
    right = draw("with_missing", 10, first=10, **SMALL)
    questions = quick(whole)
    answers = [answer_batch(batch_of(p, Definitions()), questions) for p in (whole, left, right)]
    for one, *parts in zip(*answers, strict=True):
        for test, *tests in zip(one.results, *(part.results for part in parts), strict=True):
            for got, *pieces in zip(*(numbers(t) for t in (test, *tests)), strict=True):
                shape = (10, len(one.questions))
                together = [np.broadcast_to(piece, shape) for piece in pieces]
                # to the last bit, but with numpy 1, whose loops end differently
                old = np.lib.NumpyVersion(np.__version__) < "2.0.0"
                np.testing.assert_allclose(
                    np.broadcast_to(got, (20, shape[1])),
                    np.concatenate(together),
                    rtol=1e-14 if old else 0,
                    atol=1e-15 if old else 0,
                )


def test_tests_are_the_same_without_further_measures():
    panels = draw("with_missing", 6, **SMALL)
    questions, batch = quick(panels), batch_of(panels, Definitions())
    with_all, without = (answer_batch(batch, questions, measures) for measures in (True, False))
    fewer = 0
    for one, other in zip(with_all, without, strict=True):
        assert one.questions == other.questions
        np.testing.assert_array_equal(one.n, other.n)
        for test, bare in zip(one.results, other.results, strict=True):
            fewer += len(bare.measures) < len(test.measures)
            for name in ("status", "statistic", "df", "p_value", "p_bound"):
                np.testing.assert_array_equal(getattr(test, name), getattr(bare, name))
            assert (test.effect is None) == (bare.effect is None)
            for field in fields(test.effect) if test.effect is not None else ():
                got, expected = (getattr(t.effect, field.name) for t in (bare, test))
                np.testing.assert_array_equal(got, expected, err_msg=field.name)
    assert fewer >= 5


def numbers(test):
    """Every array of a test and of its measures."""
    arrays = [test.status, test.statistic, test.df, test.p_value, test.p_bound]
    for estimate in test.measures:
        values = (getattr(estimate, f.name) for f in fields(estimate))
        arrays += [v for v in values if isinstance(v, (float, np.ndarray))]
    return arrays
