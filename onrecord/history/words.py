"""How a change is put: both texts cut so that their difference is seen, and YAML that can be pasted as it stands."""

import json
import re
from collections.abc import Mapping

# A plain scalar that YAML reads as these very words wherever it may stand, in brackets too.
_PLAIN = re.compile(r"[^\W_](?:[^\n:#,\[\]{}]|:(?=[^\s,\[\]{}])|(?<=\S)#)*")

_LEAD = 15


def tell_apart(before: str, after: str, most: int) -> tuple[str, str]:
    """Cut two texts to ``most`` characters each, in such a way that the place where they first differ is in sight."""
    if max(len(before), len(after)) <= most:
        return before, after
    same = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    start = max(0, same - _LEAD)
    # Not in the middle of a word.
    start = before.rfind(" ", 0, start + 1) + 1 if start else 0
    return _cut(before, start, most), _cut(after, start, most)


def _cut(text: str, start: int, most: int) -> str:
    lead = "…" if start else ""
    rest = lead + text[start:]
    return rest if len(rest) <= most else rest[: most - 1].rstrip() + "…"


def yaml_text(text: str) -> str:
    """Write a text (on one line, without control characters) so that YAML reads just that."""
    if _PLAIN.fullmatch(text) and text.isprintable() and not text.endswith((":", " ")):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else _escape(each) for each in quoted)


def _escape(character: str) -> str:
    """A character that is not seen, by its number, so that it is not lost on the way from a screen to a file."""
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def yaml_entry(values: Mapping[str, str], indent: int) -> str:
    """Write an entry of a list; a key without a text is left open."""
    lines = [f"{key}: {yaml_text(text)}" if text else f"{key}:" for key, text in values.items()]
    spaces = " " * indent
    return "\n".join(f"{spaces}{'  ' if number else '- '}{line}" for number, line in enumerate(lines))
