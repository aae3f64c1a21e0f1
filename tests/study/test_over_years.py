"""Companions over all years of a study, and the design of their models."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import analyse
from smeint.engine.design import design
from smeint.engine.select import select
from smeint.finding import Role
from smeint.panel.read import panel_from_frame
from smeint.panel.variables import Kind
from smeint.question import Condition
from smeint.study import over_years
from smeint.study.over_years import YearsModel, years_questions
from smeint.study.plan import plan
from smeint.study.procedures import PROCEDURES
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

MODEL = YearsModel("clustered_logit", (Kind.YES_NO,))


@pytest.fixture(scope="module")
def firms():
    return to_frame(simulate("published", 4))


def analysed(frame, columns=damage.COLUMNS):
    return analyse(panel_from_frame(frame, columns), Definitions())


def primary(analysis, hypothesis):
    asked = plan((hypothesis,), analysis, normality=False)
    return asked.of(hypothesis.id, Role.PRIMARY)[0]


def asked_of(analysis, hypothesis=MAIN["H1"], strata=(), model=MODEL):
    base = replace(primary(analysis, hypothesis), year=None, strata=())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(over_years, "YEARS_MODELS", (model,))
        return list(years_questions(hypothesis, base, strata, analysis))


def test_each_block_is_asked_once_over_all_years(firms):
    asked = asked_of(analysed(firms))
    assert [q.variant for q in asked] == ["block_1", "block_2", "block_3"]
    for question in asked:
        assert (question.year, question.unit) == (None, "firm_clusters")
        assert (question.role, question.procedure) == (Role.COMPANION, "clustered_logit")
        assert question.terms[-1] == "year"
        assert question.finding_id == f"H1.internationalized.all.clustered_logit.{question.variant}"


def test_the_plan_has_them_between_the_years_and_the_pooled_test(firms, monkeypatch):
    monkeypatch.setattr(over_years, "YEARS_MODELS", (MODEL,))
    questions = plan((MAIN["H1"],), analysed(firms), normality=False).questions
    assert [q.procedure for q in questions[-4:]] == ["clustered_logit"] * 3 + ["pooled_score"]
    assert all(q.year is not None for q in questions[:-4])


def test_every_model_over_all_years_is_a_procedure():
    for model in over_years.YEARS_MODELS:
        assert {(model.procedure, block) for block in model.blocks} <= set(PROCEDURES)


def test_one_year_has_none(firms):
    last = firms[firms["year"] == firms["year"].max()]
    assert asked_of(analysed(last)) == []


@pytest.mark.parametrize(
    ("changed", "model"),
    [
        ({"companions": ("logit",)}, MODEL),
        ({"contrast": (), "predictor": "employees", "outcomes": ("fsts",)}, MODEL),
        ({}, YearsModel("fractional_logit", (Kind.SHARE,))),
    ],
)
def test_what_does_not_ask_or_does_not_fit_has_none(firms, changed, model):
    analysis = analysed(firms)
    assert asked_of(analysis, replace(MAIN["H1"], **changed), model=model) == []


def test_within_strata_each_has_its_models(firms):
    high = Condition("doi_band", ("high",))
    asked = asked_of(analysed(firms), MAIN["H1"], (high, Condition("doi_band", ("low",))))
    assert [q.stratum_name for q in asked] == ["doi_band = high"] * 3 + ["doi_band = low"] * 3
    assert len({q.finding_id for q in asked}) == 6


def test_a_variable_that_is_missing_is_named(firms):
    columns = {k: v for k, v in damage.COLUMNS.items() if k not in ("foreign_sales", "founded")}
    for question in asked_of(analysed(firms, columns)):
        assert "`internationalized` is missing" in question.missing


def test_the_design_has_years_against_the_first_and_the_firms(firms):
    analysis = analysed(firms)
    question = asked_of(analysis)[1]
    units = select(analysis, question)
    assert not units.repeated  # firms come back, which is what clusters are for
    assert units.n > units.n_firms == firms["firm_id"].nunique()
    model = design(analysis, question, units)
    first, *others = sorted(firms["year"].unique())
    assert model.terms[0] == "sme[yes]"
    assert model.terms[-2:] == tuple(f"year[{year}]" for year in others)
    assert f"year = {first}" in model.note
    year = analysis["year"].values[units.place]
    for place, value in zip((-2, -1), others, strict=True):
        np.testing.assert_array_equal(model.x[:, place], year == value)
    np.testing.assert_array_equal(model.firm, analysis["firm_id"].values[units.place])
    np.testing.assert_array_equal(model.y, analysis["internationalized"].values[units.place])
    assert model.x.shape == (units.n, len(model.terms))
    rank = np.linalg.matrix_rank(np.column_stack([np.ones(units.n), model.x]))
    assert rank == len(model.terms) + 1


def test_the_first_year_is_the_first_among_complete_rows(firms):
    first, second, third = sorted(firms["year"].unique())
    frame = firms.assign(founded=firms["founded"].where(firms["year"] != first))
    analysis = analysed(frame)
    question = asked_of(analysis)[1]
    model = design(analysis, question, select(analysis, question))
    assert f"year = {second}" in model.note
    assert model.terms[-1] == f"year[{third}]" and f"year[{second}]" not in model.terms
    frame = frame.assign(founded=frame["founded"].where(firms["year"] == third))
    analysis = analysed(frame)
    model = design(analysis, question, select(analysis, question))
    assert not [term for term in model.terms if term.startswith("year")]
    assert model.note.endswith("left out, the same for every firm: year")


def test_a_metric_outcome_has_no_event(firms):
    analysis = analysed(firms)
    model = YearsModel("rank_regression", (Kind.RATIO,), ("block_1",))
    hypothesis = replace(MAIN["H3"], companions=("pooled_models",))
    (question,) = asked_of(analysis, hypothesis, model=model)
    found = design(analysis, question, select(analysis, question))
    assert "event" not in found.note
    assert found.terms[0] == "internationalized[yes]"


def test_the_strata_of_all_are_numbered_in_their_order(firms):
    analysis = analysed(firms)
    base = primary(analysis, MAIN["H4"])
    strata = tuple(Condition("doi_band", (name,)) for name in ("low", "moderate", "high"))
    for year in analysis.years:
        question = replace(base, year=year, strata=strata)
        units = select(analysis, question)
        assert not units.repeated
        band = analysis["doi_band"]
        named = [band.levels[int(code)] for code in band.values[units.place]]
        assert [("low", "moderate", "high")[s] for s in units.stratum] == named
        assert question.stratum_name == "all"


def test_verdicts_never_read_them(firms):
    panel = panel_from_frame(firms, damage.COLUMNS)
    plain = run_panel(
        panel,
        hypotheses=tuple(replace(MAIN[n], companions=()) for n in ("H1", "H4", "H5")),
        normality=False,
    )
    full = run_panel(panel, hypotheses=tuple(MAIN[n] for n in ("H1", "H4", "H5")), normality=False)
    assert len(full.findings) > len(plain.findings)
    pd.testing.assert_frame_equal(plain.verdicts, full.verdicts)


@pytest.mark.parametrize(("outcome", "asked"), [("rota", 3), ("country", 0), ("tqm", 0)])
def test_values_of_the_year_before_stand_beside_metric_outcomes_alone(firms, outcome, asked):
    own = replace(MAIN["H1"], id="O1", outcomes=(outcome,), direction="", companions=("lagged",))
    questions = plan((own,), analysed(firms), normality=False).questions
    assert sum(q.variant.startswith("lagged") for q in questions) == asked


def test_a_variable_without_a_value_of_the_year_before_is_named(firms):
    analysis = analysed(firms)
    asking = replace(MAIN["H3"], predictor="innovation", companions=("lagged",))
    questions = plan((asking,), analysis, normality=False).questions
    missing = {q.variant: q.missing for q in questions if q.variant.startswith("lagged")}
    assert missing == {
        "lagged_predictor": "no value of the year before is made of `innovation`, only of "
        "`internationalized` and `rota`",
        "lagged_outcome": "",
    }
