"""The shapes of the verdicts and the site's sign as masks for share images.

They are those of ``templates/components/shape.html`` and ``mark.html``, as SVG path data in a square of 24 units.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_DISC = "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22Z"
_RING = f"{_DISC}m0 2.2a8.8 8.8 0 1 1 0 17.6 8.8 8.8 0 0 1 0-17.6Z"
_TILE = "M1 1h22v22H1Z"
_TICK = "M10.4 17 5.5 12.1l1.9-1.9 3 3 6.3-6.3 1.9 1.9Z"
_TIMES = (
    "M7.1 8.7l1.6-1.6 3.3 3.3 3.3-3.3 1.6 1.6-3.3 3.3 3.3 3.3-1.6 1.6-3.3-3.3-3.3 3.3-1.6-1.6 3.3-3.3Z"
)  # fmt: skip

SIGN = (
    f"{_DISC}M6.5 15.5v-4c0-2.5 1.4-4.2 4-4.5v2c-1.1.3-1.7 1-1.7 2h1.7v4.5Z"
    "m7 0v-4c0-2.5 1.4-4.2 4-4.5v2c-1.1.3-1.7 1-1.7 2h1.7v4.5Z"
)  # fmt: skip

SHAPES: dict[str, str] = {
    "check": _DISC + _TICK,
    "check-half": _RING + _TICK,
    "half": f"{_RING}M12 5v14a7 7 0 0 1 0-14Z",
    "cross-half": _RING + _TIMES,
    "cross": _DISC + _TIMES,
    "question": f"{_TILE}M8 9V5h8v6l-2.8 2v2h-2.4v-3l2.8-2V7.4h-3.2V9ZM10.8 16.8h2.4v2.4h-2.4Z",
    "warning": "M12 1 23.5 22H.5ZM10.8 8.5h2.4V15h-2.4Zm0 8.3h2.4v2.4h-2.4Z",
    "clock": f"{_RING}M10.9 6h2.2v5.4l3.9 2.3-1.1 1.9-5-3Z",
    "mask": "M2 3c6 2 14 2 20 0 0 10-2 18-10 19C4 21 2 13 2 3Zm4.5 6.5c1 1.3 3 1.3 4 0-1-1.3-3-1.3-4 0Z"
    "m7 0c1 1.3 3 1.3 4 0-1-1.3-3-1.3-4 0Zm-6 5c1 4 8 4 9 0-2.8 1.6-6.2 1.6-9 0Z",
    "dash": f"{_TILE}M6.5 10.8h11v2.4h-11Z",
}

Point = tuple[float, float]

_UNITS = 24
_FINER = 4  # drawn so many times larger, then made small: that smooths the edges
_STEPS = 48  # of a curve

_TOKEN = re.compile(r"[MmLlHhVvAaCcZz]|-?(?:\d+\.?\d*|\.\d+)")
_NUMBERS_OF = {"M": 2, "L": 2, "H": 1, "V": 1, "A": 7, "C": 6, "Z": 0}


@lru_cache(maxsize=64)
def draw_shape(path: str, size: int) -> "Image":
    """Give a mask of ``size`` by ``size`` pixels: 255 where the shape is, 0 where it isn't (even-odd)."""
    from PIL import Image, ImageChops, ImageDraw

    large = size * _FINER
    mask = Image.new("1", (large, large))
    for outline in read_outlines(path):
        part = Image.new("1", mask.size)
        ImageDraw.Draw(part).polygon([(x * large / _UNITS, y * large / _UNITS) for x, y in outline], fill=1)
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
