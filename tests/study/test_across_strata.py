"""Whether bands differ: who asks, what is asked, and what a report says of it."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import analyse
from smeint.engine.reduce_strata import strata_ranks, strata_tables
from smeint.errors import ArgumentError, StudyFileError
from smeint.formulas.homogeneity import breslow_day
from smeint.labels import variable_label
from smeint.panel.read import panel_from_frame
from smeint.report.check import check_tables
from smeint.report.tables.interaction import NO_DIFFERENCE, interaction_table
from smeint.report.write import report_text
from smeint.study.across_strata import ACROSS
from smeint.study.check import check_study
from smeint.study.hypothesis import COMPANIONS, Hypothesis
from smeint.study.plan import plan
from smeint.study.procedures import PROCEDURES
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN, SHIPPED
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

OVER_BANDS = ["homogeneity", "mantel_haenszel", "van_elteren"]


@pytest.fixture(scope="module")
def frame():
    return to_frame(simulate("published", 9)).reset_index(drop=True)


@pytest.fixture(scope="module")
def firms(frame):
    return panel_from_frame(frame, damage.COLUMNS)


@pytest.fixture(scope="module")
def results(firms):
    return run_panel(firms, hypotheses=(MAIN["H4"], MAIN["H5"]), normality=False)


def over_bands(findings):
    return findings[findings["procedure"].isin(OVER_BANDS)]


def own(**fields):
    given = {
        "id": "O1",
        "text": "own",
        "outcomes": ("tqm",),
        "predictor": "sme",
        "contrast": ("yes", "no"),
        "strata": "doi_band",
        "companions": ("interaction",),
    }
    return Hypothesis(**(given | fields))


def test_each_outcome_and_year_has_its_tests(results):
    asked = over_bands(results.findings)
    counts = asked.groupby(["hypothesis", "outcome", "year"])["procedure"].agg(list)
    tables = ["homogeneity", "homogeneity", "mantel_haenszel"]
    for (hypothesis, outcome, _), procedures in counts.items():
        ranks = (hypothesis, outcome) == ("H4", "management_team_size")
        assert procedures == (["homogeneity", "van_elteren"] if ranks else tables)
    assert len(counts) == 4 * 3
    assert set(asked["role"]) == {"companion"}
    assert set(asked["stratum"]) == {"all"}


def test_every_test_over_bands_is_a_procedure():
    for asked in ACROSS.values():
        assert set(asked) <= set(PROCEDURES)


def test_ids_of_findings_are_unique_on_any_panel(frame):
    for columns in (damage.COLUMNS, {k: v for k, v in damage.COLUMNS.items() if k != "employees"}):
        analysis = analyse(panel_from_frame(frame, columns), Definitions())
        questions = plan(SHIPPED.values(), analysis, normality=True).questions
        ids = [question.finding_id for question in questions]
        assert len(ids) == len(set(ids))


def test_the_same_tests_are_asked_where_variables_are_missing(frame, firms):
    lacking = {k: v for k, v in damage.COLUMNS.items() if k != "export_plan"}
    ids = [
        {
            q.finding_id
            for q in plan((MAIN["H5"],), analyse(panel, Definitions()), normality=False).questions
            if q.procedure in OVER_BANDS
        }
        for panel in (firms, panel_from_frame(frame, lacking))
    ]
    assert ids[0] == ids[1]
    assert len(ids[0]) == 9


def test_the_firms_are_those_of_the_tests_within_bands(results):
    found = results.findings
    within = found[found["role"] == "primary"].groupby(["outcome", "year"])[["n", "n_1"]].sum()
    across = over_bands(found).groupby(["outcome", "year"])[["n", "n_1"]]
    pd.testing.assert_frame_equal(across.max().astype(float), within.astype(float))
    pd.testing.assert_frame_equal(across.min().astype(float), within.astype(float))


def test_they_change_no_verdict(firms, results):
    plain = tuple(replace(MAIN[name], companions=()) for name in ("H4", "H5"))
    without = run_panel(firms, hypotheses=plain, normality=False)
    assert over_bands(without.findings).empty
    pd.testing.assert_frame_equal(without.verdicts, results.verdicts)
    own_tests = results.findings[results.findings["role"].isin(["primary", "pooled"])]
    pd.testing.assert_frame_equal(
        own_tests.reset_index(drop=True),
        without.findings[without.findings["role"].isin(["primary", "pooled"])].reset_index(
            drop=True
        ),
    )


def test_an_own_hypothesis_asks_by_name(firms):
    found = run_panel(firms, hypotheses=(own(),), normality=False).findings
    assert len(over_bands(found)) == 9
    found = run_panel(firms, hypotheses=(own(companions=()),), normality=False).findings
    assert over_bands(found).empty


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"strata": ""},
            'O1: companions names `interaction`, which compares bands and needs strata = "doi_band"'
            ', got "".',
        ),
        (
            {"strata": "doi_band:highest"},
            'O1: companions names `interaction`, which compares bands and needs strata = "doi_band"'
            ', got "doi_band:highest".',
        ),
        (
            {"unit": "firm_means"},
            "O1: companions names `interaction`, which needs unit cross_section, got `firm_means`.",
        ),
        (
            {"unit": "firm_means", "companions": ("pooled_models",), "strata": ""},
            "O1: companions names `pooled_models`, which needs unit cross_section, got "
            "`firm_means`.",
        ),
    ],
)
def test_what_cannot_be_on_any_data_is_refused(fields, sentence):
    with pytest.raises(StudyFileError) as refusal:
        own(**fields)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"outcomes": ("country",)}, "`country` by `sme`"),
        ({"outcomes": ("rota",), "predictor": "fsts", "contrast": ()}, "`rota` by `fsts`"),
    ],
)
def test_what_has_no_such_test_is_refused(firms, fields, kind):
    with pytest.raises(StudyFileError) as refusal:
        run_panel(firms, hypotheses=(own(**fields),), normality=False)
    assert str(refusal.value) == (
        "O1: companions names `interaction`, which needs two groups and a yes/no or metric "
        f"outcome; {kind} is neither."
    )


def test_models_over_all_years_that_there_are_not_are_refused(firms):
    asking = own(outcomes=("country",), strata="", companions=("pooled_models",))
    with pytest.raises(StudyFileError) as refusal:
        run_panel(firms, hypotheses=(asking,), normality=False)
    assert str(refusal.value) == (
        "O1: companions names `pooled_models`, models over all years of a yes/no outcome or a "
        "ratio of two groups, got outcome `country` (category) by `sme`."
    )


def test_a_band_without_a_group_is_named(frame):
    share = (frame["foreign_sales"] / frame["sales"]).astype(float)
    large = frame["employees"].astype(float) >= 200
    first = frame["firm_id"].map(large.groupby(frame["firm_id"]).first())
    kept = frame[~((share > 0) & (share <= 0.1) & first)]
    found = run_panel(
        panel_from_frame(kept, damage.COLUMNS), hypotheses=(MAIN["H4"],), normality=False
    )
    for row in over_bands(found.findings).itertuples():
        assert "low" in row.note
        assert row.status == "ok"
        strata = found.measures.query("finding_id == @row.finding_id and measure == 'n_strata'")
        assert strata["estimate"].tolist() == [2.0]
    table = interaction_table(found, "H4")
    assert {row[3] for row in table.rows} == {"2 of 3"}
    assert any(note == "left out, a group has no firm: low." for note in table.notes)


def test_strata_keep_their_place_and_name_without_a_firm():
    tables = strata_tables([1, 0, 1, 0], [1, 1, 0, 0], [2, 2, 2, 2], ("low", "moderate", "high"))
    assert np.asarray(tables.a).tolist() == [0, 0, 1]
    assert breslow_day(tables).note == "left out, a group has no firm: low, moderate"
    ranks = strata_ranks([1.0, 2.0], [True, False], [1, 1], ("low", "high"))
    assert np.asarray(ranks.n_1).tolist() == [0, 1]


@pytest.mark.parametrize(
    ("stratum", "sentence"),
    [
        ([0, 1], "stratum must be as long as the outcome, got shape (2,)."),
        ([0, 1, 2], "stratum must be from 0 to 1."),
        ([0, -1, 1], "stratum must be from 0 to 1."),
    ],
)
@pytest.mark.parametrize("reduce", [strata_tables, strata_ranks])
def test_strata_that_do_not_fit_are_refused(reduce, stratum, sentence):
    with pytest.raises(ArgumentError) as refusal:
        reduce([1.0, 0.0, 1.0], [True, False, True], stratum, ("low", "high"))
    assert str(refusal.value) == sentence


def test_order_of_rows_and_of_groups(frame, results):
    rng = np.random.default_rng(1)
    shuffled = frame.iloc[rng.permutation(len(frame))]
    again = run_panel(
        panel_from_frame(shuffled, damage.COLUMNS), hypotheses=(MAIN["H4"],), normality=False
    )
    here = over_bands(results.findings.query("hypothesis == 'H4'")).reset_index(drop=True)
    pd.testing.assert_frame_equal(over_bands(again.findings).reset_index(drop=True), here)
    turned = replace(MAIN["H4"], contrast=("no", "yes"), direction="positive")
    other = over_bands(
        run_panel(
            panel_from_frame(frame, damage.COLUMNS), hypotheses=(turned,), normality=False
        ).findings
    )
    np.testing.assert_allclose(other["p_value"], here["p_value"], rtol=1e-9)
    ranks = here["effect_name"].str.contains("rank_biserial").to_numpy()
    np.testing.assert_allclose(other["effect"][ranks], -here["effect"][ranks], rtol=1e-9)
    np.testing.assert_allclose(
        other["effect"].to_numpy()[~ranks], 1 / here["effect"].to_numpy()[~ranks], rtol=1e-9
    )


def test_the_table_is_what_findings_say(results):
    table = interaction_table(results, "H4")
    assert table.title == "H4: do the bands differ?"
    assert len(table.rows) == 9
    assert len(table.columns) == len(table.rows[0])
    assert table.notes[0] == NO_DIFFERENCE
    assert "https://doi.org/10.1198/000313006X152649" in NO_DIFFERENCE
    by_place = {row[:2]: row for row in table.rows}
    for row in over_bands(results.findings.query("hypothesis == 'H4'")).itertuples():
        cells = by_place[variable_label(results.manifest, row.outcome), row.year]
        assert cells[2] == str(row.n)
        if row.variant == "breslow_day_tarone":
            assert cells[4] == f"χ²(2) = {row.statistic:.2f}"
        if row.variant == "rank_biserial":
            below = results.measures.query(
                "finding_id == @row.finding_id and measure == 'denominator_df'"
            )["estimate"].item()
            text = f"{below:.1f}".removesuffix(".0")
            assert cells[4] == f"F(2, {text}) = {row.statistic:.2f}"
        if row.procedure == "mantel_haenszel":
            assert cells[7] == f"OR = {row.effect:.2f}"
            assert cells[8] == f"[{row.ci_low:.2f}, {row.ci_high:.2f}]"
        if row.procedure == "van_elteren":
            assert cells[7].startswith("r_rb = -.")


def test_the_document_has_the_table_below_the_tests(results):
    text = report_text(results)
    for name in ("H4", "H5"):
        section = text.split(f"## {name}: ")[1].split("\n## ")[0]
        assert section.index(f"**{name}: ") < section.index(f"**{name}: do the bands differ")
    assert interaction_table(results, "H1") is None
    h5 = interaction_table(results, "H5")
    assert not [note for note in h5.notes if note.startswith("F: ")]


def test_a_table_of_ranks_alone_has_no_likelihood_ratio(firms):
    only = replace(MAIN["H4"], outcomes=("management_team_size",))
    found = run_panel(firms, hypotheses=(only,), normality=False)
    table = interaction_table(found, "H4")
    assert "p (LR)" not in table.columns
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert not [note for note in table.notes if note.startswith("chi2: ")]


@pytest.mark.parametrize("kind", damage.KINDS)
def test_the_table_stands_on_any_panel(kind):
    found = run_panel(
        damage.panel(kind, seed=5), hypotheses=(MAIN["H4"], MAIN["H5"]), normality=False
    )
    text = report_text(found)
    assert text.count("do the bands differ?") == 2
    assert not re.search(r"\bnan\b|\bNone\b|(?<!\w)\(\)|[:,;] ?\.(?! \.)(\s|$)", text)
    asked = over_bands(found.findings)
    degenerate = asked[asked["status"] != "ok"]
    for name in ("statistic", "p_value", "effect", "ci_low"):
        assert degenerate[name].isna().all()
    named = degenerate[degenerate["status"].isin(["empty_group", "too_few"])]
    assert named["note"].str.contains("low|moderate|high").all()


def test_a_small_group_in_a_band_is_marked(frame):
    large = frame["employees"].astype(float) >= 200
    small = ~frame["firm_id"].map(large.groupby(frame["firm_id"]).first())
    share = (frame["foreign_sales"] / frame["sales"]).astype(float)
    few = frame.index[small & (share > 0.5) & (frame["year"] == frame["year"].min())]
    kept = panel_from_frame(frame.drop(index=few[3:]), damage.COLUMNS)
    results = run_panel(kept, hypotheses=(MAIN["H4"],), normality=False)
    primary = results.findings.query("hypothesis == 'H4' and role == 'primary'")
    tiny = primary[(primary["n_1"] < 5) | (primary["n_2"] < 5)]
    named = [variable_label(results.manifest, name) for name in tiny["outcome"]]
    places = set(zip(named, tiny["year"], strict=True))
    table = interaction_table(results, "H4")
    assert {row[:2] for row in table.rows if "ᵇ" in row[5]} == places
    assert bool(places) == any(note.startswith("ᵇ") for note in table.notes)
    assert 0 < len(places) < 9


def test_check_tells_them_from_the_tests_within_bands(frame, tmp_path):
    frame.to_csv(tmp_path / "firms.csv", index=False)
    lines = ["format = 1", 'hypotheses = ["H5"]', "[data]", 'file = "firms.csv"', "[columns]"]
    lines += [f'{name} = "{name}"' for name in damage.PLAIN]
    lines += [
        'export_plan = { column = "export_plan", kind = "yes/no", yes = ["yes"], no = ["no"] }'
    ]
    (tmp_path / "study.toml").write_text("\n".join(lines))
    table = check_tables(check_study(tmp_path / "study.toml"))[-1]
    assert table.columns[1:5] == ("Tests", "Beside them", "Over bands", "Over years")
    # nine tests within bands, Fisher's beside each, three over bands a year, one pooled
    assert table.rows == (("H5", "9", "9", "9", "1", ""),)


def test_every_companion_says_what_it_is():
    for name, meaning in COMPANIONS.items():
        assert meaning, name
