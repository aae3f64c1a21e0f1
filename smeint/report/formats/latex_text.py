"""Text that every TeX engine sets, whatever the signs in it."""

from __future__ import annotations

import re
import unicodedata
import urllib.parse
from dataclasses import replace

from smeint.report.formats.inline import latex_inline, latex_text
from smeint.report.typeset import indexed
from smeint.report.words import Run, Words

_LETTERS = {
    "αβγδεζηθικλμν": "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu",
    "ξπρστυφχψω": "xi pi rho sigma tau upsilon varphi chi psi omega",
    "ΓΔΘΛΞΠΣΦΨΩ": "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega",
}

_MATHS = {
    "\u2212": "-",
    "∞": r"\infty",
    "≥": r"\geq",
    "≤": r"\leq",
    "≠": r"\neq",
    "≈": r"\approx",
    "→": r"\rightarrow",
    "←": r"\leftarrow",
    "√": r"\surd",
    "∑": r"\sum",
    "∈": r"\in",
    "∩": r"\cap",
    **{
        sign: rf"\{name}"
        for signs, names in _LETTERS.items()
        for sign, name in zip(signs, names.split(), strict=True)
    },
}

#: Signs beyond Latin letters that the tables use.
_SIGNS = {
    **{sign: rf"\ensuremath{{{name}}}" for sign, name in _MATHS.items()},
    **{sign: rf"\textsuperscript{{{x}}}" for sign, x in zip("ᵃᵇᶜᵈ", "abcd", strict=True)},
    **{sign: rf"\textsubscript{{{x}}}" for sign, x in zip("₀₁₂", "012", strict=True)},
    "\u00a0": "~",
    "\ue000": "~",
    "\u00ad": r"\-",
    "\u2009": r"\,",
    "\u202f": r"\,",
    "\u200b": r"\hspace{0pt}",
    "\u2011": r"\mbox{-}",
}

#: Latin signs that fonts of pdfTeX hold.
_LATIN = re.compile(
    "[\u00a1-\u0125\u0128-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u0165\u0168-\u017e"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u20ac\u2122]"
)

#: Where a long name may break: after an underscore, and in words that fit no column.
_BREAKS = re.compile(r"(?<=\w\w)_(?=\w{3})|\S{24}(?=\S{8})")

#: How many signs of another script are named where they cannot be set.
_NAMED = 12


def tex_text(text: str) -> str:
    r"""Return plain text as every TeX engine sets it.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> print(tex_text("χ² < 50 %"))
    \ensuremath{\chi}² \textless{} 50 \%
    """
    return _every_engine(latex_text(_composed(text)))


def tex_words(text: Words) -> str:
    r"""Return words with their emphasis as every TeX engine sets them.

    Parameters
    ----------
    text : Words

    Returns
    -------
    str

    Examples
    --------
    >>> from smeint.report.words import italic, words
    >>> print(tex_words(words(italic("p"), " = .04, φ = -.2")))
    \textit{p} = .04, \ensuremath{\varphi} = \ensuremath{-}.2
    """
    return _every_engine(latex_inline(tuple(map(_prepared, indexed(text)))))


def tex_outline(text: str) -> str:
    """Return text for the outline of a PDF and for lists, in ASCII.

    Examples
    --------
    >>> tex_outline("Größe: φ")
    'Grosse: ?'
    """
    letters = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("\u2212", "-"))
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return latex_text(bare.encode("ascii", "replace").decode())


def _prepared(run: Run) -> Run:
    """Return a run whose letters are composed, long names breakable and address in ASCII."""
    text = _composed(run.text)
    link = urllib.parse.quote(run.link, safe="%/:?#[]@!$&'()*+,;=~-._") if run.link else ""
    return replace(run, text=_BREAKS.sub("\\g<0>\u200b", text), link=link)


def _composed(text: str) -> str:
    """Return text whose accents are part of their letters, and whose held blanks stay held.

    A blank that does not break stands as a sign of private use until it is a tie of TeX: as a
    blank it would be read as any other.
    """
    return unicodedata.normalize("NFC", text).replace("\u00a0", "\ue000")


def _every_engine(text: str) -> str:
    """Return LaTeX in which each sign is a command, a Latin letter or declared as another."""
    text = text.replace(",,", ",{},")
    return re.sub(r"[^\x00-\x7f]+", lambda found: _not_ascii(found[0]), text)


def _not_ascii(text: str) -> str:
    """Return signs beyond ASCII; those that pdfTeX has no font for within ``otherscript``."""
    parts: list[str] = []
    other = ""
    for sign in [*text, ""]:
        known = _SIGNS.get(sign, sign if not sign or _LATIN.fullmatch(sign) else None)
        if known is None:
            other += sign
            continue
        if other:
            codes = " ".join(f"U+{ord(c):04X}" for c in other[:_NAMED])
            more = " ..." if len(other) > _NAMED else ""
            parts.append(rf"\otherscript{{{other}}}{{[{codes}{more}]}}")
            other = ""
        parts.append(known)
    return "".join(parts)
