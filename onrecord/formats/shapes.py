"""The shapes of the verdicts and the site's sign as masks for share images.

They are those of ``templates/components/shape.html`` and of the icon, as SVG path data in a square of so many units.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_DISC = "M8 0a8 8 0 1 1-.01 0Z"
_RING = f"{_DISC}m0 1.5a6.5 6.5 0 1 0 .01 0Z"
_TILE = "M0 0h16v16H0Z"
_TICK = "M6.9 11.6 3.3 8l1.4-1.4 2.2 2.2 4.4-4.4 1.4 1.4Z"
_TIMES = "M4.6 6l1.4-1.4 2 2 2-2L11.4 6l-2 2 2 2-1.4 1.4-2-2-2 2L4.6 10l2-2Z"

SIGN = (
    "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22ZM6.5 15.5v-4c0-2.5 1.4-4.2 4-4.5v2c-1.1.3-1.7 1-1.7 2h1.7v4.5Z"
    "m7 0v-4c0-2.5 1.4-4.2 4-4.5v2c-1.1.3-1.7 1-1.7 2h1.7v4.5Z"
)  # fmt: skip
SIGN_UNITS = 24

SHAPES: dict[str, str] = {
    "check": _DISC + _TICK,
    "check-half": _RING + _TICK,
    "half": f"{_RING}M8 3v10A5 5 0 0 1 8 3Z",
    "cross-half": _RING + _TIMES,
    "cross": _DISC + _TIMES,
    "question": f"{_TILE}M5 6V3h6v4.4L9 8.8V10H7V7.8l2-1.4V4.8H7V6ZM7 11.2h2v2H7Z",
    "warning": "M8 .5 16 15H0ZM7.1 5.5v4.7h1.8V5.5Zm0 5.8v1.8h1.8v-1.8Z",
    "clock": f"{_RING}M7.2 4h1.6v3.6l2.6 1.5-.8 1.3-3.4-2Z",
    "mask": "M1 2c4 1.5 10 1.5 14 0 0 7-1.5 12-7 13-5.5-1-7-6-7-13Zm3 4.3c.7.9 2 .9 2.8 0-.8-.9-2.1-.9-2.8 0Z"
    "m5.2 0c.7.9 2 .9 2.8 0-.8-.9-2.1-.9-2.8 0ZM5 9.7c.7 2.7 5.3 2.7 6 0-1.9 1.100-4.1 1.100-6 0Z",
    "dash": f"{_TILE}M4 7h8v2H4Z",
}
SHAPE_UNITS = 16

Point = tuple[float, float]

_FINER = 4  # drawn so many times larger, then made small: that smooths the edges
_STEPS = 48  # of a curve

_TOKEN = re.compile(r"[MmLlHhVvAaCcZz]|-?(?:\d+\.?\d*|\.\d+)")
_NUMBERS_OF = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "C": 6, "Z": 0}


@lru_cache(maxsize=64)
def draw_shape(path: str, size: int, units: int) -> "Image":
    """Give a mask of ``size`` by ``size`` pixels: 255 where the shape is, 0 where it isn't (even-odd).

    The shape is drawn in a square of ``units``.
    """
    from PIL import Image, ImageChops, ImageDraw

    large = size * _FINER
    mask = Image.new("1", (large, large))
    for outline in read_outlines(path):
        part = Image.new("1", mask.size)
        ImageDraw.Draw(part).polygon([(x * large / units, y * large / units) for x, y in outline], fill=1)
        mask = ImageChops.logical_xor(mask, part)
    return mask.convert("L").resize((size, size), Image.Resampling.BOX)


def read_outlines(path: str) -> Iterator[list[Point]]:
    """Give the closed outlines of SVG path data as polygons. Understands lines, circular arcs and cubic curves."""
    outline: list[Point] = []
    at: Point = (0.0, 0.0)
    for command, numbers in _read_commands(path):
        x, y = at if command.islower() else (0.0, 0.0)
        match command.upper():
            case "Z":
                yield outline
                at = outline[0]
                outline = []
                continue
            case "H":
                points = [(x + numbers[0], at[1])]
            case "V":
                points = [(at[0], y + numbers[0])]
            case "A":
                points = list(_follow_arc(at, numbers[0], numbers[3:5], (x + numbers[5], y + numbers[6])))
            case "C":
                corners = [(x + numbers[i], y + numbers[i + 1]) for i in (0, 2, 4)]
                points = list(_follow_curve(at, *corners))
            case _:
                points = [(x + numbers[0], y + numbers[1])]
        outline = points if command in "Mm" else [*(outline or [at]), *points]
        at = points[-1]


def _read_commands(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; numbers that go on without a letter are the same command again."""
    tokens = _TOKEN.findall(path)
    command = ""
    while tokens:
        if tokens[0].isalpha():
            command = tokens.pop(0)
        count = _NUMBERS_OF[command.upper()]
        yield command, [float(each) for each in tokens[:count]]
        del tokens[:count]
        if command in "Mm":
            command = "l" if command == "m" else "L"


def _follow_arc(start: Point, radius: float, flags: list[float], end: Point) -> Iterator[Point]:
    """Points of a circle's arc (SVG 1.1, appendix F.6.5, with equal radii)."""
    large, clockwise = flags
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    half = half_x**2 + half_y**2
    offset = math.sqrt(max(0.0, radius**2 / half - 1)) * (-1 if large == clockwise else 1)
    center = ((start[0] + end[0]) / 2 + offset * half_y, (start[1] + end[1]) / 2 - offset * half_x)
    first = math.atan2(start[1] - center[1], start[0] - center[0])
    sweep = math.atan2(end[1] - center[1], end[0] - center[0]) - first
    if clockwise and sweep < 0:
        sweep += 2 * math.pi
    if not clockwise and sweep > 0:
        sweep -= 2 * math.pi
    for step in range(1, _STEPS + 1):
        angle = first + sweep * step / _STEPS
        yield center[0] + radius * math.cos(angle), center[1] + radius * math.sin(angle)


def _follow_curve(start: Point, first: Point, second: Point, end: Point) -> Iterator[Point]:
    """Points of a cubic Bézier curve."""
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
        yield tuple(a * p + b * q + c * r + d * s for p, q, r, s in zip(start, first, second, end, strict=True))  # type: ignore[misc]
