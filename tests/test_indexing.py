"""The index of the search under the laws of the build: made where words changed and nowhere else, always the same."""

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pagefind_bin
import pytest

from onrecord.formats import search
from onrecord.publish.manifest import load_manifest
from tests.small_site import (
    OAK_BENCH,
    ROOT,
    SITE,
    build,
    change_file,
    list_files,
    read_output,
    run,
    times_of,
    write_file,
    write_site,
)

INDEX = "search/pagefind/"
FULL = {"content/site.yaml": SITE.replace("search: off", "search: full")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site", FULL)


def break_pagefind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: Path("/there/is/no/pagefind"))


def index_of(output: Path) -> dict[str, bytes]:
    return {path: data for path, data in read_output(output).items() if path.startswith(INDEX)}


def index_times(output: Path) -> dict[str, tuple[int, int]]:
    return times_of(output, [path for path in list_files(output) if path.startswith(INDEX)])


def clean_build(site: Path, output: Path) -> dict[str, bytes]:
    shutil.rmtree(output, ignore_errors=True)
    assert build(site, output) == 0
    return read_output(output)


class TestTheIndex:
    def test_is_the_same_on_every_machine_with_any_number_of_workers(self, site: Path, tmp_path: Path) -> None:
        surroundings: list[tuple[str, Mapping[str, str]]] = [
            ("1", {"TZ": "UTC", "LC_ALL": "C"}),
            ("3", {"TZ": "Asia/Karachi", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "PAGEFIND_VERBOSE": "true"}),
        ]
        made = []
        for jobs, environment in surroundings:
            output = tmp_path / jobs
            done = run("--site", site, "--output", output, "--jobs", jobs, cwd=tmp_path, environment=environment)
            assert done.returncode == 0, done.stderr
            made.append(read_output(output))
        assert made[0] == made[1]
        assert any(path.endswith(".pf_index") for path in made[0])

    def test_holds_published_claims_alone(self, site: Path, tmp_path: Path) -> None:
        assert build(site, tmp_path / "output") == 0
        fragments = [path for path in index_of(tmp_path / "output") if path.endswith(".pf_fragment")]
        assert len(fragments) == 3

    def test_of_a_site_without_claims_is_no_index(self, tmp_path: Path) -> None:
        gone = {f"content/claims/{name}": None for name in ("plane-trees.md", "oak-bench.yaml", "new-fountain.md")}
        topic = {"content/topics/parks.md": "---\ntitle: Parks\nsummary: None yet.\n---\n"}
        site = write_site(tmp_path / "site", {**FULL, **gone, **topic})
        assert build(site, tmp_path / "output") == 0
        assert index_of(tmp_path / "output") == {}
        assert (tmp_path / "output/search/index.html").is_file()

    def test_is_gone_when_the_search_is_switched_off(self, site: Path, tmp_path: Path) -> None:
        output = tmp_path / "output"
        assert build(site, output) == 0
        assert index_of(output)
        for mode in ("light", "off"):
            change_file(
                site / "content/site.yaml", "search: full" if mode == "light" else "search: light", f"search: {mode}"
            )
            assert build(site, output) == 0
            assert index_of(output) == {}
            assert read_output(output) == clean_build(site, tmp_path / "clean")
        assert not (output / "search/pagefind").exists()
        assert not (output / "search/index.html").exists()
        assert "search/" not in (output / "404.html").read_text(encoding="utf-8")

    def test_of_many_claims_has_parts_of_its_own_that_share_one_program(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "_CLAIMS_A_PART", 1)
        for number in range(9):
            write_file(site / f"content/claims/oak-bench-{number}.yaml", OAK_BENCH)
        assert build(site, tmp_path / "output", "--jobs", "2") == 0
        files = list(index_of(tmp_path / "output"))
        parts = {path.split("/")[2] for path in files}
        assert len(parts) > 4
        assert [path for path in files if path.endswith(".js") or "wasm" in path] == [
            f"{INDEX}1/{name}" for name in ("pagefind-worker.js", "pagefind.js", "wasm.en.pagefind")
        ]


class TestAnEdit:
    """After each, the output is what a clean build makes."""

    def make(self, site: Path, tmp_path: Path) -> dict[str, tuple[int, int]]:
        self.site, self.output, self.clean = site, tmp_path / "output", tmp_path / "clean"
        assert build(site, self.output) == 0
        return index_times(self.output)

    def build_again(self) -> dict[str, tuple[int, int]]:
        assert build(self.site, self.output) == 0
        assert read_output(self.output) == clean_build(self.site, self.clean)
        return index_times(self.output)

    @pytest.mark.parametrize(
        ("path", "old", "new"),
        [
            ("claims/oak-bench.yaml", "stands in the park", "stands in the garden"),
            ("claims/oak-bench.yaml", "is made of oak", "is made of ash"),
            ("claims/oak-bench.yaml", "verdict: unproven", "verdict: true"),
            ("claims/oak-bench.yaml", "topics: [trees, parks]", "topics: [trees]"),
            ("people/town-council.yaml", "Town council", "Council"),
            ("site.yaml", "label: Unproven", "label: Undecided"),
            ("claims/green-bridge.md", "status: draft", "status: published"),
        ],
    )
    def test_that_changes_words_is_found(self, site: Path, tmp_path: Path, path: str, old: str, new: str) -> None:
        before = self.make(site, tmp_path)
        if path == "claims/oak-bench.yaml" and "verdict" in old:
            change_file(site / "content/site.yaml", "independent_sources: 2", "independent_sources: 0")
        change_file(site / "content" / path, old, new)
        assert self.build_again() != before

    def test_that_deletes_a_claim_takes_it_out(self, site: Path, tmp_path: Path) -> None:
        self.make(site, tmp_path)
        (site / "content/claims/new-fountain.md").unlink()
        assert sum(path.endswith(".pf_fragment") for path in self.build_again()) == 2

    @pytest.mark.parametrize(
        ("path", "old", "new"),
        [
            ("claims/oak-bench.yaml", "checked: 2020-05-01", "checked: 2020-05-02"),
            ("claims/oak-bench.yaml", "stance: context", "stance: supports"),
            ("claims/oak-bench.yaml", "summary:", "# A comment.\nsummary:"),
            ("claims/green-bridge.md", "The bridge is grey.", "The bridge is green."),
            ("topics/parks.md", "title: Parks", "title: The parks"),
            ("sources/gazette-2020.yaml", "the last plane tree", "the last tree"),
            ("site.yaml", "title: Small Record", "title: The Small Record"),
        ],
    )
    def test_that_changes_no_word_of_a_claim_leaves_it_alone(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, old: str, new: str
    ) -> None:
        before = self.make(site, tmp_path)
        change_file(site / "content" / path, old, new)
        with monkeypatch.context() as broken:
            break_pagefind(broken)
            assert build(site, self.output) == 0
        assert index_times(self.output) == before
        assert self.build_again() == before

    def test_of_one_claim_leaves_the_other_parts_alone(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "_CLAIMS_A_PART", 2)
        before = self.make(site, tmp_path)
        change_file(site / "content/claims/oak-bench.yaml", "is made of oak", "is made of ash")
        after = self.build_again()
        untouched = {path.split("/")[2] for path, time in before.items() if after.get(path) == time}
        touched = {path.split("/")[2] for path in after if path.endswith(".pf_meta") and path not in before}
        assert len(touched) == 1
        assert len(untouched - touched) == 1

    def test_is_none_and_the_second_build_writes_nothing(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = self.make(site, tmp_path)
        break_pagefind(monkeypatch)
        capsys.readouterr()
        assert build(site, self.output, "--verify") == 0
        assert capsys.readouterr().out.startswith("0 written")
        assert index_times(self.output) == before


class TestWhatIsLost:
    @pytest.mark.parametrize("spoil", ["lost", "edited"])
    def test_is_made_again(self, site: Path, tmp_path: Path, spoil: str) -> None:
        output = tmp_path / "output"
        assert build(site, output) == 0
        expected = read_output(output)
        for path in (f"{INDEX}1/filters.json", f"{INDEX}1/pagefind.js", next(p for p in expected if "/fragment/" in p)):
            if spoil == "lost":
                (output / path).unlink()
            else:
                (output / path).write_text("spoilt")
            assert build(site, output) == 0
            assert read_output(output) == expected

    def test_with_the_cache_is_found_again_in_the_content(self, site: Path, tmp_path: Path) -> None:
        output = tmp_path / "output"
        assert build(site, output) == 0
        shutil.rmtree(output / ".onrecord/cache")
        change_file(site / "content/claims/oak-bench.yaml", "is made of oak", "is made of ash")
        assert build(site, output) == 0
        assert read_output(output) == clean_build(site, tmp_path / "clean")

    def test_files_of_others_beside_it_are_kept(self, site: Path, tmp_path: Path) -> None:
        output = tmp_path / "output"
        write_file(output / INDEX / "1/fragment/mine.txt", "Mine.")
        assert build(site, output) == 0
        change_file(site / "content/site.yaml", "search: full", "search: off")
        assert build(site, output) == 0
        assert list(index_of(output)) == [f"{INDEX}1/fragment/mine.txt"]


class TestAFailure:
    def test_leaves_the_old_site_and_says_what_to_do(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        output = tmp_path / "output"
        assert build(site, output) == 0
        before = read_output(output)
        change_file(site / "content/claims/oak-bench.yaml", "is made of oak", "is made of ash")
        with monkeypatch.context() as broken:
            break_pagefind(broken)
            capsys.readouterr()
            assert build(site, output) == 1
        said = capsys.readouterr().err
        assert "content/site.yaml: the index of the search could not be made: Pagefind can't be started" in said
        assert "[search-failed]" in said
        assert said.endswith("Nothing was written.\n")
        assert read_output(output) == before
        assert build(site, output) == 0
        assert read_output(output) == clean_build(site, tmp_path / "clean")

    def test_matters_to_nobody_where_the_index_is_not_made(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        break_pagefind(monkeypatch)
        for old, new in (("search: full", "search: light"), ("search: light", "search: off")):
            change_file(site / "content/site.yaml", old, new)
            assert build(site, tmp_path / "output") == 0

    @pytest.mark.parametrize("moment", range(0, 16, 3))
    def test_of_the_build_itself_between_two_renamings_is_mended(self, site: Path, tmp_path: Path, moment: int) -> None:
        output = tmp_path / "output"
        assert build(site, output) == 0
        change_file(site / "content/claims/oak-bench.yaml", "is made of oak", "is made of ash")
        dying = (
            f"import os, signal, sys; from onrecord import cli; replace = os.replace; left = [{moment}]\n"
            "def dying(*given):\n"
            "    left[0] -= 1\n"
            "    if left[0] < 0: os.kill(os.getpid(), signal.SIGKILL)\n"
            "    return replace(*given)\n"
            "os.replace = dying\n"
            "sys.exit(cli.main(sys.argv[1:]))"
        )
        command = [sys.executable, "-c", dying, "build", "--site", str(site), "--output", str(output)]
        died = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120, check=False)
        assert died.returncode == -signal.SIGKILL
        assert build(site, output) == 0
        assert read_output(output) == clean_build(site, tmp_path / "clean")
        assert load_manifest(output / ".onrecord/manifest.json").files.keys() == read_output(output).keys()

    def test_of_the_build_itself_ends_pagefind_too(self, site: Path, tmp_path: Path) -> None:
        note = tmp_path / "process"
        program = tmp_path / "pagefind"
        program.write_text(f"#!/bin/sh\nkill -KILL $PPID\ncat >/dev/null\necho ended > '{note}'\n")
        program.chmod(0o755)
        dying = (
            "import sys, pathlib, pagefind_bin; from onrecord import cli\n"
            f"pagefind_bin.get_executable = lambda: pathlib.Path({str(program)!r})\n"
            "sys.exit(cli.main(sys.argv[1:]))"
        )
        command = [sys.executable, "-c", dying, "build", "--site", str(site), "--output", str(tmp_path / "output")]
        died = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
        assert died.returncode == -signal.SIGKILL
        until = time.monotonic() + 10
        while not note.exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert build(site, tmp_path / "output") == 0
        assert read_output(tmp_path / "output") == clean_build(site, tmp_path / "clean")
