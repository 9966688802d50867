"""Writing the output: a build that is killed or finds the disk full, and a record that is damaged.

The steps at which a build is stopped are all those at which it changes something in the output folder: Python tells of
them by its audit events, so that no step is forgotten.
"""

import errno
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.small_site import FILES, STATE_FOLDER, build, change_file, read_output, write_file, write_site

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EVENTS = {"os.rename": 2, "os.link": 2, "os.remove": 1, "os.rmdir": 1, "os.mkdir": 1, "os.truncate": 1}
_watcher: Callable[[], None] | None = None
_watched = ""


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    """Call the watcher before each change below the watched folder. Python can't forget a hook once it has it."""
    if _watcher is None:
        return
    if event == "open":
        paths, writes = arguments[:1], bool(arguments[2] & _WRITING)
    else:
        paths, writes = arguments[: _EVENTS.get(event, 0)], event in _EVENTS
    if writes and any(isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(_watched) for path in paths):
        _watcher()


sys.addaudithook(_hear)


@contextmanager
def before_each_change(folder: Path, act: Callable[[int], None]) -> Iterator[list[int]]:
    """Call ``act`` with the number of the change, from 0, before each change below a folder; gives the count."""
    global _watcher, _watched
    count = [0]

    def watch() -> None:
        count[0] += 1
        act(count[0] - 1)

    _watcher, _watched = watch, str(folder)
    try:
        yield count
    finally:
        _watcher = None


def no_act(number: int) -> None:
    """Only count."""


class Sites:
    """A site before and after an edit that changes, adds and removes pages, and what a clean build makes of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = write_site(folder / "site")
        self.first = folder / "first"
        assert build(self.site, self.first) == 0
        (self.site / "content/claims/new-fountain.md").unlink()
        write_file(self.site / "content/people/max-roe.yaml", "name: Max Roe\nkind: person\n")
        change_file(self.site / "content/claims/oak-bench.yaml", "wood", "timber")
        (self.site / "static/icons/favicon.svg").unlink()
        assert build(self.site, folder / "clean") == 0
        self.clean = read_output(folder / "clean")
        with before_each_change(self.fresh(), no_act) as count:
            assert build(self.site, self.output) == 0
        assert read_output(self.output) == self.clean
        self.steps = count[0]

    @property
    def output(self) -> Path:
        return self.folder / "output"

    def fresh(self) -> Path:
        """Put the output of the first build in place."""
        shutil.rmtree(self.output, ignore_errors=True)
        shutil.copytree(self.first, self.output, symlinks=True)
        return self.output


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return Sites(tmp_path_factory.mktemp("write"))


def some_steps(count: int, most: int) -> list[int]:
    """Steps over the whole way, the first and the last among them."""
    return sorted({round(number * (count - 1) / (most - 1)) for number in range(most)})


def test_a_build_that_is_killed_at_any_step_is_made_good_by_the_next(sites: Sites) -> None:
    """Killed as by the system: no cleaning up, no farewell. Every other step here; those between, in the next test."""
    assert sites.steps > 20
    for step in range(0, sites.steps, 2):
        output = sites.fresh()

        def die(number: int, step: int = step) -> None:
            if number == step:
                os._exit(99)

        child = os.fork()
        if child == 0:
            with before_each_change(output, die):
                build(sites.site, output)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 99
        assert build(sites.site, output) == 0
        assert read_output(output) == sites.clean, f"killed before step {step} of {sites.steps}"


def test_a_build_that_is_interrupted_at_any_step_is_made_good_by_the_next(sites: Sites) -> None:
    for step in range(1, sites.steps, 2):
        output = sites.fresh()

        def interrupt(number: int, step: int = step) -> None:
            if number == step:
                raise KeyboardInterrupt

        with before_each_change(output, interrupt):
            assert build(sites.site, output) == 1
        assert build(sites.site, output) == 0
        assert read_output(output) == sites.clean, f"interrupted before step {step} of {sites.steps}"


def test_a_killed_build_is_made_good_even_if_the_content_has_changed_meanwhile(sites: Sites) -> None:
    """What the killed build added and the next one doesn't know goes away again."""
    other = sites.folder / "other"
    if not other.exists():
        write_site(other)
    assert build(other, sites.folder / "other-clean") == 0
    clean = read_output(sites.folder / "other-clean")
    for step in some_steps(sites.steps, 12):
        output = sites.fresh()

        def interrupt(number: int, step: int = step) -> None:
            if number == step:
                raise KeyboardInterrupt

        with before_each_change(output, interrupt):
            build(sites.site, output)
        assert build(other, output) == 0
        assert read_output(output) == clean, f"interrupted before step {step} of {sites.steps}"


def test_a_full_disk_is_told_and_the_next_build_is_right(sites: Sites, capsys: pytest.CaptureFixture[str]) -> None:
    for step in some_steps(sites.steps, 16):
        output = sites.fresh()

        def fill(number: int, step: int = step) -> None:
            if number >= step:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(output / "some-file"))

        capsys.readouterr()
        with before_each_change(output, fill):
            code = build(sites.site, output)
        said = capsys.readouterr()
        if step < sites.steps - 1:  # the very last step is cleaning up, which may fail unnoticed
            assert code == 1
            assert os.strerror(errno.ENOSPC) in said.err
            assert said.out == ""
        assert "Traceback" not in said.err
        assert build(sites.site, output) == 0
        assert read_output(output) == sites.clean, f"full before step {step} of {sites.steps}"


def test_a_disk_that_is_full_while_pages_are_prepared_leaves_the_earlier_output(sites: Sites) -> None:
    output = sites.fresh()
    before = read_output(output)

    def fill(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with before_each_change(output, fill):
        assert build(sites.site, output) == 1
    assert read_output(output) == before


class TestADamagedRecord:
    """The manifest tells which files are the build's own. Without it nothing is lost but what it could have removed."""

    DAMAGES = {
        "is empty": b"",
        "is cut off": b'{"files": {"index.html": "abc',
        "is no JSON": b"\xff\xfe\x00",
        "is a list": b"[1, 2]",
        "has a list of files": b'{"files": ["index.html"]}',
        "has numbers": b'{"files": {"index.html": 5}}',
        "has no files": b"{}",
        "is nested deep": b"[" * 100_000,
    }

    def manifest(self, output: Path) -> Path:
        (path,) = (each for each in (output / STATE_FOLDER).rglob("manifest*") if each.is_file())
        return path

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_costs_time_and_nothing_else(self, sites: Sites, damage: str) -> None:
        output = sites.fresh()
        self.manifest(output).write_bytes(self.DAMAGES[damage])
        assert build(sites.site, output) == 0
        made = read_output(output)
        assert {path: made.get(path) for path in sites.clean} == sites.clean
        assert build(sites.site, output) == 0
        assert read_output(output) == made

    def test_that_is_gone_with_its_folder_leaves_the_pages_right(self, sites: Sites) -> None:
        output = sites.fresh()
        shutil.rmtree(output / STATE_FOLDER)
        assert build(sites.site, output) == 0
        made = read_output(output)
        assert {path: made.get(path) for path in sites.clean} == sites.clean

    @pytest.mark.parametrize(
        "path",
        [
            "../precious.txt",
            "claims/../../precious.txt",
            "claims/../../../write/precious.txt",
            "{folder}/precious.txt",
            "./../precious.txt",
            "..\\precious.txt",
            "a\x00b",
            "x" * 5000,
            ".",
            "",
        ],
    )
    def test_that_names_files_outside_removes_none_of_them(self, sites: Sites, path: str) -> None:
        precious = sites.folder / "precious.txt"
        precious.write_text("precious", encoding="utf-8")
        output = sites.fresh()
        manifest = self.manifest(output)
        record = json.loads(manifest.read_bytes())
        assert isinstance(record["files"], dict)
        record["files"][path.format(folder=sites.folder)] = "0" * 64
        manifest.write_text(json.dumps(record), encoding="utf-8")
        build(sites.site, output)
        assert precious.read_text(encoding="utf-8") == "precious"
        assert build(sites.site, output) == 0
        made = read_output(output)
        assert {path: made.get(path) for path in sites.clean} == sites.clean

    def test_that_names_a_file_behind_a_link_removes_it_not(self, sites: Sites) -> None:
        elsewhere = sites.folder / "elsewhere"
        write_file(elsewhere / "precious.txt", "precious")
        output = sites.fresh()
        (output / "linked").symlink_to(elsewhere)
        manifest = self.manifest(output)
        record = json.loads(manifest.read_bytes())
        record["files"]["linked/precious.txt"] = "0" * 64
        manifest.write_text(json.dumps(record), encoding="utf-8")
        build(sites.site, output)
        assert (elsewhere / "precious.txt").read_text(encoding="utf-8") == "precious"


def test_a_record_folder_that_is_a_link_is_not_written_through(sites: Sites) -> None:
    elsewhere = sites.folder / "linked-record"
    write_file(elsewhere / "staging/precious.txt", "precious")
    output = sites.fresh()
    shutil.rmtree(output / STATE_FOLDER)
    (output / STATE_FOLDER).symlink_to(elsewhere)
    build(sites.site, output)
    assert [path.name for path in elsewhere.rglob("*") if path.is_file()] == ["precious.txt"]


def test_the_small_site_is_one_that_changes(sites: Sites) -> None:
    """The edit of these tests changes, adds and removes files."""
    first = read_output(sites.first)
    assert set(first) - set(sites.clean)
    assert set(sites.clean) - set(first)
    assert any(first[path] != sites.clean[path] for path in set(first) & set(sites.clean))
    assert "content/claims/new-fountain.md" in FILES
