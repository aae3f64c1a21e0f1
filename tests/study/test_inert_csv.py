"""Texts in machine files run in no spreadsheet, and are read back as they were."""

import io

import pandas as pd
import pytest

from smeint.study.inert_csv import as_it_was, csv_bytes


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "'"])
def test_a_text_that_begins_a_formula_is_inert_and_comes_back(start):
    text = f"{start}1+1"
    written = csv_bytes(pd.DataFrame({"group": [text, "plain"], "effect": [-0.5, -1e-12]}))
    read = pd.read_csv(io.BytesIO(written), dtype={"group": str}, lineterminator="\n")
    assert read["group"].tolist() == [f"'{text}", "plain"]
    assert [as_it_was(t) for t in read["group"]] == [text, "plain"]
    assert read["effect"].tolist() == [-0.5, -1e-12]  # numbers keep their sign
