"""Builds, checks and serves the site: ``python build.py --help`` tells more."""

import contextlib
import gc
import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one shall read this, not a traceback
    sys.exit(f"On Record needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")

try:
    from onrecord.cli import main
except ModuleNotFoundError as missing:
    if (missing.name or "").startswith("onrecord"):
        raise
    sys.exit(
        f"The package '{missing.name}' is not installed for this Python. Run 'make site' once, which sets up .venv, "
        "then call .venv/bin/python build.py, or activate it: source .venv/bin/activate"
    )

if __name__ == "__main__":
    # Little of what a build makes is garbage that only a search finds; with Python's usual threshold that search takes as
    # long as all else that an edit needs.
    gc.set_threshold(1_000_000)
    remains: list[object] = []
    code = main(remains=remains)
    # Whoever reads our output may have gone, for example `head`.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Everything is on the disk; taking a large site apart in memory, value by value, would only take time.
    os._exit(code)
