"""Real firms: the World Management Survey extract, compared with figures counted by hand."""

import csv
import math

import pytest
from scipy import stats

from smeint.study.check import check_study
from smeint.study.run import run_study

STUDY = """
format = 1
[data]
file = "{file}"
keep = [{{ column = "countrycode", in = ["{country}"] }}, {{ column = "wave", in = {waves} }}]
[columns]
firm_id = "firmid"
year = {year}
country = "countrycode"
industry = "industry"
employees = "emp_firm"
fsts = {{ column = "export", unit = "share" }}
professional_training = {{ column = "degree_m", kind = "share", unit = "share" }}
"""
ASKED = {
    "in": [2008, 2009, 2010],
    "mx": [2010, 2013],
    "br": [2008, 2013],
    "ge": [2007, 2008, 2009, 2010, 2014],
    "cn": [2008, 2009, 2010],
    "po": [2007, 2008, 2009, 2010],
}


@pytest.fixture
def study(tmp_path, wms):
    def write(country="in", waves=ASKED["in"], year="{ constant = 2010 }"):
        path = tmp_path / "study.toml"
        path.write_text(STUDY.format(file=wms, country=country, waves=waves, year=year))
        return path

    return write


@pytest.fixture(scope="module")
def india(tmp_path_factory, wms):
    path = tmp_path_factory.mktemp("india") / "study.toml"
    path.write_text(
        STUDY.format(file=wms, country="in", waves=ASKED["in"], year="{ constant = 2010 }")
    )
    return run_study(path)


def finding(results, name):
    rows = results.findings[results.findings["finding_id"] == name]
    assert len(rows) == 1, name
    return rows.iloc[0]


def test_india_h1(india):
    h1 = finding(india, "H1.internationalized.2010.chi_square.pearson")
    assert (h1.n, h1.n_1, h1.n_2) == (378, 141, 237)
    groups = india.groups[india.groups["finding_id"] == h1.finding_id]
    assert groups["events"].tolist() == [57, 138]
    assert h1.statistic == pytest.approx(11.218, abs=5e-4)
    assert h1.p_value == pytest.approx(8.1e-4, abs=5e-6)
    assert h1.effect < 0
    assert india.verdict("H1") == "supported"


def test_india_h2(india):
    h2 = finding(india, "H2.fsts.2010.mann_whitney.asymptotic")
    assert h2.n == 195
    assert h2.p_value == pytest.approx(0.949, abs=5e-4)
    assert india.verdict("H2") == "not supported"


def test_india_says_what_its_data_lack(india):
    published = india.verdicts[india.verdicts["rule"] == "published"].set_index("hypothesis")
    for name, reason in {
        "H3": "`rota` is missing; it needs `operating_profit` and `total_assets`",
        "H4": "`management_team_size` is missing; `strategic_planning` is missing",
        "H5": "`export_plan` is missing",
    }.items():
        assert published.loc[name, "verdict"] == "not computed"
        assert published.loc[name, "reason"] == reason
    computed = india.findings.query("hypothesis == 'H4' and outcome == 'professional_training'")
    assert (computed["status"] == "ok").sum() >= 3  # shown, though the verdict needs all three


def test_india_has_26_firms_on_the_boundary(india):
    facts = india.panel_facts.query("fact == 'at_boundary' and level == '200'")
    assert facts["value"].tolist() == [26]


@pytest.mark.parametrize("year", ["{ constant = 2010 }", '"wave"'])
def test_a_wave_in_which_exports_were_not_asked_is_warned_of(study, year):
    path = study(waves=[2006, *ASKED["in"]], year=year)
    for warnings in (check_study(path).warnings, run_study(path).warnings):
        assert len(warnings) == 1
        assert "`fsts` (column `export`) is 0 for every firm" in warnings[0]
        assert "2006" in warnings[0]
        assert "257 firms" in warnings[0]


@pytest.mark.parametrize("country", ASKED)
def test_other_countries_give_what_a_plain_count_gives(study, wms, country):
    with wms.open() as lines:
        firms = [
            (float(row["emp_firm"]), float(row["export"]))
            for row in csv.DictReader(lines)
            if row["countrycode"] == country and int(row["wave"]) in ASKED[country]
        ]
    firms = [(staff, share) for staff, share in firms if staff > 10]
    groups = [
        [share for staff, share in firms if (staff < 200) is small] for small in (True, False)
    ]
    table = [[sum(s > 0 for s in group), sum(s == 0 for s in group)] for group in groups]
    expected = stats.chi2_contingency(table, correction=False)
    abroad = [[s for s in group if s > 0] for group in groups]
    rank_sum = stats.mannwhitneyu(*abroad, method="asymptotic", use_continuity=False)

    results = run_study(study(country, ASKED[country]))
    h1 = finding(results, "H1.internationalized.2010.chi_square.pearson")
    h2 = finding(results, "H2.fsts.2010.mann_whitney.asymptotic")
    assert h1.n == len(firms)
    assert h1.statistic == pytest.approx(expected.statistic, rel=1e-10)
    assert h1.p_value == pytest.approx(expected.pvalue, rel=1e-10)
    assert h2.p_value == pytest.approx(rank_sum.pvalue, rel=1e-10)
    share_1, share_2 = (events / (events + rest) for events, rest in table)
    assert math.copysign(1, h1.effect) == math.copysign(1, share_1 - share_2)
