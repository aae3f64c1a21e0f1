"""The report as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from smeint.report.blocks import (
    FigureBlock,
    Listing,
    Paragraph,
    Report,
    TableBlock,
    VerdictCard,
    VerdictPanel,
)
from smeint.report.formats.latex_table import BREADTH, numbering, table_lines
from smeint.report.formats.latex_text import tex_outline, tex_text, tex_words
from smeint.report.formats.placed import Heading, Item, placed
from smeint.report.words import bold, plain, words

_PREAMBLE = r"""% Compiles with pdflatex, xelatex and lualatex.
% Debian and Ubuntu have what it needs in texlive-latex-recommended and lmodern.
\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
  % scripts for which pdfTeX has no font: the numbers of their signs
  \protected\def\otherscript#1#2{#2}
\else
  \usepackage{fontspec}
  % \setmainfont{Times New Roman}
  % scripts that the font does not have: the numbers of their signs
  \def\firstsign#1#2\stop{`#1}
  \protected\def\otherscript#1#2{\iffontchar\font\firstsign#1\stop\relax#1\else#2\fi}
\fi
\usepackage[a4paper,margin=2.54cm]{geometry}
\usepackage{array,longtable,booktabs,pdflscape,graphicx,float,caption}
\captionsetup{justification=raggedright,singlelinecheck=false,labelfont=bf,textfont=it,
  labelsep=newline,skip=4pt}
\usepackage[hidelinks]{hyperref}
\setcounter{secnumdepth}{0}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\setlength{\emergencystretch}{4em}
\setlength{\tabcolsep}{3bp}
\setlength{\LTpre}{8pt plus 4pt}
\setlength{\LTpost}{10pt plus 4pt}
\raggedbottom
% a figure as large as it was drawn, or as the page allows
\newsavebox{\drawn}
\newcommand{\fitted}[1]{\IfFileExists{#1}{%
  \sbox{\drawn}{\includegraphics{#1}}%
  \ifdim\wd\drawn>\linewidth
    \includegraphics[width=\linewidth,height=.65\textheight,keepaspectratio]{#1}%
  \else\ifdim\ht\drawn>.65\textheight
    \includegraphics[height=.65\textheight,keepaspectratio]{#1}%
  \else\usebox{\drawn}\fi\fi}{\fbox{\texttt{\detokenize{#1}}}}}
"""

_LEVELS = ("section", "subsection", "subsubsection", "paragraph")

#: Names of files that TeX reads as they are.
_FILE = re.compile(r"[A-Za-z0-9._-]+")


def latex_report(report: Report, figures: Mapping[str, str]) -> str:
    """Return the report as a LaTeX document.

    Parameters
    ----------
    report : Report
        Numbered.
    figures : mapping of str to str
        File of each figure that is written beside the document, by its name.

    Returns
    -------
    str
        Compiles with pdfLaTeX, XeLaTeX and LuaLaTeX, where a figure's file is not there too.

    Notes
    -----
    Signs of scripts for which pdfTeX has no font are printed as their numbers there.
    Tables break over pages; the widest stand on pages that are turned. Cards are left out.
    """
    return "\n".join([_PREAMBLE + _title(report), *_body(report, figures), r"\end{document}", ""])


def _title(report: Report) -> str:
    """Return the title; above every page a label, where the data are synthetic."""
    label = next((block.words for block in report.lead if block.kind == "synthetic"), ())
    return "\n".join(
        [
            rf"\hypersetup{{pdftitle={{{tex_outline(report.title)}}},pdflang={{en}}}}",
            rf"\title{{{tex_text(report.title)}}}",
            r"\author{}\date{}",
            r"\pagestyle{myheadings}",
            rf"\markright{{{tex_words(label)}}}",
            r"\begin{document}",
            r"\maketitle\thispagestyle{myheadings}",
        ]
    )


def _body(report: Report, figures: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of the text."""
    across = False
    for place in placed(report, BREADTH):
        if place.across != across:
            yield r"\begin{landscape}" if place.across else r"\end{landscape}"
            across = place.across
        yield from _lines(place.item, figures)
    if across:
        yield r"\end{landscape}"


def _lines(item: Item, figures: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of one block."""
    if isinstance(item, Heading):
        command = _LEVELS[min(item.level, len(_LEVELS)) - 1]
        outline = tex_outline(plain(item.title))
        yield rf"\{command}[{{{outline}}}]{{{tex_words(item.title)}}}"
    elif isinstance(item, Paragraph):
        yield from (_paragraph(item), "")
    elif isinstance(item, Listing) and item.items:
        kind = "enumerate" if item.ordered else "itemize"
        yield rf"\begin{{{kind}}}"
        yield from (rf"\item {{}}{tex_words(text)}" for text in item.items)
        yield rf"\end{{{kind}}}"
    elif isinstance(item, TableBlock):
        yield from table_lines(item)
    elif isinstance(item, FigureBlock):
        yield from _figure(item, figures)
    elif isinstance(item, VerdictPanel) and item.cards:
        yield r"\begin{description}"
        yield from map(_verdict, item.cards)
        yield r"\end{description}"


def _paragraph(block: Paragraph) -> str:
    """Return a paragraph."""
    said = tex_words(block.words)
    if block.kind == "synthetic":
        return rf"\begin{{center}}\textbf{{{said}}}\end{{center}}"
    if block.kind == "meaning":
        return rf"\textit{{{said}}}"
    return rf"{{\small {said}\par}}" if block.kind == "note" else said


def _verdict(card: VerdictCard) -> str:
    """Return a hypothesis, its published verdict, what came out and what that does not say."""
    verdict = (bold(card.marks[0].verdict), ". ") if card.marks else ()
    said = tex_words(words(f"{card.text}: ", *verdict, card.finding))
    return rf"\item[{{{tex_text(card.id)}}}] {said} \textit{{{tex_words(card.not_said)}}}"


def _figure(block: FigureBlock, figures: Mapping[str, str]) -> Iterator[str]:
    """Yield a figure below its title, or why it is not drawn."""
    title = tex_words(block.title)
    if block.missing:
        yield from (rf"\textit{{{title}: not drawn, for {tex_text(block.missing)}.}}", "")
        return
    file = figures.get(block.name, "")
    yield from numbering("figure", block)
    yield r"\begin{figure}[H]"
    yield rf"\caption[{{{tex_outline(plain(block.title))}}}]{{{title}}}"
    if _FILE.fullmatch(file):
        yield f"% {tex_outline(block.alt)}"
        yield rf"\centering\fitted{{{file}}}\par"
    if block.notes:
        yield rf"\raggedright\small\textit{{Note.}} {tex_words(block.notes)}\par"
    yield r"\end{figure}"
