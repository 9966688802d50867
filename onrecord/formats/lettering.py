"""Letters for share images: which texts can be drawn, how wide they are, where their lines break.

The fonts lie in ``fonts/``. Plain left-to-right text is set letter by letter, on any machine alike. What runs from right
to left or joins its letters needs a shaper (Raqm, in Pillow), which finds its FriBiDi on the machine or isn't there; then
such a text is not drawn at all, since it would be drawn wrongly.
"""

import re
import struct
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

FONTS = Path(__file__).parent / "fonts"

ELLIPSIS = "…"

# Letters that join, run from right to left, or stand on the one before; of those that the fonts have.
_SHAPED = re.compile("[\u0300-\u036f\u0483-\u0489\u0590-\u08ff\ufb1d-\ufefc]")
# Pictures among the letters, and what only steers how others are shown. No line needs them.
_PICTURES = re.compile("[\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\u20e3\U0001f000-\U0001faff\U000e0000-\U000e01ef]")
_STEERING = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# A joiner between pictures, where it joins nothing any more.
_LONELY_JOINERS = re.compile("(?<![\u0600-\u06ff])[\u200c\u200d]|[\u200c\u200d](?![\u0600-\u06ff])")

# A shaper's widths grow with the size of type, so that words are measured once, at this size. Those of single letters
# are whole pixels.
_MEASURED = 100

# So many letters and words are measured once. In a shaper that takes long: a millisecond a word in Nastaliq.
_REMEMBERED = 50_000


class Setting(msgspec.Struct, frozen=True):
    """How the texts of a language are set: its fonts for running text and for signs, and what a line takes of height.

    ``leading`` is from line to line and ``rise`` from a line's top to its base, both in units of the size of type.
    """

    language: str
    rtl: bool
    text: str
    sign: str
    leading: float
    rise: float


def setting_of(language: str, direction: str) -> Setting:
    """Give the setting of a language: Urdu in Nastaliq, all else in serifs, or what goes with them in Arabic letters."""
    rtl = direction == "rtl"
    if language.split("-")[0] == "ur":
        return Setting(language, rtl, "nastaliq.ttf", "nastaliq.ttf", 2.0, 1.4)
    return Setting(language, rtl, "text.ttf", "sign.ttf", 1.55 if rtl else 1.3, 1.1 if rtl else 1.0)


def plain(text: str) -> str:
    """A text as it can be drawn: composed letters, no pictures, nothing invisible, single spaces."""
    text = _STEERING.sub("", _PICTURES.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(_LONELY_JOINERS.sub("", text).split())


def can_draw(setting: Setting, text: str) -> bool:
    """Tell whether the fonts have all letters of a plain text."""
    return letters_of(setting.text).issuperset(map(ord, text)) and letters_of(setting.sign).issuperset(map(ord, text))


def needs_shaper(setting: Setting, text: str) -> bool:
    """Tell whether a plain text can be drawn by a shaper alone."""
    return setting.rtl or (not text.isascii() and _SHAPED.search(text) is not None)


@lru_cache(maxsize=1)
def has_shaper() -> bool:
    """Tell whether there is a shaper on this machine."""
    from PIL import features

    return bool(features.check("raqm") and features.check("fribidi"))


@lru_cache(maxsize=8)
def letters_of(font: str) -> frozenset[int]:
    """The code points that a font has glyphs for, read from its ``cmap`` (OpenType, subtable format 4)."""
    data = (FONTS / font).read_bytes()
    tables = {data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0] for at in _steps(12, 16, _short(data, 4))}
    cmap = tables[b"cmap"]
    subtables = [cmap + struct.unpack_from(">I", data, at + 4)[0] for at in _steps(cmap + 4, 8, _short(data, cmap + 2))]
    table = next(at for at in subtables if _short(data, at) == 4)
    count = _short(data, table + 6) // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
    return frozenset(code for start, end in zip(starts, ends, strict=True) for code in range(start, end + 1)) - {0xFFFF}


def _steps(start: int, size: int, count: int) -> range:
    return range(start, start + size * count, size)


def _short(data: bytes, at: int) -> int:
    return int(struct.unpack_from(">H", data, at)[0])


class Letters:
    """Measures, breaks and draws texts in one setting."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        # How a shaper is told of the setting: direction, no features, language.
        self._options = ("rtl" if setting.rtl else "ltr", None, setting.language)
        self._widths: dict[tuple[str, int, str], float] = {}

    def width(self, font: str, text: str, size: int) -> float:
        """The width of a text in pixels."""
        if needs_shaper(self.setting, text):
            return self._measure(font, text, _MEASURED, shaped=True) * size / _MEASURED
        return sum(self._measure(font, letter, size, shaped=False) for letter in text)

    def wrap(self, font: str, text: str, size: int, width: float) -> list[str]:
        """Break a text into lines of at most this width; a word that is wider than that is broken, too."""
        lines: list[str] = []
        used, space = 0.0, self.width(font, " ", size)
        for word in text.split():
            wide = self.width(font, word, size)
            if lines and used + space + wide <= width:
                lines[-1] += f" {word}"
                used += space + wide
                continue
            pieces = self._break(font, word, size, width) if wide > width else [word]
            lines += pieces
            used = self.width(font, pieces[-1], size)
        return lines

    def shorten(self, font: str, text: str, size: int, width: float) -> str:
        """A text with as much of its beginning as fits, and an ellipsis if that is not all."""
        if self.width(font, text, size) <= width:
            return text
        clusters = _clusters(text)
        count = self._count_fitting(font, clusters, ELLIPSIS, size, width)
        return "".join(clusters[:count]).rstrip() + ELLIPSIS

    def draw(self, canvas: "ImageDraw", font: str, text: str, size: int, at: tuple[float, float], fill: int) -> None:
        """Draw a line whose base begins at ``at``: its left end, or its right end in a setting from right to left."""
        if not needs_shaper(self.setting, text):
            canvas.text(at, text, fill=fill, font=_load(font, size, shaped=False), anchor="ls")
            return
        direction, features, language = self._options
        canvas.text(
            at,
            text,
            fill=fill,
            font=_load(font, size, shaped=True),
            anchor="rs" if self.setting.rtl else "ls",
            direction=direction,
            features=features,
            language=language,
        )

    def _break(self, font: str, word: str, size: int, width: float) -> list[str]:
        """Cut a word that is too wide into pieces that are not."""
        pieces: list[str] = []
        clusters = _clusters(word)
        while clusters:
            count = max(1, self._count_fitting(font, clusters, "", size, width))
            pieces.append("".join(clusters[:count]))
            clusters = clusters[count:]
        return pieces

    def _count_fitting(self, font: str, clusters: Sequence[str], end: str, size: int, width: float) -> int:
        """How many clusters from the first on fit, with ``end`` behind them."""

        def wide(count: int) -> float:
            return self.width(font, "".join(clusters[:count]).rstrip() + end, size)

        return bisect_right(range(1, len(clusters) + 1), width, key=wide)

    def _measure(self, font: str, text: str, size: int, *, shaped: bool) -> float:
        known = self._widths.get((font, size, text))
        if known is None:
            if len(self._widths) > _REMEMBERED:
                self._widths.clear()
            options = self._options if shaped else (None, None, None)
            known = _load(font, size, shaped=shaped).getlength(text, "", *options)
            self._widths[font, size, text] = known
        return known


def _clusters(text: str) -> Sequence[str]:
    """The text in pieces that are never torn apart: each letter with the marks on it."""
    starts = [at for at, letter in enumerate(text) if at == 0 or not unicodedata.category(letter).startswith("M")]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@lru_cache(maxsize=64)
def _load(font: str, size: int, *, shaped: bool) -> "FreeTypeFont":
    from PIL import ImageFont

    engine = ImageFont.Layout.RAQM if shaped else ImageFont.Layout.BASIC
    return ImageFont.truetype(FONTS / font, size, layout_engine=engine)
