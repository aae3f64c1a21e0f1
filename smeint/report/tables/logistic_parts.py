"""Logistic regressions as their tables read them: blocks, coefficients, statuses."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.finding import Status
from smeint.labels import term_parts
from smeint.numbers import NOTHING, p_text
from smeint.report.tables.sample import MODELS
from smeint.study.blocks import BLOCKS
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results

#: Terms that may lie between predictor and outcome, and the block that adds them.
MEDIATORS_BLOCK, MEDIATORS = BLOCKS[-1]

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Equation:
    """The blocks of one model in one year: findings, and measures by finding."""

    blocks: tuple[Row, ...]
    measures: Mapping[str, Sequence[Row]]

    def terms(self, block: Row) -> list[Row]:
        """Return a block's coefficients, the constant last."""
        rows = [m for m in self._of(block, "log_odds") if not m["variant"]]
        return sorted(rows, key=lambda m: bool(m["term"] == "intercept"))

    def ratio(self, block: Row, term: str) -> Row | None:
        """Return a term's odds ratio."""
        rows = [m for m in self._of(block, "odds_ratio") if not m["variant"]]
        return next((m for m in rows if m["term"] == term), None)

    def overall(self, block: Row, variable: str) -> tuple[Row | None, bool]:
        """Return the test of all levels of a category, and whether it is a Wald test."""
        for measure in ("wald_chi_square", "likelihood_ratio_chi_square"):
            rows = [m for m in self._of(block, measure) if m["term"] == variable]
            if rows:
                return rows[0], measure == "wald_chi_square"
        return None, False

    def _of(self, block: Row, measure: str) -> list[Row]:
        """Return the measures of that name of a block."""
        return [m for m in self.measures.get(block["finding_id"], ()) if m["measure"] == measure]


def equations(results: Results, hypothesis: str) -> Iterator[Equation]:
    """Yield the models, a year's together."""
    found = results.findings
    own = found[(found["hypothesis"] == hypothesis) & found["procedure"].isin(list(MODELS))]
    measures = results.measures[results.measures["finding_id"].isin(own["finding_id"])]
    by_finding: dict[str, list[Row]] = {}
    for row in records(measures):
        by_finding.setdefault(row["finding_id"], []).append(row)
    for _, of_year in own.groupby(["year", "outcome", "stratum"], sort=False):
        for _, part in of_year.groupby("procedure", sort=False):
            blocks = tuple(records(part))
            if any(b["status"] != Status.VARIABLE_MISSING.label for b in blocks):
                yield Equation(blocks, by_finding)


def with_mark(label: str, term: str, block: Row) -> str:
    """Return a term's label; in the block that adds mediators, that it is one."""
    mediator = block["variant"] == MEDIATORS_BLOCK and term_parts(term)[0] in MEDIATORS
    return f"{label} (mediator)" if mediator else label


def block_name(block: Row) -> str:
    """Return ``Block 1``."""
    return str(block["variant"]).replace("_", " ").capitalize()


def status_words(block: Row) -> str:
    """Return why there are no estimates."""
    status = Status[block["status"].upper()]
    return f"not {'shown' if status is Status.SUPPRESSED else 'estimated'}, {status.meaning}"


def df_text(df: float) -> str:
    """Return degrees of freedom, whole ones without decimals."""
    return NOTHING if math.isnan(df) else f"{df:.1f}".removesuffix(".0")


def p_of(results: Results, row: Row) -> str:
    """Return a measure's p-value."""
    return p_text(row["p_value"], row["p_bound"], alpha=results.manifest["alpha"])
