"""When a topic's claims were made, answered, judged and corrected: a lane for each claim on one axis of time."""

import datetime
from collections.abc import Iterable, Sequence

from onrecord import dates
from onrecord.model import Claim
from onrecord.pages.desk import Desk
from onrecord.pages.parts import claim_mark
from onrecord.pages.pictures.axis import Axis, Days, make_axis
from onrecord.pages.views import Link, TimelineLane, TimelineMark, TimelinePeriod, TimelinePicture

# So many claims have a lane.
LANES = 20
# Marks of one kind that would stand closer than this, in percent, become one mark with a number.
CLOSE = 9.0
# A verdict and the corrections after it stand at least so far apart.
APART = 4.5
# How far the line of a date with an open end goes on.
_OPEN = 8.0


def draw_timeline(desk: Desk, claims: Sequence[str]) -> TimelinePicture | None:
    """The first of these claims, each as a lane; nothing for no claims."""
    shown = [desk.site.claims[id] for id in claims[:LANES]]
    if not shown:
        return None
    axis = make_axis(span for claim in shown for span in _list_spans(claim))
    return TimelinePicture(
        total=len(claims),
        periods=tuple(_name_period(desk, part.days) for part in axis.parts),
        shares="-".join(map(str, axis.shares)),
        cuts=tuple(_turn(part.begin, mirrored=desk.mirrored) for part in axis.parts[1:]),
        years=tuple(_turn(x, mirrored=desk.mirrored) for x in axis.years()),
        lanes=tuple(_draw_lane(desk, axis, claim) for claim in shown),
    )


def _name_period(desk: Desk, days: Days) -> TimelinePeriod:
    first, last = (desk.wording.month(datetime.date.fromordinal(day)) for day in days)
    return TimelinePeriod(first, last if last != first else "")


def _draw_lane(desk: Desk, axis: Axis, claim: Claim) -> TimelineLane:
    wording = desk.wording

    def marks(places: Iterable[tuple[float, int]]) -> tuple[TimelineMark, ...]:
        return tuple(TimelineMark(_turn(x, mirrored=desk.mirrored), count) for x, count in places)

    first, last = map(axis.place, _days_of(claim.claimed_on))
    middles = [sum(_days_of(each.on)) // 2 for each in claim.counter_statements]
    corrections = join_close([axis.place(_days_of(each.on)[0]) for each in claim.corrections])
    checked, *corrected = keep_apart([axis.place(_days_of(claim.published)[0]), *(x for x, _ in corrections)])
    return TimelineLane(
        claim=Link(claim.headline, desk.addresses.claim(claim.id)),
        verdict=claim_mark(desk, claim),
        first=_turn(first, mirrored=desk.mirrored),
        last=_turn(last, mirrored=desk.mirrored),
        opens=tuple(_turn(x, mirrored=desk.mirrored) for x in _list_open_ends(axis, claim.claimed_on)),
        certain=_is_certain(claim.claimed_on),
        answers=marks(join_close(map(axis.place, middles))),
        checked=_turn(checked, mirrored=desk.mirrored),
        corrections=marks(zip(corrected, (count for _, count in corrections), strict=True)),
        claimed_on=wording.date(claim.claimed_on),
        answered_on=tuple(wording.date(each.on) for each in claim.counter_statements),
        published=wording.date(claim.published),
        corrected_on=tuple(wording.date(each.on) for each in claim.corrections),
    )


def join_close(places: Iterable[float], close: float = CLOSE) -> list[tuple[float, int]]:
    """Places in their order, each with how many it stands for; what is too close to one before joins it."""
    joined: list[tuple[float, int]] = []
    for x in sorted(places):
        if joined and x - joined[-1][0] < close:
            joined[-1] = (joined[-1][0], joined[-1][1] + 1)
        else:
            joined.append((x, 1))
    return joined


def keep_apart(places: Sequence[float], apart: float = APART, *, least: float = 3.0, most: float = 97.0) -> list[float]:
    """The same places in the same order, moved as little as needed to stand apart between these ends."""
    moved: list[float] = []
    for x in places:
        moved.append(max(x, moved[-1] + apart) if moved else max(x, least))
    end = most
    for number in reversed(range(len(moved))):
        moved[number] = min(moved[number], end)
        end = moved[number] - apart
    return moved


def _list_spans(claim: Claim) -> list[Days]:
    answered = (each.on for each in claim.counter_statements)
    corrected = (each.on for each in claim.corrections)
    return [_days_of(date) for date in (claim.claimed_on, claim.published, *answered, *corrected)]


def _days_of(date: str) -> Days:
    span = dates.read_date(date)
    assert span is not None, date
    first, last = (datetime.date.fromisoformat(day) for day in (span.first, span.last))
    return first.toordinal(), last.toordinal()


def _list_open_ends(axis: Axis, date: str) -> list[float]:
    """Where the line of a date with an open end comes to: ``A/..`` into the future, ``../B`` into the past."""
    span = dates.read_date(date)
    assert span is not None, date
    first, last = _days_of(date)
    ahead = [axis.reach(last, _OPEN)] if span.end is None else []
    return ahead or ([axis.reach(first, -_OPEN)] if span.start is None else [])


def _is_certain(date: str) -> bool:
    span = dates.read_date(date)
    assert span is not None, date
    return not any(point.about or point.uncertain for point in (span.start, span.end) if point)


def _turn(x: float, *, mirrored: bool) -> float:
    return round(100 - x if mirrored else x, 2)
