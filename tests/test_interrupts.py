"""Ctrl-C at any moment: exit code 130 and one sentence, never a traceback, never half a set."""

import signal
import subprocess
import sys
import threading
import time

import pytest

from smeint.interrupts import Held, Interrupts
from smeint.study.demo import STUDY
from smeint.study.store import read_manifest

STOPPED = "Interrupted; earlier results are as they were.\n"

# the child interrupts itself, a number of seconds after the command line is guarded
CHILD = """
import os, signal, sys, threading, time

def interrupt():
    while signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        time.sleep(.0001)
    time.sleep(DELAY)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
from smeint.cli import main
sys.argv[0] = "smeint"
main()
"""


@pytest.mark.parametrize("delay", [0, 0.05, 0.15, 0.3, 0.5])
def test_an_interrupt_while_libraries_load_is_one_sentence(demo, delay):
    words = ["run", str(demo / STUDY), "--out", str(demo / "out"), "--format", "md"]
    child = CHILD.replace("DELAY", str(delay))
    done = subprocess.run(
        [sys.executable, "-c", child, *words], capture_output=True, text=True, timeout=120
    )
    if (demo / "out").exists():  # a fast machine had written them before
        assert done.returncode in (0, 130)
        assert read_manifest(demo / "out")
        assert "Traceback" not in done.stderr
    else:
        assert (done.returncode, done.stderr) == (130, STOPPED)


def test_an_import_is_not_torn(tmp_path, monkeypatch):
    name = "interrupted_in_its_middle"
    (tmp_path / f"{name}.py").write_text(
        "import signal, time\nsignal.raise_signal(signal.SIGINT)\ntime.sleep(.15)\nwhole = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with Interrupts() as interrupts:
        module = __import__(name)
        assert module.whole
        with pytest.raises(KeyboardInterrupt):
            time.sleep(10)
        assert interrupts.arrived
    sys.modules.pop(name)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_elsewhere_an_interrupt_comes_at_once():
    with Interrupts(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


class Finalized:
    """Whatever its finalizer raises cannot go further."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


def test_an_interrupt_that_could_not_be_raised_comes_back(capsys):
    with Interrupts(), pytest.raises(KeyboardInterrupt):
        Finalized()
        time.sleep(10)
    assert capsys.readouterr().err == ""


def test_other_errors_that_could_not_be_raised_are_told_as_before(monkeypatch):
    class Failing:
        def __del__(self):
            raise RuntimeError("in a finalizer")

    told = []
    monkeypatch.setattr("sys.unraisablehook", lambda what: told.append(str(what.exc_value)))
    with Interrupts():
        Failing()
    assert told == ["in a finalizer"]


def test_an_interrupt_that_was_swallowed_stops_what_would_be_written():
    with Interrupts():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with Held() as held, pytest.raises(KeyboardInterrupt):
            held.check()


def test_a_held_interrupt_waits_for_its_check():
    with Held() as held:
        held.check()
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            held.check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("guard", [Interrupts, Held])
def test_interrupts_that_are_switched_off_stay_so(guard):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with guard():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("guard", [Interrupts, Held])
def test_outside_the_main_thread_nothing_changes(guard):
    seen = []

    def run():
        with guard():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [signal.default_int_handler]
