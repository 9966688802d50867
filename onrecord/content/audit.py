"""What assessors of fact-checkers ask for: how the record stands, in numbers. Drafts count for nothing.

Nothing here knows what day it is, but ``list_overdue``, which is told.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal, get_args

import msgspec

from onrecord import dates
from onrecord.content.facts import Site
from onrecord.model import Claim, PersonKind

ClaimantKind = PersonKind | Literal["unnamed"]
_KINDS: tuple[ClaimantKind, ...] = (*get_args(PersonKind), "unnamed")


class Audit(msgspec.Struct, frozen=True):
    """Numbers of claims, but for these: ``sources`` and ``primary_sources`` are sources that a claim uses;
    ``sources_a_claim`` and ``days`` (from a claim to its verdict) are medians, None where there is nothing to count.

    ``topics`` are those that have claims, by id, the largest first; a claim counts under each of its topics, and
    under each kind of its claimants. ``dated`` claims have a day, not a month or a year: only they count for ``days``.
    """

    claims: int
    topics: tuple[tuple[str, int], ...]
    claimants: tuple[tuple[ClaimantKind, int], ...]
    sources: int
    primary_sources: int
    sources_a_claim: int | None
    answered: int
    asked: int
    dated: int
    days: int | None
    corrections: int
    corrected: int
    to_be_checked_again: int


def audit_site(site: Site) -> Audit:
    """Count what is on record."""
    claims = list_published(site)
    published = {claim.id for claim in claims}
    sources = primary = 0
    uses_by_claim: Counter[str] = Counter(dict.fromkeys(published, 0))
    for id, uses in site.uses_of_source.items():
        users = [use.claim for use in uses if use.claim in published]
        if users:
            uses_by_claim.update(users)
            sources += 1
            primary += site.sources[id].kind == "primary"
    topics = Counter(id for claim in claims for id in {topic.id for topic in claim.topics})
    kinds = Counter(kind for claim in claims for kind in _kinds_of_claimants(site, claim))
    days = [_days_between(claim.claimed_on, claim.published) for claim in claims if is_dated(claim)]
    return Audit(
        claims=len(claims),
        topics=tuple(sorted(topics.items(), key=lambda each: (-each[1], site.topics[each[0]].title, each[0]))),
        claimants=tuple((kind, kinds[kind]) for kind in _KINDS if kinds[kind]),
        sources=sources,
        primary_sources=primary,
        sources_a_claim=_median(uses_by_claim.values()),
        answered=sum(bool(claim.counter_statements) for claim in claims),
        asked=sum(bool(claim.replies) for claim in claims),
        dated=len(days),
        days=_median(days),
        corrections=sum(len(claim.corrections) for claim in claims),
        corrected=sum(bool(claim.corrections) for claim in claims),
        to_be_checked_again=sum(bool(claim.review_by) for claim in claims),
    )


def list_published(site: Site) -> list[Claim]:
    """All claims that are no drafts, newest first."""
    return [claim for claim in site.claims.values() if claim.status != "draft"]


def list_overdue(site: Site, today: str) -> list[Claim]:
    """The published claims that should have been checked again before this day, the longest overdue first."""
    overdue = [claim for claim in list_published(site) if claim.review_by and claim.review_by < today]
    return sorted(overdue, key=lambda claim: (claim.review_by, claim.id))


def is_dated(claim: Claim) -> bool:
    """Tell whether the day on which a claim was made is known, without *about* or *uncertain*."""
    return "/" not in claim.claimed_on and dates.is_day(claim.claimed_on)


def percent_of(part: int, whole: int) -> int:
    """So many in a hundred, halves rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _kinds_of_claimants(site: Site, claim: Claim) -> set[ClaimantKind]:
    return {site.people[each.person.id].kind if each.person else "unnamed" for each in claim.claimants}


def _days_between(first: str, second: str) -> int:
    return date.fromisoformat(second).toordinal() - date.fromisoformat(first).toordinal()


def _median(numbers: Iterable[int]) -> int | None:
    """The middle number, and of two in the middle the lower: a whole number that was really there."""
    ordered = sorted(numbers)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
