"""Text of the data that would be markup, a formula or a command is text in every format."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from smeint.panel.read import panel_from_frame
from smeint.report.write import FORMATS, report_files, write_results
from smeint.study.hypothesis import Hypothesis
from smeint.study.load import load_results
from smeint.study.run import run_panel
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

LEVELS = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "شركة صغيرة",
    "\\input{/etc/passwd} $x_1$ 50%",
    "-2+3",
)
TEXT = 'Öl & <img src=x onerror=alert(1)> "quoted" `code` *stars* ' + "long" * 80


@pytest.fixture(scope="module")
def hostile():
    frame = to_frame(simulate("published", 6))
    firm = frame["firm_id"].str.removeprefix("SYN").astype(int)
    frame["industry"] = [LEVELS[place % len(LEVELS)] for place in firm]
    columns = damage.COLUMNS | {
        "owner": {"column": "networking", "kind": "yes/no", "label": "Owner's <b>name</b>"}
    }
    own = (
        Hypothesis("H6", TEXT, ("networking",), "industry"),
        Hypothesis("H7", "plain", ("rota",), "industry", contrast=(LEVELS[1], LEVELS[0])),
        Hypothesis("H9", "plain", ("fsts",), "industry", contrast=(LEVELS[2], LEVELS[3])),
        Hypothesis("H8", "plain", ("owner",), "sme", contrast=("yes", "no")),
    )
    return run_panel(panel_from_frame(frame, columns), hypotheses=own, normality=False)


@pytest.fixture(scope="module")
def files(hostile):
    return report_files(hostile, tuple(FORMATS))


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data):
        self.text.append(data)


def test_html_runs_nothing(files):
    page = Page()
    page.feed(files["report.html"].decode())
    assert not {"script", "img", "iframe", "object"} & set(page.tags)
    assert not [name for name in page.attributes if name.startswith("on")]
    said = " ".join("".join(page.text).split())
    for text in (LEVELS[0], LEVELS[2], "Owner's <b>name</b>"):
        assert text in said


def test_word_holds_the_texts_as_they_are(files):
    with zipfile.ZipFile(io.BytesIO(files["report.docx"])) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = ElementTree.fromstring(parts["word/document.xml"])
    said = "".join(root.itertext())
    assert LEVELS[0] in said and LEVELS[2] in said
    assert not [name for name in parts if "vba" in name.lower() or "embed" in name.lower()]


def test_latex_has_no_command_of_the_data(files):
    text = files["report.tex"].decode()
    assert r"\input" not in text
    assert not re.search(r"(?<!\\)\$x", text)
    assert r"\textbackslash{}input" in text


def test_markdown_has_no_tag_of_the_data(files):
    text = files["report.md"].decode()
    assert not re.search(r"<(script|img|b)\b", text)
    assert "&lt;script&gt;" in text


def test_tables_of_numbers_stay_numbers_and_texts_begin_no_formula(hostile, tmp_path):
    folder = write_results(hostile, tmp_path / "set", formats=())
    negative = 0
    for path in sorted(folder.glob("*.csv")):
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
            for name, cell in row.items():
                if name != "signs" and cell[:1] in "=+-@" and cell:
                    float(cell)  # a number, or an error
                    negative += cell.startswith("-")
    assert negative > 10
    again = load_results(folder)
    assert list(again.groups["group"]) == list(hostile.groups["group"])
    assert list(again.findings["contrast"]) == list(hostile.findings["contrast"])
    assert [text for text in again.findings["contrast"] if text.startswith(LEVELS[1])]
