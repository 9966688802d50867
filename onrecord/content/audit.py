"""What assessors of fact-checkers ask for: how the record stands, in numbers. Drafts count for nothing.

A claim that was withdrawn is on record like the others, but need not be checked again.

Nothing here knows what day it is, but ``list_overdue``, which is told.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import Literal, get_args

import msgspec

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
    drafts = site.claims.keys() - {claim.id for claim in claims}
    users = {id: [use.claim for use in uses if use.claim not in drafts] for id, uses in site.uses_of_source.items()}
    sources = [id for id, using in users.items() if using]
    sources_of_claims = Counter(chain.from_iterable(users.values()))
    topics = {id: len(set(ids) - drafts) for id, ids in site.claims_by_topic.items()}
    largest = sorted(topics, key=lambda id: (-topics[id], site.topics[id].title if topics[id] else "", id))
    by_kind: dict[ClaimantKind, set[str]] = {kind: set() for kind in _KINDS}
    for id, ids in site.claims_by_claimant.items():
        if ids:
            by_kind[site.people[id].kind].update(ids)
    by_kind["unnamed"] = {claim.id for claim in claims if any(each.person is None for each in claim.claimants)}
    days = [_days_between(claim.claimed_on, claim.published) for claim in claims if is_dated(claim)]
    return Audit(
        claims=len(claims),
        topics=tuple((id, topics[id]) for id in largest if topics[id]),
        claimants=tuple((kind, count) for kind in _KINDS if (count := len(by_kind[kind] - drafts))),
        sources=len(sources),
        primary_sources=sum(site.sources[id].kind == "primary" for id in sources),
        sources_a_claim=_median(sources_of_claims[claim.id] for claim in claims),
        answered=sum(bool(claim.counter_statements) for claim in claims),
        asked=sum(bool(claim.replies) for claim in claims),
        dated=len(days),
        days=_median(days),
        corrections=sum(len(claim.corrections) for claim in claims),
        corrected=sum(bool(claim.corrections) for claim in claims),
        to_be_checked_again=sum(bool(claim.review_by and claim.withdrawn is None) for claim in claims),
    )


def list_published(site: Site) -> list[Claim]:
    """All claims that are no drafts, newest first."""
    return [claim for claim in site.claims.values() if claim.status != "draft"]


def list_overdue(site: Site, today: str) -> list[Claim]:
    """The published claims that should have been checked again before this day, the longest overdue first."""
    standing = [claim for claim in list_published(site) if claim.withdrawn is None]
    overdue = [claim for claim in standing if claim.review_by and claim.review_by < today]
    return sorted(overdue, key=lambda claim: (claim.review_by, claim.id))


def is_dated(claim: Claim) -> bool:
    """Tell whether the day on which a claim was made is known, without *about* or *uncertain*."""
    return len(claim.claimed_on) == len("2020-03-04") and "/" not in claim.claimed_on


def percent_of(part: int, whole: int) -> int:
    """So many in a hundred, halves rounded up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _days_between(first: str, second: str) -> int:
    return date.fromisoformat(second).toordinal() - date.fromisoformat(first).toordinal()


def _median(numbers: Iterable[int]) -> int | None:
    """The middle number, and of two in the middle the lower: a whole number that was really there."""
    ordered = sorted(numbers)
    return ordered[(len(ordered) - 1) // 2] if ordered else None
