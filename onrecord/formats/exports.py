"""The data files of the site: which there are, and how each is made. ``docs/data.md`` says what they hold."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, NamedTuple

import msgspec
from msgspec import UNSET, Meta, UnsetType

from onrecord.formats.citation import cite_as_bibtex, refer_to
from onrecord.formats.claimreview import (
    CONTEXT,
    ClaimReview,
    Context,
    Text,
    Thing,
    claim_review,
)
from onrecord.formats.pieces import Layout, Standing, assemble
from onrecord.formats.records import (
    VERSION,
    Address,
    ClaimRecord,
    Day,
    Id,
    PersonRecord,
    Record,
    SourceRecord,
    StepRecord,
    TopicRecord,
    claim_record,
    last_change,
    list_sources,
    person_record,
    source_record,
    step_records,
    topic_record,
)
from onrecord.formats.seal import RECORD, SealFile, make_seal
from onrecord.formats.table import Row, header_line, row_line
from onrecord.model import Claim
from onrecord.pages.desk import Desk

Version = Annotated[str, Meta(pattern="^1[.][0-9]+$", description="The version of the format.")]


class PublisherRecord(Record, frozen=True, kw_only=True):
    """Who answers for the site."""

    name: str
    url: Address = ""


class LicenceRecord(Record, frozen=True, kw_only=True):
    """On which terms the data may be used."""

    name: str
    url: Address


class SiteRecord(Record, frozen=True, kw_only=True):
    """The site that the data are from."""

    title: str
    page: Address = ""
    language: str
    publisher: PublisherRecord | UnsetType = UNSET
    licence: LicenceRecord | UnsetType = UNSET


class DataFile(Record, frozen=True, kw_only=True):
    """What every file begins with."""

    version: Version
    schema: Address = ""
    site: SiteRecord


class ClaimFile(DataFile, frozen=True, kw_only=True):
    """One claim, whole."""

    claim: ClaimRecord
    report: Annotated[str, Meta(description="The report as its author wrote it, in Markdown.")]
    topics: tuple[TopicRecord, ...]
    people: tuple[PersonRecord, ...]
    sources: Annotated[
        tuple[SourceRecord, ...],
        Meta(description="As the claim's page numbers them; then its own that it doesn't use, and those behind."),
    ]


class ClaimsFile(DataFile, frozen=True, kw_only=True):
    """All claims, newest first, without their reports."""

    updated: Day = ""
    count: int
    verdicts: tuple[StepRecord, ...]
    topics: tuple[TopicRecord, ...]
    claims: tuple[ClaimRecord, ...]


class SourcesFile(DataFile, frozen=True, kw_only=True):
    """All sources, by id."""

    count: int
    sources: tuple[SourceRecord, ...]


class PeopleFile(DataFile, frozen=True, kw_only=True):
    """All persons and organisations, by id."""

    count: int
    people: tuple[PersonRecord, ...]


class DataFeedItem(Thing, frozen=True, kw_only=True, tag="DataFeedItem"):
    """A review in the feed of all; ``identifier`` is the claim's id."""

    identifier: Id
    date_created: Day
    date_modified: Day
    item: ClaimReview


class DataFeed(Thing, frozen=True, kw_only=True, tag="DataFeed"):
    """All reviews, newest first."""

    context: Context = msgspec.field(name="@context")
    name: Text
    url: Address | UnsetType = UNSET
    license: Address | UnsetType = UNSET
    version: Version
    schema_version: Address | UnsetType = UNSET
    date_modified: Day | UnsetType = UNSET
    data_feed_element: tuple[DataFeedItem, ...]


class Export(NamedTuple):
    """A data file: its bytes, how many records it has, its kind, and the name of its schema if it has one."""

    make: Callable[[Desk, Standing], bytes]
    count: Callable[[Desk], int]
    media_type: str
    schema: str = ""


SCHEMAS: dict[str, Any] = {
    "claim": ClaimFile,
    "claims": ClaimsFile,
    "sources": SourcesFile,
    "people": PeopleFile,
    "claims-csv": Row,
    "claimreview": ClaimReview,
    "claimreview-feed": DataFeed,
    "record": SealFile,
}


def make_schema(desk: Desk, name: str) -> bytes:
    """The JSON Schema of a format."""
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": _schema_address(desk, name)}
    schema = {key: value for key, value in about.items() if value} | msgspec.json.schema(SCHEMAS[name])
    return msgspec.json.format(msgspec.json.encode(schema), indent=1) + b"\n"


def make_claim_file(desk: Desk, id: str) -> bytes:
    """A claim's own file."""
    claim = desk.site.claims[id]
    listed = [*list_sources(claim), *(each.id for each in claim.sources)]
    sources = [source_record(desk, each) for each in _with_those_behind(desk, listed)]
    people, topics = _list_named(claim)
    people |= {each.publisher.id for each in sources if each.publisher is not UNSET}
    file = ClaimFile(
        version=VERSION,
        schema=_schema_address(desk, "claim"),
        site=site_record(desk),
        claim=claim_record(desk, claim),
        report=desk.read_report(claim),
        topics=tuple(topic_record(desk, each) for each in sorted(topics)),
        people=tuple(person_record(desk, each) for each in sorted(people)),
        sources=tuple(sources),
    )
    return msgspec.json.encode(file) + b"\n"


def site_record(desk: Desk) -> SiteRecord:
    return desk.once("site-record", "", lambda: _make_site(desk))


def _make_site(desk: Desk) -> SiteRecord:
    config = desk.site.config
    publisher, licence = config.publisher, config.licence_of_data
    return SiteRecord(
        title=config.title,
        page=desk.addresses.page(desk.addresses.home()),
        language=config.language,
        publisher=PublisherRecord(name=publisher.name, url=publisher.url) if publisher.name else UNSET,
        licence=LicenceRecord(name=licence.name, url=licence.url) if licence else UNSET,
    )


def _with_those_behind(desk: Desk, ids: list[str]) -> list[str]:
    """These sources, then those that they relay or are known through, and so on."""
    found = dict.fromkeys(ids)
    waiting = list(found)
    for id in waiting:
        source = desk.site.sources[id]
        behind = [each.id for each in (*source.relays, *source.known_through) if each.id not in found]
        found.update(dict.fromkeys(behind))
        waiting += behind
    return list(found)


def _list_named(claim: Claim) -> tuple[set[str], set[str]]:
    """The ids of the people and of the topics that a claim or its report names."""
    people = {each.person.id for each in claim.claimants if each.person}
    people |= {each.by.id for each in claim.counter_statements} | {each.to.id for each in claim.replies}
    people |= {link.id for link in claim.report.links if link.kind == "person"}
    topics = {each.id for each in claim.topics} | {link.id for link in claim.report.links if link.kind == "topic"}
    return people, topics


_LINES_OF_CLAIMS = Layout(b'{"id":"', b"\n", b",")
_LINES_OF_REVIEWS = Layout(b'{"@type":"DataFeedItem","identifier":"', b"\n", b",")
_ROWS = Layout(b"", b"\r\n")
_ENTRIES = Layout(b"@misc{", b"\n\n")


def _make_claims(desk: Desk, standing: Standing) -> bytes:
    site, ids = desk.site, desk.published_ids
    head = ClaimsFile(
        version=VERSION,
        schema=_schema_address(desk, "claims"),
        site=site_record(desk),
        updated=_newest(desk),
        count=len(ids),
        verdicts=step_records(desk),
        topics=tuple(topic_record(desk, id) for id in sorted(site.topics)),
        claims=(),
    )

    def make(id: str) -> bytes:
        return msgspec.json.encode(claim_record(desk, site.claims[id]))

    return assemble("data/claims.json", _LINES_OF_CLAIMS, _open_list(head), ids, make, b"]}\n", standing)


def _make_reviews(desk: Desk, standing: Standing) -> bytes:
    config, ids = desk.site.config, _list_reviewed(desk)
    head = DataFeed(
        context=CONTEXT,
        name=config.title,
        url=desk.addresses.page(desk.addresses.home()) or UNSET,
        license=config.licence_of_data.url if config.licence_of_data else UNSET,
        version=VERSION,
        schema_version=_schema_address(desk, "claimreview-feed") or UNSET,
        date_modified=_newest(desk) or UNSET,
        data_feed_element=(),
    )

    def make(id: str) -> bytes:
        review = claim_review(desk, claim_record(desk, desk.site.claims[id]))
        item = DataFeedItem(
            identifier=id, date_created=review.date_published, date_modified=review.date_modified, item=review
        )
        return msgspec.json.encode(item)

    return assemble("data/claimreview.json", _LINES_OF_REVIEWS, _open_list(head), ids, make, b"]}\n", standing)


def _list_reviewed(desk: Desk) -> list[str]:
    """The claims by whose verdicts we stand: machines are told nothing of one that was withdrawn."""
    return [id for id in desk.published_ids if desk.site.claims[id].withdrawn is None]


def _make_seals(desk: Desk, standing: Standing) -> bytes:
    ids = desk.published_ids
    head = SealFile(version=VERSION, schema=_schema_address(desk, "record"), count=len(ids), claims=())

    def make(id: str) -> bytes:
        claim = desk.site.claims[id]
        return msgspec.json.encode(make_seal(claim_record(desk, claim), desk.file_digest(claim)))

    return assemble(f"data/{RECORD}", _LINES_OF_CLAIMS, _open_list(head), ids, make, b"]}\n", standing)


def _make_table(desk: Desk, standing: Standing) -> bytes:
    def make(id: str) -> bytes:
        return row_line(claim_record(desk, desk.site.claims[id]))

    return assemble("data/claims.csv", _ROWS, header_line(), desk.published_ids, make, b"", standing)


def _make_entries(desk: Desk, standing: Standing) -> bytes:
    head = f"% All claims of this site as BibTeX. Version {VERSION} of the format.".encode()

    def make(id: str) -> bytes:
        return cite_as_bibtex(refer_to(desk.site, desk.addresses, desk.site.claims[id])).encode()

    return assemble("data/claims.bib", _ENTRIES, head, desk.published_ids, make, b"", standing)


def _make_sources(desk: Desk, standing: Standing) -> bytes:
    ids = sorted(desk.site.sources)
    file = SourcesFile(
        version=VERSION, schema=_schema_address(desk, "sources"), site=site_record(desk), count=len(ids), sources=()
    )
    return _close_list(file, (source_record(desk, id) for id in ids))


def _make_people(desk: Desk, standing: Standing) -> bytes:
    ids = sorted(desk.site.people)
    file = PeopleFile(
        version=VERSION, schema=_schema_address(desk, "people"), site=site_record(desk), count=len(ids), people=()
    )
    return _close_list(file, (person_record(desk, id) for id in ids))


def _open_list(file: msgspec.Struct) -> bytes:
    """A file whose last key is an empty list, as far as where that list begins."""
    return msgspec.json.encode(file).removesuffix(b"]}")


def _close_list(file: msgspec.Struct, records: Iterable[Record]) -> bytes:
    """The same with these records in the list, each on a line."""
    return _open_list(file) + b"\n" + b",\n".join([msgspec.json.encode(each) for each in records]) + b"\n]}\n"


def _newest(desk: Desk) -> str:
    """The day on which a claim was last published or corrected."""
    claims = desk.site.claims
    return desk.once("newest", "", lambda: max((last_change(claims[id]) for id in desk.published_ids), default=""))


def _schema_address(desk: Desk, name: str) -> str:
    return desk.addresses.page(desk.addresses.schema(name))


def _count_claims(desk: Desk) -> int:
    return len(desk.published_ids)


def _count_reviewed(desk: Desk) -> int:
    return len(_list_reviewed(desk))


EXPORTS: dict[str, Export] = {
    "claims.json": Export(_make_claims, _count_claims, "application/json", "claims"),
    "claimreview.json": Export(_make_reviews, _count_reviewed, "application/ld+json", "claimreview-feed"),
    "claims.csv": Export(_make_table, _count_claims, "text/csv", "claims-csv"),
    "claims.bib": Export(_make_entries, _count_claims, "application/x-bibtex"),
    "sources.json": Export(_make_sources, lambda desk: len(desk.site.sources), "application/json", "sources"),
    "people.json": Export(_make_people, lambda desk: len(desk.site.people), "application/json", "people"),
    RECORD: Export(_make_seals, _count_claims, "application/json", "record"),
}
