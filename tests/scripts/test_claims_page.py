"""All claims with a script, as a person meets them: choose, combine, sort, share the address, go back, use the keyboard."""

import importlib.util
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Page, expect

from onrecord.options import Options
from onrecord.pipeline import build_site
from tests.browser import serve_folder
from tests.parsed_html import parse_html
from tests.small_site import FILES, add_claims, build, change_file, write_file, write_site

pytestmark = pytest.mark.browser

INDEX = "search/claims.json"
FOUNTAIN = FILES["content/claims/new-fountain.md"]


def write_many(folder: Path) -> Path:
    """A site of 78 claims: 72 about benches, and three whose names are typed in several ways."""
    site = add_claims(write_site(folder), 72)
    names = {"erdogan": "Recep Tayyip Erdoğan", "igdir": "İl Iğdır", "kitab": "كتاب علي ١٩٨٤"}
    for id, name in names.items():
        write_file(site / f"content/people/{id}.yaml", f"name: {name}\nkind: person\n")
    for number, (id, name) in enumerate(names.items(), 1):
        text = FOUNTAIN.replace("{id: jane-roe,", f"{{id: {id},").replace("accounts-2019", f"accounts-{id}")
        text = text.replace("claimed_on: 2019", f"claimed_on: 2018-0{number}/2020")
        text = text.replace("The council's accounts show", f"A {number} shows" if number > 1 else f"{name} shows")
        write_file(site / f"content/claims/of-{id}.md", text.replace("verdict: true", "verdict: false"))
    change_file(site / "content/claims/of-igdir.md", "published: 2020", "published: 2022")
    change_file(site / "content/claims/of-igdir.md", "checked: 2020", "checked: 2022")
    return site


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = write_many(tmp_path_factory.mktemp("many"))
    assert build(site) == 0
    return site / "output"


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    with serve_folder(output) as address:
        yield address


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    """The page of all claims. Whatever goes wrong in its script fails the test."""
    page = context.new_page()
    wrong: list[object] = []
    page.on("pageerror", lambda error: wrong.append(error))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(f"{address}claims/")
    yield page
    assert wrong == []


def open_filters(page: Page) -> None:
    page.get_by_text("Filter the claims").click()


def tick(page: Page, name: str) -> None:
    page.get_by_role("checkbox", name=name).check()


def titles(page: Page) -> list[str]:
    """The findings that are shown, in order."""
    return [each.inner_text() for each in page.get_by_role("heading", level=2).all() if each.is_visible()]


def query(page: Page) -> str:
    return page.url.partition("?")[2]


def expect_found(page: Page, count: int) -> None:
    """The number of claims is announced, and shown."""
    expect(page.get_by_role("status")).to_have_text(f"Claims found: {count}")


class TestChoosing:
    def test_one_verdict_leaves_its_claims(self, page: Page) -> None:
        open_filters(page)
        tick(page, "True 1")
        expect_found(page, 1)
        assert titles(page) == ["The council's accounts show that the gazette paid"]
        assert query(page) == "verdict=true"

    def test_two_verdicts_widen_the_choice_and_a_topic_narrows_it(self, page: Page) -> None:
        open_filters(page)
        tick(page, "True 1")
        tick(page, "False 4")
        expect_found(page, 5)
        tick(page, "Parks")
        expect_found(page, 4)
        assert query(page) == "verdict=true&verdict=false&topic=parks"

    def test_counts_say_what_a_further_value_would_give(self, page: Page) -> None:
        open_filters(page)
        tick(page, "2018 3")
        expect_found(page, 3)
        expect(page.get_by_role("checkbox", name="False 3")).to_be_visible()
        expect(page.get_by_role("checkbox", name="True 0")).to_be_visible()
        expect(page.get_by_role("checkbox", name="2021 72")).to_be_visible()

    def test_values_that_the_page_does_not_show_are_found_by_their_words(self, page: Page) -> None:
        open_filters(page)
        topics = page.locator("[data-facet=topic]")
        topics.get_by_label("Find in this list").fill("topic 65")
        topics.get_by_role("checkbox", name="Topic 65 1").check()
        expect_found(page, 1)
        assert query(page) == "topic=topic-065"

    def test_words_are_found_however_they_are_typed(self, page: Page) -> None:
        open_filters(page)
        found = {
            "Recep Tayyip Erdoğan": ["erdogan", "ERDOĞAN", "Tayyip Erdogan"],
            "İl Iğdır": ["igdir il", "iğdır", "IĞDIR"],
            "كتاب علي ١٩٨٤": ["کتاب", "علی 1984", "۱۹۸۴"],
        }
        for name, ways in found.items():
            for typed in ways:
                page.get_by_label("Words of the claim").fill(typed)
                expect(page.locator(".found__chips")).to_have_text(f"Words {typed} ×")
                expect_found(page, 1)
                expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()

    def test_every_word_must_be_there_in_whatever_order(self, page: Page) -> None:
        open_filters(page)
        page.get_by_label("Words of the claim").fill("bench 7 person")
        expect_found(page, 9)
        page.get_by_label("Words of the claim").fill("bench 7 person nothing-like-it")
        expect_found(page, 0)

    def test_the_order_can_be_chosen(self, page: Page) -> None:
        open_filters(page)
        tick(page, "False 4")
        expect_found(page, 4)
        igdir, council, erdogan, kitab = titles(page)
        assert [igdir, council.partition("'")[0], erdogan.partition(" ")[0], kitab] == [
            "A 2 shows that the gazette paid",
            "The council",
            "Recep",
            "A 3 shows that the gazette paid",
        ]
        for order, expected in {
            "oldest": [kitab, erdogan, council, igdir],
            "claimed": [council, kitab, igdir, erdogan],
            "title": [igdir, kitab, erdogan, council],
        }.items():
            page.get_by_label("Order").select_option(order)
            assert titles(page) == expected
            assert query(page) == f"verdict=false&sort={order}"
        page.get_by_label("Order").select_option("Newest first")
        assert titles(page) == [igdir, council, erdogan, kitab]
        assert query(page) == "verdict=false"

    def test_what_fits_nothing_is_told_with_a_way_out(self, page: Page) -> None:
        open_filters(page)
        page.get_by_label("Words of the claim").fill("no such word")
        expect_found(page, 0)
        expect(page.get_by_text("No claim fits all of this.")).to_be_visible()
        assert titles(page) == []
        page.get_by_role("button", name="Clear all").click()
        expect_found(page, 78)
        assert len(titles(page)) == 50
        assert "?" not in page.url
        expect(page.get_by_label("Words of the claim")).to_have_value("")

    def test_more_claims_come_when_asked_for(self, page: Page) -> None:
        open_filters(page)
        tick(page, "2021 72")
        expect_found(page, 72)
        assert len(titles(page)) == 50
        page.get_by_role("button", name="Show more").click()
        assert len(titles(page)) == 72
        expect(page.get_by_role("button", name="Show more")).to_be_hidden()
        focused = page.evaluate("document.activeElement.textContent")
        assert focused == titles(page)[50]
        page.reload()
        expect_found(page, 72)
        assert len(titles(page)) == 72


class TestTheAddress:
    def test_shows_somebody_else_the_same(self, page: Page, browser: Browser) -> None:
        open_filters(page)
        tick(page, "False 4")
        page.get_by_label("Words of the claim").fill("gazette paid")
        expect_found(page, 3)
        page.get_by_label("Order").select_option("title")
        shown = titles(page)
        context = browser.new_context()
        other = context.new_page()
        other.goto(page.url)
        expect_found(other, 3)
        assert titles(other) == shown
        open_filters(other)
        expect(other.get_by_role("checkbox", name="False 3")).to_be_checked()
        expect(other.get_by_label("Words of the claim")).to_have_value("gazette paid")
        expect(other.get_by_label("Order")).to_have_value("title")
        context.close()

    def test_goes_back_and_forward_step_by_step(self, page: Page) -> None:
        open_filters(page)
        tick(page, "False 4")
        expect_found(page, 4)
        tick(page, "True 1")
        expect_found(page, 5)
        page.go_back()
        expect_found(page, 4)
        expect(page.get_by_role("checkbox", name="True 1")).not_to_be_checked()
        page.go_back()
        expect_found(page, 78)
        assert len(titles(page)) == 50
        page.go_forward()
        expect_found(page, 4)
        expect(page.get_by_role("checkbox", name="False 4")).to_be_checked()

    def test_counts_typing_as_one_step(self, page: Page) -> None:
        open_filters(page)
        field = page.get_by_label("Words of the claim")
        field.fill("e")
        expect(page).to_have_url(re.compile(r"q=e$"))
        field.fill("erdogan")
        expect(page).to_have_url(re.compile(r"q=erdogan$"))
        page.go_back()
        expect(page).to_have_url(re.compile(r"claims/$"))
        expect(field).to_have_value("")

    def test_is_come_back_to_from_a_claim(self, page: Page) -> None:
        open_filters(page)
        tick(page, "True 1")
        expect_found(page, 1)
        page.get_by_role("link", name="The council's accounts show").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The council's accounts show that the gazette paid")
        page.go_back()
        expect_found(page, 1)
        assert len(titles(page)) == 1

    def test_that_tells_of_what_is_not_there_finds_nothing_and_says_what(self, page: Page, address: str) -> None:
        page.goto(f"{address}claims/?topic=gone&verdict=false&verdict=false&sort=upwards&other=1")
        expect_found(page, 0)
        page.get_by_role("button", name="Take out: Topic gone").click()
        expect_found(page, 4)
        assert query(page) == "verdict=false"

    def test_is_copied_by_a_button(self, context: BrowserContext, page: Page) -> None:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        open_filters(page)
        tick(page, "True 1")
        expect_found(page, 1)
        page.get_by_role("button", name="Copy the link").click()
        expect(page.get_by_role("status")).to_have_text("The link is copied.")
        assert page.evaluate("navigator.clipboard.readText()") == page.url

    def test_of_a_further_page_leads_to_the_filters(self, page: Page, address: str) -> None:
        page.goto(f"{address}claims/page/2/")
        page.get_by_role("link", name="Filter the claims").click()
        expect(page.get_by_role("checkbox", name="True 1")).to_be_visible()


class TestTheKeyboard:
    def press(self, page: Page, *keys: str) -> str:
        for key in keys:
            page.keyboard.press(key)
        return str(page.evaluate("document.activeElement.name || document.activeElement.className"))

    def test_does_everything_and_the_focus_is_never_lost(self, page: Page) -> None:
        page.locator(".facets__summary").focus()
        assert self.press(page, "Enter", "Tab") == "q"
        page.keyboard.type("gazette")
        expect_found(page, 4)
        assert self.press(page, "Tab") == "sort"
        assert self.press(page, "ArrowDown") == "sort"
        expect(page).to_have_url(re.compile("sort=oldest"))
        assert self.press(page, "Tab", "Tab") == "verdict"
        assert self.press(page, "Space") == "verdict"
        expect_found(page, 1)
        assert self.press(page, "Space", "Tab") == "verdict"
        assert self.press(page, "Space") == "verdict"
        expect_found(page, 3)
        page.get_by_role("button", name="Take out: Words gazette").focus()
        assert self.press(page, "Enter") == "chip"
        expect_found(page, 4)
        assert self.press(page, "Enter") == "found__count"
        expect_found(page, 78)

    def test_stays_at_a_box_while_counts_change(self, page: Page) -> None:
        open_filters(page)
        box = page.locator("[data-facet=claimant] input[type=checkbox]").nth(5)
        box.focus()
        value = box.input_value()
        page.keyboard.press("Space")
        expect_found(page, 1)
        assert page.evaluate("document.activeElement.value") == value

    def test_goes_on_at_the_number_of_claims_when_all_is_cleared(self, page: Page) -> None:
        open_filters(page)
        tick(page, "True 1")
        page.get_by_role("button", name="Clear all").focus()
        assert self.press(page, "Enter") == "found__count"

    def test_reaches_nothing_that_is_hidden_behind_the_button_at_the_foot(self, page: Page) -> None:
        page.set_viewport_size({"width": 320, "height": 500})
        open_filters(page)
        page.evaluate("for (const each of document.querySelectorAll('.facet')) each.open = true")
        page.locator(".facets [name=q]").focus()
        seen = set()
        while (focused := self.press(page, "Tab")) != "button":
            seen.add(focused)
            assert page.evaluate(
                """() => {
                  const {left, top, width, height} = document.activeElement.getBoundingClientRect();
                  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
                  return document.activeElement.contains(seen);
                }"""
            ), page.evaluate("document.activeElement.outerHTML")
        assert {"sort", "verdict", "topic", "claimant", "source", "year"} <= seen


class TestTheIndex:
    def test_is_fetched_only_when_somebody_asks_for_something(self, context: BrowserContext, address: str) -> None:
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url.removeprefix(address)))
        page = context.new_page()
        page.goto(f"{address}claims/")
        page.wait_for_load_state("networkidle")
        assert INDEX not in asked
        open_filters(page)
        tick(page, "True 1")
        expect_found(page, 1)
        assert asked.count(INDEX) == 1

    @pytest.mark.parametrize("trouble", ["no connection", "an error", "no JSON", "another version"])
    def test_that_can_not_be_had_leaves_the_links_and_can_be_tried_again(
        self, context: BrowserContext, address: str, trouble: str
    ) -> None:
        answers: dict[str, dict[str, Any]] = {
            "an error": {"status": 500},
            "no JSON": {"body": "<!doctype html>"},
            "another version": {"body": json.dumps({"version": 2})},
        }
        context.route(
            f"**/{INDEX}",
            lambda route: route.fulfill(**answers[trouble]) if trouble in answers else route.abort(),
        )
        page = context.new_page()
        page.goto(f"{address}claims/?verdict=true#facets")
        expect(page.get_by_role("status")).to_have_text(re.compile("could not be loaded"))
        assert len(titles(page)) == 50
        expect(page.get_by_role("checkbox")).to_have_count(0)
        expect(page.locator("[data-facet=topic]").get_by_role("link", name="Parks")).to_be_visible()
        context.unroute(f"**/{INDEX}")
        page.get_by_role("button", name="Try again").click()
        expect_found(page, 1)
        expect(page.get_by_role("checkbox", name="True 1")).to_be_checked()
        assert page.evaluate("document.activeElement.className") == "found__count"

    def test_that_comes_late_shows_what_was_chosen_last(self, context: BrowserContext, address: str) -> None:
        held: list[Callable[[], None]] = []
        context.route(f"**/{INDEX}", lambda route: held.append(route.continue_))
        page = context.new_page()
        page.goto(f"{address}claims/")
        open_filters(page)
        tick(page, "True 1")
        expect(page.get_by_role("status")).to_have_text("Loading the claims …")
        assert titles(page) == []
        tick(page, "False 4")
        page.get_by_role("checkbox", name="True 1").uncheck()
        for go_on in held:
            go_on()
        expect_found(page, 4)
        assert len(held) == 1


def test_without_scripts_each_value_is_a_link(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}claims/?verdict=true")
    assert len(titles(page)) == 50
    open_filters(page)
    main = page.get_by_role("main")
    expect(main.get_by_role("searchbox")).to_have_count(0)
    expect(main.get_by_role("button")).to_have_count(0)
    page.locator("[data-facet=verdict]").get_by_role("link", name="False").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verdict: False")
    assert len(titles(page)) == 4
    context.close()


def test_a_claim_is_drawn_as_the_build_draws_it(tmp_path: Path, browser: Browser) -> None:
    """Every claim of a site with drafts, claimants in words and dates of all kinds, as HTML."""
    site = write_many(tmp_path)
    change_file(site / "content/claims/of-kitab.md", "claimed_on: 2018-03/2020", "claimed_on: 2018-03~")
    assert build_site(Options(site, serving=True), site / "output").written
    drawn = 'list => [...document.querySelectorAll(list)].map((card) => card.outerHTML.replace(/\\s*\\n\\s*/g, ""))'
    with serve_folder(site / "output") as address:
        page = browser.new_page()
        expected: list[str] = []
        for path in ("claims/", "claims/page/2/"):
            page.goto(address + path)
            expected += page.evaluate(drawn, ".cards > li")
        page.goto(f"{address}claims/?sort=oldest")
        expect_found(page, 79)
        page.get_by_role("button", name="Show more").click()
        assert list(reversed(page.evaluate(drawn, ".cards:not([hidden]) > li"))) == expected
        page.close()
    assert any("Draft" in card for card in expected)


def test_no_words_stand_in_the_scripts(output: Path) -> None:
    """All that readers see comes from the page: no script holds a text of several words, or puts HTML together."""
    for path in (output / "static/js").glob("*.js"):
        code = re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
        assert "innerHTML" not in code and "insertAdjacentHTML" not in code and "eval(" not in code, path
        assert not re.findall(r"[\"'`][A-Z][a-z]+ ", code), path


FACETS = ("verdict", "topic", "claimant", "source", "year")
COLUMNS = {"verdict": "verdicts", "topic": "topics", "claimant": "people", "source": "sources", "year": "years"}


def values_of(index: dict[str, Any], claim: int, facet: str) -> set[str]:
    """The ids of the values of a facet that a claim has."""
    column = {"verdict": "verdict", "topic": "topics", "claimant": "claimants", "source": "sources", "year": "year"}
    named = index["claims"][column[facet]][claim]
    places = named if isinstance(named, list) else [named]
    return {index[COLUMNS[facet]][place][0] for place in places if isinstance(place, int)}


def test_claims_and_counts_are_those_that_fit(context: BrowserContext, address: str, output: Path) -> None:
    """For any choice: a claim is found if it has a chosen value of each facet; a count is what its value would find."""
    index = json.loads((output / INDEX).read_bytes())
    page = context.new_page()
    page.goto(f"{address}claims/")
    page.evaluate(
        """async ([code, index]) => {
          const { Filter, readChoice, writeChoice } = await import(code);
          const filter = new Filter(await (await fetch(index)).json(), ["en"]);
          window.ask = (query) => {
            const { claims, counts } = filter.find(readChoice(query));
            return [claims, Object.fromEntries(Object.entries(counts).map(([name, each]) => [name, [...each]])),
              writeChoice(readChoice(query))];
          };
        }""",
        [f"{address}static/js/filtering.js", f"{address}{INDEX}"],
    )
    claims = range(len(index["claims"]["id"]))
    has = {facet: [values_of(index, claim, facet) for claim in claims] for facet in FACETS}
    choices = st.fixed_dictionaries(
        {
            facet: st.lists(st.sampled_from([each[0] for each in index[COLUMNS[facet]]]), max_size=3, unique=True)
            for facet in FACETS
        }
    )

    @settings(max_examples=40, deadline=None)
    @given(choices)
    def holds(choice: dict[str, list[str]]) -> None:
        query = "".join(f"&{facet}={id}" for facet in FACETS for id in choice[facet])
        found, counts, told = page.evaluate("query => ask(query)", query)

        def fits(claim: int, but: str = "") -> bool:
            return all(has[f][claim] & set(choice[f]) for f in FACETS if choice[f] and f != but)

        assert found == [claim for claim in claims if fits(claim)]
        assert told.replace("?", "&") == query
        for facet in FACETS:
            expected = [
                sum(fits(claim, facet) and id in has[facet][claim] for claim in claims)
                for id, *_ in index[COLUMNS[facet]]
            ]
            assert counts[facet] == expected

    holds()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_on_a_small_screen_nothing_scrolls_sideways(tmp_path: Path, browser: Browser, language: str) -> None:
    site = write_many(tmp_path)
    change_file(site / "content/site.yaml", "language: en", f"language: {language}")
    change_file(site / "content/topics/parks.md", "title: Parks", f"title: {'Unbroken' * 40}")
    assert build(site) == 0
    with serve_folder(site / "output") as address:
        page = browser.new_page(viewport={"width": 320, "height": 700})
        page.goto(f"{address}claims/?topic=parks&topic=trees&q={'x' * 150}&verdict=false")
        expect(page.get_by_role("status")).to_have_text(re.compile("0"))
        page.locator(".facets__summary").click()
        page.evaluate("for (const each of document.querySelectorAll('.facet')) each.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_filters_in_use_have_no_fault_that_axe_finds(browser: Browser, address: str, scheme: Any) -> None:
    package = importlib.util.find_spec("axe_playwright_python")
    assert package and package.origin
    page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 700})
    for query_ in ("?verdict=false&year=2018&q=gazette", "?q=nothing-like-it", ""):
        page.goto(f"{address}claims/{query_}")
        page.locator(".facets__summary").click()
        page.evaluate("for (const each of document.querySelectorAll('.facet')) each.open = true")
        page.wait_for_load_state("networkidle")
        page.evaluate((Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then((result) => result.violations.map((v) => [v.id, v.nodes[0].html]))")
        assert found == []
    page.close()


def test_the_page_of_facets_holds_no_control_before_its_script_runs(output: Path) -> None:
    main = parse_html((output / "claims/index.html").read_bytes()).one("main")
    controls = [each for each in main.walk() if each.tag in ("input", "select", "button")]
    assert controls == [each for each in main.one("template").walk() if each.tag in ("input", "select", "button")]
