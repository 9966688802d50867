"""What a server asks of robots: ``robots.txt`` after RFC 9309."""

from collections.abc import Iterable
from urllib.parse import quote, unquote_to_bytes, urlsplit

import msgspec

from onrecord.editing.fetch import FetchProblem, Manners, fetch

_PRODUCT = "onrecord"
_MOST_BYTES = 500 * 1024


class RobotsProblem(FetchProblem):
    """An address that we are asked not to visit."""


class Rule(msgspec.Struct, frozen=True):
    """A pattern of paths, with ``*`` and at its end ``$``, and whether they may be visited."""

    pattern: str
    allowed: bool


def read_robots(text: str, product: str = _PRODUCT) -> list[Rule]:
    """Give the rules for a robot of this name, or those for all robots if it isn't named."""
    groups: dict[str, list[Rule]] = {}
    named: list[str] = []
    naming = False
    for line in text.splitlines():
        key, separator, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not separator:
            continue
        if key == "user-agent":
            named = [*named, value.lower()] if naming else [value.lower()]
            groups.setdefault(value.lower(), [])
            naming = True
        elif key in ("allow", "disallow"):
            naming = False
            for name in named if value else ():
                groups[name].append(Rule(_normalise(value), key == "allow"))
    return groups.get(product, groups.get("*", []))


def may_visit(rules: Iterable[Rule], path: str) -> bool:
    """Tell whether the rules allow a path (with its query): the longest pattern that fits decides, then permission."""
    fitting = [rule for rule in rules if _fits(rule.pattern, _normalise(path))]
    return max(fitting, key=lambda rule: (len(rule.pattern), rule.allowed)).allowed if fitting else True


def _normalise(path: str) -> str:
    """Write every character in one way: as it is where that is allowed, else encoded."""
    return quote(unquote_to_bytes(path), safe="/*$?=&:@!'()+,;~")


def _fits(pattern: str, path: str) -> bool:
    """Match a pattern without going back and forth in the path: each part is taken at its first place."""
    whole = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(rest, 1):
        if whole and number == len(rest):
            return path.endswith(part) and len(path) - len(part) >= at
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return not whole or at == len(path)


class Robots:
    """Asks each server once what it wants of robots, and says no where it does."""

    def __init__(self, manners: Manners) -> None:
        self._manners = msgspec.structs.replace(manners, most_bytes=_MOST_BYTES)
        self._rules: dict[str, list[Rule] | FetchProblem] = {}

    def permit(self, address: str) -> None:
        """Raise ``RobotsProblem`` for an address that we are asked not to visit, ``FetchProblem`` if nobody can tell."""
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin not in self._rules:
            self._rules[origin] = self._ask(origin)
        rules = self._rules[origin]
        if isinstance(rules, FetchProblem):
            raise type(rules)(*rules.args)
        path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        if not may_visit(rules, path):
            raise RobotsProblem(f"{origin}/robots.txt asks robots not to visit it")

    def _ask(self, origin: str) -> list[Rule] | FetchProblem:
        try:
            answer = fetch(f"{origin}/robots.txt", self._manners)
        except FetchProblem as problem:
            return problem
        if answer.status == 200:
            return read_robots(answer.body.decode("utf-8-sig", "replace"))
        if answer.status >= 500 or answer.status == 429:
            # The server can't say now what it wants, so it is left alone (RFC 9309, 2.3.1.4).
            return [Rule("/", allowed=False)]
        return []
