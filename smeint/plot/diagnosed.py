"""What the figures of a diagnosis have in common: hypotheses, replicates, rows of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.errors import ArgumentError, listed, nearest
from smeint.labels import short_title
from smeint.plot.boxes import wrapped
from smeint.plot.style import drawable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.diagnose.diagnosis import Diagnosis

#: Height of a row, and of all that is not rows, in inches.
ROW, FRAME = 0.19, 1.2


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a figure: a heading, or a rule of the hypothesis above it."""

    y: int
    hypothesis: str
    rule: str


def chosen(
    diagnosis: Diagnosis, hypotheses: Iterable[str] | None, measured: Iterable[str]
) -> tuple[str, ...]:
    """Return the hypotheses to draw, in the diagnosis' order where none are named.

    Parameters
    ----------
    diagnosis : Diagnosis
    hypotheses : iterable of str or None
    measured : iterable of str
        Those that the figure has numbers of.

    Raises
    ------
    ArgumentError
        If a hypothesis has no such number, or there is none to draw.
    """
    there = set(measured)
    known = [r["id"] for r in diagnosis.manifest["hypotheses"] if r["id"] in there]
    if isinstance(hypotheses, str):
        raise ArgumentError(f"hypotheses must be a sequence such as ['H1']; got {hypotheses!r}.")
    asked = tuple(known) if hypotheses is None else tuple(hypotheses)
    for name in asked:
        if name not in known:
            raise ArgumentError(
                f"hypotheses must be of those that the diagnosis has these numbers of "
                f"({listed(known, 20)}); got {name!r}.{nearest(str(name), known)}"
            )
    if not asked:
        raise ArgumentError("hypotheses: the diagnosis has no such numbers to draw.")
    return asked


def titles(diagnosis: Diagnosis, width: float) -> dict[str, str]:
    """Return each hypothesis on one line of so many inches, by id."""
    return {
        record["id"]: wrapped(
            f"{drawable(record['id'], 20)}: {short_title(record)}", width, most=1, bold=True
        )[0]
        for record in diagnosis.manifest["hypotheses"]
    }


def replicates(diagnosis: Diagnosis, world: str) -> str:
    """Return how many replicates of a world there are, such as ``10,000``."""
    return f"{int(diagnosis.manifest['done'][world]):,}"


def of_each(diagnosis: Diagnosis) -> str:
    """Return how many replicates each world has.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    str
        Such as ``400 of each world``.
    """
    first, second = (replicates(diagnosis, world) for world in (PLANTED, NO_EFFECT))
    if first == second:
        return f"{first} of each world"
    return f"{first} with the effects, {second} without any"


def n_text(diagnosis: Diagnosis, world: str) -> str:
    """Return how many replicates of a world there are, and of how many where it was interrupted."""
    text = f"{replicates(diagnosis, world)} replicates"
    asked = int(diagnosis.manifest["asked"][world])
    if int(diagnosis.manifest["done"][world]) < asked:
        return f"{text} (interrupted, of {asked:,})"
    return text


def places(keys: Iterable[tuple[str, str]]) -> Iterator[Place]:
    """Yield the rows of hypotheses and rules, the first at the top; a heading has no rule."""
    above, y = None, 0
    for hypothesis, rule in keys:
        if hypothesis != above:
            yield Place(y, hypothesis, "")
            above, y = hypothesis, y + 1
        yield Place(y, hypothesis, rule)
        y += 1


def height_of(rows: Sequence[Place]) -> float:
    """Return how high a figure of so many rows is, in inches."""
    return FRAME + ROW * len(rows)


def name_rows(
    axes: Axes, rows: Sequence[Place], headings: dict[str, str], rules: dict[str, str]
) -> None:
    """Name rules at the left and write headings into the axes."""
    axes.set_ylim(len(rows) - 0.4, -0.6)
    own = [row for row in rows if row.rule]
    axes.set_yticks([row.y for row in own], [rules.get(row.rule, row.rule) for row in own])
    axes.tick_params(axis="y", length=0, pad=6)
    axes.spines["left"].set_visible(False)
    style: dict[str, Any] = {"fontsize": 8, "weight": "bold", "va": "center_baseline"}
    # a heading runs over lines of the axes
    style["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    for row in rows:
        if not row.rule:
            across = axes.get_yaxis_transform()
            text = headings[row.hypothesis]
            axes.text(0.005, row.y, text, transform=across, in_layout=False, **style)
