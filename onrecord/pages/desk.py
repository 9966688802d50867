"""What all pages are made from: the linked site, its addresses, its words, its texts and its colours.

What several pages need, such as the row of a claim or the order of all sources, is made once, when first asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar

from onrecord import dates
from onrecord.content.cache import Texts
from onrecord.content.facts import Site
from onrecord.model import Claim, Version
from onrecord.pages.colours import Colours
from onrecord.pages.wording import Wording, direction_of
from onrecord.urls import Addresses

V = TypeVar("V")

EventKind = Literal["claimed", "answered", "published", "corrected", "withdrawn"]


# Something that happened: its day, which claim it is about, its kind, and which of the claim's entries of this kind.
Event = tuple[str, str, EventKind, int]


class Past(NamedTuple):
    """What was published before: the ids of the claims with more than one version, the versions of a claim (oldest
    first), and the report of a version, as its author wrote it.
    """

    changed: Sequence[str]
    versions: Callable[[Claim], tuple[Version, ...]]
    report: Callable[[Version], str]


NO_PAST = Past((), lambda claim: (), lambda version: "")


class Desk:
    """The site on its way to pages. Nothing of what it is given is ever changed.

    ``read_report`` gives a claim's report as its author wrote it, and raises ``OSError`` if that can't be had;
    ``file_digest`` gives the SHA-256 of its file; ``past`` is what was published before.
    ``sizes`` are those of the data files by their paths, in bytes, as soon as they are made.
    """

    def __init__(
        self,
        site: Site,
        addresses: Addresses,
        wording: Wording,
        texts: Texts,
        colours: Colours,
        read_report: Callable[[Claim], str],
        file_digest: Callable[[Claim], str],
        past: Past = NO_PAST,
        sizes: Mapping[str, int] = {},
    ) -> None:
        self.site = site
        self.addresses = addresses
        self.wording = wording
        self.texts = texts
        self.colours = colours
        self.read_report = read_report
        self.file_digest = file_digest
        self.past = past
        self.sizes = sizes
        self._made: dict[tuple[str, str], object] = {}

    @property
    def mirrored(self) -> bool:
        """Whether pictures begin at the right, as the site's language does."""
        return direction_of(self.wording.language) == "rtl"

    def with_sizes(self, sizes: Mapping[str, int]) -> "Desk":
        """The same when the data files are made."""
        reading = self.read_report, self.file_digest, self.past
        return Desk(self.site, self.addresses, self.wording, self.texts, self.colours, *reading, sizes)

    def once(self, kind: str, id: str, make: Callable[[], V]) -> V:
        """Give what ``make`` makes for this kind and id; it is asked only the first time."""
        key = (kind, id)
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[return-value]

    def versions(self, claim: Claim) -> tuple[Version, ...]:
        """The versions of a claim that history tells of, oldest first."""
        return self.once("versions", claim.id, lambda: self.past.versions(claim))

    @cached_property
    def superseded(self) -> dict[str, int]:
        """How many earlier versions each claim has, of those that have any."""
        claims = self.site.claims
        counts = {
            id: max((each.number for each in self.versions(claims[id])), default=1) - 1 for id in self.past.changed
        }
        return {id: count for id, count in counts.items() if count > 0}

    @cached_property
    def claim_ids(self) -> tuple[str, ...]:
        """All claims, newest first."""
        return tuple(self.site.claims)

    @cached_property
    def published_ids(self) -> tuple[str, ...]:
        """All claims that are no drafts, newest first."""
        return tuple(id for id, claim in self.site.claims.items() if claim.status != "draft")

    @cached_property
    def person_ids(self) -> tuple[str, ...]:
        """All persons and organisations by name."""
        people = self.site.people
        return tuple(sorted(people, key=lambda id: (people[id].name.casefold(), id)))

    @cached_property
    def source_ids(self) -> tuple[str, ...]:
        """All sources by title."""
        sources = self.site.sources
        return tuple(sorted(sources, key=lambda id: (sources[id].title.casefold(), id)))

    @cached_property
    def topic_ids(self) -> tuple[str, ...]:
        """All topics by title."""
        topics = self.site.topics
        return tuple(sorted(topics, key=lambda id: (topics[id].title.casefold(), id)))

    @cached_property
    def years(self) -> tuple[str, ...]:
        """The years in which claims were made, newest first."""
        return tuple(sorted(self.site.claims_by_year, reverse=True))

    @cached_property
    def events(self) -> list[Event]:
        """Everything that has a date, newest first."""
        events = [event for claim in self.site.claims.values() for event in _list_events(claim)]
        return sorted(events, reverse=True)

    @cached_property
    def corrections(self) -> list[tuple[str, str, int]]:
        """Every change after publication, newest first: its day, the claim's id, and which of its changes it is."""
        claims = self.site.claims.values()
        made = [(each.on, claim.id, number) for claim in claims for number, each in enumerate(claim.changes)]
        return sorted(made, reverse=True)

    @cached_property
    def changed_ids(self) -> frozenset[str]:
        """The claims that were changed after their publication."""
        return frozenset(id for _, id, _ in self.corrections)


def _list_events(claim: Claim) -> list[Event]:
    id = claim.id
    events: list[Event] = [(dates.first_day(claim.claimed_on), id, "claimed", 0), (claim.published, id, "published", 0)]
    events += [(dates.first_day(each.on), id, "answered", n) for n, each in enumerate(claim.counter_statements)]
    events += [(each.on, id, "corrected", n) for n, each in enumerate(claim.corrections)]
    if claim.withdrawn:
        events.append((claim.withdrawn.on, id, "withdrawn", 0))
    return events
