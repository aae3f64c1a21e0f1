"""Sentences to take away, on diagnoses made by hand: true for whatever came out."""

import re
from dataclasses import replace

import pytest

from smeint.diagnose.rows import NO_EFFECT, PLANTED
from smeint.diagnose.takeaway import takeaway
from tests.report.diagnosis import made

#: A share in a sentence: its decimals are what is looked at.
SHARE = re.compile(r"[<>]?(\d+(?:\.\d+)?)(?= %| to [<>]?[\d.]+ %)")


def said(monkeypatch, planted, nothing, name="H1"):
    """Return the sentences where so many of `made.REPS` replicates were supported, in each."""
    for world, supported, opposite in ((PLANTED, planted, 0), (NO_EFFECT, nothing, 3)):
        own = (supported, opposite, made.REPS - supported - opposite, 0, 0)
        monkeypatch.setitem(made.COUNTS, (name, world), own)
    return takeaway(made.diagnosis(name), name)


def changed(found, measure, column, values):
    """Return a diagnosis with other primary rows of a measure in the planted world."""
    frame = found.test_rates.copy()
    own = (frame.world == PLANTED) & (frame.role == "primary")
    own &= frame.measure == measure if measure else True
    frame.loc[own, column] = values
    return replace(found, test_rates=frame)


@pytest.mark.parametrize("planted", [0, 1, 210, 399, 400])
@pytest.mark.parametrize("nothing", [0, 1, 18, 397])
def test_shares_have_one_decimal_and_only_none_and_all_are_rounded_to(
    monkeypatch, planted, nothing
):
    text = said(monkeypatch, planted, nothing)
    rest = text.replace("95 % interval", "").replace("in 80 % of studies", "")
    shares = SHARE.findall(rest)
    assert len(shares) >= 7
    assert all(len(share.partition(".")[2]) == 1 for share in shares), text
    for word, supported in (("none", 0), ("all", 400)):
        assert (f"{word} of 400 simulated studies" in text) == (nothing == supported)
    assert ("supported in 100.0 %" in text) == (planted == 400)
    assert ("it calls it supported in 0.0 %" in text) == (planted == 0)


def test_a_share_that_is_almost_all_or_none_is_not_rounded_to_it(monkeypatch):
    monkeypatch.setattr(made, "REPS", 4000)
    text = said(monkeypatch, 3999, 1)
    assert "it calls it supported in >99.9 % (95 % interval 99.9 to >99.9 %)" in text
    assert "H1 supported in <0.1 % of simulated studies" in text


def test_an_effect_opposite_to_the_claim_is_called_so(monkeypatch):
    text = said(monkeypatch, 4, 10)
    assert "if the planted effect is there, it calls it supported in 1.0 %" in text
    other = changed(made.diagnosis("H1"), None, "truth", 0.296)
    expected = "the planted effect is opposite to the claim, and there it is supported in 1.0 %"
    assert expected in takeaway(other, "H1")


def test_the_size_of_significant_effects_is_a_mean_over_them_and_needs_enough():
    found = changed(made.diagnosis("H1"), "exaggeration", "estimate", [1.0, 2.0, 3.0])
    weighted = changed(found, "exaggeration", "n", [10, 20, 70])
    assert "show on average 2.6 times the true effect" in takeaway(weighted, "H1")
    few = changed(found, "exaggeration", "n", [3, 4, 5])
    assert "true effect" not in takeaway(few, "H1")


def test_the_pooled_test_has_its_own_shares(monkeypatch):
    text = said(monkeypatch, 203, 11)
    assert "By the pooled test these shares are 3.0 % and 51.0 %." in text
