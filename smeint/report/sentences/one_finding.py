"""The sentence on one test, right for every procedure and status."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from smeint.errors import counted, listed
from smeint.finding import Status
from smeint.report.sentences.asides import asides
from smeint.report.sentences.evidence import COEFFICIENTS, NORMALITY_TESTS, normality, reliability
from smeint.report.sentences.models import MODELS, VARIANTS, model
from smeint.report.sentences.names import variable_name
from smeint.report.sentences.place import opening, test_name
from smeint.report.sentences.statistics import n_words, result_words, statistic_words
from smeint.report.sentences.strata import HOMOGENEITY_TESTS, bands_differ, bands_together
from smeint.report.sentences.two_groups import association, distribution, ranks, shares
from smeint.report.sentences.weighted import weighted_means, weighted_table
from smeint.report.sentences.whole_finding import Whole, whole_findings
from smeint.report.tables.further_models import title
from smeint.report.words import Words, coded, words

if TYPE_CHECKING:
    from smeint.study.results import Results

Said = Callable[[Whole], Words]


def test_sentence(results: Results, row: Mapping[str, Any]) -> Words:
    """Return one sentence on a test, in the form of APA 7.

    Parameters
    ----------
    results : Results
    row : mapping
        Of ``findings.csv``.

    Returns
    -------
    Words
        With the numbers of the tables. A test that is not significant "does not show" a
        difference, and one that was not computed says why; no sentence says what lies behind
        a difference.
    """
    return test_sentences(results, [row])[0]


def test_sentences(results: Results, rows: Sequence[Mapping[str, Any]]) -> tuple[Words, ...]:
    """Return the sentences on several tests, the tables read once for all of them.

    Parameters
    ----------
    results : Results
    rows : sequence of mapping
        Of ``findings.csv``.

    Returns
    -------
    tuple of Words
        As `test_sentence`.
    """
    return tuple(_said(test) for test in whole_findings(results, rows))


def _said(test: Whole) -> Words:
    """Return the sentence on a test, or why there is none."""
    if test.row["status"] != Status.OK.label:
        return _not_computed(test)
    return words(_sentence(test)(test), asides(test), ".")


def _sentence(test: Whole) -> Said:
    """Return what makes the sentence of a procedure."""
    procedure = test.row["procedure"]
    if procedure in _BY_PROCEDURE:
        return _BY_PROCEDURE[procedure]
    if procedure in MODELS:
        return model
    if procedure in NORMALITY_TESTS:
        return normality
    if procedure in COEFFICIENTS:
        return reliability
    return _other


def _table(test: Whole) -> Words:
    """Return the sentence on a table: of two shares, of a category, or of two categories."""
    if test.row["variant"] == "rao_scott":
        return weighted_table(test)
    if not test.levels:
        return association(test)
    return shares(test) if _has(test, "events") else distribution(test)


def _ranks(test: Whole) -> Words:
    """Return the sentence on ranks, or that the groups are not described."""
    return ranks(test) if _has(test, "median") else _other(test)


def _pooled(test: Whole) -> Words:
    """Return the sentence on the pooled test, which takes shares, ranks and associations."""
    if not test.levels:
        return association(test)
    if _has(test, "events"):
        return shares(test)
    return _ranks(test)


def _has(test: Whole, name: str) -> bool:
    """Return whether two groups are described by a number."""
    return len(test.groups) == 2 and not any(math.isnan(g[name]) for g in test.groups)


def _other(test: Whole) -> Words:
    """Return a plain sentence on a procedure that has none of its own."""
    row = test.row
    outcome = variable_name(test.manifest, row["outcome"])
    of = f"{outcome} by {variable_name(test.manifest, row['predictor'])}"
    named = f"{title(row['procedure'])} of {of if row['predictor'] else outcome}"
    statistic = [statistic_words(test)] if row["statistic_name"] else []
    numbers = result_words(test, [n_words(test), *statistic])
    return words(opening(test), named, ", ", numbers)


_BY_PROCEDURE: dict[str, Said] = {
    "chi_square": _table,
    "fisher_exact": _table,
    "mann_whitney": _ranks,
    "spearman": association,
    "pooled_score": _pooled,
    "homogeneity": bands_differ,
    "mantel_haenszel": bands_together,
    "van_elteren": bands_together,
    "weighted_means": weighted_means,
}

#: What a primary test is by its procedure need not be said where it was not computed.
_PLAIN = frozenset({"chi_square.pearson", "mann_whitney.asymptotic", "spearman.t_approximation"})


def _not_computed(test: Whole) -> Words:
    """Return why there is no number."""
    row = test.row
    kind = f"{row['procedure']}.{row['variant']}"
    named = "" if kind in _PLAIN else f" ({_procedure(row)})"
    head = f"{test_name(test)}{named}: "
    status = row["status"]
    if status == Status.SUPPRESSED.label:
        return words(head, f"not shown, because {Status.SUPPRESSED.meaning}.")
    meaning = Status[status.upper()].meaning
    there = "there are " if meaning.startswith(("too few", "more observations")) else ""
    return words(head, f"not computed, because {there}{meaning}", _detail(test), ".")


def _procedure(row: Mapping[str, Any]) -> str:
    """Return a procedure with its variant."""
    procedure, variant = str(row["procedure"]), str(row["variant"])
    named = TITLES.get(procedure) or MODELS.get(procedure, title(procedure)).removeprefix("a ")
    which = _VARIANTS.get(variant, "")
    if variant.startswith("block_"):
        which = variant.replace("_", " ")
    return ", ".join(part for part in (named, which) if part)


#: What procedures are called that are no models.
TITLES = {
    "chi_square": "chi-square test",
    "fisher_exact": "Fisher's exact test",
    "mann_whitney": "Mann-Whitney test",
    "spearman": "rank correlation",
    "pooled_score": "pooled test",
    "homogeneity": "whether the bands differ",
    "mantel_haenszel": "Mantel and Haenszel's test over all bands",
    "van_elteren": "van Elteren's test over all bands",
    "weighted_means": "means by the sampling design",
    "lilliefors": "Lilliefors' test",
    "shapiro_wilk": "Shapiro and Wilk's test",
    "kolmogorov_smirnov": "Kolmogorov-Smirnov test",
    **COEFFICIENTS,
}

#: Variants that must be told apart.
_VARIANTS = {
    "yates": "Yates' correction",
    "rao_scott": "by the sampling design",
    "continuity_corrected": "continuity corrected",
    "exact": "exact",
    **VARIANTS,
    **HOMOGENEITY_TESTS,
}


def _detail(test: Whole) -> Words:
    """Return which variable it is, or how many firms there are, in brackets."""
    parts = str(test.row["note"]).split("; ")
    if test.row["status"] == Status.VARIABLE_MISSING.label:
        named = [p.removesuffix(ABSENT) for p in parts if p.endswith(ABSENT)]
    else:
        found = (p.partition(start)[2] for p in parts for start in _TELLING if start in p)
        named = [name for text in found for name in text.strip().split(", ")]
    if named:
        return words(" (", coded(listed(named, most=4)), ")")
    firms = _sizes(test)
    return words(f" ({firms})") if firms else ()


ABSENT = " is missing"

#: Before the names, in a note, of what stands in a test's way.
_TELLING = (
    *("separates the outcome:", "linearly dependent:", "residuals cancel:"),
    *("a group or all of them tied:", "groups are wholly apart:"),
)


def _sizes(test: Whole) -> str:
    """Return how many firms, or firm-years, there are in each group."""
    row = test.row
    noun = "firm-year" if row["unit"] == "firm_clusters" else "firm"
    if math.isnan(row["n"]):
        return ""
    if not test.levels or math.isnan(row["n_1"]):
        return counted(int(row["n"]), noun)
    first, second = test.pair
    sizes = ((int(row["n_1"]), first), (int(row["n_2"]), second))
    if noun == "firm-year":
        return ", ".join(f"{counted(n, noun)} of {name}" for n, name in sizes)
    return ", ".join(firms_counted(n, name) for n, name in sizes)


def firms_counted(n: int, name: str) -> str:
    """Return a number of firms of a group, in the singular where it is one.

    Examples
    --------
    >>> firms_counted(1, "non-SMEs"), firms_counted(1, "firms with TQM"), firms_counted(0, "SMEs")
    ('1 non-SME', '1 firm with TQM', '0 SMEs')
    """
    one = re.sub(r"(SME|firm)s\b", r"\1", name, count=1)
    return f"{n:,} {one if n == 1 else name}"
