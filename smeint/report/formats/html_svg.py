"""Figures as SVG that stands inside a page."""

from __future__ import annotations

import re
from xml.etree import ElementTree

#: What a figure may consist of; all else in a file, such as metadata and styles, is left out.
_SHAPES = frozenset(
    {
        *("svg", "g", "defs", "use", "symbol", "path", "rect", "circle", "ellipse", "line"),
        *("polyline", "polygon", "text", "tspan", "image", "clipPath", "mask", "marker"),
        *("pattern", "linearGradient", "radialGradient", "stop"),
    }
)
_UNUSED = frozenset({"version", "class", "space"})
_REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
#: Signs that XML does not allow; a label may hold one.
_UNREADABLE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
#: Attributes in which hundredths of a point are exact enough.
_DRAWN = frozenset({"d", "points", "x", "y", "cx", "cy", "x1", "x2", "y1", "y2"})
_NO_TURN = re.compile(r"\s*rotate\(-?0(?:\.0*)?(?: [^)]*)?\)\s*")


def inline_svg(content: bytes, name: str) -> tuple[str, float]:
    """Return a figure as an SVG element for a page, and its width.

    Parameters
    ----------
    content : bytes
        An SVG file.
    name : str
        Begins the ids inside, so that figures of one page do not share them.

    Returns
    -------
    str
        Without prolog, metadata, styles, scripts, and addresses outside the page; scaled by its
        ``viewBox``. Attributes of the element itself, such as its label, are for the caller: they
        replace the leading ``<svg``.
    float
        Width in points.
    """
    root = ElementTree.fromstring(_UNREADABLE.sub(b"", content))
    used = _references(root)
    ids = {old: f"{name}-{place}" for place, old in enumerate(sorted(used), 1)}
    clean = _clean(root, ids)
    box = clean.get("viewBox", "0 0 504 360")
    for side in ("width", "height"):
        clean.attrib.pop(side, None)
    clean.set("viewBox", box)
    clean.set("stroke-linejoin", "round")
    return ElementTree.tostring(clean, encoding="unicode"), float(box.split()[2])


def _references(root: ElementTree.Element) -> set[str]:
    """Return the ids that something in the figure refers to."""
    found: set[str] = set()
    for element in root.iter():
        for name, value in element.attrib.items():
            found |= set(_REFERENCE.findall(value))
            if _local(name) == "href" and value.startswith("#"):
                found.add(value[1:])
    return found


def _clean(element: ElementTree.Element, ids: dict[str, str]) -> ElementTree.Element:
    """Return an element and what it holds, as a page takes it."""
    made = ElementTree.Element(_local(element.tag))
    for name, value in element.attrib.items():
        local, kept = _local(name), _attribute(_local(name), value, ids)
        if kept:
            made.set(local, kept)
    made.text = element.text if made.tag in ("text", "tspan") else None
    for child in element:
        if not isinstance(child.tag, str) or _local(child.tag) not in _SHAPES:
            continue
        inner = _clean(child, ids)
        inner.tail = child.tail if made.tag in ("text", "tspan") else None
        if inner.tag not in ("g", "defs") or len(inner):
            made.append(inner)
    return made


def _attribute(name: str, value: str, ids: dict[str, str]) -> str:
    """Return an attribute's value as a page takes it; empty where it is left out."""
    if name in _UNUSED or name.startswith("on"):
        return ""
    if name == "id":
        return ids.get(value, "")
    if name == "href":
        if value.startswith("#"):
            return f"#{ids[value[1:]]}"
        return "".join(value.split()) if value.startswith("data:image/png;") else ""
    if name == "style":
        return _style(value, ids)
    if name == "transform":
        return _NO_TURN.sub("", value)
    if name in _DRAWN:
        return _NUMBER.sub(_short, " ".join(value.split()))
    return _REFERENCE.sub(lambda found: f"url(#{ids[found[1]]})", value)


def _style(value: str, ids: dict[str, str]) -> str:
    """Return declarations without blanks and without fonts, which the page sets."""
    kept = []
    for declaration in value.split(";"):
        name, _, said = declaration.partition(":")
        if name.strip() and name.strip() != "font-family" and "url(" not in _outside(said):
            kept.append(f"{name.strip()}:{said.strip()}")
    return _REFERENCE.sub(lambda found: f"url(#{ids[found[1]]})", ";".join(kept))


def _outside(value: str) -> str:
    """Return a value without its references into the figure."""
    return _REFERENCE.sub("", value)


def _short(found: re.Match[str]) -> str:
    """Return a number to hundredths."""
    text = f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]
