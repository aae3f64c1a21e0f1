"""A simulated panel as data frame, `Panel`, CSV file and codebook; all say SYNTHETIC."""

import hashlib
import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from smeint.errors import OutputError
from smeint.panel.panel import Panel
from smeint.panel.variables import Kind
from smeint.synth.codebook import PARAMETERS, SYNTHETIC, codebook, world_json
from smeint.synth.simulate import simulate
from smeint.synth.world import WORLDS, World, world


@pytest.fixture(scope="module")
def drawn():
    return simulate(world("with_missing"), seed=12, replicates=2)


def test_the_frame_has_one_row_for_each_firm_and_year(drawn):
    frame = drawn.to_frame(1)
    assert list(frame.columns) == list(drawn.arrays)
    assert len(frame) == 342
    assert not frame.duplicated(["firm_id", "year"]).any()
    assert frame["firm_id"].iloc[:3].tolist() == ["SYN001"] * 3
    assert frame["year"].iloc[:3].tolist() == [2010, 2011, 2012]
    assert frame["year"].tolist() == drawn["year"][1].T.ravel().tolist()
    want = drawn["employees"][1].T.ravel()
    got = frame["employees"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    assert np.array_equal(got, want, equal_nan=True)


def test_the_frame_is_readable(drawn):
    frame = drawn.to_frame()
    assert set(frame["tqm"]) == {"yes", "no"}
    assert set(frame["innovation"].dropna()) == {"yes", "no"}
    assert frame["innovation"].isna().sum() == np.isnan(drawn["innovation"][0]).sum() > 0
    assert set(frame["country"]) <= {"IND", "GHA", "MEX", "VEN", "MYS"}
    assert set(frame["currency"]) == {"USD"}
    yes = frame["tqm"].eq("yes").to_numpy()
    assert np.array_equal(yes, drawn["tqm"][0].T.ravel() == 1)


def test_everything_is_labelled_synthetic(drawn):
    label = "SYNTHETIC: world `with_missing`, seed 12, replicate 1"
    panel = drawn.to_panel(1)
    assert drawn.label(1) == label
    assert drawn.to_frame(1).attrs["label"] == label
    assert panel.origin.detail == label
    assert panel.origin.format == "simulated"
    assert panel.origin.file == "synthetic_with_missing_seed_12_replicate_1"
    assert drawn.to_frame()["firm_id"].str.startswith("SYN").all()
    for name in WORLDS:
        assert codebook(world(name)).startswith("# SYNTHETIC")
        assert SYNTHETIC in codebook(world(name))


def test_the_panel_holds_the_measured_variables(drawn):
    panel = drawn.to_panel()
    assert isinstance(panel, Panel)
    assert panel.n_rows == 342
    assert panel.origin.rows == 342
    assert panel.origin.columns == len(panel.columns) == 22
    for name, column in panel.columns.items():
        values = drawn[name][0].T.ravel()
        assert np.array_equal(column.values, values, equal_nan=True)
        assert np.array_equal(column.reasons > 0, np.isnan(values))
        assert column.kind.has_levels == bool(column.levels)
        assert not column.values.flags.writeable
    assert panel.reasons == ("", "blank")
    assert panel["fsts"].kind is Kind.SHARE
    assert list(panel["country"].levels) == sorted(panel["country"].levels)
    assert panel.to_frame()["country"].tolist() == drawn.to_frame()["country"].tolist()


def test_the_file_reads_back_as_it_was(drawn, tmp_path):
    path = tmp_path / "synthetic.csv"
    digest = drawn.write_csv(path)
    assert digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == drawn.to_panel().origin.sha256
    assert b"\r" not in path.read_bytes()
    back = pd.read_csv(path, dtype={"industry": str})
    frame = drawn.to_frame()
    for name in frame.columns:
        want = frame[name].tolist()
        for x, y in zip(back[name].tolist(), want, strict=True):
            assert (pd.isna(x) and pd.isna(y)) or x == y
    assert [p.name for p in tmp_path.iterdir()] == ["synthetic.csv"]


def test_the_file_is_the_same_every_time(drawn, tmp_path):
    again = simulate(world("with_missing"), seed=12)
    assert again.write_csv(tmp_path / "a.csv") == drawn.write_csv(tmp_path / "b.csv")
    assert drawn.write_csv(tmp_path / "a.csv", 1) != again.write_csv(tmp_path / "b.csv")


def refused(drawn, path, why):
    with pytest.raises(OutputError) as refusal:
        drawn.write_csv(path)
    assert str(refusal.value) == f"cannot write `{path}`: {why}."


def test_a_target_that_cannot_be_written_is_refused_and_nothing_is_left(drawn, tmp_path):
    refused(drawn, tmp_path / "nowhere" / "x.csv", "No such file or directory")
    refused(drawn, tmp_path / ("x" * 300), "File name too long")
    refused(drawn, tmp_path, "it is a folder; a file name is needed, such as panel.csv")
    refused(drawn, Path(), "it is a folder; a file name is needed, such as panel.csv")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="no device here")
def test_a_device_is_not_replaced(drawn):
    refused(drawn, Path("/dev/null"), "it is not an ordinary file")
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    "text", ["format = 1\n", "firm_id,year\nA1,2010\n", "firm_id,year\n", "\x00\xff"]
)
def test_only_a_synthetic_panel_or_an_empty_file_is_replaced(drawn, tmp_path, text):
    path = tmp_path / "x.csv"
    path.touch(mode=0o600)
    for replicate in (1, 0):
        drawn.write_csv(path, replicate)
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(text)
    refused(drawn, path, "it is there and holds no synthetic panel; name another file")
    assert path.read_text() == text


def test_an_interrupt_leaves_nothing_behind(drawn, tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        drawn.write_csv(tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_the_codebook_has_every_variable_and_parameter(drawn):
    text = codebook(world("with_missing"), seed=12)
    assert 'simulate(world("with_missing"), seed=12)' in text
    for name in (*drawn.arrays, *PARAMETERS):
        assert f"| `{name}` |" in text
    assert set(PARAMETERS) == {f.name for f in fields(World)} - {"name", "effects"}
    assert "| `rota` |" not in text.split("## Planted truth")[0]


def test_the_codebook_of_the_twin_says_that_effects_are_off():
    text = codebook(world("no_effect"))
    assert "EFFECTS ARE SWITCHED OFF" in text
    assert "0.35, 0.68 → 0.515" in text
    assert "less among SMEs" not in text
    assert "EFFECTS ARE SWITCHED OFF" not in codebook(world("published"))


def test_the_parameters_as_json_give_the_world_back():
    content = json.loads(world_json(world("published"), seed=3))
    assert content["label"] == SYNTHETIC
    assert content["seed"] == 3
    assert content["world"]["p_internationalized"] == [0.35, 0.68]
    assert set(content["world"]) == {f.name for f in fields(World)}
