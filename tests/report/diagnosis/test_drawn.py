"""Figures of a diagnosis show the frames' numbers, and say how many replicates they rest on."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from smeint import plot
from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.errors import ArgumentError
from smeint.plot.diagnosed_sizes import exaggerated
from smeint.plot.style import SYNTHETIC
from smeint.report.blocks import figures
from smeint.report.diagnosis.document import diagnosis_report
from smeint.report.diagnosis.figures import parted
from tests.report.diagnosis import made


def texts(figure):
    found = [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]
    return [text for text in found if text]


def points(axes, label):
    (found,) = (c for c in axes.collections if c.get_label() == label)
    return np.asarray(found.get_offsets())


def test_error_rates_are_points_with_their_intervals_and_a_line_at_alpha(whole):
    axes = plot.error_rates(whole)
    either, claimed = points(axes, "either direction"), points(axes, "claimed direction")
    assert either[0][0] == pytest.approx(100 * 39 / 400)
    assert claimed[0][0] == pytest.approx(100 * 20 / 400)
    assert len(either) == 10  # H1 and H5: a negligible claim has no rate
    assert len(claimed) == 5  # H5 claims no direction
    low, high = made.rate(39, 400)[2:]
    segments = [s for c in axes.collections if hasattr(c, "get_segments") for s in c.get_segments()]
    assert any(np.allclose(s[:, 0], [100 * low, 100 * high]) for s in segments)
    assert axes.lines[0].get_xdata()[0] == pytest.approx(5.0)
    assert "400 replicates" in axes.get_xlabel()


def test_shares_of_verdicts_fill_the_row_in_both_worlds(whole):
    planted, nothing = plot.verdict_rates(whole)
    for axes, world in ((planted, PLANTED), (nothing, NO_EFFECT)):
        bars = [bar for own in axes.containers for bar in own]
        rows = {round(bar.get_y(), 2) for bar in bars}
        for y in rows:
            widths = [bar.get_width() for bar in bars if round(bar.get_y(), 2) == y]
            assert sum(widths) == pytest.approx(100)
        assert len(rows) == 15
        (first,) = (own for own in axes.containers if own.get_label() == "supported")
        assert first[0].get_width() == pytest.approx(100 * made.COUNTS["H1", world][0] / 400)
    assert planted.get_title(loc="left") == "With the effects"
    drawn = [c[0] for c in planted.containers if len(c)]
    looks = {(sum(bar.get_facecolor()[:3]), bar.get_hatch()) for bar in drawn}
    assert len(looks) == 4  # told apart without colour; opposite direction never comes up


def test_power_is_a_line_a_rule_with_the_wanted_power(whole):
    axes = plot.power_curves(whole, "firms", ["H1"])
    lines = {line.get_label(): line for line in axes.lines}
    assert np.allclose(lines["Published rule"].get_xydata(), [[60, 50], [114, 70], [228, 90]])
    looks = {
        (lines[r].get_linestyle(), lines[r].get_marker()) for r in lines if not r.startswith("_")
    }
    assert len(looks) == 5
    assert {80.0, 90.0} <= {float(line.get_ydata()[0]) for line in axes.lines}


def test_exaggeration_is_drawn_over_power(whole):
    axes = plot.exaggeration(whole)
    drawn = points(axes, "H1: propensity, by size")
    assert np.allclose(drawn[0], [100 * 260 / 400, 1.25])
    assert len(drawn) == 3  # the pooled test is left out
    rare = whole.test_rates.copy()
    rare.loc[rare["measure"] == "exaggeration", "n"] = 3
    assert exaggerated(replace(whole, test_rates=rare)) == {}


@pytest.mark.parametrize("name", ["error_rates", "verdict_rates", "power_curves", "exaggeration"])
def test_every_figure_says_that_it_is_synthetic_and_how_many_replicates(whole, name):
    found = texts(np.ravel(getattr(plot, name)(whole))[0].figure)
    assert SYNTHETIC in found
    assert any("replicates" in text for text in found)


def test_an_interrupt_stands_in_the_figures():
    done = {PLANTED: 400, NO_EFFECT: 350}
    cut = made.diagnosis(interrupted=True, done=done, asked=dict.fromkeys(done, 9000))
    assert "350 replicates (interrupted, of 9,000)" in plot.error_rates(cut).get_xlabel()
    planted, nothing = plot.verdict_rates(cut)
    assert "400 replicates" in planted.get_xlabel()
    assert "350 replicates" in nothing.get_xlabel()


def test_given_axes_are_drawn_on(whole):
    figure = Figure()
    one, two = figure.subplots(1, 2)
    assert list(plot.verdict_rates(whole, ["H1"], ax=(one, two))) == [one, two]
    assert (
        plot.error_rates(whole, ["H1"], ax=Figure().subplots()).get_title(loc="right") == SYNTHETIC
    )
    with pytest.raises(ArgumentError, match=r"^ax must be 2 axes for 2 panels, got 1\.$"):
        plot.verdict_rates(whole, ax=[one])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda d: plot.power_curves(d, "firm"),
            "dimension must be one of firms, effect, years, "
            "persistence; got 'firm'. Did you mean `firms`?",
        ),
        (
            lambda d: plot.error_rates(d, ["H3b"]),
            "hypotheses must be of those that the diagnosis "
            "has these numbers of (H1, H5); got 'H3b'.",
        ),
        (
            lambda d: plot.error_rates(d, "H1"),
            "hypotheses must be a sequence such as ['H1']; got 'H1'.",
        ),
        (
            lambda d: plot.power_curves(replace(d, power=d.power[:0])),
            "hypotheses: the diagnosis has no such numbers to draw.",
        ),
    ],
)
def test_refusals_say_what_is_allowed(whole, call, said):
    with pytest.raises(ArgumentError) as caught:
        call(whole)
    assert str(caught.value).startswith(said)


def test_the_report_draws_all_its_figures_and_describes_them(whole):
    drawn = list(figures(diagnosis_report(whole)))
    names = [block.name for block in drawn]
    assert names[:3] == ["verdict-rates", "error-rates-figure", "exaggeration"]
    assert names[3:] == [f"power-{name}" for name in ("firms", "effect", "years", "persistence")]
    assert "H1: Published rule 93.0 %" in drawn[0].alt
    for block in drawn:
        assert isinstance(block.draw(), Figure)


def test_further_findings_are_figures_of_their_own():
    ids = [f"H{n}" for n in range(1, 12)]
    assert parted([*ids, "F1", "F2"], 8) == [tuple(ids[:8]), tuple(ids[8:]), ("F1", "F2")]
