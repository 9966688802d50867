"""Searching in a browser as a reader does: by words however they are typed, by keyboard, from a shared address.

One small site holds what is looked for. It is built with the search in all words and with the light one.
"""

import gzip
import re
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from onrecord.formats import search
from tests.browser import serve_folder
from tests.small_site import OAK_BENCH, SITE, build, write_file, write_site

pytestmark = pytest.mark.browser

BASE_PATH = "/some-repo/"
HOSTILE = "<img src=x onerror=alert(1)> \"'><script>alert(2)</script> </template> {count} &lt;b&gt;"


def claim(
    headline: str, words: str, body: str = "Nothing else.", verdict: str = "unproven", topic: str = "parks"
) -> str:
    return (
        OAK_BENCH.replace("Nothing that we read says what the bench is made of", f"'{headline}'")
        .replace("The bench in the park is made of oak.", words)
        .replace("The bench stands in the park. [@gazette-2020]", f"{body} [@gazette-2020]")
        .replace("unproven", verdict)
        .replace("topics: [trees, parks]", f"topics: [{topic}]")
    )


CLAIMS = {
    "visit": claim(
        "The president did visit the town", "Erdoğan came to Iğdır.", "He spoke of Türkiye’nin and of Łódź."
    ),
    "women": claim("Kadınların oyu sayılmadı", "Kadınların hepsi geldi.", "Türkiye'nin nüfusu ۸۵ milyon."),
    "books": claim("کتاب چوری نہیں ہوئی", "علی نے کتاب چرائی۔", "یہ بات ۲۰۱۹ کی ہے۔"),
    "school": claim("المدرسة لم تغلق", "أغلقت الحكومة مدرسةً في ٢٠٢١.", "قال أحمد ذلك."),
    "hostile": claim(HOSTILE.replace("'", "''"), f"|\n  Hostile {HOSTILE}", "It says hostile `" + HOSTILE + "` here."),
    **{
        f"bus-{n:02}": claim(f"Bus {n} is late", "The buses are late.", verdict="true", topic="trees")
        for n in range(18)
    },
}


def write_words(folder: Path, mode: str, language: str = "en") -> Path:
    settings = SITE.replace("search: off", f"search: {mode}").replace("language: en", f"language: {language}")
    settings = settings.replace("independent_sources: 2", "independent_sources: 0")
    site = write_site(folder, {"content/site.yaml": settings})
    for id, text in CLAIMS.items():
        write_file(site / f"content/claims/{id}.yaml", text)
    return site


class Sites:
    """Sites that are built and served when they are first asked for."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.stack = stack
        self.outputs: dict[tuple[str, str], Path] = {}
        self.addresses: dict[tuple[str, str], str] = {}

    def serve(self, mode: str, language: str = "en") -> str:
        key = (mode, language)
        if key not in self.addresses:
            folder = self.folder / f"{mode}-{language}"
            self.outputs[key] = folder / "output"
            options = ("--base-url", f"https://someone.github.io{BASE_PATH}")
            assert build(write_words(folder, mode, language), self.outputs[key], *options) == 0
            self.addresses[key] = self.stack.enter_context(serve_folder(self.outputs[key], BASE_PATH))
        return self.addresses[key]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with ExitStack() as stack:
        yield Sites(tmp_path_factory.mktemp("searching"), stack)


@pytest.fixture(scope="module", params=["full", "light"])
def both(request: pytest.FixtureRequest, sites: Sites) -> str:
    """The address of the site with the search in all words, then with the light one."""
    return sites.serve(request.param)


@pytest.fixture(scope="module")
def full(sites: Sites) -> str:
    return sites.serve("full")


class Reader:
    """A reader with a browser of their own, and all that went wrong in it or was asked for."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def search(self, address: str, words: str) -> None:
        """Go to the page of the search and type."""
        self.page.goto(f"{address}search/")
        self.page.get_by_role("searchbox").fill(words)

    def ask(self, words: str) -> None:
        """Type, and don't wait for the script to see that nothing more comes."""
        self.page.get_by_role("searchbox").fill(words)
        self.page.keyboard.press("Enter")

    def expect_count(self, count: int) -> None:
        expect(self.page.get_by_role("status")).to_have_text(f"Claims found: {count}")

    @property
    def results(self) -> list[str]:
        return self.page.locator(".search-results h2").all_inner_texts()

    @property
    def marked(self) -> set[str]:
        return set(self.page.locator(".search-results mark").all_inner_texts())


@pytest.fixture
def new_reader(browser: Browser) -> Iterator[Callable[..., Reader]]:
    readers: list[Reader] = []

    def make(**options: object) -> Reader:
        readers.append(Reader(browser.new_context(**options)))  # type: ignore[arg-type]
        return readers[-1]

    yield make
    for each in readers:
        each.context.close()
    assert [fault for each in readers for fault in each.faults] == []


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    return new_reader()


# What is typed, the claim that is found, and what is marked in it.
TYPED = [
    ("Erdogan", "visit", "Erdoğan"),
    ("ERDOĞAN", "visit", "Erdoğan"),
    ("igdir", "visit", "Iğdır"),
    ("Iğdır", "visit", "Iğdır"),
    ("ığdır", "visit", "Iğdır"),
    ("İGDİR", "visit", "Iğdır"),
    ("kadinlarin", "women", "Kadınların"),
    ("كتاب", "books", "کتاب"),  # Arabic kaf, typed for the Urdu one
    ("کتاب", "books", "کتاب"),
    ("علي", "books", "علی"),
    ("على", "books", "علی"),
    ("مدرسه", "school", "مدرسةً"),
    ("مدرسة", "school", "مدرسةً"),
    ("اغلقت الحكومه", "school", "الحكومة"),
    ("2021", "school", "٢٠٢١"),
    ("۲۰۲۱", "school", "٢٠٢١"),
]
TYPED_OF_REPORTS = [
    ("lodz", "Łódź"),
    ("turkiye", "Türkiye’nin"),
    ("85", "۸۵"),
    ("2019", "۲۰۱۹"),
    ("احمد", "أحمد"),
]


class TestAWord:
    def test_is_found_however_it_is_typed(self, reader: Reader, both: str) -> None:
        reader.page.goto(f"{both}search/")
        links = reader.page.locator(".search-results h2 a")
        for typed, found, marked in TYPED:
            reader.ask("")
            expect(reader.page.get_by_role("status")).to_be_empty()
            reader.ask(typed)
            expect(links, typed).to_have_attribute("href", f"{BASE_PATH}claims/{found}/")
            assert marked in reader.marked, typed

    def test_of_the_report_is_found_in_all_words_and_shown_where_it_stands(self, reader: Reader, full: str) -> None:
        reader.page.goto(f"{full}search/")
        for typed, marked in TYPED_OF_REPORTS:
            reader.ask(typed)
            hit = reader.page.locator(".search-results__passage mark", has_text=marked)
            expect(hit.first, typed).to_be_visible()

    def test_is_found_by_its_beginning_and_in_its_other_forms(self, reader: Reader, full: str) -> None:
        for typed in ("fountai", "fountains"):
            reader.search(full, typed)
            reader.expect_count(1)
            assert "fountain" in reader.marked

    def test_of_a_draft_is_not_found(self, reader: Reader, both: str) -> None:
        reader.search(both, "neighbour")
        expect(reader.page.get_by_role("status")).to_contain_text("Nothing was found.")
        assert reader.results == []

    def test_that_is_only_a_sign_is_not_found(self, reader: Reader, full: str) -> None:
        reader.search(full, "…")
        expect(reader.page.get_by_role("status")).to_contain_text("Nothing was found.")


class TestAResult:
    def test_shows_verdict_finding_claim_claimant_and_date(self, reader: Reader, both: str) -> None:
        reader.search(both, "plane trees 400")
        reader.expect_count(1)
        item = reader.page.locator(".search-results li")
        expect(item.get_by_role("heading")).to_have_text(
            "The council's own survey counts 312 plane trees standing after 2019"
        )
        expect(item).to_contain_text("Claim: The town of Exampleville cut down all of its 400 plane trees in 2019.")
        expect(item).to_contain_text("Jane Roe, a caller to a radio show, March 4, 2020")
        mark = item.locator(".verdict-mark")
        expect(mark).to_have_text("False")
        expect(mark.locator("svg")).to_be_visible()
        expect(mark).to_have_attribute("href", f"{BASE_PATH}verdicts/false/")
        expect(mark).to_have_attribute("data-tone", "rating-1")

    def test_leads_to_the_claim(self, reader: Reader, both: str) -> None:
        reader.search(both, "fountain")
        reader.page.locator(".search-results h2 a").first.click()
        expect(reader.page).to_have_url(f"{both}claims/new-fountain/")

    def test_of_a_hostile_claim_is_text_and_nothing_else(self, reader: Reader, both: str) -> None:
        reader.search(both, "hostile")
        reader.expect_count(1)
        item = reader.page.locator(".search-results li")
        expect(item.get_by_role("heading")).to_have_text(HOSTILE)
        expect(item).to_contain_text(f"Claim: Hostile {HOSTILE}")
        # Bold is the word "Claim:" of the page's own template.
        assert item.locator("img, script, template").count() == 0 and item.locator("b").all_inner_texts() == ["Claim:"]
        assert reader.results == [HOSTILE]

    def test_shows_nothing_of_what_is_indexed_beside_the_page(self, reader: Reader, full: str) -> None:
        reader.search(full, "igdir")
        reader.expect_count(1)
        assert "igdir" not in reader.page.locator(".search-results").inner_text()


class TestTheFilters:
    def test_narrow_by_verdict_and_topic(self, reader: Reader, both: str) -> None:
        reader.search(both, "the")
        expect(reader.page.get_by_role("status")).to_contain_text(re.compile(r"Claims found: \d+"))
        reader.page.get_by_label("Verdict").select_option(label="True")
        reader.page.get_by_label("Topic").select_option(label="Parks")
        reader.expect_count(1)
        assert reader.results == ["The council's accounts show that the gazette paid"]
        reader.page.get_by_label("Topic").select_option(label="Trees")
        reader.expect_count(18)

    def test_work_alone_newest_claim_first(self, reader: Reader, both: str) -> None:
        reader.page.goto(f"{both}search/")
        reader.page.get_by_label("Topic").select_option(label="Trees")
        reader.expect_count(20)
        assert reader.results[0] == "The council's own survey counts 312 plane trees standing after 2019"

    def test_offer_only_what_some_claim_has(self, reader: Reader, both: str) -> None:
        reader.page.goto(f"{both}search/")
        assert reader.page.get_by_label("Verdict").locator("option").all_inner_texts() == [
            *("All", "True", "False", "Unproven"),
        ]


class TestTheAddress:
    def test_holds_the_question_and_can_be_shared(self, new_reader: Callable[..., Reader], both: str) -> None:
        first, second = new_reader(), new_reader()
        first.search(both, "late buses")
        first.page.get_by_label("Verdict").select_option(label="True")
        first.expect_count(18)
        expect(first.page).to_have_url(f"{both}search/?q=late+buses&verdict=true")
        second.page.goto(first.page.url)
        second.expect_count(18)
        assert second.results == first.results
        expect(second.page.get_by_role("searchbox")).to_have_value("late buses")
        expect(second.page.get_by_label("Verdict")).to_have_value("true")

    def test_leads_back_and_forth(self, reader: Reader, both: str) -> None:
        reader.search(both, "fountain")
        reader.expect_count(1)
        reader.page.keyboard.press("Enter")
        reader.page.get_by_role("searchbox").fill("buses")
        reader.expect_count(18)
        reader.page.get_by_label("Topic").select_option(label="Parks")
        expect(reader.page.get_by_role("status")).to_contain_text("Nothing was found.")
        reader.page.go_back()
        reader.expect_count(18)
        expect(reader.page.get_by_label("Topic")).to_have_value("")
        reader.page.go_back()
        reader.expect_count(1)
        expect(reader.page.get_by_role("searchbox")).to_have_value("fountain")
        reader.page.go_back()
        expect(reader.page).to_have_url(f"{both}search/")
        expect(reader.page.get_by_role("status")).to_be_empty()
        reader.page.go_forward()
        reader.expect_count(1)

    def test_comes_back_from_a_claim(self, reader: Reader, both: str) -> None:
        reader.search(both, "fountain")
        reader.page.locator(".search-results h2 a").click()
        expect(reader.page).to_have_url(f"{both}claims/new-fountain/")
        reader.page.go_back()
        reader.expect_count(1)

    def test_with_choices_that_there_are_not_finds_without_them(self, reader: Reader, both: str) -> None:
        reader.page.goto(f"{both}search/?q=fountain&verdict=nonsense&topic=%22%3E&else=1")
        reader.expect_count(1)


class TestManyResults:
    def test_come_some_at_a_time_and_the_focus_goes_on(self, reader: Reader, both: str) -> None:
        reader.search(both, "buses")
        reader.expect_count(18)
        assert len(reader.results) == 5
        more = reader.page.get_by_role("button", name="More results")
        more.focus()
        reader.page.keyboard.press("Enter")
        expect(reader.page.locator(".search-results h2")).to_have_count(15)
        expect(reader.page.locator(".search-results h2 a").nth(5)).to_be_focused()
        more.click()
        expect(reader.page.locator(".search-results h2")).to_have_count(18)
        expect(more).to_be_hidden()
        assert len(set(reader.results)) == 18


class TestTheIndex:
    def test_is_not_loaded_before_somebody_asks(self, reader: Reader, both: str) -> None:
        reader.page.goto(f"{both}claims/oak-bench/")
        assert not [url for url in reader.asked if re.search(r"/search/|(search|index|folding)\.js", url)]
        reader.page.goto(f"{both}search/")
        reader.page.wait_for_load_state("networkidle")
        assert not [url for url in reader.asked if re.search(r"/search/.|index\.js|filtering", url)]
        with reader.page.expect_request(re.compile(r"pagefind\.js|claims\.json")):
            reader.page.get_by_role("searchbox").focus()

    def test_that_can_not_be_loaded_is_told_and_tried_again(self, new_reader: Callable[..., Reader], both: str) -> None:
        reader = new_reader()
        refuse: Callable[[Route], None] = lambda route: route.abort()  # noqa: E731
        reader.page.route(re.compile("pagefind.js|claims.json"), refuse)
        reader.search(both, "fountain")
        status = reader.page.get_by_role("status")
        expect(status).to_contain_text("The search could not be loaded.")
        expect(reader.page.get_by_role("main").get_by_role("link", name="Claims", exact=True)).to_be_visible()
        reader.page.unroute(re.compile("pagefind.js|claims.json"), refuse)
        reader.page.get_by_role("button", name="Try again").click()
        reader.expect_count(1)
        expect(reader.page.get_by_role("button", name="Try again")).to_be_hidden()
        reader.faults.clear()

    def test_in_several_parts_is_searched_as_one_beside_the_page(
        self, reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(search, "_CLAIMS_A_PART", 6)
        monkeypatch.setattr(search, "_FEW_CLAIMS", 6)
        workers: list[str] = []
        reader.page.on("worker", lambda worker: workers.append(worker.url))
        assert build(write_words(tmp_path / "site", "full"), tmp_path / "output") == 0
        with serve_folder(tmp_path / "output") as address:
            reader.search(address, "buses")
            reader.expect_count(18)
            reader.page.get_by_role("button", name="More results").click()
            expect(reader.page.locator(".search-results h2")).to_have_count(15)
            reader.search(address, "igdir")
            reader.expect_count(1)
            reader.page.get_by_role("searchbox").fill("")
            reader.page.get_by_label("Topic").select_option(label="Trees")
            reader.expect_count(20)
            assert len([url for url in reader.asked if url.endswith("filters.json")]) == 5
            assert workers

    def test_of_the_dossier_is_searched_with_at_most_130_kilobytes(
        self, reader: Reader, own_site: tuple[Path, str], request: pytest.FixtureRequest
    ) -> None:
        output, address = own_site
        with serve_folder(output) as served:
            if address.endswith("/some-repo/"):
                pytest.skip("the same files below another path")
            reader.page.goto(f"{served}search/")
            before = len(reader.asked)
            reader.page.get_by_role("searchbox").fill("syria")
            expect(reader.page.get_by_role("status")).to_contain_text("Claims found: 12")
            expect(reader.page.locator(".search-results h2")).to_have_count(5)
            scripts = [url for url in reader.asked[:before] if url.endswith(".js")]
            urls = dict.fromkeys([*scripts, *(url for url in reader.asked[before:] if "/icons/" not in url)])
            sizes = {}
            for url in urls:
                with urllib.request.urlopen(url) as answer:
                    data = answer.read()
                sizes[url] = min(len(data), len(gzip.compress(data)))
        assert any(url.endswith(".pagefind") for url in sizes)
        assert sum(sizes.values()) <= 130_000, sizes


class TestByKeyboardAlone:
    def test_a_claim_is_found_from_the_front_page(self, reader: Reader, both: str) -> None:
        page = reader.page
        page.goto(both)
        for _ in range(16):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.name") == "q":
                break
        page.keyboard.type("fountain")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{both}search/?q=fountain")
        reader.expect_count(1)
        page.get_by_role("searchbox").focus()
        for _ in range(8):
            page.keyboard.press("Tab")
            focused = page.evaluate("document.activeElement.closest('h2')?.innerText")
            assert page.evaluate("document.activeElement.matches(':focus-visible')")
            if focused:
                break
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{both}claims/new-fountain/")


def test_every_page_but_those_with_a_field_leads_to_the_search(new_reader: Callable[..., Reader], full: str) -> None:
    reader = new_reader()
    reader.page.goto(f"{full}claims/oak-bench/")
    reader.page.locator(".masthead__search").click()
    expect(reader.page).to_have_url(f"{full}search/")


class TestALostReader:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("claims/plane-tree/", "plane tree"),
            ("2020/03/the_old-address.html", "the old address"),
            ("a/b/c/d/I%C4%9Fd%C4%B1r/index.html", "Iğdır"),
            ("claims/%D8%B9%D9%84%DB%8C/", "علی"),
            ("%3Cimg%20src=x%20onerror=alert(1)%3E", "img src x onerror alert 1"),
            ("100%25-%E0%A4%A", "100 25 E0 A4 A"),
        ],
    )
    def test_is_led_to_a_search_for_the_words_of_the_address(
        self, reader: Reader, both: str, path: str, words: str
    ) -> None:
        answer = reader.page.goto(both + path)
        assert answer is not None and answer.status == 404
        reader.faults.clear()  # the browser notes that the page is not there
        link = reader.page.get_by_role("main").get_by_role("link", name="Search for")
        expect(link).to_have_text(f"Search for “{words}”")
        link.click()
        expect(reader.page).to_have_url(re.compile(re.escape(f"{both}search/?q=")))
        expect(reader.page.get_by_role("searchbox")).to_have_value(words)

    def test_without_scripts_finds_the_search_and_the_lists(self, new_reader: Callable[..., Reader], both: str) -> None:
        reader = new_reader(java_script_enabled=False)
        reader.page.goto(f"{both}a/b/c/plane-tree/")
        reader.faults.clear()
        main = reader.page.get_by_role("main")
        expect(main.get_by_role("link", name="Search the claims")).to_have_attribute("href", f"{BASE_PATH}search/")
        expect(main.get_by_role("link", name="Claims", exact=True)).to_have_attribute("href", f"{BASE_PATH}claims/")
