"""The record in numbers: what counts, what doesn't, and where there is nothing to count."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from onrecord.content.audit import Audit, audit_site, list_overdue, percent_of
from onrecord.content.facts import Site
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import SITES, lay_over, make_site, write_claim

CLOCK = "content/claims/town-clock.md"


def site_of(
    folder: Path, changes: Mapping[str, str | bytes | None] = {}, *, serving: bool = False, odd: str = ""
) -> Site:
    site = make_site(folder / "site", changes=changes)
    if odd:
        lay_over(site, SITES / "odd" / odd)
    checked = check_site(Options(site, serving=serving))
    assert checked.ok and checked.site is not None, checked.problems
    return checked.site


def audit(folder: Path, changes: Mapping[str, str | bytes | None] = {}, *, serving: bool = False) -> Audit:
    return audit_site(site_of(folder, changes, serving=serving))


def with_clock(folder: Path, **keys: str | None) -> tuple[Audit, Audit]:
    """The audit of the good site, and that of the same with another claim."""
    return audit(folder / "without"), audit(folder / "with", {CLOCK: write_claim(**keys)})


def test_a_site_without_claims_has_no_medians(tmp_path: Path) -> None:
    empty = audit_site(site_of(tmp_path, odd="no-claim"))
    assert empty == Audit(0, (), (), 0, 0, None, 0, 0, 0, None, 0, 0, 0)


def test_a_site_of_one_claim_has_its_numbers_as_medians(tmp_path: Path) -> None:
    one = audit_site(site_of(tmp_path, odd="one-claim"))
    assert (one.claims, one.sources_a_claim) == (1, one.sources)
    assert all(count == 1 for _, count in (*one.topics, *one.claimants))


def test_a_claim_counts_under_all_its_topics_and_once_under_each_kind_of_claimant(tmp_path: Path) -> None:
    claimants = (
        "[{unknown: a letter, via: gazette-2020}, {unknown: a call, via: gazette-2020},"
        " {id: jane-roe, via: gazette-2020}]"
    )
    before, after = with_clock(tmp_path, claimants=claimants, topics="[town-money, trees]")
    grown = {id: count - dict(before.topics).get(id, 0) for id, count in after.topics}
    assert {id: more for id, more in grown.items() if more} == {"town-money": 1, "trees": 1}
    kinds = {id: count - dict(before.claimants).get(id, 0) for id, count in after.claimants}
    assert {id: more for id, more in kinds.items() if more} == {"person": 1, "unnamed": 1}


def test_topics_with_most_claims_come_first(tmp_path: Path) -> None:
    counts = [count for _, count in audit(tmp_path).topics]
    assert counts == sorted(counts, reverse=True)


def test_answers_replies_corrections_and_checks_count_where_a_claim_has_some(tmp_path: Path) -> None:
    before, after = with_clock(
        tmp_path,
        replies_not_sought=None,
        replies="[{to: the-gazette, asked: 2020-04-10, deadline: 2020-04-20, outcome: no-reply},"
        " {to: jane-roe, asked: 2020-04-10, deadline: 2020-04-20, outcome: no-reply}]",
        counter_statements="[{by: the-gazette, position: denies, on: 2020-04-03, source: gazette-2020, text: No.}]",
        corrections="[{on: 2020-05-21, field: summary, from: a, to: b, note: One.},"
        " {on: 2020-05-22, field: summary, from: b, to: c, note: Two.}]",
        review_by="2021-05-20",
    )
    assert (after.asked - before.asked, after.answered - before.answered) == (1, 1)
    assert (after.corrected - before.corrected, after.corrections - before.corrections) == (1, 2)
    assert after.to_be_checked_again - before.to_be_checked_again == 1


@pytest.mark.parametrize(
    ("claimed", "counts"),
    [
        ("2020-04-02", 1),
        ("2020-04-02~", 0),
        ("2020-04", 0),
        ("2020", 0),
        ("../2020-04", 0),
        ("2020-04-01/2020-04-02", 0),
    ],
)
def test_only_claims_whose_day_is_known_count_for_the_days_to_the_verdict(
    tmp_path: Path, claimed: str, counts: int
) -> None:
    before, after = with_clock(tmp_path, claimed_on=claimed)
    assert after.dated - before.dated == counts


def test_the_median_is_the_middle_and_of_two_the_lower(tmp_path: Path) -> None:
    claims: dict[str, str | bytes | None] = {
        f"content/claims/clock-{days}.md": write_claim(
            claim=f"The clock was {days} minutes late.", claimed_on=f"2020-04-{20 - days:02d}", published="2020-04-20",
            checked="2020-04-20",
        )
        for days in (1, 2, 9, 19)
    }  # fmt: skip
    site = site_of(tmp_path, claims)
    only = {id: claim for id, claim in site.claims.items() if id.startswith("clock-")}
    assert audit_site(_of(site, only)).days == 2
    assert audit_site(_of(site, {id: only[id] for id in ("clock-2", "clock-9", "clock-19")})).days == 9


def _of(site: Site, claims: Mapping[str, object]) -> Site:
    return msgspec.structs.replace(site, claims=dict(claims))


def test_a_source_counts_once_however_many_claims_use_it(tmp_path: Path) -> None:
    before, after = with_clock(tmp_path)
    assert after.sources == before.sources
    assert after.claims == before.claims + 1


def test_primary_documents_are_those_of_that_kind(tmp_path: Path) -> None:
    sources = "[{id: clock-log, title: A log, no_url: It is on paper., lang: en, kind: primary}]"
    before, after = with_clock(tmp_path, sources=sources, appearances="[{source: clock-log, role: reported}]")
    assert (after.sources - before.sources, after.primary_sources - before.primary_sources) == (1, 1)


def test_drafts_count_for_nothing(tmp_path: Path) -> None:
    assert audit(tmp_path / "served", serving=True) == audit(tmp_path / "built")


def test_a_check_is_overdue_from_the_day_after_it_was_due(tmp_path: Path) -> None:
    site = site_of(tmp_path, {CLOCK: write_claim(review_by="2021-05-20")})
    assert "town-clock" not in [claim.id for claim in list_overdue(site, "2021-05-20")]
    assert "town-clock" in [claim.id for claim in list_overdue(site, "2021-05-21")]
    due = [claim.review_by for claim in list_overdue(site, "2999-01-01")]
    assert due == sorted(due) and len(due) == audit_site(site).to_be_checked_again


def test_what_was_withdrawn_need_not_be_checked_again(tmp_path: Path) -> None:
    withdrawn = write_claim(review_by="2021-05-20", withdrawn="{on: 2020-08-01, reason: It was of another town.}")
    site = site_of(tmp_path, {CLOCK: withdrawn})
    assert "town-clock" not in [claim.id for claim in list_overdue(site, "2999-01-01")]


@pytest.mark.parametrize(("part", "whole", "percent"), [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (5, 5, 100)])
def test_percentages_are_rounded_halves_up(part: int, whole: int, percent: int) -> None:
    assert percent_of(part, whole) == percent
