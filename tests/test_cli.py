"""The command line as a user meets it: what is printed, and with which exit code."""

import shutil
import subprocess
import sys

import pytest

from smeint.cli import main
from smeint.report.write import write_results
from smeint.study.demo import DATA, STUDY, write_demo
from smeint.study.run import run_study
from smeint.study.store import read_manifest
from smeint.synth.simulate import simulate

SETS = (
    "analysis.parquet",
    "drops.csv",
    "error_rates.csv",
    "findings.csv",
    "groups.csv",
    "report.md",
    "manifest.json",
    "measures.csv",
    "panel_facts.csv",
    "verdicts.csv",
)


@pytest.fixture
def smeint(monkeypatch, capsys):
    """Run the command line in this process; returns exit code, output, error."""

    def run(*words):
        if words[:1] in (("run",), ("demo",)) and "--out" in words and "--format" not in words:
            words = (*words, "--format", "md")  # the other formats have tests of their own
        monkeypatch.setattr(sys, "argv", ["smeint", *map(str, words)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture(scope="session")
def _with_results(_demo_files, tmp_path_factory):
    """The study of H1 with its results, written once."""
    folder = tmp_path_factory.mktemp("with_results") / "demo"
    shutil.copytree(_demo_files, folder)
    edit(folder / STUDY, ("format = 1", 'format = 1\nhypotheses = ["H1", "H2"]'))
    results = run_study(folder / STUDY)
    write_results(results, folder / "out", formats=("md",))
    return folder


@pytest.fixture
def with_results(_with_results, tmp_path):
    """A copy of the study and its results, to be damaged."""
    return shutil.copytree(_with_results, tmp_path / "demo")


def edit(path, *changes):
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


def test_run_writes_the_set_and_prints_the_verdicts(demo, smeint):
    code, out, err = smeint("run", demo / STUDY, "--out", demo / "out")
    assert (code, err) == (0, "")
    assert tuple(sorted(p.name for p in (demo / "out").iterdir())) == tuple(sorted(SETS))
    assert "propensity, by size" in out
    assert "synthetic: no row is a real firm" in out
    assert read_manifest(demo / "out")["synthetic"] is True


def test_without_data_the_firm_years_are_left_out(demo, smeint):
    smeint("run", demo / STUDY, "--out", demo / "out", "--without-data")
    names = {p.name for p in (demo / "out").iterdir()}
    assert names == set(SETS) - {"analysis.parquet"}


def test_no_path_and_no_user_stands_in_a_results_set(demo, smeint):
    smeint("run", demo / STUDY, "--out", demo / "out", "--without-data")
    for file in (demo / "out").iterdir():
        assert str(demo) not in file.read_text()


def test_the_same_study_gives_the_same_bytes_whatever_the_order_of_rows(demo, smeint):
    smeint("run", demo / STUDY, "--out", demo / "one")
    header, *rows = (demo / DATA).read_text().splitlines()
    cells = [line.split(",")[::-1] for line in [header, *rows[::-1]]]
    (demo / DATA).write_text("\n".join(",".join(line) for line in cells) + "\n")
    smeint("run", demo / STUDY, "--out", demo / "two")
    for name in set(SETS) - {"manifest.json", "report.md"}:  # they hold the data's hash
        assert (demo / "one" / name).read_bytes() == (demo / "two" / name).read_bytes()


def test_check_tests_nothing_and_says_what_would_be_tested(demo, smeint):
    code, out, _ = smeint("check", demo / STUDY)
    assert code == 0
    assert "342 firm-years" in out
    assert "derived from foreign_sales, sales" in out
    assert not (demo / "smeint-results").exists()


def test_schemes_lists_rules_and_sources(smeint):
    code, out, _ = smeint("schemes")
    assert code == 0
    assert "10 < employees < 200" in out
    assert "us_census_1992" in out


def test_simulate_gives_the_same_bytes_for_the_same_seed(tmp_path, smeint):
    for name in ("a.csv", "b.csv"):
        words = ("simulate", "--world", "published", "--seed", 4, "--out", tmp_path / name)
        assert smeint(*words)[0] == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_version_and_help(smeint):
    assert smeint("--version")[:2] == (0, "smeint 0.1.0\n")
    code, out, _ = smeint("--help")
    assert code == 0
    for command in ("run", "check", "demo", "diagnose", "simulate", "schemes"):
        assert command in out


MISTAKES = {
    "missing data file": (
        [('file = "synthetic_panel.csv"', 'file = "panell.csv"')],
        "panell.csv",
    ),
    "unknown format": ([('file = "synthetic_panel.csv"', 'file = "study.toml"')], "study.toml"),
    "column that is not there": (
        [('employees = "employees"', 'employees = "employes"')],
        "Did you mean `employees`",
    ),
    "unknown key": ([("[definitions]", "[definitons]")], "`definitons`"),
    "unknown variable": ([('employees = "employees"', 'emploies = "employees"')], "`emploies`"),
    "broken TOML": ([("format = 1", "format = ")], "not valid TOML"),
    "text where numbers belong": (
        [('employees = "employees"', 'employees = "country"')],
        "plain number",
    ),
    "percents declared as shares": (
        [
            (
                'foreign_sales = "foreign_sales"',
                'fsts = { column = "total_assets", unit = "share" }\n#',
            )
        ],
        "unit",
    ),
    "hypothesis that is not there": ([('"H1", "H2"', '"H1", "H22"')], "`H22`"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_mistake_is_one_sentence_and_exit_code_2(with_results, smeint, command, mistake):
    demo = with_results
    before = {p.name: p.read_bytes() for p in (demo / "out").iterdir()}
    changes, word = MISTAKES[mistake]
    edit(demo / STUDY, *changes)
    words = ("run", demo / STUDY, "--out", demo / "out") if command == "run" else None
    code, out, err = smeint(*(words or ("check", demo / STUDY)))
    assert (code, out) == (2, "")
    assert err.startswith("Error: ")
    assert word in err
    assert "Traceback" not in err
    assert {p.name: p.read_bytes() for p in (demo / "out").iterdir()} == before


def test_damaged_data_are_refused_in_one_sentence(demo, smeint):
    lines = (demo / DATA).read_text().splitlines()
    for content, word in [
        ("", "empty"),
        (lines[0] + "\n", "no rows"),
        ("\n".join([*lines, lines[1]]), "must be unique"),
    ]:
        (demo / DATA).write_text(content)
        code, _, err = smeint("run", demo / STUDY, "--out", demo / "out")
        assert code == 2
        assert word in err
        assert not (demo / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused_before_anything_is_read(demo, smeint):
    (demo / "file").write_text("")
    code, _, err = smeint("run", demo / "no.toml", "--out", demo / "file" / "out")
    assert code == 2
    assert err == (
        f"Error: Results cannot be written to {demo}/file/out: {demo}/file is a file, not a "
        f"folder.\n"
    )


def test_an_unknown_world_names_the_worlds(tmp_path, smeint):
    words = ("simulate", "--world", "publisht", "--seed", 1, "--out", tmp_path / "a.csv")
    code, _, err = smeint(*words)
    assert code == 2
    assert "`publisht`" in err
    assert "Did you mean `published`?" in err
    below = tmp_path / "file"
    below.write_text("")
    code, _, err = smeint("simulate", "--world", "published", "--seed", 1, "--out", below / "a.csv")
    assert (code, err) == (2, f"Error: cannot write `{below}/a.csv`: Not a directory.\n")


@pytest.mark.parametrize(
    "words", [("run",), ("run", "a", "b"), ("fly",), ("simulate", "--seed", "x")]
)
def test_wrong_usage_exits_with_2(smeint, words):
    code, _, err = smeint(*words)
    assert code == 2
    assert "Traceback" not in err


def test_the_demonstration_does_not_overwrite_an_edited_study(tmp_path, smeint, monkeypatch):
    monkeypatch.setattr("smeint.study.run.run_study", lambda _: pytest.fail("not reached"))
    folder = tmp_path / "demo"
    folder.mkdir()
    (folder / STUDY).write_text("mine")
    code, _, err = smeint("demo", "--out", folder)
    assert code == 2
    assert "was edited" in err
    assert (folder / STUDY).read_text() == "mine"


def test_the_demonstration_does_not_overwrite_edited_data(tmp_path, smeint, monkeypatch):
    monkeypatch.setattr("smeint.study.run.run_study", lambda _: pytest.fail("not reached"))
    study = write_demo(tmp_path / "demo")
    assert write_demo(tmp_path / "demo") == study
    data = tmp_path / "demo" / DATA
    edit(data, ("SYN001", "MINE01"))
    text = data.read_text()
    code, _, err = smeint("demo", "--out", tmp_path / "demo")
    assert (code, err) == (
        2,
        f"Error: The demonstration would overwrite {data}, which was edited; name another "
        f"folder.\n",
    )
    assert data.read_text() == text


def test_a_replicate_of_a_diagnosis_can_be_had_as_a_panel(tmp_path, smeint):
    words = ("simulate", "--world", "published", "--seed", 1, "--replicate", 17, "--out")
    code, out, _ = smeint(*words, tmp_path / "a.csv")
    assert code == 0
    assert "replicate 17" in out
    simulate("published", 1, 18).write_csv(tmp_path / "b.csv", 17)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    code, _, err = smeint(*words[:5], "--replicate", -1, "--out", tmp_path / "c.csv")
    assert (code, err) == (2, "Error: --replicate must be a whole number of at least 0, got -1.\n")


def test_simulate_overwrites_no_file_but_a_synthetic_panel(demo, smeint):
    before = (demo / STUDY).read_bytes()
    words = ("simulate", "--world", "published", "--seed", 1, "--out")
    code, _, err = smeint(*words, demo / STUDY)
    assert (code, err) == (
        2,
        f"Error: cannot write `{demo / STUDY}`: it is there and holds no synthetic panel; name "
        f"another file.\n",
    )
    assert (demo / STUDY).read_bytes() == before
    assert smeint(*words, demo / DATA)[0] == 0
    code, _, err = smeint(*words, "")
    assert (code, err) == (
        2,
        "Error: cannot write `.`: it is a folder; a file name is needed, such as panel.csv.\n",
    )


def test_a_seed_below_0_is_refused_in_our_words(tmp_path, smeint):
    words = ("simulate", "--world", "published", "--out", tmp_path / "a.csv", "--seed")
    code, _, err = smeint(*words, -1)
    assert (code, err) == (2, "Error: seed must be a whole number of at least 0, got -1.\n")


def test_an_interrupt_while_results_are_printed_says_where_they_are(demo, smeint, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("smeint.report.terminal.show", interrupted)
    code, _, err = smeint("run", demo / STUDY, "--out", demo / "out")
    assert (code, err) == (130, f"Interrupted; the results are in {demo / 'out'}.\n")
    assert read_manifest(demo / "out")


def test_an_interrupt_exits_with_130(demo, smeint, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("smeint.study.run.run_study", interrupted)
    code, _, err = smeint("run", demo / STUDY, "--out", demo / "out")
    assert (code, err.strip()) == (130, "Interrupted; earlier results are as they were.")


def test_a_bug_of_ours_exits_with_1_and_asks_for_a_report(demo, smeint, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("ours")

    monkeypatch.setattr("smeint.study.run.run_study", broken)
    code, _, err = smeint("run", demo / STUDY, "--out", demo / "out")
    assert code == 1
    assert "This is a bug in smeint" in err


HEAVY = (
    "{'numpy', 'pandas', 'scipy', 'statsmodels', 'matplotlib', 'seaborn', 'pingouin', 'pandera'}"
)


@pytest.mark.parametrize("code", ["import smeint; dir(smeint)", "import smeint.cli"])
def test_importing_loads_none_of_the_heavy_libraries(code):
    test = f"import sys; {code}; print(sorted({HEAVY} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", test], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_figures_and_tests_stand_by_their_names_after_one_import():
    test = "import smeint; print(smeint.plot.effects.__name__, smeint.stats.chi_square.__name__)"
    done = subprocess.run([sys.executable, "-c", test], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["effects", "chi_square"]


def test_help_loads_none_of_the_heavy_libraries():
    words = "sys.argv = ['smeint', 'run', '--help']"
    test = (
        f"import sys, atexit; from smeint.cli import main; {words}; "
        f"atexit.register(lambda: print('heavy', sorted({HEAVY} & set(sys.modules)))); main()"
    )
    done = subprocess.run([sys.executable, "-c", test], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("heavy []")
