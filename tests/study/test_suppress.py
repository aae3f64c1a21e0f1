"""Suppression of small counts: nothing small stands, and nothing small follows."""

import io
import re
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import analyse
from smeint.engine.select import select
from smeint.errors import ArgumentError, StudyFileError
from smeint.panel.read import panel_from_frame
from smeint.question import Condition
from smeint.report.write import report_text, write_results
from smeint.study.counted import cells_of
from smeint.study.covered import covered_note, covered_warning
from smeint.study.derivable import sets_to_hide
from smeint.study.describe.description import describe
from smeint.study.hypothesis import Hypothesis
from smeint.study.over_years import over_years
from smeint.study.plan import plan
from smeint.study.run import run_panel, run_study
from smeint.study.shipped import MAIN
from smeint.study.suppress import shown_measures
from smeint.synth.export import to_frame
from smeint.synth.simulate import simulate
from smeint.synth.world import world
from tests.contract import damage, reference

LEAST = 5


@pytest.fixture(scope="module", params=[("published", 3), ("with_missing", 4)])
def panel(request):
    name, seed = request.param
    firms = to_frame(simulate(world(name), seed)).reset_index(drop=True)
    rng = np.random.default_rng(seed)
    firms["weight"] = np.round(rng.lognormal(2, 0.5, len(firms)), 3)
    return panel_from_frame(firms, {**damage.COLUMNS, "weight": "weight"})


@pytest.fixture(scope="module")
def plain(panel):
    return run_panel(panel)


@pytest.fixture(scope="module")
def covered(panel):
    return run_panel(panel, min_count=LEAST)


def written(results):
    """The findings and groups as their files hold them."""
    return [
        pd.read_csv(io.StringIO(getattr(results, name).to_csv(index=False)))
        for name in ("findings", "groups", "panel_facts")
    ]


def test_no_small_count_of_firms_stands_anywhere(covered):
    findings, groups, facts = written(covered)
    asked = findings[findings["status"] != "variable_missing"]
    for name in ("n", "n_1", "n_2", "n_firms", "n_missing"):
        assert not (asked[name] < LEAST).any(), name
    for name in ("n", "n_missing", "events"):
        assert not (groups[name] < LEAST).any(), name
    assert not (groups["n"] - groups["events"] < LEAST).any()
    counts = facts[~facts["fact"].isin(["years", "median_employees"])]
    assert not (counts["value"] < LEAST).any()


def test_suppressed_findings_show_nothing(covered):
    hidden = covered.findings[covered.findings["status"] == "suppressed"]
    assert len(hidden) > 20
    for name in ("n", "n_1", "n_2", "statistic", "df", "p_value", "effect", "ci_low"):
        assert hidden[name].isna().all(), name
    assert set(hidden["note"]) == {""}
    assert not covered.measures["finding_id"].isin(hidden["finding_id"]).any()
    own = covered.groups[covered.groups["finding_id"].isin(hidden["finding_id"])]
    assert own.drop(columns=["finding_id", "group"]).isna().all(axis=None)


def test_what_is_shown_is_what_it_was(plain, covered):
    shown = covered.findings[covered.findings["status"] == "ok"]
    before = plain.findings.set_index("finding_id").loc[shown["finding_id"]]
    for name in ("n", "n_1", "n_2"):
        assert shown[name].fillna(-1).tolist() == before[name].fillna(-1).tolist()
    for name in ("statistic", "p_value", "effect"):
        np.testing.assert_array_equal(shown[name], before[name])
    assert len(shown) > 100


def sets_of(frame, findings, groups):
    """Firm-years behind every count, found anew from the frame: (id, what) to a 0/1 vector."""
    by_id = groups.groupby("finding_id")
    out, found = {}, {}
    for _, finding in findings.iterrows():
        data = reference.sample_of(frame, finding, [], found)
        if len(data) != finding.n:  # a model with further terms
            continue
        vector = pd.Series(0.0, index=frame.index)
        parts = {"n": data.index}
        if finding.contrast:
            parts |= {"n_1": data.index[data["g"] == 1], "n_2": data.index[data["g"] == 0]}
            if by_id.get_group(finding.finding_id)["events"].notna().all():
                for g in (1, 0):
                    own = data[data["g"] == g]
                    parts[f"events {g}"] = own.index[own["y"] == 1]
                    parts[f"others {g}"] = own.index[own["y"] == 0]
        if "stratum" in data:  # numbers over bands are made of each band's cells
            for (band, g), own in data.groupby(["stratum", "g"]):
                parts[f"{band} {g}"] = own.index
                if own["y"].isin([0, 1]).all():
                    parts[f"{band} events {g}"] = own.index[own["y"] == 1]
        for what, rows in parts.items():
            made = vector.copy()
            made[rows] = 1
            out[finding.finding_id, what] = made.to_numpy()
    return out


def test_no_small_count_follows_from_sums_and_differences_of_shown_ones(plain, covered):
    frame = plain.analysis
    cross = plain.findings[
        plain.findings["procedure"].isin(
            ["chi_square", "mann_whitney", "spearman", *reference.OVER_BANDS]
        )
        & (plain.findings["variant"] != "rao_scott")
        & (plain.findings["status"] != "variable_missing")
    ]
    assert cross["procedure"].isin(reference.OVER_BANDS).sum() > 20
    sets = sets_of(frame, cross, plain.groups)
    status = covered.findings.set_index("finding_id")["status"]
    shown = [v for (name, _), v in sets.items() if status[name] != "suppressed"]
    facts = covered.panel_facts.query("fact == 'firms' and year != '' and variable != ''")
    for fact in facts[facts["value"].notna()].itertuples():
        column = frame[fact.variable]
        levels = {"yes": 1, "no": 0}
        inside = (frame["year"] == int(fact.year)) & (
            column == (levels.get(fact.level, fact.level))
        )
        assert inside.sum() == fact.value
        shown.append(inside.to_numpy(dtype=float))
    shown += [(frame["year"] == year).to_numpy(dtype=float) for year in frame["year"].unique()]
    known = np.stack(shown)
    small = [v for v in sets.values() if 0 < v.sum() < LEAST]
    assert len(small) > 10
    for vector in small:
        combination, *_ = np.linalg.lstsq(known.T, vector, rcond=None)
        assert np.linalg.norm(known.T @ combination - vector) > 1e-6


def sampled(results, year):
    """Firms of each sample of a year, as size and missing values of its tests tell."""
    findings = results.findings
    own = findings[(findings["year"] == year) & (findings["unit"] == "cross_section")]
    known = own[own["n"].notna() & own["n_missing"].notna() & (own["n"] > 0)]
    return set((known["n"] + known["n_missing"]).astype(int))


def test_left_out_firms_do_not_follow_from_tests_and_their_missing_values():
    # 60 firms: 38 SMEs, 20 larger ones and 2 that the size scheme leaves out
    firms = pd.DataFrame(
        {
            "id": [f"f{place}" for place in range(60)],
            "staff": [5] * 2 + list(range(20, 58)) + list(range(300, 320)),
            "exports": ([0.0, 0.3, np.nan, 0.0, 0.6, 0.1] * 10),
        }
    )
    columns = {
        "firm_id": "id",
        "year": {"constant": 2020},
        "employees": "staff",
        "fsts": {"column": "exports", "unit": "share"},
    }
    read = panel_from_frame(firms, columns)
    assert {58, 38} <= sampled(run_panel(read), "2020")
    hidden = run_panel(read, min_count=LEAST)
    facts = defaultdict(list)
    for row in hidden.panel_facts.itertuples():
        facts[row.fact, row.variable, row.level].append(row.value)
    assert np.isnan(facts["left_out", "sme", ""]).all()
    assert facts["firms", "", ""] == [60, 60]
    (larger,) = facts["firms", "sme", "no"]
    if not np.isnan(larger):
        assert 38 not in sampled(hidden, "2020")
    assert 58 not in sampled(hidden, "2020")
    missing = hidden.findings.query("n_missing.isna()")["note"]
    assert not missing.str.contains(r"missing: (?:.*, )?[1-9]\d* ").any()


def test_without_secondary_suppression_counts_would_follow():
    # three bands and their sum: one small band is hidden, so another must be
    bands = np.eye(3, dtype=bool).repeat([3, 20, 30], axis=1)
    shown = [bands.any(axis=0), bands[1], bands[2]]
    assert sets_to_hide(shown, [bands[0]], [np.inf, 20.0, 30.0]) == [1]
    assert sets_to_hide(shown[1:], [bands[0]], [20.0, 30.0]) == []
    assert sets_to_hide([shown[0], shown[0], bands[1]], [bands[0]], [3.0, 2.0, 1.0]) == []


@pytest.mark.parametrize(("few", "follows"), [(1, True), (4, True), (5, False)])
def test_a_cell_one_below_the_least_is_not_left_to_follow(few, follows):
    # of 30 SMEs `few` have the flag; a test on SMEs without it tells how many by its size
    n = np.arange(30)
    firms = pd.DataFrame(
        {
            "firm_id": range(60),
            "year": 2020,
            "employees": np.r_[np.full(30, 50), np.full(30, 500)],
            "flag": np.where(np.r_[n < few, n < 12], "yes", "no"),
            "other": np.tile(["yes", "no"], 30),
            "region": np.tile(["yes", "yes", "no", "no"], 15),
        }
    )
    own = ("flag", "other", "region")
    columns = {name: name for name in ("firm_id", "year", "employees")}
    columns |= {name: {"column": name, "kind": "yes/no"} for name in own}
    no_flag = (Condition("sme", ("yes",)), Condition("flag", ("no",)))
    asked = (
        Hypothesis("O1", "flag", outcomes=("flag",), predictor="sme", contrast=("yes", "no")),
        Hypothesis(
            "O2",
            "other",
            outcomes=("other",),
            predictor="region",
            contrast=("yes", "no"),
            sample=no_flag,
        ),
    )
    panel = panel_from_frame(firms, columns)
    found = run_panel(panel, hypotheses=asked, normality=False, min_count=5)
    size = found.findings.query("role == 'primary'").set_index("hypothesis")["n"]
    facts = found.panel_facts.query("fact == 'firms' and variable == 'sme' and level == 'yes'")
    shown = facts["value"].notna().all() and pd.notna(size["O2"])
    assert pd.notna(size["O1"]) == (few == 5)
    assert shown == (not follows)
    if shown:
        assert (facts["value"].item(), size["O2"]) == (30, 25)


@pytest.mark.parametrize(("few", "shown"), [(4, False), (5, True)])
def test_a_fact_is_shown_from_the_least_count_on(few, shown):
    firms = pd.DataFrame(
        {
            "firm_id": range(30),
            "year": 2020,
            "employees": np.where(np.arange(30) < few, 500, 50),
        }
    )
    panel = panel_from_frame(firms, {name: name for name in firms})
    facts = run_panel(panel, hypotheses=(), normality=False, min_count=5).panel_facts
    own = facts.query("fact == 'firms' and variable == 'sme'").set_index("level")["value"]
    assert own.notna().tolist() == [shown, shown]  # the total is known, so both or none
    median = facts.query("fact == 'median_employees' and level == 'no'")["value"].item()
    assert (median == 500) == shown


def test_few_firms_of_every_year_are_hidden():
    firms = pd.DataFrame(
        {
            "firm_id": [*range(30), *range(27, 57)],  # three of them twice
            "year": np.repeat([2020, 2021], 30),
            "employees": np.tile([50, 500], 30),
        }
    )
    panel = panel_from_frame(firms, {name: name for name in firms})
    by_least = {
        least: run_panel(panel, hypotheses=(), normality=False, min_count=least).panel_facts
        for least in (3, 4)
    }
    shown = {
        least: facts.set_index("fact")["value"]["firms_in_every_year"]
        for least, facts in by_least.items()
    }
    assert shown[3] == 3
    assert np.isnan(shown[4])


def test_few_gaps_do_not_follow_from_the_number_of_scores():
    rng = np.random.default_rng(3)
    firms = pd.DataFrame({"firm_id": range(40), "year": 2020, "employees": 50})
    items = ["q1", "q2", "q3"]
    for item in items:
        firms[item] = rng.integers(1, 6, 40).astype(float)
    firms.loc[:2, items] = np.nan  # 40 firms less 37 scores would tell of these three
    columns = {name: name for name in ("firm_id", "year", "employees")}
    columns["innovation"] = {"items": items, "range": [1, 5]}
    found = run_panel(panel_from_frame(firms, columns), hypotheses=(), normality=False, min_count=5)
    facts = found.panel_facts
    gaps = facts.query("fact == 'missing' and variable == 'innovation'")["value"]
    scores = facts.query("fact == 'scale_n'")["value"]
    total = facts.query("fact == 'firms' and variable == '' and year == ''")["value"]
    assert total.tolist() == [40]
    assert len(gaps) == len(scores) == 1
    assert gaps.isna().all()
    assert scores.isna().all()


def test_a_warning_of_a_hidden_reliability_is_hidden():
    # four firms answered, and their alpha is negative
    firms = pd.DataFrame({"firm_id": range(40), "year": 2020, "employees": 50})
    firms["q1"] = [1.0, 2, 4, 5, *[np.nan] * 36]
    firms["q2"] = [5.0, 3, 2, 1, *[np.nan] * 36]
    columns = {name: name for name in ("firm_id", "year", "employees")}
    columns["innovation"] = {"items": ["q1", "q2"]}
    panel = panel_from_frame(firms, columns)
    warnings = {
        least: run_panel(panel, hypotheses=(), normality=False, min_count=least).manifest[
            "warnings"
        ]
        for least in (0, 5)
    }
    assert [text for text in warnings[0] if "Cronbach's alpha is below" in text]
    assert not [text for text in warnings[5] if "`innovation`" in text]


def test_verdicts_are_those_of_all_data_and_say_nothing_of_hidden_tests(plain, covered):
    assert covered.verdicts["verdict"].equals(plain.verdicts["verdict"])
    hidden = covered.findings[
        (covered.findings["status"] == "suppressed")
        & covered.findings["role"].isin(["primary", "pooled"])
    ]
    touched = covered.verdicts[covered.verdicts["hypothesis"].isin(hidden["hypothesis"])]
    assert len(touched)
    assert set(touched["signs"]) == set(touched["direction"]) == {""}
    for name in ("m_computed", "n_significant", "p_adjusted_min"):
        assert touched[name].isna().all()
    assert (
        touched["reason"].str.fullmatch(r"\d+ tests? (is|are) suppressed \(min_count = 5\)").all()
    )


def test_the_document_and_the_manifest_say_so(covered):
    text = report_text(covered)
    n = int((covered.findings["status"] == "suppressed").sum())
    assert covered.manifest["suppressed"] == {"min_count": LEAST, "findings": n}
    assert "Counts of fewer than 5 firms are suppressed" in text
    assert f"{n} tests have the status `suppressed`" in text
    assert "nan" not in text.lower().replace("financ", "").replace("governance", "")
    for events, size in re.findall(r"(\d+)/(\d+) \(", text):
        assert min(int(events), int(size) - int(events)) >= LEAST


def test_firm_years_are_left_out_of_the_set(covered, tmp_path):
    assert covered.analysis is None
    folder = write_results(covered, tmp_path / "out", formats=("md",))
    assert not (folder / "analysis.parquet").exists()
    text = (folder / "findings.csv").read_text()
    assert "suppressed" in text


def test_small_drops_are_hidden_with_the_rows_of_the_file(demo):
    path = demo / "study.toml"
    study = next(demo.glob("*.toml"))
    text = study.read_text()
    firms = pd.read_csv(next(demo.glob("*.csv")))
    first = str(firms.iloc[0, 0])
    keep = [str(x) for x in firms.iloc[:, 0].unique() if str(x) != first]
    listed = ", ".join(f'"{name}"' for name in keep)
    kept = f'[data]\nkeep = [{{ column = "{firms.columns[0]}", in = [{listed}] }}]'
    path.write_text("min_count = 5\n" + text.replace("[data]", kept))
    results = run_study(path)
    assert results.drops[["n_before", "n_dropped", "n_after"]].isna().all(axis=None)
    assert results.manifest["data"]["rows"] is None
    assert " rows, SHA" not in report_text(results)


def test_counts_in_notes_and_warnings_are_covered():
    note = "ranks; missing: 12 don't know, 3 refused, 2 zero or negative, or not known"
    assert covered_note(note, 5) == (
        "ranks; missing: don't know, refused, zero or negative, or not known"
    )
    assert covered_note("missing: 12 don't know, 6 refused", 5) == (
        "missing: 12 don't know, 6 refused"
    )
    assert covered_warning("contradicts it in 12 firm-years (4 firms).", 5) == (
        "contradicts it in 12 firm-years (fewer than 5 firms)."
    )
    assert "007" not in covered_warning("`firm_id`: `7` and `007` are different firms.", 5)


@pytest.mark.parametrize("value", [1, 0, -3, 1001])
def test_a_number_that_makes_no_sense_is_refused(demo, value):
    study = next(demo.glob("*.toml"))
    study.write_text(f"min_count = {value}\n" + study.read_text())
    with pytest.raises(StudyFileError) as refusal:
        run_study(study)
    assert str(refusal.value) == (
        f"{study.name}: min_count must be a whole number from 2 to 1000, got {value}."
    )


@pytest.mark.parametrize("value", ["true", "2.5", '"5"'])
def test_what_is_no_whole_number_is_refused(demo, value):
    study = next(demo.glob("*.toml"))
    study.write_text(f"min_count = {value}\n" + study.read_text())
    with pytest.raises(StudyFileError) as refusal:
        run_study(study)
    assert str(refusal.value) == f"{study.name}: min_count must be a whole number, got {value}."


def test_describe_is_refused(demo):
    study = next(demo.glob("*.toml"))
    study.write_text("min_count = 5\n" + study.read_text())
    with pytest.raises(StudyFileError) as refusal:
        describe(study)
    assert str(refusal.value) == (
        f"{study.name}: min_count suppresses small counts in `smeint run` alone; `smeint describe` "
        "shows counts of every size and is refused with min_count = 5."
    )


def test_the_greater_of_two_numbers_holds(demo):
    study = next(demo.glob("*.toml"))
    study.write_text("min_count = 8\n" + study.read_text())
    assert run_study(study, min_count=5).manifest["suppressed"]["min_count"] == 8
    assert run_study(study, min_count=9).manifest["suppressed"]["min_count"] == 9


def test_a_panel_in_memory_refuses_it_too(panel):
    with pytest.raises(ArgumentError, match="min_count must be a whole number from 2 to 1000"):
        run_panel(panel, min_count=1)


@pytest.mark.parametrize(("few", "status"), [(4, "suppressed"), (5, "ok")])
def test_a_model_is_hidden_where_a_category_of_it_holds_few_firms(few, status):
    n = 240
    exporter = np.arange(n) % 2
    rare = np.zeros(n, dtype=bool)
    rare[np.flatnonzero(exporter == 1)[:few]] = True
    rare[np.flatnonzero(exporter == 0)[:12]] = True
    firms = pd.DataFrame(
        {
            "id": [f"F{i:03}" for i in range(n)],
            "staff": np.where(np.arange(n) // 2 % 2 == 0, 50, 400),
            "exports": np.where(exporter == 1, 0.3, 0.0),
            "sector": np.where(rare, "rare", "common"),
        }
    )
    columns = {
        "firm_id": "id",
        "year": {"constant": 2025},
        "employees": "staff",
        "fsts": {"column": "exports", "unit": "share"},
        "industry": "sector",
    }
    results = run_panel(
        panel_from_frame(firms, columns),
        hypotheses=(MAIN["H1"],),
        normality=False,
        min_count=LEAST,
    )
    found = results.findings.set_index("finding_id")["status"]
    assert found["H1.internationalized.2025.chi_square.pearson"] == "ok"
    assert found["H1.internationalized.2025.logit.block_1"] == "ok"
    assert found["H1.internationalized.2025.logit.block_2"] == status


def banded(high_smes, years=(2020,)):
    """Firms of three bands, 24 in each but for some SMEs of the high one; half have a plan."""
    rows = []
    for band, share in (("low", 0.05), ("moderate", 0.3), ("high", 0.8)):
        for size, staff in (("sme", 50), ("large", 500)):
            n = high_smes if (band, size) == ("high", "sme") else 12
            rows += [
                (f"{band}{size}{i}", year, staff, share, "yes" if i < n / 2 else "no")
                for i in range(n)
                for year in years
            ]
    frame = pd.DataFrame(rows, columns=["firm_id", "year", "employees", "fsts", "export_plan"])
    columns = {name: name for name in ("firm_id", "year", "employees")}
    columns["fsts"] = {"column": "fsts", "unit": "share"}
    columns["export_plan"] = {"column": "export_plan", "kind": "yes/no"}
    return panel_from_frame(frame, columns)


@pytest.mark.parametrize(("high_smes", "status"), [(9, "suppressed"), (10, "ok")])
def test_a_test_over_bands_is_hidden_where_a_cell_of_one_band_is_small(high_smes, status):
    # nine SMEs of the high band: five with a plan, four without one
    results = run_panel(
        banded(high_smes), hypotheses=(MAIN["H5"],), normality=False, min_count=LEAST
    )
    over = results.findings[results.findings["procedure"].isin(reference.OVER_BANDS)]
    assert over["status"].tolist() == [status] * 3
    within = results.findings.query("role == 'primary'").set_index("stratum")["status"]
    assert within["doi_band = high"] == status
    shown = results.measures["finding_id"].isin(over["finding_id"]).any()
    assert shown == (status == "ok")
    if status == "suppressed":
        assert over[["n", "n_1", "n_2", "statistic", "p_value", "effect"]].isna().all(axis=None)
        text = report_text(results)
        assert "| Export plan | 2020 | \u2013 | \u2013 | suppressed |" in text


def test_a_cell_of_many_firm_years_but_few_firms_is_hidden():
    # nine SMEs of the high band in three years: four of them are 12 firm-years without a plan
    by_firms = {
        n: run_panel(
            banded(n, (2020, 2021, 2022)),
            hypotheses=(replace(MAIN["H5"], strata="doi_band:highest", companions=()),),
            normality=False,
            min_count=LEAST,
        ).findings
        for n in (9, 10)
    }
    for n, status in ((9, "suppressed"), (10, "ok")):
        pooled = by_firms[n].query("role == 'pooled'")
        assert pooled["status"].tolist() == [status]


def test_models_over_all_years_have_cells_of_years(panel):
    analysis = analyse(panel, Definitions())
    base = plan((MAIN["H1"],), analysis, normality=False).questions[0]
    question = replace(over_years(base), terms=("country", "year"))
    cells = cells_of(analysis, question)
    units = select(analysis, question)
    frame = pd.DataFrame(
        {
            "firm": units.firm,
            "y": units.outcome,
            "g": units.first,
            "year": analysis["year"].values[units.place],
            "country": units.terms[:, 0],
        }
    )
    firms = [
        group["firm"].nunique()
        for keys in (["g", "y"], ["year", "y"], ["country", "y"])
        for _, group in frame.groupby(keys)
    ]
    assert sorted(cells.firms) == sorted(firms)
    assert cells.least == min(firms)


def test_models_of_a_metric_outcome_have_cells_of_their_categories(panel):
    analysis = analyse(panel, Definitions())
    base = plan((MAIN["H2"],), analysis, normality=False).questions[0]
    question = replace(over_years(base), terms=("country", "year"))
    units = select(analysis, question)
    sizes = [units.first, ~units.first]
    sizes += [units.terms[:, place] == x for place in (0, 1) for x in set(units.terms[:, place])]
    firms = [np.unique(units.firm[rows]).size for rows in sizes]
    assert sorted(cells_of(analysis, question).firms) == sorted(firms)


def test_a_model_of_two_parts_has_cells_at_zero_and_above(panel):
    analysis = analyse(panel, Definitions())
    base = plan((MAIN["H2"],), analysis, normality=False).questions[0]
    question = replace(base, procedure="two_part", sample=())
    units = select(analysis, question)
    assert (units.outcome == 0).any()
    sizes = [
        int((group & part).sum())
        for group in (units.first, ~units.first)
        for part in (units.outcome == 0, units.outcome > 0)
    ]
    assert cells_of(analysis, question).firms == tuple(sizes)


def test_measures_that_count_firms_are_hidden_where_small():
    measures = pd.DataFrame(
        {
            "finding_id": ["a", "a", "a", "b"],
            "measure": ["shares_at_0", "shares_at_1", "odds_ratio", "shares_at_0"],
            "estimate": [5.0, 4.0, 2.0, 40.0],
        }
    )
    kept = shown_measures(measures, ["b"], 5, {})
    assert kept["measure"].tolist() == ["shares_at_0", "odds_ratio"]
    kept = shown_measures(measures, ["b"], 5, {"shares_at_0": ["a"]})
    assert kept["measure"].tolist() == ["odds_ratio"]


def exporters(share_of_all, domestic=()):
    """48 firms in three years, every other an SME and two in three exporters.

    So many of them export everything in each year; in 2011 some SMEs, by number, export nothing.
    """
    rows = [
        (
            f"F{i:02}",
            year,
            50 if i % 2 else 500,
            0.0
            if i % 6 < 2 or (year == 2011 and i in domestic)
            else 1.0
            if sum(j % 6 > 1 for j in range(i)) < share_of_all[year]
            else 0.1 + i / 100,
            (i * 7 + year) % 48,
        )
        for i in range(48)
        for year in share_of_all
    ]
    frame = pd.DataFrame(rows, columns=["id", "year", "staff", "fsts", "profit"])
    columns = {"firm_id": "id", "year": "year", "employees": "staff"}
    columns["fsts"] = {"column": "fsts", "unit": "share"}
    columns["rota"] = {"column": "profit", "unit": "percent"}
    return panel_from_frame(frame, columns)


def test_a_small_number_of_shares_at_1_does_not_follow_from_other_years():
    by_least = {}
    for few in (2, 5):
        results = run_panel(
            exporters({2010: 6, 2011: few, 2012: 7}),
            hypotheses=(MAIN["H2"],),
            normality=False,
            min_count=LEAST,
        )
        measures = results.measures.query("measure == 'shares_at_1'")
        by_least[few] = measures["estimate"].tolist()
        notes = " ".join(results.findings["note"])
        assert (f"of 1: {13 + few}" in notes) == (few == 5)
        assert ("of 1: suppressed" in notes) == (few == 2)
    assert by_least[2] == []
    assert {6, 5, 7, 18} <= set(by_least[5])


def test_a_group_does_not_follow_from_a_model_of_the_year_before():
    # 16 SMEs export in 2010; 3 of them in 2011
    smes = [i for i in range(48) if i % 2 and i % 6 > 1]
    results = run_panel(
        exporters({2010: 0, 2011: 0, 2012: 0}, domestic=smes[3:]),
        hypotheses=(MAIN["H3"],),
        normality=False,
        min_count=LEAST,
    )
    found = results.findings.set_index("finding_id")
    assert found.loc["H3.rota.2010.mann_whitney.asymptotic", "n_1"] == 16
    assert found.loc["H3.rota.2011.mann_whitney.asymptotic", "status"] == "suppressed"
    lagged = found[found["variant"].isin(["lagged_predictor", "lagged_outcome"])]
    assert len(lagged) == 3
    assert set(lagged["status"]) == {"suppressed"}


@pytest.mark.parametrize(
    ("least", "said"),
    [
        (2, "reference: sme = no; shares of 0: 40 of 114, of 1: 2; a share; missing: 7 refused"),
        (3, "reference: sme = no; shares of 0: 40 of 114, of 1: fewer than 3; a share; missing: 7"),
        (50, "reference: sme = no; shares of 0: fewer than 50 of 114, of 1: fewer than 50; a"),
    ],
)
def test_small_numbers_of_shares_in_notes_are_covered(least, said):
    note = "reference: sme = no; shares of 0: 40 of 114, of 1: 2; a share; missing: 7 refused"
    assert covered_note(note, least).startswith(said)
