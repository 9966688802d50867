"""Which pages the site has, and how each is made.

A page goes by its key: its kind, the id of what it is about, and its number where a listing takes several pages.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from onrecord.content.facts import Site
from onrecord.formats.claims_index import view_claims_index
from onrecord.formats.feeds import view_feed, view_robots, view_sitemap
from onrecord.pages import listings
from onrecord.pages.articles import view_article, view_not_found, view_search
from onrecord.pages.claim import view_claim
from onrecord.pages.desk import Desk
from onrecord.pages.pager import count_pages
from onrecord.pages.views import View
from onrecord.urls import CLAIMS_INDEX


class PageKey(NamedTuple):
    """What a page goes by; ``id`` is empty where there is one of its kind."""

    kind: str
    id: str = ""
    number: int = 1


class PageKind(NamedTuple):
    """The template of a kind of page and what makes its view."""

    template: str
    view: Callable[[Desk, PageKey], View]


KINDS: dict[str, PageKind] = {
    "home": PageKind("pages/home.html", lambda desk, key: listings.view_home(desk)),
    "claim": PageKind("pages/claim.html", lambda desk, key: view_claim(desk, desk.site.claims[key.id])),
    "claims": PageKind("pages/claims.html", lambda desk, key: listings.view_claims(desk, key.number)),
    "verdicts": PageKind("pages/verdicts.html", lambda desk, key: listings.view_verdicts(desk)),
    "verdict": PageKind(
        "pages/claims.html", lambda desk, key: listings.view_verdict(desk, desk.site.verdicts[key.id], key.number)
    ),
    "topics": PageKind("pages/topics.html", lambda desk, key: listings.view_topics(desk)),
    "topic": PageKind(
        "pages/topic.html", lambda desk, key: listings.view_topic(desk, desk.site.topics[key.id], key.number)
    ),
    "people": PageKind("pages/people.html", lambda desk, key: listings.view_people(desk, key.number)),
    "person": PageKind(
        "pages/person.html", lambda desk, key: listings.view_person(desk, desk.site.people[key.id], key.number)
    ),
    "answers": PageKind("pages/answers.html", lambda desk, key: listings.view_answers(desk)),
    "sources": PageKind("pages/sources.html", lambda desk, key: listings.view_sources(desk, key.number)),
    "source": PageKind("pages/source.html", lambda desk, key: listings.view_source(desk, desk.site.sources[key.id])),
    "years": PageKind("pages/years.html", lambda desk, key: listings.view_years(desk)),
    "year": PageKind("pages/claims.html", lambda desk, key: listings.view_year(desk, key.id, key.number)),
    "timeline": PageKind("pages/timeline.html", lambda desk, key: listings.view_timeline(desk, key.number)),
    "corrections": PageKind("pages/corrections.html", lambda desk, key: listings.view_corrections(desk, key.number)),
    "article": PageKind("pages/article.html", lambda desk, key: view_article(desk, desk.site.articles[key.id])),
    "search": PageKind("pages/search.html", lambda desk, key: view_search(desk)),
    "not-found": PageKind("pages/not_found.html", lambda desk, key: view_not_found(desk)),
    "feed": PageKind("feeds/feed.xml", lambda desk, key: view_feed(desk)),
    "sitemap": PageKind("feeds/sitemap.xml", lambda desk, key: view_sitemap(desk, list_addresses(desk))),
    "robots": PageKind("feeds/robots.txt", lambda desk, key: view_robots(desk)),
    "claims-index": PageKind("feeds/claims.json", lambda desk, key: view_claims_index(desk)),
}

_FILES = {
    "not-found": "404.html",
    "feed": "feed.xml",
    "sitemap": "sitemap.xml",
    "robots": "robots.txt",
    "claims-index": CLAIMS_INDEX,
}


def list_keys(desk: Desk) -> Iterator[PageKey]:
    """Give the key of every page of the site."""
    site = desk.site
    for id in site.claims:
        yield PageKey("claim", id)
    for id in site.sources:
        yield PageKey("source", id)
    for kind, id, rows in _list_listings(desk):
        for number in range(1, count_pages(rows) + 1):
            yield PageKey(kind, id, number)
    for id in site.articles:
        yield PageKey("article", id)
    for kind in ("home", "verdicts", "topics", "answers", "years", "not-found", "robots", "claims-index"):
        yield PageKey(kind)
    if site.config.search != "off":
        yield PageKey("search")
    if desk.addresses.origin:
        yield PageKey("feed")
        yield PageKey("sitemap")


def _list_listings(desk: Desk) -> Iterator[tuple[str, str, int]]:
    """Every listing that may take several pages, and how many rows it has."""
    site = desk.site
    yield "claims", "", len(site.claims)
    yield "people", "", len(site.people)
    yield "sources", "", len(site.sources)
    yield "timeline", "", count_events(site)
    yield "corrections", "", sum(len(claim.corrections) for claim in site.claims.values())
    for id in site.verdicts:
        yield "verdict", id, len(site.claims_by_verdict.get(id, ()))
    for id in site.topics:
        yield "topic", id, len(site.claims_by_topic.get(id, ()))
    for id in site.claims_by_year:
        yield "year", id, len(site.claims_by_year[id])
    for id in site.people:
        yield "person", id, len(site.claims_by_claimant.get(id, ()))


def count_events(site: Site) -> int:
    """How many rows the timeline has."""
    return sum(2 + len(claim.counter_statements) + len(claim.corrections) for claim in site.claims.values())


def url_of(desk: Desk, key: PageKey) -> str:
    """The address of a page."""
    addresses = desk.addresses
    match key.kind:
        case "home":
            return addresses.home()
        case "claim":
            return addresses.claim(key.id)
        case "source":
            return addresses.source(key.id)
        case "article":
            return addresses.article(key.id)
        case "verdict":
            return addresses.verdict(key.id, key.number)
        case "topic":
            return addresses.topic(key.id, key.number)
        case "person":
            return addresses.person(key.id, key.number)
        case "year":
            return addresses.year(key.id, key.number)
        case kind if kind in _FILES:
            return addresses.file(_FILES[kind])
        case section:
            return addresses.section(section, key.number)


def list_addresses(desk: Desk) -> list[str]:
    """The addresses of all pages that search engines may list."""
    drafts = {id for id, claim in desk.site.claims.items() if claim.status == "draft"}
    return [
        url_of(desk, key)
        for key in list_keys(desk)
        if key.kind not in _FILES and not (key.kind == "claim" and key.id in drafts)
    ]
