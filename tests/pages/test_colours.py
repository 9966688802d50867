"""The colours that what can't read a stylesheet takes from it."""

import pytest

from onrecord.pages.colours import Colours, Ink, read_colours
from onrecord.publish.static import STYLESHEET, list_static_files
from tests.small_site import ROOT


def own_stylesheet() -> bytes:
    return list_static_files(ROOT)[0][STYLESHEET]


class TestTheRepositorysOwnStylesheet:
    def test_gives_the_page_two_colours_by_day_and_two_by_night(self) -> None:
        colours = read_colours(own_stylesheet())
        assert colours.day == Ink("#1c1a17", "#fcfaf5")
        assert colours.night == Ink("#f1ede4", "#171614")

    def test_gives_every_tone_but_the_plain_one_two_of_its_own(self) -> None:
        tones = read_colours(own_stylesheet()).tones
        assert set(tones) == {"rating-1", "rating-2", "rating-3", "rating-4", "rating-5", "adverse", "open"}
        assert len(set(tones.values())) == len(tones)
        assert tones["rating-1"] == Ink("#7f1616", "#fbe3df")


class TestAnotherStylesheet:
    def test_may_say_it_directly_and_in_short(self) -> None:
        colours = read_colours(b":root { --text: #123; --surface: #ABCDEF; }")
        assert colours.day == colours.night == Ink("#112233", "#abcdef")

    def test_may_have_tones_of_its_own(self) -> None:
        sheet = (
            b"@layer tokens { :root { --red: #f00; } [data-tone=dire] { --tone: var(--red); --tone-surface: #fff; } }"
        )
        assert read_colours(sheet).tone("dire") == Ink("#ff0000", "#ffffff")

    @pytest.mark.parametrize(
        "sheet",
        [
            b"",
            b":root { --text: red; --surface: #fff; }",
            b":root { --text: oklch(40% 0.1 250); --surface: #fff; }",
            b":root { --text: var(--a); --a: var(--text); --surface: #fff; }",
            b":root { --text: #000; }",
            b"\xff\xfe{{{",
        ],
    )
    def test_that_cannot_be_understood_leaves_black_on_white(self, sheet: bytes) -> None:
        assert read_colours(sheet) == Colours()
        assert read_colours(sheet).tone("rating-1") == Ink("#000000", "#ffffff")
