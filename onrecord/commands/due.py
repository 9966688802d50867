"""``due``: list what somebody has to do by a day, and write it as a calendar."""

import argparse
import datetime
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from onrecord import dates
from onrecord.content.due import Due, DueKind, list_due
from onrecord.content.facts import Site
from onrecord.formats.icalendar import CalendarEntry, make_calendar
from onrecord.options import Options
from onrecord.pipeline import check_site
from onrecord.screen import OK, PROBLEMS, print_problems, say, shown_path, tell
from onrecord.urls import addresses_for

# Reviews that are due later than in so many days are counted, not listed.
_AHEAD_DAYS = 30
_HEADINGS: dict[DueKind, str] = {
    "reply": "Replies awaited",
    "review": "Reviews",
    "basis": "Claims whose basis has changed since they were looked at",
}
_TITLES: dict[DueKind, str] = {"reply": "Reply awaited", "review": "Review", "basis": "Basis changed"}


def run(options: argparse.Namespace) -> int:
    """Print what is due, and write the calendar if one is asked for."""
    checked = check_site(Options(options.site, serving=True, jobs=options.jobs))
    if not checked.ok or checked.site is None:
        print_problems([each for each in checked.problems if each.severity == "error"])
        say("What is due is known when there are no errors.")
        return PROBLEMS
    today = options.on or dates.today()
    due = list_due(checked.site)
    tell("\n".join(describe(due, today)))
    if options.calendar:
        options.calendar.write_bytes(write_calendar(checked.site, due, today))
        say(f"{len(due):,} entries: {shown_path(options.calendar)}")
    return OK


def describe(due: Sequence[Due], today: str) -> Iterator[str]:
    """Say in lines what is due, as on a day."""
    until = (datetime.date.fromisoformat(today) + datetime.timedelta(days=_AHEAD_DAYS)).isoformat()
    if not due:
        yield "Nothing is due."
    first = True
    for kind, heading in _HEADINGS.items():
        tasks = [each for each in due if each.kind == kind]
        listed = [each for each in tasks if kind != "review" or each.day <= until]
        if tasks:
            yield from (heading if first else f"\n{heading}",)
            first = False
        for each in listed:
            late = "overdue" if kind != "basis" and each.day < today else ""
            place = f"{each.claim.path}:{each.line}" if each.line else each.claim.path
            draft = " (draft)" if each.claim.status == "draft" else ""
            yield f"  {each.day}  {late:7}  {place}{draft}: {each.words}"
        if len(tasks) > len(listed):
            yield f"  {len(tasks) - len(listed):,} after {until}"


def write_calendar(site: Site, due: Iterable[Due], today: str) -> bytes:
    """Give the calendar file."""
    config = site.config
    addresses = addresses_for(config.base_url)
    host = urlsplit(config.base_url or config.publisher.url).hostname or "on-record.invalid"
    entries = (
        CalendarEntry(
            each.key,
            each.day,
            f"{_TITLES[each.kind]}: {each.claim.headline}",
            f"{each.words[0].upper()}{each.words[1:]}.\n{each.claim.path}",
            addresses.page(addresses.claim(each.claim.id)) if each.claim.status == "published" else "",
        )
        for each in due
    )
    return make_calendar(config.title, host, entries, today)
