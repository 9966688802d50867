"""Feeds: valid by the rules of Atom and JSON Feed, read by a library of others, whole, and true after a correction."""

import datetime
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest

from onrecord.formats import feeds
from tests.parsed_html import Element, parse_html
from tests.site_folders import make_site, write_claim
from tests.small_site import ROOT, build, change_file, read_output

_ATOM = "{http://www.w3.org/2005/Atom}"
BASE_URL = "https://facts.exampleville.example/"


@pytest.fixture(scope="module", params=["own", "good"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    site = ROOT if request.param == "own" else make_site(folder / "site")
    assert build(site, folder / "output", "--base-url", BASE_URL) == 0
    return folder / "output"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    assert build(make_site(folder / "site"), folder / "output") == 0
    return folder / "output"


def folders(output: Path) -> list[str]:
    """Where feeds must be: at the root, with the corrections, and with every topic and verdict."""
    found = [path.parent for kind in ("topics", "verdicts") for path in output.glob(f"{kind}/*/index.html")]
    return ["", "corrections/", *(f"{path.relative_to(output).as_posix()}/" for path in sorted(found))]


def read_atom(output: Path, folder: str = "") -> ElementTree.Element:
    return ElementTree.fromstring((output / folder / "feed.xml").read_bytes())


def read_json_feed(output: Path, folder: str = "") -> dict[str, Any]:
    return json.loads((output / folder / "feed.json").read_bytes())  # type: ignore[no-any-return]


def entries_of(feed: ElementTree.Element) -> list[ElementTree.Element]:
    return feed.findall(f"{_ATOM}entry")


def standing_entries_of(feed: ElementTree.Element) -> list[ElementTree.Element]:
    """The entries of claims that were not withdrawn."""
    return [each for each in entries_of(feed) if not text_of(each, "title").startswith("Withdrawn: ")]


def text_of(element: ElementTree.Element, name: str) -> str:
    found = element.findall(f"{_ATOM}{name}")
    assert len(found) == 1, f"{len(found)} elements {name}"
    return found[0].text or ""


def is_absolute(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.scheme and parts.netloc) and not re.search(r"\s", address)


def is_moment(text: str) -> bool:
    """RFC 3339, which asks for a zone."""
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text)) and bool(datetime.datetime.fromisoformat(text))


content_of = lru_cache(maxsize=None)(parse_html)


@cache
def read_page(path: Path) -> Element:
    return parse_html(path.read_bytes())


@cache
def ids_in(path: Path) -> set[str]:
    return {each.attributes["id"] for each in read_page(path).walk() if "id" in each.attributes}


class TestEveryAtomFeed:
    def test_is_there(self, output: Path) -> None:
        found = {path.parent.relative_to(output).as_posix() for path in output.rglob("feed.xml")}
        assert found == {folder.strip("/") or "." for folder in folders(output)}

    def test_has_what_rfc_4287_requires(self, output: Path) -> None:
        for folder in folders(output):
            feed = read_atom(output, folder)
            assert feed.tag == f"{_ATOM}feed"
            for element in [feed, *entries_of(feed)]:
                assert is_absolute(text_of(element, "id"))
                assert text_of(element, "title").strip()
                assert is_moment(text_of(element, "updated"))
                for each in element.findall(f"{_ATOM}author"):
                    assert text_of(each, "name").strip()
            assert feed.find(f"{_ATOM}author") is not None
            for entry in entries_of(feed):
                assert is_moment(text_of(entry, "published"))
                assert text_of(entry, "published") <= text_of(entry, "updated") <= text_of(feed, "updated")
                assert text_of(entry, "summary").strip()

    def test_names_itself_and_the_page_that_shows_the_same(self, output: Path) -> None:
        for folder in folders(output):
            links = {each.get("rel"): each.get("href") for each in read_atom(output, folder).findall(f"{_ATOM}link")}
            assert links == {"self": f"{BASE_URL}{folder}feed.xml", "alternate": f"{BASE_URL}{folder}"}
            assert (output / folder / "index.html").is_file()

    def test_has_ids_that_are_like_no_other(self, output: Path) -> None:
        all_feeds = [read_atom(output, folder) for folder in folders(output)]
        assert len({text_of(feed, "id") for feed in all_feeds}) == len(all_feeds)
        for feed in all_feeds:
            ids = [text_of(entry, "id") for entry in entries_of(feed)]
            assert len(set(ids)) == len(ids)

    def test_begins_with_what_changed_last(self, output: Path) -> None:
        for folder in folders(output):
            moments = [text_of(entry, "updated") for entry in entries_of(read_atom(output, folder))]
            assert moments == sorted(moments, reverse=True)

    def test_is_what_an_independent_reader_sees(self, output: Path) -> None:
        for folder in folders(output):
            seen = feedparser.parse((output / folder / "feed.xml").read_bytes())
            assert not seen.bozo, seen.get("bozo_exception")
            assert seen.version == "atom10"
            entries = entries_of(read_atom(output, folder))
            assert [each.id for each in seen.entries] == [text_of(each, "id") for each in entries]
            assert all(each.updated_parsed and each.content[0].type == "text/html" for each in seen.entries)
            assert [each.title for each in seen.entries] == [text_of(each, "title") for each in entries]

    def test_holds_no_character_that_xml_forbids(self, output: Path) -> None:
        for folder in folders(output):
            text = (output / folder / "feed.xml").read_text(encoding="utf-8")
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", text)


class TestEveryJsonFeed:
    def test_has_what_version_1_1_requires(self, output: Path) -> None:
        for folder in folders(output):
            feed = read_json_feed(output, folder)
            assert feed["version"] == "https://jsonfeed.org/version/1.1"
            assert feed["title"]
            assert feed["feed_url"] == f"{BASE_URL}{folder}feed.json"
            assert feed["home_page_url"] == f"{BASE_URL}{folder}"
            allowed = {"version", "title", "description", "home_page_url", "feed_url", "language", "authors", "items"}
            assert {key for key in feed if not key.startswith("_")} <= allowed
            for item in feed["items"]:
                assert item["id"] and is_absolute(item["url"]) and item["content_html"]
                assert is_moment(item["date_published"]) and is_moment(item["date_modified"])
                assert all(author["name"] for author in item.get("authors", ()))
                assert all(isinstance(tag, str) for tag in item["tags"])

    def test_says_what_the_atom_feed_says(self, output: Path) -> None:
        for folder in folders(output):
            atom, items = read_atom(output, folder), read_json_feed(output, folder)["items"]
            assert read_json_feed(output, folder)["title"] == text_of(atom, "title")
            for entry, item in zip(entries_of(atom), items, strict=True):
                assert item["id"] == text_of(entry, "id")
                assert item["title"] == text_of(entry, "title")
                assert item["summary"] == text_of(entry, "summary")
                assert item["content_html"] == text_of(entry, "content")
                assert item["date_published"] == text_of(entry, "published")
                assert item["date_modified"] == text_of(entry, "updated")
                assert item["tags"] == [each.get("term") for each in entry.findall(f"{_ATOM}category")]
                names = [text_of(each, "name") for each in entry.findall(f"{_ATOM}author")]
                assert [each["name"] for each in item.get("authors", ())] == names


class TestAnEntry:
    def test_holds_the_claim_its_verdict_and_the_whole_report(self, output: Path) -> None:
        for entry in standing_entries_of(read_atom(output)):
            page = read_page(output / file_of(text_of(entry, "id")))
            content = content_of(text_of(entry, "content"))
            assert text_of(entry, "title") == page.one("h1").text
            assert page.one("p", class_="record__words").text in content.text
            assert page.one("p", class_="record__mark").text.strip() in content.text
            assert page.one("p", class_="finding__summary").text in content.text
            report = page.one("section", id="report").one("div", class_="prose")
            for tag in ("p", "li", "h3", "h4", "td"):
                assert len(content.one("div", class_="prose").all(tag)) == len(report.all(tag))

    def test_holds_whole_addresses_that_are_there(self, output: Path) -> None:
        for folder in folders(output):
            for entry in entries_of(read_atom(output, folder)):
                for address in content_of(text_of(entry, "content")).links():
                    assert is_absolute(address) or address.startswith("mailto:"), address
                    if address.startswith(BASE_URL):
                        page, _, anchor = address.partition("#")
                        assert not anchor or anchor in ids_in(output / file_of(page)), address
                        assert (output / file_of(page)).is_file(), address

    def test_cites_sources_by_the_numbers_of_the_claims_page(self, output: Path) -> None:
        cited = 0
        for entry in standing_entries_of(read_atom(output)):
            page = read_page(output / file_of(text_of(entry, "id")))
            sources = page.one("section", id="sources").one("ol", class_="sources").all("li")
            numbers = {each.attributes["id"]: n for n, each in enumerate(sources, 1)}
            for link in content_of(text_of(entry, "content")).all("a"):
                _, _, anchor = link.attributes["href"].partition("#")
                if anchor in numbers:
                    cited += 1
                    assert link.text == f"[{numbers[anchor]}]"
        assert cited

    def test_holds_no_anchor_frame_or_picture(self, output: Path) -> None:
        for entry in entries_of(read_atom(output)):
            for element in content_of(text_of(entry, "content")).walk():
                assert "id" not in element.attributes and "tabindex" not in element.attributes
                assert element.tag not in ("svg", "img", "script", "style", "iframe")


def file_of(address: str) -> str:
    path = address.removeprefix(BASE_URL).partition("#")[0]
    return path + "index.html" if path == "" or path.endswith("/") else path


class TestACorrection:
    def test_is_an_entry_of_its_own_with_what_changed(self, good: Path) -> None:
        feed = read_atom(good, "corrections/")
        entries = entries_of(feed)
        assert [text_of(entry, "updated")[:10] for entry in entries] == ["2021-06-01", "2020-07-01", "2020-06-09"]
        ids = [text_of(entry, "id").partition("#")[2] for entry in entries]
        assert ids == ["withdrawn", "correction-2", "correction-1"]
        content = content_of(text_of(entries[1], "content")).text
        assert "mostly-false" not in content
        assert "Mostly false" in content and "False" in content
        assert "The survey is complete now and leaves no street out." in content

    def test_keeps_its_id_when_another_one_follows(self, tmp_path: Path) -> None:
        site = make_site(tmp_path / "site")
        assert build(site) == 0
        before = {text_of(each, "id") for each in entries_of(read_atom(site / "output", "corrections/"))}
        change_file(
            site / "content/claims/plane-trees.md",
            "accepts:\n",
            "  - {on: 2020-08-01, field: summary, from: two photographs, to: photographs, note: More came in.}\naccepts:\n",
        )
        assert build(site) == 0
        after = {text_of(each, "id") for each in entries_of(read_atom(site / "output", "corrections/"))}
        assert before < after and len(after) == len(before) + 1

    def test_moves_the_claim_to_the_top_of_the_other_feeds(self, tmp_path: Path) -> None:
        claims = {f"content/claims/clock-{n}.md": write_claim(published=f"2020-05-{20 + n}") for n in range(5)}
        site = make_site(tmp_path / "site", changes=claims)
        assert build(site) == 0
        ids = [text_of(each, "id") for each in entries_of(read_atom(site / "output", "topics/town-money/"))]
        assert not ids[0].endswith("clock-0/")
        corrected = "[{on: 2022-07-02, field: summary, from: six, to: four, note: Read again.}]"
        text = write_claim(published="2020-05-20", corrections=corrected)
        (site / "content/claims/clock-0.md").write_text(text, encoding="utf-8")
        assert build(site) == 0
        for folder in ("", "topics/town-money/", "verdicts/false/"):
            first = entries_of(read_atom(site / "output", folder))[0]
            assert text_of(first, "id").endswith("clock-0/")
            assert text_of(first, "updated") == "2022-07-02T00:00:00Z"
            assert text_of(first, "published") == "2020-05-20T00:00:00Z"


def test_a_feed_of_nothing_is_valid(good: Path) -> None:
    empty = [folder for folder in folders(good) if not entries_of(read_atom(good, folder))]
    assert empty
    for folder in empty:
        assert not feedparser.parse((good / folder / "feed.xml").read_bytes()).bozo


def test_a_feed_holds_no_more_than_its_newest(tmp_path: Path) -> None:
    claims = {f"content/claims/clock-{n}.md": write_claim(published=f"2020-06-{n + 1:02d}") for n in range(30)}
    site = make_site(tmp_path / "site", changes=claims)
    assert build(site) == 0
    entries = entries_of(read_atom(site / "output", "verdicts/false/"))
    assert len(entries) == feeds._ENTRIES
    newest = [f"clock-{n}/" for n in reversed(range(30))][: len(entries) - 1]
    shown = [text_of(entry, "id").rpartition("claims/")[2] for entry in entries]
    assert [each for each in shown if each.startswith("clock")] == newest[: len(shown)]


def test_an_edit_makes_only_the_feeds_that_show_the_claim_anew(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    assert build(site) == 0
    before = read_output(site / "output")
    path = site / "content/claims/fountain-repair.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n  A new sentence.\n", encoding="utf-8")
    assert build(site) == 0
    after = read_output(site / "output")
    changed = {path for path in after if after[path] != before[path] and "feed." in path}
    claim = json.loads(after["claims/fountain-repair/claim.json"])["claim"]
    shown_in = ["", f"verdicts/{claim['verdict']['id']}/", *(f"topics/{topic['id']}/" for topic in claim["topics"])]
    assert changed == {f"{folder}feed.{ending}" for folder in shown_in for ending in ("xml", "json")}


def test_pages_name_their_feeds(good: Path) -> None:
    expected = {
        "index.html": {"feed.xml", "feed.json"},
        "topics/trees/index.html": {"feed.xml", "topics/trees/feed.xml", "topics/trees/feed.json"},
        "verdicts/false/index.html": {"feed.xml", "verdicts/false/feed.xml", "verdicts/false/feed.json"},
        "corrections/index.html": {"feed.xml", "corrections/feed.xml", "corrections/feed.json"},
        "claims/plane-trees/index.html": {"feed.xml"},
    }
    for path, names in expected.items():
        found = dict(list_feeds_of(parse_html((good / path).read_bytes())))
        assert set(found) == {f"/{name}" for name in names}, path
        for url, kind in found.items():
            assert kind == ("application/atom+xml" if url.endswith(".xml") else "application/feed+json")
            assert (good / url[1:]).is_file()


def list_feeds_of(page: Element) -> Iterator[tuple[str, str]]:
    for link in page.all("link", rel="alternate"):
        if link.attributes["type"] in ("application/atom+xml", "application/feed+json"):
            yield link.attributes["href"], link.attributes["type"]
