"""Agreement of raters against R (vcd, psych), statsmodels and published examples."""

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from smeint.errors import ArgumentError
from smeint.finding import Status
from smeint.formulas.agreement import WEIGHTS, AgreementTable, agreement_table, cohen_kappa
from smeint.formulas.fleiss_kappa import RatingCounts, fleiss_kappa
from smeint.formulas.krippendorff import METRICS, Ratings, krippendorff_alpha

#: The data set diagnoses of R's irr, there after Fleiss (1971), and statsmodels' tests: 30
#: patients, six psychiatrists; depression, personality disorder, schizophrenia, neurosis, other.
PATIENTS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031
00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
DIAGNOSES = np.array([[int(x) for x in row] for row in PATIENTS.split()])
DIAGNOSIS = ("depression", "personality disorder", "schizophrenia", "neurosis", "other")


def test_cohens_kappa_agrees_with_r(tables, same):
    assert len(tables["kappas"]) >= 6
    for case in tables["kappas"].values():
        for weights in WEIGHTS:
            expected = case["by_weight"][weights]
            test = cohen_kappa(AgreementTable(case["counts"]), weights)
            found = test.effect
            same(found.estimate, expected["estimate"], atol=1e-15)
            same(found.estimate, expected["psych"], atol=1e-15)
            same(found.std_error, expected["se"])
            # the delta method by numerical derivatives
            same(found.std_error, expected["delta_se"])
            half = 1.959963984540054 * expected["se"]
            ends = np.clip([expected["estimate"] - half, expected["estimate"] + half], -1, 1)
            same([found.ci_low, found.ci_high], ends, atol=1e-14)
            same(test.statistic, expected["estimate"] / expected["null_se"], atol=1e-14)


def test_cohens_kappa_agrees_with_statsmodels(tables, same):
    for case in tables["kappas"].values():
        counts = np.array(case["counts"])
        for weights, name in (("unweighted", None), ("linear", "linear"), ("quadratic", "fc")):
            theirs = cohens_kappa(counts, wt=name)
            test = cohen_kappa(AgreementTable(counts), weights)
            same(test.effect.std_error, theirs.std_kappa)
            # kappa under independence, from the published formula
            same(test.statistic, theirs.kappa / theirs.std_kappa0, atol=1e-13)


def test_cohens_published_kappa_of_diagnoses():
    # psych's ?cohen.kappa: shares of 200 patients taken from Cohen (1968), who "reports .492"; the
    # two shares of agreement are plain sums over the table
    counts = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    test = cohen_kappa(AgreementTable(counts))
    found = {m.measure: float(m.estimate) for m in test.measures}
    assert found["observed_agreement"] == pytest.approx(0.70, abs=1e-12)
    assert found["expected_agreement"] == pytest.approx(0.41, abs=1e-12)
    assert found["cohen_kappa"] == pytest.approx(0.492, abs=5e-4)


def test_levels_that_no_rater_used_count_for_weights_and_not_for_plain_kappa(same):
    first, second = [*list("aabbaabb"), None], [*list("aabaabba"), "a"]
    narrow = agreement_table(first, second, ["a", "b"])
    wide = agreement_table(first, second, ["a", "unused", "b", "never"])
    assert float(wide.n) == 8
    plain = [cohen_kappa(t).effect for t in (narrow, wide)]
    same(plain[0].estimate, plain[1].estimate, rtol=1e-12)
    same(plain[0].std_error, plain[1].std_error, rtol=1e-12)
    ratings = list("aaabbcccab"), list("aabbbccaac")
    levels = (["a", "b", "c"], ["a", "unused", "b", "c"])
    weighted = [
        float(cohen_kappa(agreement_table(*ratings, x), "linear").effect.estimate) for x in levels
    ]
    assert abs(weighted[0] - weighted[1]) > 0.005


def test_fleiss_kappas_of_psychiatric_diagnoses_are_those_of_irr(same):
    # not read in the paper: what R's irr 0.84.1 prints for kappam.fleiss(diagnoses, detail = TRUE)
    test = fleiss_kappa(RatingCounts(DIAGNOSES, DIAGNOSIS))
    same(test.effect.estimate, 0.43024452006014086)
    same(test.statistic, 17.651830582991369)
    published = [(0.245, 5.192), (0.245, 5.192), (0.520, 11.031), (0.471, 9.994), (0.566, 12.009)]
    by_category = [m for m in test.measures if m.term]
    assert [m.term for m in by_category] == list(DIAGNOSIS)
    for found, (kappa, z) in zip(by_category, published, strict=True):
        assert float(found.estimate) == pytest.approx(kappa, abs=5e-4)
        assert float(found.statistic) == pytest.approx(z, abs=5e-4)
    same(test.effect.estimate, statsmodels_fleiss(DIAGNOSES))


def test_fleiss_kappa_agrees_with_r(tables, same):
    assert len(tables["fleiss"]) >= 3
    for case in tables["fleiss"].values():
        test = fleiss_kappa(RatingCounts(case["counts"]))
        same(test.effect.estimate, case["kappa"])
        # Gwet's formula against numerical derivatives
        same(test.effect.std_error, case["se"])
        same(test.statistic, case["kappa"] / case["null_se"])
        found = [float(m.estimate) for m in test.measures if m.term]
        same(found, [np.nan if x in (None, "NaN") else x for x in case["by_category"]])


def test_krippendorffs_alpha_agrees_with_r_and_with_the_example_of_irr(tables, same):
    assert len(tables["alphas"]) >= 3
    for case in tables["alphas"].values():
        values = np.array(case["values"], dtype=float)
        for metric in METRICS:
            found = krippendorff_alpha(Ratings(values), metric, draws=20).effect
            same(found.estimate, case[metric])
    # Krippendorff's example with missing ratings, the data of irr's ?kripp.alpha, and what irr
    # 0.84.1 gives for it
    example = np.array(tables["alphas"]["krippendorff_2011"]["values"], dtype=float)
    of_irr = (0.743421052632, 0.815387503755, 0.849107142857, 0.797402774711)
    for metric, alpha in zip(METRICS, of_irr, strict=True):
        found = krippendorff_alpha(Ratings(example), metric, draws=20).effect
        same(found.estimate, alpha, rtol=2e-12)


def test_bootstrap_of_pairs_has_the_standard_error_of_a_multinomial(tables):
    # M pairs drawn with the shares of coincidences: variance of the mean squared difference / M
    values = np.array(tables["alphas"]["two_raters"]["values"], dtype=float)
    pooled = np.concatenate(values)
    squared = (values[0] - values[1]) ** 2
    n = pooled.size
    expected = ((pooled[:, None] - pooled) ** 2).sum() / (n * (n - 1))
    exact = np.sqrt(squared.var() / squared.size) / expected
    found = krippendorff_alpha(Ratings(values), "interval", "pairs", draws=20_000).effect
    assert float(found.std_error) == pytest.approx(exact, rel=0.03)


@pytest.mark.slow
def test_bootstrap_of_units_agrees_with_the_jackknife():
    rng = np.random.default_rng(3)
    true = rng.normal(size=150)
    values = true + rng.normal(size=(3, 150)) * 0.6
    alphas = [
        float(
            krippendorff_alpha(
                Ratings(np.delete(values, i, 1)), "interval", draws=2
            ).effect.estimate
        )
        for i in range(150)
    ]
    jackknife = np.sqrt(149 / 150 * ((alphas - np.mean(alphas)) ** 2).sum())
    found = krippendorff_alpha(Ratings(values), "interval").effect
    assert float(found.std_error) == pytest.approx(jackknife, rel=0.08)
    again = krippendorff_alpha(Ratings(values), "interval").effect
    other = krippendorff_alpha(Ratings(values), "interval", seed=2).effect
    assert (found.ci_low, found.ci_high) == (again.ci_low, again.ci_high)
    assert found.ci_low != other.ci_low
    assert "seed 20140101" in found.ci_method


def test_two_raters_without_missing_ratings_relate_alpha_to_fleiss_kappa(same):
    rng = np.random.default_rng(4)
    values = rng.integers(0, 3, size=(2, 25))
    counts = np.stack([(values == j).sum(axis=0) for j in range(3)], axis=-1)
    alpha = float(krippendorff_alpha(Ratings(values), draws=2).effect.estimate)
    kappa = float(fleiss_kappa(RatingCounts(counts)).effect.estimate)
    same(alpha, kappa + (1 - kappa) / 50, rtol=1e-12)


def test_complete_agreement_has_no_interval():
    perfect = cohen_kappa(AgreementTable(np.diag([4, 5, 6])))
    several = fleiss_kappa(RatingCounts([[3, 0], [0, 3], [3, 0]]))
    alpha = krippendorff_alpha(Ratings([[1, 2, 3], [1, 2, 3]]), draws=50)
    for test in (perfect, several, alpha):
        assert float(test.effect.estimate) == pytest.approx(1, abs=1e-12)
        assert np.isnan([test.effect.ci_low, test.effect.ci_high]).all()
    assert float(perfect.effect.std_error) == 0
    assert "do not vary" in alpha.note


@pytest.mark.parametrize(
    ("test", "status"),
    [
        (lambda: cohen_kappa(AgreementTable([[7, 0], [0, 0]])), Status.CONSTANT_OUTCOME),
        (lambda: cohen_kappa(AgreementTable([[1, 0], [0, 0]])), Status.TOO_FEW),
        (lambda: cohen_kappa(AgreementTable(np.zeros((3, 3)))), Status.TOO_FEW),
        (lambda: fleiss_kappa(RatingCounts([[3, 0], [3, 0]])), Status.CONSTANT_OUTCOME),
        (lambda: fleiss_kappa(RatingCounts([[2, 1]])), Status.TOO_FEW),
        (lambda: krippendorff_alpha(Ratings([[1, 1], [1, 1]])), Status.CONSTANT_OUTCOME),
        (lambda: krippendorff_alpha(Ratings([[1, np.nan], [2, 1]])), Status.TOO_FEW),
        (lambda: krippendorff_alpha(Ratings(np.full((2, 3), np.nan))), Status.TOO_FEW),
    ],
)
def test_degenerate_ratings(test, status, blank):
    blank(test(), status)


def test_raters_who_use_two_different_levels_only_are_no_constant():
    # each rater uses one level, not the same: agreement is 0, and so is kappa
    test = cohen_kappa(AgreementTable([[0, 6], [0, 0]]))
    assert int(test.status) == Status.OK
    assert float(test.effect.estimate) == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: AgreementTable([[1, 2, 3], [1, 2, 3]]), "counts must have shape"),
        (lambda: AgreementTable([[1, -2], [1, 3]]), "must not be negative"),
        (lambda: cohen_kappa(AgreementTable([[1, 2], [3, 4]]), "squared"), "weights must be one"),
        (lambda: agreement_table("ab", "a", "ab"), "equally long, got 2 and 1"),
        (lambda: agreement_table("ab", "ac", "ab"), "among the levels a, b, got c"),
        (lambda: agreement_table("ab", "ab", "aba"), "levels must differ"),
        (lambda: RatingCounts([[3, 0], [1, 1]]), "same number of ratings"),
        (lambda: RatingCounts([[1, 0], [0, 1]]), "two or more, got 1 to 1"),
        (lambda: RatingCounts([[3, 0], [1, 2]], ("yes",)), "name the 2 categories"),
        (lambda: Ratings([1, 2, 3]), r"shape \(raters, units\)"),
        (lambda: Ratings([[1, np.inf]]), "must be finite"),
        (lambda: krippendorff_alpha(Ratings([[1, 2], [1, 2]]), "metric"), "metric must be one of"),
        (
            lambda: krippendorff_alpha(Ratings([[1, 2], [1, 2]]), resample="rows"),
            "resample must be one of units, pairs",
        ),
        (lambda: krippendorff_alpha(Ratings([[1, 2], [1, 2]]), draws=1), "draws must be at least"),
        (lambda: krippendorff_alpha(Ratings([[-1, 2], [1, 2]]), "ratio"), "must not be negative"),
    ],
)
def test_wrong_ratings_are_refused_in_one_sentence(call, words):
    with pytest.raises(ArgumentError, match=words):
        call()
