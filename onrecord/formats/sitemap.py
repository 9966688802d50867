"""What search engines fetch: the sitemap (https://www.sitemaps.org/protocol.html) and robots.txt."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TypeVar

from onrecord.formats.records import last_change
from onrecord.pages.desk import Desk
from onrecord.pages.pager import ROWS_A_PAGE
from onrecord.pages.views import RobotsView

T = TypeVar("T")

# What a sitemap may hold at most: so many addresses, and so many bytes.
MOST_ADDRESSES = 50_000
MOST_BYTES = 50_000_000
# More than an address takes beyond that of the home page, with its tags.
_ENTRY_BYTES = 300

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def addresses_a_file(desk: Desk) -> int:
    """How many addresses a sitemap of this site may hold."""
    home = escape(desk.addresses.absolute(desk.addresses.home()), quote=False)
    return max(1, min(MOST_ADDRESSES, MOST_BYTES // (len(home) + _ENTRY_BYTES)))


def make_sitemap(pages: Iterable[tuple[str, str]]) -> bytes:
    """List pages, each with its address and the day of its last change (empty where it has none)."""
    return _make_list("urlset", "url", pages)


def make_index(sitemaps: Iterable[tuple[str, str]]) -> bytes:
    """List sitemaps in the same way."""
    return _make_list("sitemapindex", "sitemap", sitemaps)


def _make_list(root: str, tag: str, entries: Iterable[tuple[str, str]]) -> bytes:
    lines = [
        f"<{tag}><loc>{escape(address, quote=False)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{tag}>\n"
        for address, day in entries
    ]
    head = f'<?xml version="1.0" encoding="utf-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    return f"{head}{''.join(lines)}</{root}>\n".encode()


def changed_on(desk: Desk, kind: str, id: str, number: int) -> str:
    """The day on which the newest claim that a page shows was published, corrected or checked.

    It is empty where the content has no such day: for a page of running text, or of a listing without claims.
    """
    days = desk.once("changes", "", lambda: _list_days(desk))
    if kind == "claim":
        return days[id]
    if kind == "source":
        return max([days[use.claim] for use in desk.site.uses_of_source.get(id, ())], default="")
    if kind == "corrections":
        return max((on for on, _, _ in _page_of(desk.corrections, number)), default="")
    ids = _list_shown(desk, kind, id, number)
    return max([days[each] for each in ids]) if ids else ""


def _list_shown(desk: Desk, kind: str, id: str, number: int) -> Sequence[str]:
    """The ids of the claims that a page shows."""
    site = desk.site
    match kind:
        case "person" if number == 1:
            return [
                *_page_of(site.claims_by_claimant.get(id, ()), number),
                *site.claims_answered_by.get(id, ()),
                *site.claims_asking.get(id, ()),
                *site.claims_mentioning.get(f"person:{id}", ()),
            ]
        case "person":
            return _page_of(site.claims_by_claimant.get(id, ()), number)
        case "timeline":
            return [event[1] for event in _page_of(desk.events, number)]
        case "topic":
            return _page_of(site.claims_by_topic.get(id, ()), number)
        case "verdict":
            return _page_of(site.claims_by_verdict.get(id, ()), number)
        case "year":
            return _page_of(site.claims_by_year.get(id, ()), number)
        case "claims":
            return _page_of(desk.claim_ids, number)
        case "home":
            return desk.claim_ids
    return ()


def _list_days(desk: Desk) -> dict[str, str]:
    return {id: max(last_change(claim), claim.checked) for id, claim in desk.site.claims.items()}


def _page_of(rows: Sequence[T], number: int) -> Sequence[T]:
    return rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]


def view_robots(desk: Desk) -> RobotsView:
    return RobotsView(desk.addresses.page(desk.addresses.file("sitemap.xml")))
