"""Reports of studies in which not all goes well, held word by word.

The texts in ``snapshots`` were read before they were stored. After a change that is meant, they
are written anew with ``SMEINT_SNAPSHOTS=write pytest tests/report/test_snapshots.py`` and read
again.
"""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from smeint.report.write import report_text
from tests.report.studies import STUDIES

FOLDER = Path(__file__).parent / "snapshots"


@cache
def results_of(name):
    return STUDIES[name]()


@cache
def text_of(name):
    return re.sub(r"(?m)^(Versions: ).*$", r"\1those installed.", report_text(results_of(name)))


@pytest.mark.parametrize("name", STUDIES)
def test_the_report_is_the_one_that_was_read(name):
    path = FOLDER / f"{name}.md"
    if os.environ.get("SMEINT_SNAPSHOTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text_of(name), encoding="utf-8")
    assert text_of(name) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STUDIES)
def test_no_sentence_is_left_without_its_end(name):
    found = re.search(
        r"\bnan\b|\bNone\b|(?<!\w)\(\)|[:,;] ?\.(?! \.)(\s|$)|  \.|\{|\}|\.\.(?!\.)", text_of(name)
    )
    assert found is None, text_of(name)[max(0, found.start() - 80) : found.end() + 80]


def test_the_studies_show_what_they_are_made_for():
    statuses = {name: set(results_of(name).findings["status"]) for name in STUDIES}
    assert "separation" in statuses["separated"]
    assert {"too_few", "empty_group"} & statuses["too_few"]
    assert "constant_outcome" in statuses["constant"]
    assert "empty_group" in statuses["empty_groups"]
    assert len(results_of("one_year").manifest["years"]) == 1
    assert len(results_of("ten_years").manifest["years"]) == 10
    assert len(set(results_of("forty_countries").analysis["country"])) == 40
    assert [h["id"] for h in results_of("own_hypotheses").manifest["hypotheses"]] == [
        "H6",
        "H7",
        "H8",
    ]
