"""Files that go out as they are: the stylesheets, shortened, and everything else of ``static/`` copied.

The layers, ``static/css/<layer>.css``, become one stylesheet that every page links. A sheet of its own,
``static/css/pages/<name>.css``, is linked only by the templates that name it.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from onrecord.problems import Problem, problem

# The order of the layers that static/css/reset.css declares.
LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities")
_CSS_FOLDER = "static/css/"
_SHEET = re.compile(r"static/css/pages/([a-z][a-z0-9-]*)\.css")
STYLESHEET = "static/site.css"


def list_static_files(site_folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Give the files of ``static/`` under ``static/`` in the output: the layers as ``static/site.css``, sheets by name."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    _read_folder(site_folder / "static", "static", files, problems)
    styles = {path: data for path, data in files.items() if path.startswith(_CSS_FOLDER)}
    layers = [f"{_CSS_FOLDER}{layer}.css" for layer in LAYERS]
    sheets = {path: f"static/{match[1]}.css" for path in styles if (match := _SHEET.fullmatch(path))}
    for path in sorted(set(styles) - set(layers)):
        if sheets.get(path, STYLESHEET) == STYLESHEET:
            message = f"'{path}' is none of the stylesheets, one for each layer: {', '.join(LAYERS)}"
            hint = "Move its rules into one of them, or the file to static/css/pages/ if only some pages need it."
            problems.append(problem(path, 0, "file-unexpected", message, hint))
    others = {path: data for path, data in files.items() if path not in styles}
    for path in sorted({STYLESHEET, *sheets.values()} & set(others)):
        message = f"'{path}' has the name of a stylesheet that the build makes from static/css/"
        problems.append(problem(path, 0, "file-unexpected", message, "Give it another name."))
    joined = b"".join(_shorten(styles[path]) for path in layers if path in styles)
    return {**others, **{sheets[path]: _shorten(styles[path]) for path in sheets}, STYLESHEET: joined}, problems


def name_stylesheets(static: Iterable[str]) -> dict[str, str]:
    """Give the paths in the output of all stylesheets by the names that templates use: ``site`` and the sheets'."""
    return {match[1]: path for path in sorted(static) if (match := re.fullmatch(r"static/([a-z0-9-]+)\.css", path))}


_QUOTED = rb"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
_COMMENTS = re.compile(_QUOTED + rb"|/\*.*?\*/", re.DOTALL)
# White space goes where a mark stands beside it and shrinks elsewhere. (Before a colon it may be part of a selector.)
_SPACES = re.compile(_QUOTED + rb"|;\s*(?=\})|\s*([{};,>])\s*|(:)\s+|(\s)\s*")


def _shorten(stylesheet: bytes) -> bytes:
    """Take out the comments and the white space that browsers don't need."""
    for needless in (_COMMENTS, _SPACES):
        stylesheet = needless.sub(lambda match: match[match.lastindex] if match.lastindex else b"", stylesheet)
    return stylesheet.strip() + b"\n"


def _read_folder(folder: Path, path: str, files: dict[str, bytes], problems: list[Problem]) -> None:
    if not folder.is_dir() or folder.is_symlink():
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            below = f"{path}/{entry.name}"
            if entry.name.startswith("."):
                continue
            if entry.is_symlink():
                message = "this is a symbolic link, and links are not followed"
                problems.append(problem(below, 0, "symbolic-link", message, "Put the file itself in its place."))
            elif entry.is_dir():
                _read_folder(Path(entry.path), below, files, problems)
            else:
                files[below] = Path(entry.path).read_bytes()
