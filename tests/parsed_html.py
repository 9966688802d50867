"""HTML as a tree, read by the parser of Python's own library: what tests look at instead of matching text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())


@dataclass
class Element:
    """An element with its attributes and what stands in it: elements and texts."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    @property
    def classes(self) -> list[str]:
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All text inside, with white space as it is."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def walk(self) -> "Iterator[Element]":
        """Give all elements inside, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def all(self, tag: str = "", **attributes: str) -> "list[Element]":
        """Find elements by tag and attributes; ``class_`` is one class among others."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [each for each in self.walk() if (not tag or each.tag == tag) and _matches(each, wanted)]

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """Find the only element of its kind."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} elements {tag} {attributes}"
        return found[0]

    def links(self) -> list[str]:
        """The addresses of all links inside."""
        return [each.attributes["href"] for each in self.all("a") if "href" in each.attributes]


def _matches(element: Element, wanted: dict[str, str]) -> bool:
    for name, value in wanted.items():
        if name == "class":
            if value not in element.classes:
                return False
        elif element.attributes.get(name) != value:
            return False
    return True


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].tag}>")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment: {data[:40]}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"a processing instruction: {data[:40]}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"a declaration: {data[:40]}")


def parse_html(text: str | bytes) -> Element:
    """Read a page. Every element must be closed in its turn, and there must be no comment: our templates write none."""
    builder = _TreeBuilder()
    builder.feed(text if isinstance(text, str) else text.decode("utf-8"))
    builder.close()
    assert not builder.faults, builder.faults[:3]
    assert len(builder.open) == 1, f"<{builder.open[-1].tag}> is not closed"
    return builder.root
