"""The random streams of many replicates, set up at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

#: A replicate's place in the random numbers: the seed, and the replicate under that seed.
Key = tuple[int, int]

_Words = NDArray[np.uint32]

#: Constants of `numpy.random.SeedSequence`: of its pool, and of what it generates.
_FIRST_A, _TIMES_A = 0x43B0D7E5, 0x931E8875
_FIRST_B, _TIMES_B = 0x8B51F9DD, 0x58F38DED
_MIX_LEFT, _MIX_RIGHT, _SHIFT = 0xCA01F9DD, np.uint32(0x4973F715), np.uint32(16)
_POOL = 4
#: Multiplier of PCG64, and the largest numbers of 128 and of 32 bits.
_TIMES = 0x2360ED051FC65DA44385DF649FCCF645
_BITS_128, _BITS_32 = (1 << 128) - 1, (1 << 32) - 1


def streams(keys: Sequence[Key]) -> Iterator[np.random.Generator]:
    """Yield the random stream of each replicate, to be used before the next is asked for.

    Parameters
    ----------
    keys : sequence of (seed, replicate)

    Yields
    ------
    numpy.random.Generator
        PCG64 on ``SeedSequence(seed, spawn_key=(replicate,))``.

    Notes
    -----
    It is one generator, whose state is set: a new one for each replicate takes ten microseconds.
    The states of all replicates of a seed are computed together, by the algorithms that numpy
    has fixed for good. Seeds of more than four words of 32 bits, and replicates of more than
    one, are left to numpy.

    Examples
    --------
    >>> sequence = np.random.SeedSequence(1, spawn_key=(7,))
    >>> one = np.random.Generator(np.random.PCG64(sequence))
    >>> next(streams([(1, 7)])).random() == one.random()
    True
    """
    bits = np.random.PCG64(0)
    stream = np.random.Generator(bits)
    by_seed: dict[int, list[int]] = {}
    for seed, replicate in keys:
        by_seed.setdefault(int(seed), []).append(int(replicate))
    state: dict[Key, tuple[int, int]] = {}
    for seed, replicates in by_seed.items():
        if seed <= _BITS_128 and max(replicates) <= _BITS_32:
            own = zip(replicates, _states(seed, replicates), strict=True)
            state.update({(seed, replicate): two for replicate, two in own})
    for seed, replicate in keys:
        if (seed, replicate) in state:
            number, odd = state[seed, replicate]
            bits.state = {
                "bit_generator": "PCG64",
                "state": {"state": number, "inc": odd},
                "has_uint32": 0,
                "uinteger": 0,
            }
            yield stream
        else:
            sequence = np.random.SeedSequence(seed, spawn_key=(replicate,))
            yield np.random.Generator(np.random.PCG64(sequence))


def _states(seed: int, replicates: Sequence[int]) -> list[tuple[int, int]]:
    """Return state and increment of PCG64 for replicates of a seed."""
    words = _generated(_pools(seed, np.array(replicates, dtype=np.uint32)))
    found = []
    for start_high, start_low, way_high, way_low in words.tolist():
        odd = ((way_high << 64 | way_low) << 1 | 1) & _BITS_128
        start = start_high << 64 | start_low
        found.append((((odd + start) * _TIMES + odd) & _BITS_128, odd))
    return found


def _pools(seed: int, replicates: _Words) -> list[_Words]:
    """Return the four words of each replicate's pool."""
    constants = _constants(_FIRST_A, _TIMES_A, _POOL * _POOL + _POOL + 1)[_POOL * _POOL :]
    # numpy mixes the spawn key last: all before is the seed's
    before = np.random.SeedSequence(seed).pool.tolist()
    pools = []
    for word, (first, second) in zip(before, pairwise(constants), strict=True):
        left = np.uint32(_MIX_LEFT * word & _BITS_32)
        mixed = left - _MIX_RIGHT * _hashed(replicates, first, second)
        pools.append(mixed ^ (mixed >> _SHIFT))
    return pools


def _generated(pools: list[_Words]) -> NDArray[np.uint64]:
    """Return the first four words of 64 bits of each pool, (replicates, 4)."""
    constants = _constants(_FIRST_B, _TIMES_B, 2 * _POOL + 1)
    found = np.empty((len(pools[0]), 2 * _POOL), dtype="<u4")
    for place, (first, second) in enumerate(pairwise(constants)):
        found[:, place] = _hashed(pools[place % _POOL], first, second)
    return found.view("<u8").astype(np.uint64, copy=False)


def _hashed(words: _Words, first: np.uint32, second: np.uint32) -> _Words:
    """Return words hashed as numpy does with a constant and the one after it."""
    mixed = (words ^ first) * second
    return mixed ^ (mixed >> _SHIFT)


@lru_cache(maxsize=8)
def _constants(first: int, times: int, n: int) -> list[np.uint32]:
    """Return a constant and those after it."""
    found = [first]
    while len(found) < n:
        found.append(found[-1] * times & _BITS_32)
    return [np.uint32(one) for one in found]
