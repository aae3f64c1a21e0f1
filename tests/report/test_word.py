"""The Word file is whole, reads as a manuscript and holds hostile text as text."""

import io
import re
import time
import xml.etree.ElementTree as ET
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from smeint.report.blocks import tables
from smeint.report.formats.word import word_report
from tests.report.every_block import (
    ARABIC,
    CONTROL,
    HIDDEN,
    HOSTILE,
    every_block,
    pictures,
)
from tests.report.reading import on_paper

#: The order that the schema wants; Word repairs a file that has another.
ORDERS = {
    "pPr": "pStyle keepNext keepLines widowControl numPr tabs spacing ind contextualSpacing jc "
    "outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u vertAlign rtl lang",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW tcBorders vAlign",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat rsid pPr rPr tblPr",
}


@pytest.fixture(scope="module")
def report():
    return every_block()


@pytest.fixture(scope="module")
def content(report):
    return word_report(report, pictures(report))


@pytest.fixture(scope="module")
def document(content):
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def body(document):
    return document.element.body


def text_of(element):
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def values(element, *tags):
    return {e.get(qn("w:val")) for tag in tags for e in element.iter(qn(f"w:{tag}"))}


def has(element, path):
    return element.find("/".join(qn(f"w:{tag}") for tag in path.split("/"))) is not None


def lines(body):
    return [text_of(p) for p in body.iter(qn("w:p"))]


def test_the_file_is_whole(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ET.fromstring(archive.read(name))  # forbidden signs would not parse
        named = {n.get("PartName") for n in ET.fromstring(archive.read("[Content_Types].xml"))}
        assert {n[1:] for n in named - {None}} <= set(archive.namelist())


def test_the_same_report_gives_the_same_bytes(report, content, monkeypatch):
    later = time.localtime(2_000_000_000)
    monkeypatch.setattr(time, "localtime", lambda *_: later)
    assert word_report(report, pictures(report)) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}


def test_properties_name_no_one(document, report):
    core = document.core_properties
    assert (core.title, core.language) == (report.title, "en")
    assert core.author == core.last_modified_by == core.comments == ""
    assert core.created == core.modified
    assert core.created.year == 2000


def test_elements_stand_in_the_order_of_the_schema(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(f"word/{n}.xml") for n in ("document", "styles", "numbering")]
    seen = set()
    for element in (e for part in parts for e in ET.fromstring(part).iter()):
        order = ORDERS.get(element.tag.split("}")[1])
        if order:
            names = [child.tag.split("}")[1] for child in element]
            known = [order.split().index(name) for name in names]
            assert known == sorted(known), names
            seen.add(order)
    assert len(seen) == len(ORDERS)


def test_no_style_is_named_that_is_not_there(document, body):
    ids = {style.style_id for style in document.styles}
    used = {
        e.get(qn("w:val"))
        for tag in ("pStyle", "rStyle", "tblStyle")
        for e in body.iter(qn(f"w:{tag}"))
    }
    assert used <= ids
    styles = document.styles.element
    led = {
        e.get(qn("w:val"))
        for tag in ("basedOn", "link", "next")
        for e in styles.iter(qn(f"w:{tag}"))
    }
    assert led <= ids
    assert document.styles["Normal"].font.name is None  # the default of all: Times


def test_tables_are_tables_of_a_journal(report, body):
    found = list(body.iter(qn("w:tbl")))
    blocks = on_paper(tables(report))
    assert len(found) == len(blocks) == 5
    for table, block in zip(found, blocks, strict=True):
        heading, *rows = table.findall(qn("w:tr"))
        assert has(heading, "trPr/tblHeader")
        assert not any(has(row, "trPr/tblHeader") for row in rows)
        assert all(
            r.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for r in (heading, *rows)
        )
        sides = {side.tag.split("}")[1] for b in table.iter(qn("w:tblBorders")) for side in b}
        assert sides == {"top", "bottom"}
        ruled = [cell for cell in table.iter(qn("w:tc")) if has(cell, "tcPr/tcBorders")]
        assert ruled == heading.findall(qn("w:tc"))
        assert len(rows) == len(block.table.rows)


def test_numbers_stand_to_the_right_and_other_cells_to_the_left(report, body):
    block = next(b for b in tables(report) if b.name == "tests")
    tables_of_word = list(body.iter(qn("w:tbl")))
    table = tables_of_word[on_paper(tables(report)).index(block)]
    for row in table.findall(qn("w:tr")):
        right = [has(cell, "p/pPr/jc") for cell in row.findall(qn("w:tc"))]
        assert [n for n, it in enumerate(right) if it] == sorted(block.table.numeric)


def test_a_wide_table_stands_on_a_turned_page_with_its_heading(body):
    across, wide = {}, []
    place = 0
    for element in body:
        if element.tag == qn("w:tbl") and len(element.find(qn("w:tblGrid"))) == 14:
            wide.append(place)
        if text_of(element) == "A wide table":
            wide.append(place)
        size = element.find(f".//{qn('w:pgSz')}")
        if element.tag == qn("w:sectPr"):
            size = element.find(qn("w:pgSz"))
        if size is not None:
            across[place] = size.get(qn("w:orient")) == "landscape"
            place += 1
    assert across == {0: False, 1: True, 2: False}
    assert wide == [1, 1]


def test_columns_fit_the_page(body):
    for table in body.iter(qn("w:tbl")):
        widths = [int(c.get(qn("w:w"))) for c in table.find(qn("w:tblGrid"))]
        assert sum(widths) <= (698 if len(widths) == 14 else 451) * 20 + len(widths)
        assert min(widths) > 6 * 20


def test_captions_are_numbered_by_fields_that_show_the_numbers(report, body):
    shown = {"Table": [], "Figure": []}
    for caption in body.iter(qn("w:p")):
        style = caption.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is None or style.get(qn("w:val")) != "Caption":
            continue
        (field,) = (e.text.split() for e in caption.iter(qn("w:instrText")))
        kinds = [e.get(qn("w:fldCharType")) for e in caption.iter(qn("w:fldChar"))]
        assert (field[0], kinds) == ("SEQ", ["begin", "separate", "end"])
        kind, number, title = re.match(r"(Table|Figure) (S?\d+)(.*)", text_of(caption)).groups()
        assert field[1] == (f"{kind}_S" if number.startswith("S") else kind)
        shown[kind].append((number, title))
    blocks = on_paper(tables(report))
    assert shown["Table"] == [(b.label, b.table.title) for b in blocks]
    assert [b.label for b in blocks] == ["1", "2", "3", "S1", "S2"]
    assert [n for n, _ in shown["Figure"]] == ["1", "S1"]


def test_a_picture_says_what_it_shows(report, body):
    said = list(body.iter(qn("wp:docPr")))
    assert [s.get("descr") for s in said] == ["ab cde", "Alt: 1 & 2"]
    assert len({s.get("id") for s in said}) == len(said)
    assert all(0 < int(e.get("cx")) <= 451 * 12700 for e in body.iter(qn("wp:extent")))


def test_a_figure_that_is_not_drawn_says_why(body):
    assert "Bands: not drawn, for data are not kept." in lines(body)


def test_headings_are_headings(body):
    found = [
        (p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")), text_of(p))
        for p in body.findall(qn("w:p"))
    ]
    headings = [(s, t) for s, t in found if s.startswith("Heading")]
    assert headings[:2] == [("Heading1", "Verdicts"), ("Heading1", "A wide table")]
    assert headings[-3:] == [
        ("Heading1", "Supplement"),
        ("Heading2", "Verdicts: More"),
        ("Heading3", "Deeper"),
    ]


def test_lists_are_lists_and_each_ordered_one_starts_anew(document, body):
    numbers = {}
    for p in body.findall(qn("w:p")):
        key = p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if key is not None:
            numbers[text_of(p)] = key.get(qn("w:val"))
    assert numbers["first"] == numbers["second"] != numbers["one"] == numbers["two"]
    assert numbers["one again"] not in (numbers["one"], numbers["first"])
    listed = document.part.numbering_part.element.findall(qn("w:num"))
    starts = {n.get(qn("w:numId")): n.find(f".//{qn('w:startOverride')}") for n in listed}
    assert all(starts[numbers[name]].get(qn("w:val")) == "1" for name in ("one", "one again"))


def test_a_verdict_is_read_with_what_it_does_not_say(body):
    line = "H1. SMEs and non-SMEs differ: supported. Fewer SMEs (p < .001). No cause is shown."
    (verdict,) = (p for p in body.findall(qn("w:p")) if text_of(p) == line)
    bold = [text_of(r) for r in verdict.iter(qn("w:r")) if has(r, "rPr/b")]
    slanted = [text_of(r) for r in verdict.iter(qn("w:r")) if has(r, "rPr/i")]
    assert (bold, slanted) == (["H1. ", "supported"], ["p", "No cause is shown."])


def test_cards_are_left_out(body):
    assert HIDDEN not in text_of(body)


def test_numbers_are_typeset(body):
    cells = [text_of(c).replace("\xa0", " ") for c in body.iter(qn("w:tc"))]
    assert {"< .001ᵃ", "φ = \u2212.28", "rrb = \u2212∞", "\u22121.50", "χ²(1) = 9.05"} <= set(cells)
    assert "φ = -.28" not in cells


@pytest.mark.parametrize("synthetic", [True, False])
def test_every_page_says_that_data_are_synthetic_if_they_are(synthetic):
    report = every_block(synthetic=synthetic, hostile=False)
    read = docx.Document(io.BytesIO(word_report(report, {})))
    assert len(read.sections) == 3
    for section in read.sections:
        assert text_of(section.header._element) == ("The data are synthetic." if synthetic else "")
        assert "PAGE" in "".join(e.text for e in section.footer._element.iter(qn("w:instrText")))


def test_hostile_text_is_whole_and_does_nothing(document, body):
    said = lines(body)
    for text in HOSTILE:
        assert said.count(text) >= 3, text  # a paragraph, an item of a list, two cells
    assert "ab cde" in said[said.index(HOSTILE[-1]) + 1]
    assert CONTROL not in text_of(body)
    fields = {e.text.split()[0] for e in body.iter(qn("w:instrText"))}
    assert fields == {"SEQ"}
    outward = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert outward == ["https://doi.org/1_a%b"]


def test_what_is_written_from_right_to_left_is_so_in_word(body):
    turned = {text_of(run) for run in body.iter(qn("w:r")) if has(run, "rPr/rtl")}
    assert turned == {ARABIC}
