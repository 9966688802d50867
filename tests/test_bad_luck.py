"""Killed, no room, no permission, two at once: a clear message, no traceback, and the next build is right."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.site_folders import ROOT, make_site
from tests.small_site import STATE_FOLDER

KILLS = 30


def run_build(site: Path, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build.py"), "--site", str(site), "--output", str(output), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def read(output: Path) -> dict[str, bytes]:
    """All files of a site but the build's own state."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file() and path.relative_to(output).parts[0] != STATE_FOLDER
    }


def mount(folder: Path, options: str) -> bool:
    """Put a disk of its own into a folder, where that is allowed."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def edit(site: Path, number: int) -> None:
    """Change the title, which stands on every page, and one claim's file name now and then."""
    config = site / "content" / "site.yaml"
    text = config.read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    config.write_text(text.replace(title, f"title: Record {number}"), encoding="utf-8")


def test_a_build_killed_at_any_instant_leaves_what_the_next_one_mends(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    output, clean = tmp_path / "output", tmp_path / "clean"
    assert run_build(site, output).returncode == 0
    started = time.monotonic()
    edit(site, -1)
    run_build(site, output)
    takes = time.monotonic() - started
    dice = random.Random(7)
    command = [sys.executable, str(ROOT / "build.py"), "--site", str(site), "--output", str(output), "--jobs", "2"]
    killed = 0
    for number in range(4 * KILLS):
        edit(site, number)
        build = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        time.sleep(dice.uniform(0.05, 0.9) * takes)
        if build.poll() is None:
            os.killpg(build.pid, signal.SIGKILL)
            killed += 1
        build.communicate()
        if number % 10 == 9 or killed == KILLS:
            # What a clean build makes, after one edit or after several that were cut short.
            edit(site, 1000 + number)
            mended = run_build(site, output)
            assert mended.returncode == 0, mended.stderr
            shutil.rmtree(clean, ignore_errors=True)
            run_build(site, clean)
            assert read(output) == read(clean)
        if killed == KILLS:
            return
    pytest.fail(f"only {killed} of {number + 1} builds could be killed in time")


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A site, its output before a title and a claim's id were changed, and a clean build after that."""
    folder = tmp_path_factory.mktemp("edited")
    site, output, clean = make_site(folder / "site"), folder / "output", folder / "clean"
    run_build(site, output)
    edit(site, 1)
    (site / "content" / "claims" / "plane-trees.md").rename(site / "content" / "claims" / "plane-trees-2.md")
    for path in (site / "content").rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("[[plane-trees]]", "[[plane-trees-2]]").replace(
                "claim: plane-trees,", "claim: plane-trees-2,"
            ),
            encoding="utf-8",
        )
    run_build(site, clean)
    return site, output, clean


@pytest.mark.parametrize("moment", range(0, 42, 4))
def test_a_build_killed_between_two_renamings_is_mended(
    edited: tuple[Path, Path, Path], tmp_path: Path, moment: int
) -> None:
    site, before, clean = edited
    output = shutil.copytree(before, tmp_path / "output")
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
    died = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    mended = run_build(site, output)
    assert mended.returncode == 0, mended.stderr
    assert read(output) == read(clean)


def test_a_full_disk_leaves_the_old_site_and_says_so(tmp_path: Path) -> None:
    output = tmp_path / "small"
    output.mkdir()
    if not mount(output, "size=2m"):
        pytest.skip("only root may mount a small disk here; tests/publish/test_write.py fakes a full one")
    try:
        site = make_site(tmp_path / "site")
        first = run_build(site, output)
        assert first.returncode == 0, first.stderr
        before = read(output)
        claim = (site / "content" / "claims" / "plane-trees.md").read_text(encoding="utf-8")
        for number in range(40):
            text = claim.replace("survey-2020", f"survey-{number}").replace("invoice-2019", f"invoice-{number}")
            (site / "content" / "claims" / f"plane-trees-{number}.md").write_text(text, encoding="utf-8")
        full = run_build(site, output)
        assert full.returncode == 1
        assert "Traceback" not in full.stderr
        if "No space left" in full.stderr:
            assert read(output) == before
        for path in (site / "content" / "claims").glob("plane-trees-[0-9]*.md"):
            path.unlink()
        assert run_build(site, output).returncode == 0
        assert read(output) == before
    finally:
        subprocess.run(["umount", str(output)], check=False)


def test_two_builds_at_once_on_one_folder_do_not_mix(tmp_path: Path) -> None:
    site, output = make_site(tmp_path / "site"), tmp_path / "output"
    command = [sys.executable, str(ROOT / "build.py"), "--site", str(site), "--output", str(output)]
    builds = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ends = [build.communicate(timeout=120) for build in builds]
    codes = [build.returncode for build in builds]
    assert 0 in codes
    for code, (_, said) in zip(codes, ends, strict=True):
        assert "Traceback" not in said
        if code:
            assert "another build is writing" in said
    clean = tmp_path / "clean"
    run_build(site, clean)
    assert read(output) == read(clean)


def test_an_output_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    site, output = make_site(tmp_path / "site"), tmp_path / "output"
    output.mkdir(mode=0o500)
    mounted = os.geteuid() == 0 and mount(output, "ro")
    if os.geteuid() == 0 and not mounted:
        pytest.skip("root may write anywhere, and nothing can be mounted here")
    try:
        refused = run_build(site, output)
    finally:
        if mounted:
            subprocess.run(["umount", str(output)], check=False)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert str(output) in refused.stderr
