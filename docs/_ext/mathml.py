"""Sets formulas as MathML, which browsers show without a script or a font from elsewhere."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx


def mathml(text: str, as_block: bool = False) -> str:
    """Return a formula in LaTeX as MathML.

    Parameters
    ----------
    text : str
    as_block : bool
        Whether it stands by itself; lines that are aligned stay so.
    """
    # docutils reads the digits of \frac12 as one number
    text = re.sub(r"\\([td]?frac)(\d)(\d)", r"\\\1{\2}{\3}", text)
    if "&" in text and "\\begin" not in text:
        text = rf"\begin{{aligned}}{text}\end{{aligned}}"
    return str(tex2mathml(text, as_block=as_block))


def inline(visitor: Any, node: nodes.math) -> None:
    """Set a formula within a line."""
    visitor.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def block(visitor: Any, node: nodes.math_block) -> None:
    """Set a formula of its own."""
    formula = mathml(node.astext(), as_block=True)
    visitor.body.append(f'<div class="formula" tabindex="0">{formula}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the renderer."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
