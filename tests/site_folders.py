"""Sites for tests: copies of ``tests/sites/good``, changed as a test wants them.

``make_site`` puts the good site into a folder, changed by the test's own files; ``lay_over`` copies one of the folders
of ``tests/sites/bad`` over it. Templates and static files are the repository's own.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITES = ROOT / "tests" / "sites"
BAD = SITES / "bad"

# What a folder of tests/sites/bad holds beside the files of the site.
EXPECTED, REMOVED = "expected.txt", "remove.txt"

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
    removed = overlay / REMOVED
    for path in removed.read_text(encoding="utf-8").splitlines() if removed.exists() else []:
        (folder / path).unlink()
    keep_out = shutil.ignore_patterns(EXPECTED, REMOVED)
    shutil.copytree(overlay, folder, symlinks=True, ignore=keep_out, dirs_exist_ok=True)


def write_claim(body: str = "The clock is late. [@photos-2020]\n", **changes: str | None) -> str:
    """Give the text of a ``.md`` claim: ``CLAIM`` with these keys instead, those that are None left out."""
    keys = {key: value for key, value in {**CLAIM, **changes}.items() if value is not None}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + "---\n" + body
