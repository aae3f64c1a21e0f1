"""How often rules err, as reports say it beside the verdicts."""

import re
from dataclasses import replace

import pytest
from rich.console import Console

from smeint.report.contents import verdicts
from smeint.report.contents.report import report_of
from smeint.report.error_rates import rate_clause, rates_of
from smeint.report.formats.html import html_report
from smeint.report.formats.latex import latex_report
from smeint.report.formats.markdown import markdown_report
from smeint.report.sentences.not_said import not_said
from smeint.report.tables.error_rates import error_rate_table
from smeint.report.tables.verdicts import short_verdict_table, verdict_table
from smeint.report.terminal import show
from smeint.report.words import plain
from smeint.study.results import records
from smeint.study.run import run_panel
from smeint.study.shipped import MAIN
from smeint.synth.simulate import simulate
from tests.report.studies import made_rates

ASKED = ("H2", "H3", "H3b", "H5")


@pytest.fixture(scope="module")
def rated():
    """H2 and H5 have rates, H3 and H3b have none."""
    asked = tuple(replace(MAIN[name], companions=()) for name in ASKED)
    panel = simulate("published", 4).to_panel()
    return run_panel(panel, hypotheses=asked, normality=False, error_rates=made_rates)


def record_of(results, name):
    return next(record for record in results.manifest["hypotheses"] if record["id"] == name)


def test_beside_a_verdict_stands_the_direction_that_supports_the_claim(rated):
    claimed = rates_of(rated, record_of(rated, "H2"))
    either = rates_of(rated, record_of(rated, "H5"))  # it claims no sign
    assert {row["direction"] for row in claimed.values()} == {"claimed"}
    assert {row["direction"] for row in either.values()} == {"either"}
    assert rates_of(rated, record_of(rated, "H3")) == {}


def test_every_cell_of_the_verdict_table_has_its_own_rate(rated):
    table = verdict_table(rated)
    by_name = {row[0]: row[4:] for row in table.rows}
    for name in ("H2", "H5"):
        rates = rates_of(rated, record_of(rated, name))
        shown = [re.search(r"\[(.*)%\]$", cell)[1] for cell in by_name[name]]
        assert shown == [f"{100 * rates[rule]['rate']:.1f}" for rule in rates]
    assert not any("%" in cell for name in ("H3", "H3b") for cell in by_name[name])


def test_the_table_of_error_rates_shows_every_row_once(rated):
    table = error_rate_table(rated)
    cells = [cell for row in table.rows for cell in row[2:]]
    wanted = [
        f"{100 * r['rate']:.1f} [{100 * r['ci_low']:.1f}, {100 * r['ci_high']:.1f}]"
        for r in records(rated.error_rates)
        if r["hypothesis"] == "H2" or r["direction"] == "either"
    ]
    assert sorted(cells) == sorted(wanted)
    notes = " ".join(table.notes)
    assert "57 + 57 firms, 3 years, alpha .05, 12,000 replicates" in notes
    assert "No error rate for H3b: a negligible effect is what holds" in notes


def test_support_is_said_with_the_rate_of_the_rule(rated):
    text = plain(not_said(rated, record_of(rated, "H2")))
    row = rates_of(rated, record_of(rated, "H2"))["published"]
    assert (
        f"This rule supports such a claim in {rate_clause(row)}; .05 is the level of a single "
        "test." in text
    )
    assert "not measured here" not in text
    assert "%" not in plain(not_said(rated, record_of(rated, "H5")))  # it is not supported


def test_a_fresh_rate_is_called_fresh(rated):
    fresh = rated.error_rates.assign(source="fresh")
    found = replace(rated, error_rates=fresh)
    assert "(fresh: 57 + 57 firms, 3 years)" in plain(not_said(found, record_of(found, "H2")))
    assert any(note.startswith("Error rates are fresh") for note in error_rate_table(found).notes)


DESIGN = "(stored: 57 + 57 firms, 3 years)"


@pytest.fixture(scope="module")
def report(rated):
    return report_of(rated)


def test_paper_says_the_rates_and_where_they_are_from(report):
    for text in (markdown_report(report), latex_report(report, {})):
        assert "12,000 replicates" in text
        assert DESIGN in text


def test_a_card_on_the_page_says_how_often_each_rule_errs(report):
    page = re.sub(r'<span class="held">([^<]*)</span>', r"\1", html_report(report, {}))
    cards = page.split('<article class="verdict')[1:]
    assert [card.count(">errs in ") for card in cards[:4]] == [4, 0, 0, 4]
    errs = f"Errs in 5.0% [4.6, 5.4] of simulated studies in which nothing is there {DESIGN}."
    assert f'<p class="errs">{errs}</p>' in cards[0]
    assert "Errs in" not in cards[1]


def test_without_any_rate_the_report_says_why(rated):
    told = {**rated.manifest["error_rates"], "reasons": {"H2": "not stored for so few firms"}}
    none = replace(
        rated,
        error_rates=rated.error_rates.iloc[:0],
        manifest={**rated.manifest, "error_rates": told},
    )
    assert error_rate_table(none) is None
    (said,) = verdicts._error_rates(none)
    assert plain(said.words) == "No error rate for H2: not stored for so few firms."


def test_the_table_on_a_terminal_of_80_columns_is_not_cut(rated):
    console = Console(width=80, record=True, file=None, quiet=False)
    with console.capture() as shown:
        show(console, short_verdict_table(rated))
    assert "Pooled" in shown.get()
    assert "[5.0%]" in shown.get()
