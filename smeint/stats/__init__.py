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
    from smeint.stats.lags import lagged as lagged
    from smeint.stats.rank_models import quantile_regression as quantile_regression
    from smeint.stats.rank_models import rank_regression as rank_regression
    from smeint.stats.share_models import fractional_logit as fractional_logit
    from smeint.stats.share_models import two_part as two_part
    from smeint.stats.two_groups import mann_whitney as mann_whitney

_WHERE = {
    "fractional_logit": "smeint.stats.share_models",
    "Answer": "smeint.stats.answer",
    "lagged": "smeint.stats.lags",
    "quantile_regression": "smeint.stats.rank_models",
    "rank_regression": "smeint.stats.rank_models",
    "mann_whitney": "smeint.stats.two_groups",
    "two_part": "smeint.stats.share_models",
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
