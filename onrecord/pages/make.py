"""The pages that have to be made, made on all cores: view, compare, render, hand over to be staged.

A page whose view, template (with all that it imports) and settings are what the last build had is not rendered again.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from onrecord import parallel
from onrecord.content.cache import digest_of
from onrecord.formats.pieces import Standing
from onrecord.pages.desk import Desk
from onrecord.pages.outline import FILE_KINDS, KINDS, PageKey, url_of
from onrecord.pages.render import Renderer, TemplateProblem
from onrecord.problems import Problem

# Below so many pages a second process costs more than it saves.
_WORTH_A_WORKER = 400

Staged = TypeVar("Staged", bound=msgspec.Struct)


class Studio(msgspec.Struct, frozen=True):
    """What the pages are made with.

    ``digests`` has one for each template, ``settings`` one for all that pages share; ``standing`` is what of the last
    build can go into large files.
    """

    desk: Desk
    renderer: Renderer
    digests: Mapping[str, str]
    settings: str
    standing: Standing
    jobs: int


class _Made(msgspec.Struct, frozen=True):
    """What a worker brings: staged files in JSON, or the problem or the operating system's error that stopped it."""

    files: msgspec.Raw = msgspec.Raw(b"[]")
    problem: Problem | None = None
    error: tuple[int, str, str] | None = None


def make_pages(
    studio: Studio,
    keys: Sequence[PageKey],
    known: Callable[[str, str], Staged | None],
    stage: Callable[[str, PageKey, str, bytes, str], Staged],
    staged: type[Staged],
    progress: Callable[[str, int, int], None],
) -> list[Staged]:
    """Make these pages.

    ``known(path, view)`` gives the file that stands in its place already, if its view was the same; ``stage(path, key,
    view, data, name)`` takes a new one. Raises ``TemplateProblem`` and ``OSError``.
    """
    jobs = studio.jobs if len(keys) >= _WORTH_A_WORKER else 1
    renderer = studio.renderer
    if jobs > 1:
        # What the parent compiles and imports, its workers need not.
        renderer.compile({KINDS[key.kind].template for key in keys if key.kind in KINDS})
    shares = parallel.share_out(keys, jobs)

    def work(share: Sequence[PageKey]) -> bytes:
        speaks = share is shares[0]
        files: list[Staged] = []
        try:
            for number, key in enumerate(share):
                if speaks:
                    progress("Rendering", number * jobs, len(keys))
                files.append(_make_page(studio, renderer, key, known, stage, f"{shares.index(share)}-{number}"))
        except TemplateProblem as fault:
            return msgspec.json.encode(_Made(problem=fault.problem))
        except OSError as error:
            described = (error.errno or 0, error.strerror or str(error), str(error.filename or ""))
            return msgspec.json.encode(_Made(error=described))
        return msgspec.json.encode(_Made(files=msgspec.Raw(msgspec.json.encode(files))))

    pages: list[Staged] = []
    for made in [msgspec.json.decode(each, type=_Made) for each in parallel.run_workers(shares, work)]:
        if made.problem:
            raise TemplateProblem(made.problem)
        if made.error:
            raise OSError(*made.error)
        pages += msgspec.json.decode(made.files, type=list[staged])  # type: ignore[valid-type]
    return pages


def _make_page(
    studio: Studio,
    renderer: Renderer,
    key: PageKey,
    known: Callable[[str, str], Staged | None],
    stage: Callable[[str, PageKey, str, bytes, str], Staged],
    name: str,
) -> Staged:
    desk = studio.desk
    path = desk.addresses.output_path(url_of(desk, key))
    if key.kind in FILE_KINDS:
        return stage(path, key, "", FILE_KINDS[key.kind](desk, key, studio.standing), name)
    kind = KINDS[key.kind]
    view = kind.view(desk, key)
    digest = digest_of(
        msgspec.json.encode(view) + studio.settings.encode() + studio.digests.get(kind.template, "").encode()
    )
    return known(path, digest) or stage(path, key, digest, renderer.render(kind.template, path, view), name)
