"""From an editor's Markdown to HTML that is safe to publish, whatever a stranger wrote.

Goes in: Markdown. Comes out: ``Prose`` and problems. Raw HTML is off, pictures and reference links are not read, what
is left goes through nh3's strict list, and no text can take long: its shape is looked at first, and a budget of
processor time stands behind the conversion. ``[@source]`` and ``[[claim]]`` become parts that the page fills in.
"""

import html as html_entities
import re
import signal
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, get_args

import markdown
import nh3
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from onrecord.content import limits
from onrecord.content.cache import digest_of
from onrecord.content.fields import is_mail_address, is_web_address
from onrecord.content.nodes import FORBIDDEN
from onrecord.content.shape import CITATION, SITE_LINK, forbidden_reference, look_at_text, too_complex
from onrecord.model import Heading, LinkKind, Prose, ProseLink
from onrecord.problems import Problem, nearest, one_of, problem, shown

# Non-characters of Unicode, which no content may hold (content/read.py refuses them), mark the places of links. While a
# text is converted, a digest of it stands before the number, so that no character reference in the text can make one.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_PLACE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_MADE_PLACE = re.compile(f"{_OPEN}([0-9a-f]{{32}}):([0-9]+){_CLOSE}")
_BROKEN_MARK = re.compile(r"\[@[^\]]{0,100}\]?|\[\[[^\]]{0,100}\]{0,2}")
_CODE = re.compile(r"`[^`]*`|^(?: {4}|\t).*")
_HTML_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]*)?/?>|<!--")
_OUTWARD = "nofollow"

_CLEANER = nh3.Cleaner(
    tags=set("p h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong a br hr table thead tbody tr th td".split()),
    attributes={"a": {"href", "rel"}, "ol": {"start"}, **{f"h{level}": {"id"} for level in range(2, 7)}},
    allowed_classes={tag: {"align-left", "align-center", "align-right"} for tag in ("th", "td")},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def convert_markdown(text: str, path: str, first_line: int, *, top_level: int = 3) -> tuple[Prose, str, list[Problem]]:
    """Convert a body that begins on ``first_line`` of its file into what is known of it and its safe HTML.

    An honest text loses nothing: whatever can't be shown is a problem at its line. The HTML is for ``split_html``; its
    highest headings have the level ``top_level``.
    """
    problems = look_at_text(text, path, first_line)
    if problems:
        return Prose(), "", problems
    converter = _converter(_idle_rules(text))
    reading = converter.reading = _Reading(text, path, first_line, top_level)
    try:
        with _time_limit(limits.CONVERSION_SECONDS):
            html = _CLEANER.clean(converter.reset().convert(text))
    except (_TooSlow, RecursionError):
        # What was interrupted half-way is of no use for the next text.
        _converter.cache_clear()
        return Prose(), "", [too_complex(path, first_line, "takes too long to convert")]
    if len(html.encode()) > limits.REPORT_HTML_BYTES:
        message = f"the text becomes more than {limits.REPORT_HTML_BYTES // 1024} KiB of HTML"
        return Prose(), "", [problem(path, first_line, "limit-exceeded", message, "Shorten it, or split the claim.")]
    forbidden = FORBIDDEN.search(reading.without_places(html))
    if forbidden:
        return Prose(), "", [forbidden_reference(text, forbidden[0], path, first_line)]
    html, links = reading.number_links(_frame_tables(html))
    key = digest_of(html.encode())
    return Prose(key, links, tuple(reading.headings)), html, reading.problems


def _frame_tables(html: str) -> str:
    """Put tables into frames of their own, which the keyboard reaches, so that a wide one scrolls and the page does not."""
    frame = '<div class="frame" role="region" tabindex="0" aria-label="Table">'
    return html.replace("<table>", f"{frame}<table>").replace("</table>", "</table></div>")


def split_html(html: str, links: Sequence[ProseLink]) -> Iterator[str | ProseLink]:
    """Give the pieces of a text's safe HTML and, between them, the links that stand there."""
    for index, piece in enumerate(_PLACE.split(html)):
        if index % 2:
            yield links[int(piece)]
        elif piece:
            yield piece


class _Reading:
    """What one conversion finds besides the HTML."""

    def __init__(self, text: str, path: str, first_line: int, top_level: int = 3) -> None:
        self.text = text
        self.top_level = top_level
        self.path = path
        self.first_line = first_line
        self.links: list[ProseLink] = []
        self.headings: list[Heading] = []
        self.problems: list[Problem] = []
        self.searched: dict[str, int] = {}
        self.digest = digest_of(text.encode())
        for number, line in enumerate(text.split("\n"), first_line):
            tag = _HTML_TAG.search(line)
            if tag:
                message = f"{shown(tag[0])} is HTML and is shown as it is written"
                hint = "Use Markdown: *emphasis*, **strong**, [words](address)."
                self.problems.append(problem(path, number, "html-in-text", message, hint))

        self._look_for_broken_marks()

    def _look_for_broken_marks(self) -> None:
        """Report what was meant as a citation or a link of ours and is none: readers would see the bare brackets."""
        left = SITE_LINK.sub("", CITATION.sub("", self.text))
        if "[@" not in left and "[[" not in left:
            return
        for number, line in enumerate(self.text.split("\n"), self.first_line):
            bare = SITE_LINK.sub("", CITATION.sub("", _CODE.sub("", line)))
            for mark in _BROKEN_MARK.findall(bare):
                message = f"{shown(mark)} is neither a citation nor a link"
                hint = "Write [@source-id] for each source, with nothing else in the brackets, or [[claim-id]]."
                self.problems.append(problem(self.path, number, "link-invalid", message, hint))

    def line_of(self, written: str) -> int:
        """Find the line on which these words stand; each call goes on where the last one for the same words ended."""
        start = self.text.find(written, self.searched.get(written, 0))
        if start < 0:
            start = max(self.text.find(written), 0)
        self.searched[written] = start + 1
        return self.first_line + self.text.count("\n", 0, start)

    def report(self, written: str, code: str, message: str, hint: str) -> None:
        self.problems.append(problem(self.path, self.line_of(written), code, message, hint))

    def place_of(self, link: ProseLink) -> str:
        self.links.append(link)
        return f"{_OPEN}{self.digest}:{len(self.links) - 1}{_CLOSE}"

    def without_places(self, html: str) -> str:
        """The HTML without the places that this conversion made; those that a text forged stay."""
        return _MADE_PLACE.sub(lambda match: "" if match[1] == self.digest else match[0], html)

    def number_links(self, html: str) -> tuple[str, tuple[ProseLink, ...]]:
        """Number the places in the order of the text, which is not the order of the conversion."""
        links: list[ProseLink] = []

        def number(match: re.Match[str]) -> str:
            links.append(self.links[int(match[2])])
            return f"{_OPEN}{len(links) - 1}{_CLOSE}"

        return _MADE_PLACE.sub(number, html), tuple(links)


class _Converter(markdown.Markdown):
    """A Markdown converter that knows the reading under way."""

    reading: _Reading


class _CitationProcessor(InlineProcessor):
    """``[@source-id]``"""

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Any, int, int]:  # type: ignore[override]
        reading: _Reading = self.md.reading  # type: ignore[attr-defined]
        place = reading.place_of(ProseLink("cite", match[1], reading.line_of(match[0])))
        return place, match.start(0), match.end(0)


class _SiteLinkProcessor(InlineProcessor):
    """``[[claim-id]]`` and ``[[kind:id]]``"""

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Any, int, int]:  # type: ignore[override]
        reading: _Reading = self.md.reading  # type: ignore[attr-defined]
        kind, _, id = match[1].strip().rpartition(":")
        kind = kind or "claim"
        if kind not in _SITE_LINK_KINDS:
            message = f"{shown(match[0])} links to a '{kind}', which is not one of: {one_of(_SITE_LINK_KINDS)}"
            reading.report(match[0], "link-invalid", message, nearest(kind, _SITE_LINK_KINDS) or "Choose one of them.")
            return "", match.start(0), match.end(0)
        place = reading.place_of(ProseLink(kind, id, reading.line_of(match[0])))  # type: ignore[arg-type]
        return place, match.start(0), match.end(0)


_SITE_LINK_KINDS = tuple(kind for kind in get_args(LinkKind) if kind != "cite")


class _Finisher(Treeprocessor):
    """Gives headings their level and anchor, checks links, refuses pictures, aligns cells by class."""

    def run(self, root: ElementTree.Element) -> None:
        reading: _Reading = self.md.reading  # type: ignore[attr-defined]
        for element in root.iter():
            action = _ACTIONS.get(element.tag)
            if action:
                action(element, reading)


def _finish_heading(element: ElementTree.Element, reading: _Reading) -> None:
    level = min(6, max(int(element.tag[1]), 2) - 2 + reading.top_level)
    text = _plain_text(element)
    words = re.sub(r"[^\w]+", "-", text.lower()).strip("-")
    anchor = f"section-{words}"
    taken = {heading.anchor for heading in reading.headings}
    number = 2
    while anchor in taken:
        anchor = f"section-{words}-{number}"
        number += 1
    element.tag = f"h{level}"
    element.set("id", anchor)
    reading.headings.append(Heading(level, anchor, text))


def _finish_link(element: ElementTree.Element, reading: _Reading) -> None:
    address = element.get("href", "")
    if "title" in element.attrib:
        del element.attrib["title"]
    meant = _address_in_browser(address)
    if re.fullmatch(r"#[\w-]+", meant) or is_mail_address(meant):
        return
    if is_web_address(meant):
        element.set("rel", _OUTWARD)
        return
    element.attrib.pop("href", None)
    message = f"a link can't lead to {shown(meant)}"
    hint = "Begin it with https://; link pages of this site as [[claim-id]] or [[page:about]], headings as #section-…"
    # Of an address that isn't left as it was written, the words that are linked tell the line.
    written = address if address in reading.text else f"[{_plain_text(element)}"
    reading.report(written, "link-invalid", message, hint)


def _address_in_browser(address: str) -> str:
    """Undo Python-Markdown's marks and the character references, as its last steps and browsers do."""
    address = address.replace("\x02amp\x03", "&")
    address = re.sub("\x02([0-9]+)\x03", lambda match: chr(int(match[1])), address)
    address = _MADE_PLACE.sub("…", re.sub("\x02.*?\x03", "…", address))
    return re.sub("&#?[0-9A-Za-z]+;", lambda match: html_entities.unescape(match[0]), address)


def _finish_picture(element: ElementTree.Element, reading: _Reading) -> None:
    address = element.get("src", "")
    message = f"the picture {shown(address)} can't be shown: texts hold no pictures"
    reading.report(address, "picture-unsupported", message, "Link to it: [words](address).")


def _finish_code(element: ElementTree.Element, reading: _Reading) -> None:
    for code in element:
        code.text = AtomicString((code.text or "").rstrip() + "\n")


def _finish_cell(element: ElementTree.Element, reading: _Reading) -> None:
    align = element.attrib.pop("align", "")
    if align:
        element.set("class", f"align-{align}")


_ACTIONS: dict[str, Callable[[ElementTree.Element, _Reading], None]] = {
    "a": _finish_link,
    "img": _finish_picture,
    "pre": _finish_code,
    "th": _finish_cell,
    "td": _finish_cell,
    **{f"h{level}": _finish_heading for level in range(1, 7)},
}


def _plain_text(element: ElementTree.Element) -> str:
    text = _MADE_PLACE.sub("", "".join(element.itertext()))
    return " ".join(re.sub("[\x02\x03].*?[\x02\x03]", "", text).split())


# What a text must hold before a rule of Markdown can have something to do in it.
_NEEDS = {
    "table": "|",
    "backtick": "`",
    "escape": "\\",
    "citation": "[@",
    "site-link": "[[",
    "link": "](",
    "image_link": "![",
    "autolink": "://",
    "automail": "@",
    "linebreak": "  \n",
    "entity": "&",
}


def _idle_rules(text: str) -> frozenset[str]:
    """The rules that can have nothing to do in this text; without them it is converted to the same in less time."""
    return frozenset(name for name, needed in _NEEDS.items() if needed not in text)


@lru_cache(maxsize=64)
def _converter(idle: frozenset[str]) -> _Converter:
    """A converter without these rules, without HTML, and without links by reference."""
    converter = _Converter(extensions=[TableExtension(use_align_attribute=True)], output_format="html")
    # A list begins with the number that the author wrote.
    converter.parser.blockprocessors["olist"].LAZY_OL = False  # type: ignore[attr-defined]
    converter.preprocessors.deregister("html_block")
    converter.parser.blockprocessors.deregister("reference")
    converter.treeprocessors.deregister("prettify")
    for name in ("html", "reference", "short_reference", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(name)
    converter.inlinePatterns.register(_CitationProcessor(CITATION.pattern, converter), "citation", 175)
    converter.inlinePatterns.register(_SiteLinkProcessor(SITE_LINK.pattern, converter), "site-link", 174)
    converter.treeprocessors.register(_Finisher(converter), "finisher", 5)
    for name in idle:
        if name == "table":
            converter.parser.blockprocessors.deregister(name)
        else:
            converter.inlinePatterns.deregister(name)
    return converter


class _TooSlow(Exception):
    """The conversion has used up its time."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise ``_TooSlow`` after so much processor time, where the platform has such a timer."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    running = True

    def stop(*_: object) -> None:
        if running:
            raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again and again: an exception that comes while an object is being finalised is printed and lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
    try:
        yield
    finally:
        running = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
