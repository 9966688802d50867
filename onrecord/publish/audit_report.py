"""The record in numbers, in words for a terminal of 80 columns."""

from collections.abc import Iterator, Sequence

from onrecord.content.audit import Audit, percent_of
from onrecord.content.facts import Site
from onrecord.model import Claim

_NAMES = 52
_KINDS = {
    "person": "Persons",
    "government": "Government bodies",
    "organisation": "Organisations",
    "media": "News media",
    "unnamed": "Claimants without a name",
}


def report_audit(audit: Audit, site: Site, overdue: Sequence[Claim], today: str) -> Iterator[str]:
    """Lines that say how the record stands, and which claims should have been checked again before today."""
    claims = audit.claims
    yield ""
    yield _row("Published claims", claims)
    if claims:
        yield _row("Sources a claim, median", audit.sources_a_claim)
        yield _row("Sources that claims use", audit.sources)
        yield _row("  of these, primary documents", audit.primary_sources, audit.sources)
        yield _row("With a counter-statement", audit.answered, claims)
        yield _row("With a reply asked for", audit.asked, claims)
        yield _row("With the day of the claim known", audit.dated, claims)
        yield _row("  days from these claims to their verdicts, median", audit.days)
        yield _row("Corrections", audit.corrections)
        yield _row("  claims with a correction", audit.corrected, claims)
        yield _row("With a day for the next check", audit.to_be_checked_again, claims)
        yield _row(f"  overdue on {today}", len(overdue), claims)
        yield from ("", "By topic (a claim may have several)")
        for id, count in audit.topics:
            yield _row(f"  {site.topics[id].title}", count, claims)
        yield from ("", "By who made the claim (there may be several)")
        for kind, count in audit.claimants:
            yield _row(f"  {_KINDS[kind]}", count, claims)
    if overdue:
        yield from ("", "Checks overdue, with the days by which they were due")
        for claim in overdue:
            yield f"  {claim.review_by}  {claim.path}"


def _row(name: str, count: int | None, whole: int | None = None) -> str:
    shown = name if len(name) <= _NAMES else f"{name[: _NAMES - 1]}…"
    number = "—" if count is None else f"{count:,}"
    share = "" if count is None or whole is None else f" {percent_of(count, whole):>5} %"
    return f"{shown:<{_NAMES}} {number:>9}{share}"
