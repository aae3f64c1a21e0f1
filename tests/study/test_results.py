"""The columns of a results set are a contract: they never depend on alpha, the test or the data."""

import pandas as pd
import pytest

from smeint.finding import MEASURES
from smeint.report.write import write_results
from smeint.study.run import run_panel
from smeint.synth.simulate import simulate

COLUMNS = {
    "findings": "finding_id, hypothesis, role, year, stratum, outcome, predictor, contrast, "
    "sample, unit, procedure, variant, alternative, n, n_1, n_2, n_firms, n_missing, "
    "statistic_name, statistic, df, p_value, p_bound, p_method, effect_name, effect, ci_low, "
    "ci_high, ci_level, ci_method, status, note",
    "measures": "finding_id, measure, variant, term, estimate, std_error, statistic, df, p_value, "
    "p_bound, ci_low, ci_high, ci_level, ci_method",
    "groups": "finding_id, group, n, n_missing, events, share, mean, sd, median, mean_rank",
    "verdicts": "hypothesis, rule, verdict, direction, alpha, m_declared, m_computed, "
    "n_significant, signs, p_adjusted_min, reason",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set") / "results"
    results = run_panel(simulate("published", 9).to_panel(), alpha=0.1)
    write_results(results, folder, formats=("md",))
    return folder


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_stand_as_declared(written, name):
    assert list(pd.read_csv(written / f"{name}.csv")) == COLUMNS[name].split(", ")


def test_every_finding_has_its_own_id_and_every_measure_is_in_the_vocabulary(written):
    findings = pd.read_csv(written / "findings.csv")
    measures = pd.read_csv(written / "measures.csv")
    assert findings["finding_id"].is_unique
    assert set(measures["finding_id"]) <= set(findings["finding_id"])
    assert set(measures["measure"]) <= set(MEASURES)
    assert set(findings["effect_name"].dropna()) <= set(MEASURES)


def test_machine_files_hold_numbers_in_full(written):
    findings = pd.read_csv(written / "findings.csv", dtype=str)
    p = findings["p_value"].dropna()
    assert (p.str.len() > 10).mean() > 0.8
    assert not p.str.contains("<").any()


def test_primary_tests_are_one_for_each_outcome_year_and_stratum(written):
    primary = pd.read_csv(written / "findings.csv").query("role == 'primary'")
    assert not primary.duplicated(["hypothesis", "outcome", "year", "stratum"]).any()
