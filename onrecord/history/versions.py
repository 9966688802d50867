"""The versions of each claim that readers may look up, from its history in git.

Goes in: the present commit, the claims, and what an earlier build read. Comes out: for each claim its versions, as values.
What is committed counts, not what lies in the working tree. Several commits on the day on which a claim was first
published make one version, the last; after that each commit that changes verdict, wording or finding makes one.
"""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import msgspec

from onrecord.content.cache import load_kept, save_kept
from onrecord.history.chronicle import Chronicle, State, read_chronicle, read_report
from onrecord.history.git import GitProblem, open_repository
from onrecord.history.head import Head
from onrecord.model import Claim, Version

_CHRONICLE = "history.json"
_REPORTS = "history-reports.json"
_COMPARED = ("verdict", "claim", "headline")


class _KeptChronicle(msgspec.Struct, frozen=True):
    version: str
    chronicle: Chronicle


class _KeptReports(msgspec.Struct, frozen=True):
    reports: dict[str, str]


class History(msgspec.Struct, frozen=True):
    """What git tells of the claims. ``missing`` says in words why it is nothing, if that can be mended.

    ``moved`` has the ids of claims of which it tells more than the last build knew; None for all. ``reports`` are those
    that were read by this build, and ``kept`` is the folder that has the others.
    """

    kept: Path
    chronicle: Chronicle = Chronicle()
    moved: frozenset[str] | None = frozenset()
    reports: Mapping[str, str] = {}
    missing: str = ""
    is_new: bool = False

    @property
    def key(self) -> str:
        """What tells it from others; empty if it tells nothing."""
        return self.chronicle.key if self.chronicle.head else ""


def read_history(
    site_folder: Path, head: Head | None, claims: Iterable[Claim], kept: Path, version: str, last: str, jobs: int
) -> History:
    """Read what git tells of the claims, as far as no earlier build by the same ``version`` of this program did.

    ``kept`` is the folder for what was read, and ``last`` the key of the history that the output shows.
    """
    nothing = History(kept, moved=frozenset() if not last else None)
    why = _why_missing(head)
    if head is None or (why and not head.id):
        return msgspec.structs.replace(nothing, missing=why)
    before = _load_chronicle(kept, version)
    named = frozenset(id for claim in claims if claim.aliases for id in _list_ids(claim))
    same = (before.head, before.folder) == (head.id, head.folder)
    if same and not head.shallow and named.isdisjoint(before.unread):
        return History(kept, before, frozenset() if before.key == last else None)
    if why:
        return msgspec.structs.replace(nothing, missing=why)
    try:
        repository = open_repository(site_folder)
        chronicle, reports, moved = read_chronicle(repository, head.id, head.folder, before, named, jobs)
    except GitProblem as fault:
        return msgspec.structs.replace(nothing, missing=str(fault))
    return History(kept, chronicle, moved if before.key == last else None, reports, is_new=True)


def _why_missing(head: Head | None) -> str:
    if head is None:
        return "This folder lies in no git repository"
    if not head.has_git:
        return "The program 'git' is not installed"
    if not head.id:
        return "Nothing is committed yet"
    return (
        "" if head.is_whole else "This clone holds a part of the history only (git fetch --unshallow fetches the rest)"
    )


def keep_history(history: History, version: str) -> None:
    """Keep what was read for the next build."""
    if not history.is_new:
        return
    used = {state.blob for states in history.chronicle.states.values() for state in states}
    reports = {**_load_reports(history.kept), **history.reports}
    history.kept.mkdir(parents=True, exist_ok=True)
    save_kept(history.kept / _REPORTS, _KeptReports({blob: text for blob, text in reports.items() if blob in used}))
    save_kept(history.kept / _CHRONICLE, _KeptChronicle(version, history.chronicle))


def _load_chronicle(kept: Path, version: str) -> Chronicle:
    found = load_kept(kept / _CHRONICLE, _KeptChronicle)[1]
    return found.chronicle if found and found.version == version else Chronicle()


def _load_reports(kept: Path) -> dict[str, str]:
    found = load_kept(kept / _REPORTS, _KeptReports)[1]
    return found.reports if found else {}


def reports_of(history: History, site_folder: Path) -> Callable[[Version], str]:
    """Give what finds the report of a version, as its author wrote it; raises ``OSError`` if that can't be had."""

    @cache
    def kept() -> dict[str, str]:
        return _load_reports(history.kept)

    def find(version: Version) -> str:
        known = history.reports.get(version.report)
        if known is None:
            known = kept().get(version.report)
        return _read_again(site_folder, version.report) if known is None else known

    return find


def _read_again(site_folder: Path, blob: str) -> str:
    """Read a report that was kept and is lost."""
    try:
        return read_report(open_repository(site_folder), blob)
    except GitProblem as fault:
        raise OSError(errno.EIO, str(fault)) from None


def list_changed(history: History, claims: Mapping[str, Claim], by_alias: Mapping[str, str]) -> list[str]:
    """Give the ids of the claims that may have more than one version, sorted."""
    told = {by_alias.get(id, id) for id in history.chronicle.states}
    return sorted(id for id in told if id in claims)


def list_versions(history: History, claim: Claim) -> tuple[Version, ...]:
    """Give the versions of a claim, oldest first, under whatever ids it had; those of a claim that is a draft are none."""
    if claim.status == "draft":
        return ()
    chronicle = history.chronicle
    states = [state for id in _list_ids(claim) for state in _states_of(chronicle, id)]
    return _number(chronicle, sorted(states, key=lambda state: state.commit))


def _list_ids(claim: Claim) -> list[str]:
    return [*(alias.id for alias in claim.aliases), claim.id]


def _states_of(chronicle: Chronicle, id: str) -> list[State]:
    if id in chronicle.unread:
        commit, blob = chronicle.unread[id]
        return [State(commit, blob, readable=True)]
    return chronicle.states.get(id, [])


def _number(chronicle: Chronicle, states: list[State]) -> tuple[Version, ...]:
    """Number the versions; what differs from the one before in nothing that counts gives that its texts."""
    versions: list[Version] = []
    number, before, last = 0, None, 0
    for state in _without_first_day(chronicle, states):
        commit, on = chronicle.commits[state.commit]
        if not state.readable:
            versions.append(Version(0, on, commit))
            continue
        changed = tuple(_list_changes(before, state)) if before else ()
        number += before is None or any(field in _COMPARED for field in changed)
        texts = state.label, state.claim, state.headline, state.summary, state.blob
        if before is None or changed:
            last = len(versions)
            versions.append(Version(number, on, commit, changed, *texts))
        else:
            old = versions[last]
            versions[last] = Version(number, old.on, old.commit, old.changed, *texts)
        before = state
    return tuple(versions)


def _without_first_day(chronicle: Chronicle, states: list[State]) -> list[State]:
    """Leave out what was replaced on the very day of the first publication, and what could not be read before."""
    first = next((at for at, state in enumerate(states) if state.readable), len(states))
    while any(state.readable for state in states[first + 1 :]):
        later = next(at for at in range(first + 1, len(states)) if states[at].readable)
        if chronicle.commits[states[later].commit][1] != chronicle.commits[states[first].commit][1]:
            break
        first = later
    return states[first:]


def _list_changes(before: State, after: State) -> Iterator[str]:
    for field in _COMPARED:
        if getattr(before, field) != getattr(after, field):
            yield field
    if after.withdrawn != before.withdrawn:
        yield "withdrawn"
    if after.told > before.told:
        yield "corrections"
