"""The page of the components: it has them all, and readers don't stumble over it."""

from pathlib import Path

import pytest

from onrecord.pages.templates import digest_templates
from tests.parsed_html import parse_html
from tests.small_site import ROOT, build, write_site

TEMPLATES = ROOT / "templates"
# They show nothing: one is the JSON of the breadcrumbs, the other the text of a feed; the mark is in every page's head.
NOT_SHOWN = {"components/trail.html", "components/feed_content.html"}


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = write_site(tmp_path_factory.mktemp("patterns"))
    assert build(site, None, "--base-url", "https://example.org/") == 0
    return site / "output"


def test_shows_every_component(tmp_path: Path) -> None:
    """A component that the page doesn't use, by itself or through another, is one whose edit leaves the page as it is."""
    for component in sorted(TEMPLATES.glob("components/*.html")):
        name = f"components/{component.name}"
        if name in NOT_SHOWN:
            continue
        before = digest_templates(TEMPLATES)
        copy = tmp_path / component.stem
        for file in TEMPLATES.rglob("*.*"):
            target = copy / file.relative_to(TEMPLATES)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes() + (b"{# edited #}" if file == component else b""))
        assert digest_templates(copy)["pages/patterns.html"] != before["pages/patterns.html"], name


def test_is_kept_from_search_engines_and_readers(output: Path) -> None:
    page = parse_html((output / "patterns/index.html").read_bytes())
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert "/patterns/" not in (output / "sitemap.xml").read_text("utf-8")
    for path in output.rglob("*.html"):
        if path.parent.name != "patterns":
            assert not any("patterns" in link for link in parse_html(path.read_bytes()).links()), path
