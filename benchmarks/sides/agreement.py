"""Whether the sides find the same on the same panels, before anything is timed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from sides.loop import Found
from sides.ours import Block, label
from sides.workload import Key
from smeint.arrays import FloatArray

#: Largest difference of p allowed, by procedure; below it a difference is rounding.
ROUNDING = 1e-9
ALLOWED: dict[str, float] = {
    "lilliefors": 0.06,
    "shapiro_wilk": 1e-7,
    "logit": 1e-6,
    "lilliefors in R": 0.12,
}
WHY = {
    "lilliefors": "D is the same; p differs, for statsmodels interpolates its table linearly in D "
    "and n, smeint as normal quantiles against log D and in 1 / sqrt(n)",
    "shapiro_wilk": "older versions of scipy have coefficients of single precision",
    "logit": "Newton's steps stop earlier there",
    "lilliefors in R": "p differs, for nortest computes it by the formulas of Dallal and Wilkinson "
    "and of Stephens, smeint from statsmodels' table",
}


@dataclass(slots=True)
class Compared:
    """How far two sides are apart in the tests of one procedure.

    Parameters
    ----------
    side, procedure : str
    n : int
        Tests that both computed.
    statistic, p, effect : float
        Largest absolute differences; of statistics relative to 1 where they are larger.
    only_ours, only_theirs : int
        Tests that only one of the sides computed.
    """

    side: str
    procedure: str
    n: int = 0
    statistic: float = 0.0
    p: float = 0.0
    effect: float = 0.0
    only_ours: int = 0
    only_theirs: int = 0

    @property
    def allowed(self) -> float:
        """Largest difference of p that is documented."""
        return ALLOWED.get(
            f"{self.procedure} in {self.side}", ALLOWED.get(self.procedure, ROUNDING)
        )

    @property
    def why(self) -> str:
        """Why p may differ by more than rounding, or an empty text."""
        return WHY.get(f"{self.procedure} in {self.side}", WHY.get(self.procedure, ""))

    def add(self, ours: Sequence[float], theirs: Sequence[float]) -> None:
        """Take in one test: statistic, p and effect of both sides, NaN where not computed."""
        if isnan(ours[1]) or isnan(theirs[1]):
            self.only_ours += not isnan(ours[1])
            self.only_theirs += not isnan(theirs[1])
            return
        self.n += 1
        self.p = max(self.p, abs(ours[1] - theirs[1]))
        for name, one, two in (("statistic", ours[0], theirs[0]), ("effect", ours[2], theirs[2])):
            if abs(one) + abs(two) < float("inf"):
                largest = max(getattr(self, name), abs(one - two) / max(1.0, abs(two)))
                setattr(self, name, largest)

    @property
    def fault(self) -> str:
        """What is wrong, or an empty text."""
        named = f"{self.side}, {self.procedure}"
        if self.p > self.allowed:
            return f"{named}: p differs by up to {self.p:.1e}"
        if self.effect > max(self.allowed, ROUNDING):
            return f"{named}: the effect differs by up to {self.effect:.1e}"
        if self.only_theirs and self.procedure != "logit":
            return f"{named}: {self.only_theirs} tests were computed there alone"
        return f"{named}: {self.only_ours} tests were computed by smeint alone" * (
            self.only_ours > 0 and self.procedure != "logit"
        )


def with_loop(side: str, block: Block, looped: Sequence[Found]) -> list[Compared]:
    """Compare every test of a loop with the batch engine's.

    Raises
    ------
    RuntimeError
        If tests are not the same, or differ by more than is documented, or a verdict differs.
    """
    compared: dict[str, Compared] = {}
    for place, found in enumerate(looped):
        if set(found.answers) != set(block.answers):
            raise RuntimeError(f"{side} did not run the tests that smeint ran")
        for key, theirs in found.answers.items():
            ours = answer(block.answers, key, place)
            # U of the loop against z here
            ours = [float("nan") if key[4] in ("mann_whitney", "logit") else ours[0], *ours[1:]]
            row = compared.setdefault(key[4], Compared(side, key[4]))
            row.add(ours, theirs)
        for which, verdict in found.verdicts.items():
            mine = label(int(block.verdicts[which][place]))
            if mine != verdict:
                raise RuntimeError(f"{side}: {which} is {verdict} there and {mine} here")
    return checked(list(compared.values()))


def with_r(
    block: Block, found: Mapping[tuple[int, str], list[float]], numbers: Sequence[int], columns: int
) -> list[Compared]:
    """Compare every test of R with the batch engine's.

    Raises
    ------
    RuntimeError
        If they differ by more than is documented.
    """
    compared: dict[str, Compared] = {}
    for (number, name), values in found.items():
        place = numbers.index(number)
        for key, theirs in r_tests(name, values, columns):
            ours = answer(block.answers, key, place)
            row = compared.setdefault(key[4], Compared("R", key[4]))
            nothing = float("nan")
            row.add([nothing, ours[1], nothing if key[4] == "logit" else ours[2]], theirs)
    return checked(list(compared.values()))


def r_tests(
    name: str, values: Sequence[float], columns: int
) -> list[tuple[Key, tuple[float, float, float]]]:
    """Return the tests of one line of ``tests.R`` as statistic, p and effect."""
    nothing = float("nan")
    parts = name.split()
    if parts[0] == "logit":
        if int(parts[1]) != columns:
            return []
        key = ("H1", "internationalized", parts[2], "all", "logit")
        return [(key, (nothing, values[1], nothing))]
    if parts[0] == "pooled":
        return [((parts[1], parts[2], "all", "all", "pooled_score"), (nothing, values[1], nothing))]
    where = (parts[0], parts[1], parts[2], parts[3])
    if parts[0] == "normality":
        return [
            ((*where, "lilliefors"), (nothing, values[1], nothing)),
            ((*where, "shapiro_wilk"), (nothing, values[3], nothing)),
        ]
    if len(values) == 4:
        return [
            ((*where, "chi_square"), (nothing, values[1], values[2])),
            ((*where, "fisher_exact"), (nothing, values[3], nothing)),
        ]
    if len(values) == 3:
        return [((*where, "mann_whitney"), (nothing, values[1], values[2]))]
    return [((*where, "spearman"), (nothing, values[1], values[0]))]


def answer(answers: Mapping[Key, FloatArray], key: Key, place: int) -> list[float]:
    """Return statistic, p and effect of one test on one panel."""
    return [float(value) for value in answers[key][1:4, place]]


def checked(compared: list[Compared]) -> list[Compared]:
    """Return the comparisons, or raise what is wrong."""
    faults = [row.fault for row in compared if row.fault]
    if faults:
        raise RuntimeError("; ".join(faults))
    return compared
