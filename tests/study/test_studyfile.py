"""What a study file may say; every refusal is one sentence."""

import re
from pathlib import Path

import pytest

from smeint.errors import SmeintError
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
            "notable_effect, synthetic, data, columns, definitions, hypothesis. "
            "Did you mean `alpha`?",
        ),
        ("alpha = 0.01", "alpha = 5", "alpha must be a number between 0 and 0.5, got 5."),
        ("alpha = 0.01", "alpha = true", "alpha must be a number between 0 and 0.5, got True."),
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
            "[[hypothesis]] needs an id of letters, digits and underscores, got 'my hypothesis'.",
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
            "got ['yes'].",
        ),
        (
            '["yes", "no"]',
            '["yes", "yes"]',
            "H6: predictor `female_manager` needs two different levels, first and second, "
            "got ['yes', 'yes'].",
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
        (tmp_path / "none.toml", f"Study file {tmp_path}/none.toml does not exist."),
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
