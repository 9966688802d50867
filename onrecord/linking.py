"""From what was loaded to a linked site, with everything that is wrong with it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, get_args

import msgspec

from onrecord.config import check_navigation, check_security, read_config
from onrecord.content.facts import Facts, Site
from onrecord.content.link import Indexes, index_values, link_facts
from onrecord.content.load import LoadedFile
from onrecord.content.read import SITE_FILE, FileKind, FoundFile
from onrecord.content.rules import accept_problems
from onrecord.content.snapshots import read_whole_text
from onrecord.intake import Intake
from onrecord.model import Article, Claim, Config, Entity, Person, Snapshot, Source, Topic
from onrecord.options import Options
from onrecord.problems import Problem, has_errors, problem

if TYPE_CHECKING:
    from onrecord.history.since import Comparison


class Checked(msgspec.Struct, frozen=True):
    """The linked site, or None if its own file can't be read, and all problems in the order of their places.

    ``comparison`` is there if one was asked for.
    """

    site: Site | None
    problems: tuple[Problem, ...]
    claim_count: int
    comparison: "Comparison | None" = None

    @property
    def ok(self) -> bool:
        return self.site is not None and not has_errors(self.problems)


def link_loaded(
    options: Options, read: Intake, loaded: list[LoadedFile], before: Indexes | None = None, *, is_good: bool = False
) -> tuple[Checked, Indexes | None]:
    """Link what was loaded into a site; ``before`` are the indexes of an earlier build, good if that had no errors."""
    # Imported here, because a build that finds nothing changed links nothing.
    from onrecord.formats.share_image import check_share_images

    problems = [*read.problems]
    config: Config | None = None
    if any(each.file.kind == "site" for each in read.inputs):
        config, more = read_config(options.site_folder)
        problems += more
    files = list(zip((found.file for found in read.content), loaded, strict=True))
    for _, result in files:
        problems += result.known.problems
    count = sum(file.kind == "claim" for file, _ in files)
    if config is None:
        return Checked(None, tuple(sorted(set(problems))), count), None
    config = msgspec.structs.replace(config, base_url=options.base_url or config.base_url, serving=options.serving)
    facts, more = _gather(config, files)
    problems += more
    indexes = index_values(facts.claims, facts.sources, facts.snapshots, drafts=options.serving, before=before)
    good = before if is_good else None
    site, more = link_facts(facts, indexes, lambda id: read_whole_text(options.site_folder, id), good)
    problems += more
    problems += check_share_images(site)
    problems = accept_problems(facts.claims.values(), problems)
    return Checked(site, tuple(sorted(set(problems))), count), indexes


def _gather(config: Config, files: list[tuple[FoundFile, LoadedFile]]) -> tuple[Facts, list[Problem]]:
    """Put the values in order by kind and id, and report sources that share an id."""
    of_kind = sort_by_kind([result.known.entity for _, result in files])
    unusable = [(file, has_errors(result.known.problems)) for file, result in files if result.known.entity is None]
    facts = Facts(
        config=config,
        claims=of_kind[Claim],
        sources=of_kind[Source],
        people=of_kind[Person],
        topics=of_kind[Topic],
        articles=of_kind[Article],
        snapshots=of_kind[Snapshot],
        broken={k: frozenset(f.id for f, broken in unusable if broken and f.kind == k) for k in get_args(FileKind)},
        incomplete=frozenset(file.id for file, broken in unusable if not broken),
    )
    problems = check_navigation(config, {*facts.articles, *facts.broken["page"]}, SITE_FILE)
    problems += check_security(config, SITE_FILE)
    homes = {source.id: source.path for source in facts.sources.values()}
    for claim in facts.claims.values():
        for source in claim.sources:
            if source.id in homes:
                message = f"the source id '{source.id}' is taken by {homes[source.id]}"
                hint = "Rename it, or use the one that is there."
                problems.append(problem(claim.path, source.line, "id-duplicate", message, hint))
            homes.setdefault(source.id, f"{claim.path}:{source.line}")
    return facts, problems


def sort_by_kind(entities: Iterable[Entity | None]) -> dict[type, dict[str, Any]]:
    """Give the values of each kind by their ids."""
    of_kind: dict[type, dict[str, Any]] = {kind: {} for kind in (Claim, Source, Person, Topic, Article, Snapshot)}
    for entity in entities:
        if entity is not None:
            of_kind[type(entity)][entity.id] = entity
    return of_kind
