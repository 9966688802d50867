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
    "GIT_COMMITTER_NAME": "Ann Author",
    "GIT_COMMITTER_EMAIL": "ann@exampleville.example",
}


def git(folder: Path, *arguments: str, day: str = "2021-06-01") -> str:
    """Run git in a folder, at noon of a day, and give what it says."""
    times = {f"GIT_{who}_DATE": f"{day}T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    environment = _ENVIRONMENT | times
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def start_repository(folder: Path) -> None:
    """Make a repository whose branch is called main."""
    git(folder, "init", "--quiet", "--initial-branch=main", "--object-format=sha1")


def commit(folder: Path, *paths: str, day: str = "2021-06-01") -> str:
    """Commit everything below these paths (below the folder, if none is named) and give the commit's id."""
    git(folder, "add", "--all", "--force", *(paths or (".",)))
    git(folder, "commit", "--quiet", "--allow-empty", "--message=A change", day=day)
    return git(folder, "rev-parse", "HEAD")
