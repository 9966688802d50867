"""What earlier builds learnt, so that a file that hasn't changed is not read twice.

Files in a folder of the build's own: ``facts.json``, each content file's digest, value and problems, and what points at
what, as plain JSON that the model itself checks when it is read (its first line is its digest), with ``changes.json`` for
what has changed since; and ``texts.sqlite``, the safe HTML of each text under its key. A cache that is damaged, or was
made by another version, or on a later day than today (a date that was past then may be in the future now), is as good as
none.
"""

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from onrecord.content.facts import Backlinks
from onrecord.model import Article, Claim, Entity, Topic
from onrecord.problems import Problem

_FACTS = "facts.json"
_CHANGES = "changes.json"
_TEXTS = "texts.sqlite"

# While fewer than one in so many files differ from what the large file tells of them, that is not written anew.
_FEW = 20

T = TypeVar("T", bound=msgspec.Struct)


class KnownFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A content file as it was: the SHA-256 of its bytes and what came of it."""

    digest: str
    entity: Entity | None
    problems: tuple[Problem, ...]

    @property
    def text_key(self) -> str:
        """The key of the text that the file holds, or nothing."""
        if isinstance(self.entity, Claim):
            return self.entity.report.key
        return self.entity.text.key if isinstance(self.entity, Topic | Article) else ""


class Base(msgspec.Struct, frozen=True):
    """The large file on the disk: its digest, what was known of each file then, and what pointed at what among them.

    There are no backlinks if the site's own file couldn't be read.
    """

    digest: str
    files: dict[str, KnownFile]
    backlinks: Backlinks | None


class KnownFiles(msgspec.Struct, frozen=True):
    """What is known of each file by its path, the digest of all inputs at that time, and from where most of it came."""

    inputs: str = ""
    files: dict[str, KnownFile] = {}
    base: Base | None = None


class _Facts(msgspec.Struct, frozen=True):
    version: str
    day: str
    inputs: str
    files: dict[str, KnownFile]
    backlinks: Backlinks | None


class _Changes(msgspec.Struct, frozen=True):
    """What has changed since the large file was written; None for a file that is gone."""

    base: str
    day: str
    inputs: str
    files: dict[str, KnownFile | None]


def load_facts(folder: Path, version: str, today: str) -> KnownFiles:
    """Give what the last build knew; nothing if the cache can't be trusted."""
    digest, facts = load_kept(folder / _FACTS, _Facts)
    if facts is None or facts.version != version or facts.day > today:
        return KnownFiles()
    _, changes = load_kept(folder / _CHANGES, _Changes)
    base = Base(digest, facts.files, facts.backlinks)
    if changes is None or changes.base != digest:
        return KnownFiles(facts.inputs, facts.files, base)
    if changes.day > today:
        return KnownFiles()
    merged = {path: file for path, file in (facts.files | changes.files).items() if file is not None}
    return KnownFiles(changes.inputs, merged, base)


def save_facts(
    folder: Path, version: str, today: str, before: KnownFiles, now: KnownFiles, backlinks: Backlinks | None
) -> bool:
    """Keep what is known now, with its backlinks. While little of it differs from ``before``, only what differs is.

    Tells whether everything was written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    changes: dict[str, KnownFile | None] = {}
    if before.base:
        _, older = load_kept(folder / _CHANGES, _Changes)
        if older is not None and older.base == before.base.digest:
            changes.update(older.files)
        changes.update((path, None) for path in before.files.keys() - now.files.keys())
        changes.update((path, file) for path, file in now.files.items() if before.files.get(path) is not file)
    # Backlinks that could not be kept before are kept as soon as they can.
    lacks_backlinks = before.base is not None and before.base.backlinks is None and backlinks is not None
    if before.base and not lacks_backlinks and len(changes) * _FEW < len(now.files):
        save_kept(folder / _CHANGES, _Changes(before.base.digest, today, now.inputs, changes))
        return False
    save_kept(folder / _FACTS, _Facts(version, today, now.inputs, now.files, backlinks))
    return True


def load_kept(path: Path, kind: type[T]) -> tuple[str, T | None]:
    """Read a kept file, whose first line is the digest of the rest; None if it is damaged or of another form."""
    try:
        digest, _, data = path.read_bytes().partition(b"\n")
        if digest.decode("ascii", "replace") == digest_of(data):
            return digest.decode("ascii"), msgspec.json.decode(data, type=kind)
    except (OSError, msgspec.DecodeError, RecursionError):
        pass
    return "", None


def save_kept(path: Path, value: msgspec.Struct) -> None:
    """Keep a value in a file, whole or not at all."""
    data = msgspec.json.encode(value)
    temporary = path.with_suffix(".new")
    temporary.write_bytes(digest_of(data).encode() + b"\n" + data)
    temporary.replace(path)


def sha256_of(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal: by that content files are told apart, and readers can count it too."""
    return hashlib.sha256(data).hexdigest()


def digest_of(data: bytes) -> str:
    """The digest by which texts, views and what all inputs are together are told apart: the first half of SHA-256."""
    return sha256_of(data)[:32]


class Texts:
    """The safe HTML of texts by their keys: those of this build, and behind them those of earlier ones.

    A key is the digest of its text, so a text that was damaged on the disk is known for what it is.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.fresh: dict[str, str] = {}
        self.loaded: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        if key in self.fresh:
            return self.fresh[key]
        if key not in self.loaded:
            self.load([key])
        return self.loaded[key]

    def load(self, keys: Iterable[str]) -> set[str]:
        """Fetch the texts that earlier builds left, and give the keys of those that can't be had."""
        wanted = [key for key in keys if key and key not in self.fresh and key not in self.loaded]
        with contextlib.suppress(sqlite3.Error), self._open() as database:
            for key in wanted:
                row = database.execute("SELECT html FROM texts WHERE key = ?", (key,)).fetchone()
                if row and isinstance(row[0], str) and digest_of(row[0].encode("utf-8", "replace")) == key:
                    self.loaded[key] = row[0]
        return {key for key in wanted if key not in self.loaded}

    def save(self, used: set[str] | None) -> None:
        """Keep this build's new texts; with ``used``, drop those that nothing uses any more."""
        if self.folder is None or not self.fresh:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._save(used)
        except sqlite3.Error:
            (self.folder / _TEXTS).unlink(missing_ok=True)
            self._save(used)

    def _save(self, used: set[str] | None) -> None:
        with self._open() as database:
            database.execute("PRAGMA synchronous = OFF")
            database.execute("CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, html TEXT) WITHOUT ROWID")
            if used is not None:
                present = {key for (key,) in database.execute("SELECT key FROM texts")}
                database.executemany("DELETE FROM texts WHERE key = ?", [(key,) for key in present - used])
            database.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?)", list(self.fresh.items()))
            database.commit()

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if self.folder is None:
            raise sqlite3.OperationalError("this build keeps no cache")
        database = sqlite3.connect(self.folder / _TEXTS)
        try:
            yield database
        finally:
            database.close()
