"""Whether anything in a folder has changed, told from names, sizes and times, without following a link."""

import os
from collections.abc import Iterable
from pathlib import Path

State = dict[str, tuple[int, int, int]]


def look_at(folders: Iterable[Path]) -> State:
    """Give size, time and inode of every file below the folders; what vanishes meanwhile is left out."""
    state: State = {}
    waiting = [str(folder) for folder in folders]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        about = entry.stat(follow_symlinks=False)
                        state[entry.path] = (about.st_size, about.st_mtime_ns, about.st_ino)
        except OSError:
            continue
    return state
