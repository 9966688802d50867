"""To the disk: all of the new output or none of it.

New and changed files are put into a staging folder first, then a journal says what is about to change, then files are
renamed into place, stale ones removed, and the manifest is written last. So a build that fails or is killed leaves
the old site or a mixture that the next build, which reads the journal, turns into exactly the new one. Files that the
build did not make are left alone.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

STATE_FOLDER = ".onrecord"
_MANIFEST = "manifest.json"
_JOURNAL = "journal.json"
_STAGING = "staging"
_LOCK = "lock"


class Artifact(msgspec.Struct, frozen=True):
    """A file of the output: its path below the output folder, with ``/``, and its bytes."""

    path: str
    data: bytes


class Manifest(msgspec.Struct, frozen=True):
    """The build's own files: path to SHA-256."""

    files: dict[str, str] = {}


class Written(msgspec.Struct, frozen=True):
    """How many files a build wrote, found unchanged, and removed."""

    written: int
    unchanged: int
    removed: int


class OutputProblem(Exception):
    """The output folder can't be written as it is; the message says what to do."""


def write_output(output: Path, artifacts: Iterable[Artifact]) -> Written:
    """Make the output folder hold exactly these files of ours. Raises ``OutputProblem`` or ``OSError``."""
    with _locked(output) as state:
        staging = state / _STAGING
        shutil.rmtree(staging, ignore_errors=True)
        before = _own_files(state)
        files: dict[str, str] = {}
        changed: list[str] = []
        for artifact in artifacts:
            if artifact.path in files:
                raise AssertionError(f"two pages for {artifact.path}")
            files[artifact.path] = hashlib.sha256(artifact.data).hexdigest()
            if _read(output / artifact.path) != artifact.data:
                _stage(staging / artifact.path, artifact.data)
                changed.append(artifact.path)
        stale = [path for path in sorted(before) if path not in files]
        _check_way_is_free(output, changed)
        if changed or stale or _load(state / _MANIFEST) != Manifest(files):
            _save(state / _JOURNAL, Manifest(dict.fromkeys([*changed, *before], "")))
            for path in stale:
                _remove(output, path)
            for path in changed:
                (output / path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(staging / path, output / path)
            _save(state / _MANIFEST, Manifest(files))
            (state / _JOURNAL).unlink()
        shutil.rmtree(staging, ignore_errors=True)
        return Written(len(changed), len(files) - len(changed), len(stale))


@contextlib.contextmanager
def _locked(output: Path) -> Iterator[Path]:
    """Hold the output folder for one build; a second one is told to wait."""
    if output.is_symlink() or (output.exists() and not output.is_dir()):
        raise OutputProblem(f"{output} is no folder; name another with --output")
    state = output / STATE_FOLDER
    state.mkdir(parents=True, exist_ok=True)
    with open(state / _LOCK, "w") as lock:
        if not _lock_file(lock.fileno()):
            raise OutputProblem(f"another build is writing to {output}; try again when it has ended")
        yield state


def _lock_file(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _own_files(state: Path) -> set[str]:
    """The files that earlier builds made, one that was killed included."""
    return {*_load(state / _MANIFEST).files, *_load(state / _JOURNAL).files}


def _load(path: Path) -> Manifest:
    """Read a list of files; one that is missing or damaged is empty, which costs time and nothing else."""
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return Manifest()
    safe = all(_is_below(each) for each in manifest.files)
    return manifest if safe else Manifest()


def _is_below(path: str) -> bool:
    """Tell whether a path stays in the output folder and out of the build's own state."""
    parts = path.split("/")
    return bool(path) and "\\" not in path and not {"", ".", "..", STATE_FOLDER} & set(parts)


def _save(path: Path, manifest: Manifest) -> None:
    temporary = path.with_suffix(".new")
    with open(temporary, "wb") as file:
        file.write(msgspec.json.encode(manifest, order="sorted"))
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)


def _read(path: Path) -> bytes | None:
    try:
        if path.is_symlink():
            return None
        return path.read_bytes()
    except OSError:
        return None


def _stage(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _check_way_is_free(output: Path, paths: list[str]) -> None:
    """Refuse to write through a link or over a folder."""
    checked: set[Path] = set()
    for path in paths:
        target = output / path
        if target.is_dir() and not target.is_symlink():
            raise OutputProblem(f"{target} is a folder where a file should be; move it away")
        for parent in target.parents:
            if parent == output or parent in checked:
                break
            checked.add(parent)
            if parent.is_symlink() or (parent.exists() and not parent.is_dir()):
                raise OutputProblem(f"{parent} is in the way of a folder of the site; move it away")


def _remove(output: Path, path: str) -> None:
    """Remove a file of ours, and the folders that it leaves empty."""
    target = output / path
    if any(parent.is_symlink() for parent in target.parents if parent.is_relative_to(output) and parent != output):
        return
    target.unlink(missing_ok=True)
    for parent in target.parents:
        if parent == output:
            return
        try:
            parent.rmdir()
        except OSError:
            return
