"""A report that holds every kind of block, and text that must stay text."""

from smeint.plot.style import COLOURS, blank, styled
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

SCRIPT = "<script>alert(1)</script>"
IMAGE = '<img src=x onerror="alert(2)">'
CLOSING = '</svg></style></title>"><b>loud</b>'
ARABIC = "شركات صغيرة ومتوسطة"
LONG = "Internationalisierungsgrad" * 12
FORMULA = '=HYPERLINK("http://example.com","click")'
TEX = r"$x_1$ \input{secret} {{ 7 * 7 }} {% raw %}"
HOSTILE = (SCRIPT, IMAGE, CLOSING, ARABIC, LONG, FORMULA, TEX)

TESTS = Table(
    title="H1: tests",
    columns=(
        "Outcome",
        "Year",
        "SMEs",
        "Non-SMEs",
        "Statistic",
        "p",
        "Exact p",
        "Effect",
        "95 % CI",
    ),
    rows=(
        *(
            (
                "Internationalized",
                year,
                "23/57 (40.4 %)",
                "39/57 (68.4 %)",
                statistic,
                p,
                exact,
                *rest,
            )
            for year, statistic, p, exact, *rest in (
                ("2010", "χ²(1) = 9.05", ".003", ".005", "φ = -.28", "[-.44, -.10]"),
                ("2011", "χ²(1) = 4.25", ".04996ᵃ", ".060", "φ = -.19", "[-.36, -.01]"),
                ("2012", "–", "–", "–", "–", "–"),
                ("pooled", "t(113) = -2.84", "< .001", "–", "r_pooled = -.25", "[-.41, -.08]"),
            )
        ),
        *(
            (
                "Return on total assets (ROTA)",
                year,
                "Mdn 0.0765, n = 23",
                "Mdn -0.0558, n = 34",
                *rest,
            )
            for year, *rest in (
                ("2010", "z = 1.40", ".162", ".166", "r_rb = .22", "[-.12, .51]"),
                ("2011", "z = -1.99", ".047", ".0498", "r_rb = -.31", "[-.58, -.02]"),
            )
        ),
    ),
    numeric=frozenset({4, 5, 6, 7, 8}),
    notes=(
        "Effect: φ phi, r_rb rank biserial; first group minus second.",
        "ᵃ An expected count is below 5: read the exact p. Numbers: `findings.csv`.",
    ),
    grouped=1,
)

HOSTILE_TABLE = Table(
    title=f"Levels {SCRIPT}",
    columns=("", "Level", f"n {IMAGE}", "Share"),
    rows=tuple((text, text[:40], str(1200 + n), f"-{n}.{n}5") for n, text in enumerate(HOSTILE)),
    numeric=frozenset({2, 3}),
    notes=tuple(f"Note {n} on {text}" for n, text in enumerate(HOSTILE)),
)

WIDE_TABLE = Table(
    title="Logistic regression in 12 columns",
    columns=("Term", *(f"Block {n}" for n in range(1, 12))),
    rows=tuple(
        (f"{name}[yes]", *(f"{-0.31 * n:.2f}" for n in range(1, 12)))
        for name in ("sme", "networking", "growth_intention")
    ),
    numeric=frozenset(range(1, 12)),
)


def draw_lines():
    """Two groups over three years, with hostile labels."""
    with styled():
        figure = blank(7.0, 3.6, synthetic=True)
        axes = figure.subplots(1, 2)
        for place, group in enumerate(("SMEs", SCRIPT)):
            height = [0.4 + 0.2 * place, 0.42 + 0.2 * place, 0.38 + 0.2 * place]
            for one in axes:
                one.errorbar(
                    [2010 + 0.1 * place, 2011 + 0.1 * place, 2012 + 0.1 * place],
                    height,
                    yerr=0.1,
                    marker="os"[place],
                    color=COLOURS[place],
                    capsize=3,
                    label=group,
                )
        axes[0].set_xticks([2010, 2011, 2012])
        axes[1].set_xticks([2010, 2011, 2012])
        axes[0].set_ylabel("Share of firms <b>&</b>")
        axes[0].legend()
        axes[1].fill_between([2010, 2012], 0.2, 0.4, hatch="//", alpha=0.2, clip_on=True)
        return figure


def draw_tall():
    """Points of a forest plot, over 12 rows."""
    with styled():
        figure = blank(5.0, 4.2, synthetic=False)
        axes = figure.subplots()
        axes.axvline(0, color="#666666")
        for row in range(12):
            axes.errorbar([-0.3 + 0.05 * row], [row], xerr=0.2, marker="o", color=COLOURS[0])
        axes.set_yticks(range(12), [f"block {row}" for row in range(12)])
        return figure


def verdict_card(name, verdict, others, text="SMEs and non-SMEs differ in the propensity", **more):
    marks = zip(("majority", "every-year", "holm", "pooled"), others, strict=True)
    return VerdictCard(
        id=name,
        text=text,
        anchor=name.lower(),
        printed=more.get("printed", "supported"),
        observed=more.get("observed", "negative"),
        marks=(
            Mark("published", verdict, more.get("open", False), more.get("reason", "")),
            *(Mark(rule, said, said == "not supported") for rule, said in marks),
        ),
        finding=words(
            "In 2 of 3 years SMEs were internationalized less often, ",
            *("φ from -.28 to -.19, ", italic("p"), " from .003 to .042."),
        ),
        not_said=words(
            "That size itself makes the difference: firms were not assigned to sizes, and larger "
            "firms differ in age, country and industry."
        ),
    )


SAME = {kind: (kind,) * 4 for kind in ("supported", "inconclusive", "not computed")}
MIXED = ("supported", "not supported", "opposite direction", "inconclusive")


def panel():
    return VerdictPanel(
        (
            verdict_card("H1", "supported", SAME["supported"]),
            verdict_card("H2", "not supported", MIXED, open=True, observed="mixed"),
            verdict_card("H3", "opposite direction", MIXED, observed="positive"),
            verdict_card("H3b", "inconclusive", SAME["inconclusive"], printed="no effect"),
            verdict_card(
                "H5",
                "not computed",
                SAME["not computed"],
                reason="true by construction; see `panel_facts.csv`",
                observed="",
            ),
            verdict_card(
                "H6", "not supported", MIXED, text=f"{SCRIPT} {ARABIC} {LONG}", printed=""
            ),
        )
    )


def deck(count=100):
    """As many cards as a hypothesis with bands has."""
    facts = (
        ("Variant", "Pearson, without correction"),
        ("Continuity correction", "no"),
        ("Ties", "mid-ranks, corrected in the variance"),
        ("p", "asymptotic; see `p_method`"),
        ("Sign", "SME minus non-SME"),
        ("Missing values", "left out per test: 3"),
        ("n", "57 + 57"),
    )
    printed = (
        Printed("SPSS", "CROSSTABS /STATISTICS=CHISQ", "χ²(1) = 9.05", ".003"),
        Printed("R", "chisq.test(table(x, y))", "χ²(1) = 7.94", ".005", "Yates by default"),
        Printed("Stata", f"tabulate x y, chi2 {SCRIPT}", "–", "–", "not in the results"),
    )
    return CardDeck(
        "h1-cards",
        tuple(
            Card(f"h1-{n}", f"internationalized by sme, {2010 + n % 3}, cell {n}", facts, printed)
            for n in range(count)
        ),
    )


def figure_block(name, draw, title, alt):
    notes = words("Bars: 95 % intervals. ", italic("n"), " = 57 in each group; φ = -.28.")
    return FigureBlock(name, words(title), notes, alt, draw)


def every_block():
    """The report; numbered."""
    kinds = ("", "warning", "caveat", "meaning", "note")
    texts = words(
        *(
            "A text with ",
            italic("p"),
            " < .001, ",
            bold("bold"),
            ", ",
            code("rota_x.csv"),
            " and ",
        ),
        *(Run("a link", link="https://doi.org/10.1198/000313006X152649"), ", no "),
        *(Run("other", link="javascript:alert(3)"), "; -.28 in 2010-2012."),
    )
    first = Section(
        "h1",
        words("H1: SMEs and non-SMEs differ in the propensity to internationalize"),
        (
            Paragraph(texts),
            figure_block(
                "h1-shares", draw_lines, "Shares by year", f"Shares 40 % and 68 % {CLOSING}"
            ),
            TableBlock("h1-tests", TESTS),
            deck(),
            *(Paragraph(texts, kind) for kind in kinds),
            Section(
                "h1-logistic",
                words("Logistic regression"),
                (
                    figure_block(
                        "h1-forest", draw_tall, "Odds ratios by block", "Twelve intervals"
                    ),
                    TableBlock("h1-wide", WIDE_TABLE),
                    Section("h1-deep", words("Deeper"), (Paragraph(words("Down here.")),)),
                ),
                folded=True,
            ),
        ),
    )
    second = Section(
        "h6",
        words(f"H6: {SCRIPT} {ARABIC} {LONG}"),
        (
            TableBlock("h6-levels", HOSTILE_TABLE),
            Listing(tuple(words(text) for text in HOSTILE)),
            Listing((words("first"), words("second")), ordered=True),
            FigureBlock(
                "h6-none", words("Shares"), (), "", None, "the set was written without kept data"
            ),
            *(Paragraph(words(text)) for text in HOSTILE),
            TableBlock("h1-tests", TESTS),
        ),
    )
    sections = (
        Section("warnings", words("Warnings"), (Listing((words("The data are synthetic."),)),)),
        Section("verdicts", words("Verdicts"), (panel(),)),
        Section("data", words("Data"), (Section("data-flow", words("Flow"), ()),)),
        first,
        second,
    )
    lead = (
        Paragraph(words("The data are synthetic: no row is a real firm."), "synthetic"),
        Paragraph(words("Data: ", code("synthetic_panel.csv"), " (342 rows).")),
    )
    return numbered(Report(f"Results {SCRIPT} & more", lead, sections))


def pictures(report):
    """The report's figures as SVG, by name."""
    return {block.name: picture(block.draw(), "svg") for block in figures(report)}
