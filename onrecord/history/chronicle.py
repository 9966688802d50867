"""What each claim said, commit by commit: read from git once, kept, and carried on from there.

Goes in: the present commit, and what an earlier build read. Comes out: for each claim the states in which it was
published. Followed is the first-parent way: a merge counts as the one step that it was for the branch that is published.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from onrecord import parallel
from onrecord.content import limits
from onrecord.content.read import SITE_FILE, FoundFile, file_at, parse_file
from onrecord.history.git import Commit, Repository, list_commits, read_blobs
from onrecord.history.reading import Reader
from onrecord.history.record import Record


class State(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a published claim said from a commit on (its number among those of the chronicle), as plain texts.

    ``label`` is what its verdict was called, ``told`` how many corrections it told of, ``blob`` the file's id in git. What
    differs in none of ``verdict``, ``claim``, ``headline`` and ``told`` is one state, with its last texts. A file that
    can't be read has no texts.
    """

    commit: int
    blob: str
    readable: bool = False
    verdict: str = ""
    label: str = ""
    claim: str = ""
    headline: str = ""
    summary: str = ""
    told: int = 0
    withdrawn: bool = False


class Chronicle(msgspec.Struct, frozen=True):
    """The states of all claims by id, oldest first, up to the commit ``head``.

    ``commits`` are those that touched a claim or the scale: id and day. ``scales`` has what the verdicts were called from a
    commit on. Of a claim whose file was committed once, ``unread`` has that commit and the file's id, and no more is
    known of it than that it was published.
    """

    head: str = ""
    folder: str = ""
    commits: list[tuple[str, str]] = []
    scales: list[tuple[int, dict[str, str]]] = []
    unread: dict[str, tuple[int, str]] = {}
    states: dict[str, list[State]] = {}

    @property
    def key(self) -> str:
        """What tells it from others: the same key, the same states."""
        return f"{self.head}:{self.folder}"


class Said(msgspec.Struct, frozen=True):
    """What a claim's file says; the report is Markdown, as its author wrote it."""

    state: State
    published: bool
    report: str = ""


def read_chronicle(
    repository: Repository, head: str, folder: str, before: Chronicle, named: frozenset[str], jobs: int
) -> tuple[Chronicle, dict[str, str], frozenset[str] | None]:
    """Read all commits up to ``head``, or those since an earlier chronicle if it lies on the way. Raises ``GitProblem``.

    ``named`` has the ids of claims that are to be read even if their file was committed once. Comes with the reports of
    what was read, by the file's id, and the ids of the claims that have moved on; None for all.
    """
    commits = _list_since(repository, head, before) if before.folder == folder else None
    moved: frozenset[str] | None = None
    if commits is None:
        before, commits = Chronicle(), list_commits(repository, head, "content/claims", SITE_FILE)
    else:
        moved = frozenset(id for commit in commits for id, _ in _list_claims(commit))
    now = Chronicle(head, folder, [*before.commits], [*before.scales], dict(before.unread), {**before.states})
    steps = _number_steps(repository, commits, now)
    wanted = _choose(repository, steps, now, named)
    found = read_blobs(repository, [blob for each in wanted.values() for _, blob in each], limits.FILE_BYTES)
    said = _read_all(found, jobs)
    reports: dict[str, str] = {}
    for id, each in wanted.items():
        now.unread.pop(id, None)
        now.states[id] = _join(now, now.states.get(id, []), each, said)
        reports.update((blob, said[blob].report) for _, blob in each if said[blob].state.readable)
    return now, reports, moved


def _list_since(repository: Repository, head: str, before: Chronicle) -> list[Commit] | None:
    """The commits after those of an earlier chronicle; None if that is not on the first-parent way."""
    if not before.head:
        return None
    if before.head == head:
        return []
    commits = list_commits(repository, head, "content/claims", SITE_FILE, since=before.head)
    return commits if commits and commits[0].parent == before.head else None


def _list_claims(commit: Commit) -> Iterable[tuple[str, str]]:
    """The claims whose files a commit touched: their ids, and the ids of the bytes."""
    for change in commit.changes:
        file = file_at(change.path)
        if file and file.kind == "claim":
            yield file.id, change.id


def _number_steps(repository: Repository, commits: list[Commit], now: Chronicle) -> dict[str, list[tuple[int, str]]]:
    """Give, for each claim, the commits (by number) in which its file became another; takes them into the chronicle."""
    steps: dict[str, list[tuple[int, str]]] = {}
    scales: list[tuple[int, str]] = []
    for commit in commits:
        number = len(now.commits)
        touched = False
        for id, blob in _list_claims(commit):
            if blob:
                steps.setdefault(id, []).append((number, blob))
                touched = True
        for change in commit.changes:
            if change.path == SITE_FILE and change.id:
                scales.append((number, change.id))
                touched = True
        if touched:
            now.commits.append((commit.id, _day_of(commit.seconds)))
    found = read_blobs(repository, [blob for _, blob in scales], limits.FILE_BYTES)
    now.scales.extend((number, _read_scale(found[blob])) for number, blob in scales)
    return steps


def _choose(
    repository: Repository, steps: Mapping[str, list[tuple[int, str]]], now: Chronicle, named: frozenset[str]
) -> dict[str, list[tuple[int, str]]]:
    """Choose what is to be read; what was committed once, and as no draft, is taken into the chronicle unread."""
    wanted: dict[str, list[tuple[int, str]]] = {}
    once: dict[str, tuple[int, str]] = {}
    for id, each in steps.items():
        known = [now.unread[id]] if id in now.unread else []
        if id in now.states or id in named or len({blob for _, blob in [*known, *each]}) > 1:
            wanted[id] = [*known, *each]
        elif not known:
            once[id] = each[0]
    wanted |= {id: [now.unread[id]] for id in named if id in now.unread and id not in wanted}
    found = read_blobs(repository, [blob for _, blob in once.values()], limits.FILE_BYTES)
    for id, (number, blob) in once.items():
        if b"draft" in (found[blob] or b"draft"):
            wanted[id] = [(number, blob)]
        else:
            now.unread[id] = (number, blob)
    return wanted


def _read_all(found: Mapping[str, bytes | None], jobs: int) -> dict[str, Said]:
    """Read files for what they say, on all cores if they are many."""

    def work(share: Sequence[str]) -> bytes:
        reader = Reader()
        return msgspec.json.encode({blob: _read(reader, blob, found[blob]) for blob in share})

    shares = parallel.share_out(list(found), jobs if len(found) > _WORTH_A_WORKER else 1)
    said: dict[str, Said] = {}
    for each in parallel.run_workers(shares, work):
        said |= msgspec.json.decode(each, type=dict[str, Said])
    return said


# Below so many files a second process costs more than it saves.
_WORTH_A_WORKER = 500


def _read(reader: Reader, blob: str, data: bytes | None) -> Said:
    raw = reader.read(data) if data else None
    if raw is None:
        return Said(State(0, blob), published=True)
    record = Record(raw)
    state = State(
        commit=0,
        blob=blob,
        readable=True,
        verdict=record.text("verdict"),
        claim=record.text("claim"),
        headline=record.text("headline"),
        summary=record.text("summary"),
        told=len(record.entries("corrections")),
        withdrawn=bool(record.text("withdrawn")),
    )
    return Said(state, record.published, (raw.body or "").strip())


def read_report(repository: Repository, blob: str) -> str:
    """Read the report of one file. Raises ``GitProblem``."""
    return _read(Reader(), blob, read_blobs(repository, [blob], limits.FILE_BYTES)[blob]).report


def _read_scale(data: bytes | None) -> dict[str, str]:
    """What the verdicts are called; nothing if the site's file can't be read."""
    file = FoundFile(SITE_FILE, "site")
    raw = parse_file(file, data)[0] if data is not None else None
    return {each.get("id"): each.get("label") for each in Record(raw).entries("verdicts")} if raw else {}


def _join(now: Chronicle, states: list[State], steps: list[tuple[int, str]], said: Mapping[str, Said]) -> list[State]:
    """Carry the states of a claim on; what says the same as the last is one with it."""
    joined = [*states]
    for number, blob in steps:
        each = said[blob]
        if not each.published:
            continue
        label = _find_label(now, number, each.state.verdict)
        state = msgspec.structs.replace(each.state, commit=number, label=label)
        last = next((at for at in reversed(range(len(joined))) if joined[at].readable), None)
        if state.readable and last is not None and _what_counts(joined[last]) == _what_counts(state):
            joined[last] = msgspec.structs.replace(state, commit=joined[last].commit)
        else:
            joined.append(state)
    return joined


def _what_counts(state: State) -> object:
    return state.verdict, state.claim, state.headline, state.told, state.withdrawn


def _find_label(now: Chronicle, number: int, verdict: str) -> str:
    """What a verdict was called at a commit."""
    scale = next((labels for since, labels in reversed(now.scales) if since <= number), {})
    return scale.get(verdict) or verdict


def _day_of(seconds: int) -> str:
    """The day in UTC, of the years that dates have."""
    within = min(max(seconds, 0), 253_402_300_799)
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=within // 86_400)).isoformat()
