"""Seeing that something has changed: what ``serve`` builds anew for."""

import os
from pathlib import Path

import pytest

from onrecord.publish.watch import look_at
from tests.small_site import write_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_file(tmp_path / "content/claims/plane-trees.md", "first")
    write_file(tmp_path / "content/site.yaml", "first")
    return tmp_path / "content"


def test_nothing_has_changed_if_nothing_was_done(folder: Path) -> None:
    assert look_at([folder]) == look_at([folder])


def test_an_edit_is_seen(folder: Path) -> None:
    before = look_at([folder])
    write_file(folder / "claims/plane-trees.md", "second")
    assert look_at([folder]) != before


def test_an_edit_of_the_same_length_and_time_is_seen_if_the_file_was_put_in_place(folder: Path) -> None:
    """Many editors write beside the file and rename."""
    path = folder / "claims/plane-trees.md"
    about = path.stat()
    before = look_at([folder])
    write_file(folder.parent / "beside", "other")
    os.utime(folder.parent / "beside", ns=(about.st_atime_ns, about.st_mtime_ns))
    os.replace(folder.parent / "beside", path)
    assert look_at([folder]) != before


def test_a_new_file_is_seen(folder: Path) -> None:
    before = look_at([folder])
    write_file(folder / "claims/2020/oak-bench.md", "new")
    assert look_at([folder]) != before


def test_a_deleted_file_is_seen(folder: Path) -> None:
    before = look_at([folder])
    (folder / "site.yaml").unlink()
    assert look_at([folder]) != before


def test_a_renamed_file_is_seen(folder: Path) -> None:
    before = look_at([folder])
    os.rename(folder / "claims/plane-trees.md", folder / "claims/the-trees.md")
    assert look_at([folder]) != before


def test_a_folder_that_is_not_there_yet_is_seen_when_it_comes(folder: Path) -> None:
    missing = folder.parent / "static"
    before = look_at([folder, missing])
    write_file(missing / "site.css", "new")
    assert look_at([folder, missing]) != before


def test_no_link_is_followed(folder: Path, tmp_path: Path) -> None:
    write_file(tmp_path / "elsewhere/large.txt", "first")
    (folder / "claims/elsewhere").symlink_to(tmp_path / "elsewhere")
    (folder / "claims/circle").symlink_to(folder)
    before = look_at([folder])
    write_file(tmp_path / "elsewhere/large.txt", "second")
    assert look_at([folder]) == before
    assert not any("large.txt" in path for path in before)


def test_a_link_that_leads_nowhere_does_no_harm(folder: Path) -> None:
    (folder / "claims/.#plane-trees.md").symlink_to("someone@host.1234")  # how Emacs locks a file
    assert look_at([folder])
