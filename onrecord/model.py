"""The nouns of the site, as frozen values.

They hold what the files say, already checked, and nothing of how it is shown. Dates are text: a *day* is
``YYYY-MM-DD``, a *date* is EDTF as ``onrecord.dates`` reads it. Tuples keep the editor's order. ``line`` is the line of
the file that a value comes from, counted from 1, so that later stages can name it.
"""

from typing import Literal, get_args

import msgspec

Stance = Literal["supports", "refutes", "context"]
Position = Literal["denies", "disputes", "confirms", "clarifies", "declines"]
AppearanceRole = Literal["originated", "repeated", "reported", "satire"]
ReplyOutcome = Literal["replied", "declined", "no-reply", "pending"]
RelationKind = Literal["repeats", "repeated-by", "part-of", "contradicts", "follows", "background"]
SourceKind = Literal["primary", "official", "news-agency", "news", "academic", "reference", "blog", "social", "other"]
SourceFate = Literal["retracted", "corrected", "changed", "dead"]
PersonKind = Literal["person", "government", "organisation", "media"]
ClaimStatus = Literal["published", "draft"]
ReplyRule = Literal["optional", "required"]
SearchMode = Literal["full", "light", "off"]
PagePart = Literal["verdict-scale", "rules", "contact", "licences", "record"]
Policy = Literal[
    "principles", "verification", "corrections", "ethics", "ownership", "unnamed-sources", "feedback", "diversity"
]
Section = Literal[
    "claims", "verdicts", "topics", "people", "answers", "sources", "years", "timeline", "corrections", "data"
]
ClaimProblem = Literal[
    "single-source",
    "circular-sourcing",
    "missing-context",
    "misattributed",
    "altered",
    "exaggerated",
    "outdated",
    "mistranslated",
]
VerdictShape = Literal[
    "check", "check-half", "half", "cross-half", "cross", "question", "warning", "clock", "mask", "dash"
]
ScaleField = Literal["verdict", "label", "meaning", "rating", "adverse", "conclusive"]
LinkKind = Literal["cite", "claim", "person", "topic", "source", "verdict", "page"]

SECTIONS: tuple[str, ...] = get_args(Section)


class Value(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Base of all values: frozen, compared by content, written to the cache as a JSON array of its fields."""


class Reference(Value, frozen=True):
    """The id of something else, and the line on which it is mentioned."""

    id: str
    line: int = 0


class ProseLink(Value, frozen=True):
    """A ``[[kind:id]]`` in running text, or with the kind ``cite`` a ``[@id]``."""

    kind: LinkKind
    id: str
    line: int


class Heading(Value, frozen=True):
    """A heading of a text: HTML level 2–6, anchor and plain text."""

    level: int
    anchor: str
    text: str


class Prose(Value, frozen=True):
    """What is known of a text that was Markdown. Its safe HTML is kept apart, under ``key``, because most of a build
    doesn't need it; ``links``, in the order of the text, stand in its numbered places. No text has an empty key.
    """

    key: str = ""
    links: tuple[ProseLink, ...] = ()
    headings: tuple[Heading, ...] = ()


class Quote(Value, frozen=True):
    """Words of a source, letter by letter."""

    text: str
    lang: str = ""
    translation: str = ""
    at: str = ""
    line: int = 0


class Claimant(Value, frozen=True):
    """Who made a claim: a person of ours or one described in words, and the source by which we know it."""

    person: Reference | None
    unknown: str
    via: Reference | None


class Appearance(Value, frozen=True):
    """A place where the claim was seen."""

    source: Reference
    role: AppearanceRole


class Evidence(Value, frozen=True):
    """One step of the evidence; ``stance`` is towards the claim."""

    source: Reference
    stance: Stance
    finding: str
    quote: Quote | None = None


class CounterStatement(Value, frozen=True):
    """What somebody answered in public; ``on`` is a date."""

    by: Reference
    position: Position
    on: str
    source: Reference
    text: str
    quote: Quote | None = None


class Reply(Value, frozen=True):
    """Whom we asked for a reply, when, and what came; days."""

    to: Reference
    asked: str
    deadline: str
    outcome: ReplyOutcome
    on: str = ""
    text: str = ""


class Relation(Value, frozen=True):
    """How this claim stands to another: *this* ``kind`` *claim*."""

    claim: Reference
    kind: RelationKind


class Correction(Value, frozen=True):
    """A change after publication; ``before`` and ``after`` are the keys ``from`` and ``to``."""

    on: str
    field: str
    before: str
    after: str
    note: str


class Withdrawal(Value, frozen=True):
    """A published claim that we no longer stand by: since which day, and why."""

    on: str
    reason: str


class Redaction(Value, frozen=True):
    """That the texts of a claim's earlier versions were taken out: since which day, and why."""

    on: str
    reason: str


class Reexamination(Value, frozen=True):
    """A second look at a claim after something had become of one of its sources: the day, and what we found."""

    on: str
    source: Reference
    note: str


class Acceptance(Value, frozen=True):
    """A warning that an editor has seen and answers for."""

    code: str
    reason: str
    line: int


class SourceCopy(Value, frozen=True):
    """Where a source was read, if not at its own address."""

    url: str
    host: str
    complete: bool


class SourceStatus(Value, frozen=True):
    """What became of a source since, as we noticed on a day."""

    fate: SourceFate
    on: str
    note: str


class Source(Value, frozen=True, tag=True):
    """A document that evidence rests on. Exactly one of ``url`` and ``no_url`` is filled.

    ``title_lang`` is the language of the title where that isn't the document's: a description in our words, say.
    """

    id: str
    path: str
    line: int
    title: str
    lang: str
    kind: SourceKind
    title_lang: str = ""
    url: str = ""
    no_url: str = ""
    publisher: Reference | None = None
    authors: tuple[str, ...] = ()
    date: str = ""
    archived: str = ""
    accessed: str = ""
    copy: SourceCopy | None = None
    known_through: tuple[Reference, ...] = ()
    relays: tuple[Reference, ...] = ()
    note: str = ""
    status: SourceStatus | None = None


class Passage(Value, frozen=True):
    """Words of a source as they stand there, with some before and after them
    (https://www.w3.org/TR/annotation-model/#text-quote-selector).
    """

    exact: str
    prefix: str = ""
    suffix: str = ""


class TextCopy(Value, frozen=True):
    """A source's text as we had it on a day: where it was fetched (empty if it was put there by hand), its SHA-256, an
    archived copy of that day, and the passages that are quoted, in the order of the text.
    """

    date: str
    sha256: str
    url: str = ""
    archived: str = ""
    passages: tuple[Passage, ...] = ()


class Snapshot(Value, frozen=True, tag=True):
    """What we keep of a source's text, oldest copy first. ``id`` is the source's."""

    id: str
    path: str
    copies: tuple[TextCopy, ...]


class Claim(Value, frozen=True, tag=True):
    """A claim with all that is on record about it.

    ``claim_short`` is the claim in few words, for those who show it in little room. ``evidence_line`` is the line of
    that key. ``aliases`` are ids that the claim had before; ``withdrawn`` stands beside the verdict and doesn't replace
    it.
    """

    id: str
    path: str
    claim: str
    headline: str
    claimants: tuple[Claimant, ...]
    claimed_on: str
    verdict: Reference
    summary: str
    topics: tuple[Reference, ...]
    published: str
    checked: str
    evidence: tuple[Evidence, ...]
    report: Prose
    claim_short: str = ""
    status: ClaimStatus = "published"
    problem: tuple[ClaimProblem, ...] = ()
    review_by: str = ""
    authors: tuple[str, ...] = ()
    appearances: tuple[Appearance, ...] = ()
    counter_statements: tuple[CounterStatement, ...] = ()
    replies: tuple[Reply, ...] = ()
    replies_not_sought: str = ""
    related: tuple[Relation, ...] = ()
    unknowns: tuple[str, ...] = ()
    would_settle: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    redacted: Redaction | None = None
    aliases: tuple[Reference, ...] = ()
    reexamined: tuple[Reexamination, ...] = ()
    accepts: tuple[Acceptance, ...] = ()
    sources: tuple[Source, ...] = ()
    evidence_line: int = 1

    @property
    def changes(self) -> tuple[Correction, ...]:
        """All that was changed after publication, oldest first: the corrections, and the withdrawal as the last."""
        if self.withdrawn is None:
            return self.corrections
        taken_back = Correction(self.withdrawn.on, "withdrawn", "", "", self.withdrawn.reason)
        return tuple(sorted((*self.corrections, taken_back), key=lambda each: each.on))


class Version(Value, frozen=True):
    """What a claim said from a day on, as its history tells: ``commit`` is the id of the commit that made it so.

    Versions of one ``number`` have the same verdict, wording and finding, and differ in what they tell of corrections;
    ``changed`` has the keys in which this one differs from the one before. One that could not be read has the number 0. The
    verdict's ``label`` is what it was called then; ``report`` is the key of its text.
    """

    number: int
    on: str
    commit: str
    changed: tuple[str, ...] = ()
    label: str = ""
    claim: str = ""
    headline: str = ""
    summary: str = ""
    report: str = ""


class Person(Value, frozen=True, tag=True):
    """A person or an organisation that claimed, answered or published something."""

    id: str
    path: str
    name: str
    kind: PersonKind
    description: str = ""
    url: str = ""
    wikidata: str = ""


class Topic(Value, frozen=True, tag=True):
    """A subject under which claims are gathered."""

    id: str
    path: str
    title: str
    summary: str
    text: Prose


class Article(Value, frozen=True, tag=True):
    """A page of running text, such as *About*.

    ``parts`` are blocks that the site adds below it; ``policies`` are those of the publisher that it describes.
    """

    id: str
    path: str
    title: str
    text: Prose
    summary: str = ""
    parts: tuple[PagePart, ...] = ()
    policies: tuple[Policy, ...] = ()


Entity = Claim | Source | Person | Topic | Article | Snapshot


class Verdict(Value, frozen=True):
    """A step of the site's scale. ``rating`` is 5 (true) to 1 (false), or None if it is no degree of truth."""

    id: str
    label: str
    meaning: str
    shape: VerdictShape
    rating: int | None = None
    adverse: bool = False
    conclusive: bool = True


class ScaleChange(Value, frozen=True):
    """A change of a verdict that claims had: of what is said of it, or (``verdict``) of its being there at all."""

    on: str
    verdict: str
    field: ScaleField
    before: str
    after: str
    note: str


class Publisher(Value, frozen=True):
    """Who answers for the site; what is not known is empty."""

    name: str = ""
    url: str = ""
    logo: str = ""
    corrections: str = ""


class Licence(Value, frozen=True):
    """The name of a licence and its address."""

    name: str
    url: str


class Security(Value, frozen=True):
    """Whom to tell of a weakness of the site, and until which day that holds; ``policy`` is empty if there is none."""

    contact: str
    expires: str
    policy: str = ""
    line: int = 0


class Rules(Value, frozen=True):
    """The site's editorial rules."""

    independent_sources: int = 2
    reply: ReplyRule = "optional"
    review_after_days: int | None = None


class Config(Value, frozen=True):
    """What ``content/site.yaml`` says, with the base URL and the mode that the command line chose.

    ``search`` is in all words of the claims' pages, in findings, claims and names alone, or off.
    """

    title: str
    language: str
    verdicts: tuple[Verdict, ...]
    tagline: str = ""
    notice: str = ""
    base_url: str = ""
    domain: str = ""
    repository: str = ""
    publisher: Publisher = Publisher()
    licence_of_text: Licence | None = None
    licence_of_data: Licence | None = None
    rules: Rules = Rules()
    navigation: tuple[Reference, ...] = ()
    search: SearchMode = "full"
    share_images: bool = True
    embed: bool = True
    versions: bool = True
    security: Security | None = None
    changes: tuple[ScaleChange, ...] = ()
    serving: bool = False
