"""Which commit a folder stands at, read from git's own files: a build that finds nothing new starts no program.

Git is asked only where its files don't say (a repository of another format, one without a commit).
"""

import os
import shutil
from pathlib import Path

import msgspec

from onrecord.history.git import GitProblem, Repository, find_commit


class Head(msgspec.Struct, frozen=True):
    """The present commit of the repository around a folder; ``id`` is empty if it has none yet.

    ``folder`` is where in the repository the folder lies. ``shallow`` tells that only a part of the history is here,
    ``has_git`` that there is a program to read it.
    """

    id: str
    folder: str
    shallow: bool
    has_git: bool

    @property
    def is_whole(self) -> bool:
        """Tell whether there should be a history to read."""
        return bool(self.id) and self.has_git and not self.shallow


def find_head(folder: Path) -> Head | None:
    """Find the present commit; None if the folder lies in no repository."""
    start = os.path.realpath(folder)
    top = start
    while not os.path.lexists(os.path.join(top, ".git")):
        above = os.path.dirname(top)
        if above == top:
            return None
        top = above
    own = _follow(os.path.join(top, ".git"))
    # A further working tree has a folder of its own, and shares the rest.
    common = os.path.join(own, _read(os.path.join(own, "commondir")) or ".")
    has_git = shutil.which("git") is not None
    id = _find_id(own, common)
    if id is None:
        id = _ask(folder) if has_git else ""
    return Head(id, os.path.relpath(start, top), os.path.exists(os.path.join(common, "shallow")), has_git)


def _follow(path: str) -> str:
    """Give git's own folder: ``.git`` itself, or the one that a file of this name leads to."""
    if os.path.isdir(path):
        return path
    return os.path.join(os.path.dirname(path), _read(path).removeprefix("gitdir: "))


def _find_id(own: str, common: str) -> str | None:
    """Give the id that ``HEAD`` leads to; None if these files don't say."""
    name = _read(os.path.join(own, "HEAD"))
    if not name.startswith("ref: "):
        return name if _is_id(name) else None
    name = name.removeprefix("ref: ")
    for folder in (own, common):
        id = _read(os.path.join(folder, name))
        if _is_id(id):
            return id
    for line in _read(os.path.join(common, "packed-refs")).splitlines():
        id, _, ref = line.partition(" ")
        if ref == name and _is_id(id):
            return id
    return None


def _ask(folder: Path) -> str:
    try:
        return find_commit(Repository(folder, shallow=False), "HEAD")
    except GitProblem:
        return ""


def _is_id(text: str) -> bool:
    return len(text) in (40, 64) and all(each in "0123456789abcdef" for each in text)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""
