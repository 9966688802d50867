"""The index of claims: what it holds, for whom it is made anew, and that nothing in it is more than text."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.small_site import FILES, build, change_file, times_of, write_file, write_site

INDEX = "search/claims.json"


def read_index(output: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((output / INDEX).read_bytes())
    return index


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


@pytest.fixture
def index(site: Path) -> dict[str, Any]:
    assert build(site, None, "--base-url", "https://someone.github.io/some-repo/") == 0
    return read_index(site / "output")


def test_claims_are_listed_as_on_the_page_of_all_claims(index: dict[str, Any]) -> None:
    assert index["version"] == 1
    assert index["claims"]["id"] == ["plane-trees", "oak-bench", "new-fountain"]
    assert index["claims"]["headline"][2] == "The council's accounts show that the gazette paid"
    assert index["claims"]["claim"][1] == "The bench in the park is made of oak."
    assert {len(column) for column in index["claims"].values()} == {3}


def test_a_claim_names_its_verdict_topics_and_claimants_by_their_numbers(index: dict[str, Any]) -> None:
    claims = index["claims"]
    assert [index["verdicts"][number][0] for number in claims["verdict"]] == ["false", "unproven", "true"]
    assert [[index["topics"][n] for n in each] for each in claims["topics"]] == [
        [["trees", "Trees"]],
        [["trees", "Trees"], ["parks", "Parks"]],
        [["parks", "Parks"]],
    ]
    assert index["people"] == [["jane-roe", "Jane Roe"], ["town-council", "Town council of Exampleville"]]
    assert claims["claimants"] == [[0, "a caller to a radio show"], [1], [0]]


def test_a_verdict_brings_what_its_mark_shows(index: dict[str, Any]) -> None:
    assert index["verdicts"] == [
        ["true", "True", "rating-5", "check"],
        ["false", "False", "rating-1", "cross"],
        ["unproven", "Unproven", "open", "question"],
    ]


def test_only_sources_that_several_claims_use_are_listed(index: dict[str, Any]) -> None:
    assert index["sources"] == [["gazette-2020", "Council fells the last plane tree"]]
    assert index["claims"]["sources"] == [[0], [0], [0]]


def test_a_title_in_another_language_says_which(site: Path) -> None:
    change_file(site / "content/sources/gazette-2020.yaml", "lang: en", "lang: ar")
    assert build(site) == 0
    assert read_index(site / "output")["sources"] == [
        ["gazette-2020", "Council fells the last plane tree", "ar", "rtl"]
    ]


def test_days_have_their_words_and_their_numbers_compare_as_they_do(index: dict[str, Any]) -> None:
    dates, claims = index["dates"], index["claims"]
    assert [dates[number] for number in claims["claimed_on"]] == [
        ["2020-03-04", "March 4, 2020"],
        ["2020-02", "February 2020"],
        ["2019", "2019"],
    ]
    assert [dates[number][0] for number in claims["checked"]] == ["2020-06-01", "2020-05-01", "2020-04-01"]
    assert [each[0] for each in dates] == sorted(each[0] for each in dates)


@pytest.mark.parametrize(
    ("date", "entry", "year"),
    [
        ("2019-11~", ["2019-11", "about November 2019"], "2019"),
        ("2018/2020-02", ["2018/2020-02", "2018 – February 2020"], "2018"),
        ("2019-12-04/..", ["2019-12-04/..", "December 4, 2019 or later"], "2019"),
        ("../2019", ["../2019", "2019 or earlier"], "2019"),
    ],
)
def test_a_date_that_is_no_day_belongs_to_the_year_in_which_it_begins(
    site: Path, date: str, entry: list[str], year: str
) -> None:
    change_file(site / "content/claims/oak-bench.yaml", "claimed_on: 2020-02", f"claimed_on: {date}")
    assert build(site) == 0
    index = read_index(site / "output")
    assert index["dates"][index["claims"]["claimed_on"][1]] == entry
    assert index["years"][index["claims"]["year"][1]] == [year, year]


def test_years_are_those_of_the_claims_newest_first(index: dict[str, Any]) -> None:
    assert index["years"] == [["2020", "2020"], ["2019", "2019"]]
    assert index["claims"]["year"] == [0, 0, 1]


def test_addresses_have_a_place_for_the_id(index: dict[str, Any]) -> None:
    assert index["urls"] == {
        "claim": "/some-repo/claims/{id}/",
        "verdict": "/some-repo/verdicts/{id}/",
        "topic": "/some-repo/topics/{id}/",
        "person": "/some-repo/people/{id}/",
        "source": "/some-repo/sources/{id}/",
        "year": "/some-repo/years/{id}/",
    }


def test_drafts_are_in_it_only_where_drafts_are_shown(index: dict[str, Any]) -> None:
    assert index["drafts"] == []
    assert "green" not in json.dumps(index)


def test_what_people_write_can_end_no_script(site: Path) -> None:
    write_file(site / "content/topics/trees.md", "---\ntitle: </script><b>&'\nsummary: Trees.\n---\n")
    assert build(site) == 0
    assert not set("<>&'") & set((site / "output" / INDEX).read_text(encoding="utf-8"))
    assert ["trees", "</script><b>&'"] in read_index(site / "output")["topics"]


def test_a_site_without_claims_has_an_empty_one(site: Path) -> None:
    for path in FILES:
        if path.startswith(("content/claims/", "content/topics/parks")):
            (site / path).unlink()
    assert build(site) == 0
    index = read_index(site / "output")
    assert index["verdicts"] == index["topics"] == index["people"] == index["dates"] == []
    assert set(map(tuple, index["claims"].values())) == {()}


@pytest.mark.parametrize(
    ("path", "old", "new", "remade"),
    [
        ("content/claims/oak-bench.yaml", "The bench stands in the park.", "It stands in the park.", False),
        ("content/claims/oak-bench.yaml", "Mentions the bench.", "Names the bench.", False),
        ("content/claims/oak-bench.yaml", "headline: Nothing", "headline: Nothing at all", True),
        ("content/claims/oak-bench.yaml", "claimed_on: 2020-02", "claimed_on: 2020-03", True),
        ("content/claims/oak-bench.yaml", "topics: [trees, parks]", "topics: [trees]", True),
        ("content/claims/plane-trees.md", "a caller to a radio show", "a caller", True),
        ("content/sources/gazette-2020.yaml", "date: 2020-03-04", "date: 2020-03-05", False),
        ("content/sources/gazette-2020.yaml", "title: Council", "title: The council", True),
        ("content/people/jane-roe.yaml", "Member of", "A member of", False),
        ("content/people/jane-roe.yaml", "Jane", "Joan", True),
        ("content/people/the-gazette.yaml", "The Gazette", "The Daily Gazette", False),
        ("content/topics/trees.md", "Claims about the town's trees.", "Trees.", False),
        ("content/topics/trees.md", "title: Trees", "title: All trees", True),
        ("content/pages/about.md", "A site for tests.", "Tests.", False),
    ],
)
def test_an_edit_makes_it_anew_only_if_it_says_something_else_then(
    site: Path, path: str, old: str, new: str, remade: bool
) -> None:
    assert build(site) == 0
    before = times_of(site / "output", [INDEX])
    change_file(site / path, old, new)
    assert build(site) == 0
    assert (times_of(site / "output", [INDEX]) != before) == remade
