"""Bringing an archive along: reviews in other people's forms, and our own exports, become files of the content."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from onrecord.config import read_config
from onrecord.content.read import FileKind, find_files
from onrecord.editing.import_drafts import Desk
from onrecord.editing.import_files import ContentFile, Said, read_said, what_is_said, write_text
from onrecord.editing.import_formats import NotImported, Review, read_reviews
from onrecord.editing.import_own import is_own, read_own
from onrecord.editing.import_staging import Placed, WouldBreak, move_into_place, settle, staging
from onrecord.editing.import_table import UnreadableTable, read_table
from onrecord.editing.verdict_map import fold, read_verdict_map
from onrecord.options import Progress, without_progress
from onrecord.problems import Problem, has_errors, shown

LARGEST = 64 * 1024 * 1024
_TABLES = (".csv", ".tsv")


class Difference(msgspec.Struct, frozen=True):
    """A file that is there and says something else than the import: its path, and the lines that differ."""

    path: str
    diff: str


class Imported(msgspec.Struct):
    """What came of an import. ``failure`` is the reason why nothing was done at all."""

    failure: str = ""
    problems: tuple[Problem, ...] = ()
    written: tuple[str, ...] = ()
    drafts: int = 0
    unchanged: int = 0
    differing: tuple[Difference, ...] = ()
    refused: tuple[NotImported, ...] = ()
    notes: tuple[NotImported, ...] = ()
    unknown_words: tuple[tuple[str, int], ...] = ()


class _Unreadable(Exception):
    """An input can't be read as a whole; the text says why and what to do."""


class Asked(msgspec.Struct, frozen=True):
    """What an import is asked: the inputs, whose columns are which, and what to do with files that are there.

    ``update`` replaces files that differ, but only if the editor ``agreed`` after having seen how.
    """

    site_folder: Path
    inputs: Sequence[Path]
    columns: Mapping[str, str] = {}
    update: bool = False
    agreed: bool = False
    jobs: int = 1


def import_files(asked: Asked, progress: Progress = without_progress) -> Imported:
    """Read the inputs, make content files of them, check those together with all that is there, and write them."""
    config, problems = read_config(asked.site_folder)
    words, more = read_verdict_map(asked.site_folder, config) if config else ({}, [])
    if config is None or has_errors([*problems, *more]):
        return Imported("The site itself has to be mended first.", (*problems, *more))
    found, _ = find_files(asked.site_folder)
    paths = {(each.kind, each.id): each.path for each in found}
    desk = Desk(asked.site_folder, paths, words)
    files: list[ContentFile] = []
    refused: list[NotImported] = []
    notes: list[NotImported] = []
    try:
        for number, record in enumerate(_read_all(asked)):
            if number % 200 == 0:
                progress("Reading", number, 0)
            if isinstance(record, Review):
                drafted = desk.draft(record)
                if not isinstance(drafted, NotImported):
                    files += drafted[0]
                    notes += [NotImported(record.position, each) for each in drafted[1]]
                    continue
                record = drafted
            if isinstance(record, NotImported):
                refused.append(record)
            else:
                files.append(_with_known_verdict(record, words, desk))
    except (_Unreadable, UnreadableTable) as fault:
        return Imported(f"{fault} Nothing was imported.")
    imported = _place(asked, files, paths, progress)
    imported.refused = (*refused, *imported.refused)
    imported.notes = tuple(notes)
    imported.unknown_words = tuple(sorted(desk.unknown_words.items(), key=lambda item: (-item[1], item[0])))
    return imported


def _place(
    asked: Asked, files: Sequence[ContentFile], paths: Mapping[tuple[FileKind, str], str], progress: Progress
) -> Imported:
    """Compare the files with what is there, check the new ones, and write them."""
    result = Imported()
    placed, refused, differing = [], [], []
    first: dict[tuple[FileKind, str], ContentFile] = {}
    for file in files:
        other = first.setdefault((file.kind, file.id), file)
        if other is not file:
            if (other.keys, other.body) != (file.keys, file.body):
                reason = f"{file.kind} '{file.id}' stands at {other.position}, too, and says something else there"
                refused.append(NotImported(file.position, reason))
            continue
        path = paths.get((file.kind, file.id))
        if path is None:
            placed.append(Placed(file, file.path))
            continue
        there = read_said(asked.site_folder, path, file.kind)
        if file.kind == "topic" and there:
            # No export has the text of a topic's page.
            file = msgspec.structs.replace(file, body=there[1])
        text = write_text(file)
        here = what_is_said(file.path, file.kind, text.encode())
        if _essence(there) == _essence(here):
            result.unchanged += 1
            continue
        differing.append(Difference(path, _diff(asked.site_folder / path, path, text)))
        if asked.update and path.endswith(file.path.rpartition(".")[2]):
            placed.append(Placed(file, path, replaces=True))
        elif asked.update:
            refused.append(NotImported(file.position, f"{path} is written in another form; change it by hand"))
    result.differing = tuple(differing)
    if asked.update and differing and not asked.agreed:
        result.refused = tuple(refused)
        return result
    if not placed:
        result.refused = tuple(refused)
        return result
    try:
        with staging(asked.site_folder) as stage:
            settled, more = settle(asked.site_folder, stage, placed, asked.jobs, progress)
            moved = move_into_place(asked.site_folder, stage, settled)
    except WouldBreak as fault:
        return Imported(f"Nothing was imported, because with it another file would have an error: {fault}")
    result.refused = (*refused, *more)
    result.written = tuple(each.path for each in moved)
    result.drafts = sum(each.file.is_draft for each in moved)
    return result


def _essence(said: Said | None) -> Any:
    """What a file says, without what makes no difference."""
    if said is None:
        return None
    keys = {key: value for key, value in said[0].items() if value != [] and (key, value) != ("status", "published")}
    return keys, said[1].strip()


def _diff(file: Path, path: str, text: str) -> str:
    before = file.read_text(encoding="utf-8-sig", errors="replace")
    lines = difflib.unified_diff(before.splitlines(), text.splitlines(), path, f"{path} (imported)", lineterm="")
    return "\n".join(lines)


def _with_known_verdict(file: ContentFile, words: Mapping[str, str], desk: Desk) -> ContentFile:
    """A claim of another site with the verdict of this one's scale; without any, as a draft, if its word is unknown."""
    word = file.keys.get("verdict")
    if file.kind != "claim" or not isinstance(word, str):
        return file
    verdict = words.get(fold(word), "")
    if verdict:
        return msgspec.structs.replace(file, keys={**file.keys, "verdict": verdict})
    desk.unknown_words[word] = desk.unknown_words.get(word, 0) + 1
    keys = {key: value for key, value in file.keys.items() if key != "verdict"}
    comments = (f"Its verdict: {shown(word, most=200)}", "Still missing: verdict.")
    return msgspec.structs.replace(file, keys=keys, comments=comments).as_draft()


def _read_all(asked: Asked) -> Iterator[Review | ContentFile | NotImported]:
    for given in asked.inputs:
        for path in _exports_below(given) if given.is_dir() else [given]:
            for record in _read(path, asked.columns):
                name = path.name if path == given else path.relative_to(given).as_posix()
                where = f"{name}: {record.position}" if record.position else name
                yield msgspec.structs.replace(record, position=where)


def _exports_below(folder: Path) -> list[Path]:
    """The data files of a site's output that hold all that it publishes."""
    claims = sorted(folder.glob("claims/*/claim.json"))
    if not claims:
        raise _Unreadable(f"{folder}: this is no output of a site: there is no claims/…/claim.json in it.")
    return [*(path for name in ("people", "sources") if (path := folder / f"data/{name}.json").is_file()), *claims]


def _read(path: Path, columns: Mapping[str, str]) -> Iterator[Review | ContentFile | NotImported]:
    text = _read_text(path)
    if path.suffix.lower() in _TABLES:
        try:
            yield from read_table(text, columns)
        except UnreadableTable as fault:
            raise _Unreadable(f"{path.name}: {fault}") from fault
        return
    try:
        document = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        hint = "" if text.lstrip()[:1] in ("{", "[") else " A table's name has to end in .csv or .tsv."
        raise _Unreadable(f"{path.name}: this is no JSON that can be read: {error}.{hint}") from error
    yield from read_own(document) if is_own(document) else read_reviews(document)


def _read_text(path: Path) -> str:
    if not path.is_file():
        raise _Unreadable(f"{path}: there is no such file.")
    if path.stat().st_size > LARGEST:
        most = f"{LARGEST // 2**20} MB"
        raise _Unreadable(
            f"{path.name}: the file is larger than {most}. Split it, and import one part after the other."
        )
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"line {line} is not written in UTF-8 (byte 0x{data[error.start]:02x})"
        raise _Unreadable(f"{path.name}: {reason}. Save the file again, in the encoding UTF-8.") from error
