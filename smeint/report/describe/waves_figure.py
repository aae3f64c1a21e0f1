"""Who is in which wave: stays, gaps and exits above, entries and returns beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smeint.plot.style import blank
from smeint.report.describe.svg import bare
from smeint.study.results import records

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from smeint.study.describe.description import Description

#: More waves than this are not readable.
WAVES = 30
#: Parts of a wave's firms, by what becomes of them, and their colours.
PARTS = {
    "stayed": ("in the next wave", "#4477AA"),
    "away": ("away, back later", "#CCBB44"),
    "left": ("in no later wave", "#D55E00"),
}
LAST = ("last wave", "#BBBBBB")


def waves_figure(description: Description) -> Figure | None:
    """Draw each wave's firms by whether they are seen again.

    Parameters
    ----------
    description : Description

    Returns
    -------
    matplotlib figure or None
        None where no firm is observed twice.
    """
    rows = records(description.waves)
    if not description.years_observed["firms"].iloc[1:].any():
        return None
    shown = rows[-WAVES:]
    figure = blank(
        max(5.0, 1.8 + 0.55 * len(shown)), 3.4, synthetic=description.manifest["synthetic"]
    )
    axes = figure.add_subplot()
    *earlier, last = shown
    base = [0] * len(earlier)
    years = [row["year"] for row in shown]
    for name, (label, colour) in PARTS.items():
        heights = [int(row[name]) for row in earlier]
        axes.bar(years[:-1], heights, bottom=base, color=colour, label=label, width=0.7)
        base = [b + h for b, h in zip(base, heights, strict=True)]
    axes.bar(years[-1:], [last["firms"]], color=LAST[1], label=LAST[0], width=0.7)
    for place, row in enumerate(shown):
        new = row["entrants"] + row["returned"] if place or len(rows) > len(shown) else 0
        text = f"{row['firms']:,}" + (f"\n+{new:,}" if new else "")
        axes.text(place, row["firms"], text, ha="center", va="bottom", fontsize=7)
    axes.set_ylim(0, max(row["firms"] for row in shown) * 1.25)
    axes.set_ylabel("firms", fontsize=8)
    axes.tick_params(labelsize=8)
    if len(shown) > 12:
        axes.tick_params(axis="x", rotation=90)
    axes.legend(fontsize=7, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=4)
    bare(axes)
    caption = "above a bar: firms, and with + those that entered or came back"
    if len(rows) > WAVES:
        caption += f"; the last {WAVES} of {len(rows)} waves"
    figure.supxlabel(caption, fontsize=7)
    return figure
