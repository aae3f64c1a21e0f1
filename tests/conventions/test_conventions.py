"""docs/conventions.md is what the programs say: run again, and compared with every cell."""

import re
from pathlib import Path

import pytest

import smeint.stats

ROOT = Path(__file__).resolve().parents[2]
#: pingouin 0.5 calls scikit-learn as scikit-learn 1.8 does not like any more.
pytestmark = pytest.mark.filterwarnings("default:'penalty' was deprecated:FutureWarning")
PAGE = (ROOT / "docs" / "conventions.md").read_text()
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]\d+)?(?![\w.])")


def calls():
    """Every call's place in the files, without importing the script."""
    for path in sorted((ROOT / "analyses" / "conventions").glob("*.toml")):
        text = path.read_text()
        for row in text.split("[[row]]")[1:]:
            needs = re.search(r'^needs = "(\w+)"', row, re.MULTILINE)
            if needs and needs[1] not in smeint.stats.__all__:
                continue
            name = re.search(r'^name = "(\w+)"', row, re.MULTILINE)[1]
            yield from (f"{name}.{i}" for i in range(1, row.count("{ by = ") + 1))


def found(conventions, key):
    """The row and the call of a key."""
    for family in conventions.families():
        for row in family.rows:
            for call in row.calls:
                if call.key == key:
                    return row, call
    raise KeyError(key)


def printed(row, call, column_of_cited):
    """What the document has for a call, by the name of its number."""
    lines = [x for x in PAGE.splitlines() if x.startswith(f"| **{row.title}**")]
    assert len(lines) == 2, row.title
    cells = [re.split(r"(?<!\\) \| ", line.strip("| ")) for line in lines]
    if call.by in column_of_cited:
        parts = cells[1][1 + column_of_cited.index(call.by)].split("<br>")
        prefix = f"*ours, {call.name}: "
        same = [c for c in row.by(call.by) if c.name == call.name]
    else:
        column = {"smeint": 1, "R": 2, "scipy": 3, "statsmodels": 3, "pingouin": 4}[call.by]
        parts = cells[0][column].split("<br>")
        prefix = f"{call.name}: "
        same = [
            c
            for c in row.calls
            if c.name == call.name
            and {"statsmodels": "scipy"}.get(c.by, c.by)
            == {"statsmodels": "scipy"}.get(call.by, call.by)
        ]
    texts = [part.removeprefix(prefix).strip("*") for part in parts if part.startswith(prefix)]
    return texts[same.index(call)]


def half_a_digit(text):
    """Half a unit of a printed number's last digit, and a little for rounding at the edge."""
    digits, _, exponent = text.partition("e")
    decimals = len(digits.partition(".")[2])
    return 0.51 * 10.0 ** (int(exponent or 0) - decimals)


@pytest.mark.parametrize("key", list(calls()))
def test_every_number_of_the_document_is_what_the_program_says(conventions, key):
    row, call = found(conventions, key)
    if call.by == "pingouin":
        pytest.importorskip("pingouin", reason="pingouin is not installed")
    text = printed(row, call, conventions.CITED)
    numbers = conventions.numbers_of(call)
    assert numbers
    shown = dict(part.rsplit(" ", 1) for part in text.split(", "))
    assert list(shown) == list(numbers)
    for name, value in numbers.items():
        if shown[name] in ("NaN", "infinite", "-infinite"):
            assert shown[name] == conventions.digits(value)
        else:
            allowed = max(half_a_digit(shown[name]), call.rough * abs(value))
            assert float(shown[name]) == pytest.approx(value, abs=allowed, rel=0)


def test_what_stands_between_the_markers_is_what_the_files_say(conventions):
    written = PAGE.split("<!-- tables: begin -->\n")[1].split("<!-- tables: end -->")[0]
    made = "\n".join(conventions.family_text(family) for family in conventions.families())
    hint = "run `python analyses/conventions.py`"
    assert NUMBER.sub("#", written) == NUMBER.sub("#", made), hint


def test_r_said_every_number_that_the_page_has(conventions):
    keys = {c.key for f in conventions.families() for r in f.rows for c in r.by("R")}
    assert set(conventions.r_values()) >= keys


def test_every_source_is_listed_and_used():
    sources = PAGE.split("## Sources")[1]
    files = (ROOT / "analyses" / "conventions").glob("*.toml")
    cited = {key for f in files for key in re.findall(r"\[([ST]-\w\w)\]", f.read_text())}
    listed = set(re.findall(r"^\| ([ST]-\w\w) \|", sources, re.MULTILINE))
    assert cited == listed


def test_spss_and_stata_have_no_number_but_ours(conventions):
    for family in conventions.families():
        for row in family.rows:
            for text in (row.spss, row.stata):
                assert not re.search(r"(?<![\w.])\d*\.\d{3,}", text), text


def test_smeint_is_never_compared_with_itself_alone(conventions):
    for family in conventions.families():
        for row in family.rows:
            assert row.by("smeint")
            others = row.by("R", "scipy", "statsmodels", "pingouin")
            assert others or row.missing, row.name


def test_the_worked_data_are_cut_out_of_the_shipped_panel(worked):
    file = ROOT / "data" / "synthetic" / "worked_firms.csv"
    assert file.read_text() == worked.worked_firms().to_csv(index=False, lineterminator="\n")
    label = file.with_suffix(".md").read_text()
    assert label.startswith("# SYNTHETIC")
    for column in file.read_text().split("\n")[0].split(","):
        assert f"`{column}`" in label
