"""How often each rule finds something where nothing is there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import NO_EFFECT
from smeint.labels import RULE_TITLES
from smeint.numbers import alpha_text
from smeint.plot.canvas import axes_for
from smeint.plot.diagnosed import Place, chosen, height_of, n_text, name_rows, places, titles
from smeint.plot.style import FIRST, INK, SECOND, WIDTH, styled
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.diagnose.diagnosis import Diagnosis

#: The directions: what they are called, colour, marker, whether it is filled, place in the row.
LOOKS = {
    "either": ("either direction", FIRST, "o", True, -0.17),
    "claimed": ("claimed direction", SECOND, "s", False, 0.17),
}


def error_rates(
    diagnosis: Diagnosis, hypotheses: Sequence[str] | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw how often each verdict rule finds something in the world without any effect.

    Parameters
    ----------
    diagnosis : Diagnosis
    hypotheses : sequence of str or None
        None draws all with an error rate: claims of a negligible effect have none.
    ax : matplotlib axes or None
        None makes a figure.

    Returns
    -------
    matplotlib axes
        Rates in percent from left to right, a row a rule.

    Raises
    ------
    ArgumentError
        If a hypothesis has no error rate, or none has.

    Notes
    -----
    Lines are Wilson's 95 % Monte Carlo intervals; the dashed line is alpha, the rate of a single
    test that holds its level.

    References
    ----------
    Morris, T. P., White, I. R., & Crowther, M. J. (2019). Using simulation studies to evaluate
    statistical methods. *Statistics in Medicine*, 38, 2074-2102.
    https://doi.org/10.1002/sim.8086

    Examples
    --------
    >>> from smeint.diagnose import diagnose  # doctest: +SKIP
    >>> error_rates(diagnose("published", reps=1000), ["H1"])  # doctest: +SKIP
    """
    found = _rates(diagnosis)
    asked = chosen(diagnosis, hypotheses, {row["hypothesis"] for row in found})
    keys = dict.fromkeys(
        (name, row["rule"]) for name in asked for row in found if row["hypothesis"] == name
    )
    rows = list(places(keys))
    with styled():
        axes = axes_for(ax, WIDTH, height_of(rows), synthetic=diagnosis.manifest["synthetic"])
        alpha = 100 * diagnosis.manifest["alpha"]
        axes.axvline(alpha, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        right = max(_draw(axes, found, rows), 2.5 * alpha)
        axes.set_xlim(0, min(1.06 * right, 101))
        axes.xaxis.grid(visible=True, color="#E6E6E6", linewidth=0.6)
        axes.set_axisbelow(True)
        name_rows(axes, rows, titles(diagnosis, 5.0), RULE_TITLES)
        level = alpha_text(diagnosis.manifest["alpha"])
        n = n_text(diagnosis, NO_EFFECT)
        axes.set_xlabel(f"Found where nothing is there, % of {n} (dashed: alpha = {level})")
        handles, names = axes.get_legend_handles_labels()
        style: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1, 1.0), "ncols": 2}
        axes.legend(handles, names, borderaxespad=0.1, **style)
    return axes


def _rates(diagnosis: Diagnosis) -> list[dict[str, Any]]:
    """Return the measured rates; of hypotheses without a direction those of either alone."""
    directed = {r["id"]: bool(r["direction"]) for r in diagnosis.manifest["hypotheses"]}
    return [
        {**row, "paired": directed.get(row["hypothesis"], True)}
        for row in records(diagnosis.error_rates)
        if math.isfinite(row["rate"])
        and (row["direction"] == "either" or directed.get(row["hypothesis"], True))
    ]


def _draw(axes: Axes, found: list[dict[str, Any]], rows: Sequence[Place]) -> float:
    """Draw points and intervals; return how far the last one reaches."""
    where = {(row.hypothesis, row.rule): row.y for row in rows if row.rule}
    reach = 0.0
    for direction, (label, colour, marker, filled, aside) in LOOKS.items():
        own = [
            (where[row["hypothesis"], row["rule"]] + (aside if row["paired"] else 0.0), row)
            for row in found
            if row["direction"] == direction and (row["hypothesis"], row["rule"]) in where
        ]
        if not own:
            continue
        y = [at for at, _ in own]
        low = [100 * row["ci_low"] for _, row in own]
        high = [100 * row["ci_high"] for _, row in own]
        axes.hlines(y, low, high, color=colour, linewidth=1.6, zorder=2)
        axes.scatter(
            [100 * row["rate"] for _, row in own],
            y,
            s=24,
            marker=marker,
            facecolor=colour if filled else "white",
            edgecolor=colour,
            linewidth=1.3,
            zorder=3,
            label=label,
            clip_on=False,
        )
        reach = max(reach, *high)
    return reach
