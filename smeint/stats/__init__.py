"""Statistical procedures on arrays and tables, each usable alone.

Every function takes plain arrays, lists, pandas columns or tables, and returns an `Answer`: the
test with all its measures, in the rows that a study's results are made of. What the caller got
wrong raises one sentence; what the data do not allow is a status, and never a number. The same
formulas on summaries, many at once, are in `smeint.formulas`. Rows of several variables belong
together by their place; columns of pandas whose indexes differ are refused.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smeint.stats.answer import Answer as Answer
    from smeint.stats.association import kendall as kendall
    from smeint.stats.association import spearman as spearman
    from smeint.stats.chi_squares import chi_square as chi_square
    from smeint.stats.counts import CrossTable as CrossTable
    from smeint.stats.counts import crosstab as crosstab
    from smeint.stats.dependent_rows import clustered_logit as clustered_logit
    from smeint.stats.dependent_rows import gee_logit as gee_logit
    from smeint.stats.dependent_rows import robust_logit as robust_logit
    from smeint.stats.exact_tables import barnard as barnard
    from smeint.stats.exact_tables import boschloo as boschloo
    from smeint.stats.exact_tables import fisher_exact as fisher_exact
    from smeint.stats.firms import firm_permutation as firm_permutation
    from smeint.stats.firms import pooled_score as pooled_score
    from smeint.stats.firth_logistic import firth_logit as firth_logit
    from smeint.stats.groupwise import by_group as by_group
    from smeint.stats.lags import lagged as lagged
    from smeint.stats.logistic import logit as logit
    from smeint.stats.multiple_tests import adjust as adjust
    from smeint.stats.multiple_tests import benjamini_hochberg as benjamini_hochberg
    from smeint.stats.multiple_tests import benjamini_yekutieli as benjamini_yekutieli
    from smeint.stats.multiple_tests import bonferroni as bonferroni
    from smeint.stats.multiple_tests import hochberg as hochberg
    from smeint.stats.multiple_tests import holm as holm
    from smeint.stats.negligible import equivalent_correlation as equivalent_correlation
    from smeint.stats.negligible import equivalent_ranks as equivalent_ranks
    from smeint.stats.negligible import equivalent_shares as equivalent_shares
    from smeint.stats.normality import anderson_darling as anderson_darling
    from smeint.stats.normality import kolmogorov_smirnov as kolmogorov_smirnov
    from smeint.stats.normality import lilliefors as lilliefors
    from smeint.stats.normality import shapiro_wilk as shapiro_wilk
    from smeint.stats.normality import skewness_kurtosis as skewness_kurtosis
    from smeint.stats.paired_shares import mcnemar as mcnemar
    from smeint.stats.rank_models import quantile_regression as quantile_regression
    from smeint.stats.rank_models import rank_regression as rank_regression
    from smeint.stats.raters import cohen_kappa as cohen_kappa
    from smeint.stats.raters import fleiss_kappa as fleiss_kappa
    from smeint.stats.raters import krippendorff_alpha as krippendorff_alpha
    from smeint.stats.several_groups import jonckheere_terpstra as jonckheere_terpstra
    from smeint.stats.several_groups import kruskal_wallis as kruskal_wallis
    from smeint.stats.share_models import fractional_logit as fractional_logit
    from smeint.stats.share_models import two_part as two_part
    from smeint.stats.shares import goodness_of_fit as goodness_of_fit
    from smeint.stats.stratified import breslow_day as breslow_day
    from smeint.stats.stratified import mantel_haenszel as mantel_haenszel
    from smeint.stats.stratified_groups import (
        rank_biserial_homogeneity as rank_biserial_homogeneity,
    )
    from smeint.stats.stratified_groups import van_elteren as van_elteren
    from smeint.stats.trend import cochran_armitage as cochran_armitage
    from smeint.stats.two_groups import brunner_munzel as brunner_munzel
    from smeint.stats.two_groups import mann_whitney as mann_whitney
    from smeint.stats.two_groups import welch as welch

_WHERE = {
    "Answer": "smeint.stats.answer",
    "CrossTable": "smeint.stats.counts",
    "adjust": "smeint.stats.multiple_tests",
    "anderson_darling": "smeint.stats.normality",
    "barnard": "smeint.stats.exact_tables",
    "benjamini_hochberg": "smeint.stats.multiple_tests",
    "benjamini_yekutieli": "smeint.stats.multiple_tests",
    "bonferroni": "smeint.stats.multiple_tests",
    "boschloo": "smeint.stats.exact_tables",
    "breslow_day": "smeint.stats.stratified",
    "brunner_munzel": "smeint.stats.two_groups",
    "by_group": "smeint.stats.groupwise",
    "chi_square": "smeint.stats.chi_squares",
    "clustered_logit": "smeint.stats.dependent_rows",
    "cochran_armitage": "smeint.stats.trend",
    "cohen_kappa": "smeint.stats.raters",
    "crosstab": "smeint.stats.counts",
    "equivalent_correlation": "smeint.stats.negligible",
    "equivalent_ranks": "smeint.stats.negligible",
    "equivalent_shares": "smeint.stats.negligible",
    "firm_permutation": "smeint.stats.firms",
    "firth_logit": "smeint.stats.firth_logistic",
    "fisher_exact": "smeint.stats.exact_tables",
    "fleiss_kappa": "smeint.stats.raters",
    "fractional_logit": "smeint.stats.share_models",
    "gee_logit": "smeint.stats.dependent_rows",
    "goodness_of_fit": "smeint.stats.shares",
    "hochberg": "smeint.stats.multiple_tests",
    "holm": "smeint.stats.multiple_tests",
    "jonckheere_terpstra": "smeint.stats.several_groups",
    "kendall": "smeint.stats.association",
    "kolmogorov_smirnov": "smeint.stats.normality",
    "krippendorff_alpha": "smeint.stats.raters",
    "kruskal_wallis": "smeint.stats.several_groups",
    "lagged": "smeint.stats.lags",
    "lilliefors": "smeint.stats.normality",
    "logit": "smeint.stats.logistic",
    "mann_whitney": "smeint.stats.two_groups",
    "mantel_haenszel": "smeint.stats.stratified",
    "mcnemar": "smeint.stats.paired_shares",
    "pooled_score": "smeint.stats.firms",
    "quantile_regression": "smeint.stats.rank_models",
    "rank_biserial_homogeneity": "smeint.stats.stratified_groups",
    "rank_regression": "smeint.stats.rank_models",
    "robust_logit": "smeint.stats.dependent_rows",
    "shapiro_wilk": "smeint.stats.normality",
    "skewness_kurtosis": "smeint.stats.normality",
    "spearman": "smeint.stats.association",
    "two_part": "smeint.stats.share_models",
    "van_elteren": "smeint.stats.stratified_groups",
    "welch": "smeint.stats.two_groups",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _WHERE:
        raise AttributeError(f"module 'smeint.stats' has no attribute {name!r}")
    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
