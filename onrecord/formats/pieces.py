"""Large files that have a piece for each claim, such as a line.

After an edit only the pieces of those claims are made that it can have touched; the others are taken from the file as the
last build left it. What comes out is the same as if all were made anew.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

_ID = re.compile(rb"[a-z0-9-]+")


class Standing(msgspec.Struct, frozen=True):
    """What still stands of the last build.

    ``read`` gives a file of it, or None unless it is there, byte for byte as it was written; ``touched`` are the ids of
    the claims that may be shown otherwise than then, or None for all.
    """

    read: Callable[[str], bytes | None]
    touched: frozenset[str] | None = None


NOTHING_STANDS = Standing(lambda path: None)


class Layout(NamedTuple):
    """How the pieces stand in their file.

    Each begins with ``start`` and its claim's id. ``separator`` stands before, between and behind them and in none of
    them; ``comma`` goes before it where another piece follows.
    """

    start: bytes
    separator: bytes
    comma: bytes = b""


def assemble(
    path: str,
    layout: Layout,
    head: bytes,
    ids: Iterable[str],
    make: Callable[[str], bytes],
    tail: bytes,
    standing: Standing,
) -> bytes:
    """Give the file: its head, the pieces of these claims in their order, and its tail."""
    old = (standing.read(path) if standing.touched is not None else None) or b""
    places = _find_pieces(old, layout, len(old) - len(layout.separator + tail))
    for touched in standing.touched or ():
        places.pop(touched, None)
    between = layout.comma + layout.separator
    parts: list[bytes | memoryview] = []
    # Pieces that follow one another in both files are copied at once: the files are large.
    start, end = 0, 0
    for id in ids:
        place = places.get(id)
        if place and end and place[0] == end + len(between):
            end = place[1]
            continue
        if end:
            parts += (between, memoryview(old)[start:end])
        if not place:
            parts += (between, make(id))
        start, end = place or (0, 0)
    if end:
        parts += (between, memoryview(old)[start:end])
    return b"".join((head, layout.separator, *parts[1:], layout.separator, tail))


def _find_pieces(data: bytes, layout: Layout, end: int) -> dict[str, tuple[int, int]]:
    """Where in a file, of which the last piece ends at ``end``, the piece of each claim begins and ends."""
    between = layout.comma + layout.separator
    places: dict[str, tuple[int, int]] = {}
    start = data.find(layout.separator) + len(layout.separator)
    while start < end:
        found = data.find(between, start, end)
        piece_end = end if found < 0 else found
        id = _ID.match(data, start + len(layout.start)) if data.startswith(layout.start, start) else None
        if id:
            places[id[0].decode()] = (start, piece_end)
        start = piece_end + len(between)
    return places
