"""Ctrl-C: never in the middle of an import, never in the middle of a replacement.

Only the standard library's cheapest modules are loaded here, so that the command line is guarded
from its first moment.
"""

from __future__ import annotations

import _thread
import atexit
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any

#: Seconds after which an interrupt that fell into an import is tried again.
PAUSE = 0.05

_IMPORT = "<frozen importlib._bootstrap"


class Interrupts:
    """While entered, an interrupt that falls into an import waits until the import is done.

    An import that is torn leaves half a module behind, and some libraries swallow what tears
    them; so the interrupt is remembered in ``arrived`` and comes back after a pause. Elsewhere it
    raises `KeyboardInterrupt` at once; where that cannot be raised (in a finalizer, or in compiled
    code that must not fail) it comes back too. Nothing changes outside the main thread, or where
    interrupts were switched off.
    """

    def __init__(self) -> None:
        self.arrived = False
        self._base: FrameType | None = None
        self._over = True
        self._unraisable = sys.unraisablehook

    def __enter__(self) -> Interrupts:
        self._base = sys._getframe(1)
        self._over = not _replace(signal.default_int_handler, self._handle)
        if not self._over:
            self._unraisable, sys.unraisablehook = sys.unraisablehook, self._unraised
        return self

    def __exit__(self, *_: object) -> None:
        self._base = None
        if not self._over:
            self._over = True
            sys.unraisablehook = self._unraisable
            signal.signal(signal.SIGINT, signal.default_int_handler)

    def end(self) -> None:
        """Let interrupts change nothing any more: all that is left is to say how it went."""
        if not self._over:
            signal.signal(signal.SIGINT, _nothing)
            atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)

    def _handle(self, _: int, frame: FrameType | None) -> None:
        self.arrived = True
        if not self._importing(frame):
            raise KeyboardInterrupt
        _thread.start_new_thread(self._again, ())

    def _unraised(self, what: Any, /) -> None:
        if what.exc_type is KeyboardInterrupt:
            _thread.start_new_thread(self._again, ())
        else:
            self._unraisable(what)

    def _importing(self, frame: FrameType | None) -> bool:
        while frame is not None and frame is not self._base:
            if frame.f_code.co_filename.startswith(_IMPORT):
                return True
            frame = frame.f_back
        return False

    def _again(self) -> None:
        time.sleep(PAUSE)
        if self._over:
            return
        if hasattr(signal, "pthread_kill"):  # wakes a main thread that sleeps or waits
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        else:
            _thread.interrupt_main()


def answered() -> None:
    """Count an interrupt as answered: what is done is kept, and only a further one stops that."""
    owner = getattr(signal.getsignal(signal.SIGINT), "__self__", None)
    if isinstance(owner, Interrupts):
        owner.arrived = False


class Held:
    """While entered, an interrupt is only remembered; `check` raises it where that is safe.

    One that arrived after the last `check` came too late and is dropped. Nothing changes outside
    the main thread, where interrupts do not arrive.
    """

    def __init__(self) -> None:
        self.arrived = False
        self._earlier: Any = None

    def __enter__(self) -> Held:
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler) and _replace(handler, self._handle):
            self._earlier = handler
            owner = getattr(handler, "__self__", None)
            self.arrived = isinstance(owner, Interrupts) and owner.arrived
        return self

    def __exit__(self, *_: object) -> None:
        if self._earlier is not None:
            signal.signal(signal.SIGINT, self._earlier)

    def check(self) -> None:
        """Raise `KeyboardInterrupt` if an interrupt arrived."""
        if self.arrived:
            raise KeyboardInterrupt

    def _handle(self, *_: object) -> None:
        self.arrived = True


def _replace(expected: object, handler: Any) -> bool:
    """Install a handler in place of the expected one; return whether that was possible."""
    if signal.getsignal(signal.SIGINT) != expected:
        return False
    try:
        signal.signal(signal.SIGINT, handler)
    except ValueError:  # not the main thread
        return False
    return True


def _nothing(*_: object) -> None:
    """Take an interrupt and do nothing."""
