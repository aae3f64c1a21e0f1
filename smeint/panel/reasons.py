"""Reasons for missing values, each text numbered once."""

from __future__ import annotations

from collections.abc import Iterable


class Reasons:
    """A growing list of texts; place 0 is the empty text of a known value.

    Examples
    --------
    >>> reasons = Reasons(["", "refused"])
    >>> reasons.code("refused"), reasons.code("not given"), reasons.texts
    (1, 2, ('', 'refused', 'not given'))
    """

    def __init__(self, texts: Iterable[str] = ("",)) -> None:
        self._codes = {text: place for place, text in enumerate(texts)}
        self._codes.setdefault("", 0)

    def code(self, text: str) -> int:
        """Return the text's place, adding it where it is new."""
        return self._codes.setdefault(text, len(self._codes))

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts by place."""
        return tuple(self._codes)
