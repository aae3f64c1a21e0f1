"""What stands above and below the tests of a band panel: p, bands, years, sizes of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smeint.labels import group_label, stratum_label
from smeint.numbers import size_text
from smeint.plot.found import computed, p_cell
from smeint.plot.style import drawable, plain_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smeint.study.results import Results


@dataclass(frozen=True, slots=True)
class Column:
    """A test's place in a panel."""

    x: float
    row: dict[str, Any]

    @property
    def band(self) -> str:
        """Stratum of a year's test; pooled tests have none here."""
        return "" if self.row["role"] == "pooled" else str(self.row["stratum"])


def head(axes: Axes, columns: Sequence[Column], alpha: float, *, flat: bool) -> None:
    """Write each p above its test, and each band's name above them."""
    across = axes.get_xaxis_transform()
    # the title stands above all of them, so that they need no place of their own
    common: dict[str, Any] = {
        **{"xycoords": across, "textcoords": "offset points"},
        **{"ha": "center", "va": "bottom", "in_layout": False},
    }
    for column in columns:
        if computed(column.row):
            text, turned = p_cell(column.row, alpha), 0 if flat else 90
            axes.annotate(text, (column.x, 1), (0, 3), fontsize=7, rotation=turned, **common)
    for band in dict.fromkeys(column.band for column in columns):
        places = [column.x for column in columns if column.band == band]
        middle, height = (places[0] + places[-1]) / 2, 14 if flat else 34
        name = drawable(stratum_label(band), 24) if band else ""
        axes.annotate(name, (middle, 1), (0, height), fontsize=8, weight="bold", **common)
    style: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points"}
    axes.annotate("p", (0, 1), (-6, 3), ha="right", va="bottom", fontsize=7.5, **style)


def foot(results: Results, axes: Axes, columns: Sequence[Column], *, flat: bool) -> None:
    """Write the year and the groups' sizes under each test, as a table of rows."""
    row = columns[0].row
    groups = row["contrast"].split(" - ", 1)
    names, keys = ["n"], ["n"]
    if len(groups) == 2:
        labels = (group_label(results.manifest, row["predictor"], level) for level in groups)
        names, keys = [f"n {drawable(label, 13)}" for label in labels], ["n_1", "n_2"]
    years = ["pooled" if c.row["role"] == "pooled" else str(c.row["year"]) for c in columns]
    years = ["all" if year == "all" else year for year in years]
    axes.set_xticks([c.x for c in columns], years, rotation=0 if flat else 90, fontsize=7)
    axes.tick_params(axis="x", length=2)
    common: dict[str, Any] = {"textcoords": "offset points", "va": "top", "fontsize": 7}
    below = 15 if flat else 37
    for name, key in zip(names, keys, strict=True):
        texts = [size_text(c.row[key]) for c in columns]
        longest = max(len(text) for text in texts)
        turned = not flat and longest > 3
        axes.annotate(name, (0, 0), (-6, -below), xycoords="axes fraction", ha="right", **common)
        for column, text in zip(columns, texts, strict=True):
            axes.annotate(
                text,
                (column.x, 0),
                (0, -below),
                xycoords=axes.get_xaxis_transform(),
                ha="center",
                rotation=90 if turned else 0,
                in_layout=turned and len(text) == longest,
                **common,
            )
        below += 5 * longest + 3 if turned else 10
    plain_ticks(axes)
