"""What the data can and cannot say: facts where the data tell, questions where they do not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from smeint.engine.analysis import Analysis
from smeint.errors import counted
from smeint.panel.variables import Kind
from smeint.study.describe.attrition import Presence, waves
from smeint.study.describe.listwise import Compared
from smeint.study.describe.missingness import complete_firm_years
from smeint.study.describe.rows import CheckItem, MissingPattern
from smeint.study.describe.spec import DesignAnswers, Frame
from smeint.study.facts import size_switches, switching_firms
from smeint.study.rules import SMALL_GROUP

#: A fact of the data; said in the study file; only the researcher can say it.
DATA, ANSWERED, OPEN = "from the data", "answered", "open"
MEASURED_MONEY = ("sales", "foreign_sales", "total_assets", "operating_profit", "plant_investment")


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What the checklist is filled from.

    Parameters
    ----------
    analysis : Analysis
    measured : frozenset of str
        Variables that the file gives.
    presence : Presence
    patterns : tuple of MissingPattern
    listwise : Compared
    small_tests : int
        Primary tests with a group of fewer than `SMALL_GROUP` firms.
    late : int or None
        Late respondents; None where it is not said who answered late.
    frame : Frame
    design : DesignAnswers
    """

    analysis: Analysis
    measured: frozenset[str]
    presence: Presence
    patterns: tuple[MissingPattern, ...]
    listwise: Compared
    small_tests: int
    late: int | None
    frame: Frame
    design: DesignAnswers


def checklist(known: Known) -> tuple[CheckItem, ...]:
    """Return the limits of the data, one after another.

    Parameters
    ----------
    known : Known

    Returns
    -------
    tuple of CheckItem
    """
    return (
        _sampling(known),
        _non_response(known),
        _missing(known),
        _respondents(known),
        _common_method(known),
        _waves(known),
        _ordering(known),
        _selection(known),
        _survivorship(known),
        _size_basis(known),
        _accounts(known),
        _small_groups(known),
    )


def _item(name: str, title: str, fact: str, answer: str = "", question: str = "") -> CheckItem:
    """Return an item: open where a question has no answer yet."""
    state = OPEN if question and not answer else ANSWERED if answer else DATA
    return CheckItem(name, title, state, fact, answer, "" if answer else question)


def _sampling(known: Known) -> CheckItem:
    sampling, weighted = known.design.sampling, "weight" in known.measured
    said = {
        "census": "all firms of the population were asked",
        "random": "firms were drawn at random",
        "stratified": "firms were drawn at random within strata",
        "convenience": "firms were taken as they came: no population follows from the sample",
    }
    tables = ", ".join(f"`{table.variable}`" for table in known.frame.tables)
    facts = [
        f"Compared with the population by {tables}" if tables else "No population to compare with",
        "sampling weights are in the data and are not used here"
        if weighted
        else "no sampling weights in the data",
    ]
    return _item(
        "sampling",
        "Sampling and population",
        "; ".join(facts),
        said[sampling] if sampling else "",
        "How were firms drawn, and from which list? ([design] sampling; [frame] for the list)",
    )


def _non_response(known: Known) -> CheckItem:
    rate = known.design.response_rate
    fact = "The data do not say who answered late"
    if known.late is not None:
        fact = f"{counted(known.late, 'late firm-year')} against early ones: see the comparison"
    return _item(
        "non_response",
        "Non-response",
        f"{fact}; no test on respondents alone rules out non-response bias",
        f"{rate * 100:.3g} % of the firms asked answered" if rate is not None else "",
        "Which share of the firms asked answered? ([design] response_rate)",
    )


def _missing(known: Known) -> CheckItem:
    n = known.analysis["year"].values.size
    complete = complete_firm_years(known.patterns)
    tests = known.listwise
    fact = f"{complete:,} of {n:,} firm-years know every variable of the file"
    if tests.variables:
        fact += (
            f"; {tests.n_complete:,} of {tests.n_rows:,} in the sample know every variable of "
            "the primary tests"
        )
    return _item("missing_values", "Missing values", fact)


def _respondents(known: Known) -> CheckItem:
    n = known.design.respondents_per_firm
    answer = ""
    if n is not None:
        answer = (
            "one person answered for each firm: agreement between informants cannot be examined"
            if n == 1
            else f"{n} persons answered for each firm"
        )
    return _item(
        "respondents",
        "Single respondent",
        "One value for each firm, year and variable: agreement within firms is not in the data",
        answer,
        "How many persons answered for each firm? ([design] respondents_per_firm)",
    )


def _common_method(known: Known) -> CheckItem:
    same = known.design.same_respondent_outcome_and_predictor
    columns, items = known.analysis.columns.values(), known.analysis.items
    scales = [c.name for c in columns if c.kind is Kind.SCALE and c.name not in items]
    names = ", ".join(f"`{name}`" for name in scales)
    fact = (
        f"{counted(len(scales), 'rating scale')} ({names})"
        if scales
        else "No rating scale in the data"
    )
    answer = ""
    if same is not None:
        answer = (
            "the same person gave outcome and predictor: a common method can produce or inflate "
            "associations"
            if same
            else "outcome and predictor come from different persons or sources"
        )
    return _item(
        "common_method",
        "Common method",
        fact,
        answer,
        "Did the same person give outcome and predictor in one questionnaire? "
        "([design] same_respondent_outcome_and_predictor)",
    )


def _waves(known: Known) -> CheckItem:
    found = known.presence
    n, repeated = len(found.years), found.repeated
    firms = counted(len(found.seen), "firm")
    if n == 1:
        fact = f"One year ({found.years[0]}), {firms}: a cross-section, which shows no change"
    elif not repeated:
        fact = f"{n} years, {firms}, none observed twice: repeated cross-sections and no panel"
    else:
        fact = (
            f"{n} years ({found.years[0]} to {found.years[-1]}), {firms}, {repeated:,} of them "
            "observed more than once; tests are made within years, not on changes"
        )
    return _item("waves", "Cross-section or panel", fact)


def _ordering(known: Known) -> CheckItem:
    before = known.design.predictor_measured_before_outcome
    answer = ""
    if before is not None:
        answer = (
            "predictors were measured before outcomes; that alone does not rule out a common cause"
            if before
            else "predictors were not measured before outcomes: either may have come first"
        )
    return _item(
        "ordering",
        "Order of cause and effect",
        "Outcome and predictor of every test stand in the same firm-year",
        answer,
        "Were predictors measured before outcomes? ([design] predictor_measured_before_outcome)",
    )


def _selection(known: Known) -> CheckItem:
    fact = "Firms choose whether to go abroad: groups by status differ for other reasons too"
    if "internationalized" in known.analysis:
        column = known.analysis["internationalized"]
        values = column.values[column.known]
        if values.size:
            fact += f"; {int(values.sum()):,} of {values.size:,} firm-years are internationalized"
        if known.presence.repeated:
            n = switching_firms(known.analysis["firm_id"].values, column.values)
            fact += f", {counted(n, 'firm')} with another status in another year"
    return _item("selection", "Selection into exporting", fact)


def _survivorship(known: Known) -> CheckItem:
    kept = known.design.closed_firms_kept
    fact = "Only firms that were there to be asked are in the data"
    if known.presence.repeated:
        left = sum(wave.left or 0 for wave in waves(known.presence))
        fact = (
            f"{counted(left, 'firm')} not seen in any later wave; the data do not say which closed"
        )
    answer = ""
    if kept is not None:
        answer = (
            "firms that closed or were sold stay in the data up to then"
            if kept
            else "firms that closed or were sold are not in the data: only survivors are described"
        )
    return _item(
        "survivorship",
        "Survivorship",
        fact,
        answer,
        "Are firms that closed or were sold in the data up to then? ([design] closed_firms_kept)",
    )


def _size_basis(known: Known) -> CheckItem:
    analysis = known.analysis
    if "sme" not in analysis:
        return _item("size_basis", "Size basis", "The data hold no size class")
    definitions = analysis.definitions
    if "sme" in known.measured:
        return _item("size_basis", "Size basis", "The file gives the size class itself")
    named = {
        "first_year": "the first year in which what is known decides it",
        "each_year": "the year itself",
    }
    fact = f"`{definitions.size_scheme}`, by {named[definitions.size_basis]}"
    switches = size_switches(analysis)
    if known.presence.repeated and switches is not None:
        n, what = switches
        fact += f"; {counted(n, 'firm')} on both sides of the boundary by {what} in different years"
    return _item("size_basis", "Size basis", fact)


def _accounts(known: Known) -> CheckItem:
    audited = known.design.accounts_audited
    money = [name for name in MEASURED_MONEY if name in known.measured]
    if not money:
        return _item("accounts", "Self-reported accounts", "No money items in the data")
    answer = ""
    if audited is not None:
        answer = (
            "money items come from audited accounts"
            if audited
            else "money items are as the respondents gave them"
        )
    return _item(
        "accounts",
        "Self-reported accounts",
        "Money items: " + ", ".join(f"`{name}`" for name in money),
        answer,
        "Do money items come from audited accounts? ([design] accounts_audited)",
    )


def _small_groups(known: Known) -> CheckItem:
    n = len(known.listwise.rows)
    fact = (
        f"{known.small_tests:,} of {n:,} primary tests have a group of fewer than {SMALL_GROUP} "
        "firms"
    )
    return _item("small_groups", "Small groups", fact if n else "No primary test is planned")


def late_rows(analysis: Analysis) -> int | None:
    """Return how many firm-years are known to be late; None without the variable.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    int or None
    """
    if "late_respondent" not in analysis:
        return None
    return int(np.sum(analysis["late_respondent"].values == 1))
