"""The methods section says what was done and nothing else; its list of references is its own."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import smeint
from smeint.definitions.definitions import Definitions
from smeint.definitions.schemes import SCHEMES
from smeint.panel.read import panel_from_frame
from smeint.report.sentences.cited import cite, full, in_order
from smeint.report.sentences.methods import methods_paragraphs
from smeint.report.sentences.references import references
from smeint.report.sentences.sources import SOURCES
from smeint.report.words import plain
from smeint.study.hypothesis import Hypothesis
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

PACKAGE = Path(smeint.__file__).parent
OWN = Hypothesis(
    id="H6", text="Claim", outcomes=("rota",), predictor="innovation", contrast=("yes", "no")
)


def text_of(results, **options):
    return "\n".join(plain(p.words) for p in methods_paragraphs(results, **options))


def section(results, heading):
    found = [plain(p.words) for p in methods_paragraphs(results)]
    return next((text for text in found if text.startswith(f"{heading}. ")), "")


def cited_in(text):
    """Works that stand in parentheses in a text, as ``Firth, 1993``."""
    inside = re.findall(r"\(([^()]*?, (?:\d{4}|n\.d\.))\)", text)
    return {work for group in inside for work in group.split("; ")}


def listed_in(results, **options):
    """Works of the list of references, cited from their own text: authors before the year."""
    short = set()
    for entry in references(results, **options):
        authors, _, rest = plain(entry).partition(" (")
        names = re.findall(r"(?:^|, (?:& )?)([^,&]+?), (?:[A-Z]\.[ -]?)+", authors)
        names = names or [authors.rstrip(".")]
        named = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
        short.add(f"{named}, {rest.partition(')')[0]}")
    return short


def run(kind="whole", hypotheses=(), **options):
    return run_panel(damage.panel(kind, 3), hypotheses=hypotheses, **options)


#: H1 with the models of a year alone.
ONE = replace(MAIN["H1"], companions=("yates", "logit"))


def last_year_of(kind):
    """The firms of the last year of a damaged panel, as a panel."""
    frame = to_frame(simulate("published", 3)).reset_index(drop=True)
    damaged = getattr(damage, kind)(frame, np.random.default_rng(3))
    last = damaged[damaged["year"] == damaged["year"].max()].reset_index(drop=True)
    return panel_from_frame(last, damage.COLUMNS)


@pytest.fixture(scope="module")
def weighted():
    frame = to_frame(simulate("published", 4)).reset_index(drop=True)
    frame = frame[frame["year"] == 2011].reset_index(drop=True)
    frame["weight"] = 1.0 + (frame.index % 5)
    frame["layer"] = (frame.index % 2).astype(str)
    columns = {**damage.COLUMNS, "weight": "weight", "stratum": "layer"}
    panel = panel_from_frame(frame, columns)
    return run_panel(panel, hypotheses=(MAIN["H1"], MAIN["H2"]), normality=False)


@pytest.fixture(scope="module")
def one_year():
    return run("one_year", (MAIN["H1"], MAIN["H2"]), normality=False)


@pytest.fixture(scope="module")
def own_alone():
    return run(hypotheses=(OWN,), normality=False)


@pytest.fixture(scope="module")
def suppressed():
    return run("one_year", (ONE, replace(MAIN["H4"], companions=("fisher",))), min_count=5)


STUDIES = ("published", "weighted", "one_year", "own_alone", "suppressed")


@pytest.mark.parametrize("name", STUDIES)
def test_what_is_cited_is_listed_and_what_is_listed_is_cited(name, request):
    results = request.getfixturevalue(name)
    assert cited_in(text_of(results)) == listed_in(results)
    assert len(listed_in(results)) == len(references(results)) >= 8


@pytest.mark.parametrize("name", STUDIES)
def test_the_list_is_in_the_order_of_authors(name, request):
    entries = [plain(entry) for entry in references(request.getfixturevalue(name))]
    assert entries == sorted(entries, key=str.casefold)


@pytest.mark.parametrize("name", STUDIES)
def test_sentences_are_whole(name, request):
    text = text_of(request.getfixturevalue(name))
    assert not re.search(r"[:,;] ?\.(\s|$)|\(\)|\bnan\b|None|  | ,| \.(?!\d)|\.\.", text)
    assert not re.search(r"because of the size|leads? to|causes?\b|due to", text)
    assert all(line.endswith(".") for line in text.splitlines())


def test_the_demonstration_names_everything_that_it_did(published):
    text = text_of(published)
    for words in (
        "no row is a real firm",
        "342 firm-years of 114 firms in 2010, 2011, and 2012",
        "10 < employees < 200",
        "(ROTA) is operating profit over total assets at the end of the year",
        "above 0%",
        "low up to 10%, moderate up to 50%, and high above 50%",
        "without continuity correction",
        "corrected for ties",
        "two-sided",
        "Lilliefors' test",
        "Holm's method",
        "±.30 (H3b, F9)",
        "= .05",
        "one score test over all years",
        f"SciPy {published.manifest['versions']['scipy']}",
    ):
        assert words in text, words
    assert text.count("The data are synthetic") == 1
    intervals = {row for row in published.findings["ci_method"].unique() if row}
    assert "Brunner-Munzel, logit, shrunken variance" in " ".join(intervals)
    assert "Brunner-Munzel, logit" not in text  # every method has its words


def test_without_normality_nothing_is_said_of_it(own_alone):
    text = text_of(own_alone)
    assert "Lilliefors" not in text
    assert "Shapiro" not in text
    assert not section(own_alone, "Normality")


def test_without_h1_there_is_no_logistic_regression(own_alone):
    text = text_of(own_alone)
    for words in ("ogistic", "Firth", "chi-square", "statsmodels", "firthmodels", "Holm's method"):
        assert (words in text) == (words == "Holm's method"), words
    assert not section(own_alone, "Companion analyses")
    assert not section(own_alone, "Hypotheses")  # none is the study's


def test_one_year_has_no_rule_over_years(one_year):
    text = text_of(one_year)
    for words in ("one score test", "firm-year", "majority", "Generalized", "over all years"):
        assert words not in text
    assert "each firm once" in section(one_year, "Unit of analysis")
    assert "Each hypothesis has one" in section(one_year, "Decisions")
    assert "Holm" not in text


def test_weights_are_told_where_there_are_some(weighted, published):
    text = section(weighted, "Sampling weights")
    assert "the sampling weights and the sampling strata" in text
    assert "Rao & Scott, 1984" in text
    assert "weighted means, which are no weighted form" in text
    assert not section(published, "Sampling weights")


def test_firm_means_are_the_unit_where_they_are():
    results = run(hypotheses=(replace(OWN, unit="firm_means"),), normality=False)
    unit = section(results, "Unit of analysis")
    assert unit.startswith("Unit of analysis. H6: the unit is the firm with its mean")
    assert "cross-section" not in unit
    assert "or because they change their group" in section(results, "Missing values")


def test_suppression_is_told_and_no_number_given_away(suppressed):
    text = section(suppressed, "Disclosure control")
    assert "fewer than 5 firms" in text
    assert "a number of firms that is not shown" in section(suppressed, "Sample")
    hidden = suppressed.manifest["suppressed"]["findings"]
    assert f"({hidden} tests)" in text


def test_definitions_are_told_as_they_were(published):
    changed = Definitions(
        rota_denominator="average",
        rota_winsorize=0.05,
        internationalized_threshold=0.1,
        doi_bands="tertiles",
        size_scheme="enterprise_surveys",
        size_basis="each_year",
    )
    asked = tuple(replace(MAIN[name], companions=()) for name in ("H2", "H3", "H5"))
    results = run_panel(damage.panel("whole", 3), changed, asked, normality=False)
    text = text_of(results)
    for words in (
        "the mean of total assets at the ends of this year and the last",
        "winsorized at 5% and 95%",
        "FSTS is above 10%",
        "tertiles of FSTS",
        "World Bank Enterprise Surveys",
        "fewer than 5 employees",
        "The class follows the values of each year",
    ):
        assert words in text, words
        assert words not in text_of(published), words


@pytest.mark.parametrize("name", SCHEMES)
def test_every_size_scheme_reads_well(name, published):
    changed = {**published.manifest["definitions"], "size_scheme": name}
    results = replace(published, manifest={**published.manifest, "definitions": changed})
    text = section(results, "Sample")
    assert SCHEMES[name].sme_rule in text
    assert "with otherwise" not in text
    assert ("all others" in text) == (SCHEMES[name].non_sme_rule == "otherwise")
    assert ("SMEs are firms with" in text) == (len(SCHEMES[name].rules) == 1)
    if name != "osei_bonsu_2014":
        assert f"Source of the definition: {SCHEMES[name].source}; {SCHEMES[name].date}." in text
    assert not re.search(r"  | ,|\.\.|\(\)", text)


@pytest.mark.parametrize("kind", damage.KINDS)
def test_damaged_data_leave_whole_sentences_and_matching_lists(kind):
    results = run_panel(last_year_of(kind), hypotheses=(ONE, MAIN["H2"]), normality=False)
    text = text_of(results)
    assert not re.search(r"[:,;] ?\.(\s|$)|\(\)|\bnan\b|None|  ", text)
    assert cited_in(text) == listed_in(results)
    rows = results.findings
    separated = rows[(rows["procedure"] == "logit") & (rows["status"] == "separation")]
    assert ("separation was found in" in text) == (len(separated) > 0)
    fitted = rows[(rows["procedure"] == "firth_logit") & (rows["status"] == "ok")]
    assert ("Firth's penalty" in text) == (len(fitted) > 0)


def test_what_could_not_be_tested_is_counted(published):
    results = run("all_domestic", (ONE, MAIN["H2"]), normality=False)
    assert "No primary test could be made." in section(results, "Tests")
    missing = section(results, "Missing values")
    assert "of 6: the outcome is the same for every firm: 3 (H1)" in missing
    assert "without a result" not in section(published, "Missing values")


def test_a_block_names_only_the_terms_that_it_has(published):
    assert "log firm age, country, and industry added (block 2)" in text_of(published)
    frame = to_frame(simulate("published", 4)).reset_index(drop=True)
    frame["country"] = "GHA"
    panel = panel_from_frame(frame, damage.COLUMNS)
    results = run_panel(panel, hypotheses=(ONE,), normality=False)
    assert "log firm age and industry added (block 2)" in text_of(results)


def test_text_of_the_data_stays_text(published):
    manifest = {
        **published.manifest,
        "data": {**published.manifest["data"], "file": "<script>*x*</script>.csv"},
    }
    runs = [r for p in methods_paragraphs(replace(published, manifest=manifest)) for r in p.words]
    held = [r for r in runs if "<script>" in r.text]
    assert [(r.text, r.style, r.link) for r in held] == [("<script>*x*</script>.csv", "code", "")]


def test_figures_and_the_second_opinion_are_named_on_request(published):
    assert "matplotlib" not in text_of(published)
    assert "pingouin" not in text_of(published)
    text = text_of(published, figures=True, cross_check=True)
    for words in ("matplotlib", "(Hunter, 2007)", "(Waskom, 2021)", "pingouin", "(Vallat, 2018)"):
        assert words in text
    assert cited_in(text) == listed_in(published, figures=True, cross_check=True)


# the works themselves

#: Not in the docstrings of procedures; looked up where they are cited by their makers, or in
#: lists of references of others.
LOOKED_UP = {
    *("shapiro_wilk_1965", "spearman_1904", "appelbaum_2018", "smeint", "firthmodels"),
    *("scipy", "numpy", "pandas", "statsmodels", "matplotlib", "seaborn", "pingouin"),
}


def test_addresses_are_those_of_the_docstrings():
    held = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "docs").glob("*.md")]
        if path.name not in ("sources.py", "jars.py")
    )
    for key, entry in SOURCES.items():
        address = re.search(r"https://\S+$", entry)
        if address and key not in LOOKED_UP:
            assert address[0] in held, key


def test_each_work_has_an_author_a_year_and_its_own_name():
    assert len({cite(key) for key in SOURCES}) == len(SOURCES)
    for key, entry in SOURCES.items():
        assert re.match(r"^[^()]+ \((\d{4}|n\.d\.)\)\. \S", entry), key
        assert entry.count("*") % 2 == 0, key
        year = re.search(r"\d{4}$", key)
        assert year is None or f"({year[0]})" in entry, key


def test_an_entry_is_set_as_apa_asks():
    entry = full("mann_whitney_1947", {})
    assert plain(entry).endswith("*18*, 50".replace("*", "") + "\u201360. " + entry[-1].text)
    assert [run.text for run in entry if run.style == "italic"] == [
        "Annals of Mathematical Statistics",
        "18",
    ]
    assert entry[-1].link == entry[-1].text == "https://doi.org/10.1214/aoms/1177730491"
    assert plain(full("smeint", {"smeint": "9.9"})) == (
        "The smeint developers. (n.d.). smeint (Version 9.9) [Computer software]."
    )


def test_works_are_cited_in_order():
    assert cite("wilson_1927", "newcombe_1998") == "(Newcombe, 1998; Wilson, 1927)"
    assert cite("hosmer_lemeshow_2013") == "(Hosmer et al., 2013)"
    assert in_order(["van_elteren_1960", "scipy", "smeint"]) == [
        "smeint",
        "van_elteren_1960",
        "scipy",
    ]
    with pytest.raises(KeyError):
        cite("nobody_1900")
