"""All files of the content, read and checked on all cores; those that an earlier build knows are not checked again.

An input is judged by its bytes, never by its time. The outcome is the same for any number of workers.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from onrecord import parallel
from onrecord.content.cache import KnownFile, sha256_of
from onrecord.content.read import FoundFile, parse_file, read_bytes
from onrecord.problems import Problem, has_errors

# Below so many files a second process costs more than it saves.
_WORTH_A_WORKER = 100


class Input(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A content file and the SHA-256 of its bytes; those that can't be read have a problem instead."""

    file: FoundFile
    digest: str
    problems: tuple[Problem, ...] = ()


class LoadedFile(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What came of a file: its path, what to know of it next time, and its text as HTML if it was converted now."""

    path: str
    known: KnownFile
    html: str = ""


# Files by their paths as this process last read them, each with size, time and inode.
Seen = dict[str, tuple[tuple[int, int, int, int], Input]]


def read_inputs(site_folder: Path, files: Iterable[FoundFile], seen: Seen | None = None) -> list[Input]:
    """Read all files. With ``seen``, those that this process has read and that nobody has touched are not read again."""
    folder = f"{site_folder}/"
    if seen is None:
        return [_read_input(folder, file) for file in files]
    return [_read_touched(folder, file, seen) for file in files]


def _read_touched(site_folder: str, file: FoundFile, seen: Seen) -> Input:
    try:
        about = os.lstat(site_folder + file.path)
    except OSError:
        return _read_input(site_folder, file)
    state = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
    known = seen.get(file.path)
    if known is None or known[0] != state:
        known = seen[file.path] = (state, _read_input(site_folder, file))
    return known[1]


def _read_input(site_folder: str, file: FoundFile) -> Input:
    data, problems = read_bytes(site_folder + file.path, file.path)
    return Input(file, sha256_of(data), tuple(problems))


def load_files(
    site_folder: Path,
    inputs: Sequence[Input],
    known: dict[str, KnownFile],
    jobs: int,
    progress: Callable[[str, int, int], None],
) -> list[LoadedFile]:
    """Give what came of each file, in the order of the inputs; only files that changed are parsed."""
    loaded: dict[str, LoadedFile] = {}
    fresh: list[Input] = []
    for each in inputs:
        before = known.get(each.file.path)
        if before is not None and before.digest == each.digest and not each.problems:
            loaded[each.file.path] = LoadedFile(each.file.path, before)
        else:
            fresh.append(each)
    for result in check_inputs(site_folder, fresh, jobs, progress):
        loaded[result.path] = result
    return [loaded[each.file.path] for each in inputs]


def check_inputs(
    site_folder: Path, inputs: Sequence[Input], jobs: int, progress: Callable[[str, int, int], None]
) -> list[LoadedFile]:
    """Parse and check files, on several cores if there are many.

    They are read here once more, and the digest that is kept is that of the bytes that were checked: a file that was
    edited since its first reading is taken as it is now, and the next build sees that it changed.
    """
    folder = f"{site_folder}/"
    if jobs == 1 or len(inputs) < _WORTH_A_WORKER:
        results = []
        for number, each in enumerate(inputs):
            progress("Reading", number, len(inputs))
            results.append(_check_input(folder, each.file))
        return results

    def work(share: Sequence[Input]) -> bytes:
        # The first worker speaks for all: their shares are alike.
        speaks = share[0] is inputs[0]
        results = []
        for number, each in enumerate(share):
            if speaks:
                progress("Reading", number * jobs, len(inputs))
            results.append(_check_input(folder, each.file))
        return msgspec.json.encode(results)

    decoder = msgspec.json.Decoder(list[LoadedFile])
    made = parallel.run_workers(parallel.share_out(inputs, jobs), work)
    return [result for share in made for result in decoder.decode(share)]


def _check_input(site_folder: str, file: FoundFile) -> LoadedFile:
    from onrecord.content.check import check_file

    data, problems = read_bytes(site_folder + file.path, file.path)
    digest = sha256_of(data)
    if problems:
        return LoadedFile(file.path, KnownFile(digest, None, tuple(problems)))
    raw, problems = parse_file(file, data)
    if raw is None:
        return LoadedFile(file.path, KnownFile(digest, None, tuple(problems)))
    checked = check_file(raw)
    every = (*problems, *checked.problems)
    entity = None if has_errors(every) else checked.entity
    return LoadedFile(file.path, KnownFile(digest, entity, every), checked.html)
