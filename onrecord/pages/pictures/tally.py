"""How verdicts are spread: one strip, a part for each verdict, in the order of the scale."""

from collections.abc import Sequence

from onrecord.pages.desk import Desk
from onrecord.pages.parts import verdict_mark
from onrecord.pages.views import Tally, TallyPart

# Of fewer claims a percentage would say more than it knows.
ENOUGH_FOR_PERCENT = 20
# What a part takes at least, so that it is seen; and from where on the verdict's shape fits in.
_LEAST = 1.0
_ROOMY = 6.0


def draw_tally(desk: Desk, claims: Sequence[str]) -> Tally | None:
    """The verdicts of these claims, without those that none of them has; nothing for a single claim or none.

    A claim that was withdrawn doesn't count: its verdict stands for nothing.
    """
    standing = [claim for id in claims if (claim := desk.site.claims[id]).withdrawn is None]
    if len(standing) < 2:
        return None
    counts: dict[str, int] = {}
    for claim in standing:
        verdict = claim.verdict.id
        counts[verdict] = counts.get(verdict, 0) + 1
    shown = [verdict for verdict in desk.site.config.verdicts if verdict.id in counts]
    strip = share_out([counts[verdict.id] for verdict in shown], mirrored=desk.mirrored)
    parts = tuple(
        TallyPart(
            verdict_mark(desk, verdict),
            counts[verdict.id],
            round(100 * counts[verdict.id] / len(standing)),
            x,
            width,
            round(x + width / 2, 2) if width >= _ROOMY else None,
        )
        for verdict, (x, width) in zip(shown, strip, strict=True)
    )
    return Tally(parts, telling=len(standing) >= ENOUGH_FOR_PERCENT)


def share_out(counts: Sequence[int], *, mirrored: bool = False) -> list[tuple[float, float]]:
    """Where each part of a strip begins and how wide it is, in percent; together they fill the strip."""
    total = sum(max(count, _LEAST / 100 * sum(counts)) for count in counts)
    places: list[tuple[float, float]] = []
    begin = 0.0
    for count in counts:
        width = 100 * max(count, _LEAST / 100 * sum(counts)) / total
        x = 100 - begin - width if mirrored else begin
        places.append((round(x, 2), round(width, 2)))
        begin += width
    return places
