"""Sites for tests: copies of ``tests/sites/good``, changed as a test wants them.

``make_site`` puts the good site into a folder, changed by the test's own files; ``lay_over`` copies one of the folders
of ``tests/sites/bad`` over it. Templates and static files are the repository's own.

A mistake that lies in what changed has a folder ``before`` as well: what differed from the good site when it was
published. Then the site is a repository, and its branch ``published`` has that.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.git_repository import commit, git, start_repository

ROOT = Path(__file__).resolve().parents[1]
SITES = ROOT / "tests" / "sites"
BAD = SITES / "bad"

# What a folder of tests/sites/bad holds beside the files of the site. HEAD names the commit on which the change is made,
# where that is not the one that was published.
EXPECTED, REMOVED, BEFORE, HEAD = "expected.txt", "remove.txt", "before", "head.txt"

# A claim that lacks nothing, for tests that spoil one key of it.
CLAIM: dict[str, str] = {
    "claim": "The town clock runs ten minutes late.",
    "headline": "Two readings show the clock four minutes late",
    "claimants": "[{unknown: a letter to the editor, via: gazette-2020}]",
    "claimed_on": "2020-04-02",
    "verdict": "false",
    "summary": "The readings show four minutes, not ten.",
    "topics": "[town-money]",
    "published": "2020-05-20",
    "checked": "2020-05-20",
    "evidence": "[{source: gazette-2020, stance: refutes, finding: Reads four minutes.},"
    " {source: photos-2020, stance: refutes, finding: Show the clock beside another.}]",
    "replies_not_sought": "The letter was not signed.",
}


def make_site(folder: Path, *, base: str = "good", changes: Mapping[str, str | bytes | None] = {}) -> Path:
    """Make a site in ``folder``; each change is a path below it with its new text or bytes, or None to leave it out."""
    shutil.copytree(SITES / base / "content", folder / "content")
    for name in ("templates", "static"):
        shutil.copytree(ROOT / name, folder / name)
    for path, text in changes.items():
        write(folder, path, text)
    return folder


def write(folder: Path, path: str, text: str | bytes | None) -> None:
    """Write a file below ``folder``, byte for byte, or remove it if there is no text."""
    target = folder / path
    if text is None:
        target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))


def lay_over(folder: Path, overlay: Path) -> None:
    """Copy what an overlay holds over a site, links as links, and remove what its ``remove.txt`` names."""
    if (overlay / BEFORE).is_dir():
        _publish_before(folder, overlay)
    removed = overlay / REMOVED
    for path in removed.read_text(encoding="utf-8").splitlines() if removed.exists() else []:
        (folder / path).unlink()
    keep_out = shutil.ignore_patterns(EXPECTED, REMOVED, BEFORE, HEAD)
    shutil.copytree(overlay, folder, symlinks=True, ignore=keep_out, dirs_exist_ok=True)


def _publish_before(folder: Path, overlay: Path) -> None:
    """Commit the good site with the overlay's ``before`` over it to ``published``, and leave the good site in place."""
    start_repository(folder)
    commit(folder, "content/site.yaml")
    shutil.copytree(folder / "content", folder / "good")
    lay_over(folder, overlay / BEFORE)
    commit(folder, "content")
    git(folder, "branch", "published")
    if (overlay / HEAD).exists():
        git(folder, "reset", "--quiet", "--soft", (overlay / HEAD).read_text(encoding="utf-8").strip())
    shutil.rmtree(folder / "content")
    (folder / "good").rename(folder / "content")


def write_claim(body: str = "The clock is late. [@photos-2020]\n", **changes: str | None) -> str:
    """Give the text of a ``.md`` claim: ``CLAIM`` with these keys instead, those that are None left out."""
    keys = {key: value for key, value in {**CLAIM, **changes}.items() if value is not None}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n" + body
