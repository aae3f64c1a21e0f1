"""Names in the tables of the sample, and notes of models that say once what they share."""

from dataclasses import replace

import pytest

from smeint.report.table import shown_rows
from smeint.report.tables.further_models import further_models, value_text
from smeint.report.tables.model_notes import merged_notes
from smeint.report.tables.sample import model_table, normality_table, sample_table
from smeint.study.results import records


def test_firms_are_counted_under_the_names_of_their_groups(published):
    table = sample_table(published)
    facts = published.panel_facts
    own = facts[(facts["fact"] == "firms") & (facts["level"] == "high")]
    by_name = {row[0]: row[1:] for row in table.rows}
    assert by_name["Degree of internationalization: high"] == tuple(
        f"{n:.0f}" for n in own["value"]
    )
    assert by_name["SMEs"] == ("57", "57", "57")
    assert list(by_name)[:5] == ["All firms", "SMEs", "Non-SMEs", "Internationalized", "Domestic"]
    assert not any("=" in row[0] or "_" in row[0] for row in table.rows)


def test_a_label_of_the_data_stands_for_a_variable(published):
    variables = {**published.manifest["variables"]}
    variables["sales"] = {**variables["sales"], "label": "Turnover <b>"}
    changed = replace(published, manifest={**published.manifest, "variables": variables})
    names = {row[0] for row in normality_table(changed).rows}
    assert "Turnover <b>" in names
    assert "Return on total assets (ROTA)" in names
    assert "sales" not in names


def test_repeated_places_stand_once(published):
    for table, times in ((normality_table(published), 8), (model_table(published, "H1"), 4)):
        firsts = [row[0] for row in shown_rows(table) if row[0]]
        assert len(firsts) == len(set(firsts)) == times
    assert model_table(published, "H1").title == "H1: logistic regression, odds ratio of SME"


@pytest.mark.parametrize("hypothesis", ["H2", "H3"])
def test_notes_are_few_and_no_fact_is_lost(published, hypothesis):
    table = further_models(published, hypothesis)
    assert len(table.notes) <= 6
    text = " ".join(table.notes)
    assert text.count("Country = GHA") == text.count("Industry = 10") == 1
    own = published.findings[
        (published.findings["hypothesis"] == hypothesis) & (published.findings["note"] != "")
    ]
    for note in own["note"]:
        for part in note.split("; "):
            head, _, rest = part.partition(": ")
            if head not in ("reference", "not unique, middle taken"):
                assert head[:1].upper() + head[1:] in text
                assert rest in text
    methods = set(own["ci_method"]) & {m for m in own["ci_method"] if m.startswith("Wald")}
    assert all(method in text for method in methods)


def test_other_tests_do_not_stand_among_the_models(published):
    changed = published.measures.copy()
    rows = changed["finding_id"].str.contains("chi_square.yates")
    changed.loc[rows, "term"] = "sme = yes"
    assert further_models(replace(published, measures=changed), "H1") is None


ONE = {"procedure": "logit", "outcome": "y", "stratum": "all", "status": "ok"}


def row(variant, year, note, **fields):
    return {**ONE, "variant": variant, "year": year, "note": note, **fields}


def test_what_all_share_has_no_place_and_what_differs_has_one():
    rows = [
        row("block_1", "2010", "event: y = yes; reference: a = no; missing: 3 refused"),
        row("block_2", "2010", "event: y = yes; reference: a = no, b = x; missing: 5 refused"),
        row("block_1", "2011", "event: y = yes; reference: a = no"),
        row("block_2", "2011", "event: y = yes; reference: a = no, b = z"),
    ]
    assert merged_notes({}, rows, str) == (
        "Event: y = yes. Reference: a = no, b = x (block 2 2010), b = z (block 2 2011).",
        "Missing: 3 refused (block 1 2010); 5 refused (block 2 2010).",
    )


def test_a_model_is_named_where_its_block_does_not_tell_it():
    rows = [
        row("block_1", "2010", "left out: c"),
        row("block_1", "2010", "", procedure="firth_logit"),
        row("block_2", "2010", "left out: d"),
        row("block_2", "2010", "left out: d", procedure="firth_logit"),
    ]
    assert merged_notes({}, rows, {"logit": "ML", "firth_logit": "Firth"}.__getitem__) == (
        "Left out: c (ML block 1); d (block 2).",
    )


def test_a_model_that_could_not_be_asked_says_why_once():
    why = "`b` is missing; it needs `c`; left out, not in the data: b (needs `c`)"
    rows = [
        row("block_1", "2010", "event: y = yes"),
        row("block_2", "2010", why, status="variable_missing"),
    ]
    assert merged_notes({}, rows, str) == (
        "Event: y = yes.",
        "Not fitted: `b` is missing, it needs `c` (block 2).",
    )


def test_notes_of_the_demonstration_are_those_of_its_findings(published):
    own = published.findings[published.findings["procedure"].isin(["logit", "firth_logit"])]
    (levels, mediators) = merged_notes(published.manifest, records(own), str)
    assert levels.startswith("Event: Internationalized = yes. Reference: SME = no, Country = GHA")
    assert mediators == "Mediators: Networking, Growth intention, Innovation (block 3)."


def test_small_and_large_differences_have_no_powers_of_ten():
    assert value_text("quantile_difference", -5.44e-05) == "-0.000054"
    assert value_text("quantile_difference", 0.0) == "0"
    assert value_text("quantile_difference", 12345.6) == "12,346"
