"""What rests on a source: the claims that name it or one that relays it, those first whose verdict it carries alone."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from onrecord.content.facts import Site
from onrecord.content.fallen import list_relaying
from onrecord.content.origins import count_origins
from onrecord.model import Claim

# "alone": on a side of the evidence on which the source stands there is no other independent origin; "among": there is
# on each; "beside": the page names it, and the verdict doesn't rest on it.
Weight = Literal["alone", "among", "beside"]


class ImpactedClaim(msgspec.Struct, frozen=True):
    """A claim that rests on a source.

    ``roles`` are those of the source and of the ones in ``through``, which relay it; ``others`` has, for each side of the
    evidence on which they stand, how many independent origins would be left there without them.
    """

    claim: str
    path: str
    headline: str
    verdict: str
    weight: Weight
    roles: tuple[str, ...]
    through: tuple[str, ...]
    others: dict[str, int]
    draft: bool
    withdrawn: bool


class Impact(msgspec.Struct, frozen=True):
    """A source, those that relay it in chains, and the claims that rest on them, weightiest first."""

    source: str
    title: str
    relayed_by: tuple[str, ...]
    claims: tuple[ImpactedClaim, ...]


def find_impact(site: Site, id: str) -> Impact:
    """Give what rests on a source of the site."""
    relaying = list_relaying(site, id)
    claims = dict.fromkeys(use.claim for each in relaying for use in site.uses_of_source.get(each, ()))
    order = ("alone", "among", "beside")
    found = sorted(
        (_weigh(site, site.claims[claim], id, set(relaying)) for claim in claims),
        key=lambda each: (order.index(each.weight), each.claim),
    )
    return Impact(id, site.sources[id].title, tuple(relaying[1:]), tuple(found))


def _weigh(site: Site, claim: Claim, id: str, relaying: set[str]) -> ImpactedClaim:
    # A withdrawn verdict rests on nothing any more.
    others = dict(_count_others(site, claim, relaying)) if not claim.withdrawn else {}
    weight: Weight = "beside" if not others else "alone" if 0 in others.values() else "among"
    uses = {
        each: use.roles
        for each in sorted(relaying)
        for use in site.uses_of_source.get(each, ())
        if use.claim == claim.id
    }
    return ImpactedClaim(
        claim=claim.id,
        path=claim.path,
        headline=claim.headline,
        verdict=claim.verdict.id,
        weight=weight,
        roles=tuple(dict.fromkeys(role for roles in uses.values() for role in roles)),
        through=tuple(each for each in uses if each != id),
        others=others,
        draft=claim.status == "draft",
        withdrawn=claim.withdrawn is not None,
    )


def _count_others(site: Site, claim: Claim, relaying: set[str]) -> Iterator[tuple[str, int]]:
    """For each side of the evidence with one of these sources: how many independent origins stand there beside them."""
    for stance in ("supports", "refutes"):
        sources = {each.source.id for each in claim.evidence if each.stance == stance}
        if sources & relaying:
            yield stance, count_origins(sources - relaying, site.origins)
