"""Sources that have fallen, the claims that rest on them, and the second looks that answer for it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.fallen import check_fallen, find_fallen, find_fallen_origins, list_fallen, list_relaying
from onrecord.content.index import index_claims
from onrecord.linking import Checked
from onrecord.model import Reference, Source, SourceStatus
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import SITES, make_site, write_claim

CLOCK = "content/claims/town-clock.md"
AGENCY = "content/sources/agency-2020.yaml"


def fallen(path: str, on: str = "2021-03-01", fate: str = "retracted") -> dict[str, str]:
    """The good site's source with a status."""
    text = (SITES / "good" / path).read_text(encoding="utf-8")
    return {path: f"{text}status: {{is: {fate}, on: {on}, note: So it was.}}\n"}


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Checked]:
    def check_with(changes: Mapping[str, str]) -> Checked:
        return check_site(Options(make_site(tmp_path / "site", changes=changes)))

    return check_with


def warned(checked: Checked) -> list[tuple[str, int]]:
    assert {each.code for each in checked.problems} <= {"source-fallen"}
    return [(each.path.removeprefix("content/claims/"), each.line) for each in checked.problems]


class TestAClaim:
    def test_is_warned_of_at_its_first_mention_of_a_fallen_source(self, check: Callable[..., Checked]) -> None:
        checked = check(fallen(AGENCY))
        assert warned(checked) == [("plane-trees.md", 6)]
        assert [each.message.partition("rests on it")[2] for each in checked.problems] == [" through 'gazette-2020'"]

    def test_that_was_withdrawn_rests_on_nothing_any_more(self, check: Callable[..., Checked]) -> None:
        contract = "content/claims/2021/plane-tree-contract.md"
        text = (SITES / "good" / contract).read_text(encoding="utf-8")
        stands = "\n".join(line for line in text.split("\n") if not line.startswith("withdrawn:"))
        assert ("2021/plane-tree-contract.md", 20) in warned(check({**fallen(AGENCY), contract: stands}))

    @pytest.mark.parametrize(
        ("on", "source", "answered"),
        [
            ("2021-03-01", "agency-2020", True),
            ("2021-03-02", "agency-2020", True),
            ("2021-02-28", "agency-2020", False),
            ("2021-03-02", "gazette-2020", False),
        ],
    )
    def test_is_answered_for_by_a_second_look_on_that_day_or_later(
        self, check: Callable[..., Checked], on: str, source: str, answered: bool
    ) -> None:
        look = f"[{{on: {on}, source: {source}, note: It stands.}}]"
        evidence = "[{source: agency-2020, stance: context, finding: Says so.}]"
        claim = {CLOCK: write_claim(verdict="unproven", evidence=evidence, reexamined=look)}
        assert (("town-clock.md", 11) in warned(check(fallen(AGENCY) | claim))) is not answered

    def test_must_be_looked_at_again_when_a_source_falls_again(self, check: Callable[..., Checked]) -> None:
        evidence = "[{source: agency-2020, stance: context, finding: Says so.}]"
        look = "[{on: 2021-03-01, source: agency-2020, note: It stands.}]"
        claim = {CLOCK: write_claim(verdict="unproven", evidence=evidence, reexamined=look)}
        assert ("town-clock.md", 11) in warned(check(fallen(AGENCY, "2021-03-02", "corrected") | claim))

    def test_can_not_answer_for_it_by_accepting_it(self, check: Callable[..., Checked]) -> None:
        claim = {CLOCK: write_claim(accepts="[{code: source-fallen, reason: It stands.}]")}
        (problem,) = check(claim).problems
        assert problem.code == "accept-unknown"

    def test_may_have_been_looked_at_for_a_source_that_stands(self, check: Callable[..., Checked]) -> None:
        look = "[{on: 2021-03-01, source: photos-2020, note: It stands.}]"
        assert warned(check({CLOCK: write_claim(reexamined=look)})) == []

    @pytest.mark.parametrize("source", ["no-such-source", "fountain-log"])
    def test_can_not_have_been_looked_at_for_a_source_that_is_not_there_or_anothers(
        self, check: Callable[..., Checked], source: str
    ) -> None:
        look = f"[{{on: 2021-03-01, source: {source}, note: It stands.}}]"
        (problem,) = check({CLOCK: write_claim(reexamined=look)}).problems
        assert (problem.code, problem.line) == ("source-unknown", 13)

    @pytest.mark.parametrize(("day", "codes"), [("2020-06-29", ["quote-gone"]), ("2020-06-30", [])])
    def test_that_lost_a_quotation_is_answered_for_in_the_same_way(
        self, check: Callable[..., Checked], day: str, codes: list[str]
    ) -> None:
        path = "content/snapshots/gazette-2020b.yaml"
        lost = {path: (SITES / "bad/quote-gone" / path).read_text(encoding="utf-8")}
        claim = (SITES / "good/content/claims/plane-trees.md").read_text(encoding="utf-8")
        look = f"reexamined: [{{on: {day}, source: gazette-2020b, note: The paper keeps silent now.}}]\naccepts:\n"
        again = {"content/claims/plane-trees.md": claim.replace("accepts:\n", look)}
        assert [each.code for each in check(lost | again).problems] == codes


ids = st.sampled_from("abcdefg")


@given(st.dictionaries(ids, st.lists(ids, max_size=3), min_size=1, max_size=7), st.sets(ids))
def test_what_rests_on_a_source_is_what_reaches_it_by_relaying(relays: dict[str, list[str]], down: set[str]) -> None:
    sources = {
        id: Source(
            id=id, path=id, line=1, title=id, lang="en", kind="news",
            relays=tuple(Reference(each) for each in relayed),
            status=SourceStatus("dead", "2020-01-01", "So.") if id in down else None,
        )
        for id, relayed in relays.items()
    }  # fmt: skip
    index = index_claims([], sources)

    def reaches(start: str, end: str, seen: frozenset[str] = frozenset()) -> bool:
        steps = [each for each in relays.get(start, ()) if each not in seen]
        return start == end or any(reaches(each, end, seen | {start}) for each in steps)

    for id in sources:
        assert set(list_relaying(index, id)) == {each for each in sources if reaches(each, id)}
        found = [source.id for source, _ in find_fallen_origins(index, id)]
        assert sorted(found) == sorted(each for each in down & sources.keys() if reaches(id, each))


def test_the_list_of_all_is_what_each_claim_rests_on(tmp_path: Path) -> None:
    site = check_site(Options(make_site(tmp_path / "site", changes=fallen(AGENCY)))).site
    assert site is not None
    each_for_itself = {
        (claim.id, found.source.id, found.mention)
        for claim in site.claims.values()
        for found in find_fallen(site, claim)
        if found.answer is None and not claim.withdrawn
    }
    assert {(each.claim.id, each.source.id, each.mention) for each in list_fallen(site)} == each_for_itself
    assert len(each_for_itself) == 1


def test_for_whoever_marks_a_source_it_is_an_error(tmp_path: Path) -> None:
    changes = fallen(AGENCY) | fallen("content/sources/photos-2020.yaml", "2020-06-02", "dead")
    site = check_site(Options(make_site(tmp_path / "site", changes=changes))).site
    assert site is not None
    severities = {(each.message.split("'")[1], each.severity) for each in check_fallen(site, {"agency-2020"})}
    assert severities == {("agency-2020", "error"), ("photos-2020", "warning")}
