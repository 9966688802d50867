"""The index of the search: which parts of it an edit touches, and their making.

A part is made again when the words of one of its claims have changed, or when a file of it was lost or edited; the
others stay as they are. In the output each part has a folder of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import msgspec

from onrecord.content.cache import Texts, digest_of
from onrecord.formats.search import SearchEntry, list_parts, make_filters, make_record
from onrecord.pages.desk import Desk
from onrecord.problems import Problem, problem
from onrecord.publish.manifest import NO_PAGE, OutputFile
from onrecord.publish.pagefind import PagefindFailed, is_of_index, list_fragments, make_index
from onrecord.publish.write import OutputFolder, StagedFile, open_output
from onrecord.urls import search_part
from onrecord.version import generator_digest

# Each takes up to 0.7 GB of memory.
_PARTS_AT_ONCE = 2


class IndexPart(msgspec.Struct, frozen=True):
    """A part of the index: its folder in the output, the digest of all that it is made from, its claims."""

    folder: str
    digest: str
    entries: list[SearchEntry]


class MadePart(NamedTuple):
    """A part with its files by their paths."""

    part: IndexPart
    files: dict[str, bytes]


class SearchProblem(Exception):
    """The index can't be made; ``problem`` says why and what to do."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def list_index(desk: Desk) -> list[IndexPart]:
    """Give all parts that the index shall have."""
    if desk.site.config.search != "full":
        return []
    common = msgspec.json.encode([generator_digest(), desk.site.config.language])
    return [
        IndexPart(search_part(number), digest_of(common + msgspec.json.encode(entries)), entries)
        for number, entries in enumerate(list_parts(desk), 1)
    ]


def find_missing(parts: Sequence[IndexPart], files: Mapping[str, OutputFile], damaged: set[str]) -> list[IndexPart]:
    """Give the parts that the output, whose files the last build left like this, hasn't got as they shall be."""
    fit: dict[str, bool] = {}
    digests = {part.folder: part.digest for part in parts}
    for path, file in files.items():
        folder = "/".join(path.split("/")[:3]) + "/"
        fit[folder] = fit.get(folder, True) and path not in damaged and file.view == digests.get(folder)
    return [part for part in parts if not fit.get(part.folder)]


def make_index_parts(parts: Sequence[IndexPart], texts: Texts, language: str, jobs: int) -> Iterator[MadePart]:
    """Give each part with its files. Raises ``SearchProblem``."""
    with ThreadPoolExecutor(min(jobs, _PARTS_AT_ONCE)) as pool:
        yield from pool.map(lambda part: MadePart(part, _make_files(part, texts, language)), parts)


def _make_files(part: IndexPart, texts: Texts, language: str) -> dict[str, bytes]:
    try:
        files = make_index([make_record(entry, texts[entry.report]) for entry in part.entries], language)
    except PagefindFailed as failure:
        message = f"the index of the search could not be made: Pagefind {failure}"
        hint = "Build again. To publish without all words being found, write 'search: light' or 'search: off' there."
        raise SearchProblem(problem("content/site.yaml", 0, "search-failed", message, hint)) from failure
    if part.folder != search_part(1):
        # One copy of the program reads all parts.
        files = {path: data for path, data in files.items() if is_of_index(path)}
    files["filters.json"] = make_filters(part.entries, list_fragments(files))
    return {part.folder + path: data for path, data in files.items()}


def stage_part(made: MadePart, folder: OutputFolder) -> list[StagedFile]:
    """Put the files of a part into the staging folder."""
    name = made.part.folder.replace("/", "-")
    return [
        folder.stage(path, NO_PAGE, made.part.digest, data, f"{name}{number}")
        for number, (path, data) in enumerate(made.files.items())
    ]


def put_index(output: Path, parts: Sequence[MadePart]) -> None:
    """Put parts that were made after their pages into the output. Raises ``OutputProblem`` and ``OSError``."""
    with open_output(output) as folder:
        folders = tuple(made.part.folder for made in parts)
        others = [StagedFile(*each) for each in folder.manifest.files.items() if not each[0].startswith(folders)]
        staged = [file for made in parts for file in stage_part(made, folder)]
        folder.commit([*others, *staged], msgspec.structs.replace(folder.manifest, is_indexed=True))
