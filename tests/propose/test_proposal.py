"""Proposed study files: right where there is evidence, doubtful where there is little."""

import tomllib

import numpy as np
import pandas as pd
import pytest

from smeint.errors import DataFileError, StudyFileError
from smeint.propose.proposal import propose_study
from smeint.study.check import check_study
from smeint.study.run import run_study
from smeint.study.studyfile import parse_study

IDS = [f"F{n:03}" for n in range(60)]


def columns_of(proposal):
    return tomllib.loads(proposal.text)["columns"]


def written(proposal, folder):
    path = folder / "study.toml"
    path.write_text(proposal.text, encoding="utf-8")
    return path


def doubtful(proposal, variable):
    return [line for line in proposal.text.splitlines() if line.startswith(f"# {variable} = ")]


def test_a_labelled_survey_in_german(german):
    proposal = propose_study(german)
    assert columns_of(proposal) == {
        "firm_id": "lfdnr",
        "year": "jahr",
        "employees": "v1",
        "total_assets": "bilanzsumme",
        "operating_profit": "ebit",
        "fsts": {"column": "v2", "unit": "percent"},
        "management_team_size": {"column": "v9", "missing": {"99": "keine Angabe"}},
        "strategic_planning": {
            "column": "v3",
            "kind": "yes/no",
            "yes": [1],
            "no": [2],
            "missing": {"9": "keine Angabe"},
        },
        "weight": "gew",
    }
    assert tomllib.loads(proposal.text)["data"]["missing"] == {"-9": "weiß nicht"}
    assert proposal.undecided == ("country", "innovation")  # `land` is a country in German only
    assert proposal.lacking["H4"] == ("professional_training",)
    assert proposal.lacking["H1"] == ()
    assert proposal.placeholders == ()
    panel = check_study(written(proposal, german.parent)).panel
    assert panel.n_rows == 120
    assert panel["management_team_size"].known.sum() == 119


def test_items_of_a_scale_are_a_comment_with_their_range(german):
    (line,) = doubtful(propose_study(german), "innovation")
    assert line.startswith(
        '# innovation = { items = ["q7_1", "q7_2", "q7_3"], range = [1, 5] }  # '
    )
    assert "`reverse`" in line


def test_items_of_other_questions_are_no_scale(german):
    frame = columns_of(propose_study(german))
    assert "v10" not in str(frame)


def test_a_synthetic_panel_maps_itself(demo):
    proposal = propose_study(demo / "synthetic_panel.csv")
    assert set(proposal.lacking.values()) == {()}
    assert "fsts" not in proposal.proposed  # follows from sales and foreign_sales
    (line,) = doubtful(proposal, "fsts")
    assert "it follows from foreign_sales and sales" in line
    own = check_study(written(proposal, demo)).panel
    assert own["firm_id"].levels[0].startswith("SYN")
    assert own.n_rows == 342


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "sav", "dta"])
def test_every_format(tmp_path, ending):
    import pyreadstat

    path = tmp_path / f"survey.{ending}"
    frame = pd.DataFrame(
        {
            "firm id": IDS,
            "survey_year": 2024.0,
            "employees": np.arange(60) * 7.0 + 5,
            "export share": np.arange(60) % 11 * 10.0,
            "innovative": ["yes", "no"] * 30,
        }
    )
    if ending in ("sav", "dta"):
        frame.columns = [name.replace(" ", "_") for name in frame.columns]
    {
        "csv": lambda: frame.to_csv(path, index=False),
        "xlsx": lambda: frame.to_excel(path, index=False),
        "parquet": lambda: frame.to_parquet(path),
        "sav": lambda: pyreadstat.write_sav(frame, str(path)),
        "dta": lambda: pyreadstat.write_dta(frame, str(path)),
    }[ending]()
    proposal = propose_study(path)
    assert proposal.proposed == ("firm_id", "year", "employees", "fsts", "innovation")
    results = run_study(written(proposal, tmp_path))
    assert results.findings.query("hypothesis == 'H1' and role == 'primary'")["n"].tolist() == [59]


def base(csv, **more):
    return csv(id=IDS, year=2024, employees=np.arange(60) * 7 + 5, **more)


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        (np.arange(60) % 11 * 10, "percent"),
        (np.arange(60) % 11 / 10 + 0.001 * (np.arange(60) % 11 < 10), "share"),
        (np.arange(60) / 59 * 100, "percent"),
    ],
)
def test_the_unit_of_a_share_by_its_values(csv, values, unit):
    proposal = propose_study(base(csv, export_share=values))
    assert columns_of(proposal)["fsts"] == {"column": "export_share", "unit": unit}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("export_share", [0, 1] * 30),
        ("export_share", [0, 1, 1, 1, 0.5] * 12),
        ("export_percent", np.arange(60) % 11 / 11),
    ],
)
def test_a_share_that_may_be_either_is_left_to_the_user(csv, name, values):
    proposal = propose_study(base(csv, **{name: values}))
    assert "fsts" not in proposal.proposed
    assert "fsts" in proposal.undecided
    units = [line.split('unit = "')[1].split('"')[0] for line in doubtful(proposal, "fsts")]
    assert units == ["share", "percent"]


def test_a_share_with_values_above_100_is_none(csv):
    assert "fsts" not in propose_study(base(csv, export_share=np.arange(60) * 2)).proposed


@pytest.mark.parametrize(
    ("values", "entry"),
    [
        ([0, 1] * 30, {"column": "tqm", "kind": "yes/no"}),
        (["true", "false"] * 30, {"column": "tqm", "kind": "yes/no"}),
        (["Sí", "No"] * 30, {"column": "tqm", "kind": "yes/no", "yes": ["Sí"], "no": ["No"]}),
        (
            ["Evet", "Hayır"] * 30,
            {"column": "tqm", "kind": "yes/no", "yes": ["Evet"], "no": ["Hayır"]},
        ),
        ([1, 2, 3, 4, 5] * 12, {"column": "tqm", "kind": "scale"}),
    ],
)
def test_yes_and_no(csv, values, entry):
    assert columns_of(propose_study(base(csv, tqm=values)))["tqm"] == entry


def test_1_and_2_without_labels_are_left_to_the_user(csv):
    proposal = propose_study(base(csv, tqm=[1, 2] * 30))
    assert "tqm" not in proposal.proposed
    first, second = doubtful(proposal, "tqm")
    assert "yes = [1], no = [2]" in first
    assert "yes = [2], no = [1]" in second


def test_negative_codes_without_labels_cannot_be_values(csv):
    staff = np.arange(60) * 7 + 5
    staff[:3] = -99
    path = csv(id=IDS, year=2024, employees=staff)
    entry = columns_of(propose_study(path))["employees"]
    assert entry == {"column": "employees", "missing": {"-99": "code without a label"}}


def test_a_code_of_one_column_does_not_make_values_of_another_missing(tmp_path):
    import pyreadstat

    frame = pd.DataFrame(
        {
            "id": np.arange(60.0),
            "year": 2024.0,
            "employees": np.arange(60) * 7.0 - 2,  # the first is -2, labelled
            "ebit": np.arange(60.0) - 30,  # -2 is a loss
        }
    )
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"employees": {-2: "refused"}})
    proposal = propose_study(path)
    assert "missing" not in tomllib.loads(proposal.text)["data"]
    assert columns_of(proposal)["employees"]["missing"] == {"-2": "refused"}
    assert check_study(written(proposal, tmp_path)).panel["operating_profit"].known.all()


def test_what_the_file_declares_missing_needs_no_line(tmp_path):
    import pyreadstat

    frame = pd.DataFrame({"id": np.arange(60.0), "year": 2024.0, "employees": np.arange(60.0) - 1})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        missing_ranges={"employees": [-1]},
        variable_value_labels={"employees": {-1: "refused"}},
    )
    proposal = propose_study(path)
    assert columns_of(proposal)["employees"] == "employees"
    assert "missing" not in tomllib.loads(proposal.text)["data"]


def test_a_panel_needs_ids_that_stand_once_in_a_year(csv):
    path = csv(
        firm_id=[n // 3 for n in range(60)],
        year=[2020 + n % 3 for n in range(60)],
        employees=np.arange(60) + 9,
    )
    proposal = propose_study(path)
    assert columns_of(proposal)["firm_id"] == "firm_id"
    assert "each once in a year of `year`" in proposal.text


def test_ids_that_stand_twice_are_not_proposed(csv):
    proposal = propose_study(csv(firm_id=[1, 1, *range(58)], year=2024, employees=range(60)))
    assert proposal.placeholders == ("firm_id",)
    assert columns_of(proposal)["firm_id"] == "?"
    assert "but blank, or twice in a year" in doubtful(proposal, "firm_id")[0]


def test_no_year_at_all_is_asked_for(csv, tmp_path):
    proposal = propose_study(csv(id=IDS, employees=range(60)))
    assert proposal.placeholders == ("year",)
    assert 'year = "?"  # NOT FOUND: name the column of years' in proposal.text
    with pytest.raises(DataFileError, match=r"has no column `\?` \(for `year`\)"):
        check_study(written(proposal, tmp_path))


def test_two_columns_that_fit_as_well_are_both_comments(csv):
    proposal = propose_study(base(csv, sales=range(60), turnover=range(60)).parent / "survey.csv")
    assert columns_of(proposal)["sales"] == "sales"  # the canonical name is the better one
    path = csv("two.csv", id=IDS, year=2024, revenue=range(60), turnover=range(60))
    proposal = propose_study(path)
    assert "sales" not in proposal.proposed
    assert len(doubtful(proposal, "sales")) == 2


def test_one_column_is_never_surely_two_variables(tmp_path):
    import pyreadstat

    frame = pd.DataFrame({"id": np.arange(60.0), "year": 2024.0, "sales": np.arange(60.0)})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(frame, str(path), column_labels={"sales": "Total assets"})
    proposal = propose_study(path)
    assert not {"sales", "total_assets"} & set(proposal.proposed)
    assert "it may also be total_assets" in doubtful(proposal, "sales")[0]


@pytest.mark.parametrize("name", ["exports", "profit", "roa"])
def test_names_that_may_be_several_things_are_comments(csv, name):
    proposal = propose_study(base(csv, **{name: np.arange(60) / 61}))
    assert name not in str(columns_of(proposal).values())
    assert f'"{name}"' in proposal.text


@pytest.mark.parametrize(
    "name",
    [
        "employees_3_years_ago",
        "sales_growth",
        "foreign_owned_share",
        "market share",
        "number of female managers",
        "return on investment satisfaction",
        "temporary_workers",
    ],
)
def test_names_that_look_like_a_variable_and_are_not(csv, name):
    assert name not in propose_study(base(csv, **{name: range(60)})).text


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("employees", "Número de empleados"),
        ("employees", "Mitarbeiterzahl"),
        ("employees", "nombre de salariés"),
        ("employees", "numero_funcionarios"),
        ("employees", "çalışan sayısı"),
        ("sales", "ventas totales"),
        ("sales", "Umsatz"),
        ("sales", "chiffre d'affaires"),
        ("sales", "faturamento"),
        ("sales", "ciro"),
        ("foreign_sales", "Auslandsumsatz"),
        ("foreign_sales", "ventas en el extranjero"),
        ("total_assets", "activos totales"),
        ("total_assets", "Bilanzsumme"),
        ("founded", "año de fundación"),
        ("founded", "Gründungsjahr"),
        ("founded", "kuruluş yılı"),
        ("weight", "factor de expansión"),
    ],
)
def test_names_in_other_languages(csv, variable, name):
    values = np.arange(60) + (1950 if variable == "founded" else 5)
    proposal = propose_study(csv(id=IDS, year=2024, **{name: values}))
    assert columns_of(proposal)[variable] == name


def test_a_line_that_its_cells_break_becomes_a_comment(csv, tmp_path):
    """Sales abroad above total sales: each column fits alone, together they break a rule."""
    path = base(csv, sales=np.arange(60) + 10, foreign_sales=np.arange(60) + 20)
    proposal = propose_study(path)
    check_study(written(proposal, tmp_path))
    assert "but some cells do not fit" in proposal.text


def test_a_decimal_comma(tmp_path):
    path = tmp_path / "survey.csv"
    rows = [f"F{n};2024;{n * 9 + 5};{n * 1000},5" for n in range(60)]
    path.write_text("id;year;employees;sales\n" + "\n".join(rows) + "\n")
    proposal = propose_study(path)
    assert tomllib.loads(proposal.text)["data"]["decimal"] == ","
    panel = check_study(written(proposal, tmp_path)).panel
    assert 1000.5 in panel["sales"].values


def test_without_a_column_for_a_hypothesis_the_text_says_what_it_lacks(csv):
    proposal = propose_study(base(csv, sales=range(60)))
    assert proposal.lacking == {
        "H1": ("internationalized (or fsts)",),
        "H2": ("fsts (or foreign_sales)", "internationalized (or fsts)"),
        "H3": ("rota (or operating_profit and total_assets)", "internationalized (or fsts)"),
        "H3b": (
            "rota (or operating_profit and total_assets)",
            "fsts (or foreign_sales)",
            "internationalized (or fsts)",
        ),
        "H4": (
            "management_team_size",
            "professional_training",
            "strategic_planning",
            "doi_band (or fsts)",
        ),
        "H5": ("export_plan", "doi_band (or fsts)"),
    }
    assert "#   H5: lacks export_plan; doi_band (or fsts)" in proposal.text


def test_names_that_stand_twice_cannot_be_named(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("id,year,sales,sales\n" + "\n".join(f"{n},2024,1,2" for n in range(9)))
    assert "sales" not in propose_study(path).proposed


def test_a_thousand_columns(tmp_path):
    frame = pd.DataFrame({f"item{n}": np.arange(300) % 7 for n in range(1000)})
    frame.insert(500, "employees", np.arange(300) + 4)
    frame.insert(700, "year", 2024)
    frame.insert(800, "firm_id", np.arange(300))
    frame.to_csv(tmp_path / "survey.csv", index=False)
    assert propose_study(tmp_path / "survey.csv").proposed == ("firm_id", "year", "employees")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "survey.csv is empty."),
        ("a,b\n", "survey.csv has a header and no rows."),
        ("a,a\n1,2\n", "the data file has no column whose name stands only once."),
        ("a;b,c\n1;2,3\n", "survey.csv may be delimited by comma and semicolon"),
    ],
)
def test_odd_files_get_one_sentence(tmp_path, content, sentence):
    path = tmp_path / "survey.csv"
    path.write_text(content)
    with pytest.raises(DataFileError) as caught:
        propose_study(path)
    assert str(caught.value).startswith(sentence)


def test_the_delimiter_can_be_stated_and_stands_in_the_text(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("id;year;a,b\n" + "\n".join(f"{n};2024;7" for n in range(9)))
    proposal = propose_study(path, delimiter=";")
    assert tomllib.loads(proposal.text)["data"]["delimiter"] == ";"


def test_the_file_is_named_as_seen_from_the_study_file(csv, tmp_path):
    path = base(csv)
    assert 'file = "survey.csv"' in propose_study(path).text
    (tmp_path / "studies").mkdir()
    text = propose_study(path, folder=tmp_path / "studies").text
    assert 'file = "../survey.csv"' in text


def test_an_unknown_preset_is_refused(csv):
    with pytest.raises(StudyFileError, match="preset must be one of"):
        propose_study(base(csv), preset="wbes")


@pytest.mark.parametrize("name", ['a"b', "a\\b", "#", "a.b", "[x]", "ü\u2028x", "'", "x\x7fy"])
def test_names_of_columns_are_written_so_that_they_read_back(csv, tmp_path, name):
    proposal = propose_study(csv(**{name: IDS}, year=2024, employees=range(60)))
    study = parse_study(proposal.text.encode(), name="study.toml", folder=tmp_path)
    assert {spec.name: spec.column for spec in study.columns}["year"] == "year"
    check_study(written(proposal, tmp_path))


@pytest.mark.parametrize(
    ("cells", "stated", "value"),
    [
        (["1,234,567", "12", "3.5"], {"thousands": ","}, 1234567.0),
        (["1.234.567,5", "12"], {"decimal": ",", "thousands": "."}, 1234567.5),
        (["1 234 567", "12"], {"thousands": " "}, 1234567.0),
        (["1'234.5", "12"], {"thousands": "'"}, 1234.5),
        (["12,34,567", "12"], {"thousands": "indian"}, 1234567.0),
        (["1234567", "12"], {}, 1234567.0),
    ],
)
def test_numbers_as_people_write_them(tmp_path, cells, stated, value):
    path = tmp_path / "survey.csv"
    rows = [f"{n};2024;{cell}" for n, cell in enumerate([*cells, *range(20, 30)])]
    path.write_text("id;year;sales\n" + "\n".join(rows) + "\n")
    proposal = propose_study(path)
    data = tomllib.loads(proposal.text)["data"]
    assert {key: data[key] for key in data if key != "file"} == stated
    assert value in check_study(written(proposal, tmp_path)).panel["sales"].values


def test_commas_that_may_be_either_mark_are_left_to_the_user(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("id;year;sales\n" + "\n".join(f"{n};2024;1,{n}00" for n in range(1, 9)))
    proposal = propose_study(path)
    assert "sales" not in proposal.proposed
    assert "Numbers with commas can be read in two ways" in proposal.text


def test_percent_signs_are_percents_and_currency_signs_are_stated(tmp_path):
    """The point before a percent sign shows that a comma is no decimal mark."""
    path = tmp_path / "survey.csv"
    rows = [f"{n};2024;{n % 3}.5%;${n},000" for n in range(1, 12)]
    path.write_text("id;year;fsts;total assets\n" + "\n".join(rows))
    proposal = propose_study(path)
    assert columns_of(proposal)["fsts"] == {"column": "fsts", "unit": "percent"}
    assert columns_of(proposal)["total_assets"] == {"column": "total assets", "currency_sign": "$"}
    panel = check_study(written(proposal, tmp_path)).panel
    assert panel["total_assets"].values.max() == 11000
    assert panel["fsts"].values.max() == 0.025
    hidden = propose_study(path, values=False)
    assert "$" not in hidden.text
    assert "total_assets" in hidden.undecided


@pytest.mark.parametrize("content", ["\n\n1,2\n", ",,\n1,2,3\n"])
def test_a_header_without_names_is_refused(tmp_path, content):
    path = tmp_path / "survey.csv"
    path.write_text(content)
    with pytest.raises(DataFileError, match="holds no column names in row 1"):
        propose_study(path)


@pytest.mark.parametrize("variable", ["employees", "sales", "total_assets", "management_team_size"])
def test_labelled_classes_are_no_amounts(tmp_path, variable):
    """Employees asked in classes 1 to 4 are not firms of one to four persons."""
    import pyreadstat

    frame = pd.DataFrame(
        {"id": np.arange(60.0), "year": 2024.0, variable: [1.0, 2.0, 3.0, 4.0] * 15}
    )
    path = tmp_path / "survey.sav"
    labels = {1: "1-9", 2: "10-49", 3: "50-249", 4: "250+"}
    pyreadstat.write_sav(frame, str(path), variable_value_labels={variable: labels})
    proposal = propose_study(path)
    assert variable not in proposal.proposed
    assert "may be numbered classes" in doubtful(proposal, variable)[0]


@pytest.mark.parametrize("variable", ["employees", "sales", "fsts"])
def test_few_small_numbers_may_be_classes(csv, variable):
    proposal = propose_study(csv(id=IDS, year=2024, **{variable: [1, 2, 3, 4, 5] * 12}))
    assert variable not in proposal.proposed
    assert "may be numbered classes" in doubtful(proposal, variable)[0]


@pytest.mark.parametrize(
    ("values", "variable"),
    [(["manufacturing", "trade"] * 30, "sector"), (["food", "steel", "wood"] * 20, "industry")],
)
def test_a_sector_is_one_that_size_schemes_know(csv, values, variable):
    proposal = propose_study(base(csv, sector=values))
    assert ("sector" in proposal.proposed) is (variable == "sector")
    assert variable in {*proposal.proposed, *proposal.undecided}


@pytest.mark.parametrize(
    "title",
    [
        "Does the establishment have an internationally-recognized quality certification?",
        "Percent of inputs of foreign origin",
        "Percentage of firm owned by foreign investors",
        "Number of employees three years ago",
        "Turnover of staff",
        "Access to land as obstacle",
        "Sales growth compared with competitors",
    ],
)
def test_labels_that_look_like_a_variable_and_are_not(tmp_path, title):
    import pyreadstat

    frame = pd.DataFrame({"id": np.arange(60.0), "year": 2024.0, "v1": [0.0, 1.0] * 30})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(frame, str(path), column_labels={"v1": title})
    assert propose_study(path).proposed == ("firm_id", "year")


def test_direct_exports_alone_are_not_surely_all_exports(tmp_path):
    import pyreadstat

    frame = pd.DataFrame({"id": np.arange(60.0), "year": 2024.0, "v1": np.arange(60.0) + 9})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(frame, str(path), column_labels={"v1": "Direct exports, % of total sales"})
    proposal = propose_study(path)
    assert "fsts" not in proposal.proposed
    assert "fsts" in proposal.undecided


@pytest.mark.parametrize("label", ["NA", "DK", "Namibia", "Dänemark", "In between"])
def test_labels_of_countries_are_answers(tmp_path, label):
    import pyreadstat

    frame = pd.DataFrame({"id": np.arange(60.0), "year": 2024.0, "country": [1.0, 2.0] * 30})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(frame, str(path), variable_value_labels={"country": {1: label, 2: "FR"}})
    proposal = propose_study(path)
    assert columns_of(proposal)["country"] == "country"
