"""From facts to a site: every mention finds what it mentions, and everything knows what points at it.

Goes in: checked values. Comes out: a ``Site`` and the problems that only the whole can show. Nothing is filled in or
changed on the way.
"""

from collections import defaultdict

from onrecord.content.facts import Facts, Site, SourceRole, SourceUse
from onrecord.content.mentions import check_mentions
from onrecord.content.origins import find_origins
from onrecord.content.rules import check_rules, check_use_of_sources
from onrecord.model import Claim, RelationKind, Source
from onrecord.problems import Problem

RESERVED_NAMES = frozenset(
    """404 claims corrections data feed index page patterns people search sitemap sources static timeline topics
    verdicts""".split()
)

_INVERSE: dict[RelationKind, str] = {
    "repeats": "repeated-by",
    "repeated-by": "repeats",
    "part-of": "has-part",
    "contradicts": "contradicts",
    "follows": "followed-by",
    "background": "background-of",
}


def link_facts(facts: Facts, *, drafts: bool) -> tuple[Site, list[Problem]]:
    """Link all values into a site; ``drafts`` tells whether claims that are drafts belong to it."""
    everything = _make_site(facts, list(facts.claims.values()))
    shown_claims = [claim for claim in facts.claims.values() if drafts or claim.status == "published"]
    site = everything if len(shown_claims) == len(facts.claims) else _make_site(facts, shown_claims)
    problems = [
        *check_mentions(facts, everything, frozenset(site.claims)),
        *check_rules(facts.config, everything),
        *([] if facts.broken["claim"] or facts.incomplete else check_use_of_sources(everything)),
    ]
    return site, problems


def _make_site(facts: Facts, claims: list[Claim]) -> Site:
    claims.sort(key=lambda claim: claim.id)
    claims.sort(key=lambda claim: claim.published, reverse=True)
    own_sources = {source.id: source for claim in claims for source in claim.sources}
    by_id = {**facts.sources, **own_sources}
    sources = {id: by_id[id] for id in sorted(by_id)}
    origins = find_origins(sources)
    index = _Index()
    for claim in claims:
        index.add_claim(claim)
    for source in sources.values():
        index.add_source(source)
    for id, origin in origins.items():
        index.sources_by_origin[origin].append(id)
    return Site(
        config=facts.config,
        verdicts={verdict.id: verdict for verdict in facts.config.verdicts},
        claims={claim.id: claim for claim in claims},
        sources=sources,
        people=facts.people,
        topics=facts.topics,
        articles=facts.articles,
        origins=origins,
        **vars(index),
    )


class _Index:
    """Gathers, for each id, what points at it. Its attributes are the indexes of ``Site``."""

    def __init__(self) -> None:
        self.claims_by_verdict: dict[str, list[str]] = defaultdict(list)
        self.claims_by_topic: dict[str, list[str]] = defaultdict(list)
        self.claims_by_claimant: dict[str, list[str]] = defaultdict(list)
        self.claims_answered_by: dict[str, list[str]] = defaultdict(list)
        self.claims_asking: dict[str, list[str]] = defaultdict(list)
        self.claims_mentioning: dict[str, list[str]] = defaultdict(list)
        self.relations_to: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.uses_of_source: dict[str, list[SourceUse]] = defaultdict(list)
        self.sources_by_publisher: dict[str, list[str]] = defaultdict(list)
        self.relayed_by: dict[str, list[str]] = defaultdict(list)
        self.made_known_by: dict[str, list[str]] = defaultdict(list)
        self.sources_by_origin: dict[str, list[str]] = defaultdict(list)

    def add_claim(self, claim: Claim) -> None:
        """Enter a claim everywhere. A claim comes as a whole, so what is entered twice is entered twice in a row."""
        id = claim.id
        self.claims_by_verdict[claim.verdict.id].append(id)
        for topic in claim.topics:
            _enter(self.claims_by_topic[topic.id], id)
        for claimant in claim.claimants:
            if claimant.person:
                _enter(self.claims_by_claimant[claimant.person.id], id)
        for statement in claim.counter_statements:
            _enter(self.claims_answered_by[statement.by.id], id)
        for reply in claim.replies:
            _enter(self.claims_asking[reply.to.id], id)
        for link in claim.report.links:
            if link.kind != "cite":
                _enter(self.claims_mentioning[f"{link.kind}:{link.id}"], id)
        for relation in claim.related:
            self.relations_to[relation.claim.id].append((id, _INVERSE[relation.kind]))
        roles: dict[str, tuple[SourceRole, ...]] = {}
        for source, role in list_source_mentions(claim):
            known = roles.get(source)
            if known is None:
                roles[source] = (role,)
            elif role not in known:
                roles[source] = (*known, role)
        for source, kinds in roles.items():
            self.uses_of_source[source].append(SourceUse(id, kinds))

    def add_source(self, source: Source) -> None:
        if source.publisher:
            self.sources_by_publisher[source.publisher.id].append(source.id)
        for relayed in source.relays:
            self.relayed_by[relayed.id].append(source.id)
        for through in source.known_through:
            self.made_known_by[through.id].append(source.id)


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
