"""The LaTeX document is sound without TeX, and compiles where TeX is installed."""

import re
import shutil
import subprocess

import pytest

from smeint.report.blocks import tables
from smeint.report.formats.latex import latex_report
from smeint.report.formats.latex_text import tex_outline, tex_text, tex_words
from smeint.report.words import Run, code, italic, words
from tests.report.every_block import ARABIC, HIDDEN, every_block, pictures
from tests.report.reading import on_paper

#: All commands of the text; what data bring is none of them.
COMMANDS = frozenset(
    {
        *("addlinespace", "arraybackslash", "begin", "bigskip", "bottomrule", "caption"),
        *("centering", "chi", "end", "endfirsthead", "endfoot", "endhead", "endlastfoot"),
        *("ensuremath", "fitted", "fontsize", "hspace", "href", "infty", "item", "maketitle"),
        *("markright", "midrule", "multicolumn", "nopagebreak", "noindent", "otherscript"),
        *("pagestyle", "par", "raggedleft", "raggedright", "section", "selectfont"),
        *("setcounter", "small", "subsection", "subsubsection", "textasciicircum"),
        *("textasciigrave", "textasciitilde", "textbackslash", "textbf", "textgreater"),
        *("textit", "textless", "textquotedbl", "textquotesingle", "textsubscript"),
        *("arabic", "renewcommand", "theHfigure", "theHtable", "thefigure", "thetable"),
        *("textsuperscript", "texttt", "thispagestyle", "toprule", "varphi"),
    }
)


@pytest.fixture(scope="module")
def report():
    return every_block()


@pytest.fixture(scope="module")
def text(report):
    return latex_report(report, {"shares": "shares.pdf", "bad": "bad.pdf"})


@pytest.fixture(scope="module")
def body(text):
    return text.split(r"\begin{document}")[1]


def test_only_our_commands_act(body):
    assert set(re.findall(r"\\([A-Za-z]+)", body)) <= COMMANDS
    assert not re.search(r"(?<!\\)[$#^]", body)
    assert not [line for line in body.splitlines() if re.search(r"[^\\]%", line)]
    assert r"\input{" not in body


def test_what_is_opened_is_closed(body):
    inside, depth = [], 0
    for found in re.finditer(r"\\(begin|end)\{(\w+)\}", body):
        if found[1] == "begin":
            inside.append(found[2])
        elif found[2] != "document":
            assert inside.pop() == found[2]
    assert not inside
    for sign in re.sub(r"\\[{}]", "", body):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0


def test_every_sign_is_declared_or_latin(body):
    bare = re.sub(r"\\otherscript\{[^{}]*\}", "", body)
    assert ARABIC.split()[0] in body
    assert {c for c in bare if ord(c) > 0x17E} <= set("–—")
    assert re.search(r"\\otherscript\{中文\}\{\[U\+4E2D U\+6587\]\}", body)


def test_columns_and_rows_fit_together(report, body):
    tables_of_tex = re.findall(r"\\begin\{longtable\}.*?\\end\{longtable\}", body, re.S)
    for block, found in zip(on_paper(tables(report)), tables_of_tex, strict=True):
        assert found.count("p{") - found.count(r"{@{}p{") == len(block.table.columns)
        assert found.count(r"\raggedleft\arraybackslash") == len(block.table.numeric)
        rows = found.split("\\endlastfoot\n")[1].splitlines()[:-1]
        assert len(rows) == len(block.table.rows)
        assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} <= {len(block.table.columns) - 1}


def test_tables_and_figures_have_the_reports_numbers(body):
    assert re.findall(r"\\setcounter\{table\}\{(\d)\}", body) == list("01201")
    assert re.findall(r"\\setcounter\{figure\}\{(\d)\}", body) == list("00")
    letters = re.findall(r"\\renewcommand\{\\thetable\}\{(S?)\\arabic", body)
    assert letters == ["", "", "", "S", "S"]
    assert body.count(r"\begin{figure}") == 2
    assert "Bands: not drawn, for data are not kept." in body


def test_a_wide_table_is_turned_with_its_heading(body):
    (turned,) = re.findall(r"\\begin\{landscape\}.*?\\end\{landscape\}", body, re.S)
    assert r"\section[{A wide table}]" in turned
    assert r"\caption[{Wide}]" in turned
    assert turned.count(r"\begin{longtable}") == 1


def test_a_label_and_nothing_hidden(text):
    assert r"\markright{The data are synthetic.}" in text
    assert r"\markright{}" in latex_report(every_block(synthetic=False, hostile=False), {})
    assert HIDDEN not in text


def test_text_for_every_engine():
    assert tex_text("χ² ≥ 3, a\u00a0b") == r"\ensuremath{\chi}² \ensuremath{\geq} 3, a~b"
    assert tex_text("e\u0301") == "é"
    set_words = words(italic("r"), Run("rb", "sub"), ", ", code("r_rb"))
    assert tex_words(set_words) == r"\textit{r}\textsubscript{rb}, \texttt{r\_rb}"
    assert (
        tex_words((Run("DOI", "", "https://x.org/ä%b"),))
        == r"\href{https://x.org/\%C3\%A4\%b}{DOI}"
    )
    assert tex_outline("Größe $x$ ش") == r"Grosse \$x\$ ?"


def test_a_file_that_tex_would_misread_is_left_out(report):
    said = latex_report(report, {"shares": r"a}\input{b"})
    assert r"\input{" not in said
    assert r"\fitted{" not in said.split(r"\begin{document}")[1]


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex"])
def test_it_compiles(report, text, tmp_path, engine):
    program = shutil.which(engine)
    if program is None:
        pytest.skip(f"{engine} is not installed")
    if engine == "xelatex" and not _has_file("pzdr.tfm"):
        pytest.skip("texlive-fonts-recommended is not installed")
    for name, content in pictures(report, "pdf").items():
        (tmp_path / f"{name}.pdf").write_bytes(content)
    (tmp_path / "report.tex").write_text(text, encoding="utf-8")
    command = [program, "-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False)
    log = (tmp_path / "report.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    assert re.search(r"Output written on report\.pdf \([67] pages", log)


def _has_file(name):
    """Whether TeX finds a file that hyperref wants of XeTeX."""
    finder = shutil.which("kpsewhich")
    return (
        finder is not None and subprocess.run([finder, name], capture_output=True).returncode == 0
    )
