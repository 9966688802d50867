"""How many independent origins stand for and against a claim, as readers see it."""

from pathlib import Path

import pytest

from tests.parsed_html import Element, parse_html
from tests.site_folders import make_site, write_claim
from tests.small_site import build

RELAYED = (
    "[{source: noor-2021, stance: refutes, finding: A.}, {source: agency-2020, stance: refutes, finding: B.},"
    " {source: photos-2020, stance: refutes, finding: C.}, {source: gazette-2020, stance: supports, finding: D.},"
    " {source: radio-2020, stance: context, finding: E.}]"
)


@pytest.fixture
def evidence(tmp_path: Path) -> Element:
    """The evidence of a claim that five sources speak of, three of which go back to one report."""
    changes = {"content/claims/town-clock.md": write_claim(evidence=RELAYED)}
    site = make_site(tmp_path / "site", changes=changes)
    assert build(site, site / "output") == 0
    page = parse_html((site / "output/claims/town-clock/index.html").read_bytes())
    return page.one("section", id="evidence")


def test_each_side_says_how_many_there_are_and_the_context_says_nothing(evidence: Element) -> None:
    said = " ".join(evidence.text.split())
    assert "For the claim 1 independent origin D." in said
    assert "Against the claim 2 independent origins A." in said
    assert "Context E." in said


def test_what_makes_them_fewer_than_the_sources_stands_below(evidence: Element) -> None:
    (note,) = evidence.all("aside", class_="origin")
    assert "3 sources here tell one and the same report." in note.text
