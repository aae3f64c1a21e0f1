"""What the checklist of JARS-Quant says of hypotheses, firms, measures and strategy."""

from __future__ import annotations

from collections.abc import Iterable

from smeint.errors import counted
from smeint.labels import variable_label
from smeint.numbers import alpha_text
from smeint.report.sentences import methods_data as of_data
from smeint.report.sentences import methods_software as of_software
from smeint.report.sentences.cited import Part, set_words
from smeint.report.sentences.done import Done, and_list, ids
from smeint.report.words import plain
from smeint.study.results import records
from smeint.study.shipped import NORMALITY

#: What stands where the results cannot know.
OPEN = "to be filled in by the author"

_NORMALITY = {"lilliefors": "Lilliefors", "shapiro_wilk": "Shapiro-Wilk"}
_PRIMARY = {"chi_square": "chi-square", "mann_whitney": "Mann-Whitney", "spearman": "Spearman"}


def as_text(parts: Iterable[Part]) -> str:
    """Return a sentence of the methods section as text."""
    return plain(set_words(parts))


def hypotheses(done: Done) -> str:
    """Return which hypotheses were tested, by which role."""
    records_ = done.manifest["hypotheses"]
    tested = [record["id"] for record in done.tested]
    other = [record["id"] for record in records_ if record["id"] not in tested]
    text = f"Tested: {', '.join(tested) or 'none'}. "
    if other:
        text += f"Stated and not tested: {', '.join(other)}. "
    return text + f"Which of them were planned before the data were seen: {OPEN}."


def exclusions(done: Done) -> str:
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
    return text + (as_text(of_data.size_classes(done)) if done.uses("sme") else "")


def characteristics(done: Done) -> str:
    """Return firms by group and year, countries and industries."""
    said = []
    for name in ("sme", "internationalized"):
        rows = [row for row in done.facts("firms", name) if row["level"] == "yes"]
        if rows:
            values = ", ".join(f"{row['year']}: {shown(row['value'])}" for row in rows)
            said.append(f"{variable_label(done.manifest, name)} = yes ({values})")
    for name, noun in (("country", "countries"), ("industry", "industries")):
        levels = done.manifest["variables"].get(name, {}).get("levels") or ()
        if len(levels) > 1:
            said.append(f"{len(levels)} {noun}")
    return f"Firms by year: {'; '.join(said)}." if said else ""


def shown(n: float) -> str:
    """Return a count, or that it is not shown."""
    return f"{int(n):,}" if n == n else "not shown"


def sampling(done: Done) -> str:
    """Return the sampling weights, where the data have them; the rest is the author's."""
    known = as_text(of_software.weights(done))
    return f"{known}Frame, selection and response rate: {OPEN}." if known else ""


def size(done: Done) -> str:
    """Return the number of firms by year; power is the author's."""
    rows = [row for row in done.facts("firms") if row["year"]]
    by_year = ", ".join(f"{row['year']}: {shown(row['value'])}" for row in rows)
    return (
        f"Firms by year: {by_year}. n stands beside every test; precision is shown by intervals. "
        f"How the sample size was determined, and power: {OPEN}."
    )


def measures(done: Done) -> str:
    """Return how variables were measured."""
    return as_text(of_data.measures(done))


def psychometrics(done: Done) -> str:
    """Return the reliability of scores of several items."""
    scales = of_data.ids_of_scales(done)
    if not scales:
        return ""
    named = and_list([variable_label(done.manifest, name) for name in scales])
    return f"Reliability of {named} by year: Cronbach's alpha, McDonald's omega. Validity: {OPEN}."


def design(done: Done) -> str:
    """Return that firms were observed, and what one row is."""
    return as_text(of_data.unit(done))


def diagnostics(done: Done) -> str:
    """Return the treatment of outliers, and that normality was looked at."""
    share = done.manifest["definitions"]["rota_winsorize"]
    text = "The analysis removed no outlier and pulled none in. "
    if share and done.uses("rota") and of_data.derived(done.manifest, "rota"):
        text = f"ROTA was winsorized at {share * 100:g}% in each tail of a year. "
    tested = {row["procedure"] for row in done.made if row["hypothesis"] == NORMALITY}
    named = [name for key, name in _NORMALITY.items() if key in tested]
    if named:
        text += f"Normality was tested ({', '.join(named)}); no procedure was chosen by it."
    return text


def strategy(done: Done) -> str:
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
