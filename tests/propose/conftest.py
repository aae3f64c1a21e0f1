"""Survey files made here: what is in them is known, so that a proposal can be right or wrong."""

import numpy as np
import pandas as pd
import pytest


def german_survey(n=120):
    """A survey with German labels, undeclared codes of missing values and items of a scale."""
    rng = np.random.default_rng(1)
    share = np.where(rng.random(n) < 0.4, 0, rng.integers(2, 100, n)).astype(float)
    frame = pd.DataFrame(
        {
            "lfdnr": np.arange(n) + 1001.0,
            "jahr": 2019.0,
            "v1": rng.integers(15, 400, n).astype(float),
            "v2": share,
            "v3": rng.choice([1.0, 2.0], n),
            "q7_1": np.arange(n) % 5 + 1.0,
            "q7_2": np.arange(n)[::-1] % 5 + 1.0,
            "q7_3": (np.arange(n) + 2) % 5 + 1.0,
            "land": rng.choice([1.0, 2.0], n),
            "ebit": rng.normal(0, 1e5, n).round(),
            "bilanzsumme": rng.integers(10**5, 10**7, n).astype(float),
            "v9": rng.integers(1, 9, n).astype(float),
            "gew": rng.random(n).round(3) + 0.5,
            "v10": rng.integers(1, 9, n).astype(float),
        }
    )
    frame.loc[0, ["v1", "v2"]] = -9
    frame.loc[1:3, "v3"] = 9
    frame.loc[4, "v9"] = 99
    return frame


COLUMN_LABELS = {
    "lfdnr": "Laufende Nummer",
    "v1": "Anzahl der Beschäftigten",
    "v2": "Anteil des Exports am Umsatz in %",
    "v3": "Gibt es eine strategische Planung?",
    "q7_1": "Innovation: neue Produkte",
    "q7_2": "Innovation: neue Verfahren",
    "q7_3": "Innovation: Bereitschaft",
    "land": "Land",
    "v9": "Anzahl der Führungskräfte",
    "gew": "Gewichtungsfaktor",
    "v10": "Zufriedenheit mit der Bank",
}
VALUE_LABELS = {
    "v1": {-9: "weiß nicht"},
    "v2": {-9: "weiß nicht"},
    "v3": {1: "ja", 2: "nein", 9: "keine Angabe"},
    "v9": {99: "keine Angabe"},
    "land": {1: "Deutschland", 2: "Österreich"},
}


@pytest.fixture(params=["sav", "dta"])
def german(request, tmp_path):
    import pyreadstat

    path = tmp_path / f"survey.{request.param}"
    write = pyreadstat.write_sav if request.param == "sav" else pyreadstat.write_dta
    write(
        german_survey(),
        str(path),
        column_labels=COLUMN_LABELS,
        variable_value_labels=VALUE_LABELS,
    )
    return path


@pytest.fixture
def csv(tmp_path):
    """Write a CSV file of named columns; returns its path."""

    def write(name="survey.csv", **columns):
        path = tmp_path / name
        pd.DataFrame(columns).to_csv(path, index=False)
        return path

    return write
