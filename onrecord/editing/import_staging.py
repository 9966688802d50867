"""Writing what was imported: first into a copy of the content, where all of it is checked, and then into its place.

Nothing that fails ``check`` and nothing half written reaches ``content/``, whenever the program is stopped.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from onrecord.content.read import SITE_FILE
from onrecord.editing.import_files import PLACES, ContentFile, write_text
from onrecord.editing.import_formats import NotImported
from onrecord.options import Options, Progress
from onrecord.pipeline import check_site
from onrecord.problems import Problem


class Placed(msgspec.Struct, frozen=True):
    """A file and the path, below the site's folder, at which it goes; ``replaces`` tells that one is there."""

    file: ContentFile
    path: str
    replaces: bool = False


class WouldBreak(Exception):
    """With the imported files, files that were there before would have errors; the text names the first."""


@contextmanager
def staging(site_folder: Path) -> Iterator[Path]:
    """A folder beside ``content/`` that holds a copy of it, and is gone in the end."""
    folder = Path(tempfile.mkdtemp(prefix=".import-", dir=site_folder))
    try:
        shutil.copytree(site_folder / "content", folder / "content", symlinks=True, copy_function=_link_or_copy)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def settle(
    site_folder: Path, stage: Path, placed: Iterable[Placed], jobs: int, progress: Progress
) -> tuple[list[Placed], list[NotImported]]:
    """Write the files into the stage and check it, until no file of these has an error: claims that lack something
    become drafts, and what is wrong in any other way is taken out. Raises ``WouldBreak``.
    """
    by_path = {each.path: each for each in placed}
    refused: list[NotImported] = []
    for number, each in enumerate(by_path.values()):
        if number % 500 == 0:
            progress("Writing", number, len(by_path))
        _put(stage, each)
    while by_path:
        errors: dict[str, list[Problem]] = {}
        for found in check_site(Options(stage, jobs=jobs), progress).problems:
            if found.severity == "error":
                errors.setdefault(found.path, []).append(found)
        ours = by_path.keys() & errors.keys()
        if not ours:
            _look_at_others(site_folder, errors, jobs)
            break
        for path in sorted(ours):
            one = by_path.pop(path)
            if one.file.kind == "claim" and not one.file.is_draft and all(_is_gap(each) for each in errors[path]):
                by_path[path] = Placed(one.file.as_draft(), path, one.replaces)
                _put(stage, by_path[path])
                continue
            first = errors[path][0]
            reason = f"{one.file.kind} '{one.file.id}': {first.message}  [{first.code}]"
            refused.append(NotImported(one.file.position, reason))
            (stage / path).unlink()
            if one.replaces:
                _link_or_copy(str(site_folder / path), str(stage / path))
    return list(by_path.values()), refused


def _is_gap(each: Problem) -> bool:
    """Tell whether this is an error that a draft may have."""
    return each.code in ("key-missing", "value-empty")


def _put(stage: Path, each: Placed) -> None:
    target = stage / each.path
    target.parent.mkdir(parents=True, exist_ok=True)
    # What is there may be a link to the very file in content/, so it is never written into.
    target.unlink(missing_ok=True)
    target.write_bytes(write_text(each.file).encode())


def _look_at_others(site_folder: Path, errors: dict[str, list[Problem]], jobs: int) -> None:
    """Refuse everything if files that were there before have errors that they didn't have."""
    about_content = {path: found for path, found in errors.items() if path.startswith("content/")}
    if not about_content:
        return
    before = {(each.path, each.code) for each in check_site(Options(site_folder, jobs=jobs)).problems}
    for path, found in sorted(about_content.items()):
        for each in found:
            if (path, each.code) not in before and path != SITE_FILE:
                raise WouldBreak(f"{path}:{each.line}: {each.message}  [{each.code}]")


def move_into_place(site_folder: Path, stage: Path, placed: Iterable[Placed]) -> list[Placed]:
    """Move the files to where they belong, whole, first what others name; one that has come up there since stays.

    Gives those that were moved.
    """
    order = list(PLACES)
    moved = []
    for each in sorted(placed, key=lambda one: (order.index(one.file.kind), one.path)):
        target = site_folder / each.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if each.replaces:
            os.replace(stage / each.path, target)
        elif os.path.lexists(target):
            continue
        else:
            os.rename(stage / each.path, target)
        moved.append(each)
    return moved
