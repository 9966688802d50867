"""Whether everything that is mentioned exists."""

from collections.abc import Iterator

import msgspec

from onrecord.content.facts import Facts, Site
from onrecord.model import Article, Claim, Reference, Source, Topic
from onrecord.problems import Problem, nearest, one_of, problem, shown


def check_mentions(facts: Facts, everything: Site, shown_claims: frozenset[str]) -> Iterator[Problem]:
    """Report every mention of something that isn't there.

    ``everything`` has all claims linked, drafts included; only those of ``shown_claims`` may be mentioned.
    """
    known = _list_known(facts, shown_claims)
    if _may_be_amiss(facts, everything, known):
        yield from _look_closely(facts, known)


class _Known(msgspec.Struct, frozen=True):
    """The ids that may be mentioned, for each kind of thing."""

    kind: str
    code: str
    ids: frozenset[str]
    folder: str


def _list_known(facts: Facts, shown_claims: frozenset[str]) -> dict[str, _Known]:
    return {
        "claim": _Known("claim", "claim-unknown", shown_claims | facts.broken["claim"], "content/claims/"),
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


def _may_be_amiss(facts: Facts, site: Site, known: dict[str, _Known]) -> bool:
    """Tell from the indexes alone whether any mention may lead nowhere: the usual case, that none does, is quick."""
    owners = {source.id: claim.id for claim in facts.claims.values() for source in claim.sources}
    mentioned = {
        "claim": {*site.relations_to},
        "person": {*site.claims_by_claimant, *site.claims_answered_by, *site.claims_asking, *site.sources_by_publisher},
        "topic": {*site.claims_by_topic},
        "page": set(),
        "source": {*site.uses_of_source, *site.relayed_by, *site.made_known_by} - owners.keys(),
        "verdict": {*site.claims_by_verdict},
    }
    texts: list[Topic | Article] = [*facts.topics.values(), *facts.articles.values()]
    for kind, id in (
        *(mention.split(":", 1) for mention in site.claims_mentioning),
        *((link.kind, link.id) for text in texts for link in text.text.links),
    ):
        mentioned["source" if kind == "cite" else kind].add(id)
    mentioned["source"] |= {
        each.source.id for claim in facts.claims.values() for each in claim.reexamined
    } - owners.keys()
    if any(ids - known[kind].ids for kind, ids in mentioned.items()):
        return True
    # What belongs to one claim may be mentioned by that one alone; a claim may not be related to itself.
    looked_at = ((each.source.id, id) for id, claim in facts.claims.items() for each in claim.reexamined)
    if any(owners.get(source, id) != id for source, id in looked_at):
        return True
    for source, owner in owners.items():
        if any(use.claim != owner for use in site.uses_of_source.get(source, ())):
            return True
        if source in site.relayed_by or source in site.made_known_by:
            return True
    return any(other == id for id, others in site.relations_to.items() for other, _ in others)


def _look_closely(facts: Facts, known: dict[str, _Known]) -> Iterator[Problem]:
    own_sources = {source.id: claim for claim in facts.claims.values() for source in claim.sources}
    renamed = {alias.id: claim.id for claim in facts.claims.values() for alias in claim.aliases}

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
        if kind == "claim" and (reference.id in facts.claims or reference.id in facts.incomplete):
            message = f"the claim '{reference.id}' is a draft and not on the site"
            hint = "Publish it, or take the mention out."
        if kind == "claim" and reference.id in renamed:
            hint = f"It is called '{renamed[reference.id]}' now."
        if kind == "source" and reference.id in own_sources:
            message = f"the source '{reference.id}' belongs to {own_sources[reference.id].path} alone"
            hint = f"Move it from there to content/sources/{reference.id}.yaml."
        if kind == "source" and "://" in reference.id:
            hint = "A source goes by its id. Put the address under 'url' of a source, and name that source here."
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
        for reference in (*list_sources(claim), *(each.source for each in claim.reexamined)):
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


def list_sources(claim: Claim) -> Iterator[Reference]:
    """Give every mention of a source that a claim's page rests on, in the order of the page."""
    yield from (claimant.via for claimant in claim.claimants if claimant.via)
    yield from (evidence.source for evidence in claim.evidence)
    yield from (statement.source for statement in claim.counter_statements)
    yield from (Reference(link.id, link.line) for link in claim.report.links if link.kind in ("cite", "source"))
    yield from (appearance.source for appearance in claim.appearances)
