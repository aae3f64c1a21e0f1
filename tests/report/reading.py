"""Reads the tables of a report back from each format, as a reader sees them."""

import html.parser
import io
import re
import unicodedata

import docx
from docx.oxml.ns import qn


def on_paper(blocks):
    """Tables or figures as paper has them: those of the supplement stand last."""
    return sorted(blocks, key=lambda block: block.supplement)


def plain_cell(text):
    """A cell without what formats set differently: minus signs, kinds of blanks, raised letters."""
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u200b", "")
    return " ".join(re.sub(r"\br_(?=rb|pooled)", "r", text).split())


def from_markdown(text):
    """Yield (title, rows) of each table, the columns' titles first."""
    for title, pipes in re.findall(r"^\*\*(.*)\*\*\n\n((?:\|.*\n)+)", text, re.MULTILINE):
        rows = [_markdown_cells(line) for line in pipes.splitlines()]
        yield _unescaped(title), [rows[0], *rows[2:]]


def _markdown_cells(line):
    parts = re.split(r"(?<!\\)\|", line)[1:-1]
    return tuple(_unescaped(part.strip()) for part in parts)


def _unescaped(text):
    return html.unescape(re.sub(r"\\([\\*|\[\]_`])", r"\1", text))


def from_word(content):
    """Yield (title, rows) of each table of a Word file."""
    body = docx.Document(io.BytesIO(content)).element.body
    caption = ""
    for element in body:
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == "Caption":
            caption = _after_break(element)
        elif element.tag == qn("w:tbl"):
            rows = element.findall(qn("w:tr"))
            yield caption, [tuple(map(_text, row.findall(qn("w:tc")))) for row in rows]


def _text(element):
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def _after_break(caption):
    runs = list(caption.iter(qn("w:r")))
    broken = next(n for n, run in enumerate(runs) if run.find(qn("w:br")) is not None)
    return "".join(map(_text, runs[broken + 1 :]))


_SIGNS = {
    **{r"\textless{}": "<", r"\textgreater{}": ">", r"\textbackslash{}": "\\", r"\textbar{}": "|"},
    **{r"\textasciitilde{}": "~ ", r"\textasciicircum{}": "^", r"\textquotedbl{}": '"'},
    **{r"\textquotesingle{}": "'", r"\textasciigrave{}": "`", r"\hspace{0pt}": "", ",{},": ",,"},
    **{r"\ensuremath{\chi}": "χ", r"\ensuremath{\varphi}": "φ", r"\ensuremath{\rho}": "ρ"},
    **{r"\ensuremath{-}": "-", r"\ensuremath{\infty}": "∞", "-{}": "-", "~": " "},
}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
_STYLED = re.compile(r"\\(?:textit|textbf|texttt|textsuperscript|textsubscript)\{([^{}]*)\}")


def from_latex(text):
    """Yield (title, rows) of each table of a LaTeX document."""
    for table in re.findall(r"\\begin\{longtable\}(.*?)\\end\{longtable\}", text, re.DOTALL):
        title = re.search(r"\\caption\[\{.*?\}\]\{(.*)\}\\\\\n", table)[1]
        head = re.search(r"\\toprule (.*) \\\\\n", table)[1]
        body = table.split("\\endlastfoot\n")[1].splitlines()
        rows = [line.removesuffix(r" \\") for line in body]
        yield _untexed(title), [tuple(map(_untexed, _split(row))) for row in (head, *rows)]


def _split(row):
    return [cell.strip() for cell in re.split(r"(?<!\\)&", row.removeprefix("{}"))]


def _untexed(text):
    text = _SIGN.sub(lambda found: _SIGNS[found[0]], text)
    text = re.sub(r"\\otherscript\{([^{}]*)\}\{[^{}]*\}", r"\1", text)
    text = _STYLED.sub(r"\1", text)
    return re.sub(r"\\([{}$%#&_])", r"\1", text)


def from_html(text):
    """Yield (title, rows) of each numbered table of an HTML page."""
    reader = _Html()
    reader.feed(text)
    yield from (table for table in reader.tables if re.search(r"Table S?\d+", table[0]))


#: Classes of what a reader of the page does not see: repeats in grouped columns, cards' captions.
_UNSEEN = {"again", "hidden"}


class _Html(html.parser.HTMLParser):
    """Collects ``table`` with ``caption`` and cells as they are seen."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tables = []
        self._open = []

    def handle_starttag(self, tag, attrs):
        if tag in ("br", "img", "hr", "input", "meta", "link", "wbr"):
            return
        classes = (dict(attrs).get("class") or "").split()
        hidden = bool(_UNSEEN & set(classes)) or bool(self._open and self._open[-1][1])
        self._open.append((tag, hidden))
        if tag == "table":
            self.tables.append(["", []])
        elif tag == "tr":
            self.tables[-1][1].append(())
        elif tag in ("td", "th"):
            self.tables[-1][1][-1] += ("",)

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        inside = [tag for tag, _ in self._open]
        if "table" not in inside or self._open[-1][1]:
            return
        table = self.tables[-1]
        if "caption" in inside:
            table[0] += data
        elif "td" in inside or "th" in inside:
            table[1][-1] = (*table[1][-1][:-1], table[1][-1][-1] + data)
