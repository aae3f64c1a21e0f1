"""`Shared`: what several reductions of one batch have in common, computed once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Shared:
    """Results of functions of arrays, found again by the arrays themselves.

    Notes
    -----
    Arrays are recognized by identity, not by their values, and are kept with the result, so that
    no other array can take their place. Nobody may write to them, or to a result.

    Examples
    --------
    >>> shared, x = Shared(), [3, 1, 2]
    >>> shared.once(sorted, x) is shared.once(sorted, x)
    True
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], tuple[tuple[Any, ...], object]] = {}

    def once(self, make: Callable[..., T], *given: Any) -> T:
        """Return ``make(*given)``, computed once for the same objects."""
        key = (make, *(x if isinstance(x, (int, str, tuple)) else id(x) for x in given))
        if key not in self._found:
            self._found[key] = (given, make(*given))
        return cast(T, self._found[key][1])
