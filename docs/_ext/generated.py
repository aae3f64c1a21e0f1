"""The sphinx extension: pages of methods, and tables that stand where a page asks for them."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from . import methods
from .outside import loads
from .reachable import mend
from .tables import TABLES_BY_NAME


class Generated(SphinxDirective):
    """``{generated} variables``: a table that follows from code."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return what the table is made of."""
        name = self.arguments[0]
        if name not in TABLES_BY_NAME:
            raise self.error(f"no table is called {name!r}; allowed: {', '.join(TABLES_BY_NAME)}")
        box = nodes.container(classes=["generated"])
        lines = TABLES_BY_NAME[name]().splitlines()
        self.state.nested_parse(StringList(lines, source=f"generated {name}"), 0, box)
        return [box]


def write_pages(app: Sphinx) -> None:
    """Write the pages of methods, each only where it has changed."""
    folder = Path(app.srcdir) / methods.FOLDER
    folder.mkdir(exist_ok=True)
    wanted = methods.pages()
    for path in folder.glob("*.rst"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def without_told(
    _app: Sphinx, _what: str, name: str, obj: object, _options: Any, lines: list[str]
) -> None:
    """Take from a docstring what the method's page says in words, and make formulas literal."""
    parts = methods.sections("\n".join(lines))
    own = inspect.unwrap(obj) if callable(obj) else obj
    if name.count(".") == 2 and getattr(own, "__module__", "").startswith("smeint.stats."):
        for heading in methods.TOLD:
            parts.pop(heading, None)
    text = [parts.pop("")]
    for heading, told in parts.items():
        body = told if heading == "Examples" else methods.marked(told)
        text += ["", heading, "-" * len(heading), body]
    lines[:] = "\n".join(text).splitlines()


def finish(app: Sphinx, failure: Exception | None) -> None:
    """Mend the pages; refuse a site that would load something from elsewhere."""
    if not failure:
        mend(Path(app.outdir))
    found = [] if failure else loads(Path(app.outdir))
    if found:
        raise ExtensionError("pages load from elsewhere: " + "; ".join(found))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the extension."""
    app.add_directive("generated", Generated)
    app.connect("builder-inited", write_pages)
    # before napoleon, whose place is 500
    app.connect("autodoc-process-docstring", without_told, priority=400)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
