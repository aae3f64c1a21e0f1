"""Cut the worked data set of docs/conventions.md out of the shipped SYNTHETIC panel.

    python analyses/worked_firms.py

writes ``data/synthetic/worked_firms.csv``: the first 20 SMEs and the first 39 non-SMEs of
``published_panel.csv`` in all three years. No row is a real firm. What three raters say of each
firm in its first year is drawn here, from a seed of its own.
"""

from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).resolve().parents[1] / "data" / "synthetic"
N_SME, N_OTHER = 20, 39
RATERS_SEED = 590


def worked_firms() -> pd.DataFrame:
    """Return the worked data set."""
    panel = pd.read_csv(DATA / "published_panel.csv")
    first_year = panel[panel.year == panel.year.min()]
    small = first_year.firm_id[first_year.employees < 200].head(N_SME)
    large = first_year.firm_id[first_year.employees >= 200].head(N_OTHER)
    rows = panel[panel.firm_id.isin([*small, *large])].reset_index(drop=True)
    yes = {"yes": 1, "no": 0}
    worked = pd.DataFrame(
        {
            "firm": rows.firm_id,
            "year": rows.year,
            "country": rows.country,
            "sme": rows.firm_id.isin(small).astype(int),
            "internationalized": (rows.fsts > 0).astype(int),
            "fsts": rows.fsts,
            "band": np.select([rows.fsts == 0, rows.fsts <= 0.1, rows.fsts <= 0.5], [0, 1, 2], 3),
            "rota": (rows.operating_profit / rows.total_assets).round(4),
            "team": rows.management_team_size,
            "planning": rows.strategic_planning.map(yes),
            "innovation": rows.innovation.map(yes),
        }
    )
    ratings = raters(worked.band.to_numpy())
    ratings[worked.year != worked.year.min()] = np.nan
    for i in range(3):
        worked[f"rater_{i + 1}"] = pd.array(ratings[:, i], dtype="Int64")
    return worked


def main() -> None:
    """Write the worked data set."""
    worked = worked_firms()
    worked.to_csv(DATA / "worked_firms.csv", index=False, lineterminator="\n")
    print(f"data/synthetic/worked_firms.csv: {len(worked)} rows")


def raters(band: np.ndarray) -> np.ndarray:
    """Return what three raters say of each firm's band: right, or a step off; some say nothing."""
    rng = np.random.default_rng(RATERS_SEED)
    off = rng.choice([-1, 0, 1], p=[0.2, 0.65, 0.15], size=(len(band), 3))
    said = np.clip(band[:, None] + off, 0, 3).astype(float)
    said[:, 2] = np.where(rng.random(len(band)) < 0.15, np.nan, said[:, 2])
    return said


if __name__ == "__main__":
    main()
