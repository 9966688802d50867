"""The content of a commit, read as the present one is: the same files and the same limits.

Which file is content is decided by its path (``content.read.file_at``); whatever else lay there was never published.
"""

from collections.abc import Iterable, Mapping

from onrecord.content import limits
from onrecord.content.read import FoundFile, file_at, too_large
from onrecord.history.git import Repository, list_blobs, read_blobs
from onrecord.history.record import WrittenFile

# Each file of the content in a commit, and the id of its bytes.
PastFiles = Mapping[FoundFile, str]


def list_past(repository: Repository, commit: str) -> PastFiles | None:
    """Give the files of ``content/`` in a commit, in the order of their paths; None if it has no such folder."""
    blobs = list_blobs(repository, commit, "content")
    if blobs is None:
        return None
    placed = ((file_at(f"content/{blob.path}"), blob.id) for blob in blobs)
    return dict(sorted(((file, id) for file, id in placed if file), key=lambda each: each[0].path))


def read_past(repository: Repository, files: PastFiles, wanted: Iterable[FoundFile]) -> list[WrittenFile]:
    """Read some files of a commit, in one go, ready to be parsed and checked. Raises ``GitProblem``."""
    chosen = list(wanted)
    found = read_blobs(repository, (files[file] for file in chosen), limits.FILE_BYTES)
    return [_make_file(file, found[files[file]]) for file in chosen]


def _make_file(file: FoundFile, data: bytes | None) -> WrittenFile:
    if data is None:
        return WrittenFile(file, b"", (too_large(file.path),))
    return WrittenFile(file, data)
