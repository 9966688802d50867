"""An axis of time: where nothing happened for long it is cut, so that what did happen has room.

Days are numbers, as ``datetime.date.toordinal`` counts them; places are percentages of the axis, from the earliest on.
"""

import datetime
from collections.abc import Iterable, Sequence
from itertools import pairwise

import msgspec

# The first and the last day that a date may mean.
Days = tuple[int, int]

# An axis is cut twice at most, and only where nothing happened for more than a fifth of all its time.
_CUTS = 2
_WORTH_A_CUT = 1 / 5
# Parts begin and end with a month, so what is cut out must be longer than two.
_TWO_MONTHS = 62
# So much room stays free at both ends of a part.
_MARGIN = 3.0
_MANY_YEARS = 12


class Part(msgspec.Struct, frozen=True):
    """Whole months, from a first to a last day, and the places where they begin and end."""

    days: Days
    begin: float
    end: float


class Axis(msgspec.Struct, frozen=True):
    """The parts of an axis and their shares of its length."""

    parts: tuple[Part, ...]
    shares: tuple[int, ...]

    def place(self, day: int) -> float:
        """Where a day stands. One that was cut out stands at the next day that is there."""
        part = self._part_of(day)
        first, last = part.days
        passed = (min(max(day, first), last) - first + 0.5) / (last - first + 1)
        return part.begin + _MARGIN + passed * (part.end - part.begin - 2 * _MARGIN)

    def reach(self, day: int, way: float) -> float:
        """Where one comes to who goes on from a day, forward or (below 0) back, and stays in its part."""
        part = self._part_of(day)
        return min(max(self.place(day) + way, part.begin), part.end)

    def years(self) -> list[float]:
        """Where a year begins within a part; nothing for a part of so many years that the marks would be a thicket."""
        places: list[float] = []
        for part in self.parts:
            first, last = (datetime.date.fromordinal(day).year for day in part.days)
            if last - first <= _MANY_YEARS:
                places += [self.place(datetime.date(year, 1, 1).toordinal()) for year in range(first + 1, last + 1)]
        return places

    def _part_of(self, day: int) -> Part:
        return next((each for each in self.parts if day <= each.days[1]), self.parts[-1])


def make_axis(spans: Iterable[Days]) -> Axis:
    """An axis on which all these spans have a place. The part in which most begin is twice as long as the others."""
    ordered = sorted(spans)
    groups = _cut(ordered)
    crowds = [len({first for first, _ in ordered if days[0] <= first <= days[1]}) for days in groups]
    shares = [1] * len(groups)
    if len(set(crowds)) > 1:
        shares[crowds.index(max(crowds))] = 2
    parts = []
    begin = 0.0
    for days, share in zip(groups, shares, strict=True):
        end = begin + 100 * share / sum(shares)
        parts.append(Part(_to_months(days), begin, end))
        begin = end
    return Axis(tuple(parts), tuple(shares))


def _cut(ordered: Sequence[Days]) -> list[Days]:
    """The spans in groups, apart from each other by the longest times in which nothing happened."""
    joined: list[Days] = []
    for first, last in ordered:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    least = max(_WORTH_A_CUT * (joined[-1][1] - joined[0][0] + 1), _TWO_MONTHS)
    gaps = [(second[0] - first[1], number) for number, (first, second) in enumerate(pairwise(joined), 1)]
    cuts = sorted(number for gap, number in sorted(gaps, reverse=True)[:_CUTS] if gap > least)
    return [(joined[a][0], joined[b - 1][1]) for a, b in pairwise([0, *cuts, len(joined)])]


def _to_months(days: Days) -> Days:
    first, last = (datetime.date.fromordinal(day) for day in days)
    if (last.year, last.month) == (9999, 12):
        return first.replace(day=1).toordinal(), datetime.date.max.toordinal()
    following = datetime.date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return first.replace(day=1).toordinal(), following.toordinal() - 1
