"""Figures of shares and of larger tables show the tests' own numbers."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smeint.errors import ArgumentError
from smeint.plot import composition, shares
from smeint.plot.composition_plot import composition_panels
from smeint.plot.grid import figure_of
from smeint.plot.share_plot import ASIDE, YEARS
from smeint.plot.style import SYNTHETIC
from smeint.report.figures.composition import composition_figure
from smeint.report.figures.shares import shares_figure
from smeint.report.words import plain
from smeint.study.hypothesis import Hypothesis
from smeint.study.shipped import SHIPPED
from tests.report.figure_cases import HOSTILE, cell_of, own_results, primary, texts

C1 = Hypothesis(id="C1", text="a", outcomes=("mood",), predictor="sme", contrast=("yes", "no"))
C2 = Hypothesis(id="C2", text="b", outcomes=("export_plan",), predictor="country")
C4 = Hypothesis(
    id="C4", text="c", outcomes=("export_plan",), predictor="mood", contrast=HOSTILE[:2]
)
S2 = Hypothesis(
    id="S2", text="d", outcomes=("export_plan", "tqm"), predictor="sme", contrast=("yes", "no")
)


@pytest.fixture(scope="module")
def own():
    return own_results([C1, C2, C4, S2])


def groups(results, row):
    own = results.groups[results.groups["finding_id"] == row.finding_id]
    return list(own.itertuples(index=False))


def test_points_and_intervals_are_the_groups_shares(published):
    axes = shares(published, "H1")
    (first, second), lines = axes.collections[1::2], axes.collections[0::2]
    for side, (points, bars) in enumerate(((first, lines[0]), (second, lines[1]))):
        for place, row in enumerate(primary(published, "H1")):
            group = groups(published, row)[side]
            x, y = points.get_offsets()[place]
            assert x == pytest.approx(place + (2 * side - 1) * ASIDE)
            assert y == pytest.approx(100 * group.events / group.n)
            k, n, z = group.events, group.n, 1.959963984540054
            middle = (k + z * z / 2) / (n + z * z)
            half = z / (n + z * z) * np.sqrt(k * (n - k) / n + z * z / 4)
            ends = bars.get_segments()[place][:, 1]
            assert ends == pytest.approx([100 * (middle - half), 100 * (middle + half)])


def test_the_two_groups_differ_without_colour(published):
    first, second = shares(published, "H1").collections[1::2]
    assert tuple(first.get_facecolor()[0]) == tuple(first.get_edgecolor()[0])
    assert tuple(second.get_facecolor()[0][:3]) == (1, 1, 1)
    assert first.get_paths()[0].vertices.shape != second.get_paths()[0].vertices.shape


def test_annotations_are_the_tables_text(published):
    shown = texts(figure_of(shares(published, "H1")))
    for row in primary(published, "H1"):
        p = cell_of(published, "H1", row.year, "p")
        effect = cell_of(published, "H1", row.year, "Effect")
        assert f"p = {p}\n{effect}" in shown
        for title in ("SMEs", "Non-SMEs"):
            assert cell_of(published, "H1", row.year, title).split(" ")[0] in shown
    assert SYNTHETIC in shown


def test_the_level_of_intervals_is_that_of_the_results(published):
    stricter = replace(published, manifest={**published.manifest, "alpha": 0.01})
    low, high = shares(stricter, "H1").collections[0].get_segments()[0][:, 1]
    usual = shares(published, "H1").collections[0].get_segments()[0][:, 1]
    assert low < usual[0] and high > usual[1]
    assert "99% Wilson" in plain(shares_figure(stricter, "H1").notes)


def test_a_small_p_has_no_equals_sign(published):
    small = replace(published, findings=published.findings.assign(p_value=0.0002))
    assert "; p < .001, φ = -.28" in shares_figure(small, "H1").alt
    assert "p < .001\nφ = -.28" in texts(figure_of(shares(small, "H1")))


def test_a_blind_reader_is_told_the_numbers(published):
    block = shares_figure(published, "H1")
    for row in primary(published, "H1"):
        part = block.alt.split(f"{row.year}: ")[1]
        assert part.startswith(f"SMEs {cell_of(published, 'H1', row.year, 'SMEs')}, 95% CI [")
        assert cell_of(published, "H1", row.year, "Effect") in part
    # 23 of 57 and 39 of 57, in R: prop.test(k, 57, correct = FALSE)
    assert "SMEs 23/57 (40.4%), 95% CI [28.6, 53.3]; Non-SMEs" in block.alt
    assert "Non-SMEs 39/57 (68.4%), 95% CI [55.5, 79.0]; p = .003" in block.alt
    assert block.name == "h1-shares"
    assert block.draw().axes
    assert block.draw() is not block.draw()


def test_several_outcomes_have_a_panel_each(own):
    axes = shares(own, "S2")
    assert [a.get_ylabel() for a in axes] == ["Export plan,\n% of firms", "TQM,\n% of firms"]
    rows = primary(own, "S2")
    second = [row for row in rows if row.outcome == "tqm"]
    drawn = axes[1].collections[1].get_offsets()[:, 1].tolist()
    assert drawn == pytest.approx([100 * groups(own, row)[0].share for row in second])


def test_many_years_go_on_in_the_next_row(published):
    years = 10
    findings = published.findings.copy()
    rows = findings[(findings["hypothesis"] == "H1") & (findings["role"] == "primary")]
    more, described = [], []
    for count in range(years):
        row = rows.iloc[count % 3].copy()
        new = f"y{count}"
        part = published.groups[published.groups["finding_id"] == row["finding_id"]].copy()
        part["finding_id"], row["finding_id"], row["year"] = new, new, str(2000 + count)
        more.append(row)
        described.append(part)
    long = replace(published, findings=pd.DataFrame(more), groups=pd.concat(described))
    axes = shares(long, "H1")
    drawn = [len(a.collections[1].get_offsets()) for a in axes]
    assert drawn == [YEARS, years - YEARS]
    labels = [[t.get_text() for t in a.get_xticklabels()] for a in axes]
    assert labels[1] == ["2008", "2009"]


def test_hostile_levels_are_cut_and_begin_no_formula(own):
    axes = shares(own, "C4")
    shown = figure_of(axes).findobj(lambda a: hasattr(a, "get_parse_math"))
    assert any(t.get_text() == "<script>alert(1)</scrip…"[:24] for t in shown)
    assert not any(t.get_parse_math() for t in shown if "$" in t.get_text())
    assert max(len(line) for t in shown for line in t.get_text().split("\n")) <= 60


def test_axes_of_ones_own_are_drawn_in(published):
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    assert shares(published, "H1", ax=axes) is axes
    with pytest.raises(ArgumentError, match="1 axes for 1 panels, got 2"):
        shares(published, "H1", ax=Figure().subplots(1, 2))


@pytest.mark.parametrize(
    ("hypothesis", "said"),
    [
        ("H9", "There is no hypothesis `H9`"),
        ("H2", "use smeint.plot.distributions"),
        ("H5", "use smeint.plot.bands"),
        ("F3", "F3 is not tested: true by construction"),
    ],
)
def test_what_has_another_figure_is_refused(published, hypothesis, said):
    with pytest.raises(ArgumentError, match=said):
        shares(published, hypothesis)


def test_hidden_counts_stay_hidden(published):
    found = published.findings.copy()
    groups_ = published.groups.copy()
    name = primary(published, "H1")[1].finding_id
    found.loc[found["finding_id"] == name, "status"] = "suppressed"
    found.loc[found["finding_id"] == name, ["p_value", "effect"]] = np.nan
    mine = groups_["finding_id"] == name
    groups_["n"] = groups_["n"].astype("Int64").mask(mine)
    groups_.loc[mine, ["events", "share"]] = np.nan
    hidden = replace(published, findings=found, groups=groups_, analysis=None)
    axes = shares(hidden, "H1")
    assert len(axes.collections[1].get_offsets()) == 2
    assert "suppressed" in texts(figure_of(axes))
    assert "2011: SMEs –; Non-SMEs –; suppressed." in shares_figure(hidden, "H1").alt


def test_an_outcome_that_is_missing_says_so():
    results = own_results([SHIPPED["F1"]], without=("networking",))
    block = shares_figure(results, "F1")
    assert block.draw is None
    assert "networking" in block.missing
    assert any(t.startswith("Not drawn: ") for t in texts(figure_of(shares(results, "F1"))))


def test_bars_are_the_shares_of_the_table(own):
    frame = own.analysis
    for part in composition_panels(own, "C1"):
        year = frame[(frame["year"] == int(part.row["year"])) & frame["sme"].notna()]
        for group, code in enumerate((1.0, 0.0)):
            firms = year[year["sme"] == code]
            expected = [100 * (firms["mood"] == name).mean() for name in part.levels]
            assert part.percent[group] == pytest.approx(expected)
        assert part.counts.sum() == part.row["n"]
        assert part.groups == ("SMEs", "Non-SMEs")


def test_bars_stand_one_after_the_other_up_to_100(own):
    axes = composition(own, "C2")[0]
    part = composition_panels(own, "C2")[0]
    ends = [c.get_paths()[1].vertices[:, 0].max() for c in axes.collections]
    assert ends == pytest.approx(np.cumsum(part.percent[1]).tolist())
    assert ends[-1] == pytest.approx(100)
    shown = texts(figure_of(axes))
    row = primary(own, "C2")[0]
    p, effect = cell_of(own, "C2", row.year, "p"), cell_of(own, "C2", row.year, "Effect")
    assert f"{row.year}\np = {p.rstrip('ᵃ')}, {effect}" in shown
    assert [t.get_text() for t in axes.get_yticklabels()] == list(part.groups)


def test_more_groups_and_levels_than_can_be_told_apart():
    rng = np.random.default_rng(4)

    def many(frame):
        codes = [f"K{n:02d}" for n in range(45)]
        return frame.assign(country=rng.choice(codes, len(frame), p=[0.12] + [0.02] * 44))

    by = Hypothesis(
        id="B", text="b", outcomes=("country",), predictor="sme", contrast=("yes", "no")
    )
    results = own_results([C2, by], change=many)
    parts = composition_panels(results, "C2")
    assert len(parts[0].groups) == 40
    assert parts[0].left_out == 5
    assert "The 5 smallest groups are not shown." in plain(composition_figure(results, "C2").notes)
    levels = composition_panels(results, "B")[0]
    assert levels.levels[-1] == "38 further levels"
    assert "K00" in levels.levels
    assert levels.counts.sum() == levels.row["n"]


def test_larger_tables_need_the_firm_years(own):
    without = replace(own, analysis=None)
    block = composition_figure(without, "C1")
    assert block.draw is None
    assert "keep no firm-years" in block.missing
    shown = texts(figure_of(composition(without, "C1")))
    assert any("keep no firm-years" in t.replace("\n", " ") for t in shown)
