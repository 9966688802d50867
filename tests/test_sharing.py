"""What is passed on: tags for those who share a page, cards in other sites' frames, and buttons where they work."""

import json
import re
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from onrecord.options import Options
from onrecord.pages.wording import locale_of
from onrecord.pipeline import build_site
from tests.browser import serve_folder
from tests.parsed_html import Element, parse_html
from tests.small_site import FILES, build, change_file, list_files, write_site

BASE_URL = "https://someone.github.io/some-repo/"


def read_page(output: Path, path: str) -> Element:
    return parse_html((output / path).read_bytes())


def tags_of(page: Element) -> dict[str, str]:
    """The page's tags for those who share it; none may be there twice."""
    tags: dict[str, str] = {}
    for meta in page.one("head").all("meta"):
        for key in (meta.attributes.get("property"), meta.attributes.get("name")):
            if key and key.startswith(("og:", "twitter:")):
                assert key not in tags
                tags[key] = meta.attributes["content"]
    return tags


class TestTheTagsOfAPage:
    def test_are_its_title_description_kind_address_site_and_language(self, own_site: tuple[Path, str]) -> None:
        output, address = own_site
        seen = 0
        for path in output.rglob("*.html"):
            page = parse_html(path.read_bytes())
            canonical = [each.attributes["href"] for each in page.all("link", rel="canonical")]
            if not canonical or page.all("meta", name="robots"):
                continue
            tags, seen = tags_of(page), seen + 1
            assert tags["og:url"] == canonical[0]
            assert page.one("head").one("title").text.startswith(tags["og:title"])
            assert tags["og:description"] == page.one("meta", name="description").attributes["content"] != ""
            assert tags["og:site_name"] == "Claims about Turkish-backed fighters, 2015–2020"
            assert tags["og:locale"] == "en_US"
            is_claim = re.fullmatch(rf"{address}claims/(?!page/)[^/]+/", canonical[0]) is not None
            assert tags["og:type"] == ("article" if is_claim else "website")
            assert tags["twitter:card"] == ("summary_large_image" if is_claim else "summary")
            assert ("og:image" in tags) == is_claim
        assert seen > 100

    def test_name_a_claims_image_with_its_size_and_its_words(self, own_site: tuple[Path, str]) -> None:
        output, address = own_site
        for path in output.glob("claims/*/share.png"):
            page = read_page(output, f"claims/{path.parent.name}/index.html")
            tags = tags_of(page)
            assert tags["og:image"] == f"{address}claims/{path.parent.name}/share.png"
            with Image.open(path) as image:
                assert (tags["og:image:width"], tags["og:image:height"]) == tuple(map(str, image.size))
            words = page.one("p", class_="record__words").text
            verdict = page.one("p", class_="record__mark").text
            assert tags["og:image:alt"] == f"Verdict: {verdict}. Claim: {words}"

    def test_name_no_address_where_none_is_known(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        assert build(site) == 0
        for path in (site / "output").rglob("*.html"):
            assert set(tags_of(parse_html(path.read_bytes()))) == {"og:description"}, path
        made = [path for path in list_files(site / "output") if path.startswith("claims/")]
        assert all(
            path.endswith(("/index.html", "/claim.json")) and not path.endswith("/embed/index.html") for path in made
        )

    @pytest.mark.parametrize(
        ("language", "locale"),
        [
            *[("en", "en_US"), ("tr", "tr_TR"), ("ur", "ur_PK"), ("ar", "ar_EG")],
            *[("pt-BR", "pt_BR"), ("zh-Hant", "zh_TW"), ("xx", "")],
        ],
    )
    def test_tell_the_language_with_the_country_where_most_speak_it(self, language: str, locale: str) -> None:
        assert locale_of(language) == locale


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site, with a headline that tries to break out of wherever it stands."""
    finding = "headline: Nothing that we read says what the bench is made of"
    hostile = """headline: '"''></iframe><script src=//evil.example></script> & so on'"""
    bench = FILES["content/claims/oak-bench.yaml"]
    assert finding in bench
    site = write_site(
        tmp_path_factory.mktemp("sharing") / "site", {"content/claims/oak-bench.yaml": bench.replace(finding, hostile)}
    )
    assert build(site, None, "--base-url", BASE_URL) == 0
    assert "<script src=//evil" in read_page(site / "output", "claims/oak-bench/index.html").one("h1").text
    return site / "output"


CLAIMS = ["plane-trees", "oak-bench", "new-fountain"]


@pytest.mark.parametrize("claim", CLAIMS)
class TestOEmbed:
    def read(self, output: Path, claim: str) -> dict[str, object]:
        answer = json.loads((output / f"claims/{claim}/oembed.json").read_text(encoding="utf-8"))
        assert isinstance(answer, dict)
        return answer

    def test_is_found_from_the_claims_page(self, output: Path, claim: str) -> None:
        page = read_page(output, f"claims/{claim}/index.html")
        link = page.one("head").one("link", type="application/json+oembed")
        assert link.attributes["rel"] == "alternate"
        assert link.attributes["href"] == f"{BASE_URL}claims/{claim}/oembed.json"

    def test_has_what_version_one_requires_of_the_type_rich(self, output: Path, claim: str) -> None:
        answer = self.read(output, claim)
        assert (answer["version"], answer["type"]) == ("1.0", "rich")
        assert isinstance(answer["width"], int) and isinstance(answer["height"], int)
        assert answer["title"] == read_page(output, f"claims/{claim}/index.html").one("h1").text
        assert (answer["provider_name"], answer["provider_url"]) == ("Small Record", BASE_URL)
        assert answer["thumbnail_url"] == f"{BASE_URL}claims/{claim}/share.png"
        assert (answer["thumbnail_width"], answer["thumbnail_height"]) == (1200, 630)

    def test_gives_one_frame_with_fixed_attributes_and_nothing_else(self, output: Path, claim: str) -> None:
        answer = self.read(output, claim)
        root = parse_html(str(answer["html"]))
        assert [each if isinstance(each, str) else each.tag for each in root.children] == ["iframe"]
        frame = root.one("iframe")
        assert frame.children == []
        assert frame.attributes == {
            "src": f"{BASE_URL}claims/{claim}/embed/",
            "title": answer["title"],
            "width": "560",
            "height": "340",
            "style": "border:0;max-width:100%",
            "loading": "lazy",
            "sandbox": "allow-popups allow-popups-to-escape-sandbox",
        }

    def test_is_what_the_page_offers(self, output: Path, claim: str) -> None:
        page = read_page(output, f"claims/{claim}/index.html")
        offered = page.one("a", data_share="embed").attributes["href"]
        assert offered.endswith(f"claims/{claim}/oembed.json")


@pytest.mark.parametrize("claim", CLAIMS)
class TestTheCard:
    def test_shows_claim_finding_verdict_site_and_day_and_leads_to_the_claim(self, output: Path, claim: str) -> None:
        card, page = (
            read_page(output, f"claims/{claim}/embed/index.html"),
            read_page(output, f"claims/{claim}/index.html"),
        )
        main = card.one("main")
        assert main.one("h1").text == page.one("h1").text
        assert page.one("p", class_="record__words").text in main.text
        assert main.one("span", class_="verdict-mark").text == page.one("p", class_="record__mark").text
        assert "Small Record" in main.text
        assert "datetime" in main.one("time").attributes
        (link,) = card.all("a")
        assert link.attributes["href"] == f"{BASE_URL}claims/{claim}/"
        assert (link.attributes["target"], link.attributes["rel"]) == ("_blank", "noopener")

    def test_runs_nothing_and_loads_one_stylesheet(self, output: Path, claim: str) -> None:
        card = read_page(output, f"claims/{claim}/embed/index.html")
        policy = card.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
        assert "default-src 'none'" in policy and "script-src" not in policy
        assert not card.all("script") and not card.all("img") and not card.all("form")
        assert [each.attributes["rel"] for each in card.all("link")] == ["canonical", "stylesheet", "stylesheet"]

    def test_is_no_page_of_its_own_for_search_engines(self, output: Path, claim: str) -> None:
        card = read_page(output, f"claims/{claim}/embed/index.html")
        assert card.one("meta", name="robots").attributes["content"] == "noindex"
        assert card.one("link", rel="canonical").attributes["href"] == f"{BASE_URL}claims/{claim}/"
        named = {each.text for each in ElementTree.parse(output / "sitemap.xml").getroot().iter()}
        assert f"{BASE_URL}claims/{claim}/" in named
        assert f"{BASE_URL}claims/{claim}/embed/" not in named

    def test_is_a_sound_page(self, output: Path, claim: str) -> None:
        card = read_page(output, f"claims/{claim}/embed/index.html")
        root = card.one("html").attributes
        assert (root["lang"], root["dir"]) == ("en", "ltr")
        assert card.one("title").text.strip()
        assert len(card.all("h1")) == len(card.all("main")) == 1


class TestTheSwitch:
    def test_takes_cards_and_all_that_tells_of_them_away(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert "claims/oak-bench/embed/index.html" in list_files(site / "output")
        change_file(site / "content/site.yaml", "language: en", "language: en\nembed: no")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert not [path for path in list_files(site / "output") if "embed" in path and path.startswith("claims/")]
        page = read_page(site / "output", "claims/oak-bench/index.html")
        assert not page.all("link", type="application/json+oembed") and not page.all("a", data_share="embed")

    def test_spares_drafts_that_are_served(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        build_site(Options(site, base_url=BASE_URL, serving=True), tmp_path / "served")
        made = list_files(tmp_path / "served")
        assert "claims/green-bridge/index.html" in made
        assert not [
            path for path in made if path.startswith("claims/green-bridge/") and not path.endswith("ge/index.html")
        ]


# --- In a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["en", "ur"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small site where it is really served, so that its whole addresses lead there; from left to right and back."""
    folder = tmp_path_factory.mktemp("served")
    settings = FILES["content/site.yaml"].replace("language: en", f"language: {request.param}\nshare_images: no")
    site = write_site(folder / "site", {"content/site.yaml": settings})
    (site / "output").mkdir()
    with serve_folder(site / "output") as address:
        assert build(site, None, "--base-url", address) == 0
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 280, "height": 700})
    yield context.new_page()
    context.close()


@pytest.mark.browser
class TestAFrameOnAnotherSite:
    @pytest.fixture
    def host(self, tmp_path: Path, address: str) -> Iterator[str]:
        """A page of another origin with a card at its full width, as the code that is offered shows it."""
        with serve_folder(tmp_path) as host:
            assert host != address
            with urllib.request.urlopen(f"{address}claims/plane-trees/oembed.json") as answer:
                code = json.load(answer)["html"]
            text = f"<!doctype html><title>Host</title><style>*{{margin:0}}</style>{code}"
            (tmp_path / "index.html").write_text(text, encoding="utf-8")
            (tmp_path / "favicon.ico").write_bytes(b"")
            yield host

    @pytest.mark.parametrize("width", [280, 900])
    def test_shows_the_card_from_edge_to_edge_and_asks_for_nothing_foreign(
        self, page: Page, host: str, address: str, width: int
    ) -> None:
        asked, faults = [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: faults.append(message.text))
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(host)
        frame = page.frame_locator("iframe")
        expect(frame.locator("h1 a")).to_be_visible()
        expect(frame.locator(".verdict-mark")).to_be_in_viewport()
        box = page.locator("iframe").bounding_box()
        assert box is not None and box["width"] == min(width, 560)
        inside = page.frames[1]
        inside.wait_for_load_state()
        assert inside.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert inside.evaluate("getComputedStyle(document.querySelector('main')).borderTopStyle") == "solid", "styled"
        assert all(url.startswith((host, address)) for url in asked)
        assert faults == []

    def test_opens_the_claim_in_a_window_of_its_own(self, page: Page, host: str, address: str) -> None:
        page.goto(host)
        with page.expect_popup() as opened:
            page.frame_locator("iframe").locator("h1 a").click()
        expect(opened.value).to_have_url(f"{address}claims/plane-trees/")
        assert opened.value.evaluate("window.opener") is None
        assert opened.value.evaluate("window.origin") == address.rstrip("/"), "not in the frame's sandbox"
        assert page.url == host

    def test_keeps_no_cookie_and_nothing_else(self, page: Page, host: str) -> None:
        page.goto(host)
        expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
        assert page.context.cookies() == []
        assert page.context.storage_state()["origins"] == []

    @pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
    def test_follows_the_readers_choice_of_light_or_dark(self, page: Page, host: str, scheme: str, dark: bool) -> None:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(host)
        expect(page.frame_locator("iframe").locator("h1")).to_be_visible()
        page.frames[1].wait_for_load_state()
        colour = page.frames[1].evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(map(int, re.findall(r"\d+", colour)[:3]))
        assert (brightness < 200) == dark


def read_page_of(address: str, path: str) -> Element:
    with urllib.request.urlopen(address + path, timeout=10) as answer:
        return parse_html(answer.read())


# Puts something in the place of what the browser can do, before the page's own script runs.
CAN_BOTH = """
    window.passedOn = [];
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => passedOn.push(text) } });
    navigator.share = async shared => passedOn.push(shared);
"""
CAN_NEITHER = """
    Object.defineProperty(navigator, 'clipboard', { value: undefined });
    Object.defineProperty(navigator, 'share', { value: undefined });
"""
MAY_NOT = """
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => { throw new Error('no'); } } });
    navigator.share = async () => { throw new DOMException('changed their mind', 'AbortError'); };
"""


@pytest.mark.browser
class TestTheButtons:
    COPY, SEND, EMBED = "[data-share=copy]", "[data-share=send]", "[data-share=embed]"

    def open(self, page: Page, address: str, script: str = "") -> None:
        if script:
            page.add_init_script(script)
        page.goto(f"{address}claims/plane-trees/")

    def test_pass_on_the_pages_own_address(self, page: Page, address: str) -> None:
        self.open(page, address, CAN_BOTH)
        page.locator(self.COPY).click()
        expect(page.locator(".share output")).not_to_be_empty()
        page.locator(self.SEND).click()
        copied, shared = page.evaluate("passedOn")
        assert copied == shared["url"] == f"{address}claims/plane-trees/"
        assert shared["title"] == page.locator("h1").text_content()

    def test_are_reached_by_keyboard(self, page: Page, address: str) -> None:
        self.open(page, address, CAN_BOTH)
        page.locator(self.COPY).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".share output")).not_to_be_empty()
        page.keyboard.press("Tab")
        expect(page.locator(self.SEND)).to_be_focused()

    def test_are_not_shown_where_the_browser_cannot(self, page: Page, address: str) -> None:
        self.open(page, address, CAN_NEITHER)
        page.wait_for_load_state("networkidle")
        expect(page.locator(self.COPY)).to_be_hidden()
        expect(page.locator(self.SEND)).to_be_hidden()

    def test_are_not_shown_without_scripts_and_the_code_can_be_copied_all_the_same(
        self, browser: Browser, address: str
    ) -> None:
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        self.open(page, address)
        expect(page.locator(self.COPY)).to_be_hidden()
        expect(page.locator(self.SEND)).to_be_hidden()
        expect(page.locator(self.EMBED)).to_be_visible()
        page.locator(self.EMBED).click()
        expect(page.locator("body")).to_contain_text("iframe")
        context.close()

    def test_copy_the_code_for_other_pages(self, page: Page, address: str) -> None:
        self.open(page, address, CAN_BOTH)
        page.locator(self.EMBED).click()
        expect(page.locator(".share output")).not_to_be_empty()
        (copied,) = page.evaluate("passedOn")
        assert copied.startswith("<iframe") and "/claims/plane-trees/embed/" in copied

    def test_go_away_where_the_browser_refuses_but_not_where_the_reader_does(self, page: Page, address: str) -> None:
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        self.open(page, address, MAY_NOT)
        page.locator(self.SEND).click()
        page.locator(self.COPY).click()
        expect(page.locator(self.COPY)).to_be_hidden()
        expect(page.locator(self.SEND)).to_be_visible()
        expect(page.locator(".share output")).to_be_empty()
        assert faults == []

    def test_are_all_that_a_script_may_do(self, page: Page, address: str) -> None:
        self.open(page, address)
        policies = {
            path: read_page_of(address, path).one("meta", http_equiv="Content-Security-Policy").attributes["content"]
            for path in ("", "claims/", "claims/plane-trees/", "people/jane-roe/")
        }
        assert {path for path, policy in policies.items() if "script-src" in policy} == {
            "claims/",
            "claims/plane-trees/",
        }
        assert "script-src 'self'" in policies["claims/plane-trees/"].split("; ")
        assert page.evaluate("fetch('https://elsewhere.example/').then(() => 'fetched', () => 'refused')") == "refused"
