"""Reading a group of keys one by one, with a problem for each that is not as it should be.

A ``Fields`` reads one group. Every method names a key and gives its value, or the empty value of its type if the key is
absent or wrong; ``finish`` reports the keys that nothing asked for. So the order of the checks is the order in which
``check`` reads, and one run finds everything.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar, get_args

from onrecord import dates
from onrecord.content import limits
from onrecord.content.nodes import Group, List, Node, Text
from onrecord.content.read import check_id
from onrecord.model import Reference
from onrecord.problems import Problem, nearest, one_of, problem, shown

T = TypeVar("T")

_CURLY_QUOTES = "“”‘’„‚«»"

# RFC 3986, narrowed to what every browser and library reads alike: ASCII, a host, no user part, no backslash or space.
_HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_WEB_ADDRESS = re.compile(rf"https?://({_HOST})(?::([0-9]{{1,5}}))?(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?")
# Browsers read a host whose last part is a number as an IPv4 address, in many spellings; the plain one will do.
_NUMBER_LAST = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)")
_IPV4 = re.compile(r"(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\.(?!$)|$)){4}")
_MAIL_ADDRESS = re.compile(rf"mailto:[A-Za-z0-9._%+\-]+@{_HOST}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


def is_web_address(text: str) -> bool:
    """Tell whether the text is an ``http`` or ``https`` address that all browsers and libraries read alike."""
    match = _WEB_ADDRESS.fullmatch(text)
    return match is not None and is_host(match[1]) and int(match[2] or 0) <= 65535


def is_host(text: str) -> bool:
    """Tell whether the text is a host's name such as ``example.org``, or an IPv4 address."""
    if not re.fullmatch(_HOST, text) or len(text) > 253:
        return False
    return not _NUMBER_LAST.fullmatch(text) or _IPV4.fullmatch(text) is not None


def is_mail_address(text: str) -> bool:
    """Tell whether the text is a ``mailto:`` address of one mailbox."""
    return _MAIL_ADDRESS.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Tell whether the text has the form of a language code after BCP 47."""
    return _LANGUAGE.fullmatch(text) is not None


class Fields:
    """Reads one group of keys and collects its problems in ``problems``."""

    def __init__(self, group: Group, path: str, problems: list[Problem], what: str) -> None:
        self.group = group
        self.path = path
        self.problems = problems
        self.what = what
        self.asked: set[str] = set()

    def line(self, key: str) -> int:
        """The line of a key, or of the group if the key is absent."""
        return self.group.key_lines.get(key, self.group.line)

    def has(self, key: str) -> bool:
        """Tell whether the key is there, with a value or without."""
        return key in self.group.entries

    def holds(self, key: str) -> bool:
        """Tell whether the key is there and is no empty list."""
        node = self.group.entries.get(key)
        return node is not None and not (isinstance(node, List) and not node.items)

    def report(self, line: int, code: str, message: str, hint: str = "", *, column: int = 0) -> None:
        self.problems.append(problem(self.path, line, code, message, hint, column=column))

    def text(self, key: str, *, required: bool = False, most: int = limits.TEXT_CHARACTERS) -> str:
        """A text without white space at its ends, runs of which inside become one space."""
        node = self._node(key, required)
        return "" if node is None else self._text_of(node, key, most)

    def title(self, key: str, *, required: bool = False) -> str:
        """A text that stands as a heading or a name somewhere."""
        return self.text(key, required=required, most=limits.TITLE_CHARACTERS)

    def choice(self, key: str, allowed: Any, *, required: bool = False, default: Any = "") -> Any:
        """One of the words of a ``Literal`` type."""
        node = self._node(key, required)
        if node is None:
            return default
        word = self._text_of(node, key, limits.TEXT_CHARACTERS)
        return self._one_of(word, get_args(allowed), key, node.line) if word else default

    def choices(self, key: str, allowed: Any) -> tuple[Any, ...]:
        """A list of words of a ``Literal`` type."""
        words = get_args(allowed)
        return tuple(
            word for text, line in self._texts_of(key, False) if (word := self._one_of(text, words, key, line))
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(text for text, _ in self._texts_of(key, False))

    def reference(self, key: str, *, required: bool = False) -> Reference | None:
        """An id of something else. Whether that exists, the linking will see."""
        node = self._node(key, required)
        if node is None:
            return None
        id = self._text_of(node, key, limits.TEXT_CHARACTERS)
        return Reference(id, node.line) if id else None

    def references(self, key: str, *, required: bool = False) -> tuple[Reference, ...]:
        """A list of ids of something else."""
        return tuple(Reference(text, line) for text, line in self._texts_of(key, required))

    def day(self, key: str, *, required: bool = False, future: bool = False) -> str:
        """A day of the calendar, ``YYYY-MM-DD``; one in the future only if that is allowed."""
        return self._date(key, required, future, "a day such as 2020-03-04", dates.is_day)

    def date(self, key: str, *, required: bool = False) -> str:
        """An EDTF date whose beginning is not in the future."""
        expected = "a date such as 2020-03-04, 2020-03, 2020~ or 2020-03/2020-05"
        return self._date(key, required, False, expected, lambda text: dates.read_date(text) is not None)

    def address(self, key: str, *, required: bool = False, mail: bool = False) -> str:
        """An ``http`` or ``https`` address, or with ``mail`` also a ``mailto:`` one."""
        text = self.text(key, required=required)
        if text and not (is_web_address(text) or (mail and is_mail_address(text))):
            web = "web address (https://… or http://…)"
            message = f"{key} {shown(text)} is {f'neither a {web} nor mailto:…' if mail else f'no {web}'}"
            hint = "Copy it from the browser's address bar; characters other than ASCII are written with % there."
            if mail and not text.startswith("http"):
                hint = "Write mailto:name@example.org, or https:// and the address of a form."
            if text.startswith("www."):
                hint = "Put https:// in front of it."
            elif text[0] in _CURLY_QUOTES:
                hint = f'{text[0]} is no quotation mark here: write "{key}: https://…" with none, or straight ones.'
            self.report(self.line(key), "url-invalid", message, hint)
            return ""
        return text

    def language(self, key: str, *, required: bool = False) -> str:
        """A language code after BCP 47."""
        text = self.text(key, required=required)
        if text and not is_language(text):
            message = f"{key} {shown(text)} is no language code"
            self.report(self.line(key), "language-invalid", message, "Write en, tr, ar, pt-BR …")
            return ""
        return text

    def flag(self, key: str, *, required: bool = False, default: bool = False) -> bool:
        """``yes`` or ``no`` (or ``true``, ``on``, ``false`` or ``off``)."""
        text = self.text(key, required=required)
        if not text:
            return default
        if text.lower() not in ("yes", "true", "on", "no", "false", "off"):
            self.report(
                self.line(key), "value-unknown", f"{key} {shown(text)} is neither yes nor no", "Write yes or no."
            )
        return text.lower() in ("yes", "true", "on")

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number within bounds."""
        text = self.text(key)
        if not text:
            return None
        if not re.fullmatch("[0-9]{1,6}", text) or not least <= int(text) <= most:
            message = f"{key} {shown(text)} is no whole number from {least} to {most}"
            self.report(self.line(key), "value-invalid", message, "Write it in digits.")
            return None
        return int(text)

    def group_of(self, key: str, read: "Callable[[Fields], T]", *, required: bool = False) -> T | None:
        """A group of keys below this key, read by ``read``."""
        node = self._node(key, required)
        return None if node is None else self._read_group(node, key, read)

    def groups(self, key: str, read: "Callable[[Fields], T | None]", *, required: bool = False) -> tuple[T, ...]:
        """A list of groups of keys, each read by ``read``; those that come out as None are left to their problems."""
        values = (self._read_group(node, key, read, listed=True) for node in self._items(key, required))
        return tuple(value for value in values if value is not None)

    def finish(self) -> None:
        """Report every key that nothing asked for."""
        for key, line in self.group.key_lines.items():
            if key not in self.asked:
                hint = nearest(key, self.asked) or f"Known here: {one_of(sorted(self.asked), most=40)}."
                if ":" in key:
                    hint = f"Put a space behind the colon: '{key.split(':')[0]}: …'."
                self.report(line, "key-unknown", f"{self.what} has no key {shown(key)}", hint)

    def _node(self, key: str, required: bool) -> Node | None:
        self.asked.add(key)
        node = self.group.entries.get(key)
        if node is None:
            if required:
                message = f"{self.what} lacks '{key}'"
                self.report(self.group.line, "key-missing", message, f"Add '{key}: …'.")
            return None
        empty = not node.text.strip() if isinstance(node, Text) else isinstance(node, List) and not node.items
        if empty and (required or isinstance(node, Text)):
            hint = "Fill it in." if required else "Fill it in, or take the line out."
            self.report(self.line(key), "value-empty", f"'{key}' has no value", hint)
            return None
        return node

    def _text_of(self, node: Node, key: str, most: int) -> str:
        if not isinstance(node, Text):
            kind = "a list" if isinstance(node, List) else "a group of keys"
            message = f"'{key}' should be a text and is {kind}"
            self.report(node.line, "wrong-type", message, "If the text begins with [ or {, put it in quotation marks.")
            return ""
        text = " ".join(node.text.split())
        if not text:
            self.report(node.line, "value-empty", f"an entry of '{key}' has no value", "Fill it in, or take it out.")
        if len(text) > most:
            message = f"'{key}' has {len(text)} characters, and {most} are allowed"
            self.report(node.line, "limit-exceeded", message, "Shorten it; the report has room for more.")
        return text

    def _items(self, key: str, required: bool) -> tuple[Node, ...]:
        node = self._node(key, required)
        if node is None:
            return ()
        if not isinstance(node, List):
            kind = "a text" if isinstance(node, Text) else "a group of keys"
            example = f"[{node.text}]" if isinstance(node, Text) and len(node.text) <= 40 else "[first, second]"
            message = f"'{key}' should be a list and is {kind}"
            self.report(node.line, "wrong-type", message, f"Write {shown(example)}, or lines that begin with '- '.")
            return ()
        return node.items

    def _texts_of(self, key: str, required: bool) -> Iterable[tuple[str, int]]:
        for node in self._items(key, required):
            text = self._text_of(node, key, limits.TEXT_CHARACTERS)
            if text:
                yield text, node.line

    def _read_group(self, node: Node, key: str, read: "Callable[[Fields], T]", *, listed: bool = False) -> T | None:
        if not isinstance(node, Group):
            what = shown(node.text) if isinstance(node, Text) else "a list"
            message = f"'{key}' should hold 'key: value' groups and holds {what}"
            self.report(node.line, "wrong-type", message, "docs/content-format.md shows an example.")
            return None
        fields = Fields(node, self.path, self.problems, f"an entry of '{key}'" if listed else f"'{key}'")
        value = read(fields)
        fields.finish()
        return value

    def _one_of(self, word: str, allowed: tuple[str, ...], key: str, line: int) -> str:
        if word in allowed:
            return word
        message = f"{key} {shown(word)} is not one of: {one_of(allowed)}"
        self.report(line, "value-unknown", message, nearest(word, allowed) or "Choose one of them.")
        return ""

    def _date(self, key: str, required: bool, future: bool, expected: str, is_valid: Callable[[str], bool]) -> str:
        text = self.text(key, required=required)
        if not text:
            return ""
        if not is_valid(text):
            hint = "Write year, month and day, such as 2019-12-31, and check the calendar."
            self.report(self.line(key), "date-invalid", f"{key} {shown(text)} is not {expected}", hint)
            return ""
        span = dates.read_date(text)
        if span and not future and span.first > dates.latest_today():
            self.report(self.line(key), "date-future", f"{key} {shown(text)} is in the future", "Check the year.")
            return ""
        return text


def check_own_id(fields: Fields, key: str = "id") -> str:
    """Read the key that gives something an id of its own, and report one that can't be an address."""
    id = fields.text(key, required=True)
    if id:
        fields.problems.extend(check_id(id, fields.path, fields.line(key)))
    return id
