"""What ``static/js/folding.js`` takes for the same, asked in a browser."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from onrecord.folding import fold
from tests.browser import serve_folder
from tests.small_site import ROOT

pytestmark = pytest.mark.browser

Call = Callable[[str, list[str]], Any]


@pytest.fixture(scope="module")
def call(browser: Browser) -> Iterator[Call]:
    """Calls a function of the module for each of several texts."""
    context = browser.new_context()
    page = context.new_page()
    with serve_folder(ROOT / "static") as address:
        page.goto(f"{address}icons/favicon.svg")
        page.evaluate("async (url) => { window.folding = await import(url); }", f"{address}js/folding.js")
        yield lambda name, texts: page.evaluate("([name, texts]) => texts.map(folding[name])", [name, texts])
    context.close()


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Erdoğan", "erdogan"),
        ("Iğdır", "igdir"),
        ("IĞDIR", "ığdır"),
        ("İstanbul", "istanbul"),
        ("ISPARTA", "ısparta"),
        ("Şırnak", "sirnak"),
        ("Çiçek", "cicek"),
        ("Çiçek", unicodedata.normalize("NFD", "çiçek")),
        ("Łódź", "lodz"),
        ("Đặng", "dang"),
        ("Straße", "strasse"),
        ("Bjørnøya", "bjornoya"),
        ("Ægir", "aegir"),
        ("Əliyev", "eliyev"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσεύς"),
        ("the council’s", "The Council's"),
        ("2019–2020", "2019-2020"),
        ("ﬁve", "five"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\u202eb\u2066c\u2069", "abc"),
    ],
)
def test_a_word_is_found_with_or_without_its_accents_and_dots(call: Call, written: str, typed: str) -> None:
    assert len(set(call("fold", [written, typed]))) == 1


@pytest.mark.parametrize(
    ("arabic", "other"),
    [
        ("كتاب", "کتاب"),  # kaf: Arabic, Persian and Urdu
        ("علي", "علی"),  # yeh: Arabic, Persian and Urdu
        ("على", "علی"),  # alef maksura
        ("هند", "ہند"),  # heh: Arabic, Urdu
        ("مدرسة", "مدرسه"),  # teh marbuta
        ("أحمد", "احمد"),
        ("إلى", "الى"),
        ("آب", "اب"),
        ("ٱلله", "الله"),
        ("مسؤول", "مسوول"),
        ("محمّدٌ", "محمد"),
        ("ســـلام", "سلام"),
        ("می‌خواهم", "میخواهم"),
        ("ﻻ", "لا"),
        ("١٩٨٤", "1984"),
        ("۱۹۸۴", "1984"),
        ("۴۵۶", "٤٥٦"),
    ],
)
def test_the_forms_of_arabic_persian_and_urdu_letters_and_digits_are_one(call: Call, arabic: str, other: str) -> None:
    assert len(set(call("fold", [arabic, other]))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("oak", "oat"), ("تبت", "ثبت"), ("كتاب", "قتاب"), ("1984", "1985"), ("かき", "がぎ"), ("कि", "कु"), ("C", "C++")],
)
def test_what_is_another_word_stays_another(call: Call, one: str, other: str) -> None:
    assert len(set(call("fold", [one, other]))) == 2


def test_words_come_folded_and_once(call: Call) -> None:
    assert call("foldWords", ["  Iğdır\tigdir \n ve İzmir ", "", " \u00ad "]) == [["igdir", "ve", "izmir"], [], []]


def test_folding_twice_is_folding_once(call: Call) -> None:
    @settings(max_examples=10, deadline=None)
    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=40, max_size=60))
    def holds(texts: list[str]) -> None:
        once = call("fold", texts)
        assert call("fold", once) == once

    holds()


def test_a_text_folds_like_its_other_normal_forms(call: Call) -> None:
    texts = ["Erdoğan Iğdır Łódź", "أحمد إلى ئ ۂ ۓ", "Ệ ǘ ﷺ ½ Å"]
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert call("fold", [unicodedata.normalize(form, text) for text in texts]) == call("fold", texts)


def test_the_build_folds_as_the_browser_does(call: Call) -> None:
    """Every character of the Basic Multilingual Plane that Unicode 14 knows, and texts of several scripts mixed."""
    characters = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) not in ("Cs", "Cn", "Co")]
    assert call("fold", characters) == [fold(each) for each in characters]

    @settings(max_examples=10, deadline=None)
    @given(st.lists(st.text(st.sampled_from("aİIıiΣσςß كکىیةہ٤۴\u0640\u064b\u200c'’–"), max_size=20), min_size=40))
    def holds(texts: list[str]) -> None:
        assert call("fold", texts) == [fold(each) for each in texts]

    holds()
