"""The build, as a short story: read, check, link, view and render, write.

Nothing is written before everything has been checked and rendered. What an earlier build left is used where its inputs are
the same, and never changes a byte.
"""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from onrecord import dates, parallel
from onrecord.config import check_config, check_navigation
from onrecord.content.cache import KnownFiles, Texts, digest_of, load_facts, save_facts
from onrecord.content.facts import Facts, Site
from onrecord.content.link import RESERVED_NAMES, link_facts
from onrecord.content.load import Input, LoadedFile, check_inputs, load_files, read_inputs
from onrecord.content.read import SITE_FILE, FileKind, FoundFile, find_files, parse_file
from onrecord.content.rules import accept_warnings
from onrecord.memory import Memory
from onrecord.model import Article, Claim, Config, Person, Source, Topic
from onrecord.problems import Problem, has_errors, problem
from onrecord.publish.manifest import NO_PAGE, Manifest, find_damaged
from onrecord.publish.static import list_static_files
from onrecord.publish.write import STATE_FOLDER, OutputFolder, StagedFile, Written, open_output
from onrecord.version import generator_digest

if TYPE_CHECKING:
    from onrecord.pages.affected import Change
    from onrecord.pages.desk import Desk
    from onrecord.pages.outline import PageKey


class Options(msgspec.Struct, frozen=True):
    """What the command line chose. An empty ``base_url`` leaves the one of ``content/site.yaml``.

    ``verify`` compares what is in the output by its bytes, not by size and time.
    """

    site_folder: Path
    base_url: str = ""
    serving: bool = False
    jobs: int = 1
    verify: bool = False


# Told now and then: the stage, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


def _without_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


class Checked(msgspec.Struct, frozen=True):
    """The linked site, or None if its own file can't be read, and all problems in the order of their places."""

    site: Site | None
    problems: tuple[Problem, ...]
    claim_count: int

    @property
    def ok(self) -> bool:
        return self.site is not None and not has_errors(self.problems)


class Built(msgspec.Struct, frozen=True):
    """What a build came to; ``written`` is None if problems stood in its way."""

    problems: tuple[Problem, ...]
    claim_count: int
    has_base_url: bool = False
    written: Written | None = None


class _Read(msgspec.Struct, frozen=True):
    """All inputs: content files with their bytes, the static files, the digests of the templates, and problems."""

    inputs: tuple[Input, ...]
    static: dict[str, bytes]
    templates: dict[str, str]
    problems: tuple[Problem, ...]
    digest: str


def check_site(options: Options, progress: Progress = _without_progress) -> Checked:
    """Read, check and link everything. What is wrong comes back as problems, sorted by file and line.

    Files that the last build into ``output/`` knows are not checked again; nothing is written.
    """
    read = _read_everything(options)
    known = load_facts(_cache_of(options.site_folder / "output"), generator_digest(), dates.latest_today())
    loaded = load_files(_content(read), known.files, options.jobs, progress)
    return _link(options, read, loaded)


def build_site(
    options: Options, output: Path, progress: Progress = _without_progress, memory: Memory | None = None
) -> Built:
    """Build the site into the output folder. With an error anywhere nothing is written.

    ``memory`` is what this process remembers of its last build into the same folder.
    """
    if not (options.site_folder / SITE_FILE).exists():
        # Without its own file this is no site, and most likely the wrong folder: not even an output folder is made.
        return Built(tuple(sorted(set(_read_everything(options).problems))), 0)
    with open_output(output) as folder:
        manifest = folder.manifest
        find = _begin_to_find_damaged(options, folder, memory)
        read = _read_everything(options, memory)
        damaged = find()
        if manifest.inputs == read.digest and manifest.version == generator_digest() and not damaged:
            written = Written(0, len(manifest.files), 0)
            return Built(manifest.problems, manifest.claim_count, manifest.has_base_url, written)
        return _build(options, read, folder, damaged, progress, memory or Memory())


def _begin_to_find_damaged(options: Options, folder: OutputFolder, memory: Memory | None) -> Callable[[], set[str]]:
    """Begin to look for files of the output that are no longer as they were left: beside the reading, if they are many."""
    manifest = folder.manifest
    if memory is not None and not memory.is_empty and memory.known.inputs == manifest.inputs:
        return set

    def find() -> set[str]:
        return find_damaged(folder.path, manifest, verify=options.verify)

    if options.jobs == 1 or len(manifest.files) < _WORTH_A_WORKER:
        return find
    found = parallel.begin(lambda: msgspec.json.encode(sorted(find())))
    return lambda: set(msgspec.json.decode(found(), type=list[str]))


# Below so many files of the output a second process costs more than it saves.
_WORTH_A_WORKER = 5_000


def _build(
    options: Options, read: _Read, folder: OutputFolder, damaged: set[str], progress: Progress, memory: Memory
) -> Built:
    from onrecord.pages.render import TemplateProblem

    cache, today = _cache_of(folder.path), dates.latest_today()
    before = memory.known if memory.known.inputs == folder.manifest.inputs else KnownFiles()
    if not before.files:
        before = load_facts(cache, generator_digest(), today)
    loaded = load_files(_content(read), before.files, options.jobs, progress)
    checked = _link(options, read, loaded)
    texts = Texts(cache)
    texts.fresh.update((each.known.text_key, each.html) for each in loaded if each.html)
    known = KnownFiles(
        read.digest,
        {each.path: each.known for each in loaded if not (each.known.problems and has_errors(each.known.problems))},
    )
    built = Built(checked.problems, checked.claim_count)
    if not checked.ok or checked.site is None:
        if not folder.manifest.version:
            _save_cache(cache, today, before, known, texts)
        return built
    try:
        files = _make_files(options, read, checked.site, folder, damaged, (before, known), texts, progress, memory)
    except TemplateProblem as fault:
        return Built((*checked.problems, fault.problem), checked.claim_count)
    config = checked.site.config
    manifest = Manifest(
        version=generator_digest(),
        settings=_settings_digest(read, checked.site),
        inputs=read.digest,
        problems=checked.problems,
        claim_count=checked.claim_count,
        has_base_url=bool(config.base_url),
    )
    written = folder.commit(files, manifest)
    if memory.is_empty:
        _save_cache(cache, today, before, known, texts)
    else:
        memory.save = lambda: _save_cache(cache, today, KnownFiles(), known, texts)
    memory.known = known
    return Built(checked.problems, checked.claim_count, bool(config.base_url), written)


def _make_files(
    options: Options,
    read: _Read,
    site: Site,
    folder: OutputFolder,
    damaged: set[str],
    known: tuple[KnownFiles, KnownFiles],
    texts: Texts,
    progress: Progress,
    memory: Memory,
) -> list[StagedFile]:
    """Make every file of the output that an edit may have touched; the others stay as the manifest has them."""
    from onrecord.pages.affected import find_affected
    from onrecord.pages.desk import Desk
    from onrecord.pages.frame import view_site
    from onrecord.pages.make import Studio, make_pages
    from onrecord.pages.outline import list_keys
    from onrecord.pages.render import Renderer
    from onrecord.pages.wording import Wording
    from onrecord.urls import addresses_for

    desk = Desk(site, addresses_for(site.config.base_url), Wording(site.config.language), texts)
    settings = _settings_digest(read, site)
    before, now = known
    manifest = folder.manifest
    intact = {path: file for path, file in manifest.files.items() if path not in damaged}
    keys = list(list_keys(desk))
    comparable = manifest.version == generator_digest() and manifest.settings == settings
    affected = None
    if comparable and before.inputs == manifest.inputs:
        affected = find_affected(desk, keys, _list_changes(before, now))
    if affected is not None:
        standing = {file.key: path for path, file in intact.items()}
        wanted = [key for key in keys if key in affected or key not in standing]
        wanted_keys = set(wanted)
        kept = [StagedFile(standing[key], intact[standing[key]]) for key in keys if key not in wanted_keys]
    else:
        wanted, kept = keys, []
    _fetch_texts(desk, wanted, read, texts)
    renderer = memory.renderer(settings, lambda: Renderer(options.site_folder / "templates", view_site(desk)))
    studio = Studio(desk, renderer, read.templates, settings, options.jobs)

    def known_file(path: str, view: str) -> StagedFile | None:
        file = intact.get(path)
        return StagedFile(path, file) if file and file.view == view else None

    pages = make_pages(studio, wanted, known_file, folder.stage, StagedFile, progress)
    return [*kept, *pages, *_stage_static(read, site.config, folder)]


def _stage_static(read: _Read, config: Config, folder: OutputFolder) -> list[StagedFile]:
    # GitHub Pages runs Jekyll over a site unless .nojekyll is there.
    files = {**read.static, ".nojekyll": b""}
    if config.domain:
        files["CNAME"] = f"{config.domain}\n".encode()
    return [
        folder.stage(path, NO_PAGE, "", data, f"static-{number}") for number, (path, data) in enumerate(files.items())
    ]


def _fetch_texts(desk: "Desk", keys: "list[PageKey]", read: _Read, texts: Texts) -> None:
    """Have the texts of these pages at hand: from this build, from earlier ones, or converted again."""
    site = desk.site
    wanted: dict[str, str] = {}
    for key in keys:
        if key.kind == "claim":
            wanted[site.claims[key.id].report.key] = site.claims[key.id].path
        elif key.kind == "topic":
            wanted[site.topics[key.id].text.key] = site.topics[key.id].path
        elif key.kind == "article":
            wanted[site.articles[key.id].text.key] = site.articles[key.id].path
    lost = {wanted[key] for key in texts.load(wanted)}
    if lost:
        again = check_inputs([each for each in read.inputs if each.file.path in lost], 1, _without_progress)
        texts.fresh.update((each.known.text_key, each.html) for each in again)


def _list_changes(before: KnownFiles, now: KnownFiles) -> "list[Change]":
    """Each value that differs, as it was and as it is."""
    changes: list[Change] = [
        (old.entity if old else None, new.entity)
        for path, new in now.files.items()
        if (old := before.files.get(path)) is not new and (old is None or old.digest != new.digest)
    ]
    return changes + [(file.entity, None) for path, file in before.files.items() if path not in now.files]


def _settings_digest(read: _Read, site: Site) -> str:
    """The digest of what all pages share: the site's own file, its frame, the templates."""
    names = {id: article.title for id, article in site.articles.items()}
    return digest_of(msgspec.json.encode([site.config, names, sorted(read.templates.items())]))


def _cache_of(output: Path) -> Path:
    return output / STATE_FOLDER / "cache"


def _save_cache(folder: Path, today: str, before: KnownFiles, now: KnownFiles, texts: Texts) -> None:
    everything = save_facts(folder, generator_digest(), today, before, now)
    texts.save({each.text_key for each in now.files.values()} if everything else None)


def _read_everything(options: Options, memory: Memory | None = None) -> _Read:
    from onrecord.pages.templates import digest_templates

    files, problems = find_files(options.site_folder)
    problems += _find_collisions(files)
    static, more = list_static_files(options.site_folder)
    problems += more
    inputs = tuple(read_inputs(options.site_folder, files, memory.seen if memory else None))
    templates = digest_templates(options.site_folder / "templates")
    parts = [
        [(each.file.path, each.digest) for each in inputs],
        [(path, digest_of(data)) for path, data in static.items()],
        sorted(templates.items()),
        [options.base_url, options.serving],
        problems,
    ]
    return _Read(inputs, static, templates, tuple(problems), digest_of(msgspec.json.encode(parts)))


def _content(read: _Read) -> list[Input]:
    return [each for each in read.inputs if each.file.kind != "site"]


def _link(options: Options, read: _Read, loaded: list[LoadedFile]) -> Checked:
    problems = [*read.problems]
    config: Config | None = None
    for each in read.inputs:
        if each.file.kind == "site":
            config, more = _check_config(each)
            problems += more
    files = list(zip((found.file for found in _content(read)), loaded, strict=True))
    for _, result in files:
        problems += result.known.problems
    count = sum(file.kind == "claim" for file, _ in files)
    if config is None:
        return Checked(None, tuple(sorted(set(problems))), count)
    config = msgspec.structs.replace(config, base_url=options.base_url or config.base_url, serving=options.serving)
    facts, more = _gather(config, files)
    problems += more
    site, more = link_facts(facts, drafts=options.serving)
    problems += more
    problems = accept_warnings(facts.claims.values(), problems)
    return Checked(site, tuple(sorted(set(problems))), count)


def _check_config(each: Input) -> tuple[Config | None, list[Problem]]:
    if each.problems:
        return None, list(each.problems)
    raw, problems = parse_file(each.file, each.data)
    config, more = check_config(raw) if raw else (None, [])
    return config, problems + more


def _find_collisions(files: list[FoundFile]) -> list[Problem]:
    """Report files that would stand at one address, and pages at addresses that the site needs itself."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], str] = {}
    for file in files:
        name = file.id if file.id.isascii() else unicodedata.normalize("NFKC", file.id)
        name = name.casefold()
        other = first.setdefault((file.kind, name), file.path)
        if other != file.path:
            message = f"the address of '{file.id}' is that of {other} already"
            problems.append(problem(file.path, 0, "address-taken", message, "Rename one of the two files."))
        if file.kind == "page" and name in RESERVED_NAMES:
            message = f"the site needs the address '/{name}/' itself"
            problems.append(problem(file.path, 0, "address-taken", message, "Choose another name for the page."))
    return problems


def _gather(config: Config, files: list[tuple[FoundFile, LoadedFile]]) -> tuple[Facts, list[Problem]]:
    """Put the values in order by kind and id, and report sources that share an id."""
    entities = [result.known.entity for _, result in files if result.known.entity is not None]
    unusable = [(file, has_errors(result.known.problems)) for file, result in files if result.known.entity is None]

    of_kind: dict[type, dict[str, Any]] = {kind: {} for kind in (Claim, Source, Person, Topic, Article)}
    for entity in entities:
        of_kind[type(entity)][entity.id] = entity
    facts = Facts(
        config=config,
        claims=of_kind[Claim],
        sources=of_kind[Source],
        people=of_kind[Person],
        topics=of_kind[Topic],
        articles=of_kind[Article],
        broken={k: frozenset(f.id for f, broken in unusable if broken and f.kind == k) for k in get_args(FileKind)},
        incomplete=frozenset(file.id for file, broken in unusable if not broken),
    )
    problems = check_navigation(config, {*facts.articles, *facts.broken["page"]}, "content/site.yaml")
    homes = {source.id: source.path for source in facts.sources.values()}
    for claim in facts.claims.values():
        for source in claim.sources:
            if source.id in homes:
                message = f"the source id '{source.id}' is taken by {homes[source.id]}"
                hint = "Rename it, or use the one that is there."
                problems.append(problem(claim.path, source.line, "id-duplicate", message, hint))
            homes.setdefault(source.id, f"{claim.path}:{source.line}")
    return facts, problems
