"""What the tests of history start from."""

from pathlib import Path

import pytest

from tests.git_repository import commit, start_repository
from tests.small_site import write_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site, published as the first commit of a repository."""
    site = write_site(tmp_path / "site")
    start_repository(site)
    commit(site)
    return site
