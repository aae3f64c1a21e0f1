"""Which verdicts the rules give, in the world with the effects and in its twin without any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.labels import RULE_TITLES
from smeint.plot.diagnosed import Place, chosen, height_of, n_text, name_rows, places, titles
from smeint.plot.grid import AxesArray, given_back, panels
from smeint.plot.style import FAINT, FIRST, INK, styled
from smeint.study.results import records
from smeint.study.rules import Verdict

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.diagnose.diagnosis import Diagnosis

#: Colour and hatching of each verdict; they differ in grey as well.
LOOKS = {
    Verdict.SUPPORTED: (FIRST, ""),
    Verdict.OPPOSITE: ("#D55E00", "xxxx"),
    Verdict.NOT_SUPPORTED: (FAINT, ""),
    Verdict.INCONCLUSIVE: ("white", "////"),
    Verdict.NOT_COMPUTED: ("white", "...."),
}
WORLDS = {PLANTED: "With the effects", NO_EFFECT: "Without any effect"}


def verdict_rates(
    diagnosis: Diagnosis,
    hypotheses: Sequence[str] | None = None,
    *,
    ax: Iterable[Axes] | None = None,
) -> Axes | AxesArray:
    """Draw the shares of verdicts under each rule, a panel for each of the two worlds.

    Parameters
    ----------
    diagnosis : Diagnosis
    hypotheses : sequence of str or None
        None draws all.
    ax : two matplotlib axes or None
        None makes a figure.

    Returns
    -------
    array of matplotlib axes
        Shares in percent from left to right, a row a rule.

    Raises
    ------
    ArgumentError
        If the diagnosis has no such hypothesis, or `ax` is not two axes.

    Notes
    -----
    The black line is Wilson's 95 % Monte Carlo interval of "supported", whose share stands at the
    right.

    Examples
    --------
    >>> from smeint.diagnose import diagnose  # doctest: +SKIP
    >>> verdict_rates(diagnose("published", reps=1000))  # doctest: +SKIP
    """
    found = records(diagnosis.verdict_rates)
    asked = chosen(diagnosis, hypotheses, {row["hypothesis"] for row in found})
    keys = dict.fromkeys(
        (name, row["rule"]) for name in asked for row in found if row["hypothesis"] == name
    )
    rows = list(places(keys))
    with styled():
        axes = panels(diagnosis, 2, ax, height=height_of(rows), columns=2)
        headings = titles(diagnosis, 2.55)
        for own, world in zip(axes, WORLDS, strict=True):
            _draw(own, [row for row in found if row["world"] == world], rows)
            name_rows(own, rows, headings, RULE_TITLES)
            own.set_title(WORLDS[world], loc="left", fontsize=9, weight="bold")
            own.set_xlabel(f"% of {n_text(diagnosis, world)}")
        axes[1].tick_params(labelleft=False)
        _legend(axes, {row["verdict"] for row in found if row["count"]}, new=ax is None)
    return given_back(axes)


def _draw(axes: Axes, found: list[dict[str, Any]], rows: Sequence[Place]) -> None:
    """Draw one world's bars."""
    where = {(row.hypothesis, row.rule): row.y for row in rows if row.rule}
    base = dict.fromkeys(where.values(), 0.0)
    for verdict, (colour, hatch) in LOOKS.items():
        own = [
            (where[row["hypothesis"], row["rule"]], 100 * row["probability"])
            for row in found
            if row["verdict"] == verdict.label
            and row["count"]
            and (row["hypothesis"], row["rule"]) in where
        ]
        style: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": INK}
        at, wide = [y for y, _ in own], [share for _, share in own]
        left = [base[y] for y in at]
        axes.barh(at, wide, left=left, height=0.72, linewidth=0.4, label=verdict.label, **style)
        base |= {y: base[y] + share for y, share in own}
    _intervals(axes, found, where)
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 25))


def _intervals(axes: Axes, found: list[dict[str, Any]], where: dict[tuple[str, str], int]) -> None:
    """Draw the interval of "supported" and write its share at the right."""
    own = [
        (where[row["hypothesis"], row["rule"]], row)
        for row in found
        if row["verdict"] == Verdict.SUPPORTED.label and (row["hypothesis"], row["rule"]) in where
    ]
    y = [at for at, _ in own]
    low, high = [100 * r["ci_low"] for _, r in own], [100 * r["ci_high"] for _, r in own]
    # white below black: seen on the dark bar as well
    axes.hlines(y, low, high, color="white", linewidth=3.2, zorder=3)
    axes.hlines(y, low, high, color="black", linewidth=1.4, zorder=4, label="interval")
    for at, row in own:
        axes.annotate(
            f"{100 * row['probability']:.0f}",
            (1, at),
            (4, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center_baseline",
            fontsize=7.5,
            annotation_clip=False,
        )


def _legend(axes: Sequence[Axes], seen: set[str], *, new: bool) -> None:
    """Name the verdicts that come up, below both panels; one may have no bar in the first."""
    from matplotlib.patches import Patch

    shown = [
        (Patch(facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.4), verdict.label)
        for verdict, (colour, hatch) in LOOKS.items()
        if verdict.label in seen
    ]
    figure = axes[0].figure.figure
    if new and figure is not None:
        figure.legend(*zip(*shown, strict=True), loc="outside lower center", ncols=5)
        return
    axes[0].legend(*zip(*shown, strict=True), loc="upper left", bbox_to_anchor=(0, -0.2), ncols=3)
