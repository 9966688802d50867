"""Makes the icons of ``static/icons/`` from ``favicon.svg`` there: draws it in Chromium at each size, on its ground.

    python tools/make_icons.py

Needs what the tests need. Run it after a change of the sign or of the palette, look at the icons, and commit them.
"""

import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import ARGUMENTS, find_browser  # noqa: E402

ICONS = ROOT / "static/icons"


def main() -> None:
    paper, petrol = colour("paper"), colour("petrol")
    sign = re.search(r'\bd="([^"]+)"', (ICONS / "favicon.svg").read_text(encoding="utf-8"))
    assert sign is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        for name, size in (("apple-touch-icon.png", 180), ("icon-192.png", 192), ("icon-512.png", 512)):
            save(draw(browser, sign[1], size, share=0.8, ground=paper, ink=petrol), name)
        # Of a maskable icon only the circle of four fifths is sure to be seen.
        save(draw(browser, sign[1], 512, share=0.58, ground=petrol, ink=paper), "icon-maskable-512.png")
        draw(browser, sign[1], 32, share=1, ground="none", ink=petrol).save(ICONS / "favicon.ico", sizes=[(32, 32)])
        browser.close()


def colour(name: str) -> str:
    """A colour of the stylesheet's palette."""
    found = re.search(rf"--{name}: (#[0-9a-f]+);", (ROOT / "static/css/tokens.css").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def draw(browser: Browser, path: str, size: int, *, share: float, ground: str, ink: str) -> Image.Image:
    """The sign on a square ground, of whose width it takes this share."""
    inset = 24 * (1 - share) / 2
    page = browser.new_page(viewport={"width": size, "height": size})
    page.set_content(
        f'<style>*{{margin:0}}</style><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="{size}"'
        f' height="{size}" style="display:block"><rect width="24" height="24" fill="{ground}"/>'
        f'<path transform="translate({inset} {inset}) scale({share})" fill="{ink}" fill-rule="evenodd" d="{path}"/></svg>'
    )
    picture = page.screenshot(omit_background=True)
    page.close()
    return Image.open(io.BytesIO(picture))


def save(picture: Image.Image, name: str) -> None:
    """Write a PNG of few colours: the edges of two need no more."""
    picture.convert("RGB").quantize(32).save(ICONS / name, optimize=True)


if __name__ == "__main__":
    main()
