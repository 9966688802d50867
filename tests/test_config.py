"""``content/site.yaml`` as a value."""

import pytest

from onrecord.config import check_config, check_navigation
from onrecord.content.read import FoundFile, parse_file
from onrecord.model import Config, Licence, Publisher, Rules
from onrecord.problems import Problem
from tests.site_folders import SITES

GOOD = (SITES / "good/content/site.yaml").read_text(encoding="utf-8")
LEAST = "title: A\nlanguage: en\nverdicts:\n  - {id: true, label: True, meaning: It is so.}\n"


def check(text: str) -> tuple[Config | None, list[Problem]]:
    raw, problems = parse_file(FoundFile("content/site.yaml", "site"), text.encode())
    assert problems == []
    assert raw is not None
    return check_config(raw)


def config_of(text: str) -> Config:
    config, problems = check(text)
    assert problems == []
    assert config is not None
    return config


def codes(text: str) -> list[str]:
    return [each.code for each in check(text)[1]]


class TestASite:
    def test_needs_a_title_a_language_and_verdicts(self) -> None:
        config, problems = check("tagline: A\n")
        assert config is None
        assert [each.message for each in problems] == [
            *("the site lacks 'title'", "the site lacks 'language'", "the site lacks 'verdicts'"),
        ]

    def test_makes_nothing_up(self) -> None:
        config = config_of(LEAST)
        assert (config.base_url, config.domain, config.repository, config.notice) == ("", "", "", "")
        assert config.publisher == Publisher()
        assert (config.licence_of_text, config.licence_of_data) == (None, None)
        assert config.rules == Rules(2, "optional", None)
        assert config.navigation == ()

    def test_is_what_its_file_says(self) -> None:
        config = config_of(GOOD)
        assert config.title == "The Exampleville Record"
        assert config.publisher.corrections == "mailto:corrections@exampleville.example"
        assert config.licence_of_data == Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
        assert config.rules == Rules(2, "optional", 365)
        assert [entry.id for entry in config.navigation][-2:] == ["methodology", "about"]

    def test_that_is_incomplete_is_still_linked(self) -> None:
        config, problems = check(LEAST + "base_url: ftp://a.example/\ncolour: red\n")
        assert config is not None
        assert {each.code for each in problems} == {"url-invalid", "key-unknown"}


class TestVerdicts:
    def test_keep_their_ids_as_they_are_written(self) -> None:
        assert [verdict.id for verdict in config_of(GOOD).verdicts] == [
            *("true", "mostly-true", "mixed", "mostly-false", "false", "misleading", "unproven"),
        ]

    @pytest.mark.parametrize(
        ("more", "shape"),
        [
            *(("rating: 5", "check"), ("rating: 4", "check-half"), ("rating: 3", "half"), ("rating: 2", "cross-half")),
            *(
                ("rating: 1", "cross"),
                ("adverse: yes", "warning"),
                ("conclusive: no", "question"),
                ("rating: 1, shape: clock", "clock"),
            ),
            ("adverse: no", "dash"),
        ],
    )
    def test_have_a_shape_that_fits_unless_one_is_chosen(self, more: str, shape: str) -> None:
        (verdict,) = config_of(LEAST.replace("It is so.", f"It is so., {more}")).verdicts
        assert verdict.shape == shape

    @pytest.mark.parametrize("rating", ["0", "6", "2.5", "five", "-1"])
    def test_are_rated_from_one_to_five(self, rating: str) -> None:
        assert codes(LEAST.replace("It is so.", f"It is so., rating: {rating}")) == ["value-invalid"]

    def test_have_each_an_id_of_their_own(self) -> None:
        assert codes(LEAST + LEAST.splitlines()[-1] + "\n") == ["id-duplicate"]
        assert codes(LEAST.replace("id: true", "id: Mostly True")) == ["id-invalid"]


class TestAddresses:
    @pytest.mark.parametrize("address", ["https://a.example/?b", "https://a.example/#b"])
    def test_of_the_site_end_with_its_path(self, address: str) -> None:
        config, problems = check(f"{LEAST}base_url: {address}\n")
        assert [each.code for each in problems] == ["base-url-invalid"]
        assert config is not None
        assert config.base_url == ""

    def test_of_the_repository_lose_their_last_slash(self) -> None:
        assert config_of(LEAST + "repository: https://github.com/a/b/\n").repository == "https://github.com/a/b"

    @pytest.mark.parametrize("domain", ["facts.example.org", "example.org", "xn--bcher-kva.example"])
    def test_of_a_domain_are_a_hosts_name(self, domain: str) -> None:
        assert config_of(f"{LEAST}domain: {domain}\n").domain == domain

    @pytest.mark.parametrize(
        "domain", ["https://facts.example.org", "facts.example.org/", "facts example", "bücher.example"]
    )
    def test_of_a_domain_are_nothing_else(self, domain: str) -> None:
        assert codes(f"{LEAST}domain: {domain}\n") == ["value-invalid"]

    def test_for_corrections_may_be_a_mailbox_and_others_may_not(self) -> None:
        assert codes(LEAST + "publisher: {corrections: 'mailto:a@b.example'}\n") == []
        assert codes(LEAST + "publisher: {url: 'mailto:a@b.example'}\n") == ["url-invalid"]


class TestNavigation:
    def test_leads_to_sections_and_pages(self) -> None:
        config = config_of(LEAST + "navigation: [claims, about, corrections, abaut]\n")
        (problem,) = check_navigation(config, {"about"}, "content/site.yaml")
        assert (problem.code, problem.line, problem.hint) == ("page-unknown", 5, "Did you mean 'about'?")
