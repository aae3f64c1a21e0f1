"""Statistical procedures on arrays and tables, each usable alone.

Every function takes plain arrays, lists, pandas columns or tables, and returns an `Answer`: the
test with all its measures, in the rows that a study's results are made of. What the caller got
wrong raises one sentence; what the data do not allow is a status, and never a number. The same
formulas on summaries, many at once, are in `smeint.formulas`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smeint.stats.answer import Answer as Answer
    from smeint.stats.groupwise import by_group as by_group
    from smeint.stats.normality import anderson_darling as anderson_darling
    from smeint.stats.normality import kolmogorov_smirnov as kolmogorov_smirnov
    from smeint.stats.normality import lilliefors as lilliefors
    from smeint.stats.normality import shapiro_wilk as shapiro_wilk
    from smeint.stats.normality import skewness_kurtosis as skewness_kurtosis
    from smeint.stats.two_groups import mann_whitney as mann_whitney

_WHERE = {
    "Answer": "smeint.stats.answer",
    "anderson_darling": "smeint.stats.normality",
    "by_group": "smeint.stats.groupwise",
    "kolmogorov_smirnov": "smeint.stats.normality",
    "lilliefors": "smeint.stats.normality",
    "mann_whitney": "smeint.stats.two_groups",
    "shapiro_wilk": "smeint.stats.normality",
    "skewness_kurtosis": "smeint.stats.normality",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module 'smeint.stats' has no attribute {name!r}")
    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
