"""The record in numbers, as a page of running text shows it. The clock has no part in it."""

from onrecord.content.audit import Audit, audit_site, percent_of
from onrecord.pages.desk import Desk
from onrecord.pages.parts import topic_link
from onrecord.pages.pictures.tally import ENOUGH_FOR_PERCENT
from onrecord.pages.views import Link, RecordShare, RecordView


def view_record(desk: Desk) -> RecordView:
    return desk.once("record", "", lambda: _make_record(desk, audit_site(desk.site)))


def _make_record(desk: Desk, audit: Audit) -> RecordView:
    wording, claims = desk.wording, audit.claims

    def share(name: Link, count: int) -> RecordShare:
        return RecordShare(name, count, percent_of(count, claims))

    def kind(id: str) -> Link:
        return Link(wording.gettext("Not named") if id == "unnamed" else wording.label("person-kind", id))

    return RecordView(
        claims=claims,
        telling=claims >= ENOUGH_FOR_PERCENT,
        sources=audit.sources,
        primary_sources=audit.primary_sources,
        primary_percent=percent_of(audit.primary_sources, audit.sources),
        sources_a_claim=audit.sources_a_claim,
        answered=audit.answered,
        answered_percent=percent_of(audit.answered, claims),
        asked=audit.asked,
        asked_percent=percent_of(audit.asked, claims),
        dated=audit.dated,
        days=audit.days,
        corrections=audit.corrections,
        corrected=audit.corrected,
        corrected_percent=percent_of(audit.corrected, claims),
        to_be_checked_again=audit.to_be_checked_again,
        again_percent=percent_of(audit.to_be_checked_again, claims),
        topics=tuple(share(topic_link(desk, id), count) for id, count in audit.topics),
        claimants=tuple(share(kind(id), count) for id, count in audit.claimants),
    )
