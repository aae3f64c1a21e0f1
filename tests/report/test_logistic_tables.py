"""Logistic regressions in SPSS's form: numbers are the measures' own, statuses have words."""

from dataclasses import replace

import numpy as np
import pytest

from smeint.labels import term_label
from smeint.numbers import effect_text
from smeint.panel.read import panel_from_frame
from smeint.report.table import markdown, shown_rows
from smeint.report.tables.logistic import equation_tables, fit_table
from smeint.study.hypothesis import Hypothesis
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

#: H1 with the models of a year alone.
ONE = replace(MAIN["H1"], companions=("logit",))


def table_of(results, *words):
    (found,) = (t for t in equation_tables(results, "H1") if all(word in t.title for word in words))
    return found


def measures_of(results, name):
    own = results.measures[results.measures["finding_id"] == name]
    return own[own["variant"] == ""].set_index(["measure", "term"])


def last_year(change=None):
    frame = to_frame(simulate("published", 3)).reset_index(drop=True)
    if change is not None:
        frame = change(frame, np.random.default_rng(3)).reset_index(drop=True)
    last = frame[frame["year"] == frame["year"].max()].reset_index(drop=True)
    return panel_from_frame(last, damage.COLUMNS)


@pytest.fixture(scope="module")
def separated():
    return run_panel(last_year(damage.separated), hypotheses=(ONE,), normality=False)


def test_each_year_has_its_models_and_those_over_all_years_come_last(published):
    titles = [table.title for table in equation_tables(published, "H1")]
    assert titles == [
        *(
            f"H1: {what}, {year} ({how})"
            for year in (2010, 2011, 2012)
            for what, how in (
                ("variables in the equation", "maximum likelihood"),
                ("odds ratios by block", "Firth"),
            )
        ),
        "H1: odds ratios by block, all years (maximum likelihood, errors by firm)",
        "H1: odds ratios by block, all years (GEE, exchangeable)",
    ]
    assert equation_tables(published, "H2") == ()
    assert fit_table(published, "H2") is None


def test_numbers_of_the_spss_form_are_those_of_the_measures(published):
    table = table_of(published, "2011", "variables in the equation")
    assert table.columns == (*("Block", "Term", "B", "SE", "Wald", "df", "p", "Exp(B)", "95% CI"),)
    compared = 0
    for row in table.rows:
        block = row[0].replace(" ", "_").lower()
        own = measures_of(published, f"H1.internationalized.2011.logit.{block}")
        terms = {term_label(published.manifest, t): t for t in own.loc["log_odds"].index}
        label = row[1].removesuffix(" (mediator)")
        if label not in terms:
            continue
        b = own.loc[("log_odds", terms[label])]
        ratio = own.loc[("odds_ratio", terms[label])]
        assert row[2] == f"{b['estimate']:.2f}".replace("-0.00", "0.00")
        assert row[3] == f"{b['std_error']:.2f}"
        assert float(row[4]) == pytest.approx((b["estimate"] / b["std_error"]) ** 2, abs=0.005)
        assert row[5] == "1"
        assert float("0" + row[6].removeprefix("< ")) == pytest.approx(b["p_value"], abs=6e-4)
        assert float(row[7]) == pytest.approx(np.exp(b["estimate"]), abs=0.005)
        assert row[8] == f"[{ratio['ci_low']:.2f}, {ratio['ci_high']:.2f}]"
        compared += 1
    assert compared == 2 + 11 + 14


def test_a_category_has_its_test_over_its_levels(published):
    table = table_of(published, "2010", "variables in the equation")
    own = measures_of(published, "H1.internationalized.2010.logit.block_2")
    chi2 = own.loc[("likelihood_ratio_chi_square", "country")]
    block = [row for row in table.rows if row[0] == "Block 2"]
    labels = [row[1] for row in block]
    place = labels.index("Country")
    assert block[place][4:7] == (f"{chi2['statistic']:.2f}ᵃ", "4", f"{chi2['p_value']:.3f}"[1:])
    assert labels[place + 1 : place + 5] == [f"Country: {c}" for c in ("IND", "MEX", "MYS", "VEN")]
    assert labels[-1] == "Constant"
    assert labels.count("Country") == labels.count("Industry") == 1
    assert "ᵃ Likelihood-ratio chi-square of all levels together." in table.notes


def test_reference_and_event_levels_are_said_once(published):
    for table in equation_tables(published, "H1"):
        text = " ".join(table.notes)
        assert text.count("Event: Internationalized = yes.") == 1
        assert text.count("Reference: SME = no") == 1
        assert text.count("Country = GHA") == 1
        assert len(table.notes) <= 5


def test_mediators_are_marked_in_their_block_alone(published):
    table = table_of(published, "2010", "variables in the equation")
    marked = {(row[0], row[1]) for row in table.rows if "(mediator)" in row[1]}
    assert marked == {
        ("Block 3", f"{name}: yes (mediator)")
        for name in ("Networking", "Growth intention", "Innovation")
    }
    assert any("not its total association" in note for note in table.notes)
    over = table_of(published, "all years", "GEE")
    assert "mediator" not in markdown(over)


@pytest.mark.parametrize(
    ("words", "procedure", "year"),
    [
        (("2012", "Firth"), "firth_logit", "2012"),
        (("all years", "errors by firm"), "clustered_logit", "all"),
        (("all years", "GEE"), "gee_logit", "all"),
    ],
)
def test_blocks_side_by_side_have_the_measures_numbers(published, words, procedure, year):
    table = table_of(published, *words)
    blocks = (len(table.columns) - 1) // 2
    for place in range(blocks):
        own = measures_of(published, f"H1.internationalized.{year}.{procedure}.block_{place + 1}")
        ratios = own.loc["odds_ratio"]
        terms = {term_label(published.manifest, t): t for t in ratios.index}
        shown = [row for row in table.rows if row[1 + 2 * place] != "–"]
        assert len(shown) == len(ratios)
        for row in shown:
            ratio = ratios.loc[terms[row[0].removesuffix(" (mediator)")]]
            assert row[1 + 2 * place] == (
                f"{ratio['estimate']:.2f} [{ratio['ci_low']:.2f}, {ratio['ci_high']:.2f}]"
            )
            p = row[2 + 2 * place].rstrip("ᵃ")
            assert float("0" + p.removeprefix("< ") if p[0] != "1" else p) == pytest.approx(
                ratio["p_value"], abs=6e-4
            )


def test_the_penalized_test_is_told_from_wald(published):
    table = table_of(published, "2012", "Firth")
    marked = [row[0] for row in table.rows if any(cell.endswith("ᵃ") for cell in row)]
    assert marked == ["SME: yes"]
    assert table.notes[0].startswith("ᵃ Penalized likelihood-ratio test")


def test_fit_is_that_of_the_measures(published):
    table = fit_table(published, "H1")
    assert len(table.rows) == 9
    for row in table.rows:
        block = row[1].replace(" ", "_").lower()
        name = f"H1.internationalized.{row[0]}.logit.{block}"
        own = measures_of(published, name)
        groups = published.groups[published.groups["finding_id"] == name]
        assert row[2:4] == (str(groups["n"].sum()), str(int(groups["events"].sum())))
        assert row[4] == f"{own.loc[('events_per_variable', '')]['estimate']:.1f}"
        assert row[5] == f"{own.loc[('minus_2_log_likelihood', '')]['estimate']:.2f}"
        omnibus = own.loc[("omnibus_chi_square", "")]
        assert row[6] == f"χ²({omnibus['df']:.0f}) = {omnibus['statistic']:.2f}"
        for cell, measure in zip(row[8:10], ("cox_snell_r2", "nagelkerke_r2"), strict=True):
            assert cell == f"{own.loc[(measure, '')]['estimate']:.2f}"[1:]
        every = published.measures[published.measures["finding_id"] == name]
        test = every[(every["measure"] == "hosmer_lemeshow") & (every["variant"] == "blocks")]
        chi2 = test["statistic"].iloc[0]
        if np.isnan(chi2):
            assert row[10:] == ("–", "–")
        else:
            df = test["df"].iloc[0]
            assert row[10] == f"χ²({df:.0f}) = {chi2:.2f} ({df + 2:.0f})"
            assert row[11] == f"{test['p_value'].iloc[0]:.3f}"[1:]


def test_repeated_values_stand_once(published):
    for table in (fit_table(published, "H1"), table_of(published, "2010", "in the equation")):
        assert table.grouped == (1)
        firsts = [row[0] for row in shown_rows(table) if row[0]]
        assert len(firsts) == len(set(firsts)) == 3


def test_separation_names_the_variable_and_leaves_firth(separated):
    first, second = equation_tables(separated, "H1")
    assert [row[1] for row in first.rows] == [
        "not estimated, a predictor separates the outcome"
    ] * 3
    assert {row[2:] for row in first.rows} == {("–",) * 7}
    assert any("Separates the outcome: `sme[yes]` (block 1)" in note for note in first.notes)
    own = measures_of(separated, "H1.internationalized.2012.firth_logit.block_1")
    ratio = own.loc[("odds_ratio", "sme[yes]")]
    assert ratio["estimate"] < 0.01
    assert second.rows[0][1].startswith(effect_text("odds_ratio", ratio["estimate"]))
    assert "0.00 " not in markdown(second)
    fit = fit_table(separated, "H1")
    assert {row[5] for row in fit.rows} == {"not estimated, a predictor separates the outcome"}
    assert "Firth's penalty" in fit.notes[-1]


@pytest.mark.parametrize("kind", ["few_firms", "one_group", "all_domestic"])
def test_damaged_data_say_why_nothing_is_estimated(kind):
    results = run_panel(last_year(getattr(damage, kind)), hypotheses=(ONE,), normality=False)
    tables = [*equation_tables(results, "H1"), fit_table(results, "H1")]
    assert len(tables) == 3
    for table in tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert "nan" not in markdown(table)
        assert "not estimated, " in markdown(table)
        assert max(table.numeric, default=0) < len(table.columns)


def test_what_is_suppressed_is_not_shown():
    panel = damage.panel("one_year", seed=3)
    results = run_panel(panel, hypotheses=(ONE,), normality=False, min_count=5)
    found = results.findings[results.findings["procedure"] == "logit"]
    hidden = set(found.loc[found["status"] == "suppressed", "variant"])
    assert hidden >= {"block_2", "block_3"}
    words = "not shown, a count of firms is below the number that is shown"
    (spss, _) = equation_tables(results, "H1")
    said = {row[0] for row in spss.rows if row[1] == words}
    assert said == {block.replace("_", " ").capitalize() for block in hidden}
    rows = [row for row in fit_table(results, "H1").rows if row[1] in said]
    assert [row[2:6] for row in rows] == [("–", "–", "–", words)] * len(hidden)


def test_a_model_of_which_nothing_could_be_asked_is_left_out():
    lacking = {k: v for k, v in damage.COLUMNS.items() if k != "foreign_sales"}
    frame = to_frame(simulate("published", 3)).reset_index(drop=True)
    results = run_panel(panel_from_frame(frame, lacking), hypotheses=(ONE,), normality=False)
    assert (results.findings["status"] == "variable_missing").all()
    assert equation_tables(results, "H1") == ()
    assert fit_table(results, "H1") is None


def test_several_outcomes_and_bands_are_told_apart():
    own = Hypothesis(
        id="H1",
        text="Practices",
        outcomes=("export_plan", "jit"),
        predictor="sme",
        contrast=("yes", "no"),
        strata="doi_band",
        companions=("logit",),
    )
    results = run_panel(damage.panel("one_year", 3), hypotheses=(own,), normality=False)
    titles = [table.title for table in equation_tables(results, "H1")]
    assert len(titles) == len(set(titles)) == 2 * 3 * 2
    assert titles[0].startswith("H1: variables in the equation, Export plan, ")
    assert ", low (maximum likelihood)" in titles[0]
    fit = fit_table(results, "H1")
    assert fit.columns[:4] == ("Outcome", "Year", "Band", "Block")
    assert {row[0] for row in fit.rows} == {"Export plan", "JIT"}


@pytest.mark.parametrize("level", ["<b>x</b>", "=cmd()", "a, b; c = d", "a[b]", "\u0627"])
def test_levels_stand_as_they_are(level):
    def renamed(frame, rng):
        return frame.assign(country=frame["country"].replace("VEN", level))

    results = run_panel(last_year(renamed), hypotheses=(ONE,), normality=False)
    shown = " ".join(cell for t in equation_tables(results, "H1") for r in t.rows for cell in r)
    shown += " ".join(note for t in equation_tables(results, "H1") for note in t.notes)
    assert level in shown
