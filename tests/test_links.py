"""The built site as a whole: every address leads somewhere, everything that points is pointed back at, and every page
is well made. Looked at is the repository's own content, at a domain's root and below a repository's name.
"""

import functools
import itertools
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
import yaml

from tests.parsed_html import Element, parse_html
from tests.small_site import ROOT

_OUTWARD = {"nofollow"}
_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Site:
    """A built site: its pages as trees, by their path in the output; without the cards for other sites' frames."""

    def __init__(self, output: Path, address: str) -> None:
        self.output = output
        self.address = address
        self.base_path = urlsplit(address).path
        paths = sorted(path for path in output.rglob("*.html") if not path.match("claims/*/embed/index.html"))
        self.pages = {path.relative_to(output).as_posix(): parse_html(path.read_bytes()) for path in paths}

    def address_of(self, path: str) -> str:
        return self.address + path.removesuffix("index.html")

    def is_inside(self, address: str) -> bool:
        return address.startswith(self.address)

    def file_of(self, address: str) -> str:
        path = unquote(urldefrag(address).url.removeprefix(self.address))
        return path + "index.html" if path == "" or path.endswith("/") else path

    def page(self, path: str) -> Element:
        return self.pages[f"{path}/index.html" if path else "index.html"]

    @functools.cached_property
    def links(self) -> dict[str, set[str]]:
        """The pages to which the content of each page links, as ``claims/plane-trees``."""
        return {
            path.removesuffix("index.html").strip("/"): {
                self.file_of(address).removesuffix("index.html").strip("/")
                for address in self.addresses(path, page.one("main").links())
                if self.is_inside(address)
            }
            for path, page in self.pages.items()
        }

    def addresses(self, path: str, links: list[str]) -> list[str]:
        return [urljoin(self.address_of(path), link) for link in links]

    def all_links_of(self, entity: str) -> set[str]:
        """The links of an entity's page and of the pages on which it goes on."""
        later = [path for path in self.links if path.startswith(f"{entity}/page/")]
        return set().union(*(self.links[path] for path in [entity, *later]))


@pytest.fixture(scope="module")
def site(own_site: tuple[Path, str]) -> Site:
    return Site(*own_site)


class TestEveryAddress:
    def test_in_a_page_leads_to_a_file_of_the_site_and_every_anchor_is_there(self, site: Site) -> None:
        ids = {
            path: {each.attributes["id"] for each in page.walk() if "id" in each.attributes}
            for path, page in site.pages.items()
        }
        broken = []
        for path, page in site.pages.items():
            for address in site.addresses(path, list(self.referred(page))):
                if not site.is_inside(address):
                    continue
                file, anchor = site.file_of(address), unquote(urldefrag(address).fragment)
                if not (site.output / file).is_file() or (anchor and anchor not in ids[file]):
                    broken.append(f"{path}: {address}")
        assert not broken, broken[:5]

    @staticmethod
    def referred(page: Element) -> Iterator[str]:
        for element in page.walk():
            for name in ("href", "src", "poster", "action", "data", "cite"):
                if name in element.attributes:
                    yield element.attributes[name]

    def test_that_stays_on_the_host_stays_below_the_base_path(self, site: Site) -> None:
        for path, page in site.pages.items():
            for link in self.referred(page):
                if link.startswith("/"):
                    assert link.startswith(site.base_path) and not link.startswith("//"), f"{path}: {link}"

    def test_of_a_stylesheet_icon_and_feed_is_on_every_page(self, site: Site) -> None:
        for path, page in site.pages.items():
            kinds = Counter(each.attributes["rel"] for each in page.one("head").all("link"))
            styles = [each.attributes["href"] for each in page.one("head").all("link", rel="stylesheet")]
            assert styles[0] == f"{site.base_path}static/site.css", path
            assert kinds["icon"] == 1, path
            assert kinds["alternate"] >= 1, path

    def test_in_a_stylesheet_stays_on_the_site(self, site: Site) -> None:
        for path in site.output.rglob("*.css"):
            text = path.read_text(encoding="utf-8")
            assert "@import" not in text
            for link in re.findall(r"url\(\s*['\"]?([^'\")]+)", text):
                if link.startswith("data:image/"):
                    continue
                address = urljoin(site.address + path.relative_to(site.output).as_posix(), link)
                assert site.is_inside(address) and (site.output / site.file_of(address)).is_file(), link

    def test_outward_is_marked_as_such(self, site: Site) -> None:
        count = 0
        for path, page in site.pages.items():
            assert page.one("meta", name="referrer").attributes["content"] == "no-referrer"
            for element in page.all("a"):
                address = urljoin(site.address_of(path), element.attributes["href"])
                outward = not site.is_inside(address)
                count += outward
                assert set(element.attributes.get("rel", "").split()) >= _OUTWARD or not outward, f"{path}: {address}"
                assert not outward or address.startswith(("https://", "http://", "mailto:")), f"{path}: {address}"
                assert "target" not in element.attributes
        assert count > 100

    def test_of_a_page_is_reached_from_the_home_page(self, site: Site) -> None:
        reached, waiting = set(), ["index.html"]
        while waiting:
            path = waiting.pop()
            if path in reached or path not in site.pages:
                continue
            reached.add(path)
            addresses = site.addresses(path, site.pages[path].links())
            waiting += [site.file_of(address) for address in addresses if site.is_inside(address)]
        # Corrections aren't in everybody's navigation; 404.html is for lost readers, the patterns for developers.
        assert set(site.pages) - reached <= {"404.html", "corrections/index.html", "patterns/index.html"}


class TestEveryPage:
    def test_has_a_language_and_a_direction(self, site: Site) -> None:
        for path, page in site.pages.items():
            root = page.one("html").attributes
            assert root["lang"] and root["dir"] in ("ltr", "rtl"), path

    def test_has_one_title_of_its_own(self, site: Site) -> None:
        titles = [page.one("head").one("title").text for page in site.pages.values()]
        assert all(title.strip() for title in titles)
        assert [title for title, count in Counter(titles).items() if count > 1] == []

    def test_has_one_heading_of_the_first_level_and_leaves_out_none(self, site: Site) -> None:
        for path, page in site.pages.items():
            levels = [int(each.tag[1]) for each in page.walk() if re.fullmatch("h[1-6]", each.tag)]
            assert levels.count(1) == 1, path
            assert levels[0] == 1, path
            assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), (path, levels)

    def test_has_no_id_twice(self, site: Site) -> None:
        for path, page in site.pages.items():
            ids = Counter(each.attributes["id"] for each in page.walk() if "id" in each.attributes)
            assert [id for id, count in ids.items() if count > 1] == [], path
            assert all(re.fullmatch(r"\S+", id) for id in ids), path

    def test_has_landmarks_and_a_way_past_them(self, site: Site) -> None:
        for path, page in site.pages.items():
            main = page.one("main")
            first = page.one("body").all("a")[0]
            assert first.attributes["href"] == f"#{main.attributes['id']}", path
            labels = [each.attributes.get("aria-label", "") for each in page.all("nav")]
            assert all(labels) and len(set(labels)) == len(labels), (path, labels)

    def test_has_each_landmark_once(self, site: Site) -> None:
        for path, page in site.pages.items():
            body = page.one("body")
            outer = [each.tag for each in body.children if isinstance(each, Element)]
            assert [tag for tag in outer if tag in ("header", "main", "footer")] == ["header", "main", "footer"], path

    def test_leads_back_home_by_breadcrumbs(self, site: Site) -> None:
        for path, page in site.pages.items():
            if path != "index.html":
                crumbs = page.one("nav", class_="crumbs").links()
                assert crumbs[0] == site.base_path, path
                assert all(site.file_of(urljoin(site.address, crumb)) in site.pages for crumb in crumbs), path

    def test_refers_to_elements_that_are_there(self, site: Site) -> None:
        for path, page in site.pages.items():
            ids = {each.attributes["id"] for each in page.walk() if "id" in each.attributes}
            for element in page.walk():
                for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for"):
                    assert set(element.attributes.get(name, "").split()) <= ids, f"{path}: {name}"

    def test_names_each_link_and_picture(self, site: Site) -> None:
        for path, page in site.pages.items():
            for element in page.all("a"):
                assert element.text.strip() or element.attributes.get("aria-label"), f"{path}: {element.attributes}"
            for element in page.all("svg"):
                assert element.attributes.get("aria-hidden") == "true" or element.attributes.get("role") == "img", path
            assert all("alt" in each.attributes for each in page.all("img")), path

    def test_holds_no_script_style_or_handler_of_its_own(self, site: Site) -> None:
        for path, page in site.pages.items():
            assert not page.all("style"), path
            for script in page.all("script"):
                kind = script.attributes.get("type")
                assert kind == "application/ld+json" or script.attributes.get("src"), path
            for element in page.walk():
                assert not {name for name in element.attributes if name.startswith("on") or name == "style"}, path

    def test_has_a_policy_that_lets_nothing_foreign_in(self, site: Site) -> None:
        for path, page in site.pages.items():
            head = page.one("head")
            policy = head.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
            rules = dict(rule.split(maxsplit=1) for rule in policy.split("; "))
            assert rules["default-src"] == "'none'", path
            assert rules["base-uri"] == "'none'" and rules["form-action"] in ("'none'", "'self'"), path
            if path == "search/index.html":
                rules["script-src"] = rules["script-src"].removesuffix(" 'wasm-unsafe-eval'")
            assert all(set(value.split()) <= {"'none'", "'self'", "data:"} for value in rules.values()), (path, policy)
            assert "data:" not in rules.get("script-src", ""), path
            metas = [each for each in head.walk() if each.tag in ("meta", "link", "script")]
            first_load = next(i for i, each in enumerate(metas) if each.tag != "meta")
            policy_at = next(i for i, each in enumerate(metas) if "http-equiv" in each.attributes)
            assert policy_at < first_load, f"{path}: the policy stands behind what it should rule"

    def test_tells_its_own_address_if_it_is_to_be_found(self, site: Site) -> None:
        for path, page in site.pages.items():
            canonical = [each.attributes["href"] for each in page.all("link", rel="canonical")]
            hidden = bool(page.all("meta", name="robots", content="noindex"))
            assert canonical == ([] if hidden else [site.address_of(path)])

    def test_of_a_claim_has_one_claim_review_and_no_other_page_has_any(self, site: Site) -> None:
        for path, page in site.pages.items():
            structured = [json.loads(each.text) for each in page.all("script", type="application/ld+json")]
            reviews = [each for each in structured if each["@type"] == "ClaimReview"]
            is_claim = bool(re.fullmatch(r"claims/(?!page/)[^/]+/index\.html", path))
            assert len(reviews) == is_claim, path
            assert "ClaimReview" not in json.dumps([each for each in structured if each not in reviews])
            for review in reviews:
                assert review["url"] == site.address_of(path)


def read_front_matter(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        front, _, body = text.removeprefix("---\n").partition("\n---\n")
        return yaml.load(front, Loader=yaml.BaseLoader) | {"body": body}
    return yaml.load(text, Loader=yaml.BaseLoader)  # type: ignore[no-any-return]


def read_claims() -> dict[str, dict[str, Any]]:
    """The claims of the repository that are published, as plain data."""
    paths = (path for path in (ROOT / "content/claims").rglob("*") if path.suffix in (".md", ".yaml"))
    claims = {path.stem: read_front_matter(path) for path in paths}
    return {id: claim for id, claim in claims.items() if claim.get("status") != "draft"}


def pointers_of(claim: dict[str, Any]) -> set[str]:
    """The pages of all that a claim mentions."""
    found = {f"verdicts/{claim['verdict']}", *(f"topics/{each}" for each in claim["topics"])}
    for claimant in claim["claimants"]:
        found |= {f"people/{claimant['id']}"} if "id" in claimant else set()
        found |= {f"sources/{claimant['via']}"} if "via" in claimant else set()
    for each in [*claim["evidence"], *claim.get("appearances", ()), *claim.get("counter_statements", ())]:
        found.add(f"sources/{each['source']}")
    found |= {f"people/{each['by']}" for each in claim.get("counter_statements", ())}
    found |= {f"people/{each['to']}" for each in claim.get("replies", ())}
    found |= {f"claims/{each['claim']}" for each in claim.get("related", ())}
    found |= {f"sources/{id}" for id in re.findall(r"\[@([a-z0-9-]+)\]", claim["body"])}
    for kind, id in re.findall(r"\[\[(?:(\w+):)?([a-z0-9-]+)\]\]", claim["body"]):
        folder = {"": "claims/", "person": "people/", "topic": "topics/", "source": "sources/", "verdict": "verdicts/"}
        found.add(folder.get(kind, "") + id)
    return found


class TestEverythingIsLinkedBothWays:
    CLAIMS = read_claims()

    def test_a_claim_leads_to_all_that_it_mentions(self, site: Site) -> None:
        assert self.CLAIMS
        for id, claim in self.CLAIMS.items():
            missing = pointers_of(claim) - site.links[f"claims/{id}"]
            assert not missing, f"{id}: {missing}"

    def test_what_a_claim_mentions_leads_to_the_claim(self, site: Site) -> None:
        for id, claim in self.CLAIMS.items():
            for pointer in sorted(pointers_of(claim)):
                if pointer.count("/") == 1:  # pages such as "about" list nothing
                    assert f"claims/{id}" in site.all_links_of(pointer), f"{pointer} does not name {id}"

    def test_every_claim_is_in_the_list_of_claims(self, site: Site) -> None:
        assert {f"claims/{id}" for id in self.CLAIMS} <= site.all_links_of("claims")

    def test_a_source_and_its_publisher_name_each_other(self, site: Site) -> None:
        for path in sorted((ROOT / "content/sources").glob("*.yaml")):
            publisher = read_front_matter(path).get("publisher")
            if publisher:
                assert f"people/{publisher}" in site.links[f"sources/{path.stem}"], path.stem
                assert f"sources/{path.stem}" in site.all_links_of(f"people/{publisher}"), path.stem

    @pytest.mark.parametrize("key", ["relays", "known_through"])
    def test_a_source_and_those_it_depends_on_name_each_other(self, site: Site, key: str) -> None:
        for path in sorted((ROOT / "content/sources").glob("*.yaml")):
            for other in read_front_matter(path).get(key, ()):
                assert f"sources/{other}" in site.links[f"sources/{path.stem}"], path.stem
                assert f"sources/{path.stem}" in site.links[f"sources/{other}"], path.stem

    @pytest.mark.parametrize("section", ["topics", "people", "sources"])
    def test_every_file_has_a_page_in_the_list_of_its_section(self, site: Site, section: str) -> None:
        ids = {f"{section}/{path.stem}" for path in (ROOT / "content" / section).iterdir()}
        assert ids <= site.all_links_of(section)
        assert ids <= set(site.links)


class TestTheFeed:
    @pytest.fixture
    def feed(self, site: Site) -> ElementTree.Element:
        return ElementTree.parse(site.output / "feed.xml").getroot()

    def test_has_what_rfc_4287_requires(self, feed: ElementTree.Element) -> None:
        assert feed.tag == f"{_ATOM}feed"
        for element in [feed, *feed.findall(f"{_ATOM}entry")]:
            for name in ("id", "title", "updated"):
                found = element.findall(f"{_ATOM}{name}")
                assert len(found) == 1 and (found[0].text or "").strip(), name
            moment = element.findtext(f"{_ATOM}updated") or ""
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", moment)
        assert feed.find(f"{_ATOM}author/{_ATOM}name") is not None

    def test_tells_its_own_address(self, site: Site, feed: ElementTree.Element) -> None:
        links = {each.get("rel"): each.get("href") for each in feed.findall(f"{_ATOM}link")}
        assert links == {"self": f"{site.address}feed.xml", "alternate": site.address}

    def test_has_entries_each_with_an_address_of_its_own_that_is_there(
        self, site: Site, feed: ElementTree.Element
    ) -> None:
        entries = feed.findall(f"{_ATOM}entry")
        assert entries
        ids = [entry.findtext(f"{_ATOM}id") or "" for entry in entries]
        assert len(set(ids)) == len(ids)
        for entry, id in zip(entries, ids, strict=True):
            address = entry.find(f"{_ATOM}link[@rel='alternate']").get("href")  # type: ignore[union-attr]
            assert address == id
            page = site.pages[site.file_of(id)]
            assert page.one("h1").text == entry.findtext(f"{_ATOM}title")

    def test_begins_with_the_newest(self, feed: ElementTree.Element) -> None:
        days = [each.findtext(f"{_ATOM}published") or "" for each in feed.findall(f"{_ATOM}entry")]
        assert days == sorted(days, reverse=True)


class TestTheSitemap:
    def test_names_every_page_that_is_to_be_found_and_no_other(self, site: Site) -> None:
        root = ElementTree.parse(site.output / "sitemap.xml").getroot()
        named = [each.text or "" for each in root.findall(f"{_SITEMAP}url/{_SITEMAP}loc")]
        pages = {
            site.address_of(path)
            for path, page in site.pages.items()
            if not page.all("meta", name="robots", content="noindex")
        }
        assert len(named) == len(set(named))
        assert set(named) == pages

    def test_has_days_for_dates(self, site: Site) -> None:
        root = ElementTree.parse(site.output / "sitemap.xml").getroot()
        days = [each.text or "" for each in root.iter(f"{_SITEMAP}lastmod")]
        assert days and all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)

    def test_is_named_in_robots_txt(self, site: Site) -> None:
        lines = (site.output / "robots.txt").read_text(encoding="utf-8").splitlines()
        assert f"Sitemap: {site.address}sitemap.xml" in lines
