"""What all commands share: exit codes, and what goes to the screen. Results go to stdout and messages to stderr."""

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from onrecord.problems import Problem
from onrecord.publish import report

OK, PROBLEMS, MISUSE = 0, 1, 2


def tell(result: str) -> None:
    """Print a result."""
    print(result, flush=True)


def say(message: str) -> None:
    """Print a message."""
    print(message, file=sys.stderr)


def shown_path(path: Path) -> str:
    """A path as short as it can be read from here."""
    absolute = Path(os.path.abspath(path))
    return str(absolute.relative_to(Path.cwd())) if absolute.is_relative_to(Path.cwd()) else str(absolute)


def this_command() -> str:
    """How this program was called, so that it can be called again: an environment need not be active."""
    active = sys.prefix == sys.base_prefix or os.environ.get("VIRTUAL_ENV") == sys.prefix
    return f"{'python' if active else shown_path(Path(sys.executable))} build.py"


class Progress:
    """Shows on a terminal how far a build has come, once it has taken a second; elsewhere nothing."""

    def __init__(self, started: float) -> None:
        self.started = started
        self.shown = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or "NO_COLOR" in os.environ or now - self.started < 1:
            return
        if now - self.shown > 0.1 or done == total:
            self.shown = now
            share = f" {done:,} of {total:,}" if total else ""
            end = "\r\x1b[K" if done == total else ""
            print(f"\r\x1b[K{stage}{share}{end}", end="", file=sys.stderr, flush=True)


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems, in colour on a terminal."""
    colour = sys.stderr.isatty() and "NO_COLOR" not in os.environ
    for each in problems:
        print(report.as_text(each, colour=colour), file=sys.stderr)
