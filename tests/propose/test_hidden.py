"""Without values: nothing of the data stands in the proposal; any file gives a text that parses."""

import re

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smeint.errors import SmeintError
from smeint.propose.proposal import propose_study
from smeint.study.studyfile import parse_study
from tests.propose.conftest import VALUE_LABELS, german_survey

SLOW = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

#: Names that the patterns know, and some that they do not.
NAMES = (
    *("firm_id", "year", "employees", "sales", "foreign_sales", "exports", "export share", "fsts"),
    *("total_assets", "ebit", "roa", "founded", "tqm", "country", "weight", "strategic plan"),
    *("idstd", "a0", "d3b", "d3c", "l1", "q1", "innovation_1", "innovation_2", "innovation_3"),
    *("#", '"', "x\ty", "wave", "sme", "internationalized", "1", " "),
)

#: Values that cannot stand in the text by chance.
telling = st.one_of(
    st.integers(10**6, 10**9).map(str),
    st.floats(1e6, 1e9).map(lambda x: f"{x:.4f}"),
    st.text("qxzjvwk", min_size=6, max_size=9),
    st.sampled_from(["", "-123456", "987654.5"]),
)


@st.composite
def frames(draw, cells):
    """A frame of known and unknown names, with some columns of one kind and some of many."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True))
    rows = draw(st.integers(1, 12))
    return pd.DataFrame(
        {name: draw(st.lists(cells, min_size=rows, max_size=rows)) for name in names}
    )


@SLOW
@given(frame=frames(telling))
def test_no_value_of_the_file_stands_in_the_text(tmp_path, frame):
    path = tmp_path / "survey.csv"
    frame.to_csv(path, index=False)
    try:
        text = propose_study(path, values=False).text
    except SmeintError as error:
        text = str(error)
    for value in set(frame.to_numpy().ravel().tolist()) - {""}:
        assert value not in text, value


def test_no_code_and_no_value_label_stands_in_the_text(german):
    text = propose_study(german, values=False).text
    for labels in VALUE_LABELS.values():
        for label in labels.values():
            assert not re.search(rf"\b{label}\b", text), label
    assert "missing = " not in text
    assert "-9" not in text
    assert "99" not in text
    assert "2019" not in text


@SLOW
@given(
    yes=st.integers(10**6, 10**8),
    no=st.integers(-(10**8), -(10**6)),
    gone=st.integers(2 * 10**8, 10**9),
    word=st.text("qxzjvwk", min_size=6, max_size=9),
)
def test_codes_and_labels_stand_in_the_text_only_where_they_may(tmp_path, yes, no, gone, word):
    path = tmp_path / "survey.sav"
    frame = pd.DataFrame({"id": range(6), "year": 2024.0, "tqm": [yes, no, gone] * 2}, dtype=float)
    labels = {"tqm": {yes: "Yes", no: "No", gone: f"refused {word}"}}
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    told = [str(yes), str(no), str(gone), word]
    assert all(text in propose_study(path).text for text in told)
    assert not any(text in propose_study(path, values=False).text for text in told)


def test_codes_that_may_not_be_shown_make_a_line_doubtful(german):
    """A 99 that is labelled as no answer must not be read as 99 managers."""
    proposal = propose_study(german, values=False)
    assert not {"employees", "management_team_size", "strategic_planning"} & set(proposal.proposed)
    assert {"employees", "management_team_size", "strategic_planning"} <= set(proposal.undecided)
    assert "state them as `missing`" in proposal.text


@pytest.mark.parametrize("values", [True, False])
def test_broken_cells_are_told_only_where_values_may_be(tmp_path, values):
    frame = pd.DataFrame(
        {
            "id": range(9),
            "year": 2024,
            "sales": range(100, 109),
            "foreign_sales": [765432, *range(90, 98)],
        }
    )
    path = tmp_path / "survey.csv"
    frame.to_csv(path, index=False)
    assert "765432" not in propose_study(path, values=False).text
    assert "some cells do not fit" in propose_study(path, values=values).text


anything = st.one_of(
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.none(),
    st.sampled_from([0, 1, 2, -9, 99, 2020, 2021, "yes", "no", "Sí", "1,5", "x", "", "0.5"]),
    st.text(max_size=6),
)


@SLOW
@given(frame=frames(anything), values=st.booleans())
def test_any_file_gives_a_text_that_parses_or_one_sentence(tmp_path, frame, values):
    path = tmp_path / "survey.csv"
    frame.to_csv(path, index=False, errors="replace")
    try:
        proposal = propose_study(path, values=values)
    except SmeintError as error:
        assert "Traceback" not in str(error)
        return
    parse_study(proposal.text.encode(), name="study.toml", folder=tmp_path)
    assert set(proposal.placeholders) <= {"firm_id", "year"}


@SLOW
@given(
    rows=st.integers(2, 10),
    data=st.data(),
)
def test_any_labelled_file_gives_a_text_that_parses(tmp_path, rows, data):
    names = data.draw(
        st.lists(st.sampled_from(["v1", "v2", "id", "year", "tqm"]), min_size=1, unique=True)
    )
    numbers = st.sampled_from([0.0, 1.0, 2.0, 9.0, -9.0, 99.0, 2020.0, np.nan])
    labels = st.sampled_from(["Yes", "No", "Don't know", 'say "x" \\', "Ja", "keine Angabe"])
    titles = st.sampled_from(["", "Exports", "Total sales", "Employees (number)"])
    codes = st.dictionaries(st.sampled_from([0, 1, 2, 9, -9, 99]), labels)
    cells = st.lists(numbers, min_size=rows, max_size=rows)
    frame = pd.DataFrame({name: data.draw(cells) for name in names})
    path = tmp_path / "survey.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={name: data.draw(titles) for name in names},
        variable_value_labels={name: data.draw(codes) for name in names},
    )
    proposal = propose_study(path)
    parse_study(proposal.text.encode(), name="study.toml", folder=tmp_path)


def test_the_survey_in_german_is_what_the_tests_say_it_is():
    frame = german_survey()
    assert (frame["v9"] == 99).sum() == 1
