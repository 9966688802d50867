"""A claim's own page: the order in which it tells, how light it is, its citations, and how it prints.

Looked at is the repository's own content.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import serve_folder
from tests.parsed_html import Element, parse_html
from tests.small_site import ROOT, build, change_file, copy_own_site, write_site

# What a page and its stylesheets may weigh before compression, in bytes.
HEAVIEST = 45_000

ORDER = ["evidence", "answers", "unknowns", "report", "appearances", "sources", "corrections", "related", "cite"]


def pages_of_claims(output: Path) -> dict[str, Element]:
    paths = sorted(output.glob("claims/*/index.html"))
    pages = {path.parent.name: parse_html(path.read_bytes()) for path in paths}
    return {id: page for id, page in pages.items() if page.all("header", class_="finding")}


class TestEveryClaim:
    def test_weighs_little_with_its_stylesheets(self, own_site: tuple[Path, str]) -> None:
        output, address = own_site
        for path in sorted(output.glob("claims/*/index.html")):
            page = parse_html(path.read_bytes())
            styles = [each.attributes["href"] for each in page.all("link", rel="stylesheet")]
            base = "/" + address.split("/", 3)[3]
            weight = path.stat().st_size + sum((output / href.removeprefix(base)).stat().st_size for href in styles)
            assert weight <= HEAVIEST, f"{path.parent.name}: {weight:,} bytes"

    def test_tells_what_it_has_in_one_order(self, own_site: tuple[Path, str]) -> None:
        pages = pages_of_claims(own_site[0])
        assert len(pages) > 10
        for id, page in pages.items():
            found = [each.attributes["id"] for each in page.all("section") if "id" in each.attributes]
            assert found == [each for each in ORDER if each in found], id
            assert {"evidence", "answers", "sources", "corrections", "cite"} <= set(found), id
            main = page.one("main").text
            assert main.index(page.one("h1").text) < main.index(page.one("p", class_="record__words").text)

    def test_names_the_source_of_each_step_of_the_evidence_and_of_each_answer(self, own_site: tuple[Path, str]) -> None:
        for id, page in pages_of_claims(own_site[0]).items():
            steps = [step for each in page.all("ol", class_="steps") for step in each.children]
            answers = page.one("section", id="answers").all("li", class_="statement")
            assert steps
            for step in (*steps, *(each for each in answers if "Asked by us" not in each.text)):
                if isinstance(step, Element):
                    links = [each for each in step.all("a") if each.attributes["href"].startswith("#s")]
                    assert len(links) == 1, id
                    assert re.fullmatch(r"\S.* \[\d+\]", links[0].text), id

    def test_leads_from_every_mention_to_the_list_of_sources_and_back(self, own_site: tuple[Path, str]) -> None:
        for id, page in pages_of_claims(own_site[0]).items():
            entries = {each.attributes["id"]: each for each in page.one("ol", class_="sources").all("li")}
            assert list(entries) == [f"s{number}" for number in range(1, len(entries) + 1)], id
            mentions = [each for each in page.all("a") if each.attributes.get("id", "").startswith("m")]
            for mention in mentions:
                entry = entries[mention.attributes["href"].removeprefix("#")]
                assert f"#{mention.attributes['id']}" in entry.links(), id
                number = mention.attributes["href"].removeprefix("#s")
                assert f"[{number}]" in mention.text
                assert f"[{number}]" in mention.attributes.get("aria-label", mention.text)

    def test_says_how_to_cite_it(self, own_site: tuple[Path, str]) -> None:
        output, address = own_site
        for id, page in pages_of_claims(output).items():
            section = page.one("section", id="cite")
            bibtex, csl = (each.text for each in section.all("pre"))
            item = json.loads(csl)
            assert item["id"] == id and item["title"] == page.one("h1").text
            assert item["URL"] == f"{address}claims/{id}/"
            assert f"url = {{{item['URL']}}}" in bibtex
            assert item["title"] in section.all("p")[0].text and item["URL"] in section.all("p")[0].text


class TestThePictureOfRelays:
    @pytest.fixture
    def note(self, own_site: tuple[Path, str]) -> Element:
        return pages_of_claims(own_site[0])["kashmir-recruitment"].one("aside", class_="origin")

    def test_has_a_title_and_a_description_and_the_same_in_a_table(self, note: Element) -> None:
        drawing = note.one("svg", role="img")
        assert drawing.one("title").text and drawing.one("desc").text
        names = {each.text for each in note.one("ol", class_="relay__names").all("a")}
        cells = [each.text for each in note.one("table").all("td")]
        assert names == {name for cell in cells for name in cell.split("; ")}

    def test_has_a_row_and_a_dot_for_each_source(self, note: Element) -> None:
        rows = note.one("ol", class_="relay__names").all("li")
        dots = note.one("svg").all("path")[1].attributes["d"]
        assert dots.count("M") == len(rows) == 9

    def test_leads_to_the_pages_own_list_where_a_source_stands_there(self, note: Element) -> None:
        links = note.one("ol", class_="relay__names").links()
        assert links[0] == "#s2"
        assert any("/sources/" in link for link in links)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    output = tmp_path_factory.mktemp("claims") / "output"
    assert build(ROOT, output) == 0
    with serve_folder(output) as address:
        yield address


@pytest.fixture(scope="module")
def arabic_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = copy_own_site(tmp_path_factory.mktemp("arabic"))
    change_file(site / "content/site.yaml", "language: en", "language: ar")
    assert build(site) == 0
    with serve_folder(site / "output") as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def shown_beside(page: Page) -> str:
    """What the stylesheet shows for the citation that has the pointer or the focus; its place must be in sight."""
    return str(
        page.evaluate(
            """() => {
                const link = document.querySelector("sup a:hover, sup a:focus-visible");
                if (!link) return "";
                const box = getComputedStyle(link, "::after");
                return box.position === "fixed" && box.bottom === "0px" ? box.content : "";
            }"""
        )
    )


@pytest.mark.browser
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
class TestACitation:
    @pytest.fixture
    def where(self, direction: str, address: str, arabic_address: str) -> str:
        return {"ltr": address, "rtl": arabic_address}[direction] + "claims/kashmir-recruitment/"

    def test_shows_its_source_under_the_pointer(self, browser: Browser, where: str) -> None:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.goto(where)
        citation = page.locator(".prose sup a").nth(2)
        label = citation.get_attribute("aria-label")
        assert label and re.match(r"\[\d+\] \S", label)
        assert shown_beside(page) == ""
        citation.hover()
        assert label in shown_beside(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.close()

    def test_shows_its_source_to_who_goes_by_keyboard_and_leads_there_and_back(
        self, browser: Browser, where: str
    ) -> None:
        page = browser.new_page(viewport={"width": 320, "height": 640})
        page.goto(where)
        citation = page.locator(".prose sup a").first
        mention = citation.get_attribute("id")
        page.locator(".prose a").first.focus()
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == mention:
                break
        assert (citation.get_attribute("aria-label") or "-") in shown_beside(page)
        page.keyboard.press("Enter")
        expect(page.locator(".sources > li:target")).to_be_in_viewport()
        back = page.locator(f".sources > li:target a[href='#{mention}']")
        back.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"#{mention}:target")).to_be_in_viewport()
        page.close()

    def test_is_followed_by_touch(self, browser: Browser, where: str) -> None:
        context = browser.new_context(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
        page = context.new_page()
        page.goto(where)
        page.locator(".prose sup a").nth(1).tap()
        target = page.locator(".sources > li:target")
        expect(target).to_be_in_viewport()
        target.locator("small a").last.tap()
        expect(page.locator("a:target")).to_be_in_viewport()
        context.close()


@pytest.mark.browser
def test_targets_are_large_enough_for_a_finger(page: Page, address: str) -> None:
    """24 by 24 pixels, or in a line of text (WCAG 2.5.8); 44 high for what leads through the site."""
    page.goto(f"{address}claims/kashmir-recruitment/")
    boxes = "(links) => links.map((each) => [each.offsetHeight, each.offsetWidth, each.textContent.trim()])"
    for height, width, text in page.locator(".masthead a, summary").evaluate_all(boxes):
        assert height >= 44 and width >= 24, text
    apart = ".crumbs a, .colophon a, .verdict-mark, .record__mark a, .sources small a, .page-links a"
    for height, width, text in page.locator(apart).evaluate_all(boxes):
        assert (height >= 24 and width >= 24) or (text.isdigit() and height >= 24), text


@pytest.mark.browser
class TestOnPaper:
    @pytest.fixture
    def paper(self, browser: Browser, address: str) -> Iterator[Page]:
        page = browser.new_page(viewport={"width": 700, "height": 1000}, color_scheme="dark")
        page.emulate_media(media="print", color_scheme="dark")
        page.goto(f"{address}claims/kashmir-recruitment/")
        yield page
        page.close()

    def test_links_show_their_addresses(self, paper: Page) -> None:
        shown = paper.locator("main a[href^='http']").evaluate_all(
            "(links) => links.map((each) => [each.href, getComputedStyle(each, '::after').content])"
        )
        assert len(shown) > 5
        assert all("attr(href)" in content or href in content for href, content in shown)

    def test_what_leads_through_the_site_is_left_out(self, paper: Page) -> None:
        for name in (".menu", ".crumbs", ".skip-link", ".sources small", "details"):
            expect(paper.locator(name).first).to_be_hidden()

    def test_words_are_dark_on_white(self, paper: Page) -> None:
        light = "getComputedStyle(document.body).backgroundColor"
        assert paper.evaluate(light) == "rgb(255, 255, 255)"
        for name in ("h1", ".record__words", ".record__verdict", ".prose a"):
            colour = paper.locator(name).first.evaluate("(each) => getComputedStyle(each).color")
            assert max(map(int, re.findall(r"\d+", colour))) < 128, name

    def test_a_page_can_be_made_of_it(self, paper: Page) -> None:
        assert paper.pdf().startswith(b"%PDF-")


def test_a_report_with_many_headings_begins_with_its_contents(tmp_path: Path) -> None:
    headings = "".join(f"\n## Part {number}\n\nWords.\n" for number in range(4))
    site = write_site(tmp_path / "site")
    claim = site / "content/claims/plane-trees.md"
    claim.write_text(claim.read_text(encoding="utf-8") + headings, encoding="utf-8")
    assert build(site) == 0
    page = parse_html((site / "output/claims/plane-trees/index.html").read_bytes())
    ids = {each.attributes["id"] for each in page.walk() if "id" in each.attributes}
    links = page.one("nav", class_="contents").links()
    assert len(links) == 5
    assert {link.removeprefix("#") for link in links} <= ids
