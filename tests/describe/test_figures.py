"""Figures show the description's numbers, and say what they leave out."""

import numpy as np
import pytest

from smeint.plot.style import SYNTHETIC, drawable
from smeint.report.describe.effects_figure import listwise_figure, shown_tests
from smeint.report.describe.figures import FIGURES
from smeint.report.describe.frame_figure import frame_figure
from smeint.report.describe.pattern_figure import MISSING, VARIABLES, pattern_figure
from smeint.report.describe.svg import svg_bytes
from smeint.report.describe.waves_figure import waves_figure
from tests.describe.describing import described, survey

OWN = 'x = { column = "x", kind = "number" }\nindustry = "industry"'
FRAME = '[frame.industry]\nFood = 1\n"A$b$" = 2'


@pytest.fixture(scope="module")
def description(tmp_path_factory):
    frame = survey(40, years=(2010, 2011, 2012))
    frame["industry"] = ["Food", "A$b$", "Food"] * 40
    rng = np.random.default_rng(3)
    for name, share in (("employees", 0.1), ("fsts", 0.3), ("x", 0.2)):
        frame.loc[rng.random(len(frame)) < share, name] = np.nan
    frame = frame[~((frame["firm_id"] < "f012") & (frame["year"] == 2012))]
    frame = frame[~((frame["firm_id"] > "f030") & (frame["year"] == 2011))]
    return described(tmp_path_factory.mktemp("figures"), frame, OWN, FRAME, "synthetic = true")


def texts(figure):
    found = [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]
    return [text for text in found if text]


def test_the_pattern_map_has_a_mark_for_every_missing_variable_of_a_pattern(description):
    from matplotlib.colors import to_rgba

    top, cells, side = pattern_figure(description).axes
    names = [label.get_text() for label in cells.get_xticklabels()]
    marks = {
        (names[round(x)], round(y) + 1)
        for part in cells.collections
        if tuple(part.get_facecolor()[0]) == to_rgba(MISSING)
        for x, y in part.get_offsets()
    }
    patterns = description.missing_patterns
    assert marks == {
        (name, row.pattern)
        for row in patterns.itertuples()
        for name in row.variables.split(", ")
        if name
    }
    assert [bar.get_width() for bar in side.patches] == patterns["firm_years"].tolist()
    totals = description.missing_by_group
    totals = totals[(totals["year"] == "all") & (totals["sme"] == "all")].set_index("variable")
    heights = [bar.get_height() for bar in top.patches]
    assert heights == totals.loc[names, "n_missing"].tolist()
    assert heights == sorted(heights, reverse=True)


def test_more_variables_than_can_be_read_are_left_out_and_counted(tmp_path):
    frame = survey(12)
    columns = []
    rng = np.random.default_rng(1)
    for place in range(VARIABLES + 3):
        frame[f"v{place}"] = np.where(rng.random(24) < 0.3, np.nan, 1.5)
        columns.append(f'v{place} = {{ column = "v{place}", kind = "number" }}')
    figure = pattern_figure(described(tmp_path, frame, "\n".join(columns)))
    assert len(figure.axes[1].get_xticklabels()) == VARIABLES
    assert any(f"the {VARIABLES} of {VARIABLES + 3} variables" in text for text in texts(figure))


def test_the_frame_figure_shows_observed_and_population_shares(description):
    axes = frame_figure(description).axes[0]
    population, *years = axes.collections
    assert population.get_offsets()[:, 0].tolist() == pytest.approx([100 / 3, 200 / 3])
    levels = description.frame_levels
    for part, (_, own) in zip(years, levels.groupby("year"), strict=True):
        assert part.get_offsets()[:, 0].tolist() == pytest.approx(
            (own["share_observed"] * 100).tolist()
        )
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Food", "A$b$"]
    assert not any(label.get_parse_math() for label in axes.get_yticklabels())


def test_the_waves_figure_stacks_what_becomes_of_firms(description):
    axes = waves_figure(description).axes[0]
    waves = description.waves
    heights = [bar.get_height() for bar in axes.patches]
    expected = [int(waves[name].iloc[i]) for name in ("stayed", "away", "left") for i in (0, 1)]
    assert heights == [*expected, waves["firms"].iloc[2]]


def test_the_effects_figure_shows_both_effects(description):
    axes = listwise_figure(description).axes[0]
    rows = shown_tests(description)
    whole, part = axes.collections[0], axes.collections[2]
    assert whole.get_offsets()[:, 0].tolist() == pytest.approx([row["effect"] for row in rows])
    assert part.get_offsets()[:, 0].tolist() == pytest.approx(
        [row["effect_listwise"] for row in rows]
    )


@pytest.mark.parametrize("name", FIGURES)
def test_synthetic_data_are_labelled_and_bytes_are_the_same_each_time(description, name):
    figure = FIGURES[name](description)
    assert SYNTHETIC in texts(figure)
    assert svg_bytes(figure) == svg_bytes(FIGURES[name](description))


@pytest.mark.parametrize("name", FIGURES)
def test_global_settings_of_figures_stay_as_they_are(description, name):
    import matplotlib

    before = dict(matplotlib.rcParams)
    svg_bytes(FIGURES[name](description))
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize("name", FIGURES)
def test_what_would_show_nothing_is_not_drawn(tmp_path, name):
    assert FIGURES[name](described(tmp_path, survey(6, years=(2010,)))) is None


def test_characters_without_a_glyph_are_replaced():
    assert drawable("食品 & Getränke") == "\u25a1\u25a1 & Getränke"
