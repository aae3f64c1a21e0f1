"""Convention cards from a results set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import ArgumentError, nearest
from smeint.labels import stratum_label, variable_label
from smeint.numbers import NOTHING
from smeint.report.anchors import anchor
from smeint.report.blocks import CardDeck
from smeint.report.card import Card, Printed
from smeint.report.cards.described import described
from smeint.report.cards.facts import facts
from smeint.report.cards.lookup import Numbers
from smeint.report.cards.programs import TESTS
from smeint.report.cards.programs_models import MODELS
from smeint.report.cards.rule import CONDITIONS, Rule, Shown, cited

if TYPE_CHECKING:
    from smeint.study.results import Results

_Row = Mapping[str, Any]

#: What each program prints, by procedure and variant.
PROGRAMS: Mapping[tuple[str, str], tuple[Rule, ...]] = {**TESTS, **MODELS}

#: Companions that have a card beside the primary and pooled tests: logistic and exact ones.
IN_DECK = frozenset(
    {
        *("chi_square", "fisher_exact", "mann_whitney", "logit", "firth_logit"),
        *("clustered_logit", "gee_logit"),
    }
)


class Cards:
    """The convention cards of a results set, which is read once for all of them.

    Parameters
    ----------
    results : Results
    """

    def __init__(self, results: Results) -> None:
        self._numbers = Numbers(results)

    def card(self, finding_id: str) -> Card:
        """Return the card of one test, as `card` does."""
        row = self._numbers.findings.get(finding_id)
        if row is None:
            raise ArgumentError(
                f"There is no finding `{finding_id}` in these results."
                + nearest(finding_id, self._numbers.findings)
            )
        rules = rules_of(row, self._numbers)
        manuals = cited(rules)
        shown = facts(self._numbers.manifest, row, self._numbers.tied(finding_id))
        return Card(
            finding_id=finding_id,
            title=_title(self._numbers.manifest, row),
            facts=(*shown, *((("Sources", manuals),) if manuals else ())),
            printed=tuple(_printed(self._numbers, row, rule) for rule in rules),
        )

    def deck(self, hypothesis: str) -> CardDeck:
        """Return the cards of a hypothesis, as `deck` does."""
        rows = self._numbers.findings.values()
        wanted = [
            str(row["finding_id"])
            for row in rows
            if row["hypothesis"] == hypothesis
            and (
                row["role"] in ("primary", "pooled")
                or (row["role"] == "companion" and row["procedure"] in IN_DECK)
            )
        ]
        return CardDeck(f"{anchor(hypothesis)}-cards", tuple(self.card(name) for name in wanted))


def card(results: Results, finding_id: str) -> Card:
    """Return the convention card of one test.

    Parameters
    ----------
    results : Results
    finding_id : str

    Returns
    -------
    Card
        Which variant each number is, and what SPSS, R and Stata print for the same data by
        default; a dash, and why, where the results do not hold that variant.

    Raises
    ------
    ArgumentError
        If there is no such finding.

    Notes
    -----
    Cards of many tests are made faster by `Cards`, which reads the results once.

    Examples
    --------
    >>> import smeint
    >>> results = smeint.load_results("results")  # doctest: +SKIP
    >>> card(results, "H1.internationalized.2010.chi_square.pearson").title  # doctest: +SKIP
    'Internationalized by SME, 2010: Pearson's chi-square, 2x2'
    """
    return Cards(results).card(finding_id)


def deck(results: Results, hypothesis: str) -> CardDeck:
    """Return the cards of a hypothesis' primary and pooled tests and their companions.

    Parameters
    ----------
    results : Results
    hypothesis : str

    Returns
    -------
    CardDeck
        Empty for a hypothesis without tests. Of the companions the logistic and exact ones, and
        the corrected variants of the primary tests.
    """
    return Cards(results).deck(hypothesis)


def rules_of(row: _Row, numbers: Numbers) -> tuple[Rule, ...]:
    """Return the rules that hold for the data of a test."""
    data = numbers.data(row)
    # a test that lacks its variables has no variant, and no data to print anything for
    rules = PROGRAMS.get((str(row["procedure"]), str(row["variant"])), ())
    return tuple(rule for rule in rules if not rule.when or CONDITIONS[rule.when](data))


def _printed(numbers: Numbers, row: _Row, rule: Rule) -> Printed:
    """Return what a rule says of a test, with the numbers that the results hold."""
    lacking = [numbers.why_not(row, shown) for shown in (rule.statistic, rule.p) if shown]
    why = [rule.differs, *dict.fromkeys(lacking)]
    return Printed(
        program=rule.program,
        call=rule.call,
        statistic=_text(numbers.statistic, row, rule.statistic),
        p=_text(numbers.p, row, rule.p),
        differs="; ".join(part for part in why if part),
    )


def _text(find: Any, row: _Row, shown: Shown | None) -> str:
    """Return a number as text, a dash where nothing is held."""
    return NOTHING if shown is None else str(find(row, shown))


def _title(manifest: Mapping[str, Any], row: _Row) -> str:
    """Return what a test is: outcome, predictor, year, stratum, procedure."""
    title = variable_label(manifest, str(row["outcome"]))
    if row["predictor"]:
        joint = "by" if row["contrast"] else "with"
        title += f" {joint} {variable_label(manifest, str(row['predictor']))}"
    year = "all years" if row["year"] == "all" else str(row["year"])
    places = [title, year, stratum_label(str(row["stratum"] or "all"))]
    what = described(str(row["procedure"]), str(row["variant"])).name
    return f"{', '.join(place for place in places if place)}: {what}"
