"""Ids that read alike never share a section, a figure or a file."""

import pytest

from smeint.panel.read import panel_from_frame
from smeint.report.anchors import anchor
from smeint.report.blocks import Section
from smeint.report.contents.report import report_of
from smeint.report.write import report_files
from smeint.study.hypothesis import Hypothesis
from smeint.study.run import run_panel
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from tests.contract import damage

IDS = ("H6", "h6", "H6!", "H6?", "Hé", "Hè", "شركة", "ملكية", "H6_shares", "H6-shares", "h6-shares")
#: What sections and figures of the report itself are called.
NAMES = ("effects", "sample", "methods", "further", "references", "sample-flow", "normality-qq")


def test_ids_that_read_alike_have_anchors_of_their_own():
    given = [anchor(name) for name in (*IDS, *NAMES)]
    assert len(set(given)) == len(given) and not set(given) & set(NAMES)
    assert all(name.isascii() and name == name.lower() for name in given)
    assert len(anchor("x" * 300)) < 60


@pytest.fixture(scope="module")
def alike():
    panel = panel_from_frame(to_frame(simulate("published", 6)), damage.COLUMNS)
    own = [
        Hypothesis(name, name, (outcome,), "sme", contrast=("yes", "no"))
        for name, outcome in (("H6", "networking"), ("h6", "tqm"), ("effects", "jit"))
    ]
    return run_panel(panel, hypotheses=own, normality=False)


def test_each_hypothesis_keeps_its_own_figure(alike):
    files = report_files(alike, (), png=True)
    assert {f"{anchor(name)}-shares.png" for name in ("H6", "h6", "effects")} <= set(files)
    names = [section.name for section in report_of(alike).sections if isinstance(section, Section)]
    assert len(set(names)) == len(names)
