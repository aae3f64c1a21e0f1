"""The sentence that a reader should take away of each hypothesis."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis


def takeaway(diagnosis: Diagnosis, hypothesis: str) -> str:
    """Return what a reader should take away of a hypothesis, as sentences."""
    rates = diagnosis.verdict_rates
    own = rates[
        (rates["world"] == "planted")
        & (rates["hypothesis"] == hypothesis)
        & (rates["rule"] == "published")
        & (rates["verdict"] == "supported")
    ]
    share = float(own["probability"].iloc[0])
    return f"The published rule says supported in {100 * share:.1f} % of replicates."
