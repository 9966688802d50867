"""The guard against silent changes: what a revision published, beside what the working tree would publish.

Goes in: a revision of git and the present content files. Comes out: what would change for readers, and a problem for each
change that may not be made in silence. Files are told apart by their bytes; only those that differ are read from git.
What a revision published is what its tree holds, whatever way led from there to here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from onrecord.history.changes import Change, change_of, list_changes, list_changes_of_source
from onrecord.history.claims import Outcome, Renamed, compare_claim
from onrecord.history.git import GitProblem, Repository, find_commit, find_parting, id_of, open_repository
from onrecord.history.identity import Claims, find_renamed, gather_claims, report_gone
from onrecord.history.past import PastFiles, list_past, read_past
from onrecord.history.record import Entry, Records, WrittenFile, read_records
from onrecord.history.scale import compare_scale
from onrecord.model import Claim
from onrecord.problems import Problem, problem, shown


class Published(msgspec.Struct, frozen=True):
    """A revision of git, as somebody called it, and what it published. ``parting`` is where our way left its way."""

    revision: str
    commit: str
    repository: Repository
    files: PastFiles
    parting: str | None


class Comparison(msgspec.Struct, frozen=True):
    """What would change for readers since a commit, and what is wrong with that.

    ``fallen`` are the sources that were marked as fallen since, ``unread`` the paths of present files that can't be read.
    """

    revision: str
    commit: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    fallen: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()


def open_published(site_folder: Path, revision: str) -> Published:
    """Find what a revision published. Raises ``GitProblem`` if git can't tell."""
    repository = open_repository(site_folder)
    commit = find_commit(repository, revision)
    files = list_past(repository, commit)
    if files is None:
        message = f"{shown(revision)} has no folder '{site_folder / 'content'}', so there is nothing to compare with."
        raise GitProblem(f"{message} If the site lay elsewhere then, compare with a later revision.")
    return Published(revision, commit, repository, files, find_parting(repository, commit))


def compare_content(past: Published, inputs: Sequence[WrittenFile], claims: Collection[Claim]) -> Comparison:
    """Compare. ``claims`` are the present ones, as far as they are good. Raises ``GitProblem``."""
    same = {each.file for each in inputs if not each.problems and _is_as_published(each, past)}
    older = read_past(past.repository, past.files, (file for file in past.files if file not in same))
    newer = [each for each in inputs if each.file not in same]
    names = _find_new_names(older, newer)
    # A claim whose file is the same says something else all the same if its claimant has another name.
    renamed = {
        claim.path for claim in claims if any(each.person and each.person.id in names for each in claim.claimants)
    }
    both = [each for each in inputs if each.file in same and each.file.path in renamed]
    before, after = read_records([*older, *both]), read_records([*newer, *both])
    found = Outcome([], [*_report_apart(past), *_report_unreadable(past, before)])
    present = frozenset(each.file.id for each in inputs if each.file.kind == "claim")
    new_ids = _find_renamed(before, after, names)
    _compare_claims(gather_claims(before, after, present), new_ids, past, found)
    _compare_site(before, after, _list_verdicts(before, claims, {file.path for file in same}), found)
    found.changes.extend(_compare_others(before, after))
    fallen = _find_newly_fallen(before, after, new_ids)
    unread = tuple(sorted(file.path for file in after.unreadable))
    return Comparison(past.revision, past.commit, tuple(found.changes), tuple(found.problems), fallen, unread)


def _is_as_published(each: WrittenFile, past: Published) -> bool:
    """Tell whether a file has the bytes that were published, but for the line endings that git gives it on Windows."""
    id = past.files.get(each.file)
    if id is None:
        return False
    return id == id_of(each.data, id) or (b"\r\n" in each.data and id == id_of(each.data.replace(b"\r\n", b"\n"), id))


def _report_apart(past: Published) -> Iterator[Problem]:
    """Name it where the present commit doesn't go back to the revision: what that alone has will seem taken away."""
    name = f"{shown(past.revision)} ({past.commit[:12]})"
    if past.parting == past.commit:
        return
    if past.parting is None:
        message = f"{name} has no commit in common with the present history"
        hint = "Was the history rewritten? The content is compared with that of the revision all the same."
    else:
        message = f"the present commit does not go back to {name}: they parted at {past.parting[:12]}"
        hint = (
            "Either the history was rewritten, or this branch lacks what came after; then bring it up to date "
            f"(git merge {past.commit[:12]}), since what it lacks seems taken away. "
            f"--since {past.parting[:12]} shows what this branch alone would change."
        )
    if past.repository.shallow:
        hint = f"This clone holds a part of the history only, so it may not be so (git fetch --unshallow). {hint}"
    yield problem("content", 0, "history-apart", message, hint)


def _report_unreadable(past: Published, before: Records) -> Iterator[Problem]:
    for each in before.unreadable.values():
        message = f"can't be compared: what {shown(past.revision)} has of it can't be read, because {each.message}"
        hint = f"Compare it yourself: git show {past.commit[:12]}:./{each.path}"
        yield problem(each.path, 0, "past-unreadable", message, hint)


def _find_new_names(before: Sequence[WrittenFile], after: Sequence[WrittenFile]) -> dict[str, tuple[str, str]]:
    """Give the name that each person had, and the one that they have, where those are two."""
    people = ((each for each in side if each.file.kind == "person") for side in (before, after))
    older, newer = (read_records(each).of("person") for each in people)
    pairs = {id: (older[id].name, newer[id].name) for id in older if id in newer}
    return {id: (old, new) for id, (old, new) in pairs.items() if old and new and old != new}


def _find_renamed(before: Records, after: Records, names: Mapping[str, tuple[str, str]]) -> Renamed:
    sources = ({id: source for id, (_, source) in side.sources().items()} for side in (before, after))
    people = ({id: each.as_entry() for id, each in side.of("person").items()} for side in (before, after))
    return Renamed(sources=find_renamed(*sources), people=find_renamed(*people), names=names)


def _list_verdicts(before: Records, claims: Collection[Claim], unchanged: set[str]) -> frozenset[str]:
    """The verdicts that published claims bore."""
    kept = {claim.verdict.id for claim in claims if claim.path in unchanged}
    return frozenset(kept | {each.text("verdict") for each in before.of("claim").values() if each.published})


def _compare_claims(claims: Claims, renamed: Renamed, past: Published, found: Outcome) -> None:
    known: set[str] = set()
    for old in claims.before.values():
        new = claims.heir_of(old)
        if not old.published or (new is None and old.id in claims.present):
            # Nobody has seen it; or it is there and can't be read, which the check of the file itself reports.
            continue
        if new is None or not new.published:
            gone, row = report_gone(old, new, claims, past.commit)
            found.problems.append(gone)
            found.changes.append(row)
            continue
        known.add(new.id)
        if new.id != old.id:
            found.changes.append(change_of(new, "address", old.id, new.id))
        compared = compare_claim(old, new, renamed)
        found.changes.extend(compared.changes)
        found.problems.extend(compared.problems)
    known |= claims.unknown
    for id, new in claims.after.items():
        if new.published and id not in known:
            found.changes.append(change_of(new, "new", "", new.name))


def _compare_site(before: Records, after: Records, in_use: frozenset[str], found: Outcome) -> None:
    for id, new in after.of("site").items():
        old = before.of("site").get(id)
        if old is not None:
            changes, problems = compare_scale(old, new, in_use)
            found.changes.extend([*changes, *list_changes(old, new, {})])
            found.problems.extend(problems)


def _find_newly_fallen(before: Records, after: Records, renamed: Renamed) -> frozenset[str]:
    """The sources that have another status than was published, whoever called them what."""
    was = {renamed.sources.get(id, id): _status_of(source) for id, (_, source) in before.sources().items()}
    now = {id: _status_of(source) for id, (_, source) in after.sources().items()}
    return frozenset(id for id, status in now.items() if any(status) and status != was.get(id))


def _status_of(source: Entry) -> tuple[str, str]:
    return source.get("status.is"), source.get("status.on")


def _compare_others(before: Records, after: Records) -> Iterator[Change]:
    """What readers see beside the claims, and what may change freely."""
    for kind in ("person", "topic", "page"):
        older, newer = before.of(kind), after.of(kind)
        for id, old in older.items():
            if id in newer:
                yield from list_changes(old, newer[id], {})
            else:
                yield change_of(old, "gone", old.name, "")
        yield from (change_of(new, "new", "", new.name) for id, new in newer.items() if id not in older)
    published = before.sources()
    for id, (path, source) in after.sources().items():
        if id in published:
            yield from list_changes_of_source(published[id][1], source, path)
