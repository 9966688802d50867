"""From an editor's Markdown to HTML that is safe to publish, whatever a stranger wrote.

Goes in: Markdown. Comes out: ``Prose`` and problems. Raw HTML is off, pictures and reference links are not read, what
is left goes through nh3's strict list, and no text can take long: its shape is looked at first, and a budget of
processor time stands behind the conversion. ``[@source]`` and ``[[claim]]`` become parts that the page fills in.
"""

import re
import signal
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, get_args

import markdown
import nh3
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from onrecord.content import limits
from onrecord.content.fields import is_mail_address, is_web_address
from onrecord.model import Heading, LinkKind, Prose, ProseLink
from onrecord.problems import Problem, nearest, one_of, problem, shown

# Non-characters of Unicode, which no content may hold (content/read.py refuses them), mark the places of links.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_PLACE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_CITATION = re.compile(r"\[@([^\]\s\[]{1,100})\]")
_SITE_LINK = re.compile(r"\[\[([^\]\[\n]{1,200})\]\]")
_HTML_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]*)?/?>|<!--")
_OUTWARD = "nofollow ugc noopener noreferrer"

_CLEANER = nh3.Cleaner(
    tags=set("p h3 h4 h5 h6 ul ol li blockquote pre code em strong a br hr table thead tbody tr th td".split()),
    attributes={"a": {"href", "rel"}, "ol": {"start"}, **{f"h{level}": {"id"} for level in range(3, 7)}},
    allowed_classes={tag: {"align-left", "align-center", "align-right"} for tag in ("th", "td")},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)


def convert_markdown(text: str, path: str, first_line: int) -> tuple[Prose, list[Problem]]:
    """Convert a body that begins on ``first_line`` of its file.

    An honest text loses nothing: whatever can't be shown is a problem at its line.
    """
    problems = _look_at_size(text, path, first_line) or _look_at_shape(text, path, first_line)
    if problems:
        return Prose(), problems
    converter = _converter()
    reading = converter.reading = _Reading(text, path, first_line)
    try:
        with _time_limit(limits.CONVERSION_SECONDS):
            html = _CLEANER.clean(converter.reset().convert(text))
    except (_TooSlow, RecursionError):
        return Prose(), [_too_complex(path, first_line, "takes too long to convert")]
    size = len(html.encode())
    if size > limits.REPORT_HTML_BYTES:
        message = f"the text becomes {size // 1024} KiB of HTML, and {limits.REPORT_HTML_BYTES // 1024} KiB are allowed"
        return Prose(), [problem(path, first_line, "limit-exceeded", message, "Shorten it.")]
    return Prose(_split(html, reading.links), tuple(reading.headings)), reading.problems


class _Reading:
    """What one conversion finds besides the HTML."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.links: list[ProseLink] = []
        self.headings: list[Heading] = []
        self.problems: list[Problem] = []
        self.searched: dict[str, int] = {}
        for tag in _HTML_TAG.finditer(text):
            message = f"{shown(tag[0])} is HTML and is shown as it is written"
            self.report(tag[0], "html-in-text", message, "Use Markdown: *emphasis*, **strong**, [words](address).")

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
        return f"{_OPEN}{len(self.links) - 1}{_CLOSE}"


class _Converter(markdown.Markdown):
    """A Markdown converter that knows the reading under way."""

    reading: _Reading


class _CitationProcessor(InlineProcessor):
    """``[@source-id]``"""

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Any, int, int]:  # type: ignore[override]
        reading: _Reading = self.md.reading  # type: ignore[attr-defined]
        place = reading.place_of(ProseLink("cite", match[1], reading.line_of(match[0])))
        return self.md.htmlStash.store(place), match.start(0), match.end(0)


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
        return self.md.htmlStash.store(place), match.start(0), match.end(0)


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
    level = min(6, max(int(element.tag[1]), 2) + 1)
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
    if address.startswith("&") or "\x02" in address:
        # <someone@example.org>: Python-Markdown writes the address letter by letter.
        return
    if re.fullmatch(r"#[\w-]+", address) or is_mail_address(address):
        return
    if is_web_address(address):
        element.set("rel", _OUTWARD)
        return
    element.attrib.pop("href", None)
    message = f"the link to {shown(address)} leads nowhere that a link may lead"
    hint = "Begin it with https://; link pages of this site as [[claim-id]] or [[page:about]], headings as #section-…"
    reading.report(address, "link-invalid", message, hint)


def _finish_picture(element: ElementTree.Element, reading: _Reading) -> None:
    address = element.get("src", "")
    message = f"the picture {shown(address)} can't be shown: texts hold no pictures"
    reading.report(address, "picture-unsupported", message, "Link to it: [words](address).")


def _finish_cell(element: ElementTree.Element, reading: _Reading) -> None:
    align = element.attrib.pop("align", "")
    if align:
        element.set("class", f"align-{align}")


_ACTIONS: dict[str, Callable[[ElementTree.Element, _Reading], None]] = {
    "a": _finish_link,
    "img": _finish_picture,
    "th": _finish_cell,
    "td": _finish_cell,
    **{f"h{level}": _finish_heading for level in range(1, 7)},
}


def _plain_text(element: ElementTree.Element) -> str:
    return " ".join(re.sub("[\x02\x03].*?[\x02\x03]", "", "".join(element.itertext())).split())


@lru_cache(maxsize=1)
def _converter() -> _Converter:
    converter = _Converter(extensions=[TableExtension(use_align_attribute=True)], output_format="html")
    converter.preprocessors.deregister("html_block")
    converter.parser.blockprocessors.deregister("reference")
    for name in ("html", "reference", "short_reference", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(name)
    converter.inlinePatterns.register(_CitationProcessor(_CITATION.pattern, converter), "citation", 175)
    converter.inlinePatterns.register(_SiteLinkProcessor(_SITE_LINK.pattern, converter), "site-link", 174)
    converter.treeprocessors.register(_Finisher(converter), "finisher", 5)
    return converter


def _split(html: str, links: list[ProseLink]) -> tuple[str | ProseLink, ...]:
    pieces = _PLACE.split(html)
    parts: list[str | ProseLink] = [links[int(piece)] if index % 2 else piece for index, piece in enumerate(pieces)]
    return tuple(part for part in parts if part != "")


def _look_at_size(text: str, path: str, first_line: int) -> list[Problem]:
    size, lines = len(text.encode()), text.split("\n")
    if size > limits.BODY_BYTES:
        message = f"the text has {size // 1024} KiB, and {limits.BODY_BYTES // 1024} KiB are allowed"
        return [problem(path, first_line, "limit-exceeded", message, "Shorten it, or split the claim.")]
    if len(lines) > limits.BODY_LINES:
        message = f"the text has {len(lines)} lines, and {limits.BODY_LINES} are allowed"
        return [problem(path, first_line, "limit-exceeded", message, "Shorten it, or split the claim.")]
    for number, line in enumerate(lines, first_line):
        if len(line) > limits.LINE_CHARACTERS:
            message = f"the line has {len(line)} characters, and {limits.LINE_CHARACTERS} are allowed"
            return [problem(path, number, "limit-exceeded", message, "Break it; a single line break changes nothing.")]
    return []


_MARK_RUN = re.compile(rf"([*_`#>+=~(!\\])\1{{{limits.ONE_MARK_IN_A_RUN},}}")
_LINE_START = re.compile(rf"[ \t]*(?:(?:[-*+>]|[0-9]{{1,9}}\.)[ \t]*){{{limits.MARKS_AT_LINE_START + 1},}}[^-*_ \t]")


def _look_at_shape(text: str, path: str, first_line: int) -> list[Problem]:
    """Refuse the shapes on which Python-Markdown is known to be slow."""
    bare = _SITE_LINK.sub("", _CITATION.sub("", text))
    for mark, most in (("[", limits.OPENING_BRACKETS), ("`", limits.BACKTICKS), ("<", limits.ANGLES)):
        if bare.count(mark) > most:
            return [_too_complex(path, first_line, f"has more than {most} of '{mark}'")]
    for number, line in enumerate(text.split("\n"), first_line):
        if line.count("|") > limits.PIPES_A_LINE:
            return [_too_complex(path, number, f"has more than {limits.PIPES_A_LINE} of '|' in a line")]
        if _LINE_START.match(line):
            return [_too_complex(path, number, f"has more than {limits.MARKS_AT_LINE_START} marks at a line's start")]
        run = _MARK_RUN.search(line)
        if run:
            return [_too_complex(path, number, f"has more than {limits.ONE_MARK_IN_A_RUN} of '{run[1]}' in a row")]
    return []


def _too_complex(path: str, line: int, reason: str) -> Problem:
    return problem(path, line, "text-too-complex", f"the text {reason}", "Make it simpler, or split it.")


class _TooSlow(Exception):
    """The conversion has used up its time."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise ``_TooSlow`` after so much processor time, where the platform has such a timer."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
