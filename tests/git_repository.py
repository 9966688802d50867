"""Real git repositories for tests: the same commits on every machine, whatever its owner's settings."""

import os
import subprocess
from pathlib import Path

_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ann Author",
    "GIT_AUTHOR_EMAIL": "ann@exampleville.example",
    "GIT_AUTHOR_DATE": "2021-06-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ann Author",
    "GIT_COMMITTER_EMAIL": "ann@exampleville.example",
    "GIT_COMMITTER_DATE": "2021-06-01T12:00:00Z",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and give what it says."""
    done = subprocess.run(["git", *arguments], cwd=folder, env=_ENVIRONMENT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def start_repository(folder: Path) -> None:
    """Make a repository whose branch is called main."""
    git(folder, "init", "--quiet", "--initial-branch=main", "--object-format=sha1")


def commit(folder: Path, *paths: str) -> str:
    """Commit everything below these paths (below the folder, if none is named) and give the commit's id."""
    git(folder, "add", "--all", "--force", *(paths or (".",)))
    git(folder, "commit", "--quiet", "--allow-empty", "--message=A change")
    return git(folder, "rev-parse", "HEAD")
