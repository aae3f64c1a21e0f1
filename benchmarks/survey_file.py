"""A large synthetic SPSS file of a firm survey, and the study files that read it.

No row is a real firm. Everything follows from the seed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

SEED = 20_140
COLUMNS = 60
FIRST_YEAR = 2009

#: Declared missing in the file, with value labels.
DONT_KNOW, REFUSED = -9.0, -8.0
_SPECIAL = {DONT_KNOW: "don't know", REFUSED: "refused"}

PRACTICES = (
    "training",
    "planning",
    "export_plan",
    "tqm",
    "jit",
    "networking",
    "growth",
    "innovation",
)
AMOUNTS = tuple(f"amount_{i}" for i in range(1, 13))
ITEMS = tuple(f"item_{i}" for i in range(1, 11))
FLAGS = tuple(f"flag_{i}" for i in range(1, 9))
COUNTS = tuple(f"count_{i}" for i in range(1, 4))

_COUNTRIES = ("Egypt", "Ghana", "India", "Mexico", "Türkiye", "Viet Nam")


def write_survey(path: Path, firms: int, years: int) -> None:
    """Write the file: uncompressed, one row for each firm and year, in no order.

    Parameters
    ----------
    path : Path
    firms, years : int
    """
    rng = np.random.default_rng(SEED)
    columns = {**_firms(rng, firms, years), **_accounts(rng, firms, years)}
    n = firms * years
    columns |= {name: _yes_no(rng, n) for name in (*PRACTICES, *FLAGS)}
    columns |= {name: rng.lognormal(8, 2, n) for name in AMOUNTS}
    columns |= {name: _special(rng, rng.integers(1, 6, n).astype(float)) for name in ITEMS}
    columns |= {name: _special(rng, rng.poisson(6, n).astype(float)) for name in COUNTS}
    frame = pd.DataFrame(columns)
    if frame.shape[1] != COLUMNS:
        raise RuntimeError(f"the file has {frame.shape[1]} columns")
    order = rng.permutation(n)
    pyreadstat.write_sav(
        frame.iloc[order],
        path,
        row_compress=False,
        compress=False,
        variable_value_labels=_labels(),
        missing_ranges={
            name: [{"lo": -9, "hi": -8}]
            for name in ("first_foreign", "employees", "team", *PRACTICES, *FLAGS, *ITEMS, *COUNTS)
        },
        variable_format={"interview": "DATE11", "registered": "DATE11"},
    )


def write_study(path: Path, data: Path, *, wide: bool) -> None:
    """Write a study file that maps 14 columns of the survey, or (`wide`) all but one.

    Parameters
    ----------
    path, data : Path
        Of the study file and of the survey, in one folder.
    wide : bool
    """
    mapped = dict(_NARROW)
    if wide:
        mapped |= _WIDE
    lines = ["format = 1", "synthetic = true", "", "[data]", f'file = "{data.name}"', ""]
    lines += ["[columns]", *(f"{name} = {entry}" for name, entry in mapped.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _practice(column: str) -> str:
    return f'{{ column = "{column}", kind = "yes/no", yes = [1], no = [2] }}'


def _own(column: str, kind: str) -> str:
    return f'{{ column = "{column}", kind = "{kind}" }}'


_NARROW = {
    "firm_id": '"id"',
    "year": '"wave"',
    "country": '"country"',
    "employees": '"employees"',
    "sales": '"sales"',
    "foreign_sales": '"exports"',
    "total_assets": '"assets"',
    "operating_profit": '"ebit"',
    "management_team_size": '"team"',
    "professional_training": _practice("training"),
    "strategic_planning": _practice("planning"),
    "export_plan": _practice("export_plan"),
    "female_manager": _practice("flag_1"),
    "satisfaction": _own("item_1", "scale"),
}

_WIDE = {
    "industry": '"industry"',
    "founded": '"founded"',
    "first_foreign_year": '"first_foreign"',
    "city": _own("city", "category"),
    "interview_year": _own("interview", "year"),
    "registered_on": _own("registered", "category"),
    "tqm": _practice("tqm"),
    "jit": _practice("jit"),
    "networking": _practice("networking"),
    "growth_intention": _practice("growth"),
    "innovation": _practice("innovation"),
    "plant_investment": '"plant"',
    "interviewer": _own("interviewer", "category"),
    "minutes": _own("minutes", "number"),
    **{f"own_{name}": _practice(name) for name in FLAGS[1:]},
    **{f"own_{name}": _own(name, "money") for name in AMOUNTS},
    **{f"own_{name}": _own(name, "scale") for name in ITEMS[1:]},
    **{f"own_{name}": _own(name, "count") for name in COUNTS},
}


def _firms(rng: np.random.Generator, firms: int, years: int) -> dict[str, Any]:
    """Return what identifies and describes firms; texts are about 20 characters wide."""
    firm = np.repeat(np.arange(firms), years)
    n = firm.size
    founded = rng.integers(1950, FIRST_YEAR, firms)[firm]
    first_foreign = founded + rng.integers(0, 40, firms)[firm]
    city = np.array([f"Municipality no. {i:03d}" for i in range(400)], dtype=object)
    day = 86_400.0
    begin = float((np.datetime64("2009-01-01") - np.datetime64("1582-10-14")).astype(int))
    return {
        "id": np.array([f"SYN{i:017d}" for i in range(firms)], dtype=object)[firm],
        "wave": np.tile(np.arange(FIRST_YEAR, FIRST_YEAR + years), firms).astype(float),
        "country": rng.integers(1, len(_COUNTRIES) + 1, firms)[firm].astype(float),
        "industry": rng.integers(10, 34, firms)[firm].astype(float),
        "founded": founded.astype(float),
        "first_foreign": _special(rng, np.minimum(first_foreign, FIRST_YEAR).astype(float)),
        "city": city[rng.integers(0, 400, firms)][firm],
        "interview": (begin + rng.integers(0, 365 * years, n)) * day,
        "registered": (begin - rng.integers(0, 7000, firms)[firm]) * day,
    }


def _accounts(rng: np.random.Generator, firms: int, years: int) -> dict[str, Any]:
    """Return employees, money items and the management team; SMEs export less often and less."""
    firm = np.repeat(np.arange(firms), years)
    n = firm.size
    size = rng.normal(5, 1.4, firms)[firm]
    employees = np.maximum(np.round(np.exp(size + rng.normal(0, 0.1, n))), 1)
    sales = employees * rng.lognormal(11, 0.6, n)
    exporter = rng.random(n) < np.where(employees < 200, 0.35, 0.65)
    exports = np.where(exporter, sales * rng.beta(0.6, 0.8, n), 0.0)
    exports[(exports > 0) & (exports < 1)] = 0.0
    return {
        "employees": _special(rng, employees),
        "sales": _blank(rng, sales),
        "exports": np.minimum(exports, sales),
        "assets": _blank(rng, sales * rng.lognormal(0.2, 0.5, n)),
        "ebit": sales * (0.06 + 0.05 * rng.standard_t(5, n)),
        "team": _special(rng, 1.0 + rng.poisson(1 + employees / 60)),
        "plant": rng.lognormal(10, 2, n),
        "weight": rng.uniform(1, 9, n),
        "interviewer": rng.integers(1, 3000, n).astype(float),
        "minutes": np.round(rng.gamma(9, 5, n), 2),
    }


def _yes_no(rng: np.random.Generator, n: int) -> np.ndarray:
    return _special(rng, np.where(rng.random(n) < 0.4, 1.0, 2.0))


def _special(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    """Return values with 3 % don't know, 1 % refused and 1 % blank."""
    draw = rng.random(values.size)
    out = np.where(draw < 0.03, DONT_KNOW, np.where(draw < 0.04, REFUSED, values))
    return np.where(draw > 0.99, np.nan, out)


def _blank(rng: np.random.Generator, values: np.ndarray) -> np.ndarray:
    return np.where(rng.random(values.size) < 0.1, np.nan, values)


def _labels() -> dict[str, dict[float, str]]:
    agreement = {1.0: "not at all", 2.0: "little", 3.0: "partly", 4.0: "much", 5.0: "fully"}
    return {
        "country": {float(i): name for i, name in enumerate(_COUNTRIES, start=1)},
        "industry": {float(i): f"Division {i}" for i in range(10, 34)},
        **{name: dict(_SPECIAL) for name in ("employees", "team", "first_foreign", *COUNTS)},
        **{name: {1.0: "Yes", 2.0: "No", **_SPECIAL} for name in (*PRACTICES, *FLAGS)},
        **{name: {**agreement, **_SPECIAL} for name in ITEMS},
    }
