"""What was published or corrected last, for feed readers: the site, each topic, each verdict, and the corrections alone.

A feed goes by the folder in which it stands: nothing for the whole site, ``topics/trees``, ``verdicts/false`` or
``corrections``. Each is there as Atom (RFC 4287) and as JSON Feed 1.1, both made from one view.
"""

import re
from collections.abc import Iterator
from heapq import nlargest
from itertools import islice

from onrecord.formats.claimreview import publisher_name
from onrecord.formats.records import claim_record, last_change, list_sources
from onrecord.model import Claim
from onrecord.pages.desk import Desk
from onrecord.pages.parts import Citations, correction_view
from onrecord.pages.views import FeedEntry, FeedView, Link, ProsePart

ATOM, JSON_FEED = "feed.xml", "feed.json"
WHOLE_SITE, CORRECTIONS = "", "corrections"
_ENTRIES = 20


def list_feeds(desk: Desk) -> Iterator[str]:
    """The folders of all feeds."""
    yield WHOLE_SITE
    yield CORRECTIONS
    yield from (f"topics/{id}" for id in desk.site.topics)
    yield from (f"verdicts/{id}" for id in desk.site.verdicts)


def feeds_of(claim: Claim) -> set[str]:
    """The folders of the feeds in which a claim has its place, new or old."""
    feeds = {WHOLE_SITE, f"verdicts/{claim.verdict.id}", *(f"topics/{topic.id}" for topic in claim.topics)}
    return feeds | {CORRECTIONS} if claim.changes else feeds


def claims_in_feed(desk: Desk, folder: str) -> tuple[str, ...]:
    """The ids of the claims that a feed shows, those that said something new last first."""
    return desk.once("feed", folder, lambda: _find_claims(desk, folder))


def _find_claims(desk: Desk, folder: str) -> tuple[str, ...]:
    if folder == CORRECTIONS:
        return tuple(dict.fromkeys(id for id, _ in _newest_corrections(desk)))
    site = desk.site
    kind, _, id = folder.partition("/")
    if kind == "topics":
        ids = site.claims_by_topic.get(id, ())
    elif kind == "verdicts":
        ids = site.claims_by_verdict.get(id, ())
    else:
        ids = desk.claim_ids
    # Only what was changed says something newer than its publication, and claims come in the order of that.
    newest = set(islice((id for id in ids if site.claims[id].status != "draft"), _ENTRIES))
    candidates = [id for id in ids if id in newest or (id in desk.changed_ids and site.claims[id].status != "draft")]
    return tuple(nlargest(_ENTRIES, candidates, key=lambda id: last_change(site.claims[id])))


def _newest_corrections(desk: Desk) -> list[tuple[str, int]]:
    """The claim's id and the number of each change of which the feed of corrections tells, newest first."""
    published = ((id, n) for _, id, n in desk.corrections if desk.site.claims[id].status != "draft")
    return [each for each, _ in zip(published, range(_ENTRIES), strict=False)]


def view_feed(desk: Desk, folder: str, file: str) -> FeedView:
    """A feed as ``feed.xml`` or ``feed.json``; its ids are the addresses that the claims had first."""
    config, addresses = desk.site.config, desk.addresses
    if folder == CORRECTIONS:
        entries = tuple(_correction_entry(desk, id, number) for id, number in _newest_corrections(desk))
    else:
        entries = tuple(_claim_entry(desk, id) for id in claims_in_feed(desk, folder))
    title, about, url = _name(desk, folder)
    return FeedView(
        title=f"{title} · {config.title}" if title else config.title,
        about=about,
        language=config.language,
        page_address=addresses.absolute(url),
        feed_address=addresses.absolute(url + file),
        updated=max((entry.updated for entry in entries), default=_moment("1970-01-01")),
        author=publisher_name(config),
        licence=config.licence_of_text.name if config.licence_of_text else "",
        entries=entries,
    )


def _name(desk: Desk, folder: str) -> tuple[str, str, str]:
    """What a feed is of, in a title and in a sentence, and the page that shows the same."""
    site, addresses = desk.site, desk.addresses
    kind, _, id = folder.partition("/")
    if kind == "topics":
        return site.topics[id].title, site.topics[id].summary, addresses.topic(id)
    if kind == "verdicts":
        return site.verdicts[id].label, site.verdicts[id].meaning, addresses.verdict(id)
    if kind == CORRECTIONS:
        return desk.wording.label("section", CORRECTIONS), "", addresses.section(CORRECTIONS)
    return "", site.config.tagline, addresses.home()


def _claim_entry(desk: Desk, id: str) -> FeedEntry:
    return desk.once("feed-entry", id, lambda: _make_entry(desk, desk.site.claims[id]))


def _make_entry(desk: Desk, claim: Claim) -> FeedEntry:
    record = claim_record(desk, claim)
    return FeedEntry(
        id=_first_address(desk, claim),
        address=record.page,
        title=record.headline,
        summary=_summary(claim),
        published=_moment(record.published),
        updated=_moment(record.updated),
        authors=record.authors,
        tags=tuple(topic.title for topic in record.topics),
        claim=record.claim,
        verdict=record.verdict.label,
        withdrawn=claim.withdrawn.reason if claim.withdrawn else "",
        report=() if claim.withdrawn else tuple(_list_parts(desk, claim)),
    )


def _first_address(desk: Desk, claim: Claim) -> str:
    """The address that the claim had first, by which feed readers know it again."""
    return desk.addresses.page(desk.addresses.claim(claim.aliases[0].id if claim.aliases else claim.id))


def _summary(claim: Claim) -> str:
    return claim.withdrawn.reason if claim.withdrawn else claim.summary


def _correction_entry(desk: Desk, id: str, number: int) -> FeedEntry:
    claim = desk.site.claims[id]
    record = claim_record(desk, claim)
    change = claim.changes[number]
    taken_back = change.field == "withdrawn"
    moment = _moment(change.on)
    return FeedEntry(
        id=f"{_first_address(desk, claim)}#{'withdrawn' if taken_back else f'correction-{number + 1}'}",
        address=f"{record.page}#corrections",
        title=record.headline,
        summary=_summary(claim),
        published=moment,
        updated=moment,
        authors=record.authors,
        tags=tuple(topic.title for topic in record.topics),
        claim=record.claim,
        verdict=record.verdict.label,
        withdrawn=claim.withdrawn.reason if claim.withdrawn else "",
        correction=None if taken_back else correction_view(desk, change),
    )


def _list_parts(desk: Desk, claim: Claim) -> Iterator[ProsePart]:
    """The report as it can be read anywhere: every address whole, each source by its number on the claim's page."""
    absolute = desk.addresses.absolute
    page = absolute(desk.addresses.claim(claim.id))
    citations = Citations(desk)
    for id in list_sources(claim):
        citations.cite(id)
    for part in citations.prose(claim.report):
        if part.citation:
            yield ProsePart(kind="other", link=Link(f"[{part.citation.number}]", page + part.citation.url))
        elif part.link:
            verdict = f" ({part.verdict.label})" if part.verdict else ""
            yield ProsePart(kind="other", link=Link(part.link.text + verdict, absolute(part.link.url)))
        else:
            yield ProsePart(html=_make_portable(part.html, page))


# In a text's safe HTML every "<" is that of a tag, and attributes stand in the order in which prose.py gives them.
_FRAME = re.compile("</?div[^>]*>")
_HEADING = re.compile('<(h[2-6]) id="[^"]*">')
_ANCHOR = re.compile('<a href="#')


def _make_portable(html: str, page: str) -> str:
    """Take out what only the page itself needs, and lead links to its headings there."""
    return _ANCHOR.sub(lambda match: f'<a href="{page}#', _HEADING.sub(r"<\1>", _FRAME.sub("", html)))


def _moment(day: str) -> str:
    """A day as the moment that RFC 3339 wants: its beginning in UTC."""
    return f"{day}T00:00:00Z"
