"""Many logistic regressions at once are those of one sample at a time, and R's."""

import numpy as np
import pytest

from smeint.engine import batch_logit
from smeint.engine.batch_logit import fit_logits
from smeint.engine.logit import fit_logit
from smeint.engine.logit_checks import separation
from smeint.errors import ArgumentError
from smeint.finding import Status

NAMES = ("group", "size", "a", "b")
ARRAYS = ("beta", "cov", "ll", "ll0", "n", "events", "status")


def stack(m, n=40, seed=0):
    """Return outcomes, predictors and rows of m samples of synthetic firms, some rows missing."""
    random = np.random.default_rng(seed)
    group = np.repeat([0.0, 1.0], [n // 2, n - n // 2]) * np.ones((m, 1))
    size = random.normal(4, 1, (m, n))
    place = random.integers(0, 3, (m, n))
    x = np.stack([group, size, place == 1, place == 2], axis=-1)
    y = (random.random((m, n)) < 0.35 + 0.3 * group).astype(float)
    rows = random.random((m, n)) > 0.1
    # what stands outside the rows is nobody's business
    y[~rows], x[~rows] = np.nan, np.inf
    return y, x, rows


def complete(m, n=40, seed=0):
    y, x, rows = stack(m, n, seed)
    return np.where(rows, y, 0.0), np.where(rows[..., None], x, 0.0), rows


def agree(y, x, rows, names=NAMES):
    """Compare each sample with the fit of its rows alone, and return the statuses."""
    fit = fit_logits(y, x, rows, names)
    for place, own in enumerate(rows):
        one = fit_logit(y[place, own], x[place, own], names)
        assert fit.status[place] == one.status
        assert fit.terms == one.terms
        for field in ARRAYS:
            found, expected = getattr(fit, field)[place], getattr(one, field)
            np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10, err_msg=field)
    return [Status(code) for code in fit.status]


def test_samples_with_missing_rows_are_fitted_as_alone():
    assert set(agree(*stack(30, 80))) == {Status.OK}


def test_units_and_places_of_columns_do_not_matter():
    y, x, rows = stack(8, seed=1)
    assert set(agree(y, x * [1, 1e-3, 1, 1] + [0, 2010, 0, 5], rows)) == {Status.OK}
    assert set(agree(y, x * [1, 1e-6, 1e6, 1] + [0, 1e-3, 0, 0], rows)) == {Status.OK}


def test_an_outcome_nearly_separated_and_a_far_value_are_fitted_as_alone():
    y, x, rows = complete(6, 60, seed=2)
    x[:3, :, 1] += 4 * (y[:3] == 1)
    x[3:, 7, 1] = 400.0
    assert Status.OK in agree(y, x, rows)


def degenerate(y, x, rows):
    """Spoil each sample of a stack in its own way."""
    events = np.where(rows, y, 0) == 1
    last = np.array([np.flatnonzero(own)[-1] for own in rows])
    y[0] = 1.0
    y[1] = 0.0
    x[2, :, 2] = 3.0
    x[3, :, 0] = np.where(rows[3], 1.0, 0.0)
    x[4, :, 3] = x[4, :, 0] + 2 * x[4, :, 1]
    x[5, :, 3] = 1 - x[5, :, 2]
    x[6, :, 3] = x[6, :, 1] * (1 + 1e-12)
    for place, noise in enumerate((1e-3, 1e-4, 1e-6, 1e-8, 1e-10)):
        x[7 + place, :, 3] = x[7 + place, :, 1] + noise * x[7 + place, :, 3]
    x[12, :, 0] = events[12]
    x[13, :, 1] = np.where(events[13], 5.0, 4.0) + x[13, :, 1] / 1e6
    x[14, :, 2] = x[14, :, 2] * events[14]
    # only two columns together separate
    x[15, :, 2] = 2 * events[15] - x[15, :, 1] + 3
    x[16, :, 1] = events[16] + 1e-9 * x[16, :, 1]
    rows[17, 5:] = False
    rows[18, 6:] = False
    rows[19, 7:] = False
    rows[20] = False
    rows[21] = np.arange(rows.shape[1]) == last[21]
    x[22, :, 1] = 2014 + 1e-9 * x[22, :, 1]
    x[23, :, 1] = 2014 + 1e-13 * x[23, :, 1]
    x[24, :, 1] = 2014 + 1e-5 * x[24, :, 1]
    # constant and separating columns with dependent ones
    x[25, :, 2], x[25, :, 3], x[25, :, 0] = x[25, :, 1], 1.0, events[25]
    x[26, :, 2], x[26, :, 0] = x[26, :, 1], events[26]
    y[27], x[27, :, 2] = 1.0, 1.0


def test_degenerate_samples_have_the_statuses_that_they_have_alone():
    y, x, rows = complete(32, seed=3)
    degenerate(y, x, rows)
    found = agree(y, x, rows)
    assert {
        Status.OK,
        Status.TOO_FEW,
        Status.CONSTANT_OUTCOME,
        Status.CONSTANT_PREDICTOR,
        Status.COLLINEAR,
        Status.SEPARATION,
    } <= set(found)
    assert set(found[28:]) == {Status.OK}


@pytest.mark.parametrize("n", [6, 7, 9, 14])
def test_tiny_samples_have_the_statuses_that_they_have_alone(n):
    found = agree(*complete(30, n, seed=n))
    assert len(set(found)) > 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_many_samples_of_all_sizes_have_the_statuses_that_they_have_alone(seed):
    agree(*stack(150, 10 + 7 * seed, seed=100 + seed))


def test_no_sample_depends_on_the_others():
    y, x, rows = complete(40, seed=4)
    degenerate(y, x, rows)
    whole = fit_logits(y, x, rows, NAMES)
    for order in (np.arange(20), np.arange(20, 40), np.arange(39, -1, -1), np.array([30])):
        part = fit_logits(y[order], x[order], rows[order], NAMES)
        for field in ARRAYS:
            # to the last bit: a diagnosis does not depend on how it is cut into chunks
            np.testing.assert_array_equal(getattr(part, field), getattr(whole, field)[order])


def test_no_layout_in_memory_changes_a_bit():
    y, x, rows = stack(12, seed=5)
    whole = fit_logits(y, x, rows, NAMES)
    turned = np.moveaxis(np.ascontiguousarray(np.moveaxis(x, -1, 0)), 0, -1)
    np.testing.assert_array_equal(fit_logits(y, turned, rows, NAMES).beta, whole.beta)


def test_glm_of_r_agrees_in_stacks(reference):
    cases = [
        dict(case, x=np.reshape(case["x"], (len(case["y"]), -1))) for case in reference["logits"]
    ]
    widths = {case["x"].shape[1] for case in cases}
    assert max(widths) > 2
    for width in widths:
        same = [case for case in cases if case["x"].shape[1] == width]
        longest = max(len(case["y"]) for case in same)
        y, x = np.zeros((len(same), longest)), np.zeros((len(same), longest, width))
        rows = np.zeros(y.shape, dtype=bool)
        for place, case in enumerate(same):
            n = len(case["y"])
            y[place, :n], x[place, :n], rows[place, :n] = case["y"], case["x"], True
        fit = fit_logits(y, x, rows, [f"x{j}" for j in range(width)])
        error = np.sqrt(np.diagonal(fit.cov, axis1=1, axis2=2))
        for place, case in enumerate(same):
            np.testing.assert_allclose(fit.beta[place], case["beta"], rtol=1e-8)
            np.testing.assert_allclose(error[place], case["se"], rtol=1e-8)
            np.testing.assert_allclose(fit.ll[place], case["ll"], rtol=1e-10)
            np.testing.assert_allclose(fit.ll0[place], case["ll0"], rtol=1e-10)


def test_common_samples_are_never_decided_one_by_one(monkeypatch):
    def refuse(*_):
        raise AssertionError("one by one")

    monkeypatch.setattr(batch_logit, "fit_logit", refuse)
    y, x, rows = complete(50, 114, seed=6)
    y[0], x[1, :, 0] = 1.0, 1.0
    rows[2, 5:] = False
    # a rare level all of whose firms have the event
    x[3, :, 2] = (np.cumsum(rows[3] & (y[3] == 1)) <= 3) & rows[3] & (y[3] == 1)
    x[3, :, 3] *= x[3, :, 2] == 0
    # a rare reference level: only two columns together separate
    x[4, :, 2:] = np.eye(2)[np.arange(114) % 2]
    x[4, :4, 2:] = 0.0
    y[4, :4] = rows[4, :4] = 1
    expected = [Status.CONSTANT_OUTCOME, Status.CONSTANT_PREDICTOR, Status.TOO_FEW]
    expected += [Status.SEPARATION] * 2
    found = fit_logits(y, x, rows, NAMES).status
    assert [*found[:5]] == expected
    assert not found[5:].any()


def test_common_separation_is_that_of_the_linear_program():
    y, x, rows = complete(30, 24, seed=9)
    fit = fit_logits(y, x, rows, NAMES)
    found = np.flatnonzero(fit.status == int(Status.SEPARATION))
    assert found.size > 3
    for place in found:
        own = rows[place]
        status, _ = separation(y[place, own], x[place, own], NAMES)
        assert status is Status.SEPARATION


def test_no_samples_at_all_are_no_fits():
    y, x, rows = stack(3)
    fit = fit_logits(y[:0], x[:0], rows[:0], NAMES)
    assert [np.shape(getattr(fit, field)) for field in ("beta", "cov", "ll")] == [
        (0, 5),
        (0, 5, 5),
        (0,),
    ]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda y, x, _: (y + 2 * (y == 1), x), "outcome must be 0 or 1 in every row, got 3."),
        (lambda y, x, _: (y * np.nan, x), "outcome must be 0 or 1 in every row, got nan."),
        (lambda y, x, _: (y, x * np.nan), "predictors must be finite in every row."),
        (lambda y, x, _: (y, x + np.inf), "predictors must be finite in every row."),
        (
            lambda y, x, _: (y[0], x),
            "outcomes, predictors and rows must have shapes (samples, n), (samples, n, terms) "
            "and (samples, n) for 4 terms, got (40,), (3, 40, 4) and (3, 40).",
        ),
        (
            lambda y, x, _: (y, x[..., 0]),
            "outcomes, predictors and rows must have shapes (samples, n), (samples, n, terms) "
            "and (samples, n) for 4 terms, got (3, 40), (3, 40) and (3, 40).",
        ),
        (
            lambda y, x, _: (y, x[..., :3]),
            "outcomes, predictors and rows must have shapes (samples, n), (samples, n, terms) "
            "and (samples, n) for 4 terms, got (3, 40), (3, 40, 3) and (3, 40).",
        ),
    ],
)
def test_wrong_calls_are_refused_in_one_sentence(spoil, message):
    y, x, rows = complete(3)
    y, x = spoil(y, x, rows)
    with pytest.raises(ArgumentError) as refusal:
        fit_logits(y, x, rows, NAMES)
    assert str(refusal.value) == message


def test_names_are_refused_as_of_one_sample():
    with pytest.raises(ArgumentError, match="names must differ from each other and from"):
        fit_logits(*complete(3), ("a", "a", "b", "c"))
