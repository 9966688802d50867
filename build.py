"""Builds, checks and serves the site: ``python build.py --help`` tells more."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one shall read this, not a traceback
    sys.exit(f"On Record needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")

from onrecord.cli import main

if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is on the disk; taking a large site apart in memory, value by value, would only take time.
    os._exit(code)
