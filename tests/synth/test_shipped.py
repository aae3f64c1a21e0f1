"""The files of data/synthetic: labelled, reproducible by seed, and showing the stated event."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from smeint.synth.codebook import SYNTHETIC, world_json
from smeint.synth.simulate import simulate
from smeint.synth.world import world

FOLDER = Path(__file__).parents[2] / "data" / "synthetic"


@pytest.fixture(scope="module")
def seed():
    return json.loads((FOLDER / "published_world.json").read_text(encoding="utf-8"))["seed"]


def test_the_panel_is_that_of_its_seed(seed, tmp_path):
    digest = simulate(world("published"), seed).write_csv(tmp_path / "again.csv")
    assert digest == hashlib.sha256((FOLDER / "published_panel.csv").read_bytes()).hexdigest()


def test_the_parameters_are_those_of_the_world(seed):
    text = (FOLDER / "published_world.json").read_text(encoding="utf-8")
    assert text == world_json(world("published"), seed)


def test_every_file_says_that_it_is_synthetic(seed):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# SYNTHETIC")
    assert SYNTHETIC in readme
    assert "its seed was selected" in readme
    assert f'simulate(world("published"), seed={seed})' in readme
    assert "SYNTHETIC" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
    assert "CC0 1.0" in (FOLDER / "LICENSE").read_text(encoding="utf-8")
    rows = (FOLDER / "published_panel.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 342
    assert all(row.startswith("SYN") for row in rows)


def test_the_panel_shows_the_printed_pattern_of_h1_to_h3(seed):
    drawn = simulate(world("published"), seed)
    sme = drawn["employees"][0, 0] < 200
    found = []
    for fsts, profit, assets in zip(
        drawn["fsts"][0], drawn["operating_profit"][0], drawn["total_assets"][0], strict=True
    ):
        abroad, rota = fsts > 0, profit / assets
        table = [[(abroad & g).sum(), (~abroad & g).sum()] for g in (sme, ~sme)]
        p = [stats.chi2_contingency(table, correction=False).pvalue]
        sign = [np.sign(abroad[sme].mean() - abroad[~sme].mean())]
        for x, first, second in (
            (fsts, abroad & sme, abroad & ~sme),
            (rota, abroad & sme, ~abroad & sme),
        ):
            test = stats.mannwhitneyu(
                x[first], x[second], use_continuity=False, method="asymptotic"
            )
            p.append(test.pvalue)
            sign.append(np.sign(test.statistic - first.sum() * second.sum() / 2))
        found.append([p, sign])
    p, sign = np.moveaxis(np.array(found), 1, 0)
    assert (p < 0.05).sum(axis=0).tolist() == [3, 1, 1]
    assert (sign == [-1, -1, 1]).all()
