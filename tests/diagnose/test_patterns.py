"""How often the printed pattern comes up, against the script that selected the shipped panel."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.diagnose.patterns import events
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.tally import tally
from smeint.formulas.intervals import wilson
from smeint.study.shipped import SHIPPED
from smeint.synth.world import world

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("H1", "H2", "H3", "H4", "H5", "F8")
WHOLE = " + ".join(NAMES)


def shown(keys):
    scenario = Scenario(world("published"), Definitions(), tuple(SHIPPED[n] for n in NAMES))
    questions = scenario.questions()
    return tally(scenario, questions, np.zeros(len(questions)), keys).patterns


@pytest.fixture(scope="module")
def script():
    path = ROOT / "analyses" / "select_published_panel.py"
    spec = importlib.util.spec_from_file_location("select_published_panel", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("first", "last"), [(1, 40), pytest.param(41, 1200, marks=pytest.mark.slow)]
)
def test_counts_are_those_of_the_selecting_script(script, first, last):
    pattern, event = script.showing(first, last)
    found = shown([(seed, 0) for seed in range(first, last + 1)])
    assert found["H1 + H2 + H3"] == len(pattern) > 0
    assert found[WHOLE] == len(event) > 0


@pytest.mark.slow
def test_the_event_is_as_probable_as_the_shipped_panel_says():
    text = (ROOT / "data" / "synthetic" / "README.md").read_text(encoding="utf-8")
    count, seeds = map(int, re.search(r"(\d+) of (\d+) seeds", text).groups())
    n = 10_000
    found = shown([(1, replicate) for replicate in range(n)])
    low, high = wilson(found[WHOLE], n, 0.999)
    own_low, own_high = wilson(count, seeds, 0.999)
    assert low < own_high and own_low < high
    assert 0.03 < found["H1 + H2 + H3"] / n < 0.07  # about 5 % of draws


def test_the_shipped_panel_shows_the_event():
    assert set(shown([(9, 0)]).values()) == {1}


def test_an_event_needs_all_its_hypotheses_and_its_years():
    three = [SHIPPED[name] for name in ("H1", "H2", "H3")]
    assert [event.name for event in events(three, 3)] == ["H1", "H2", "H3", "H1 + H2 + H3"]
    assert events(three, 2) == ()
    assert [event.name for event in events([SHIPPED["H3"], SHIPPED["H3b"]], 3)] == ["H3"]


def test_events_say_what_must_hold():
    said = {event.name: event.words for event in events([SHIPPED[n] for n in NAMES], 3)}
    assert said["H1"] == "H1 significant in 3 of 3 years, negative in each"
    assert said["H3"] == "H3 significant in exactly 1 of 3 years, positive in each"
    assert said[WHOLE].endswith(
        "H4 supported by the published rule; H5 not supported by the published rule; "
        "F8 supported by the published rule"
    )
