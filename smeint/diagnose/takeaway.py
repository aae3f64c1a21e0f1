"""The sentences that a reader should take away of each hypothesis."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.diagnose.truths import TELLING
from smeint.errors import ArgumentError, listed
from smeint.finding import Role
from smeint.numbers import count_text, number_text

if TYPE_CHECKING:
    from smeint.diagnose.diagnosis import Diagnosis

PUBLISHED, POOLED = "published", "pooled"

#: Share of replicates without a verdict from which it is said.
_NOTABLE = 0.005
#: Ratios this close to 1 are called about the true size.
_NEAR = 0.05
#: Significant tests from which their mean size is said.
_ENOUGH = 30

Row = Mapping[str, Any]


def takeaway(diagnosis: Diagnosis, hypothesis: str) -> str:
    """Return what a reader should take away of a hypothesis.

    Parameters
    ----------
    diagnosis : Diagnosis
    hypothesis : str
        Id of one that was tested.

    Returns
    -------
    str
        One sentence on errors, findings and their size under the published rule; where it
        applies, one on the pooled test, one on firms needed and one on studies without a verdict.

    Raises
    ------
    ArgumentError
        If the diagnosis does not have the hypothesis.
    """
    records = {record["id"]: record for record in diagnosis.manifest["hypotheses"]}
    if hypothesis not in records:
        raise ArgumentError(
            f"hypothesis `{hypothesis}` is not in the diagnosis, which has {listed(records)}."
        )
    record, rates = records[hypothesis], _Rates(diagnosis, hypothesis)
    if not rates.computed(PUBLISHED):
        return f"{hypothesis} could not be computed in any simulated study of this design."
    if record["claim"] == "negligible":
        said = [_negligible(hypothesis, rates)]
    else:
        said = [_difference(record, rates), _pooled(rates)]
        if not rates.is_against(record["direction"]):  # then no number of firms would do
            said.append(_firms(diagnosis, rates))
    said.append(_without_verdict(rates))
    return " ".join(sentence for sentence in said if sentence)


class _Rates:
    """The rows of one hypothesis."""

    def __init__(self, diagnosis: Diagnosis, hypothesis: str) -> None:
        self.hypothesis = hypothesis
        self.years = int(diagnosis.manifest["design"]["years"])
        self.verdicts = {
            (row["world"], row["rule"], row["verdict"]): row
            for row in _of(diagnosis.verdict_rates, hypothesis)
        }
        self.errors = {
            (row["rule"], row["direction"]): row for row in _of(diagnosis.error_rates, hypothesis)
        }
        self.tests = [
            row
            for row in _of(diagnosis.test_rates, hypothesis)
            if row["world"] == PLANTED and row["role"] == Role.PRIMARY.value
        ]

    def verdict(self, world: str, verdict: str, rule: str = PUBLISHED) -> Row:
        """Return how often a verdict was given."""
        return self.verdicts[world, rule, verdict]

    def computed(self, rule: str) -> bool:
        """Return whether any replicate of both worlds has a verdict."""
        rows = (self.verdict(world, "not computed", rule) for world in (PLANTED, NO_EFFECT))
        return all(row["count"] < row["n_replicates"] for row in rows)

    def error(self, direction: str, rule: str = PUBLISHED) -> Row | None:
        """Return an error rate, or nothing where it was not measured."""
        row = self.errors[rule, direction]
        return None if math.isnan(row["rate"]) else row

    def is_planted(self) -> bool:
        """Return whether some test has a truth that can be told from zero."""
        return any(abs(r["truth"]) > TELLING * r["truth_mc_error"] for r in self.tests)

    def is_against(self, direction: str) -> bool:
        """Return whether every truth that can be told from zero has the sign that is not claimed.

        Parameters
        ----------
        direction : str
            ``positive``, ``negative`` or empty.
        """
        told = [r["truth"] for r in self.tests if abs(r["truth"]) > TELLING * r["truth_mc_error"]]
        sign = {"positive": 1, "negative": -1}.get(direction, 0)
        return bool(told) and sign != 0 and all(sign * truth < 0 for truth in told)

    def mean_of(self, measure: str) -> tuple[float, int]:
        """Return a measure over all primary tests, by the replicates behind it, and those."""
        known = [
            (row["estimate"], row["n"])
            for row in self.tests
            if row["measure"] == measure and row["n"] and not math.isnan(row["estimate"])
        ]
        total = sum(n for _, n in known)
        return (sum(x * n for x, n in known) / total if total else math.nan), total


def _of(frame: Any, hypothesis: str) -> list[dict[str, Any]]:
    """Return the rows of a hypothesis."""
    rows: list[dict[str, Any]] = frame[frame["hypothesis"] == hypothesis].to_dict("records")
    return rows


def _difference(record: Mapping[str, Any], rates: _Rates) -> str:
    """Return the sentence on a claim of a difference."""
    parts = [_errs(record, rates), _finds(record, rates), _sizes(rates)]
    text = "; ".join(part for part in parts if part)
    return f"{text[0].upper()}{text[1:]}."


def _errs(record: Mapping[str, Any], rates: _Rates) -> str:
    """Return how often the published rule errs."""
    name = rates.hypothesis
    claimed, either = rates.error("claimed"), rates.error("either")
    if claimed is None or either is None:
        return (
            f"how often the published rule errs on {name} was not measured, for the world without "
            "effects still has one"
        )
    text = (
        f"if nothing is there, the published rule calls {name} supported in "
        f"{_often(claimed['rate'], claimed['n_replicates'])} of this size {_interval(claimed)}"
    )
    if record["direction"]:
        text += f", and finds one direction or the other in {_share(either['rate'])}"
    return text


def _finds(record: Mapping[str, Any], rates: _Rates) -> str:
    """Return how often the published rule supports the claim in the planted world."""
    found = rates.verdict(PLANTED, "supported")
    share = f"{_share(found['probability'])} {_interval(found)}"
    if rates.is_against(record["direction"]):
        return f"the planted effect is opposite to the claim, and there it is supported in {share}"
    if rates.is_planted():
        return f"if the planted effect is there, it calls it supported in {share}"
    return f"the planted world has no effect on it either, and there it is supported in {share}"


def _sizes(rates: _Rates) -> str:
    """Return how far significant effects are from the truth; nothing where there are too few."""
    ratio, n = rates.mean_of("exaggeration")
    if n < _ENOUGH or math.isnan(ratio):
        return ""
    size = "about" if abs(ratio - 1) < _NEAR else f"{number_text(ratio, 1)} times"
    text = f"single tests that reach significance show on average {size} the true effect"
    wrong, _ = rates.mean_of("wrong_sign")
    if wrong > 0:
        text += f", and {_share(wrong)} of them the wrong sign"
    return text


def _negligible(name: str, rates: _Rates) -> str:
    """Return the sentence on a claim of a negligible effect."""
    none, open_ = (rates.verdict(NO_EFFECT, verdict) for verdict in ("supported", "inconclusive"))
    planted = rates.verdict(PLANTED, "supported")
    return (
        f"If nothing is there, {name} is true (it claims a negligible effect), and the published "
        "rule calls it supported in "
        f"{_often(none['probability'], none['n_replicates'])} of this size {_interval(none)} and "
        f"leaves it inconclusive in {_share(open_['probability'])}; in the planted world it is "
        f"supported in {_share(planted['probability'])} {_interval(planted)}."
    )


def _pooled(rates: _Rates) -> str:
    """Return the sentence on the pooled test."""
    claimed = rates.error("claimed", POOLED)
    if rates.years == 1 or claimed is None or not rates.computed(POOLED):
        return ""
    found = rates.verdict(PLANTED, "supported", POOLED)
    return (
        f"By the pooled test these shares are {_share(claimed['rate'])} and "
        f"{_share(found['probability'])}."
    )


def _firms(diagnosis: Diagnosis, rates: _Rates) -> str:
    """Return the sentence on how many firms are needed."""
    rows = [row for row in _of(diagnosis.smallest_n, rates.hypothesis) if row["rule"] == PUBLISHED]
    if not rows or not rates.is_planted():
        return ""
    row = rows[0]
    wanted = f"{number_text(100 * row['wanted'], 0)} %"
    if row["status"] == "not reached":
        return (
            f"No number of firms up to {count_text(row['searched_to'])} was enough for support in "
            f"{wanted} of studies."
        )
    firms = f"{count_text(row['firms'])} firms"
    if row["status"] == "smallest tried":
        return f"For support in {wanted} of studies the fewest firms tried, {firms}, were enough."
    return f"Support in {wanted} of studies takes about {firms}."


def _without_verdict(rates: _Rates) -> str:
    """Return the sentence on studies in which there is no verdict."""
    row = rates.verdict(PLANTED, "not computed")
    if row["probability"] < _NOTABLE:
        return ""
    return f"In {_share(row['probability'])} of the planted studies it could not be computed."


def _often(share: float, n: int) -> str:
    """Return a share of simulated studies, none and all in words.

    Examples
    --------
    >>> _often(0.0463, 1000), _often(0.0, 1000), _often(1.0, 1)
    ('4.6 % of simulated studies', 'none of 1,000 simulated studies', 'all of 1 simulated study')
    """
    studies = "simulated study" if n == 1 else "simulated studies"
    if share in (0, 1):
        return f"{'all' if share else 'none'} of {count_text(n)} {studies}"
    return f"{_share(share)} of simulated studies"


def _interval(row: Row) -> str:
    """Return Wilson's interval in words."""
    return f"(95 % interval {_percent(row['ci_low'])} to {_share(row['ci_high'])})"


def _share(share: float) -> str:
    """Return a share in percent.

    Examples
    --------
    >>> _share(0.1234), _share(0.996), _share(0.00012), _share(0.0), _share(1.0)
    ('12.3 %', '99.6 %', '<0.1 %', '0.0 %', '100.0 %')
    """
    return f"{_percent(share)} %"


def _percent(share: float) -> str:
    """Return a share in percent to one decimal, without the sign; 0.0 and 100.0 are exact."""
    text = number_text(100 * share, 1)
    if text == "0.0" and share > 0:
        return "<0.1"
    return ">99.9" if text == "100.0" and share < 1 else text
