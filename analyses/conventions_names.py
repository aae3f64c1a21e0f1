"""The names that the calls of ``analyses/conventions`` use: the worked data, and the programs."""

import importlib
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

import smeint.formulas
import smeint.stats
from smeint.defaults import DEFAULTS
from smeint.engine.firth import fit_firth
from smeint.engine.logit import fit_logit
from smeint.finding import MEASURES
from smeint.formulas.result import P_EXACT, Estimate, TestResult
from smeint.stats.answer import Answer

DATA = Path(__file__).resolve().parents[1] / "data" / "synthetic" / "worked_firms.csv"


@cache
def worked() -> dict[str, Any]:
    """Return the columns of the worked data: the first year's, and `all_` those of all years."""
    table = pd.read_csv(DATA)
    first = table[table.year == table.year.min()]
    last = table[table.year == table.year.max()]
    found: dict[str, Any] = {name: first[name].to_numpy() for name in first}
    found |= {f"all_{name}": table[name].to_numpy() for name in table}
    found["sme"], found["firms"], found["all_firms"] = found["sme"] == 1, first, table
    for name in ("fsts", "rota", "team"):
        found[f"{name}_sme"] = found[name][found["sme"]]
        found[f"{name}_other"] = found[name][~found["sme"]]
    found["planning_later"] = last.planning.to_numpy()
    found["ratings"] = first[["rater_1", "rater_2", "rater_3"]].to_numpy(dtype=float)
    counts = found["counts"] = _counts(first)
    found["a"], found["b"], found["c"], found["d"] = counts.ravel().tolist()
    return found


@cache
def of_python() -> dict[str, Any]:
    """Return every name that a call may use."""
    f = SimpleNamespace()
    for path in sorted(Path(smeint.formulas.__file__).parent.glob("[a-z]*.py")):
        loaded = importlib.import_module(f"smeint.formulas.{path.stem}")
        own = {
            k: v for k, v in vars(loaded).items() if getattr(v, "__module__", "") == loaded.__name__
        }
        vars(f).update({k: v for k, v in own.items() if not k.startswith("_")})
    found: dict[str, Any] = {"f": f}
    for name in ("reduce", "reduce_groups", "reduce_pairs"):
        found[name] = importlib.import_module(f"smeint.engine.{name}")
    found |= {name: getattr(smeint.stats, name) for name in smeint.stats.__all__}
    found |= {"np": np, "pd": pd, "entry": entry, "measure": measure, "smf": _Late(FORMULA_API)}
    for name in ("scipy.stats", "scipy.special"):
        importlib.import_module(name)
    data = worked()
    found["TABLE"] = f.Table2x2(*(data[name] for name in "abcd"))
    found["PAIRED"] = (
        found["reduce_pairs"]
        .switchers(
            data["all_planning"],
            data["all_firm"],
            data["all_year"],
            data["all_year"].max(),
            data["all_year"].min(),
        )
        .table
    )
    tables = [_counts(part) for _, part in data["firms"].groupby("country")]
    found["STRATA"] = f.Strata2x2(*np.array(tables).reshape(-1, 4).T)
    found["STRATA_TABLES"] = [table.astype(float) for table in tables]
    model = data["firms"][["sme", "innovation"]], ("sme", "innovation")
    found["LOGIT"] = fit_logit(data["internationalized"], *model)
    found["FIRTH"] = fit_firth(data["internationalized"], *model)
    found["PREDICTORS"] = {name: data["firms"][name].to_numpy() for name in model[1]}
    found["ALL_PREDICTORS"] = {name: data["all_firms"][name].to_numpy() for name in model[1]}
    raters, given = data["ratings"], ~np.isnan(data["ratings"]).any(axis=1)
    found["AGREEMENT"] = f.agreement_table(*raters[:, :2].T.tolist(), range(4))
    every = raters[given]
    found["RATING_COUNTS"] = f.RatingCounts(
        np.stack([(every == level).sum(axis=1) for level in range(4)], axis=1), tuple("0123")
    )
    found["P"] = np.array([0.004, 0.011, 0.039, 0.2])
    found |= {"scipy": importlib.import_module("scipy"), "pg": _Late("pingouin")}
    found["sm"] = _Late("statsmodels")
    return {**found, **worked()}


def _counts(firms: pd.DataFrame) -> np.ndarray:
    """Return a two-by-two table, SMEs and internationalized firms first."""
    inside, event = firms.sme == 1, firms.internationalized == 1
    return np.array([[int((g & e).sum()) for e in (event, ~event)] for g in (inside, ~inside)])


FORMULA_API = "statsmodels.formula.api"


class _Late:
    """A package whose parts are imported when a call names them."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        loaded = importlib.import_module(self._name)
        if not hasattr(loaded, name):
            return _Late(f"{self._name}.{name}")
        found = getattr(loaded, name)
        return _Late(f"{self._name}.{name}") if type(found).__name__ == "module" else found


def view(x: Any) -> dict[str, float]:
    """Return the numbers that an answer of ours shows by itself."""
    if isinstance(x, Answer):
        found, effect = x.finding, x.measures[0] if x.measures else None
        shown = {found.statistic_name: found.statistic, "df": found.df}
        shown[_p(found.p_bound)] = found.p_value
        if effect is not None and found.effect_name:
            shown |= _effect(effect)
    elif isinstance(x, TestResult):
        shown = {x.statistic_name: x.statistic, "df": x.df}
        shown[_p(x.p_bound)] = x.p_value
        shown |= {} if x.effect is None else _effect(x.effect)
    elif isinstance(x, Estimate):
        shown = {**_effect(x), "p": x.p_value}
    else:
        raise TypeError(f"{type(x).__name__} does not show itself: give `show`")
    numbers = {name: float(np.asarray(value)) for name, value in shown.items()}
    return {name: value for name, value in numbers.items() if name and value == value}


def _p(bound: Any) -> str:
    """Return how p is named: a bound is no value."""
    code = {"<": -1, ">": 1}.get(bound, bound) if isinstance(bound, str) else bound
    code = int(np.asarray(code or P_EXACT))
    return {-1: "p below", 0: "p", 1: "p above"}[code]


def _effect(row: Any) -> dict[str, Any]:
    """Return an effect with its limits."""
    name = row.measure.replace("_", " ")
    if row.measure in ("lilliefors_d", "shapiro_wilk_w", "anderson_darling_a2"):
        return {}  # the statistic itself
    return {name: row.estimate, "low": row.ci_low, "high": row.ci_high}


def measure(x: Any, name: str, variant: str = "", term: str = "") -> Any:
    """Return a measure of an answer or a test result."""
    for row in x.measures:
        if (row.measure, row.variant, row.term) == (name, variant, term):
            return row
    raise KeyError(
        f"{name} {variant} {term}: {[(r.measure, r.variant, r.term) for r in x.measures]}"
    )


def entry(table: pd.DataFrame, column: str, row: int = 0) -> float:
    """Return a cell of a table of pingouin, whose columns are spelt differently by version."""
    plain = {str(name).replace("-", "_").lower(): name for name in table}
    return float(np.ravel(table[plain[column.lower()]].iloc[row])[0])


def default_tables() -> dict[str, str]:
    """Return the tables of defaults and of measures, for the document."""
    defaults = ["| parameter | default | where | why |", "|---|---|---|---|"]
    defaults += [f"| `{d.name}` | `{d.value!r}` | {d.procedures} | {d.reason} |" for d in DEFAULTS]
    measures = ["| measure | meaning |", "|---|---|"]
    bar = chr(92) + "|"
    measures += [f"| `{n}` | {meaning.replace('|', bar)} |" for n, meaning in MEASURES.items()]
    return {
        "defaults": "\n".join(defaults) + "\n",
        "measures": "\n".join(measures) + "\n",
    }
