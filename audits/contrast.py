"""The contrast of the colours in static/css/tokens.css, by the formula of WCAG 2.2 (its "contrast ratio")."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# Which colours words are set in, and on which they may stand.
_WORDS = ("text", "text-soft", "accent", "tone")
_GROUNDS = ("surface", "surface-deep", "tone-surface")
_LINES = ("rule",)

OF_WORDS, OF_LINES = 7.0, 4.5


class Pair(NamedTuple):
    """Two colours that meet, in a scheme and under a tone, with their ratio and the least that it may be."""

    front: str
    ground: str
    scheme: str
    tone: str
    ratio: float
    least: float


def list_pairs(stylesheet: str) -> Iterator[Pair]:
    """Give every pair of colours that may meet on a page."""
    common = _read_tokens(_block(stylesheet, ":root"))
    tones = {name: _read_tokens(_block(stylesheet, f'[data-tone="{name}"]')) for name in _list_tones(stylesheet)}
    for tone, own in {"": {}, **tones}.items():
        tokens = common | own
        for number, scheme in enumerate(("light", "dark")):
            for front in (*_WORDS, *_LINES):
                for ground in _GROUNDS:
                    if tone and "tone" not in f"{front} {ground}":
                        continue
                    ratio = _contrast(_resolve(tokens, front, number), _resolve(tokens, ground, number))
                    yield Pair(front, ground, scheme, tone, ratio, OF_WORDS if front in _WORDS else OF_LINES)


def _list_tones(stylesheet: str) -> list[str]:
    return re.findall(r'\[data-tone="([\w-]+)"\] \{', stylesheet)


def _block(stylesheet: str, selector: str) -> str:
    found = re.search(re.escape(selector) + r" \{(.*?)\n?\}", stylesheet, re.DOTALL)
    assert found, f"there is no rule for {selector}"
    return found[1]


def _read_tokens(block: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", block)}


def _resolve(tokens: dict[str, str], name: str, scheme: int) -> str:
    """Follow ``var()`` and ``light-dark()`` down to a colour such as ``#1c1a17``."""
    value = tokens[name]
    while not re.fullmatch(r"#[0-9a-f]{6}", value):
        both = re.fullmatch(r"light-dark\((.+?), ?(.+)\)", value)
        other = re.fullmatch(r"var\(--([\w-]+)\)", value)
        assert both or other, f"--{name} is no colour: {value}"
        value = both[1 + scheme] if both else tokens[other[1]]  # type: ignore[index]
    return value


def _contrast(first: str, second: str) -> float:
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
