"""The manifest, and the icons that it and the pages name."""

import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.browser import serve_folder
from tests.parsed_html import parse_html
from tests.small_site import FILES, build, change_file, read_output, write_site

BASE_PATH = "/some-repo/"


def read_manifest(output: Path) -> dict[str, object]:
    manifest = json.loads((output / "site.webmanifest").read_text(encoding="utf-8"))
    assert isinstance(manifest, dict)
    return manifest


def file_of(output: Path, url: str) -> Path:
    assert url.startswith(BASE_PATH)
    return output / url.removeprefix(BASE_PATH)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = write_site(tmp_path_factory.mktemp("manifest") / "site")
    assert build(site, None, "--base-url", f"https://someone.github.io{BASE_PATH}") == 0
    return site / "output"


class TestTheManifest:
    def test_says_what_the_settings_say_and_begins_below_the_base_path(self, output: Path) -> None:
        manifest = read_manifest(output)
        assert manifest["name"] == "Small Record"
        assert manifest["description"] == "A small site for tests."
        assert (manifest["lang"], manifest["dir"]) == ("en", "ltr")
        assert manifest["start_url"] == manifest["scope"] == BASE_PATH

    def test_has_the_colours_of_the_stylesheet(self, output: Path) -> None:
        manifest = read_manifest(output)
        assert manifest["background_color"] == manifest["theme_color"] == "#fcfaf5"

    def test_names_icons_that_are_there_and_as_large_as_it_says(self, output: Path) -> None:
        icons = read_manifest(output)["icons"]
        assert isinstance(icons, list)
        assert {icon["sizes"] for icon in icons} == {"192x192", "512x512"}
        assert {icon["purpose"] for icon in icons} == {"any", "maskable"}
        for icon in icons:
            with Image.open(file_of(output, icon["src"])) as picture:
                assert f"{picture.width}x{picture.height}" == icon["sizes"]
                assert (picture.format, icon["type"]) == ("PNG", "image/png")

    def test_runs_from_right_to_left_where_the_site_does(self, tmp_path: Path) -> None:
        settings = FILES["content/site.yaml"].replace("language: en", "language: ar")
        site = write_site(tmp_path / "site", {"content/site.yaml": settings})
        assert build(site) == 0
        manifest = read_manifest(site / "output")
        assert (manifest["lang"], manifest["dir"]) == ("ar", "rtl")

    @pytest.mark.browser
    def test_is_understood_by_a_browser(self, browser: Browser, output: Path) -> None:
        context = browser.new_context()
        page = context.new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        with serve_folder(output, BASE_PATH) as address:
            page.goto(address)
            answer = context.new_cdp_session(page).send("Page.getAppManifest")
        context.close()
        assert answer["url"] == f"{address}site.webmanifest"
        assert answer["errors"] == [] == faults
        assert json.loads(answer["data"]) == read_manifest(output)


class TestThePages:
    def test_name_icons_and_colours(self, output: Path) -> None:
        for path in [path for path in output.rglob("*.html") if path.parent.name != "embed"]:
            head = parse_html(path.read_bytes()).one("head")
            for rel in ("icon", "apple-touch-icon", "manifest"):
                assert file_of(output, head.one("link", rel=rel).attributes["href"]).is_file(), path
            colours = {
                each.attributes["media"]: each.attributes["content"] for each in head.all("meta", name="theme-color")
            }
            assert colours == {"(prefers-color-scheme: light)": "#fcfaf5", "(prefers-color-scheme: dark)": "#171614"}

    def test_have_a_square_icon_for_phones(self, output: Path) -> None:
        with Image.open(output / "static/icons/apple-touch-icon.png") as picture:
            assert picture.size == (180, 180)

    def test_stand_beside_an_icon_for_those_who_look_for_one_at_the_root(self, output: Path) -> None:
        with Image.open(output / "favicon.ico") as picture:
            assert (picture.format, picture.size) == ("ICO", (32, 32))

    def test_follow_the_stylesheets_colours(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        assert build(site) == 0
        change_file(site / "static/css/tokens.css", "--paper: #fcfaf5", "--paper: #ffeedd")
        assert build(site) == 0
        assert read_manifest(site / "output")["theme_color"] == "#ffeedd"
        assert build(site, tmp_path / "clean") == 0
        assert read_output(site / "output") == read_output(tmp_path / "clean")
