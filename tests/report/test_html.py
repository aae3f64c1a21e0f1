"""The report as one HTML page: whole, closed to the outside, and true to its tables."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from smeint.report.blocks import (
    CardDeck,
    Report,
    Section,
    TableBlock,
    VerdictPanel,
    numbered,
    tables,
)
from smeint.report.contents.report import report_of
from smeint.report.formats.html import html_report
from smeint.report.formats.html_names import Anchors
from smeint.report.formats.html_svg import inline_svg
from smeint.report.formats.html_table import cell_html, heading_html, note_html, rows, words_html
from smeint.report.formats.inline import typeset_minus
from smeint.report.table import Table
from smeint.report.words import italic, words
from tests.browser import every_block
from tests.browser.structure import HEADINGS, read

LIMIT = 3_000_000


@pytest.fixture(scope="module")
def report():
    return every_block.every_block()


@pytest.fixture(scope="module")
def text(report):
    return html_report(report, every_block.pictures(report))


@pytest.fixture(scope="module")
def page(text):
    return read(text)


@pytest.fixture(scope="module")
def demo(published):
    return report_of(published)


@pytest.fixture(scope="module", params=["every block", "demo"])
def any_page(request):
    """The page of every block, and the demonstration's as far as it needs no figures."""
    if request.param == "every block":
        return request.getfixturevalue("page")
    return read(html_report(request.getfixturevalue("demo"), {}))


def by_id(page, name):
    (found,) = [element for element in page.walk() if element["id"] == name]
    return found


def one_table(table):
    report = numbered(Report("R", (), (Section("s", words("S"), (TableBlock("t", table),)),)))
    return read(html_report(report, {})).one("table")


# what every page keeps


def test_ids_are_given_once(any_page):
    ids = [element["id"] for element in any_page.walk() if element["id"]]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if re.search(r"\s", name)]


def test_links_inside_the_page_lead_somewhere(any_page):
    ids = {element["id"] for element in any_page.walk()}
    inside = [e["href"] for e in any_page.walk() if (e["href"] or "").startswith("#")]
    assert len(inside) > 5
    assert not [href for href in inside if href[1:] not in ids]
    for name in ("aria-labelledby", "aria-describedby"):
        asked = [e[name] for e in any_page.walk() if e[name]]
        assert not [one for one in asked if one not in ids]


def test_references_inside_figures_lead_to_the_same_figure(page):
    for svg in page.all("svg"):
        own = {element["id"] for element in svg.walk()}
        for element in svg.walk():
            for value in element.attributes.values():
                assert set(re.findall(r"url\(#([^)]+)\)", value)) <= own
            if element.tag == "use" and svg["role"] == "img":
                assert element["href"][1:] in own


def test_nothing_is_loaded_from_elsewhere(any_page):
    for element in any_page.walk():
        assert element.tag not in {"script", "iframe", "object", "embed", "base", "img", "form"}
        for name, value in element.attributes.items():
            assert not name.startswith("on"), f"{name} on <{element.tag}>"
            if name in ("src", "srcset", "data", "poster", "action", "xlink:href"):
                raise AssertionError(f"{name}={value}")
            if name == "href":
                allowed = ("#", "https://") if element.tag == "a" else ("#", "data:")
                assert value.startswith(allowed), value
            if name == "style":
                assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", value)
    style = any_page.one("style").text
    assert "url(" not in style and "@import" not in style and "<" not in style
    policy = [e["content"] for e in any_page.all("meta") if e["http-equiv"]]
    assert policy == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    ]


def test_headings_are_in_order(any_page):
    levels = [HEADINGS[e.tag] for e in any_page.walk() if e.tag in HEADINGS]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(next_ <= level + 1 for level, next_ in pairwise(levels))


def test_landmarks_and_language(any_page):
    assert any_page.one("html")["lang"] == "en"
    main, nav = any_page.one("main"), any_page.one("nav")
    assert nav["aria-label"] == "Contents"
    assert any_page.one("header") and any_page.one("footer")
    skip = any_page.one("body").all("a")[0]
    assert skip["href"] == "#" + main["id"] and skip.said == "Skip to the report"
    assert {e["tabindex"] for e in any_page.walk() if e["tabindex"]} <= {"0", "-1"}


def test_tables_have_captions_and_scopes(any_page):
    found = any_page.all("table")
    assert len(found) > 3
    for table in found:
        assert table.children and table.one("caption").said
        assert all(th["scope"] in ("col", "row") for th in table.all("th"))
        widths = {
            len([c for c in row.children if not isinstance(c, str)]) for row in table.all("tr")
        }
        assert len(widths) == 1


def test_what_scrolls_has_a_label_and_takes_the_focus(any_page):
    regions = [e for e in any_page.walk() if e["role"] == "region"]
    assert all(region["tabindex"] == "0" for region in regions)
    labels = [r["aria-label"] or by_id(any_page, r["aria-labelledby"]).said for r in regions]
    assert all(labels) and len(labels) == len(set(labels))


def test_every_drawing_has_a_label_or_is_an_ornament(any_page):
    for svg in any_page.all("svg"):
        assert svg["aria-hidden"] == "true" or (svg["role"] == "img" and svg["aria-label"])


def test_contents_name_every_section_at_the_top(any_page):
    top = [s["id"] for s in any_page.all("section") if "level-2" in s.classes]
    # once folded, for narrow windows, and once beside the text
    for list_ in (any_page.one("nav").one("details"), any_page.one("nav").one("div")):
        named = [a["href"][1:] for a in list_.all("a")]
        assert [name for name in named if name in top] == top


# numbers


def cells_of(element):
    """Cells of a table as they are read aloud, without the table's own caption."""
    return tuple(
        tuple(c.said for c in row.children if not isinstance(c, str))
        for row in element.one("tbody").all("tr")
    )


def flat(text):
    return " ".join(typeset_minus(text).split())


@pytest.mark.parametrize("which", ["report", "demo"])
def test_cells_are_the_tables_cells(which, request):
    report = request.getfixturevalue(which)
    page = read(html_report(report, {}))
    set_ = [t for t in page.all("table") if t.parent["role"] == "region"]
    blocks = list(tables(report))
    assert len(set_) == len(blocks)
    for element, block in zip(set_, blocks, strict=True):
        table = block.table
        assert cells_of(element) == tuple(tuple(map(flat, row)) for row in table.rows)
        head = element.one("thead").all("th", "td")
        assert [h.said for h in head] == [flat(c) for c in table.columns]
        assert (
            element.one("caption").said == f"Table {block.label}. {' '.join(table.title.split())}"
        )


def test_a_repeat_is_read_aloud_and_not_seen():
    table = one_table(Table("T", ("a", "b"), (("x", "1"), ("x", "2"), ("y", "2")), grouped=1))
    hidden = [[s.said for s in row.all("span")] for row in table.one("tbody").all("tr")]
    assert hidden == [[], ["x"], []]
    assert [r["class"] for r in table.one("tbody").all("tr")] == [None, None, "first"]


def test_long_text_in_a_column_of_numbers_may_wrap():
    rows_ = ((".003",), ("not computed: no firm of the second group",))
    cells = one_table(Table("T", ("p",), rows_, numeric=frozenset({0}))).all("td")
    assert [cell["class"] for cell in cells] == ["n", "n long"]


def test_decimal_points_stand_below_each_other():
    cells = (".003", "< .001", ".04996ᵃ", "1.000", "–", "-.5")
    table = Table("T", ("p",), tuple((c,) for c in cells), numeric=frozenset({0}))
    assert [row.cells[0].shift for row in rows(table)] == [2, 2, 0, 2, 0, 4]
    # a cell that is more than a number leaves the column as it is
    mixed = replace(table, rows=(("z = 1.5",), (".25",)))
    assert [row.cells[0].shift for row in rows(mixed)] == [0, 0]


@pytest.mark.parametrize(
    ("cell", "html"),
    [
        ("-.28", "\u2212.28"),
        ("t(113) = -2.84", "<em>t</em>(113) = \u22122.84"),
        ("r_rb = .22", '<em>r</em><sub><span class="under">_</span>rb</sub> = .22'),
        ("Mdn 0.13, n = 23", "<em>Mdn</em> 0.13, <em>n</em> = 23"),
        ("φ = .37", "φ = .37"),
        ("2010-2012", "2010-2012"),
        ("Plan D", "Plan D"),
        ("< .001", "&lt; .001"),
        (".095ᵃ", '.095<span class="mark">ᵃ</span>'),
        ("<b>n = 3</b>", "&lt;b&gt;<em>n</em> = 3&lt;/b&gt;"),
    ],
)
def test_a_cell_is_set_as_journals_set_it(cell, html):
    assert cell_html(cell) == html


def test_headings_and_notes_of_tables():
    assert heading_html("p (Lilliefors)") == "<em>p</em> (Lilliefors)"
    assert heading_html("Exact p") == "Exact <em>p</em>"
    assert heading_html("n") == "<em>n</em>"
    assert heading_html("Plan n") == "Plan n"
    said = "p < .05 in `p = 1.csv`, r_rb"
    assert note_html(said) == (
        '<span class="held"><em>p</em> &lt; .05</span> in <code>p = 1.csv</code>, '
        '<em>r</em><sub><span class="under">_</span>rb</sub>'
    )


def test_a_sign_and_its_value_stand_on_one_line():
    held = words_html(words("As ", italic("p"), " = .012, φ = -.28 [-.44, -.10], [not] = 3."))
    parts = re.findall(r'<span class="held">(.*?)</span>', held)
    assert parts == ["<em>p</em> = .012", "φ = \u2212.28", "[\u2212.44, \u2212.10]"]
    table = Table("T", ("a", "b"), (("Mdn 3, n = 11", "z = 1.00"),), numeric=frozenset({1}))
    first, second = (str(cell.html) for cell in rows(table)[0].cells)
    assert first == '<em>Mdn</em> 3, <span class="held"><em>n</em> = 11</span>'
    assert second == "<em>z</em> = 1.00"


@pytest.mark.parametrize(("count", "folded"), [(1, 0), (5, 0), (6, 5)])
def test_many_notes_are_folded_but_the_first(count, folded):
    notes = tuple(f"Note {n}." for n in range(count))
    table = one_table(Table("T", ("a",), (("1",),), notes=notes))
    box = by_id(table.parent.parent, "t-notes")
    assert box.children[1].said == "Note. Note 0."
    assert [p.said for d in box.all("details") for p in d.all("p")] == list(notes[1:])[:folded]
    assert [p.said for p in box.all("p")][1:] == list(notes[1:])


# hostile text


def test_hostile_text_is_text(text, page):
    assert "<script" not in text and "<img" not in text
    assert "javascript:" not in text
    said = page.one("body").text
    for hostile in every_block.HOSTILE:
        assert hostile in said
    # in the label of a figure, too
    labels = [svg["aria-label"] or "" for svg in page.all("svg")]
    assert f"Shares 40 % and 68 % {every_block.CLOSING}" in labels
    assert every_block.SCRIPT in page.one("title").text


def test_scripts_from_right_to_left_turn_alone(page):
    turned = [e for e in page.walk() if e["dir"]]
    assert turned and all(every_block.ARABIC in e.text for e in turned)
    assert {"td", "th", "p", "li"} <= {e.tag for e in turned}


# blocks


def test_every_kind_of_paragraph_is_told_in_words(page):
    labels = {
        kind: [e.all("p")[0].said for e in page.walk() if "kind" in e.classes and kind in e.classes]
        for kind in ("synthetic", "warning", "caveat", "meaning")
    }
    assert labels == {
        "synthetic": ["Synthetic data"],
        "warning": ["Warning"],
        "caveat": ["Caveat"],
        "meaning": ["What this does not say"],
    }


def test_synthetic_data_are_labelled_at_the_top_and_the_foot(report, page):
    said = "The data are synthetic: no row is a real firm."
    assert said in page.one("header").said and said in page.one("footer").said
    assert 'content: "Synthetic data"' in page.one("style").text
    real = replace(report, lead=tuple(p for p in report.lead if p.kind != "synthetic"))
    other = read(html_report(real, {}))
    assert said not in other.said
    assert "Synthetic data" not in other.one("style").text


def test_a_verdict_is_told_by_word_and_shape(page):
    cards = {card.one("h3").said: card for card in page.all("article")}
    assert list(cards) == ["H1", "H2", "H3", "H3b", "H5", "H6"]
    told = {}
    for name, card in cards.items():
        result = next(p for p in card.all("p") if "result" in p.classes)
        told[name] = (result.said, result.one("use")["href"])
    assert told == {
        "H1": ("supported", "#shape-supported"),
        "H2": ("not supported (?)", "#shape-maybe"),
        "H3": ("opposite direction", "#shape-opposite"),
        "H3b": ("inconclusive", "#shape-open"),
        "H5": ("not computed", "#shape-none"),
        "H6": ("not supported", "#shape-not"),
    }
    assert [li.said for li in cards["H2"].all("li")] == [
        "Majority supported",
        "Every year not supported (?)",
        "Holm opposite direction",
        "Pooled inconclusive",
    ]
    assert "Published rule: true by construction; see panel_facts.csv" in cards["H5"].said
    assert [d.said for d in cards["H3b"].all("dd")] == ["no effect", "negative"]
    assert "Printed by the study" not in cards["H6"].said
    assert "What this does not say. That size itself" in cards["H1"].said
    assert "φ from \u2212.28 to \u2212.19" in cards["H1"].said


def test_a_card_links_to_its_section_where_there_is_one(page):
    links = {
        c.one("h3").said: [a["href"] for a in c.one("h3").all("a")] for c in page.all("article")
    }
    assert links["H1"] == ["#h1"] and links["H6"] == ["#h6"] and links["H3"] == []


def test_a_deck_holds_every_card_folded_and_light(report, text, page):
    deck = by_id(page, "h1-cards")
    cards = deck.all("details")[1:]
    assert deck.tag == "details" and len(cards) == 100
    assert all(e["open"] is None for e in deck.all("details"))
    first = cards[0]
    assert [(d.one("dt").said, d.one("dd").said) for d in first.all("div")][1] == (
        "Continuity correction",
        "no",
    )
    assert cells_of(first.one("table")) == (
        ("SPSS", "CROSSTABS /STATISTICS=CHISQ", "χ²(1) = 9.05", ".003"),
        ("R", "chisq.test(table(x, y))Yates by default", "χ²(1) = 7.94", ".005"),
        ("Stata", f"tabulate x y, chi2 {every_block.SCRIPT}not in the results", "–", "–"),
    )
    without = replace(report, sections=(Section("s", words("S"), (every_block.deck(0),)),))
    assert not read(html_report(without, {})).one("main").all("details")
    sections = (Section("s", words("S"), (every_block.deck(1),)),)
    one = html_report(replace(report, sections=sections), {})
    sections = (Section("s", words("S"), (every_block.deck(101),)),)
    many = html_report(replace(report, sections=sections), {})
    assert (len(many) - len(one)) / 100 < 2_000


def test_folded_sections_are_closed_and_the_others_open(page):
    folded = by_id(page, "h1-logistic")
    assert [c.tag for c in folded.children if not isinstance(c, str)] == ["details"]
    assert folded.one("h3").parent.tag == "summary"
    assert by_id(page, "h1").one("h2").parent.tag == "section"


def test_a_figure_that_is_not_drawn_says_why(page):
    said = by_id(page, "h6-none").said
    assert said == "Shares: not drawn, for the set was written without kept data."


def test_two_blocks_of_one_name_have_ids_of_their_own(page):
    assert by_id(page, "h1-tests").tag == by_id(page, "h1-tests-2").tag == "div"


def test_an_empty_report_is_a_page():
    report = Report("", (), (Section("s", (), (VerdictPanel(()), CardDeck("c", ()))),))
    assert read(html_report(report, {})).one("main")


def test_anchors_never_meet():
    anchors = Anchors()
    given = [anchors.of(name) for name in ("x", "x-2", "x", "x", "", "", "é", "9", 'a"b c')]
    assert given == ["x", "x-2", "x-3", "x-4", "a", "a-2", "a--", "a-9", "a-b-c"]


# figures

SVG = b"""<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="504pt" height="216pt" viewBox="0 0 504 216" version="1.1" onload="alert(1)">
 <metadata><x/></metadata><defs><style>*{color: red}</style></defs>
 <script>alert(1)</script><foreignObject><b>x</b></foreignObject>
 <g id="unused"><g id="used" clip-path="url(#clip)"><use xlink:href="#mark" x="1.23456"/></g></g>
 <image xlink:href="http://example.com/a.png"/><image xlink:href="data:image/png;base64,
AAAA"/>
 <path d="M 1.23456 -0.001
L 2.5 3.0" style="fill: url(#hatch); font-family: 'DejaVu Sans'; background: url(http://x.y)"/>
 <text transform="rotate(-0 1 2)">a &lt;b&gt; </text>
 <defs><clipPath id="clip"><rect width="3" height="4"/></clipPath><path id="mark" d="M 0 0"/>
 <pattern id="hatch" width="72" height="72"/></defs>
</svg>"""


def test_a_figure_is_cleaned():
    made, width = inline_svg(SVG, "f1")
    svg = read(made).one("svg")
    assert width == 504
    assert svg.attributes == {"viewbox": "0 0 504 216", "stroke-linejoin": "round"}
    assert {e.tag for e in svg.walk()} == {
        *("svg", "g", "use", "image", "path", "text", "defs", "clippath", "rect", "pattern"),
    }
    ids = {e["id"]: e.tag for e in svg.walk() if e["id"]}
    assert ids == {"f1-1": "clippath", "f1-2": "pattern", "f1-3": "path"}
    assert svg.one("use").attributes == {"href": "#f1-3", "x": "1.23"}
    assert [i["href"] for i in svg.all("image")] == [None, "data:image/png;base64,AAAA"]
    assert svg.one("rect").attributes == {"width": "3", "height": "4"}
    path = svg.all("path")[0]
    assert path.attributes == {"d": "M 1.23 0 L 2.5 3", "style": "fill:url(#f1-2)"}
    assert svg.one("text").text == "a <b> " and svg.one("text").attributes == {}


def test_signs_that_xml_forbids_do_not_stop_a_page(report):
    made, _ = inline_svg(SVG.replace(b"a &lt;b", "a\x0b\x1f\uffff".encode()), "f")
    assert read(made).one("text").text == "a> "
    turned = "a\u202eb\x00"
    table = Table(turned, (turned,), ((turned,),), notes=(turned,))
    page = one_table(table)
    assert page.said == "Table 1. ab ab ab" and "\u202e" not in page.parent.parent.text


def test_figures_keep_their_drawing(report, page):
    for block, lines in (("h1-shares", 4), ("h1-forest", 12)):
        figure = by_id(page, block)
        drawing = figure.one("svg")
        assert drawing["width"] is None and drawing["viewbox"]
        clips = [e for e in drawing.walk() if (e["clip-path"] or "").startswith(f"url(#{block}-g")]
        assert len(clips) >= lines
        assert all(r["width"] and r["height"] for r in drawing.all("rect"))
        assert figure.one("figcaption").said.startswith("Figure ")
    assert every_block.SCRIPT in by_id(page, "h1-shares").one("svg").text


def test_pages_are_the_same_each_time(report, text):
    assert html_report(report, every_block.pictures(report)) == text


def test_the_page_is_small(text, demo):
    assert len(text.encode()) < 400_000
    assert len(html_report(demo, {}).encode()) < LIMIT
