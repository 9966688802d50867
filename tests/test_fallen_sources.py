"""What readers are told of a source that was retracted, was corrected, has changed or is gone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.parsed_html import Element, parse_html
from tests.site_folders import SITES, make_site
from tests.small_site import build

AGENCY = "content/sources/agency-2020.yaml"
FALLEN = (SITES / "good" / AGENCY).read_text(encoding="utf-8") + (
    "status: {is: retracted, on: 2021-03-01, note: The agency has withdrawn its report.}\n"
)

Page = Callable[[str], Element]


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """A page of the good site, whose source ``agency-2020`` has fallen."""
    site = make_site(tmp_path / "site", changes={AGENCY: FALLEN})
    assert build(site, site / "output") == 0
    return lambda path: parse_html((site / "output" / path / "index.html").read_bytes())


def banners(page: Element) -> list[str]:
    return [" ".join(each.text.split()) for each in page.all("div", class_="banner")]


def test_a_claim_that_rests_on_it_says_so_first_and_that_nobody_looked_again(page: Page) -> None:
    claim = page("claims/plane-tree-contract")
    assert banners(claim)[-1] == (
        "A source of this page: Retracted · March 1, 2021 · Town paid twice for trees"
        " The agency has withdrawn its report. We have not looked at this page again since."
    )
    assert claim.all("div", class_="banner")[-1].links() == ["/sources/agency-2020/"]


def test_a_claim_that_rests_on_it_through_another_names_that(page: Page) -> None:
    (banner,) = [each for each in banners(page("claims/plane-trees")) if "Retracted" in each]
    assert "Town paid twice for trees · repeated by: The Gazette, March 4, 2020" in banner


def test_a_claim_that_was_looked_at_again_says_what_was_found(page: Page) -> None:
    (banner,) = [each for each in banners(page("claims/plane-tree-contract")) if "Corrected" in each]
    assert banner.endswith("We looked at this page again on January 30, 2021: The new leaflet names no source either.")


def test_a_claim_that_does_not_rest_on_it_says_nothing(page: Page) -> None:
    assert banners(page("claims/fountain-repair")) == []


def test_its_own_page_says_so_and_those_of_sources_that_relay_it(page: Page) -> None:
    assert banners(page("sources/agency-2020")) == ["Retracted · March 1, 2021 The agency has withdrawn its report."]
    assert banners(page("sources/noor-2021")) == [
        "What this source repeats: Retracted · March 1, 2021 · Town paid twice for trees"
        " The agency has withdrawn its report."
    ]
    assert banners(page("sources/photos-2020")) == []


@pytest.mark.parametrize("path", ["sources", "claims/plane-tree-contract", "sources/agency-2020"])
def test_wherever_it_is_listed_a_word_says_so(page: Page, path: str) -> None:
    words = [each.text.strip() for each in page(path).all("p") if "News agency ·" in each.text]
    assert words and all(each.startswith("Retracted · News agency") for each in words)
