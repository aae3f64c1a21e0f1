"""Simulated panels, whole and damaged in the ways that data are."""

import numpy as np

from smeint.panel.read import panel_from_frame
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from smeint.synth.world import world

YES_NO = (
    "professional_training",
    "strategic_planning",
    "export_plan",
    "tqm",
    "jit",
    "networking",
    "growth_intention",
    "innovation",
)
PLAIN = (
    "firm_id",
    "year",
    "country",
    "industry",
    "founded",
    "employees",
    "sales",
    "foreign_sales",
    "total_assets",
    "operating_profit",
    "management_team_size",
)
COLUMNS = {name: name for name in PLAIN} | {
    name: {"column": name, "kind": "yes/no"} for name in YES_NO
}


def whole(frame, rng):
    return frame


def missing(frame, rng):
    for name in frame.columns.drop(["firm_id", "year"]):
        frame.loc[rng.random(len(frame)) < 0.15, name] = None
    return frame


def few_firms(frame, rng):
    keep = rng.choice(frame["firm_id"].unique(), size=9, replace=False)
    return frame[frame["firm_id"].isin(keep)]


def one_year(frame, rng):
    return frame[frame["year"] == rng.choice(frame["year"].unique())]


def one_group(frame, rng):
    return frame[frame["employees"].astype(float).groupby(frame["firm_id"]).transform("max") < 150]


def all_domestic(frame, rng):
    frame["foreign_sales"] = 0
    return frame


def constant_outcomes(frame, rng):
    frame["export_plan"], frame["management_team_size"] = "no", 3
    frame["operating_profit"] = 0
    return frame


def separated(frame, rng):
    small = frame["employees"].astype(float).groupby(frame["firm_id"]).transform("first") < 200
    frame["foreign_sales"] = np.where(small, 0, frame["sales"] // 2)
    return frame


def one_firm_in_a_band(frame, rng):
    share = (frame["foreign_sales"] / frame["sales"]).astype(float)
    high = frame.index[share > 0.5]
    return frame.drop(index=high[1:])


def with_ties(frame, rng):
    frame["foreign_sales"] = (frame["foreign_sales"] > 0) * frame["sales"] * 0.25
    frame["management_team_size"] = frame["management_team_size"].clip(upper=3)
    return frame


_DAMAGES = (
    whole,
    missing,
    few_firms,
    one_year,
    one_group,
    all_domestic,
    constant_outcomes,
    separated,
    one_firm_in_a_band,
    with_ties,
)
KINDS = tuple(damage.__name__ for damage in _DAMAGES)

#: Tests that must at least have been computed, so that a comparison of nothing cannot pass.
LEAST_COMPUTED = dict.fromkeys(KINDS, 100) | {"few_firms": 60, "one_group": 80}


def panel(kind, seed):
    """A simulated panel with one kind of damage."""
    frame = to_frame(simulate(world("published"), seed))
    damage = _DAMAGES[KINDS.index(kind)]
    damaged = damage(frame.copy(), np.random.default_rng(seed)).reset_index(drop=True)
    return panel_from_frame(damaged, COLUMNS)
