"""Text with its emphasis: what every format of the report sets in its own way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: The styles of a run; ``code`` is the name of a file, a column or a command,
#: ``sub`` an index.
STYLES = ("", "italic", "bold", "code", "sub")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one style.

    Parameters
    ----------
    text : str
        As it is: markup in it means nothing, in any format.
    style : {"", "italic", "bold", "code", "sub"}
    link : str
        An ``https`` address that the text leads to, or empty.
    """

    text: str
    style: str = ""
    link: str = ""


Words = tuple[Run, ...]


def words(*parts: str | Run | Words) -> Words:
    """Return parts as one text, plain runs beside each other joined.

    Examples
    --------
    >>> words("a ", "b ", italic("p"), " < .05")
    (Run(text='a b ', style='', link=''), Run(text='p', style='italic', link=''), \
Run(text=' < .05', style='', link=''))
    """
    joined: list[Run] = []
    for run in _runs(parts):
        last = joined[-1] if joined else None
        if last is not None and (last.style, last.link) == (run.style, run.link):
            joined[-1] = Run(last.text + run.text, run.style, run.link)
        elif run.text:
            joined.append(run)
    return tuple(joined)


def _runs(parts: Iterable[str | Run | Words]) -> Iterable[Run]:
    """Yield each part's runs."""
    for part in parts:
        if isinstance(part, str):
            yield Run(part)
        elif isinstance(part, Run):
            yield part
        else:
            yield from part


def italic(text: str) -> Run:
    """Return a run in italics, as statistical symbols are set."""
    return Run(text, "italic")


def bold(text: str) -> Run:
    """Return a run in bold."""
    return Run(text, "bold")


def code(text: str) -> Run:
    """Return the name of a file, a column or a command."""
    return Run(text, "code")


def coded(text: str) -> Words:
    """Return a text in which names stand in backticks as words.

    Examples
    --------
    >>> [run.style for run in coded("the coefficient of `sme` there")]
    ['', 'code', '']
    """
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return words(text)
    return words(*(code(part) if place % 2 else part for place, part in enumerate(parts)))


def plain(text: Words) -> str:
    """Return the text alone; an index stands after a low line.

    Examples
    --------
    >>> plain(words(italic("p"), " = .012, ", italic("r"), Run("rb", "sub"), " = .28"))
    'p = .012, r_rb = .28'
    """
    return "".join(f"_{run.text}" if run.style == "sub" else run.text for run in text)
