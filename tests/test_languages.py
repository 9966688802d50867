"""Sites in the languages of the interface: whatever a reader sees or hears is the site's content, or is translated.

Read are the sites of ``tests/sites/ar``, ``ur`` and ``tr``, drafts included, which hold something of everything. What
their content says in Latin letters is listed in ``LATIN``.
"""

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from playwright.sync_api import Browser, Page

from onrecord import translations
from onrecord.memory import Memory
from onrecord.options import Options
from onrecord.pages import make, pager
from onrecord.pipeline import build_site
from onrecord.translations import ENGLISH_BEGINS, ENGLISH_ENDS, load_translations
from onrecord.translations.__main__ import list_forms, read_catalog
from tests.browser import serve_folder
from tests.parsed_html import Element, parse_html
from tests.site_folders import make_site
from tests.small_site import ROOT, SITE, build, change_file, list_files, write_site

# In the content of the sites in other scripts, and the program's own name.
LATIN = ("The Gazette", "Ann Author", "CC BY 4.0", "Council fells the last plane tree (every one of 400)", "On Record")

# Names of programs and formats that have no other in any script, and a unit that CLDR leaves in Latin letters in Urdu.
NAMES = re.compile(
    "(?<![A-Za-z])"
    r"(Atom|BibTeX|ClaimReview|CSL-JSON|DataFeed|Excel|JSON Feed|JSON Schema|Python|SHA-256|UTF-8"
    r"|curl|kB|schema\.org|utf-8-sig)"
    "(?![A-Za-z])"
)

# What other programs read, and a reader copies: examples, names of files, entries of bibliographies, code to embed.
FOR_PROGRAMS = ("code", "pre", "textarea")

# Elements that hold nothing but text, so no markup could say its language.
PLAIN = ("desc", "option", "title")

# Attributes that readers see or hear.
HEARD = (
    "alt",
    "aria-description",
    "aria-label",
    "aria-roledescription",
    "aria-valuetext",
    "label",
    "placeholder",
    "title",
)


@dataclass(frozen=True)
class Said:
    """A piece of text on a page that is in the language ``lang``; ``bare`` where no markup could say another."""

    text: str
    lang: str
    bare: bool = False


def list_said(page: Element, lang: str = "") -> Iterator[Said]:
    """Everything that a reader of a page sees or hears, in the order of the page."""
    for child in page.children:
        if isinstance(child, str):
            if child.strip():
                yield Said(child.strip(), lang, page.tag in PLAIN)
        elif child.tag not in ("script", "style"):
            own = child.attributes.get("lang", lang)
            yield from (Said(child.attributes[name], own, True) for name in HEARD if child.attributes.get(name))
            if child.tag == "meta" and child.attributes.get("name") in ("description", "keywords"):
                yield Said(child.attributes["content"], own, True)
            if child.tag not in FOR_PROGRAMS:
                yield from list_said(child, own)


def list_said_in(output: Path, lang: str) -> Iterator[tuple[str, Said]]:
    """The same for all pages of a site and for its feed, with their paths."""
    for path in list_files(output):
        if path == "patterns/index.html":
            continue  # for developers, in English
        if path.endswith(".html"):
            yield from ((path, said) for said in list_said(parse_html((output / path).read_bytes())))
        elif path == "feed.xml":
            for element in ElementTree.parse(output / path).iter():
                if element.tag.rpartition("}")[2] in ("title", "subtitle", "name", "summary") and element.text:
                    yield path, Said(element.text, lang)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sites as ``serve`` builds them, drafts included, by their languages."""
    built: dict[str, Path] = {}
    for language in ("ar", "tr", "ur"):
        folder = tmp_path_factory.mktemp(language)
        make_site(folder / "site", base=language)
        assert build_site(Options(folder / "site", serving=True), folder / "output").problems == ()
        built[language] = folder / "output"
    return built


class TestEverySite:
    @pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("tr", "ltr"), ("ur", "rtl")])
    def test_says_its_language_and_direction_on_every_page(
        self, outputs: dict[str, Path], language: str, direction: str
    ) -> None:
        pages = [path for path in list_files(outputs[language]) if path.endswith(".html")]
        assert len(pages) > 20
        for path in pages:
            html = parse_html((outputs[language] / path).read_bytes()).one("html")
            assert (html.attributes["lang"], html.attributes["dir"]) == (language, direction), path

    @pytest.mark.parametrize("language", ["ar", "tr", "ur"])
    def test_marks_what_is_in_another_language(self, outputs: dict[str, Path], language: str) -> None:
        page = parse_html((outputs[language] / "claims/plane-trees/index.html").read_bytes())
        quotes = [each for each in page.all("blockquote") if "The last of 400 trees" in each.text]
        titles = [each for each in page.all("span", dir="ltr") if each.text.startswith("Council fells")]
        assert [each.attributes["lang"] for each in quotes] == ["en"]
        assert titles and all(each.attributes["lang"] == "en" for each in titles)

    @pytest.mark.parametrize("language", ["ar", "ur"])
    def test_in_another_script_has_no_english_left(self, outputs: dict[str, Path], language: str) -> None:
        for path, said in list_said_in(outputs[language], language):
            if said.lang == language:
                assert not re.search("[A-Za-z]{2}", without(said.text, LATIN)), f"{path}: {said.text}"

    @pytest.mark.parametrize("language", ["ar", "tr", "ur"])
    def test_has_no_text_of_the_interface_in_english(self, outputs: dict[str, Path], language: str) -> None:
        english = english_texts(language)
        assert len(english) > 150
        found = [(path, said) for path, said in list_said_in(outputs[language], language) if said.text in english]
        assert found == []

    def test_counts_in_its_language(self, outputs: dict[str, Path]) -> None:
        home = {language: parse_html((output / "index.html").read_bytes()).text for language, output in outputs.items()}
        assert "3 ادعاءات · 5 مصادر" in home["ar"] and "ادعاءان" in home["ar"]
        assert "3 iddia · 5 kaynak" in home["tr"]
        assert "3 دعوے · 5 مآخذ" in home["ur"]

    def test_writes_dates_in_its_language(self, outputs: dict[str, Path]) -> None:
        for language, words in (("ar", "4 مارس 2020"), ("tr", "4 Mart 2020"), ("ur", "4 مارچ، 2020")):
            page = parse_html((outputs[language] / "claims/plane-trees/index.html").read_bytes())
            assert words in {each.text for each in page.all("time", datetime="2020-03-04")}


def without(text: str, words: tuple[str, ...]) -> str:
    for each in words:
        text = text.replace(each, "")
    return NAMES.sub("", re.sub(r"https?://\S+", "", text))


def english_texts(language: str) -> set[str]:
    """The English texts of the interface that read otherwise in a language, those with placeholders left out."""
    text = (translations.FOLDER / f"{language}.po").read_text(encoding="utf-8")
    messages = [message for message in read_catalog(text) if isinstance(message.id, str) and message.id]
    translated = {form for message in messages for form in list_forms(message)}
    return {message.id for message in messages if "%" not in message.id} - translated  # type: ignore[misc]


@pytest.fixture
def marked_catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A catalog of Arabic in which every translation is the English text between ⟦ and ⟧."""
    with open(translations.FOLDER / "ar.po", "rb") as file:
        catalog = read_po(file)
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = tuple(f"⟦{message.id[1]}⟧" for _ in message.string or ())
        elif message.id:
            message.string = f"⟦{message.id}⟧"
    folder = tmp_path / "translations"
    folder.mkdir()
    with open(folder / "ar.po", "wb") as file:
        write_po(file, catalog)
    monkeypatch.setattr(translations, "FOLDER", folder)
    load_translations.cache_clear()
    yield
    load_translations.cache_clear()


@pytest.mark.usefixtures("marked_catalog")
@pytest.mark.parametrize(("holds", "fewest"), [("something of everything", 1000), ("nothing yet", 100)])
def test_every_word_of_the_interface_is_one_of_the_catalog(
    holds: str, fewest: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a word that a template or the code forgets to translate stands out: it is outside of all marks."""
    monkeypatch.setattr(pager, "ROWS_A_PAGE", 2)
    site = make_site(tmp_path / "site", base="ar")
    if holds == "nothing yet":
        for folder in ("claims", "people", "sources", "topics"):
            shutil.rmtree(site / "content" / folder)
        change_file(site / "content/pages/about.md", " [[plane-trees]]", "")
        change_file(site / "content/site.yaml", "reply: optional", "reply: required")
    assert build_site(Options(site, serving=True), tmp_path / "output").written is not None
    marks = 0
    for path, said in list_said_in(tmp_path / "output", "ar"):
        text = said.text
        while (shorter := re.sub("⟦[^⟦⟧]*⟧", "", text)) != text:
            marks, text = marks + 1, shorter
        assert "⟦" not in text and "⟧" not in text, f"{path}: {said.text}"
        if said.lang == "ar":
            assert not re.search("[A-Za-z]{2}", without(text, LATIN)), f"{path}: {said.text}"
    assert marks > fewest


class TestDigits:
    @pytest.fixture(scope="class")
    @staticmethod
    def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
        """The Arabic site as an Egyptian one."""
        folder = tmp_path_factory.mktemp("egypt")
        site = make_site(folder / "site", base="ar")
        change_file(site / "content/site.yaml", "language: ar\n", "language: ar-EG\n")
        assert build(site, folder / "output") == 0
        return folder / "output"

    def test_are_the_regions_wherever_people_read_numbers_of_ours(self, output: Path) -> None:
        page = parse_html((output / "claims/plane-trees/index.html").read_bytes())
        assert page.one("html").attributes["data-digits"] == "arab"
        assert {each.text for each in page.all("time")} and not any(
            re.search("[0-9]", each.text) for each in page.all("time")
        )
        assert [each.text for each in page.all("sup")][:2] == ["[١]", "[٢]"]
        assert not any(re.search("[0-9]", link.text) for p in page.all(class_="source__back") for link in p.all("a"))
        assert "٥ مصادر" in parse_html((output / "index.html").read_bytes()).text
        assert [each.text for each in parse_html((output / "timeline/index.html").read_bytes()).all("h2")] == [
            "٢٠٢١",
            "٢٠٢٠",
        ]

    def test_are_ascii_wherever_machines_read_them(self, output: Path) -> None:
        for path in list_files(output):
            if path.endswith(".html"):
                for element in parse_html((output / path).read_bytes()).walk():
                    for name in ("href", "id", "value", "datetime", "width", "height", "data-level"):
                        assert not re.search("[٠-٩]", element.attributes.get(name, "")), f"{path}: {name}"


class TestALanguageWithoutACatalog:
    @pytest.fixture(scope="class")
    @staticmethod
    def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
        folder = tmp_path_factory.mktemp("german")
        site = write_site(folder / "site", {"content/site.yaml": SITE.replace("language: en", "language: de")})
        change_file(site / "content/claims/oak-bench.yaml", "claimed_on: 2020-02", "claimed_on: 2020-02?")
        assert build(site, folder / "output", "--base-url", "https://facts.example/") == 0
        return folder / "output"

    def test_is_the_language_of_the_page(self, output: Path) -> None:
        page = parse_html((output / "claims/plane-trees/index.html").read_bytes())
        assert page.one("html").attributes["lang"] == "de"
        assert page.all("time", datetime="2020-03-04")[0].text == "4. März 2020"

    def test_leaves_the_words_of_the_interface_english_and_marked_as_that(self, output: Path) -> None:
        said = {said for _, said in list_said_in(output, "de") if not said.bare}
        english = {each.text for each in said if each.lang == "en"}
        assert {"What the other side says", "The claim", "Exaggerated", "People and organisations", "Home"} <= english
        assert not {each.text for each in said if each.lang == "de"} & english_texts("tr")

    def test_lets_no_mark_through_into_any_file(self, output: Path) -> None:
        for path in list_files(output):
            data = (output / path).read_bytes()
            for mark in (ENGLISH_BEGINS, ENGLISH_ENDS):
                assert mark.encode() not in data and json.dumps(mark)[1:-1].encode() not in data, path

    def test_keeps_titles_and_labels_free_of_markup(self, output: Path) -> None:
        for path in list_files(output):
            if path.endswith(".html"):
                page = parse_html((output / path).read_bytes())
                assert not [title.text for title in page.all("title") if list(title.walk())], path
        assert "<span" not in (output / "feed.xml").read_text(encoding="utf-8")


class TestAnotherLanguage:
    def test_makes_all_pages_anew_and_in_serve_too(self, tmp_path: Path) -> None:
        site, memory = write_site(tmp_path / "site"), Memory()
        shown = []
        for language in ("en", "tr", "en"):
            change_file(
                site / "content/site.yaml", re.search("language: .*", read_settings(site))[0], f"language: {language}"
            )  # type: ignore[index]
            build_site(Options(site, serving=True), tmp_path / "output", memory=memory)
            page = parse_html((tmp_path / "output/claims/oak-bench/index.html").read_bytes())
            shown.append([each.text for each in page.all("h2")])
        assert shown[0] == shown[2]
        assert "Evidence" in shown[0] and "Kanıtlar" in shown[1]

    def test_is_the_same_with_several_workers(
        self, tmp_path: Path, outputs: dict[str, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(make, "_WORTH_A_WORKER", 2)
        site = make_site(tmp_path / "site", base="ar")
        build_site(Options(site, serving=True, jobs=3), tmp_path / "output")
        for path in list_files(outputs["ar"]):
            assert (tmp_path / "output" / path).read_bytes() == (outputs["ar"] / path).read_bytes(), path


def read_settings(site: Path) -> str:
    return (site / "content/site.yaml").read_text(encoding="utf-8")


def test_a_change_of_a_catalog_makes_the_pages_anew(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", base="tr")
    shutil.copytree(ROOT / "onrecord", site / "onrecord", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "build.py", site)

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "build.py", "--jobs", "1"], cwd=site, capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout

    run()
    assert run().startswith("0 written")
    change_file(site / "onrecord/translations/tr.po", 'msgstr "Son eklenenler"', 'msgstr "En yeniler"')
    assert run().startswith("1 written")
    assert "En yeniler" in (site / "output/index.html").read_text(encoding="utf-8")


@pytest.mark.browser
class TestInABrowser:
    @pytest.fixture(scope="class", params=["ar", "ur"])
    @staticmethod
    def address(request: pytest.FixtureRequest, outputs: dict[str, Path]) -> Iterator[str]:
        """The address of a site that runs from right to left."""
        with serve_folder(outputs[request.param]) as address:
            yield address

    @pytest.fixture
    def page(self, browser: Browser) -> Iterator[Page]:
        context = browser.new_context(viewport={"width": 320, "height": 640})
        yield context.new_page()
        context.close()

    def test_no_page_scrolls_sideways_on_a_small_phone(self, page: Page, address: str) -> None:
        for path in ("", "claims/plane-trees/", "people/nadia-karim/", "sources/gazette-2020/", "timeline/", "about/"):
            page.goto(address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path

    def test_the_page_begins_on_the_right(self, page: Page, address: str) -> None:
        page.goto(address)
        seal = page.locator(".masthead__name .mark").bounding_box()
        name = page.locator(".masthead__name a").evaluate(
            """(link) => {
              const range = document.createRange();
              range.selectNode(link.lastChild);
              return range.getBoundingClientRect().right;
            }"""
        )
        assert seal and seal["x"] >= name and seal["x"] > 250

    def test_no_letters_that_join_are_spaced_or_slanted(self, page: Page, address: str) -> None:
        page.goto(f"{address}claims/plane-trees/")
        faults = page.evaluate(
            """[...document.querySelectorAll("body, body *")].filter((element) => {
              const style = getComputedStyle(element);
              return style.letterSpacing !== "normal" || style.textTransform !== "none" || style.fontStyle !== "normal";
            }).map((element) => element.outerHTML.slice(0, 80))"""
        )
        assert faults == []
        assert page.locator(".prose em").count() == 1

    def test_a_number_behind_a_latin_name_stands_on_its_left(self, page: Page, address: str) -> None:
        """As in «The Gazette، 5 مارس 2020»."""
        page.set_viewport_size({"width": 1280, "height": 640})
        page.goto(f"{address}claims/plane-trees/")
        name, number = page.locator("main a[href*='gazette-2020']", has_text="The Gazette").first.evaluate(
            """(link) => (link.style.whiteSpace = "nowrap", ["T", "5"]).map((letter) => {
              const range = document.createRange();
              range.setStart(link.firstChild, link.textContent.indexOf(letter));
              range.setEnd(link.firstChild, link.textContent.indexOf(letter) + 1);
              return range.getBoundingClientRect().left;
            })"""
        )
        assert number < name
