"""What axe-core finds on a page that is open in a browser."""

import importlib.util
import json
from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Page

_RUN = "axe.run(document, {resultTypes: ['violations'], performanceTimer: false}).then(({violations}) => violations)"


def find_violations(page: Page) -> list[str]:
    """Run all rules of axe-core, and say what each broken one wants and where it is broken."""
    # Evaluated, not added as an element: the page's own policy forbids foreign scripts.
    page.evaluate(_axe_script())
    return [
        f"{each['id']}: {each['help']} {json.dumps([node['target'] for node in each['nodes']][:5], ensure_ascii=False)}"
        for each in page.evaluate(_RUN)
    ]


def find_sideways_scroll(page: Page) -> list[str]:
    """Say by how much the page is wider than the window, and what sticks out."""
    return list(page.evaluate(_STICKING_OUT))


# Whatever scrolls in a frame of its own (a wide table) does not count.
_STICKING_OUT = """() => {
  const root = document.scrollingElement, wide = root.scrollWidth - root.clientWidth;
  if (wide <= 0) return [];
  const inFrame = (element) => {
    for (let each = element.parentElement; each; each = each.parentElement)
      if (each !== document.body && each !== root && getComputedStyle(each).overflowX !== "visible") return true;
    return false;
  };
  const out = [...document.body.querySelectorAll("*")].filter((each) => {
    const box = each.getBoundingClientRect();
    return (box.right > root.clientWidth + 1 || box.left < -1) && !inFrame(each);
  });
  return [`${wide} px wider than the window`, ...out.slice(0, 5).map((each) => each.outerHTML.slice(0, 120))];
}"""


@lru_cache(maxsize=1)
def _axe_script() -> str:
    package = importlib.util.find_spec("axe_playwright_python")
    assert package is not None and package.origin is not None
    return (Path(package.origin).parent / "axe.min.js").read_text("utf-8")
