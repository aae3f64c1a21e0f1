"""Lets readers without a mouse scroll what is wide, and gives captions of the menu a level."""

from __future__ import annotations

import re
from pathlib import Path

#: What the theme writes, and what is written in its place.
CHANGES = (
    (re.compile(r'role="heading"(?! aria-level)'), 'role="heading" aria-level="2"'),
    (re.compile(r"<pre(?! tabindex)"), '<pre tabindex="0"'),
    (re.compile(r'<div class="table-wrapper'), '<div tabindex="0" class="table-wrapper'),
)


def reachable(text: str) -> str:
    """Return a page in which wide blocks take the focus and captions have a level.

    Parameters
    ----------
    text : str
        A built page; one that was changed already stays as it is.

    Returns
    -------
    str
    """
    for pattern, new in CHANGES:
        text = pattern.sub(new, text)
    return text


def mend(folder: Path) -> None:
    """Mend every page of a folder."""
    for path in folder.rglob("*.html"):
        before = path.read_text(encoding="utf-8")
        after = reachable(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
