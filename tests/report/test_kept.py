"""The units that figures draw from kept data are those of the tests."""

import numpy as np
import pytest

from smeint.study.kept import KeptUnits
from smeint.study.load import load_results
from smeint.study.results import records

RANKED = ("mann_whitney", "chi_square")


@pytest.fixture(scope="module")
def kept(saved):
    results = load_results(saved)
    return results, KeptUnits(results)


def test_kept_units_are_the_groups_of_every_primary_test(kept):
    results, units = kept
    groups = results.groups.groupby("finding_id", sort=False)
    primary = results.findings.query("role == 'primary' and status == 'ok'")
    checked = 0
    for row in records(primary[primary["procedure"].isin(RANKED)]):
        own = units.of(row["finding_id"])
        first = np.asarray(own.first, dtype=bool)
        for part, group in zip(
            (first, ~first), records(groups.get_group(row["finding_id"])), strict=True
        ):
            values = np.asarray(own.outcome, dtype=float)[part]
            assert len(values) == group["n"], row["finding_id"]
            number = "share" if row["procedure"] == "chi_square" else "median"
            found = values.mean() if number == "share" else np.median(values)
            assert found == pytest.approx(group[number], rel=1e-12), row["finding_id"]
            checked += 1
    assert checked > 80  # two groups a test, in bands and in all firms
