"""Every mistake that an editor can make: one folder of ``tests/sites/bad`` for each code, with what ``check`` says.

A folder holds what differs from the good site. To see what a mistake looks like, read its ``expected.txt``.
"""

import re
import shutil
from pathlib import Path

import pagefind_bin
import pytest

from onrecord.cli import main
from onrecord.problems import CODES
from tests.git_repository import git
from tests.site_folders import BAD, BEFORE, EXPECTED, ROOT, lay_over, make_site

FOLDERS = sorted(folder.name for folder in BAD.iterdir() if folder.is_dir())


def run(command: str, site: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command; give the exit code and all that it said, messages first.

    It is always the same day. A site that is a repository is compared with what it published.
    """
    compared = (site / ".git").is_dir() and command == "check"
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1767225600")  # 2026-01-01
        code = main(
            [*command.split(), "--site", str(site), "--jobs", "1", *(["--since", "published"] if compared else [])]
        )
    captured = capsys.readouterr()
    said = captured.err + captured.out
    for number, commit in enumerate(git(site, "rev-list", "published").split() if compared else ()):
        # The ids of commits change with every edit of the good site.
        said = said.replace(commit[:12], f"{number}" * 12)
    return code, said


def test_the_good_site_has_no_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", make_site(tmp_path / "site"), capsys) == (0, "4 claims checked. No problems.\n")


@pytest.mark.parametrize("code", FOLDERS)
def test_check_says_what_is_wrong_and_nothing_is_written(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = make_site(tmp_path / "site")
    lay_over(site, BAD / code)
    earlier = site / "output" / "index.html"
    earlier.parent.mkdir()
    earlier.write_text("An earlier build.", encoding="utf-8")
    if code == "search-failed":
        monkeypatch.setattr(pagefind_bin, "get_executable", lambda: shutil.which("false"))
    # Whether a template or a program works is seen only when it is used, and notices are not for every day.
    used = code in ("template-invalid", "search-failed")
    command = "build" if used else "check --audit" if CODES[code] == "notice" else "check"
    exit_code, said = run(command, site, capsys)
    assert said == (BAD / code / EXPECTED).read_text(encoding="utf-8")
    assert f"[{code}]" in said
    assert exit_code == (1 if CODES[code] == "error" else 0)
    if CODES[code] == "error" and not (BAD / code / BEFORE).is_dir():
        exit_code, said = run("build", site, capsys)
        assert exit_code == 1
        assert said.endswith("Nothing was written.\n")
        visible = [path for path in (site / "output").iterdir() if not path.name.startswith(".")]
        assert visible == [earlier]
        assert earlier.read_text(encoding="utf-8") == "An earlier build."


def test_every_code_has_a_folder_and_a_row_in_the_docs() -> None:
    docs = (ROOT / "docs/problems.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (error|warning|notice) \|", docs, re.MULTILINE)
    assert rows == sorted(CODES.items())
    assert sorted(CODES) == FOLDERS
    assert list(CODES) == sorted(CODES)
