"""What the caller got wrong is one sentence; what the data do not allow is a status."""

import numpy as np
import pandas as pd
import pytest

from smeint import stats
from smeint.errors import ArgumentError
from tests.stats.answers import blank

TWO = [stats.mann_whitney, stats.brunner_munzel, stats.welch, stats.equivalent_ranks]
PAIRED = [stats.spearman, stats.kendall, stats.equivalent_correlation]
LEVELS = [stats.mann_whitney, stats.brunner_munzel, stats.welch, stats.spearman, stats.kendall]
X, Y = [1.0, 3.0, 4.0, 6.0], [2.0, 1.0, 5.0]


def refuses(sentence, function, *given, **options):
    with pytest.raises(ArgumentError) as caught:
        function(*given, **options)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("function", [*TWO, stats.equivalent_shares, stats.firm_permutation])
def test_two_samples_are_checked(function):
    refuses("first must be numbers, got str ('a').", function, ["a", "b"], Y)
    refuses("second must be one-dimensional, got shape (1, 2).", function, X, [[1, 2]])
    refuses("first must be one-dimensional, got lists in a list.", function, [[1], [2, 3]], Y)
    refuses("first must be finite, got inf.", function, [1, np.inf], Y)
    refuses("names must be two different names, got ['a', 'a'].", function, X, Y, names=["a", "a"])


@pytest.mark.parametrize("function", LEVELS)
@pytest.mark.parametrize("level", [0, 1, 95])
def test_levels_are_shares(function, level):
    refuses(
        f"level must be above 0 and below 1, got {level}.",
        function,
        [1, 2, 4],
        [2, 1, 3],
        level=level,
    )


def test_methods_are_named():
    sentence = "method must be one of asymptotic, exact, got 'exakt'. Did you mean `exact`?"
    for function in (stats.mann_whitney, stats.spearman, stats.kendall):
        refuses(sentence, function, [1, 2, 3], [2, 1, 3], method="exakt")
    refuses(sentence, stats.jonckheere_terpstra, [[1, 2], [3]], method="exakt")
    refuses(sentence, stats.cochran_armitage, [1, 2], [3, 3], method="exakt")
    refuses(
        "method must be one of asymptotic, exact, mid_p, got 'midp'. Did you mean `mid_p`?",
        stats.mcnemar, [[1, 2], [3, 4]], method="midp",
    )  # fmt: skip


@pytest.mark.parametrize("function", PAIRED)
def test_two_columns_are_checked(function):
    refuses("variables must be equally long, got x 2, y 3.", function, [1, 2], [1, 2, 3])
    refuses("y must be numbers, got str ('low').", function, [1, 2], ["low", "high"])


@pytest.mark.parametrize(
    ("function", "given"),
    [
        (stats.equivalent_ranks, (X, Y)),
        (stats.equivalent_shares, ([[4, 3], [2, 5]],)),
        (stats.equivalent_correlation, ([1, 2, 3, 4], [2, 1, 4, 3])),
    ],
)
def test_margins_are_checked(function, given):
    refuses("margin must be above 0 and below 1, got 0.0.", function, *given, margin=0)
    refuses("margin must be above 0 and below 1, got 30.0.", function, *given, margin=30)
    refuses("alpha must be above 0 and below .5, got 0.5.", function, *given, alpha=0.5)
    refuses("margin must be a number, got '.3'.", function, *given, margin=".3")


@pytest.mark.parametrize("function", [stats.kruskal_wallis, stats.jonckheere_terpstra])
def test_samples_are_checked(function):
    one = "samples must be one array a group; a column of outcomes needs its labels as `group`"
    refuses(f"{one}, got list of single values.", function, [1, 2, 3])
    refuses(f"{one}, got Series of single values.", function, pd.Series([1.0, 2.0]))
    refuses(f"{one}, got int.", function, 3)
    refuses("samples must be at least two, got 1.", function, [[1, 2]])
    refuses("samples must be at least two, got 0.", function, {})
    refuses("sample 'b' must be numbers, got str ('x').", function, {"a": [1], "b": ["x"]})
    refuses("samples must have different names, got 1, 1.", function, {1: [1], "1": [2]})
    refuses(
        "names must be as many as samples (2), got 3.", function, [[1], [2]], names=["a", "b", "c"]
    )
    refuses(
        "names must be those of the samples, a, b, got a, c.",
        function, {"a": [1], "b": [2]}, names=["a", "c"],
    )  # fmt: skip
    refuses(
        "names must be different names of groups, got ['a', 'a'].",
        function,
        [[1], [2]],
        names=["a", "a"],
    )
    refuses(
        "variables must be equally long, got outcome 2, group 3.", function, [1, 2], group=[1, 2, 3]
    )
    refuses(
        "names must hold every label of group, got 1, 2 without 3.",
        function, [1, 2, 3], group=[1, 2, 3], names=[1, 2],
    )  # fmt: skip
    refuses("group must have at least two labels, got 1.", function, [1, 2], group=[1, 1])


def test_an_order_is_not_the_alphabets():
    sentence = "group is text, high, low: names must say the order of its labels."
    refuses(sentence, stats.jonckheere_terpstra, [1, 2], group=["low", "high"])
    refuses(sentence, stats.cochran_armitage, [1, 0], group=["low", "high"])
    ordered = pd.Series(pd.Categorical(["low", "high", "low"], ["low", "high"], ordered=True))
    answer = stats.jonckheere_terpstra([1, 2, 3], group=ordered)
    assert "order: low < high" in answer.finding.note


def test_adjustments_are_named():
    refuses(
        "adjust must be one of bonferroni, holm, hochberg, benjamini_hochberg, "
        "benjamini_yekutieli, got 'fdr'.",
        stats.kruskal_wallis, [[1, 2], [3]], adjust="fdr",
    )  # fmt: skip


def test_trends_are_checked():
    trend = stats.cochran_armitage
    refuses("cochran_armitage needs either n, or group.", trend, [1, 2])
    refuses("cochran_armitage needs either n, or group.", trend, [1, 2], [3, 3], group=[1, 2])
    refuses("events must not be more than n, got 4 of 3.", trend, [1, 4], [3, 3])
    refuses("events must be whole counts of 0 and more, got -1.", trend, [1, -1], [3, 3])
    refuses("n must be whole counts of 0 and more, got 2.5.", trend, [1, 1], [3, 2.5])
    refuses("n must be whole counts of 0 and more, got nan.", trend, [1, 1], [3, None])
    refuses("variables must be equally long, got events 2, n 3.", trend, [1, 1], [3, 3, 3])
    refuses("scores must be as many as groups (2), got 3.", trend, [1, 1], [3, 3], scores=[1, 2, 3])
    refuses("scores must rise strictly, got 2, 1.", trend, [1, 1], [3, 3], scores=[2, 1])
    refuses("names must be as many as groups (2), got 1.", trend, [1, 1], [3, 3], names=["a"])
    refuses("events must be 0 or 1, got 2.", trend, [1, 2], group=[1, 2])
    refuses(
        "scores must be whole numbers, got 0.5, 1.",
        trend, [1, 1], [3, 3], scores=[0.5, 1], method="exact",
    )  # fmt: skip


def test_paired_answers_are_checked():
    f = stats.mcnemar
    refuses("first must be a table of shape (2, 2), got shape (3,).", f, [1, 0, 1])
    refuses("first must be whole counts of 0 and more, got -1.", f, [[1, -1], [2, 3]])
    refuses("second must be 0 or 1, got 2.", f, [1, 0], [0, 2])
    frame = pd.DataFrame([[1, 2], [3, 4]], index=["a", "b"], columns=["a", "c"])
    refuses("first must have the same answers in rows and columns, got a, b and a, c.", f, frame)
    wide = pd.DataFrame([[1, 2, 3], [3, 4, 5]], index=["a", "b"], columns=["a", "b", "c"])
    refuses("first must be a table of shape (2, 2), got shape (2, 3).", f, wide)
    refuses("variables must be equally long, got first 2, second 1.", f, [1, 0], [0])
    whole = "a panel needs firm, year and years, and no second."
    refuses(whole, f, [1, 0], firm=[1, 1])
    refuses(whole, f, [1, 0], [1, 0], firm=[1, 1], year=[1, 2], years=(2, 1))
    rows = {"firm": ["a", "a"], "year": [1, 2]}
    refuses("names must be two different names, got ['1', '1'].", f, [1, 0], years=(1, 1), **rows)
    refuses("year '3' is not in the data.", f, [1, 0], years=(3, 1), **rows)
    refuses("outcome must be 0 or 1, got 5.", f, [1, 5], years=(2, 1), **rows)
    refuses(
        "firm must be known in every row, 1 are missing.",
        f, [1, 0], firm=["a", None], year=[1, 2], years=(2, 1),
    )  # fmt: skip
    refuses(
        "firms must have a year once, 1 have '1' more than once, such as a.",
        f, [1, 0, 1], firm=["a", "a", "a"], year=[1, 1, 2], years=(1, 2),
    )  # fmt: skip


def test_firms_and_groups_are_checked():
    f = stats.firm_permutation
    refuses("firm_permutation needs either second, or group and firm.", f, X)
    refuses("firm_permutation needs either second, or group and firm.", f, X, Y, group=[1, 0])
    refuses("firm must be given beside group: labels of firms.", f, [1, 2], group=[1, 0])
    refuses(
        "names must say which label of group is first: large, sme or the other way round.",
        f, [1, 2], group=["sme", "large"], firm=[1, 2],
    )  # fmt: skip
    refuses(
        "group must have two labels, got 3: a, b, c.",
        f,
        [1, 2, 3],
        group=list("abc"),
        firm=[1, 2, 3],
    )
    refuses(
        "a firm must be in one group in all its years, 1 are in both, such as z.",
        f, [1, 2], group=[1, 0], firm=["z", "z"],
    )  # fmt: skip
    refuses(
        "firms must have a year once, 1 have one more than once, such as z.",
        f, [1, 2, 3], group=[1, 1, 0], firm=["z", "z", "y"], year=[1, 1, 1],
    )  # fmt: skip
    refuses(
        "year must be given for ranks where firms come back.",
        f, [1, 2, 3], group=[1, 1, 0], firm=["z", "z", "y"], ranks=True,
    )  # fmt: skip
    refuses("draws must be at least 1, got 0.", f, X, Y, draws=0)
    g = stats.pooled_score
    refuses("year must be given: labels of years.", g, [1, 2], [0, 1], [1, 2], None)
    refuses("firm must be known in every row, 1 are missing.", g, [1, 2], [0, 1], [1, None], [1, 1])
    refuses("year must be known in every row, 1 are missing.", g, [1, 2], [0, 1], [1, 2], [1, None])
    refuses(
        "stratum must be known in every row, 1 are missing.",
        g, [1, 2], [0, 1], [1, 2], [1, 1], stratum=["a", None],
    )  # fmt: skip
    for h in (stats.van_elteren, stats.rank_biserial_homogeneity):
        refuses("variables must be equally long, got outcome 2, stratum 1.", h, [1, 2], [0, 1], [1])
        refuses("group must have at least two labels, got 1.", h, [1, 2], [1, 1], [1, 1])


def test_statuses_of_two_groups_have_no_number():
    for f in (*TWO, stats.firm_permutation, stats.equivalent_shares):
        blank(f([], [1, 0]), "empty_group")
        blank(f([None, float("nan")], [1, 0]), "empty_group")
    for f in (stats.mann_whitney, stats.brunner_munzel, stats.welch, stats.firm_permutation):
        blank(f([2, 2], [2, 2, 2]), "constant_outcome")
    blank(stats.mann_whitney([2, 2], [2, 2, 2], method="exact"), "constant_outcome")
    blank(stats.mann_whitney([], [1], method="exact"), "empty_group")
    blank(stats.welch([1, 1], [2, 2, 2]), "no_spread")
    blank(stats.brunner_munzel([1, 2], [3, 4, 5]), "separation")
    for f in (stats.brunner_munzel, stats.welch, stats.equivalent_ranks):
        blank(f([1], [2, 3, 4]), "too_few")
    blank(stats.equivalent_ranks([2, 2], [2, 2, 2]), "constant_outcome")
    answer = stats.mann_whitney([None, None], [1, 2])
    assert (answer.finding.n_1, answer.finding.n_2, answer.finding.n_missing) == (0, 2, 2)


def test_statuses_of_strata_and_panels_have_no_number():
    groups = [1, 1, 0, 0]
    for f in (stats.van_elteren,):
        blank(f([1, 2, 3, 4], groups, ["a", "a", "b", "b"]), "empty_group")
        blank(f([2, 2, 2, 2], groups, ["a"] * 4), "constant_outcome")
    blank(stats.rank_biserial_homogeneity([1, 2, 3, 4], groups, ["a"] * 4), "too_few")
    firm, year = ["a", "b", "c", "d"], [1] * 4
    blank(stats.pooled_score([2] * 4, groups, firm, year), "constant_outcome")
    blank(stats.pooled_score([1, 2, 3, 4], [1] * 4, firm, year), "constant_predictor")


@pytest.mark.parametrize("method", ["asymptotic", "exact"])
def test_statuses_of_several_groups_and_pairs_have_no_number(method):
    blank(stats.kruskal_wallis({"a": [1, 2], "b": []}), "empty_group")
    blank(stats.kruskal_wallis({"a": [1, 1], "b": [1]}), "constant_outcome")
    trend = stats.jonckheere_terpstra
    blank(trend([[1, 2, 3], []], method=method), "empty_group")
    blank(trend([[1, 1], [1]], method=method), "constant_outcome")
    shares = stats.cochran_armitage
    blank(shares([0, 0], [4, 5], method=method), "constant_outcome")
    blank(shares([4, 5], [4, 5], method=method), "constant_outcome")
    blank(shares([2, 0], [4, 0], method=method), "empty_group")
    for f in (stats.spearman, stats.kendall):
        blank(f([1, 2], [2, 1], method=method), "too_few")
        blank(f([], [], method=method), "too_few")
        blank(f([1, 2, 3], [2, 2, 2], method=method), "constant_outcome")
        blank(f([2, 2, 2], [1, 2, 3], method=method), "constant_predictor")
    blank(stats.equivalent_correlation([1, 2, 3], [1, 3, 2]), "too_few")
    for m in ("asymptotic", "exact", "mid_p"):
        if m == "asymptotic":
            blank(stats.mcnemar([[5, 0], [0, 5]], method=m), "too_few")
        blank(stats.mcnemar([[0, 0], [0, 0]], method=m), "too_few")


def test_exact_tests_that_are_too_large_have_no_number():
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=400), rng.normal(size=400)
    for f in (stats.spearman, stats.kendall):
        blank(f(x, y, method="exact"), "too_large")
        plain = f(x, y)
        assert plain.finding.note == "no exact p: more observations than it is made for"
        assert np.isnan(plain.measure("exact_p").estimate)
    blank(stats.jonckheere_terpstra([x, y], method="exact"), "too_large")
    assert stats.jonckheere_terpstra([x, y]).finding.note.endswith(
        "no exact p beside the asymptotic one: it takes long, ask for method exact"
    )


def test_a_kendall_of_many_tied_and_many_distinct_values_is_too_large():
    x = np.arange(1000.0)
    y = np.maximum(0, np.random.default_rng(2).normal(size=1000))
    assert stats.kendall(x, y).finding.note.startswith("no exact p")
    blank(stats.kendall(x, y, method="exact"), "too_large")


def test_complete_separation_has_an_interval_with_width():
    rows = [5, 6, 7, 1, 2, 3, 8, 9, 4, 4], [1, 1, 1, 0, 0, 0, 1, 1, 0, 0], [1] * 6 + [2] * 4
    answers = [
        stats.mann_whitney([5, 6, 7], [1, 2, 3, 4]),
        stats.mann_whitney([5], [1]),
        stats.van_elteren(*rows),
        stats.van_elteren([2, 1, 9, 5], [1, 0, 1, 0], [1, 1, 2, 2]),
    ]
    for answer in answers:
        found = answer.finding
        assert found.effect == found.ci_high == 1 and -1 < found.ci_low < 0.9
    far = stats.equivalent_ranks([5, 6, 7], [1, 2, 3, 4])
    assert far.finding.p_bound == ">" and far.finding.p_value == 0.5
    slope = stats.cochran_armitage([0, 0, 9], [4, 5, 9]).finding
    assert 0 < slope.ci_low < slope.effect <= slope.ci_high
    paired = stats.mcnemar([[0, 6], [0, 0]])
    assert paired.finding.effect == 1 and paired.finding.ci_low < 1
    assert np.isinf(paired.measure("discordant_odds_ratio").estimate)


def test_an_empty_group_is_left_out_and_noted():
    three = stats.kruskal_wallis({"a": [1, 2, 4], "b": [], "c": [3, 5]})
    two = stats.kruskal_wallis({"a": [1, 2, 4], "c": [3, 5]})
    assert three.finding.statistic == two.finding.statistic
    assert three.finding.note == "without a value, left out: b"
    # the comparisons that could not be made count as declared
    p = three.measure("mean_rank_difference", "holm", "a - c").p_value
    assert p == pytest.approx(min(1, 3 * two.measure("mean_rank_difference", "", "a - c").p_value))


def test_events_and_sizes_of_other_groups_are_refused():
    events, sizes = pd.Series([1, 2, 5], list("cba")), pd.Series([10, 20, 30], list("abc"))
    sentence = "events and n must have the same labels in the same order."
    refuses(sentence, stats.cochran_armitage, events, sizes)
    slope = stats.cochran_armitage(events[sizes.index], sizes).measure("trend_slope")
    assert slope.estimate == pytest.approx(-0.2)
    refuses("events must have at least one group.", stats.cochran_armitage, [], [])


def test_lists_of_unequal_lists_are_no_p_values():
    refuses("p must be one-dimensional, got lists in a list.", stats.holm, [[0.1], [0.2, 0.3]])


def test_an_infinite_label_of_ratings_is_a_label():
    assert stats.cohen_kappa([1, np.inf], [1, np.inf]).finding.effect == 1


def test_a_test_without_a_statistic_shows_its_p():
    first = str(stats.mcnemar([[10, 9], [3, 20]], method="exact")).splitlines()[0]
    assert first == "mcnemar (exact): p = .146"
    first = str(stats.equivalent_shares([[3, 7], [4, 6]])).splitlines()[0]
    assert first == "equivalent_shares: p = .156"
    assert str(stats.skewness_kurtosis([1, 2, 4, 9])).splitlines()[0] == "skewness_kurtosis"


def test_a_table_of_a_billion_firms_is_not_unrolled():
    answer = stats.equivalent_shares([[10**9, 10**9], [10**9, 10**9 + 5]], margin=0.01)
    assert answer.finding.n == 4 * 10**9 + 5
    assert answer.groups[1].events == 10**9
    assert answer.p_value < 1e-10


@pytest.mark.parametrize("scale", [1e155, 1e-200])
def test_values_whose_squares_no_float_holds_are_refused(scale):
    with pytest.raises(ArgumentError, match="must be 0 or between 1e-100 and 1e"):
        stats.welch(np.array([1.0, 2.0, 4.0]) * scale, [1.0, 2.0])


def test_counts_in_lists_of_different_lengths_are_refused():
    with pytest.raises(
        ArgumentError, match=r"^counts must be one-dimensional, got lists in a list\.$"
    ):
        stats.goodness_of_fit([[1, 2], [3]])


def test_a_long_value_is_cut_in_a_message():
    with pytest.raises(ArgumentError) as found:
        stats.shapiro_wilk(["x" * 500, "y"])
    assert len(str(found.value)) < 120


@pytest.mark.parametrize(
    ("function", "names"),
    [
        (stats.spearman, "x and y"),
        (stats.kendall, "x and y"),
        (stats.cohen_kappa, "first and second"),
        (stats.crosstab, "outcome and group"),
        (lambda x, y: stats.logit(x, {"age": y}), "outcome and age"),
        (lambda x, y: stats.lagged(x, y, y), "values and firm"),
        (lambda x, y: stats.by_group(stats.shapiro_wilk, x, y), "x and group"),
    ],
)
def test_columns_whose_rows_are_not_the_same_are_refused(function, names):
    one, two = pd.Series([1, 0, 1, 0], [3, 2, 1, 0]), pd.Series([1, 2, 1, 2], [0, 1, 2, 3])
    refuses(
        f"{names} must have the same index, as rows are paired by their place; align them or hand "
        f"over arrays.",
        function,
        one,
        two,
    )
