"""The colours of the stylesheet, for what can't read one: the frame of the browser, the manifest, share images.

Goes in: the joined stylesheet. A colour counts if it is written as ``#rrggbb`` or ``#rgb``, by itself, as a ``var(…)`` or
as one of the two of ``light-dark(…)``; instead of any other, black stands on white.
"""

import re

import msgspec

_RULE = re.compile(r"([^{};]+)\{([^{}]*)\}")
_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]+)(?:;|$)")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*\)")
_LIGHT_DARK = re.compile(r"light-dark\(\s*([^,]+?)\s*,\s*(.+?)\s*\)")
_TONE = re.compile(r"\[data-tone=\"?([\w-]+)\"?\]")
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)


class Ink(msgspec.Struct, frozen=True):
    """Two colours that belong together: of what is written, and of what it is written on."""

    text: str = "#000000"
    surface: str = "#ffffff"


class Colours(msgspec.Struct, frozen=True):
    """The page's two colours by day and by night, and by day those of each tone that a verdict can have.

    ``plain`` are those of every other tone.
    """

    day: Ink = Ink()
    night: Ink = Ink("#ffffff", "#000000")
    tones: dict[str, Ink] = {}
    plain: Ink = Ink()

    def tone(self, name: str) -> Ink:
        """The colours of a tone."""
        return self.tones.get(name, self.plain)


def read_colours(stylesheet: bytes) -> Colours:
    """Read the tokens ``--text`` and ``--surface``, and ``--tone`` and ``--tone-surface`` of each ``[data-tone]``."""
    tokens: dict[str, str] = {}
    tones: dict[str, dict[str, str]] = {}
    for selector, body in _RULE.findall(stylesheet.decode("utf-8", "replace")):
        declared = dict(_DECLARATION.findall(body))
        tone = _TONE.fullmatch(selector.strip())
        if tone:
            tones[tone[1]] = declared
        elif selector.strip() == ":root":
            tokens = {**declared, **tokens}
    found = Colours()
    day = _ink(tokens, "--text", "--surface", 0, found.day)
    return Colours(
        day=day,
        night=_ink(tokens, "--text", "--surface", 1, found.night),
        tones={name: _ink({**tokens, **own}, "--tone", "--tone-surface", 0, day) for name, own in tones.items()},
        plain=_ink(tokens, "--tone", "--tone-surface", 0, day),
    )


def _ink(tokens: dict[str, str], text: str, surface: str, scheme: int, otherwise: Ink) -> Ink:
    """Both colours or, so that one can be told from the other, neither."""
    colours = (_resolve(tokens, text, scheme), _resolve(tokens, surface, scheme))
    return Ink(*colours) if all(colours) else otherwise


def _resolve(tokens: dict[str, str], name: str, scheme: int) -> str:
    """The colour of a token as ``#rrggbb``, or nothing; ``scheme`` is 0 by day and 1 by night."""
    value = tokens.get(name, "").strip()
    for _ in range(8):  # no stylesheet needs more steps, and one may go round in a circle
        if pair := _LIGHT_DARK.fullmatch(value):
            value = pair[1 + scheme]
        elif other := _VAR.fullmatch(value):
            value = tokens.get(other[1], "").strip()
    colour = _HEX.fullmatch(value)
    if not colour:
        return ""
    digits = colour[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
