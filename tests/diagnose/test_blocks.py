"""Replicates in blocks: the same whoever computes them, and kept when an interrupt comes."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.diagnose.blocks import BLOCK, Job, gather, interleaved
from smeint.diagnose.scenario import Scenario
from smeint.errors import ArgumentError
from smeint.progress import silent
from smeint.study.shipped import MAIN
from smeint.synth.world import world


@pytest.fixture(scope="module")
def jobs():
    found = []
    for name in ("published", "no_effect"):
        scenario = Scenario(world(name), Definitions(), (MAIN["H1"], MAIN["H2"]))
        questions = scenario.questions()
        found.append(Job(name, scenario, questions, np.zeros(len(questions)), 5, 0, 220))
    return found


def same(one, other):
    """Whether two results are the same to the last bit."""
    assert one.tallies.keys() == other.tallies.keys()
    for label, tally in one.tallies.items():
        twin = other.tallies[label]
        assert tally.n == twin.n
        assert (tally.verdicts == twin.verdicts).all()
        assert tally.examples == twin.examples
        for sums in ("effects", "sizes", "firms"):
            for part in ("n", "mean", "squares"):
                mine = getattr(getattr(tally.tests, sums), part)
                assert (mine == getattr(getattr(twin.tests, sums), part)).all()


def test_blocks_cut_a_job_into_its_replicates_in_order(jobs):
    blocks = jobs[0].blocks()
    assert [(b.first, b.count) for b in blocks] == [(0, 100), (100, 100), (200, 20)]
    turns = [(b.label, b.first) for b in interleaved(jobs)]
    assert turns[:4] == [("published", 0), ("no_effect", 0), ("published", 100), ("no_effect", 100)]


def test_progress_counts_replicates(jobs):
    said = []
    gather(jobs[0].blocks(), 1, lambda *at: said.append(at), "Simulating")
    assert said == [("Simulating", done, 220) for done in (0, 100, 200, 220)]


def test_an_interrupt_keeps_the_blocks_that_are_done(jobs):
    whole = gather(interleaved(jobs), 1, silent, "")

    def stop(_, done, __):
        if done == 3 * BLOCK:
            raise KeyboardInterrupt

    found = gather(interleaved(jobs), 1, stop, "")
    assert found.interrupted and not whole.interrupted
    assert {label: tally.n for label, tally in found.tallies.items()} == {
        "published": 200,
        "no_effect": 100,
    }
    first = gather(jobs[1].blocks()[:1], 1, silent, "")
    assert (found.tallies["no_effect"].verdicts == first.tallies["no_effect"].verdicts).all()


def test_threads_give_the_same(jobs):
    joblib = pytest.importorskip("joblib")
    alone = gather(interleaved(jobs), 1, silent, "")
    with joblib.parallel_config(backend="threading", n_jobs=2):
        same(alone, gather(interleaved(jobs), 1, silent, ""))


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3])
def test_processes_give_the_same(jobs, workers):
    same(gather(interleaved(jobs), 1, silent, ""), gather(interleaved(jobs), workers, silent, ""))


@pytest.mark.slow
@pytest.mark.parametrize("processes", [False, True])
def test_a_dask_cluster_gives_the_same(jobs, processes):
    joblib = pytest.importorskip("joblib")
    distributed = pytest.importorskip("distributed")
    alone = gather(interleaved(jobs), 1, silent, "")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=processes, dashboard_address=None
    )
    with cluster, distributed.Client(cluster), joblib.parallel_config(backend="dask"):
        same(alone, gather(interleaved(jobs), 1, silent, ""))


INTERRUPTED = """
    import os, signal
    from smeint.diagnose.run import diagnose
    from smeint.study.shipped import MAIN

    def workers():
        found = os.popen(f"ps -ww --ppid {os.getpid()} -o args").read()
        return sum("LokyProcess" in line for line in found.splitlines())

    seen = []

    def progress(stage, done, total):
        if stage == "Simulating" and done >= 400:
            seen.append(workers())
            os.killpg(os.getpgid(0), signal.SIGINT)  # as a terminal does

    if __name__ == "__main__":
        found = diagnose("published", reps=100_000, workers=2, hypotheses=[MAIN["H1"]],
                         truth_firms=20_000, progress=progress)
        done = found.manifest["done"]
        print(found.manifest["interrupted"], done["planted"] + done["no_effect"])
        print(len(found.verdict_rates), len(found.power))
        print(seen, workers())
"""


@pytest.mark.slow
def test_an_interrupt_among_processes_keeps_what_is_done_and_leaves_none(tmp_path):
    if shutil.which("ps") is None:
        pytest.skip("there is no ps, which counts the workers")
    script = tmp_path / "interrupted.py"
    script.write_text(textwrap.dedent(INTERRUPTED))
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,
    )
    assert (found.returncode, found.stderr) == (0, "")
    lines = found.stdout.splitlines()
    assert lines[0] == "True 400"
    assert lines[1] == "50 0"
    assert lines[2] == "[2] 0"


def test_workers_are_a_number():
    from smeint.diagnose.run import diagnose

    with pytest.raises(
        ArgumentError, match=r"workers must be a whole number of at least 1, got 0\."
    ):
        diagnose("published", workers=0)
