"""Names of sections, tables and figures of a hypothesis."""

from __future__ import annotations


def anchor(hypothesis: str) -> str:
    """Return a hypothesis' id as an anchor and file name.

    Examples
    --------
    >>> anchor("H3b"), anchor("H 6/x")
    ('h3b', 'h-6-x')
    """
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in hypothesis.lower())
