"""Which sources tell one and the same report: those linked by ``relays``, in chains or in circles, are one origin."""

from collections.abc import Iterable, Mapping

from onrecord.model import Source


def find_origins(sources: Mapping[str, Source]) -> dict[str, str]:
    """Give each source the name of its origin; sources that relay each other's report share it.

    The name is the first id, in the order of the alphabet, of all that belong together.
    """
    parent = {id: id for id in sources}

    def root(id: str) -> str:
        while parent[id] != id:
            parent[id] = parent[parent[id]]
            id = parent[id]
        return id

    for source in sources.values():
        for relayed in source.relays:
            if relayed.id in parent:
                first, second = sorted((root(source.id), root(relayed.id)))
                parent[second] = first
    return {id: root(id) for id in sources}


def count_origins(sources: Iterable[str], origins: Mapping[str, str]) -> int:
    """Tell how many independent origins these sources have."""
    return len({origins.get(id, id) for id in sources})


class ChainFinder:
    """Says what ties sources together."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._tied: dict[str, list[str]] = {}
        for source in sources.values():
            for relayed in source.relays:
                if relayed.id in sources:
                    self._tied.setdefault(source.id, []).append(relayed.id)
                    self._tied.setdefault(relayed.id, []).append(source.id)

    def describe(self, ids: Iterable[str]) -> list[str]:
        """List who relays whom among these sources, those behind them and those in front: ``a relays b``."""
        said: dict[str, None] = {}
        waiting = list(ids)
        seen: set[str] = set()
        while waiting:
            id = waiting.pop(0)
            if id in seen or id not in self._sources:
                continue
            seen.add(id)
            for relayed in self._sources[id].relays:
                said[f"{id} relays {relayed.id}"] = None
            waiting += self._tied.get(id, ())
        return list(said)
