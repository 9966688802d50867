"""A calendar of whole days that calendar programs read (RFC 5545).

An entry is known again by its ``key``, so a calendar that is imported once more moves its entries and doubles none.
"""

import datetime
from collections.abc import Iterable, Iterator

import msgspec

from onrecord import __version__

# Of a line, without its end (RFC 5545, 3.1).
_OCTETS_A_LINE = 75


class CalendarEntry(msgspec.Struct, frozen=True):
    """A whole day: ``key`` is of ASCII letters, digits and hyphens, ``address`` a web address or empty."""

    key: str
    day: str
    title: str
    words: str
    address: str = ""


def make_calendar(name: str, host: str, entries: Iterable[CalendarEntry], made_on: str) -> bytes:
    """Give the file. Keys are made unique in the world by the site's host; ``made_on`` is the day that it tells of."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//On Record//On Record {__version__}//EN"]
    lines += [f"X-WR-CALNAME:{_text(name)}"]
    for entry in entries:
        lines += _list_lines(entry, host, made_on)
    lines += ["END:VCALENDAR"]
    return b"".join(_fold(line) for line in lines)


def _list_lines(entry: CalendarEntry, host: str, made_on: str) -> Iterator[str]:
    next_day = datetime.date.fromisoformat(entry.day) + datetime.timedelta(days=1)
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.key}@{host}"
    yield f"DTSTAMP:{_day(made_on)}T000000Z"
    yield f"DTSTART;VALUE=DATE:{_day(entry.day)}"
    yield f"DTEND;VALUE=DATE:{_day(next_day.isoformat())}"
    yield f"SUMMARY:{_text(entry.title)}"
    yield f"DESCRIPTION:{_text(entry.words)}"
    if entry.address:
        yield f"URL:{entry.address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: str) -> str:
    return day.replace("-", "")


def _text(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _fold(line: str) -> bytes:
    """End a line with CR LF, and break it where it is too long, never within a character."""
    parts: list[bytes] = [b""]
    for character in line:
        data = character.encode("utf-8")
        if len(parts[-1]) + len(data) > _OCTETS_A_LINE:
            parts.append(b" ")
        parts[-1] += data
    return b"\r\n".join(parts) + b"\r\n"
