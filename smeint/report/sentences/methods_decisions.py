"""Methods: decision rules, multiplicity, missing values."""

from __future__ import annotations

import math
from collections.abc import Iterator

from smeint.finding import Role, Status
from smeint.numbers import alpha_text, correlation_text
from smeint.report.sentences.cited import Part, citing
from smeint.report.sentences.done import Done, Row, ids, number
from smeint.report.sentences.methods_tests import interval_methods
from smeint.report.words import italic

ALPHA = "\u03b1"


def decisions(done: Done) -> Iterator[Part]:
    """Yield alpha, verdict rules, multiplicity, and negligible claims."""
    if not done.primary:
        return
    alpha = alpha_text(done.manifest["alpha"])
    yield from ("The level of significance is ", italic(ALPHA), f" = {alpha}. ")
    differences = [r["id"] for r in done.tested if r["claim"] != "negligible"]
    years = len(done.years) > 1
    if differences and years and any(row["year"] != "all" for row in done.primary):
        yield (
            f"A difference is supported under the published rule where p is below {alpha} in at "
            "least one year and the effect has one sign in all computed years, the claimed one "
            "where a sign is claimed; beside it stand the rules of a majority of years, and of "
            "every year. "
        )
    elif differences:
        yield (
            f"A difference is supported where p is below {alpha} and the effect has the claimed "
            "sign, where one is claimed. "
        )
    yield from _negligible(done)
    yield from _combined(done)
    yield from _multiplicity(done)


def _negligible(done: Done) -> Iterator[Part]:
    """Yield how a claim of a negligible effect is decided."""
    own = [record for record in done.tested if record["claim"] == "negligible"]
    if not own:
        return
    level = (1 - 2 * done.manifest["alpha"]) * 100
    margins: dict[float, list[str]] = {}
    for record in own:
        margins.setdefault(record["margin"], []).append(record["id"])
    said = "; ".join(f"±{correlation_text(m)} ({', '.join(n)})" for m, n in margins.items())
    where = "" if len(done.years) == 1 else " in every computed year"
    yield from (
        f"A negligible association is supported where the {level:g}% interval of the effect lies "
        f"within the margin{where}, as in two one-sided tests ",
        citing("schuirmann_1987"),
        f". Margins: {said}. ",
    )


def _combined(done: Done) -> Iterator[Part]:
    """Yield how outcomes and bands combine."""
    every = [r["id"] for r in done.tested if len(r["outcomes"]) > 1 and r["combine"] == "every"]
    any_of = [r["id"] for r in done.tested if len(r["outcomes"]) > 1 and r["combine"] == "any"]
    if every:
        yield f"All outcomes are needed ({', '.join(every)}). "
    if any_of:
        yield f"Any outcome is enough ({', '.join(any_of)}). "
    bands = [r for r in done.tested if r["strata"] == "doi_band"]
    if any(r["claim"] != "negligible" for r in bands):
        yield "A difference in any band is enough. "
    if any(r["claim"] == "negligible" for r in bands):
        yield "A negligible association is needed in every band. "


def _multiplicity(done: Done) -> Iterator[Part]:
    """Yield how often something was tested, and what is adjusted."""
    asked = [row for row in done.rows if row["role"] == Role.PRIMARY.value]
    many = number(len(asked), "primary test")
    yield f"{many} {'was' if len(asked) == 1 else 'were'} declared. "
    if len(ids(asked)) < len(asked):
        yield "Under a further rule the p-values of a hypothesis' primary tests are adjusted by "
        yield from (
            "Holm's method ",
            citing("holm_1979"),
            "; a test that could not be computed still counts. No adjustment was made across "
            "hypotheses, nor to any other p-value. ",
        )
    elif len(asked) > 1:
        yield "Each hypothesis has one; no p-value is adjusted for the number of hypotheses. "
    pooled = done.having("pooled_score")
    if pooled:
        own = [row for row in pooled if row["status"] == "ok"]
        yield (
            "A last rule reads one score test over all years: outcomes scored within year and "
            "band, products with the centred predictor summed by firm, and the sum referred to t "
            "with G - 1 degrees of freedom for G firms "
        )
        yield from (citing("rotnitzky_jewell_1990"), "; its effect has an interval by ")
        yield from interval_methods(own)
        yield ". "


def missing(done: Done) -> Iterator[Part]:
    """Yield what was done with missing values, and which tests could not be made."""
    yield (
        "Firms with a missing value in a variable of a test were left out of that test alone, and "
        "counted by reason; nothing was imputed. "
    )
    counts = [row["n_missing"] for row in done.primary if not math.isnan(row["n_missing"])]
    if counts:
        least, most = int(min(counts)), int(max(counts))
        means = any(row["unit"] == "firm_means" for row in done.primary)
        why = "for this reason" + (", or because they change their group" if means else "")
        yield (
            f"Of a primary test, {least} to {most} firms were left out {why}. "
            if least < most
            else f"Each primary test lacks {number(most, 'firm')}, left out {why}. "
            if most
            else f"No firm was left out of a primary test {why}. "
        )
    asked = [row for row in done.rows if row["role"] == Role.PRIMARY.value]
    gaps: dict[str, list[Row]] = {}
    for row in asked:
        if row["status"] != "ok":
            gaps.setdefault(Status[row["status"].upper()].meaning, []).append(row)
    if gaps:
        said = "; ".join(f"{why}: {len(own)} ({', '.join(ids(own))})" for why, own in gaps.items())
        yield f"Primary tests without a result, of {len(asked)}: {said}. "
