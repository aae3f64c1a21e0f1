"""Small studies for the tests of descriptions."""

import numpy as np

from smeint.study.describe.description import describe
from smeint.study.studyfile import parse_study

COLUMNS = """
firm_id = "firm_id"
year = "year"
employees = "employees"
fsts = { column = "fsts", unit = "share" }
"""


def study(folder, frame, columns="", extra="", top=""):
    """Write a frame as CSV and return the study that reads it."""
    frame.to_csv(folder / "data.csv", index=False)
    text = f'format = 1\n{top}\n[data]\nfile = "data.csv"\n[columns]\n{COLUMNS}{columns}\n{extra}'
    return parse_study(text.encode(), name="study.toml", folder=folder)


def described(folder, frame, columns="", extra="", top=""):
    """Return the description of such a study."""
    return describe(study(folder, frame, columns, extra, top))


def survey(n=60, years=(2010, 2011), seed=5):
    """Return a frame of firms and years without gaps."""
    import pandas as pd

    rng = np.random.default_rng(seed)
    firms = [f"f{i:03}" for i in range(n)]
    frame = pd.DataFrame(
        [(firm, year) for firm in firms for year in years], columns=["firm_id", "year"]
    )
    size = np.repeat(np.exp(rng.normal(5, 1, n)).astype(int) + 11, len(years))
    frame["employees"] = size
    share = rng.random(len(frame)).round(2)
    frame["fsts"] = np.where(rng.random(len(frame)) < 0.4, 0.0, share)
    frame["x"] = rng.normal(size=len(frame)).round(3)
    return frame
