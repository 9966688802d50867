"""Does a site that stands elsewhere say what the content here says? Told by its seals, claim by claim."""

import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from onrecord.editing.fetch import FetchProblem
from onrecord.formats.seal import RECORD, Seal, SealFile, digest_of_substance

# Gives the file at a path of the site if it has at most so many bytes. Raises ``FetchProblem``.
Fetch = Callable[[str, int], bytes]

# Bytes: the seals of some 250,000 claims, and far more than a claim's own file takes.
_MOST_SEALS, _MOST_CLAIM = 50_000_000, 5_000_000


class Verified(msgspec.Struct, frozen=True):
    """What came of it: a line for each claim that differs, and how many claims' own files were looked at."""

    differences: tuple[str, ...]
    looked_at: int


def verify_site(
    ours: Mapping[str, Seal],
    read_report: Callable[[str], str],
    fetch: Fetch,
    sample: int | None,
    progress: Callable[[int], None],
) -> Verified:
    """Compare a site's seals with ours, and its claims' own files with the seals and our reports.

    Of those files ``sample`` are looked at, chosen by chance, so that nobody can know which; or all, for None. Raises
    ``FetchProblem`` if the site has no seals that can be read, and ``OSError`` if a claim of ours can't be read again.
    """
    theirs = read_seals(fetch)
    both = [id for id in ours if id in theirs]
    chosen = both if sample is None or sample >= len(both) else sorted(random.sample(both, sample))
    differences = dict(_compare(ours, theirs))
    for number, id in enumerate(chosen):
        progress(number)
        if id not in differences and (fault := _look_at(ours[id], read_report(id), fetch)):
            differences[id] = fault
    return Verified(tuple(f"{id}: {fault}" for id, fault in sorted(differences.items())), len(chosen))


def read_seals(fetch: Fetch) -> dict[str, Seal]:
    """Fetch the seals of a site. Raises ``FetchProblem``."""
    path = f"data/{RECORD}"
    data = fetch(path, _MOST_SEALS)
    try:
        file = msgspec.json.decode(data, type=SealFile)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FetchProblem(f"{path}: is no file of seals ({error})") from None
    seals = {seal.id: seal for seal in file.claims}
    if not len(seals) == len(file.claims) == file.count:
        raise FetchProblem(f"{path}: lists a claim twice, or another number of claims than it says")
    return seals


def _compare(ours: Mapping[str, Seal], theirs: Mapping[str, Seal]) -> Iterator[tuple[str, str]]:
    for id, seal in ours.items():
        other = theirs.get(id)
        if other is None:
            yield id, "is not on the site"
        elif seal.substance != other.substance:
            yield id, "differs in what it says: claim, verdict, finding, evidence, answers or corrections"
        elif seal.file != other.file:
            yield id, "differs in its file alone: in its report, or in what is no part of its substance"
    for id in theirs.keys() - ours.keys():
        yield id, "is on the site, and no published claim here"


def _look_at(seal: Seal, report: str, fetch: Fetch) -> str:
    """What is wrong with a claim's own file on the site, or nothing."""
    path = f"claims/{seal.id}/claim.json"
    try:
        document: Any = msgspec.json.decode(fetch(path, _MOST_CLAIM))
    except FetchProblem as fault:
        return str(fault)
    except (msgspec.DecodeError, RecursionError):
        return f"{path} is no JSON"
    claim = document.get("claim") if isinstance(document, dict) else None
    if not isinstance(claim, dict) or digest_of_substance(claim) != seal.substance:
        return f"{path} says something else than {RECORD}"
    if document.get("report") != report:
        return f"{path} has another report than the claim here"
    return ""


def summarise(verified: Verified, claims: int, where: str) -> str:
    """The outcome in a line, for this number of claims of ours."""
    looked = f"{verified.looked_at:,} of their own files looked at"
    if not verified.differences:
        return f"{where} says what the content here says: {claims:,} claims, {looked}."
    count = len(verified.differences)
    differ = "1 claim differs" if count == 1 else f"{count:,} claims differ"
    return f"{differ} between {where} and the content here: {claims:,} claims, {looked}."
