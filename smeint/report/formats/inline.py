"""Words with their emphasis, and plain text, as HTML and LaTeX print them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from smeint.report.words import Run, Words

#: A hyphen-minus that is the sign of a number, not a hyphen or the dash of a range.
_MINUS = re.compile(r"(?<![\w)\]])-(?=\d|\.\d|∞)")

_HTML = {"": "", "italic": "em", "bold": "strong", "code": "code", "sub": "sub"}
_LATEX = {
    "": "",
    "italic": r"\textit",
    "bold": r"\textbf",
    "code": r"\texttt",
    "sub": r"\textsubscript",
}

#: What TeX reads otherwise than as itself. ``<`` and ``>`` are other signs in its older encodings;
#: straight quotation marks would turn, and two hyphens would join.
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "'": r"\textquotesingle{}",
    "`": r"\textasciigrave{}",
    "-": "-{}",
}
_TEX_MARKS = re.compile(r"-(?=-)|[\\{}$%#&_^~<>|\"'`]")

#: Signs that no font or file format takes, and those that turn the order of a line around.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def typeset_minus(text: str) -> str:
    r"""Return text in which the sign of a negative number is a true minus.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        A hyphen-minus directly before a digit, a decimal point with a digit or ``∞``, and not
        after a letter, digit, underscore or closing bracket, is U+2212.

    Examples
    --------
    >>> typeset_minus("φ = -.28 [-.44, -.10] in 2010-2012, block-1") == (
    ...     "φ = \u2212.28 [\u2212.44, \u2212.10] in 2010-2012, block-1"
    ... )
    True
    """
    return _MINUS.sub("\u2212", text)


def html_text(text: str) -> str:
    """Return plain text as HTML prints it, in content and in quoted attributes.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Markup is inert; line breaks are blanks.

    Examples
    --------
    >>> html_text("<b> & 'x'")
    '&lt;b&gt; &amp; &#x27;x&#x27;'
    """
    return html.escape(_flat(text), quote=True)


def latex_text(text: str) -> str:
    r"""Return plain text as LaTeX prints it.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
        Commands are inert; line breaks are blanks; other than Latin letters pass through.

    Examples
    --------
    >>> print(latex_text(r"50 % of $x_1$ < \input{a}"))
    50 \% of \$x\_1\$ \textless{} \textbackslash{}input\{a\}
    """
    return _TEX_MARKS.sub(lambda found: _TEX[found[0]], _flat(text))


def html_inline(words: Words) -> str:
    """Return words with their emphasis as HTML.

    Parameters
    ----------
    words : Words

    Returns
    -------
    str

    Examples
    --------
    >>> from smeint.report.words import italic, words
    >>> html_inline(words(italic("p"), " < .001"))
    '<em>p</em> &lt; .001'
    """
    return "".join(_html_run(run) for run in _signed(words))


def latex_inline(words: Words) -> str:
    r"""Return words with their emphasis as LaTeX.

    Parameters
    ----------
    words : Words

    Returns
    -------
    str

    Examples
    --------
    >>> from smeint.report.words import italic, words
    >>> print(latex_inline(words(italic("p"), " < .001")))
    \textit{p} \textless{} .001
    """
    return "".join(_latex_run(run) for run in _signed(words))


def _html_run(run: Run) -> str:
    """Return a run as HTML; a link only where it leads to the web."""
    text = html_text(run.text)
    tag = _HTML[run.style]
    text = f"<{tag}>{text}</{tag}>" if tag else text
    return f'<a href="{html_text(run.link)}">{text}</a>' if _leads(run) else text


def _latex_run(run: Run) -> str:
    r"""Return a run as LaTeX; a link's marks are escaped as ``\href`` wants them."""
    text = latex_text(run.text)
    command = _LATEX[run.style]
    text = f"{command}{{{text}}}" if command else text
    if not _leads(run):
        return text
    address = re.sub(r"[\\{}\"<>^`|\s]", _percent, run.link)
    address = re.sub(r"[%#&]", r"\\\g<0>", address)
    return f"\\href{{{address}}}{{{text}}}"


def _percent(found: re.Match[str]) -> str:
    """Return a sign as an address spells it."""
    return "".join(f"%{byte:02X}" for byte in found[0].encode())


def _leads(run: Run) -> bool:
    """Return whether a run has an address that is safe to follow."""
    return run.link.startswith("https://")


def _signed(words: Words) -> Iterator[Run]:
    """Yield runs with true minus signs; code stays as it is typed, and counts as a word before."""
    before = ""
    for run in words:
        if run.style != "code":
            text = typeset_minus(before + run.text)[len(before) :]
            yield Run(text, run.style, run.link)
        else:
            yield run
        before = run.text[-1:] or before


def _flat(text: str) -> str:
    """Return text on one line, blanks at its ends kept, without signs that cannot be printed."""
    return re.sub(r"[\s\x1c-\x1f]", " ", _UNPRINTABLE.sub("", text))
