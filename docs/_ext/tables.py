"""Tables of the site that follow from code, as Markdown."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from inspect import getdoc, isclass

from smeint.commands import app
from smeint.defaults import DEFAULTS
from smeint.definitions.definitions import Definitions
from smeint.diagnose.rows import TABLES as DIAGNOSED
from smeint.diagnose.rows import TEST_MEASURES
from smeint.finding import MEASURES, Role, Status
from smeint.panel.variables import VARIABLES
from smeint.study.error_rates import ErrorRate
from smeint.study.hypothesis import COMPANIONS, Hypothesis
from smeint.study.results import TABLES
from smeint.study.rules import RULES, Verdict
from smeint.study.shipped import FURTHER, MAIN

from .catalogue import GROUPS
from .columns import COLUMNS, DIAGNOSIS
from .methods import FOLDER, parts_of, sections

#: Columns of a terminal in which the commands' help is set.
HELP_WIDTH = 90


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table.

    Parameters
    ----------
    columns : iterable of str
    rows : iterable of iterable of str
        Cells in Markdown.

    Returns
    -------
    str
    """
    head = list(columns)
    lines = [head, ["---"] * len(head), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    """Return a cell on one line, in which a bar divides no columns."""
    return " ".join(text.split()).replace("|", r"\|")


def code(text: str) -> str:
    """Return a name as code; nothing where there is none."""
    return f"`{text}`" if text else ""


def variables() -> str:
    """Return the variables that hypotheses know."""
    rows = [
        (
            code(v.name),
            " or ".join(kind.value for kind in v.kinds),
            v.unit,
            v.meaning,
            " and ".join(code(name) for name in v.needs),
        )
        for v in VARIABLES.values()
    ]
    return table(("variable", "kind", "unit", "meaning", "derived from"), rows)


def hypotheses(which: Iterable[Hypothesis]) -> str:
    """Return hypotheses with sample, outcomes and predictor."""
    rows = [
        (
            f"**{h.id}**",
            h.text,
            "; ".join(f"`{c.variable}` = {' or '.join(c.levels)}" for c in h.sample) or "all firms",
            ", ".join(map(code, h.outcomes)),
            _predictor(h),
            h.direction or ("negligible" if h.claim == "negligible" else "either"),
        )
        for h in which
    ]
    head = ("id", "claim", "sample", "outcome", "predictor", "direction")
    return table(head, rows)


def _predictor(h: Hypothesis) -> str:
    """Return the predictor with its contrast and strata, in words."""
    contrast = f", {h.contrast[0]} minus {h.contrast[1]}" if h.contrast else ""
    return f"{code(h.predictor)}{contrast}" + (f", within `{h.strata}`" if h.strata else "")


def rules() -> str:
    """Return the verdict rules and what a verdict can be."""
    can_be = ", ".join(f"*{verdict.label}*" for verdict in Verdict)
    rows = [(code(name), meaning) for name, meaning in RULES.items()]
    return table(("rule", "supported when"), rows) + f"\nA verdict is one of {can_be}.\n"


def companions() -> str:
    """Return the companions that a hypothesis can ask for."""
    return table(("companion", "what it is"), ((code(k), v) for k, v in COMPANIONS.items()))


def statuses() -> str:
    """Return the statuses of a test."""
    return table(("status", "meaning"), ((code(s.label), s.meaning) for s in Status))


def roles() -> str:
    """Return the roles of a test."""
    return ", ".join(code(role.value) for role in Role) + "\n"


def measures() -> str:
    """Return the vocabulary of measures."""
    return table(("measure", "meaning"), ((code(k), v) for k, v in MEASURES.items()))


def defaults() -> str:
    """Return every default of a procedure."""
    rows = ((code(d.name), code(repr(d.value)), d.procedures, d.reason) for d in DEFAULTS)
    return table(("default", "value", "where", "why"), rows)


def definitions() -> str:
    """Return the definitions with their defaults."""
    told = parameters(getdoc(Definitions) or "")
    start = Definitions()
    rows = ((code(k), code(repr(getattr(start, k))), told.get(k, "")) for k in _fields(Definitions))
    return table(("definition", "default", "meaning"), rows)


#: Tables of a results set and the rows they are made of.
ROWS: dict[str, type] = {**TABLES, "error_rates": ErrorRate}
#: Tables of a diagnosis but its error rates, which are those of a results set.
OF_DIAGNOSIS: dict[str, type] = {k: v for k, v in DIAGNOSED.items() if v is not ErrorRate}


def columns(name: str) -> str:
    """Return the columns of one table of a results set, in the order of its row class."""
    return _columns(ROWS[name], COLUMNS[name])


def columns_of_diagnosis(name: str) -> str:
    """Return the columns of one table of a diagnosis, in the order of its row class."""
    return _columns(OF_DIAGNOSIS[name], DIAGNOSIS[name])


def measures_of_diagnosis() -> str:
    """Return what is measured of a single test over replicates."""
    rows = ((code(name), meaning) for name, meaning in TEST_MEASURES.items())
    return table(("measure", "is"), rows)


def _columns(row: type, told: dict[str, str]) -> str:
    return table(("column", "holds"), ((code(field), told[field]) for field in _fields(row)))


def _fields(cls: type) -> list[str]:
    return [field.name for field in fields(cls)]


def parameters(docstring: str) -> dict[str, str]:
    """Return what a numpy docstring says of each parameter; its type where it says no more.

    Parameters
    ----------
    docstring : str

    Returns
    -------
    dict of str to str
    """
    told: dict[str, str] = {}
    entry = re.compile(r"^([\w, ]+?) : (.+)\n((?:    .*\n?|\n)*)", re.MULTILINE)
    for names, kind, text in entry.findall(sections(docstring).get("Parameters", "") + "\n"):
        for one in names.split(", "):
            told[one] = " ".join(text.split()) or kind
    return told


def commands() -> str:
    """Return every command as its ``--help`` prints it."""
    import typer

    group = typer.main.get_command(app)
    text = []
    for name, command in group.commands.items():
        context = command.context_class(
            command, info_name=f"smeint {name}", terminal_width=HELP_WIDTH
        )
        told = command.get_help(context).strip()
        text.append(f"**smeint {name}**\n\n```text\n{told}\n```\n")
    return "\n".join(text)


def api(module: str) -> str:
    """Return the documentation of a module's public names, for autodoc to fill.

    Parameters
    ----------
    module : str
        Such as ``smeint.plot``; it need not have public names yet.

    Returns
    -------
    str
    """
    found = importlib.import_module(module)
    names = [name for name in getattr(found, "__all__", ()) if name != "__version__"]
    if not names:
        return "This version has no public names here.\n"
    lines = []
    for name in names:
        value = getattr(found, name)
        if callable(value):
            lines.append(f".. auto{'class' if isclass(value) else 'function'}:: {module}.{name}")
            lines += ["   :members:"] * isclass(value)
        else:
            keys = ", ".join(f"``{key}``" for key in value)
            lines += [f".. py:data:: {module}.{name}", "", f"   A mapping; its keys are {keys}."]
        lines.append("")
    return "\n".join(("```{eval-rst}", *lines, "```", ""))


def methods() -> str:
    """Return the methods by what they are for, with a link to each page."""
    text = []
    for group in GROUPS:
        rows = [
            (f"[{title}]({FOLDER}/{name}.rst)", parts_of(name)[""].split("\n\n")[0], code(name))
            for name, title in group.methods.items()
        ]
        head = table(("method", "what it does", "name"), rows)
        text.append(f"**{group.title}.** {group.question}\n\n{head}")
    return "\n".join(text)


def method_toctree() -> str:
    """Return the hidden table of contents of the pages of methods."""
    lines = [f"{FOLDER}/{name}" for group in GROUPS for name in group.methods]
    return "\n".join(("```{toctree}", ":hidden:", "", *lines, "```", ""))


#: What a page can ask for by name.
TABLES_BY_NAME: dict[str, Callable[[], str]] = {
    "variables": variables,
    "hypotheses": lambda: hypotheses(MAIN.values()),
    "further hypotheses": lambda: hypotheses(FURTHER.values()),
    "rules": rules,
    "companions": companions,
    "statuses": statuses,
    "roles": roles,
    "measures": measures,
    "api of smeint": lambda: api("smeint"),
    "api of smeint.plot": lambda: api("smeint.plot"),
    "commands": commands,
    "defaults": defaults,
    "definitions": definitions,
    "methods": methods,
    "method toctree": method_toctree,
    **{f"columns of {name}": (lambda name=name: columns(name)) for name in ROWS},
    **{
        f"columns of a diagnosis: {name}": (lambda name=name: columns_of_diagnosis(name))
        for name in OF_DIAGNOSIS
    },
    "measures of a diagnosis": measures_of_diagnosis,
}
