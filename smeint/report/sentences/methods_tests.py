"""Methods: normality, primary tests, effect sizes and their intervals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from smeint.finding import Role
from smeint.labels import variable_label
from smeint.report.sentences.cited import Cite, Part, citing
from smeint.report.sentences.done import Done, Row, and_list, ids
from smeint.study.shipped import NORMALITY

#: How each interval was found, in words, and whose method that is.
INTERVALS: dict[str, tuple[str, tuple[str, ...]]] = {
    "square-and-add from Wilson limits": (
        "the square-and-add method from Wilson's limits of the two shares",
        ("newcombe_1998", "wilson_1927"),
    ),
    "noncentral chi-square": ("inversion of the noncentral chi-square", ("smithson_2003",)),
    "Woolf": ("Woolf's logarithmic method", ("woolf_1955",)),
    "Brunner-Munzel, logit, shrunken variance; Newcombe method 5 at separation": (
        "Brunner and Munzel's variance on the logit scale, with Newcombe's method 5 where groups "
        "do not overlap",
        ("brunner_munzel_2000", "newcombe_2006"),
    ),
    "Fisher z, Bonett-Wright": (
        "Fisher's z with a variance for ranks",
        ("bonett_wright_2000",),
    ),
    "Fisher z, linearized over firms, t(G - 1)": (
        "Fisher's z with a variance linearized over firms, and t with G - 1 degrees of freedom "
        "for G firms",
        (),
    ),
}

#: Effects of primary tests, in words, and whose they are.
EFFECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "phi": ("phi, signed", ()),
    "cramers_v": ("Cramer's V, which has no sign", ()),
    "rank_biserial": ("the rank-biserial correlation", ("cureton_1956",)),
    "rho": ("Spearman's rho", ()),
}


def normality(done: Done) -> Iterator[Part]:
    """Yield how normality was looked at, and that nothing followed from it."""
    own = [row for row in done.made if row["hypothesis"] == NORMALITY]
    procedures = {row["procedure"] for row in own}
    if not procedures:
        return
    when = "" if len(done.years) == 1 else " in each year"
    by_size = ", among all firms and by size class," if _by_size(own) else ""
    yield f"The distribution of each metric variable was compared with the normal{when}{by_size} "
    tests: list[list[Part]] = []
    if "lilliefors" in procedures:
        tests.append(
            [
                "by Lilliefors' test, mean and standard deviation estimated ",
                citing("lilliefors_1967"),
                ", its p from simulated critical values",
            ]
        )
    if "shapiro_wilk" in procedures:
        tests.append(
            [
                "by the Shapiro-Wilk test ",
                citing("shapiro_wilk_1965"),
                " with Royston's p ",
                citing("royston_1995"),
            ]
        )
    yield from _joined(tests)
    yield ". "
    if _dallal(done, own):
        yield "Lilliefors' p by the formula that other programs print "
        yield from (citing("dallal_wilkinson_1986"), " is kept beside it. ")
    if "kolmogorov_smirnov" in procedures:
        yield from (
            "The Kolmogorov-Smirnov p for a mean and standard deviation known beforehand ",
            citing("massey_1951"),
            " is too large for estimated ones, and is recorded only to be compared. ",
        )
    yield "These tests are evidence: no procedure was chosen by them. "


def _by_size(own: list[Row]) -> bool:
    """Whether normality was tested within size classes too."""
    return any(row["stratum"] != "all" for row in own)


def _dallal(done: Done, own: list[Row]) -> bool:
    """Whether the formula of Dallal and Wilkinson was used."""
    found = done.results.measures
    kept = found[found["variant"] == "dallal_wilkinson_1986"]["finding_id"]
    return bool(set(kept) & {row["finding_id"] for row in own})


def _joined(parts: Iterable[list[Part]]) -> Iterator[Part]:
    """Yield parts with "and" between them."""
    for place, part in enumerate(parts):
        if place:
            yield ", and "
        yield from part


def tests(done: Done) -> Iterator[Part]:
    """Yield the primary tests by kind of variable, with their conventions."""
    if not done.primary:
        yield "No primary test could be made. "
        return
    yield (
        "The procedure of each test follows from the kinds of its variables, never from their "
        "values. "
    )
    for build in (_chi_square, _larger_tables, _mann_whitney, _spearman):
        yield from build(done)
    yield "All tests are two-sided. "


def _of(done: Done, own: list[Row]) -> str:
    """Return the hypotheses of tests; of one that has other tests too, with the outcomes."""
    named = []
    for name in ids(own):
        outcomes = list(dict.fromkeys(r["outcome"] for r in own if r["hypothesis"] == name))
        every = {r["outcome"] for r in done.primary if r["hypothesis"] == name}
        labels = [variable_label(done.manifest, outcome) for outcome in outcomes]
        named.append(f"{name} ({', '.join(labels)})" if len(outcomes) < len(every) else name)
    return and_list(named)


def _chi_square(done: Done) -> Iterator[Part]:
    """Yield the test of 2x2 tables."""
    own = done.having("chi_square", ("pearson",), Role.PRIMARY.value)
    if own:
        yield from (
            f"Shares of two groups ({_of(done, own)}) were compared by Pearson's chi-square test ",
            citing("pearson_1900"),
            " without continuity correction. ",
        )


def _larger_tables(done: Done) -> Iterator[Part]:
    """Yield the test of larger tables."""
    own = done.having("chi_square", ("pearson_rxc",), Role.PRIMARY.value)
    if own:
        yield from (
            f"Tables larger than 2 x 2 ({_of(done, own)}) were tested by Pearson's chi-square ",
            citing("pearson_1900"),
            ". ",
        )


def _mann_whitney(done: Done) -> Iterator[Part]:
    """Yield the test of two groups of a metric outcome."""
    own = done.having("mann_whitney", ("asymptotic",), Role.PRIMARY.value)
    if own:
        yield from (
            f"Metric outcomes of two groups ({_of(done, own)}) were compared by the Mann-Whitney "
            "test ",
            citing("mann_whitney_1947"),
            ", which reads ranks alone and asks for no normal distribution; it is corrected for "
            "ties and has no continuity correction. ",
        )


def _spearman(done: Done) -> Iterator[Part]:
    """Yield the test of two metric variables."""
    own = done.having("spearman", (), Role.PRIMARY.value)
    if own:
        yield from (
            f"The association of two metric variables ({_of(done, own)}) was tested by "
            "Spearman's rank correlation ",
            citing("spearman_1904"),
            " with the t approximation. ",
        )


def effects(done: Done) -> Iterator[Part]:
    """Yield effect sizes with their intervals."""
    own = [row for row in done.primary if row["status"] == "ok"]
    level = (1 - done.manifest["alpha"]) * 100
    for name, (words, keys) in EFFECTS.items():
        rows = [row for row in own if row["effect_name"] == name]
        if rows:
            yield f"The effect size of {_procedures(rows)} is {words}"
            if keys:
                yield from (" ", citing(*keys))
            yield f", with a {level:g}% confidence interval by "
            yield from interval_methods(rows)
            yield ". "
    if any(row["contrast"] for row in own):
        yield "Effects of two groups are first group minus second, as tables name them. "


def _procedures(rows: list[Row]) -> str:
    """Return the tests of an effect."""
    if rows[0]["variant"] == "pearson_rxc":
        return "chi-square tests of larger tables"
    named = {
        "chi_square": "chi-square tests of 2 x 2 tables",
        "mann_whitney": "Mann-Whitney tests",
        "spearman": "rank correlations",
    }
    return and_list([named[p] for p in dict.fromkeys(row["procedure"] for row in rows)])


def interval_methods(rows: list[Row]) -> Iterator[Part]:
    """Yield the methods of intervals, those without a description as findings name them."""
    methods = list(dict.fromkeys(row["ci_method"] for row in rows if row["ci_method"]))
    said = [_described(method) for method in methods] or [["no method: there are too few firms"]]
    yield from _joined(said)


def _described(method: str) -> list[Part]:
    """Return one method of intervals."""
    words, keys = INTERVALS.get(method, (method, ()))
    return [words, " ", Cite(keys)] if keys else [words]
