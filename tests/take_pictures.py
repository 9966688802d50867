"""Takes the pictures for the README anew, of the repository's own site and of a town that doesn't exist:

    python -m tests.take_pictures

Each stays below 150 kB, so that the README is quick to load. Needs Chromium or Chrome, as the tests do.
"""

import io
import sys
import tempfile
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, find_browser, serve_folder
from tests.site_folders import BAD, lay_over, make_site
from tests.small_site import ROOT, build

FOLDER = ROOT / "docs/pictures"
LARGEST = 150_000

# Name, site, page, what shall be seen first, width and height, and the colours.
PICTURES: tuple[tuple[str, str, str, str, int, int, Literal["light", "dark"]], ...] = (
    ("claim", "own", "claims/kashmir-recruitment/", "body", 1200, 740, "light"),
    ("time", "own", "topics/kashmir/", "main section:nth-of-type(2)", 1200, 800, "dark"),
    ("answers", "own", "answers/", "main", 1200, 680, "light"),
    ("record", "town", "claims/plane-trees/", "main", 1200, 1440, "light"),
)


def main() -> int:
    """Build the site, take the pictures, and give the exit code: 1 if one is too large."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        # In the town a source was retracted, which the dossier has no case of.
        town = make_site(Path(folder) / "site")
        lay_over(town, BAD / "source-fallen")
        own_output, town_output = Path(folder) / "own", Path(folder) / "town"
        if build(ROOT, own_output) != 0 or build(town, town_output) != 0:
            return 1
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        with serve_folder(own_output) as own_address, serve_folder(town_output) as town_address:
            for name, site, path, first, width, height, scheme in PICTURES:
                page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                page.goto((own_address if site == "own" else town_address) + path)
                page.locator(first).evaluate("(each) => window.scrollTo(0, each.getBoundingClientRect().top - 8)")
                picture = Image.open(io.BytesIO(page.screenshot()))
                # Pages have few colours; the edges of letters need the most.
                picture.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)
                page.close()
        browser.close()
    return int(any(path.stat().st_size > LARGEST for path in FOLDER.glob("*.png")))


if __name__ == "__main__":
    sys.exit(main())
