"""Files that go out as they are: stylesheets joined into one, everything else of ``static/`` copied."""

import os
import re
from pathlib import Path

from onrecord.problems import Problem, problem

# The order of the layers that static/css/reset.css declares.
LAYERS = ("reset", "tokens", "base", "layout", "components", "utilities")
_CSS_FOLDER = "static/css/"


def list_static_files(site_folder: Path) -> tuple[dict[str, bytes], list[Problem]]:
    """Give the files of ``static/`` under ``static/`` in the output, the stylesheets as ``static/site.css``."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    _read_folder(site_folder / "static", "static", files, problems)
    styles = {path: data for path, data in files.items() if path.startswith(_CSS_FOLDER)}
    expected = [f"{_CSS_FOLDER}{layer}.css" for layer in LAYERS]
    for path in sorted(set(styles) - set(expected)):
        message = f"'{path}' is none of the stylesheets, one for each layer: {', '.join(LAYERS)}"
        problems.append(problem(path, 0, "file-unexpected", message, "Move its rules into one of them."))
    others = {path: data for path, data in files.items() if path not in styles}
    stylesheet = b"".join(_shorten(styles[path]) for path in expected if path in styles)
    return {**others, "static/site.css": stylesheet}, problems


def _shorten(stylesheet: bytes) -> bytes:
    """Take out comments and indentation, which browsers don't need."""
    without_comments = re.sub(rb"/\*.*?\*/", b"", stylesheet, flags=re.DOTALL)
    return re.sub(rb"\n\s*", b"\n", without_comments).lstrip()


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
