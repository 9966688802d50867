"""Which pages the site has: each with its path in the output, its template and its view."""

from collections.abc import Iterator

import msgspec

from onrecord.formats.feeds import view_feed, view_robots, view_sitemap
from onrecord.pages import listings
from onrecord.pages.articles import view_article, view_not_found
from onrecord.pages.claim import view_claim
from onrecord.pages.parts import Desk
from onrecord.pages.views import View


class Page(msgspec.Struct, frozen=True):
    """A file to be rendered. ``path`` is relative to the output folder, with ``/``."""

    path: str
    template: str
    view: View


def list_pages(desk: Desk) -> Iterator[Page]:
    """Give every page of the site."""
    listed: list[str] = []
    for template, view in _list_views(desk):
        head = view.head  # type: ignore[attr-defined]
        if head.indexed:
            listed.append(head.url)
        yield Page(desk.addresses.output_path(head.url), template, view)
    if desk.addresses.origin:
        yield Page("feed.xml", "feeds/feed.xml", view_feed(desk))
        yield Page("sitemap.xml", "feeds/sitemap.xml", view_sitemap(desk, listed))
    yield Page("robots.txt", "feeds/robots.txt", view_robots(desk))


def _list_views(desk: Desk) -> Iterator[tuple[str, View]]:
    site = desk.site
    yield "pages/home.html", listings.view_home(desk)
    for claim in site.claims.values():
        yield "pages/claim.html", view_claim(desk, claim)
    for claims_view in listings.view_claims(desk):
        yield "pages/claims.html", claims_view
    yield "pages/verdicts.html", listings.view_verdicts(desk)
    for verdict in site.verdicts.values():
        for claims_view in listings.view_verdict(desk, verdict):
            yield "pages/claims.html", claims_view
    yield "pages/topics.html", listings.view_topics(desk)
    for topic in site.topics.values():
        for topic_view in listings.view_topic(desk, topic):
            yield "pages/topic.html", topic_view
    for people_view in listings.view_people(desk):
        yield "pages/people.html", people_view
    for person in site.people.values():
        for person_view in listings.view_person(desk, person):
            yield "pages/person.html", person_view
    for sources_view in listings.view_sources(desk):
        yield "pages/sources.html", sources_view
    for source in site.sources.values():
        yield "pages/source.html", listings.view_source(desk, source)
    for timeline_view in listings.view_timeline(desk):
        yield "pages/timeline.html", timeline_view
    for corrections_view in listings.view_corrections(desk):
        yield "pages/corrections.html", corrections_view
    for article in site.articles.values():
        yield "pages/article.html", view_article(desk, article)
    yield "pages/not_found.html", view_not_found(desk)
