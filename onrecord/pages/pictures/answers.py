"""Who claimed and who answered: two columns of names, and a line from each who claimed to each who answered it."""

from collections.abc import Mapping, Sequence

import msgspec

from onrecord.pages.desk import Desk
from onrecord.pages.parts import person_link
from onrecord.pages.views import AnswerLine, AnswerPair, AnswersPicture, Link

# So many names stand in a column, so many pairs are drawn, and so many claims are named for a pair.
NAMES = 24
PAIRS = 60
_CLAIMS = 5
# How often both columns are ordered by each other.
_ROUNDS = 4
# A line's width, in pixels: for each claim, and at most.
_WIDTH_OF_CLAIM = 1.5
_WIDEST = 9.0

# Who claimed and who answered: the ids of both.
Pair = tuple[str, str]


class Columns(msgspec.Struct, frozen=True):
    """The ids in both columns from the top down, and the pairs that are drawn, strongest first."""

    claimed: tuple[str, ...]
    answered: tuple[str, ...]
    pairs: tuple[Pair, ...]


def find_pairs(desk: Desk) -> dict[Pair, list[str]]:
    """Every pair of somebody who claimed and somebody who answered, with the claims of which that is so."""
    pairs: dict[Pair, list[str]] = {}
    for claim in desk.site.claims.values():
        if claim.counter_statements:
            claimed = dict.fromkeys(each.person.id for each in claim.claimants if each.person)
            for answering in dict.fromkeys(each.by.id for each in claim.counter_statements):
                for claiming in claimed:
                    pairs.setdefault((claiming, answering), []).append(claim.id)
    return pairs


def draw_answers(desk: Desk) -> AnswersPicture:
    """The strongest pairs, and who claimed without an answer on record as far as there is room."""
    pairs = find_pairs(desk)
    counts = {pair: len(claims) for pair, claims in pairs.items()}
    claims_made = {id: len(claims) for id, claims in desk.site.claims_by_claimant.items() if claims}
    columns = arrange(counts, claims_made)
    curves = draw_curves(columns, counts, mirrored=desk.mirrored)
    return AnswersPicture(
        claimed=tuple(person_link(desk, id) for id in columns.claimed),
        answered=tuple(person_link(desk, id) for id in columns.answered),
        lines=tuple(AnswerLine(path, width) for path, width in curves),
        pairs=tuple(
            AnswerPair(
                person_link(desk, claiming),
                person_link(desk, answering),
                counts[claiming, answering],
                tuple(_claim_link(desk, id) for id in pairs[claiming, answering][:_CLAIMS]),
            )
            for claiming, answering in columns.pairs
        ),
        total=len(pairs),
    )


def _claim_link(desk: Desk, id: str) -> Link:
    return Link(desk.site.claims[id].headline, desk.addresses.claim(id))


def arrange(counts: Mapping[Pair, int], claims_made: Mapping[str, int]) -> Columns:
    """Choose the pairs with the most claims, and order the names so that few lines cross.

    Who claimed without an answer stands below the others: those who claimed most, as far as there is room.
    """
    claimed: dict[str, list[str]] = {}
    answered: dict[str, list[str]] = {}
    pairs: list[Pair] = []

    def has_room(pair: Pair) -> bool:
        claiming, answering = pair
        named = (claiming in claimed or len(claimed) < NAMES) and (answering in answered or len(answered) < NAMES)
        return named and len(pairs) < PAIRS

    with_count: dict[int, list[Pair]] = {}
    for pair, count in counts.items():
        with_count.setdefault(count, []).append(pair)
    for count in sorted(with_count, reverse=True):
        # Nearly all pairs are of one claim, and few of them find room: the others need no order.
        for pair in sorted(filter(has_room, with_count[count])):
            if has_room(pair):
                claiming, answering = pair
                claimed.setdefault(claiming, []).append(answering)
                answered.setdefault(answering, []).append(claiming)
                pairs.append(pair)
    order = sorted(claimed, key=lambda id: (-len(claimed[id]), id))
    others: list[str] = []
    for _ in range(_ROUNDS):
        others = _order_by_middle(answered, order)
        order = _order_by_middle(claimed, others)
    alone = sorted((id for id in claims_made if id not in claimed), key=lambda id: (-claims_made[id], id))
    return Columns(tuple([*order, *alone][:NAMES]), tuple(others), tuple(pairs))


def _order_by_middle(names: Mapping[str, Sequence[str]], others: Sequence[str]) -> list[str]:
    """Names in the order of the middle of those with whom they are paired."""
    rows = {id: row for row, id in enumerate(others)}
    return sorted(names, key=lambda id: (sum(rows[other] for other in names[id]) / len(names[id]), id))


def draw_curves(columns: Columns, counts: Mapping[Pair, int], *, mirrored: bool = False) -> list[tuple[str, float]]:
    """For each pair a curve as an SVG path in a square of 100 units, and how wide it is."""
    curves = []
    for claiming, answering in columns.pairs:
        begin = _middle_of_row(columns.claimed.index(claiming), len(columns.claimed))
        end = _middle_of_row(columns.answered.index(answering), len(columns.answered))
        left, right = (end, begin) if mirrored else (begin, end)
        width = min(counts[claiming, answering] * _WIDTH_OF_CLAIM, _WIDEST)
        curves.append((f"M0 {left}C50 {left} 50 {right} 100 {right}", width))
    return curves


def _middle_of_row(row: int, rows: int) -> float:
    return round(100 * (row + 0.5) / rows, 2)
