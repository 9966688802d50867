"""Share images: which claims have one, and what it says. ``share_drawing`` draws it.

Nothing is drawn that the fonts have no letters for: a claim or a finding in another script is left out whole, and where
they lack letters of the site's own name or verdicts, no image is made.
"""

from collections.abc import Iterator

import msgspec

from onrecord.content.facts import Site
from onrecord.content.read import SITE_FILE
from onrecord.formats import lettering
from onrecord.formats.lettering import Setting, can_draw, needs_shaper, plain, setting_of
from onrecord.formats.shapes import SHAPES
from onrecord.model import Claim, Config
from onrecord.pages.colours import Ink
from onrecord.pages.desk import Desk
from onrecord.pages.parts import verdict_mark
from onrecord.pages.wording import direction_of
from onrecord.problems import Problem, problem, shown
from onrecord.translations import without_marks

WIDTH, HEIGHT = 1200, 630


class ShareImage(msgspec.Struct, frozen=True):
    """What a share image shows: plain texts that can be drawn, empty where they are left out, and two pairs of colours."""

    language: str
    direction: str
    page: Ink
    tone: Ink
    shape: str
    verdict: str
    site: str
    claim_label: str
    claim: str
    finding_label: str
    finding: str


# --- Which there are --------------------------------------------------------------------------------------------------


def share_image_ids(desk: Desk) -> frozenset[str]:
    """The claims that have a share image."""
    return desk.once("share-images", "", lambda: frozenset(_list_drawable(desk.site)))


def check_share_images(site: Site) -> list[Problem]:
    """Report share images that can't be made: for want of letters in the fonts, or of a shaper on this machine."""
    config = site.config
    if not _are_wanted(config):
        return []
    foreign = _find_foreign_word(config)
    if foreign:
        message = f"no share images are made: their fonts lack letters of {shown(foreign)}"
        return [problem(SITE_FILE, 0, "share-images-missing", message, "Switch them off with 'share_images: no'.")]
    wanted = sum(claim.withdrawn is None for claim in site.claims.values())
    missing = wanted - sum(1 for _ in _list_drawable(site))
    if missing:
        message = f"{missing:,} of {wanted:,} share images can't be made: this machine lacks FriBiDi"
        hint = "It puts letters in order that run from right to left or join. Debian and Ubuntu have it in libfribidi0."
        return [problem(SITE_FILE, 0, "share-images-missing", message, hint)]
    return []


def _are_wanted(config: Config) -> bool:
    """Without a whole address nobody could be told of them; and nobody shares what is only served to its editor."""
    return config.share_images and bool(config.base_url) and not config.serving


def _list_drawable(site: Site) -> Iterator[str]:
    config = site.config
    if not _are_wanted(config) or _find_foreign_word(config):
        return
    setting = _setting_of(config)
    frame = needs_shaper(setting, " ".join(_words_of_frame(config)))
    for claim in site.claims.values():
        if claim.status == "draft" or claim.withdrawn:
            continue
        shaped = frame or needs_shaper(setting, claim.claim) or needs_shaper(setting, claim.headline)
        if not shaped or lettering.has_shaper():
            yield claim.id


def _find_foreign_word(config: Config) -> str:
    """The site's title or a verdict's label, if the fonts lack letters of it."""
    setting = _setting_of(config)
    return next((word for word in _words_of_frame(config) if not can_draw(setting, plain(word))), "")


def _words_of_frame(config: Config) -> tuple[str, ...]:
    return (config.title, *(verdict.label for verdict in config.verdicts))


def _setting_of(config: Config) -> Setting:
    return setting_of(config.language, direction_of(config.language))


# --- What they show ---------------------------------------------------------------------------------------------------


def view_share_image(desk: Desk, claim: Claim) -> ShareImage:
    """The words of a claim's share image."""
    config = desk.site.config
    setting = _setting_of(config)
    mark = verdict_mark(desk, desk.site.verdicts[claim.verdict.id])

    def drawable(text: str) -> str:
        text = plain(without_marks(text))
        return text if can_draw(setting, text) else ""

    return ShareImage(
        language=config.language,
        direction=direction_of(config.language),
        page=desk.colours.day,
        tone=desk.colours.tone(mark.tone),
        shape=SHAPES[mark.shape],
        verdict=plain(mark.label),
        site=plain(config.title),
        claim_label=drawable(desk.wording.label("share-image", "claim")),
        claim=drawable(claim.claim),
        finding_label=drawable(desk.wording.label("share-image", "finding")),
        finding=drawable(claim.headline),
    )
