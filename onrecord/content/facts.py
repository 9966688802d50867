"""What the files say: first each for itself, then linked with everything that points at it."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from onrecord.model import Article, Claim, Config, Person, Snapshot, Source, Topic, Verdict

SourceRole = Literal["supports", "refutes", "context", "claimant", "appearance", "counter-statement", "report"]


class Facts(msgspec.Struct, frozen=True):
    """All that the files say, each value by its id; ``broken`` has the ids of files with errors by kind.

    ``incomplete`` has those of drafts that are not complete enough to be shown.
    """

    config: Config
    claims: dict[str, Claim]
    sources: dict[str, Source]
    people: dict[str, Person]
    topics: dict[str, Topic]
    articles: dict[str, Article]
    snapshots: dict[str, Snapshot]
    broken: dict[str, frozenset[str]]
    incomplete: frozenset[str] = frozenset()


class SourceUse(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a claim uses a source for."""

    claim: str
    roles: tuple[SourceRole, ...]


class Backlinks(msgspec.Struct, frozen=True, kw_only=True):
    """For each id, what points at it: claims, newest first, and sources by id.

    A claim belongs to the year of the first day on which it may have been made.
    """

    claims_by_verdict: Mapping[str, Sequence[str]]
    claims_by_topic: Mapping[str, Sequence[str]]
    claims_by_claimant: Mapping[str, Sequence[str]]
    claims_by_year: Mapping[str, Sequence[str]]
    claims_answered_by: Mapping[str, Sequence[str]]
    claims_asking: Mapping[str, Sequence[str]]
    claims_mentioning: Mapping[str, Sequence[str]]
    relations_to: Mapping[str, Sequence[tuple[str, str]]]
    uses_of_source: Mapping[str, Sequence[SourceUse]]
    sources_by_publisher: Mapping[str, Sequence[str]]
    relayed_by: Mapping[str, Sequence[str]]
    made_known_by: Mapping[str, Sequence[str]]
    origins: Mapping[str, str]
    sources_by_origin: Mapping[str, Sequence[str]]
    claim_by_alias: Mapping[str, str]


class Index(Backlinks, frozen=True, kw_only=True):
    """Claims, newest first, and sources by id, each with all that points at it."""

    claims: dict[str, Claim]
    sources: dict[str, Source]


class Site(Index, frozen=True, kw_only=True):
    """The linked site."""

    config: Config
    verdicts: dict[str, Verdict]
    people: dict[str, Person]
    topics: dict[str, Topic]
    articles: dict[str, Article]
    snapshots: dict[str, Snapshot]
