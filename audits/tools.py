"""The two tools that don't speak Python: Lighthouse, and the Nu Html Checker, which is the W3C's validator."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from tests.browser import ARGUMENTS, find_browser

HERE = Path(__file__).resolve().parent
_PACKAGES = HERE / "node_modules"
CATEGORIES = ("accessibility", "best-practices", "seo", "performance")


def install() -> None:
    """Install what package-lock.json names. Ends the program with a word of help where Node.js or Java is missing."""
    for program, package in (("npm", "npm"), ("java", "default-jre-headless")):
        if not shutil.which(program):
            raise SystemExit(f"`make audit` needs {program}; to get it: sudo apt install {package}")
    subprocess.run(["npm", "ci", "--ignore-scripts", "--loglevel=error"], cwd=HERE, check=True)


def validate(folder: Path) -> tuple[int, list[str]]:
    """Check every page below a folder. Gives how many there are, and what is wrong with them."""
    pages = sorted(folder.rglob("*.html"))
    jar = _PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-Xss2m", "-jar", jar, "--errors-only", "--exit-zero-always", "--format", "json", *pages]
    done = subprocess.run(command, capture_output=True, check=True)
    said = [each for each in json.loads(done.stderr)["messages"] if each["type"] != "info"]
    return len(pages), [
        f"{each['url'].rpartition(folder.name)[2]}:{each.get('lastLine', 0)}: {each['message']}" for each in said
    ]


def score(address: str, *, desktop: bool, runs: int) -> tuple[dict[str, float], list[str]]:
    """Let Lighthouse judge a page. Gives the median score of each category, 0–100, and the audits that failed."""
    results = [_run_lighthouse(address, desktop) for _ in range(runs)]
    scores = {
        name: median(100 * (result["categories"][name]["score"] or 0) for result in results) for name in CATEGORIES
    }
    failed = [
        audit["title"]
        for name in CATEGORIES[:3]
        for reference in results[0]["categories"][name]["auditRefs"]
        if (audit := results[0]["audits"][reference["id"]])["score"] == 0
    ]
    return scores, failed


def _run_lighthouse(address: str, desktop: bool) -> dict[str, dict]:  # type: ignore[type-arg]
    flags = " ".join(["--headless=new", *ARGUMENTS])
    command: Sequence[str | Path] = [
        "node", _PACKAGES / "lighthouse" / "cli" / "index.js", address, "--quiet", "--output=json",
        f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={flags}", *(["--preset=desktop"] if desktop else []),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, env={**os.environ, "CHROME_PATH": find_browser()})
    if done.returncode:
        raise SystemExit(f"Lighthouse failed on {address}:\n{done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)  # type: ignore[no-any-return]
