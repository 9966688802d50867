"""What git knows of a folder: commits, the files of a commit, their bytes.

Goes in: a folder and what somebody calls a revision. Comes out: ids and bytes, read by the program ``git`` alone. Nothing
is written, no file of the working tree is looked at, and what can't be had is a ``GitProblem`` that says so in words.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from onrecord.problems import shown

# The modes of files that are neither links nor other repositories.
_ORDINARY = ("100644", "100755")


class GitProblem(Exception):
    """Something that git doesn't know or can't do, in words for whoever called the command."""


class Blob(msgspec.Struct, frozen=True):
    """A file of a commit: its path below the folder that was asked for (with ``/``) and the id of its bytes."""

    path: str
    id: str


class FileChange(msgspec.Struct, frozen=True):
    """What a commit made of a file: its path below the folder that was asked for, and the id of its bytes.

    The id is empty where the file went, or became something else than an ordinary file.
    """

    path: str
    id: str


class Commit(msgspec.Struct, frozen=True):
    """A commit: its id, the seconds since 1970 at which it was made, its first parent, and what it made of files."""

    id: str
    seconds: int
    parent: str
    changes: list[FileChange]


class Repository(msgspec.Struct, frozen=True):
    """The repository around a folder. ``shallow`` tells that only a part of the history is here."""

    folder: Path
    shallow: bool


def open_repository(folder: Path) -> Repository:
    """Find the repository that a folder lies in. Raises ``GitProblem``."""
    said = _run(folder, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
    if said.returncode and b"not a git repository" not in said.stderr:
        reason = " ".join(said.stderr.decode("utf-8", "replace").split())
        raise GitProblem(f"git can't read the repository that {folder.absolute()} lies in: {reason}")
    if said.returncode or not said.stdout.startswith(b"true"):
        raise GitProblem(f"{folder.absolute()} lies in no git repository, so there is nothing to compare with.")
    return Repository(folder, said.stdout.split() == [b"true", b"true"])


def find_commit(repository: Repository, revision: str) -> str:
    """Give the id of the commit that a revision names: a branch, a tag, an id, ``HEAD~3`` … Raises ``GitProblem``."""
    if revision.startswith("-"):
        revision = f"./{revision}"  # which no commit is called, and which git doesn't take for an option
    found = _run(repository.folder, "rev-parse", "--verify", "--quiet", revision).stdout.decode("ascii").strip()
    commit = _run(repository.folder, "rev-parse", "--verify", "--quiet", f"{found}^{{commit}}")
    if not found.isalnum() or commit.returncode:
        hint = "This clone holds a part of the history only: git fetch --unshallow fetches the rest."
        if not repository.shallow:
            hint = "Look at its spelling; what is elsewhere must be fetched first (git fetch origin)."
        raise GitProblem(f"git knows no commit {shown(revision)} here. {hint}")
    return commit.stdout.decode("ascii").strip()


def find_parting(repository: Repository, commit: str) -> str | None:
    """Give the commit itself if ``HEAD`` goes back to it, else where their ways parted, or None if they never met."""
    said = _run(repository.folder, "merge-base", commit, "HEAD")
    return None if said.returncode else said.stdout.decode("ascii").split("\n", 1)[0]


def list_blobs(repository: Repository, commit: str, folder: str) -> list[Blob] | None:
    """Give every ordinary file below a folder in a commit, in the order of their paths; None if it has no such folder.

    ``folder`` is relative to the repository's folder. Links and other repositories are left out, as no files.
    """
    tree = f"{commit}:./{folder}"
    if _run(repository.folder, "cat-file", "-t", tree).stdout.strip() != b"tree":
        return None
    said = _run(repository.folder, "ls-tree", "-r", "-z", "--full-tree", tree)
    if said.returncode:
        raise _broken(commit)
    blobs = []
    for entry in said.stdout.split(b"\0"):
        about, _, name = entry.partition(b"\t")
        mode, _, rest = about.partition(b" ")
        if mode.decode("ascii") in _ORDINARY:
            blobs.append(Blob(os.fsdecode(name), rest.split(b" ")[1].decode("ascii")))
    return blobs


def list_commits(repository: Repository, commit: str, *paths: str, since: str = "") -> list[Commit]:
    """Give the commits on the first-parent way to a commit that touched these paths, oldest first, a merge as one.

    With ``since`` all commits after that one, whatever they touched. Raises ``GitProblem``.
    """
    settings = ["-c", "log.showRoot=true", "-c", "log.showSignature=false"]
    shape = ["--raw", "-z", "--no-abbrev", "--no-renames", "--relative", "--no-color", "--format=%x01%H %ct %P"]
    if since:
        shape += ["--sparse", f"^{since}"]
    asked = [*settings, "log", "--first-parent", "-m", "--reverse", *shape, commit, "--", *paths]
    said = _run(repository.folder, *asked)
    if said.returncode:
        raise _broken(commit)
    commits: list[Commit] = []
    words = iter(said.stdout.split(b"\0"))
    for word in words:
        if word.startswith(b"\1"):
            id, seconds, *parents = word[1:].decode("ascii").split()
            commits.append(Commit(id, int(seconds), parents[0] if parents else "", []))
        elif word.strip():
            _, mode, _, id, _ = word.strip().decode("ascii").split()
            commits[-1].changes.append(FileChange(os.fsdecode(next(words)), id if mode in _ORDINARY else ""))
    return commits


def id_of(data: bytes, like: str) -> str:
    """Give the id that git has for these bytes, in the kind of ids that ``like`` is one of (SHA-1 or SHA-256)."""
    digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return digest(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def read_blobs(repository: Repository, ids: Iterable[str], most: int) -> dict[str, bytes | None]:
    """Read files by their ids; None stands for one of more than ``most`` bytes. Raises ``GitProblem``."""
    wanted = list(dict.fromkeys(ids))
    sizes = dict(zip(wanted, _look_up(repository, wanted), strict=True))
    small = [id for id in wanted if sizes[id] <= most]
    found: dict[str, bytes | None] = dict.fromkeys(wanted)
    found.update(zip(small, _fetch(repository, small, sizes), strict=True))
    return found


def _look_up(repository: Repository, ids: list[str]) -> Iterator[int]:
    """The size of each file."""
    if not ids:
        return
    said = _run(repository.folder, "cat-file", "--batch-check=%(objectname) %(objectsize)", ids=ids)
    lines = said.stdout.decode("ascii", "replace").splitlines()
    for id, line in zip(ids, lines + [""] * len(ids), strict=False):
        size = line.rpartition(" ")[2]
        if said.returncode or not size.isdigit():
            raise _broken(id)
        yield int(size)


def _fetch(repository: Repository, ids: list[str], sizes: dict[str, int]) -> Iterator[bytes]:
    """The bytes of each file, in the order of the ids."""
    said = _run(repository.folder, "cat-file", "--batch=%(objectname)", ids=ids) if ids else None
    at = 0
    for id in ids:
        assert said is not None
        start = at + len(id) + 1
        at = start + sizes[id] + 1
        data = said.stdout[start : at - 1]
        if said.returncode or id_of(data, id) != id:
            raise _broken(id)
        yield data


def _broken(id: str) -> GitProblem:
    return GitProblem(f"git can't read {id}, which this clone should hold. Is it whole? (git fsck)")


# By these a hook of git tells which repository it runs for, seen from another folder.
_OF_HOOKS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")


def _run(folder: Path, *arguments: str, ids: list[str] | None = None) -> "subprocess.CompletedProcess[bytes]":
    """Run git in a folder, whatever a hook that runs us has set; no object may stand in the place of another."""
    command = ["git", "-C", str(folder), "--no-replace-objects", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    lines = None if ids is None else "".join(f"{id}\n" for id in ids).encode("ascii")
    try:
        return subprocess.run(
            command,
            input=lines,
            stdin=subprocess.DEVNULL if lines is None else None,
            capture_output=True,
            env={**environment, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            check=False,
        )
    except FileNotFoundError:
        raise GitProblem("The program 'git' is not installed, and without it nothing can be compared.") from None
