"""What pingouin can recompute, procedure by procedure; pingouin itself is handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from smeint.engine.analysis import Analysis
from smeint.engine.design import design
from smeint.engine.select import Selection
from smeint.question import Question
from smeint.study import opinion_variants as variants
from smeint.study.opinion import (
    CLOSED,
    EFFECT,
    ITERATED,
    ROUNDED_2,
    ROUNDED_3,
    SINGLE,
    Compared,
    NotCompared,
)

if TYPE_CHECKING:
    import pandas as pd

Compares = Iterator[Compared | NotCompared]


@dataclass(frozen=True, slots=True, eq=False)
class Recomputed:
    """A finding with what it was computed from."""

    finding: Mapping[str, Any]
    measures: Mapping[tuple[str, str, str], Mapping[str, Any]]
    analysis: Analysis
    question: Question
    units: Selection

    def measure(self, name: str, field: str = "estimate", *, term: str = "") -> float:
        """Return a number of a measure, NaN where the finding has no such measure."""
        return float(self.measures.get((name, "", term), {}).get(field, np.nan))

    def number(self, field: str) -> float:
        """Return a number of the finding."""
        return float(self.finding[field])


def entry(frame: pd.DataFrame, name: str, row: int = 0) -> Any:
    """Return one value of a table of pingouin, whose columns changed their names over versions.

    Examples
    --------
    >>> import pandas as pd
    >>> [float(entry(pd.DataFrame({c: [0.5]}), "p_val")) for c in ("p_val", "p-val", "pval")]
    [0.5, 0.5, 0.5]
    """
    plain = {"".join(c for c in str(k) if c.isalnum()).lower(): k for k in frame.columns}
    return frame[plain["".join(c for c in name if c.isalnum()).lower()]].iloc[row]


def _counts(pingouin: Any, test: Recomputed) -> Compares:
    """Yield chi-square, p and V of a table: told not to correct, and by default."""
    import pandas as pd

    units, variant = test.units, str(test.finding["variant"])
    groups = units.first.astype(float) if test.question.contrast else units.predictor
    # as a user calls it: rows with a missing value are in the table that is handed over
    gaps = np.full(units.n_missing, np.nan)
    columns = {"group": np.append(groups, gaps), "outcome": np.append(units.outcome, gaps)}
    data = pd.DataFrame(columns)
    for correct, told in TOLD[variant]:
        call = f"pg.chi2_independence(data, group, outcome{told})"
        table = pingouin.chi2_independence(data, "group", "outcome", correction=correct)[2]
        numbers = [
            ("statistic", test.number("statistic"), entry(table, "chi2"), EFFECT),
            ("p_value", test.number("p_value"), entry(table, "pval"), CLOSED),
            ("effect", test.number("effect"), entry(table, "cramer"), EFFECT),
        ]
        likelihood = "likelihood_ratio_chi_square"
        if variant == "pearson":
            ours = test.measure(likelihood)
            numbers.append((likelihood, ours, entry(table, "chi2", 2), EFFECT))
        for name, ours, theirs, tolerance in numbers:
            other = () if variant == "pearson_rxc" else variants.of_table(units, groups, name, ours)
            yield Compared(name, ours, float(theirs), call, tolerance, other)


def _ranks(pingouin: Any, test: Recomputed) -> Compares:
    """Yield U, p, rank-biserial correlation and superiority of two groups."""
    x, y = test.units.outcome[test.units.first], test.units.outcome[~test.units.first]
    variant, tied = str(test.finding["variant"]), variants.tied(test.units.outcome)
    how = dict(OPTIONS[variant])
    written = "".join(f", {key}={value!r}" for key, value in how.items())
    default, call = "pg.mwu(x, y)", f"pg.mwu(x, y{written})"
    table = pingouin.mwu(x, y)
    yield Compared("u_1", test.measure("u_1"), float(entry(table, "U_val")), default, EFFECT)
    effect = test.number("effect")
    signs = (("sign convention", -effect),)
    yield Compared("effect", effect, float(entry(table, "RBC")), default, EFFECT, signs)
    share = test.measure("probability_of_superiority")
    other = (("CLES convention", 1 - share), ("CLES convention", max(share, 1 - share)))
    name = "probability_of_superiority"
    yield Compared(name, share, float(entry(table, "CLES")), default, EFFECT, other)
    p = test.number("p_value")
    if variant == "exact" and tied:
        yield NotCompared("p_value", "exact p with ties: pingouin's exact p is of untied values")
    else:
        theirs = float(entry(pingouin.mwu(x, y, **how), "p_val"))
        yield Compared("p_value", p, theirs, call, CLOSED)
    if variant != "exact":
        theirs = float(entry(table, "p_val"))
        yield Compared("p_value", p, theirs, default, CLOSED, variants.of_rank_p(test.units, tied))
        yield NotCompared("statistic", "pingouin prints U, not z")


def _rank_correlation(pingouin: Any, test: Recomputed) -> Compares:
    """Yield Spearman's rho, p and limits."""
    call = "pg.corr(x, y, method='spearman')"
    table = pingouin.corr(test.units.predictor, test.units.outcome, method="spearman")
    rho = test.number("effect")
    yield Compared("effect", rho, float(entry(table, "r")), call, EFFECT)
    p, theirs = test.number("p_value"), float(entry(table, "p_val"))
    yield Compared("p_value", p, theirs, call, CLOSED, variants.of_rho_p(test.units, p))
    yield NotCompared("statistic", "pingouin prints no t")
    if test.number("ci_level") != 0.95:
        yield NotCompared("ci_low, ci_high", "pingouin's limits of a correlation are at 95 %")
    elif test.units.n <= 3:
        yield NotCompared("ci_low, ci_high", "three firms have no interval")
    else:
        limits = entry(table, "CI95")
        for place, name in enumerate(("ci_low", "ci_high")):
            value, theirs = test.number(name), float(limits[place])
            other = variants.of_rho_limits(test.units.n, rho, place, value)
            yield Compared(name, value, theirs, call, ROUNDED_2, other)


def _shapiro(pingouin: Any, test: Recomputed) -> Compares:
    """Yield Shapiro-Wilk's W and p."""
    if test.units.n < 4:
        yield NotCompared("all", "pingouin takes more than three values")
        return
    table = pingouin.normality(test.units.outcome)
    call = "pg.normality(x)"
    yield Compared("statistic", test.number("statistic"), float(entry(table, "W")), call, SINGLE)
    yield Compared("p_value", test.number("p_value"), float(entry(table, "pval")), call, SINGLE)


def _logistic(pingouin: Any, test: Recomputed) -> Compares:
    """Yield the coefficients of a logistic model; of the predictor also errors and limits."""
    import pandas as pd

    model = design(test.analysis, test.question, test.units)
    # names of columns are data: pingouin is handed numbers of columns
    columns = [f"x{place}" for place in range(len(model.terms))]
    frame = pd.DataFrame(model.x, columns=columns)
    level = test.number("ci_level")
    # scikit-learn's own tolerance, which older versions of pingouin keep, stops early
    options = {"alpha": 1 - level, "tol": 1e-10}
    table = pingouin.logistic_regression(frame, pd.Series(model.y), **options)
    call = f"pg.logistic_regression(X, y, alpha={1 - level:.3g}, tol=1e-10)"
    rows = {str(name): place for place, name in enumerate(table["names"])}
    for place, (column, term) in enumerate(zip(columns, model.terms, strict=True)):
        row = rows[column]
        ours = test.measure("log_odds", term=term)
        theirs = float(entry(table, "coef", row))
        yield Compared(f"log_odds: {term}", ours, theirs, call, ITERATED)
        if place == 0:
            low, high = table.columns[-2:]
            numbers = {
                "std_error": (test.measure("log_odds", "std_error", term=term), "se"),
                "statistic": (test.number("statistic"), "z"),
                "p_value": (test.number("p_value"), "pval"),
                "ci_low": (test.measure("log_odds", "ci_low", term=term), low),
                "ci_high": (test.measure("log_odds", "ci_high", term=term), high),
            }
            for name, (value, title) in numbers.items():
                quantity = (
                    name if name in ("statistic", "p_value") else f"{name} of log_odds: {term}"
                )
                yield Compared(quantity, value, float(entry(table, title, row)), call, ITERATED)


def _alpha(pingouin: Any, test: Recomputed) -> Compares:
    """Yield Cronbach's alpha and its limits."""
    import pandas as pd

    items = variants.turned_items(test.units)
    if items is None:
        yield NotCompared("all", "which items are reversed does not follow from the kept scores")
        return
    level = test.number("ci_level")
    alpha, limits = pingouin.cronbach_alpha(pd.DataFrame(items), ci=level)
    call = f"pg.cronbach_alpha(items, ci={level:g})"
    yield Compared("effect", test.number("effect"), float(alpha), call, EFFECT)
    for name, theirs in zip(("ci_low", "ci_high"), limits, strict=True):
        yield Compared(name, test.number(name), float(theirs), call, ROUNDED_3)


#: Options by which pingouin is told the variant of a finding.
OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "asymptotic": {"use_continuity": False, "method": "asymptotic"},
    "continuity_corrected": {"method": "asymptotic"},
    "exact": {"method": "exact"},
}

#: Ways in which a table is asked for, and how they are written.
NOT_CORRECTED, BY_DEFAULT = (False, ", correction=False"), (True, "")
TOLD: Mapping[str, tuple[tuple[bool, str], ...]] = {
    "pearson": (NOT_CORRECTED, BY_DEFAULT),
    "yates": (BY_DEFAULT,),
    "pearson_rxc": (BY_DEFAULT,),
}

#: What pingouin can recompute, by procedure and variant.
CALLS: Mapping[tuple[str, str], Callable[[Any, Recomputed], Compares]] = {
    **{("chi_square", v): _counts for v in TOLD},
    **{("mann_whitney", v): _ranks for v in OPTIONS},
    ("spearman", "t_approximation"): _rank_correlation,
    ("shapiro_wilk", "royston_1995"): _shapiro,
    **{("logit", f"block_{block}"): _logistic for block in (1, 2, 3)},
    ("cronbach_alpha", "raw"): _alpha,
}

#: Why pingouin cannot recompute a procedure.
WITHOUT: Mapping[str, str] = {
    "fisher_exact": "pingouin has no Fisher test",
    "lilliefors": "pingouin has no Lilliefors test",
    "kolmogorov_smirnov": "pingouin has no Kolmogorov-Smirnov test",
    "pooled_score": "pingouin has no score test with firms as clusters",
    "firth_logit": "pingouin has no Firth regression",
    "clustered_logit": "pingouin has no errors by firm",
    "gee_logit": "pingouin has no GEE",
    "mcdonald_omega": "pingouin has no omega",
}
WITHOUT_ANY = "pingouin has no such procedure"
