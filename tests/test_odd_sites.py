"""Sites out of the ordinary, one folder of ``tests/sites/odd`` each: all their pages are sound, and none is wider than a
small phone.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import serve_folder
from tests.parsed_html import Element, parse_html
from tests.site_folders import SITES, lay_over, make_site
from tests.small_site import build, list_files, one_page_of_each_kind

ODD = SITES / "odd"
FOLDERS = sorted(folder.name for folder in ODD.iterdir() if folder.is_dir())


class Odd:
    """An odd site, built; its pages by path, as trees."""

    def __init__(self, name: str, folder: Path) -> None:
        site = make_site(folder / "site")
        lay_over(site, ODD / name)
        self.output = folder / "output"
        assert build(site, self.output) == 0
        self.paths = [path for path in list_files(self.output) if path.endswith(".html")]

    def page(self, path: str) -> Element:
        return parse_html((self.output / path / "index.html").read_bytes())


@pytest.fixture(scope="module")
def odd_sites(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Odd]:
    return {name: Odd(name, tmp_path_factory.mktemp(name)) for name in FOLDERS}


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", FOLDERS)
def test_every_page_has_one_heading_and_ids_that_differ(odd_sites: dict[str, Odd], name: str) -> None:
    site = odd_sites[name]
    for path in site.paths:
        page = parse_html((site.output / path).read_bytes())
        assert page.one("h1").text.strip(), path
        ids = [each.attributes["id"] for each in page.walk() if "id" in each.attributes]
        assert len(ids) == len(set(ids)), path


@pytest.mark.browser
@pytest.mark.parametrize("name", FOLDERS)
def test_no_page_is_wider_than_a_small_phone(odd_sites: dict[str, Odd], phone: Page, name: str) -> None:
    site = odd_sites[name]
    with serve_folder(site.output) as address:
        for path in one_page_of_each_kind(site.output):
            phone.goto(address + path)
            # Tables have a frame of their own; what is folded up is opened first.
            phone.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            assert phone.evaluate("document.documentElement.scrollWidth") <= 320, path


# How many texts hold an override of the direction of writing, and those of them that stand neither in an element of
# their own direction nor at the end of a block.
_TURNING_OTHERS = """
() => {
  let found = 0;
  const beside = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const isBlock = (element) => !getComputedStyle(element).display.startsWith("inline");
  while (texts.nextNode()) {
    if (!texts.currentNode.data.includes("\\u202e")) continue;
    found += 1;
    let node = texts.currentNode;
    for (;;) {
      const parent = node.parentElement;
      const isolated = getComputedStyle(parent).unicodeBidi.startsWith("isolate") || parent.localName === "title";
      if (isolated && !isBlock(parent)) break;
      let next = node.nextSibling;
      while (next && !next.textContent.trim()) next = next.nextSibling;
      if (next && !(next.nodeType === 1 && isBlock(next))) beside.push(parent.outerHTML.slice(0, 200));
      if (next || isBlock(parent)) break;
      node = parent;
    }
  }
  return [found, beside];
}
"""


@pytest.mark.browser
def test_a_title_that_turns_the_direction_of_writing_turns_nothing_beside_it(
    odd_sites: dict[str, Odd], phone: Page
) -> None:
    site = odd_sites["turning-title"]
    with serve_folder(site.output) as address:
        turning = 0
        for path in one_page_of_each_kind(site.output):
            phone.goto(address + path)
            found, beside = phone.evaluate(_TURNING_OTHERS)
            assert beside == [], path
            turning += found
        assert turning > 20


def test_a_claim_with_sixty_sources_lists_them_all_and_draws_some_of_their_relays(odd_sites: dict[str, Odd]) -> None:
    page = odd_sites["sixty-sources"].page("claims/town-clock")
    assert len(page.one("ol", class_="sources").children) > 60
    note = page.one("aside", class_="origin")
    assert len(note.one("ol", class_="relay__names").all("li")) == 30
    assert "more sources are not drawn" in note.text


def test_a_topic_without_claims_says_so_and_has_no_picture(odd_sites: dict[str, Odd]) -> None:
    page = odd_sites["empty-topic"].page("topics/night-buses")
    assert "No claim yet." in page.one("main").text
    assert not page.all("figure")


def test_a_site_with_one_claim_shows_when_it_was_made_but_no_spread_of_one_verdict(odd_sites: dict[str, Odd]) -> None:
    page = odd_sites["one-claim"].page("topics/town-money")
    assert len(page.all("li", class_="lane")) == 1
    assert not page.all("figure", class_="tally")


def test_a_site_without_claims_has_all_its_pages(odd_sites: dict[str, Odd]) -> None:
    site = odd_sites["no-claim"]
    assert "No claim yet." in site.page("").one("main").text
    assert "Nothing yet." in site.page("answers").one("main").text
    assert "Nothing yet." in site.page("timeline").one("main").text


def test_a_claim_of_five_hundred_characters_stands_there_in_full(odd_sites: dict[str, Odd]) -> None:
    page = odd_sites["long-claim"].page("claims/town-clock")
    assert len(page.one("p", class_="record__words").text) > 480
    assert len(page.one("h1").text) > 480
