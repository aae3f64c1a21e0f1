"""Plays the commands that pages show, and sets what they print between the pages' markers.

``python docs/refresh.py`` writes the pages; a test compares them.
"""

from __future__ import annotations

import contextlib
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from smeint.commands import app
from smeint.study.demo import STUDY
from smeint.study.load import load_results
from smeint.study.results import Results, records

from .readings import h1_reading, h2_reading, years_table

DOCS = Path(__file__).resolve().parents[1]
EXAMPLE = DOCS / "example"
#: Pages that show what commands print.
PAGES = ("tutorial.md", "own-survey.md", "verdicts.md", "diagnose.md")

#: What the tutorial changes in the demonstration's study file, and the file it writes.
CHANGED = "smeint-demo/my-study.toml"
HYPOTHESES = 'hypotheses = ["H1", "H2", "H3"]'
THRESHOLD = "internationalized_threshold = 0.10"

_MARKED = re.compile(r"(<!-- begin: (.+?) -->\n)(.*?)(<!-- end: \2 -->)", re.DOTALL)


@dataclass
class Play:
    """A folder in which commands are given, and what they printed.

    Parameters
    ----------
    folder : Path
        The folder that the commands run in.
    printed : dict of str to str
        By name of the block.
    """

    folder: Path
    printed: dict[str, str] = field(default_factory=dict)

    def give(self, name: str, *words: str) -> None:
        """Give one command and keep it with what it prints."""
        text = self.command(*words)
        self.printed[name] = f"{fenced('smeint ' + ' '.join(words), 'sh')}\n{fenced(text)}"

    def command(self, *words: str) -> str:
        """Give one command; return what it prints, without blanks at the ends of lines."""
        stream = io.StringIO()
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(stream):
            app(list(words), standalone_mode=False)
        lines = [line.rstrip() for line in stream.getvalue().splitlines()]
        return "\n".join(lines).strip()


def fenced(text: str, language: str = "text") -> str:
    """Return text as a fenced block."""
    return f"```{language}\n{text.strip()}\n```\n"


def played(folder: Path) -> dict[str, str]:
    """Return every block of the pages, by name.

    Parameters
    ----------
    folder : Path
        An empty folder for what the commands write.

    Returns
    -------
    dict of str to str
    """
    play = Play(folder)
    _tutorial(play)
    _own_survey(play)
    words = ("--reps", "200", "--no-curves", "--format", "none", "--out", "planned")
    play.give("diagnose", "diagnose", STUDY, "--firms", "60,60", *words)
    return play.printed


def _tutorial(play: Play) -> None:
    """Play the tutorial: the demonstration, and one definition changed."""
    play.give("demo", "demo")
    results = load_results(play.folder / "smeint-demo" / "results")
    study = play.folder / "smeint-demo" / STUDY
    (play.folder / CHANGED).write_text(changed_study(study.read_text()))
    play.printed["first change"] = fenced(f"format = 1\n{HYPOTHESES}", "toml")
    play.printed["second change"] = fenced(f"[definitions]\n{THRESHOLD}", "toml")
    play.give("changed", "run", CHANGED, "--out", "my-results")
    changed = load_results(play.folder / "my-results")
    play.printed["H1 years"] = years_table(results, "H1")
    play.printed["H1 reading"] = h1_reading(results)
    play.printed["H2 years"] = years_table(results, "H2")
    play.printed["H2 reading"] = h2_reading(results)
    play.printed["H2 rules"] = rules_table(results, "H2")
    play.printed["what changed"] = change_table(results, changed)


def changed_study(text: str) -> str:
    """Return the demonstration's study file as the tutorial changes it."""
    text = text.replace("format = 1\n", f"format = 1\n{HYPOTHESES}\n")
    return text.replace("[definitions]\n", f"[definitions]\n{THRESHOLD}\n")


def _own_survey(play: Play) -> None:
    """Play the guide to an own survey on the invented file."""
    data = EXAMPLE / "exporters.csv"
    shutil.copy(data, play.folder)
    play.printed["survey"] = fenced("\n".join(data.read_text().splitlines()[:8]) + "\n...")
    play.give("init", "init", "exporters.csv")
    play.printed["proposal"] = fenced((play.folder / STUDY).read_text(), "toml")
    shutil.copy(EXAMPLE / STUDY, play.folder)
    play.printed["study"] = fenced((EXAMPLE / STUDY).read_text(), "toml")
    play.give("check", "check", STUDY)
    play.give("run", "run", STUDY, "--out", "results")
    results = load_results(play.folder / "results")
    play.printed["own H1"] = years_table(results, "H1")
    play.give("describe", "describe", STUDY, "--out", "data")
    shared = ("run", STUDY, "--out", "shared", "--without-data", "--min-count", "5")
    play.command(*shared)
    hidden = load_results(play.folder / "shared").findings
    n = int((hidden["status"] == "suppressed").sum())
    play.printed["shared"] = (
        f"{fenced('smeint ' + ' '.join(shared), 'sh')}\nIn the example this hides {n} of "
        f"{len(hidden)} tests: their `status` is `suppressed`.\n"
    )


def rules_table(results: Results, hypothesis: str) -> str:
    """Return a hypothesis under every rule as a Markdown table."""
    lines = ["| rule | verdict | tests with p below alpha |", "|---|---|---|"]
    for row in records(results.verdicts):
        if row["hypothesis"] == hypothesis:
            tests = f"{row['n_significant']} of {row['m_declared']}"
            lines.append(f"| `{row['rule']}` | {row['verdict']} | {tests} |")
    return "\n".join(lines) + "\n"


def change_table(before: Results, after: Results) -> str:
    """Return published verdicts before and after a change as a Markdown table."""
    lines = [
        "| | exporter: any foreign sales | exporter: above 10 % of sales |",
        "|---|---|---|",
    ]
    for name in after.verdicts["hypothesis"].unique():
        verdicts = [results.verdict(name) for results in (before, after)]
        lines.append(f"| {name} | {verdicts[0]} | {verdicts[1]} |")
    return "\n".join(lines) + "\n"


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of each marked block of a page."""
    for _, name, inside, _ in _MARKED.findall(text):
        yield name, inside


def refreshed(text: str, printed: dict[str, str]) -> str:
    """Return a page with its marked blocks as they were played."""
    return _MARKED.sub(lambda m: f"{m[1]}{printed[m[2]]}{m[4]}", text)
