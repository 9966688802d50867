"""What points at what: for each id, the claims and sources that mention it.

An index is made from all claims and sources, or from the one before and what has changed since; both are the same.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from onrecord import dates
from onrecord.content.facts import Backlinks, Index, SourceRole, SourceUse
from onrecord.content.origins import find_origins
from onrecord.model import Claim, RelationKind, Source

# Past so many claims that have changed it is quicker to begin anew.
_MANY = 400

_INVERSE: dict[RelationKind, str] = {
    "repeats": "repeated-by",
    "repeated-by": "repeats",
    "part-of": "has-part",
    "contradicts": "contradicts",
    "follows": "followed-by",
    "background": "background-of",
}


def index_claims(claims: Iterable[Claim], sources: Mapping[str, Source], before: Index | None = None) -> Index:
    """Index these claims, with the sources of their own, and the sources that all may use.

    ``before`` is an earlier index, of which all that still holds is taken over.
    """
    by_claim = _order_claims(claims)
    by_id = _gather_sources(by_claim, sources)
    if before is not None and by_id == before.sources:
        of_sources = {name: getattr(before, name) for name in ("sources", *_OF_SOURCES)}
    else:
        of_sources = _index_sources(_order_sources(by_id))
    changed = _list_changed(before, by_claim) if before is not None else None
    if before is None or changed is None or len(changed) > _MANY:
        of_claims: Mapping[str, Any] = _index_claims(by_claim.values())
    else:
        of_claims = _update(before, by_claim, changed)
    if before is not None and not changed:
        by_alias = before.claim_by_alias
    else:
        by_alias = {alias.id: claim.id for claim in by_claim.values() for alias in claim.aliases}
    return Index(claims=by_claim, claim_by_alias=by_alias, **of_sources, **of_claims)


def reopen_index(claims: Iterable[Claim], sources: Mapping[str, Source], backlinks: Backlinks) -> Index:
    """Give the index of these claims and sources of which the backlinks were kept."""
    by_claim = _order_claims(claims)
    by_id = _order_sources(_gather_sources(by_claim, sources))
    return Index(claims=by_claim, sources=by_id, **_fields_of(backlinks))


def backlinks_of(index: Index) -> Backlinks:
    """What of an index is worth keeping: all but the values themselves."""
    return Backlinks(**_fields_of(index))


def _fields_of(backlinks: Backlinks) -> dict[str, Any]:
    return {name: getattr(backlinks, name) for name in Backlinks.__struct_fields__}


def _order_claims(claims: Iterable[Claim]) -> dict[str, Claim]:
    """Claims by their ids, newest first."""
    ordered = sorted(claims, key=lambda claim: claim.id)
    ordered.sort(key=lambda claim: claim.published, reverse=True)
    return {claim.id: claim for claim in ordered}


def _gather_sources(claims: Mapping[str, Claim], sources: Mapping[str, Source]) -> dict[str, Source]:
    """The sources that all may use and those of these claims' own."""
    return {**sources, **{source.id: source for claim in claims.values() for source in claim.sources}}


def _order_sources(sources: Mapping[str, Source]) -> dict[str, Source]:
    return {id: sources[id] for id in sorted(sources)}


def _index_sources(sources: dict[str, Source]) -> dict[str, Any]:
    by_publisher, relayed_by, made_known_by, by_origin = (defaultdict[str, list[str]](list) for _ in range(4))
    for id, source in sources.items():
        if source.publisher:
            by_publisher[source.publisher.id].append(id)
        for relayed in source.relays:
            relayed_by[relayed.id].append(id)
        for through in source.known_through:
            made_known_by[through.id].append(id)
    origins = find_origins(sources)
    for id, origin in origins.items():
        by_origin[origin].append(id)
    made: tuple[dict[str, Any], ...] = (by_publisher, relayed_by, made_known_by, origins, by_origin)
    return {"sources": sources, **{name: dict(each) for name, each in zip(_OF_SOURCES, made, strict=True)}}


_OF_SOURCES = ("sources_by_publisher", "relayed_by", "made_known_by", "origins", "sources_by_origin")


def _index_claims(claims: Iterable[Claim]) -> dict[str, dict[str, list[Any]]]:
    """Enter claims everywhere. Each comes as a whole, so what is entered twice is entered twice in a row."""
    indexes: dict[str, dict[str, list[Any]]] = {name: defaultdict(list) for name in _OF_CLAIMS}
    by_verdict, by_topic, by_claimant, by_year, answered_by, asking, mentioning, relations_to, uses = indexes.values()
    for claim in claims:
        id = claim.id
        by_verdict[claim.verdict.id].append(id)
        by_year[dates.first_year(claim.claimed_on)].append(id)
        for topic in claim.topics:
            _enter(by_topic[topic.id], id)
        for claimant in claim.claimants:
            if claimant.person:
                _enter(by_claimant[claimant.person.id], id)
        for statement in claim.counter_statements:
            _enter(answered_by[statement.by.id], id)
        for reply in claim.replies:
            _enter(asking[reply.to.id], id)
        for link in claim.report.links:
            if link.kind != "cite":
                _enter(mentioning[f"{link.kind}:{link.id}"], id)
        for relation in claim.related:
            relations_to[relation.claim.id].append((id, _INVERSE[relation.kind]))
        roles: dict[str, dict[SourceRole, None]] = defaultdict(dict)
        for source, role in list_source_mentions(claim):
            roles[source][role] = None
        for source, kinds in roles.items():
            uses[source].append(SourceUse(id, tuple(kinds)))
    # What nothing points at is not there, and asking for it enters nothing.
    return {name: dict(index) for name, index in indexes.items()}


_OF_CLAIMS = (
    "claims_by_verdict",
    "claims_by_topic",
    "claims_by_claimant",
    "claims_by_year",
    "claims_answered_by",
    "claims_asking",
    "claims_mentioning",
    "relations_to",
    "uses_of_source",
)


def _enter(ids: list[str], id: str) -> None:
    if not ids or ids[-1] != id:
        ids.append(id)


def list_source_mentions(claim: Claim) -> list[tuple[str, SourceRole]]:
    """Give the id in every mention of a source in a claim, in the order in which the claim's page shows them."""
    mentions: list[tuple[str, SourceRole]] = [(each.via.id, "claimant") for each in claim.claimants if each.via]
    mentions += [(each.source.id, each.stance) for each in claim.evidence]
    mentions += [(each.source.id, "counter-statement") for each in claim.counter_statements]
    mentions += [(link.id, "report") for link in claim.report.links if link.kind in ("cite", "source")]
    mentions += [(each.source.id, "appearance") for each in claim.appearances]
    return mentions


def _list_changed(before: Index, claims: dict[str, Claim]) -> list[tuple[Claim | None, Claim | None]]:
    """Each claim that differs, as it was and as it is."""
    old = before.claims
    changed: list[tuple[Claim | None, Claim | None]] = [
        (was, claim) for id, claim in claims.items() if (was := old.get(id)) is not claim and was != claim
    ]
    return changed + [(was, None) for id, was in old.items() if id not in claims]


def _update(
    before: Index, claims: dict[str, Claim], changed: list[tuple[Claim | None, Claim | None]]
) -> dict[str, Mapping[str, Any]]:
    """Take over the earlier indexes of claims, but for the entries of the claims that have changed."""
    places = {id: place for place, id in enumerate(claims)}
    gone = _index_claims(was for was, _ in changed if was)
    come = _index_claims(now for _, now in changed if now)
    ids = {claim.id for pair in changed for claim in pair if claim}
    updated: dict[str, Mapping[str, Any]] = {}
    for name, new in come.items():
        index = updated[name] = dict(getattr(before, name))
        for key in {*gone[name], *new}:
            entries = [entry for entry in index.get(key, ()) if _claim_of(entry) not in ids]
            for entry in new.get(key, ()):
                insort(entries, entry, key=lambda each: places[_claim_of(each)])
            index[key] = entries
            if not entries:
                del index[key]
    return updated


def _claim_of(entry: str | tuple[str, str] | SourceUse) -> str:
    if isinstance(entry, str):
        return entry
    return entry.claim if isinstance(entry, SourceUse) else entry[0]
