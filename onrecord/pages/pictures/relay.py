"""Who repeats whose report: a tree of sources, each in a row of its own below the one that it repeats."""

from collections.abc import Mapping, Sequence

import msgspec

from onrecord.model import Source
from onrecord.pages.desk import Desk
from onrecord.pages.parts import source_link, source_name
from onrecord.pages.views import Link, Relay, RelayStep

# So many sources are drawn, in so many columns at most; what lies deeper stands in the last column.
ROWS = 30
COLUMNS = 6
_CELL = 2


class Tree(msgspec.Struct, frozen=True):
    """Sources from the top row to the bottom row; of each its column and the row of the one above it, if any."""

    ids: tuple[str, ...]
    columns: tuple[int, ...]
    above: tuple[int | None, ...]


def draw_relay(desk: Desk, ids: Sequence[str], on_page: Mapping[str, str] = {}) -> Relay:
    """The sources ``ids``, which tell one report, with those behind them.

    ``on_page`` has the addresses of those that stand in the page's own list; the others' links lead to their pages.
    """
    sources = desk.site.sources
    chosen = choose_sources(ids, sources, desk.site.relayed_by)
    relays = {id: [each.id for each in sources[id].relays if each.id in chosen] for id in chosen}
    tree = grow_tree(relays)
    repeated_by: dict[str, list[str]] = {}
    for id in tree.ids:
        for each in relays[id]:
            repeated_by.setdefault(each, []).append(id)

    def link(id: str) -> Link:
        made = source_link(desk, id)
        return Link(made.text, on_page.get(id, made.url))

    return Relay(
        total=len(ids),
        left_out=sum(id not in relays for id in ids),
        names=tuple(link(id) for id in tree.ids),
        steps=tuple(
            RelayStep(source_name(desk, id), tuple(source_name(desk, each) for each in who))
            for id, who in repeated_by.items()
        ),
        columns=max(tree.columns) + 1,
        width=_CELL * (max(tree.columns) + 1),
        height=_CELL * len(tree.ids),
        lines=draw_lines(tree, mirrored=desk.mirrored),
        dots=draw_dots(tree, mirrored=desk.mirrored),
    )


def choose_sources(
    ids: Sequence[str], sources: Mapping[str, Source], relayed_by: Mapping[str, Sequence[str]]
) -> dict[str, None]:
    """These sources, each followed by those behind it; where that leaves them apart, also those that tie them."""
    chosen: dict[str, None] = {}
    for id in ids:
        _add_with_those_behind(id, sources, chosen)
    for id in ids[1:]:
        if len(chosen) < ROWS and id in chosen and not _are_tied(ids[0], id, sources, chosen):
            for tie in _find_path(ids[0], id, sources, relayed_by):
                _add_with_those_behind(tie, sources, chosen)
    return chosen


def _add_with_those_behind(id: str, sources: Mapping[str, Source], chosen: dict[str, None]) -> None:
    waiting = [id]
    while waiting and len(chosen) < ROWS:
        id = waiting.pop(0)
        if id not in chosen:
            chosen[id] = None
            waiting += [each.id for each in sources[id].relays]


def _are_tied(first: str, second: str, sources: Mapping[str, Source], chosen: Mapping[str, None]) -> bool:
    """Tell whether relays among the chosen sources tie these two, in whatever direction."""
    front: dict[str, list[str]] = {}
    for id in chosen:
        for each in sources[id].relays:
            front.setdefault(each.id, []).append(id)
    among = {id: [each for each in front.get(id, ()) if each in chosen] for id in chosen}
    path = _find_path(first, second, {id: sources[id] for id in chosen}, among)
    return bool(path)


def _find_path(
    first: str, second: str, sources: Mapping[str, Source], relayed_by: Mapping[str, Sequence[str]]
) -> list[str]:
    """The sources on the shortest way from one to the other; none if there is no way."""
    came_from = {first: first}
    waiting = [first]
    while waiting and second not in came_from:
        id = waiting.pop(0)
        for each in (*(relayed.id for relayed in sources[id].relays), *relayed_by.get(id, ())):
            if each in sources and each not in came_from:
                came_from[each] = id
                waiting.append(each)
    path, id = [], second
    while id in came_from and id != first:
        path.append(id)
        id = came_from[id]
    return path


def grow_tree(relays: Mapping[str, Sequence[str]]) -> Tree:
    """Put each source below the first that it repeats; ``relays`` has whom each repeats, all of them among its keys.

    Those that repeat nobody are at the root; of sources that repeat each other in a circle, the first is.
    """
    below: dict[str, list[str]] = {}
    for id, repeated in relays.items():
        for each in repeated[:1]:
            below.setdefault(each, []).append(id)
    ids: list[str] = []
    columns: list[int] = []
    above: list[int | None] = []
    seen: set[str] = set()
    for id in relays:
        waiting: list[tuple[str, int, int | None]] = [(_find_root(id, relays), 0, None)]
        while waiting:
            each, column, row_above = waiting.pop()
            if each not in seen:
                seen.add(each)
                ids.append(each)
                columns.append(min(column, COLUMNS - 1))
                above.append(row_above)
                waiting += [(repeater, column + 1, len(ids) - 1) for repeater in reversed(below.get(each, ()))]
    return Tree(tuple(ids), tuple(columns), tuple(above))


def _find_root(id: str, relays: Mapping[str, Sequence[str]]) -> str:
    """Whom one comes to who asks each source whom it repeats; in a circle, the first that comes again."""
    passed: set[str] = set()
    while relays[id] and id not in passed:
        passed.add(id)
        id = relays[id][0]
    return id


def draw_lines(tree: Tree, *, mirrored: bool = False) -> str:
    """The lines as an SVG path, in cells of two units: down from each source, then across to those below it."""
    last = {row: below for below, row in enumerate(tree.above) if row is not None}
    x, y = _middles(tree, mirrored=mirrored)
    down = [f"M{x[row]} {y[row]}V{y[below]}" for row, below in last.items()]
    across = [f"M{x[row]} {y[below]}H{x[below]}" for below, row in enumerate(tree.above) if row is not None]
    return "".join([*down, *across])


def draw_dots(tree: Tree, *, mirrored: bool = False) -> str:
    """A dot for each source: a line without length, whose round ends make it a dot of any size."""
    x, y = _middles(tree, mirrored=mirrored)
    return "".join(f"M{x[row]} {y[row]}h0" for row in range(len(tree.ids)))


def _middles(tree: Tree, *, mirrored: bool) -> tuple[list[int], list[int]]:
    """The middle of each source's cell."""
    width = max(tree.columns)
    across = [_CELL * (width - column if mirrored else column) + 1 for column in tree.columns]
    return across, [_CELL * row + 1 for row in range(len(tree.ids))]
