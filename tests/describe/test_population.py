"""Respondents against the population."""

import pytest
from scipy import stats

from smeint.errors import StudyFileError
from tests.describe.describing import described, survey

CATEGORY = 'industry = "industry"'


@pytest.fixture
def frame():
    frame = survey(50)
    frame["industry"] = ["Food", "Textiles", "Food", "Wood", "Food"] * 20
    return frame


def test_each_year_is_tested_as_scipy_does(frame, tmp_path):
    extra = '[frame]\nsource = "Register"\n[frame.industry]\nFood = 40\nTextiles = 35\nWood = 25'
    description = described(tmp_path, frame, CATEGORY, extra)
    own = description.family("frame")
    assert own["year"].tolist() == ["2010", "2011"]
    for row in own.itertuples():
        part = frame[frame["year"] == int(row.year)]["industry"]
        counts = [(part == name).sum() for name in ("Food", "Textiles", "Wood")]
        expected = stats.chisquare(counts, [20, 17.5, 12.5])
        assert row.n == 50
        assert row.statistic == pytest.approx(expected.statistic, rel=1e-12)
        assert row.p_value == pytest.approx(expected.pvalue, rel=1e-10)
        assert row.effect == pytest.approx((expected.statistic / 50) ** 0.5)
    levels = description.frame_levels
    assert levels.groupby("year")["observed"].sum().tolist() == [50, 50]
    assert levels["share_frame"].tolist() == [0.4, 0.35, 0.25] * 2
    assert description.manifest["frame_source"] == "Register"


def test_firms_outside_the_size_scheme_and_missing_values_are_not_compared(frame, tmp_path):
    frame.loc[0, "industry"] = None
    frame.loc[frame["firm_id"] == "f005", "employees"] = 5
    extra = "[frame.industry]\nFood = 1\nTextiles = 1\nWood = 1"
    row = described(tmp_path, frame, CATEGORY, extra).family("frame").iloc[0]
    assert (row["n"], row["n_missing"]) == (48, 1)


def test_a_level_that_no_firm_has_counts_as_none(frame, tmp_path):
    extra = "[frame.industry]\nFood = 95\nTextiles = 50\nWood = 50\nGlass = 5"
    levels = described(tmp_path, frame, CATEGORY, extra).frame_levels
    glass = levels[(levels["level"] == "Glass") & (levels["year"] == "2010")].iloc[0]
    assert (glass["observed"], glass["expected"], glass["small_expected"]) == (0, 1.25, True)
    assert not levels[levels["level"] == "Food"]["small_expected"].any()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            "[frame.industry]\nFood = 1\nTextile = 1\nWood = 1",
            "study.toml: [frame.industry] must name every level of `industry` that firms of the "
            "data have; it lacks Textiles. Did you mean `Textile`?",
        ),
        (
            "[frame.sme]\nyes = 1\nsmall = 1",
            "study.toml: [frame.sme]: `sme` has no level `small`; it has yes, no.",
        ),
        (
            "[frame.employees]\nyes = 1\nno = 1",
            "study.toml: [frame.employees]: `employees` (count) has no levels; a frame needs a "
            "yes/no variable, a category or an ordered variable.",
        ),
        (
            "[frame.industri]\nyes = 1\nno = 1",
            "study.toml: [frame.industri]: the data have no variable `industri`; they have",
        ),
    ],
)
def test_a_frame_that_does_not_fit_the_data_is_refused(frame, tmp_path, table, sentence):
    with pytest.raises(StudyFileError) as error:
        described(tmp_path, frame, CATEGORY, table)
    assert str(error.value).startswith(sentence)
