"""Problems in words: for a terminal, for GitHub's annotations, for programs."""

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from onrecord.problems import Problem

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m", "notice": "\x1b[36m"}
_RANKS = {"error": 0, "warning": 1, "notice": 2}
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def place_of(problem: Problem) -> str:
    """``path:line:column``, as far as it is known."""
    numbers = (problem.line, problem.column if problem.line else 0)
    return ":".join([on_one_line(problem.path), *(str(number) for number in numbers if number)])


def as_text(problem: Problem, *, colour: bool) -> str:
    """Two lines: where and what, then the next step; and below them what can be pasted, if anything."""
    word = "" if problem.severity == "error" else f"{problem.severity}: "
    message = on_one_line(problem.message)
    lines = [f"{place_of(problem)}: {word}{message}  [{problem.code}]"]
    if problem.hint:
        lines.append(f"    {on_one_line(problem.hint)}")
    if colour:
        lines[0] = (
            f"{_BOLD}{place_of(problem)}:{_PLAIN} {_COLOURS[problem.severity]}{word}{message}{_PLAIN}"
            f"  {_DIM}[{problem.code}]{_PLAIN}"
        )
    # At the margin, so that what is copied from a terminal is indented as it must be.
    lines += [on_one_line(line) for line in problem.paste.split("\n") if line]
    return "\n".join(lines)


def as_json(problems: Iterable[Problem], more: Mapping[str, object] | None = None) -> str:
    """A list of objects with the fields of ``Problem``; with ``more``, that list under ``problems`` beside the rest."""
    clean = [
        msgspec.structs.replace(
            each, path=whole(each.path), message=whole(each.message), hint=whole(each.hint), paste=whole(each.paste)
        )
        for each in problems
    ]
    found = clean if more is None else {**more, "problems": clean}
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def as_annotations(problems: Iterable[Problem]) -> list[str]:
    """GitHub's workflow commands, errors first: it shows only the first ten of a step."""
    ordered = sorted(problems, key=lambda each: (_RANKS[each.severity], each.path, each.line))
    return [
        f"::{each.severity} file={_property(each.path)},line={max(each.line, 1)},"
        f"title={_property(each.code)}::{_data(_with_paste(on_one_line(f'{each.message} {each.hint}'.strip()), each))}"
        for each in ordered
    ]


def as_markdown(problems: Sequence[Problem], summary: str) -> str:
    """A table of all problems, for the summary of a workflow's job."""
    rows = [
        f"| {cell(place_of(each))} | {each.severity} | {cell(each.message)} | {cell(each.hint)} | `{each.code}` |"
        for each in problems
    ]
    table = ["| where | | what | next step | code |", "| --- | --- | --- | --- | --- |", *rows] if rows else []
    pastes = [line for each in problems if each.paste for line in _fence(each)]
    return "\n".join(["## On Record", "", summary, "", *table, "", *pastes])


def _with_paste(words: str, problem: Problem) -> str:
    return "\n".join([words, *(on_one_line(line) for line in problem.paste.split("\n") if line)])


def _fence(problem: Problem) -> list[str]:
    """What can be pasted, letter by letter, whatever marks of Markdown it holds."""
    lines = [on_one_line(line) for line in problem.paste.split("\n")]
    longest = max((len(run) for run in re.findall("`+", problem.paste)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{cell(place_of(problem))}:", "", f"{fence}yaml", *lines, fence, ""]


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


def on_one_line(text: str) -> str:
    """Make visible what would end a line or steer a terminal; names of files may hold it."""
    return "".join(character if character.isprintable() else "�" for character in text)


def whole(text: str) -> str:
    """Replace what no JSON can hold: halves of characters, from names that are no UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(on_one_line(text)).replace(":", "%3A").replace(",", "%2C")


def cell(text: str) -> str:
    """Write a text into a table of Markdown so that it means nothing but itself."""
    escaped = on_one_line(text).replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    for mark in "|`*_[]@#":
        escaped = escaped.replace(mark, f"\\{mark}")
    return escaped
