"""Every kind of page is sound for every reader: axe-core finds nothing, nothing scrolls sideways, colours keep apart.

Here each kind of page is seen in three looks, so that every two properties of a look meet; `make audit` has all of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from audits.axe import find_sideways_scroll, find_violations
from audits.contrast import list_pairs
from audits.sites import ROOT, build_own_site, pick_pages
from onrecord.pages.outline import KINDS
from tests.browser import serve_folder
from tests.git_repository import commit, start_repository
from tests.small_site import build, change_file, write_site

LANGUAGES = {"ltr": "en", "rtl": "ar"}
# Every width, scheme and direction, for a page with an even number and for one with an odd number.
LOOKS = (
    ((320, "light", "ltr"), (768, "dark", "rtl"), (1280, "light", "rtl")),
    ((320, "dark", "rtl"), (768, "light", "ltr"), (1280, "dark", "ltr")),
)
# A page that has moved shows another one at once; earlier versions have a site of their own below.
NOT_HERE = {"moved", "moved-version", "version"}
KINDS_OF_PAGES = sorted({kind for kind, made in KINDS.items() if made.template.startswith("pages/")} - NOT_HERE)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[str, dict[str, str]]]]:
    """The repository's own site with an interface in each direction: its address, and its pages by kind."""
    folders = {direction: tmp_path_factory.mktemp(direction) for direction in LANGUAGES}
    with (
        serve_folder(folders["ltr"] / "output") as left_to_right,
        serve_folder(folders["rtl"] / "output") as right_to_left,
    ):
        addresses = {"ltr": left_to_right, "rtl": right_to_left}
        yield {
            direction: (
                addresses[direction],
                pick_pages(build_own_site(folders[direction], language, addresses[direction])),
            )
            for direction, language in LANGUAGES.items()
        }


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS_OF_PAGES)
def test_a_page_is_accessible_in_every_look(
    kind: str, browser: Browser, sites: dict[str, tuple[str, dict[str, str]]]
) -> None:
    page = browser.new_page()
    for width, scheme, direction in LOOKS[KINDS_OF_PAGES.index(kind) % 2]:
        address, pages = sites[direction]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(f"{address}{pages[kind]}")
        assert page.locator("html").get_attribute("dir") == direction
        assert find_violations(page) + find_sideways_scroll(page) == [], (width, scheme, direction)
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(("language", "looks"), [("en", LOOKS[0]), ("ar", LOOKS[1])])
def test_a_claim_with_versions_and_its_versions_are_accessible(
    language: str, looks: tuple[tuple[int, str, str], ...], browser: Browser, tmp_path: Path
) -> None:
    site = write_site(tmp_path / "site")
    change_file(
        site / "content/site.yaml", "language: en", f"language: {language}\nrepository: https://code.example/a/b"
    )
    start_repository(site)
    commit(site, "content")
    trees = site / "content/claims/plane-trees.md"
    change_file(trees, "verdict: false", "verdict: unproven")
    change_file(trees, "headline: The council's own survey counts 312", "headline: A survey counts some")
    commit(site, "content", day="2021-06-05")
    assert build(site, None, "--base-url", "https://facts.example/") == 0
    with serve_folder(site / "output") as address:
        for width, scheme, _ in looks:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
            for path in ("claims/plane-trees/", "claims/plane-trees/v1/"):
                page.goto(f"{address}{path}")
                assert find_violations(page) + find_sideways_scroll(page) == [], (path, width, scheme)
            page.close()


@pytest.mark.browser
def test_a_page_at_fault_is_found_out(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 600})
    page.set_content("<title>t</title><main><h1>t</h1><img src='data:,'><p style='inline-size: 50rem'>wide</p></main>")
    assert any(each.startswith("image-alt:") for each in find_violations(page))
    assert find_sideways_scroll(page)[0].endswith("px wider than the window")
    page.close()


def test_all_colours_that_meet_keep_apart() -> None:
    pairs = list(list_pairs(Path(ROOT / "static/css/tokens.css").read_text("utf-8")))
    assert len(pairs) > 100
    assert [pair for pair in pairs if pair.ratio < pair.least] == []


def test_the_ratio_of_two_colours_is_that_of_the_standard() -> None:
    stylesheet = ":root { --text: #767676; --surface: #ffffff; --surface-deep: #000000; --tone: #767676;\n"
    stylesheet += "--text-soft: #767676; --accent: #767676; --rule: #767676; --tone-surface: #ffffff; }"
    ratios = {(pair.front, pair.ground): round(pair.ratio, 2) for pair in list_pairs(stylesheet)}
    assert ratios["text", "surface"] == 4.54
    assert ratios["text", "surface-deep"] == 4.62
