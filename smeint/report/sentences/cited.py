"""Citations: how a work is cited in a sentence, and how it stands in the list of references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smeint.report.sentences.sources import SOURCES
from smeint.report.words import Run, Words, italic, words


@dataclass(frozen=True, slots=True)
class Cite:
    """A place in a sentence at which works are cited.

    Parameters
    ----------
    keys : tuple of str
        Of `smeint.report.sentences.sources.SOURCES`.
    """

    keys: tuple[str, ...]


#: What a sentence is made of before its citations are set.
Part = str | Run | Words | Cite


def citing(*keys: str) -> Cite:
    """Return a place at which works are cited.

    Examples
    --------
    >>> citing("firth_1993").keys
    ('firth_1993',)
    """
    return Cite(keys)


def cite(*keys: str) -> str:
    """Return works as they are cited in parentheses, in the order of their authors.

    Parameters
    ----------
    *keys : str
        Of `smeint.report.sentences.sources.SOURCES`.

    Raises
    ------
    KeyError
        If there is no such work.

    Examples
    --------
    >>> cite("firth_1993"), cite("wilson_1927", "newcombe_1998")
    ('(Firth, 1993)', '(Newcombe, 1998; Wilson, 1927)')
    >>> cite("peduzzi_1996"), cite("parente_santos_silva_2016")
    ('(Peduzzi et al., 1996)', '(Parente & Santos Silva, 2016)')
    """
    return "(" + "; ".join(_short(key) for key in in_order(keys)) + ")"


def in_order(keys: Iterable[str]) -> list[str]:
    """Return keys in the order of the list of references, each once.

    Examples
    --------
    >>> in_order(["wilson_1927", "van_elteren_1960", "firth_1993", "firth_1993"])
    ['firth_1993', 'van_elteren_1960', 'wilson_1927']
    """
    return sorted(set(keys), key=lambda key: SOURCES[key].casefold())


def _short(key: str) -> str:
    """Return a work as ``Firth, 1993``."""
    authors, _, rest = SOURCES[key].partition(" (")
    year = rest.partition(")")[0]
    names = _surnames(authors)
    if len(names) > 2:
        return f"{names[0]} et al., {year}"
    return f"{' & '.join(names)}, {year}"


def _surnames(authors: str) -> list[str]:
    """Return surnames; a group of authors is one name.

    Examples
    --------
    >>> _surnames("Bell, R. M., & McCaffrey, D. F."), _surnames("The smeint developers.")
    (['Bell', 'McCaffrey'], ['The smeint developers'])
    """
    initials = r"(?:[A-Z]\.[ -]?)+"
    named = re.findall(rf"(?:^|, (?:& )?)([^,&]+?), {initials}", authors)
    return named or [authors.rstrip(".")]


def full(key: str, versions: Mapping[str, str]) -> Words:
    """Return a work as it stands in the list of references.

    Parameters
    ----------
    key : str
    versions : mapping of str to str
        Of software, in the manifest.

    Examples
    --------
    >>> [run.style for run in full("firth_1993", {})]
    ['', 'italic', '', 'italic', '', '']
    >>> full("firth_1993", {})[-1].link
    'https://doi.org/10.1093/biomet/80.1.27'
    """
    text, _, address = SOURCES[key].partition(" https://")
    parts: list[str | Run] = []
    for place, piece in enumerate(text.split("*")):
        # pages stand behind what is in italics
        plain = re.sub(r"(?<=\d)-(?=\d)", "\u2013", piece) if place else piece
        plain = _with_version(plain, versions)
        parts.append(italic(plain) if place % 2 else plain)
    if address:
        parts += [" ", Run(f"https://{address}", link=f"https://{address}")]
    return words(*parts)


def _with_version(text: str, versions: Mapping[str, str]) -> str:
    """Return text with the version of the software that it names in braces."""

    def of(found: re.Match[str]) -> str:
        return versions.get(found[1], "not known")

    return re.sub(r"\{(\w+)\}", of, text)


def set_words(parts: Iterable[Part]) -> Words:
    """Return a sentence's parts as words, its citations set.

    Examples
    --------
    >>> set_words(["Penalized likelihood ", citing("firth_1993"), "."])[0].text
    'Penalized likelihood (Firth, 1993).'
    """
    return words(*(cite(*part.keys) if isinstance(part, Cite) else part for part in parts))


def keys_of(parts: Iterable[Part]) -> set[str]:
    """Return what a sentence cites."""
    return {key for part in parts if isinstance(part, Cite) for key in part.keys}
