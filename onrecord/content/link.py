"""From facts to a site: every mention finds what it mentions, and everything knows what points at it.

Goes in: checked values. Comes out: a ``Site`` and the problems that only the whole can show. Nothing is filled in or
changed on the way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, TypeVar

import msgspec

from onrecord.content.origins import find_origins, list_links_of_chain
from onrecord.model import Article, Claim, Config, Person, Reference, RelationKind, Source, Topic, Verdict
from onrecord.problems import Problem, nearest, one_of, problem, shown

K = TypeVar("K")
V = TypeVar("V")

SourceRole = Literal["supports", "refutes", "context", "claimant", "appearance", "counter-statement", "report"]

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


class Facts(msgspec.Struct, frozen=True):
    """All that the files say, each value by its id; ``broken`` has the ids of unusable files by kind."""

    config: Config
    claims: dict[str, Claim]
    sources: dict[str, Source]
    people: dict[str, Person]
    topics: dict[str, Topic]
    articles: dict[str, Article]
    broken: dict[str, frozenset[str]]


class SourceUse(msgspec.Struct, frozen=True):
    """What a claim uses a source for."""

    claim: str
    roles: tuple[SourceRole, ...]


class Site(msgspec.Struct, frozen=True):
    """The linked site. Claims are listed newest first; every index gives, for an id, what points at it."""

    config: Config
    verdicts: dict[str, Verdict]
    claims: dict[str, Claim]
    sources: dict[str, Source]
    people: dict[str, Person]
    topics: dict[str, Topic]
    articles: dict[str, Article]
    claims_by_verdict: dict[str, tuple[str, ...]]
    claims_by_topic: dict[str, tuple[str, ...]]
    claims_by_claimant: dict[str, tuple[str, ...]]
    claims_answered_by: dict[str, tuple[str, ...]]
    claims_asking: dict[str, tuple[str, ...]]
    claims_mentioning: dict[str, tuple[str, ...]]
    relations_to: dict[str, tuple[tuple[str, str], ...]]
    uses_of_source: dict[str, tuple[SourceUse, ...]]
    sources_by_publisher: dict[str, tuple[str, ...]]
    relayed_by: dict[str, tuple[str, ...]]
    made_known_by: dict[str, tuple[str, ...]]
    origins: dict[str, str]
    sources_by_origin: dict[str, tuple[str, ...]]


def link_facts(facts: Facts, *, drafts: bool) -> tuple[Site, list[Problem]]:
    """Link all values into a site; ``drafts`` tells whether claims that are drafts belong to it."""
    shown_claims = [claim for claim in facts.claims.values() if drafts or claim.status == "published"]
    shown_claims.sort(key=lambda claim: claim.id)
    shown_claims.sort(key=lambda claim: claim.published, reverse=True)
    claims = {claim.id: claim for claim in shown_claims}
    sources = dict(sorted({**facts.sources, **{s.id: s for c in shown_claims for s in c.sources}}.items()))
    origins = find_origins(sources)
    problems = [
        *_check_mentions(facts, claims),
        *_check_rules(facts, {**sources, **{s.id: s for c in facts.claims.values() for s in c.sources}}, origins),
        *_check_use_of_sources(facts),
    ]
    site = Site(
        config=facts.config,
        verdicts={verdict.id: verdict for verdict in facts.config.verdicts},
        claims=claims,
        sources=sources,
        people=facts.people,
        topics=facts.topics,
        articles=facts.articles,
        claims_by_verdict=_index((c.verdict.id, c.id) for c in shown_claims),
        claims_by_topic=_index((topic.id, c.id) for c in shown_claims for topic in c.topics),
        claims_by_claimant=_index((each.person.id, c.id) for c in shown_claims for each in c.claimants if each.person),
        claims_answered_by=_index((each.by.id, c.id) for c in shown_claims for each in c.counter_statements),
        claims_asking=_index((each.to.id, c.id) for c in shown_claims for each in c.replies),
        claims_mentioning=_index(
            (f"{link.kind}:{link.id}", c.id) for c in shown_claims for link in c.report.links if link.kind != "cite"
        ),
        relations_to=_index(
            (relation.claim.id, (c.id, _INVERSE[relation.kind])) for c in shown_claims for relation in c.related
        ),
        uses_of_source=_index((id, use) for c in shown_claims for id, use in _uses_of(c)),
        sources_by_publisher=_index((s.publisher.id, s.id) for s in sources.values() if s.publisher),
        relayed_by=_index((relayed.id, s.id) for s in sources.values() for relayed in s.relays),
        made_known_by=_index((through.id, s.id) for s in sources.values() for through in s.known_through),
        origins=origins,
        sources_by_origin=_index((origin, id) for id, origin in origins.items()),
    )
    return site, problems


def list_source_mentions(claim: Claim) -> Iterator[tuple[Reference, SourceRole]]:
    """Give every mention of a source in a claim, in the order in which the claim's page shows them."""
    for claimant in claim.claimants:
        if claimant.via:
            yield claimant.via, "claimant"
    for evidence in claim.evidence:
        yield evidence.source, evidence.stance
    for statement in claim.counter_statements:
        yield statement.source, "counter-statement"
    for link in claim.report.links:
        if link.kind in ("cite", "source"):
            yield Reference(link.id, link.line), "report"
    for appearance in claim.appearances:
        yield appearance.source, "appearance"


def _index(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    """Gather the values of each key, in order, each once."""
    gathered: dict[K, dict[V, None]] = defaultdict(dict)
    for key, value in pairs:
        gathered[key][value] = None
    return {key: tuple(values) for key, values in gathered.items()}


def _uses_of(claim: Claim) -> Iterator[tuple[str, SourceUse]]:
    roles = _index((reference.id, role) for reference, role in list_source_mentions(claim))
    for id, kinds in roles.items():
        yield id, SourceUse(claim.id, kinds)


class _Known(msgspec.Struct, frozen=True):
    """The ids that may be mentioned, for each kind of thing."""

    kind: str
    code: str
    ids: frozenset[str]
    folder: str


def _check_mentions(facts: Facts, shown_claims: dict[str, Claim]) -> Iterator[Problem]:
    known = {
        "claim": _Known("claim", "claim-unknown", frozenset(shown_claims) | facts.broken["claim"], "content/claims/"),
        "person": _Known(
            "person or organisation",
            "person-unknown",
            frozenset(facts.people) | facts.broken["person"],
            "content/people/",
        ),
        "topic": _Known("topic", "topic-unknown", frozenset(facts.topics) | facts.broken["topic"], "content/topics/"),
        "page": _Known("page", "page-unknown", frozenset(facts.articles) | facts.broken["page"], "content/pages/"),
        "source": _Known(
            "source", "source-unknown", frozenset(facts.sources) | facts.broken["source"], "content/sources/"
        ),
        "verdict": _Known(
            "verdict", "verdict-unknown", frozenset(v.id for v in facts.config.verdicts), "content/site.yaml"
        ),
    }
    own_sources = {source.id: claim for claim in facts.claims.values() for source in claim.sources}

    def check(kind: str, reference: Reference, path: str, also: frozenset[str] = frozenset()) -> Iterator[Problem]:
        about = known[kind]
        if reference.id in about.ids or reference.id in also:
            return
        if kind == "verdict":
            message = f"verdict {shown(reference.id)} is not one of: {one_of(v.id for v in facts.config.verdicts)}"
            hint = nearest(reference.id, about.ids) or "The scale is in content/site.yaml."
        else:
            message = f"there is no {about.kind} {shown(reference.id)}"
            hint = (
                nearest(reference.id, [*about.ids, *also]) or f"Add its file to {about.folder}, or check the spelling."
            )
        if kind == "claim" and reference.id in facts.claims:
            message = f"the claim '{reference.id}' is a draft and not on the site"
            hint = "Publish it, or take the mention out."
        if kind == "source" and reference.id in own_sources:
            message = f"the source '{reference.id}' belongs to {own_sources[reference.id].path} alone"
            hint = f"Move it from there to content/sources/{reference.id}.yaml."
        yield problem(path, reference.line, about.code, message, hint)

    def check_source(source: Source, also: frozenset[str] = frozenset()) -> Iterator[Problem]:
        if source.publisher:
            yield from check("person", source.publisher, source.path)
        for reference in (*source.relays, *source.known_through):
            yield from check("source", reference, source.path, also)

    for source in facts.sources.values():
        yield from check_source(source)
    for claim in facts.claims.values():
        own = frozenset(source.id for source in claim.sources)
        for source in claim.sources:
            yield from check_source(source, own)
        yield from check("verdict", claim.verdict, claim.path)
        for topic in claim.topics:
            yield from check("topic", topic, claim.path)
        for reference, _ in list_source_mentions(claim):
            if reference.id not in own:
                yield from check("source", reference, claim.path, own)
        for person in _list_people(claim):
            yield from check("person", person, claim.path)
        for relation in claim.related:
            if relation.claim.id == claim.id:
                hint = "Name another claim, or take the entry out."
                yield problem(claim.path, relation.claim.line, "relation-self", "the claim is related to itself", hint)
            else:
                yield from check("claim", relation.claim, claim.path, frozenset({claim.id}))
        for link in claim.report.links:
            if link.kind not in ("cite", "source"):
                yield from check(link.kind, Reference(link.id, link.line), claim.path, frozenset({claim.id}))
    texts: list[Topic | Article] = [*facts.topics.values(), *facts.articles.values()]
    for text in texts:
        for link in text.text.links:
            kind = "source" if link.kind == "cite" else link.kind
            yield from check(kind, Reference(link.id, link.line), text.path)


def _list_people(claim: Claim) -> Iterator[Reference]:
    yield from (claimant.person for claimant in claim.claimants if claimant.person)
    yield from (statement.by for statement in claim.counter_statements)
    yield from (reply.to for reply in claim.replies)


def _check_rules(facts: Facts, sources: dict[str, Source], origins: dict[str, str]) -> Iterator[Problem]:
    """The site's editorial rules: enough sources, more than one origin, a reply asked for."""
    rules = facts.config.rules
    verdicts = {verdict.id: verdict for verdict in facts.config.verdicts}
    for claim in facts.claims.values():
        verdict = verdicts.get(claim.verdict.id)
        if verdict is None:
            continue
        line = claim.lines.get("evidence", 1)
        weighed = list(dict.fromkeys(e.source.id for e in claim.evidence if e.stance != "context"))
        if verdict.conclusive and len(weighed) < rules.independent_sources:
            count = f"{len(weighed)} source" if len(weighed) == 1 else f"{len(weighed)} sources"
            message = f"the verdict '{verdict.id}' rests on {count}, and the site asks for {rules.independent_sources}"
            hint = "Add evidence that supports or refutes the claim, or choose a verdict that decides nothing."
            yield problem(claim.path, line, "sources-too-few", message, hint)
        elif verdict.conclusive and len(weighed) > 1 and len({origins.get(id, id) for id in weighed}) == 1:
            chain = "; ".join(list_links_of_chain(weighed, sources))
            message = f"all evidence for the verdict '{verdict.id}' goes back to one origin: {chain}"
            hint = "Find a source that does not repeat the others, or answer for it under 'accepts'."
            yield problem(claim.path, line, "single-origin", message, hint)
        if rules.reply == "required" and verdict.adverse and not claim.replies:
            message = f"the verdict '{verdict.id}' speaks against the claimant, and nobody was asked for a reply"
            hint = "Ask, and add 'replies': the site's rules require it."
            yield problem(claim.path, claim.lines.get("verdict", 1), "reply-missing", message, hint)


def _check_use_of_sources(facts: Facts) -> Iterator[Problem]:
    """Warn of listed sources that nothing uses; not while a broken claim may be the one that does."""
    if facts.broken["claim"]:
        return
    everywhere = {reference.id for claim in facts.claims.values() for reference, _ in list_source_mentions(claim)}
    texts: list[Topic | Article] = [*facts.topics.values(), *facts.articles.values()]
    everywhere.update(link.id for each in texts for link in each.text.links if link.kind in ("cite", "source"))
    own = [source for claim in facts.claims.values() for source in claim.sources]
    for source in (*facts.sources.values(), *own):
        everywhere.update(reference.id for reference in (*source.relays, *source.known_through))
    for source in (*facts.sources.values(), *own):
        if source.id not in everywhere:
            message = f"nothing uses the source '{source.id}'"
            yield problem(source.path, source.line, "source-unused", message, "Cite it, or take it out.")


def accept_warnings(claims: Iterable[Claim], problems: list[Problem]) -> list[Problem]:
    """Take out the warnings that an editor answers for in the claim's ``accepts``, and report idle entries there."""
    warned = {(each.path, each.code) for each in problems if each.severity == "warning"}
    accepted: set[tuple[str, str]] = set()
    idle: list[Problem] = []
    for claim in claims:
        for entry in claim.accepts:
            if (claim.path, entry.code) in warned:
                accepted.add((claim.path, entry.code))
            else:
                message = f"the claim accepts '{entry.code}', and there is no such warning"
                idle.append(problem(claim.path, entry.line, "accept-unused", message, "Take the entry out."))
    kept = [each for each in problems if each.severity == "error" or (each.path, each.code) not in accepted]
    return kept + idle
