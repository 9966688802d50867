"""The index of claims, ``/search/claims.json``: what scripts need to find, filter, sort and draw claims in place.

It is one JSON object, for scripts alone, which fetch it only when they need it. Where a list holds numbers, they are
positions in another of its lists, counted from 0; only what a claim uses is listed.

``version``   1. A script that knows another version leaves the page as it is.
``urls``      Addresses of a ``claim``, ``verdict``, ``topic``, ``person``, ``source``, ``year``: ``{id}`` stands for the id.
``verdicts``  ``[id, label, tone, shape]`` in the order of the scale.
``topics``    ``[id, title]`` by title.
``people``    ``[id, name]`` of claimants, by name.
``sources``   ``[id, title]``, or ``[id, title, lang, dir]`` where that isn't the site's language, by title: those that
              two claims or more use, for a filter by a source of one claim would find just that claim.
``years``     ``[id, words]`` of the years in which claims were made, newest first.
``dates``     ``[iso, words]`` by the first day that each may mean, so that their numbers compare as days do.
``claims``    Columns of equal length, newest claim first: ``id``, ``headline``, ``claim``, ``verdict``, ``claimed_on``,
              ``published``, ``checked`` (numbers of dates), ``year``, ``topics``, ``claimants`` (numbers, and text for
              those who have no page), ``sources``. Columns pack a sixth smaller than rows.
``drafts``    The numbers of claims that are drafts: only the development server has any.
``withdrawn`` The numbers of claims by whose verdicts we no longer stand.
"""

from collections.abc import Iterable

import msgspec

from onrecord import dates
from onrecord.content.facts import Site
from onrecord.pages.desk import Desk
from onrecord.pages.facets import shared_sources
from onrecord.pages.parts import source_title, verdict_mark
from onrecord.translations import without_marks

_VERSION = 1
_COLUMNS = tuple("id headline claim verdict claimed_on published checked year topics claimants sources".split())


def make_claims_index(desk: Desk) -> bytes:
    """The file, in UTF-8. Nothing in it can end a script, should somebody put it into one."""
    site = desk.site
    verdicts = _number(id for id in site.verdicts if id in site.claims_by_verdict)
    topics = _number(id for id in desk.topic_ids if id in site.claims_by_topic)
    people = _number(id for id in desk.person_ids if id in site.claims_by_claimant)
    shared = shared_sources(site)
    sources = _number(id for id in desk.source_ids if id in shared)
    years = _number(desk.years)
    days = _number(_list_dates(site))
    used_by = _sources_by_claim(site, sources)
    claims = list(site.claims.values())
    rows = [
        (
            claim.id,
            claim.headline,
            claim.claim,
            verdicts[claim.verdict.id],
            days[claim.claimed_on],
            days[claim.published],
            days[claim.checked],
            years[dates.first_year(claim.claimed_on)],
            [topics[topic.id] for topic in claim.topics],
            [people[each.person.id] if each.person else each.unknown for each in claim.claimants],
            used_by.get(claim.id, ()),
        )
        for claim in claims
    ]
    index = {
        "version": _VERSION,
        "urls": _url_patterns(desk),
        "verdicts": [_verdict(desk, id) for id in verdicts],
        "topics": [(id, site.topics[id].title) for id in topics],
        "people": [(id, site.people[id].name) for id in people],
        "sources": [_source(desk, id) for id in sources],
        "years": [(year, desk.wording.date(year).text) for year in years],
        "dates": [_date(desk, text) for text in days],
        "claims": dict(zip(_COLUMNS, zip(*rows, strict=True) if rows else [()] * len(_COLUMNS), strict=True)),
        "drafts": [number for number, claim in enumerate(claims) if claim.status == "draft"],
        "withdrawn": [number for number, claim in enumerate(claims) if claim.withdrawn],
    }
    data = msgspec.json.encode(index)
    for sign in b"&<>'":
        data = data.replace(bytes([sign]), b"\\u%04x" % sign)
    return without_marks(f"{data.decode()}\n").encode()


def _number(ids: Iterable[str]) -> dict[str, int]:
    """Each with its position."""
    return {id: number for number, id in enumerate(ids)}


def _list_dates(site: Site) -> list[str]:
    """Every date of a claim, by the first day that it may mean."""
    claims = site.claims.values()
    found = {date for claim in claims for date in (claim.claimed_on, claim.published, claim.checked)}
    return sorted(found, key=lambda date: (dates.first_day(date), date))


def _sources_by_claim(site: Site, sources: dict[str, int]) -> dict[str, list[int]]:
    """The numbers of these sources that each claim uses."""
    used_by: dict[str, list[int]] = {}
    for id, number in sources.items():
        for use in site.uses_of_source[id]:
            used_by.setdefault(use.claim, []).append(number)
    return used_by


def _verdict(desk: Desk, id: str) -> tuple[str, ...]:
    mark = verdict_mark(desk, desk.site.verdicts[id])
    return (id, mark.label, mark.tone, mark.shape)


def _source(desk: Desk, id: str) -> tuple[str, ...]:
    title = source_title(desk, desk.site.sources[id])
    return (id, title.text, title.lang, title.dir) if title.lang else (id, title.text)


def _date(desk: Desk, text: str) -> tuple[str, str]:
    when = desk.wording.date(text)
    return (when.iso, when.text)


def _url_patterns(desk: Desk) -> dict[str, str]:
    addresses, id = desk.addresses, "{id}"
    return {
        "claim": addresses.claim(id),
        "verdict": addresses.verdict(id),
        "topic": addresses.topic(id),
        "person": addresses.person(id),
        "source": addresses.source(id),
        "year": addresses.year(id),
    }
