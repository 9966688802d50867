"""What a file says, as plain texts with their lines: whatever can be read is here, be it right by today's rules or not.

So a file of long ago, with keys that have gone or mistakes that nobody minded then, can be compared with its present form.
White space, the order of keys and the way of writing (``.md`` or ``.yaml``, lines or brackets) make no difference.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from onrecord.content.load import Input
from onrecord.content.nodes import FORBIDDEN, Group, List, Node
from onrecord.content.read import FileKind, FoundFile, RawFile, parse_file, read_bytes
from onrecord.problems import Problem, has_errors, problem


class WrittenFile(msgspec.Struct, frozen=True):
    """A content file with its bytes, of a commit or of the disk; those that can't be read have a problem instead."""

    file: FoundFile
    data: bytes
    problems: tuple[Problem, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """A group of a list: its texts by key (those of an inner group by ``quote.text``) and the line on which it begins."""

    texts: dict[str, str]
    line: int = 0

    def get(self, key: str) -> str:
        return self.texts.get(key, "")


class Record(msgspec.Struct, frozen=True):
    """A file by what it says."""

    raw: RawFile

    @property
    def id(self) -> str:
        return self.raw.id

    @property
    def path(self) -> str:
        return self.raw.path

    @property
    def published(self) -> bool:
        """Tell whether this is a claim that readers see."""
        return self.raw.kind == "claim" and self.text("status") != "draft"

    @property
    def name(self) -> str:
        """What readers know it by."""
        return self.text("headline") or self.text("title") or self.text("name")

    def keys(self) -> list[str]:
        """All keys in their order, and ``body`` at the end if there is one."""
        return [*self.raw.keys.entries, *(["body"] if self.raw.body else [])]

    def text(self, key: str) -> str:
        """What stands under a key, on one line; empty if there is nothing."""
        if key == "body":
            return _clean(self.raw.body or "")
        node = self.raw.keys.entries.get(key)
        return "" if node is None else _in_words(node)

    def entries(self, key: str) -> list[Entry]:
        """The groups of a list, or the one group that stands there."""
        node = self.raw.keys.entries.get(key)
        items = node.items if isinstance(node, List) else (node,)
        return [Entry(_flatten(item), item.line) for item in items if isinstance(item, Group)]

    def texts(self, key: str) -> list[str]:
        """The texts of a list."""
        node = self.raw.keys.entries.get(key)
        return [_in_words(item) for item in node.items] if isinstance(node, List) else []

    def as_entry(self) -> Entry:
        """The file as if it were an entry of a list."""
        return Entry({"id": self.id, **_flatten(self.raw.keys)}, 1)

    def line(self, key: str) -> int:
        """The line of a key, or that of the keys as a whole."""
        return self.raw.body_line if key == "body" else self.raw.keys.key_lines.get(key, self.raw.keys.line)


class Records(msgspec.Struct, frozen=True):
    """Several files by kind and id; ``unreadable`` has those whose keys can't be read, each with the reason."""

    by_kind: dict[FileKind, dict[str, Record]]
    unreadable: dict[FoundFile, Problem]

    def of(self, kind: FileKind) -> dict[str, Record]:
        return self.by_kind.get(kind, {})

    def sources(self) -> dict[str, tuple[str, Entry]]:
        """Every source with the path of its file, be that its own or a claim's."""
        claims = self.of("claim").values()
        found = {each.get("id"): (claim.path, each) for claim in claims for each in claim.entries("sources")}
        return found | {id: (each.path, each.as_entry()) for id, each in self.of("source").items()}


def read_present(site_folder: Path, inputs: Iterable[Input]) -> list[WrittenFile]:
    """Read the bytes of these inputs from the disk."""
    found = ((each.file, read_bytes(f"{site_folder}/{each.file.path}", each.file.path)) for each in inputs)
    return [WrittenFile(file, data, tuple(problems)) for file, (data, problems) in found]


def read_records(files: Iterable[WrittenFile]) -> Records:
    """Read files for what they say. Of those that share an id it can't be told which one readers saw."""
    records = Records({}, {})
    paths: dict[tuple[str, str], str] = {}
    for each in files:
        raw, problems = (None, list(each.problems)) if each.problems else parse_file(each.file, each.data)
        known = records.by_kind.setdefault(each.file.kind, {})
        other = paths.setdefault((each.file.kind, each.file.id), each.file.path)
        if raw is None:
            records.unreadable[each.file] = next(found for found in reversed(problems) if has_errors([found]))
        elif other != raw.path:
            known.pop(raw.id, None)
            message = f"{other} has the id '{raw.id}' too"
            records.unreadable[each.file] = problem(raw.path, 0, "address-taken", message)
        else:
            known[raw.id] = Record(raw)
    return records


def _flatten(group: Group, before: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, node in group.entries.items():
        if isinstance(node, Group):
            flat |= _flatten(node, f"{before}{key}.")
        elif text := _in_words(node):
            flat[before + key] = text
    return flat


def _in_words(node: Node) -> str:
    if isinstance(node, List):
        return "; ".join(_in_words(item) for item in node.items)
    if isinstance(node, Group):
        return ", ".join(_in_words(node.entries[key]) for key in sorted(node.entries))
    return _clean(node.text)


def _clean(text: str) -> str:
    """A text without what today's rules forbid, and with one space for each stretch of white space."""
    return " ".join(FORBIDDEN.sub("", text).split())
