"""What would change for readers, in each of the formats."""

import json
from pathlib import Path
from typing import Any

import markdown
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.history.changes import Change
from onrecord.history.since import Comparison
from onrecord.publish.changes import as_markdown, as_object, as_text, narrow
from tests.git_repository import commit, git, start_repository
from tests.parsed_html import Element, parse_html
from tests.small_site import change_file, write_file, write_site

TREES = "content/claims/plane-trees.md"
VERDICT = Change("claim", "plane-trees", TREES, 8, "verdict", "false", "true", silent=True)
SUMMARY = Change("claim", "plane-trees", TREES, 9, "summary", "", "Trees stand.", note="We looked again.")
TITLE = Change("source", "survey-2020", TREES, 30, "title", "Survey", "")
HOSTILE = r"a|b `c` ~~~ ``` *d* _e_ [f](https://evil.example/) ![g](h) <script>i</script> &lt; \\ # j @k ::error::l"


def comparison(*changes: Change) -> Comparison:
    return Comparison("main", "0123456789abcdef", changes, ())


def rows_of(text: str) -> list[list[str]]:
    """The rows of a table of Markdown, as a reader sees it."""
    page = parse_html(markdown.markdown(text, extensions=["tables"]))
    return [[cell.text for cell in row.all("td")] for row in page.one("tbody").all("tr")]


class TestOnATerminal:
    def test_each_thing_stands_once_above_what_changes_about_it(self) -> None:
        assert as_text(comparison(VERDICT, SUMMARY, TITLE)).splitlines() == [
            "3 changes for readers since main (0123456789ab).",
            "  claim plane-trees",
            "    verdict: false → true",
            "      (no true entry says so)",
            "    summary: – → Trees stand.",
            "      (We looked again.)",
            "  source survey-2020",
            "    title: Survey → –",
        ]

    def test_a_claim_that_just_goes_is_told_what_it_could_have_been(self) -> None:
        gone = Change("claim", "plane-trees", TREES, 1, "gone", "Trees stand", "", silent=True)
        assert as_text(comparison(gone)).splitlines()[-1] == "      (neither withdrawn nor an alias of another claim)"

    def test_nothing_is_said_to_be_nothing(self) -> None:
        assert as_text(comparison()) == "No change for readers since main (0123456789ab)."

    def test_what_cannot_be_read_is_not_said_to_be_the_same(self) -> None:
        unread = msgspec.structs.replace(comparison(), unread=("content/claims/plane-trees.md",))
        assert as_text(unread).endswith("can't be read isn't known yet: content/claims/plane-trees.md.")

    @given(st.text(), st.text(), st.text(), st.text())
    def test_no_text_steers_it(self, id: str, before: str, after: str, note: str) -> None:
        lines = as_text(comparison(Change("claim", id, "a", 1, "verdict", before, after, note))).split("\n")
        assert len(lines) == (4 if note else 3)
        assert all(line.isprintable() for line in lines)

    def test_long_words_are_cut_where_they_begin_to_differ(self) -> None:
        start = "word " * 100
        long = msgspec.structs.replace(SUMMARY, before=f"{start}one", after=f"{start}other")
        line = as_text(comparison(long)).splitlines()[2]
        assert line == "    summary: …word word word one → …word word word other"


class TestInMarkdown:
    def test_is_a_table_with_a_row_for_each_change(self) -> None:
        assert rows_of(as_markdown(comparison(VERDICT, SUMMARY))) == [
            ["claim plane-trees", "verdict", "false", "true", "no true entry says so"],
            ["claim plane-trees", "summary", "", "Trees stand.", "We looked again."],
        ]

    def test_is_a_sentence_without_changes(self) -> None:
        assert "|" not in as_markdown(comparison())
        assert "No change for readers" in as_markdown(comparison())

    @given(st.text(), st.text(), st.text())
    def test_no_text_leaves_its_cell(self, before: str, after: str, note: str) -> None:
        lines = as_markdown(comparison(Change("claim", "a", "b", 1, "verdict", before, after, note))).splitlines()
        (row,) = (line for line in lines if line.startswith("| claim"))
        assert row.replace("\\\\", "").replace("\\|", "").count("|") == 6
        assert "<" not in row

    def test_that_would_not_fit_into_a_summary_says_what_it_leaves_out(self) -> None:
        text = as_markdown(comparison(*[SUMMARY] * 1234))
        assert len(rows_of(text)) == 500
        assert "734 more" in text
        words = msgspec.structs.replace(SUMMARY, before="🌳" * 400, after="🌱" * 400, note="🌳" * 160)
        assert len(as_markdown(comparison(*[words] * 1234)).encode()) < 2**20


class TestForPrograms:
    def test_every_text_is_whole(self) -> None:
        long = msgspec.structs.replace(SUMMARY, before="x" * 4000)
        told = as_object(comparison(VERDICT, long))
        assert told["since"] == "main" and told["commit"] == "0123456789abcdef"
        assert told["changes"][0] == {
            "kind": "claim", "id": "plane-trees", "path": TREES, "line": 8, "field": "verdict", "from": "false",
            "to": "true", "note": "", "silent": True,
        }  # fmt: skip
        assert told["changes"][1]["from"] == "x" * 4000

    def test_names_that_are_no_text_are_told(self) -> None:
        told = as_object(comparison(msgspec.structs.replace(TITLE, path="a\udcff.md")))
        assert json.loads(json.dumps(told, ensure_ascii=False).encode())["changes"][0]["path"] == "a?.md"


def test_the_changes_of_some_files_can_be_told_alone() -> None:
    other = msgspec.structs.replace(TITLE, path="content/sources/a.yaml")
    assert narrow(comparison(VERDICT, other), {TREES}).changes == (VERDICT,)
    assert narrow(comparison(VERDICT, other), set()).changes == (VERDICT, other)


class TestTheCommand:
    @pytest.fixture
    def site(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A published site with a silent change, a told one, and words that mean something to every format."""
        site = write_site(tmp_path / "site")
        start_repository(site)
        commit(site)
        change_file(site / TREES, "verdict: false", "verdict: true")
        change_file(site / TREES, "headline: The council's", f"headline: {json.dumps(HOSTILE)[:-1]} The council's")
        change_file(site / TREES, "standing after 2019", 'standing after 2019"')
        monkeypatch.chdir(site)
        return site

    def check(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["check", "--since", "main", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    def test_shows_problems_on_stderr_and_the_table_and_the_sum_on_stdout(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, out, err = self.check(capsys)
        assert code == 1
        assert err.count("[change-silent]") == 2
        assert "\n  - on: " in err and "\n    from: false\n    to: true\n    note:\n" in err
        lines = out.splitlines()
        assert lines[0] == f"2 changes for readers since main ({git(site, 'rev-parse', 'main')[:12]})."
        assert lines[-1] == "4 claims checked. 2 errors in 1 file."
        assert all(line.isprintable() for line in (out + err).splitlines())

    def test_ends_well_when_all_is_told(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        git(site, "checkout", "--quiet", "--", ".")
        change_file(site / TREES, "A caller told", "Somebody told")
        code, out, err = self.check(capsys)
        assert (code, err) == (0, "")
        assert "body:" in out

    def test_tells_programs_the_changes_and_the_problems(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = self.check(capsys, "--format", "json")
        told: dict[str, Any] = json.loads(out)
        assert (code, err) == (1, "")
        assert list(told) == ["since", "commit", "changes", "problems"]
        assert [each["field"] for each in told["changes"]] == ["verdict", "headline"]
        assert all(each["paste"] for each in told["problems"])

    def test_writes_markdown_in_which_no_word_means_anything(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, out, err = self.check(capsys, "--format", "markdown")
        assert (code, err) == (1, "")
        self.look_at(out)

    def look_at(self, text: str) -> Element:
        page = parse_html(markdown.markdown(text, extensions=["tables", "fenced_code"]))
        assert {each.tag for each in page.walk()} <= set("h2 h3 p table thead tbody tr th td code pre".split())
        assert len(page.all("table")) == 2
        pasted = [each.text for each in page.all("pre")]
        assert len(pasted) == 2
        assert all(each.startswith("  - on: ") and each.endswith("    note:\n") for each in pasted)
        assert "<script>" in page.text
        return page

    def test_puts_the_same_into_the_summary_of_a_job_and_the_problems_on_their_lines(
        self, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
        code, out, err = self.check(capsys, "--format", "github")
        assert (code, err) == (1, "")
        lines = out.splitlines()
        assert [line.partition(" ")[0] for line in lines[:-1]] == ["::error", "::error"]
        assert "%0A  - on: " in lines[0]
        self.look_at((tmp_path / "summary.md").read_text(encoding="utf-8"))

    def test_tells_of_some_files_alone(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, err = self.check(capsys, "content/claims/oak-bench.yaml")
        assert (code, err) == (0, "")
        assert out.startswith("No change for readers")

    def test_writes_nothing(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write_file(site / ".gitignore", "output/\n")
        commit(site)
        before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
        self.check(capsys)
        assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before
