"""Which pages an edit can touch.

Goes in: what changed between two builds, each value as it was and as it is, and the site as it is. Comes out: the keys of
all pages that may look different, or None for all pages. It may name too many, whose views are then found to be the same;
that it never names too few is held by a property test, which compares with clean builds.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from onrecord import dates
from onrecord.content.facts import Site
from onrecord.content.index import list_source_mentions
from onrecord.formats.feeds import claims_in_feed, feeds_of
from onrecord.formats.records import last_change
from onrecord.formats.seal import RECORD
from onrecord.model import Article, Claim, Entity, PagePart, Person, Prose, Snapshot, Source, Topic
from onrecord.pages.desk import Desk
from onrecord.pages.outline import PageKey
from onrecord.pages.pager import ROWS_A_PAGE

# A value as it was and as it is; None before it came and after it went.
Change = tuple[Entity | None, Entity | None]

# Past so many changes it is cheaper to look at every page than to follow each change.
_MANY = 400


def find_affected(
    desk: Desk, keys: Iterable[PageKey], changes: list[Change], moved: Collection[str] = ()
) -> set[PageKey] | None:
    """Give those of the keys whose pages these changes can touch; None stands for all.

    ``moved`` are ids, present and former, of claims of which git tells more than before.
    """
    if len(changes) > _MANY:
        return None
    finder = _Finder(desk.site)
    for before, after in changes:
        finder.follow(before, after)
    finder.add_versions(moved)
    finder.find_feeds(desk)
    pages = {
        kind: find(desk, finder) for kind, find in _PAGES_OF_LISTINGS.items() if kind in finder.kinds - finder.moved
    }
    finder.pages |= {
        PageKey(kind, id, number)
        for kind, id in finder.listings
        for number in (1, *_pages_with(_CLAIMS_OF_LISTINGS[kind](desk.site).get(id, ()), finder.rows))
    }
    # A claim's own data file tells of the same as its page.
    subjects = finder.subjects | {("claim-data", id) for kind, id in finder.subjects if kind == "claim"}
    return {
        key
        for key in keys
        if (key.kind, key.id) in subjects
        or key in finder.pages
        or (key.kind in finder.kinds and (key.kind not in pages or key.number in pages[key.kind]))
    }


class _Finder:
    """Gathers what is touched.

    ``subjects`` are things all of whose pages are touched; of ``listings`` the first page is, and those with a claim in
    ``rows``. Of a kind in ``kinds`` all pages are touched, but where its rows stand in the order in which they stood (it
    is not in ``moved``) only those with a row in ``rows``, ``subjects`` or ``listings``; the timeline tells of claims in
    ``told`` otherwise, too. ``pages`` are touched one by one. Whatever is made of a claim's page alone goes by the same
    subject as the page.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.subjects: set[tuple[str, str]] = set()
        self.listings: set[tuple[str, str]] = set()
        self.kinds: set[str] = set()
        self.moved: set[str] = set()
        self.rows: set[str] = set()
        self.told: set[str] = set()
        self.pages: set[PageKey] = set()

    def follow(self, before: Entity | None, after: Entity | None) -> None:
        self.find_exports(before, after)
        if isinstance(after or before, Snapshot):
            pass  # no listing shows it
        elif before is None or after is None:
            self.kinds |= _LISTINGS | _SITEMAPS
            self.moved |= _LISTINGS
        elif isinstance(before, Claim) and isinstance(after, Claim) and _order_of(before) != _order_of(after):
            self.moved |= _LISTINGS
        elif isinstance(before, Source) and isinstance(after, Source) and before.title != after.title:
            self.moved.add("sources")
        elif isinstance(before, Person) and isinstance(after, Person) and before.name != after.name:
            self.moved.add("people")
        if _own_titles(before) != _own_titles(after):
            self.moved.add("sources")
        if _counted(before) != _counted(after):
            self.pages |= _PAGES_THAT_COUNT
        if _answered(before) != _answered(after):
            self.kinds.add("answers")
        self.find_articles_with("verdict-scale", _judged(before) != _judged(after))
        self.find_articles_with("record", _audited(before) != _audited(after))
        self.find_listings(before, after)
        for value in (before, after):
            match value:
                case Claim():
                    quiet = isinstance(before, Claim) and isinstance(after, Claim) and _shown(before) == _shown(after)
                    self.add_claim(value, quiet=quiet)
                case Source():
                    self.add_source(value)
                case Person():
                    self.add_person(value)
                case Topic():
                    self.add_topic(value)
                case Article():
                    self.add_article(value)
                case Snapshot():
                    self.add_snapshot(value)

    def find_articles_with(self, part: PagePart, touched: bool) -> None:
        """The pages of running text that show a part which all claims make."""
        if touched:
            self.subjects |= {
                ("article", article.id) for article in self.site.articles.values() if part in article.parts
            }

    def find_listings(self, before: Entity | None, after: Entity | None) -> None:
        """The listings of claims that a claim came to, left, or in which it moved."""
        one, other = (_listings_of(each) if isinstance(each, Claim) else set() for each in (before, after))
        moved = isinstance(before, Claim) and isinstance(after, Claim) and _order_of(before) != _order_of(after)
        self.subjects |= one | other if moved else one ^ other

    def add_claim(self, claim: Claim, *, quiet: bool) -> None:
        """A claim's own page; unless only that shows the change, also all that show it as a row or count it."""
        self.subjects |= {(kind, claim.id) for kind in _OF_A_CLAIM}
        self.subjects |= {(kind, alias.id) for alias in claim.aliases for kind in ("moved", "moved-version")}
        if not quiet:
            self.kinds |= _LISTINGS | _SITEMAPS
            self.add_row(claim)
            for source in claim.sources:
                self.add_source(source)

    def add_versions(self, moved: Iterable[str]) -> None:
        """The pages of claims of which git tells more, and those of their versions."""
        for id in moved:
            claim = self.site.claims.get(self.site.claim_by_alias.get(id, id))
            if claim:
                self.subjects |= {("claim", claim.id), ("version", claim.id)}
                self.subjects |= {("moved-version", alias.id) for alias in claim.aliases}

    def add_row(self, claim: Claim) -> None:
        """Everything that shows a claim's row, or finds it through one of its mentions."""
        site = self.site
        self.rows.add(claim.id)
        self.subjects.add(("claim", claim.id))
        self.subjects |= {("claim", relation.claim.id) for relation in claim.related}
        self.subjects |= {("claim", id) for id, _ in site.relations_to.get(claim.id, ())}
        self.subjects |= {("claim", id) for id in site.claims_mentioning.get(f"claim:{claim.id}", ())}
        self.subjects |= {(link.kind, link.id) for link in claim.report.links if link.kind != "cite"}
        self.listings |= _listings_of(claim) | {("person", id) for id in _people_of(claim)}
        self.add_mentioned_sources(claim)
        self.subjects |= set(self.texts_that_link("claim", claim.id))

    def add_mentioned_sources(self, claim: Claim) -> None:
        """The pages of a claim's sources, and of those who published them: both show the verdicts of such claims."""
        for id, _ in list_source_mentions(claim):
            self.subjects.add(("source", id))
            source = self.site.sources.get(id)
            if source and source.publisher:
                self.subjects.add(("person", source.publisher.id))

    def add_source(self, source: Source) -> None:
        """A source's page, those of its relatives, and all pages that cite one of them."""
        site = self.site
        near = {source.id, *(each.id for each in (*source.relays, *source.known_through))}
        near |= {*site.relayed_by.get(source.id, ()), *site.made_known_by.get(source.id, ())}
        for id in list(near):
            near.update(site.sources_by_origin.get(site.origins.get(id, ""), ()))
        for id in near:
            self.subjects.add(("source", id))
            self.subjects |= {("claim", use.claim) for use in site.uses_of_source.get(id, ())}
            self.subjects |= {("claim", claim) for claim in site.claims_mentioning.get(f"source:{id}", ())}
            self.subjects |= set(self.texts_that_link("source", id))
        if source.publisher:
            self.subjects.add(("person", source.publisher.id))
        # A publisher's page shows its sources with those that they relay and through which they are known.
        publishers = (site.sources[id].publisher for id in near if id in site.sources)
        # A claim's own data file holds the sources behind those that it uses, however far.
        self.subjects |= {
            ("claim-data", use.claim) for id in self.in_front_of(source.id) for use in site.uses_of_source.get(id, ())
        }
        self.subjects |= {("person", publisher.id) for publisher in publishers if publisher}
        self.kinds |= {"sources", "people", "home"}

    def add_person(self, person: Person) -> None:
        """A person's page, the rows of their claims, and whatever names them."""
        site = self.site
        self.subjects.add(("person", person.id))
        for id in site.claims_by_claimant.get(person.id, ()):
            self.add_row(site.claims[id])
        self.told.update(site.claims_answered_by.get(person.id, ()))
        named = (
            *site.claims_answered_by.get(person.id, ()),
            *site.claims_asking.get(person.id, ()),
            *site.claims_mentioning.get(f"person:{person.id}", ()),
        )
        self.subjects |= {("claim", id) for id in named}
        self.subjects |= set(self.texts_that_link("person", person.id))
        for id in site.sources_by_publisher.get(person.id, ()):
            self.add_source(site.sources[id])
        self.kinds |= _LISTINGS

    def add_topic(self, topic: Topic) -> None:
        """A topic's pages, the claims under it, and whatever names it."""
        site = self.site
        self.subjects.add(("topic", topic.id))
        self.subjects |= {("claim", id) for id in site.claims_by_topic.get(topic.id, ())}
        self.subjects |= {("claim", id) for id in site.claims_mentioning.get(f"topic:{topic.id}", ())}
        self.subjects |= set(self.texts_that_link("topic", topic.id))
        self.subjects |= {(link.kind, link.id) for link in topic.text.links}
        self.kinds |= {"home", "topics", *_SITEMAPS}
        self.subjects |= _feeds({f"topics/{topic.id}"})

    def add_article(self, article: Article) -> None:
        """A page of running text and whatever names it. Where the navigation names it, all pages are touched anyway."""
        self.subjects.add(("article", article.id))
        self.subjects |= {("claim", id) for id in self.site.claims_mentioning.get(f"page:{article.id}", ())}
        self.subjects |= set(self.texts_that_link("page", article.id))
        self.subjects |= {(link.kind, link.id) for link in article.text.links}
        self.kinds |= _SITEMAPS

    def add_snapshot(self, snapshot: Snapshot) -> None:
        """The page of the source whose text it is, the claims that quote it, and the data of those that rest on it."""
        uses = self.site.uses_of_source
        self.subjects.add(("source", snapshot.id))
        self.subjects |= {("claim", use.claim) for use in uses.get(snapshot.id, ())}
        self.subjects |= {("claim-data", use.claim) for id in self.in_front_of(snapshot.id) for use in uses.get(id, ())}

    def find_exports(self, before: Entity | None, after: Entity | None) -> None:
        """The data files that hold something of a value that changed, and the feeds in which a claim moved."""
        for value in (before, after):
            if value is not None and not isinstance(value, Claim):
                self.subjects |= _exports(_EXPORTS_OF[type(value)])
            if isinstance(value, Person) and value.id in self.site.sources_by_publisher:
                self.subjects |= _exports({"sources.json"})
        if _relays(before) != _relays(after):
            self.subjects |= _exports({"claims.json"})
        states = [each for each in (before, after) if isinstance(each, Claim)]
        if not states:
            return
        self.subjects |= _exports({RECORD})
        one, other, came_or_went = states[0], states[-1], len(states) == 1
        if came_or_went or _recorded(one) != _recorded(other):
            self.subjects |= _exports(_EXPORTS_OF[Claim])
        if came_or_went or one.sources != other.sources:
            self.subjects |= _exports({"sources.json"})
        if came_or_went or _place_in_feeds(one) != _place_in_feeds(other):
            self.subjects |= _feeds(feeds_of(one) | feeds_of(other))

    def find_feeds(self, desk: Desk) -> None:
        """The feeds that show a claim whose page is touched; those that gain or lose a claim are found already."""
        claims = self.site.claims
        touched = [claims[id] for kind, id in self.subjects if kind == "claim" and id in claims]
        self.subjects |= _feeds(
            {feed for claim in touched for feed in feeds_of(claim) if claim.id in claims_in_feed(desk, feed)}
        )

    def ids_of(self, kind: str) -> set[str]:
        """The ids of this kind of which at least the first page is touched."""
        return {id for each, id in self.subjects | self.listings if each == kind}

    def in_front_of(self, id: str) -> set[str]:
        """A source and all that relay it or are known through it, in chains."""
        found, waiting = {id}, [id]
        while waiting:
            id = waiting.pop()
            near = {*self.site.relayed_by.get(id, ()), *self.site.made_known_by.get(id, ())} - found
            found |= near
            waiting += near
        return found

    def texts_that_link(self, kind: str, id: str) -> Iterator[tuple[str, str]]:
        """Topics and pages of running text that mention something."""
        texts: list[tuple[str, Iterable[Topic | Article]]] = [
            ("topic", self.site.topics.values()),
            ("article", self.site.articles.values()),
        ]
        for page, values in texts:
            for value in values:
                if any(link.id == id and _KIND_OF_LINK.get(link.kind, link.kind) == kind for link in value.text.links):
                    yield page, value.id


_KIND_OF_LINK = {"cite": "source"}

# What is made of a claim alone.
_OF_A_CLAIM = ("claim", "version", "embed", "oembed", "share-image")

# Listings that a claim's row, or the number of rows, may touch.
_LISTINGS = {"home", "claims", "verdicts", "topics", "people", "sources", "years", "timeline", "corrections"}

# The claims that each listing about one thing shows, by the thing's id.
_CLAIMS_OF_LISTINGS: dict[str, Callable[[Site], Mapping[str, Sequence[str]]]] = {
    "verdict": lambda site: site.claims_by_verdict,
    "topic": lambda site: site.claims_by_topic,
    "year": lambda site: site.claims_by_year,
    "person": lambda site: site.claims_by_claimant,
}

# The index of claims, the first page of all claims with its facets, and the search's: they know all that a filter goes by.
_PAGES_THAT_COUNT = {PageKey("claims-index"), PageKey("claims"), PageKey("search")}

_SITEMAPS = {"sitemap", "sitemap-index", "sitemap-part"}

# The data files that a change of a value can touch.
_EXPORTS_OF: dict[type, set[str]] = {
    Claim: {"claims.json", "claimreview.json", "claims.csv", "claims.bib"},
    Source: {"sources.json", "claimreview.json"},
    Person: {"people.json", "claims.json", "claimreview.json", "claims.csv", RECORD},
    Topic: {"claims.json"},
    Article: set(),
    Snapshot: {"sources.json", "claims.json", RECORD},
}


def _relays(value: Entity | None) -> object:
    """What decides how many independent origins claims have."""
    return [each.id for each in value.relays] if isinstance(value, Source) else []


def _exports(names: set[str]) -> set[tuple[str, str]]:
    return {("export", name) for name in names}


def _feeds(folders: set[str]) -> set[tuple[str, str]]:
    return {(kind, folder) for kind in ("atom", "json-feed") for folder in folders}


def _place_in_feeds(claim: Claim) -> object:
    """What decides in which feeds a claim stands, and where."""
    return claim.status, last_change(claim), feeds_of(claim), claim.changes


def _recorded(claim: Claim) -> Claim:
    """A claim without what no data file of the whole site shows."""
    return msgspec.structs.replace(claim, path="", report=Prose(), evidence_line=0)


def _pages_with(ids: Iterable[str], wanted: Collection[str]) -> set[int]:
    """The numbers of the pages of a listing on which one of the wanted rows stands."""
    return {place // ROWS_A_PAGE + 1 for place, id in enumerate(ids) if id in wanted}


_PAGES_OF_LISTINGS: dict[str, Callable[[Desk, _Finder], set[int]]] = {
    "claims": lambda desk, finder: _pages_with(desk.claim_ids, finder.rows),
    "people": lambda desk, finder: _pages_with(desk.person_ids, finder.ids_of("person")),
    "sources": lambda desk, finder: _pages_with(desk.source_ids, finder.ids_of("source")),
    "timeline": lambda desk, finder: _pages_with((event[1] for event in desk.events), finder.rows | finder.told),
    "corrections": lambda desk, finder: _pages_with((change[1] for change in desk.corrections), finder.rows),
}


def _order_of(claim: Claim) -> object:
    """What decides where a claim's rows stand in the listings, and how many there are."""
    statements = [statement.on for statement in claim.counter_statements]
    return claim.status, claim.published, claim.claimed_on, statements, [each.on for each in claim.changes]


def _own_titles(value: Entity | None) -> object:
    """What decides where a claim's own sources stand among all."""
    return {each.id: each.title for each in value.sources} if isinstance(value, Claim) else {}


def _counted(value: Entity | None) -> object:
    """What a filter goes by: what the index of claims and the facets hold of a value."""
    match value:
        case Claim():
            claimants = [(each.person.id if each.person else each.unknown) for each in value.claimants]
            topics = [topic.id for topic in value.topics]
            sources = {id for id, _ in list_source_mentions(value)}
            days = value.claimed_on, value.published, value.checked
            shown = value.status, value.withdrawn is None
            return value.headline, value.claim, value.verdict.id, days, topics, claimants, sources, shown
        case Source():
            return value.title, value.title_lang, value.lang
        case Person():
            return value.name
        case Topic():
            return value.title
    return None


def _answered(value: Entity | None) -> object:
    """What the picture of who claimed and who answered holds of a value."""
    match value:
        case Claim():
            claimants = [each.person.id for each in value.claimants if each.person]
            answering = [each.by.id for each in value.counter_statements]
            return value.headline, value.status, value.published, claimants, answering
        case Person():
            return value.name
    return None


def _judged(value: Entity | None) -> object:
    """What the numbers beside the scale of verdicts hold of a value."""
    return (value.verdict.id, value.status) if isinstance(value, Claim) else None


def _audited(value: Entity | None) -> object:
    """What the record in numbers holds of a value."""
    match value:
        case Claim():
            claimants = [each.person.id if each.person else "" for each in value.claimants]
            topics = [topic.id for topic in value.topics]
            sources = {id for id, _ in list_source_mentions(value)}, {each.id: each.kind for each in value.sources}
            told = bool(value.counter_statements), bool(value.replies), len(value.corrections)
            days = value.claimed_on, value.published, bool(value.review_by), value.withdrawn is None
            return value.status, claimants, topics, sources, told, days
        case Source():
            return value.kind
        case Topic():
            return value.title
        case Person():
            return value.kind
    return None


def _shown(claim: Claim) -> Claim:
    """A claim without what its own page and the feed alone show."""
    return msgspec.structs.replace(
        claim,
        path="",
        evidence_line=0,
        summary="",
        problem=(),
        review_by="",
        authors=(),
        replies_not_sought="",
        unknowns=(),
        would_settle=(),
        reexamined=(),
        redacted=None,
        report=Prose(links=tuple(msgspec.structs.replace(link, line=0) for link in claim.report.links)),
        accepts=(),
    )


def _listings_of(claim: Claim) -> set[tuple[str, str]]:
    """The listings that show a claim among others."""
    return {
        ("verdict", claim.verdict.id),
        ("year", dates.first_year(claim.claimed_on)),
        *(("topic", topic.id) for topic in claim.topics),
        *(("person", claimant.person.id) for claimant in claim.claimants if claimant.person),
    }


def _people_of(claim: Claim) -> Iterator[str]:
    """Who is named on a claim's page, on whose own page it stands."""
    yield from (statement.by.id for statement in claim.counter_statements)
    yield from (reply.to.id for reply in claim.replies)
