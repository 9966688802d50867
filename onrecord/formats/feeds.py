"""What feed readers and search engines fetch: the Atom feed, the sitemap and robots.txt."""

from onrecord.formats.claimreview import last_change
from onrecord.pages.desk import Desk
from onrecord.pages.views import FeedEntry, FeedView, RobotsView, SitemapEntry, SitemapView

_ENTRIES = 50


def view_feed(desk: Desk) -> FeedView:
    """The newest claims as Atom (RFC 4287); its ids are the claims' own addresses."""
    config, addresses = desk.site.config, desk.addresses
    newest = list(desk.site.claims.values())[:_ENTRIES]
    entries = tuple(
        FeedEntry(
            address=addresses.absolute(addresses.claim(claim.id)),
            title=claim.headline,
            claim=claim.claim,
            verdict=desk.site.verdicts[claim.verdict.id].label,
            summary=claim.summary,
            published=_moment(claim.published),
            updated=_moment(last_change(claim)),
            topics=tuple(desk.site.topics[topic.id].title for topic in claim.topics),
        )
        for claim in newest
    )
    return FeedView(
        title=config.title,
        tagline=config.tagline,
        language=config.language,
        home_address=addresses.absolute(addresses.home()),
        feed_address=addresses.absolute(addresses.file("feed.xml")),
        updated=max((entry.updated for entry in entries), default=_moment("1970-01-01")),
        author=config.publisher.name or config.title,
        entries=entries,
    )


def view_sitemap(desk: Desk, urls: list[str]) -> SitemapView:
    """The addresses of all pages (https://www.sitemaps.org/protocol.html); claims with the day of their last change."""
    addresses = desk.addresses
    changed = {addresses.claim(claim.id): last_change(claim) for claim in desk.site.claims.values()}
    return SitemapView(tuple(SitemapEntry(addresses.absolute(url), changed.get(url, "")) for url in sorted(urls)))


def view_robots(desk: Desk) -> RobotsView:
    addresses = desk.addresses
    return RobotsView(addresses.absolute(addresses.file("sitemap.xml")) if addresses.origin else "")


def _moment(day: str) -> str:
    """A day as the moment that RFC 3339 wants: its beginning in UTC."""
    return f"{day}T00:00:00Z"
