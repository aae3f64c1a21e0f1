"""What docs/init.md says of presets is what their files say."""

import re
import tomllib
from pathlib import Path

import pytest

from smeint.commands import app
from smeint.panel import toml_values as toml
from smeint.study.presets import TABLES, presets
from smeint.study.studyfile import KEYS, parse_study

ROOT = Path(__file__).resolve().parents[2]
INIT = (ROOT / "docs" / "init.md").read_text(encoding="utf-8")
STUDY_FILE = (ROOT / "docs" / "study-file.md").read_text(encoding="utf-8")


def presets_table():
    """The lines of all presets as Markdown, without labels."""
    rows = []
    for preset in presets().values():
        for table in TABLES:
            for key, value in preset.tables[table].items():
                shown = value
                if isinstance(value, dict) and table == "columns":
                    shown = {k: v for k, v in value.items() if k != "label"}
                if key == "missing":
                    rows += [
                        f"| `{preset.name}` | `[data]` | `missing`: `{code}` {reason} |"
                        for code, reason in value.items()
                    ]
                    continue
                rows.append(f"| `{preset.name}` | `[{table}]` | `{key} = {toml.shown(shown)}` |")
    return "\n".join(rows)


def test_the_table_of_presets_is_that_of_their_files():
    begin, end = "|---|---|---|\n", "<!-- presets: end -->"
    table = INIT.split("<!-- presets: begin -->")[1].split(begin)[1].split(end)[0]
    assert table.strip() == presets_table()


def test_the_study_file_of_the_page_is_one():
    text = INIT.split("```toml\n")[1].split("```")[0]
    study = parse_study(text.encode(), name="study.toml", folder=ROOT)
    assert study.preset.name == tomllib.loads(text)["preset"]
    assert "sales" not in {spec.name for spec in study.columns}
    assert "-6" not in dict(study.data.missing)


@pytest.mark.parametrize("command", ["init", "presets", "template"])
def test_every_command_is_on_the_page_with_its_options(command):
    assert f"smeint {command}" in INIT
    (found,) = [c for c in app.registered_commands if c.callback.__name__ == command]
    names = set(
        re.findall(r"--[a-z-]+", "".join(map(str, found.callback.__annotations__.values())))
    )
    assert all(f"`{name}" in INIT or f" {name} " in INIT for name in names)


def test_the_key_is_in_the_table_of_keys():
    assert "preset" in KEYS
    assert "| `preset` |" in STUDY_FILE
