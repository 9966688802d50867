"""Which entries of a list still stand, when several are alike."""

from typing import Any

import pytest

from onrecord.history.record import Entry
from onrecord.history.statements import find_differences

FINDING = {"source": "survey-2020", "stance": "refutes", "finding": "Counts the trees."}
QUOTED = {**FINDING, "quote.text": "312"}
TRANSLATED = {**QUOTED, "quote.translation": "three hundred and twelve"}


def differences(
    key: str, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[tuple[object, object, bool]]:
    found = find_differences(key, [Entry(each) for each in before], [Entry(each) for each in after])
    return [(each.before and each.before.texts, each.after and each.after.texts, each.guarded) for each in found]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1), (2, 0, 1)])
def test_each_finds_its_own_again_in_any_order(order: tuple[int, ...]) -> None:
    entries = [FINDING, QUOTED, TRANSLATED]
    assert [each for each in differences("evidence", entries, [entries[n] for n in order]) if each[2]] == []


def test_one_that_says_more_stands_for_one_and_not_for_two() -> None:
    assert differences("evidence", [FINDING], [TRANSLATED]) == [(FINDING, TRANSLATED, False)]
    assert differences("evidence", [FINDING, QUOTED], [QUOTED]) == [(FINDING, None, True)]
    assert differences("evidence", [FINDING, FINDING], [FINDING]) == [(FINDING, None, True)]


def test_one_that_says_less_does_not_stand_for_it() -> None:
    assert differences("evidence", [QUOTED], [FINDING]) == [(QUOTED, FINDING, True)]


def test_a_new_entry_is_free_but_for_one_more_claimant() -> None:
    assert differences("evidence", [FINDING], [FINDING, QUOTED]) == [(None, QUOTED, False)]
    one, two = {"id": "jane-roe"}, {"unknown": "a caller"}
    assert differences("claimants", [one], [one, two]) == [(None, two, True)]
    assert differences("claimants", [], [one]) == [(None, one, False)]


@pytest.mark.parametrize(
    ("before", "after", "guarded"),
    [
        *(("pending", each, False) for each in ("no-reply", "replied", "declined")),
        *(("no-reply", each, False) for each in ("replied", "declined")),
        *(("no-reply", "pending", True), ("replied", "declined", True), ("replied", "no-reply", True)),
        *(("declined", "replied", True), ("declined", "pending", True)),
    ],
)
def test_an_answer_may_come_in_and_may_not_go(before: str, after: str, guarded: bool) -> None:
    asked = {"to": "jane-roe", "asked": "2020-05-20", "deadline": "2020-05-27"}
    old, new = {**asked, "outcome": before}, {**asked, "outcome": after}
    assert differences("replies", [old], [new]) == [(old, new, guarded)]
