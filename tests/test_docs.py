"""What the documents say is what the code does."""

import doctest
import re
import tomllib
from pathlib import Path

import pytest

from smeint.commands import app
from smeint.defaults import DEFAULTS
from smeint.definitions.definitions import Definitions
from smeint.finding import MEASURES
from smeint.formulas.survey import DEFAULT_SINGLE_UNIT_RULE, SINGLE_UNIT_RULES
from smeint.panel.column_entry import COLUMN_KEYS
from smeint.panel.spec import parse_columns
from smeint.panel.variables import VARIABLES
from smeint.report.describe.figures import FIGURES
from smeint.report.describe.write import FRAMES
from smeint.report.schemes import scheme_tables
from smeint.report.table import markdown
from smeint.study.describe.spec import DESIGN_KEYS, parse_frame
from smeint.study.hypothesis import COMPANIONS
from smeint.study.own import KEYS
from smeint.study.rules import RULES
from smeint.study.shipped import SHIPPED
from smeint.study.studyfile import KEYS as TOP_LEVEL
from smeint.study.studyfile import SURVEY_KEYS

ROOT = Path(__file__).resolve().parents[1]
STUDY_FILE = (ROOT / "docs" / "study-file.md").read_text()
SIZE_SCHEMES = ROOT / "docs" / "size-schemes.md"
VERDICTS = (ROOT / "docs" / "verdicts.md").read_text()
WEIGHTS = (ROOT / "docs" / "weights.md").read_text()
README = (ROOT / "README.md").read_text()


def variables_table():
    """The variable table as Markdown, from the code."""
    rows = []
    for v in VARIABLES.values():
        kinds = " or ".join(kind.value for kind in v.kinds)
        needs = " and ".join(f"`{name}`" for name in v.needs)
        rows.append(f"| `{v.name}` | {kinds} | {v.unit} | {v.meaning} | {needs} |")
    return "\n".join(rows)


def test_the_variables_in_the_documentation_are_those_of_the_code():
    begin, end = "|---|---|---|---|---|\n", "\n<!-- variables: end -->"
    assert STUDY_FILE.split("<!-- variables: begin -->")[1].split(begin)[1].split(end)[0] == (
        variables_table()
    )


@pytest.mark.parametrize("name", Definitions.__dataclass_fields__)
def test_every_definition_is_documented_with_its_default(name):
    default = getattr(Definitions(), name)
    shown = f'"{default}"' if isinstance(default, str) else repr(default)
    shown = "{}" if default == () else shown  # a table in the study file
    assert f"| `{name}` | `{shown}` |" in STUDY_FILE


@pytest.mark.parametrize("key", COLUMN_KEYS)
def test_every_key_of_a_column_is_documented(key):
    assert re.search(rf"^\| (`\w+`, )*`{key}`", STUDY_FILE, re.MULTILINE)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_an_own_hypothesis_is_documented(key):
    assert re.search(rf"(^{key} = |`{key}`|# or {key} = )", STUDY_FILE, re.MULTILINE)


def companions_table():
    """The companions as Markdown, from the code."""
    return "\n".join(f"| `{name}` | {meaning} |" for name, meaning in COMPANIONS.items())


def test_the_companions_in_the_documentation_are_those_of_the_code():
    begin = "<!-- companions: begin -->\n| companion | what it is |\n|---|---|\n"
    end = "\n<!-- companions: end -->"
    assert STUDY_FILE.split(begin)[1].split(end)[0] == companions_table()


def rows_of_companions():
    """The table of companions in the document on verdicts: key to its cells."""
    lines = [line.strip("| ").split(" | ") for line in VERDICTS.split("\n") if "| `" in line]
    return {cells[0].strip("`"): cells[1:] for cells in lines if len(cells) == 5}


@pytest.mark.parametrize("key", COMPANIONS)
def test_every_companion_stands_beside_something_in_the_document_on_verdicts(key):
    assert key in rows_of_companions()


@pytest.mark.parametrize("key", [key for key in COMPANIONS if key != "weighted"])
def test_the_shipped_hypotheses_of_a_companion_are_those_of_the_code(key):
    asking = [record.id for record in SHIPPED.values() if key in record.companions]
    assert rows_of_companions()[key][-1] == ", ".join(asking)


@pytest.mark.parametrize("key", DESIGN_KEYS)
def test_every_key_of_the_design_is_documented(key):
    assert f"| `{key}` |" in STUDY_FILE.split("## `[design]`")[1]


def test_the_documented_frame_is_one():
    text = STUDY_FILE.split("## `[frame]`")[1].split("```toml\n")[1].split("```")[0]
    frame = parse_frame(tomllib.loads(text)["frame"])
    assert [table.variable for table in frame.tables] == ["sme", "industry"]


@pytest.mark.parametrize(
    "file", [*(f"{name}.csv" for name in FRAMES), *(f"{name}.svg" for name in FIGURES)]
)
def test_every_file_of_a_description_is_documented(file):
    assert f"`{file}`" in (ROOT / "docs" / "describe.md").read_text()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_documented(rule):
    assert f"| `{rule}` |" in (ROOT / "docs" / "verdicts.md").read_text()


def test_the_readmes_study_file_is_one():
    text = README.split("```toml\n")[1].split("```")[0]
    table = tomllib.loads(text)
    assert len(parse_columns(table["columns"])) == 7


@pytest.mark.parametrize(
    "command", [c.name or c.callback.__name__ for c in app.registered_commands]
)
def test_every_command_stands_in_the_readme(command):
    assert f"smeint {command}" in README


@pytest.mark.parametrize("key", TOP_LEVEL)
def test_every_top_level_key_is_documented(key):
    assert re.search(rf"(^\| `{key}` \||^## `\[+{key}\]+`)", STUDY_FILE, re.MULTILINE)


@pytest.mark.parametrize("rule", SINGLE_UNIT_RULES)
def test_every_rule_for_single_unit_strata_is_documented(rule):
    assert f"| `{rule}` |" in WEIGHTS
    assert f'`"{rule}"`' in STUDY_FILE


def test_the_survey_table_is_documented_with_its_defaults():
    assert f'| `single_unit_strata` | `"{DEFAULT_SINGLE_UNIT_RULE}"` |' in STUDY_FILE
    assert SURVEY_KEYS == ("single_unit_strata",)


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "docs/conventions.md",
        "docs/describe.md",
        "docs/methods.md",
        "docs/size-schemes.md",
        "docs/study-file.md",
        "docs/verdicts.md",
        "reports/README.md",
    ],
)
def test_links_to_files_lead_somewhere(document):
    path = ROOT / document
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target


def test_the_size_schemes_in_the_documentation_are_those_of_the_code():
    begin, end = "<!-- schemes: begin -->\n", "<!-- schemes: end -->"
    rules, sources, _ = scheme_tables()
    written = SIZE_SCHEMES.read_text().split(begin)[1].split(end)[0]
    assert written == markdown(rules) + "\n" + markdown(sources)


def test_the_documented_example_of_size_schemes_is_what_they_give():
    result = doctest.testfile(str(SIZE_SCHEMES), module_relative=False)
    assert result.attempted == 2
    assert result.failed == 0


def test_the_documented_exchange_rates_are_read():
    text = SIZE_SCHEMES.read_text().split("```toml\n")[1].split("```")[0]
    definitions = Definitions.from_mapping(tomllib.loads(text)["definitions"])
    assert definitions.rates == {"EUR_thousand": 1000.0, "GHS": 0.08}


CONVENTIONS = (ROOT / "docs" / "conventions.md").read_text()


def table_between(name):
    """The rows of a table between markers, without its head."""
    part = CONVENTIONS.split(f"<!-- {name}: begin -->\n")[1].split(f"<!-- {name}: end -->")[0]
    return part.splitlines()[2:]


def test_the_documented_defaults_are_those_of_the_code():
    assert table_between("defaults") == [
        f"| `{d.name}` | `{d.value!r}` | {d.procedures} | {d.reason} |" for d in DEFAULTS
    ]


def test_the_documented_measures_are_those_of_the_code():
    assert table_between("measures") == [
        f"| `{name}` | {meaning.replace('|', chr(92) + '|')} |"
        for name, meaning in MEASURES.items()
    ]
