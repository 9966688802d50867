"""The command line: what each command takes, says, and answers with its exit code."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import markdown
import pytest

from onrecord import __version__
from onrecord.cli import main
from tests.git_repository import commit, start_repository
from tests.parsed_html import parse_html
from tests.small_site import FILES, ROOT, change_file, list_files, run, write_file, write_site

COMMANDS = ["build", "check", "serve", "new", "import", "archive", "impact", "links", "due"]
ESCAPE = "\x1b"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


@pytest.fixture
def broken_site(site: Path) -> Path:
    """A site with an error, on line 2 of a person's file, and a warning, on line 1 of a source's."""
    write_file(site / "content/people/jane-roe.yaml", "name: Jane Roe\nkind: persn\n")
    spare = FILES["content/sources/gazette-2020.yaml"].replace("2020/03/plane-trees", "spare")
    write_file(site / "content/sources/spare-source.yaml", spare)
    return site


def run_on_terminal(command: list[str | Path], cwd: Path, environment: dict[str, str]) -> str:
    """Run a command whose messages go to a terminal, and give what stands on that."""
    controller, terminal = pty.openpty()
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdout=terminal, stderr=terminal, stdin=terminal)
    os.close(terminal)
    shown = b""
    while True:
        try:
            piece = os.read(controller, 65536)
        except OSError:  # how Linux tells that nobody holds the terminal any more
            break
        if not piece:
            break
        shown += piece
    os.close(controller)
    process.wait(60)
    return shown.decode("utf-8")


def surroundings(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | more


class TestHelp:
    def test_of_the_program_names_every_command_and_shows_examples(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--help"]) == 0
        said = capsys.readouterr()
        assert said.err == ""
        assert all(re.search(rf"^ +{command} ", said.out, re.MULTILINE) for command in COMMANDS)
        assert "examples:" in said.out

    @pytest.mark.parametrize("command", COMMANDS)
    def test_of_a_command_shows_its_options_and_an_example(
        self, command: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([command, "--help"]) == 0
        said = capsys.readouterr().out
        assert f"usage: build.py {command}" in said
        assert "--site" in said
        examples = said.partition("examples:")[2]
        assert "python build.py" in examples

    def test_shows_examples_that_are_understood(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        main(["--help"])
        examples = re.findall(r"^ +python build\.py(.*?)(?:  |$)", capsys.readouterr().out, re.MULTILINE)
        assert len(examples) >= 5
        for example in examples:
            words = example.split()
            if "serve" in words:
                continue
            if "--since" in words:
                start_repository(site)
                commit(site, "content")
            write_file(site / "content/claims/moon.md", FILES["content/claims/new-fountain.md"].replace("2019", "2018"))
            done = run(*words, cwd=site)
            assert done.returncode != 2, done.stderr
            (site / "content/claims/moon.md").unlink()

    def test_tells_the_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == f"On Record {__version__}\n"

    def test_has_no_colour_where_there_is_no_terminal(self, site: Path) -> None:
        assert ESCAPE not in run("--help", cwd=site).stdout


MISUSES = [
    ["buld"],
    ["build", "--colour"],
    ["build", "claims"],
    ["--base-url", "someone.github.io"],
    ["--base-url", "javascript:alert(1)"],
    ["--base-url", "https://someone.github.io/?page=1"],
    ["--base-url"],
    ["--output"],
    ["serve", "--port", "0"],
    ["serve", "--port", "65536"],
    ["serve", "--port", "http"],
    ["serve", "--port", "٨٠٠٠"],
    ["new"],
    ["new", "claim"],
    ["new", "verdict", "half-true"],
    ["new", "claim", "one", "two"],
    ["archive"],
    ["impact"],
    ["links", "https://example.org/"],
    ["impact", "there-is-none"],
    ["archive", "gazette-2020", "--all"],
    ["archive", "--all", "--by-hand"],
    ["archive", "there-is-none"],
    ["check", "--format", "xml"],
    ["check", "content/claims/there-is-none.md"],
    ["check", "/etc/passwd"],
    ["import"],
    ["import", "archive.csv", "--column", "claim"],
]


@pytest.mark.parametrize("arguments", MISUSES, ids=" ".join)
def test_what_is_not_understood_ends_with_2_and_a_word_on_stderr(
    site: Path, arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)
    before = list_files(site)
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert list_files(site) == before


class TestTheCommandMayBeLeftOut:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["build", "--site", "{site}", "--output", "{output}"],
            ["--site", "{site}", "--output", "{output}"],
            ["--site", "{site}", "build", "--output", "{output}"],
            ["--site={site}", "build", "--output={output}"],
        ],
        ids=["in its place", "left out", "behind an option", "behind an option with ="],
    )
    def test_and_options_may_stand_before_it(self, site: Path, tmp_path: Path, arguments: list[str]) -> None:
        output = tmp_path / "build"  # the name of a command, as the value of an option
        assert main([each.format(site=site, output=output) for each in arguments]) == 0
        assert (output / "index.html").is_file()


class TestResultsAndMessages:
    def test_of_a_build_are_one_line_on_stdout_and_the_rest_on_stderr(self, site: Path) -> None:
        change_file(site / "content/site.yaml", "search: off", "search: off\nversions: off")
        done = run("--base-url", "https://facts.example/", cwd=site)
        assert done.returncode == 0
        assert re.fullmatch(r"\d+ written, 0 unchanged, 0 removed in \d+\.\d s: output\n", done.stdout)
        assert done.stderr == ""

    def test_of_a_build_with_warnings_end_well(self, site: Path) -> None:
        spare = FILES["content/sources/gazette-2020.yaml"].replace("2020/03/plane-trees", "spare")
        write_file(site / "content/sources/spare-source.yaml", spare)
        done = run(cwd=site)
        assert done.returncode == 0
        assert "[source-unused]" in done.stderr
        assert "1 warning" in done.stderr
        assert len(done.stdout.splitlines()) == 1

    def test_of_a_build_with_errors_leave_stdout_empty(self, broken_site: Path) -> None:
        done = run(cwd=broken_site)
        assert done.returncode == 1
        assert done.stdout == ""
        assert "content/people/jane-roe.yaml:2" in done.stderr
        assert "persn" in done.stderr
        assert "Did you mean 'person'?" in done.stderr
        assert "1 error" in done.stderr
        assert done.stderr.rstrip().endswith("Nothing was written.")

    def test_of_a_check_without_problems_say_so(self, site: Path) -> None:
        done = run("check", cwd=site)
        assert done.returncode == 0
        assert done.stdout == "4 claims checked. No problems.\n"
        assert done.stderr == ""

    def test_of_a_check_with_problems_have_the_sum_on_stdout(self, broken_site: Path) -> None:
        done = run("check", cwd=broken_site)
        assert done.returncode == 1
        assert done.stdout == "4 claims checked. 1 error and 1 warning in 2 files.\n"
        assert "content/people/jane-roe.yaml:2" in done.stderr
        assert "content/sources/spare-source.yaml:1: warning: " in done.stderr

    def test_of_a_check_write_nothing(self, site: Path) -> None:
        before = list_files(site)
        assert main(["check", "--site", str(site)]) == 0
        assert list_files(site) == before

    def test_are_cut_off_without_a_traceback_when_nobody_reads_on(self, broken_site: Path) -> None:
        command = f"{sys.executable} {ROOT / 'build.py'} check --format json | head -c 1"
        done = subprocess.run(["bash", "-c", command], cwd=broken_site, capture_output=True, encoding="utf-8")
        assert "Traceback" not in done.stderr

    @pytest.mark.parametrize("command", [["build"], ["check"], ["new", "claim", "a-claim"]], ids=" ".join)
    def test_name_the_folder_that_is_missing(
        self, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([*command, "--site", str(tmp_path)]) in (1, 2)
        said = capsys.readouterr()
        assert "content" in said.err and "--site" in said.err
        assert list(tmp_path.iterdir()) == []


class TestCheckOfSomeFiles:
    def test_shows_their_problems_alone(
        self, broken_site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(broken_site)
        assert main(["check", "content/people/jane-roe.yaml"]) == 1
        said = capsys.readouterr()
        assert "jane-roe.yaml" in said.err
        assert "spare-source" not in said.err
        assert "1 error" in said.out and "warning" not in said.out

    def test_takes_a_folder_for_all_that_is_in_it(
        self, broken_site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(broken_site)
        assert main(["check", "content/people/"]) == 1
        assert "jane-roe.yaml" in capsys.readouterr().err
        assert main(["check", "content/topics"]) == 0
        assert "1 more error in other files: " in capsys.readouterr().out

    def test_ends_well_if_only_others_are_wrong(
        self, broken_site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(broken_site / "content")
        assert main(["check", "--site", "..", "claims/oak-bench.yaml"]) == 0
        assert capsys.readouterr().err == ""

    def test_takes_them_from_any_folder(
        self, broken_site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        wanted = broken_site / "content/people/jane-roe.yaml"
        assert main(["check", "--site", str(broken_site), str(wanted)]) == 1
        assert "jane-roe.yaml" in capsys.readouterr().err

    def test_finds_what_only_the_whole_shows(
        self, site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change_file(site / "content/claims/new-fountain.md", "topics: [parks]", "topics: [parcs]")
        monkeypatch.chdir(site)
        assert main(["check", "content/claims/new-fountain.md"]) == 1
        assert "[topic-unknown]" in capsys.readouterr().err


HOSTILE_WORDS = (
    r"a|b `c` *d* _e_ [f](https://evil.example/) ![g](h) <script>i</script> &lt; \\ # j @k %0A::error::l ~~m~~"
)


class TestTheFormatForGitHub:
    @pytest.fixture
    def summary(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        path = tmp_path / "summary.md"
        path.write_text("What an earlier step wrote.\n", encoding="utf-8")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
        return path

    def check(self, site: Path) -> int:
        return main(["check", "--format", "github", "--site", str(site)])

    def test_puts_problems_on_their_lines_errors_first(
        self, broken_site: Path, summary: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_file(broken_site / "content/claims/aaa-first.md", FILES["content/claims/green-bridge.md"][:-1] + " <b>")
        assert self.check(broken_site) == 1
        commands = [line for line in capsys.readouterr().out.splitlines() if line.startswith("::")]
        assert len(commands) >= 3
        kinds = [line.split()[0] for line in commands]
        assert kinds == sorted(kinds)
        assert kinds[0] == "::error" and kinds[-1] == "::warning"
        place = "file=content/people/jane-roe.yaml,line=2,"
        assert any(line.startswith(f"::error {place}") and "persn" in line for line in commands)

    def test_ends_well_without_problems(self, site: Path, summary: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.check(site) == 0
        assert "::" not in capsys.readouterr().out
        assert "No problems." in summary.read_text(encoding="utf-8")

    def test_works_outside_of_a_workflow(
        self, broken_site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        assert self.check(broken_site) == 1

    @pytest.fixture
    def hostile_site(self, site: Path) -> Path:
        """Problems whose words and places hold what means something to GitHub."""
        write_file(site / "content/people/jane-roe.yaml", f"name: Jane\nkind: {json.dumps(HOSTILE_WORDS)}\n")
        write_file(site / "content/people/max-roe.yaml", f'name: Max\n{json.dumps(HOSTILE_WORDS)}: "x\\ny"\n')
        for name in ("a,b::c%0A", "x\n::error::y", "| c | <img src=x> [d](e)", "\x1b[31mred"):
            write_file(site / f"content/people/{name}.yaml", "name: Max\nkind: person\n")
        return site

    def test_lets_no_words_break_out_of_an_annotation(
        self, hostile_site: Path, summary: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.check(hostile_site) == 1
        lines = capsys.readouterr().out.splitlines()
        commands = [line for line in lines if line.startswith("::")]
        for line in commands:
            parts = re.fullmatch(r"::(error|warning) file=([^,:]*),line=(\d+),(?:col=\d+,)?title=([a-z-]+)::(.*)", line)
            assert parts, line
            assert "%" not in re.sub("%(25|0D|0A|3A|2C)", "", parts[2] + parts[5]), line
        assert len(lines) == len(commands) + 1, "every line is a command, but the sum at the end"
        assert all(line.isprintable() for line in lines)

    def test_appends_all_problems_to_the_summary_of_the_job(
        self, hostile_site: Path, summary: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.check(hostile_site)
        count = sum(line.startswith("::") for line in capsys.readouterr().out.splitlines())
        text = summary.read_text(encoding="utf-8")
        assert text.startswith("What an earlier step wrote.\n")
        rows = [line for line in text.splitlines() if line.startswith("| content/")]
        assert len(rows) == count >= 6
        for row in rows:
            assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 6, row

    def test_lets_no_words_become_markdown_in_the_summary(
        self, hostile_site: Path, summary: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.check(hostile_site)
        page = parse_html(markdown.markdown(summary.read_text(encoding="utf-8"), extensions=["tables"]))
        assert {each.tag for each in page.walk()} == set("p h2 table thead tbody tr th td code".split())
        for row in page.one("tbody").all("tr"):
            assert len(row.all("td")) == 5
            assert len(row.all("code")) == 1
        assert "<script>" in page.text


class TestTheFormatForPrograms:
    def test_is_a_list_of_objects_with_place_code_and_words(
        self, broken_site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["check", "--format", "json", "--site", str(broken_site)]) == 1
        said = capsys.readouterr()
        problems = json.loads(said.out)
        assert [(each["path"], each["line"], each["code"], each["severity"]) for each in problems] == [
            ("content/people/jane-roe.yaml", 2, "value-unknown", "error"),
            ("content/sources/spare-source.yaml", 1, "source-unused", "warning"),
        ]
        assert all(each["message"] and each["hint"] for each in problems)
        assert said.err == ""

    def test_is_an_empty_list_without_problems(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--format", "json", "--site", str(site)]) == 0
        assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_a_file_name_that_is_no_text_is_told(site: Path, form: str) -> None:
    path = os.fsencode(site / "content/people") + b"/caf\xe9.yaml"
    try:
        with open(path, "wb") as file:
            file.write(b"name: Cafe\nkind: media\n")
    except OSError:
        pytest.skip("this file system takes no such names")
    done = run("check", "--format", form, cwd=site)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "id-invalid" in done.stdout + done.stderr


def test_a_file_name_can_not_speak_to_the_terminal(site: Path) -> None:
    write_file(site / "content/people/\x1b]0;owned\x07\n.yaml", "name: Max\nkind: person\n")
    done = run("check", cwd=site)
    assert done.returncode == 1
    assert all(line.isprintable() for line in (done.stdout + done.stderr).splitlines())


class TestNew:
    @pytest.mark.parametrize(
        ("kind", "path"),
        [
            ("claim", "content/claims/old-wall.md"),
            ("source", "content/sources/old-wall.yaml"),
            ("person", "content/people/old-wall.yaml"),
        ],
    )
    def test_starts_a_file_and_tells_its_name(
        self, site: Path, kind: str, path: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(site)
        assert main(["new", kind, "old-wall"]) == 0
        said = capsys.readouterr()
        assert said.out == f"{path}\n"
        assert "python build.py check" in said.err
        assert (site / path).read_text(encoding="utf-8")

    def test_claim_is_a_draft_that_does_not_stop_the_build(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["new", "claim", "old-wall", "--site", str(site)]) == 0
        assert main(["--site", str(site)]) == 0
        assert "content/claims/old-wall.md" in capsys.readouterr().err

    @pytest.mark.parametrize("kind", ["claim", "source", "person"])
    def test_has_only_empty_values_for_problems(
        self, site: Path, kind: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What the skeleton holds is right; what it lacks is told."""
        assert main(["new", kind, "old-wall", "--site", str(site)]) == 0
        capsys.readouterr()
        main(["check", "--format", "json", "--site", str(site)])
        problems = json.loads(capsys.readouterr().out)
        codes = {each["code"] for each in problems if "old-wall" in each["path"]}
        assert codes <= {"value-empty", "key-missing", "source-unused"}, codes

    @pytest.mark.parametrize("kind", ["claim", "source", "person"])
    def test_never_overwrites(self, site: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["new", kind, "old-wall", "--site", str(site)]) == 0
        before = list_files(site)
        (path,) = (site / each for each in before if "old-wall" in each)
        path.write_text("mine", encoding="utf-8")
        assert main(["new", kind, "old-wall", "--site", str(site)]) == 2
        assert path.read_text(encoding="utf-8") == "mine"
        assert list_files(site) == before
        assert "old-wall" in capsys.readouterr().err

    def test_sees_a_claim_of_the_name_in_another_folder_and_form(self, site: Path) -> None:
        write_file(site / "content/claims/2020/old-wall.yaml", "x: y\n")
        assert main(["new", "claim", "old-wall", "--site", str(site)]) == 2
        assert not (site / "content/claims/old-wall.md").exists()

    @pytest.mark.parametrize("id", ["Old-Wall", "a", "../../evil", "old_wall", "-wall", "wall-", "x" * 65, "mauer-ü"])
    def test_takes_only_what_can_be_an_address(
        self, site: Path, tmp_path: Path, id: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = list_files(tmp_path)
        assert main(["new", "person", "--site", str(site), "--", id]) == 2
        assert "[id-invalid]" in capsys.readouterr().err
        assert list_files(tmp_path) == before


class TestColour:
    def test_is_on_a_terminal(self, broken_site: Path) -> None:
        shown = run_on_terminal([sys.executable, ROOT / "build.py", "check"], broken_site, surroundings())
        assert "\x1b[31m" in shown
        assert "persn" in shown

    def test_is_off_under_no_color(self, broken_site: Path) -> None:
        command = [sys.executable, ROOT / "build.py", "check"]
        assert ESCAPE not in run_on_terminal(command, broken_site, surroundings(NO_COLOR="1"))

    def test_is_off_where_there_is_no_terminal(self, broken_site: Path) -> None:
        done = run("check", cwd=broken_site)
        assert ESCAPE not in done.stdout + done.stderr


SLOW_BUILD = """
import sys, time
for name in ("monotonic", "perf_counter"):
    clock = getattr(time, name)
    setattr(time, name, lambda clock=clock: clock() * 1000)   # a build that seems to take minutes
from onrecord.cli import main
sys.exit(main(["build"]))
"""
# On a busy machine a build of four claims may take longer than a quick one.
QUICK_BUILD = SLOW_BUILD.replace("* 1000", "/ 1000").replace("minutes", "milliseconds")


class TestProgress:
    def slow_build(self, site: Path, **more: str) -> str:
        environment = surroundings(PYTHONPATH=str(ROOT), **more)
        return run_on_terminal([sys.executable, "-c", SLOW_BUILD], site, environment)

    def test_of_a_slow_build_is_shown_on_a_terminal_and_wiped_away(self, site: Path) -> None:
        shown = self.slow_build(site)
        assert re.search(r"\r(\x1b\[K)?Rendering", shown)
        assert re.search(r" written, .* removed in ", shown.rpartition("\x1b[K")[2])

    def test_is_not_shown_under_no_color(self, site: Path) -> None:
        assert ESCAPE not in self.slow_build(site, NO_COLOR="1")

    def test_is_not_shown_where_there_is_no_terminal(self, site: Path) -> None:
        environment = surroundings(PYTHONPATH=str(ROOT))
        command = [sys.executable, "-c", SLOW_BUILD]
        done = subprocess.run(command, cwd=site, env=environment, capture_output=True, encoding="utf-8")
        assert done.returncode == 0
        assert "Rendering" not in done.stderr
        assert "\r" not in done.stderr

    def test_of_a_quick_build_is_not_shown(self, site: Path) -> None:
        environment = surroundings(PYTHONPATH=str(ROOT))
        assert "Rendering" not in run_on_terminal([sys.executable, "-c", QUICK_BUILD], site, environment)


def test_a_python_without_the_packages_is_told_how_to_get_them() -> None:
    command = [sys.executable, "-S", str(ROOT / "build.py"), "check"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "make site" in run.stderr
