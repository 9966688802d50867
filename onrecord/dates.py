"""Dates as editors write them: days (``2020-03-04``) and EDTF dates (ISO 8601-2, levels 0 and 1 in part).

Read are a year, a month or a day, each with ``~`` (about), ``?`` (uncertain) or ``%`` (both) behind it, and intervals
``A/B``, ``A/..`` and ``../B``.
"""

import datetime
import os
import re
from functools import lru_cache

import msgspec

_POINT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?%]?)")


class Point(msgspec.Struct, frozen=True):
    """A year, month or day; month and day are 0 where they are not given."""

    year: int
    month: int
    day: int
    about: bool
    uncertain: bool

    @property
    def first(self) -> str:
        """The first day that it may mean."""
        return f"{self.year:04d}-{self.month or 1:02d}-{self.day or 1:02d}"

    @property
    def last(self) -> str:
        """The last day that it may mean."""
        month = self.month or 12
        return f"{self.year:04d}-{month:02d}-{self.day or _days_in(self.year, month):02d}"

    @property
    def iso(self) -> str:
        """The date in ISO 8601 with just the parts that are given."""
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part)])


class Span(msgspec.Struct, frozen=True):
    """An EDTF date: one point (``start`` is ``end``) or an interval, either end of which may be open (None)."""

    start: Point | None
    end: Point | None

    @property
    def first(self) -> str:
        """The first day that it may mean; of an interval open at its start, the day before which all lies."""
        point = self.start or self.end
        assert point is not None
        return point.first

    @property
    def last(self) -> str:
        """The last day that it may mean; of an interval open at its end, the last day of its start."""
        point = self.end or self.start
        assert point is not None
        return point.last

    @property
    def iso(self) -> str:
        """The date, or the interval, in plain ISO 8601 (open ends as ``..``), as schema.org reads it."""
        if self.start == self.end and self.start:
            return self.start.iso
        return "/".join(point.iso if point else ".." for point in (self.start, self.end))


def is_day(text: str) -> bool:
    """Tell whether the text is a day of the calendar, ``YYYY-MM-DD``."""
    return len(text) == 10 and _read_point(text) is not None


@lru_cache(maxsize=65_536)
def read_date(text: str) -> Span | None:
    """Read an EDTF date, or give None if it is none or no day of the calendar."""
    if "/" not in text:
        point = _read_point(text)
        return Span(point, point) if point else None
    ends = text.split("/")
    if len(ends) != 2 or ends == ["..", ".."]:
        return None
    start, end = (None if end == ".." else _read_point(end) for end in ends)
    if (start is None and ends[0] != "..") or (end is None and ends[1] != ".."):
        return None
    if start and end and start.first > end.last:
        return None
    return Span(start, end)


def first_day(date: str) -> str:
    """The first day that a date of the content, which has been checked, may mean."""
    if len(date) == 10 and "/" not in date:
        return date
    span = read_date(date)
    assert span is not None, date
    return span.first


def first_year(date: str) -> str:
    """The year of that day, in four digits."""
    return first_day(date)[:4]


def today() -> str:
    """Give today's date in UTC. ``SOURCE_DATE_EPOCH`` takes the clock's place if it is set."""
    return _now().date().isoformat()


def latest_today() -> str:
    """Give today's date where on Earth it is latest (UTC+14), so that no editor's today is in the future.

    ``SOURCE_DATE_EPOCH`` takes the clock's place if it is set.
    """
    return (_now() + datetime.timedelta(hours=14)).date().isoformat()


def _now() -> datetime.datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if re.fullmatch("[0-9]{1,11}", epoch):
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    return datetime.datetime.now(datetime.UTC)


def _read_point(text: str) -> Point | None:
    match = _POINT.fullmatch(text)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    mark = match[4]
    if year < 1 or (match[2] and not 1 <= month <= 12) or (match[3] and not 1 <= day <= _days_in(year, month)):
        return None
    return Point(year, month, day, mark in "~%" and mark != "", mark in "?%" and mark != "")


def _days_in(year: int, month: int) -> int:
    following = datetime.date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return (following - datetime.timedelta(days=1)).day if following else 31
