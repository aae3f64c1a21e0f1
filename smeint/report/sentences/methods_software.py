"""Methods: sampling weights, disclosure control, software."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from smeint.report.sentences.cited import Part, citing
from smeint.report.sentences.done import Done, and_list, ids, number
from smeint.study.weighted import RAO_SCOTT


def weights(done: Done) -> Iterator[Part]:
    """Yield the weighted companions and the sampling design."""
    tables = done.having("chi_square", (RAO_SCOTT,))
    means, models = done.having("weighted_means"), done.having("weighted_logit")
    if not (tables or means or models):
        return
    survey = done.manifest["survey"]
    stands = "the sampling weights" if "weight" in survey else "equal weights"
    strata = " and the sampling strata" if "stratum" in survey else ""
    yield f"Weighted companions use {stands}{strata} of the survey, with linearized variances "
    yield from (citing("binder_1983", "lumley_2004"), ". ")
    if tables:
        yield f"Tables ({and_list(ids(tables))}): Rao and Scott's second-order correction "
        yield from (citing("rao_scott_1984"), ". ")
    if means:
        yield (
            f"Metric outcomes ({and_list(ids(means))}): weighted means, which are no weighted "
            "form of the rank test. "
        )
    if models:
        yield f"Logistic regressions ({and_list(ids(models))}): weighted pseudo-likelihood. "
    yield "Decisions rest on the unweighted tests. "


def disclosure(done: Done) -> Iterator[Part]:
    """Yield what is not shown."""
    if "suppressed" in done.manifest:
        how = done.manifest["suppressed"]
        yield (
            f"To protect firms, counts of fewer than {how['min_count']} firms are not shown, nor "
            f"the numbers from which they would follow ({number(how['findings'], 'test')}); "
            "verdicts rest on all tests. "
        )


#: Procedures for which statsmodels fits or has tables, and firthmodels looks for separation.
_STATSMODELS = ("logit", "clustered_logit", "gee_logit", "lilliefors")
_FIRTHMODELS = (
    *("logit", "clustered_logit", "gee_logit", "weighted_logit"),
    *("fractional_logit", "two_part"),
)


def software(done: Done, *, figures: bool, cross_check: bool) -> Iterator[Part]:
    """Yield the software with its versions, as far as it was used."""
    versions = done.manifest["versions"]
    used = {row["procedure"] for row in done.rows if row["status"] != "variable_missing"}
    yield from (f"Computed with smeint {versions['smeint']} ", citing("smeint"))
    yield f" under Python {versions['python']}"
    names = {"scipy": "SciPy", "numpy": "NumPy", "pandas": "pandas"}
    names |= {"statsmodels": "statsmodels"} if used & set(_STATSMODELS) else {}
    names |= {"firthmodels": "firthmodels"} if used & set(_FIRTHMODELS) else {}
    names = {key: name for key, name in names.items() if key in versions}
    for place, (key, name) in enumerate(names.items(), 1):
        yield f"{' with' if place == 1 else ', and' if place == len(names) else ','} "
        yield from (f"{name} {versions[key]} ", citing(key))
    yield ". "
    if figures:
        yield "Figures were drawn with "
        # firms of a rank correlation are drawn by seaborn, all else by matplotlib alone
        drawing = ("matplotlib", "seaborn") if "spearman" in used else ("matplotlib",)
        for place, name in enumerate(drawing):
            yield from (f"{' and ' if place else ''}{name} {metadata.version(name)} ", citing(name))
        yield ". "
    if cross_check:
        yield f"Results were compared with pingouin {metadata.version('pingouin')} "
        yield from (citing("pingouin"), ". ")
