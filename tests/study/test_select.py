"""Who is in a test and who is missing; what definitions do at their edges; what verdicts read."""

import numpy as np
import pandas as pd
import pytest

from smeint.definitions.definitions import Definitions
from smeint.engine.analysis import analyse
from smeint.engine.select import select
from smeint.errors import ArgumentError, StudyFileError
from smeint.finding import Role
from smeint.panel.read import panel_from_frame
from smeint.question import Question
from smeint.study.answer import answer
from smeint.study.facts import panel_facts
from smeint.study.hypothesis import Hypothesis
from smeint.study.rules import Cells, Claim, Verdict, decide
from smeint.study.run import run_panel

C = {
    "firm_id": "f",
    "year": "y",
    "employees": "e",
    "fsts": {"column": "x", "unit": "share"},
    "operating_profit": "p",
    "total_assets": "a",
    "founded": "b",
    "country": "c",
}


def panel(rows, columns=C):
    names = ["f", "y", "e", "x", "p", "a", "b", "c"]
    return panel_from_frame(pd.DataFrame(rows, columns=names), columns)


BASE = [  # firm, year, employees, fsts, profit, assets, founded, country
    ("A", 2010, None, 0.2, 1.0, 10.0, 2000, "X"),
    ("A", 2011, 50, 0.4, 2.0, 10.0, 2000, "Y"),
    ("A", 2013, 300, 0.6, 3.0, 30.0, 2000, "X"),
    ("B", 2010, 400, 0.1, 1.0, 10.0, 2000, "X"),
    ("B", 2011, 400, 0.2, 9.0, 10.0, 2000, "Z"),
    ("B", 2013, 400, 0.9, 3.0, 10.0, 2000, "Y"),
    ("C", 2010, 5, 0.3, 4.0, 10.0, 2000, "X"),
    ("C", 2011, 5, None, 4.0, 10.0, 2000, "X"),
    ("C", 2013, 5, 0.0, 4.0, 10.0, 2000, "Y"),
]


def col(definitions, name, rows=BASE):
    a = analyse(panel(rows), definitions)
    return {
        (str(np.array(a["firm_id"].levels)[int(f)]), int(y)): v
        for f, y, v in zip(a["firm_id"].values, a["year"].values, a[name].values, strict=True)
    }


def test_first_year_basis_is_the_first_year_with_known_employees():
    sme = col(Definitions(), "sme")
    assert [sme["A", y] for y in (2010, 2011, 2013)] == [1, 1, 1]


def test_average_assets_need_the_year_just_before():
    assert np.isnan(col(Definitions(rota_denominator="average"), "rota")["A", 2013])


def test_tertiles_and_winsorizing_are_by_year():
    rows = [
        (
            f"F{i}",
            y,
            50,
            (i + 1) / 100 + (0.5 if y == 2011 else 0),
            float(i + (100 if y == 2011 else 0)),
            10.0,
            2000,
            "X",
        )
        for i in range(9)
        for y in (2010, 2011)
    ]
    band = col(Definitions(doi_bands="tertiles"), "doi_band", rows)
    assert [sum(v == k for (f, y), v in band.items() if y == 2010) for k in (1, 2, 3)] == [3, 3, 3]
    rota = col(Definitions(rota_winsorize=0.2), "rota", rows)
    assert min(v for (f, y), v in rota.items() if y == 2011) == pytest.approx(10.16)


def Q(**k):  # noqa: N802
    return Question(
        **(
            {
                "hypothesis": "T",
                "role": Role.PRIMARY,
                "outcome": "fsts",
                "predictor": "sme",
                "contrast": ("yes", "no"),
                "procedure": "mann_whitney",
                "variant": "asymptotic",
            }
            | k
        )
    )


def test_firm_years_of_one_firm_in_one_test_have_the_status_repeated_units():
    a = analyse(panel(BASE), Definitions())
    f = answer(a, Q(year=None)).finding
    assert (f.status, f.n, f.n_firms) == ("repeated_units", 6, 2) and np.isnan(f.p_value)


def test_missing_counts_and_reasons_by_group():
    rows = [
        ("A", 2010, 50, None, 1.0, 10.0, 2000, "X"),
        ("B", 2010, None, 0.5, 1.0, 10.0, 2000, "X"),
        ("D", 2010, 60, 0.5, 1.0, 10.0, 2000, "X"),
        ("E", 2010, 5, None, 1.0, 10.0, 2000, "X"),
        ("G", 2010, 500, 0.5, 1.0, 10.0, 2000, "X"),
    ]
    s = select(analyse(panel(rows), Definitions()), Q(year=2010))
    assert (s.n, s.n_missing, s.missing_by_group) == (2, 2, (1, 0))


def test_firms_of_a_third_level_are_not_missing():
    s = select(
        analyse(panel(BASE), Definitions()), Q(year=2010, predictor="country", contrast=("Y", "Z"))
    )
    assert (s.n, s.n_missing) == (0, 0)


def test_firm_means_leave_out_firms_that_change_their_group():
    s = select(
        analyse(panel(BASE), Definitions(size_basis="each_year")), Q(year=None, unit="firm_means")
    )
    assert s.n == 1 and s.missing["the firm changes its group"] == 1


def test_a_negligible_claim_must_hold_in_every_band():
    low, high = np.array([[[-0.1], [-0.5]]]), np.array([[[0.1], [0.5]]])
    c = Cells(np.full((1, 2, 1), 0.5), np.zeros((1, 2, 1)), low, high)
    assert (
        Verdict(int(decide("published", c, Claim(True, 0, 0.3, True, 0.05))))
        is Verdict.INCONCLUSIVE
    )


def test_facts_do_not_count_firms_outside_the_scheme_as_missing():
    p = panel(BASE)
    facts = panel_facts(p, analyse(p, Definitions(size_basis="each_year")))
    assert [f.value for f in facts if f.fact == "missing" and f.variable == "sme"] == [1, 0, 0]


def big():  # 120 firms, two years
    rng = np.random.default_rng(1)
    return panel(
        [
            (
                f"F{i:03}",
                y,
                50 if i % 2 else 400,
                rng.random(),
                rng.normal() + 0.35 * (i % 2),
                10.0,
                2000,
                "X",
            )
            for i in range(120)
            for y in (2010, 2011)
        ]
    )


def H(**k):  # noqa: N802
    return Hypothesis(
        **(
            {
                "id": "H6",
                "text": "x",
                "outcomes": ("rota",),
                "predictor": "sme",
                "contrast": ("yes", "no"),
            }
            | k
        )
    )


def test_alpha_sets_the_level_of_every_interval():
    r = run_panel(big(), hypotheses=(H(claim="negligible"),), alpha=0.1, normality=False)
    assert set(r.findings["ci_level"].dropna()) == {0.9}
    m = r.measures.query("measure == 'rank_biserial'")
    assert set(m["ci_level"].round(12)) == {0.9, 0.8}


def test_margin_combine_and_reach_of_the_record_are_read():
    def v(**k):
        return run_panel(big(), hypotheses=(H(**k),), normality=False).verdict("H6")

    assert (v(claim="negligible", margin=0.9), v(claim="negligible", margin=0.01)) == (
        "supported",
        "not supported",
    )
    assert (v(outcomes=("rota", "country"), combine="any"), v(outcomes=("rota", "country"))) == (
        "supported",
        "not computed",
    )
    reasons = [
        run_panel(big(), hypotheses=(H(outcomes=("fsts",)),), normality=False, notable_effect=e)
        .verdicts["reason"]
        .iloc[0]
        for e in (0.01, 0.9)
    ]
    assert "inconclusive" in reasons[0] and not reasons[1]


def test_given_size_class_and_band_that_contradict_are_reported():
    rows = [(*r, "no", "low") for r in BASE if r[2]]
    p = panel_from_frame(
        pd.DataFrame(rows, columns=["f", "y", "e", "x", "p", "a", "b", "c", "s", "d"]),
        C
        | {"sme": "s", "doi_band": {"column": "d", "levels": ["none", "low", "moderate", "high"]}},
    )
    w = analyse(p, Definitions(size_basis="each_year")).warnings
    assert any("`sme` as given contradicts" in x for x in w) and any(
        "`doi_band` as given contradicts" in x for x in w
    )


def test_negative_assets_of_this_year_have_no_average():
    rows = [("A", 2010, 50, 0.2, 1.0, 10.0, 2000, "X"), ("A", 2011, 50, 0.2, 1.0, -4.0, 2000, "X")]
    assert np.isnan(col(Definitions(rota_denominator="average"), "rota", rows)["A", 2011])


def test_firms_outside_the_size_scheme_shape_no_quantile():
    sample = [(f"F{i}", 2010, 50, (i + 1) / 100, float(i), 10.0, 2000, "X") for i in range(9)]
    tiny = [(f"T{i}", 2010, 5, 1.0, 900.0, 10.0, 2000, "X") for i in range(30)]
    for definitions, name in [
        (Definitions(doi_bands="tertiles"), "doi_band"),
        (Definitions(rota_winsorize=0.2), "rota"),
    ]:
        alone, beside = (col(definitions, name, rows) for rows in (sample, sample + tiny))
        assert all(beside[key] == value for key, value in alone.items())


def test_a_year_without_an_interval_keeps_a_negligible_claim_open():
    low, high = np.array([[[np.nan, -0.1]]]), np.array([[[np.nan, 0.1]]])
    c = Cells(np.full((1, 1, 2), 0.5), np.full((1, 1, 2), 0.1), low, high)
    claim = Claim(True, 0, 0.3, True, 0.05)
    assert Verdict(int(decide("published", c, claim))) is Verdict.INCONCLUSIVE
    frame_rows = [
        (f"F{i}", 2010, 50, (i + 1) / 10, float(i * (-1) ** i), 10.0, 2000, "X") for i in range(3)
    ]
    hypothesis = H(predictor="fsts", contrast=(), claim="negligible")
    row = run_panel(panel(frame_rows), hypotheses=(hypothesis,), normality=False).verdicts.iloc[0]
    assert (row["verdict"], row["m_computed"]) == ("inconclusive", 1)
    assert row["reason"] == "too few firms for an interval"


def test_a_yes_no_predictor_without_levels_is_yes_minus_no():
    rng = np.random.default_rng(2)
    rows = [
        (f"F{i}", 2010, 50, 0.1, 1.0, 10.0, 2000, "X", int(rng.random() < 0.4), int(i % 2))
        for i in range(60)
    ]
    names = ["f", "y", "e", "x", "p", "a", "b", "c", "plan", "net"]
    columns = C | {
        name: {"column": column, "kind": "yes/no"}
        for name, column in (("export_plan", "plan"), ("networking", "net"))
    }
    given = panel_from_frame(pd.DataFrame(rows, columns=names), columns)
    short = H(outcomes=("export_plan",), predictor="networking", contrast=(), companions=("logit",))
    full = H(outcomes=("export_plan",), predictor="networking", companions=("logit",))
    one, two = (run_panel(given, hypotheses=(h,), normality=False).findings for h in (short, full))
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"outcomes": ("founded",)}, "founded"),
        ({"predictor": "founded", "contrast": ()}, "founded"),
    ],
)
def test_a_year_is_not_tested(fields, name):
    with pytest.raises(StudyFileError) as refusal:
        run_panel(panel(BASE), hypotheses=(H(**fields),), normality=False)
    assert str(refusal.value) == (
        f"H6: `{name}` is a year, which is not tested; declare its column once more as an own "
        'variable with kind = "number".'
    )


def test_firm_means_count_as_missing_only_firms_without_any_value():
    rows = [
        ("A", 2010, 50, None, 1.0, 10.0, 2000, "X"),
        ("A", 2011, 50, 0.4, 1.0, 10.0, 2000, "X"),
        ("B", 2010, 400, None, 1.0, 10.0, 2000, "X"),
        ("B", 2011, 400, None, 1.0, 10.0, 2000, "X"),
        ("D", 2010, 400, 0.5, 1.0, 10.0, 2000, "X"),
    ]
    s = select(analyse(panel(rows), Definitions()), Q(year=None, unit="firm_means"))
    assert (s.n, s.n_missing, s.missing, s.missing_by_group) == (2, 1, {"not given": 1}, (0, 1))


def test_verdicts_on_firm_means_say_so():
    results = run_panel(big(), hypotheses=(H(unit="firm_means"),), normality=False)
    reasons = results.verdicts.set_index("rule")["reason"]
    assert reasons["majority"].startswith("firm means: one test over the years")


def test_an_unsigned_effect_needs_no_sign():
    p, v = np.array([[[0.001, 1.0]]]), np.array([[[0.4, 0.0]]])
    claim = Claim(False, 0, 0.3, True, 0.05, signed=False)
    assert Verdict(int(decide("published", Cells(p, v, v, v), claim))) is Verdict.SUPPORTED


def test_the_reason_of_the_outcome_comes_before_that_of_the_predictor():
    rows = [("A", 2010, -1, -2, 1.0, 10.0, 2000, "X"), ("B", 2010, 50, 0.5, 1.0, 10.0, 2000, "X")]
    columns = C | {
        "employees": {"column": "e", "missing": {"-1": "no staff"}},
        "fsts": {"column": "x", "unit": "share", "missing": {"-2": "no share"}},
    }
    assert select(analyse(panel(rows, columns), Definitions()), Q(year=2010)).missing == {
        "no share": 1
    }


def test_a_level_that_is_none_is_refused():
    with pytest.raises(ArgumentError) as refusal:
        run_panel(panel(BASE), alpha=0.6)
    assert str(refusal.value) == "alpha must be a number between 0 and 0.5, got 0.6."


def test_an_outcome_sme_counts_its_missing():
    rows = [*BASE, ("D", 2010, None, 0.5, 1.0, 10.0, 2000, "X")]
    hypothesis = H(outcomes=("sme",), predictor="internationalized")
    found = run_panel(panel(rows), hypotheses=(hypothesis,), normality=False).findings
    first = found[(found["role"] == "primary") & (found["year"] == "2010")].iloc[0]
    assert (first["sample"], first["n_missing"]) == ("all", 1)
