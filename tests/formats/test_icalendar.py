"""The calendar keeps to RFC 5545, whatever the words are."""

import datetime

from hypothesis import example, given
from hypothesis import strategies as st

from onrecord.formats.icalendar import CalendarEntry, make_calendar

ENTRY = CalendarEntry("review-plane-trees", "2021-06-01", "Review: Trees; all, of them", "One\\two.\nThree.")


def unfold(data: bytes) -> list[str]:
    """The lines of a calendar, as RFC 5545 says (3.1)."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"") and b"\r" not in data.replace(b"\r\n", b"")
    return data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]


def read_text(value: str) -> str:
    """The words of a value (3.3.11)."""
    words, characters = "", iter(value)
    for character in characters:
        assert character not in ";,"
        if character == "\\":
            character = next(characters)
            assert character in "\\;,n"
            character = "\n" if character == "n" else character
        words += character
    return words


def test_is_what_the_standard_asks_for() -> None:
    lines = unfold(make_calendar("On Record", "facts.example.org", [ENTRY], "2020-06-10"))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[2].startswith("PRODID:-//On Record//")
    assert lines[3:] == [
        "X-WR-CALNAME:On Record",
        "BEGIN:VEVENT",
        "UID:review-plane-trees@facts.example.org",
        "DTSTAMP:20200610T000000Z",
        "DTSTART;VALUE=DATE:20210601",
        "DTEND;VALUE=DATE:20210602",
        "SUMMARY:Review: Trees\\; all\\, of them",
        "DESCRIPTION:One\\\\two.\\nThree.",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_leads_to_the_claim_where_its_address_is_known() -> None:
    entry = CalendarEntry("review-a", "2021-06-01", "A", "B", "https://facts.example.org/claims/a/")
    assert "URL:https://facts.example.org/claims/a/" in unfold(make_calendar("On", "a.example", [entry], "2020-06-10"))


def test_of_nothing_is_a_calendar_too() -> None:
    lines = unfold(make_calendar("On Record", "a.example", [], "2020-06-10"))
    assert (lines[0], lines[-1], len(lines)) == ("BEGIN:VCALENDAR", "END:VCALENDAR", 5)


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]))


@given(words, words, st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31)))
@example("ç" * 200, "a" * 66 + "😀" * 30, datetime.date(2020, 2, 29))
def test_gives_back_all_words_in_lines_that_are_not_too_long(title: str, said: str, day: datetime.date) -> None:
    entry = CalendarEntry("a", day.isoformat(), title, said)
    data = make_calendar("On Record", "a.example", [entry], "2020-06-10")
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")
    values = dict(line.split(":", 1) for line in unfold(data))
    assert read_text(values["SUMMARY"]) == title
    assert read_text(values["DESCRIPTION"]) == said
    assert values["DTSTART;VALUE=DATE"] == day.strftime("%Y%m%d").zfill(8)
