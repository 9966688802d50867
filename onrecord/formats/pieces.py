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
    pieces = _standing_pieces(path, layout, standing)
    made = (layout.comma + layout.separator).join([pieces.get(id) or make(id) for id in ids])
    return b"".join((head, layout.separator, made, layout.separator, tail))


def _standing_pieces(path: str, layout: Layout, standing: Standing) -> dict[str, bytes]:
    """The pieces of the last build that need not be made again, by the ids of their claims."""
    data = standing.read(path) if standing.touched is not None else None
    if data is None or standing.touched is None:
        return {}
    pieces: dict[str, bytes] = {}
    for piece in data.split(layout.separator):
        id = _ID.match(piece, len(layout.start)) if piece.startswith(layout.start) else None
        if id:
            pieces[id[0].decode()] = piece.removesuffix(layout.comma)
    for touched in standing.touched:
        pieces.pop(touched, None)
    return pieces
