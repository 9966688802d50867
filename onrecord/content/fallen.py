"""Sources that have fallen (retracted, corrected, changed or dead since), and the claims that rest on them.

A claim rests on a source that its page names, and on every source that one of those relays, in chains.
"""

from collections.abc import Collection, Iterator

import msgspec

from onrecord.content.facts import Index
from onrecord.content.mentions import list_sources
from onrecord.model import Claim, Reexamination, Reference, Source, SourceFate, SourceStatus
from onrecord.problems import Problem, problem


class Fallen(msgspec.Struct, frozen=True):
    """A claim, a source that has fallen, the claim's first mention of it or of one that relays it, and the answer."""

    claim: Claim
    source: Source
    status: SourceStatus
    mention: Reference
    answer: Reexamination | None = None


def list_relaying(index: Index, id: str) -> list[str]:
    """Give a source and all that repeat its report, directly or in chains."""
    found = {id: None}
    waiting = [id]
    while waiting:
        for each in index.relayed_by.get(waiting.pop(), ()):
            if each not in found:
                found[each] = None
                waiting.append(each)
    return list(found)


def list_fallen(index: Index) -> Iterator[Fallen]:
    """Give every claim with each fallen source that it rests on and that nobody has answered for since.

    A withdrawn claim rests on nothing any more.
    """
    fallen = [id for id, source in index.sources.items() if source.status]
    relaying = dict.fromkeys(each for id in fallen for each in list_relaying(index, id))
    resting = dict.fromkeys(use.claim for id in relaying for use in index.uses_of_source.get(id, ()))
    for claim in (index.claims[id] for id in resting):
        if not claim.withdrawn:
            yield from (each for each in find_fallen(index, claim) if each.answer is None)


def find_fallen(index: Index, claim: Claim) -> list[Fallen]:
    """Give the fallen sources that a claim rests on, in the order in which its page names them."""
    found: dict[str, Fallen] = {}
    first: dict[str, Reference] = {}
    for mention in list_sources(claim):
        first.setdefault(mention.id, mention)
    for mention in first.values():
        for source, status in find_fallen_origins(index, mention.id):
            answer = _find_answer(claim, source.id, status)
            found.setdefault(source.id, Fallen(claim, source, status, first.get(source.id, mention), answer))
    return list(found.values())


def find_fallen_origins(index: Index, id: str) -> Iterator[tuple[Source, SourceStatus]]:
    """Give those that have fallen of a source and all whose report it repeats, directly or in chains."""
    seen = {id}
    waiting = [id]
    while waiting:
        source = index.sources.get(waiting.pop())
        if source and source.status:
            yield source, source.status
        for relayed in source.relays if source else ():
            if relayed.id not in seen:
                seen.add(relayed.id)
                waiting.append(relayed.id)


def _find_answer(claim: Claim, source: str, status: SourceStatus) -> Reexamination | None:
    """The newest second look for a source on the day on which it fell, or later."""
    answers = [each for each in claim.reexamined if each.source.id == source and each.on >= status.on]
    return max(answers, key=lambda each: each.on, default=None)


# What became of a source, in the middle of a sentence.
FATES: dict[SourceFate, str] = {
    "retracted": "was retracted",
    "corrected": "was corrected",
    "changed": "has changed",
    "dead": "is no longer there",
}


def check_fallen(index: Index, newly: Collection[str] = ()) -> Iterator[Problem]:
    """Warn of claims that rest on a fallen source and were not looked at again.

    For sources in ``newly`` it is an error: whoever marks a source looks at what rests on it.
    """
    for each in list_fallen(index):
        id, status = each.source.id, each.status
        through = "" if each.mention.id == id else f" through '{each.mention.id}'"
        message = f"the source '{id}' {FATES[status.fate]} ({status.on}), and the claim rests on it{through}"
        hint = (
            f"Look at the claim again, and write what you found and when, on that day or later: "
            f'reexamined: [{{on: {status.on}, source: {id}, note: "What you found."}}]'
        )
        found = problem(each.claim.path, each.mention.line, "source-fallen", message, hint)
        yield msgspec.structs.replace(found, severity="error") if id in newly else found
