"""Convention cards: which variant a number is, and what other programs print."""

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest

from smeint.errors import ArgumentError
from smeint.numbers import NOTHING, correlation_text, p_text, statistic_text
from smeint.report.cards.build import PROGRAMS, Cards, card, deck
from smeint.report.cards.command import show_card
from smeint.report.cards.conventions import conventions_table
from smeint.report.cards.described import described
from smeint.report.cards.programs_models import FRACTIONAL, RANK_REGRESSION
from smeint.report.cards.rule import CONDITIONS, SOURCES, Data
from smeint.report.cards.text import card_text
from smeint.study.procedures import PROCEDURES
from smeint.study.run import run_panel
from smeint.study.shipped import SHIPPED
from tests.contract import damage

#: What R printed for the demonstration's data: tests/reference/make_cards.R.
R = json.loads((Path(__file__).parents[1] / "reference" / "cards.json").read_text())["tests"]


@pytest.fixture(scope="module")
def cards(published):
    return Cards(published)


OF_A_YEAR = ("chi_square.pearson", "fisher_exact.two_sided", "logit.block_1", "logit.block_3")


def printed(found, program):
    return [each for each in found.printed if each.program == program]


def number(said):
    """A number of R in the form of the report."""
    if said["statistic"] is None:
        return NOTHING
    if said["symbol"] == "\u03c1":
        return f"\u03c1 = {correlation_text(said['statistic'])}"
    df = math.nan if said["df"] is None else said["df"]
    return statistic_text({"statistic_name": said["symbol"], **said, "df": df})


@pytest.mark.parametrize("finding_id", R)
def test_a_card_says_of_r_what_r_prints(cards, finding_id):
    (line,) = printed(cards.card(finding_id), "R")
    assert line.statistic == number(R[finding_id])
    if line.p == NOTHING:
        # never without a reason, and the number is indeed not the report's
        assert line.differs
        own = cards._numbers.findings[finding_id]["p_value"]
        assert R[finding_id]["p"] != pytest.approx(own, rel=1e-6, abs=0)
    else:
        assert line.p == p_text(R[finding_id]["p"])


def test_r_prints_exact_and_corrected_p_by_its_own_rule(cards):
    without = cards.card("H3.rota.2011.mann_whitney.asymptotic")
    assert dict(without.facts)["Ties"].endswith("0 of 57 firms share their value with another")
    assert "exact by default" in printed(without, "R")[0].differs
    tied = cards.card("H2.fsts.2010.mann_whitney.asymptotic")
    assert "; 54 of 62 firms" in dict(tied.facts)["Ties"]
    assert "corrected for continuity by default" in printed(tied, "R")[0].differs
    # beside each other in the results, so that neither is the report's own number
    assert {printed(without, "R")[0].p, printed(tied, "R")[0].p} == {".047", ".063"}


def test_a_dash_is_only_where_the_results_do_not_hold_the_variant(cards):
    held = [name for name in R if printed(cards.card(name), "R")[0].p != NOTHING]
    dashes = set(R) - set(held)
    assert {name.split(".", 3)[-1] for name in dashes} <= {
        "mann_whitney.asymptotic",  # within bands there is no corrected companion
        "kolmogorov_smirnov.parameters_as_if_known",
        "doi_band_low.mann_whitney.asymptotic",
        "doi_band_moderate.mann_whitney.asymptotic",
        "doi_band_high.mann_whitney.asymptotic",
    }
    assert not [name for name in dashes if not name.startswith(("H4.", "normality."))]
    assert len(held) > 40


def test_crosstabs_has_its_five_lines(cards):
    found = cards.card("H1.internationalized.2010.chi_square.pearson")
    lines = {each.call.partition(": ")[2]: each for each in printed(found, "SPSS")}
    assert [(name, each.statistic, each.p) for name, each in lines.items()] == [
        ("Pearson Chi-Square", "χ²(1) = 9.05", ".003"),
        ("Continuity Correction", "χ²(1) = 7.96", ".005"),
        ("Likelihood Ratio", "χ²(1) = 9.18", ".002"),
        ("Fisher's Exact Test", NOTHING, ".005"),
        ("Linear-by-Linear Association", NOTHING, NOTHING),
    ]
    assert "do not hold" in lines["Linear-by-Linear Association"].differs
    (stata,) = printed(found, "Stata")
    assert (stata.statistic, stata.p, stata.differs) == ("χ²(1) = 9.05", ".003", "")


def test_spss_prints_the_smaller_u_and_its_sign(cards):
    # the first group is the larger one: U of SPSS is u_2, z has a minus sign
    found = cards.card("H3.rota.2011.mann_whitney.asymptotic")
    by_line = {each.call.partition(": ")[2]: each for each in printed(found, "SPSS")}
    assert dict(found.facts)["This report"].startswith("z = 1.99")
    assert by_line["Mann-Whitney U"].statistic == "U = 273.00"
    assert by_line["Z, Asymp. Sig."].statistic == "z = -1.99"
    assert printed(found, "R")[0].statistic == "W = 519.00"
    assert 519 + 273 == 24 * 33


def test_facts_say_which_variant_a_number_is(cards):
    facts = dict(cards.card("H2.fsts.2010.mann_whitney.continuity_corrected").facts)
    assert facts["Continuity correction"] == "yes, half a pair"
    assert facts["p-value"] == "asymptotic, ties and continuity corrected"
    assert facts["Sign"] == "first group minus second: SMEs minus Non-SMEs"
    assert facts["n"] == "62 (SMEs 23, Non-SMEs 39)"
    assert facts["Sample"] == "internationalized = yes"
    assert facts["Effect"].endswith("2 U_1 / (n_1 n_2) - 1")
    assert facts["Unit"] == "the firms of one year"
    assert facts["Missing values"].endswith("none is")
    pooled = dict(cards.card("H1.internationalized.all.pooled_score").facts)
    assert (pooled["n"].split()[0], pooled["Firms"]) == ("342", "114")


def test_a_deck_holds_primary_pooled_logistic_and_exact_tests(published):
    deck_of_h1 = deck(published, "H1").cards
    names = {each.finding_id.removeprefix("H1.internationalized.") for each in deck_of_h1}
    years = {f"{year}.{test}" for year in (2010, 2011, 2012) for test in OF_A_YEAR}
    assert names >= {*years, "all.pooled_score", "all.clustered_logit.block_1"}
    assert not [name for name in names if "fractional" in name]
    assert deck(published, "H9").cards == ()


def test_every_finding_has_a_card(published, cards):
    for finding_id in published.findings["finding_id"]:
        found = cards.card(finding_id)
        assert {each.program for each in found.printed} == {"R", "SPSS", "Stata"}
        for each in found.printed:
            assert each.p != NOTHING or each.statistic != NOTHING or each.differs
        assert "nan" not in card_text(found).lower().replace("finan", "")


def test_every_procedure_has_its_rules_and_words():
    assert set(PROGRAMS) == set(PROCEDURES)
    for (procedure, variant), rules in PROGRAMS.items():
        assert described(procedure, variant).name
        assert {rule.when for rule in rules} - {""} <= set(CONDITIONS)
        assert {rule.source for rule in rules} - {""} <= set(SOURCES)
        for rule in rules:
            assert rule.p or rule.statistic or rule.differs


@pytest.mark.parametrize("tied", [True, False, None])
@pytest.mark.parametrize("n", [(10, 12), (49, 49), (50, 10), (700, 700)])
def test_a_line_of_a_programs_output_stands_once(n, tied):
    for p in (0.01, 0.5, math.nan):
        for clustered in (True, False):
            data = Data(sum(n), *n, tied=tied, p=p, clustered=clustered)
            for rules in PROGRAMS.values():
                calls = [r.call for r in rules if not r.when or CONDITIONS[r.when](data)]
                assert len(set(calls) - {"none"}) == len([c for c in calls if c != "none"])
                assert any(r.program == "R" for r in rules)


def test_without_firm_years_a_card_says_what_is_not_known(published):
    found = Cards(replace(published, analysis=None))
    line = printed(found.card("H2.fsts.2010.mann_whitney.asymptotic"), "R")[0]
    assert line.p == NOTHING
    assert "keep no firm-years" in line.differs
    # from 50 firms in a group on R's p follows from the numbers of firms alone
    assert printed(found.card("H1.internationalized.2010.chi_square.pearson"), "R")[0].p == ".005"


@pytest.mark.parametrize(
    "kind", ["all_domestic", "missing", pytest.param("separated", marks=pytest.mark.slow)]
)
def test_cards_read_well_where_tests_have_a_status(kind):
    asked = [SHIPPED[name] for name in ("H1", "H2", "H3b", "H5")]
    results = run_panel(damage.panel(kind, 11), hypotheses=asked, normality=False)
    assert (results.findings["status"] != "ok").any() or kind == "missing"
    found = Cards(results)
    for row in results.findings.to_dict("records"):
        one = found.card(row["finding_id"])
        facts = dict(one.facts)
        assert ("Status" in facts) == (row["status"] != "ok")
        text = card_text(one).lower()
        assert "nan" not in text.replace("finan", "")
        if row["status"] != "ok":
            own = [each for each in one.printed if each.p != NOTHING]
            # only what stands beside a test that was not computed, such as Fisher's p
            assert all("exact" in each.call.lower() for each in own)
        if row["n_missing"]:
            assert f": {row['n_missing']} (" in facts["Missing values"]


def test_an_unknown_finding_is_answered_with_the_nearest(saved):
    with pytest.raises(ArgumentError) as error:
        show_card(saved, "H1.internationalised.2010.chi_square.pearson")
    assert str(error.value).startswith("There is no finding `H1.internationalised.2010")
    assert "`H1.internationalized.2010.chi_square.pearson`" in str(error.value)
    assert "\n" not in str(error.value)


def test_the_command_prints_the_card(published, saved):
    name = "H1.internationalized.2010.chi_square.pearson"
    assert show_card(saved, name) == card_text(card(published, name))


def test_text_of_the_data_stays_on_its_line(published):
    # a label with what a terminal would obey, and a formula
    variables = {**published.manifest["variables"]}
    variables["networking"] = {**variables["networking"], "label": "a\x1b[2J\n=1+1 <b>"}
    hostile = replace(published, manifest={**published.manifest, "variables": variables})
    row = published.findings.query("outcome == 'networking' and procedure == 'chi_square'").iloc[0]
    text = card_text(card(hostile, row["finding_id"]))
    assert "\x1b" not in text
    assert text.startswith("a [2J =1+1 <b> by ")


def test_the_conventions_table_has_a_row_a_variant_and_no_numbers(published):
    table = conventions_table(published)
    names = [row[0] for row in table.rows]
    assert len(names) == len(set(names))
    rows = {row[0]: row for row in table.rows}
    assert rows["Pearson's chi-square, 2x2"][3].startswith("chisq.test(table): Yates'")
    assert rows["Spearman"][3].endswith("else the same")
    assert "Logistic regression" in rows
    assert not any(
        "\u2013" in cell or "results do not hold" in cell for r in table.rows for cell in r
    )
    assert "CROSSTABS" in table.notes[1]
    assert table.notes[1].endswith("not run.")


def test_a_test_without_its_variable_has_a_card():
    panel = damage.panel("one_year", 11)
    columns = {name: column for name, column in panel.columns.items() if name != "export_plan"}
    results = run_panel(replace(panel, columns=columns), hypotheses=[SHIPPED["H5"]],
                        normality=False)  # fmt: skip
    cards = Cards(results).deck("H5").cards
    assert cards
    for each in cards:
        facts = dict(each.facts)
        assert facts["Status"] == "variable missing: a variable is missing"
        assert facts["Note"] == "`export_plan` is missing"
        assert all(line.p == line.statistic == NOTHING for line in each.printed)
        assert card_text(each).startswith("Export plan by SME, ")
    # what has no variant has no conventions
    assert {row[0] for row in conventions_table(results).rows} <= {
        "Fisher's exact test, 2x2",
        "Pooled score test, firms as clusters",
        "Mantel-Haenszel",
        "Breslow-Day, Tarone's correction",
        "Interaction, likelihood ratio",
    }


@pytest.mark.parametrize(
    ("condition", "n", "held"),
    [
        # both groups must be below 50: `(n.x < 50) && (n.y < 50)` in wilcox.test
        ("R exact", (98, 49, 49), True),
        ("R exact", (99, 50, 49), False),
        ("R exact", (99, 49, 50), False),
        ("R normal", (99, 50, 49), True),
        # `length(x) < 100` in ks.test, `n < 1290` in cor.test
        ("ks exact", (99, 49, 50), True),
        ("ks exact", (100, 50, 50), False),
        ("rho exact", (1289, 0, 0), True),
        ("rho exact", (1290, 0, 0), False),
        # SPSS: 40 or fewer cases; Stata: 25 or fewer observations
        ("up to 40, untied", (40, 20, 20), True),
        ("up to 40, untied", (41, 20, 21), False),
        ("up to 25", (25, 12, 13), True),
        ("up to 25", (26, 13, 13), False),
    ],
)
def test_other_programs_change_their_default_at_their_own_size(condition, n, held):
    data = Data(*map(float, n), tied=False, p=0.5, clustered=False)
    assert CONDITIONS[condition](data) is held


def test_r_corrects_clustered_errors_of_a_linear_model_for_coefficients_too():
    # vcovCL: HC1 of an lm, which has (n - 1) / (n - k) besides; HC0 of a glm, which has not
    said = {
        rules: next(rule.differs for rule in rules if "vcovCL" in rule.call)
        for rules in (RANK_REGRESSION, FRACTIONAL)
    }
    assert "(n - 1) / (n - k)" in said[RANK_REGRESSION]
    assert "(n - k)" not in said[FRACTIONAL]
