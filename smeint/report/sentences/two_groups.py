"""Sentences on two groups: shares, ranks, and associations of two variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smeint.errors import counted
from smeint.numbers import median_text, size_text
from smeint.report.sentences.names import done, variable_name
from smeint.report.sentences.place import opening
from smeint.report.sentences.statistics import (
    effect_sign,
    interval_words,
    joined,
    n_words,
    p_words,
    result_words,
    statistic_words,
    u_words,
    value,
)
from smeint.report.sentences.whole_finding import Whole
from smeint.report.words import Words, italic, words

NO_DIFFERENCE_SHOWN = "the data do not show a difference"
NO_ASSOCIATION_SHOWN = "the data do not show an association"

_HIGHER = {1: "higher", -1: "lower"}


def higher(sign: int) -> str:
    """Return how the first group stands to the second."""
    return _HIGHER.get(sign, "")


def outcome_of(test: Whole) -> str:
    """Return what the outcome is called."""
    return variable_name(test.manifest, test.row["outcome"])


def difference(test: Whole, subject: str, verb: str = "was", *, to: str = "for") -> str:
    """Return who is higher, or that the data do not show it.

    Parameters
    ----------
    test : Whole
    subject : str
        What is compared, such as ``the odds of being internationalized``.
    verb : str
        Its verb.
    to : {"for", "among"}

    Returns
    -------
    str
    """
    first, second = test.pair
    if not test.significant:
        return f"{NO_DIFFERENCE_SHOWN} in {subject} between {first} and {second}"
    if not test.sign:
        return f"{subject} differed between {first} and {second}"
    return f"{subject} {verb} {higher(test.sign)} {to} {first} than {to} {second}"


def share_text(group: Mapping[str, Any], name: str, *, years: bool = False) -> str:
    """Return a group's share with its counts, such as ``40.4% of SMEs (23 of 57)``."""
    whose = f"firm-years of {name}" if years else name
    counts = f"({int(group['events'])} of {int(group['n'])})"
    return f"{group['share'] * 100:.1f}% of {whose} {counts}"


def shares(test: Whole) -> Words:
    """Return the sentence on two shares: chi-square, Fisher's test, the pooled test."""
    first, second = test.groups
    years = test.row["unit"] == "firm_clusters"
    one, two = (
        share_text(group, name, years=years)
        for group, name in zip((first, second), test.pair, strict=True)
    )
    said = f"{opening(test)}{one} and {two} {done(test.manifest, test.row['outcome'])[0]}"
    return words(said, direction(test, "share "), ", ", _table_numbers(test))


def direction(test: Whole, what: str = "") -> str:
    """Return the direction in words, or that the data do not show a difference."""
    if not test.significant:
        return f"; {NO_DIFFERENCE_SHOWN}"
    if not test.sign:
        return ": the groups differ"
    return f": {'a ' if what else ''}{higher(test.sign)} {what}among {test.pair[0]}"


def _table_numbers(test: Whole) -> Words:
    """Return the numbers of a test of a table."""
    if test.row["procedure"] == "fisher_exact":
        drawn = str(test.row["p_method"]).startswith("Monte Carlo")
        named = "Fisher's exact test by Monte Carlo, " if drawn else "Fisher's exact "
        return result_words(test, [n_words(test)], exact=named)
    statistic = statistic_words(test, n=test.row["unit"] != "firm_clusters")
    yates = " with Yates' continuity correction" if test.row["variant"] == "yates" else ""
    return result_words(test, [words(statistic, yates)])


def ranks(test: Whole) -> Words:
    """Return the sentence on two groups of a metric outcome: Mann-Whitney, the pooled test."""
    exact = "exact " if test.row["variant"] == "exact" else ""
    numbers = result_words(test, _rank_statistic(test), exact=exact)
    return words(opening(test), _medians(test), ", ", numbers)


def _medians(test: Whole) -> Words:
    """Return both groups with median and size."""
    subject = outcome_of(test)
    first, second = test.groups
    one, two = test.pair
    if test.significant and test.sign:
        return words(
            f"{subject} tended to be {higher(test.sign)} among {one} (",
            *(_of(test, first), ") than among ", f"{two} (", _of(test, second), ")"),
        )
    so = "" if test.significant else f"; {NO_DIFFERENCE_SHOWN}"
    each = ((first, one), (second, two))
    said = (
        words(median_text(g["median"]), f" for {name} (", _size(test, g), ")") for g, name in each
    )
    return words(f"the median of {subject} was ", next(said), " and ", next(said), so)


def _of(test: Whole, group: Mapping[str, Any]) -> Words:
    """Return a group's median and size."""
    shown = median_text(group["median"])
    return words(italic("Mdn"), f" = {shown}, ", _size(test, group))


def _size(test: Whole, group: Mapping[str, Any]) -> Words:
    """Return a group's size, in firm-years where years are taken together."""
    if test.row["unit"] == "firm_clusters":
        return words(counted(int(group["n"]), "firm-year"))
    return words(italic("n"), f" = {size_text(group['n'])}")


def _rank_statistic(test: Whole) -> list[Words]:
    """Return what stands before p of a rank test."""
    row = test.row
    if row["procedure"] != "mann_whitney":
        return [statistic_words(test)]
    found = [*u_words(test)]
    if row["variant"] == "exact":
        return found
    corrected = row["variant"] == "continuity_corrected"
    z = statistic_words(test)
    return [*found, words(z, " with continuity correction" if corrected else "")]


def association(test: Whole) -> Words:
    """Return the sentence on two variables: Spearman, the pooled test, larger tables."""
    row = test.row
    outcome, predictor = outcome_of(test), variable_name(test.manifest, row["predictor"])
    if not test.significant:
        said = f"{NO_ASSOCIATION_SHOWN} of {outcome} with {predictor}"
    else:
        signed = row["effect_name"] not in ("cramers_v", "")
        how = {1: "positively ", -1: "negatively "}.get(test.sign, "") if signed else ""
        said = f"{outcome} and {predictor} were {how}associated"
    return words(opening(test), said, ", ", _association_numbers(test))


def _association_numbers(test: Whole) -> Words:
    """Return the numbers of an association; a rank correlation with its degrees of freedom."""
    row = test.row
    if row["procedure"] != "spearman":
        pooled = row["unit"] == "firm_clusters"
        return result_words(test, [statistic_words(test)]) if pooled else _table_numbers(test)
    df = statistic_words(test)[-1].text.partition(" = ")[0]
    rho = words(
        effect_sign(row["effect_name"]), f"{df} = {value(row['effect_name'], row['effect'])}"
    )
    p = p_words(row["p_value"], row["p_bound"], test.alpha)
    return joined([n_words(test), rho, p, *interval_words(row)])


def distribution(test: Whole) -> Words:
    """Return the sentence on a category with several levels in two groups."""
    return words(opening(test), distribution_text(test), ", ", _table_numbers(test))


def distribution_text(test: Whole) -> str:
    """Return that a distribution differs between two groups, or that the data do not show it."""
    one, two = test.pair
    subject = f"the distribution of {outcome_of(test)}"
    if test.significant:
        return f"{subject} differed between {one} and {two}"
    return f"the data do not show that {subject} differs between {one} and {two}"
