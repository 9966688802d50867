"""Whether a text may be converted at all: its characters, its size, and the shapes on which Python-Markdown is slow."""

import re

from onrecord.content import limits
from onrecord.content.nodes import FORBIDDEN
from onrecord.problems import Problem, problem, shown

CITATION = re.compile(r"\[@([^\]\s\[]{1,100})\]")
SITE_LINK = re.compile(r"\[\[([^\]\[\n]{1,200})\]\]")


def look_at_text(text: str, path: str, first_line: int) -> list[Problem]:
    """Give the first reason not to convert a text, or nothing."""
    return (
        _look_at_characters(text, path, first_line)
        or _look_at_size(text, path, first_line)
        or _look_at_shape(text, path, first_line)
    )


def _look_at_characters(text: str, path: str, first_line: int) -> list[Problem]:
    found = FORBIDDEN.search(text)
    if not found:
        return []
    line = first_line + text.count("\n", 0, found.start())
    message = f"the control character U+{ord(found[0]):04X} can't stand in a text"
    return [problem(path, line, "character-forbidden", message, "Delete it; it is invisible.")]


def forbidden_reference(text: str, character: str, path: str, first_line: int) -> Problem:
    """Report a character that the text names by a reference such as ``&#1;``."""
    for written in re.finditer(r"&\\?#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));", text):
        if int(written[1] or written[2], 16 if written[1] else 10) == ord(character):
            line = first_line + text.count("\n", 0, written.start())
            message = f"{shown(written[0])} stands for a control character, which no text can hold"
            return problem(path, line, "character-forbidden", message, "Delete it.")
    message = f"the text names the control character U+{ord(character):04X}, which no text can hold"
    return problem(path, first_line, "character-forbidden", message, "Look for '&#' and delete it.")


def _look_at_size(text: str, path: str, first_line: int) -> list[Problem]:
    size, lines = len(text.encode()), text.removesuffix("\n").split("\n")
    if size > limits.BODY_BYTES:
        message = f"the text is larger than {limits.BODY_BYTES // 1024} KiB"
        return [problem(path, first_line, "limit-exceeded", message, "Shorten it, or split the claim.")]
    if len(lines) > limits.BODY_LINES:
        message = f"the text has {len(lines)} lines, and {limits.BODY_LINES} are allowed"
        return [problem(path, first_line, "limit-exceeded", message, "Shorten it, or split the claim.")]
    for number, line in enumerate(lines, first_line):
        if len(line) > limits.LINE_CHARACTERS:
            message = f"the line has {len(line)} characters, and {limits.LINE_CHARACTERS} are allowed"
            return [problem(path, number, "limit-exceeded", message, "Break it; a single line break changes nothing.")]
    return []


_MARK_RUN = re.compile(rf"([*_`#>+=~(!\\])\1{{{limits.ONE_MARK_IN_A_RUN},}}")
_LINE_START = re.compile(rf"[ \t]*(?:(?:[-*+>]|[0-9]{{1,9}}\.)[ \t]*){{{limits.MARKS_AT_LINE_START + 1},}}[^-*_ \t]")


def _look_at_shape(text: str, path: str, first_line: int) -> list[Problem]:
    """Refuse the shapes on which Python-Markdown is known to be slow."""
    bare = SITE_LINK.sub("", CITATION.sub("", text))
    for mark, most in (("[", limits.OPENING_BRACKETS), ("`", limits.BACKTICKS), ("<", limits.ANGLES)):
        if bare.count(mark) > most:
            return [too_complex(path, first_line, f"has more than {most} of '{mark}'")]
    for number, line in enumerate(text.split("\n"), first_line):
        if line.count("|") > limits.PIPES_A_LINE:
            return [too_complex(path, number, f"has more than {limits.PIPES_A_LINE} of '|' in a line")]
        if _LINE_START.match(line):
            return [too_complex(path, number, f"has more than {limits.MARKS_AT_LINE_START} marks at a line's start")]
        run = _MARK_RUN.search(line)
        if run:
            return [too_complex(path, number, f"has more than {limits.ONE_MARK_IN_A_RUN} of '{run[1]}' in a row")]
    return []


def too_complex(path: str, line: int, reason: str) -> Problem:
    return problem(path, line, "text-too-complex", f"the text {reason}", "Make it simpler, or split it.")
