"""Wrong arguments of a diagnosis, worlds of one size class, and studies without a verdict."""

from dataclasses import replace

import numpy as np
import pytest
from joblib import cpu_count, parallel

from smeint.definitions.definitions import Definitions
from smeint.diagnose.blocks import MOST_A_CORE, _backend
from smeint.diagnose.calibrate import calibrate
from smeint.diagnose.curves import FIRMS, grid
from smeint.diagnose.designs import diagnose_design
from smeint.diagnose.fresh import fresh_rates
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.truths import resized
from smeint.engine.analysis import analyse
from smeint.errors import ArgumentError
from smeint.panel.read import panel_from_frame
from smeint.study.demo import write_demo
from smeint.study.plan import plan
from smeint.study.run import run_panel
from smeint.study.shipped import SHIPPED
from smeint.study.studyfile import load_study
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from smeint.synth.world import world

COLUMNS = {name: name for name in ("firm_id", "year", "employees", "sales", "foreign_sales")}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            {"design": None},
            "design must be the name of a world, a world, a study or the path of a study file, "
            "got None.",
        ),
        (
            {"design": "published", "varied": {"years": 3}},
            "varied must be a Varied, got {'years': 3}.",
        ),
        (
            {"design": "published", "power": "0.8"},
            "power must be a number from 0.05 to 0.99, got '0.8'.",
        ),
    ],
)
def test_wrong_arguments_are_named(options, told):
    with pytest.raises(ArgumentError) as raised:
        diagnose_design(**options)
    assert str(raised.value) == told


@pytest.mark.parametrize("sme", [True, False])
def test_a_world_of_one_size_class_has_other_numbers_of_firms(sme):
    frame = to_frame(simulate(world("published").vary(years=1), 1)).iloc[:40]
    frame["employees"] = 20 if sme else 2000
    analysis = analyse(panel_from_frame(frame, COLUMNS), Definitions())
    hypotheses = (SHIPPED["H2"],)
    asked = plan(hypotheses, analysis, alpha=0.05, normality=False)
    made = calibrate(analysis, asked.questions, name="pilot")
    place = 0 if sme else 1
    scenario = Scenario(made, Definitions(), hypotheses)
    assert (resized(scenario, 500).sizes[place], resized(scenario, 500).n_firms) == (500, 500)
    points, _ = grid(made)
    tried = [point.world.sizes for point in points if point.dimension == "firms"]
    assert [sizes[place] for sizes in tried] == [round(k * 40) for k in FIRMS]
    assert {sizes[1 - place] for sizes in tried} == {0}


def test_fresh_rates_of_a_study_without_a_verdict_say_why():
    frame = to_frame(simulate(world("published").vary(years=1), 1)).iloc[:5]
    frame["employees"] = np.nan
    panel = panel_from_frame(frame, COLUMNS)
    found = run_panel(
        panel, hypotheses=[SHIPPED["H2"]], normality=False, error_rates=fresh_rates(100)
    )
    assert found.error_rates.empty
    assert found.manifest["error_rates"]["reasons"] == {"H2": "there is no verdict"}


def test_no_more_processes_start_than_the_machine_can_run():
    with _backend(10_000):
        assert parallel.get_active_backend()[1] == MOST_A_CORE * cpu_count()
    with _backend(1):
        assert parallel.get_active_backend()[1] == 1


def test_a_study_that_suppresses_small_counts_is_not_diagnosed(tmp_path):
    study = replace(load_study(write_demo(tmp_path)), min_count=5)
    with pytest.raises(ArgumentError) as raised:
        diagnose_design(study)
    assert str(raised.value) == (
        "study.toml suppresses small counts (min_count = 5), and a diagnosis tells how many firms "
        "each group has; diagnose a named world with --world, --firms and --years."
    )


def test_a_panel_of_too_few_firms_has_no_fresh_rate_and_a_reason():
    nine = world("published").vary(firms=(5, 4))
    panel = panel_from_frame(to_frame(simulate(nine, 1)), COLUMNS)
    results = run_panel(
        panel, hypotheses=(SHIPPED["H1"],), normality=False, error_rates=fresh_rates(reps=10)
    )
    assert results.error_rates.empty
    (reason,) = results.manifest["error_rates"]["reasons"].values()
    assert reason == (
        "a world is calibrated from a panel of at least 10 firms in the sample, got 9"
    )
