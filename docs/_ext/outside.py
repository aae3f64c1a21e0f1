"""Finds what a built page would load from elsewhere: the site must work without a network."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

#: Attributes by which an element loads something when a page is opened.
LOADING = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "use": ("href", "xlink:href"),
    "image": ("href", "xlink:href"),
}
#: Relations of a link that name a page and load nothing.
NAMING = frozenset({"canonical", "author", "license", "next", "prev", "index", "search"})

_ELSEWHERE = re.compile(r"(?:^|[\s,])(?:https?:)?//", re.IGNORECASE)
_IN_CSS = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])((?:https?:)?//[^'\")\s]+)", re.IGNORECASE)


class _Loads(HTMLParser):
    """Collects addresses elsewhere that a page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of one element."""
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and set(given.get("rel", "").lower().split()) <= NAMING:
            return
        for name in LOADING.get(tag, ()):
            if _ELSEWHERE.search(given.get(name, "")):
                self.found.append(f"<{tag} {name}={given[name]}>")
        self.found += css_loads(given.get("style", ""))


def css_loads(text: str) -> list[str]:
    """Return addresses elsewhere that a style sheet loads."""
    return _IN_CSS.findall(text)


def html_loads(text: str) -> list[str]:
    """Return what a page loads from elsewhere; links that a reader may follow are none.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
    """
    parser = _Loads()
    parser.feed(text)
    styles = re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL | re.IGNORECASE)
    return [*parser.found, *(one for style in styles for one in css_loads(style))]


def loads(folder: Path) -> list[str]:
    """Return what the pages and style sheets of a folder load from elsewhere, with the file."""
    found = []
    for path in sorted(folder.rglob("*")):
        look = {".html": html_loads, ".css": css_loads}.get(path.suffix)
        if look:
            text = path.read_text(encoding="utf-8")
            found += [f"{path.relative_to(folder)}: {one}" for one in look(text)]
    return found
