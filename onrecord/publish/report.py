"""Problems in words: for a terminal, for GitHub's annotations, for programs."""

from collections.abc import Iterable

import msgspec

from onrecord.problems import Problem, has_errors

_COLOURS = {"error": "\x1b[31m", "warning": "\x1b[33m"}
_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


def place_of(problem: Problem) -> str:
    """``path:line:column``, as far as it is known."""
    parts = [problem.path, *(str(part) for part in (problem.line, problem.column if problem.line else 0) if part)]
    return ":".join(parts)


def as_text(problem: Problem, *, colour: bool) -> str:
    """Two lines: where and what, then the next step."""
    word = "warning: " if problem.severity == "warning" else ""
    lines = [f"{place_of(problem)}: {word}{problem.message}  [{problem.code}]"]
    if problem.hint:
        lines.append(f"    {problem.hint}")
    if colour:
        lines[0] = (
            f"{_BOLD}{place_of(problem)}:{_PLAIN} {_COLOURS[problem.severity]}{word}{problem.message}{_PLAIN}"
            f"  {_DIM}[{problem.code}]{_PLAIN}"
        )
    return "\n".join(lines)


def as_json(problems: Iterable[Problem]) -> str:
    """A list of objects with the fields of ``Problem``."""
    return msgspec.json.format(msgspec.json.encode(list(problems)), indent=2).decode()


def as_annotations(problems: Iterable[Problem]) -> list[str]:
    """GitHub's workflow commands, errors first: it shows only the first ten of a step."""
    ordered = sorted(problems, key=lambda each: (each.severity, each.path, each.line))
    return [
        f"::{each.severity} file={_property(each.path)},line={max(each.line, 1)},"
        f"title={_property(each.code)}::{_data(f'{each.message} {each.hint}'.strip())}"
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
    errors = sum(each.severity == "error" for each in every)
    counted = [_count(number, word) for number, word in ((errors, "error"), (len(every) - errors, "warning")) if number]
    return f"{_count(claim_count, 'claim')} checked. {' and '.join(counted)} in {_count(files, 'file')}."


def ending(problems: Iterable[Problem]) -> str:
    """What a build says that could not go on."""
    return "Nothing was written." if has_errors(problems) else ""


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\\", "\\\\")
    for mark in "|`*_[]@#":
        escaped = escaped.replace(mark, f"\\{mark}")
    return escaped
