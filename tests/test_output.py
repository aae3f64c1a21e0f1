"""Where standard output takes no text, or not this text: one sentence, and results stay."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from smeint.study.demo import DATA, STUDY
from smeint.study.store import read_manifest

FULL = Path("/dev/full")

#: A command and whether Python buffers its output; the long command is buffered once.
LONG = pytest.param("run", "1", marks=pytest.mark.slow)


def buffered(*commands):
    """Every command with and without a buffer."""
    return [("run", ""), LONG, *((name, how) for name in commands for how in ("", "1"))]


@pytest.fixture
def demo(demo):
    """One hypothesis is enough to write a set."""
    text = (demo / STUDY).read_text()
    (demo / STUDY).write_text(text.replace('["H1", "H2", "H3"]', '["H3"]'))
    return demo


def smeint(*words, output=subprocess.PIPE, error=subprocess.PIPE, **environment):
    return subprocess.run(
        [sys.executable, "-m", "smeint", *map(str, words)],
        stdout=output,
        stderr=error,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    "encoding",
    ["ascii", *(pytest.param(name, marks=pytest.mark.slow) for name in ("cp850", "cp1252"))],
)
def test_an_encoding_that_lacks_letters_is_no_error(demo, encoding):
    out = demo / "نتائج ≥"
    done = smeint("run", demo / STUDY, "--out", out, "--format", "md", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"open report.md first" in done.stdout
    assert read_manifest(out)
    done = smeint("run", demo / "نتائج.toml", "--out", out, PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert done.stderr.startswith(b"Error: ")


@pytest.mark.parametrize(("command", "unbuffered"), buffered("schemes", "--version", "--help"))
def test_a_reader_that_leaves_is_no_error(demo, command, unbuffered):
    reading, writing = os.pipe()
    os.close(reading)
    words = (
        ("run", demo / STUDY, "--out", demo / "out", "--format", "md")
        if command == "run"
        else (command,)
    )
    done = smeint(*words, output=writing, PYTHONUNBUFFERED=unbuffered)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")
    if command == "run":
        assert read_manifest(demo / "out")


@pytest.mark.skipif(not FULL.exists(), reason="no full device here")
@pytest.mark.parametrize(("command", "unbuffered"), buffered("check", "--version", "--help"))
def test_output_that_is_full_is_one_sentence(demo, command, unbuffered):
    words = {
        "run": (demo / STUDY, "--out", demo / "out", "--format", "md"),
        "check": (demo / STUDY,),
    }
    with FULL.open("w") as full:
        done = smeint(command, *words.get(command, ()), output=full, PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (
        2,
        b"Error: Standard output cannot be written: No space left on device.\n",
    )
    if command == "run":
        assert read_manifest(demo / "out")


@pytest.mark.skipif(not FULL.exists(), reason="no full device here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_mistake_exits_with_2_even_where_it_cannot_be_said(demo, unbuffered):
    (demo / DATA).unlink()
    with FULL.open("w") as full:
        done = smeint("check", demo / STUDY, error=full, PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stdout) == (2, b"")
