"""Whoever marks a source as fallen looks again at the claims that rest on it: compared with what was published, each claim
without a second look is an error.
"""

from pathlib import Path

from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.git_repository import commit, git
from tests.small_site import change_file

GAZETTE = "content/sources/gazette-2020.yaml"
STATUS = "status: {is: retracted, on: 2020-07-01, note: The paper took it back.}\n"
LOOK = "reexamined: [{on: 2020-07-02, source: gazette-2020, note: The survey alone bears it out.}]\n"
# What rests on the source; the bridge is a draft.
ERRORS = dict.fromkeys(["new-fountain.md", "oak-bench.yaml", "plane-trees.md"], "error") | {
    "green-bridge.md": "warning"
}
WARNINGS = dict.fromkeys(ERRORS, "warning")


def mark(site: Path, path: str = GAZETTE) -> None:
    file = site / path
    file.write_text(file.read_text(encoding="utf-8") + STATUS, encoding="utf-8")


def severities(site: Path, since: str | None = "main") -> dict[str, str]:
    """The severity of what is said of each claim that rests on a fallen source."""
    problems = check_site(Options(site, since=since)).problems
    assert {each.code for each in problems} <= {"source-fallen"}
    return {each.path.removeprefix("content/claims/"): each.severity for each in problems}


def test_is_an_error_for_every_published_claim_and_a_warning_without_a_comparison(site: Path) -> None:
    mark(site)
    assert severities(site) == ERRORS
    assert severities(site, None) == WARNINGS


def test_is_answered_by_a_second_look(site: Path) -> None:
    mark(site)
    change_file(site / "content/claims/plane-trees.md", "sources:\n", f"{LOOK}sources:\n")
    assert "plane-trees.md" not in severities(site)


def test_is_a_warning_once_it_was_published(site: Path) -> None:
    mark(site)
    commit(site)
    assert severities(site) == WARNINGS
    change_file(site / GAZETTE, "took it back", "took all of it back")
    assert severities(site) == WARNINGS


def test_is_an_error_again_when_the_source_falls_again(site: Path) -> None:
    mark(site)
    commit(site)
    change_file(site / GAZETTE, "2020-07-01", "2020-08-01")
    assert severities(site) == ERRORS


def test_is_a_warning_when_the_source_was_only_renamed(site: Path) -> None:
    mark(site)
    commit(site)
    git(site, "mv", GAZETTE, "content/sources/gazette-march.yaml")
    for path in sorted((site / "content").rglob("*.*")):
        path.write_text(path.read_text(encoding="utf-8").replace("gazette-2020", "gazette-march"), encoding="utf-8")
    assert set(severities(site).values()) == {"warning"}


def test_is_an_error_for_a_source_of_one_claim_too(site: Path) -> None:
    change_file(
        site / "content/claims/plane-trees.md",
        "date: 2020-05, lang: en, kind: primary}",
        "date: 2020-05, lang: en, kind: primary, status: {is: dead, on: 2020-07-01, note: Gone.}}",
    )
    assert severities(site) == {"plane-trees.md": "error"}
