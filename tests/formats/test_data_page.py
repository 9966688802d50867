"""The page of the data: what it tells readers to type works."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import serve_folder
from tests.parsed_html import parse_html
from tests.site_folders import make_site
from tests.small_site import build, write_site


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The good site, built for the address at which it is served while the tests run."""
    folder = tmp_path_factory.mktemp("site")
    output = folder / "output"
    output.mkdir()
    with serve_folder(output, "/some-repo/") as address:
        assert build(make_site(folder / "site"), output, "--base-url", address) == 0
        yield output


def examples(output: Path, language: str) -> list[str]:
    page = parse_html((output / "data/index.html").read_bytes())
    return [each.text for each in page.all("code", data_language=language)]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")
def test_the_example_in_curl_fetches_all_claims(served: Path, tmp_path: Path) -> None:
    (command,) = examples(served, "sh")
    done = subprocess.run(["sh", "-c", command], cwd=tmp_path, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "claims.json").read_bytes() == (served / "data/claims.json").read_bytes()


def test_the_examples_in_python_print_every_claim(served: Path, tmp_path: Path) -> None:
    said = []
    for code in examples(served, "python"):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=30
        )
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.splitlines())
    claims = json.loads((served / "data/claims.json").read_bytes())["claims"]
    assert said[0] == [f"{claim['verdict']['label']}: {claim['claim']}" for claim in claims]
    assert said[1] == [f"{claim['published']} {claim['verdict']['id']} {claim['headline']}" for claim in claims]


def test_without_an_address_there_is_no_example(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    assert build(site) == 0
    assert examples(site / "output", "sh") == examples(site / "output", "python") == []
    page = parse_html((site / "output/data/index.html").read_bytes())
    assert "/data/claims.json" in page.links()


def test_the_terms_are_those_of_the_data(served: Path, tmp_path: Path) -> None:
    page = parse_html((served / "data/index.html").read_bytes())
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in page.one("main").links()
    site = write_site(tmp_path / "site")
    assert build(site) == 0
    page = parse_html((site / "output/data/index.html").read_bytes())
    assert "names no licence" in page.one("main").text


def test_a_claims_page_leads_to_its_data(served: Path) -> None:
    page = parse_html((served / "claims/plane-trees/index.html").read_bytes())
    assert "/some-repo/claims/plane-trees/claim.json" in page.links()
