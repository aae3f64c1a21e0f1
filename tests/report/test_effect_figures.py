"""Figures of effects: what is drawn is what the findings and the tables say."""

from dataclasses import replace

import matplotlib
import pandas as pd
import pytest

import smeint.plot
from smeint import run_panel, simulate, world
from smeint.errors import ArgumentError
from smeint.panel.read import panel_from_frame
from smeint.plot.canvas import figure_of
from smeint.plot.model_forest import LEAST, MOST, models_of, without_firth
from smeint.plot.style import SYNTHETIC
from smeint.report.figures.bands import bands_figure
from smeint.report.figures.effects import effects_figure
from smeint.report.figures.forest import forest_figure
from smeint.report.pictures import picture
from smeint.report.tables import tests as tables
from smeint.report.tables.sample import model_table
from smeint.report.words import plain
from smeint.study.results import records
from smeint.study.shipped import SHIPPED
from smeint.synth.export import to_frame
from tests.contract.damage import COLUMNS, panel

HOSTILE = '<script>x</script> "q" \\alpha $x_1$ شركة =HYPERLINK("a") ' + "very long " * 30

MARKS = tables.SMALL_MARK + tables.TINY_MARK


def some(*names):
    return tuple(SHIPPED[name] for name in names)


@pytest.fixture(scope="module")
def few():
    """Nine firms: most tests have no firms, are constant or separated."""
    return run_panel(panel("few_firms", 3), hypotheses=some("H1", "H3b", "H4", "H5"))


@pytest.fixture(scope="module")
def separated():
    """One year in which no SME sells abroad and every other firm does."""
    frame = to_frame(simulate(world("published"), 3))
    frame = frame[frame["year"] == 2010].reset_index(drop=True)
    small = frame["employees"].astype(float) < 200
    frame["foreign_sales"] = frame["sales"].where(~small, 0)
    return run_panel(panel_from_frame(frame, COLUMNS), hypotheses=some("H1"))


@pytest.fixture(scope="module")
def one_year():
    frame = to_frame(simulate(world("published"), 3))
    given = panel_from_frame(frame[frame["year"] == 2010].reset_index(drop=True), COLUMNS)
    return run_panel(given, hypotheses=some("H2"))


@pytest.fixture(scope="module")
def hidden():
    """Three years with small counts suppressed."""
    given = panel_from_frame(to_frame(simulate(world("published"), 5)), COLUMNS)
    return run_panel(given, hypotheses=some("H2", "H5"), min_count=21)


@pytest.fixture(scope="module")
def ten(published):
    """The demonstration's numbers as if of ten years; H6 is H2 with hostile texts."""
    found = published.findings
    parts = []
    for _, own in found.groupby(["hypothesis", "outcome"], sort=False):
        years = [
            own[own["year"] == str(2010 + n % 3)].assign(year=str(2010 + n)) for n in range(10)
        ]
        parts += [*years, own[own["year"] == "all"]]
    mine = pd.concat(parts)
    named = mine[mine["hypothesis"] == "H2"].assign(
        hypothesis="H6", predictor="own", contrast=f"{HOSTILE} - b"
    )
    records_of = published.manifest["hypotheses"]
    h2 = next(record for record in records_of if record["id"] == "H2")
    texts = {"id": "H6", "title": "", "text": HOSTILE, "contrast": [HOSTILE, "b"]}
    manifest = published.manifest | {
        "hypotheses": [*records_of, {**h2, **texts, "predictor": "own"}],
        "variables": published.manifest["variables"] | {"own": {"label": HOSTILE}},
    }
    return replace(
        published, findings=pd.concat([mine, named], ignore_index=True), manifest=manifest
    )


def rows_of(results, *hypotheses):
    found = results.findings
    own = found["hypothesis"].isin(hypotheses) & found["role"].isin(["primary", "pooled"])
    return records(found[own])


def points(axes):
    """Every effect's place with whether its marker is filled, and the places of crosses."""
    drawn, crosses = [], 0
    for each in axes.collections:
        label = str(each.get_label())
        if label.startswith(("filled", "open")):
            filled = label.startswith("filled")
            face = matplotlib.colors.to_hex(each.get_facecolor()[0])
            assert (face != "#ffffff") == filled
            drawn += [(float(x), float(y), filled) for x, y in each.get_offsets()]
        elif label == "not computed":
            crosses += len(each.get_offsets())
    return drawn, crosses


def segments(axes, label):
    lines = [each for each in axes.collections if each.get_label() == label]
    return [tuple(map(tuple, part)) for line in lines for part in line.get_segments()]


def texts(axes):
    return [text.get_text() for text in axes.texts]


# --- effects over the years


def test_effects_and_intervals_stand_where_the_findings_say(published):
    axes = smeint.plot.effects(published)
    rows = rows_of(published, "H1", "H2", "H3", "H3b")
    drawn, crosses = points(axes)
    by_height = sorted(drawn, key=lambda point: point[1])
    assert [x for x, _, _ in by_height] == [row["effect"] for row in rows]
    assert [filled for _, _, filled in by_height] == [row["p_value"] < 0.05 for row in rows]
    assert crosses == 0
    ends = sorted(segments(axes, "interval"), key=lambda part: part[0][1])
    assert [(a[0], b[0]) for a, b in ends] == [(row["ci_low"], row["ci_high"]) for row in rows]


def test_headings_say_which_group_is_subtracted_from_which(published):
    said = " ".join(texts(smeint.plot.effects(published, ["H1", "H3"])))
    assert "(SMEs minus Non-SMEs)" in said
    assert "(Internationalized minus Domestic)" in said


@pytest.mark.parametrize("hypothesis", ["H1", "H2", "H3b"])
def test_numbers_beside_the_points_are_the_tables(published, hypothesis):
    axes = smeint.plot.effects(published, [hypothesis])
    table = tables.tests_table(published, hypothesis)
    at = {name: place for place, name in enumerate(table.columns)}
    shown = texts(axes)
    for row in table.rows:
        effect, interval, p = row[at["Effect"]], row[at["95% CI"]], row[at["p"]]
        assert f"{effect} {interval}" in shown
        assert p.rstrip(MARKS) in shown
    assert [label.get_text() for label in axes.get_yticklabels()] == [r[1] for r in table.rows]


def test_claims_are_shaded_where_they_lie(published):
    patches = {p.get_label(): p for p in smeint.plot.effects(published, ["H3"]).patches}
    assert list(patches) == ["claimed direction"]
    assert patches["claimed direction"].get_x() == 0
    negative = smeint.plot.effects(published, ["H1"]).patches[0]
    assert (negative.get_x(), negative.get_width()) == (-1, 1)
    margin = smeint.plot.effects(published, ["H3b"]).patches[0]
    assert (margin.get_x(), margin.get_width()) == pytest.approx((-0.3, 0.6))


def test_the_thick_line_is_the_interval_that_the_verdict_reads(published):
    axes = smeint.plot.effects(published, ["H3b"])
    measures = published.measures
    wide = measures[(measures["ci_level"] == 0.9) & measures["finding_id"].str.startswith("H3b.")]
    ends = [(a[0], b[0]) for a, b in segments(axes, "inner interval")]
    pairs = zip(wide["ci_low"], wide["ci_high"], strict=True)
    assert sorted(ends) == sorted(pairs)
    assert len(ends) == 4
    assert not segments(smeint.plot.effects(published, ["H1"]), "inner interval")


def test_pooled_tests_are_diamonds_below_a_line(published):
    axes = smeint.plot.effects(published, ["H2"])
    diamonds = [c for c in axes.collections if str(c.get_label()).endswith(" D")]
    pooled = rows_of(published, "H2")[-1]
    assert [float(each.get_offsets()[0][0]) for each in diamonds] == [pooled["effect"]]
    assert texts(axes).count("183") == 1  # its firm-years


def test_tests_that_were_not_computed_are_crosses_with_their_reason(few):
    axes = smeint.plot.effects(few, ["H3b", "H5"])
    rows = rows_of(few, "H3b", "H5")
    gone = [row for row in rows if row["status"] != "ok"]
    drawn, crosses = points(axes)
    assert crosses == len(gone) > 0
    assert len(drawn) == len(rows) - len(gone)
    assert "not computed: too few observations" in texts(axes)
    assert "not computed: one of the groups has no firm" in texts(axes)


def test_every_year_has_its_row(one_year, ten):
    labels = [label.get_text() for label in smeint.plot.effects(one_year).get_yticklabels()]
    assert labels == ["2010"]
    labels = [x.get_text() for x in smeint.plot.effects(ten, ["H2"]).get_yticklabels()]
    assert labels == [*(str(2010 + n) for n in range(10)), "pooled"]


def test_suppressed_tests_are_said_to_be(hidden):
    axes = smeint.plot.effects(hidden, ["H2", "H5"])
    rows = rows_of(hidden, "H2", "H5")
    suppressed = [row for row in rows if row["status"] == "suppressed"]
    assert points(axes)[1] == len(suppressed) > 0
    assert any(text.startswith("suppressed, for a count of firms") for text in texts(axes))


def test_hostile_texts_are_inert_in_the_picture(ten):
    svg = picture(figure_of(smeint.plot.effects(ten, ["H6"])), "svg").decode()
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert "very long " * 15 not in svg
    alt = effects_figure(ten).alt
    assert "very long " * 15 not in alt


def test_figures_leave_the_callers_settings_alone(published):
    before = dict(matplotlib.rcParams)
    smeint.plot.effects(published, ["H1"])
    smeint.plot.bands(published, "H5")
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    "draw",
    [
        lambda r: smeint.plot.effects(r, ["H6", "H4", "H3b"]),
        lambda r: smeint.plot.forest(r, "H1", brief=True),
        lambda r: smeint.plot.bands(r, "H4")[0],
    ],
)
def test_no_text_leaves_the_figure(ten, draw):
    figure = figure_of(draw(ten))
    figure.draw_without_rendering()
    whole = figure.bbox
    written = [text for axes in figure.axes for text in axes.texts if text.get_text()]
    assert len(written) > 50
    for text in written:
        own = text.get_window_extent()
        inside = whole.x0 <= own.x0 and own.x1 <= whole.x1 and whole.y0 <= own.y0
        assert inside and own.y1 <= whole.y1, text.get_text()


def test_axes_of_the_caller_are_used(published):
    from matplotlib.figure import Figure

    mine = Figure().add_subplot()
    assert smeint.plot.effects(published, ["H1"], ax=mine) is mine
    assert mine.get_title(loc="right") == SYNTHETIC
    mine = Figure().add_subplot()
    assert smeint.plot.forest(published, "H1", ax=mine) is mine


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda r: smeint.plot.effects(r, ["H22"]), "one that the results test"),
        (lambda r: smeint.plot.effects(r, "H2"), "sequence such as"),
        (lambda r: smeint.plot.effects(r, []), "name at least one"),
        (lambda r: smeint.plot.effects(r, ["F3"]), "F3 was not tested: true by construction"),
        (lambda r: smeint.plot.bands(r, "H1"), "tested within bands; H1 is not"),
        (lambda r: smeint.plot.forest(r, "H2"), "H2 has no logistic models"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(published, call, said):
    with pytest.raises(ArgumentError, match=said):
        call(published)


def test_names_are_functions_whatever_was_imported_before():
    # a module of the same name would take the function's place
    assert all(callable(getattr(smeint.plot, name)) for name in smeint.plot.__all__)
    assert {"effects", "bands", "forest", "flow"} <= set(dir(smeint.plot))


# --- bands


def test_band_panels_show_each_outcomes_tests(published):
    panels = smeint.plot.bands(published, "H4")
    outcomes = SHIPPED["H4"].outcomes
    assert panels.shape == (len(outcomes),)
    for axes, outcome in zip(panels, outcomes, strict=True):
        rows = [row for row in rows_of(published, "H4") if row["outcome"] == outcome]
        bands = ["doi_band = low", "doi_band = moderate", "doi_band = high", "all"]
        rows.sort(key=lambda row: bands.index(row["stratum"]))  # years keep their order
        drawn, _ = points(axes)
        in_order = sorted(drawn)
        assert [y for _, y, _ in in_order] == [row["effect"] for row in rows]
        assert [filled for _, _, filled in in_order] == [row["p_value"] < 0.05 for row in rows]
        shown = texts(axes)
        for key in ("n_1", "n_2"):
            assert all(str(int(row[key])) in shown for row in rows)
        assert {"low", "moderate", "high", "n SMEs", "n Non-SMEs"} <= set(shown)


def test_panels_say_that_bands_are_not_compared(published):
    said = figure_of(smeint.plot.bands(published, "H5")[0]).get_supxlabel()
    assert "is no difference between bands" in said
    one_band = figure_of(smeint.plot.bands(published, "F8")[0]).get_supxlabel()
    assert "between bands" not in one_band


def test_p_above_each_band_is_the_tables(published):
    table = tables.tests_table(published, "H5")
    place = table.columns.index("p")
    (axes,) = smeint.plot.bands(published, "H5")
    ps = [row[place].rstrip(MARKS) for row in table.rows]
    shown = texts(axes)
    assert all(shown.count(p) >= ps.count(p) for p in ps)


def test_bands_without_tests_say_why(few):
    panels = smeint.plot.bands(few, "H4")
    assert "empty group" in texts(panels[0])
    said = " ".join(texts(panels[1])).replace("\n", " ")
    assert said.startswith("No effect to draw: ")
    assert "one of the groups has no firm (7 tests)" in said


# --- logistic blocks


def test_odds_ratios_stand_where_the_findings_say(published):
    axes = smeint.plot.forest(published)
    rows = models_of(published, "H1")
    by_height = sorted(points(axes)[0], key=lambda point: point[1])
    assert [x for x, _, _ in by_height] == [row["effect"] for row in rows]
    table = model_table(published, "H1")
    shown = texts(axes)
    for row in table.rows:
        assert f"{row[5]} {row[6]}" in shown
        assert row[4] in shown
        assert row[7] in shown
    assert axes.get_xscale() == "log"


def test_separated_models_have_their_reason_and_firths_estimate_an_arrow(separated):
    axes = smeint.plot.forest(separated)
    rows = models_of(separated, "H1")
    gone = [row for row in rows if row["status"] != "ok"]
    assert points(axes)[1] == len(gone) > 0
    assert texts(axes).count("a predictor separates the outcome") == len(gone)
    beyond = [row for row in rows if row["effect"] < LEAST or row["ci_low"] < LEAST]
    arrows = [c for c in axes.collections if c.get_label() == "beyond"]
    assert sum(len(each.get_offsets()) for each in arrows) == len(beyond) > 0
    low, high = axes.get_xlim()
    assert LEAST <= low < high <= MOST


def test_huge_intervals_end_at_the_edge(few):
    axes = smeint.plot.forest(few)
    rows = [row for row in models_of(few, "H1") if row["status"] == "ok"]
    assert any(row["ci_high"] > MOST for row in rows)
    low, high = axes.get_xlim()
    ends = [end[0] for part in segments(axes, "interval") for end in part]
    assert min(ends) >= low
    assert max(ends) == high == MOST
    assert "4.00 [0.21, 75.66]" in texts(axes)  # by hand: 2x2 table 2, 2, 1, 4


def test_the_brief_forest_leaves_out_firth_beside_maximum_likelihood_alone(separated, published):
    kept = without_firth(models_of(separated, "H1"))
    assert {"firth_logit"} <= {row["procedure"] for row in kept}
    assert "firth_logit" not in {
        row["procedure"] for row in without_firth(models_of(published, "H1"))
    }


# --- what the report says of them


def test_blocks_say_n_and_how_to_read_and_tell_the_numbers(published):
    block = effects_figure(published)
    assert "n: 23 to 114 firms a test" in plain(block.notes)
    assert "90% interval that the verdict reads" in plain(block.notes)
    assert "square-and-add from Wilson limits" in plain(block.notes)
    assert "2011: r_rb = -.36 [-.61, -.04], p = .019" in block.alt
    assert "H3, Internationalized minus Domestic" in block.alt
    bands = bands_figure(published, "H4")
    assert "no difference between bands: a table below tests that" in plain(bands.notes)
    assert "n: 17 to 25 firms" in plain(bands.notes)
    negligible = plain(bands_figure(published, "F9").notes)
    assert "which is not tested here" in negligible
    assert "the verdict reads the 90 % intervals, which stand below the table" in negligible
    assert "90 %" not in plain(bands.notes)
    forest = forest_figure(published, "H1")
    assert "EPV: events per variable" in plain(forest.notes)
    assert "n: 114 firms a model" in plain(forest.notes)
    assert "block 1, maximum likelihood: OR = 0.31 [0.14, 0.67], p = .003" in forest.alt


def test_there_is_no_figure_where_there_is_nothing_to_show(published):
    assert bands_figure(published, "H1") is None
    assert forest_figure(published, "H2") is None


def test_a_figure_without_effects_says_why(hidden):
    block = bands_figure(hidden, "H5")
    assert block.draw is None
    assert block.missing.startswith("no test has an effect to draw: suppressed, for a count")


def test_many_years_are_told_by_their_range_and_left_out_hypotheses_are_named(ten):
    block = effects_figure(ten)
    assert "of 10 years have an effect; p < .05 in" in block.alt
    assert len(block.alt) < 1500
    first = ten.manifest["hypotheses"][0]
    named = [f"A{n}" for n in range(6)]
    manifest = {**ten.manifest, "hypotheses": [{**first, "id": name} for name in named]}
    own = ten.findings[ten.findings["hypothesis"] == "H1"]
    found = pd.concat([own.assign(hypothesis=name) for name in named], ignore_index=True)
    many = effects_figure(replace(ten, findings=found, manifest=manifest))
    assert "For want of room A4, A5 stand in their own tables alone" in plain(many.notes)
    assert many.draw().get_size_inches()[1] < 11


def test_figures_are_the_same_bytes_each_time(published):
    draw = effects_figure(published).draw
    assert picture(draw(), "svg") == picture(draw(), "svg")
