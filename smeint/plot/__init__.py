"""Figures: each is a function of `Results` or of a `Diagnosis` and returns matplotlib axes.

The names are loaded when they are first used, so that matplotlib is not needed before. A module
here has another name than its functions, for a loaded module stands where its name does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smeint.plot.association_plot import association as association
    from smeint.plot.band_panels import bands as bands
    from smeint.plot.composition_plot import composition as composition
    from smeint.plot.diagnosed_errors import error_rates as error_rates
    from smeint.plot.diagnosed_power import power_curves as power_curves
    from smeint.plot.diagnosed_sizes import exaggeration as exaggeration
    from smeint.plot.diagnosed_verdicts import verdict_rates as verdict_rates
    from smeint.plot.distribution_plot import distributions as distributions
    from smeint.plot.effect_rows import effects as effects
    from smeint.plot.model_forest import forest as forest
    from smeint.plot.qq_plot import qq as qq
    from smeint.plot.sample_flow import flow as flow
    from smeint.plot.share_plot import shares as shares

_WHERE = {
    "association": "smeint.plot.association_plot",
    "bands": "smeint.plot.band_panels",
    "composition": "smeint.plot.composition_plot",
    "distributions": "smeint.plot.distribution_plot",
    "effects": "smeint.plot.effect_rows",
    "error_rates": "smeint.plot.diagnosed_errors",
    "exaggeration": "smeint.plot.diagnosed_sizes",
    "flow": "smeint.plot.sample_flow",
    "forest": "smeint.plot.model_forest",
    "power_curves": "smeint.plot.diagnosed_power",
    "qq": "smeint.plot.qq_plot",
    "shares": "smeint.plot.share_plot",
    "verdict_rates": "smeint.plot.diagnosed_verdicts",
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
