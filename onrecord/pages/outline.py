"""Which pages the site has, and how each is made.

A page goes by its key: its kind, the id of what it is about, and its number where a listing takes several pages.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from onrecord.content.facts import Site
from onrecord.formats.claims_index import make_claims_index
from onrecord.formats.exports import EXPORTS, SCHEMAS, make_claim_file, make_schema
from onrecord.formats.feeds import ATOM, JSON_FEED, list_feeds, view_feed
from onrecord.formats.pieces import Standing
from onrecord.formats.share_image import ShareImage, share_image_ids, view_share_image
from onrecord.formats.sitemap import addresses_a_file, changed_on, make_index, make_sitemap, view_robots
from onrecord.pages import listings
from onrecord.pages.articles import view_article, view_not_found, view_search
from onrecord.pages.claim import view_claim, view_moved
from onrecord.pages.data import view_data
from onrecord.pages.desk import Desk
from onrecord.pages.embed import is_embeddable, view_embed, view_oembed
from onrecord.pages.pager import count_pages
from onrecord.pages.patterns import view_patterns
from onrecord.pages.versions import view_moved_version, view_version
from onrecord.pages.views import View
from onrecord.urls import CLAIMS_INDEX


class PageKey(NamedTuple):
    """What a page goes by; ``id`` is empty where there is one of its kind."""

    kind: str
    id: str = ""
    number: int = 1


class PageKind(NamedTuple):
    """The template of a kind of page and what makes its view. A share image is drawn and has none."""

    template: str
    view: Callable[[Desk, PageKey], View | ShareImage]


KINDS: dict[str, PageKind] = {
    "home": PageKind("pages/home.html", lambda desk, key: listings.view_home(desk)),
    "claim": PageKind("pages/claim.html", lambda desk, key: view_claim(desk, desk.site.claims[key.id])),
    "moved": PageKind("pages/moved.html", lambda desk, key: view_moved(desk, key.id)),
    "version": PageKind(
        "pages/version.html", lambda desk, key: view_version(desk, desk.site.claims[key.id], key.number)
    ),
    "moved-version": PageKind("pages/moved.html", lambda desk, key: view_moved_version(desk, key.id, key.number)),
    "embed": PageKind("pages/embed.html", lambda desk, key: view_embed(desk, desk.site.claims[key.id])),
    "oembed": PageKind("feeds/oembed.json", lambda desk, key: view_oembed(desk, desk.site.claims[key.id])),
    "share-image": PageKind("", lambda desk, key: view_share_image(desk, desk.site.claims[key.id])),
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
    "data": PageKind("pages/data.html", lambda desk, key: view_data(desk)),
    "atom": PageKind("feeds/feed.xml", lambda desk, key: view_feed(desk, key.id, ATOM)),
    "json-feed": PageKind("feeds/feed.json", lambda desk, key: view_feed(desk, key.id, JSON_FEED)),
    "patterns": PageKind("pages/patterns.html", lambda desk, key: view_patterns(desk)),
    "robots": PageKind("feeds/robots.txt", lambda desk, key: view_robots(desk)),
}

# Files that no template makes, but a function of the site and of what stands of the last build.
FILE_KINDS: dict[str, Callable[[Desk, PageKey, Standing], bytes]] = {
    "claim-data": lambda desk, key, standing: make_claim_file(desk, key.id),
    "export": lambda desk, key, standing: EXPORTS[key.id].make(desk, standing),
    "schema": lambda desk, key, standing: make_schema(desk, key.id),
    "claims-index": lambda desk, key, standing: make_claims_index(desk),
    "sitemap": lambda desk, key, standing: make_sitemap(_list_changes(desk)),
    "sitemap-part": lambda desk, key, standing: make_sitemap(_split_changes(desk)[key.number - 1]),
    "sitemap-index": lambda desk, key, standing: make_index(_list_parts(desk)),
}

_FILES = {
    "not-found": "404.html",
    "robots": "robots.txt",
    "sitemap": "sitemap.xml",
    "sitemap-index": "sitemap.xml",
    "claims-index": CLAIMS_INDEX,
}


def list_keys(desk: Desk) -> Iterator[PageKey]:
    """Give the key of every page and file of the site."""
    # The large ones first, so that two workers share them.
    for name in EXPORTS:
        yield PageKey("export", name)
    pages = list(_list_pages(desk))
    yield from pages
    for id in desk.site.claim_by_alias:
        yield PageKey("moved", id)
    yield from _list_versions(desk)
    with_image = share_image_ids(desk)
    for id in desk.published_ids:
        yield PageKey("claim-data", id)
        if is_embeddable(desk, desk.site.claims[id]):
            yield PageKey("embed", id)
            yield PageKey("oembed", id)
        if id in with_image:
            yield PageKey("share-image", id)
    for name in SCHEMAS:
        yield PageKey("schema", name)
    yield PageKey("not-found")
    yield PageKey("patterns")
    yield PageKey("robots")
    yield PageKey("claims-index")
    if desk.addresses.origin:
        for folder in list_feeds(desk):
            yield PageKey("atom", folder)
            yield PageKey("json-feed", folder)
        yield from _list_sitemaps(desk, len(pages) - len(desk.site.claims) + len(desk.published_ids))


def _list_versions(desk: Desk) -> Iterator[PageKey]:
    """Every earlier version of a claim, at its present address and at those that it had before."""
    for id, count in desk.superseded.items():
        for number in range(1, count + 1):
            yield PageKey("version", id, number)
            for alias in desk.site.claims[id].aliases:
                yield PageKey("moved-version", alias.id, number)


def _list_pages(desk: Desk) -> Iterator[PageKey]:
    """The pages for readers. All are for search engines too, but for drafts."""
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
    for kind in ("home", "verdicts", "topics", "answers", "years", "data"):
        yield PageKey(kind)
    if site.config.search != "off":
        yield PageKey("search")


def _list_sitemaps(desk: Desk, addresses: int) -> Iterator[PageKey]:
    most = addresses_a_file(desk)
    if addresses <= most:
        yield PageKey("sitemap")
        return
    yield PageKey("sitemap-index")
    for number in range(1, -(-addresses // most) + 1):
        yield PageKey("sitemap-part", "", number)


def _list_listings(desk: Desk) -> Iterator[tuple[str, str, int]]:
    """Every listing that may take several pages, and how many rows it has."""
    site = desk.site
    yield "claims", "", len(site.claims)
    yield "people", "", len(site.people)
    yield "sources", "", len(site.sources)
    yield "timeline", "", count_events(site)
    yield "corrections", "", sum(len(claim.changes) for claim in site.claims.values())
    for id in site.verdicts:
        yield "verdict", id, len(site.claims_by_verdict.get(id, ()))
    for id in site.topics:
        yield "topic", id, len(site.claims_by_topic.get(id, ()))
    for id in desk.years:
        yield "year", id, len(site.claims_by_year[id])
    for id in site.people:
        yield "person", id, len(site.claims_by_claimant.get(id, ()))


def count_events(site: Site) -> int:
    """How many rows the timeline has."""
    return sum(2 + len(claim.counter_statements) + len(claim.changes) for claim in site.claims.values())


def url_of(desk: Desk, key: PageKey) -> str:
    """The address of a page."""
    addresses = desk.addresses
    match key.kind:
        case "home":
            return addresses.home()
        case "claim" | "moved":
            return addresses.claim(key.id)
        case "version" | "moved-version":
            return addresses.version(key.id, key.number)
        case "embed":
            return addresses.embed(key.id)
        case "oembed":
            return addresses.oembed(key.id)
        case "share-image":
            return addresses.share_image(key.id)
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
        case "claim-data":
            return addresses.claim_data(key.id)
        case "export":
            return addresses.export(key.id)
        case "schema":
            return addresses.schema(key.id)
        case "atom" | "json-feed":
            return addresses.feed(key.id, ATOM if key.kind == "atom" else JSON_FEED)
        case "sitemap-part":
            return addresses.file(f"sitemap-{key.number}.xml")
        case kind if kind in _FILES:
            return addresses.file(_FILES[kind])
        case section:
            return addresses.section(section, key.number)


def _list_changes(desk: Desk) -> list[tuple[str, str]]:
    """The addresses of all pages that search engines may list, each with the day of its last change, in their order."""
    claims, absolute = desk.site.claims, desk.addresses.absolute
    # What the indexes took in last stands last there, so they are no order that another build would find.
    return sorted(
        (absolute(url_of(desk, key)), changed_on(desk, key.kind, key.id, key.number))
        for key in _list_pages(desk)
        if key.kind != "claim" or claims[key.id].status != "draft"
    )


def _split_changes(desk: Desk) -> list[list[tuple[str, str]]]:
    """The same in as many parts as there are sitemaps."""
    return desk.once("sitemaps", "", lambda: _split(_list_changes(desk), addresses_a_file(desk)))


def _split(pages: list[tuple[str, str]], most: int) -> list[list[tuple[str, str]]]:
    return [pages[start : start + most] for start in range(0, len(pages), most)]


def _list_parts(desk: Desk) -> list[tuple[str, str]]:
    """The addresses of the sitemaps, each with the newest day in it."""
    absolute = desk.addresses.absolute
    return [
        (absolute(url_of(desk, PageKey("sitemap-part", "", number))), max(day for _, day in part))
        for number, part in enumerate(_split_changes(desk), 1)
    ]
