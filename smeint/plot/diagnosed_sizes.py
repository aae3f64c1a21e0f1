"""How much significant effects exaggerate, over the power of their tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smeint.diagnose.rows import PLANTED
from smeint.plot.canvas import axes_for
from smeint.plot.diagnosed import chosen, n_text, titles
from smeint.plot.style import COLOURS, INK, MARKERS, WIDTH, styled
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.diagnose.diagnosis import Diagnosis

#: Standard normal quantile of a 95 % Monte Carlo interval.
Z = 1.959964
TICKS = (0.2, 0.5, 0.8, 1, 1.25, 1.5, 2, 3, 5, 8, 12, 20)
#: Fewer significant replicates than this tell little, and are not drawn.
FEWEST = 10

_KEY = ("hypothesis", "role", "outcome", "year", "stratum", "procedure")


def exaggeration(
    diagnosis: Diagnosis, hypotheses: Sequence[str] | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw the exaggeration of significant effects over the power of each single test.

    Parameters
    ----------
    diagnosis : Diagnosis
    hypotheses : sequence of str or None
        None draws all with such tests.
    ax : matplotlib axes or None
        None makes a figure.

    Returns
    -------
    matplotlib axes
        Power in percent from left to right; above, the mean size of significant effects divided
        by the size of the truth.

    Raises
    ------
    ArgumentError
        If a hypothesis has no such test, or none has.

    Notes
    -----
    A point is a test of one outcome, year and band (pooled tests are left out), with the 95 %
    Monte Carlo interval of its exaggeration; one that rests on fewer than 10 significant
    replicates is left out.

    References
    ----------
    Gelman, A., & Carlin, J. (2014). Beyond power calculations: Assessing type S (sign) and type M
    (magnitude) errors. *Perspectives on Psychological Science*, 9, 641-651.
    https://doi.org/10.1177/1745691614551642

    Examples
    --------
    >>> from smeint.diagnose import diagnose  # doctest: +SKIP
    >>> exaggeration(diagnose("published", reps=1000))  # doctest: +SKIP
    """
    found = exaggerated(diagnosis)
    asked = chosen(diagnosis, hypotheses, found)
    with styled():
        axes = axes_for(ax, WIDTH, 3.6, synthetic=diagnosis.manifest["synthetic"])
        axes.axhline(1, color=INK, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        headings = titles(diagnosis, 2.2)
        for place, name in enumerate(asked):
            _draw(axes, found[name], headings[name], place)
        axes.set_xlim(0, 101)
        axes.set_yscale("log")
        axes.set_yticks(TICKS, [f"{tick:g}" for tick in TICKS])
        axes.minorticks_off()
        sizes = [point[1:] for name in asked for point in found[name]]
        top = max(min(size + Z * error, 2 * size) for size, error in sizes)
        axes.set_ylim(min(0.8, *(0.9 * size for size, _ in sizes)), max(2.0, 1.1 * top))
        axes.set_xlabel(f"Power of the test, % of {n_text(diagnosis, PLANTED)}")
        axes.set_ylabel("Exaggeration of significant effects")
        axes.yaxis.grid(visible=True, which="major", color="#E6E6E6", linewidth=0.6)
        axes.set_axisbelow(True)
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize=7.5)
    return axes


def exaggerated(diagnosis: Diagnosis) -> dict[str, list[tuple[float, float, float]]]:
    """Return power, exaggeration and its Monte Carlo error of every test that has them.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    dict of str to list of (float, float, float)
        By hypothesis; power is a share.
    """
    tests: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for row in records(diagnosis.test_rates):
        if row["world"] == PLANTED and row["role"] == "primary":
            own = tests.setdefault(tuple(str(row[name]) for name in _KEY), {})
            own[row["measure"]] = row
    found: dict[str, list[tuple[float, float, float]]] = {}
    for key, own in tests.items():
        size, power = own.get("exaggeration"), own.get("significant")
        if size is None or power is None or size["n"] < FEWEST:
            continue
        if size["estimate"] == size["estimate"] and power["estimate"] == power["estimate"]:
            point = (power["estimate"], size["estimate"], size["mc_error"])
            found.setdefault(key[0], []).append(point)
    return found


def _draw(axes: Axes, points: list[tuple[float, float, float]], label: str, place: int) -> None:
    """Draw the tests of one hypothesis."""
    colour = COLOURS[place % len(COLOURS)]
    x = [100 * power for power, _, _ in points]
    low = [max(size - Z * error, 0.1) for _, size, error in points]
    high = [size + Z * error for _, size, error in points]
    axes.vlines(x, low, high, color=colour, linewidth=1.0, zorder=2)
    axes.scatter(
        x,
        [size for _, size, _ in points],
        s=26,
        marker=MARKERS[place % len(MARKERS)],
        facecolor=colour if place < len(MARKERS) else "white",
        edgecolor=colour,
        linewidth=1.0,
        label=label,
        zorder=3,
    )
