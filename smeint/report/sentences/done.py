"""What was done in a results set: the tests that it holds, asked by procedure and place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.finding import Role, Status
from smeint.study.results import records
from smeint.study.shipped import NORMALITY, SHIPPED

if TYPE_CHECKING:
    from smeint.study.results import Results

Row = dict[str, Any]

#: Statuses of tests that were made: with numbers, or with numbers that are not shown.
_MADE = (Status.OK.label, Status.SUPPRESSED.label)


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """The tests of a results set.

    Parameters
    ----------
    results : Results
    rows : tuple of dict
        All findings.
    """

    results: Results
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, results: Results) -> Done:
        """Return what was done in a results set."""
        return cls(results, tuple(records(results.findings)))

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the results were made from."""
        return self.results.manifest

    @property
    def years(self) -> list[int]:
        """The years of the panel."""
        return list(self.manifest["years"])

    @property
    def tested(self) -> list[Mapping[str, Any]]:
        """Records of the hypotheses that were tested: some primary test was made."""
        made = {row["hypothesis"] for row in self.primary}
        return [record for record in self.manifest["hypotheses"] if record["id"] in made]

    @property
    def follows_the_study(self) -> bool:
        """Whether a hypothesis that was tested is one of the published study."""
        return any(
            record["id"] in SHIPPED and record["text"] == SHIPPED[record["id"]].text
            for record in self.tested
        )

    @property
    def made(self) -> list[Row]:
        """Tests that were made, their numbers shown or not."""
        return [row for row in self.rows if row["status"] in _MADE]

    @property
    def primary(self) -> list[Row]:
        """Primary tests that were made."""
        return [row for row in self.made if row["role"] == Role.PRIMARY.value]

    def having(
        self,
        procedure: str,
        variants: Iterable[str] = (),
        role: str = "",
        which: Callable[[Row], bool] | None = None,
    ) -> list[Row]:
        """Return tests that were made, by procedure and, where given, variant and role."""
        wanted = tuple(variants)
        return [
            row
            for row in self.made
            if row["procedure"] == procedure
            and (not wanted or row["variant"] in wanted)
            and (not role or row["role"] == role)
            and (which is None or which(row))
        ]

    def facts(self, fact: str, variable: str = "") -> list[Row]:
        """Return facts of the panel by name."""
        frame = self.results.panel_facts
        return records(frame[(frame["fact"] == fact) & (frame["variable"] == variable)])

    def fact(self, fact: str) -> float:
        """Return one number about the whole panel, NaN where it is not shown."""
        found = [row["value"] for row in self.facts(fact) if row["year"] == ""]
        return float(found[0]) if found else math.nan

    def uses(self, variable: str) -> bool:
        """Whether a variable is outcome, predictor, condition or stratum of a test made."""
        return variable in self.variables

    @property
    def variables(self) -> dict[str, None]:
        """Variables of the tests that were made, in the order in which they first occur."""
        found: dict[str, None] = {}
        hypotheses = [row for row in self.made if row["hypothesis"] != NORMALITY]
        for row in hypotheses:
            found |= {row["outcome"]: None}
            found |= {row["predictor"].removesuffix(" (t - 1)"): None} if row["predictor"] else {}
        for record in self.tested:
            found |= {part["variable"]: None for part in record["sample"]}
            found |= {"doi_band": None} if record["strata"] else {}
        if any("sme = " in row["sample"] for row in self.made):
            found |= {"sme": None}
        return found


def ids(rows: Iterable[Row]) -> list[str]:
    """Return the hypotheses of tests, each once.

    Examples
    --------
    >>> ids([{"hypothesis": "H1"}, {"hypothesis": "H1"}, {"hypothesis": "H4"}])
    ['H1', 'H4']
    """
    return list(dict.fromkeys(row["hypothesis"] for row in rows))


def and_list(names: Sequence[str]) -> str:
    """Return names as a list in a sentence.

    Examples
    --------
    >>> and_list(["H1"]), and_list(["H1", "H2"]), and_list(["H1", "H2", "H5"])
    ('H1', 'H1 and H2', 'H1, H2, and H5')
    """
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def years_text(years: Sequence[int]) -> str:
    """Return years as a sentence names them: a run of more than three by its ends.

    Examples
    --------
    >>> years_text([2010]), years_text([2010, 2011, 2012]), years_text([2003, 2004, 2005, 2006])
    ('2010', '2010, 2011, and 2012', '2003 to 2006')
    """
    first, last = min(years), max(years)
    if len(years) > 3 and len(years) == last - first + 1:
        return f"{first} to {last}"
    return and_list([str(year) for year in years])


def number(n: float, noun: str) -> str:
    """Return a number with its noun; that it is not shown where it is suppressed.

    Examples
    --------
    >>> number(1.0, "firm"), number(1200.0, "firm"), number(float("nan"), "firm")
    ('1 firm', '1,200 firms', 'a number of firms that is not shown')
    """
    if math.isnan(n):
        return f"a number of {noun}s that is not shown"
    return f"{int(n):,} {noun}" + ("" if n == 1 else "s")
