"""What is due: replies, reviews, and claims whose basis has changed."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from onrecord.content.due import Due, check_replies_awaited, list_due
from onrecord.content.facts import Site
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import SITES, make_site, write_claim

CLOCK = "content/claims/town-clock.md"
AGENCY = "content/sources/agency-2020.yaml"
FALLEN = (SITES / "good" / AGENCY).read_text(encoding="utf-8") + (
    "status: {is: retracted, on: 2021-03-01, note: The agency has withdrawn its report.}\n"
)
PENDING = "[{to: jane-roe, asked: 2020-05-10, deadline: 2020-05-17, outcome: pending}]"


def waiting(**keys: str | None) -> str:
    return write_claim(**{"replies": PENDING, "replies_not_sought": None, **keys})


def site_of(folder: Path, changes: Mapping[str, str]) -> Site:
    checked = check_site(Options(make_site(folder / "site", changes=changes), serving=True))
    assert checked.ok and checked.site is not None, checked.problems
    return checked.site


def due(folder: Path, changes: Mapping[str, str] = {}) -> list[Due]:
    """What is due beside that of the good site as it is."""
    known = {each.key for each in list_due(site_of(folder / "good", {}))} if changes else set()
    return [each for each in list_due(site_of(folder, changes)) if each.key not in known]


def test_a_reply_is_due_on_its_deadline_until_it_is_in_or_given_up(tmp_path: Path) -> None:
    (reply,) = due(tmp_path, {CLOCK: waiting()})
    assert (reply.kind, reply.day, reply.claim.id, reply.words) == (
        *("reply", "2020-05-17", "town-clock"),
        "Jane Roe was asked on 2020-05-10",
    )
    for number, outcome in enumerate(("replied, on: 2020-05-11, text: No", "declined, on: 2020-05-11", "no-reply")):
        assert due(tmp_path / str(number), {CLOCK: waiting(replies=PENDING.replace("pending", outcome))}) == []


def test_replies_of_drafts_are_due_and_reviews_of_drafts_are_not(tmp_path: Path) -> None:
    draft = {CLOCK: waiting(status="draft", review_by="2021-05-20")}
    assert [each.kind for each in due(tmp_path, draft)] == ["reply"]


def test_a_review_is_due_on_the_day_that_the_claim_names(tmp_path: Path) -> None:
    (review,) = due(tmp_path, {CLOCK: write_claim(review_by="2021-05-20")})
    assert (review.kind, review.day, review.words) == ("review", "2021-05-20", "last checked on 2020-05-20")


def test_a_second_look_is_due_for_every_claim_that_rests_on_a_fallen_source(tmp_path: Path) -> None:
    found = due(tmp_path, {AGENCY: FALLEN})
    assert [(each.claim.id, each.day, each.words) for each in found] == [
        ("plane-trees", "2021-03-01", "the source 'agency-2020' was retracted")
    ]


def test_nothing_is_due_for_a_claim_that_was_withdrawn(tmp_path: Path) -> None:
    withdrawn = "{on: 2020-06-10, reason: The clock was mended before we looked.}"
    assert due(tmp_path, {CLOCK: waiting(review_by="2021-05-20", withdrawn=withdrawn)}) == []


def test_everything_comes_by_day(tmp_path: Path) -> None:
    days = [each.day for each in due(tmp_path, {AGENCY: FALLEN, CLOCK: waiting(review_by="2020-06-01")})]
    assert days == sorted(days) and len(days) == 4


def test_keys_differ_and_stay_when_the_day_changes(tmp_path: Path) -> None:
    changes = {AGENCY: FALLEN, CLOCK: waiting(review_by="2020-06-01")}
    first = due(tmp_path / "first", changes)
    later = PENDING.replace("2020-05-17", "2020-05-24")
    moved = due(tmp_path / "moved", changes | {CLOCK: waiting(review_by="2021-06-01", replies=later)})
    assert len({each.key for each in first}) == len(first)
    assert {each.key for each in first} == {each.key for each in moved}
    assert {each.day for each in first} != {each.day for each in moved}


@pytest.mark.parametrize(("today", "late"), [("2020-05-17", False), ("2020-05-18", True)])
@pytest.mark.parametrize("status", ["published", "draft"])
def test_a_page_that_awaits_a_reply_behind_its_deadline_is_warned_of(
    tmp_path: Path, today: str, late: bool, status: str
) -> None:
    site = site_of(tmp_path, {CLOCK: waiting(status=status)})
    problems = [each.code for each in check_replies_awaited(site, today) if each.path == CLOCK]
    assert problems == (["reply-overdue"] if late and status == "published" else [])
