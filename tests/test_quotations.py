"""What readers see at a quotation, and that a browser finds the passage at the source."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from onrecord.content import quoted
from onrecord.content.quoted import FoundQuote, find_quote
from onrecord.content.snapshots import tidy_text
from onrecord.editing.archive import keep_text
from onrecord.editing.page_text import text_of_html
from onrecord.model import Quote, Snapshot
from onrecord.pages.parts import passage_of
from tests.parsed_html import Element, parse_html
from tests.site_folders import SITES, make_site
from tests.small_site import build, change_file
from tests.web_server import answer, serve_web

ADDRESS = "https://gazette.example/2020/03/most-stand"
COPY = f"https://web.archive.org/web/20200528101500/{ADDRESS}"


def pages(site: Path, *paths: str) -> Iterator[Element]:
    assert build(site, site / "output") == 0
    for path in paths:
        yield parse_html((site / "output" / path / "index.html").read_bytes())


def caption(page: Element, words: str) -> Element:
    """What stands below the quotation of these words."""
    (figure,) = [each for each in page.all("figure", class_="quote") if words in each.text]
    return figure.one("figcaption")


class TestReaders:
    def test_see_when_we_found_it_and_ways_to_the_passage_and_to_the_public_copy(self, tmp_path: Path) -> None:
        (page,) = pages(make_site(tmp_path / "site"), "claims/plane-trees")
        shown = caption(page, "Most of them stand.")
        assert "Found in our copy of May 28, 2020 · The passage at the source · Archived copy" in shown.text
        passage, copy = shown.all("a")
        words = (
            "#:~:text=the%20plane%20trees%2C%E2%80%9D%20he%20said.%20%E2%80%9C-,Most%20of%20them%20stand."
            ",-%E2%80%9D%20The%20count%20will%20be%20published"
        )
        assert passage.attributes == {
            "href": ADDRESS + words,
            "data-originalurl": ADDRESS,
            "data-versionurl": COPY,
            "data-versiondate": "2020-05-28",
            "rel": "nofollow ugc noopener noreferrer",
        }
        assert copy.attributes == passage.attributes | {"href": COPY + words}

    def test_see_no_way_to_a_text_that_was_put_there_by_hand(self, tmp_path: Path) -> None:
        (page,) = pages(make_site(tmp_path / "site"), "claims/plane-trees")
        shown = caption(page, "312 Platanen")
        assert "Found in our copy of May 28, 2020" in shown.text
        assert shown.all("a") == []

    def test_see_nothing_of_the_kind_where_nothing_is_kept(self, tmp_path: Path) -> None:
        (page,) = pages(make_site(tmp_path / "site"), "claims/plane-tree-contract")
        assert "copy" not in caption(page, "دفعت").text

    def test_see_that_the_source_no_longer_says_it(self, tmp_path: Path) -> None:
        path = "content/snapshots/gazette-2020b.yaml"
        changed = (SITES / "bad/quote-gone" / path).read_text(encoding="utf-8")
        (page,) = pages(make_site(tmp_path / "site", changes={path: changed}), "claims/plane-trees")
        shown = caption(page, "Most of them stand.")
        assert "Found in our copy of May 28, 2020, no longer in that of June 30, 2020 · Archived copy" in shown.text
        assert [link.partition("#")[0] for link in shown.links()] == [COPY]

    def test_see_on_the_sources_page_what_is_kept_of_it(self, tmp_path: Path) -> None:
        page, other = pages(make_site(tmp_path / "site"), "sources/gazette-2020b", "sources/noor-2021")
        (kept,) = [each for each in page.all("p") if "copy of its text" in each.text]
        assert kept.text.startswith("We keep a copy of its text of May 28, 2020 · Archived copy · SHA-256 d5ba4daa07f6")
        assert kept.one("a").attributes["href"] == COPY
        assert "copy of its text" not in other.text


PARAGRAPHS = [
    "The mayor & the council – all of them – said: “It's 100% true, no-one's left; 5/8 of the trees (312) stand!”",
    "It was <em>four</em> minutes late, it was <b>five minutes</b> late, and then it was right, as the clerk who "
    "<a href='#'>winds it</a> up each Monday told the council on the fourth of May in a letter of two pages.",
    "Belediye ağaçların çoğunun ayakta olduğunu söyledi, İstanbul’da ise hepsi kesildi.",
    "دفعت البلدية مرتين، كما قالت الصحيفة يوم الجمعة الماضي.",
    "市政府表示大部分树木仍然屹立不倒，但没有公布调查结果。",
    "<table><tr><td>2018<td>400 trees<tr><td>2020<td>312 trees</table>",
    "Stand. Stand. A tree will stand. Stand.",
]
SPACE = "<p style='height: 3000px'>Nothing here.</p>"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("number", "quote"),
    [
        (0, "all of them - said: 'It's 100% true, no-one's left"),
        (0, "The mayor & the council"),
        (0, "5/8 of the trees (312) stand"),
        (1, "It was five minutes late"),
        (1, "It was four minutes late […] told the council on the fourth of May"),
        (1, "as the clerk who winds it up each Monday told the council on the fourth of May in a letter of two pages"),
        (2, "ağaçların çoğunun ayakta olduğunu"),
        (3, "دفعت البلدية مرتين"),
        (4, "大部分树木仍然屹立不倒"),
        (5, "312 trees"),
        (6, "A tree will stand"),
    ],
)
def test_a_browser_goes_to_the_passage(browser: Browser, number: int, quote: str) -> None:
    body = "".join(f"{SPACE}<div id='p{place}'>{words}</div>" for place, words in enumerate(PARAGRAPHS))
    html = f"<!DOCTYPE html><meta charset=utf-8><title>A page</title>{body}{SPACE}"
    with serve_web({"/page": answer(html)}) as web:
        text = tidy_text(text_of_html(html))
        kept = keep_text(None, "a-page", text, f"{web.address}/page", "2020-06-01", [Quote(quote)])
        page = browser.new_page(viewport={"width": 800, "height": 600})
        page.goto(passage_of(quote, kept.copies[0], f"{web.address}/page"))
        page.wait_for_function("scrollY > 0", timeout=5_000)
        top = page.evaluate(f"document.getElementById('p{number}').getBoundingClientRect().top")
        page.close()
    assert 0 <= top < 600


class TestAnEdit:
    """An edit looks only for quotations that it can have touched."""

    @pytest.fixture
    def sought(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The quotations that checks have looked for."""
        words: list[str] = []

        def find(quote: str, snapshot: Snapshot) -> FoundQuote | None:
            words.append(quote)
            return find_quote(quote, snapshot)

        monkeypatch.setattr(quoted, "find_quote", find)
        return words

    @pytest.mark.parametrize(
        ("path", "old", "new", "expected"),
        [
            ("claims/fountain-repair.yaml", "summary: ", "summary: In short, ", []),
            ("claims/plane-trees.md", "Two photographs", "Some photographs", ["312 Platanen", "Most of them stand."]),
            ("snapshots/survey-2020.yaml", "2020-05-28", "2020-05-29", ["312 Platanen"]),
        ],
        ids=["another claim's", "the claim's", "the snapshot's"],
    )
    def test_of_one_file(
        self, tmp_path: Path, sought: list[str], path: str, old: str, new: str, expected: list[str]
    ) -> None:
        site = make_site(tmp_path / "site")
        assert build(site, site / "output") == 0
        assert sorted(set(sought)) == ["312 Platanen", "Most of them stand."]
        sought.clear()
        change_file(site / "content" / path, old, new)
        assert build(site, site / "output") == 0
        assert sorted(sought) == expected

    def test_that_comes_after_a_first_build_with_a_lost_quotation_finds_it_lost_again(self, tmp_path: Path) -> None:
        site = make_site(tmp_path / "site")
        change_file(site / "content/snapshots/survey-2020.yaml", "312 Platanen", "313 Platanen")
        assert build(site, site / "output") == 1
        change_file(site / "content/claims/fountain-repair.yaml", "summary: ", "summary: In short, ")
        assert build(site, site / "output") == 1
