"""Takes the pictures for the README anew, of the repository's own site:

    python -m tests.take_pictures

Each stays below 150 kB, so that the README is quick to load. Needs Chromium or Chrome, as the tests do.
"""

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, find_browser, serve_folder
from tests.small_site import ROOT, build

FOLDER = ROOT / "docs/pictures"
LARGEST = 150_000

# Name, page, what shall be seen first, width and height, and the colours.
PICTURES: tuple[tuple[str, str, str, int, int, Literal["light", "dark"]], ...] = (
    ("claim", "claims/kashmir-recruitment/", "body", 1200, 740, "light"),
    ("time", "topics/kashmir/", "main section:nth-of-type(2)", 1200, 800, "dark"),
    ("answers", "answers/", "main", 1200, 680, "light"),
)


def main() -> int:
    """Build the site, take the pictures, and give the exit code: 1 if one is too large."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        output = Path(folder) / "output"
        if build(ROOT, output) != 0:
            return 1
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        with serve_folder(output) as address:
            for name, path, first, width, height, scheme in PICTURES:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto(address + path)
                page.locator(first).evaluate("(each) => window.scrollTo(0, each.getBoundingClientRect().top - 8)")
                page.screenshot(path=FOLDER / f"{name}.png")
                page.close()
        browser.close()
    return int(any(path.stat().st_size > LARGEST for path in FOLDER.glob("*.png")))


if __name__ == "__main__":
    sys.exit(main())
