"""The models of a batch of panels are those of the frame engine, panel by panel."""

from dataclasses import replace

import numpy as np
import pytest

from smeint.definitions.definitions import Definitions
from smeint.engine.batch import Batch, BatchColumn
from smeint.engine.batch_design import fit_terms
from smeint.engine.batch_units import Units
from smeint.engine.design import design
from smeint.engine.logit import fit_logit
from smeint.engine.select import select
from smeint.finding import Role, Status
from smeint.formulas.logit import logit_test
from smeint.panel.variables import Kind
from smeint.question import Condition, Question

YEARS = (2014, 2015)
TERMS = ("age", "country", "network", "founded", "year")
QUESTION = Question(
    "H1",
    Role.COMPANION,
    "exports",
    "size",
    ("small", "large"),
    procedure="logit",
    variant="block_2",
    terms=TERMS,
)
NUMBERS = ("estimate", "std_error", "statistic", "df", "p_value", "ci_low", "ci_high")


def panels():
    """Return synthetic panels in which levels are absent and terms constant, here and there."""
    random = np.random.default_rng(8)
    shape = (8, len(YEARS), 150)
    size, country = random.integers(0, 3, shape), random.integers(0, 4, shape)
    network, age = random.integers(0, 2, shape), random.normal(3, 0.5, shape)
    founded = random.choice([1990.0, 2001.0, 2005.0], shape)
    exports = (random.random(shape) < 0.35 + 0.3 * (size == 2)).astype(float)
    country[0] = np.maximum(country[0], 1)
    country[1, 0] = np.minimum(country[1, 0], 2)
    country[2] = 3
    network[3, 1], age[3, 0] = 1, 2.0
    founded[4] = np.where(founded[4] == 2001, 2005, founded[4])
    size[5, 0, 5:] = 1
    exports[5, 1] = 1
    size[6, 1] = np.minimum(size[6, 1], 1)
    values = {
        "exports": (Kind.YES_NO, exports, ()),
        "size": (Kind.ORDERED, size, ("small", "middle", "large")),
        "country": (Kind.CATEGORY, country, ("BGR", "IND", "MEX", "VEN")),
        "network": (Kind.YES_NO, network, ()),
        "age": (Kind.NUMBER, age, ()),
        "founded": (Kind.YEAR, founded, ()),
    }
    columns = {}
    for name, (kind, numbers, levels) in values.items():
        known = np.where(random.random(shape) < 0.03, np.nan, numbers)
        columns[name] = BatchColumn(name, kind, known, levels)
    keys = tuple((0, r) for r in range(shape[0]))
    return Batch(columns, YEARS, Definitions(), keys, np.zeros(shape, dtype=bool))


def units_of(batch, strata=()):
    """Return outcome, predictor and stratum without looking at any term."""
    exports, size = batch["exports"].values, batch["size"].values
    known = ~np.isnan(exports) & ((size == 0) | (size == 2))
    stratum = np.where(known, 0, -1)
    if strata:
        stratum = np.where(known & (batch["network"].values >= 0), batch["network"].values, -1)
    # nobody looks at outcomes of firms that are in no test
    return Units(np.where(known, exports, -7.0), (size == 0).astype(float), stratum.astype(int), 2)


def compare(batch, question, units, stratum=0):
    """Compare every panel and year with the frame engine; return statuses and terms."""
    fit = fit_terms(batch, question, units, stratum)
    test = logit_test(fit, fit.terms[1], 0.9)
    found = {(m.measure, m.term): m for m in test.measures}
    for replicate in range(batch.n_replicates):
        analysis = batch.analysis(replicate)
        for place, year in enumerate(YEARS):
            asked = replace(question, year=year)
            model = design(analysis, asked, select(analysis, asked))
            one = logit_test(fit_logit(model.y, model.x, model.terms), model.terms[0], 0.9)
            assert test.status[replicate, place] == one.status
            expected = {(m.measure, m.term): m for m in one.measures}
            for name, measure in found.items():
                for number in NUMBERS:
                    value = np.broadcast_to(getattr(measure, number), test.status.shape)
                    own = getattr(expected[name], number) if name in expected else np.nan
                    np.testing.assert_allclose(
                        value[replicate, place], own, rtol=1e-10, atol=1e-10, err_msg=str(name)
                    )
            if one.status == Status.OK:
                assert expected.keys() <= found.keys()
    return test.status, fit.terms


def test_panels_without_a_level_or_with_constant_terms_are_as_in_the_frame_engine():
    batch = panels()
    status, terms = compare(batch, QUESTION, units_of(batch))
    assert terms == (
        "intercept",
        "size[small]",
        "age",
        "country[IND]",
        "country[MEX]",
        "country[VEN]",
        "network[yes]",
        "founded[2001]",
        "founded[2005]",
    )
    assert (status[[0, 1, 2, 3, 4, 7]] == int(Status.OK)).all()
    assert status[5].tolist() == [Status.TOO_FEW, Status.CONSTANT_OUTCOME]
    assert status[6].tolist() == [Status.OK, Status.CONSTANT_PREDICTOR]


@pytest.mark.parametrize("terms", [(), ("year",), ("country",), ("network", "age")])
def test_any_block_of_terms_is_as_in_the_frame_engine(terms):
    batch = panels()
    status, _ = compare(batch, replace(QUESTION, terms=terms), units_of(batch))
    assert Status.OK in status


def test_a_stratum_is_as_in_the_frame_engine():
    batch = panels()
    strata = (Condition("network", ("yes",)),)
    question = replace(QUESTION, terms=("age", "country"), strata=strata)
    status, _ = compare(batch, question, units_of(batch, strata), stratum=1)
    assert Status.OK in status


def test_a_panel_does_not_depend_on_which_others_are_there():
    batch, units = panels(), units_of(panels())
    whole = fit_terms(batch, QUESTION, units)
    half = slice(3, 6)
    columns = {
        name: replace(column, values=column.values[half]) for name, column in batch.columns.items()
    }
    part = replace(batch, columns=columns, keys=batch.keys[half], neither=batch.neither[half])
    cut = Units(units.outcome[half], units.predictor[half], units.stratum[half], 2)
    fit = fit_terms(part, QUESTION, cut)
    at = [whole.terms.index(term) for term in fit.terms]
    np.testing.assert_array_equal(fit.beta, whole.beta[half][..., at])
    np.testing.assert_array_equal(fit.ll, whole.ll[half])
