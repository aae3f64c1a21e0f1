"""Replicates in fixed blocks, in this process, in several, or on a cluster."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Generator, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from smeint.arrays import FloatArray
from smeint.diagnose.scenario import Scenario
from smeint.diagnose.tally import Tally, tally
from smeint.errors import ArgumentError
from smeint.progress import Progress
from smeint.question import Question

#: Replicates of a block. Results depend on it (in their last digits), not on who computes it.
BLOCK = 100

#: Most processes that are started for each core: more only wait, and fill the memory.
MOST_A_CORE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """Replicates of a scenario under a label.

    Parameters
    ----------
    label : hashable
        Tallies of one label are joined.
    scenario : Scenario
    questions : tuple of Question
    truths : array of float, (questions,)
    seed, first, count : int
        Replicates `first` to ``first + count - 1`` of the seed.
    """

    label: Hashable
    scenario: Scenario
    questions: tuple[Question, ...]
    truths: FloatArray
    seed: int
    first: int
    count: int

    def blocks(self, size: int = BLOCK) -> tuple[Job, ...]:
        """Return the job in blocks of replicates."""
        return tuple(
            Job(
                self.label,
                self.scenario,
                self.questions,
                self.truths,
                self.seed,
                self.first + start,
                min(size, self.count - start),
            )
            for start in range(0, self.count, size)
        )

    def run(self) -> Tally:
        """Draw, test and count."""
        keys = [(self.seed, self.first + replicate) for replicate in range(self.count)]
        return tally(self.scenario, self.questions, self.truths, keys)


@dataclass(slots=True, eq=False)
class Gathered:
    """Tallies by label, and whether an interrupt came before all were there.

    Parameters
    ----------
    tallies : dict
        By label; where an interrupt came, with fewer replicates than asked for, or lacking.
    interrupted : bool
    """

    tallies: dict[Hashable, Tally] = field(default_factory=dict)
    interrupted: bool = False


def gather(blocks: Sequence[Job], workers: int, progress: Progress, stage: str) -> Gathered:
    """Run blocks and join their tallies in the order in which they are given.

    Parameters
    ----------
    blocks : sequence of Job
    workers : int
        Processes; 1 for this one. Where `joblib.parallel_config` has chosen a backend, that
        backend runs the blocks, whatever `workers` is.
    progress : callable
        Told of replicates.
    stage : str
        What is being done, in words.

    Returns
    -------
    Gathered
        The same for any number of workers and any backend. After an interrupt it holds the blocks
        that were done, in order.
    """
    found = Gathered()
    total, done = sum(block.count for block in blocks), 0
    results = _results(blocks, workers)
    try:
        progress(stage, 0, total)
        for block, result in zip(blocks, results, strict=True):
            earlier = found.tallies.get(block.label)
            found.tallies[block.label] = result if earlier is None else earlier.plus(result)
            done += block.count
            progress(stage, done, total)
    except KeyboardInterrupt:
        found.interrupted = True
        with suppress(KeyboardInterrupt):  # it goes on to the workers, which then end
            results.throw(KeyboardInterrupt())
    return found


def interleaved(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """Return the blocks of jobs in turn, so that an interrupt leaves some of each.

    Notes
    -----
    Blocks of one job stay in their order.
    """
    lists = [job.blocks() for job in jobs]
    longest = max((len(blocks) for blocks in lists), default=0)
    return tuple(
        blocks[place] for place in range(longest) for blocks in lists if place < len(blocks)
    )


def check_workers(workers: int) -> None:
    """Raise `ArgumentError` unless `workers` is a whole number of at least 1."""
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise ArgumentError(f"workers must be a whole number of at least 1, got {workers!r}.")


def _results(blocks: Sequence[Job], workers: int) -> Generator[Tally, None, None]:
    """Yield the tallies of blocks in their order."""
    if workers == 1 and not _is_configured():
        for block in blocks:
            yield block.run()
        return
    from joblib import Parallel, delayed

    with _backend(workers):
        yield from Parallel(return_as="generator")(
            delayed(_run)(block, os.getpid()) for block in blocks
        )


def _is_configured() -> bool:
    """Return whether `joblib.parallel_config` has chosen a backend."""
    if "joblib" not in sys.modules:
        return False
    from joblib.parallel import get_active_backend

    return type(get_active_backend()[0]).__name__ != "LokyBackend"


@contextmanager
def _backend(workers: int) -> Iterator[None]:
    """Let joblib use processes of one thread each, unless a backend was chosen."""
    if _is_configured():
        yield
        return
    from joblib import cpu_count, parallel_config

    processes = min(workers, MOST_A_CORE * cpu_count())  # results are the same for any number
    with parallel_config(backend="loky", n_jobs=processes, inner_max_num_threads=1):
        yield


def _run(block: Job, parent: int) -> Tally:
    """Run a block in a worker, which leaves interrupts to the process that started it."""
    if os.getpid() != parent and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return block.run()
