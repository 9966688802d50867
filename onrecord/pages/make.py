"""The pages that have to be made, made on all cores: view, compare, render, hand over to be staged.

A page whose view, template (with all that it imports) and settings are what the last build had is not rendered again;
nor is a share image drawn again whose words, and what draws them, are the same.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from onrecord import parallel
from onrecord.content.cache import digest_of
from onrecord.formats.pieces import Standing
from onrecord.formats.seal import RECORD
from onrecord.formats.share_image import ShareImage
from onrecord.pages.desk import Desk
from onrecord.pages.outline import FILE_KINDS, KINDS, PageKey, url_of
from onrecord.pages.render import Renderer, TemplateProblem
from onrecord.problems import Problem

# Below so many pages a second process costs more than it saves; below so many claims, or share images, too.
# After an edit most pages turn out to be what they were.
_WORTH_A_WORKER = 400
_WORTH_A_WORKER_AFTER_AN_EDIT = 1_000
_CLAIMS_WORTH_A_WORKER = 400
_IMAGES_WORTH_A_WORKER = 40
# Files that tell something of every claim: after an edit they take as long as all other pages together.
_OF_ALL_CLAIMS = frozenset({"export", "claims-index", "sitemap", "sitemap-part", "answers"})

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
    """Make these pages, and then the share images among them, of which each takes as long as several pages.

    ``known(path, view)`` gives the file that stands in its place already, if its view was the same; ``stage(path, key,
    view, data, name)`` takes a new one. Raises ``TemplateProblem`` and ``OSError``.
    """
    images = [key for key in keys if key.kind == "share-image"]
    pages = [key for key in keys if key.kind != "share-image"] if images else keys
    made: list[Staged] = []
    if pages:
        shares = _share_out(studio, pages)
        if len(pages) >= _least_worth_a_worker(studio):
            # What is compiled and imported here, no worker needs to.
            studio.renderer.compile({KINDS[key.kind].template for key in shares[0] if key.kind in KINDS})
        made += _make_all(studio, "Rendering", shares, known, stage, staged, progress)
    if images:
        jobs = studio.jobs if len(images) >= _IMAGES_WORTH_A_WORKER else 1
        made += _make_all(studio, "Share images", parallel.share_out(images, jobs), known, stage, staged, progress)
    return made


def _share_out(studio: Studio, pages: Sequence[PageKey]) -> list[Sequence[PageKey]]:
    """Deal many pages out to all workers. Of few pages, those that tell of very many claims go to a second worker."""
    many = len(pages) >= _least_worth_a_worker(studio)
    if studio.jobs > 1 and not many and len(studio.desk.site.claims) >= _CLAIMS_WORTH_A_WORKER:
        large = [key for key in pages if _takes_long(key)]
        return [share for share in ([key for key in pages if not _takes_long(key)], large) if share]
    return parallel.share_out(pages, studio.jobs if many else 1)


def _least_worth_a_worker(studio: Studio) -> int:
    return _WORTH_A_WORKER if studio.standing.touched is None else _WORTH_A_WORKER_AFTER_AN_EDIT


def _takes_long(key: PageKey) -> bool:
    # The seals, which every edit touches, are put together sooner than a worker begins.
    return key.kind in _OF_ALL_CLAIMS and key.id != RECORD


def _make_all(
    studio: Studio,
    stage_name: str,
    shares: list[Sequence[PageKey]],
    known: Callable[[str, str], Staged | None],
    stage: Callable[[str, PageKey, str, bytes, str], Staged],
    staged: type[Staged],
    progress: Callable[[str, int, int], None],
) -> list[Staged]:
    def work(share: Sequence[PageKey]) -> bytes:
        speaks = share is shares[0]
        done: list[Staged] = []
        try:
            for number, key in enumerate(share):
                if speaks:
                    progress(stage_name, number * len(shares), sum(map(len, shares)))
                name = f"{stage_name}-{shares.index(share)}-{number}"
                done.append(_make_page(studio, key, known, stage, name))
        except TemplateProblem as fault:
            return msgspec.json.encode(_Made(problem=fault.problem))
        except OSError as error:
            described = (error.errno or 0, error.strerror or str(error), str(error.filename or ""))
            return msgspec.json.encode(_Made(error=described))
        return msgspec.json.encode(_Made(files=msgspec.Raw(msgspec.json.encode(done))))

    files: list[Staged] = []
    for made in [msgspec.json.decode(each, type=_Made) for each in parallel.run_workers(shares, work)]:
        if made.problem:
            raise TemplateProblem(made.problem)
        if made.error:
            raise OSError(*made.error)
        files += msgspec.json.decode(made.files, type=list[staged])  # type: ignore[valid-type]
    return files


def _make_page(
    studio: Studio,
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
    if isinstance(view, ShareImage):
        # Imported here, because most edits touch no image.
        from onrecord.formats.share_drawing import draw_share_image, drawing_digest

        digest = digest_of(msgspec.json.encode(view) + drawing_digest().encode())
        return known(path, digest) or stage(path, key, digest, draw_share_image(view), name)
    made_by = studio.settings + studio.digests.get(kind.template, "")
    digest = digest_of(msgspec.json.encode(view) + made_by.encode())
    return known(path, digest) or stage(path, key, digest, studio.renderer.render(kind.template, path, view), name)
