"""Share images, drawn: a PNG of 1200 by 630 pixels and 16 colours.

The verdict stands on top, as shape and word, then the claim, then the finding where there is room, and the site's name at
the foot. The same words give the same bytes wherever the same Pillow runs; between platforms its wheels may differ.
"""

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from onrecord.formats.lettering import ELLIPSIS, FONTS, Letters, setting_of
from onrecord.formats.shapes import SHAPE_UNITS, SIGN, SIGN_UNITS, draw_shape
from onrecord.formats.share_image import HEIGHT, WIDTH, ShareImage
from onrecord.pages.colours import Ink

if TYPE_CHECKING:
    from PIL.Image import Image

_EDGE = 64
_MEASURE = WIDTH - 2 * _EDGE
_BAND = 164  # the height of the verdict's
_FOOT = 540  # where the site's begins
_GAP = 24
_LABEL_GAP = 6

_CLAIM_SIZES = (60, 54, 48, 43, 39, 35, 32, 29, 26)
_LEAST_WITH_FINDING = 29
_MOST_OF_FINDING = 36
_LABEL_SIZE = 26
_SITE_SIZE = 28
_VERDICT_SIZES = (72, 60, 48, 38, 30)

_FULL, _SOFT = 255, 176  # how much of the text's colour
# Steps from a ground to what is written on it. Two grounds of eight make 16 colours, which is 4 bits a pixel.
_LEVELS = 8
_COMPRESSION = 4  # past that zlib takes twice the time for a twentieth of the size


@lru_cache(maxsize=1)
def drawing_digest() -> str:
    """A digest of all that turns words into a share image: this code, the fonts, the library."""
    import PIL

    files = [Path(__file__).with_name(name) for name in ("share_drawing.py", "lettering.py", "shapes.py")]
    parts = [file.read_bytes() for file in [*files, *sorted(FONTS.glob("*.ttf"))]]
    return hashlib.sha256(PIL.__version__.encode() + b"".join(parts)).hexdigest()[:32]


def draw_share_image(view: ShareImage) -> bytes:
    """Give the PNG."""
    from PIL import Image, ImageDraw

    letters = _letters_for(view.language, view.direction)
    frame = _draw_frame(msgspec.structs.replace(view, claim_label="", claim="", finding_label="", finding=""))
    body = Image.new("L", (WIDTH, _FOOT - _BAND))
    canvas = ImageDraw.Draw(body)
    setting = letters.setting
    x, y = (WIDTH - _EDGE if setting.rtl else _EDGE), float(_GAP)
    for label, size, lines in _compose(letters, view):
        if y > _GAP:
            y += _GAP
        if label:
            base = y + _LABEL_SIZE * setting.rise
            letters.draw(canvas, setting.sign, label, _LABEL_SIZE, (x, base), _SOFT)
            y += _LABEL_SIZE * setting.leading + _LABEL_GAP
        for line in lines:
            letters.draw(canvas, setting.text, line, size, (x, y + size * setting.rise), _FULL)
            y += size * setting.leading
    image = frame.copy()
    image.paste(body.point(_levels(0)), (0, _BAND))
    image.putpalette(_palette(view.page) + _palette(view.tone))
    file = BytesIO()
    image.save(file, "PNG", compress_level=_COMPRESSION)
    return file.getvalue()


@lru_cache(maxsize=8)
def _letters_for(language: str, direction: str) -> Letters:
    return Letters(setting_of(language, direction))


@lru_cache(maxsize=64)
def _draw_frame(view: ShareImage) -> "Image":
    """What claims of one verdict share, in the colours' numbers: the band with the verdict, and the foot."""
    from PIL import Image, ImageDraw

    letters = _letters_for(view.language, view.direction)
    setting = letters.setting
    image = Image.new("L", (WIDTH, HEIGHT))
    canvas = ImageDraw.Draw(image)
    shape = draw_shape(view.shape, 88, SHAPE_UNITS)
    image.paste(shape, (WIDTH - _EDGE - 88 if setting.rtl else _EDGE, (_BAND - 88) // 2))
    indent = 88 + 28
    size = _size_for(letters, setting.sign, view.verdict, _VERDICT_SIZES, _MEASURE - indent)
    word = letters.shorten(setting.sign, view.verdict, size, _MEASURE - indent)
    x = WIDTH - _EDGE - indent if setting.rtl else _EDGE + indent
    letters.draw(canvas, setting.sign, word, size, (x, _BAND / 2 + size * 0.35), _FULL)

    sign = 40
    image.paste(draw_shape(SIGN, sign, SIGN_UNITS), (WIDTH - _EDGE - sign if setting.rtl else _EDGE, _FOOT + 26))
    name = letters.shorten(setting.sign, view.site, _SITE_SIZE, _MEASURE - sign - 16)
    x = WIDTH - _EDGE - sign - 16 if setting.rtl else _EDGE + sign + 16
    letters.draw(canvas, setting.sign, name, _SITE_SIZE, (x, _FOOT + 46 + _SITE_SIZE * 0.36), _SOFT)
    canvas.line([(_EDGE, _FOOT), (WIDTH - _EDGE, _FOOT)], fill=_SOFT // 2, width=2)

    band = image.crop((0, 0, WIDTH, _BAND)).point(_levels(_LEVELS))
    image = image.point(_levels(0))
    image.paste(band, (0, 0))
    return image


def _compose(letters: Letters, view: ShareImage) -> Iterator[tuple[str, int, list[str]]]:
    """The blocks of the body, each with its label, its size of type and its lines: the largest that fit."""
    font, leading = letters.setting.text, letters.setting.leading
    room = _FOOT - _BAND - 2 * _GAP

    def height(label: str, size: int, lines: list[str]) -> float:
        return (_LABEL_SIZE * leading + _LABEL_GAP if label else 0) + len(lines) * size * leading

    # Without the claim the finding stands alone, under its own label.
    claim, claim_label = (view.claim, view.claim_label) if view.claim else (view.finding, view.finding_label)
    finding = view.finding if view.claim else ""
    if not claim:
        return
    for size in _CLAIM_SIZES:
        if finding and size >= _LEAST_WITH_FINDING:
            below = min(_MOST_OF_FINDING, size)
            first = (claim_label, size, letters.wrap(font, claim, size, _MEASURE))
            second = (view.finding_label, below, letters.wrap(font, finding, below, _MEASURE))
            if height(*first) + _GAP + height(*second) <= room:
                yield first
                yield second
                return
    for size in _CLAIM_SIZES:
        lines = letters.wrap(font, claim, size, _MEASURE)
        if height(claim_label, size, lines) <= room:
            yield claim_label, size, lines
            return
    fitting = int((room - height(claim_label, 0, [])) // (size * leading))
    last = letters.shorten(font, " ".join(lines[fitting - 1 :]), size, _MEASURE)
    if not last.endswith(ELLIPSIS):
        last += ELLIPSIS
    yield claim_label, size, [*lines[: fitting - 1], last]


def _size_for(letters: Letters, font: str, text: str, sizes: tuple[int, ...], width: float) -> int:
    """The largest size at which a text fits on a line, or the smallest of all."""
    return next((size for size in sizes if letters.width(font, text, size) <= width), sizes[-1])


def _levels(first: int) -> list[int]:
    """From how much of the text's colour a pixel has, 0 to 255, to the number of its colour."""
    return [first + (value * (_LEVELS - 1) + 127) // 255 for value in range(256)]


def _palette(ink: Ink) -> list[int]:
    """The colours from a ground to what is written on it, in even steps, as red, green and blue one after the other."""
    ground, text = (bytes.fromhex(colour[1:]) for colour in (ink.surface, ink.text))
    steps = _LEVELS - 1
    return [
        (a * (steps - step) + b * step + steps // 2) // steps
        for step in range(_LEVELS)
        for a, b in zip(ground, text, strict=True)
    ]
