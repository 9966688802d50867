"""What the documents tell readers to type works, and where they lead is there."""

import itertools
import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.git_repository import commit, start_repository
from tests.small_site import ROOT, copy_own_site, run

DOCUMENTS = [
    path.relative_to(ROOT).as_posix()
    for path in [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
    if path.name != "CHANGELOG.md"
]

# Commands that go to other servers.
VISITING = {"archive", "links"}


def read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def fenced_blocks(text: str) -> Iterator[tuple[str, str]]:
    """Give the language and the text of each fenced block, indented ones too."""
    for match in re.finditer(r"^([ \t]*)```(\w*)\n(.*?)^\1```", text, re.MULTILINE | re.DOTALL):
        yield match[2], re.sub(rf"^{match[1]}", "", match[3], flags=re.MULTILINE)


def commands(document: str, program: str) -> list[list[str]]:
    """The commands in a document's blocks that begin with these words, split as a shell does, without comments."""
    lines = itertools.chain.from_iterable(text.splitlines() for _, text in fenced_blocks(read(document)))
    lines = (line.strip().removeprefix("$ ") for line in lines)
    return [shlex.split(line, comments=True) for line in lines if re.match(rf"{re.escape(program)}(\s|$)", line)]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def try_serve(arguments: list[str], site: Path) -> None:
    """Start the server, ask it for the home page, and stop it as Ctrl+C does."""
    port = free_port()
    command = [sys.executable, str(ROOT / "build.py"), *arguments, "--port", str(port)]
    process = subprocess.Popen(command, cwd=site, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_until_served(f"http://127.0.0.1:{port}/", process)
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=20)[0].decode("utf-8")
    assert "Traceback" not in said


def wait_until_served(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A clone of the repository's site with a branch called main, where the commands are run, with an archive to import."""
    site = copy_own_site(tmp_path / "site")
    shutil.copy(ROOT / "build.py", site)
    review = {
        "@type": "ClaimReview",
        "claimReviewed": "The moon is made of cheese.",
        "url": "https://facts.example/moon",
    }
    (site / "archive.json").write_text(json.dumps(review), encoding="utf-8")
    start_repository(site)
    commit(site, "content")
    return site


@pytest.mark.parametrize("document", [document for document in DOCUMENTS if commands(document, "python build.py")])
def test_the_commands_of_a_document_work_one_after_the_other(document: str, site: Path) -> None:
    started: list[str] = []  # files made by "new", which are to be filled in, and so have problems
    for _, _, *arguments in commands(document, "python build.py"):
        if "serve" in arguments:
            try_serve([each for each in arguments if each != "--port" and not each.isdigit()], site)
            continue
        if "verify" in arguments:  # what was built before stands for what was published
            arguments = ["output" if "://" in each else each for each in arguments]
        if arguments[0] in VISITING:
            arguments.append("--help")  # whether it is understood; no test goes to other servers
        done = run(*arguments, cwd=site)
        assert "Traceback" not in done.stderr
        if "check" in arguments and started:
            assert done.returncode in (0, 1), done.stderr
        else:
            assert done.returncode == 0, f"{arguments}: {done.stderr}"
        if "new" in arguments:
            assert (site / done.stdout.strip()).is_file()
            started.append(done.stdout.strip())


def test_the_documents_show_every_command() -> None:
    shown = {word for document in DOCUMENTS for command in commands(document, "python build.py") for word in command}
    assert {"check", "serve", "new", "import", "--base-url"} <= shown


def test_the_targets_of_make_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        named = {word for command in commands(document, "make") for word in command[1:] if "=" not in word}
        named |= set(re.findall(r"`make ([a-z-]+)", read(document)))
        assert named <= targets, f"{document}: {named - targets}"


def test_the_readme_shows_the_two_commands() -> None:
    assert ["make", "site"] in commands("README.md", "make")
    assert ["make", "test"] in commands("README.md", "make")


def without_code(text: str) -> str:
    text = re.sub(r"^([ \t]*)```.*?^\1```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`+[^`\n]+`+", "", text)


def links(document: str) -> list[str]:
    """The targets of a document's links and pictures."""
    text = without_code(read(document))
    return re.findall(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a document."""
    text = re.sub(r"^([ \t]*)```.*?^\1```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?)#*$", text, re.MULTILINE):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        anchor = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        numbered = (f"{anchor}-{number}" for number in itertools.count(1))
        found.add(anchor if anchor not in found else next(each for each in numbered if each not in found))
    return found


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_of_a_document_leads_to_a_file_that_is_there(document: str) -> None:
    for link in links(document):
        if re.match(r"[a-z]+:", link):
            assert link.startswith(("https://", "mailto:")), link
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / document).parent / target if target else ROOT / document
        if not path.resolve().is_relative_to(ROOT):
            continue  # such as ../../issues, which GitHub understands
        assert path.exists(), f"{document}: {link}"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{document}: {link}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_in_code_is_there(document: str) -> None:
    """Paths such as ``docs/design.md``; content and output are the editors' own, and examples."""
    for path in re.findall(r"`((?:docs|onrecord|tests|templates|static|\.github|\.ci)/[\w./-]+\.\w+)`", read(document)):
        assert (ROOT / path).exists(), f"{document}: {path}"
