"""The checklist of JARS-Quant, filled in as far as the results know the answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from smeint.errors import counted
from smeint.finding import Role, Status
from smeint.labels import variable_label
from smeint.numbers import alpha_text
from smeint.report.sentences import methods_data as of_data
from smeint.report.sentences import methods_software as of_software
from smeint.report.sentences import methods_tests as of_tests
from smeint.report.sentences.cited import Part, set_words
from smeint.report.sentences.done import Done, and_list, ids, years_text
from smeint.report.table import Table
from smeint.report.tables.further_models import title
from smeint.report.words import plain
from smeint.study.results import records
from smeint.study.shipped import NORMALITY

if TYPE_CHECKING:
    from smeint.study.results import Results

#: What stands where the results cannot know.
OPEN = "to be filled in by the author"

_NORMALITY = {"lilliefors": "Lilliefors", "shapiro_wilk": "Shapiro-Wilk"}
_PRIMARY = {"chi_square": "chi-square", "mann_whitney": "Mann-Whitney", "spearman": "Spearman"}


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


def _text(parts: Iterable[Part]) -> str:
    """Return a sentence of the methods section as text."""
    return plain(set_words(parts))


def _hypotheses(done: Done) -> str:
    """Return which hypotheses were tested, by which role."""
    records_ = done.manifest["hypotheses"]
    tested = [record["id"] for record in done.tested]
    other = [record["id"] for record in records_ if record["id"] not in tested]
    text = f"Tested: {', '.join(tested) or 'none'}. "
    if other:
        text += f"Stated and not tested: {', '.join(other)}. "
    return text + f"Which of them were planned before the data were seen: {OPEN}."


def _exclusions(done: Done) -> str:
    """Return what was left out before the analysis, and by the size scheme, with counts."""
    drops = records(done.results.drops)
    said = []
    for drop in drops:
        n = drop["n_dropped"]
        many = counted(int(n), "row") if n == n else "rows (number not shown)"
        said.append(f"{many}: {drop['reason']}")
    text = (
        f"Left out of the file: {'; '.join(said)}. "
        if said
        else "No row of the file was left out. "
    )
    return text + (_text(of_data.size_classes(done)) if done.uses("sme") else "")


def _characteristics(done: Done) -> str:
    """Return firms by group and year, countries and industries."""
    said = []
    for name in ("sme", "internationalized"):
        rows = [row for row in done.facts("firms", name) if row["level"] == "yes"]
        if rows:
            values = ", ".join(f"{row['year']}: {_shown(row['value'])}" for row in rows)
            said.append(f"{variable_label(done.manifest, name)} = yes ({values})")
    for name, noun in (("country", "countries"), ("industry", "industries")):
        levels = done.manifest["variables"].get(name, {}).get("levels") or ()
        if len(levels) > 1:
            said.append(f"{len(levels)} {noun}")
    return f"Firms by year: {'; '.join(said)}." if said else ""


def _shown(n: float) -> str:
    """Return a count, or that it is not shown."""
    return f"{int(n):,}" if n == n else "not shown"


def _sampling(done: Done) -> str:
    """Return the sampling weights, where the data have them; the rest is the author's."""
    known = _text(of_software.weights(done))
    return f"{known}Frame, selection and response rate: {OPEN}." if known else ""


def _size(done: Done) -> str:
    """Return the number of firms by year; power is the author's."""
    rows = [row for row in done.facts("firms") if row["year"]]
    by_year = ", ".join(f"{row['year']}: {_shown(row['value'])}" for row in rows)
    return (
        f"Firms by year: {by_year}. n stands beside every test; precision is shown by intervals. "
        f"How the sample size was determined, and power: {OPEN}."
    )


def _measures(done: Done) -> str:
    """Return how variables were measured."""
    return _text(of_data.measures(done))


def _psychometrics(done: Done) -> str:
    """Return the reliability of scores of several items."""
    scales = of_data.ids_of_scales(done)
    if not scales:
        return ""
    named = and_list([variable_label(done.manifest, name) for name in scales])
    return f"Reliability of {named} by year: Cronbach's alpha, McDonald's omega. Validity: {OPEN}."


def _design(done: Done) -> str:
    """Return that firms were observed, and what one row is."""
    return _text(of_data.unit(done))


def _diagnostics(done: Done) -> str:
    """Return the treatment of outliers, and that normality was looked at."""
    share = done.manifest["definitions"]["rota_winsorize"]
    text = "The analysis removed no outlier and pulled none in. "
    if share and done.uses("rota") and of_data.derived(done.manifest, "rota"):
        text = f"ROTA was winsorized at {share * 100:g} % in each tail of a year. "
    tested = {row["procedure"] for row in done.made if row["hypothesis"] == NORMALITY}
    named = [name for key, name in _NORMALITY.items() if key in tested]
    if named:
        text += f"Normality was tested ({', '.join(named)}); no procedure was chosen by it."
    return text


def _strategy(done: Done) -> str:
    """Return the primary tests by procedure, alpha and multiplicity."""
    said = []
    for key, name in _PRIMARY.items():
        own = [row for row in done.primary if row["procedure"] == key]
        if own:
            said.append(f"{name} ({', '.join(ids(own))})")
    if not said:
        return ""
    return (
        f"Primary tests, two-sided: {'; '.join(said)}. Alpha = "
        f"{alpha_text(done.manifest['alpha'])}; Holm's adjustment within a hypothesis as a "
        "further rule. In full: methods section."
    )


def _flow(done: Done) -> str:
    """Return rows read and firms left."""
    return _text(of_data.data(done))


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
        f"{variable_label(done.manifest, name)} {_shown(n)}" for name, n in found.items() if n != 0
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
        f"as such), and effect with a {level:g} % interval, whether significant or not. Effects: "
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
    return f"{'; '.join(said)}. No decision rests on them." if said else "None."


def _software(done: Done) -> str:
    """Return software with versions."""
    return _text(of_software.software(done, figures=False, cross_check=False))


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
    known = _text(of_software.disclosure(done))
    return f"{known}Approval and consent: {OPEN}." if known else ""


#: Sections and items in the order of the standards, and what fills them.
_ITEMS: tuple[tuple[str, str, Callable[[Done], str] | None], ...] = (
    ("Title page", "Registration, funding, conflicts of interest, earlier use of the data", None),
    ("Abstract", "Problem, firms, method, findings with effects, conclusions", None),
    ("Introduction", "Problem and earlier work", None),
    ("Introduction", "Hypotheses, and which are primary", _hypotheses),
    ("Method", "Inclusion and exclusion, with counts", _exclusions),
    ("Method", "Characteristics of the firms", _characteristics),
    ("Method", "Sampling procedure, setting, response", _sampling),
    ("Method", "Ethics and protection of participants", _disclosure),
    ("Method", "Sample size, power, precision", _size),
    ("Method", "Measures and covariates", _measures),
    ("Method", "Collection of data, respondents, quality control", None),
    ("Method", "Reliability and validity of measures", _psychometrics),
    ("Method", "Design and unit of analysis", _design),
    ("Method", "Diagnostics of the data", _diagnostics),
    ("Method", "Strategy of the primary analyses", _strategy),
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
