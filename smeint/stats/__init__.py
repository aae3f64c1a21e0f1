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
    from smeint.stats.dependent_rows import clustered_logit as clustered_logit
    from smeint.stats.dependent_rows import gee_logit as gee_logit
    from smeint.stats.dependent_rows import robust_logit as robust_logit
    from smeint.stats.two_groups import mann_whitney as mann_whitney

_WHERE = {
    "Answer": "smeint.stats.answer",
    "clustered_logit": "smeint.stats.dependent_rows",
    "gee_logit": "smeint.stats.dependent_rows",
    "mann_whitney": "smeint.stats.two_groups",
    "robust_logit": "smeint.stats.dependent_rows",
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
