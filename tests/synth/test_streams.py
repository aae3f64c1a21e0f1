"""The random streams of replicates are numpy's own."""

from __future__ import annotations

import numpy as np
import pytest

from smeint.synth.streams import streams

SEEDS = (0, 1, 20140601, 2**32, 2**96 + 5, 2**128 - 1, 2**128, 2**200 + 1)
REPLICATES = (0, 1, 999, 2**31, 2**32 - 1, 2**32, 2**40)


def numpys(seed: int, replicate: int) -> np.random.Generator:
    sequence = np.random.SeedSequence(seed, spawn_key=(replicate,))
    return np.random.Generator(np.random.PCG64(sequence))


@pytest.mark.parametrize("seed", SEEDS)
def test_streams_are_those_that_numpy_seeds(seed):
    keys = [(seed, replicate) for replicate in REPLICATES]
    for key, stream in zip(keys, streams(keys), strict=True):
        assert np.array_equal(stream.standard_normal(700), numpys(*key).standard_normal(700))


def test_streams_of_several_seeds_keep_the_order_of_the_keys():
    keys = [(seed, replicate) for replicate in (3, 0, 3) for seed in (7, 2**130, 1)]
    drawn = [stream.integers(2**60) for stream in streams(keys)]
    assert drawn == [numpys(*key).integers(2**60) for key in keys]


def test_a_stream_begins_anew_whatever_was_drawn_before():
    # half of a word that is left over belongs to the stream before
    drawn = [stream.integers(100, dtype=np.uint32) for stream in streams([(1, 0), (1, 0)])]
    assert drawn[0] == drawn[1]
