"""What a rule on another program's output is made of, and when it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """Where the results hold a number that another program prints.

    Parameters
    ----------
    symbol : str
        What the program calls it; empty for a p-value.
    measures : tuple of str
        Of ``measures.csv``; of several the smallest estimate is meant. Empty for the statistic
        or p-value of the finding itself.
    variant : str
        Of the measure.
    of : tuple of (str, str)
        Procedure and variant of the finding beside this one that has it; empty for its own.
    estimate : bool
        Whether the measure's estimate is meant, not its statistic.
    negative : bool
        Whether the program prints it with a minus sign, whatever the order of the groups.
    magnitude : bool
        Whether only its size is known, as its sign depends on codes.
    term : bool
        Whether the measure is that of the predictor's term in a model.
    """

    symbol: str = ""
    measures: tuple[str, ...] = ()
    variant: str = ""
    of: tuple[str, str] = ("", "")
    estimate: bool = False
    negative: bool = False
    magnitude: bool = False
    term: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What one program prints by default, and where the results hold it.

    Parameters
    ----------
    program : {"R", "SPSS", "Stata"}
    call : str
        The command, and the row of its output where there are several.
    statistic, p : Shown or None
        None where the results do not hold that variant, or nothing is printed.
    differs : str
        Why it differs from the report's number, or why there is none; empty where it is the same.
    when : str
        A key of `CONDITIONS`; empty for always.
    source : str
        A key of `SOURCES`: where SPSS's or Stata's manual says so.
    """

    program: str
    call: str
    statistic: Shown | None = None
    p: Shown | None = None
    differs: str = ""
    when: str = ""
    source: str = ""


OWN_P = Shown()


@dataclass(frozen=True, slots=True)
class Data:
    """What conditions are asked of.

    Parameters
    ----------
    n, n_1, n_2 : float
        Firms; NaN where there are no groups, or a count is not shown.
    tied : bool or None
        Whether values are tied; None where the results keep no firm-years.
    p : float
        Of the finding in the variant that R prints, for Lilliefors.
    clustered : bool
        Whether firms are clusters of firm-years.
    """

    n: float
    n_1: float
    n_2: float
    tied: bool | None
    p: float
    clustered: bool


def _below_50(data: Data) -> bool:
    return data.n_1 < 50 and data.n_2 < 50


#: Below so many pairs without ties R's Spearman test is not the t approximation.
R_SPEARMAN = 1290

#: When rules hold. Of all rules on one line of a program's output at most one does.
CONDITIONS: Mapping[str, Callable[[Data], bool]] = {
    # wilcox.test: exact below 50 in each group without ties, else corrected for continuity
    "R exact": lambda data: _below_50(data) and data.tied is False,
    "R normal": lambda data: not _below_50(data) or data.tied is True,
    "R either": lambda data: _below_50(data) and data.tied is None,
    # cor.test: exact or an Edgeworth series without ties
    "rho exact": lambda data: data.n < R_SPEARMAN and data.tied is False,
    "rho t": lambda data: data.n >= R_SPEARMAN or data.tied is True,
    "rho either": lambda data: data.n < R_SPEARMAN and data.tied is None,
    # ks.test: exact below 100 without ties
    "ks exact": lambda data: data.n < 100 and data.tied is False,
    "ks not exact": lambda data: data.n >= 100 or data.tied is not False,
    "up to 40, untied": lambda data: data.n <= 40 and data.tied is False,
    "up to 40, perhaps tied": lambda data: data.n <= 40 and data.tied is not False,
    "up to 25": lambda data: data.n <= 25,
    "untied": lambda data: data.tied is False,
    "perhaps tied": lambda data: data.tied is not False,
    "p below .1": lambda data: data.p < 0.1,
    "p from .1": lambda data: not data.p < 0.1,
    "cross-section": lambda data: not data.clustered,
    "by firm": lambda data: data.clustered,
}

#: What rules cite: the program and the entry in its manual, as in docs/conventions.md.
SOURCES: Mapping[str, tuple[str, str]] = {
    "S-CT": ("SPSS", "CROSSTABS"),
    "S-EX": ("SPSS", "EXAMINE"),
    "S-GL": ("SPSS", "GENLIN"),
    "S-LR": ("SPSS", "LOGISTIC REGRESSION"),
    "S-MW": ("SPSS", "NPAR TESTS, subcommand M-W"),
    "S-NC": ("SPSS", "NONPAR CORR"),
    "S-NP": ("SPSS", "NPAR TESTS"),
    "S-QR": ("SPSS", "QUANTILE REGRESSION"),
    "S-XT": ("SPSS", "Exact Tests"),
    "T-ep": ("Stata", "Epitab"),
    "T-fr": ("Stata", "fracreg"),
    "T-ks": ("Stata", "ksmirnov"),
    "T-lo": ("Stata", "logit"),
    "T-qr": ("Stata", "qreg"),
    "T-rs": ("Stata", "ranksum"),
    "T-sp": ("Stata", "spearman"),
    "T-sw": ("Stata", "swilk"),
    "T-ta": ("Stata", "tabulate twoway"),
    "T-xg": ("Stata", "xtgee"),
}
MANUALS = {
    "SPSS": "IBM SPSS Statistics Algorithms and Command Syntax Reference",
    "Stata": "Stata Reference Manuals",
}


def cited(rules: Iterable[Rule]) -> str:
    """Return the manuals that rules follow, with their entries; empty for none.

    Examples
    --------
    >>> cited([Rule("Stata", "logit", source="T-lo"), Rule("R", "glm")])
    'Stata Reference Manuals (logit); not run'
    """
    entries: dict[str, list[str]] = {}
    for key in dict.fromkeys(rule.source for rule in rules if rule.source):
        program, entry = SOURCES[key]
        entries.setdefault(program, []).append(entry)
    named = [f"{MANUALS[name]} ({', '.join(entries[name])})" for name in sorted(entries)]
    return f"{'; '.join(named)}; not run" if named else ""
