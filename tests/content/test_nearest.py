"""What is shown of the passage that is most like a quotation that isn't there."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.nearest import describe_difference
from onrecord.content.quotes import FoldedText

REPORT = "The council met on Monday. In the town there still stand 312 plane trees, says the report. Nobody answered."


@pytest.mark.parametrize(
    ("quote", "difference"),
    [
        ("there still stand 311 trees", "… Monday. In the town there still stand [-311-]{+312 plane+} trees, says the"),
        ("there stand 312 plane trees", "… Monday. In the town there {+still+} stand 312 plane trees, says the report."),
        ("In the town still stand not 312 plane trees", "In the town {+there+} still stand [-not-] 312 plane trees"),
        ("312 Plane Trees", "312 [-Plane Trees-]{+plane trees+}, says"),
        ("312 plane trees, says a report", "312 plane trees, says [-a-]{+the+} report. Nobody answered.…"),
        ("The counsel met on monday", "[-counsel-]{+council+} met on [-monday-]{+Monday+}"),
        ("council […] 311 plane trees", "stand [-311-]{+312+} plane trees"),
        ("counsil", "[-counsil-]{+council+}"),
        ("Nobody answered […] The council met", "The council met (which stands before what the quotation has"),
    ],
)  # fmt: skip
def test_the_words_that_differ_stand_in_brackets_among_those_that_do_not(quote: str, difference: str) -> None:
    assert difference in describe_difference(quote, FoldedText(REPORT))


@pytest.mark.parametrize("quote", ["The mayor has resigned from office for good", "xyz", "§", "我们今天去"])
def test_nothing_is_shown_where_nothing_is_like_it(quote: str) -> None:
    assert describe_difference(quote, FoldedText(REPORT)) == ""


@pytest.mark.parametrize(
    ("quote", "text", "difference"),
    [
        ("我们今天去学校看书", "因为我们明天去学校看书了", "[-今-]{+明+}"),
        ("دفعت البلدية ثلاث مرات", "قال: دفعت البلدية مرتين أمس", "{+مرتين"),
    ],
)
def test_it_works_in_every_script(quote: str, text: str, difference: str) -> None:
    assert difference in describe_difference(quote, FoldedText(text))


def test_the_place_is_found_among_many_that_are_a_little_alike() -> None:
    others = " ".join(f"In the town there still stand {number} oak trees, says the report." for number in range(900))
    text = f"{others} {REPORT} {others}"
    assert "stand [-311-]{+312+} plane" in describe_difference("there still stand 311 plane trees", FoldedText(text))


def words(count: int, of: int) -> list[str]:
    chance = random.Random(count)
    known = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(of)]
    return chance.choices(known, k=count)


TEXT = words(330_000, 5_000)
QUOTE = [*TEXT[200_000:200_150], "another", *TEXT[200_151:200_300]]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        (" ".join(QUOTE), " ".join(TEXT)),
        (" ".join(words(300, 4_999)), " ".join(TEXT)),
        ("bbb aaa " * 250 + "ccc", "aaa bbb " * 250_000),
        ("a" * 1_999 + "b", "a" * 2_000_000),
        ("a " * 999 + "b", "a " * 1_000_000),
        ("b c " * 499 + "d", "a b c d " * 250_000),
    ],
    ids=["one word differs", "all differ", "two words", "one letter", "one word", "four words"],
)
def test_the_search_in_two_megabytes_for_two_thousand_characters_takes_less_than_a_second(
    quote: str, text: str
) -> None:
    folded = FoldedText(text)
    started = time.process_time()
    described = describe_difference(quote[:2_000], folded)
    assert time.process_time() - started < 1
    assert len(described) <= 480
    if quote.startswith(QUOTE[0] + " " + QUOTE[1]):
        assert f"[-another-]{{+{TEXT[200_150]}+}}" in described


@given(st.text(max_size=200), st.text(max_size=60))
def test_anything_can_be_compared_with_anything(text: str, quote: str) -> None:
    describe_difference(quote, FoldedText(text))
