"""Sites to look at, and which of their pages to look at: of each kind the one that has the most on it."""

import re
import shutil
from pathlib import Path

from onrecord.options import Options
from onrecord.pipeline import build_site
from onrecord.publish.manifest import load_manifest
from onrecord.publish.report import as_text
from onrecord.publish.write import STATE_FOLDER

ROOT = Path(__file__).resolve().parents[1]


def build_own_site(folder: Path, language: str, base_url: str) -> Path:
    """Build the repository's own site with its interface in this language, and give the folder that holds it."""
    site, output = folder / "site", folder / "output"
    for name in ("content", "templates", "static"):
        shutil.copytree(ROOT / name, site / name)
    config = site / "content" / "site.yaml"
    text, count = re.subn(r"(?m)^language: \w+$", f"language: {language}", config.read_text("utf-8"))
    assert count == 1, "content/site.yaml has no line 'language: …'"
    config.write_text(text, "utf-8")
    built = build_site(Options(site, base_url=base_url), output)
    assert built.written is not None, [as_text(problem, colour=False) for problem in built.problems]
    return output


def pick_pages(output: Path) -> dict[str, str]:
    """Give for each kind of page the path of the largest; paths are relative to the site's home."""
    largest: dict[str, tuple[int, str]] = {}
    for path, file in load_manifest(output / STATE_FOLDER / "manifest.json").files.items():
        kind = file.key[0]
        if kind and path.endswith(".html"):
            largest[kind] = max(largest.get(kind, (0, "")), (file.size, path))
    return {kind: path.removesuffix("index.html") for kind, (_, path) in sorted(largest.items())}
