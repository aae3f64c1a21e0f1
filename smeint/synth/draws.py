"""`Draws`: the arrays of synthetic panels, with their keys and a label that says SYNTHETIC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smeint.arrays import FloatArray
from smeint.errors import ArgumentError, listed, nearest
from smeint.synth.latent import Key
from smeint.synth.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Synthetic panels of one world.

    Parameters
    ----------
    world : World
    keys : tuple of (seed, replicate)
        One pair for each replicate held.
    arrays : mapping of str to array of float, (replicates, years, firms)
        Measured variables in the order of the variable table, read-only: NaN where missing, level
        numbers for categories (names in `levels`), 1 and 0 for yes and no. ``firm_id``
        holds the firm's place. What follows from definitions (``sme``, ``internationalized``,
        ``doi_band``, ``rota``) is not here.
    levels : mapping of str to tuple of str
        Names of the levels of ``firm_id``, ``country``, ``industry`` and ``currency``.
    """

    world: World
    keys: tuple[Key, ...]
    arrays: Mapping[str, FloatArray]
    levels: Mapping[str, tuple[str, ...]]

    @property
    def n_replicates(self) -> int:
        """Number of panels held."""
        return len(self.keys)

    @property
    def years(self) -> tuple[int, ...]:
        """Years, earliest first: the middle axis."""
        return self.world.years

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self.arrays:
            raise ArgumentError(
                f"a simulated panel has no variable `{name}`; it has "
                f"{listed(self.arrays, most=30)}." + nearest(name, self.arrays)
            )
        return self.arrays[name]

    def label(self, replicate: int = 0) -> str:
        """Return one line that says that the panel is synthetic, and which one it is.

        Examples
        --------
        >>> from smeint.synth.world import world
        >>> Draws(world("published"), ((1, 0),), {}, {}).label()
        'SYNTHETIC: world `published`, seed 1, replicate 0'
        """
        seed, number = self.keys[self.place(replicate)]
        return f"SYNTHETIC: world `{self.world.name}`, seed {seed}, replicate {number}"

    def place(self, replicate: int) -> int:
        """Return `replicate` if there is one.

        Raises
        ------
        ArgumentError
            If there is not.
        """
        if isinstance(replicate, bool) or not 0 <= replicate < self.n_replicates:
            raise ArgumentError(
                f"replicate must be a whole number from 0 to {self.n_replicates - 1}, "
                f"got {replicate!r}."
            )
        return replicate
