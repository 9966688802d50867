"""To the disk: all of the new output or none of it.

New and changed files are put into a staging folder first, then a journal says what is about to change, then files are
renamed into place, stale ones removed, and the manifest is written last. So a build that fails or is killed leaves the
old site, or a mixture that the next build, which reads the journal, turns into exactly the new one. Files that the build
did not make are left alone.
"""

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from onrecord import parallel
from onrecord.publish.manifest import Manifest, OutputFile, is_inside, load_manifest

STATE_FOLDER = ".onrecord"
_MANIFEST = "manifest.json"
_JOURNAL = "journal.json"
_STAGING = "staging"
_REPLACED = "replaced"
_LOCK = "lock"

# A file system takes a hundred times as long to free a file as to rename one. So what a small build replaces keeps a second
# name, and the next build takes it away while it has a core to spare; more than so many files are freed at once.
_MOST_KEPT = 1_000


class Written(msgspec.Struct, frozen=True):
    """How many files a build wrote, found unchanged, and removed."""

    written: int
    unchanged: int
    removed: int


class OutputProblem(Exception):
    """The output folder can't be written as it is; the message says what to do."""


class StagedFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file that is ready: where it shall go, what the manifest will say of it, and its name in the staging folder.

    An empty name means that the file is in its place already.
    """

    path: str
    file: OutputFile
    staged: str = ""


class SeenManifest(msgspec.Struct, frozen=True):
    """A manifest that this process has read or written, with size, time and inode of its file."""

    state: tuple[int, int, int]
    manifest: Manifest


class OutputFolder:
    """The output folder while a build holds it. A manifest that was ``seen`` and not touched since is not read again."""

    def __init__(self, path: Path, seen: SeenManifest | None = None) -> None:
        self.path = path
        self.state = path / STATE_FOLDER
        self.staging = self.state / _STAGING
        self.replaced = self.state / _REPLACED
        if seen is not None and seen.state == _state_of(self.state / _MANIFEST):
            self.manifest = seen.manifest
        else:
            self.manifest = load_manifest(self.state / _MANIFEST)
        self._journal = self._load_journal()
        if self._journal:
            # A build was killed while it renamed: nothing in the manifest can be trusted, but all of it is ours.
            self.manifest = Manifest(files=dict.fromkeys({*self.manifest.files, *self._journal}, _UNKNOWN))
        shutil.rmtree(self.staging, ignore_errors=True)

    @contextlib.contextmanager
    def sweeping(self) -> Iterator[None]:
        """Take away what the last build replaced, in a process beside this one; both are done at the end."""

        def sweep() -> bytes:
            sweep_output(self.path)
            return b""

        ends = parallel.begin(sweep) if self.replaced.exists() else []
        try:
            yield
        finally:
            for end in ends:
                end()

    def stage(self, path: str, key: tuple[str, str, int], view: str, data: bytes, name: str) -> StagedFile:
        """Put a file into the staging folder under ``name``, unless the very same stands in its place already."""
        digest = hashlib.sha256(data).hexdigest()
        target = self.path / path
        about = _same_file(target, data)
        staged = ""
        if about is None:
            staged = name
            self.staging.mkdir(parents=True, exist_ok=True)
            file = self.staging / name
            file.write_bytes(data)
            about = file.stat()
        return StagedFile(path, OutputFile(key, digest, len(data), about.st_mtime_ns, view), staged)

    def commit(self, files: Iterable[StagedFile], manifest: Manifest) -> Written:
        """Make the folder hold exactly these files of ours, and keep ``manifest`` with them.

        Raises ``OutputProblem`` or ``OSError``; what has been renamed by then, the next build knows from the journal.
        """
        every = list(files)
        final = {each.path: each.file for each in every}
        assert len(final) == len(every), "two pages for one file"
        changed = [each for each in every if each.staged]
        stale = sorted(path for path in self.manifest.files if path not in final)
        self._check_way_is_free([each.path for each in changed], set(stale))
        manifest = msgspec.structs.replace(manifest, files=final)
        if changed or stale:
            self._save(_JOURNAL, [*(each.path for each in changed), *stale])
            for path in stale:
                self._remove(path)
            kept = len(changed) <= _MOST_KEPT
            if kept:
                self.replaced.mkdir(exist_ok=True)
            for each in changed:
                if kept:
                    self._keep_replaced(each)
                self._move(each)
        if changed or stale or manifest != self.manifest:
            self._save(_MANIFEST, manifest)
            self.manifest = manifest
        (self.state / _JOURNAL).unlink(missing_ok=True)
        shutil.rmtree(self.staging, ignore_errors=True)
        return Written(len(changed), len(every) - len(changed), len(stale))

    def see_manifest(self) -> SeenManifest:
        """The manifest as it lies on the disk now."""
        return SeenManifest(_state_of(self.state / _MANIFEST), self.manifest)

    def _keep_replaced(self, each: StagedFile) -> None:
        # There may be no such file yet, and some file systems know no second names.
        with contextlib.suppress(OSError):
            os.link(self.path / each.path, self.replaced / f"{each.staged}-{each.file.mtime_ns}")

    def _move(self, each: StagedFile) -> None:
        target = self.path / each.path
        try:
            os.replace(self.staging / each.staged, target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.staging / each.staged, target)

    def _remove(self, path: str) -> None:
        """Remove a file of ours, and the folders that it leaves empty."""
        target = self.path / path
        inside = [parent for parent in target.parents if parent != self.path and parent.is_relative_to(self.path)]
        if any(parent.is_symlink() for parent in inside):
            return
        if os.path.lexists(target) and (target.is_symlink() or not target.is_dir()):
            target.unlink()
        for parent in inside:
            try:
                parent.rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                return

    def _check_way_is_free(self, paths: list[str], stale: set[str]) -> None:
        """Refuse to write through a link, or over a folder or file that isn't ours; what is stale will be gone."""
        checked: set[Path] = set()
        for path in paths:
            target = self.path / path
            if target.is_dir() and not target.is_symlink() and not self._is_all_stale(target, stale):
                raise OutputProblem(f"{target} is a folder where a file should be; move it away")
            for parent in target.parents:
                if parent == self.path or parent in checked:
                    break
                checked.add(parent)
                in_the_way = parent.is_symlink() or (parent.exists() and not parent.is_dir())
                if in_the_way and parent.relative_to(self.path).as_posix() not in stale:
                    raise OutputProblem(f"{parent} is in the way of a folder of the site; move it away")

    def _is_all_stale(self, folder: Path, stale: set[str]) -> bool:
        files = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
        return bool(files) and all(path.relative_to(self.path).as_posix() in stale for path in files)

    def _load_journal(self) -> list[str]:
        try:
            paths = msgspec.json.decode((self.state / _JOURNAL).read_bytes(), type=list[str])
        except (OSError, msgspec.DecodeError):
            return []
        return [path for path in paths if is_inside(path)]

    def _save(self, name: str, value: Manifest | list[str]) -> None:
        temporary = self.state / f"{name}.new"
        temporary.write_bytes(msgspec.json.encode(value))
        os.replace(temporary, self.state / name)


_UNKNOWN = OutputFile(("", "", 0), "", -1, 0, "")


def sweep_output(path: Path) -> None:
    """Take away what the last build into a folder replaced."""
    shutil.rmtree(path / STATE_FOLDER / _REPLACED, ignore_errors=True)


@contextlib.contextmanager
def open_output(path: Path, seen: SeenManifest | None = None) -> Iterator[OutputFolder]:
    """Hold the output folder for one build. Raises ``OutputProblem`` while another build holds it."""
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise OutputProblem(f"{path} is no folder; name another with --output")
    state = path / STATE_FOLDER
    if state.is_symlink():
        raise OutputProblem(f"{state} is a link; take it away")
    state.mkdir(parents=True, exist_ok=True)
    with open(state / _LOCK, "w") as lock:
        if not _lock_file(lock.fileno()):
            raise OutputProblem(f"another build is writing to {path}; try again when it has ended")
        yield OutputFolder(path, seen)


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


def _state_of(path: Path) -> tuple[int, int, int]:
    try:
        about = path.stat()
    except OSError:
        return 0, 0, 0
    return about.st_size, about.st_mtime_ns, about.st_ino


def _same_file(path: Path, data: bytes) -> os.stat_result | None:
    """Give a file's status if it is an ordinary file that holds just these bytes."""
    try:
        about = path.lstat()
        if about.st_size != len(data) or about.st_mode & 0o170000 != 0o100000 or path.read_bytes() != data:
            return None
    except OSError:
        return None
    return about
