"""The documentation site says what the code does, shows what commands print, and is complete."""

import contextlib
import io
import re
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import smeint
from smeint import plot, stats
from smeint.commands import app
from smeint.finding import MEASURES, Status
from smeint.panel.variables import VARIABLES
from smeint.report import write
from smeint.study.hypothesis import COMPANIONS
from smeint.study.load import load_results
from smeint.study.results import TABLES
from smeint.study.rules import RULES
from smeint.study.shipped import SHIPPED

DOCS = Path(__file__).resolve().parents[1] / "docs"
sys.path.insert(0, str(DOCS))
from _ext import methods, outside, played, reachable, tables  # noqa: E402
from _ext.catalogue import FORMULAS, GROUPS, TITLES  # noqa: E402
from _ext.columns import COLUMNS, DIAGNOSIS  # noqa: E402
from _ext.readings import primary_tests  # noqa: E402

sys.path.remove(str(DOCS))

PAGES = {path.stem: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
#: Public names that carry data or answers, or adjust what tests say, and test nothing themselves.
NO_TEST = {"Answer", "CrossTable", "crosstab", "by_group", "lagged"}
ADJUSTS = set(GROUPS[-2].methods)


# What stands where


def test_every_page_stands_in_the_table_of_contents_once():
    entries = re.findall(r"^```\{toctree\}\n(?::.*\n)*\n((?:[\w-]+\n)+)```", PAGES["index"], re.M)
    named = [name for block in entries for name in block.split()]
    assert sorted(named) == sorted(set(PAGES) - {"index"})


def test_every_method_has_one_page_and_stands_in_the_table_of_contents():
    named = [name for group in GROUPS for name in group.methods]
    assert sorted(named) == stats.__all__
    assert {f"{name}.rst" for name in stats.__all__} == set(methods.pages())
    toctree = tables.method_toctree()
    assert [line for line in toctree.splitlines() if "/" in line] == [f"method/{n}" for n in named]
    assert "```{generated} method toctree" in PAGES["statistics"]


@pytest.mark.parametrize(
    ("module", "page"), [("smeint", "api"), ("smeint.plot", "api")], ids=["smeint", "plot"]
)
def test_every_public_name_is_among_the_python_names(module, page):
    assert f"```{{generated}} api of {module}\n" in PAGES[page]
    public = {"smeint": smeint.__all__[1:], "smeint.plot": getattr(plot, "__all__", ())}[module]
    named = re.findall(rf"^\.\. \S+:: {module}\.(\w+)$", tables.api(module), re.M)
    assert sorted(named) == sorted(public)


def test_a_module_without_public_names_is_described_gracefully():
    assert "no public names" in tables.api("smeint.numbers")


def test_pages_ask_for_tables_that_there_are_and_every_table_is_asked_for():
    asked = [
        name
        for text in PAGES.values()
        for name in re.findall(r"^```\{generated\} (.+)$", text, re.M)
    ]
    assert sorted(asked) == sorted(tables.TABLES_BY_NAME)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_to_a_page_and_a_heading(page):
    for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]+))?\)", PAGES[page]):
        path = DOCS / target if target else DOCS / f"{page}.md"
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path.read_text(encoding="utf-8")), f"{target}#{anchor}"


def anchors(text):
    """Return the anchors of headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


# Methods


@pytest.mark.parametrize("name", sorted(set(TITLES) - NO_TEST - ADJUSTS))
def test_a_method_says_what_it_tests_and_where_it_comes_from(name):
    page = methods.pages()[f"{name}.rst"]
    assert page.startswith(f"{TITLES[name]}\n====")
    assert methods.references(name)
    assert all(len(text.split()) > 5 for text in methods.references(name))
    if name not in ("krippendorff_alpha", "skewness_kurtosis"):  # estimates, no test
        assert "ull hypothesis" in " ".join(page.split())


@pytest.mark.parametrize("name", sorted(ADJUSTS))
def test_an_adjustment_says_what_it_holds_and_where_it_comes_from(name):
    page = methods.pages()[f"{name}.rst"]
    assert re.search(r"(?i)\bholds?\b|times 1 \+ 1/2", page)
    assert methods.references(name)


@pytest.mark.parametrize("name", sorted(set(FORMULAS) - {"by_group"}))
def test_the_named_places_of_formulas_have_one(name):
    assert all("Notes" in parts for parts in methods.formulas(name).values())
    assert methods.formulas(name)


def test_a_page_has_the_formula_of_its_method_and_not_of_another():
    page = methods.page("mann_whitney", GROUPS[1])
    assert "z = (U_1 - n_1 n_2 / 2)" in page
    assert "smeint.formulas.rank_sum.mann_whitney" in page
    assert list(methods.formulas("spearman")) == ["smeint.formulas.correlation.spearman"]
    assert not any("fisher" in place for place in methods.formulas("chi_square"))


def test_bars_and_stars_of_formulas_are_no_markup():
    assert methods.marked("whose |z| is a*b, *in words*") == r"whose \|z\| is a\*b, *in words*"
    assert methods.marked("`a|b` and ``c|d``") == "`a|b` and ``c|d``"
    assert methods.marked("n_1 and U_.") == r"n_1 and U\_."


def test_formulas_come_out_of_the_pages_as_they_stand_in_docstrings():
    core = pytest.importorskip("docutils.core")
    for name in TITLES:
        told = [methods.parts_of(name), *methods.formulas(name).values()]
        for text in (parts["Notes"] for parts in told if "Notes" in parts):
            tree = core.publish_doctree(methods.marked(text), settings_overrides=SETTINGS)
            # marks of lists and lines of tables are no text
            typed = re.sub(r"^- |^[= ]+$", "", text, flags=re.M)
            assert bare(tree.astext()) == bare(typed), name


SETTINGS = {"report_level": 2, "halt_level": 2, "_disable_config": True}


def bare(text):
    """Return text without white space and marks of code and emphasis."""
    return re.sub(r"[\s`*]|::(?=\s)", "", text)


def test_a_fraction_of_two_digits_is_not_a_number_of_two():
    pytest.importorskip("sphinx")
    sys.path.insert(0, str(DOCS))
    try:
        from _ext.mathml import mathml
    finally:
        sys.path.remove(str(DOCS))
    # one half of x: docutils alone reads \tfrac12 as twelve
    found = re.search(r"<mfrac[^>]*>(.*?)</mfrac>", mathml(r"\tfrac12 x"), re.DOTALL)
    assert re.findall(r"<mn>(.*?)</mn>", found[1]) == ["1", "2"]


# Tables from code


def test_every_column_of_a_results_set_is_described_in_its_order():
    assert list(COLUMNS) == list(tables.ROWS) == [*TABLES, "error_rates"]
    for name, row in tables.ROWS.items():
        assert list(COLUMNS[name]) == [field.name for field in fields(row)]
        assert all(COLUMNS[name].values())


def test_every_column_of_a_diagnosis_is_described_in_its_order():
    assert set(tables.DIAGNOSED) == {*DIAGNOSIS, "error_rates"}
    assert list(DIAGNOSIS) == list(tables.OF_DIAGNOSIS)
    for name, row in tables.OF_DIAGNOSIS.items():
        assert list(DIAGNOSIS[name]) == [field.name for field in fields(row)]
        assert all(DIAGNOSIS[name].values())


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("variables", VARIABLES),
        ("measures", MEASURES),
        ("statuses", [status.label for status in Status]),
        ("rules", RULES),
        ("companions", COMPANIONS),
        ("definitions", [field.name for field in fields(smeint.Definitions)]),
    ],
)
def test_a_table_has_a_row_for_each_name_and_no_other(table, names):
    shown = re.findall(r"^\| `([^`]+)` \|", tables.TABLES_BY_NAME[table](), re.M)
    assert shown == list(names)


def test_no_cell_of_meaning_is_empty():
    for name in ("definitions", "measures", "statuses", "columns of findings"):
        rows = tables.TABLES_BY_NAME[name]().splitlines()[2:]
        assert all(row.rstrip(" |").count(" | ") >= 1 for row in rows), name


def test_the_hypotheses_are_the_shipped_ones():
    text = tables.TABLES_BY_NAME["hypotheses"]() + tables.TABLES_BY_NAME["further hypotheses"]()
    assert re.findall(r"^\| \*\*(\w+)\*\* \|", text, re.M) == list(SHIPPED)
    row = next(line for line in text.splitlines() if line.startswith("| **H3b**"))
    assert "`sme` = yes; `internationalized` = yes" in row
    assert "negligible" in row


def test_the_help_of_every_command_is_shown():
    text = tables.commands()
    for command in app.registered_commands:
        assert f"Usage: smeint {command.name or command.callback.__name__}" in text


# What pages show


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What commands print, given in a folder; tables are written, and no report beside them."""
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        whole = write.write_results
        patch.setattr(
            write, "write_results", lambda results, out, **_: whole(results, out, formats=())
        )
        printed = played.played(folder)
    return folder, printed


@pytest.mark.parametrize("page", played.PAGES)
def test_a_page_shows_what_its_commands_print(shown, page):
    _, printed = shown
    found = dict(played.blocks(PAGES[f"{page.removesuffix('.md')}"]))
    assert found
    for name, text in found.items():
        assert text == printed[name], f"{name}: python docs/refresh.py"


def test_nothing_is_played_that_no_page_shows(shown):
    asked = [name for page in played.PAGES for name, _ in played.blocks(PAGES[page[:-3]])]
    assert sorted(asked) == sorted(shown[1])


def test_what_the_pages_say_of_the_shown_results_is_so(shown):
    folder, _ = shown
    demo, own = (load_results(folder / name) for name in ("smeint-demo/results", "results"))
    assert demo.manifest["synthetic"] is True
    assert own.manifest["synthetic"] is True
    # the tutorial: H2 under two rules; H1 negative in the first year; the card's test exists
    assert demo.verdict("H2") == "supported"
    assert demo.verdict("H2", "majority") == "not supported"
    assert primary_tests(demo, "H1")[0]["effect"] < 0
    card = re.search(r"smeint card smeint-demo/results (\S+)", PAGES["tutorial"])[1]
    assert card in set(demo.findings["finding_id"])
    # the guide: the sign fits H1, p is far from alpha, and .30 lies in the interval
    (row,) = primary_tests(own, "H1")
    assert row["effect"] < 0
    assert row["p_value"] > 0.3
    assert row["ci_low"] < -0.30 < row["ci_high"]
    assert len(own.findings["year"].unique()) == 1
    assert not (folder / "shared" / "analysis.parquet").exists()


def test_the_changed_definition_changes_a_verdict_and_nothing_else(shown):
    folder, _ = shown
    before, after = (load_results(folder / name) for name in ("smeint-demo/results", "my-results"))
    told = [results.manifest["definitions"] for results in (before, after)]
    differ = {key for key in told[0] if told[0][key] != told[1][key]}
    assert differ == {"internationalized_threshold"}
    assert before.verdict("H3") != after.verdict("H3")


def test_the_readings_hold_the_numbers_of_the_findings(shown):
    folder, printed = shown
    results = load_results(folder / "smeint-demo" / "results")
    row = primary_tests(results, "H1")[0]
    text = printed["H1 reading"]
    assert f"-{abs(row['effect']):.2f}".replace("-0.", "-.") in text
    assert f"{row['p_value']:.3f}".lstrip("0") in text
    below = sum(row["p_value"] < 0.05 for row in primary_tests(results, "H2"))
    assert f"in {below} of 3 years" in printed["H2 reading"]


def test_synthetic_numbers_are_called_so_before_they_are_shown():
    for page in played.PAGES:
        text = PAGES[page[:-3]]
        first = text.index("<!-- begin: ")
        assert re.search(r"synthetic|invented", text[:first], re.I), page


def test_names_of_functions_and_companions_on_the_page_for_other_programs_exist():
    text = PAGES["coming-from"]
    assert set(re.findall(r"`stats\.(\w+)`", text)) <= set(stats.__all__)
    assert set(re.findall(r'companions = \["(\w+)"\]', text)) <= set(COMPANIONS)


# The built site


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.org/a.js"></script>',
        '<script src="//cdn.example.org/a.js"></script>',
        '<link rel="stylesheet" href="http://fonts.example.org/css">',
        '<link rel="preconnect" href="https://fonts.example.org">',
        '<img alt="" srcset="a.png 1x, https://example.org/b.png 2x">',
        '<div style="background: url(https://example.org/a.png)"></div>',
        "<style>@import 'https://example.org/a.css';</style>",
    ],
)
def test_what_loads_from_elsewhere_is_found(text):
    assert outside.html_loads(text)


def test_links_and_own_files_load_nothing_from_elsewhere():
    text = (
        '<a href="https://doi.org/10.1">x</a><link rel="canonical" href="https://a.org/">'
        '<script src="_static/a.js"></script><img src="data:image/png;base64,AA//BB" alt="">'
    )
    assert outside.html_loads(text) == []
    assert outside.css_loads("a { background: url('b.png'); /* https://example.org */ }") == []


def test_files_of_a_folder_are_searched(tmp_path):
    (tmp_path / "page.html").write_text('<img src="https://example.org/a.png">')
    (tmp_path / "site.css").write_text("@font-face { src: url(//example.org/a.woff) }")
    assert [one.split(":")[0] for one in outside.loads(tmp_path)] == ["page.html", "site.css"]


def test_what_is_wide_takes_the_focus_and_captions_have_a_level_once():
    text = (
        '<p role="heading">x</p><pre>y</pre><div class="table-wrapper docutils"></div>'
        '<pre tabindex="0"></pre><table class="docutils"></table>'
    )
    mended = reachable.reachable(text)
    assert mended.count('tabindex="0"') == 3
    assert '<p role="heading" aria-level="2">' in mended
    assert reachable.reachable(mended) == mended


def test_refreshing_a_page_writes_its_blocks_and_keeps_the_rest():
    text = "a\n<!-- begin: x -->\nold\n<!-- end: x -->\nb\n"
    assert played.refreshed(text, {"x": "new\n"}) == text.replace("old", "new")
    assert dict(played.blocks(text)) == {"x": "old\n"}


def test_what_commands_print_has_no_blanks_at_the_end_of_lines(tmp_path):
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        text = played.Play(tmp_path).command("schemes")
    assert stream.getvalue() == ""
    assert text
    assert not re.search(r" $", text, re.M)
