"""What a build made and from what, so that the next one makes only what is new and heals what was lost.

The manifest lives with the output. It alone says which files of the output folder are the build's own.
"""

import hashlib
import os
from pathlib import Path

import msgspec

from onrecord.problems import Problem


class OutputFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of the output: the page it is (or the empty key), its bytes' SHA-256, and its size and time on the disk.

    ``view`` is the digest of all that the page was made from.
    """

    key: tuple[str, str, int]
    sha256: str
    size: int
    mtime_ns: int
    view: str


class Manifest(msgspec.Struct, frozen=True):
    """The last build: its version and settings, the digest of all inputs, what it said, and its files by path.

    ``is_indexed`` tells whether the index of the search is there as well: the development server makes it last.
    ``history`` is the key of what git told of the claims, ``missing_history`` why that was nothing.
    """

    version: str = ""
    settings: str = ""
    inputs: str = ""
    problems: tuple[Problem, ...] = ()
    claim_count: int = 0
    has_base_url: bool = False
    is_indexed: bool = True
    history: str = ""
    missing_history: str = ""
    files: dict[str, OutputFile] = {}


NO_PAGE = ("", "", 0)


def load_manifest(path: Path) -> Manifest:
    """Read a manifest; one that is missing, damaged or names files elsewhere is empty, which costs time alone."""
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return Manifest()
    return manifest if all(is_inside(each) for each in manifest.files) else Manifest()


def is_inside(path: str) -> bool:
    """Tell whether a path stays in the output folder and out of the build's own state."""
    if not path or "\\" in path or "\0" in path or path[0] == "/":
        return False
    if "//" not in path and "/." not in path and path[0] != ".":
        return not path.endswith("/")
    parts = path.split("/")
    return not {"", ".", "..", ".onrecord"} & set(parts)


def find_damaged(output: Path, manifest: Manifest, *, verify: bool) -> set[str]:
    """Give the files that are no longer as the build left them, told by size and time, or with ``verify`` by content."""
    damaged: set[str] = set()
    root = os.fspath(output) + os.sep
    for path, file in manifest.files.items():
        try:
            about = os.lstat(root + path)
        except OSError:
            damaged.add(path)
            continue
        same = (
            about.st_size == file.size and about.st_mtime_ns == file.mtime_ns and about.st_mode & 0o170000 == 0o100000
        )
        if not same or (verify and hashlib.sha256((output / path).read_bytes()).hexdigest() != file.sha256):
            damaged.add(path)
    return damaged
