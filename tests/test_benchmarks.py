"""The sides of `benchmarks/design_diagnosis.py` do the same work."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
PANELS = range(2)


@pytest.fixture(scope="module", autouse=True)
def _sides():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCHMARKS))
        yield


@pytest.fixture(scope="module")
def block(_sides):
    from sides import ours

    return next(ours.run(PANELS, ours.asked(7)))


def test_the_loop_finds_the_same_numbers_and_verdicts(block):
    from sides import agreement, loop, scipy_calls

    rows = agreement.with_loop("loop", block, loop.run(PANELS, 7, scipy_calls.CALLS))
    compared = {row.procedure: row.n for row in rows}
    assert compared["lilliefors"] == compared["shapiro_wilk"] == 72
    assert compared["pooled_score"] == 16
    assert all(row.p < 1e-7 for row in rows if row.procedure != "lilliefors")


def test_a_wrong_number_or_verdict_stops_the_benchmark(block):
    from sides import agreement, loop, scipy_calls

    found = loop.run(PANELS, 7, scipy_calls.CALLS)
    key = ("H2", "fsts", "2011", "all", "mann_whitney")
    right = found[0].answers[key]
    found[0].answers[key] = (right[0], right[1] + 1e-6, right[2])
    with pytest.raises(RuntimeError, match="loop, mann_whitney: p differs"):
        agreement.with_loop("loop", block, found)
    found[0].answers[key] = right
    found[1].verdicts["H3", "holm"] = "opposite direction"
    with pytest.raises(RuntimeError, match=r"\('H3', 'holm'\) is opposite direction there"):
        agreement.with_loop("loop", block, found)


# pingouin's remark on small tables
@pytest.mark.filterwarnings("ignore:Low count on:UserWarning")
def test_pingouin_finds_the_same(block):
    pytest.importorskip("pingouin", "0.6", reason="pingouin names its columns otherwise before 0.6")
    from sides import agreement, pingouin_frames

    found = pingouin_frames.run(range(1), 7)
    rows = agreement.with_loop("pingouin", block, found)
    assert sum(row.n for row in rows) > 150


def test_r_finds_the_same(block, tmp_path):
    from sides import agreement, r_side

    why = r_side.missing()
    if why:
        pytest.skip(why)
    found = r_side.run(PANELS, tmp_path)
    rows = agreement.with_r(block, found.answers, PANELS, 7)
    assert sum(row.n for row in rows) > 300
    assert set(found.seconds) == {"tests", "logit_7", "logit_11"}


def test_the_workload_is_frozen(monkeypatch):
    from sides import ours, workload

    monkeypatch.setitem(workload.TESTS, ("spearman", "t_approximation"), 4)
    with pytest.raises(RuntimeError, match="the workload is frozen"):
        ours.asked(7)


def test_plain_rules_on_cells_that_panels_seldom_show():
    from sides.rules_loop import Record, every, holm, negligible, one

    nan = float("nan")
    negative = Record("negative")
    blank = (nan, nan, nan, nan)
    against = [(0.01, 0.4, nan, nan), (0.2, 0.1, nan, nan), blank]
    assert one("published", against, negative) == "opposite direction"
    assert one("published", [*against, (0.9, -0.1, nan, nan)], negative) == "not supported"
    assert one("majority", [(0.01, -0.4, nan, nan), blank], negative) == "supported"
    assert one("published", [blank], negative) == "not computed"
    assert negligible("published", [(0.5, 0.0, -0.2, 0.2), (0.5, 0.1, -0.1, 0.4)]) == "inconclusive"
    assert every(["supported", "not computed"]) == "not computed"
    adjusted = holm([[[(0.02, 1, nan, nan), (0.01, 1, nan, nan), blank]]])[0][0]
    assert [cell[0] for cell in adjusted[:2]] == pytest.approx([0.04, 0.03])


def test_rooms_account_for_the_time():
    from sides import rooms

    spent = rooms.by_room(lambda: np.linalg.eigvalsh(np.eye(200)))
    assert list(spent) == [rooms.OTHER]
    assert spent[rooms.OTHER] > 0
