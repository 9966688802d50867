"""Writing the output: a build that is killed or finds the disk full, and a record that is damaged.

The steps at which a build is stopped are all those at which it changes something in the output folder: Python tells of
them by its audit events, so that no step is forgotten.
"""

import errno
import itertools
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from onrecord.publish.manifest import Manifest
from onrecord.publish.write import OutputProblem, SeenManifest, open_output, sweep_output
from tests.small_site import (
    STATE_FOLDER,
    build,
    change_file,
    list_files,
    list_folders,
    read_output,
    write_file,
    write_site,
)

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


def write(output: Path, files: dict[str, bytes]) -> None:
    """Make the output hold these files of ours."""
    with open_output(output) as folder:
        numbered = enumerate(files.items())
        staged = [folder.stage(path, ("", "", 0), "", data, str(number)) for number, (path, data) in numbered]
        folder.commit(staged, Manifest())


FIRST = {
    "index.html": b"first",
    "404.html": b"the same",
    ".nojekyll": b"",
    "claims/index.html": b"first",
    "claims/plane-trees/index.html": b"the same",
    "claims/oak-bench/index.html": b"first",
    "claims/new-fountain/index.html": b"goes",
    "topics/parks/page/2/index.html": b"goes with two folders",
    "static/site.css": b"the same",
}
SECOND = {
    "index.html": b"second",
    "404.html": b"the same",
    ".nojekyll": b"",
    "claims/index.html": b"second, and longer",
    "claims/plane-trees/index.html": b"the same",
    "claims/oak-bench/index.html": b"second",
    "claims/the-fountain/index.html": b"comes",
    "people/max-roe/index.html": b"comes with two folders",
    "static/site.css": b"the same",
}
THIRD = FIRST | {"index.html": b"third", "feed.xml": b"comes"}


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a power cut would do can't be seen here, and waiting for the disk takes most of the time."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output folder with the first files."""
    write(tmp_path / "output", FIRST)
    return tmp_path / "output"


def again(output: Path) -> None:
    """Put the first files in place anew."""
    shutil.rmtree(output)
    write(output, FIRST)


def count_steps(output: Path) -> int:
    with before_each_change(output, lambda number: None) as count:
        write(output, SECOND)
    again(output)
    assert count[0] > 20
    return count[0]


def interrupt_at(step: int) -> Callable[[int], None]:
    def interrupt(number: int) -> None:
        if number == step:
            raise KeyboardInterrupt

    return interrupt


def test_files_are_written_changed_and_removed(output: Path) -> None:
    assert read_output(output) == FIRST
    write(output, SECOND)
    assert read_output(output) == SECOND
    assert "topics" not in list_folders(output)


def test_a_build_that_is_killed_at_any_step_is_made_good_by_the_next(output: Path) -> None:
    """Killed as by the system: no cleaning up, no farewell."""
    for step in range(count_steps(output)):
        again(output)

        def die(number: int, step: int = step) -> None:
            if number == step:
                os._exit(99)

        child = os.fork()
        if child == 0:
            with before_each_change(output, die):
                write(output, SECOND)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 99
        write(output, SECOND)
        assert read_output(output) == SECOND, f"killed before step {step}"


def test_a_build_that_is_interrupted_at_any_step_is_made_good_by_the_next(output: Path) -> None:
    for step in range(count_steps(output)):
        again(output)
        with before_each_change(output, interrupt_at(step)), suppress(KeyboardInterrupt):
            write(output, SECOND)
        write(output, SECOND)
        assert read_output(output) == SECOND, f"interrupted before step {step}"


def test_a_killed_build_is_made_good_even_if_the_content_has_changed_meanwhile(output: Path) -> None:
    """What the killed build added and the next one doesn't know goes away again, and so do its folders."""
    for step in range(count_steps(output)):
        again(output)
        with before_each_change(output, interrupt_at(step)), suppress(KeyboardInterrupt):
            write(output, SECOND)
        write(output, THIRD)
        assert read_output(output) == THIRD, f"interrupted before step {step}"
        assert "people" not in list_folders(output), f"interrupted before step {step}"


def test_two_builds_that_are_killed_are_made_good_by_the_third(output: Path) -> None:
    steps = count_steps(output)
    for first, second in itertools.product(range(1, steps, 5), range(1, steps, 4)):
        again(output)
        with before_each_change(output, interrupt_at(first)), suppress(KeyboardInterrupt):
            write(output, SECOND)
        with before_each_change(output, interrupt_at(second)), suppress(KeyboardInterrupt):
            write(output, THIRD)
        write(output, SECOND)
        assert read_output(output) == SECOND, f"interrupted before steps {first} and {second}"
        assert "feed.xml" not in list_files(output)


def test_what_others_put_there_is_never_touched_by_a_killed_build(output: Path) -> None:
    for step in range(0, count_steps(output), 3):
        again(output)
        write_file(output / "claims/new-fountain/notes.txt", "theirs")
        write_file(output / "theirs.html", "theirs")
        with before_each_change(output, interrupt_at(step)), suppress(KeyboardInterrupt):
            write(output, SECOND)
        write(output, SECOND)
        assert (output / "claims/new-fountain/notes.txt").read_text(encoding="utf-8") == "theirs"
        assert (output / "theirs.html").read_text(encoding="utf-8") == "theirs"


def test_a_full_disk_at_any_step_is_made_good_by_the_next_build(output: Path) -> None:
    for step in range(count_steps(output)):
        again(output)
        with before_each_change(output, fill_from(step)), suppress(OSError):
            write(output, SECOND)
        write(output, SECOND)
        assert read_output(output) == SECOND, f"full before step {step}"


def fill_from(step: int) -> Callable[[int], None]:
    def fill(number: int) -> None:
        if number >= step:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "some-file")

    return fill


class TestAFullDiskSeenFromTheCommandLine:
    @pytest.fixture
    def site(self, tmp_path: Path) -> Path:
        site = write_site(tmp_path / "site")
        assert build(site) == 0
        change_file(site / "content/claims/oak-bench.yaml", "stands", "lies")
        change_file(site / "content/claims/new-fountain.md", "paid.", "gave.")
        return site

    @pytest.mark.parametrize("step", [0, 3, 8])
    def test_is_told_without_a_traceback(self, site: Path, step: int, capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        with before_each_change(site / "output", fill_from(step)):
            assert build(site) == 1
        said = capsys.readouterr()
        assert os.strerror(errno.ENOSPC) in said.err
        assert "Traceback" not in said.err
        assert said.out == ""

    def test_while_pages_are_prepared_leaves_the_earlier_output(self, site: Path) -> None:
        before = read_output(site / "output")
        with before_each_change(site / "output", fill_from(0)):
            assert build(site) == 1
        assert read_output(site / "output") == before

    def test_is_forgotten_by_the_next_build(self, site: Path, tmp_path: Path) -> None:
        with before_each_change(site / "output", fill_from(8)):
            assert build(site) == 1
        assert build(site) == 0
        assert build(site, tmp_path / "clean") == 0
        assert read_output(site / "output") == read_output(tmp_path / "clean")


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


class TestADamagedRecord:
    """The manifest tells which files are the build's own. Without it nothing is lost but what it could have removed."""

    def manifest(self, output: Path) -> Path:
        (path,) = (each for each in (output / STATE_FOLDER).rglob("manifest*") if each.is_file())
        return path

    def claim_as_ours(self, output: Path, path: str) -> None:
        """Put a path into the manifest."""
        record = json.loads(self.manifest(output).read_bytes())
        assert isinstance(record["files"], dict)
        record["files"][path] = record["files"]["index.html"]
        self.manifest(output).write_text(json.dumps(record), encoding="utf-8")

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_costs_time_and_nothing_else(self, output: Path, damage: str) -> None:
        self.manifest(output).write_bytes(DAMAGES[damage])
        write(output, SECOND)
        assert SECOND.items() <= read_output(output).items()
        write(output, THIRD)
        assert THIRD.items() <= read_output(output).items()
        assert not (output / "people").exists()

    def test_that_is_gone_with_its_folder_leaves_the_pages_right(self, output: Path) -> None:
        shutil.rmtree(output / STATE_FOLDER)
        write(output, SECOND)
        assert SECOND.items() <= read_output(output).items()

    @pytest.mark.parametrize(
        "path",
        [
            "../precious.txt",
            "claims/../../precious.txt",
            "{folder}/precious.txt",
            "./../precious.txt",
            "..\\precious.txt",
            "a\x00b",
            ".",
            "..",
            "",
            "/",
            "claims",
        ],
        ids=lambda path: repr(path[:30]),
    )
    def test_that_names_what_it_must_not_removes_none_of_it(self, output: Path, path: str) -> None:
        precious = output.parent / "precious.txt"
        precious.write_text("precious", encoding="utf-8")
        self.claim_as_ours(output, path.format(folder=output.parent))
        with suppress(OSError, OutputProblem):
            write(output, SECOND)
        assert precious.read_text(encoding="utf-8") == "precious"
        write(output, SECOND)
        assert SECOND.items() <= read_output(output).items()

    def test_that_names_a_file_behind_a_link_removes_it_not(self, output: Path, tmp_path: Path) -> None:
        write_file(tmp_path / "elsewhere/precious.txt", "precious")
        (output / "linked").symlink_to(tmp_path / "elsewhere")
        self.claim_as_ours(output, "linked/precious.txt")
        with suppress(OutputProblem):
            write(output, SECOND)
        assert (tmp_path / "elsewhere/precious.txt").read_text(encoding="utf-8") == "precious"

    def test_folder_that_is_a_link_is_not_written_through(self, output: Path, tmp_path: Path) -> None:
        write_file(tmp_path / "elsewhere/staging/precious.txt", "precious")
        shutil.rmtree(output / STATE_FOLDER)
        (output / STATE_FOLDER).symlink_to(tmp_path / "elsewhere")
        with suppress(OutputProblem):
            write(output, SECOND)
        assert [path.name for path in (tmp_path / "elsewhere").rglob("*") if path.is_file()] == ["precious.txt"]


class TestAManifestThatWasSeen:
    def seen(self, output: Path) -> SeenManifest:
        write(output, FIRST)
        with open_output(output) as folder:
            return folder.see_manifest()

    def test_is_not_read_again(self, tmp_path: Path) -> None:
        seen = self.seen(tmp_path)
        with open_output(tmp_path, seen) as folder:
            assert folder.manifest is seen.manifest

    def test_is_read_again_after_another_build(self, tmp_path: Path) -> None:
        seen = self.seen(tmp_path)
        write(tmp_path, {**FIRST, "more.html": b"more"})
        with open_output(tmp_path, seen) as folder:
            assert "more.html" in folder.manifest.files

    def test_is_as_good_as_none_when_it_is_gone(self, tmp_path: Path) -> None:
        seen = self.seen(tmp_path)
        shutil.rmtree(tmp_path / STATE_FOLDER)
        with open_output(tmp_path, seen) as folder:
            assert folder.manifest == Manifest()

    def test_does_not_hide_that_a_build_was_killed(self, tmp_path: Path) -> None:
        seen = self.seen(tmp_path)
        (tmp_path / STATE_FOLDER / "journal.json").write_text('["index.html"]')
        with open_output(tmp_path, seen) as folder:
            assert all(file.size < 0 for file in folder.manifest.files.values())


def test_what_several_builds_replaced_keeps_names_of_its_own_until_it_is_swept(tmp_path: Path) -> None:
    for words in (b"one", b"two", b"three"):
        write(tmp_path, {"index.html": words})
    replaced = tmp_path / STATE_FOLDER / "replaced"
    assert {path.read_bytes() for path in replaced.iterdir()} == {b"one", b"two"}
    sweep_output(tmp_path)
    assert not replaced.exists()
    assert (tmp_path / "index.html").read_bytes() == b"three"
