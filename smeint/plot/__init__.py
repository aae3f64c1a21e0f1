"""Figures of results: each is a function of `Results` that returns matplotlib axes.

The public names are loaded when they are first used, so that the package is imported quickly.
No module has the name of a function in it, for it would take the function's place here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smeint.plot.band_panels import bands as bands
    from smeint.plot.effect_rows import effects as effects
    from smeint.plot.model_forest import forest as forest
    from smeint.plot.sample_flow import flow as flow

_WHERE = {
    "bands": "smeint.plot.band_panels",
    "effects": "smeint.plot.effect_rows",
    "flow": "smeint.plot.sample_flow",
    "forest": "smeint.plot.model_forest",
}

__all__ = [*sorted(_WHERE)]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module 'smeint.plot' has no attribute {name!r}")
    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
