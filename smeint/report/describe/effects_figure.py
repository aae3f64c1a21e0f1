"""Effects of the primary tests on all firms and on completely known ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smeint.labels import short_stratum
from smeint.plot.style import blank, drawable
from smeint.report.describe.svg import bare
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from smeint.study.describe.description import Description

#: More tests than this are not readable.
TESTS = 40
PER_TEST, COMPLETE = "#4477AA", "#D55E00"


def shown_tests(description: Description) -> list[dict[str, Any]]:
    """Return the tests whose firms differ and of which both effects are known.

    Parameters
    ----------
    description : Description

    Returns
    -------
    list of dict
        Tests whose own verdict changes first, then in the order of the plan.
    """
    frame = description.listwise
    both = frame["effect"].notna() & frame["effect_listwise"].notna()
    known = both & (frame["n"] != frame["n_listwise"])
    rows = records(frame[known])
    return sorted(rows, key=lambda row: row["change"] == "")


def name_of_test(row: dict[str, Any]) -> str:
    """Return a test as briefly as it can be said."""
    parts = (row["hypothesis"], row["outcome"], row["year"], short_stratum(row["stratum"]))
    return " ".join(part for part in parts if part)


def listwise_figure(description: Description) -> Figure | None:
    """Draw each test's effect and interval, per test and on complete firms alone.

    Parameters
    ----------
    description : Description

    Returns
    -------
    matplotlib figure or None
        None where every test has the same firms both ways.
    """
    rows = shown_tests(description)
    if not rows:
        return None
    shown = rows[:TESTS]
    figure = blank(7.0, 1.2 + 0.3 * len(shown), synthetic=description.manifest["synthetic"])
    axes = figure.add_subplot()
    for shift, tail, colour, label in (
        (-0.15, "", PER_TEST, "all firms of the test"),
        (0.15, "_listwise", COMPLETE, "completely known firms"),
    ):
        places = [place + shift for place in range(len(shown))]
        effects = [row[f"effect{tail}"] for row in shown]
        axes.scatter(effects, places, s=20, color=colour, label=label, zorder=3)
        lows = [row[f"ci_low{tail}"] for row in shown]
        highs = [row[f"ci_high{tail}"] for row in shown]
        axes.hlines(places, lows, highs, color=colour, linewidth=1.2)
    axes.axvline(0, color="#888888", linewidth=0.8)
    axes.set_yticks(
        range(len(shown)),
        [drawable(name_of_test(row) + (" *" if row["change"] else ""), 44) for row in shown],
        fontsize=7,
    )
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(-1.02, 1.02)
    axes.set_xlabel("effect (phi, rank-biserial, rho, V)", fontsize=8)
    axes.tick_params(labelsize=7)
    axes.legend(fontsize=7, frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    bare(axes)
    caption = "* the test's own verdict changes"
    if len(rows) > TESTS:
        caption += f"; the first {TESTS} of {len(rows)} tests, changed ones first"
    figure.supxlabel(caption, fontsize=7)
    return figure
