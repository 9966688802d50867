"""The record of a claim: all that is on record about it, as values that other programs read.

ClaimReview, JSON, CSV, BibTeX and feeds are made from these values alone, so no two of them can disagree. Their keys are
those of the content format, so that content can be made from them again: a key that is missing there had no value.
Lists are always there. ``page`` is the address of something on this site, and missing as long as that isn't known;
``url`` is the address that the content gives. A *day* is ``YYYY-MM-DD``, a *date* is EDTF (ISO 8601-2).
"""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from onrecord.content.index import list_source_mentions
from onrecord.content.origins import count_origins
from onrecord.content.quoted import find_quote
from onrecord.model import (
    AppearanceRole,
    Claim,
    Claimant,
    ClaimProblem,
    ClaimStatus,
    PersonKind,
    Position,
    Quote,
    RelationKind,
    ReplyOutcome,
    Source,
    SourceFate,
    SourceKind,
    Stance,
)
from onrecord.pages.desk import Desk

# Of all files below. A second number grows with new keys, the first one when something that was there means another thing.
VERSION = "1.0"

Id = Annotated[str, Meta(pattern="^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$")]
Day = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="A day: YYYY-MM-DD.")]
Date = Annotated[str, Meta(description="A date in EDTF (ISO 8601-2): 2020-03-04, 2020-03, 2020~, 2020-03/2020-05 …")]
Address = Annotated[str, Meta(pattern="^https?://", description="An http or https address.")]


class Record(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True, gc=False):
    """Base of all records."""


class NameRecord(Record, frozen=True, kw_only=True):
    """A person or organisation, by name."""

    id: Id
    name: str


class ClaimantRecord(Record, frozen=True, kw_only=True):
    """Who made a claim: a person or organisation by ``id`` and ``name``, or ``unknown`` in words."""

    id: Id = ""
    name: str = ""
    unknown: str = ""
    via: Annotated[Id, Meta(description="The source by which we know it.")] = ""


class VerdictRecord(Record, frozen=True, kw_only=True):
    """A verdict. ``rating`` is 5 (true) to 1 (false); it is missing where the verdict is no degree of truth."""

    id: Id
    label: str
    rating: Annotated[int, Meta(ge=1, le=5)] | UnsetType = UNSET


class TopicName(Record, frozen=True, kw_only=True):
    """A topic, by title."""

    id: Id
    title: str


class QuoteRecord(Record, frozen=True, kw_only=True):
    """Words of a source, letter by letter. ``found_on`` is the day of the newest of our copies of its text that has them."""

    text: str
    lang: str = ""
    translation: str = ""
    at: str = ""
    found_on: Day = ""


class AppearanceRecord(Record, frozen=True, kw_only=True):
    """A source in which the claim was seen."""

    source: Id
    role: AppearanceRole


class EvidenceRecord(Record, frozen=True, kw_only=True):
    """A step of the evidence; ``stance`` is towards the claim."""

    source: Id
    stance: Stance
    finding: str
    quote: QuoteRecord | UnsetType = UNSET


class StatementRecord(Record, frozen=True, kw_only=True):
    """What somebody answered in public."""

    by: NameRecord
    position: Position
    on: Date
    source: Id
    text: str
    quote: QuoteRecord | UnsetType = UNSET


class ReplyRecord(Record, frozen=True, kw_only=True):
    """Whom the publisher asked for a reply, and what came."""

    to: NameRecord
    asked: Day
    deadline: Day
    outcome: ReplyOutcome
    on: Day = ""
    text: str = ""


class RelationRecord(Record, frozen=True, kw_only=True):
    """How the claim stands to another one."""

    claim: Id
    kind: RelationKind = msgspec.field(name="as")


class CorrectionRecord(Record, frozen=True, kw_only=True):
    """A change after publication."""

    on: Day
    field: str
    before: str = msgspec.field(name="from")
    after: str = msgspec.field(name="to")
    note: str


class WithdrawalRecord(Record, frozen=True, kw_only=True):
    """The publisher no longer stands by the claim's verdict: since which day, and why."""

    on: Day
    reason: str


class ReexaminationRecord(Record, frozen=True, kw_only=True):
    """A second look at the claim after something had become of a source."""

    on: Day
    source: Id
    note: str


class OriginsRecord(Record, frozen=True, kw_only=True, omit_defaults=False):
    """How many independent origins the evidence has on each side: sources that relay one another count once."""

    supports: int
    refutes: int


class AcceptanceRecord(Record, frozen=True, kw_only=True):
    """A warning of the program that the editor answers for."""

    code: str
    reason: str


class ClaimRecord(Record, frozen=True, kw_only=True):
    """A claim with all that is on record about it, but for its report."""

    id: Id
    page: Address = ""
    claim: str
    claim_short: str = ""
    headline: str
    claimants: tuple[ClaimantRecord, ...]
    claimed_on: Date
    verdict: VerdictRecord
    problem: tuple[ClaimProblem, ...]
    summary: str
    topics: tuple[TopicName, ...]
    status: ClaimStatus | UnsetType = UNSET  # published, unless it says otherwise
    published: Day
    updated: Annotated[Day, Meta(description="The day of publication, of the last correction or of the withdrawal.")]
    checked: Annotated[Day, Meta(description="The day to which the verdict holds.")]
    review_by: Day = ""
    authors: tuple[str, ...]
    appearances: tuple[AppearanceRecord, ...]
    evidence: tuple[EvidenceRecord, ...]
    independent_origins: OriginsRecord
    counter_statements: tuple[StatementRecord, ...]
    replies: tuple[ReplyRecord, ...]
    replies_not_sought: str = ""
    related: tuple[RelationRecord, ...]
    unknowns: tuple[str, ...]
    would_settle: tuple[str, ...]
    corrections: tuple[CorrectionRecord, ...]
    withdrawn: WithdrawalRecord | UnsetType = UNSET
    redacted: WithdrawalRecord | UnsetType = UNSET
    aliases: Annotated[tuple[Id, ...], Meta(description="Ids that the claim had before, the first one first.")]
    reexamined: tuple[ReexaminationRecord, ...]
    accepts: tuple[AcceptanceRecord, ...]


class CopyRecord(Record, frozen=True, kw_only=True):
    """Where a source was read, if not at its own address."""

    url: Address
    host: str
    complete: bool


class StatusRecord(Record, frozen=True, kw_only=True):
    """What became of a source since."""

    fate: SourceFate = msgspec.field(name="is")
    on: Day
    note: str


class KeptRecord(Record, frozen=True, kw_only=True):
    """A copy that the publisher keeps of a source's text: the day, the SHA-256 of the text, where it was had, and an
    archived copy of that day.
    """

    date: Day
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    url: Address = ""
    archived: Address = ""


class SourceRecord(Record, frozen=True, kw_only=True):
    """A document that claims rest on. ``claim`` is the claim whose file it stands in, if it belongs to that one alone."""

    id: Id
    page: Address = ""
    claim: Id = ""
    title: str
    title_lang: str = ""
    url: Address = ""
    no_url: str = ""
    publisher: NameRecord | UnsetType = UNSET
    authors: tuple[str, ...]
    date: Date = ""
    lang: str
    kind: SourceKind
    archived: Address = ""
    accessed: Day = ""
    copy: CopyRecord | UnsetType = UNSET
    known_through: tuple[Id, ...]
    relays: tuple[Id, ...]
    note: str = ""
    status: StatusRecord | UnsetType = UNSET
    kept: tuple[KeptRecord, ...]


class PersonRecord(Record, frozen=True, kw_only=True):
    """A person or an organisation that claimed, answered or published something."""

    id: Id
    page: Address = ""
    name: str
    kind: PersonKind
    description: str = ""
    url: Address = ""
    wikidata: str = ""


class TopicRecord(Record, frozen=True, kw_only=True):
    """A subject under which claims are gathered."""

    id: Id
    page: Address = ""
    title: str
    summary: str


class StepRecord(VerdictRecord, frozen=True, kw_only=True):
    """A step of the scale of verdicts, with what it means."""

    page: Address = ""
    meaning: str
    adverse: bool = False
    conclusive: bool = True


def last_change(claim: Claim) -> str:
    """The day on which the claim's page last said something new: its publication, last correction or withdrawal."""
    if not claim.corrections and claim.withdrawn is None:
        return claim.published
    return max([claim.published, *(change.on for change in claim.changes)])


def list_sources(claim: Claim) -> list[str]:
    """The ids of all sources that a claim's page mentions, in the order in which it numbers them."""
    mentions = list_source_mentions(claim)
    stances = ("supports", "refutes", "context")
    order = {"claimant": 0, **{stance: 1 + n for n, stance in enumerate(stances)}, "counter-statement": 4}
    return list(dict.fromkeys(id for id, _ in sorted(mentions, key=lambda each: order.get(each[1], 5))))


def claim_record(desk: Desk, claim: Claim) -> ClaimRecord:
    site = desk.site
    verdict = site.verdicts[claim.verdict.id]
    return ClaimRecord(
        id=claim.id,
        page=desk.addresses.page(desk.addresses.claim(claim.id)),
        claim=claim.claim,
        claim_short=claim.claim_short,
        headline=claim.headline,
        claimants=tuple(_claimant(desk, each) for each in claim.claimants),
        claimed_on=claim.claimed_on,
        verdict=VerdictRecord(id=verdict.id, label=verdict.label, rating=verdict.rating or UNSET),
        problem=claim.problem,
        summary=claim.summary,
        topics=tuple(TopicName(id=each.id, title=site.topics[each.id].title) for each in claim.topics),
        status=UNSET if claim.status == "published" else claim.status,
        published=claim.published,
        updated=last_change(claim),
        checked=claim.checked,
        review_by=claim.review_by,
        authors=claim.authors,
        appearances=tuple(AppearanceRecord(source=each.source.id, role=each.role) for each in claim.appearances),
        evidence=tuple(
            EvidenceRecord(
                source=each.source.id,
                stance=each.stance,
                finding=each.finding,
                quote=_quote(desk, each.quote, each.source.id),
            )
            for each in claim.evidence
        ),
        independent_origins=OriginsRecord(
            supports=_count_origins(desk, claim, "supports"), refutes=_count_origins(desk, claim, "refutes")
        ),
        counter_statements=tuple(
            StatementRecord(
                by=_name(desk, each.by.id),
                position=each.position,
                on=each.on,
                source=each.source.id,
                text=each.text,
                quote=_quote(desk, each.quote, each.source.id),
            )
            for each in claim.counter_statements
        ),
        replies=tuple(
            ReplyRecord(
                to=_name(desk, each.to.id),
                asked=each.asked,
                deadline=each.deadline,
                outcome=each.outcome,
                on=each.on,
                text=each.text,
            )
            for each in claim.replies
        ),
        replies_not_sought=claim.replies_not_sought,
        related=tuple(RelationRecord(claim=each.claim.id, kind=each.kind) for each in claim.related),
        unknowns=claim.unknowns,
        would_settle=claim.would_settle,
        corrections=tuple(
            CorrectionRecord(on=each.on, field=each.field, before=each.before, after=each.after, note=each.note)
            for each in claim.corrections
        ),
        withdrawn=WithdrawalRecord(on=claim.withdrawn.on, reason=claim.withdrawn.reason) if claim.withdrawn else UNSET,
        redacted=WithdrawalRecord(on=claim.redacted.on, reason=claim.redacted.reason) if claim.redacted else UNSET,
        aliases=tuple(alias.id for alias in claim.aliases),
        reexamined=tuple(
            ReexaminationRecord(on=each.on, source=each.source.id, note=each.note) for each in claim.reexamined
        ),
        accepts=tuple(AcceptanceRecord(code=each.code, reason=each.reason) for each in claim.accepts),
    )


def source_record(desk: Desk, id: str) -> SourceRecord:
    return desk.once("source-record", id, lambda: _make_source(desk, desk.site.sources[id]))


def _make_source(desk: Desk, source: Source) -> SourceRecord:
    # A source of one claim stands in that claim's file; one that all may use has a file of its name.
    owner = source.path.rsplit("/", 1)[-1].rsplit(".", 1)[0] if source.path.startswith("content/claims/") else ""
    kept = desk.site.snapshots.get(source.id)
    return SourceRecord(
        id=source.id,
        page=desk.addresses.page(desk.addresses.source(source.id)),
        claim=owner,
        title=source.title,
        title_lang=source.title_lang,
        url=source.url,
        no_url=source.no_url,
        publisher=_name(desk, source.publisher.id) if source.publisher else UNSET,
        authors=source.authors,
        date=source.date,
        lang=source.lang,
        kind=source.kind,
        archived=source.archived,
        accessed=source.accessed,
        copy=CopyRecord(url=source.copy.url, host=source.copy.host, complete=source.copy.complete)
        if source.copy
        else UNSET,
        known_through=tuple(each.id for each in source.known_through),
        relays=tuple(each.id for each in source.relays),
        note=source.note,
        status=StatusRecord(fate=source.status.fate, on=source.status.on, note=source.status.note)
        if source.status
        else UNSET,
        kept=tuple(
            KeptRecord(date=each.date, sha256=each.sha256, url=each.url, archived=each.archived)
            for each in (kept.copies if kept else ())
        ),
    )


def person_record(desk: Desk, id: str) -> PersonRecord:
    return desk.once("person-record", id, lambda: _make_person(desk, id))


def _make_person(desk: Desk, id: str) -> PersonRecord:
    person = desk.site.people[id]
    return PersonRecord(
        id=id,
        page=desk.addresses.page(desk.addresses.person(id)),
        name=person.name,
        kind=person.kind,
        description=person.description,
        url=person.url,
        wikidata=person.wikidata,
    )


def topic_record(desk: Desk, id: str) -> TopicRecord:
    topic = desk.site.topics[id]
    return TopicRecord(
        id=id, page=desk.addresses.page(desk.addresses.topic(id)), title=topic.title, summary=topic.summary
    )


def step_records(desk: Desk) -> tuple[StepRecord, ...]:
    """The scale of verdicts in its order."""
    return tuple(
        StepRecord(
            id=verdict.id,
            page=desk.addresses.page(desk.addresses.verdict(verdict.id)),
            label=verdict.label,
            rating=verdict.rating or UNSET,
            meaning=verdict.meaning,
            adverse=verdict.adverse,
            conclusive=verdict.conclusive,
        )
        for verdict in desk.site.config.verdicts
    )


def _claimant(desk: Desk, claimant: Claimant) -> ClaimantRecord:
    via = claimant.via.id if claimant.via else ""
    if claimant.person is None:
        return ClaimantRecord(unknown=claimant.unknown, via=via)
    return ClaimantRecord(id=claimant.person.id, name=desk.site.people[claimant.person.id].name, via=via)


def _name(desk: Desk, id: str) -> NameRecord:
    return desk.once("name-record", id, lambda: NameRecord(id=id, name=desk.site.people[id].name))


def _count_origins(desk: Desk, claim: Claim, stance: str) -> int:
    return count_origins((each.source.id for each in claim.evidence if each.stance == stance), desk.site.origins)


def _quote(desk: Desk, quote: Quote | None, source: str) -> QuoteRecord | UnsetType:
    if quote is None:
        return UNSET
    kept = desk.site.snapshots.get(source)
    found = find_quote(quote.text, kept) if kept else None
    return QuoteRecord(
        text=quote.text,
        lang=quote.lang,
        translation=quote.translation,
        at=quote.at,
        found_on=found.copy.date if found else "",
    )
