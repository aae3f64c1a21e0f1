"""A report that holds every kind of block, and text that must do no harm."""

from matplotlib.figure import Figure

from smeint.report.blocks import (
    CardDeck,
    FigureBlock,
    Listing,
    Mark,
    Paragraph,
    Report,
    Section,
    TableBlock,
    VerdictCard,
    VerdictPanel,
    figures,
    numbered,
)
from smeint.report.card import Card, Printed
from smeint.report.pictures import picture
from smeint.report.table import Table
from smeint.report.words import Run, bold, code, italic, words

ARABIC = "شركة صغيرة"
LONG = "a_name_of_300_characters_" * 12
#: Each must stand in every format as it is, and do nothing.
HOSTILE = (
    "<script>alert(1)</script>",
    "=HYPERLINK(\"https://example.org\", 'x')",
    r"$x_1$ \input{/etc/passwd} % # & ~ ^ {",
    'Größe, Łódź, Gaziantep\'te, "quoted", `ticked`',
    f"Size: {ARABIC} (2010)",
    LONG,
    "[1] and * and -- and ,, and <<",
    "中文 名字 🏭",
)
#: What XML forbids; it is dropped.
CONTROL = "a\x00b\x0bc\x1fd\ufffee"
KINDS = ("warning", "caveat", "meaning", "note")
HIDDEN = "stands in HTML alone"


def drawing():
    figure = Figure(figsize=(4, 2))
    axes = figure.add_subplot()
    axes.plot([0, 1], [1, 0])
    axes.set_title("n = 12")
    return figure


def tests_table(rows=3):
    cells = tuple(
        ("Networking", str(2010 + n), "23/57 (40.4 %)", "χ²(1) = 9.05", "< .001ᵃ", "φ = -.28")
        for n in range(rows)
    )
    return Table(
        "H1: tests",
        ("Outcome", "Year", "SMEs", "Statistic", "p", "Effect"),
        (*cells, ("Networking", "pooled", "Mdn 0.25, n = 64", "too few", "–", "r_rb = -∞")),
        frozenset({3, 4, 5}),
        ("Effect: r_rb rank biserial; see `findings.csv`.", "ᵃ An expected count is below 5."),
        grouped=1,
    )


def wide_table():
    columns = tuple(f"A long title {n}" for n in range(14))
    return Table("Wide", columns, (("not supported",) * 14,) * 3, frozenset(range(3, 14)))


def hostile_table():
    rows = tuple((text, text, "-1.50") for text in (*HOSTILE, CONTROL))
    return Table(HOSTILE[0], ("Level", HOSTILE[2], "n"), rows, frozenset({2}), HOSTILE)


def panel():
    marks = (Mark("published", "supported"), Mark("holm", "not supported", True, "an interval"))
    card = VerdictCard(
        *("H1", "SMEs and non-SMEs differ", "h1", "supported", "negative"),
        *(marks, words("Fewer SMEs (", italic("p"), " < .001)."), words("No cause is shown.")),
    )
    return VerdictPanel((card,))


def deck():
    printed = (Printed("R", "chisq.test(x)", "9.05", ".003"),)
    return CardDeck("h1-cards", (Card("a", HIDDEN, (("n", "114"),), printed),))


def every_block(*, synthetic=True, hostile=True):
    """A numbered report; its table and figure of number 1 stand in a folded section."""
    lead = (
        *((Paragraph(words("The data are synthetic."), "synthetic"),) if synthetic else ()),
        Paragraph(
            words("Data: ", code("panel.csv"), ", see ", Run("DOI", "", "https://doi.org/1_a%b"))
        ),
    )
    folded = Section(
        "more",
        words("More"),
        (
            TableBlock("tests", tests_table()),
            FigureBlock(
                *("shares", words("Shares by year"), words(italic("n"), " = 12."), "Alt: 1 & 2"),
                draw=drawing,
            ),
            Section("deeper", words("Deeper"), (TableBlock("long", tests_table(70)),)),
        ),
        folded=True,
    )
    blocks = (
        panel(),
        deck(),
        Listing((words("first"), words(bold("second")))),
        Listing((words("one"), words("two")), ordered=True),
        Listing((words("one again"),), ordered=True),
        *(
            Paragraph(words(f"A {kind}."), kind)
            for kind in ("warning", "caveat", "meaning", "note")
        ),
        FigureBlock("none", words("Bands"), (), "", missing="data are not kept"),
        folded,
    )
    sections = [
        Section("verdicts", words("Verdicts"), blocks),
        Section("wide", words("A wide table"), (TableBlock("wide", wide_table()),)),
    ]
    if hostile:
        said = tuple(Paragraph(words(text)) for text in (*HOSTILE, CONTROL))
        sections.append(
            Section(
                "hostile",
                words(HOSTILE[4], " ", HOSTILE[2]),
                (
                    *said,
                    Listing(tuple(words(italic(text)) for text in HOSTILE)),
                    TableBlock("hostile", hostile_table()),
                    TableBlock("empty", Table("No rows", ("a", "b"), ())),
                    FigureBlock("bad", words(HOSTILE[0]), words(HOSTILE[2]), CONTROL, draw=drawing),
                ),
            )
        )
    return numbered(Report(f"Results {HOSTILE[2] if hostile else ''}", lead, tuple(sections)))


def pictures(report, kind="png"):
    return {block.name: picture(block.draw(), kind) for block in figures(report)}
