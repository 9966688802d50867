"""What several test modules share: a browser, and the repository's own site built once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import ARGUMENTS, find_browser
from tests.small_site import ROOT, build

# A busy machine is no failure: what has to be quick measures its processor time itself.
settings.register_profile("patient", deadline=None)
# What `make test-long` and the nightly workflow ask for: ten times as many examples of each law.
settings.register_profile("nightly", deadline=None, max_examples=1000)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Skips, or fails where a browser is required, if there is none."""
    path = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", params=["https://facts.example/", "https://someone.github.io/some-repo/"])
def own_site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The repository's own site, built for a domain's root and for a repository's name: the output and its address."""
    output = tmp_path_factory.mktemp("own") / "output"
    assert build(ROOT, output, "--base-url", request.param) == 0
    return output, request.param
