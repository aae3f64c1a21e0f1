"""One finding with all that a sentence on it needs, read from the results once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from smeint.finding import Role
from smeint.panel.variables import Kind
from smeint.report.sentences.names import group_name, limits_of, sample_name
from smeint.report.tables.tests import exact_companions
from smeint.study.results import records

if TYPE_CHECKING:
    import pandas as pd

    from smeint.study.results import Results


#: Mark of a value of the year before.
BEFORE = " (t - 1)"


@dataclass(frozen=True, slots=True)
class Whole:
    """A finding with its measures, its groups and its hypothesis.

    Parameters
    ----------
    row : mapping
        Of ``findings.csv``.
    record : mapping
        Of the hypothesis in the manifest; empty for evidence.
    manifest : mapping
    measures, groups : tuple of mapping
    levels : tuple of str
        First and second level of the predictor; empty for an association.
    exact_p : float
        Of the exact test beside a primary one, NaN where there is none.
    """

    row: Mapping[str, Any]
    record: Mapping[str, Any]
    manifest: Mapping[str, Any]
    measures: tuple[Mapping[str, Any], ...]
    groups: tuple[Mapping[str, Any], ...]
    levels: tuple[str, ...]
    exact_p: float = math.nan

    @property
    def alpha(self) -> float:
        """Level of the study's decisions."""
        return float(self.manifest["alpha"])

    @property
    def significant(self) -> bool:
        """Whether p lies below alpha, on the unrounded value."""
        return bool(self.row["p_value"] < self.alpha)

    @property
    def neutral(self) -> float:
        """Value of the effect where there is none."""
        name = str(self.row["effect_name"])
        ratio = name.endswith(("odds_ratio", "risk_ratio")) and "log_" not in name
        return 1.0 if ratio else 0.0

    @property
    def sign(self) -> int:
        """Which group is the higher one: 1 the first, -1 the second, 0 neither or unknown."""
        effect = self.row["effect"]
        if math.isnan(effect) or effect == self.neutral:
            return 0
        return 1 if effect > self.neutral else -1

    @property
    def yes_no(self) -> bool:
        """Whether the outcome is a yes/no variable and was not averaged."""
        if self.row["unit"] == "firm_means":
            return False
        kind = self.manifest["variables"].get(self.row["outcome"], {}).get("kind", "")
        return any(g["events"] == g["events"] for g in self.groups) or kind == Kind.YES_NO

    def measure(self, name: str) -> float:
        """Return a measure without variant and term, NaN where it is not there."""
        found = (
            m["estimate"]
            for m in self.measures
            if m["measure"] == name and not m["variant"] and not m["term"]
        )
        return float(next(found, math.nan))

    @property
    def pair(self) -> tuple[str, str]:
        """What the two groups are called."""
        first, second = self.levels
        predictor = self.row["predictor"].removesuffix(BEFORE)
        return (
            group_name(self.manifest, predictor, first),
            group_name(self.manifest, predictor, second),
        )

    @property
    def sample(self) -> str:
        """What the firms of the sample are called; nothing where all firms are meant."""
        return sample_name(self.manifest, limits_of(self.record, self.row["sample"]))


def whole_findings(results: Results, rows: Sequence[Mapping[str, Any]]) -> tuple[Whole, ...]:
    """Return findings with what sentences on them need, the tables read once for all of them.

    Parameters
    ----------
    results : Results
    rows : sequence of mapping
        Of ``findings.csv``.
    """
    names = [row["finding_id"] for row in rows]
    measures, groups = _by_finding(results.measures, names), _by_finding(results.groups, names)
    exact = _exact(results, [row for row in rows if row["role"] == Role.PRIMARY])
    found = []
    for row in rows:
        name, record = row["finding_id"], record_of(results, row["hypothesis"])
        whole = Whole(
            row=row,
            record=record,
            manifest=results.manifest,
            measures=measures.get(name, ()),
            groups=groups.get(name, ()),
            levels=_levels(row["contrast"], record),
            exact_p=exact.get(name, math.nan),
        )
        found.append(whole)
    return tuple(found)


def _by_finding(
    frame: pd.DataFrame, names: Sequence[str]
) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """Return rows of a table by the finding that they belong to."""
    column = frame["finding_id"]
    own = frame[column == names[0]] if len(names) == 1 else frame[column.isin(names)]
    by: dict[str, list[Mapping[str, Any]]] = {}
    for row in records(own):
        by.setdefault(row["finding_id"], []).append(row)
    return {name: tuple(rows) for name, rows in by.items()}


def _exact(results: Results, rows: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return p of the exact tests that stand beside primary ones."""
    if not rows:
        return {}
    found = results.findings
    near = found[found["hypothesis"].isin({row["hypothesis"] for row in rows})]
    own = near[near["finding_id"].isin({row["finding_id"] for row in rows})]
    return exact_companions(replace(results, findings=near), own)


def record_of(results: Results, hypothesis: str) -> Mapping[str, Any]:
    """Return the record of a hypothesis; an empty one for evidence."""
    for record in results.manifest["hypotheses"]:
        if record["id"] == hypothesis:
            return dict(record)
    return {}


def _levels(contrast: str, record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the two levels of a contrast; a level may itself hold the dash between them."""
    asked = tuple(record.get("contrast", ()))
    if not contrast or " - ".join(asked) == contrast:
        return asked if contrast else ()
    first, _, second = contrast.partition(" - ")
    return first, second
