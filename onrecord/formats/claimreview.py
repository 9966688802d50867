"""A claim as schema.org's ClaimReview (https://schema.org/ClaimReview), as its own page and the feed of all reviews hold it.

The types are our profile of it: narrower than schema.org, so that nothing a reader of ours needs can be missing or
stand upside down. Their JSON Schema is published with the data.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from onrecord import dates
from onrecord.formats.records import (
    Address,
    ClaimantRecord,
    ClaimRecord,
    CorrectionRecord,
    Day,
    SourceRecord,
    claim_record,
    person_record,
    source_record,
)
from onrecord.model import Claim, Config, Policy
from onrecord.pages.desk import Desk

Context = Literal["https://schema.org"]
CONTEXT: Context = "https://schema.org"
_BEST: Literal[5] = 5
_WORST: Literal[1] = 1

Text = Annotated[str, Meta(min_length=1)]
PartialDay = Annotated[
    str, Meta(pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", description="YYYY, YYYY-MM or YYYY-MM-DD")
]


class Thing(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    kw_only=True,
    rename="camel",
    tag_field="@type",
    forbid_unknown_fields=True,
    gc=False,
):
    """Base of schema.org's things; each knows its ``@type``."""


class Person(Thing, frozen=True, kw_only=True, tag="Person"):
    """A claimant who is a person, or who is known in words alone."""

    name: Text
    same_as: Address | UnsetType = UNSET


class Organization(Thing, frozen=True, kw_only=True, tag="Organization"):
    """The publisher, or a claimant that is an organisation."""

    name: Text
    url: Address | UnsetType = UNSET
    logo: Address | UnsetType = UNSET
    same_as: Address | UnsetType = UNSET


class CreativeWork(Thing, frozen=True, kw_only=True, tag="CreativeWork"):
    """A source that has no address."""

    name: Text
    in_language: str


Work = Address | CreativeWork


class CorrectionComment(Thing, frozen=True, kw_only=True, tag="CorrectionComment"):
    """A change after publication."""

    date_published: Day
    text: Text


class Rating(Thing, frozen=True, kw_only=True, tag="Rating"):
    """A verdict: its word, why, and a number only if it is a degree of truth."""

    alternate_name: Text
    rating_explanation: Text
    rating_value: Annotated[int, Meta(ge=1, le=5)] | UnsetType = UNSET
    best_rating: Literal[5] | UnsetType = UNSET
    worst_rating: Literal[1] | UnsetType = UNSET


_NUMBERS = ["ratingValue", "bestRating", "worstRating"]
_ALL_OR_NONE = Meta(extra_json_schema={"dependentRequired": dict.fromkeys(_NUMBERS, _NUMBERS)})


class ReviewedClaim(Thing, frozen=True, kw_only=True, tag="Claim"):
    """The claim, who made it, when and where; ``text`` is its full wording, where ``claimReviewed`` is the short one.

    Dates that schema.org can't say for sure are left out.
    """

    text: Text | UnsetType = UNSET
    author: Annotated[list[Person | Organization], Meta(min_length=1)]
    date_published: PartialDay | UnsetType = UNSET
    first_appearance: Work | UnsetType = UNSET
    appearance: Annotated[list[Work], Meta(min_length=1)] | UnsetType = UNSET


class ClaimReview(Thing, frozen=True, kw_only=True, tag="ClaimReview"):
    """What the publisher found of a claim. ``claimReviewed`` is the claim without its verdict."""

    context: Context | UnsetType = msgspec.field(name="@context", default=UNSET)
    url: Address | UnsetType = UNSET
    claim_reviewed: Text
    headline: Text
    date_published: Day
    date_modified: Day
    in_language: Text
    license: Address | UnsetType = UNSET
    author: Organization
    review_rating: Annotated[Rating, _ALL_OR_NONE]
    item_reviewed: ReviewedClaim
    citation: Annotated[list[Work], Meta(min_length=1)]
    correction: Annotated[list[CorrectionComment], Meta(min_length=1)] | UnsetType = UNSET


class NewsMediaOrganization(Thing, frozen=True, kw_only=True, tag="NewsMediaOrganization"):
    """The publisher, with the addresses of the pages that describe its policies."""

    context: Context = msgspec.field(name="@context")
    name: Text
    url: Address | UnsetType = UNSET
    logo: Address | UnsetType = UNSET
    publishing_principles: list[Address] | UnsetType = UNSET
    verification_fact_checking_policy: list[Address] | UnsetType = UNSET
    corrections_policy: list[Address] | UnsetType = UNSET
    ethics_policy: list[Address] | UnsetType = UNSET
    ownership_funding_info: list[Address] | UnsetType = UNSET
    unnamed_sources_policy: list[Address] | UnsetType = UNSET
    actionable_feedback_policy: list[Address] | UnsetType = UNSET
    diversity_policy: list[Address] | UnsetType = UNSET


# The property in which each policy stands.
_PROPERTIES: dict[Policy, str] = {
    "principles": "publishing_principles",
    "verification": "verification_fact_checking_policy",
    "corrections": "corrections_policy",
    "ethics": "ethics_policy",
    "ownership": "ownership_funding_info",
    "unnamed-sources": "unnamed_sources_policy",
    "feedback": "actionable_feedback_policy",
    "diversity": "diversity_policy",
}


def view_claim_review(desk: Desk, claim: Claim) -> dict[str, Any]:
    """The JSON-LD object of a claim's own page."""
    review = claim_review(desk, claim_record(desk, claim))
    return {"@context": CONTEXT, **msgspec.to_builtins(review)}


def claim_review(desk: Desk, record: ClaimRecord) -> ClaimReview:
    """Give the review of a claim."""
    config, verdict = desk.site.config, record.verdict
    numbered = verdict.rating is not UNSET
    # Where the claim appeared stands with the claim, and is not said twice.
    appeared = {each.source for each in record.appearances}
    cited = dict.fromkeys(each.source for each in record.evidence if each.source not in appeared)
    return ClaimReview(
        url=record.page or UNSET,
        claim_reviewed=record.claim_short or record.claim,
        headline=record.headline,
        date_published=record.published,
        date_modified=record.updated,
        in_language=config.language,
        license=config.licence_of_text.url if config.licence_of_text else UNSET,
        author=desk.once("publisher", "", lambda: _publisher(desk)),
        review_rating=Rating(
            alternate_name=verdict.label,
            rating_explanation=record.summary,
            rating_value=verdict.rating,
            best_rating=_BEST if numbered else UNSET,
            worst_rating=_WORST if numbered else UNSET,
        ),
        item_reviewed=_reviewed_claim(desk, record),
        citation=[_work(source_record(desk, id)) for id in cited],
        correction=[_correction(each) for each in record.corrections] or UNSET,
    )


def view_publisher(desk: Desk) -> dict[str, Any] | None:
    """The JSON-LD object of the pages that describe the publisher's policies; None where no address is known."""
    pages: dict[str, list[str]] = {}
    for article in desk.site.articles.values():
        for policy in article.policies:
            pages.setdefault(_PROPERTIES[policy], []).append(desk.addresses.page(desk.addresses.article(article.id)))
    if not pages or not desk.addresses.origin:
        return None
    publisher = _publisher(desk)
    return msgspec.to_builtins(  # type: ignore[no-any-return]
        NewsMediaOrganization(
            context=CONTEXT,
            name=publisher.name,
            url=publisher.url,
            logo=publisher.logo,
            **pages,
        )
    )


def publisher_name(config: Config) -> str:
    """Who answers for the site; the site itself where nobody is named."""
    return config.publisher.name or config.title


def _publisher(desk: Desk) -> Organization:
    config = desk.site.config
    return Organization(
        name=publisher_name(config),
        url=config.publisher.url or desk.addresses.page(desk.addresses.home()) or UNSET,
        logo=config.publisher.logo or UNSET,
    )


def _reviewed_claim(desk: Desk, record: ClaimRecord) -> ReviewedClaim:
    first = [each.source for each in record.appearances if each.role == "originated"][:1]
    others = [each.source for each in record.appearances if each.source not in first]
    return ReviewedClaim(
        text=record.claim if record.claim_short else UNSET,
        author=[_claimant(desk, each) for each in record.claimants],
        date_published=_exact(record.claimed_on) or UNSET,
        first_appearance=_work(source_record(desk, first[0])) if first else UNSET,
        appearance=[_work(source_record(desk, id)) for id in dict.fromkeys(others)] or UNSET,
    )


def _exact(date: str) -> str:
    """A year, month or day of which there is no doubt, as schema.org's Date has it; else nothing."""
    span = dates.read_date(date)
    if span is None or span.start is None or span.start != span.end or span.start.about or span.start.uncertain:
        return ""
    return span.iso


def _claimant(desk: Desk, claimant: ClaimantRecord) -> Person | Organization:
    if not claimant.id:
        return Person(name=claimant.unknown)
    person = person_record(desk, claimant.id)
    same_as = f"https://www.wikidata.org/wiki/{person.wikidata}" if person.wikidata else person.url
    kind = Person if person.kind == "person" else Organization
    return kind(name=person.name, same_as=same_as or UNSET)


def _work(source: SourceRecord) -> Work:
    return source.url or CreativeWork(name=source.title, in_language=source.lang)


def _correction(correction: CorrectionRecord) -> CorrectionComment:
    return CorrectionComment(
        date_published=correction.on, text=f"{correction.before} → {correction.after}. {correction.note}"
    )
