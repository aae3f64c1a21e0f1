"""Sets formulas as MathML, which browsers show without a script or a font from elsewhere."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx


def inline(visitor: Any, node: nodes.math) -> None:
    """Set a formula within a line."""
    visitor.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def block(visitor: Any, node: nodes.math_block) -> None:
    """Set a formula of its own; lines that are aligned stay so."""
    text = node.astext()
    if "&" in text and "\\begin" not in text:
        text = rf"\begin{{aligned}}{text}\end{{aligned}}"
    visitor.body.append(f'<div class="formula">{tex2mathml(text, as_block=True)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the renderer."""
    app.add_html_math_renderer("mathml", (inline, None), (block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
