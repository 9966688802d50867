"""The sitemap: every page, with the day on which what it shows last changed, in files that are never too large."""

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from onrecord.formats import sitemap
from onrecord.urls import Addresses
from tests.parsed_html import parse_html
from tests.site_folders import make_site, write_claim
from tests.small_site import build, change_file, list_files, read_output

_TAG = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
BASE_URL = "https://facts.exampleville.example/"


def read_sitemap(path: Path) -> dict[str, str]:
    """The day of each address, empty where there is none."""
    root = ElementTree.fromstring(path.read_bytes())
    found = {each.findtext(f"{_TAG}loc") or "": each.findtext(f"{_TAG}lastmod") or "" for each in root}
    assert len(found) == len(root)
    return found


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    assert build(make_site(folder / "site"), folder / "output") == 0
    return folder / "output"


@pytest.fixture(scope="module")
def days(output: Path) -> dict[str, str]:
    return {address.removeprefix(BASE_URL): day for address, day in read_sitemap(output / "sitemap.xml").items()}


def day_of(output: Path, id: str) -> str:
    claim = json.loads((output / f"claims/{id}/claim.json").read_bytes())["claim"]
    return max(claim["updated"], claim["checked"])


class TestTheDay:
    def test_of_a_claim_is_that_of_its_last_correction_check_or_publication(
        self, output: Path, days: dict[str, str]
    ) -> None:
        claims = [path.parent.name for path in output.glob("claims/*/claim.json")]
        assert claims
        for id in claims:
            assert days[f"claims/{id}/"] == day_of(output, id)

    def test_of_a_listing_is_that_of_the_newest_claim_it_shows(self, output: Path, days: dict[str, str]) -> None:
        listings = [
            path for path in days if re.match(r"$|(claims/|timeline/|(verdicts|topics|people|sources)/.+/)$", path)
        ]
        assert len(listings) > 10
        for path in listings:
            page = parse_html((output / path / "index.html").read_bytes())
            shown = {re.fullmatch(r"/claims/([a-z0-9-]+)/", each) for each in page.one("main").links()}
            newest = max((day_of(output, match[1]) for match in shown if match), default="")
            if path == "":  # the home page counts all claims and shows the newest
                assert days[path] >= newest
            else:
                assert days[path] == newest, path

    def test_of_the_corrections_is_that_of_the_last_one(self, days: dict[str, str]) -> None:
        assert days["corrections/"] == "2021-06-01"

    def test_is_left_out_where_the_content_has_none(self, days: dict[str, str]) -> None:
        undated = {path for path, day in days.items() if not day}
        assert {"about/", "methodology/", "people/", "sources/", "topics/", "verdicts/", "data/"} <= undated
        assert "verdicts/mixed/" in undated

    def test_moves_with_a_check_even_if_nothing_else_does(self, tmp_path: Path) -> None:
        site = make_site(tmp_path / "site")
        assert build(site) == 0
        before = read_sitemap(site / "output/sitemap.xml")
        change_file(site / "content/claims/plane-trees.md", "checked: 2020-06-01", "checked: 2021-01-05")
        assert build(site) == 0
        after = read_sitemap(site / "output/sitemap.xml")
        changed = {address.removeprefix(BASE_URL) for address in after if after[address] != before[address]}
        assert {"claims/plane-trees/", "verdicts/false/", "people/jane-roe/"} <= changed
        assert after[f"{BASE_URL}claims/plane-trees/"] == "2021-01-05"


class TestALargeSite:
    def test_has_an_index_of_sitemaps_that_together_name_every_page_once(
        self, tmp_path: Path, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 10)
        site = make_site(tmp_path / "site")
        assert build(site) == 0
        index = read_sitemap(site / "output/sitemap.xml")
        assert list(index) == [f"{BASE_URL}sitemap-{number}.xml" for number in range(1, len(index) + 1)]
        parts = [read_sitemap(site / "output" / address.removeprefix(BASE_URL)) for address in index]
        assert all(len(part) == 10 for part in parts[:-1]) and 0 < len(parts[-1]) <= 10
        together = {address: day for part in parts for address, day in part.items()}
        assert together == read_sitemap(output / "sitemap.xml")
        assert [max(part.values()) for part in parts] == list(index.values())

    def test_may_shrink_and_grow_again(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        site = make_site(tmp_path / "site")
        assert build(site) == 0
        small = read_output(site / "output")
        monkeypatch.setattr(sitemap, "MOST_ADDRESSES", len(read_sitemap(site / "output/sitemap.xml")))
        claim = site / "content/claims/town-clock.md"
        claim.write_text(write_claim(), encoding="utf-8")
        assert build(site) == 0
        assert "sitemap-2.xml" in list_files(site / "output")
        claim.unlink()
        assert build(site) == 0
        assert read_output(site / "output") == small

    def test_with_long_addresses_keeps_to_the_bytes_that_are_allowed(self) -> None:
        class Desk:
            addresses = Addresses("https://facts.example", f"/{'&' * 3000}/")

        most = sitemap.addresses_a_file(Desk())  # type: ignore[arg-type]
        assert most < sitemap.MOST_ADDRESSES
        longest = Desk.addresses.absolute(Desk.addresses.person("a" * 64, 10_000))
        data = sitemap.make_sitemap([(longest, "2020-06-01")] * most)
        assert len(data) <= sitemap.MOST_BYTES < len(data) * 1.1


def test_a_sitemap_escapes_what_xml_needs_escaped() -> None:
    data = sitemap.make_sitemap([("https://facts.example/a&b/<c>", "")])
    assert [each.text for each in ElementTree.fromstring(data).iter(f"{_TAG}loc")] == ["https://facts.example/a&b/<c>"]
