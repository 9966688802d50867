"""The facets of all claims without a script: links that lead to just the claims that they count, and pages for years."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.parsed_html import Element, parse_html
from tests.small_site import FILES, add_claims, build, change_file, read_output, times_of, write_file, write_site


def read_page(output: Path, url: str) -> Element:
    return parse_html((output / url.strip("/") / "index.html").read_bytes())


def find_facets(page: Element) -> dict[str, Element]:
    return {each.attributes["data-facet"]: each for each in page.all("details", class_="facet")}


def read_values(facet: Element) -> dict[str, int]:
    """The addresses of a facet's values, and the number of claims that each is said to have."""
    items = facet.all("li", class_="facet__value")
    return {item.links()[0]: int(item.one("span", class_="facet__count").text) for item in items}


def list_claims(output: Path, url: str, facet: str) -> set[str]:
    """The claims that the page of a value lists, on all its pages; of a person those that they claimed."""
    found: set[str] = set()
    while url:
        page = read_page(output, url)
        place = page.one("main").all("section")[0] if facet == "claimant" else page.one("main")
        rows = [place] if facet == "source" else place.all(class_="claim-card")
        found |= {link for row in rows for link in row.links() if "/claims/" in link}
        further = page.all("a", rel="next")
        url = further[0].attributes["href"] if further else ""
    return found


def check_counts(output: Path) -> Iterable[str]:
    for name, facet in find_facets(read_page(output, "/claims/")).items():
        for url, count in read_values(facet).items():
            assert len(list_claims(output, url, name)) == count, url
            yield name


def test_every_value_leads_to_a_page_with_as_many_claims_as_it_says(tmp_path: Path) -> None:
    site = add_claims(write_site(tmp_path), 70)
    change_file(site / "content/claims/claim-003.yaml", "claimed_on: 2021", "claimed_on: 2018/2021")
    assert build(site) == 0
    checked = list(check_counts(site / "output"))
    assert [checked.count(name) for name in ("verdict", "topic", "claimant", "source", "year")] == [3, 12, 12, 1, 4]


def test_so_it_is_for_the_repositorys_own_site(own_site: tuple[Path, str], tmp_path: Path) -> None:
    output, base_url = own_site
    if "some-repo" in base_url:
        pytest.skip("the same pages below another path")
    assert len(list(check_counts(output))) > 30


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of a site with 73 claims, 70 of them of 2021."""
    site = add_claims(write_site(tmp_path_factory.mktemp("facets")), 70)
    assert build(site) == 0
    return site / "output"


class TestTheFacetsOfTheFirstPage:
    def test_show_verdicts_in_the_order_of_the_scale(self, output: Path) -> None:
        values = read_values(find_facets(read_page(output, "/claims/"))["verdict"])
        assert list(values) == ["/verdicts/true/", "/verdicts/false/", "/verdicts/unproven/"]

    def test_show_the_most_used_first_and_lead_to_the_others(self, output: Path) -> None:
        facet = find_facets(read_page(output, "/claims/"))["topic"]
        assert list(read_values(facet).items())[:3] == [
            ("/topics/trees/", 72),
            ("/topics/parks/", 2),
            ("/topics/topic-000/", 1),
        ]
        assert facet.links()[-1] == "/topics/"
        assert "data-more" in facet.attributes

    def test_show_years_newest_first(self, output: Path) -> None:
        values = read_values(find_facets(read_page(output, "/claims/"))["year"])
        assert list(values.items()) == [("/years/2021/", 70), ("/years/2020/", 2), ("/years/2019/", 1)]

    def test_show_only_sources_that_several_claims_use(self, output: Path) -> None:
        assert read_values(find_facets(read_page(output, "/claims/"))["source"]) == {"/sources/gazette-2020/": 73}

    def test_are_closed_so_that_the_claims_are_seen(self, output: Path) -> None:
        assert "open" not in read_page(output, "/claims/").one("details", class_="facets").attributes

    def test_are_what_further_pages_lead_to(self, output: Path) -> None:
        page = read_page(output, "/claims/page/2/")
        assert not page.all("details")
        assert "/claims/#facets" in page.one("main").links()
        assert read_page(output, "/claims/").one(id="facets")

    def test_and_no_other_page_may_be_changed_by_a_script_of_the_site(self, output: Path) -> None:
        for path, data in read_output(output).items():
            if path.endswith(".html"):
                head = parse_html(data).one("head")
                policy = head.one("meta", http_equiv="Content-Security-Policy").attributes["content"]
                scripts = [each.attributes["src"] for each in head.all("script", type="module")]
                may_run = ["/static/js/claims.js"] if path == "claims/index.html" else []
                if re.fullmatch(r"claims/(?!page/)[^/]+/index\.html", path):
                    may_run = ["/static/js/share.js"]
                assert scripts == may_run, path
                assert ("script-src 'self'" in policy) == bool(may_run), path


def test_a_change_of_counts_touches_one_page_of_all_claims_alone(tmp_path: Path) -> None:
    site = add_claims(write_site(tmp_path), 110)
    assert build(site) == 0
    pages = ["claims/index.html", "claims/page/2/index.html", "claims/page/3/index.html"]
    before = times_of(site / "output", pages)
    change_file(site / "content/claims/claim-109.yaml", "[trees, topic-109]", "[topic-109]")
    assert build(site) == 0
    after = times_of(site / "output", pages)
    assert [path for path in pages if before[path] != after[path]] == ["claims/index.html"]


class TestAYear:
    def test_is_that_in_which_the_claim_was_made_not_that_of_its_check(self, tmp_path: Path) -> None:
        site = write_site(tmp_path)
        assert build(site) == 0
        page = read_page(site / "output", "/years/2019/")
        assert page.one("h1").text == "Claims made in 2019"
        assert list_claims(site / "output", "/years/2019/", "year") == {"/claims/new-fountain/"}

    def test_of_many_claims_has_several_pages(self, tmp_path: Path) -> None:
        site = add_claims(write_site(tmp_path), 51)
        assert build(site) == 0
        page = read_page(site / "output", "/years/2021/page/2/")
        assert page.one("title").text.startswith("Claims made in 2021, page 2")
        assert len(page.all(class_="claim-card")) == 1

    def test_stands_beside_a_claim_of_the_same_name(self, tmp_path: Path) -> None:
        site = write_site(tmp_path, {"content/claims/new-fountain.md": None})
        write_file(site / "content/claims/2019.md", FILES["content/claims/new-fountain.md"])
        assert build(site) == 0
        assert list_claims(site / "output", "/years/2019/", "year") == {"/claims/2019/"}

    def test_is_in_the_list_of_years_and_leads_there_from_the_timeline(self, tmp_path: Path) -> None:
        site = write_site(tmp_path)
        assert build(site) == 0
        years = read_page(site / "output", "/years/").one("main")
        assert [link for title in years.all("h2") for link in title.links()] == ["/years/2020/", "/years/2019/"]
        timeline = read_page(site / "output", "/timeline/").one("main")
        assert [link for title in timeline.all("h2") for link in title.links()] == ["/years/2020/", "/years/2019/"]

    def test_without_a_claim_is_words_alone_on_the_timeline(self, tmp_path: Path) -> None:
        site = write_site(tmp_path)
        change_file(site / "content/claims/new-fountain.md", "claimed_on: 2019", "claimed_on: 2018")
        change_file(site / "content/claims/oak-bench.yaml", "published: 2020", "published: 2021")
        change_file(site / "content/claims/oak-bench.yaml", "checked: 2020", "checked: 2021")
        assert build(site) == 0
        titles = read_page(site / "output", "/timeline/").one("main").all("h2")
        assert [(each.text, each.links()) for each in titles] == [
            ("2021", []),
            ("2020", ["/years/2020/"]),
            ("2018", ["/years/2018/"]),
        ]


@pytest.mark.parametrize("count", [0, 1])
def test_where_there_is_nothing_to_choose_there_are_no_facets(tmp_path: Path, count: int) -> None:
    claims = [path for path in FILES if path.startswith("content/claims/")]
    changes: dict[str, str | None] = dict.fromkeys(claims)
    if count:
        changes["content/claims/oak-bench.yaml"] = FILES["content/claims/oak-bench.yaml"]
    else:
        changes["content/topics/parks.md"] = None
    site = write_site(tmp_path, changes)
    assert build(site) == 0
    page = read_page(site / "output", "/claims/")
    assert len(page.all(class_="claim-card")) == count
    assert not page.all("details") and not page.all("script")
    assert len(read_page(site / "output", "/years/").one("main").all("h2")) == count
