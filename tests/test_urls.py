"""Addresses and output paths: below a domain's root and below a repository's name."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.fields import is_web_address
from onrecord.urls import (
    Addresses,
    addresses_for,
    passage_address,
    repository_error_form,
    repository_file,
    repository_history,
)

REPOSITORY = "https://github.com/someone/some-repo"


@pytest.mark.parametrize(
    ("base_url", "origin", "base_path"),
    [
        ("", "", "/"),
        ("https://facts.example", "https://facts.example", "/"),
        ("https://facts.example/", "https://facts.example", "/"),
        ("https://someone.github.io/some-repo", "https://someone.github.io", "/some-repo/"),
        ("https://someone.github.io/some-repo/", "https://someone.github.io", "/some-repo/"),
        ("https://facts.example/a/b/", "https://facts.example", "/a/b/"),
        ("https://facts.example//", "https://facts.example", "/"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000", "/"),
        ("https://Someone.GitHub.io/Some-Repo/", "https://someone.github.io", "/Some-Repo/"),
        ("HTTPS://facts.example/", "https://facts.example", "/"),
    ],
)
def test_a_base_url_falls_into_origin_and_base_path(base_url: str, origin: str, base_path: str) -> None:
    addresses = addresses_for(base_url)
    assert (addresses.origin, addresses.base_path) == (origin, base_path)


@pytest.mark.parametrize("base_path", ["/", "/some-repo/"])
class TestEveryAddress:
    def addresses(self, base_path: str) -> list[str]:
        make = Addresses("https://facts.example", base_path)
        return [
            make.home(),
            make.section("claims"),
            make.section("claims", 2),
            make.claim("plane-trees"),
            make.verdict("false"),
            make.verdict("false", 3),
            make.topic("trees"),
            make.topic("trees", 2),
            make.person("jane-roe"),
            make.person("jane-roe", 2),
            make.source("gazette-2020"),
            make.year("2020"),
            make.year("2020", 2),
            make.article("about"),
            make.file("feed.xml"),
            make.file("static/site.css"),
        ]

    def test_begins_with_the_base_path(self, base_path: str) -> None:
        assert all(address.startswith(base_path) for address in self.addresses(base_path))

    def test_holds_no_empty_part(self, base_path: str) -> None:
        assert not any("//" in address for address in self.addresses(base_path))

    def test_is_that_of_one_page_alone(self, base_path: str) -> None:
        addresses = self.addresses(base_path)
        assert len(set(addresses)) == len(addresses)

    def test_has_a_file_of_its_own_inside_the_output(self, base_path: str) -> None:
        make = Addresses("https://facts.example", base_path)
        paths = [make.output_path(address) for address in self.addresses(base_path)]
        assert len(set(paths)) == len(paths)
        assert all(path and not path.startswith("/") and ".." not in path.split("/") for path in paths)

    def test_of_a_page_ends_with_a_slash_and_its_file_is_an_index(self, base_path: str) -> None:
        make = Addresses("https://facts.example", base_path)
        for address in self.addresses(base_path)[:-2]:
            assert address.endswith("/")
            assert make.output_path(address).endswith("index.html")

    def test_is_whole_with_the_origin_before_it(self, base_path: str) -> None:
        make = Addresses("https://facts.example", base_path)
        assert make.absolute(make.claim("plane-trees")) == f"https://facts.example{base_path}claims/plane-trees/"


def test_the_first_page_of_a_listing_has_no_number() -> None:
    make = Addresses()
    assert make.section("claims", 1) == make.section("claims") == "/claims/"
    assert make.section("claims", 2) == "/claims/page/2/"


def test_the_files_of_the_pages_are_where_readers_look_for_them() -> None:
    make = Addresses(base_path="/some-repo/")
    assert make.output_path("/some-repo/") == "index.html"
    assert make.output_path("/some-repo/claims/plane-trees/") == "claims/plane-trees/index.html"
    assert make.output_path("/some-repo/404.html") == "404.html"


def test_a_base_path_that_stands_again_in_an_address_is_taken_off_once() -> None:
    make = Addresses(base_path="/claims/")
    assert make.output_path(make.claim("claims")) == "claims/claims/index.html"
    assert make.output_path(make.section("claims")) == "claims/index.html"


def test_the_addresses_of_the_repository_are_left_out_as_long_as_it_is_unknown() -> None:
    assert repository_file("", "content/claims/a.md") == ""
    assert repository_history("", "content/claims/a.md") == ""
    assert repository_error_form("") == ""


def test_the_addresses_of_the_repository_lead_to_the_file_its_history_and_the_form() -> None:
    path = "content/claims/plane-trees.md"
    assert repository_file(REPOSITORY, path) == f"{REPOSITORY}/edit/HEAD/{path}"
    assert repository_history(REPOSITORY, path) == f"{REPOSITORY}/commits/HEAD/{path}"
    assert repository_error_form(REPOSITORY).startswith(f"{REPOSITORY}/issues/new?template=")


texts = st.text(min_size=1, max_size=200).map(str.strip).filter(bool)


class TestThePassageOfAnotherSite:
    def test_is_named_by_its_words_and_those_around_them(self) -> None:
        address = passage_address("https://example.org/a", [("312 trees", "there stand", "in the town")])
        assert address == "https://example.org/a#:~:text=there%20stand-,312%20trees,-in%20the%20town"

    def test_is_named_by_its_first_and_last_words_if_it_is_long(self) -> None:
        words = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        address = passage_address("https://example.org/a", [(words, "before", "after")])
        first, last = (
            "One%20two%20three%20four%20five%20six%20seven%20eight",
            "twelve%20thirteen%20fourteen%20fifteen%20sixteen",
        )
        assert address == f"https://example.org/a#:~:text={first},{last}"

    def test_may_be_several_and_stand_behind_an_anchor(self) -> None:
        pieces = [("one", "", ""), ("two", "", "")]
        assert passage_address("https://example.org/#b", pieces) == "https://example.org/#b:~:text=one&text=two"
        assert passage_address("https://example.org/", []) == "https://example.org/"

    def test_may_hold_what_means_something_in_such_an_address(self) -> None:
        address = passage_address("https://example.org/", [("a-b, c & d=e #f :~: 100%", "", "")])
        assert address == "https://example.org/#:~:text=a%2Db%2C%20c%20%26%20d%3De%20%23f%20%3A~%3A%20100%25"

    @given(
        st.lists(st.tuples(texts, st.one_of(st.just(""), texts), st.one_of(st.just(""), texts)), min_size=1, max_size=3)
    )
    def test_is_an_address_from_which_the_words_can_be_read_back(self, passages: list[tuple[str, str, str]]) -> None:
        address = passage_address("https://example.org/a?b=c", passages)
        assert is_web_address(address)
        start, _, directives = address.partition("#:~:")
        assert start == "https://example.org/a?b=c"
        for directive, (exact, before, after) in zip(directives.split("&"), passages, strict=True):
            assert directive.startswith("text=")
            terms = directive.removeprefix("text=").split(",")
            prefix = unquote(terms.pop(0)[:-1]) if terms[0].endswith("-") else ""
            suffix = unquote(terms.pop()[1:]) if terms[-1].startswith("-") else ""
            first, last = unquote(terms[0]), unquote(terms[-1])
            assert exact.startswith(first) and exact.endswith(last) and len(terms) in (1, 2)
            assert before.endswith(prefix) and after.startswith(suffix)
            assert "-" not in "".join(terms)
