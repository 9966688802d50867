"""From the folder to texts: every file of ``content/`` is read once, whole, within its limits, and nothing else is.

Goes in: the site's folder. Comes out: raw files with their front matter as nodes and their body as text, and problems.
No link is followed and no file is left out without a word; names that begin with a dot are no content.
"""

import errno
import os
import re
import stat
import unicodedata
from pathlib import Path
from typing import Literal

import msgspec

from onrecord.content import limits
from onrecord.content.cache import sha256_of
from onrecord.content.nodes import FORBIDDEN, Group, Text, read_nodes
from onrecord.problems import Problem, problem, shown

FileKind = Literal["claim", "source", "person", "topic", "page", "snapshot", "site"]

FOLDERS: dict[str, tuple[FileKind, tuple[str, ...]]] = {
    "claims": ("claim", (".md", ".yaml")),
    "sources": ("source", (".yaml",)),
    "people": ("person", (".yaml",)),
    "topics": ("topic", (".md",)),
    "pages": ("page", (".md",)),
    "snapshots": ("snapshot", (".yaml",)),
}
SITE_FILE = "content/site.yaml"
# What the words of other publishers mean; only an import reads it (editing/verdict_map.py).
VERDICT_MAP_FILE = "content/verdict-map.yaml"


class FoundFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of the content, not read yet. ``path`` is relative to the site's folder, with ``/``."""

    path: str
    kind: FileKind

    @property
    def id(self) -> str:
        return self.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]


class RawFile(msgspec.Struct, frozen=True):
    """A file's keys and body. ``body_line`` is the line on which the body begins; ``None`` if there is no body."""

    path: str
    kind: FileKind
    id: str
    keys: Group
    body: str | None
    body_line: int


def find_files(site_folder: Path) -> tuple[list[FoundFile], list[Problem]]:
    """List the files of ``content/`` in the order of their paths, with a problem for each that doesn't belong."""
    found: list[FoundFile] = []
    problems: list[Problem] = []
    content = site_folder / "content"
    if content.is_symlink() or not content.is_dir():
        hint = "Run the command in the site's folder, or name the folder with --site."
        return [], [problem("content", 0, "content-missing", "there is no folder 'content' here", hint)]
    for entry in _entries(content):
        path = f"content/{entry.name}"
        if not _is_text(entry.name):
            problems.append(_name_problem(path))
        elif entry.is_symlink():
            problems.append(_link_problem(path))
        elif entry.name in FOLDERS and entry.is_dir():
            _find_below(entry.path, path, *FOLDERS[entry.name], found, problems)
        elif entry.name in FOLDERS:
            message = f"{shown(entry.name)} should be a folder"
            problems.append(problem(path, 0, "file-unexpected", message, "Make a folder of that name for the files."))
        elif path == SITE_FILE:
            _add_file(entry, FoundFile(path, "site"), found, problems)
        elif path != VERDICT_MAP_FILE:
            allowed = ", ".join([*FOLDERS, "site.yaml"])
            problems.append(
                problem(
                    path,
                    0,
                    "file-unexpected",
                    f"{shown(entry.name)} doesn't belong into content/",
                    f"Expected: {allowed}.",
                )
            )
    if not any(file.kind == "site" for file in found) and not any(each.path == SITE_FILE for each in problems):
        hint = "docs/content-format.md shows an example."
        problems.append(problem(SITE_FILE, 0, "content-missing", "the site's own file is missing", hint))
    return sorted(found, key=lambda file: file.path), problems


def file_at(path: str) -> FoundFile | None:
    """Tell which file of the content stands at a path below the site's folder; None if ``find_files`` takes none there."""
    top, *folders, name = path.split("/")
    if top != "content" or not _is_text(path) or any(part.startswith(".") for part in (*folders, name)):
        return None
    if path == SITE_FILE:
        return FoundFile(path, "site")
    kind, endings = FOLDERS.get(folders[0], (None, ())) if folders else (None, ())
    if kind is None or not name.endswith(endings) or (len(folders) > 1 and kind != "claim"):
        return None
    return FoundFile(path, kind)


def _find_below(
    folder: str, path: str, kind: FileKind, endings: tuple[str, ...], found: list[FoundFile], problems: list[Problem]
) -> None:
    for entry in _entries(folder):
        below = f"{path}/{entry.name}"
        if not _is_text(entry.name):
            problems.append(_name_problem(below))
        elif entry.is_symlink():
            problems.append(_link_problem(below))
        elif entry.is_dir() and kind == "claim":
            _find_below(entry.path, below, kind, endings, found, problems)
        elif entry.name.endswith(endings):
            _add_file(entry, FoundFile(below, kind), found, problems)
        elif entry.is_dir():
            message = f"{shown(entry.name)} is a folder, and only claims may lie in folders of their own"
            hint = f"Move its files to {path}/."
            problems.append(problem(below, 0, "file-unexpected", message, hint))
        else:
            message = f"{shown(entry.name)} is no {kind} file"
            hint = f"The names of {kind} files end in {' or '.join(endings)}."
            problems.append(problem(below, 0, "file-unexpected", message, hint))


def _add_file(entry: os.DirEntry[str], file: FoundFile, found: list[FoundFile], problems: list[Problem]) -> None:
    if entry.is_file(follow_symlinks=False):
        found.append(file)
        return
    what = "is a folder and should be a file" if entry.is_dir() else "is no ordinary file"
    problems.append(problem(file.path, 0, "file-unreadable", what, "Put a text file in its place."))


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)


def _is_text(name: str) -> bool:
    """Tell whether a file's name is UTF-8; Python puts lone surrogates in the place of bytes that are not."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _name_problem(path: str) -> Problem:
    whole = path.encode("utf-8", "replace").decode()
    hint = "Rename it, with a to z, 0 to 9 and hyphens."
    return problem(whole, 0, "id-invalid", "the name is not written in UTF-8", hint)


def _link_problem(path: str) -> Problem:
    hint = "Put the file itself in its place."
    return problem(path, 0, "symbolic-link", "this is a symbolic link, and links are not followed", hint)


_HOW_TO_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_bytes(file: str, path: str, most: int = limits.FILE_BYTES) -> tuple[bytes, list[Problem]]:
    """Read a file of the content, at most one byte more than its limit, without following a link.

    ``file`` is where it is, ``path`` what problems call it, ``most`` its limit.
    """
    try:
        descriptor = os.open(file, _HOW_TO_OPEN)
    except OSError as error:
        return b"", [problem(path, 0, "file-unreadable", f"can't be read: {error.strerror}", "Check its permissions.")]
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b"", [problem(path, 0, "file-unreadable", "is no ordinary file", "Put a text file in its place.")]
        data = os.read(descriptor, most + 1)
    finally:
        os.close(descriptor)
    if len(data) > most:
        return b"", [too_large(path, most)]
    return data, []


def too_large(path: str, most: int = limits.FILE_BYTES) -> Problem:
    """The problem of a file that holds more than a file may."""
    message = f"is larger than {most // 1024} KiB"
    return problem(path, 0, "limit-exceeded", message, "Split it, or shorten it.")


def parse_file(file: FoundFile, data: bytes) -> tuple[RawFile | None, list[Problem]]:
    """Split a file's bytes into keys and body. The raw file is None if a problem leaves nothing to check."""
    path = file.path
    problems = check_id(file.id, path, 0)
    text, more = _decode(data, path)
    if more:
        return None, problems + more
    if path.endswith(".yaml"):
        keys, more = read_nodes(text, path, 1)
        return _with_body_key(file, keys), problems + more
    front, body, body_line, more = _split_front_matter(text, path)
    if more:
        return None, problems + more
    keys, more = read_nodes(front, path, 2)
    if keys is None:
        return None, problems + more
    return RawFile(path, file.kind, file.id, keys, body, body_line), problems + more


def read_body(file: str, path: str, digest: str) -> str:
    """Give the text of a claim's file, which was read and checked before.

    ``digest`` is that of the bytes as they were then. Raises ``OSError`` if they are no longer the same.
    """
    data, problems = read_bytes(file, path)
    if problems or sha256_of(data) != digest:
        raise OSError(errno.EBUSY, "has changed while the site was built", path)
    if path.endswith(".md"):
        _, body, _, _ = _split_front_matter(_with_plain_lines(data.decode("utf-8-sig")), path)
        return body
    raw, _ = parse_file(FoundFile(path, "claim"), data)
    return (raw.body if raw else None) or ""


def check_id(id: str, path: str, line: int) -> list[Problem]:
    """Report an id that can't be an address: 3–64 of ``a-z0-9-``, no hyphen at either end."""
    if limits.ID_SHORTEST <= len(id) <= limits.ID_LONGEST and re.fullmatch("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", id):
        return []
    plain = unicodedata.normalize("NFKD", id.casefold()).encode("ascii", "ignore").decode()
    better = re.sub("[^a-z0-9]+", "-", plain)[: limits.ID_LONGEST].strip("-")
    usable = len(better) >= limits.ID_SHORTEST and better != id
    hint = f"Call it '{better}'." if usable else "Choose another name."
    message = f"{shown(id)} can't be an id: 3 to 64 characters, only a to z, 0 to 9 and hyphens inside"
    return [problem(path, line, "id-invalid", message, hint)]


def _decode(data: bytes, path: str) -> tuple[str, list[Problem]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"a character on this line is not written in UTF-8 (byte 0x{data[error.start]:02x})"
        return "", [problem(path, line, "encoding-invalid", message, "Save the file again, in the encoding UTF-8.")]
    text = _with_plain_lines(text)
    forbidden = FORBIDDEN.search(text)
    if forbidden:
        line = text.count("\n", 0, forbidden.start()) + 1
        column = forbidden.start() - text.rfind("\n", 0, forbidden.start())
        message = f"the control character U+{ord(forbidden[0]):04X} can't stand in a text"
        return "", [problem(path, line, "character-forbidden", message, "Delete it; it is invisible.", column=column)]
    return text, []


def _with_plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _split_front_matter(text: str, path: str) -> tuple[str, str, int, list[Problem]]:
    start = re.match(r"---[ \t]*(?:\n|$)", text)
    if not start:
        message = "the file doesn't begin with '---' and its keys"
        return "", "", 0, [problem(path, 1, "front-matter-missing", message, "Put '---' on the first line.")]
    rest = text[start.end() :]
    end = re.search(r"^---[ \t]*$", rest, re.MULTILINE)
    if not end:
        message = "the keys begin on line 1 and no second '---' ends them"
        return "", "", 0, [problem(path, 1, "front-matter-unclosed", message, "Put '---' between keys and text.")]
    front = rest[: end.start()]
    return front, rest[end.end() :].removeprefix("\n"), front.count("\n") + 3, []


def _with_body_key(file: FoundFile, keys: Group | None) -> RawFile | None:
    if keys is None:
        return None
    body = keys.entries.get("body")
    if file.kind != "claim" or not isinstance(body, Text):
        return RawFile(file.path, file.kind, file.id, keys, None, 0)
    entries = {key: node for key, node in keys.entries.items() if key != "body"}
    keys_without = Group(entries, {key: keys.key_lines[key] for key in entries}, keys.line, keys.column)
    return RawFile(file.path, file.kind, file.id, keys_without, body.text, body.line + body.block)
