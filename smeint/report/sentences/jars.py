"""The checklist of JARS-Quant, filled in as far as the results know the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from smeint.errors import counted
from smeint.finding import Role, Status
from smeint.labels import variable_label
from smeint.report.sentences import jars_method as of_method
from smeint.report.sentences import methods_data as of_data
from smeint.report.sentences import methods_software as of_software
from smeint.report.sentences import methods_tests as of_tests
from smeint.report.sentences.done import Done, and_list, ids, years_text
from smeint.report.sentences.jars_method import OPEN as OPEN
from smeint.report.sentences.jars_method import as_text, shown
from smeint.report.table import Table
from smeint.report.tables.further_models import title
from smeint.study.results import records

if TYPE_CHECKING:
    from smeint.study.results import Results


def jars_table(results: Results) -> Table:
    """Return the JARS-Quant checklist with what the results know.

    Parameters
    ----------
    results : Results

    Returns
    -------
    Table
        One row an item; what only the author can say is marked so.

    References
    ----------
    Appelbaum, M., Cooper, H., Kline, R. B., Mayo-Wilson, E., Nezu, A. M., & Rao, S. M. (2018).
    Journal article reporting standards for quantitative research in psychology: The APA
    Publications and Communications Board task force report. *American Psychologist*, 73, 3-25.
    https://doi.org/10.1037/amp0000191
    """
    done = Done.of(results)
    rows = []
    for section, item, fill in _ITEMS:
        known = "" if fill is None else fill(done).strip()
        rows.append((section, item, known or OPEN))
    return Table(
        title="Reporting checklist (JARS-Quant)",
        columns=("Section", "Item", "In these results"),
        rows=tuple(rows),
        notes=(
            "Items in short words after Appelbaum et al. (2018), "
            "https://doi.org/10.1037/amp0000191. Filled in from the results alone; what is "
            "missing there is the author's to say.",
        ),
        grouped=1,
    )


def _flow(done: Done) -> str:
    """Return rows read and firms left."""
    return as_text(of_data.data(done))


def _dates(done: Done) -> str:
    """Return the years observed."""
    return f"Years observed: {years_text(done.years)}. Dates of the survey: {OPEN}."


def _missing(done: Done) -> str:
    """Return missing values by variable."""
    found: dict[str, float] = {}
    facts = done.results.panel_facts
    for row in records(facts[facts["fact"] == "missing"]):
        if row["variable"] in done.variables:
            found[row["variable"]] = found.get(row["variable"], 0.0) + row["value"]
    said = [
        f"{variable_label(done.manifest, name)} {shown(n)}" for name, n in found.items() if n != 0
    ]
    if not found:
        return ""
    firms = "firms" if len(done.years) == 1 else "firm-years"
    listed = f"Missing values by variable ({firms}): {'; '.join(said)}. " if said else ""
    return (
        listed or "No variable of a test has a missing value. "
    ) + f"Left out test by test; nothing was imputed. Why values are missing: {OPEN}."


def _descriptive(done: Done) -> str:
    """Return where groups are described."""
    if not done.primary:
        return ""
    return "Each test's groups with n and share or median; means and deviations in `groups.csv`."


def _inferential(done: Done) -> str:
    """Return what stands beside each test."""
    own = [row for row in done.primary if row["status"] == "ok"]
    if not own:
        return ""
    level = (1 - done.manifest["alpha"]) * 100
    names = dict.fromkeys(row["effect_name"] for row in own)
    effects = and_list([of_tests.EFFECTS[name][0] for name in names])
    return (
        "Each test has its statistic, degrees of freedom where it has them, exact p (below .001 "
        f"as such), and effect with a {level:g}% interval, whether significant or not. Effects: "
        f"{effects}."
    )


def _problems(done: Done) -> str:
    """Return how many tests have no result, and why."""
    asked = [row for row in done.rows if row["role"] != Role.EVIDENCE.value]
    failed = Counter(row["status"] for row in asked if row["status"] != Status.OK.label)
    if not failed:
        return f"All {len(asked)} tests and models were computed."
    said = "; ".join(f"{Status[status.upper()].meaning}: {n}" for status, n in failed.items())
    return f"Of {counted(len(asked), 'test')} and models without a result: {said}."


def _companions(done: Done) -> str:
    """Return what was computed beside the primary tests."""
    own = [row for row in done.made if row["role"] == Role.COMPANION.value]
    said = []
    for name in dict.fromkeys(row["procedure"] for row in own):
        where = ids(row for row in own if row["procedure"] == name)
        said.append(f"{title(name)} ({', '.join(where)})")
    return f"{'; '.join(said)}. No decision rests on them." if said else "No further analyses."


def _software(done: Done) -> str:
    """Return software with versions."""
    return as_text(of_software.software(done, figures=False, cross_check=False))


def _support(done: Done) -> str:
    """Return the verdicts of the published rule."""
    found = done.results.verdicts
    rows = records(found[found["rule"] == "published"])
    by_verdict: dict[str, list[str]] = {}
    for row in rows:
        by_verdict.setdefault(row["verdict"], []).append(row["hypothesis"])
    said = "; ".join(f"{verdict}: {', '.join(names)}" for verdict, names in by_verdict.items())
    return f"By the published rule: {said}. Interpretation: {OPEN}." if said else ""


def _caveats(done: Done) -> str:
    """Return the limits that go with hypotheses that were tested."""
    said = dict.fromkeys(record["caveat"] for record in done.tested if record["caveat"])
    synthetic = "The data are synthetic. " if done.manifest["synthetic"] else ""
    known = synthetic + " ".join(said)
    return f"{known.strip()} Further limits: {OPEN}." if known else ""


def _materials(done: Done) -> str:
    """Return what names the data and the study file."""
    data, study = done.manifest["data"], done.manifest["study"]
    text = f"Data file SHA-256 {data['sha256'][:12]}. " if data.get("sha256") else ""
    text += f"Study file SHA-256 {study['sha256'][:12]}. " if study.get("sha256") else ""
    kept = "kept" if done.results.analysis is not None else "not kept"
    return f"{text}Firm-years are {kept} with the results. Availability to others: {OPEN}."


def _disclosure(done: Done) -> str:
    """Return what was suppressed; ethics are the author's."""
    known = as_text(of_software.disclosure(done))
    return f"{known}Approval and consent: {OPEN}." if known else ""


#: Sections and items in the order of the standards, and what fills them.
_ITEMS: tuple[tuple[str, str, Callable[[Done], str] | None], ...] = (
    ("Title page", "Registration, funding, conflicts of interest, earlier use of the data", None),
    ("Abstract", "Problem, firms, method, findings with effects, conclusions", None),
    ("Introduction", "Problem and earlier work", None),
    ("Introduction", "Hypotheses, and which are primary", of_method.hypotheses),
    ("Method", "Inclusion and exclusion, with counts", of_method.exclusions),
    ("Method", "Characteristics of the firms", of_method.characteristics),
    ("Method", "Sampling procedure, setting, response", of_method.sampling),
    ("Method", "Ethics and protection of participants", _disclosure),
    ("Method", "Sample size, power, precision", of_method.size),
    ("Method", "Measures and covariates", of_method.measures),
    ("Method", "Collection of data, respondents, quality control", None),
    ("Method", "Reliability and validity of measures", of_method.psychometrics),
    ("Method", "Design and unit of analysis", of_method.design),
    ("Method", "Diagnostics of the data", of_method.diagnostics),
    ("Method", "Strategy of the primary analyses", of_method.strategy),
    ("Results", "Flow of firms", _flow),
    ("Results", "Period of recruitment", _dates),
    ("Results", "Missing data", _missing),
    ("Results", "Descriptive statistics", _descriptive),
    ("Results", "Tests, effect sizes, intervals", _inferential),
    ("Results", "Analyses beside the primary ones", _companions),
    ("Results", "Problems of estimation", _problems),
    ("Results", "Software", _software),
    ("Discussion", "Support of the hypotheses", _support),
    ("Discussion", "Limits", _caveats),
    ("Discussion", "Generalization and implications", None),
    ("Materials", "Data, code and materials", _materials),
)
