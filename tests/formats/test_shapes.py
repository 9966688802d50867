"""The shapes of share images are those of the pages."""

import io
import re
from typing import get_args

import jinja2
import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser

from onrecord.formats.shapes import SHAPE_UNITS, SHAPES, SIGN, SIGN_UNITS, draw_shape, read_outlines
from onrecord.model import VerdictShape
from tests.parsed_html import parse_html
from tests.small_site import ROOT


def path_of(component: str, *arguments: str) -> str:
    """The path that a component shows."""
    loader = jinja2.FileSystemLoader(ROOT / "templates")
    module = jinja2.Environment(loader=loader, autoescape=True).get_template(f"components/{component}.html").module
    return parse_html(str(getattr(module, component)(*arguments))).one("path").attributes["d"]


def normal(path: str) -> str:
    """The same drawing in the same letters: outlines as numbers."""
    return "\n".join(" ".join(f"{x:.3f},{y:.3f}" for x, y in outline) for outline in read_outlines(path))


def test_there_is_one_for_each_verdict_and_it_is_that_of_the_pages() -> None:
    assert set(SHAPES) == set(get_args(VerdictShape))
    for name, path in SHAPES.items():
        assert normal(path) == normal(path_of("shape", name)), f"{name}: also change onrecord/formats/shapes.py"


def test_the_sign_is_that_of_the_icon() -> None:
    icon = re.search(r'\bd="([^"]+)"', (ROOT / "static/icons/favicon.svg").read_text(encoding="utf-8"))
    assert icon and normal(SIGN) == normal(icon[1]), "also change onrecord/formats/shapes.py"


def test_outlines_close_in_lines_arcs_and_curves() -> None:
    square, disc, leaf = read_outlines("M2 2h4v4H2ZM12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22ZM2 3c6 2 14 2 20 0Z")
    assert square == [(2, 2), (6, 2), (6, 6), (2, 6)]
    assert all((x - 12) ** 2 + (y - 12) ** 2 == pytest.approx(121) for x, y in disc)
    assert leaf[-1] == pytest.approx((22, 3))
    assert max(y for _, y in leaf) == pytest.approx(4.5)


@pytest.mark.browser
@pytest.mark.parametrize("name", [*SHAPES, "the sign"])
def test_a_shape_covers_what_it_covers_in_a_browser(browser: Browser, name: str) -> None:
    path, units = (SHAPES[name], SHAPE_UNITS) if name in SHAPES else (SIGN, SIGN_UNITS)
    page = browser.new_page(viewport={"width": 96, "height": 96})
    page.set_content(
        f'<body style="margin:0;background:#000"><svg viewBox="0 0 {units} {units}" width="96" height="96"'
        ' style="display:block">'
        f'<path fill="#fff" fill-rule="evenodd" d="{path}"/></svg>'
    )
    theirs = Image.open(io.BytesIO(page.screenshot())).convert("L")
    page.close()
    difference = ImageStat.Stat(ImageChops.difference(draw_shape(path, 96, units), theirs)).mean[0]
    assert difference < 6, "of 255"
