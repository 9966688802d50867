"""Pagefind as we run it: the same bytes every time, no network, and clear words when it fails."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pagefind_bin
import pytest

from onrecord.formats.search import Record
from onrecord.publish.pagefind import PagefindFailed, is_of_index, list_fragments, make_index

RECORDS = [
    Record(f"/claims/{number}/", f"Claim number{number} on Erdoğan, İzmir and trees.", {"title": f"Finding {number}"})
    for number in range(60)
]


@pytest.fixture
def pagefind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that is run in Pagefind's place; the test writes it."""
    program = tmp_path / "pagefind"
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: program)
    return program


class TestTheIndex:
    def test_is_the_same_byte_for_byte_every_time(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        files = make_index(RECORDS, "en")
        monkeypatch.setenv("TZ", "Asia/Karachi")
        monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
        monkeypatch.chdir(tmp_path)
        assert make_index(RECORDS, "en") == files

    def test_follows_neither_settings_that_lie_about_nor_the_environment(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        files = make_index(RECORDS, "en")
        (tmp_path / "pagefind.yml").write_text("root_selector: nothing\nforce_language: de\nverbose: true\n")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "de")
        assert make_index(RECORDS, "en") == files

    def test_depends_on_the_order_of_the_records_alone(self) -> None:
        there, back = make_index(RECORDS, "en"), make_index(RECORDS[::-1], "en")
        assert there != back
        assert list_fragments(there) == list_fragments(back)

    def test_holds_what_a_browser_needs_and_nothing_else(self) -> None:
        files = make_index(RECORDS, "en")
        assert {path for path in files if not is_of_index(path)} == {
            *("pagefind.js", "pagefind-worker.js", "wasm.en.pagefind"),
        }
        assert sum(path.startswith("fragment/") for path in files) == len(RECORDS)

    @pytest.mark.parametrize(
        ("language", "program"), [("tr", "tr"), ("ar", "ar"), ("ur", "unknown"), ("pt-br", "pt-br"), ("xx", "unknown")]
    )
    def test_brings_the_program_that_knows_the_stems_of_its_language(self, language: str, program: str) -> None:
        assert f"wasm.{program}.pagefind" in make_index(RECORDS, language)

    def test_of_no_records_is_empty(self) -> None:
        assert make_index([], "en") == {}

    def test_names_each_record_by_a_file_of_its_own(self) -> None:
        files = make_index(RECORDS, "en")
        names = list_fragments(files)
        assert names.keys() == {record.url for record in RECORDS}
        assert {f"fragment/{name}.pf_fragment" for name in names.values()} < files.keys()

    def test_is_made_without_any_network(self, pagefind: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        alone = ["unshare", "--net", "--map-root-user"]
        if not shutil.which("unshare") or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
            pytest.skip("no program can be cut off from the network here")
        monkeypatch.undo()
        real = pagefind_bin.get_executable()
        pagefind.write_text(f'#!/bin/sh\nexec {" ".join(alone)} "{real}" "$@"\n')
        expected = make_index(RECORDS, "en")
        monkeypatch.setattr(pagefind_bin, "get_executable", lambda: pagefind)
        assert make_index(RECORDS, "en") == expected


class TestAFailureIsTold:
    def test_of_a_program_that_is_not_there(self, pagefind: Path) -> None:
        pagefind.unlink()
        with pytest.raises(PagefindFailed, match=r"^can't be started \(.*No such file"):
            make_index(RECORDS, "en")

    def test_of_one_that_is_not_for_this_machine(self, pagefind: Path) -> None:
        pagefind.write_bytes(b"\x7fELF but for another machine")
        with pytest.raises(PagefindFailed, match=r"^can't be started \(.*format"):
            make_index(RECORDS, "en")

    def test_of_one_that_is_not_there_for_this_platform(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pagefind_bin", None)
        with pytest.raises(PagefindFailed, match=r"^can't be started \(.*pagefind_bin"):
            make_index(RECORDS, "en")

    def test_of_one_that_is_killed_as_when_memory_runs_out(self, pagefind: Path) -> None:
        pagefind.write_text(f"#!/bin/sh\nhead -c 20 >/dev/null\nkill -{signal.SIGKILL.value} $$\n")
        with pytest.raises(PagefindFailed, match=r"^was killed by signal 9; is there enough memory"):
            make_index(RECORDS * 500, "en")

    def test_of_one_that_gives_up(self, pagefind: Path) -> None:
        pagefind.write_text("#!/bin/sh\nexit 3\n")
        with pytest.raises(PagefindFailed, match=r"^ended with exit code 3$"):
            make_index(RECORDS * 500, "en")

    @pytest.mark.parametrize("answer", ["bm9uc2Vuc2U=,", "%%%,", "e30=,", "W10=,"])
    def test_of_one_that_talks_nonsense(self, pagefind: Path, answer: str) -> None:
        pagefind.write_text(f"#!/bin/sh\nprintf '%s' '{answer}'\ncat >/dev/null\n")
        with pytest.raises(PagefindFailed, match=r"^gave an answer that is not understood$"):
            make_index(RECORDS, "en")

    def test_of_one_that_says_so(self, pagefind: Path) -> None:
        error = "eyJtZXNzYWdlX2lkIjowLCJwYXlsb2FkIjp7InR5cGUiOiJFcnJvciIsIm1lc3NhZ2UiOiJubyByb29tIn19"
        pagefind.write_text(f"#!/bin/sh\nprintf '%s' '{error},'\ncat >/dev/null\n")
        with pytest.raises(PagefindFailed, match=r"^says: no room$"):
            make_index(RECORDS, "en")

    def test_of_one_that_never_ends(self, pagefind: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("onrecord.publish.pagefind._SECONDS", 0.2)
        monkeypatch.setattr("onrecord.publish.pagefind._SECONDS_A_RECORD", 0)
        pagefind.write_text("#!/bin/sh\ncat >/dev/null\n")
        with pytest.raises(PagefindFailed, match=r"^had not ended after 0 seconds$"):
            make_index(RECORDS, "en")

    def test_and_leaves_no_program_running(self, pagefind: Path, tmp_path: Path) -> None:
        pagefind.write_text(f"#!/bin/sh\necho $$ > '{tmp_path}/process'\nprintf 'e30=,'\ncat >/dev/null\n")
        with pytest.raises(PagefindFailed):
            make_index(RECORDS, "en")
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "process").read_text()), 0)
