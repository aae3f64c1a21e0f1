"""What [frame] and [design] may say, and the sentence where they may not."""

import pytest

from smeint.errors import StudyFileError
from smeint.study.describe.spec import DesignAnswers, Frame, parse_design, parse_frame


def test_counts_and_shares_say_the_same():
    counts = parse_frame({"industry": {"Food": 120, "Textiles": 360}})
    shares = parse_frame({"industry": {"Food": 0.25, "Textiles": 0.75}})
    assert counts.tables == shares.tables
    assert counts.tables[0].shares == (0.25, 0.75)


def test_rounded_shares_are_divided_by_their_sum():
    shares = parse_frame({"size": {"a": 0.333, "b": 0.333, "c": 0.333}}).tables[0].shares
    assert sum(shares) == pytest.approx(1, abs=1e-15)


def test_nothing_said_is_nothing():
    assert parse_frame({}) == Frame()
    assert parse_design({}) == DesignAnswers()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"source": "Register"}, "[frame] names a source and no population; add a table such as"),
        ({"source": 3}, "[frame] `source` must be a text that is not blank, got 3."),
        ({"sme": 0.95}, "[frame.sme] must be a table, got 0.95."),
        ({"sme": {"yes": 1}}, "[frame.sme] must name at least two levels, got 1."),
        (
            {"sme": {"yes": 0.9, "no": 0.2}},
            "[frame.sme] must hold counts (whole numbers), or shares that sum to 1 within 0.005; "
            "they sum to 1.1.",
        ),
        ({"sme": {"yes": 95.5, "no": 4.5}}, "they sum to 100."),
        ({"sme": {"yes": 1.0, "no": 0}}, '[frame.sme] "no" must be a number above 0, got 0.'),
        ({"sme": {"yes": 0.9, "no": True}}, '"no" must be a number above 0, got true.'),
        ({"sme": {"yes": 0.9, "no": float("nan")}}, '"no" must be a number above 0, got nan.'),
        ({"sme": {"yes": 5, "yes ": 5}}, '[frame.sme] names the level "yes" twice.'),
        ({"sme": {"": 5, "no": 5}}, "[frame.sme] the name of a level must be a text"),
    ],
)
def test_a_frame_that_is_none_is_refused(table, sentence):
    with pytest.raises(StudyFileError) as error:
        parse_frame(table)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            {"respondents": 1},
            "[design] has no key `respondents`; allowed: respondents_per_firm, same_respondent",
        ),
        (
            {"respondents_per_firm": 0},
            "[design] `respondents_per_firm` must be a whole number from 1 to 1000, got 0.",
        ),
        (
            {"response_rate": 23},
            "[design] `response_rate` must be a share above 0 and at most 1, as 0.23 for 23 %, "
            "got 23.",
        ),
        ({"accounts_audited": "no"}, '`accounts_audited` must be true or false, got "no".'),
        (
            {"sampling": "randomly"},
            '[design] `sampling` must be one of "census", "random", "stratified", "convenience", '
            'got "randomly". Did you mean `random`?',
        ),
    ],
)
def test_a_design_that_is_none_is_refused(table, sentence):
    with pytest.raises(StudyFileError) as error:
        parse_design(table)
    assert sentence in str(error.value)
