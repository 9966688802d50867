"""The build, as a short story: read, check, link, view and render, write."""

import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from onrecord.config import check_config, check_navigation
from onrecord.content.check import Entity, check_file
from onrecord.content.link import RESERVED_NAMES, Facts, Site, accept_warnings, link_facts
from onrecord.content.read import FileKind, FoundFile, RawFile, find_files, parse_file, read_bytes
from onrecord.model import Article, Claim, Config, Person, Source, Topic
from onrecord.pages.frame import view_site
from onrecord.pages.outline import list_pages
from onrecord.pages.parts import Desk
from onrecord.pages.render import TemplateProblem, make_environment, render_page
from onrecord.pages.wording import Wording
from onrecord.problems import Problem, has_errors, problem
from onrecord.publish.static import list_static_files
from onrecord.publish.write import Artifact, Written, write_output
from onrecord.urls import addresses_for


class Options(msgspec.Struct, frozen=True):
    """What the command line chose. An empty ``base_url`` leaves the one of ``content/site.yaml``."""

    site_folder: Path
    base_url: str = ""
    serving: bool = False


# Told now and then: the stage, how much of it is done, and of how much (0 if that isn't known).
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


def check_site(options: Options, progress: Progress = _without_progress) -> Checked:
    """Read, check and link everything. What is wrong comes back as problems, sorted by file and line."""
    files, problems = find_files(options.site_folder)
    problems += _find_collisions(files)
    config: Config | None = None
    entities: list[Entity] = []
    broken: list[FoundFile] = []
    for number, file in enumerate(files):
        progress("Reading", number, len(files))
        raw, more = _read_file(options.site_folder, file)
        problems += more
        if file.kind == "site":
            config, more = check_config(raw) if raw else (None, [])
            problems += more
            continue
        entity, more = check_file(raw) if raw else (None, [])
        problems += more
        if entity is None:
            broken.append(file)
        else:
            entities.append(entity)
    claims = [entity for entity in entities if isinstance(entity, Claim)]
    count = sum(file.kind == "claim" for file in files)
    if config is None:
        return Checked(None, tuple(sorted(set(problems))), count)
    config = msgspec.structs.replace(config, base_url=options.base_url or config.base_url, serving=options.serving)
    facts, more = _gather(config, entities, broken)
    problems += more
    site, more = link_facts(facts, drafts=options.serving)
    problems += more
    problems = accept_warnings(claims, problems)
    return Checked(site, tuple(sorted(set(problems))), count)


def build_site(
    options: Options, output: Path, progress: Progress = _without_progress
) -> tuple[Checked, Written | None]:
    """Build the site into the output folder. With an error anywhere nothing is written and the second value is None."""
    checked = check_site(options, progress)
    static, problems = list_static_files(options.site_folder)
    checked = msgspec.structs.replace(checked, problems=tuple(sorted({*checked.problems, *problems})))
    if not checked.ok or checked.site is None:
        return checked, None
    try:
        return checked, write_output(output, [*static, *_render_site(options, checked.site, progress)])
    except TemplateProblem as fault:
        return msgspec.structs.replace(checked, problems=(*checked.problems, fault.problem)), None


def _render_site(options: Options, site: Site, progress: Progress) -> Iterator[Artifact]:
    config = site.config
    desk = Desk(site, addresses_for(config.base_url), Wording(config.language))
    environment = make_environment(options.site_folder / "templates")
    frame = view_site(desk)
    for number, page in enumerate(list_pages(desk)):
        progress("Rendering", number, 0)
        yield Artifact(page.path, render_page(environment, page, frame))
    # GitHub Pages runs Jekyll over a site unless this file is there.
    yield Artifact(".nojekyll", b"")
    if config.domain:
        yield Artifact("CNAME", f"{config.domain}\n".encode())


def _read_file(site_folder: Path, file: FoundFile) -> tuple[RawFile | None, list[Problem]]:
    data, problems = read_bytes(site_folder, file.path)
    return (None, problems) if problems else parse_file(file, data)


def _find_collisions(files: list[FoundFile]) -> list[Problem]:
    """Report files that would stand at one address, and pages at addresses that the site needs itself."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], str] = {}
    for file in files:
        name = unicodedata.normalize("NFKC", file.id).casefold()
        other = first.setdefault((file.kind, name), file.path)
        if other != file.path:
            message = f"the address of '{file.id}' is that of {other} already"
            problems.append(problem(file.path, 0, "address-taken", message, "Rename one of the two files."))
        if file.kind == "page" and name in RESERVED_NAMES:
            message = f"the site needs the address '/{name}/' itself"
            problems.append(problem(file.path, 0, "address-taken", message, "Choose another name for the page."))
    return problems


def _gather(config: Config, entities: list[Entity], broken: list[FoundFile]) -> tuple[Facts, list[Problem]]:
    """Put the values in order by kind and id, and report sources that share an id."""

    def of_kind(kind: type) -> dict[str, Any]:
        return {entity.id: entity for entity in entities if isinstance(entity, kind)}

    facts = Facts(
        config=config,
        claims=of_kind(Claim),
        sources=of_kind(Source),
        people=of_kind(Person),
        topics=of_kind(Topic),
        articles=of_kind(Article),
        broken={kind: frozenset(file.id for file in broken if file.kind == kind) for kind in get_args(FileKind)},
    )
    problems = check_navigation(config, {*facts.articles, *facts.broken["page"]}, "content/site.yaml")
    homes = {source.id: source.path for source in facts.sources.values()}
    for claim in facts.claims.values():
        for source in claim.sources:
            other = homes.setdefault(source.id, f"{claim.path}:{source.line}")
            if other != f"{claim.path}:{source.line}":
                message = f"the source id '{source.id}' is taken by {other}"
                hint = "Rename it, or use the one that is there."
                problems.append(problem(claim.path, source.line, "id-duplicate", message, hint))
    return facts, problems
