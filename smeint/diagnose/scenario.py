"""`Scenario`: a world, and what a study would ask of every panel of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from smeint.defaults import ALPHA, MARGIN
from smeint.definitions.definitions import Definitions
from smeint.engine.batch import Batch, draw_batch
from smeint.finding import Role
from smeint.question import Question
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import plan
from smeint.synth.latent import Key

#: Roles whose tests a diagnosis makes.
ROLES = (Role.PRIMARY, Role.POOLED, Role.EVIDENCE)


class AnyWorld(Protocol):
    """What a diagnosis needs of a world, planted or calibrated."""

    @property
    def name(self) -> str:
        """Name of the world."""

    @property
    def years(self) -> tuple[int, ...]:
        """Consecutive years."""

    @property
    def n_firms(self) -> int:
        """Number of firms."""

    @property
    def sizes(self) -> tuple[int, int]:
        """Numbers of SMEs and of other firms."""

    @property
    def parameters(self) -> Mapping[str, Any]:
        """Every parameter, as it can stand in JSON."""

    def no_effect(self) -> AnyWorld:
        """Return the twin without effects."""

    def vary(
        self,
        *,
        firms: tuple[int, int] | None = None,
        years: int | None = None,
        effect: float | None = None,
        persistence: float | None = None,
    ) -> AnyWorld:
        """Return the world with other parameters."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A world and what is asked of its panels.

    Parameters
    ----------
    world : World or CalibratedWorld
    definitions : Definitions
    hypotheses : tuple of Hypothesis
        Those that are described and never tested are left out of all that follows.
    alpha : float
    notable_effect : float
        Effect that is named beside "not supported" while an interval still holds it.
    normality : bool
        Whether the tests of normality are made.
    """

    world: AnyWorld
    definitions: Definitions
    hypotheses: tuple[Hypothesis, ...]
    alpha: float = ALPHA
    notable_effect: float = MARGIN
    normality: bool = False

    @property
    def tested(self) -> tuple[Hypothesis, ...]:
        """The hypotheses that are tested."""
        return tuple(h for h in self.hypotheses if not h.described)

    def questions(self) -> tuple[Question, ...]:
        """Return the primary and pooled tests of the study, and those of normality if wanted.

        Returns
        -------
        tuple of Question
            In the study's order.

        Raises
        ------
        StudyFileError
            If a hypothesis does not fit the world's variables.
        """
        found = plan(
            self.tested,
            self.batch([(0, 0)]).analysis(0),
            alpha=self.alpha,
            normality=self.normality,
        )
        return tuple(q for q in found.questions if q.role in ROLES)

    def batch(self, keys: list[Key]) -> Batch:
        """Draw panels of the world."""
        return draw_batch(self.world, keys, self.definitions)
