"""``hypotheses.md``: the results set as a journal would print it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from smeint.errors import counted
from smeint.report.further_models import further_models
from smeint.report.interaction_table import interaction_table
from smeint.report.sample_tables import model_table, normality_table, sample_table
from smeint.report.scale_tables import scale_tables
from smeint.report.table import inert, markdown
from smeint.report.tables import tests_table, verdict_table
from smeint.report.weighted_table import weighted_table
from smeint.study.rules import RULES

if TYPE_CHECKING:
    from smeint.study.results import Results

#: The tables of companions, in the order in which they stand below a hypothesis' own tests.
BESIDE = (interaction_table, weighted_table, model_table, further_models)

DESIGN = (
    "The hypotheses and their tests follow Osei-Bonsu (2014), *Understanding the "
    "Internationalization Process of Small-to Medium-Sized Manufacturing Enterprises (SMEs): "
    "Evidence from Developing Countries*; each year's firms are one cross-section."
)


def hypotheses_document(results: Results) -> str:
    """Return the results as a Markdown document.

    Parameters
    ----------
    results : Results

    Returns
    -------
    str
        Verdicts, sample, normality, then each hypothesis with its tests and caveat, and what
        the numbers were made with.
    """
    parts = ["# Results of the hypothesis tests", "", *origin(results.manifest), DESIGN, ""]
    parts += warnings(results.warnings)
    parts += ["## Verdicts", "", markdown(verdict_table(results)), *_rules()]
    parts += ["## Sample", "", markdown(sample_table(results))]
    normality = normality_table(results)
    if normality is not None:
        parts += ["## Normality", "", markdown(normality)]
    scales = scale_tables(results)
    if scales:
        parts += ["## Scales", "", *(markdown(table) for table in scales)]
    for record in results.manifest["hypotheses"]:
        parts += [f"## {record['id']}: {inert(record['text'])}", ""]
        if record["described"]:
            parts += [f"Not tested: {inert(record['described'])}.", ""]
            continue
        parts += [
            *_verdict_lines(results, record["id"]),
            markdown(tests_table(results, record["id"])),
        ]
        beside = (table(results, record["id"]) for table in BESIDE)
        parts += [markdown(table) for table in beside if table is not None]
        if record["caveat"]:
            parts += [inert(record["caveat"]), ""]
    parts += provenance(results.manifest)
    return "\n".join(parts).rstrip("\n") + "\n"


def origin(manifest: Mapping[str, Any]) -> list[str]:
    """Return a sentence on the data, with a plain label where they are synthetic."""
    data = manifest["data"]
    lines = [
        f"Data: `{data['file']}` ({_rows(data['rows'])}SHA-256 "
        f"`{data['sha256'][:12]}`). Study file: `{manifest['study']['file']}`{_preset(manifest)}.",
        "",
    ]
    if manifest["synthetic"]:
        lines = ["**The data are synthetic: no row is a real firm.**", "", *lines]
    if "suppressed" in manifest:
        lines += [_suppressed(manifest["suppressed"]), ""]
    return lines


def _rows(n: int | None) -> str:
    """Return the rows of the data file; nothing where they are suppressed."""
    return "" if n is None else counted(n, "row") + ", "


def _suppressed(how: Mapping[str, int]) -> str:
    """Return what was suppressed."""
    return (
        f"Counts of fewer than {how['min_count']} firms are suppressed, and the numbers from "
        f"which they would follow: {how['findings']} tests have the status `suppressed`. Verdicts "
        "rest on all tests."
    )


def warnings(texts: Iterable[str]) -> list[str]:
    """Return the warnings as a list."""
    lines = [f"- {inert(text)}" for text in texts]
    return ["## Warnings", "", *lines, ""] if lines else []


def _verdict_lines(results: Results, hypothesis: str) -> list[str]:
    """Return each rule's verdict with its reason, rules that agree in all on one line."""
    own = results.verdicts[results.verdicts["hypothesis"] == hypothesis]
    said: dict[tuple[str, str], list[str]] = {}
    for rule, verdict, reason in zip(own["rule"], own["verdict"], own["reason"], strict=True):
        said.setdefault((verdict, reason), []).append(rule)
    lines = []
    for (verdict, reason), rules in said.items():
        tail = f" ({inert(reason)})" if reason else ""
        lines.append(f"- {', '.join(rules)}: **{verdict}**{tail}")
    return [*lines, ""]


def _rules() -> list[str]:
    """Return what each verdict rule asks for."""
    return ["Rules:", "", *(f"- {name}: {inert(text)}." for name, text in RULES.items()), ""]


def provenance(manifest: Mapping[str, Any]) -> list[str]:
    """Return versions and definitions."""
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    said = (
        (name, value) for name, value in manifest["definitions"].items() if value not in ("", {})
    )
    definitions = ", ".join(f"{name} = {value}" for name, value in said)
    made_by = [f"Made by `{manifest['made_by']}`.", ""] if "made_by" in manifest else []
    return [
        "## How this was made",
        "",
        *made_by,
        f"Definitions: {inert(definitions)}.",
        "",
        f"Versions: {inert(versions)}.",
    ]


def _preset(manifest: Mapping[str, Any]) -> str:
    """Return on which preset the study file stands, where it has one."""
    preset = manifest["study"].get("preset")
    return f", on the preset `{preset['name']}` (version {preset['version']})" if preset else ""
