"""A claim's own page."""

from collections.abc import Iterator

from onrecord import urls
from onrecord.content.fallen import find_fallen
from onrecord.content.index import list_source_mentions
from onrecord.content.origins import count_origins
from onrecord.formats.citation import cite_as_bibtex, cite_as_csl, cite_in_words, refer_to
from onrecord.formats.claimreview import view_claim_review
from onrecord.formats.share_image import HEIGHT, WIDTH, share_image_ids
from onrecord.model import Claim, Evidence
from onrecord.pages.desk import Desk
from onrecord.pages.embed import is_embeddable
from onrecord.pages.parts import (
    Citations,
    claim_card,
    claim_mark,
    correction_view,
    fallen_source,
    head,
    person_link,
    quote_view,
    section_link,
    shorten,
    source_line,
    topic_link,
)
from onrecord.pages.pictures.relay import draw_relay
from onrecord.pages.versions import version_rows
from onrecord.pages.views import (
    AppearanceView,
    Citation,
    CiteView,
    ClaimantView,
    ClaimView,
    ContentsEntry,
    CorrectionView,
    EvidenceStep,
    FallenSource,
    Link,
    MovedView,
    Picture,
    RelatedClaim,
    Relay,
    ReplyView,
    StatementView,
    WithdrawalView,
)


def view_claim(desk: Desk, claim: Claim) -> ClaimView:
    """All that a claim's page shows. Sources are numbered in the order in which the page mentions them."""
    site, addresses, wording = desk.site, desk.addresses, desk.wording
    config, url = site.config, addresses.claim(claim.id)
    verdict = site.verdicts[claim.verdict.id]
    citations = Citations(desk)
    claimants = tuple(_claimants(desk, claim, citations))
    steps = {
        stance: tuple(_step(desk, e, citations) for e in claim.evidence if e.stance == stance)
        for stance in ("supports", "refutes", "context")
    }
    statements = tuple(_statements(desk, claim, citations))
    report = citations.prose(claim.report)
    appearances = tuple(_appearances(desk, claim, citations))
    cited = refer_to(site, addresses, claim)
    withdrawn = claim.withdrawn
    return ClaimView(
        head=head(
            desk,
            url,
            f"{wording.label('event', 'withdrawn')}: {claim.headline}" if withdrawn else claim.headline,
            withdrawn.reason if withdrawn else claim.summary,
            section_link(desk, "claims"),
            indexed=claim.status != "draft",
            kind="article",
            scripts=("share.js",),
            picture=_picture(desk, claim) if claim.id in share_image_ids(desk) else None,
            oembed=addresses.absolute(addresses.oembed(claim.id)) if is_embeddable(desk, claim) else "",
        ),
        headline=claim.headline,
        claim=claim.claim,
        claimants=claimants,
        claimed_on=wording.date(claim.claimed_on),
        verdict=claim_mark(desk, claim),
        meaning=verdict.meaning,
        problems=tuple(wording.label("problem", each) for each in claim.problem),
        summary=claim.summary,
        published=wording.date(claim.published),
        checked=wording.date(claim.checked),
        review_by=wording.optional_date(claim.review_by),
        authors=claim.authors,
        draft=claim.status == "draft",
        withdrawn=WithdrawalView(wording.date(withdrawn.on), withdrawn.reason) if withdrawn else None,
        topics=tuple(topic_link(desk, topic.id) for topic in claim.topics),
        changed_verdict=_last_change_of_verdict(desk, claim),
        fallen=tuple(_fallen(desk, claim)),
        evidence_for=steps["supports"],
        evidence_against=steps["refutes"],
        origins_for=_count_origins(desk, claim, "supports"),
        origins_against=_count_origins(desk, claim, "refutes"),
        context=steps["context"],
        origins=tuple(_origins(desk, claim, citations)),
        report=report,
        contents=tuple(ContentsEntry(h.level, Link(h.text, f"#{h.anchor}")) for h in claim.report.headings),
        statements=statements,
        replies=tuple(_replies(desk, claim)),
        replies_not_sought=claim.replies_not_sought,
        unknowns=claim.unknowns,
        would_settle=claim.would_settle,
        appearances=appearances,
        sources=citations.entries(),
        corrections=tuple(correction_view(desk, each) for each in reversed(claim.changes)),
        versions=version_rows(desk, claim),
        redacted=WithdrawalView(wording.date(claim.redacted.on), claim.redacted.reason) if claim.redacted else None,
        related=tuple(_related(desk, claim)),
        cite=CiteView(cite_in_words(cited), cited.address, cite_as_bibtex(cited), cite_as_csl(cited)),
        edit_address=urls.repository_file(config.repository, claim.path),
        history_address=urls.repository_history(config.repository, claim.path),
        error_address=urls.repository_error_form(config.repository),
        oembed_url=addresses.oembed(claim.id) if is_embeddable(desk, claim) else "",
        data_url="" if claim.status == "draft" else addresses.claim_data(claim.id),
        # Machines are told nothing of a verdict that we no longer stand by.
        claim_review=None if withdrawn else view_claim_review(desk, claim),
    )


def view_moved(desk: Desk, alias: str) -> MovedView:
    """What stands at an address that a claim had before; search engines are led to the present one."""
    claim, addresses = desk.site.claims[desk.site.claim_by_alias[alias]], desk.addresses
    url = addresses.claim(claim.id)
    moved = head(
        desk,
        addresses.claim(alias),
        claim.headline,
        claim.summary,
        section_link(desk, "claims"),
        indexed=False,
        canonical=addresses.page(url),
    )
    return MovedView(moved, Link(claim.headline, url))


def _picture(desk: Desk, claim: Claim) -> Picture:
    address = desk.addresses.absolute(desk.addresses.share_image(claim.id))
    verdict = desk.site.verdicts[claim.verdict.id].label
    return Picture(address, WIDTH, HEIGHT, verdict, shorten(claim.claim))


def _claimants(desk: Desk, claim: Claim, citations: Citations) -> Iterator[ClaimantView]:
    for claimant in claim.claimants:
        via = citations.cite(claimant.via.id) if claimant.via else None
        if claimant.person:
            id = claimant.person.id
            yield ClaimantView(person_link(desk, id), desk.site.people[id].description, via)
        else:
            yield ClaimantView(Link(claimant.unknown), "", via)


def _step(desk: Desk, evidence: Evidence, citations: Citations) -> EvidenceStep:
    return EvidenceStep(
        finding=evidence.finding,
        citation=citations.cite(evidence.source.id),
        source=source_line(desk, desk.site.sources[evidence.source.id]),
        quote=quote_view(desk, evidence.quote, evidence.source.id),
    )


def _statements(desk: Desk, claim: Claim, citations: Citations) -> Iterator[StatementView]:
    for statement in claim.counter_statements:
        yield StatementView(
            by=person_link(desk, statement.by.id),
            label=desk.wording.label("position", statement.position),
            on=desk.wording.date(statement.on),
            text=statement.text,
            citation=citations.cite(statement.source.id),
            quote=quote_view(desk, statement.quote, statement.source.id),
        )


def _replies(desk: Desk, claim: Claim) -> Iterator[ReplyView]:
    for reply in claim.replies:
        yield ReplyView(
            to=person_link(desk, reply.to.id),
            label=desk.wording.label("outcome", reply.outcome),
            asked=desk.wording.date(reply.asked),
            deadline=desk.wording.date(reply.deadline),
            on=desk.wording.optional_date(reply.on),
            text=reply.text,
            late=bool(reply.on) and reply.on > reply.deadline,
        )


def _appearances(desk: Desk, claim: Claim, citations: Citations) -> Iterator[AppearanceView]:
    """Where the claim was seen, gathered by the role."""
    by_role: dict[str, list[Citation]] = {}
    for appearance in claim.appearances:
        by_role.setdefault(appearance.role, []).append(citations.cite(appearance.source.id))
    for role, cited in by_role.items():
        yield AppearanceView(desk.wording.label("appearance", role), tuple(cited))


def _origins(desk: Desk, claim: Claim, citations: Citations) -> Iterator[Relay]:
    """Groups of the page's sources that tell one report, in the order in which they are mentioned."""
    groups: dict[str, dict[str, None]] = {}
    for id, _ in list_source_mentions(claim):
        groups.setdefault(desk.site.origins[id], {})[id] = None
    for group in groups.values():
        if len(group) > 1:
            yield draw_relay(desk, list(group), citations.addresses())


def _count_origins(desk: Desk, claim: Claim, stance: str) -> int:
    return count_origins((each.source.id for each in claim.evidence if each.stance == stance), desk.site.origins)


def _last_change_of_verdict(desk: Desk, claim: Claim) -> CorrectionView | None:
    changes = [each for each in claim.corrections if each.field == "verdict"]
    return correction_view(desk, changes[-1]) if changes else None


def _fallen(desk: Desk, claim: Claim) -> Iterator[FallenSource]:
    for each in find_fallen(desk.site, claim):
        yield fallen_source(desk, each.source, each.status, each.mention.id, each.answer)


def _related(desk: Desk, claim: Claim) -> Iterator[RelatedClaim]:
    """Claims that this one relates to, then those that relate to it, then those whose report mentions it; each once."""
    site = desk.site
    seen = {claim.id}
    mentions = [(id, "mentions") for id in site.claims_mentioning.get(f"claim:{claim.id}", ())]
    own = [(each.claim.id, each.kind) for each in claim.related]
    for id, kind in [*own, *site.relations_to.get(claim.id, ()), *mentions]:
        if id not in seen:
            seen.add(id)
            yield RelatedClaim(desk.wording.label("relation", kind), claim_card(desk, site.claims[id]))
