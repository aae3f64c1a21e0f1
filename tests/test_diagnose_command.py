"""`smeint diagnose` as a user meets it: what is printed and written, mistakes, interrupts."""

import json
import signal
import sys
from functools import partial

import pandas as pd
import pytest

import smeint
from smeint.cli import main
from smeint.diagnose import blocks, designs
from smeint.diagnose.rows import TABLES
from smeint.diagnose.store import load_diagnosis, write_diagnosis
from smeint.errors import OutputError
from smeint.report.diagnosis import write as report
from smeint.study.demo import STUDY
from smeint.study.shipped import MAIN
from smeint.study.store import read_manifest
from tests.report.diagnosis.made import diagnosis

STOPPED = "Interrupted; earlier results are as they were.\n"
FILES = {*(f"{name}.csv" for name in TABLES), "manifest.json", "report.md"}
QUICK = ("--world", "published", "--reps", 200, "--no-curves", "--format", "md")


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command in this process, on H1 and with truths from few firms."""
    few = {"truth_firms": 2_000}
    quick = partial(designs.diagnose, hypotheses=(MAIN["H1"],), **few)
    monkeypatch.setattr(designs, "diagnose", quick)
    monkeypatch.setattr(designs, "diagnose_study", partial(designs.diagnose_study, **few))

    def command(*words):
        monkeypatch.setattr(sys, "argv", ["smeint", "diagnose", *map(str, words)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def one(demo):
    """The demonstration's folder; its study is H1 alone, for speed."""
    path = demo / STUDY
    text = path.read_text()
    assert '["H1", "H2", "H3"]' in text
    path.write_text(text.replace('["H1", "H2", "H3"]', '["H1"]'))
    return demo


def flat(text):
    return " ".join(text.split())


def test_a_world_is_diagnosed_written_and_printed(run, tmp_path):
    out = tmp_path / "out"
    code, said, err = run(*QUICK, "--firms", "30,40", "--years", 2, "--seed", 3, "--out", out)
    assert (code, err) == (0, "")
    assert {path.name for path in out.iterdir()} == FILES
    manifest = read_manifest(out)
    assert manifest["kind"] == "diagnosis"
    assert manifest["design"] == {"firms_1": 30, "firms_2": 40, "years": 2}
    assert (manifest["seed"], manifest["interrupted"]) == (3, False)
    assert str(tmp_path) not in (out / "manifest.json").read_text()
    found = load_diagnosis(out)
    rates = found.error_rates.set_index(["rule", "direction"])
    assert set(rates["n_replicates"]) == {200}
    assert f"{100 * rates.loc[('published', 'either'), 'rate']:.1f} [" in flat(said)
    assert "H1: " in said
    assert "Every number of a diagnosis comes from simulated firms." in said
    assert f"Diagnosis: {out} (open report.md first)" in flat(said).replace("- ", "-")


def test_a_study_gives_its_hypotheses_and_its_world(run, one):
    words = ("--reps", 100, "--no-curves", "--format", "none", "--out", one / "out")
    code, said, err = run(one / STUDY, *words)
    assert (code, err) == (0, "")
    manifest = read_manifest(one / "out")
    assert [record["id"] for record in manifest["hypotheses"]] == ["H1"]
    assert manifest["study"]["file"] == STUDY
    assert manifest["design"] == {"firms_1": 57, "firms_2": 57, "years": 3}
    assert f"Diagnosis: {one / 'out'}" in said.replace("\n", "")


MISTAKES = {
    "neither": ((), "Name either a study file or a world (--world), got neither."),
    "both": (
        ("study.toml", "--world", "published"),
        "Name either a study file or a world (--world), not both.",
    ),
    "world": (
        ("--world", "publisht"),
        "world `publisht` is not known; allowed: published, no_effect, with_missing, mexico_like, "
        "india_like. Did you mean `published`?",
    ),
    "no replicates": (
        (*QUICK, "--reps", 0),
        "reps must be a whole number of at least 1 and at most 1,000,000,000, got 0.",
    ),
    "workers": ((*QUICK, "--workers", 0), "workers must be a whole number of at least 1, got 0."),
    "power": ((*QUICK, "--power", 80), "power must be a number from 0.05 to 0.99, got 80.0."),
    "firms": (
        (*QUICK, "--firms", "57"),
        "--firms must be two whole numbers, of SMEs and of non-SMEs, such as 57,57, got '57'.",
    ),
    "no firms": (
        (*QUICK, "--firms", "0,57"),
        "firms must be two whole numbers of at least 1, SMEs and non-SMEs, got (0, 57).",
    ),
    "format": (
        (*QUICK, "--format", "htlm"),
        "There is no report format `htlm`; allowed: html, docx, md, tex. Did you mean `html`?",
    ),
    "no study": (("stady.toml",), "stady.toml does not exist; a study file (.toml) is needed."),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_and_exit_code_2(run, tmp_path, monkeypatch, mistake):
    monkeypatch.chdir(tmp_path)
    words, sentence = MISTAKES[mistake]
    code, said, err = run(*words)
    assert (code, said) == (2, "")
    assert err == f"Error: {sentence}\n"
    assert list(tmp_path.iterdir()) == []


def test_half_a_replicate_is_a_mistake(run):
    code, said, err = run(*QUICK, "--reps", "1.5")
    assert (code, said, err.count("\n")) == (2, "", 1)
    assert err.startswith("Error: Invalid value for '--reps'")  # the rest is typer's


def test_a_folder_that_holds_something_else_is_refused_before_anything_is_simulated(
    run, tmp_path, monkeypatch
):
    monkeypatch.setattr(blocks, "tally", None)
    (tmp_path / "notes.txt").write_text("mine")
    code, _, err = run(*QUICK, "--out", tmp_path)
    assert code == 2
    assert err == (
        f"Error: Results cannot be written to {tmp_path}: it holds other files and no earlier "
        "results; name a new or empty folder.\n"
    )
    manifest = {"files": {}, "kind": "results"}
    (tmp_path / "notes.txt").unlink()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    code, _, err = run(*QUICK, "--out", tmp_path)
    assert code == 2
    assert err == (
        f"Error: Results cannot be written to {tmp_path}: it holds the results of tests, not a "
        "diagnosis of a design; name another folder.\n"
    )
    assert run(*QUICK, "--out", tmp_path / "manifest.json")[0] == 2


def interrupting(monkeypatch, block):
    """Let an interrupt come in one block of the simulation; truths are no part of it."""
    real, calls = blocks.tally, []

    def tally(scenario, *rest):
        calls.extend([1] * (scenario.world.n_firms == 114))
        if len(calls) == block:
            signal.raise_signal(signal.SIGINT)
        return real(scenario, *rest)

    monkeypatch.setattr(blocks, "tally", tally)


def test_an_interrupt_keeps_what_is_done_and_labels_it(run, tmp_path, monkeypatch):
    out = tmp_path / "out"
    interrupting(monkeypatch, block=4)  # two blocks of a world, one of its twin
    code, said, err = run(*QUICK, "--reps", 500, "--out", out)
    assert code == 130
    assert err == f"Interrupted; what was done until then is in {out}, labelled so.\n"
    assert {path.name for path in out.iterdir()} == FILES
    found = load_diagnosis(out)
    assert found.manifest["interrupted"] is True
    done = found.verdict_rates.groupby("world")["n_replicates"].max()
    assert dict(done) == {"planted": 200, "no_effect": 100}
    assert "interrupted" in said
    assert "nterrupted" in (out / "report.md").read_text()


def test_an_interrupt_before_anything_is_done_leaves_what_was_there(run, tmp_path, monkeypatch):
    write_diagnosis(diagnosis(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    interrupting(monkeypatch, block=1)
    assert run(*QUICK, "--out", tmp_path) == (130, "", STOPPED)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_second_interrupt_stops_at_once(run, tmp_path, monkeypatch):
    write_diagnosis(diagnosis(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    interrupting(monkeypatch, block=4)
    monkeypatch.setattr(
        report, "diagnosis_files", lambda *_, **__: signal.raise_signal(signal.SIGINT)
    )
    assert run(*QUICK, "--reps", 500, "--out", tmp_path) == (130, "", STOPPED)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


# error rates of a study


@pytest.fixture
def study(one, monkeypatch, capsys):
    """Run `smeint run` on the demonstration."""

    def command(*words):
        out = one / "out"
        given = ("run", one / STUDY, "--out", out, "--format", "none", *words)
        monkeypatch.setattr(sys, "argv", ["smeint", *map(str, given)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        told = capsys.readouterr()
        return code, told.out, told.err, out

    return command


def test_fresh_error_rates_are_measured_in_a_world_like_the_study(study):
    code, said, err, out = study("--error-rates", "fresh", "--reps", 100)
    assert (code, err) == (0, "")
    rates = smeint.load_results(out).error_rates
    assert set(rates["hypothesis"]) == {"H1"}
    for column, value in (
        ("source", "fresh"),
        ("n_replicates", 100),
        ("firms_1", 57),
        ("firms_2", 57),
        ("years", 3),
        ("alpha", 0.05),
    ):
        assert set(rates[column]) == {value}, column
    assert "Error rates are fresh" in flat(said)
    assert "57 + 57 firms, 3 years, alpha .05, 100 replicates" in flat(said)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--error-rates", "frsh"),
            "There are no error rates `frsh`; allowed: stored, fresh, none. Did you mean `fresh`?",
        ),
        (
            ("--reps", 100),
            "--reps is for --error-rates fresh; stored error rates simulate nothing.",
        ),
        (
            ("--error-rates", "fresh", "--reps", 0),
            "reps must be a whole number of at least 1 and at most 1,000,000,000, got 0.",
        ),
    ],
)
def test_a_mistake_about_error_rates_is_one_sentence(study, words, sentence):
    code, said, err, out = study(*words)
    assert (code, said, err) == (2, "", f"Error: {sentence}\n")
    assert not out.exists()


# on disk


def test_a_diagnosis_comes_back_as_it_was(tmp_path):
    made = diagnosis()
    write_diagnosis(made, tmp_path / "set", {"report.md": b"# text\n"})
    back = load_diagnosis(tmp_path / "set")
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(back, name), getattr(made, name))
    files = back.manifest.pop("files")
    assert set(files) == FILES - {"manifest.json"}
    assert back.manifest == made.manifest
    (tmp_path / "set" / "report.md").write_text("edited")
    load_diagnosis(tmp_path / "set")  # the report is made from the tables


def test_a_diagnosis_that_is_not_whole_is_refused(tmp_path):
    folder = tmp_path / "set"

    def told():
        with pytest.raises(OutputError) as error:
            smeint.load_diagnosis(folder)
        return str(error.value)

    assert told() == f"{folder} holds no readable manifest.json of a results set."
    write_diagnosis(diagnosis(), folder)
    path = folder / "error_rates.csv"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"0.05", b"0.04", 1))
    assert told() == f"{path} does not match manifest.json: the results set is not whole."
    path.unlink()
    assert told() == (
        f"{folder} lacks error_rates.csv, which manifest.json names: the results set is not whole."
    )
    path.write_bytes(whole)
    manifest = json.loads((folder / "manifest.json").read_text())
    for changes, sentence in (
        ({"kind": "description"}, "holds a description of data, not a diagnosis of a design."),
        (
            {"format": 9},
            "holds a diagnosis of format 9; this version of smeint reads format 1: diagnose the "
            "design again.",
        ),
        ({"alpha": "x"}, "lacks `alpha`: diagnose the design again."),
    ):
        (folder / "manifest.json").write_text(json.dumps({**manifest, **changes}))
        assert told() == f"{folder} {sentence}"


def test_results_of_tests_are_no_diagnosis_and_the_other_way_round(tmp_path):
    write_diagnosis(diagnosis(), tmp_path)
    with pytest.raises(OutputError) as told:
        smeint.load_results(tmp_path)
    assert str(told.value) == (
        f"{tmp_path} holds a diagnosis of a design, not the results of tests."
    )


def test_the_report_is_written_again_from_the_files(tmp_path, monkeypatch, capsys):
    write_diagnosis(diagnosis(), tmp_path)
    monkeypatch.setattr(sys, "argv", ["smeint", "report", str(tmp_path), "--format", "md"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert not stop.value.code
    assert (tmp_path / "report.md").is_file()
    assert read_manifest(tmp_path)["kind"] == "diagnosis"
