"""What a study file may say; every refusal is one sentence."""

import re
from pathlib import Path

import pytest

from smeint.errors import SmeintError, StudyFileError
from smeint.study.own import parse_hypothesis
from smeint.study.studyfile import load_study, parse_study

GOOD = """
format = 1
hypotheses = ["H1", "F10", "F6", "H6"]
alpha = 0.01
notable_effect = 0.2
[data]
file = "survey.csv"
[columns]
firm_id = "id"
year = { constant = 2025 }
employees = "l1"
fsts = { column = "d3x", unit = "percent" }
operating_profit = "ebit"
total_assets = "assets"
female_manager = { column = "b7a", kind = "yes/no", yes = [1], no = [2], label = "Female manager" }
[definitions]
size_basis = "each_year"
[[hypothesis]]
id = "H6"
text = "SMEs led by women differ in ROTA"
claim = "difference"
sample = { sme = "yes", internationalized = ["yes"] }
outcome = "rota"
predictor = { female_manager = ["yes", "no"] }
procedure = "mann_whitney"
"""


def parse(text):
    return parse_study(text.encode(), name="study.toml", folder=Path())


def test_a_study_file_is_read_in_full():
    study = parse(GOOD)
    assert [h.id for h in study.hypotheses] == ["H1", "H3b", "H6"]
    assert study.normality  # F10 is the normality tests, F6 is H3b
    assert (study.alpha, study.notable_effect) == (0.01, 0.2)
    assert study.definitions.size_basis == "each_year"
    own = study.hypotheses[-1]
    assert own.contrast == ("yes", "no")
    assert [str(c) for c in own.sample] == ["sme = yes", "internationalized = yes"]
    assert own.companions == ("yates", "fisher", "continuity_corrected", "exact")


def test_without_a_list_all_hypotheses_are_tested():
    text = re.sub(r"hypotheses = .*\n", "", GOOD)
    ids = [h.id for h in parse(text).hypotheses]
    assert ids[:6] == ["H1", "H2", "H3", "H3b", "H4", "H5"]
    assert ids[-1] == "H6"
    assert parse(text).normality


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format = 1", "", "format = 1 is required as the first line, found nothing."),
        ("format = 1", "format = 2", "format = 1 is required as the first line, found 2."),
        (
            "alpha = 0.01",
            "alpa = 0.01",
            "the study file has no key `alpa`; allowed: format, hypotheses, alpha, "
            "notable_effect, synthetic, min_count, survey, preset, data, columns, definitions, "
            "hypothesis, frame, design. Did you mean `alpha`?",
        ),
        ("alpha = 0.01", "alpha = 5", "alpha must be a number between 0 and 0.5, got 5."),
        ("alpha = 0.01", "alpha = true", "alpha must be a number between 0 and 0.5, got true."),
        (
            '"H1", "F10"',
            '"H1", "H11"',
            "hypotheses: `H11` is not known; allowed: H1, H2, H3, H3b, H4, H5, F1, F2, F3, F4, "
            "F4b, F5, F5b, F7, F8, F9, F11, F11b, H6, normality. "
            "Did you mean `H1` or `F11`?",
        ),
        ('id = "H6"', 'id = "H1"', "hypothesis id `H1` is taken; choose another."),
        (
            'id = "H6"',
            'id = "my hypothesis"',
            "[[hypothesis]] needs an id of at most 40 letters, digits and underscores, "
            'got "my hypothesis".',
        ),
        (
            'procedure = "mann_whitney"',
            'procedure = "t_test"',
            "H6: procedure must be one of chi_square, mann_whitney, spearman, got `t_test`.",
        ),
        (
            'procedure = "mann_whitney"',
            'prosedure = "mann_whitney"',
            "H6: [[hypothesis]] has no key `prosedure`; allowed: id, text, title, claim, "
            "direction, margin, sample, outcome, outcomes, predictor, procedure, strata, combine, "
            "unit, companions, caveat. Did you mean `procedure`?",
        ),
        (
            'outcome = "rota"',
            'outcome = "roat"',
            "H6: variable `roat` is neither canonical nor declared in [columns]. "
            "Did you mean `rota`?",
        ),
        (
            '["yes", "no"]',
            '["yes"]',
            "H6: predictor `female_manager` needs two different levels, first and second, "
            'got ["yes"].',
        ),
        (
            '["yes", "no"]',
            '["yes", "yes"]',
            "H6: predictor `female_manager` needs two different levels, first and second, "
            'got ["yes", "yes"].',
        ),
        (
            'procedure = "mann_whitney"',
            'unit = "firm_years"',
            "H6: unit `firm_years` is refused: firm-years of one firm are not independent: with "
            "100 firms, five years and a latent intraclass correlation of .5, Mann-Whitney on "
            "pooled firm-years rejects a true null in about 25 % of samples and chi-square in "
            "about 20 %, instead of 5 %; use cross_section or firm_means.",
        ),
        (
            'claim = "difference"',
            'claim = "negligible"\ndirection = "positive"',
            "H6: a negligible claim has no direction.",
        ),
        (
            'claim = "difference"',
            "margin = 1.5",
            "H6: margin must lie between 0 and 1, got 1.5.",
        ),
        ("[[hypothesis]]", "[hypothesis]", "own hypotheses are written as [[hypothesis]] with "),
        ("[data]", "[data", "the study file is not valid TOML: "),
    ],
)
def test_refusals(old, new, sentence):
    assert old in GOOD
    with pytest.raises(SmeintError) as refusal:
        parse(GOOD.replace(old, new))
    assert str(refusal.value).startswith(sentence)


@pytest.mark.parametrize("table", ["data", "columns"])
def test_a_missing_table_is_named(table):
    text = re.sub(rf"(?ms)^\[{table}\].*?(?=^\[)", "", GOOD)
    with pytest.raises(SmeintError) as refusal:
        parse(text)
    assert str(refusal.value) == f"the table [{table}] is missing."


def test_files_that_cannot_be_read_are_named(tmp_path):
    for path, sentence in [
        (
            tmp_path / "none.toml",
            f"{tmp_path}/none.toml does not exist; a study file (.toml) is needed.",
        ),
        (tmp_path, f"{tmp_path} is a folder; a study file (.toml) is needed."),
    ]:
        with pytest.raises(SmeintError) as refusal:
            load_study(path)
        assert str(refusal.value) == sentence
    latin = tmp_path / "latin.toml"
    latin.write_bytes("format = 1 # é".encode("latin-1"))
    with pytest.raises(SmeintError) as refusal:
        load_study(latin)
    assert str(refusal.value) == ("latin.toml: the study file must be UTF-8 text; byte 14 is not.")


def refused(text, folder):
    """Return the sentence with which a study file is refused."""
    (folder / "study.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyFileError) as refusal:
        load_study(folder / "study.toml")
    return str(refusal.value)


LONG = "1" + "0" * 400
CUT = "1" + "0" * 59 + "..."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("format = 1", "format = true", "format = 1 is required as the first line, found true."),
        ("format = 1", "format = 1.0", "format = 1 is required as the first line, found 1.0."),
        ("alpha = 0.01", "alpha = [true]", "alpha must be a number between 0 and 0.5, got [true]."),
        (
            "alpha = 0.01",
            "alpha = 07:32:00",
            "alpha must be a number between 0 and 0.5, got 07:32:00.",
        ),
        (
            "alpha = 0.01",
            "synthetic = { a = 1 }",
            "synthetic must be true or false, got { a = 1 }.",
        ),
        (
            "alpha = 0.01",
            f"alpha = {LONG}",
            f"`alpha` must not hold a whole number of more than 18 digits, got {CUT}.",
        ),
        (
            "alpha = 0.01",
            "alpha = 0x" + "f" * 5000,
            "`alpha` must not hold a whole number of more than 18 digits, got a number of over "
            "1000 digits.",
        ),
        (
            "alpha = 0.01",
            "alpha = " + "9" * 5000,
            "the study file must not hold a whole number of more than 18 digits, got one of "
            "thousands.",
        ),
        (
            "constant = 2025",
            f"constant = {LONG}",
            "`columns.year.constant` must not hold a whole number of more than 18 digits, got "
            f"{CUT}.",
        ),
        (
            'file = "survey.csv"',
            'file = "survey.csv"\nheader_row = 99999999999999999999999',
            "`data.header_row` must not hold a whole number of more than 18 digits, got "
            "99999999999999999999999.",
        ),
        (
            'file = "survey.csv"',
            'file = "survey.csv"\nencoding = "base64"',
            '[data] `encoding` "base64" is not known as an encoding of text; for example "utf-8", '
            '"cp1252" or "latin-1".',
        ),
        (
            "alpha = 0.01",
            "alpha = " + "[" * 5000 + "]" * 5000,
            "the study file must not nest tables and lists more than 8 deep.",
        ),
        (
            "alpha = 0.01",
            "alpha = " + "{a=" * 5000,
            "the study file must not nest tables and lists more than 8 deep.",
        ),
        (
            "alpha = 0.01",
            "alpha." + "a." * 3000 + "b = 1",
            "`alpha.a.a.a.a.a.a.a.a` must not nest tables and lists more than 8 deep.",
        ),
        (
            '["H1", "F10", "F6", "H6"]',
            '["a\\u0007' + "b" * 500 + '"]',
            "hypotheses: `a\\u0007" + "b" * 58 + "...` is not known; allowed: H1, H2, H3, H3b, H4, "
            "H5, F1, F2, F3, F4, F4b, F5, F5b, F7, F8, F9, F11, F11b, H6, normality.",
        ),
        (
            '["H1", "F10", "F6", "H6"]',
            "[true]",
            'hypotheses must be a list of ids, as in ["H1", "H2"], got [true].',
        ),
        (
            '"each_year"',
            "[true]",
            "[definitions] `size_basis` must be a text or a number, got [true].",
        ),
        ('id = "H6"', 'id = "Normality"', "hypothesis id `Normality` is taken; choose another."),
        (
            'id = "H6"',
            'id = "' + "H" * 41 + '"',
            "[[hypothesis]] needs an id of at most 40 letters, digits and underscores, got "
            f'"{"H" * 41}".',
        ),
        (
            'id = "H6"',
            "",
            "[[hypothesis]] needs an id of at most 40 letters, digits and underscores, got "
            "nothing.",
        ),
        (
            'outcome = "rota"',
            'outcomes = ["rota", "rota"]',
            'H6: outcomes must name each once, got ["rota", "rota"].',
        ),
        (
            'outcome = "rota"',
            "outcome = 07:32:00",
            "H6: outcomes must be names of variables, got 07:32:00.",
        ),
        (
            'outcome = "rota"',
            'outcome = "firm_id"',
            "H6: `firm_id` is no variable to test; it says which firm a row is of.",
        ),
        (
            'outcome = "rota"',
            'outcome = "year"',
            "H6: `year` is no variable to test; `keep` under [data] selects years.",
        ),
        (
            '{ sme = "yes", internationalized = ["yes"] }',
            '{ year = "2025" }',
            "H6: `year` is no variable to test; `keep` under [data] selects years.",
        ),
        (
            '{ sme = "yes", internationalized = ["yes"] }',
            "{ sme = true }",
            "H6: levels of `sme` must be texts in quotes, got true.",
        ),
        (
            '{ sme = "yes", internationalized = ["yes"] }',
            "[1]",
            'H6: sample must be a table, as in { sme = "yes" }, got [1].',
        ),
        (
            '{ female_manager = ["yes", "no"] }',
            '"firm_id"',
            "H6: `firm_id` is no variable to test; it says which firm a row is of.",
        ),
        (
            '{ female_manager = ["yes", "no"] }',
            "{ a = 1, b = 07:32:00 }",
            'H6: predictor must be a variable, or { variable = ["first", "second"] }, got '
            "{ a = 1, b = 07:32:00 }.",
        ),
        (
            'procedure = "mann_whitney"',
            'procedure = "a\\nb"',
            "H6: procedure must be one of chi_square, mann_whitney, spearman, got `a\\nb`.",
        ),
        (
            'procedure = "mann_whitney"',
            "companions = [true]",
            "H6: companions must be a list of names, got [true].",
        ),
        (
            'procedure = "mann_whitney"',
            'companions = ["exact", "exact"]',
            'H6: companions must name each once, got ["exact", "exact"].',
        ),
        ('claim = "difference"', "claim = [1]", "H6: claim must be a text, got [1]."),
        (
            'claim = "difference"',
            f"margin = {LONG}",
            "`hypothesis.1.margin` must not hold a whole number of more than 18 digits, got "
            f"{CUT}.",
        ),
        ('claim = "difference"', "margin = nan", "H6: margin must lie between 0 and 1, got nan."),
    ],
)
def test_a_refusal_begins_with_the_file_and_shows_what_was_written(old, new, sentence, tmp_path):
    assert GOOD.count(old) == 1
    assert refused(GOOD.replace(old, new), tmp_path) == f"study.toml: {sentence}"


def test_a_margin_beyond_floats_is_refused():
    entry = {
        "id": "H6",
        "outcome": "rota",
        "predictor": "fsts",
        "margin": 10**400,
    }
    with pytest.raises(StudyFileError) as refusal:
        parse_hypothesis(entry, ())
    assert str(refusal.value) == f"H6: margin must lie between 0 and 1, got {CUT}."


def test_line_ends_in_the_texts_of_a_hypothesis_are_spaces():
    text = GOOD.replace('"SMEs led by women differ in ROTA"', '"""a\r\n  b"""')
    text = text.replace('["yes", "no"]', '["yes\\r", "no"]')
    own = parse(text).hypotheses[-1]
    assert own.text == "a b"
    assert own.contrast == ("yes", "no")


def test_a_file_without_a_possible_name_is_refused():
    with pytest.raises(StudyFileError) as refusal:
        load_study("a\0.toml")
    assert str(refusal.value) == "a\\u0000.toml cannot be read: its name is not allowed."
