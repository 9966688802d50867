"""``security.txt`` as RFC 9116 wants it."""

import re
from pathlib import Path

import pytest

from onrecord.config import check_config, check_security
from onrecord.content.read import FoundFile, parse_file
from onrecord.problems import Problem
from tests.small_site import FILES, build, list_files, write_site

SECURITY = "security: {contact: 'mailto:security@facts.example', expires: 2027-06-30}\n"
LEAST = "title: A\nlanguage: en\nverdicts:\n  - {id: true, label: True, meaning: It is so.}\n"

# The grammar of section 4, in the parts that we write.
_URI = r"(?:mailto:[^\s@]+@[^\s@]+|https://\S+)"
_FIELDS = {
    "Contact": _URI,
    "Expires": r"\d{4}-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
    "Preferred-Languages": r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*(?:, ?[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)*",
    "Canonical": _URI,
    "Policy": _URI,
}


def read_fields(site: Path) -> list[tuple[str, str]]:
    text = (site / "output/.well-known/security.txt").read_text(encoding="ascii")
    assert text.endswith("\n")
    fields = [tuple(line.split(": ", maxsplit=1)) for line in text.splitlines()]
    assert all(re.fullmatch(_FIELDS[name], value) for name, value in fields), fields
    return fields  # type: ignore[return-value]


def write_settings(folder: Path, security: str) -> Path:
    return write_site(folder / "site", {"content/site.yaml": FILES["content/site.yaml"] + security})


def problems_of(settings: str, today: str, monkeypatch: pytest.MonkeyPatch) -> list[Problem]:
    monkeypatch.setattr("onrecord.dates.latest_today", lambda: today)
    raw, _ = parse_file(FoundFile("content/site.yaml", "site"), (LEAST + settings).encode())
    assert raw is not None
    config, problems = check_config(raw)
    assert config is not None
    return problems + check_security(config, "content/site.yaml")


class TestTheFile:
    def test_names_the_contact_once_and_the_end_of_the_last_day(self, tmp_path: Path) -> None:
        site = write_settings(tmp_path, SECURITY)
        assert build(site) == 0
        fields = read_fields(site)
        assert fields[:2] == [("Contact", "mailto:security@facts.example"), ("Expires", "2027-06-30T23:59:59Z")]
        assert [name for name, _ in fields].count("Expires") == 1

    def test_names_its_own_address_where_that_is_known_and_counts(self, tmp_path: Path) -> None:
        site = write_settings(tmp_path, SECURITY)
        assert build(site, None, "--base-url", "https://facts.example/") == 0
        assert ("Canonical", "https://facts.example/.well-known/security.txt") in read_fields(site)
        assert build(site, None, "--base-url", "https://facts.example/below/") == 0
        assert "Canonical" not in dict(read_fields(site))

    def test_names_the_policy_and_the_language(self, tmp_path: Path) -> None:
        site = write_settings(tmp_path, SECURITY.replace("}", ", policy: 'https://facts.example/policy'}"))
        assert build(site) == 0
        assert dict(read_fields(site)) | {
            "Policy": "https://facts.example/policy",
            "Preferred-Languages": "en",
        } == dict(read_fields(site))

    def test_is_there_only_where_it_is_asked_for(self, tmp_path: Path) -> None:
        site = write_settings(tmp_path, SECURITY)
        assert build(site) == 0
        assert ".well-known/security.txt" in list_files(site / "output")
        (site / "content/site.yaml").write_text(FILES["content/site.yaml"], encoding="utf-8")
        assert build(site) == 0
        assert not (site / "output/.well-known").exists()


class TestTheSettings:
    @pytest.mark.parametrize("today", ["2026-07-01", "2027-06-30"])
    def test_are_sound_from_a_year_before_until_the_day(self, today: str, monkeypatch: pytest.MonkeyPatch) -> None:
        assert problems_of(SECURITY, today, monkeypatch) == []

    @pytest.mark.parametrize(
        ("today", "said"), [("2027-07-01", "expired on 2027-06-30"), ("2026-06-29", "more than a year ahead")]
    )
    def test_are_warned_of_when_the_day_is_past_or_far_off(
        self, today: str, said: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (problem,) = problems_of(SECURITY, today, monkeypatch)
        assert (problem.code, problem.severity, problem.line) == ("security-txt", "warning", 5)
        assert said in problem.message

    def test_are_warned_of_below_a_domains_root(self, monkeypatch: pytest.MonkeyPatch) -> None:
        settings = SECURITY + "base_url: https://someone.github.io/some-repo/\n"
        (problem,) = problems_of(settings, "2027-01-01", monkeypatch)
        assert "below '/some-repo/'" in problem.message

    @pytest.mark.parametrize(
        ("security", "codes"),
        [
            ("{contact: 'mailto:a@b.example'}", ["key-missing"]),
            ("{expires: 2027-06-30}", ["key-missing"]),
            ("{contact: 'http://a.example/', expires: 2027-06-30}", ["url-invalid"]),
            ("{contact: a@b.example, expires: 2027-06-30}", ["url-invalid"]),
            ("{contact: 'mailto:a@b.example', expires: 2027-06}", ["date-invalid"]),
            ("{contact: 'mailto:a@b.example', expires: 2027-06-30, policy: 'http://a.example/'}", ["url-invalid"]),
        ],
    )
    def test_need_a_contact_and_a_day(self, security: str, codes: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        assert [each.code for each in problems_of(f"security: {security}\n", "2027-01-01", monkeypatch)] == codes
