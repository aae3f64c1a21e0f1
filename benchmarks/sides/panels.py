"""What every looping side starts from: one panel as plain arrays (years, firms)."""

from __future__ import annotations

import numpy as np

from sides.workload import SEED, WORLD
from smeint.synth.simulate import simulate

#: Upper ends of the bands of the degree of internationalization.
CUTS = np.array([0.10, 0.50])
BANDS = ("low", "moderate", "high")
PRACTICES = ("professional_training", "strategic_planning", "export_plan")

Arrays = dict[str, np.ndarray]


def panel(number: int) -> Arrays:
    """Draw one panel and derive what the tests need, as one would without smeint's engine.

    Returns
    -------
    dict of str to array, (years, firms)
        ``sme`` and ``internationalized`` are bool, ``band`` is 0 to 2 and -1 for domestic firms;
        ``country`` and ``industry`` are level numbers.
    """
    return constructs(simulate(WORLD, SEED, 1, number).arrays)


def constructs(drawn: dict[str, np.ndarray]) -> Arrays:
    """Return the tests' variables of the first panel of simulated arrays."""
    x = {name: values[0] for name, values in drawn.items()}
    fsts = x["fsts"]
    status = fsts > 0
    years = np.array(WORLD.years, dtype=float)[:, None]
    sme = np.broadcast_to((x["employees"][0] > 10) & (x["employees"][0] < 200), fsts.shape)
    out = {
        "sme": sme,
        "internationalized": status,
        "fsts": fsts,
        "rota": x["operating_profit"] / x["total_assets"],
        "employees": x["employees"],
        "management_team_size": x["management_team_size"],
        "band": np.where(status, np.searchsorted(CUTS, fsts, side="left"), -1),
        "log_firm_age": np.log1p(years - x["founded"]),
        "country": x["country"].astype(int),
        "industry": x["industry"].astype(int),
    }
    for name in PRACTICES:
        out[name] = x[name] == 1
    return out
