"""Stylesheets on their way out: layers joined, sheets on their own, and nothing in them that browsers don't need."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from onrecord.publish.static import _shorten, list_static_files, name_stylesheets
from tests.small_site import ROOT, write_file


def codes(site: Path) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in list_static_files(site)[1]]


def test_layers_are_joined_in_their_order_and_sheets_stand_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "static/css/utilities.css", "u { color: red }")
    write_file(tmp_path / "static/css/reset.css", "r { color: red }")
    write_file(tmp_path / "static/css/pages/search.css", "s { color: red }")
    files, problems = list_static_files(tmp_path)
    assert not problems
    assert files == {
        "static/search.css": b"s{color:red}\n",
        "static/site.css": b"r{color:red}\nu{color:red}\n",
    }
    assert name_stylesheets(files) == {"search": "static/search.css", "site": "static/site.css"}


@pytest.mark.parametrize("path", ["css/more.css", "css/pages/site.css", "css/pages/more/one.css", "css/pages/UP.css"])
def test_a_stylesheet_that_has_no_place_is_a_problem(tmp_path: Path, path: str) -> None:
    write_file(tmp_path / "static" / path, "a { color: red }")
    assert codes(tmp_path) == [(f"static/{path}", "file-unexpected")]


def test_a_file_in_the_place_of_a_stylesheet_that_the_build_makes_is_a_problem(tmp_path: Path) -> None:
    write_file(tmp_path / "static/css/pages/search.css", "a { color: red }")
    write_file(tmp_path / "static/search.css", "a { color: blue }")
    assert codes(tmp_path) == [("static/search.css", "file-unexpected")]


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("a { color: red; }\n\nb   c { x: y }", "a{color:red}b c{x:y}"),
        ("/* why */ a { color: red } /* b { } */", "a{color:red}"),
        ('a::before { content: "; } /* no */  :  " }', 'a::before{content:"; } /* no */  :  "}'),
        ("a::before { content: '\\'  { ' }", "a::before{content:'\\'  { '}"),
        ("ul :is(a, b) > c:hover { x: y }", "ul :is(a,b)>c:hover{x:y}"),
        ("a { width: calc(1rem + 2vw); font: 1em/1.5 x, y }", "a{width:calc(1rem + 2vw);font:1em/1.5 x,y}"),
        ("@media (min-width: 60em) { a { x: y } }", "@media (min-width:60em){a{x:y}}"),
        ('a { content: "/" / ""; }', 'a{content:"/" / ""}'),
    ],
)
def test_white_space_and_comments_go_where_they_mean_nothing(long: str, short: str) -> None:
    assert _shorten(long.encode()).decode().strip() == short


@pytest.mark.browser
def test_a_browser_reads_the_same_rules_from_the_short_form(browser: Browser) -> None:
    page = browser.new_page()
    # Browsers keep the white space in the values of custom properties as it is.
    rules = """(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
        return [...sheet.cssRules].map((rule) => rule.cssText.replaceAll(", ", ",")); }"""
    for path in sorted((ROOT / "static/css").rglob("*.css")):
        long, short = path.read_text(encoding="utf-8"), _shorten(path.read_bytes()).decode()
        assert page.evaluate(rules, short) == page.evaluate(rules, long), path.name
    page.close()
