"""What stands in reports/ is what the analyses give today: golden results."""

import importlib.util
import io
from pathlib import Path

import pandas as pd
import pytest

from smeint.diagnose.run import diagnose
from smeint.diagnose.store import load_diagnosis
from smeint.report.diagnosis.write import diagnosis_text
from smeint.report.write import report_text
from smeint.study.run import run_study
from smeint.study.shipped import SHIPPED
from smeint.study.store import read_manifest
from smeint.study.studyfile import load_study
from tests.report.versions import without_versions

ROOT = Path(__file__).resolve().parents[1]
REPORTS = ROOT / "reports"
TABLES = ("findings", "measures", "groups", "verdicts", "drops", "panel_facts")


def the_same(results, folder):
    """Compare a run with a stored set: words exactly, numbers to 1e-7 for the iterated ones."""
    for name in TABLES:
        stored = pd.read_csv(folder / f"{name}.csv", keep_default_na=False, na_values=[""])
        fresh = getattr(results, name).to_csv(index=False)
        again = pd.read_csv(io.StringIO(fresh), keep_default_na=False, na_values=[""])
        pd.testing.assert_frame_equal(again, stored, check_dtype=False, rtol=1e-7, atol=1e-9)
    stored = without_versions((folder / "report.md").read_text(encoding="utf-8"))
    fresh = without_versions(report_text(results))
    assert fresh.split("## How this was made")[0] == stored.split("## How this was made")[0]


def test_the_report_on_the_synthetic_panel_is_up_to_date():
    folder = REPORTS / "osei_bonsu_2014"
    assert read_manifest(folder)["synthetic"] is True
    the_same(run_study(load_study(ROOT / "analyses" / "osei_bonsu_2014.toml")), folder)


@pytest.mark.parametrize("country", ["india", "mexico"])
def test_the_reports_on_real_firms_are_up_to_date(country, wms):
    path = ROOT / "analyses" / "world_management_survey.py"
    spec = importlib.util.spec_from_file_location("world_management_survey", path)
    analysis = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(analysis)
    folder = REPORTS / f"world_management_survey_{country}"
    assert "analysis.parquet" not in read_manifest(folder)["files"]
    the_same(run_study(analysis.study_on(country, wms), keep_data=False), folder)


def test_the_diagnosis_of_the_design_reads_as_its_tables_say():
    folder = REPORTS / "design_diagnosis"
    stored = load_diagnosis(folder)
    assert stored.manifest["synthetic"] is True
    assert stored.manifest["interrupted"] is False
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert without_versions(diagnosis_text(stored)) == without_versions(text)


@pytest.mark.slow
def test_the_diagnosis_of_the_design_is_what_it_gives_today():
    stored = load_diagnosis(REPORTS / "design_diagnosis")
    made = stored.manifest
    names = [record["id"] for record in made["hypotheses"]]
    fresh = diagnose(
        made["world"]["name"],
        reps=made["asked"]["planted"],
        seed=made["seed"],
        hypotheses=[SHIPPED[name] for name in names],
        curves=False,
    )
    for table in ("verdict_rates", "error_rates", "patterns", "failures", "test_rates"):
        again = getattr(fresh, table).to_csv(index=False)
        pd.testing.assert_frame_equal(
            pd.read_csv(io.StringIO(again), keep_default_na=False, na_values=[""]),
            pd.read_csv(
                REPORTS / "design_diagnosis" / f"{table}.csv", keep_default_na=False, na_values=[""]
            ),
            check_dtype=False,
            rtol=1e-7,
            atol=1e-9,
        )
