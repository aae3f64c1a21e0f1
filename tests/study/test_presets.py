"""Presets: mappings of known surveys under a study file, line by line."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from smeint.definitions.schemes import SCHEMES
from smeint.errors import DataFileError, StudyFileError
from smeint.panel.variables import VARIABLES
from smeint.report.write import report_text
from smeint.study.check import check_study
from smeint.study.presets import Preset, merged, preset, presets
from smeint.study.run import run_study
from smeint.study.studyfile import load_study

ROOT = Path(__file__).resolve().parents[2]
WBES, WMS = "world_bank_enterprise_surveys", "world_management_survey"

#: Twelve invented manufacturers and two shops in the layout of the Enterprise Surveys.
HEADER = "idstd,a0,a1,a4a,b5,b8,d2,d3b,d3c,d8,l1,l10,wmedian,strata"
FIRMS = [
    *(f"{n},1,7,15,1990,1,{n}000,0,{10 * n},2001,{20 * n},1,1.5,11" for n in range(1, 10)),
    "10,1,7,15,-9,-6,-9,0,0,,300,2,1.5,11",
    "11,1,7,17,1999,2,-8,5,20,2005,400,2,2.5,12",
    "12,1,7,17,1999,2,900,-9,20,2005,500,2,2.5,12",
    "13,3,7,52,1999,2,900,0,0,,500,2,2.5,12",
    "14,3,7,52,1999,2,900,0,0,,600,1,2.5,12",
]


@pytest.fixture
def write(tmp_path):
    """Write a study of the invented firms; returns its path."""

    def write(top="", data="", columns="year = { constant = 2013 }", more="", header=HEADER):
        places = [HEADER.split(",").index(name) for name in header.split(",")]
        rows = [",".join(row.split(",")[place] for place in places) for row in FIRMS]
        (tmp_path / "survey.csv").write_text("\n".join([header, *rows]) + "\n")
        path = tmp_path / "study.toml"
        path.write_text(
            f'format = 1\npreset = "{WBES}"\n{top}\n[data]\nfile = "survey.csv"\n{data}\n'
            f"[columns]\n{columns}\n{more}\n"
        )
        return path

    return write


def test_a_preset_maps_a_file_that_says_only_its_year(write):
    panel = check_study(write()).panel
    assert panel.n_rows == 12
    assert panel["fsts"].values[panel["firm_id"].levels.index("11")] == pytest.approx(0.25)
    assert panel["fsts"].source == "d3b + d3c"
    assert panel["quality_certificate"].values.tolist().count(1.0) == 9
    assert panel.drops[0].reason == "`a0` not in 1"
    reasons = {panel.reasons[code] for code in panel["sales"].reasons.tolist()}
    assert reasons == {"", "don't know", "refused"}
    certificate = panel["quality_certificate"]
    assert "still in process" in {panel.reasons[code] for code in certificate.reasons.tolist()}


def test_columns_that_the_file_lacks_are_left_out_and_named_in_a_warning(write):
    checked = check_study(write())
    assert checked.warnings == (
        "Left out, for the file has no such column: `innovation` (column `h1`), "
        "`foreign_technology` (column `e6`), `female_manager` (column `b7a`).",
    )
    assert "innovation" not in checked.panel


def test_a_sum_lacks_a_variable_when_one_column_is_absent(write):
    checked = check_study(write(header=HEADER.replace(",d3b", "").replace(",b8", "")))
    assert "`fsts` (column `d3b`)" in checked.warnings[0]
    assert "fsts" not in checked.panel


def test_the_users_own_line_for_an_absent_column_is_an_error(write):
    path = write(columns='year = { constant = 2013 }\nfounded = "b55"')
    with pytest.raises(DataFileError, match=r"^survey.csv has no column `b55` \(for `founded`\)"):
        check_study(path)


def test_an_absent_filter_column_of_the_preset_is_refused(write):
    header = HEADER.replace(",a0", "")
    with pytest.raises(DataFileError) as caught:
        check_study(write(header=header))
    assert str(caught.value).startswith(
        f"survey.csv has no column `a0` (for the filter `keep` of the preset `{WBES}`; `keep` "
        "under [data] takes its place, keep = [] keeps all rows); its columns are idstd, a1,"
    )
    assert check_study(write(header=header, data="keep = []")).panel.n_rows == 14


def test_an_absent_firm_id_of_the_preset_is_refused(write):
    with pytest.raises(DataFileError, match=r"no column `idstd` \(for `firm_id`\)"):
        check_study(write(header=HEADER.replace("idstd,", "")))


def test_the_year_is_asked_for(write):
    with pytest.raises(StudyFileError) as caught:
        load_study(write(columns=""))
    assert str(caught.value) == (
        f"study.toml: [columns] must name `year`, which the preset `{WBES}` leaves to the study "
        "file: one wave is one year, as in year = { constant = 2013 }; in a panel file, the column "
        "of waves."
    )


def test_the_study_file_overrides_line_by_line(write):
    path = write(
        data='missing = { "-6.0" = false, "-9" = "no idea", "77" = "joke" }',
        columns='year = { constant = 2013 }\nfsts = { column = "d3c", unit = "percent" }\n'
        "country = false\n"
        'quality_certificate = { column = "b8", kind = "yes/no", yes = [1], no = [2, -6] }',
        more="[definitions]\ninternationalized_threshold = 0.1",
    )
    study = load_study(path)
    assert dict(study.data.missing) == {
        "-8": "refused",
        "-7": "does not apply",
        "-5": "application denied",
        "-9": "no idea",
        "77": "joke",
    }
    assert study.definitions.internationalized_threshold == 0.1
    panel = check_study(study).panel
    assert "country" not in panel
    assert panel["fsts"].source == "d3c"
    assert bool(panel["quality_certificate"].known.all())


def test_where_each_line_comes_from(write):
    path = write(
        data='missing = { "-9" = "no idea" }',
        columns='year = { constant = 2013 }\ncountry = false\nindustry = "a4a"',
    )
    found = {(line.table, line.key): line.source for line in check_study(path).lines}
    ours = f"preset {WBES}"
    assert found["data", "missing -9"] == "study file"
    assert found["data", "missing -8"] == ours
    assert found["data", "keep"] == ours
    assert found["data", "file"] == "study file"
    assert found["columns", "year"] == "study file"
    assert found["columns", "employees"] == ours
    assert found["columns", "industry"] == "study file (in place of the preset's)"
    assert found["columns", "country"] == "study file"


def test_definitions_are_merged_by_key():
    base = Preset("p", tables={"definitions": {"size_basis": "each_year", "rota_winsorize": 0.1}})
    tables = {"definitions": {"rota_winsorize": 0.05, "size_basis": False}}
    assert merged(tables, base).tables["definitions"] == {"rota_winsorize": 0.05}


@pytest.mark.parametrize(
    ("top", "data", "columns", "sentence"),
    [
        (
            "",
            "",
            "year = { constant = 2013 }\nemployes = false",
            f"[columns] `employes` = false removes a line of the preset `{WBES}`, which has none. "
            "Did you mean `employees`?",
        ),
        (
            "",
            'missing = { "-99" = false }',
            "year = { constant = 2013 }",
            '[data] `missing` "-99" = false removes a code of the preset '
            f"`{WBES}`, which has none.",
        ),
        (
            "",
            "missing = 9",
            "year = { constant = 2013 }",
            "[data] `missing` must be a table, got 9.",
        ),
        ("", "", "year = false", "[columns] `year` = false removes a line"),
    ],
)
def test_refusals(write, top, data, columns, sentence):
    with pytest.raises(StudyFileError) as caught:
        load_study(write(top, data, columns))
    assert str(caught.value).startswith(f"study.toml: {sentence}")


@pytest.mark.parametrize(("given", "shown"), [('"world_bank"', '"world_bank"'), ("3", "3")])
def test_an_unknown_preset(tmp_path, given, shown):
    path = tmp_path / "study.toml"
    path.write_text(f'format = 1\npreset = {given}\n[data]\nfile = "a.csv"\n[columns]\n')
    with pytest.raises(StudyFileError) as caught:
        load_study(path)
    assert str(caught.value).startswith(
        f'study.toml: preset must be one of "{WBES}", "{WMS}", got {shown}.'
    )


def test_without_a_preset_false_is_no_way_to_remove_a_line(tmp_path):
    path = tmp_path / "study.toml"
    path.write_text('format = 1\n[data]\nfile = "a.csv"\n[columns]\nfirm_id = "a"\nsales = false\n')
    with pytest.raises(StudyFileError, match="must be a column name or a table"):
        load_study(path)


def test_the_manifest_names_the_preset_and_its_hash(write):
    results = run_study(write(top='hypotheses = ["H1"]'))
    assert results.manifest["study"]["preset"] == preset(WBES).stamp
    assert len(preset(WBES).sha256) == 64
    assert results.manifest["warnings"][0].startswith("Left out")
    assert f"on the preset `{WBES}` (version 1)." in report_text(results)


@pytest.mark.parametrize("name", [WBES, WMS])
def test_every_preset_says_what_it_is(name):
    found = presets()[name]
    assert found.title
    assert found.source
    assert found.version
    assert found.date
    assert found.known_by
    assert "firm_id" in found.tables["columns"]
    asked = {**dict.fromkeys(VARIABLES), **found.tables["columns"]}
    assert set(found.ask) <= set(asked)


@pytest.mark.parametrize("name", presets())
def test_a_size_scheme_that_a_preset_speaks_of_is_one(name):
    text = (ROOT / "smeint" / "presets" / f"{name}.toml").read_text()
    said = re.findall(r'size_scheme =\s*(?:#\s*)?"(\w+)"', text)
    assert set(said) <= set(SCHEMES)


def test_the_world_bank_preset_maps_no_assets_and_no_profit():
    mapped = preset(WBES).tables["columns"]
    assert not {"total_assets", "operating_profit", "rota"} & set(mapped)


def test_presets_lists_names_and_sources():
    shown = subprocess.run(
        [sys.executable, "-m", "smeint", "presets"], capture_output=True, text=True, check=True
    ).stdout
    for found in presets().values():
        assert f'preset = "{found.name}"' in shown
        assert found.title in shown


def test_the_fixture_of_the_world_bank_layout(wbes, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(
        f'format = 1\npreset = "{WBES}"\n[data]\nfile = "{wbes}"\n[columns]\n'
        "year = { constant = 2013 }\n"
    )
    panel = check_study(path).panel
    assert (panel.n_rows, panel.drops[0].n_dropped) == (143, 97)
    assert "weight" in panel


def test_the_management_survey_by_its_preset(wms, tmp_path):
    path = tmp_path / "study.toml"
    path.write_text(
        f'format = 1\nhypotheses = ["H1"]\npreset = "{WMS}"\n[data]\nfile = "{wms}"\n'
        'keep = [{ column = "countrycode", in = ["in"] }, { column = "wave", in = [2008, 2009, '
        "2010] }]\n[columns]\nyear = { constant = 2010 }\n"
    )
    h1 = run_study(path).findings.query("variant == 'pearson' and role == 'primary'")
    assert h1["n"].tolist() == [378]  # as counted by hand, see test_real.py


def test_the_wheel_holds_the_presets(tmp_path):
    hatchling = pytest.importorskip("hatchling.build")
    name = hatchling.__name__
    code = f"import {name} as b; print(b.build_wheel({str(tmp_path)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {n for n in archive.namelist() if n.startswith("smeint/presets/")}
    assert held == {f"smeint/presets/{n}.toml" for n in presets()}
    tomllib.loads((ROOT / "smeint" / "presets" / f"{WMS}.toml").read_text())
