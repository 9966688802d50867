"""Content files made by an import: their text, and what a file that is there already says."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from onrecord.content.nodes import Group, Node, Text
from onrecord.content.read import FileKind, FoundFile, parse_file, read_bytes

PLACES: dict[FileKind, str] = {
    "person": "content/people/{id}.yaml",
    "topic": "content/topics/{id}.md",
    "source": "content/sources/{id}.yaml",
    "claim": "content/claims/{id}.md",
}


class ContentFile(msgspec.Struct, frozen=True):
    """A file to be written: its keys in order (texts, lists and groups of them), its Markdown, and comments above.

    ``position`` says where in the imported file it comes from.
    """

    kind: FileKind
    id: str
    keys: dict[str, Any]
    position: str
    body: str = ""
    comments: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return PLACES[self.kind].format(id=self.id)

    @property
    def is_draft(self) -> bool:
        return self.keys.get("status") == "draft"

    def as_draft(self) -> "ContentFile":
        """The same claim as a draft."""
        return msgspec.structs.replace(self, keys={**self.keys, "status": "draft"})


def write_text(file: ContentFile) -> str:
    """The text of the file, every value of which is read as the very text that it is."""
    keys = "".join(f"{line}\n" for line in (*(f"# {each}" for each in file.comments), *_lines_of(file.keys, "")))
    return f"---\n{keys}---\n{file.body}" if file.path.endswith(".md") else keys


def _lines_of(keys: Mapping[str, Any], margin: str) -> Iterator[str]:
    for key, value in keys.items():
        if isinstance(value, dict):
            yield f"{margin}{key}:"
            yield from _lines_of(value, f"{margin}  ")
        elif isinstance(value, list):
            yield f"{margin}{key}:"
            for item in value:
                yield from _lines_of_item(item, f"{margin}  ")
        else:
            yield f"{margin}{key}: {_scalar(value)}"


def _lines_of_item(item: Any, margin: str) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"{margin}- {_scalar(item)}"
        return
    for number, line in enumerate(_lines_of(item, "")):
        yield f"{margin}{'  ' if number else '- '}{line}"


def _scalar(value: str) -> str:
    """A text on one line, in quotation marks unless it begins with a letter and holds nothing that means more."""
    text = " ".join(value.split())
    if text[:1].isalnum() and ": " not in text and " #" not in text and not text.endswith(":"):
        return text
    return "'" + text.replace("'", "''") + "'"


Said = tuple[dict[str, Any], str]


def read_said(site_folder: Path, path: str, kind: FileKind) -> Said | None:
    """What a file of the content says, as plain keys and text; None if it can't be read."""
    data, problems = read_bytes(f"{site_folder}/{path}", path)
    return None if problems else what_is_said(path, kind, data)


def what_is_said(path: str, kind: FileKind, data: bytes) -> Said | None:
    """The same of a file's bytes."""
    raw, _ = parse_file(FoundFile(path, kind), data)
    return None if raw is None else (_plain(raw.keys), raw.body or "")


def _plain(node: Node) -> Any:
    if isinstance(node, Text):
        return " ".join(node.text.split())
    if isinstance(node, Group):
        return {key: _plain(value) for key, value in node.entries.items()}
    return [_plain(item) for item in node.items]
