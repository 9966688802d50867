"""YAML's structure without YAML's types: texts, lists and groups, each with its place.

One pass over the events of PyYAML's C parser builds the nodes. Every scalar stays the text that the author wrote, so
nothing is guessed (``no`` is no boolean, ``010`` no number); anchors, aliases, tags, repeated keys and deep nesting are
problems; and no input is slow, because nothing is ever followed or built twice.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from onrecord.content import limits
from onrecord.problems import Problem, problem, shown

# C0 and C1 controls but tab and line feed, the line and paragraph separators (which end a line for YAML and for nobody
# else), the non-characters, and lone surrogates: no text needs them, and XML 1.0, terminals and our own placeholders
# can't carry them.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DOCUMENT_FRAME = (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent, yaml.StreamEndEvent)


class Text(msgspec.Struct, frozen=True):
    """A scalar. ``block`` tells that it is written with ``|`` or ``>``, so its text begins a line later."""

    text: str
    line: int
    column: int
    block: bool = False


class List(msgspec.Struct, frozen=True):
    """A sequence of nodes."""

    items: "tuple[Node, ...]"
    line: int
    column: int


class Group(msgspec.Struct, frozen=True):
    """A mapping from keys to nodes; ``key_lines`` gives the line of each key."""

    entries: "dict[str, Node]"
    key_lines: dict[str, int]
    line: int
    column: int


Node = Text | List | Group


class _Refused(Exception):
    """Carries the problem that ends the reading of a document."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def read_nodes(text: str, path: str, first_line: int) -> tuple[Group | None, list[Problem]]:
    """Read a YAML document that holds a group of keys.

    ``first_line`` is the file's line on which ``text`` begins. The group is None if the text can't be read at all;
    repeated keys are reported and the first one kept.
    """
    if len(text.encode("utf-8", "replace")) > limits.FRONT_MATTER_BYTES:
        size = f"{limits.FRONT_MATTER_BYTES // 1024} KiB"
        return None, [
            problem(path, first_line, "limit-exceeded", f"the keys take more than {size}", "Move text into the body.")
        ]
    builder = _Builder(text, path, first_line)
    try:
        node = builder.build(iter(yaml.parse(text, Loader=_PARSER)))
    except _Refused as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.YAMLError as error:
        return None, [*builder.problems, _syntax_problem(error, path, first_line)]
    except (ValueError, OverflowError, RecursionError) as error:
        # PyYAML lets a few of its own slips out, for example "\U00110000" ends in chr()'s ValueError.
        message = f"this is no YAML that can be read: {error}"
        return None, [*builder.problems, problem(path, first_line, "yaml-invalid", message, "Check the last edit.")]
    if not isinstance(node, Group):
        message = "the keys are missing: expected lines of 'key: value'"
        hint = "docs/content-format.md shows an example."
        return None, [*builder.problems, problem(path, first_line, "yaml-invalid", message, hint)]
    return node, builder.problems


class _Builder:
    """Builds the nodes of one document."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.may_hold_comments = " #" in text or "\t#" in text
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []

    def build(self, events: Iterator[Any]) -> Node | None:
        node: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, "yaml-forbidden", "a second document begins here", "Take the '---' out.")
            elif not isinstance(event, _DOCUMENT_FRAME):
                node = self.node(event, events, 1)
        return node

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        line, column = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            hint = "Write the value out, or put it in quotation marks if '*' belongs to it."
            self.refuse(event, "yaml-forbidden", f"'*{event.anchor}' is an alias", hint)
        if event.anchor is not None:
            self.refuse(
                event,
                "yaml-forbidden",
                f"'&{event.anchor}' is an anchor",
                "Take it out, or put the whole value in quotation marks if '&' belongs to it.",
            )
        if event.tag is not None and not (isinstance(event, yaml.ScalarEvent) and event.tag == "!" and event.style):
            self.refuse(
                event,
                "yaml-forbidden",
                f"{shown(event.tag.replace('tag:yaml.org,2002:', '!!'))} is a tag",
                "Take it out, or put the whole value in quotation marks if '!' belongs to it.",
            )
        if isinstance(event, yaml.ScalarEvent):
            text = event.value.replace("\r\n", "\n").replace("\r", "\n")
            self.look_at_characters(text, line, column)
            if self.may_hold_comments and text and not event.style:
                self.look_for_comment(event)
            return Text(text, line, column, event.style in ("|", ">"))
        if depth > limits.DEPTH:
            self.refuse(event, "limit-exceeded", f"nested deeper than {limits.DEPTH} levels", "Make it flatter.")
        if isinstance(event, yaml.SequenceStartEvent):
            return self.list(events, depth, line, column)
        return self.group(events, depth, line, column)

    def look_for_comment(self, event: Any) -> None:
        """Warn where a comment takes away what may have been meant as text: ``Bill #450`` is read as ``Bill``."""
        start = event.end_mark.index
        end = self.text.find("\n", start)
        rest = self.text[start : end if end >= 0 else len(self.text)]
        if rest.lstrip(" \t").startswith("#"):
            message = f"{shown(rest.strip())} is a comment, because a space and '#' begin one, and is not shown"
            hint = "If it belongs to the value, put the whole value in quotation marks; if not, put it on a line of its own."
            line, column = self.place(event)
            self.problems.append(problem(self.path, line, "comment-behind-value", message, hint, column=column))

    def list(self, events: Iterator[Any], depth: int, line: int, column: int) -> List:
        items = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, depth + 1))
            if len(items) > limits.LIST_ITEMS:
                self.refuse(event, "limit-exceeded", f"a list of more than {limits.LIST_ITEMS} items", "Shorten it.")
        return List(tuple(items), line, column)

    def group(self, events: Iterator[Any], depth: int, line: int, column: int) -> Group:
        entries: dict[str, Node] = {}
        key_lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Text):
                self.refuse(
                    event, "yaml-invalid", "a list or group stands where a key is expected", "Write 'key: value'."
                )
            elif key.text in entries:
                message = f"{shown(key.text)} is here for the second time, first on line {key_lines[key.text]}"
                self.problems.append(
                    problem(self.path, key.line, "key-duplicate", message, "Keep one of them.", column=key.column)
                )
            else:
                entries[key.text] = value
                key_lines[key.text] = key.line
        return Group(entries, key_lines, line, column)

    def look_at_characters(self, text: str, line: int, column: int) -> None:
        """Report a control character that stands in double quotation marks by its number, such as ``\\u0007``."""
        found = FORBIDDEN.search(text)
        if found:
            message = f"the text names the control character U+{ord(found[0]):04X}, which no text can hold"
            hint = "Take it out: look for a backslash."
            self.problems.append(problem(self.path, line, "character-forbidden", message, hint, column=column))

    def place(self, event: Any) -> tuple[int, int]:
        return event.start_mark.line + self.first_line, event.start_mark.column + 1

    def refuse(self, event: Any, code: str, message: str, hint: str) -> None:
        line, column = self.place(event)
        raise _Refused(problem(self.path, line, code, message, hint, column=column))


# What the parser says, in words for editors: what is wrong, and what to do.
_QUOTE_IT = "Put the whole value in quotation marks."
_IN_PLAIN_WORDS = {
    "mapping values are not allowed in this context": (
        "a ':' stands where none can",
        "Put a value that holds ': ' in quotation marks; if this is a new key, look at its indentation and at the line "
        "before, which may lack its ':'.",
    ),
    "did not find expected key": (
        "something stands where the next key is expected",
        "Look for text behind closing quotation marks, and for a line that is indented unlike those around it.",
    ),
    "did not find expected ',' or ']'": ("a list that begins with '[' has no ',' or ']' here", "Close it with ']'."),
    "did not find expected ',' or '}'": (
        "a group that begins with '{' has no ',' or '}' here",
        "Close it with '}'; a value in it that holds ': ', ',' or a bracket needs quotation marks.",
    ),
    "did not find expected '-' indicator": ("a list goes on without its '-'", "Look at this line's indentation."),
    "did not find expected node content": ("a value can't begin with this sign", _QUOTE_IT),
    "found a tab character that violates indentation": (
        "a tab stands at the beginning of the line",
        "Indent with spaces: YAML allows no tabs there.",
    ),
    "could not find expected ':'": (
        "this line has no ': ' between its key and its value",
        "Write a colon and a space: 'verdict: false'.",
    ),
    "found character that cannot start any token": (
        "a value can't begin with this sign, and no line with a tab",
        f"{_QUOTE_IT} Indent with spaces.",
    ),
    "block sequence entries are not allowed in this context": (
        "a '-' of a list stands behind a key",
        "Begin the list on the next line; a value that begins with '- ' needs quotation marks.",
    ),
    "found unexpected end of stream": ("the quotation mark that opens here is never closed", "Close it."),
    "found unknown escape character": (
        "a backslash stands in double quotation marks",
        "Use single ones: 'like this'.",
    ),
    "did not find expected alphabetic or numeric character": ("a value can't begin with '*' or '&'", _QUOTE_IT),
    "did not find expected <document start>": (
        "the keys end above, and something follows",
        "Begin every key at the left margin.",
    ),
}
_ELSE = "Look at this line and the one before it. A value that holds ': ' or ' #' needs quotation marks."


def _syntax_problem(error: yaml.YAMLError, path: str, first_line: int) -> Problem:
    mark, opening = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    reason = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
    message, hint = _IN_PLAIN_WORDS.get(reason, (reason, _ELSE))
    if opening and reason in ("found unexpected end of stream", "could not find expected ':'"):
        mark = opening
    elif opening and mark and "begins with" in message and opening.line < mark.line:
        message += f"; it begins on line {opening.line + first_line}"
    line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 0)
    return problem(path, line, "yaml-invalid", f"this is no valid YAML: {message}", hint, column=column)
