"""Problems in words: for a terminal, for GitHub's annotations, for programs."""

from collections.abc import Iterable

import msgspec

from onrecord.problems import Problem

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "notice": "\x1b[36m"}
_RANKS = {"error": 0, "warning": 1, "notice": 2}
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def place_of(problem: Problem) -> str:
    """``path:line:column``, as far as it is known."""
    numbers = (problem.line, problem.column if problem.line else 0)
    return ":".join([_on_one_line(problem.path), *(str(number) for number in numbers if number)])


def as_text(problem: Problem, *, colour: bool) -> str:
    """Two lines: where and what, then the next step."""
    word = "" if problem.severity == "error" else f"{problem.severity}: "
    message = _on_one_line(problem.message)
    lines = [f"{place_of(problem)}: {word}{message}  [{problem.code}]"]
    if problem.hint:
        lines.append(f"    {_on_one_line(problem.hint)}")
    if colour:
        lines[0] = (
            f"{_BOLD}{place_of(problem)}:{_PLAIN} {_COLOURS[problem.severity]}{word}{message}{_PLAIN}"
            f"  {_DIM}[{problem.code}]{_PLAIN}"
        )
    return "\n".join(lines)


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects with the fields of ``Problem``."""
    clean = [
        msgspec.structs.replace(each, path=_whole(each.path), message=_whole(each.message), hint=_whole(each.hint))
        for each in problems
    ]
    return msgspec.json.format(msgspec.json.encode(clean), indent=2).decode()


def as_annotations(problems: Iterable[Problem]) -> list[str]:
    """GitHub's workflow commands, errors first: it shows only the first ten of a step."""
    ordered = sorted(problems, key=lambda each: (_RANKS[each.severity], each.path, each.line))
    return [
        f"::{each.severity} file={_property(each.path)},line={max(each.line, 1)},"
        f"title={_property(each.code)}::{_data(_on_one_line(f'{each.message} {each.hint}'.strip()))}"
        for each in ordered
    ]


def as_markdown(problems: Iterable[Problem], summary: str) -> str:
    """A table of all problems, for the summary of a workflow's job."""
    rows = [
        f"| {_cell(place_of(each))} | {each.severity} | {_cell(each.message)} | {_cell(each.hint)} | `{each.code}` |"
        for each in problems
    ]
    table = ["| where | | what | next step | code |", "| --- | --- | --- | --- | --- |", *rows] if rows else []
    return "\n".join(["## On Record", "", summary, "", *table, ""])


def summarise(problems: Iterable[Problem], claim_count: int) -> str:
    """One line: how many problems in how many files, or that there are none."""
    every = list(problems)
    if not every:
        return f"{_count(claim_count, 'claim')} checked. No problems."
    files = len({each.path for each in every})
    counts = {word: sum(each.severity == word for each in every) for word in _RANKS}
    *most, last = [_count(number, word) for word, number in counts.items() if number]
    counted = f"{', '.join(most)} and {last}" if most else last
    return f"{_count(claim_count, 'claim')} checked. {counted} in {_count(files, 'file')}."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _on_one_line(text: str) -> str:
    """Make visible what would end a line or steer a terminal; names of files may hold it."""
    return "".join(character if character.isprintable() else "�" for character in text)


def _whole(text: str) -> str:
    """Replace what no JSON can hold: halves of characters, from names that are no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(_on_one_line(text)).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    escaped = _on_one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    for mark in "|`*_[]@#":
        escaped = escaped.replace(mark, f"\\{mark}")
    return escaped
