"""Laws of the geometry of pictures: nothing stands outside its frame, nothing on top of something else, the order is kept,
and a mirrored picture is the same from the other side.
"""

import datetime
import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Reference, Source
from onrecord.pages.pictures import answers, relay, timeline
from onrecord.pages.pictures.axis import Days, make_axis
from onrecord.pages.pictures.tally import share_out

COUNTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=12)
DAYS = st.dates(datetime.date(1, 1, 1)).map(lambda day: day.toordinal())
NEAR_DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2026, 12, 31)).map(lambda day: day.toordinal())


def spans(days: st.SearchStrategy[int]) -> st.SearchStrategy[list[Days]]:
    span = st.tuples(days, st.integers(0, 900)).map(lambda pair: (pair[0], min(sum(pair), 3_652_059)))
    return st.lists(span, min_size=1, max_size=30)


class TestTheStripOfVerdicts:
    @given(COUNTS)
    def test_is_filled_without_gaps_in_the_order_of_the_parts(self, counts: list[int]) -> None:
        strip = share_out(counts)
        assert strip[0][0] == 0
        assert strip[-1][0] + strip[-1][1] == pytest.approx(100, abs=0.05)
        for (x, width), (following, _) in pairwise(strip):
            assert x + width == pytest.approx(following, abs=0.05)

    @given(COUNTS)
    def test_shows_every_part_and_more_for_more_claims(self, counts: list[int]) -> None:
        widths = [width for _, width in share_out(counts)]
        assert min(widths) > 0.8
        for (count, width), (other, wider) in pairwise(sorted(zip(counts, widths, strict=True))):
            assert count == other or width <= wider

    @given(COUNTS)
    def test_is_mirrored_from_right_to_left(self, counts: list[int]) -> None:
        for (x, width), (mirrored, same) in zip(share_out(counts), share_out(counts, mirrored=True), strict=True):
            assert same == width
            assert mirrored == pytest.approx(100 - x - width, abs=0.02)


class TestTheAxisOfTime:
    @given(spans(NEAR_DAYS) | spans(DAYS))
    def test_has_a_place_for_every_day_in_the_order_of_time(self, given_spans: list[Days]) -> None:
        axis = make_axis(given_spans)
        days = sorted({day for span in given_spans for day in span})
        places = [axis.place(day) for day in days]
        assert all(3 <= x <= 97 for x in places)
        assert all(earlier < later for earlier, later in pairwise(places))

    @given(spans(NEAR_DAYS) | spans(DAYS))
    def test_is_cut_only_where_nothing_happened(self, given_spans: list[Days]) -> None:
        axis = make_axis(given_spans)
        assert 1 <= len(axis.parts) <= 3
        for first, last in given_spans:
            assert sum(part.days[0] <= first and last <= part.days[1] for part in axis.parts) == 1
        for part, following in pairwise(axis.parts):
            assert part.days[1] < following.days[0]
            assert part.end == pytest.approx(following.begin)
        assert axis.parts[0].begin == 0 and axis.parts[-1].end == pytest.approx(100)

    @given(spans(NEAR_DAYS))
    def test_has_parts_of_whole_months_none_of_them_narrow(self, given_spans: list[Days]) -> None:
        axis = make_axis(given_spans)
        for part, share in zip(axis.parts, axis.shares, strict=True):
            first, last = map(datetime.date.fromordinal, part.days)
            assert first.day == 1 and (last + datetime.timedelta(days=1)).day == 1
            assert part.end - part.begin == pytest.approx(100 * share / sum(axis.shares))
            assert part.end - part.begin >= 25

    @given(spans(NEAR_DAYS), st.floats(-20, 20))
    def test_reaches_on_from_a_day_without_leaving_its_part(self, given_spans: list[Days], way: float) -> None:
        axis = make_axis(given_spans)
        for first, last in given_spans:
            part = next(part for part in axis.parts if last <= part.days[1])
            assert part.begin <= axis.reach(first, way) <= part.end

    @given(spans(NEAR_DAYS))
    def test_marks_the_years_that_begin_on_it(self, given_spans: list[Days]) -> None:
        axis = make_axis(given_spans)
        years = axis.years()
        assert years == sorted(set(years))
        assert all(0 < x < 100 for x in years)

    def test_gives_the_crowded_part_more_room(self) -> None:
        day = datetime.date(2020, 11, 9).toordinal()
        axis = make_axis([(day, day), (day + 7, day + 7), (day + 2200, day + 2200)])
        assert axis.shares == (2, 1)
        assert make_axis([(day, day)]).shares == (1,)


PLACES = st.lists(st.floats(3, 97), max_size=40)


class TestTheMarksOfALane:
    @given(PLACES)
    def test_become_one_with_a_number_where_they_are_close(self, places: list[float]) -> None:
        marks = timeline.join_close(places)
        assert sum(count for _, count in marks) == len(places)
        assert {x for x, _ in marks} <= set(places)
        assert all(later - earlier >= timeline.CLOSE for (earlier, _), (later, _) in pairwise(marks))

    @given(st.floats(3, 97), PLACES)
    def test_of_corrections_stand_beside_the_verdict_and_each_other(self, verdict: float, places: list[float]) -> None:
        corrections = [x for x, _ in timeline.join_close(places) if x >= verdict]
        moved = timeline.keep_apart([verdict, *corrections])
        assert len(moved) == 1 + len(corrections)
        assert all(2.9 <= x <= 97 for x in moved)
        assert all(later - earlier >= timeline.APART - 0.001 for earlier, later in pairwise(moved))

    def test_stay_where_they_are_if_there_is_room(self) -> None:
        assert timeline.keep_apart([10, 40, 90]) == [10, 40, 90]


IDS = st.integers(0, 9).map(lambda number: f"source-{number}")
RELAYS = st.dictionaries(IDS, st.lists(IDS, max_size=3, unique=True), min_size=1, max_size=10).map(
    lambda relays: {id: [each for each in who if each in relays and each != id] for id, who in relays.items()}
)


def make_sources(relays: Mapping[str, list[str]]) -> dict[str, Source]:
    return {
        id: Source(id, "", 1, id, "en", "news", no_url="-", relays=tuple(Reference(each) for each in who))
        for id, who in relays.items()
    }


def turn_round(relays: Mapping[str, list[str]]) -> dict[str, list[str]]:
    front: dict[str, list[str]] = {}
    for id, repeated in relays.items():
        for each in repeated:
            front.setdefault(each, []).append(id)
    return front


class TestTheTreeOfRelays:
    @given(RELAYS)
    def test_has_every_source_once_also_where_they_repeat_each_other_in_circles(
        self, relays: dict[str, list[str]]
    ) -> None:
        tree = relay.grow_tree(relays)
        assert sorted(tree.ids) == sorted(relays)

    @given(RELAYS)
    def test_has_a_source_below_one_that_it_repeats_and_one_step_to_the_side(
        self, relays: dict[str, list[str]]
    ) -> None:
        tree = relay.grow_tree(relays)
        for row, (id, column, above) in enumerate(zip(tree.ids, tree.columns, tree.above, strict=True)):
            if above is None:
                assert column == 0
            else:
                assert above < row
                assert tree.ids[above] in relays[id]
                assert column == min(tree.columns[above] + 1, relay.COLUMNS - 1)

    @given(RELAYS)
    def test_has_nobody_at_the_root_who_repeats_another_but_in_a_circle(self, relays: dict[str, list[str]]) -> None:
        tree = relay.grow_tree(relays)
        for id, above in zip(tree.ids, tree.above, strict=True):
            if above is None and relays[id]:
                passed = [id]
                while relays[passed[-1]] and passed.count(passed[-1]) < 2:
                    passed.append(relays[passed[-1]][0])
                assert passed.count(passed[-1]) == 2, f"{id} repeats {passed[1:]}, who repeat nobody"

    @given(RELAYS, st.booleans())
    def test_is_drawn_within_its_grid_a_dot_for_each(self, relays: dict[str, list[str]], mirrored: bool) -> None:
        tree = relay.grow_tree(relays)
        dots = re.findall(r"M(\d+) (\d+)h0", relay.draw_dots(tree, mirrored=mirrored))
        width, height = 2 * (max(tree.columns) + 1), 2 * len(tree.ids)
        assert len(set(dots)) == len(tree.ids)
        assert all(0 < int(x) < width and 0 < int(y) < height for x, y in dots)
        ends = re.findall(r"M(\d+) (\d+)(?:V(\d+)|H(\d+))", relay.draw_lines(tree, mirrored=mirrored))
        below = [above for above in tree.above if above is not None]
        assert len(ends) == len(below) + len(set(below))
        for x, y, down, across in ends:
            assert 0 < int(across or x) < width and 0 < int(down or y) < height

    @given(RELAYS)
    def test_is_mirrored_from_right_to_left(self, relays: dict[str, list[str]]) -> None:
        tree = relay.grow_tree(relays)
        width = 2 * (max(tree.columns) + 1)
        there = re.findall(r"M(\d+) (\d+)", relay.draw_dots(tree))
        back = re.findall(r"M(\d+) (\d+)", relay.draw_dots(tree, mirrored=True))
        assert [(width - int(x), y) for x, y in there] == [(int(x), y) for x, y in back]

    @given(RELAYS, st.data())
    def test_takes_in_what_stands_behind_the_sources_of_a_page(
        self, relays: dict[str, list[str]], data: st.DataObject
    ) -> None:
        ids = data.draw(st.lists(st.sampled_from(sorted(relays)), min_size=1, unique=True))
        chosen = relay.choose_sources(ids, make_sources(relays), turn_round(relays))
        assert set(ids) <= set(chosen)
        assert all(each in chosen for id in chosen for each in relays[id])

    def test_takes_in_who_repeats_two_sources_that_nothing_else_ties(self) -> None:
        relays = {"a-paper": [], "b-paper": [], "reader": ["a-paper", "b-paper"], "other": ["a-paper"]}
        chosen = relay.choose_sources(["a-paper", "b-paper"], make_sources(relays), turn_round(relays))
        assert list(chosen) == ["a-paper", "b-paper", "reader"]

    def test_draws_so_many_and_no_more(self) -> None:
        relays = {f"source-{n:03d}": ["source-000"] if n else [] for n in range(200)}
        chosen = relay.choose_sources(sorted(relays), make_sources(relays), turn_round(relays))
        assert len(chosen) == relay.ROWS


NAMES = st.integers(0, 40).map(lambda number: f"person-{number}")
PAIRS = st.dictionaries(st.tuples(NAMES, NAMES), st.integers(1, 30), max_size=120)


class TestTheColumnsOfAnswers:
    @given(PAIRS, st.dictionaries(NAMES, st.integers(1, 30)))
    def test_hold_each_name_once_and_no_more_than_there_is_room_for(
        self, counts: dict[answers.Pair, int], made: dict[str, int]
    ) -> None:
        columns = answers.arrange(counts, made)
        for names in (columns.claimed, columns.answered):
            assert len(names) == len(set(names)) <= answers.NAMES
        assert len(columns.pairs) == len(set(columns.pairs)) <= answers.PAIRS
        assert {answering for _, answering in columns.pairs} == set(columns.answered)
        assert {claiming for claiming, _ in columns.pairs} <= set(columns.claimed)

    @given(PAIRS)
    def test_show_the_pairs_with_the_most_claims(self, counts: dict[answers.Pair, int]) -> None:
        columns = answers.arrange(counts, {})
        left_out = set(counts) - set(columns.pairs)
        if len(columns.pairs) == len(counts):
            assert not left_out
        elif columns.pairs:
            strongest = max(counts.values())
            assert counts[columns.pairs[0]] == strongest
            assert [counts[pair] for pair in columns.pairs] == sorted(
                (counts[pair] for pair in columns.pairs), reverse=True
            )
            for claiming, answering in left_out:
                full = (
                    len(columns.pairs) == answers.PAIRS
                    or (claiming not in columns.claimed and len(columns.claimed) == answers.NAMES)
                    or (answering not in columns.answered and len(columns.answered) == answers.NAMES)
                )
                assert full

    @given(PAIRS, st.booleans())
    def test_are_tied_by_lines_from_row_to_row(self, counts: dict[answers.Pair, int], mirrored: bool) -> None:
        columns = answers.arrange(counts, {})
        curves = answers.draw_curves(columns, counts, mirrored=mirrored)
        for (claiming, answering), (path, width) in zip(columns.pairs, curves, strict=True):
            found = re.fullmatch(r"M0 ([\d.]+)C50 \1 50 ([\d.]+) 100 \2", path)
            assert found and 1 < width < 10
            left, right = (float(found[2]), float(found[1])) if mirrored else (float(found[1]), float(found[2]))
            assert int(left * len(columns.claimed) / 100) == columns.claimed.index(claiming)
            assert int(right * len(columns.answered) / 100) == columns.answered.index(answering)

    def test_have_those_whom_nobody_answered_at_the_foot(self) -> None:
        columns = answers.arrange({("b-b", "c-c"): 1}, {"a-a": 2, "b-b": 1, "d-d": 3})
        assert columns.claimed == ("b-b", "d-d", "a-a")

    def test_are_ordered_so_that_lines_need_not_cross(self) -> None:
        pairs = {("a-a", "z-z"): 1, ("b-b", "y-y"): 1, ("c-c", "x-x"): 1}
        columns = answers.arrange(pairs, {})
        assert [columns.claimed.index(a) - columns.answered.index(b) for a, b in pairs] == [0, 0, 0]
