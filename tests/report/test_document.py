"""The document reads well where tests could not be made: no sentence is left without its end."""

import re

import pytest

from smeint.panel.read import panel_from_frame
from smeint.report.write import report_text
from smeint.study.run import run_panel
from smeint.study.shipped import FURTHER, MAIN
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage


@pytest.mark.parametrize(
    ("lacking", "negligible"),
    [((), 2), (("operating_profit",), 1), (("jit", "employees"), 0)],
)
def test_no_sentence_is_left_without_its_end(lacking, negligible):
    columns = {k: v for k, v in damage.COLUMNS.items() if k not in lacking}
    frame = to_frame(simulate("published", 9))
    panel = panel_from_frame(frame, columns)
    found = run_panel(panel, hypotheses=(*MAIN.values(), FURTHER["F9"]), normality=False)
    text = report_text(found)
    assert not re.search(r"[:,;] ?\.(?! \.)(\s|$)|(?<!\w)\(\)|\bnan\b|\bNone\b|  \.", text)
    said = re.findall(r"The verdict reads the 90% intervals: (.*?)\.(?=\s)", text)
    assert len(said) == negligible  # H3b and F9, as far as they are computed
    assert all(part.count("[") >= 1 for part in said)
