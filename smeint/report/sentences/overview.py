"""All primary tests of a hypothesis with its verdicts: what a paragraph on it is written from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.finding import Role, Status
from smeint.numbers import alpha_text
from smeint.report.error_rates import rates_of
from smeint.report.sentences.names import limits_of, own_text, sample_name
from smeint.report.sentences.whole_finding import Whole, whole_findings
from smeint.report.words import Words, italic, words
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Overview:
    """The primary tests and verdicts of one hypothesis.

    Parameters
    ----------
    manifest, record : mapping
    tests : tuple of Whole
        All primary tests, in their order.
    verdicts : mapping of str to mapping
        Rows of ``verdicts.csv`` by rule.
    wider : mapping of str to (float, float)
        Interval at 1 - 2 alpha by finding, where the claim is of a negligible effect.
    rates : mapping of str to mapping
        Rows of ``error_rates.csv`` by rule, those that stand beside the verdicts.
    """

    manifest: Mapping[str, Any]
    record: Mapping[str, Any]
    tests: tuple[Whole, ...]
    verdicts: Mapping[str, Row]
    wider: Mapping[str, tuple[float, float]]
    rates: Mapping[str, Row]

    @property
    def name(self) -> str:
        """The hypothesis' id."""
        return own_text(str(self.record["id"]))

    @property
    def alpha(self) -> float:
        """Level of the decisions."""
        return float(self.manifest["alpha"])

    @property
    def published(self) -> Row:
        """The verdict under the published rule."""
        return self.verdicts["published"]

    @property
    def negligible(self) -> bool:
        """Whether the claim is of a negligible effect."""
        return bool(self.record["claim"] == "negligible")

    @property
    def computed(self) -> tuple[Whole, ...]:
        """The tests that have a p-value."""
        return tuple(t for t in self.tests if not math.isnan(t.row["p_value"]))

    @property
    def significant(self) -> tuple[Whole, ...]:
        """The tests with p below alpha."""
        return tuple(t for t in self.computed if t.significant)

    @property
    def suppressed(self) -> int:
        """How many tests are not shown, for they count few firms."""
        return sum(t.row["status"] == Status.SUPPRESSED.label for t in self.tests)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes, each once."""
        return tuple(dict.fromkeys(t.row["outcome"] for t in self.tests))

    @property
    def strata(self) -> tuple[str, ...]:
        """The strata, each once."""
        return tuple(dict.fromkeys(t.row["stratum"] for t in self.tests))

    @property
    def years(self) -> tuple[str, ...]:
        """The years, each once; ``all`` for firm means."""
        return tuple(dict.fromkeys(t.row["year"] for t in self.tests))

    @property
    def signed(self) -> bool:
        """Whether effects have a sign."""
        return not any(t.row["effect_name"] == "cramers_v" for t in self.tests)

    @property
    def by_year_alone(self) -> bool:
        """Whether there is one test a year."""
        return len(self.outcomes) == 1 and len(self.strata) == 1

    @property
    def firm_means(self) -> bool:
        """Whether each firm counts once, by its mean over the years."""
        return bool(self.record["unit"] == "firm_means")

    @property
    def sample(self) -> str:
        """What the firms of the sample are called."""
        if not self.tests:
            return ""
        return sample_name(self.manifest, limits_of(self.record, self.tests[0].row["sample"]))

    def signs(self) -> dict[int, int]:
        """Return how many computed tests have which sign, the commoner one first."""
        found = [t.sign for t in self.computed]
        counts = {sign: found.count(sign) for sign in (1, -1, 0) if sign in found}
        return dict(sorted(counts.items(), key=lambda item: (item[0] == 0, -item[1])))


def overview(results: Results, record: Mapping[str, Any]) -> Overview:
    """Return all that is found on a hypothesis.

    Parameters
    ----------
    results : Results
    record : mapping
        Of the hypothesis, in the manifest.
    """
    found, name = results.findings, record["id"]
    own = found[(found["hypothesis"] == name) & (found["role"] == Role.PRIMARY.value)]
    verdicts = records(results.verdicts[results.verdicts["hypothesis"] == name])
    return Overview(
        manifest=results.manifest,
        record=record,
        tests=whole_findings(results, records(own)),
        verdicts={row["rule"]: row for row in verdicts},
        wider=dict(_wider(results, own["finding_id"])) if record["claim"] == "negligible" else {},
        rates=rates_of(results, record),
    )


def _wider(results: Results, names: Iterable[str]) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the intervals that the verdict on a negligible effect reads."""
    level = 1 - 2 * results.manifest["alpha"]
    effects = dict(
        zip(results.findings["finding_id"], results.findings["effect_name"], strict=True)
    )
    measures = results.measures[results.measures["finding_id"].isin(list(names))]
    for row in records(measures[(measures["ci_level"] - level).abs() < 1e-9]):
        if row["measure"] == effects[row["finding_id"]] and not row["term"]:
            yield row["finding_id"], (row["ci_low"], row["ci_high"])


def below_alpha(alpha: float) -> Words:
    """Return ``p < .05``."""
    return words(italic("p"), f" < {alpha_text(alpha)}")


def listing(parts: Iterable[str]) -> str:
    """Return names as ``a, b and c``.

    Examples
    --------
    >>> listing(["a"]), listing("ab"), listing("abc")
    ('a', 'a and b', 'a, b and c')
    """
    found = list(parts)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} and {found[-1]}"
