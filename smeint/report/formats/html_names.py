"""Anchors of a page: each id once."""

from __future__ import annotations

import re


class Anchors:
    """Gives each anchor of a page an id that no other has.

    Examples
    --------
    >>> anchors = Anchors()
    >>> anchors.of("h1"), anchors.of("h1"), anchors.of("6 <x>")
    ('h1', 'h1-2', 'a-6--x-')
    """

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, name: str) -> str:
        """Return an id for a name; a number follows where the name was given before."""
        slug = re.sub(r"[^a-zA-Z0-9_-]", "-", name) or "a"
        slug = slug if slug[0].isalpha() else f"a-{slug}"
        found, place = slug, 1
        while found in self._given:
            place += 1
            found = f"{slug}-{place}"
        self._given.add(found)
        return found

    def has(self, name: str) -> bool:
        """Return whether something on the page has this id."""
        return name in self._given
