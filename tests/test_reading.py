"""Reading the site in a browser, as a reader does: from page to page, with scripts on and off, by keyboard, on a phone.

Read is the repository's own content, below a repository's name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import serve_folder
from tests.small_site import ROOT, build, one_page_of_each_kind

pytestmark = pytest.mark.browser

BASE_PATH = "/some-repo/"


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("reading") / "output"
    assert build(ROOT, output, "--base-url", f"https://someone.github.io{BASE_PATH}") == 0
    return output


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    with serve_folder(output, BASE_PATH) as address:
        yield address


class Reader:
    """A page of the browser with all that went wrong in it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.faults: list[str] = []
        page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("requestfailed", lambda request: self._note_failure(request.url, str(request.failure)))
        page.on("request", lambda request: self._note(request.url, address))

    def _note_failure(self, url: str, reason: str) -> None:
        if reason != "net::ERR_ABORTED":  # as happens to an icon when the reader goes on before it has come
            self.faults.append(f"failed: {url}: {reason}")

    def _note(self, url: str, address: str) -> None:
        if not url.startswith(address):
            self.faults.append(f"foreign: {url}")


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def reader(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Reader]:
    """A reader at the home page. At the end nothing may have gone wrong."""
    context = browser.new_context(java_script_enabled=request.param)
    reader = Reader(context.new_page(), address)
    reader.page.goto(address)
    yield reader
    context.close()
    assert reader.faults == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_a_reader_goes_from_home_to_a_claim_to_a_source_to_a_person_and_back_to_a_claim(
    reader: Reader, address: str
) -> None:
    page = reader.page
    page.locator("main .claim-card :is(h2, h3) a").first.click()
    expect(page).to_have_url(re.compile(f"^{address}claims/[a-z0-9-]+/$"))
    expect(page.locator("h1")).to_have_count(1)
    page.locator("main ol.sources > li > :first-child a").first.click()
    expect(page).to_have_url(re.compile(f"^{address}sources/[a-z0-9-]+/$"))
    page.locator(f"main a[href^='{BASE_PATH}people/']").first.click()
    expect(page).to_have_url(re.compile(f"^{address}people/[a-z0-9-]+/$"))
    if not page.locator(f"main a[href^='{BASE_PATH}claims/']").count():
        page.locator(f"main a[href^='{BASE_PATH}sources/']").first.click()
    page.locator(f"main a[href^='{BASE_PATH}claims/']").first.click()
    expect(page).to_have_url(re.compile(f"^{address}claims/[a-z0-9-]+/$"))


def test_the_navigation_leads_through_the_site_and_shows_where_one_is(reader: Reader) -> None:
    page = reader.page
    for number in range(page.locator("nav.menu a").count()):
        page.locator("nav.menu a").nth(number).click()
        expect(page.locator("nav.menu a[aria-current]")).to_have_count(1)
        expect(page.locator("nav.menu a").nth(number)).to_have_attribute("aria-current", "page")
    page.locator("header a").first.click()
    expect(page.locator("main .claim-card").first).to_be_visible()


def test_a_citation_leads_to_its_source_and_the_source_back(reader: Reader) -> None:
    page = reader.page
    page.locator("main .claim-card :is(h2, h3) a").first.click()
    citation = page.locator("main a[href^='#s']").nth(1)
    mention = citation.get_attribute("id")
    citation.click()
    source = page.locator(".sources > li:target")
    expect(source).to_have_count(1)
    expect(source).to_be_in_viewport()
    source.locator(f"a[href='#{mention}']").click()
    expect(page.locator(f"#{mention}:target")).to_have_count(1)
    expect(page.locator(f"#{mention}")).to_be_in_viewport()


def test_a_verdict_leads_to_the_claims_that_have_it(reader: Reader) -> None:
    page = reader.page
    card = page.locator("main .claim-card").first
    title = card.locator(":is(h2, h3) a").inner_text()
    card.locator("a.verdict-mark").click()
    expect(page.get_by_role("link", name=title, exact=True)).to_have_count(1)


def test_a_wrong_address_shows_a_page_that_leads_on(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(f"{address}claims/there-is-no-such-claim/")
    assert answer is not None and answer.status == 404
    link = page.get_by_role("main").get_by_role("link", name="Search for “there is no such claim”")
    expect(link).to_have_attribute("href", f"{address}search/?q=there+is+no+such+claim")
    page.get_by_role("main").get_by_role("link", name="Claims", exact=True).click()
    expect(page).to_have_url(f"{address}claims/")
    context.close()


def test_the_first_key_leads_past_the_head_of_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}claims/")
    page.keyboard.press("Tab")
    link = page.locator("a:focus")
    expect(link).to_have_attribute("href", "#content")
    expect(link).to_be_in_viewport()
    box = link.bounding_box()
    assert box is not None and box["width"] > 20 and box["height"] > 10
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{address}claims/#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_no_page_scrolls_sideways_on_a_small_phone(browser: Browser, output: Path, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    pages = one_page_of_each_kind(output)
    assert len(pages) > 12
    for path in pages:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()


def test_no_page_scrolls_sideways_with_large_letters(browser: Browser, output: Path, address: str) -> None:
    """At 200 % of a small window (WCAG 1.4.4)."""
    context = browser.new_context(viewport={"width": 640, "height": 800})
    page = context.new_page()
    for path in one_page_of_each_kind(output):
        page.goto(address + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
    context.close()


def test_a_long_word_and_a_wide_table_do_not_widen_the_page(browser: Browser, tmp_path: Path) -> None:
    from tests.small_site import FILES, write_site

    word = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle" * 2
    cells = " | ".join(f"Column number {number}" for number in range(12))
    table = f"| {cells} |\n|{' --- |' * 12}\n| {cells} |\n"
    claim = FILES["content/claims/plane-trees.md"] + f"\n{table}\n`{word}`\n\nhttps://example.org/{word[:60]}\n"
    claim = claim.replace("The council's own survey", f"The {word} survey").replace("Jane", word)
    site = write_site(tmp_path / "site", {"content/claims/plane-trees.md": claim})
    assert build(site) == 0
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    with serve_folder(site / "output") as address:
        for path in ("claims/plane-trees/", "claims/", "timeline/", "people/jane-roe/", "sources/gazette-2020/"):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()
