"""From facts to a site: every mention finds what it mentions, and everything knows what points at it.

Goes in: checked values. Comes out: a ``Site`` and the problems that only the whole can show. Nothing is filled in or
changed on the way.
"""

from collections.abc import Iterator, Mapping

import msgspec

from onrecord.content.facts import Facts, Index, Site
from onrecord.content.fallen import check_fallen
from onrecord.content.index import index_claims
from onrecord.content.mentions import check_mentions
from onrecord.content.quoted import Looked, WholeText, check_quotes
from onrecord.content.rules import check_rules, check_use_of_sources
from onrecord.model import Claim, Snapshot, Source
from onrecord.problems import Problem, problem

RESERVED_NAMES = frozenset(
    """404 answers claims corrections data feed index page patterns people search sitemap sources static timeline
    topics verdicts years""".split()
)


class Indexes(msgspec.Struct, frozen=True):
    """Everything indexed, what readers are shown (the same, but for drafts), and what is kept of sources."""

    everything: Index
    shown: Index
    snapshots: Mapping[str, Snapshot]


def index_values(
    claims: Mapping[str, Claim],
    sources: Mapping[str, Source],
    snapshots: Mapping[str, Snapshot],
    *,
    drafts: bool,
    before: Indexes | None = None,
) -> Indexes:
    """Index claims and sources; ``drafts`` tells whether claims that are drafts are shown.

    ``before`` are earlier indexes, of which all that still holds is taken over.
    """
    everything = index_claims(claims.values(), sources, before.everything if before else None)
    published = [claim for claim in claims.values() if drafts or claim.status == "published"]
    if len(published) == len(claims):
        return Indexes(everything, everything, snapshots)
    shown = index_claims(published, sources, before.shown if before else None)
    return Indexes(everything, shown, snapshots)


def link_facts(
    facts: Facts, indexes: Indexes, whole_text: WholeText, good: Indexes | None = None
) -> tuple[Site, list[Problem]]:
    """Link all values, of which these are the indexes, into a site.

    Messages may show more with a whole text at hand. ``good`` are the indexes of an earlier build that had no errors.
    """
    everything, site = _make_site(facts, indexes.everything), _make_site(facts, indexes.shown)
    problems = [
        *check_mentions(facts, everything, frozenset(site.claims)),
        *_check_aliases(facts),
        *check_rules(facts.config, everything),
        *check_quotes(facts, everything, whole_text, Looked(good.everything.claims, good.snapshots) if good else None),
        *check_fallen(everything),
        *([] if facts.broken["claim"] or facts.incomplete else check_use_of_sources(everything)),
    ]
    return site, problems


def _make_site(facts: Facts, index: Index) -> Site:
    return Site(
        config=facts.config,
        verdicts={verdict.id: verdict for verdict in facts.config.verdicts},
        people=facts.people,
        topics=facts.topics,
        articles=facts.articles,
        snapshots=facts.snapshots,
        **{name: getattr(index, name) for name in Index.__struct_fields__},
    )


def _check_aliases(facts: Facts) -> Iterator[Problem]:
    """Report former ids of claims at whose addresses something else stands."""
    taken = {claim.id: claim.path for claim in facts.claims.values()}
    taken |= {id: f"the claim '{id}'" for id in (*facts.broken["claim"], *facts.incomplete)}
    for claim in sorted((claim for claim in facts.claims.values() if claim.aliases), key=lambda claim: claim.path):
        for alias in claim.aliases:
            other = taken.setdefault(alias.id, claim.path)
            if other != claim.path:
                message = f"the address of the alias '{alias.id}' is that of {other} already"
                yield problem(claim.path, alias.line, "address-taken", message, "Take it out in one of the two.")
