"""Names of sections, tables and figures of a hypothesis."""

from __future__ import annotations

import hashlib
import re

#: Ids that differ in lower case, too, from all others of this form.
_USUAL = re.compile("[A-Z][0-9]+[a-z]?")
#: Of another id, so much is kept; names of files must not be too long.
LONGEST = 40


def anchor(hypothesis: str) -> str:
    """Return a hypothesis' id as an anchor and file name; two ids never have the same one.

    Notes
    -----
    An id of another form than ``H3b`` may read like a second id, or like a section of the report,
    once its capitals, accents and signs are gone; six digits of its hash tell it from those.

    Examples
    --------
    >>> anchor("H3b"), anchor("H 6/x"), anchor("h3b")
    ('h3b', 'h-6-x-7205ab', 'h3b-dab183')
    """
    slug = "".join(c if c.isalnum() and c.isascii() else "-" for c in hypothesis.lower())
    if _USUAL.fullmatch(hypothesis) and hypothesis.isascii():
        return slug
    digits = hashlib.sha256(hypothesis.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{slug[:LONGEST]}-{digits}"
