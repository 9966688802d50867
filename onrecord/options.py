"""What a command asks of a build or a check."""

from collections.abc import Callable
from pathlib import Path

import msgspec


class Options(msgspec.Struct, frozen=True):
    """What the command line chose. An empty ``base_url`` leaves the one of ``content/site.yaml``.

    ``verify`` compares what is in the output by its bytes, not by size and time. ``since`` names a revision of git: what it
    published is compared with what would be.
    """

    site_folder: Path
    base_url: str = ""
    serving: bool = False
    jobs: int = 1
    verify: bool = False
    since: str | None = None


# Told now and then: the stage, how much of it is done, and of how much.
Progress = Callable[[str, int, int], None]


def without_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
