"""`Scenario`: a world, and what a study would ask of every panel of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smeint.defaults import ALPHA, MARGIN
from smeint.definitions.definitions import Definitions
from smeint.engine.batch import Batch, draw_batch
from smeint.finding import Role
from smeint.question import Question
from smeint.study.hypothesis import Hypothesis
from smeint.study.plan import plan
from smeint.synth.calibrated import CalibratedWorld
from smeint.synth.latent import Key
from smeint.synth.world import World

#: Roles whose tests a diagnosis makes.
ROLES = (Role.PRIMARY, Role.POOLED, Role.EVIDENCE)


#: Worlds that can be diagnosed.
AnyWorld = World | CalibratedWorld


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

    def batch(self, keys: list[Key], questions: Sequence[Question] = ()) -> Batch:
        """Draw panels of the world, with all variables or those that questions use."""
        return draw_batch(self.world, keys, self.definitions, variables_of(questions) or None)


def variables_of(questions: Sequence[Question]) -> frozenset[str]:
    """Return the names of the variables that questions use.

    Examples
    --------
    >>> asked = Question("H3", Role.PRIMARY, "rota", "internationalized")
    >>> sorted(variables_of((asked,)))
    ['internationalized', 'rota']
    """
    conditions = [c for q in questions for c in (*q.sample, *q.strata)]
    names = [name for q in questions for name in (q.outcome, q.predictor, *q.terms)]
    return frozenset(name for name in (*names, *(c.variable for c in conditions)) if name)
