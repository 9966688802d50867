"""What git knows of a folder, read from real repositories."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from onrecord.history.git import (
    GitProblem,
    find_commit,
    find_parting,
    id_of,
    list_blobs,
    open_repository,
    read_blobs,
)
from tests.git_repository import commit, git, start_repository

MOST = 1000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "a repository"
    (folder / "content").mkdir(parents=True)
    start_repository(folder)
    return folder


def read(folder: Path, revision: str = "HEAD", below: str = "content") -> dict[str, bytes | None]:
    """Every file below a folder in a revision."""
    repository = open_repository(folder)
    blobs = list_blobs(repository, find_commit(repository, revision), below)
    assert blobs is not None
    found = read_blobs(repository, (blob.id for blob in blobs), MOST)
    return {blob.path: found[blob.id] for blob in blobs}


class TestFiles:
    def test_are_those_of_the_commit_and_not_of_the_disk(self, folder: Path) -> None:
        (folder / "content/one.md").write_bytes(b"one\r\n\x00\xff")
        (folder / "content/below").mkdir()
        (folder / "content/below/two.md").write_bytes(b"")
        commit(folder)
        (folder / "content/one.md").write_bytes(b"changed")
        (folder / "content/three.md").write_bytes(b"new")
        assert read(folder) == {"below/two.md": b"", "one.md": b"one\r\n\x00\xff"}

    @pytest.mark.parametrize(
        "name", [b"a b", b'a"b', b"a'b", b"a\tb", b"a\nb", b"a\\b", "ü".encode(), b"caf\xe9", b"-a", b":a"]
    )
    def test_may_have_any_name(self, folder: Path, name: bytes) -> None:
        try:
            (folder / "content" / os.fsdecode(name)).write_bytes(b"here")
        except OSError:
            pytest.skip("this file system takes no such names")
        commit(folder)
        assert read(folder) == {os.fsdecode(name): b"here"}

    def test_that_are_none_are_left_out(self, folder: Path) -> None:
        (folder / "content/one.md").write_bytes(b"one")
        (folder / "content/link.md").symlink_to("one.md")
        (folder / "content/inner").mkdir()
        start_repository(folder / "content/inner")
        commit(folder / "content/inner")
        commit(folder)
        assert read(folder) == {"one.md": b"one"}

    def test_too_large_are_not_read(self, folder: Path) -> None:
        (folder / "content/large.md").write_bytes(b"x" * (MOST + 1))
        (folder / "content/small.md").write_bytes(b"x" * MOST)
        commit(folder)
        assert read(folder) == {"large.md": None, "small.md": b"x" * MOST}

    def test_of_a_folder_that_was_not_there_are_none(self, folder: Path) -> None:
        (folder / "other").write_bytes(b"")
        head = commit(folder)
        assert list_blobs(open_repository(folder), head, "content") is None
        assert list_blobs(open_repository(folder), head, "other") is None

    def test_lie_where_the_folder_lies_in_its_repository(self, folder: Path) -> None:
        (folder / "sites/one/content").mkdir(parents=True)
        (folder / "sites/one/content/claim.md").write_bytes(b"below")
        (folder / "content/claim.md").write_bytes(b"above")
        commit(folder)
        assert read(folder / "sites/one") == {"claim.md": b"below"}

    def test_are_known_by_the_ids_that_git_gives_them(self, folder: Path) -> None:
        (folder / "content/one.md").write_bytes(b"one")
        head = commit(folder)
        assert id_of(b"one", head) == git(folder, "rev-parse", "HEAD:content/one.md")

    def test_of_a_repository_with_longer_ids_are_read_too(self, folder: Path) -> None:
        shutil.rmtree(folder / ".git")
        git(folder, "init", "--quiet", "--object-format=sha256")
        (folder / "content/one.md").write_bytes(b"one")
        head = commit(folder)
        assert read(folder) == {"one.md": b"one"}
        assert id_of(b"one", head) == git(folder, "rev-parse", "HEAD:content/one.md")

    def test_are_those_that_were_committed_whatever_replaces_them_here(self, folder: Path) -> None:
        (folder / "content/one.md").write_bytes(b"one")
        commit(folder)
        (folder / "content/one.md").write_bytes(b"forged")
        git(folder, "replace", "HEAD:content/one.md", git(folder, "hash-object", "-w", "content/one.md"))
        assert read(folder) == {"one.md": b"one"}

    def test_that_are_lost_are_a_problem_in_words(self, folder: Path) -> None:
        (folder / "content/one.md").write_bytes(b"one")
        commit(folder)
        id = git(folder, "rev-parse", "HEAD:content/one.md")
        (folder / ".git/objects" / id[:2] / id[2:]).unlink()
        with pytest.raises(GitProblem, match="can't read"):
            read(folder)

    def test_many_are_read_in_one_go(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for number in range(300):
            (folder / f"content/{number}.md").write_bytes(b"%d" % number)
        commit(folder)
        calls: list[list[str]] = []
        run = subprocess.run
        monkeypatch.setattr(subprocess, "run", lambda command, **more: calls.append(command) or run(command, **more))
        assert len(read(folder)) == 300
        assert len(calls) < 8


class TestACommit:
    def test_is_found_by_branch_tag_id_and_path_through_history(self, folder: Path) -> None:
        first = commit(folder)
        git(folder, "tag", "--annotate", "--message=A", "v1")
        second = commit(folder)
        repository = open_repository(folder)
        named = {name: find_commit(repository, name) for name in ("main", "v1", "HEAD~1", first[:10], "HEAD^{/A}", "@")}
        assert named == {
            "main": second,
            "v1": first,
            "HEAD~1": first,
            first[:10]: first,
            "HEAD^{/A}": second,
            "@": second,
        }

    @pytest.mark.parametrize(
        "name", ["mian", "", "--all", "-h", "HEAD:content", "0" * 40, "a\nb", "\x1b[31m", "HEAD~99"]
    )
    def test_that_is_none_is_a_problem_in_words(self, folder: Path, name: str) -> None:
        commit(folder)
        with pytest.raises(GitProblem, match="knows no commit") as fault:
            find_commit(open_repository(folder), name)
        assert str(fault.value).isprintable()

    def test_is_not_found_before_the_first(self, folder: Path) -> None:
        with pytest.raises(GitProblem, match="knows no commit 'HEAD'"):
            find_commit(open_repository(folder), "HEAD")

    def test_that_a_shallow_clone_lacks_is_told_how_to_get(self, folder: Path, tmp_path: Path) -> None:
        first = commit(folder)
        commit(folder)
        git(tmp_path, "clone", "--quiet", "--depth=1", folder.as_uri(), "shallow")
        repository = open_repository(tmp_path / "shallow")
        assert repository.shallow
        with pytest.raises(GitProblem, match="--unshallow"):
            find_commit(repository, first)


class TestWhereTwoWaysParted:
    def test_is_the_older_commit_of_one_way(self, folder: Path) -> None:
        first = commit(folder)
        commit(folder)
        assert find_parting(open_repository(folder), first) == first

    def test_is_the_last_that_both_have(self, folder: Path) -> None:
        (folder / "one").write_text("")
        first = commit(folder)
        git(folder, "switch", "--quiet", "--create", "other")
        (folder / "two").write_text("")
        other = commit(folder)
        git(folder, "switch", "--quiet", "main")
        (folder / "three").write_text("")
        commit(folder)
        assert find_parting(open_repository(folder), other) == first

    def test_is_nowhere_if_they_have_nothing_in_common(self, folder: Path) -> None:
        first = commit(folder)
        git(folder, "switch", "--quiet", "--orphan", "other")
        assert find_parting(open_repository(folder), first) is None
        (folder / "two").write_text("")
        commit(folder)
        assert find_parting(open_repository(folder), first) is None


class TestARepository:
    def test_is_needed(self, tmp_path: Path) -> None:
        with pytest.raises(GitProblem, match="lies in no git repository"):
            open_repository(tmp_path)

    def test_is_no_folder_of_gits_own(self, folder: Path) -> None:
        with pytest.raises(GitProblem, match="lies in no git repository"):
            open_repository(folder / ".git")

    def test_can_not_be_read_without_git(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(folder))
        with pytest.raises(GitProblem, match="'git' is not installed"):
            open_repository(folder)

    def test_that_is_broken_is_a_problem_with_gits_own_words(self, folder: Path) -> None:
        (folder / ".git/config").write_text("[core\n")
        with pytest.raises(GitProblem, match="bad config"):
            open_repository(folder)

    def test_of_the_folder_is_meant_even_within_a_hook(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (folder / "sub/content").mkdir(parents=True)
        (folder / "sub/content/one.md").write_bytes(b"one")
        commit(folder)
        monkeypatch.setenv("GIT_DIR", ".git")
        monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
        assert read(folder / "sub") == {"one.md": b"one"}
