"""The shaper for letters that run from right to left or join: where it is missing, tests that need it are skipped.

Where a browser is required (``ONRECORD_REQUIRE_BROWSER`` is ``1``), so is this, and they fail.
"""

import os

import pytest

from onrecord.formats.lettering import has_shaper

shaper = pytest.mark.skipif(
    not has_shaper() and os.environ.get("ONRECORD_REQUIRE_BROWSER") != "1",
    reason="no FriBiDi on this machine; to get it: sudo apt install libfribidi0",
)
