"""A page for each method, made of docstrings: what it asks, formula, references, the call."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from types import FunctionType

from smeint import stats

from .catalogue import FORMULAS, GROUPS, Group

#: Folder of the pages below the documentation's source; nothing in it is kept by hand.
FOLDER = "method"
#: Sections of a docstring that stand on the page in words and not below the call.
TOLD = ("Notes", "References")

_PLACE = re.compile(r"`(smeint\.(?:formulas|engine)\.[\w.]+)`")
#: Code, and formulas that are set as such.
_LITERAL = re.compile(r"(``.+?``|`[^`]+`_?|^\.\. math::\n(?:\n| {4}[^\n]*\n?)+)", re.DOTALL | re.M)
_HEADING = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)


def sections(docstring: str) -> dict[str, str]:
    """Return a numpy docstring's parts by heading; what stands before the first is ``""``.

    Parameters
    ----------
    docstring : str
        Without indentation.

    Returns
    -------
    dict of str to str
    """
    parts = _HEADING.split(docstring)
    found = {"": parts[0].strip()}
    found.update({k: v.strip() for k, v in zip(parts[1::2], parts[2::2], strict=True)})
    return found


def marked(text: str) -> str:
    """Return prose of a docstring as reStructuredText: bars and stars of formulas are literal.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    pieces = _LITERAL.split(text)
    return "".join(p if p.startswith(("`", "..")) else _escaped(p) for p in pieces)


def _escaped(prose: str) -> str:
    """Return prose in which only emphasis that opens and closes on a word is markup."""
    prose = prose.replace("|", r"\|")
    prose = re.sub(r"(?<=\w)_(?=\W|$)", r"\\_", prose)
    return re.sub(r"(?<=[\w)\]])\*(?=[\w(\[])", r"\\*", prose)


def parts_of(name: str) -> dict[str, str]:
    """Return the docstring of a public name of `smeint.stats` by headings."""
    return sections(inspect.getdoc(getattr(stats, name)) or "")


def formula_places(name: str) -> tuple[str, ...]:
    """Return where the formulas of a method stand, in the order of its docstring."""
    if name in FORMULAS:
        return FORMULAS[name]
    return tuple(dict.fromkeys(_PLACE.findall(inspect.getdoc(getattr(stats, name)) or "")))


def formulas(name: str) -> dict[str, dict[str, str]]:
    """Return the docstrings, by headings, of a method's formulas that have notes, by place."""
    found: dict[str, dict[str, str]] = {}
    for place in formula_places(name):
        for where, function in _functions(place):
            parts = sections(inspect.getdoc(function) or "")
            if "Notes" in parts:
                found.setdefault(where, parts)
    return found


def _functions(place: str) -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield the functions at a place: itself, or all public ones of a module."""
    try:
        module = importlib.import_module(place)
    except ModuleNotFoundError:
        parent, _, own = place.rpartition(".")
        yield place, getattr(importlib.import_module(parent), own)
        return
    for own, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__module__ == place and own[0] != "_":
            yield f"{place}.{own}", value


def references(name: str) -> list[str]:
    """Return the references of a method and of its formulas, each once, in order of authors."""
    told = [parts_of(name), *formulas(name).values()]
    texts = [text for parts in told for text in parts.get("References", "").split("\n\n")]
    by_words = {" ".join(text.split()): text for text in texts if text.strip()}
    return [by_words[words] for words in sorted(by_words)]


def page(name: str, group: Group) -> str:
    """Return the page of one method as reStructuredText.

    Parameters
    ----------
    name : str
        Public name of `smeint.stats`.
    group : Group

    Returns
    -------
    str
    """
    title = group.methods[name]
    parts = parts_of(name)
    text = [title, "=" * len(title), "", ".. currentmodule:: smeint.stats", ""]
    text += [marked(parts[""]), ""]
    if "Notes" in parts:
        text += [*_heading("What it asks, and when not to use it"), marked(parts["Notes"]), ""]
    text += [*_formulas(name), *_references(name), *_heading("In Python")]
    kind = "autoclass" if inspect.isclass(getattr(stats, name)) else "autofunction"
    text += [f".. {kind}:: {name}", *(["   :members:"] if kind == "autoclass" else []), ""]
    if group.programs:
        text += [
            *_heading("In SPSS, Stata, R, SciPy and pingouin"),
            "What each program prints on one and the same data, and why digits differ: "
            f":ref:`conventions <conventions:{group.programs}>`.",
            "",
        ]
    return "\n".join(text)


def _heading(title: str) -> list[str]:
    return [title, "-" * len(title), ""]


def _formulas(name: str) -> list[str]:
    """Return the section of formulas; none where a method has no formula of its own."""
    found = formulas(name)
    if not found:
        return []
    text = _heading("Formula")
    for place, parts in found.items():
        if len(found) > 1:
            text += [f"**{marked(parts[''].splitlines()[0].rstrip('.'))}**", ""]
        text += [marked(parts["Notes"]), "", f"*On summaries, many at once:* ``{place}``", ""]
    return text


def _references(name: str) -> list[str]:
    found = references(name)
    return [*_heading("References"), *(f"{marked(text)}\n" for text in found)] if found else []


def pages() -> dict[str, str]:
    """Return every method's page, by its name within the folder."""
    return {f"{name}.rst": page(name, group) for group in GROUPS for name in group.methods}
