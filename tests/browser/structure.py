"""Reads a page as a browser would, strictly: what does not nest is an error."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}
HEADINGS = {f"h{n}": n for n in range(1, 7)}


@dataclass
class Element:
    tag: str
    attributes: dict
    parent: "Element | None" = None
    children: list = field(default_factory=list)

    def __getitem__(self, name):
        return self.attributes.get(name)

    @property
    def classes(self):
        return (self["class"] or "").split()

    def walk(self):
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *tags):
        return [element for element in self.walk() if element.tag in tags]

    def one(self, tag):
        (found,) = self.all(tag)
        return found

    def ancestors(self):
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    @property
    def text(self):
        parts = (c.text if isinstance(c, Element) else c for c in self.children)
        return "".join(parts)

    @property
    def said(self):
        """The text on one line."""
        return " ".join(self.text.split())


class Reader(HTMLParser):
    """Builds the tree of a page; every element must be closed where it was opened."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self.open = [self.root]

    def add(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        made = Element(tag, dict(attributes), self.open[-1])
        self.open[-1].children.append(made)
        return made

    def handle_starttag(self, tag, attrs):
        made = self.add(tag, attrs)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag, attrs):
        inside = any(element.tag == "svg" for element in self.open)
        assert inside or tag == "svg", f"<{tag}/> closes nothing in HTML"
        self.add(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


def read(page):
    """Return the root element of a page."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == [reader.root], f"left open: {[e.tag for e in reader.open[1:]]}"
    return reader.root
