"""The build, as a short story: read, check, link, view and render, write.

Nothing is written before everything has been checked and rendered. What an earlier build left is used where its inputs are
the same, and never changes a byte.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord import dates, parallel
from onrecord.content.cache import KnownFiles, Texts, load_facts, save_facts
from onrecord.content.fallen import check_fallen
from onrecord.content.index import backlinks_of, reopen_index
from onrecord.content.link import Indexes, index_values
from onrecord.content.load import LoadedFile, load_files
from onrecord.content.read import SITE_FILE
from onrecord.intake import Intake, take_in
from onrecord.linking import Checked, link_loaded, sort_by_kind
from onrecord.memory import Memory
from onrecord.model import Claim, Snapshot, Source
from onrecord.options import Options, Progress, without_progress
from onrecord.problems import Problem, has_errors
from onrecord.publish.manifest import Manifest, find_damaged
from onrecord.publish.write import STATE_FOLDER, OutputFolder, Written, open_output
from onrecord.version import generator_digest

if TYPE_CHECKING:
    from onrecord.formats.seal import Seal
    from onrecord.history.since import Published


class Built(msgspec.Struct, frozen=True):
    """What a build came to; ``written`` is None if problems stood in its way.

    ``missing_history`` says why readers are shown nothing of what git tells, if that can be mended.
    ``remains`` is what it knew. A process that ends with the build holds it to its end, so as not to take it apart.
    """

    problems: tuple[Problem, ...]
    claim_count: int
    has_base_url: bool = False
    written: Written | None = None
    missing_history: str = ""
    remains: object = None


def check_site(options: Options, progress: Progress = without_progress) -> Checked:
    """Read, check and link everything. What is wrong comes back as problems, sorted by file and line.

    Files that the last build into ``output/`` knows are not checked again; nothing is written. Raises ``GitProblem`` if
    there is nothing to compare with.
    """
    past = None if options.since is None else _open_published(options.site_folder, options.since)
    read, _, checked = _read_and_link(options, progress)
    return checked if past is None else _compare(options.site_folder, checked, past, read)


class Sealed(msgspec.Struct, frozen=True):
    """The seals of the published claims, newest first, and what gives a claim's report as its author wrote it.

    With an error anywhere there are none.
    """

    checked: Checked
    seals: dict[str, "Seal"] = {}
    read_report: Callable[[str], str] = lambda id: ""


def seal_site(options: Options, progress: Progress = without_progress) -> Sealed:
    """Check everything as ``check_site`` does, and seal each published claim."""
    from onrecord.formats.records import claim_record
    from onrecord.formats.seal import make_seal
    from onrecord.making import open_desk

    read, loaded, checked = _read_and_link(options, progress)
    if not checked.ok or checked.site is None:
        return Sealed(checked)
    digests = {each.path: each.known.digest for each in loaded}
    desk = open_desk(options, read, checked.site, digests, Texts())
    claims = {id: checked.site.claims[id] for id in desk.published_ids}
    seals = {id: make_seal(claim_record(desk, claim), desk.file_digest(claim)) for id, claim in claims.items()}
    return Sealed(checked, seals, lambda id: desk.read_report(claims[id]))


def _read_and_link(options: Options, progress: Progress) -> tuple[Intake, list[LoadedFile], Checked]:
    read = take_in(options)
    known, indexes = _recall(options, options.site_folder / "output")
    loaded = load_files(options.site_folder, read.content, known.files, options.jobs, progress)
    return read, loaded, link_loaded(options, read, loaded, indexes)[0]


def _open_published(site_folder: Path, revision: str) -> "Published":
    from onrecord.history.since import open_published

    return open_published(site_folder, revision)


def _compare(site_folder: Path, checked: Checked, past: "Published", read: Intake) -> Checked:
    from onrecord.history.record import read_present
    from onrecord.history.since import compare_content

    claims = checked.site.claims.values() if checked.site else ()
    comparison = compare_content(past, read_present(site_folder, read.inputs), list(claims))
    problems = {*checked.problems, *comparison.problems}
    if checked.site and comparison.fallen:
        # Whoever marks a source looks again at what rests on it: what is a warning else is an error here.
        errors = {each for each in check_fallen(checked.site, comparison.fallen) if each.severity == "error"}
        problems -= {msgspec.structs.replace(each, severity="warning") for each in errors}
        problems |= errors
    return msgspec.structs.replace(checked, problems=tuple(sorted(problems)), comparison=comparison)


def build_site(
    options: Options, output: Path, progress: Progress = without_progress, memory: Memory | None = None
) -> Built:
    """Build the site into the output folder. With an error anywhere nothing is written.

    ``memory`` is what this process remembers of its last build into the same folder.
    """
    if not (options.site_folder / SITE_FILE).exists():
        # Without its own file this is no site, and most likely the wrong folder: not even an output folder is made.
        return Built(tuple(sorted(set(take_in(options).problems))), 0)
    with open_output(output, memory.manifest if memory else None) as folder:
        manifest = folder.manifest
        taken, looked = _begin_to_look(options, folder, memory)
        if memory is not None and memory.known.files and memory.known.inputs == manifest.inputs:
            left = memory.known, memory.indexes
        else:
            left = _recall(options, output)
        read = taken()
        # What the last build missed on this machine may be there now.
        complete = manifest.is_indexed and all(each.code != "share-images-missing" for each in manifest.problems)
        complete = complete and not (manifest.missing_history and read.head and read.head.is_whole)
        is_made = manifest.inputs == read.digest and manifest.version == generator_digest() and complete
        if not is_made:
            # What making needs is imported while the output is looked at.
            import onrecord.making
            import onrecord.pages.render  # noqa: F401
        damaged = looked()
        if is_made and not damaged:
            written = Written(0, len(manifest.files), 0)
            said = manifest.problems, manifest.claim_count, manifest.has_base_url
            return Built(*said, written, manifest.missing_history, (read, left))
        with folder.sweeping() if memory is None else contextlib.nullcontext():
            return _build(options, read, folder, (damaged, *left), progress, memory or Memory())


def _begin_to_look(
    options: Options, folder: OutputFolder, memory: Memory | None
) -> tuple[Callable[[], Intake], Callable[[], set[str]]]:
    """What reads all inputs, and what finds the files of the output that are not as the last build left them.

    If they are many, another process has begun with both. They must be called in this order.
    """
    manifest = folder.manifest

    def take() -> Intake:
        return take_in(options, memory.seen if memory else None)

    def look() -> set[str]:
        remembered = memory is not None and not memory.is_empty and memory.known.inputs == manifest.inputs
        return set() if remembered else find_damaged(folder.path, manifest, verify=options.verify)

    if memory is not None or options.jobs == 1 or len(manifest.files) < _WORTH_A_WORKER:
        return take, look
    taken, looked = parallel.begin(lambda: msgspec.json.encode(take()), lambda: msgspec.json.encode(look()))
    return lambda: msgspec.json.decode(taken(), type=Intake), lambda: msgspec.json.decode(looked(), type=set[str])


def _recall(options: Options, output: Path) -> tuple[KnownFiles, Indexes | None]:
    """Give what the last build into this folder knew, with its indexes."""
    known = load_facts(_cache_of(output), generator_digest(), dates.latest_today())
    if known.base is None or known.base.backlinks is None:
        return known, None
    values = sort_by_kind(file.entity for file in known.base.files.values())
    base = reopen_index(values[Claim].values(), values[Source], known.base.backlinks)
    if known.files is not known.base.files:
        values = sort_by_kind(file.entity for file in known.files.values())
    before = Indexes(base, base, {})
    return known, index_values(values[Claim], values[Source], values[Snapshot], drafts=options.serving, before=before)


# Below so many files of the output a second process costs more than it saves.
_WORTH_A_WORKER = 5_000


def _build(
    options: Options,
    read: Intake,
    folder: OutputFolder,
    left: tuple[set[str], KnownFiles, Indexes | None],
    progress: Progress,
    memory: Memory,
) -> Built:
    """Build from what was read and what the last build ``left``: what is damaged of it, what it knew, its indexes."""
    from onrecord.history.versions import History, keep_history, read_history
    from onrecord.indexing import SearchProblem
    from onrecord.making import make_files, settings_digest
    from onrecord.pages.render import TemplateProblem

    cache, today = _cache_of(folder.path), dates.latest_today()
    damaged, before, indexes = left
    loaded = load_files(options.site_folder, read.content, before.files, options.jobs, progress)
    # What is known may be that of a first build that failed; what the manifest tells of is good.
    is_good = before.inputs == folder.manifest.inputs
    checked, indexes = link_loaded(options, read, loaded, indexes, is_good=is_good)
    texts = Texts(cache)
    texts.fresh.update((each.known.text_key, each.html) for each in loaded if each.html)
    known = KnownFiles(
        read.digest,
        {each.path: each.known for each in loaded if not (each.known.problems and has_errors(each.known.problems))},
    )
    built = Built(checked.problems, checked.claim_count)
    if not checked.ok or checked.site is None:
        if not folder.manifest.version:
            _save_cache(cache, today, before, known, indexes, texts)
        return built
    last, history = folder.manifest.history, History(cache)
    if checked.site.config.versions:
        claims = checked.site.claims.values()
        version = generator_digest()
        history = read_history(options.site_folder, read.head, claims, cache, version, last, options.jobs)
    elif last:
        history = History(cache, moved=None)
    past = before, known, history
    try:
        files = make_files(options, read, checked.site, folder, damaged, past, texts, progress, memory)
    except (TemplateProblem, SearchProblem) as fault:
        return Built((*checked.problems, fault.problem), checked.claim_count)
    config = checked.site.config
    manifest = Manifest(
        version=generator_digest(),
        settings=settings_digest(read, checked.site),
        inputs=read.digest,
        problems=checked.problems,
        claim_count=checked.claim_count,
        has_base_url=bool(config.base_url),
        is_indexed=memory.prepare_index is None,
        history=history.key,
        missing_history=history.missing,
    )
    written = folder.commit(files, manifest)
    keep_history(history, generator_digest())
    if memory.is_empty:
        _save_cache(cache, today, before, known, indexes, texts)
    else:
        memory.save = lambda: _save_cache(cache, today, KnownFiles(), known, indexes, texts)
    memory.known, memory.indexes, memory.manifest = known, indexes, folder.see_manifest()
    remains = (left, read, loaded, checked, known, files, memory)
    return Built(checked.problems, checked.claim_count, bool(config.base_url), written, history.missing, remains)


def _cache_of(output: Path) -> Path:
    return output / STATE_FOLDER / "cache"


def _save_cache(
    folder: Path, today: str, before: KnownFiles, now: KnownFiles, indexes: Indexes | None, texts: Texts
) -> None:
    backlinks = backlinks_of(indexes.everything) if indexes else None
    everything = save_facts(folder, generator_digest(), today, before, now, backlinks)
    texts.save({each.text_key for each in now.files.values()} if everything else None)
