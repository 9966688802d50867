"""The files of the output: those that an edit may have touched are made, the others stay as they are."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from onrecord.content.cache import KnownFiles, Texts, digest_of
from onrecord.content.facts import Site
from onrecord.content.load import check_inputs
from onrecord.content.read import read_body
from onrecord.formats.feeds import CORRECTIONS, claims_in_feed
from onrecord.formats.pieces import Standing
from onrecord.formats.security_txt import security_txt
from onrecord.formats.share_image import check_share_images
from onrecord.formats.webmanifest import webmanifest
from onrecord.history.versions import History, list_changed, list_versions, reports_of
from onrecord.indexing import MadePart, find_missing, list_index, make_index_parts, stage_part
from onrecord.intake import Intake
from onrecord.memory import Memory
from onrecord.model import Claim
from onrecord.options import Options, Progress, without_progress
from onrecord.pages.affected import Change, find_affected
from onrecord.pages.colours import read_colours
from onrecord.pages.desk import NO_PAST, Desk, Past
from onrecord.pages.frame import view_site
from onrecord.pages.make import Studio, make_pages
from onrecord.pages.outline import PageKey, list_keys
from onrecord.pages.render import Renderer
from onrecord.pages.wording import Wording
from onrecord.publish.manifest import NO_PAGE, OutputFile
from onrecord.publish.static import STYLESHEET, name_stylesheets
from onrecord.publish.write import OutputFolder, StagedFile
from onrecord.urls import MANIFEST_FILE, SEARCH_INDEX, SECURITY_FILE, addresses_for
from onrecord.version import generator_digest

_OLD_ICON = "static/icons/favicon.ico"


def make_files(
    options: Options,
    read: Intake,
    site: Site,
    folder: OutputFolder,
    damaged: set[str],
    past: tuple[KnownFiles, KnownFiles, History],
    texts: Texts,
    progress: Progress,
    memory: Memory,
) -> list[StagedFile]:
    """Give every file of the output: made, or as the manifest has it.

    ``past`` is what the last build knew, what this one does, and what git tells. Raises ``TemplateProblem``,
    ``SearchProblem`` and ``OSError``.
    """
    before, now, history = past
    desk = open_desk(options, read, site, {path: file.digest for path, file in now.files.items()}, texts, history)
    settings = settings_digest(read, site)
    manifest = folder.manifest
    intact = {path: file for path, file in manifest.files.items() if path not in damaged} if damaged else manifest.files
    keys = list(list_keys(desk))
    affected = None
    if manifest.settings == settings and before.inputs == manifest.inputs and history.moved is not None:
        affected = find_affected(desk, keys, _list_changes(before, now), history.moved)
    touched = None
    wanted: list[PageKey] = []
    kept: list[StagedFile] = []
    if affected is not None:
        touched = frozenset(key.id for key in affected if key.kind == "claim")
        standing = {file.key: (path, file) for path, file in intact.items()}
        for key in keys:
            stands = standing.get(key)
            if stands is None or key in affected:
                wanted.append(key)
            else:
                kept.append(StagedFile(*stands))
    else:
        wanted = keys
    _fetch_texts(options, desk, wanted, read, texts)

    def make_renderer() -> Renderer:
        site_view = view_site(desk, name_stylesheets(read.static))
        return Renderer(options.site_folder / "templates", site_view, desk.wording)

    renderer = memory.renderer(settings, make_renderer)
    still = Standing(lambda path: _read_standing(folder.path / path, intact.get(path)), touched)
    studio = Studio(desk, renderer, read.templates, settings, still, options.jobs)

    def stage_last(path: str, key: PageKey, view: str, data: bytes, name: str) -> StagedFile:
        return folder.stage(path, key, view, data, f"last-{name}")

    def known_file(path: str, view: str) -> StagedFile | None:
        file = intact.get(path)
        return StagedFile(path, file) if file and file.view == view else None

    # The page of the data tells how large the data files are, so it is made when they are there.
    files = [each for each in kept if each.file.key != _DATA_PAGE]
    pages = [key for key in wanted if key != _DATA_PAGE]
    files += make_pages(studio, pages, known_file, folder.stage, StagedFile, progress)
    sizes = {each.path: each.file.size for each in files if each.file.key[0] == "export"}
    last = msgspec.structs.replace(studio, desk=desk.with_sizes(sizes))
    files += make_pages(last, [_DATA_PAGE], known_file, stage_last, StagedFile, without_progress)
    search = _make_search(options, read, desk, folder, damaged, progress, memory)
    return [*files, *_stage_files(read, desk, folder), *search]


def open_desk(
    options: Options,
    read: Intake,
    site: Site,
    digests: Mapping[str, str],
    texts: Texts,
    history: History | None = None,
) -> Desk:
    """Lay out what pages and files are made from; ``digests`` are the SHA-256 of the content files by their paths."""

    def read_report(claim: Claim) -> str:
        return read_body(f"{options.site_folder}/{claim.path}", claim.path, digests[claim.path])

    def file_digest(claim: Claim) -> str:
        return digests[claim.path]

    addresses, wording = addresses_for(site.config.base_url), Wording(site.config.language)
    colours = read_colours(read.static[STYLESHEET])
    past = NO_PAST if history is None else _tell_past(history, site, options.site_folder)
    return Desk(site, addresses, wording, texts, colours, read_report, file_digest, past)


def _tell_past(history: History, site: Site, site_folder: Path) -> Past:
    """What git tells, as pages ask for it."""
    changed = list_changed(history, site.claims, site.claim_by_alias)
    return Past(changed, lambda claim: list_versions(history, claim), reports_of(history, site_folder))


_DATA_PAGE = PageKey("data")


def _read_standing(path: Path, file: OutputFile | None) -> bytes | None:
    """A file of the last build, if it is just what that build wrote."""
    if file is None:
        return None
    try:
        data = path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == file.sha256 else None


def _make_search(
    options: Options,
    read: Intake,
    desk: Desk,
    folder: OutputFolder,
    damaged: set[str],
    progress: Progress,
    memory: Memory,
) -> list[StagedFile]:
    """Give the files of the search's index. The development server keeps those that it has, and makes new ones later."""
    parts = list_index(desk)
    standing = {path: file for path, file in folder.manifest.files.items() if path.startswith(SEARCH_INDEX)}
    missing = find_missing(parts, standing, damaged)

    def prepare() -> Callable[[], Iterator[MadePart]]:
        keys = [PageKey("claim", entry.id) for part in missing for entry in part.entries]
        _fetch_texts(options, desk, keys, read, desk.texts)
        return lambda: make_index_parts(missing, desk.texts, desk.site.config.language.lower(), options.jobs)

    if options.serving:
        memory.prepare_index = prepare if missing else None
        kept = tuple(part.folder for part in parts)
    else:
        kept = tuple(part.folder for part in parts if part not in missing)
    files = [StagedFile(path, file) for path, file in standing.items() if path.startswith(kept) and path not in damaged]
    if missing and not options.serving:
        for number, made in enumerate(prepare()()):
            progress("Indexing", number, len(missing))
            files += stage_part(made, folder)
    return files


def _stage_files(read: Intake, desk: Desk, folder: OutputFolder) -> list[StagedFile]:
    """What is no page: the static files, and small ones that the settings make."""
    config = desk.site.config
    files = {**read.static, MANIFEST_FILE: webmanifest(desk)}
    # GitHub Pages runs Jekyll over a site unless .nojekyll is there.
    files[".nojekyll"] = b""
    # Browsers and feed readers look for it here, whatever the pages say.
    if _OLD_ICON in read.static:
        files["favicon.ico"] = read.static[_OLD_ICON]
    if config.domain:
        files["CNAME"] = f"{config.domain}\n".encode()
    if config.security:
        files[SECURITY_FILE] = security_txt(config, config.security, desk.addresses)
    return [
        folder.stage(path, NO_PAGE, "", data, f"static-{number}") for number, (path, data) in enumerate(files.items())
    ]


def _fetch_texts(options: Options, desk: Desk, keys: list[PageKey], read: Intake, texts: Texts) -> None:
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
        elif key.kind in ("atom", "json-feed") and key.id != CORRECTIONS:
            shown = [site.claims[id] for id in claims_in_feed(desk, key.id)]
            wanted.update((claim.report.key, claim.path) for claim in shown)
    lost = {wanted[key] for key in texts.load(wanted)}
    if lost:
        found = [each for each in read.inputs if each.file.path in lost]
        again = check_inputs(options.site_folder, found, 1, without_progress)
        texts.fresh.update((each.known.text_key, each.html) for each in again)


def _list_changes(before: KnownFiles, now: KnownFiles) -> list[Change]:
    """Each value that differs, as it was and as it is."""
    changes: list[Change] = [
        (old.entity if old else None, new.entity)
        for path, new in now.files.items()
        if (old := before.files.get(path)) is not new and (old is None or old.digest != new.digest)
    ]
    return changes + [(file.entity, None) for path, file in before.files.items() if path not in now.files]


def settings_digest(read: Intake, site: Site) -> str:
    """The digest of what all pages share: this program, the site's own file, its frame, its colours, the templates.

    Whether share images lack something on this machine is part of it: it decides which pages name one.
    """
    names = {id: (article.title, article.policies) for id, article in site.articles.items()}
    sheets, colours = name_stylesheets(read.static), read_colours(read.static[STYLESHEET])
    shared = [generator_digest(), site.config, names, sheets, colours, sorted(read.templates.items())]
    shared.append(check_share_images(site))
    return digest_of(msgspec.json.encode(shared))
