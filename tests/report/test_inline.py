"""Words and plain text in HTML and LaTeX: emphasis, minus signs, and text that stays inert."""

import html
import re

import pytest

from smeint.report.formats.inline import (
    html_inline,
    html_text,
    latex_inline,
    latex_text,
    typeset_minus,
)
from smeint.report.words import Run, bold, code, italic, words

HOSTILE = (
    "<script>alert('x')</script>",
    '" onload="x',
    "=HYPERLINK(0)",
    "$x_1^2$ & 50 % ~#{}",
    r"\input{/etc/passwd}",
    "مرحبا\u202eabc",
    "a\x00b\x0bc",
    "é" * 300,
    "a---b ``q'' |",
)
#: Signs that TeX acts on, as they may stand only in what the escapes write.
ESCAPES = re.compile(
    r"\\text(?:backslash|asciicircum|asciitilde|less|greater|bar|quotedbl|quotesingle|asciigrave)"
    r"\{\}|\\[{}$%#&_]|-\{\}"
)


@pytest.mark.parametrize(
    ("text", "minus"),
    [
        ("-.28", "@.28"),
        ("[-.44, -0.10]", "[@.44, @0.10]"),
        ("-∞ to ∞", "@∞ to ∞"),
        ("= -3.94,", "= @3.94,"),
        ("(-1)", "(@1)"),
        ("2010-2012", "2010-2012"),
        ("non-SME, block-1, x_-1", "non-SME, block-1, x_-1"),
        ("f(x)-1, a]-1", "f(x)-1, a]-1"),
        ("- 1, -, -.", "- 1, -, -."),
        ("-9 refused", "@9 refused"),
    ],
)
def test_only_the_sign_of_a_number_becomes_a_minus(text, minus):
    assert typeset_minus(text) == minus.replace("@", "\u2212")


def test_a_sign_after_a_name_set_apart_is_a_hyphen():
    text = words(code("block"), "-1 and ", italic("z"), " = -1.20, ", code("x = -1"))
    assert html_inline(text) == (
        "<code>block</code>-1 and <em>z</em> = \u22121.20, <code>x = -1</code>"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_html_prints_the_text_and_nothing_else(text):
    shown = html_text(text)
    assert not set("<>\"'\n\x00\x0b\u202e") & set(shown)
    kept = "".join(sign for sign in text if sign not in "\x00\u202e")
    assert html.unescape(shown) == re.sub(r"\s", " ", kept)
    assert shown in html_inline(words("x ", bold(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_latex_prints_the_text_and_nothing_else(text):
    left = ESCAPES.sub("", latex_text(text))
    assert not set("\\{}$%#&_^~<>|\"'`\n\x00\u202e") & set(left)
    assert "--" not in left


def test_latex_text_by_hand():
    assert latex_text("50 % of $x_1$ & \\{a^b~c#}") == (
        r"50 \% of \$x\_1\$ \& \textbackslash{}\{a\textasciicircum{}b\textasciitilde{}c\#\}"
    )
    assert latex_text("a---b") == "a-{}-{}-b"
    assert latex_text("χ² und Größe مرحبا") == "χ² und Größe مرحبا"
    assert latex_text("two\r\nlines ") == "two  lines "


def test_emphasis_and_links():
    link = "https://doi.org/10.1/a_(b)%20#c"
    text = words(italic("p"), " < .001; ", bold("b"), Run("see & go", "", link))
    assert html_inline(text) == (
        f'<em>p</em> &lt; .001; <strong>b</strong><a href="{link}">see &amp; go</a>'
    )
    assert latex_inline(text) == (
        r"\textit{p} \textless{} .001; \textbf{b}"
        r"\href{https://doi.org/10.1/a_(b)\%20\#c}{see \& go}"
    )


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://x", "data:text/html,x", " https://"]
)
def test_an_address_that_is_not_of_the_web_is_no_link(link):
    assert html_inline((Run("x", "", link),)) == "x"
    assert latex_inline((Run("x", "", link),)) == "x"


def test_a_hostile_address_stays_inside_its_place():
    run = Run("x", "", 'https://a/"><script>}\\input{b} c')
    assert html_inline((run,)).count("<") == 2
    assert "{b}" not in latex_inline((run,))
    assert "\\input" not in latex_inline((run,))
