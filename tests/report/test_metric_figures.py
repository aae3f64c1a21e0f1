"""Figures of metric variables show the tests' own firms and numbers."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import special, stats
from scipy.integrate import trapezoid

from smeint.errors import ArgumentError
from smeint.panel.variables import Kind
from smeint.plot import association, distributions, qq
from smeint.plot.association_plot import INTERVAL, MARGIN, RHO, association_panels
from smeint.plot.distribution_plot import LEAST_FIRMS, POINTS_AT, distribution_panels
from smeint.plot.grid import figure_of
from smeint.plot.qq_plot import qq_shown, qq_variables, qq_years, thinned_ends
from smeint.plot.reach import FENCES, Reach, density, reach_of, thinned
from smeint.report.figures.association import association_figure
from smeint.report.figures.choose import main_figures
from smeint.report.figures.distributions import distributions_figure
from smeint.report.figures.qq import qq_figure
from smeint.report.words import plain
from smeint.study.hypothesis import Hypothesis
from smeint.study.shipped import SHIPPED
from tests.report.figure_cases import HOSTILE, cell_of, own_results, primary, texts

MEANS = Hypothesis(
    id="M1",
    text="a",
    outcomes=("export_plan",),
    predictor="sme",
    contrast=("yes", "no"),
    unit="firm_means",
)
SKEWED = Hypothesis(
    id="D1", text="b", outcomes=("skewed",), predictor="mood", contrast=(HOSTILE[3], HOSTILE[1])
)
MIXED = Hypothesis(
    id="X1",
    text="c",
    outcomes=("export_plan", "skewed", "mood"),
    predictor="sme",
    contrast=("yes", "no"),
)


@pytest.fixture(scope="module")
def own():
    return own_results([MEANS, SKEWED, MIXED])


def firms_of(axes, side):
    """The values that stand as points of one group."""
    for part in axes.collections:
        at = np.asarray(part.get_offsets())
        if len(at) and part.get_paths() and np.all(np.abs(at[:, 0] - side - POINTS_AT) < 0.12):
            return np.sort(at[:, 1])
    return np.zeros(0)


def test_points_are_the_tests_firms_and_the_box_shows_their_median(published):
    frame = published.analysis
    for axes, row in zip(distributions(published, "H2"), primary(published, "H2"), strict=True):
        year = frame[(frame["year"] == int(row.year)) & (frame["internationalized"] == 1)]
        described = published.groups[published.groups["finding_id"] == row.finding_id]
        middles = [
            part.get_segments()[0][:, 1]
            for part in axes.collections
            if hasattr(part, "get_segments") and part.get_linewidth()[0] == 2.2
        ]
        for side, code in enumerate((1.0, 0.0)):
            values = np.sort(year.loc[year["sme"] == code, "fsts"].to_numpy())
            assert firms_of(axes, side) == pytest.approx(values)
            assert middles[side].tolist() == pytest.approx([described["median"].iloc[side]] * 2)
            box = axes.patches[side].get_xy()[:, 1]
            assert [box.min(), box.max()] == pytest.approx(np.percentile(values, [25, 75]))


def test_titles_are_the_tables_text_and_n_stands_below(published):
    for axes, row in zip(distributions(published, "H3"), primary(published, "H3"), strict=True):
        p = cell_of(published, "H3", row.year, "p")
        effect = cell_of(published, "H3", row.year, "Effect")
        assert axes.get_title() == f"{row.year}\np = {p}, {effect}"
        named = [t.get_text() for t in axes.get_xticklabels()]
        assert named == [f"Internationalized\nn = {row.n_1}", f"Domestic\nn = {row.n_2}"]


def test_the_same_results_give_the_same_picture(published):
    from smeint.report.pictures import picture

    block = distributions_figure(published, "H2")
    assert picture(block.draw(), "svg") == picture(block.draw(), "svg")


def test_a_density_of_shares_stays_within_0_and_1_and_loses_no_mass():
    rng = np.random.default_rng(1)
    values = rng.beta(0.4, 0.5, 500)
    grid, height = density(values, reach_of(values, Kind.SHARE), 400)
    assert grid.min() >= 0 and grid.max() <= 1
    assert trapezoid(height, grid) == pytest.approx(1, abs=0.02)


def test_a_density_is_the_kernel_estimate():
    values = np.random.default_rng(2).normal(size=200)
    width = 0.9 * min(values.std(ddof=1), stats.iqr(values) / 1.34) * 200**-0.2
    grid, height = density(values, reach_of(values, Kind.RATIO), 50)
    by_hand = stats.norm.pdf((grid[:, None] - values) / width).mean(axis=1) / width
    assert height == pytest.approx(by_hand, rel=0.01)
    assert grid[0] == pytest.approx(values.min())
    assert not density(np.array([1.0] * 9 + [2.0]), Reach(0, 3))[0].size


def test_a_logarithmic_density_is_that_of_the_logarithm():
    values = np.exp(np.random.default_rng(3).normal(5, 2, 300))
    reach = reach_of(values, Kind.MONEY)
    assert reach.log
    grid, height = density(values, reach)
    assert trapezoid(height, np.log10(grid)) == pytest.approx(1, abs=0.03)


def test_a_long_tail_is_cut_only_where_that_shows_more():
    tame = np.random.default_rng(4).normal(size=300)
    assert not reach_of(tame, Kind.RATIO).cut
    wild = np.append(tame, [80.0, -90.0])
    reach = reach_of(wild, Kind.RATIO)
    first, third = np.percentile(wild, [25, 75])
    assert reach.cut
    assert reach.outside(wild) == 2
    assert third < reach.high <= (third + FENCES * (third - first)) * 1.2
    assert not reach_of(np.array([0.0, 5.0, 4000.0]), Kind.COUNT).log
    assert not reach_of(np.array([3.0, 5.0, 12.0]), Kind.COUNT).log


def test_firms_outside_the_view_are_counted_and_marked(own):
    part = distribution_panels(own, "D1")[0]
    outside = sum(part.reach.outside(cloud.values) for cloud in part.clouds)
    assert outside > 0
    assert f"({part.row['year']}: {outside}" in plain(distributions_figure(own, "D1").notes)
    marks = [line for line in distributions(own, "D1")[0].lines if line.get_marker() == "^"]
    sides = sum(bool((cloud.values > part.reach.high).any()) for cloud in part.clouds)
    assert len(marks) == sides


def test_small_groups_have_no_density(published):
    few = np.arange(LEAST_FIRMS - 1) / 10
    part = distribution_panels(published, "H2")[0]
    cloud = replace(part.clouds[0], values=few, shown=few)
    assert part.clouds[0].has_density
    assert not cloud.has_density
    assert not replace(cloud, values=np.repeat([0.0, 1.0], 40)).has_density
    assert replace(cloud, values=np.append(np.zeros(400), few + 1)).has_density


def test_large_groups_are_thinned_at_even_steps_of_rank():
    values = np.random.default_rng(5).permutation(10_000).astype(float)
    shown = values[thinned(values, 2000)]
    assert shown.size == 2000
    assert [shown[0], shown[-1]] == [0, 9999]
    assert np.diff(shown).max() <= 6
    ends = thinned_ends(5000, 333)
    assert ends.size <= 333
    assert set(range(40)) | set(range(4960, 5000)) <= set(ends.tolist())


def test_firm_means_are_shares_of_years(own):
    axes = distributions(own, "M1")
    assert axes.get_ylabel() == "Export plan, share of years"
    assert axes.get_ylim() == (-0.03, 1.03)
    assert axes.get_title().startswith("firm means, all years\n")
    frame = own.analysis.groupby("firm_id")[["sme", "export_plan"]].mean()
    expected = np.sort(frame.loc[frame["sme"] == 1, "export_plan"].to_numpy())
    assert firms_of(axes, 0) == pytest.approx(expected)


def test_hostile_names_are_cut_and_begin_no_formula(own):
    axes = distributions(own, "D1")[0]
    assert axes.get_xlabel() == "Mood <b>& $x$"
    second = axes.get_xticklabels()[1]
    assert second.get_text().startswith("$x_1$")
    assert len(second.get_text()) < 60
    assert not second.get_parse_math()


@pytest.mark.parametrize(
    ("draw", "build", "hypothesis"),
    [(distributions, distributions_figure, "H2"), (association, association_figure, "H3b")],
)
def test_without_firm_years_a_figure_says_why(published, draw, build, hypothesis):
    without = replace(published, analysis=None)
    shown = " ".join(texts(figure_of(draw(without, hypothesis)))).replace("\n", " ")
    assert "Not drawn: the results keep no firm-years (they were written without data)." in shown
    block = build(without, hypothesis)
    assert (block.draw, block.alt) == (None, "")
    assert block.missing == "the results keep no firm-years (they were written without data)"
    hidden = replace(without, manifest={**published.manifest, "suppressed": {"min_count": 5}})
    assert build(hidden, hypothesis).missing.startswith("small counts are suppressed")


def test_a_group_without_firms_stands_as_its_status():
    results = own_results(
        [SHIPPED["H2"], SHIPPED["H3"], SHIPPED["H3b"]],
        change=lambda frame: frame.assign(foreign_sales=0),
    )
    axes = distributions(results, "H3")
    assert [a.get_title().split("\n")[1] for a in axes] == ["empty group"] * 3
    assert axes[0].get_xticklabels()[0].get_text() == "Internationalized\nn = 0"
    assert distributions_figure(results, "H2").missing == "no firm is left in any of the tests"
    assert association_figure(results, "H3b").draw is None
    assert "Domestic Mdn" in distributions_figure(results, "H3").alt


def test_normal_quantiles_and_the_line(published):
    axes = qq(published, ["rota"])
    frame = published.analysis
    for own, year in zip(axes, (2010, 2011, 2012), strict=True):
        values = np.sort(frame.loc[frame["year"] == year, "rota"].dropna().to_numpy())
        n = values.size
        at = special.ndtri((np.arange(1, n + 1) - 0.375) / (n + 0.25))
        line, points = own.lines
        assert points.get_xdata() == pytest.approx(at)
        assert points.get_ydata() == pytest.approx(values)
        slope = np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0]
        assert slope == pytest.approx(values.std(ddof=1))
        assert line.get_ydata()[0] == pytest.approx(values.mean() + slope * at[0])


def test_panels_say_what_the_table_of_normality_says(published):
    from smeint.report.tables.sample import normality_table

    cells = {(row[0], row[1]): row for row in normality_table(published).rows}
    block = qq_figure(published)
    shown = texts(block.draw())
    names = {"fsts": "Share of foreign sales (FSTS)", "rota": "Return on total assets (ROTA)"}
    for label in names.values():
        for year in ("2010", "2011", "2012"):
            _, _, n, _, p_lilliefors, w, p = cells[label, year]
            said = [f"p {x}" if x[0] == "<" else f"p = {x}" for x in (p, p_lilliefors)]
            lines = f"{label}, {year}\nn = {n}, W = {w}, {said[0]}\nLilliefors {said[1]}"
            assert lines in shown
            assert (
                f"{label}, {year}: n = {n}, W = {w}, {said[0]}, Lilliefors {said[1]}." in block.alt
            )


def test_outcomes_of_hypotheses_come_first_and_the_rest_is_named(published):
    assert qq_shown(published) == ("fsts", "rota", "management_team_size", "employees")
    rest = qq_variables(published)[4:]
    assert set(rest) == {"sales", "foreign_sales", "total_assets", "operating_profit"}
    notes = plain(qq_figure(published).notes)
    assert notes.endswith("Not shown: Sales, Foreign sales, Total assets, Operating profit.")
    assert len(qq(published)) == 12


def test_of_many_years_three_are_shown(published):
    years = {"2010": "1", "2011": "2", "2012": "3"}
    found = published.findings
    more = found.assign(year=found["year"].map(lambda y: "200" + years.get(y, "0")))
    import pandas as pd

    long = replace(published, findings=pd.concat([found, more]))
    assert qq_years(long) == ("2010", "2012", "2003")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (["rotta"], "Did you mean `rota`"),
        (["sales", "rota", "fsts", "employees", "total_assets"], "room for 12"),
    ],
)
def test_variables_without_a_panel_are_refused(published, variables, said):
    with pytest.raises(ArgumentError, match=said):
        qq(published, variables)


def test_a_study_without_normality_has_no_grid(own):
    assert qq_figure(own).missing == "the study has no tests of normality"
    assert any("no tests of normality" in t for t in texts(figure_of(qq(own))))


def test_pairs_are_the_tests_firms(published):
    frame = published.analysis
    for axes, row in zip(association(published, "F4b"), primary(published, "F4b"), strict=True):
        year = frame[(frame["year"] == int(row.year)) & (frame["internationalized"] == 1)]
        drawn = np.asarray(axes.collections[0].get_offsets())
        assert len(drawn) == row.n
        firms = sorted(zip(year["employees"].tolist(), year["fsts"].tolist(), strict=True))
        assert np.allclose(sorted(map(tuple, drawn.round(9).tolist())), firms, rtol=1e-12)
        assert stats.spearmanr(*drawn.T).statistic == pytest.approx(row.effect)
        assert axes.get_xscale() == "log"
        assert "log scale" in axes.get_xlabel()
        assert not axes.lines


def scale(across):
    """Places across a panel on the scale from -1 to 1."""
    return [2 * float(x) - 1 for x in across]


def test_a_negligible_claim_shows_margin_and_the_wider_interval(published):
    measures = published.measures
    for axes, row in zip(association(published, "H3b"), primary(published, "H3b"), strict=True):
        own = measures[(measures["finding_id"] == row.finding_id) & (measures["ci_level"] < 0.95)]
        drawn = {a.get_label(): a for a in (*axes.lines, *axes.patches)}
        limits = [own["ci_low"].iloc[0], own["ci_high"].iloc[0]]
        assert scale(drawn[INTERVAL].get_xdata()) == pytest.approx(limits)
        assert scale(drawn[RHO].get_xdata()) == pytest.approx([row.effect])
        corners = scale(drawn[MARGIN].get_xy()[:, 0])
        assert [min(corners), max(corners)] == pytest.approx([-0.3, 0.3])
        p, effect = (cell_of(published, "H3b", row.year, c) for c in ("p", "Effect"))
        interval_text = cell_of(published, "H3b", row.year, "95% CI")
        title = axes.get_title().split("\n")
        assert title[1] == f"n = {row.n}, {effect}, p = {p}"
        assert title[2] == f"95% CI {interval_text}"
        assert title[3].startswith("90% CI [") and title[3].endswith(", margin ±.30")
    assert not association(published, "F4b")[0].patches


def test_firms_outside_the_view_of_a_scatter_are_counted(published):
    part = association_panels(published, "H3b")[0]
    narrow = replace(part, up=Reach(0.0, 0.1), across=Reach(-0.1, 1.1))
    inside = (part.outcome >= 0) & (part.outcome <= 0.1)
    assert narrow.outside == np.count_nonzero(~inside)


def test_each_kind_of_test_has_its_figure(own):
    records = {record["id"]: record for record in own.manifest["hypotheses"]}
    names = {name: [b.name for b in main_figures(own, record)] for name, record in records.items()}
    assert names == {
        "M1": ["m1-distributions"],
        "D1": ["d1-distributions"],
        "X1": ["x1-shares", "x1-distributions", "x1-composition"],
    }


def test_what_is_tested_within_bands_has_its_own_figure(published):
    records = {record["id"]: record for record in published.manifest["hypotheses"]}
    assert main_figures(published, records["F3"]) == ()
    for name in ("H4", "H5"):
        assert len(main_figures(published, records[name])) == 1


@pytest.mark.parametrize(
    ("draw", "hypothesis", "said"),
    [
        (distributions, "H1", "use smeint.plot.shares"),
        (distributions, "H4", "use smeint.plot.bands"),
        (association, "H2", "use smeint.plot.distributions"),
        (association, "H33", "There is no hypothesis `H33`.*Did you mean"),
    ],
)
def test_what_has_another_figure_is_refused(published, draw, hypothesis, said):
    with pytest.raises(ArgumentError, match=said):
        draw(published, hypothesis)
