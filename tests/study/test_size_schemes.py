"""Size schemes in a study: what they read of a panel, refusals, first years, facts."""

import json

import numpy as np
import pandas as pd
import pytest

from smeint.definitions.definitions import Definitions
from smeint.definitions.schemes import SCHEMES
from smeint.engine.analysis import analyse
from smeint.errors import ArgumentError, StudyFileError
from smeint.panel.read import panel_from_frame
from smeint.report.write import report_text, write_results
from smeint.study.facts import panel_facts
from smeint.study.run import run_study
from smeint.study.studyfile import load_study

NAN = np.nan
COLUMNS = [
    *("firm_id", "year", "employees", "sales", "foreign_sales", "total_assets", "fixed_assets"),
    *("plant_investment", "currency", "sector"),
]


def panel(rows, columns=COLUMNS):
    frame = pd.DataFrame(rows, columns=COLUMNS)[list(columns)]
    entries = {name: name for name in columns}
    return panel_from_frame(frame, entries)


def firm(
    name="A", year=2010, employees=50, sales=1e6, foreign=0.0, assets=1e6, fixed=1e6, plant=1e6,
    currency="EUR", sector="manufacturing",
):  # fmt: skip
    return (name, year, employees, sales, foreign, assets, fixed, plant, currency, sector)


def without(*names):
    return [name for name in COLUMNS if name not in names]


def sme(rows, columns=COLUMNS, **definitions):
    """Size classes, and the reasons of those that are missing."""
    analysis = analyse(panel(rows, columns), Definitions(**definitions))
    column = analysis["sme"]
    return column.values.tolist(), [analysis.reasons[code] for code in column.reasons]


def refusal(rows, columns=COLUMNS, **definitions):
    with pytest.raises(ArgumentError) as refused:
        analyse(panel(rows, columns), Definitions(**definitions))
    return str(refused.value)


def test_money_is_read_in_the_currency_of_its_row():
    rows = [
        firm("A", sales=50e6, assets=9e9, currency="EUR"),
        firm("B", sales=50e6 + 1, assets=9e9, currency="EUR"),
        firm("C", sales=50e3, assets=9e9, currency="EUR_thousand"),
        firm("D", sales=50_001, assets=9e9, currency="EUR_thousand"),
        firm("E", sales=625e6, assets=9e9, currency="GHS"),  # 625 million times 0.08
        firm("F", sales=625e6 + 1, assets=9e9, currency="GHS"),
    ]
    rates = {"EUR_thousand": 1000, "GHS": 0.08}
    got, _ = sme(rows, size_scheme="eu_2003", exchange_rates=rates)
    assert got == [1, 0, 1, 0, 1, 0]


def test_foreign_sales_are_no_turnover_in_india_since_2020():
    rows = [
        firm("A", sales=3000e6, foreign=500e6, currency="INR"),  # 2500 at home
        firm("B", sales=3000e6, foreign=499e6, currency="INR"),
        firm("C", sales=0, foreign=0, currency="INR"),
    ]
    assert sme(rows, size_scheme="india_2020")[0] == [1, 0, 1]
    assert sme(rows, size_scheme="india_2025")[0] == [1, 1, 1]


def test_a_given_share_stands_for_foreign_sales():
    frame = pd.DataFrame(
        {
            "firm_id": ["A", "B"],
            "year": 2020,
            "sales": 3000e6,
            "plant_investment": 1e6,
            "fsts": [0.17, 0.16],
        }
    )
    columns = {
        **{name: name for name in ("firm_id", "year", "sales", "plant_investment")},
        "fsts": {"column": "fsts", "unit": "share"},
        "currency": {"constant": "INR"},
    }
    analysis = analyse(panel_from_frame(frame, columns), Definitions(size_scheme="india_2020"))
    assert analysis["sme"].values.tolist() == [1, 0]  # 2490 and 2520 million at home


def test_a_missing_value_gives_its_reason_where_the_others_do_not_decide():
    rows = [
        firm("A", employees=None),
        firm("B", employees=None, sales=1e9, assets=1e9),
        firm("C", sales=None),
        firm("D", sales=None, assets=1e9),
        firm("E", employees=900, sales=None, assets=None),
        firm("F", currency=None),
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    entries = {name: name for name in COLUMNS}
    frame["employees"] = frame["employees"].fillna(-9)
    frame["sales"] = frame["sales"].fillna(-8)
    entries["employees"] = {"column": "employees", "missing": {"-9": "no count"}}
    entries["sales"] = {"column": "sales", "missing": {"-8": "secret"}}
    analysis = analyse(panel_from_frame(frame, entries), Definitions(size_scheme="eu_2003"))
    column = analysis["sme"]
    assert np.array_equal(column.values, [NAN, 0, 1, NAN, 0, NAN], equal_nan=True)
    reasons = [analysis.reasons[code] for code in column.reasons]
    assert reasons == ["no count", "", "", "secret", "", "not given"]
    assert not analysis.out_of_sample


def test_negative_total_assets_are_no_small_balance_sheet():
    rows = [firm("A", sales=1e9, assets=-1.0), firm("B", sales=1e6, assets=-1.0)]
    got, reasons = sme(rows, size_scheme="eu_2003")
    assert np.array_equal(got, [NAN, 1], equal_nan=True)
    assert reasons == ["total assets negative", ""]


def test_a_sector_without_limits_is_out_of_the_sample():
    rows = [firm("A", currency="MXN"), firm("B", currency="MXN", sector="other")]
    analysis = analyse(panel(rows), Definitions(size_scheme="mexico_2009"))
    column = analysis["sme"]
    assert np.array_equal(column.values, [1, NAN], equal_nan=True)
    assert analysis.reasons[column.reasons[1]] == "sector other: neither SME nor non-SME"
    assert set(column.reasons[1:]) == set(analysis.out_of_sample)


def test_capitals_of_sectors_do_not_matter():
    rows = [
        firm("A", employees=150, sales=9e9, currency="MYR", sector="Manufacturing"),
        firm("B", employees=150, sales=9e9, currency="MYR", sector="TRADE"),
        firm("C", employees=150, sales=9e9, currency="MYR", sector=None),
    ]
    got, reasons = sme(rows, size_scheme="malaysia_2014")
    assert np.array_equal(got, [1, 0, NAN], equal_nan=True)
    assert reasons == ["", "", "not given"]


def test_the_first_year_is_the_first_in_which_what_is_known_decides():
    rows = [
        firm("A", 2010, 240, sales=None, assets=None),
        firm("A", 2011, 300, sales=None, assets=None),  # too many: decided
        firm("A", 2012, 100),
        firm("B", 2010, None),
        firm("B", 2011, 100, sales=1e6, assets=None),  # one amount is enough
        firm("B", 2012, 900),
        firm("C", 2010, 100, sales=None, assets=None),
    ]
    got, reasons = sme(rows, size_scheme="eu_2003")
    assert np.array_equal(got, [0, 0, 0, 1, 1, 1, NAN], equal_nan=True)
    assert reasons[-1] == "not given"
    yearly, _ = sme(rows, size_scheme="eu_2003", size_basis="each_year")
    assert np.array_equal(yearly, [NAN, 0, 1, NAN, 1, 0, NAN], equal_nan=True)


def test_a_firm_too_small_for_the_scheme_in_its_first_year_stays_out():
    rows = [firm("A", 2010, 4), firm("A", 2011, 50), firm("B", 2010, 5), firm("B", 2011, 500)]
    got, reasons = sme(rows, size_scheme="enterprise_surveys")
    assert np.array_equal(got, [NAN, NAN, 1, 1], equal_nan=True)
    assert reasons[0] == "fewer than 5 employees: neither SME nor non-SME"


def test_a_given_size_class_is_compared_with_the_scheme():
    frame = pd.DataFrame([firm("A"), firm("B", employees=900)], columns=COLUMNS).assign(sme=1)
    given = panel_from_frame(frame, {name: name for name in [*COLUMNS, "sme"]})
    warnings = analyse(given, Definitions(size_scheme="eu_2003")).warnings
    assert warnings == (
        "`sme` as given contradicts `eu_2003` on `employees`, `sales`, `total_assets` and "
        "`currency` in 1 firm-years; it is used as given.",
    )


@pytest.mark.parametrize(
    ("columns", "definitions", "sentence"),
    [
        (
            without("total_assets"),
            {"size_scheme": "eu_2003"},
            "size_scheme `eu_2003` needs `employees`, `sales`, `total_assets` and `currency`; the "
            'data lack `total_assets`. size_criteria = "headcount" uses the criterion of '
            "headcount alone.",
        ),
        (
            without("currency", "fixed_assets"),
            {"size_scheme": "ghana_2023"},
            "size_scheme `ghana_2023` needs `employees`, `sales`, `fixed_assets` and `currency`; "
            'the data lack `fixed_assets` and `currency`. size_criteria = "headcount" uses the '
            "criterion of headcount alone.",
        ),
        (
            without("employees"),
            {"size_scheme": "venezuela_2008"},
            "size_scheme `venezuela_2008` needs `employees`, `sales` and `currency`; the data "
            "lack `employees`.",
        ),
        (
            without("sector"),
            {"size_scheme": "malaysia_2014"},
            "size_scheme `malaysia_2014` needs `sector`, `employees`, `sales` and `currency`; the "
            'data lack `sector`. For firms of one sector, size_sector = "manufacturing" says it.',
        ),
        (
            without("sector"),
            {"size_scheme": "mexico_2009", "size_criteria": "headcount"},
            "size_scheme `mexico_2009` needs `sector` and `employees`; the data lack `sector`. "
            'For firms of one sector, size_sector = "manufacturing" says it.',
        ),
        (
            without("foreign_sales"),
            {"size_scheme": "india_2020"},
            "size_scheme `india_2020` needs `plant_investment`, `sales`, `foreign_sales` and "
            "`currency`; the data lack `foreign_sales`. `fsts` may stand for `foreign_sales`.",
        ),
        (
            COLUMNS,
            {"size_scheme": "ghana_2023", "exchange_rates": {"USD": 12}},
            "size_scheme `ghana_2023` has its limits in GHS; `exchange_rates` of [definitions] "
            "must say what one EUR is worth in GHS, and has no rate for EUR.",
        ),
        (
            COLUMNS,
            {"size_scheme": "malaysia_2014", "size_sector": "services"},
            '[definitions] size_sector = "services" says the sector of all firms, and the data '
            "have `sector`; leave one of them out.",
        ),
    ],
)
def test_what_a_scheme_lacks_is_refused_in_one_sentence(columns, definitions, sentence):
    assert refusal([firm()], columns, **definitions) == sentence


def test_names_that_are_no_sectors_are_refused():
    rows = [firm("A", sector="Retail", currency="MYR"), firm("B", currency="MYR")]
    assert refusal(rows, size_scheme="malaysia_2014") == (
        "size_scheme `malaysia_2014` needs `sector` to be one of manufacturing, services, trade, "
        "other; the data have Retail."
    )


def test_without_employees_a_scheme_of_headcount_leaves_size_missing():
    analysis = analyse(panel([firm()], without("employees")), Definitions(size_scheme="oecd"))
    assert "sme" not in analysis
    assert analysis.why_missing("sme") == "`sme` is missing; it needs `employees`"


def test_firms_on_a_bound_are_counted_on_their_side():
    rows = [
        firm("A", employees=200, currency="MYR"),
        firm("B", employees=75, sales=20e6, currency="MYR", sector="trade"),
        firm("C", employees=75, sales=50e6, currency="MYR"),
    ]
    p = panel(rows)
    facts = panel_facts(p, analyse(p, Definitions(size_scheme="malaysia_2014")))
    found = [(f.variable, f.level, f.value, f.detail) for f in facts if f.fact == "at_boundary"]
    assert found == [
        ("employees", "200", 1, "manufacturing: employees <= 200"),
        ("sales", "50000000", 1, "manufacturing: sales <= 50,000,000 MYR"),
        ("employees", "75", 1, "services, trade, other: employees <= 75"),
        ("sales", "20000000", 1, "services, trade, other: sales <= 20,000,000 MYR"),
    ]


def test_firms_on_a_bound_that_is_not_reached_are_counted_beyond_it():
    rows = [firm(name, employees=n) for name, n in zip("ABCDE", (4, 5, 5, 100, 101), strict=True)]
    p = panel(rows)
    facts = panel_facts(p, analyse(p, Definitions(size_scheme="enterprise_surveys")))
    found = [(f.level, f.value, f.detail) for f in facts if f.fact == "at_boundary"]
    assert found == [("5", 2, "employees >= 5"), ("100", 1, "employees >= 100")]


def test_total_assets_of_zero_are_known():
    rows = [
        firm("A", sales=60e6, assets=0),  # one of two amounts is within its limit
        firm("B", sales=60e6, assets=-1.0),
    ]
    sme = analyse(panel(rows), Definitions(size_scheme="eu_2003"))["sme"].values
    assert np.array_equal(sme, [1.0, NAN], equal_nan=True)


def test_switches_of_size_go_by_all_that_the_scheme_asks():
    rows = [firm("A", 2010), firm("A", 2011, sales=1e9, assets=1e9), firm("B", 2010)]
    p = panel(rows)
    facts = panel_facts(p, analyse(p, Definitions(size_scheme="eu_2003")))
    (switch,) = [f for f in facts if f.fact == "switching_firms" and f.variable == "sme"]
    assert (switch.value, switch.detail) == (
        1,
        "firms whose size crosses the boundary between SME and non-SME",
    )


STUDY = """
format = 1
hypotheses = ["H1"]
[data]
file = "firms.csv"
[columns]
firm_id = "firm_id"
year = "year"
employees = "employees"
sales = "sales"
foreign_sales = "foreign_sales"
total_assets = "total_assets"
fixed_assets = "fixed_assets"
plant_investment = "plant_investment"
currency = "currency"
sector = "sector"
[definitions]
"""
RATES = {
    "EUR": "USD = 0.9",
    "GHS": "USD = 12",
    "INR": "USD = 85",
    "MYR": "USD = 4.5",
    "MXN": "USD = 18",
    "UT": "USD = 0.05",
}


@pytest.fixture
def study_file(tmp_path):
    """Writes a study on 60 firms, half small and half large by every criterion."""

    def write(definitions):
        rows = []
        for i in range(60):
            size = 1.0 if i % 2 else 1000.0
            money = (100e3 * size, 10e3 * size * (i % 3), 200e3 * size, 90e3 * size, 80e3 * size)
            sector = ["manufacturing", "services", "trade"][i % 3]
            rows.append((f"F{i}", 2010, 20 * size, *money, "USD", sector))
        pd.DataFrame(rows, columns=COLUMNS).to_csv(tmp_path / "firms.csv", index=False)
        path = tmp_path / "study.toml"
        path.write_text(STUDY + definitions)
        return path

    return write


@pytest.mark.parametrize("name", SCHEMES)
def test_a_study_runs_with_every_scheme(name, study_file, tmp_path):
    rates = RATES.get(SCHEMES[name].currency, "")
    path = study_file(f'size_scheme = "{name}"\nexchange_rates = {{ {rates} }}\n')
    results = run_study(load_study(path))
    row = results.findings.query("role == 'primary'").iloc[0]
    assert (row["status"], row["n_1"], row["n_2"]) == ("ok", 30, 30)
    write_results(results, tmp_path / "out", formats=("md",))
    stored = json.loads((tmp_path / "out" / "manifest.json").read_text())["definitions"]
    assert Definitions.from_mapping(stored) == load_study(path).definitions
    document = report_text(results).replace("\\_", "_")
    assert f"Definitions: size_scheme = {name}, " in document


@pytest.mark.parametrize("name", [name for name, s in SCHEMES.items() if s.has_headcount])
def test_a_study_runs_with_every_headcount(name, study_file):
    path = study_file(f'size_scheme = "{name}"\nsize_criteria = "headcount"\n')
    row = run_study(load_study(path)).findings.query("role == 'primary'").iloc[0]
    assert (row["n_1"], row["n_2"]) == (30, 30)


@pytest.mark.parametrize(
    ("definitions", "sentence"),
    [
        (
            "exchange_rates = 0.08",
            "study.toml: [definitions] `exchange_rates` must be a table, got 0.08.",
        ),
        (
            'exchange_rates = { GHS = "x" }',
            "study.toml: [definitions] `exchange_rates`: the rate of `GHS` must be a number, got "
            '"x".',
        ),
        (
            "exchange_rates = { GHS = nan }",
            "study.toml: exchange_rates: the rate of GHS must be a number above 0, got nan.",
        ),
        (
            'size_scheme = "india_2025"\nsize_criteria = "headcount"',
            'study.toml: size_criteria = "headcount" cannot go with size_scheme `india_2025`, '
            "which has no criterion of headcount.",
        ),
    ],
)
def test_what_a_study_file_may_not_say(definitions, sentence, study_file):
    with pytest.raises(StudyFileError) as refused:
        load_study(study_file(definitions))
    assert str(refused.value) == sentence


def test_a_refusal_names_the_study_file(study_file):
    path = study_file('size_scheme = "eu_2003"')
    with pytest.raises(StudyFileError) as refused:
        run_study(path)
    assert str(refused.value) == (
        "study.toml: size_scheme `eu_2003` has its limits in EUR; `exchange_rates` of "
        "[definitions] must say what one USD is worth in EUR, and has no rate for USD."
    )
