"""Sentences on tests and hypotheses: right in number, direction and grammar, whatever came out."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import smeint
from smeint.errors import ArgumentError
from smeint.labels import variable_label
from smeint.numbers import effect_text, interval_text, p_text
from smeint.report.formats.inline import html_inline, latex_inline
from smeint.report.sentences.not_said import not_said
from smeint.report.sentences.on_hypothesis import on_hypothesis
from smeint.report.sentences.one_finding import test_sentence as sentence_on
from smeint.report.sentences.one_finding import test_sentences as sentences_on
from smeint.report.sentences.paragraph import hypothesis_paragraph
from smeint.report.sentences.pattern import finding_line
from smeint.report.tables.tests import group_cell
from smeint.report.tables.tests import tests_table as table_of_tests
from smeint.report.tables.weighted import weighted_table
from smeint.report.words import plain
from smeint.study.results import records
from tests.report.sentence_studies import STUDIES, study_of

SNAPSHOTS = Path(__file__).parent / "snapshots" / "sentences.txt"

#: Verbs that say what lies behind a difference, and what no single study can show.
CAUSAL = re.compile(
    r"\b(affect|influenc|impact|lead(s|ing)? to|led to|increas|decreas|reduc|caus(e|es|ed|ing)\b"
    r"|determin|driv(e|es|en|ing)\b|drove|produc(e|es|ed|ing)\b|because of|due to|result(s|ed)? in"
    r"|improv|rais(e|es|ed|ing)\b|boost|foster|hamper|promot|explain|owing to|thanks to"
    r"|proves?\b|proven|effect of (?![-+.\d])|significant effect)",
    re.IGNORECASE,
)
#: What a slip of the pen would leave behind.
SLIPS = re.compile(
    r"\bnan\b|None|NaN|inf\b|<NA>|  |\(\)|\[\]| [,;:)]| \.(?!\d)|\( |,,|;;|\.\.|–|\{|\}|"
    r"\bfirst group\b.*\bfirst group\b|`|\b1 (firms|SMEs|non-SMEs|years|tests)\b",
)


@pytest.fixture(scope="module")
def studies(published, tmp_path_factory):
    """All studies by name; each is run once."""
    folder = tmp_path_factory.mktemp("sentences")
    demo = replace(published, error_rates=None)  # rates have tests of their own
    return {"demo": demo} | {name: study_of(name, folder) for name in STUDIES}


@pytest.fixture(scope="module")
def said(studies):
    """Every test of every study as (study, row, sentence)."""
    out = []
    for name, results in studies.items():
        rows = records(results.findings)
        texts = (plain(words) for words in sentences_on(results, rows))
        out += [(name, row, text) for row, text in zip(rows, texts, strict=True)]
    return out


@pytest.fixture(scope="module")
def on_hypotheses(studies):
    """Everything that is said of every hypothesis, as (study, record, texts)."""
    out = []
    for name, results in studies.items():
        for record in results.manifest["hypotheses"]:
            found = on_hypothesis(results, record)
            texts = {k: plain(getattr(found, k)) for k in ("paragraph", "line", "not_said")}
            out.append((name, record, texts))
    return out


def balanced(text):
    return all(text.count(a) == text.count(b) for a, b in ("()", "[]", "“”"))


def read_well(text):
    assert not SLIPS.search(text), (SLIPS.search(text), text)
    assert balanced(text), text
    assert text.endswith("."), text
    assert text[0].isupper(), text


def test_the_studies_hold_every_procedure_and_many_statuses(said):
    kinds = {(row["procedure"], row["status"] == "ok") for _, row, _ in said}
    computed = {procedure for procedure, ok in kinds if ok}
    assert computed >= {
        *("chi_square", "fisher_exact", "mann_whitney", "spearman", "pooled_score", "logit"),
        *("firth_logit", "clustered_logit", "gee_logit", "weighted_logit", "weighted_means"),
        *("homogeneity", "mantel_haenszel", "van_elteren", "fractional_logit", "two_part"),
        *("rank_regression", "quantile_regression", "lilliefors", "shapiro_wilk"),
        "kolmogorov_smirnov",
    }
    assert {row["status"] for _, row, _ in said} >= {
        *("empty_group", "too_few", "constant_outcome", "constant_predictor", "separation"),
        *("collinear", "not_converged", "no_spread", "variable_missing", "suppressed"),
    }
    signs = {(row["p_value"] < 0.05, row["effect"] > 0) for _, row, _ in said}
    assert len(signs) == 4


def test_every_sentence_is_one_sentence_without_slips(said):
    for _, row, text in said:
        read_well(text)
        assert len(text) < 420, text
        assert len(re.findall(r"\.(?= [A-Z])", text)) == 0, text
        if row["status"] == "ok" and row["hypothesis"] != "normality":
            assert row["unit"] != "cross_section" or f"In {row['year']}, " in text


def test_no_sentence_says_what_lies_behind(said, on_hypotheses):
    for _, _, text in said:
        assert not CAUSAL.search(text), (CAUSAL.search(text), text)
    for _, record, texts in on_hypotheses:
        for text in texts.values():
            own = text.replace(record["text"], "")
            assert not CAUSAL.search(own), (CAUSAL.search(own), own)


@pytest.mark.parametrize(
    "text", ["Size affects exports.", "a significant effect of size", "led to", "because of size"]
)
def test_the_search_for_causal_words_finds_them(text):
    assert CAUSAL.search(text)


def test_significance_is_told_on_the_unrounded_p(said, studies):
    for name, row, text in said:
        if row["status"] != "ok":
            continue
        alpha = studies[name].manifest["alpha"]
        shown = row["p_value"] < alpha
        not_shown = "do not show" in text or "does not show" in text
        assert shown != not_shown, text


def direction(row, groups):
    """Sign of first minus second, from what the groups are and not from the effect."""
    if len(groups) == 2 and row["procedure"] in ("chi_square", "fisher_exact"):
        return groups[0]["share"] - groups[1]["share"]
    if row["procedure"] == "mann_whitney":
        return groups[0]["mean_rank"] - groups[1]["mean_rank"]
    return row["statistic"]  # z and t of models have the sign of the term


def test_the_direction_in_words_is_that_of_the_data(said, studies):
    checked = 0
    for name, row, text in said:
        two = row["contrast"] and "not show" not in text and row["status"] == "ok"
        if not two or row["procedure"] in ("homogeneity", "firth_logit", "mantel_haenszel"):
            continue
        if row["effect_name"] == "cramers_v" or row["variant"] == "rao_scott":
            continue
        own = studies[name].groups
        groups = records(own[own["finding_id"] == row["finding_id"]])
        sign = direction(row, groups)
        word, other = ("higher", "lower") if sign > 0 else ("lower", "higher")
        assert word in text, (row["finding_id"], text)
        assert other not in text
        checked += 1
    assert checked > 100


def test_an_odds_ratio_below_one_is_told_as_lower(said):
    texts = [
        (row, text)
        for _, row, text in said
        if row["status"] == "ok" and "odds of" in text and row["p_value"] < 0.05
    ]
    assert len(texts) > 20
    for row, text in texts:
        assert ("were lower for" if row["effect"] < 1 else "were higher for") in text


TABLES = (
    *(("demo", name) for name in ("H1", "H2", "H3b", "H4", "F4b")),
    *(("few_firms", "H4"), ("suppressed", "H4"), ("own", "O1"), ("own", "O6"), ("survey", "H1")),
)


def test_primary_sentences_have_the_numbers_of_the_table(studies, said):
    texts = {(study, row["finding_id"]): text for study, row, text in said}
    compared = 0
    for study, name in TABLES:
        found = studies[study].findings
        own = found[(found["hypothesis"] == name) & found["role"].isin(["primary", "pooled"])]
        table = table_of_tests(studies[study], name)
        level = len(table.columns) - 1
        places = [*map(table.columns.index, ("Statistic", "p", "Effect")), level]
        for row, cells in zip(records(own), table.rows, strict=True):
            text = texts[study, row["finding_id"]]
            statistic, p, effect, interval = (cells[place] for place in places)
            if row["status"] != "ok":
                assert p == "–"
                continue
            if row["procedure"] != "spearman":
                assert f"= {statistic.partition(' = ')[2]}" in text, (statistic, text)
            p = p.rstrip("ᵃᵇ")
            assert f"p {p}" in text if p[0] in "<>" else f"p = {p}" in text
            value = effect.partition(" = ")[2]
            assert re.search(rf"= {re.escape(value)}[, ]", text), (effect, text)
            assert interval == "–" or f"CI {interval}" in text
            compared += 1
    assert compared > 75


def test_companions_have_the_numbers_of_their_rows(said):
    for _, row, text in said:
        if row["status"] != "ok":
            continue
        p = p_text(row["p_value"], row["p_bound"])
        assert (f"p {p}" if p[0] in "<>" else f"p = {p}") in text
        if row["effect_name"] in ("odds_ratio", "common_odds_ratio") and "OR" in text:
            name = row["effect_name"]
            assert f"OR = {effect_text(name, row['effect'])}" in text
            interval = interval_text(name, row["ci_low"], row["ci_high"])
            assert interval == "–" or interval in text


def test_groups_are_described_as_in_the_table(studies):
    results = studies["demo"]
    row = records(results.findings.query("finding_id == 'H2.fsts.2011.mann_whitney.asymptotic'"))[0]
    own = results.groups[results.groups["finding_id"] == row["finding_id"]]
    for group in records(own):
        median, size = group_cell(group).removeprefix("Mdn ").split(", n = ")
        assert f"(Mdn = {median}, n = {size})" in plain(sentence_on(results, row))


def test_weighted_sentences_have_the_numbers_of_the_weighted_table(studies):
    for name in ("survey", "weighted"):
        results = studies[name]
        for record in results.manifest["hypotheses"]:
            table = weighted_table(results, record["id"])
            own = results.findings[results.findings["hypothesis"] == record["id"]]
            design = (own["procedure"] == "weighted_means") | (own["variant"] == "rao_scott")
            for row, cells in zip(records(own[design]), table.rows, strict=True):
                text = plain(sentence_on(results, row))
                for cell in cells[3:]:
                    number = cell.split(" ")[0].removesuffix(",")
                    whole = cell if cell.startswith("[") else number
                    if whole not in ("–", "F(1,") and not cell.startswith(("F", "t")):
                        assert whole.replace("%", "") in text.replace("%", ""), (cell, text)


def test_a_single_test_that_is_not_significant_is_not_told_as_a_finding(studies):
    tells = "beyond these firms the data do not show "
    for results in studies.values():
        for record in results.manifest["hypotheses"]:
            own = results.findings.query("hypothesis == @record['id'] and role == 'primary'")
            done = own[own["p_value"].notna()]
            if len(done) == 1 and record["claim"] != "negligible":
                alone = done["p_value"].iloc[0] >= results.manifest["alpha"]
                line = plain(finding_line(results, record))
                assert (tells in line) == alone, line


def test_a_difference_of_weighted_shares_is_in_points_and_no_percent(studies):
    table = weighted_table(studies["survey"], "H1")
    place = table.columns.index("Difference")
    assert all(row[place].endswith(" points") for row in table.rows)
    assert all(row[place - 1].partition(" [")[0].endswith("%") for row in table.rows)
    assert all("internationalized" not in row for row in table.rows)  # by its label
    measures = studies["survey"].measures.query(
        "measure == 'weighted_share' and variant == 'logit' and finding_id.str.startswith('H1.')"
    )
    intervals = [f"[{100 * m['ci_low']:.1f}, {100 * m['ci_high']:.1f}]" for m in records(measures)]
    shown = [cell for row in table.rows for cell in row[place - 2 : place]]
    assert [cell.partition("% ")[2] for cell in shown] == intervals


def test_a_small_p_is_never_zero_and_a_bound_stays_one(studies):
    results = studies["demo"]
    row = records(results.findings)[0]
    for p, bound, shown in (
        *((1e-12, "", "p < .001"), (0.001, "<", "p < .001"), (0.2, ">", "p > .200")),
        *((0.04996, "", "p = .04996"), (1.0, "", "p = 1.000")),
    ):
        changed = {**row, "p_value": p, "p_bound": bound}
        assert f", {shown}" in plain(sentence_on(results, changed))


def test_another_alpha_changes_what_is_shown(studies):
    results = studies["demo"]
    row = records(
        results.findings.query("finding_id == 'H1.internationalized.2011.chi_square.pearson'")
    )[0]
    assert 0.01 < row["p_value"] < 0.05
    strict = replace(results, manifest={**results.manifest, "alpha": 0.01})
    assert ": a lower share among SMEs," in plain(sentence_on(results, row))
    assert "; the data do not show a difference," in plain(sentence_on(strict, row))


def test_an_open_interval_is_named_only_where_it_holds_a_notable_effect(said, studies):
    found = 0
    for _, row, text in said:
        if row["effect_name"] not in ("phi", "rank_biserial", "rho", "pooled_correlation"):
            continue
        if row["status"] != "ok" or row["p_value"] < 0.05:
            continue
        low, high = row["ci_low"] <= -0.3, row["ci_high"] >= 0.3
        wanted = {(True, True): "-.30 and of .30", (True, False): "-.30", (False, True): ".30"}
        tail = wanted.get((low, high))
        held = re.search(r"still holds an effect of ([^;]*?)[;.](?!\d)", text)
        assert (held[1] if held else None) == tail, text
        found += tail is not None
    assert found > 20


def test_u_is_that_of_the_first_group(studies, said):
    u = studies["demo"].measures.query("measure == 'u_1'").set_index("finding_id")["estimate"]
    for study, row, text in said:
        if study != "demo" or row["procedure"] != "mann_whitney":
            continue
        shown_u = re.search(r"U = ([\d,.]+) \((SMEs|first group)\)", text)[1].replace(",", "")
        if row["variant"] == "asymptotic":
            assert float(shown_u) == u[row["finding_id"]]
        expected = (row["effect"] + 1) / 2 * row["n_1"] * row["n_2"]
        assert float(shown_u) == pytest.approx(expected)


def test_what_is_suppressed_has_no_number(said):
    hidden = [(row, text) for _, row, text in said if row["status"] == "suppressed"]
    assert hidden
    for row, text in hidden:
        rest = text.removeprefix(f"{row['hypothesis']}, ").replace(row["year"], "")
        assert not re.search(r"\d", re.sub(r"block \d", "", rest)), text


def test_what_was_not_computed_says_why_and_where(studies):
    results = studies["few_firms"]
    by_id = {row["finding_id"]: row for row in records(results.findings)}
    row = by_id["H4.management_team_size.2010.doi_band_moderate.mann_whitney.asymptotic"]
    assert plain(sentence_on(results, {**row, "n_1": 0, "n_2": 12})) == (
        "H4, management team size, 2010, moderate band: not computed, because one of the groups "
        "has no firm (0 SMEs, 12 non-SMEs)."
    )


def test_several_at_once_are_the_same_as_one_at_a_time(studies):
    results = studies["demo"]
    rows = records(results.findings)[::29]
    assert sentences_on(results, rows) == tuple(sentence_on(results, row) for row in rows)


def test_all_that_is_said_of_a_hypothesis_reads_well(on_hypotheses):
    for _, record, texts in on_hypotheses:
        for name, text in texts.items():
            read_well(text)
            longest = {"paragraph": 135, "line": 45, "not_said": 125}[name]
            assert len(text.split()) <= longest, text
        assert texts["paragraph"].startswith(record["id"])
        assert texts["line"].count(".") < 12


def test_counts_in_the_line_are_those_of_the_findings(studies, on_hypotheses):
    for name, record, texts in on_hypotheses:
        found = studies[name].findings
        own = found[(found["hypothesis"] == record["id"]) & (found["role"] == "primary")]
        own = own[own["p_value"].notna()]
        if record["claim"] == "negligible" or len(own) < 2:
            continue
        n = int((own["p_value"] < 0.05).sum())
        text = texts["line"]
        assert f"; p < .05 in {n or 'none'};" in text, (name, text)
        for effect, part in own.groupby("effect_name"):
            for x in (part["effect"].min(), part["effect"].max()):
                assert effect_text(effect, x) in text


def test_the_paragraph_names_each_rule_with_its_verdict(studies, on_hypotheses):
    names = {"the published rule": "published", "Holm": "holm"}
    checked = 0
    for name, record, texts in on_hypotheses:
        table, text = studies[name].verdicts, texts["paragraph"]
        own = table[table["hypothesis"] == record["id"]]
        by_rule = dict(zip(own["rule"], own["verdict"], strict=True))
        if record["described"] or by_rule["published"] == "not computed":
            continue
        if "Under all 5 rules" in text:
            assert f"the verdict is {by_rule['published']}" in text
            assert set(by_rule.values()) == {by_rule["published"]}
            continue
        verdicts = re.sub(r" \([^()]*\)", "", text).partition("The verdict is ")[2]
        for part in re.split(r"\.( |$)", verdicts)[0].split("; "):
            verdict, _, rules = part.partition(" under ")
            for rule in re.split(", | and ", rules):
                assert by_rule[names.get(rule, rule)] == verdict, (text, rule)
                checked += 1
    assert checked > 40


def with_verdicts(results, **fields):
    """The results with every verdict's fields changed."""
    verdicts = results.verdicts.copy()
    for name, value in fields.items():
        verdicts[name] = value
    return replace(results, verdicts=verdicts)


def record_of(results, name):
    return next(record for record in results.manifest["hypotheses"] if record["id"] == name)


OPEN = "inconclusive: an interval still holds an effect of .30"


@pytest.mark.parametrize(
    "verdict", ["supported", "not supported", "inconclusive", "not computed", "opposite direction"]
)
@pytest.mark.parametrize("claim", ["difference", "negligible"])
@pytest.mark.parametrize("reason", ["", OPEN])
def test_what_is_not_said_reads_well_for_every_verdict(studies, verdict, claim, reason):
    results = with_verdicts(studies["demo"], verdict=verdict, reason=reason)
    for name in ("H3", "F7", "F4b"):
        found = on_hypothesis(results, {**record_of(results, name), "claim": claim})
        for text in (found.paragraph, found.line, found.not_said):
            read_well(plain(text))


def test_no_error_rate_of_a_rule_is_quoted(on_hypotheses):
    for _, _, texts in on_hypotheses:
        text = texts["not_said"]
        assert "%" not in text
        assert not re.search(r"\brate (of|is) [\d.]", text), text


def test_support_by_the_published_rule_alone_is_named(studies):
    results = studies["demo"]
    text = plain(not_said(results, record_of(results, "H3")))
    assert (
        "p < .05 in 1 of 3 is enough; the rules majority, every-year, Holm and pooled do not"
        in text
    )
    assert "not measured here" in text
    assert "Self-selection and reverse causality stay open." in text
    assert "mediators" in plain(not_said(results, record_of(results, "H1")))
    assert "does not say that the bands differ" in plain(
        not_said(results, record_of(results, "H4"))
    )


def test_not_supported_is_no_evidence_of_no_difference(studies):
    results = studies["demo"]
    text = plain(not_said(results, record_of(results, "H5")))
    assert text.startswith("This is not evidence that there is no difference.")
    assert "An interval still holds an effect of .30: the data do not settle the question." in text


HOSTILE = (
    "<script>alert(1)</script>",
    '" onload="x',
    "=HYPERLINK(0)",
    r"$x_1$ \input{a} 50% & #~^",
    "مرحبا",
    "two\nlines `x",
    "x" * 300,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_labels_and_levels_are_inert(studies, text):
    results = studies["survey"]
    variables = {**results.manifest["variables"]}
    variables["market"] = {**variables["market"], "label": text}
    findings = results.findings.copy()
    findings["contrast"] = f"{text} - {text}"
    findings["predictor"] = "region"
    manifest = {**results.manifest, "variables": variables}
    manifest["hypotheses"] = [{**r, "text": text} for r in manifest["hypotheses"]]
    hostile = replace(results, findings=findings, manifest=manifest)
    row = records(findings.query("finding_id == 'O1.market.2013.chi_square.pearson_rxc'"))[0]
    for words in (
        sentence_on(hostile, row),
        hypothesis_paragraph(hostile, record_of(hostile, "O1")),
    ):
        assert "<script" not in html_inline(words)
        assert r"\input" not in latex_inline(words)
        assert re.sub(r"\\textbackslash|\\[${}%#&_]", "", latex_inline(words)).count("$") == 0
        assert "\n" not in html_inline(words)
    assert len(plain(sentence_on(hostile, row))) < 600
    assert variable_label(manifest, "market")


def test_the_public_function_gives_tests_and_hypotheses(studies):
    results = studies["demo"]
    name = "H1.internationalized.2010.chi_square.pearson"
    by = {
        m: smeint.sentence(results, name, markup=m) for m in ("plain", "markdown", "html", "latex")
    }
    assert by["plain"].endswith("χ²(1, N = 114) = 9.05, p = .003, φ = -.28, 95% CI [-.44, -.10].")
    assert "*p* = .003" in by["markdown"]
    assert "<em>p</em> = .003, φ = \u2212.28, 95% CI [\u2212.44, \u2212.10]." in by["html"]
    assert r"40.4\% of SMEs" in by["latex"]
    assert r"\textit{p} = .003" in by["latex"]
    assert smeint.sentence(results, "H1").startswith("H1 (SMEs and non-SMEs differ")


def test_the_public_function_refuses_what_is_not_there(studies):
    results = studies["survey"]
    with pytest.raises(ArgumentError) as refusal:
        smeint.sentence(results, "H9")
    assert str(refusal.value) == (
        "The results hold no test and no hypothesis `H9`; hypotheses: H1, H2, O1; the ids of tests "
        "stand in findings.csv."
    )
    with pytest.raises(ArgumentError) as refusal:
        smeint.sentence(results, "H1", markup="rtf")
    assert str(refusal.value) == ("markup must be one of plain, markdown, html, latex, got 'rtf'.")


def test_sentences_are_the_same_from_saved_results(studies, saved):
    again = replace(smeint.load_results(saved), error_rates=None)
    rows, others = records(studies["demo"].findings), records(again.findings)
    assert sentences_on(again, others[::3]) == sentences_on(studies["demo"], rows[::3])
    for record in again.manifest["hypotheses"][:5]:
        assert on_hypothesis(again, record) == on_hypothesis(studies["demo"], record)


def shown(said, on_hypotheses):
    """The texts that were read word by word and checked against the findings."""
    tests = {(study, "test", row["finding_id"]): text for study, row, text in said}
    for study, record, texts in on_hypotheses:
        tests |= {(study, kind, record["id"]): text for kind, text in texts.items()}
    lines = SNAPSHOTS.read_text(encoding="utf-8").splitlines()
    for key in (line for line in lines if line.startswith("## ")):
        yield f"{key}\n{tests[tuple(key.removeprefix('## ').split(' ', 2))]}"


def test_full_texts_are_as_they_were_read(said, on_hypotheses):
    text = "\n\n".join(shown(said, on_hypotheses)) + "\n"
    assert text == SNAPSHOTS.read_text(encoding="utf-8")


def test_a_procedure_without_a_sentence_of_its_own_still_has_one(studies):
    results = studies["demo"]
    row = {**records(results.findings.query("hypothesis == 'H2'"))[0], "procedure": "new_test"}
    text = plain(sentence_on(results, row))
    read_well(text)
    assert "new test of the share of foreign sales (FSTS) by SME status, N = 62, z = -1.86" in text


def test_missing_numbers_in_frames_of_any_kind_do_not_show(studies):
    results = studies["suppressed"]
    assert results.findings["n"].isna().any()
    assert pd.isna(results.verdicts["n_significant"]).any()
