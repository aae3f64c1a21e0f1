"""Size schemes at their bounds; limits are written here from the sources, not read from code."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smeint.definitions.definitions import Definitions
from smeint.definitions.schemes import SCHEMES, scheme
from smeint.errors import ArgumentError

NAN = np.nan
SME, LARGE = 1.0, 0.0
HEADCOUNT = [name for name, s in SCHEMES.items() if s.has_headcount]


def classify(name, employees=NAN, sector="", **money):
    return scheme(name).classify(employees, money, sector)


@pytest.mark.parametrize(
    ("name", "smallest", "largest"),
    [
        ("oecd", 0, 249),
        ("enterprise_surveys", 5, 99),
        ("abs", 0, 199),
        ("osei_bonsu_2014", 11, 199),
    ],
)
def test_schemes_of_headcount_alone_at_their_bounds(name, smallest, largest):
    below = [smallest - 1] if smallest else []
    got = classify(name, [*below, smallest, largest, largest + 1, largest + 2, NAN])
    expected = [*(NAN for _ in below), SME, SME, LARGE, LARGE, NAN]
    assert np.array_equal(got, expected, equal_nan=True)


@pytest.mark.parametrize(
    ("employees", "sales", "assets", "expected"),
    [
        (249, 50e6, 43e6, SME),
        (250, 50e6, 43e6, LARGE),  # fewer than 250
        (249, 50e6, 43e6 + 1, SME),  # turnover or balance sheet total
        (249, 50e6 + 1, 43e6, SME),
        (249, 50e6 + 1, 43e6 + 1, LARGE),
        (251, 0, 0, LARGE),
        (1, 1e6, 1e6, SME),  # micro firms are SMEs
        (0, 0, 0, SME),
    ],
)
def test_eu_asks_for_headcount_and_one_of_two_amounts(employees, sales, assets, expected):
    assert classify("eu_2003", employees, sales=sales, total_assets=assets) == expected


@pytest.mark.parametrize(
    ("employees", "sales", "fixed", "expected"),
    [
        (100, 18e6, 18e6, SME),
        (101, 18e6, 18e6, LARGE),  # one that exceeds is enough
        (100, 18e6 + 1, 18e6, LARGE),
        (100, 18e6, 18e6 + 1, LARGE),
        (99, 18e6 - 1, 18e6 - 1, SME),
        (1, 100e3, 100e3, SME),
    ],
)
def test_ghana_is_large_where_one_amount_exceeds(employees, sales, fixed, expected):
    assert classify("ghana_2023", employees, sales=sales, fixed_assets=fixed) == expected


@pytest.mark.parametrize(
    ("sector", "persons", "turnover"),
    [
        ("manufacturing", 200, 50e6),
        ("services", 75, 20e6),
        ("trade", 75, 20e6),
        ("other", 75, 20e6),
    ],
)
def test_malaysia_asks_for_headcount_or_sales_by_sector(sector, persons, turnover):
    employees = [persons, persons + 1, persons + 1, persons + 1, persons - 1]
    sales = [turnover + 1, turnover, turnover + 1, turnover - 1, turnover * 9]
    got = classify("malaysia_2014", employees, sector, sales=sales)
    assert got.tolist() == [SME, SME, LARGE, SME, SME]


@pytest.mark.parametrize(
    ("employees", "sales", "expected"),
    [(100, 200e3, SME), (101, 200e3, LARGE), (100, 200_001, LARGE), (99, 199_999, SME)],
)
def test_venezuela_asks_for_headcount_and_turnover_in_tax_units(employees, sales, expected):
    assert classify("venezuela_2008", employees, sales=sales) == expected


@pytest.mark.parametrize(
    ("sector", "employees", "sales", "expected"),
    [
        ("manufacturing", 250, 250e6, SME),  # 25 + 225 = 250
        ("manufacturing", 250, 250_000_001, LARGE),
        ("manufacturing", 251, 250e6, LARGE),
        ("services", 100, 250e6, SME),  # 10 + 225 = 235
        ("services", 101, 250e6, LARGE),
        ("trade", 100, 250e6, SME),
        ("trade", 100, 250_000_001, LARGE),
        ("trade", 1000, 100e6, SME),  # 100 + 90 = 190: many workers, few sales
        ("manufacturing", 8, 3e6, SME),
        ("other", 8, 3e6, NAN),
        ("", 8, 3e6, NAN),
    ],
)
def test_mexico_weighs_headcount_and_sales_in_million_pesos(sector, employees, sales, expected):
    got = classify("mexico_2009", employees, sector, sales=sales)
    assert np.array_equal(got, expected, equal_nan=True)


@given(st.integers(0, 2000), st.integers(0, 300_000_000))
def test_mexicos_score_is_exact_in_whole_pesos(employees, pesos):
    # ten million times the score, in whole numbers
    within = 1_000_000 * employees + 9 * pesos <= 250 * 10_000_000
    assert classify("mexico_2009", employees, "manufacturing", sales=pesos) == float(within)


@pytest.mark.parametrize(
    ("sector", "rupees"), [("manufacturing", 100e6), ("services", 50e6), ("trade", 50e6)]
)
def test_india_2006_asks_for_investment_by_sector(sector, rupees):
    got = classify(
        "india_2006", sector=sector, plant_investment=[rupees - 1, rupees, rupees + 1, NAN]
    )
    assert np.array_equal(got, [SME, SME, LARGE, NAN], equal_nan=True)
    assert np.isnan(classify("india_2006", sector="other", plant_investment=1.0))


@pytest.mark.parametrize(
    ("name", "investment", "turnover"),
    [("india_2020", 500e6, 2500e6), ("india_2025", 1250e6, 5000e6)],
)
def test_india_asks_for_investment_and_turnover_without_exports(name, investment, turnover):
    got = classify(
        name,
        plant_investment=[investment, investment + 1, investment, investment - 1],
        domestic_sales=[turnover, turnover, turnover + 1, turnover - 1],
    )
    assert got.tolist() == [SME, LARGE, LARGE, SME]


@pytest.mark.parametrize(
    ("name", "employees", "sales", "other", "expected"),
    [
        ("eu_2003", 250, NAN, NAN, LARGE),  # headcount decides
        ("eu_2003", 249, NAN, NAN, NAN),
        ("eu_2003", 249, 1e6, NAN, SME),  # one amount is enough
        ("eu_2003", 249, 51e6, NAN, NAN),
        ("eu_2003", NAN, 51e6, 44e6, LARGE),
        ("eu_2003", NAN, 1e6, 1e6, NAN),
        ("ghana_2023", NAN, 19e6, NAN, LARGE),
        ("ghana_2023", 50, 1e6, NAN, NAN),
        ("malaysia_2014", 100, NAN, NAN, SME),
        ("malaysia_2014", NAN, 1e6, NAN, SME),
        ("malaysia_2014", 201, NAN, NAN, NAN),
        ("malaysia_2014", NAN, 51e6, NAN, NAN),
        ("venezuela_2008", 101, NAN, NAN, LARGE),
        ("venezuela_2008", 10, NAN, NAN, NAN),
        ("mexico_2009", 10, NAN, NAN, NAN),
        ("mexico_2009", NAN, 1e6, NAN, NAN),
        ("mexico_2009", NAN, 278e6, NAN, LARGE),  # 0.9 times 278 is 250.2 without any worker
        ("mexico_2009", NAN, 277e6, NAN, NAN),
        ("mexico_2009", 2501, NAN, NAN, LARGE),
        ("mexico_2009", 2500, NAN, NAN, NAN),
    ],
)
def test_what_is_known_decides_where_it_can(name, employees, sales, other, expected):
    got = classify(
        name, employees, "manufacturing", sales=sales, total_assets=other, fixed_assets=other
    )
    assert np.array_equal(got, expected, equal_nan=True)


def test_only_a_known_sector_without_limits_is_neither():
    sectors = ["other", "", "manufacturing"]
    assert scheme("mexico_2009").neither([50.0] * 3, sectors).tolist() == [True, False, False]
    assert not scheme("malaysia_2014").neither([50.0] * 3, sectors).any()


PERSONS = st.sampled_from([0, 4, 5, 10, 11, 75, 76, 99, 100, 101, 199, 200, 249, 250, 900, NAN])
MONEY = st.sampled_from([0.0, 2e5, 18e6, 20e6, 43e6, 50e6, 50e6 + 1, 5e8, 5e9, 9e9, NAN])
#: Employees and two amounts, around every bound or unknown.
FIRM = st.tuples(PERSONS, MONEY, MONEY)
AMOUNTS = ("sales", "domestic_sales", "total_assets", "fixed_assets", "plant_investment")


def at(name, employees, sales, other, sector="manufacturing"):
    money = dict.fromkeys(("sales", "domestic_sales"), sales)
    money |= dict.fromkeys(("total_assets", "fixed_assets", "plant_investment"), other)
    return float(scheme(name).classify(employees, money, sector))


@given(st.sampled_from(sorted(SCHEMES)), FIRM)
@example("mexico_2009", (NAN, 5e8, 0.0))  # the sum exceeds its bound without the unknown term
def test_an_unknown_value_leaves_the_class_or_makes_it_unknown(name, firm):
    """Kleene's logic is exact: known if and only if every completion gives the same class."""
    got = at(name, *firm)
    ends = [(0.0, 1e12) if np.isnan(x) else (x,) for x in firm]
    classes = {at(name, *whole) for whole in itertools.product(*ends)}
    floor = scheme(name).outside is not None
    if floor and np.isnan(firm[0]):
        assert np.isnan(got)
    elif len(classes) == 1 or np.isnan(list(classes)).all():
        assert np.array_equal(got, classes.pop(), equal_nan=True)
    else:
        assert np.isnan(got)


@given(st.sampled_from(sorted(SCHEMES)), FIRM, st.integers(0, 3000))
def test_more_employees_never_make_an_sme(name, firm, employees):
    fewer, more = at(name, *firm), at(name, firm[0] + employees, *firm[1:])
    assert not (fewer == LARGE and more == SME)


@pytest.mark.parametrize("name", SCHEMES)
def test_classes_do_not_depend_on_the_shape_of_arrays(name):
    rng = np.random.default_rng(7)
    shape = (3, 2, 50)
    employees = rng.integers(0, 400, shape).astype(float)
    money = {amount: rng.choice([1e5, 1e7, 19e6, 6e7, 6e8, 6e9, NAN], shape) for amount in AMOUNTS}
    sector = rng.choice(["manufacturing", "services", "trade", "other", ""], shape)
    whole = scheme(name).classify(employees, money, sector)
    assert whole.shape == shape
    assert {SME, LARGE} <= set(whole.ravel())
    for where in np.ndindex(3, 2):
        part = {amount: x[where] for amount, x in money.items()}
        one = scheme(name).classify(employees[where], part, sector[where])
        assert np.array_equal(one, whole[where], equal_nan=True)
    last = np.array(
        [
            float(
                scheme(name).classify(
                    employees[2, 1, j], {a: x[2, 1, j] for a, x in money.items()}, sector[2, 1, j]
                )
            )
            for j in range(50)
        ]
    )
    assert np.array_equal(last, whole[2, 1], equal_nan=True)


@pytest.mark.parametrize(
    ("name", "largest"),
    [
        ("osei_bonsu_2014", 199),
        ("eu_2003", 249),
        ("oecd", 249),
        ("enterprise_surveys", 99),
        ("abs", 199),
        ("ghana_2023", 100),
        ("malaysia_2014", 200),
        ("venezuela_2008", 100),
        ("mexico_2009", 250),
    ],
)
def test_headcount_alone_needs_no_money(name, largest):
    definitions = Definitions(
        size_scheme=name, size_criteria="headcount", size_sector="manufacturing"
    )
    assert definitions.scheme.needs == ("employees",)
    assert definitions.sme([largest, largest + 1]).tolist() == [SME, LARGE]


def test_every_scheme_with_a_headcount_is_tested():
    marks = test_headcount_alone_needs_no_money.pytestmark
    assert [name for name, _ in marks[0].args[1]] == HEADCOUNT


@pytest.mark.parametrize(("name", "persons"), [("malaysia_2014", 75), ("mexico_2009", 100)])
def test_headcount_alone_still_looks_at_the_sector(name, persons):
    headcount = scheme(name).on_headcount()
    assert headcount.needs == ("sector", "employees")
    sectors = ["services", "services", "trade", "manufacturing", ""]
    got = headcount.classify([persons, persons + 1, persons, persons + 1, 1], sector=sectors)
    assert np.array_equal(got, [SME, LARGE, SME, SME, NAN], equal_nan=True)


def test_an_amount_on_the_bound_stays_there_when_converted():
    # 0.1 + 0.2 = 0.30000000000000004: a product may be off in its last digit
    on = 50e6 * (1 + 2e-16)
    assert on > 50e6
    assert classify("eu_2003", 10, sales=on, total_assets=9e9) == SME
    assert classify("eu_2003", 10, sales=50e6 * (1 + 1e-9), total_assets=9e9) == LARGE


@pytest.mark.parametrize("name", SCHEMES)
def test_every_scheme_says_where_it_stands(name):
    each = scheme(name)
    assert each.name == name
    assert each.source
    assert each.date
    assert "stated" in each.note.lower() or "Checked" in each.note
    money = [n for n in each.needs if n not in ("sector", "employees", "currency")]
    assert bool(each.currency) == bool(money) == ("currency" in each.needs)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"size_scheme": "eu"},
            "size_scheme `eu` is not known; allowed: osei_bonsu_2014, eu_2003, oecd, "
            "enterprise_surveys, abs, india_2006, india_2020, india_2025, ghana_2023, "
            "malaysia_2014, venezuela_2008, mexico_2009.",
        ),
        (
            {"size_criteria": "employees"},
            "size_criteria must be one of all, headcount, got 'employees'.",
        ),
        (
            {"size_scheme": "india_2020", "size_criteria": "headcount"},
            'size_criteria = "headcount" cannot go with size_scheme `india_2020`, which has no '
            "criterion of headcount.",
        ),
        (
            {"size_sector": "retail"},
            "size_sector must be one of manufacturing, services, trade, other, got 'retail'.",
        ),
        (
            {"size_scheme": "mexico_2009", "size_sector": "other"},
            "size_sector must be one of manufacturing, services, trade with size_scheme "
            "`mexico_2009`, got 'other'.",
        ),
        (
            {"exchange_rates": 0.08},
            "exchange_rates must be a table, as in { GHS = 0.08 }, got 0.08.",
        ),
        (
            {"exchange_rates": {"GHS": 0}},
            "exchange_rates: the rate of GHS must be a number above 0, got 0.",
        ),
        (
            {"exchange_rates": {"GHS": "0.08"}},
            "exchange_rates: the rate of GHS must be a number above 0, got '0.08'.",
        ),
        (
            {"size_scheme": "eu_2003", "exchange_rates": {"EUR": 1000}},
            "exchange_rates: size_scheme `eu_2003` has its limits in EUR, which needs no rate, "
            "got 1000.0.",
        ),
    ],
)
def test_what_is_not_allowed_is_refused_in_one_sentence(values, sentence):
    with pytest.raises(ArgumentError) as refusal:
        Definitions.from_mapping(values)
    assert str(refusal.value) == sentence


def test_inputs_that_are_not_given_are_refused():
    with pytest.raises(ArgumentError) as refusal:
        Definitions(size_scheme="malaysia_2014").sme([1.0])
    assert str(refusal.value) == (
        "size_scheme `malaysia_2014` needs `sector`, `employees`, `sales` and `currency`; "
        "`sector` and `sales` not given."
    )


def test_definitions_are_the_same_after_a_round_trip():
    definitions = Definitions(size_scheme="eu_2003", exchange_rates={"USD": 0.9, "GHS": 0.08})
    assert Definitions.from_mapping(definitions.to_mapping()) == definitions
    assert hash(definitions) == hash(Definitions.from_mapping(definitions.to_mapping()))
    assert definitions.rates == {"GHS": 0.08, "USD": 0.9}
