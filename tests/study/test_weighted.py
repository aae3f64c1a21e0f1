"""Weighted companions in whole studies: beside every test, read by no verdict."""

import json
from pathlib import Path

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.errors import StudyFileError
from smeint.panel.read import panel_from_frame
from smeint.report.write import report_text, write_results
from smeint.study.check import check_study
from smeint.study.hypothesis import Hypothesis
from smeint.study.run import run_panel, run_study
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from smeint.synth.world import world
from tests.contract import damage

TESTS = Path(__file__).parents[1]
R = json.loads((TESTS / "reference" / "survey.json").read_text(encoding="utf-8"))["wbes"]
WBES = """
format = 1
hypotheses = ["H1", "H2", "O1"]
[data]
file = "{file}"
missing = {{ "-9" = "don't know", "-8" = "refused" }}
[columns]
firm_id = "idstd"
year = {{ constant = 2013 }}
employees = "l1"
fsts = {{ column = "d3c", unit = "percent" }}
market = {{ column = "e1", kind = "category" }}
{design}
{survey}
[[hypothesis]]
id = "O1"
text = "Main market, by size"
outcome = "market"
predictor = {{ sme = ["yes", "no"] }}
companions = {companions}
"""
DESIGN = 'weight = "wmedian"\nstratum = "strata"'


@pytest.fixture
def wbes(tmp_path):
    """A function that writes a study on the survey in the World Bank's layout."""

    def write(ending="sav", design=DESIGN, survey="", companions='["weighted"]'):
        file = TESTS / "data" / f"wbes_synthetic_fixture.{ending}"
        path = tmp_path / "study.toml"
        path.write_text(WBES.format(file=file, design=design, survey=survey, companions=companions))
        return path

    return write


@pytest.fixture(scope="module")
def frame():
    """Three simulated years with weights, strata, one zero and one missing weight."""
    firms = to_frame(simulate(world("published"), 5)).reset_index(drop=True)
    rng = np.random.default_rng(8)
    firms["stratum"] = np.where(firms["employees"] > 100, "large", "small")
    firms["weight"] = np.round(rng.lognormal(2, 0.7, len(firms)), 3)
    return firms


COLUMNS = {**damage.COLUMNS, "weight": "weight", "stratum": "stratum"}


def run(frame, *names, columns=COLUMNS, own=(), **options):
    hypotheses = (*(MAIN[name] for name in names), *own)
    panel = panel_from_frame(frame, columns)
    return run_panel(panel, hypotheses=hypotheses, normality=False, **options)


def same(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-8)


def row(results, name):
    found = results.findings[results.findings["finding_id"] == name]
    assert len(found) == 1, name
    return found.iloc[0]


@pytest.mark.parametrize("ending", ["sav", "dta"])
def test_a_survey_in_the_world_banks_layout_gives_rs_numbers(wbes, ending):
    results = run_study(wbes(ending))
    names = {
        "h1": "H1.internationalized.2013.chi_square.rao_scott",
        "h2": "H2.fsts.2013.weighted_means.t_test",
        "o1": "O1.market.2013.chi_square.rao_scott",
    }
    for key, name in names.items():
        found = row(results, name)
        same([found.statistic, found.df, found.p_value], [R[key][k] for k in R[key]])
    assert [row(results, name).n for name in names.values()] == R["n"]
    h2 = row(results, names["h2"])
    same([h2.effect, h2.ci_low, h2.ci_high], [R["h2_difference"], *R["h2_ci"]])
    logit = row(results, "H1.internationalized.2013.weighted_logit.block_1")
    beta, _, t, p = R["logit"]
    same(
        [np.log(logit.effect), logit.statistic, logit.df, logit.p_value],
        [beta, t, R["logit_df"], p],
    )
    assert "strata with a single sampled firm: 3 of 48 (adjust: centred at" in logit.note


def test_the_document_shows_weighted_results_and_says_that_verdicts_do_not_read_them(wbes):
    text = report_text(run_study(wbes()))
    assert "**H1: weighted by the sampling design**" in text
    assert "Verdicts rest on the unweighted tests; no rule reads a weighted one." in text
    assert "Weights: column `wmedian`; strata: column `strata`." in text
    assert "ranks are unweighted" in text
    assert "weighted pseudo-likelihood" in text


def test_the_manifest_names_the_design(wbes):
    survey = run_study(wbes(survey='[survey]\nsingle_unit_strata = "remove"')).manifest["survey"]
    assert survey == {"weight": "wmedian", "stratum": "strata", "single_unit_strata": "remove"}


def test_the_rule_for_single_unit_strata_changes_standard_errors_alone(wbes):
    name = "H1.internationalized.2013.chi_square.rao_scott"
    found = {
        rule: row(run_study(wbes(survey=f'[survey]\nsingle_unit_strata = "{rule}"')), name)
        for rule in ("adjust", "average", "certainty", "remove", "fail")
    }
    assert found["adjust"].effect == found["remove"].effect
    assert found["adjust"].p_value > found["remove"].p_value
    assert found["certainty"].p_value == found["remove"].p_value
    assert found["average"].p_value != found["remove"].p_value
    assert found["fail"].status == "single_unit_stratum"
    assert np.isnan(found["fail"].p_value)


def test_every_fitting_test_has_its_companion(frame):
    results = run(frame, "H1", "H2", "H3", "H3b", "H5")
    own = results.findings[results.findings["role"] == "companion"]
    for name, procedure, variant in (
        ("H1", "chi_square", "rao_scott"),
        ("H1", "weighted_logit", "block_1"),
        ("H2", "weighted_means", "t_test"),
        ("H3", "weighted_means", "t_test"),
    ):
        rows = own[(own["hypothesis"] == name) & (own["procedure"] == procedure)]
        rows = rows[rows["variant"] == variant]
        assert rows["year"].tolist() == ["2010", "2011", "2012"]
        assert (rows["status"] == "ok").all()
    assert len(own.query("hypothesis == 'H5' and variant == 'rao_scott'")) == 9  # 3 bands, 3 years
    assert own[own["hypothesis"] == "H3b"].empty  # a rank correlation has none


def test_verdicts_and_unweighted_tests_are_the_same_with_and_without_weights(frame):
    weighted = run(frame, "H1", "H2", "H3")
    plain = run(frame, "H1", "H2", "H3", columns=damage.COLUMNS)
    assert weighted.verdicts.equals(plain.verdicts)
    kept = weighted.findings[weighted.findings["finding_id"].isin(plain.findings["finding_id"])]
    assert kept.reset_index(drop=True).equals(plain.findings)
    assert "survey" not in plain.manifest


def test_measures_of_a_weighted_table(frame):
    results = run(frame, "H1")
    own = results.measures[
        results.measures["finding_id"] == "H1.internationalized.2011.chi_square.rao_scott"
    ]
    firms = frame[(frame["year"] == 2011) & (frame["employees"] > 0)]
    by = own.set_index(["measure", "variant", "term"])["estimate"]
    analysis = results.analysis
    year = analysis[(analysis["year"] == 2011) & analysis["sme"].notna()]
    for level, code in (("yes", 1), ("no", 0)):
        group = year[year["sme"] == code]
        share = np.average(group["internationalized"], weights=group["weight"])
        assert by["weighted_share", "", f"sme = {level}"] == pytest.approx(share, rel=1e-12)
        assert by["weighted_share", "logit", f"sme = {level}"] == pytest.approx(share, rel=1e-12)
    assert len(year) == len(firms)
    assert {"weighted_odds_ratio", "rao_scott_first_order", "denominator_df"} <= set(own["measure"])


def test_zero_and_missing_weights_leave_weighted_tests_with_a_reason(frame):
    firms = frame.copy()
    in_2010 = firms.index[firms["year"] == 2010]
    firms.loc[in_2010[:2], "weight"] = 0
    firms.loc[in_2010[2], "weight"] = np.nan
    firms.loc[in_2010[3], "stratum"] = None
    results = run(firms, "H1")
    plain = row(results, "H1.internationalized.2010.chi_square.pearson")
    weighted = row(results, "H1.internationalized.2010.chi_square.rao_scott")
    assert weighted.n == plain.n - 4
    assert weighted.n_missing == plain.n_missing + 4
    assert "missing: 2 not given, 2 sampling weight zero" in weighted.note
    facts = results.panel_facts.query("fact == 'missing' and variable == 'sampling_weight'")
    assert dict(zip(facts["detail"], facts["value"], strict=True))["sampling weight zero"] == 2


def test_a_stratum_counts_firms_outside_the_hypothesis_sample(frame):
    # H2 looks at internationalized firms; dropping the others from the file changes its SE
    whole = row(run(frame, "H2"), "H2.fsts.2011.weighted_means.t_test")
    abroad = frame[frame["foreign_sales"] > 0].reset_index(drop=True)
    cut = row(run(abroad, "H2"), "H2.fsts.2011.weighted_means.t_test")
    assert (whole.n, whole.effect) == (cut.n, pytest.approx(cut.effect, rel=1e-12))
    assert whole.p_value != pytest.approx(cut.p_value, rel=1e-4)


@pytest.mark.parametrize("procedure", ["weighted_means.t_test", "chi_square.rao_scott"])
def test_a_year_is_a_sample_of_its_own(frame, procedure):
    # strata of one name in other years are other strata: what other years hold changes nothing
    name = {"weighted_means.t_test": "H2.fsts", "chi_square.rao_scott": "H1.internationalized"}
    stem = f"{name[procedure]}.2011.{procedure}"
    hypothesis = name[procedure][:2]
    first = {"size_basis": "each_year"}
    whole = row(run(frame, hypothesis, definitions=Definitions(**first)), stem)
    only = frame[frame["year"] == 2011].reset_index(drop=True)
    alone = row(run(only, hypothesis, definitions=Definitions(**first)), stem)
    names = ["n", "statistic", "df", "p_value", "effect", "ci_low", "ci_high"]
    same(whole[names].astype(float), alone[names].astype(float))


def test_weighted_tests_that_cannot_be_are_named_as_the_unweighted_ones(frame):
    found = run(
        frame.drop(columns=["foreign_sales"]),
        "H1",
        columns={name: value for name, value in COLUMNS.items() if name != "foreign_sales"},
    ).findings
    own = found[found["variant"].str.startswith("block_1")]
    assert set(own["status"]) == {"variable_missing"}
    pooled = {"clustered_logit", "gee_logit"}
    assert set(own["procedure"]) == {"logit", "firth_logit", "weighted_logit"} | pooled


def test_strata_without_weights_count_every_firm_once(frame):
    columns = {**damage.COLUMNS, "stratum": "stratum"}
    found = row(run(frame, "H2", columns=columns), "H2.fsts.2011.weighted_means.t_test")
    ones = {**columns, "weight": "one"}
    same = row(run(frame.assign(one=1), "H2", columns=ones), "H2.fsts.2011.weighted_means.t_test")
    assert (found.p_value, found.effect) == (same.p_value, same.effect)
    assert found.note.startswith("no `weight`: every firm counts once, by strata")


def test_firm_means_have_no_weighted_companion(frame):
    own = Hypothesis(
        id="O1",
        text="means",
        outcomes=("rota",),
        predictor="sme",
        contrast=("yes", "no"),
        unit="firm_means",
    )
    assert set(run(frame, own=(own,)).findings["role"]) == {"primary"}


def own(**changes):
    base = {
        "id": "O1",
        "text": "own",
        "outcomes": ("rota",),
        "predictor": "sme",
        "contrast": ("yes", "no"),
    }
    return Hypothesis(**{**base, **changes})


NONE = "smeint offers no rank test with sampling weights"
INSTEAD = (
    "; use mann_whitney, which is unweighted, and read the weighted means that stand beside it "
    "where [columns] has `weight`."
)
COMPANION = (
    "weighted tests are companions; leave procedure out, for verdicts rest on unweighted tests, "
    'and ask for companions = ["weighted"].'
)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("weighted_mann_whitney", NONE + INSTEAD),
        ("weighted mann-whitney", NONE + INSTEAD),
        ("Weighted_Wilcoxon", NONE + INSTEAD),
        ("svyranktest", NONE + INSTEAD),
        ("weighted_rank_sum", NONE + INSTEAD),
        ("weighted_kruskal_wallis", NONE + INSTEAD),
        ("weighted_spearman", NONE + "; use spearman, which is unweighted."),
        ("weighted_kendall", NONE + "; use spearman, which is unweighted."),
        ("rao_scott", COMPANION),
        ("svychisq", COMPANION),
        ("weighted_means", COMPANION),
        ("weighted_logit", COMPANION),
    ],
)
@pytest.mark.parametrize("key", ["procedure", "companions"])
def test_weighted_procedures_are_refused_by_name(name, why, key):
    value = name if key == "procedure" else (name,)
    with pytest.raises(StudyFileError) as refusal:
        own(**{key: value})
    assert str(refusal.value) == f"O1: {key} `{name}` is refused: {why}"


def test_weighted_companions_without_weights_are_refused(wbes):
    for call in (run_study, check_study):
        with pytest.raises(StudyFileError) as refusal:
            call(wbes(design=""))
        assert str(refusal.value) == (
            "study.toml: O1: companions names `weighted`, which needs sampling weights; "
            "[columns] has no `weight`."
        )
    assert "survey" not in run_study(wbes(design="", companions="[]")).manifest


def test_weighted_companions_that_cannot_be_are_refused(frame):
    means = own(unit="firm_means", companions=("weighted",))
    with pytest.raises(StudyFileError, match="needs unit cross_section"):
        run(frame, own=(means,))
    ranks = own(predictor="fsts", contrast=(), companions=("weighted",))
    with pytest.raises(StudyFileError, match="which a rank correlation does not have"):
        run(frame, own=(ranks,))


@pytest.mark.parametrize(
    ("survey", "sentence"),
    [
        (
            '[survey]\nsingle_unit_strata = "ajust"',
            "[survey] single_unit_strata must be one of adjust, average, certainty, remove, fail, "
            'got "ajust". Did you mean `adjust`?',
        ),
        (
            "[survey]\nsingle_unit_strata = 1",
            "[survey] single_unit_strata must be one of adjust, average, certainty, remove, fail, "
            "got 1.",
        ),
        (
            '[survey]\nlonely_psu = "adjust"',
            "[survey] has no key `lonely_psu`; allowed: single_unit_strata.",
        ),
    ],
)
def test_what_the_survey_table_does_not_allow(wbes, survey, sentence):
    with pytest.raises(StudyFileError) as refusal:
        run_study(wbes(survey=survey))
    assert str(refusal.value) == f"study.toml: {sentence}"


def test_a_weighted_study_is_written_whole(wbes, tmp_path):
    folder = write_results(run_study(wbes()), tmp_path / "out", formats=("md",))
    assert "weighted_share" in (folder / "measures.csv").read_text()
