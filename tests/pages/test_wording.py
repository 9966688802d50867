"""Words, numbers and dates in the languages of the interface."""

import pytest

from onrecord.pages.wording import Wording, direction_of
from onrecord.translations import ENGLISH_BEGINS, ENGLISH_ENDS


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("en", "March 4, 2020", "March 2020", "2020"),
        ("tr", "4 Mart 2020", "Mart 2020", "2020"),
        ("ar", "4 مارس 2020", "مارس 2020", "2020"),
        ("ar-EG", "٤ مارس ٢٠٢٠", "مارس ٢٠٢٠", "٢٠٢٠"),
        ("ar-SY", "٤ آذار ٢٠٢٠", "آذار ٢٠٢٠", "٢٠٢٠"),
        ("ur", "4 مارچ، 2020", "مارچ 2020", "2020"),
        ("ur-IN", "۴ مارچ، ۲۰۲۰", "مارچ ۲۰۲۰", "۲۰۲۰"),
    ],
)
def test_dates_are_those_of_the_language_and_its_region(language: str, day: str, month: str, year: str) -> None:
    wording = Wording(language)
    assert [wording.date(each).text for each in ("2020-03-04", "2020-03", "2020")] == [day, month, year]
    assert wording.date("2020-03-04").iso == "2020-03-04"


@pytest.mark.parametrize(
    ("language", "about", "uncertain", "later", "earlier"),
    [
        ("en", "about 2020", "2020 (uncertain)", "2020 or later", "2020 or earlier"),
        ("tr", "2020 civarı", "2020 (kesin değil)", "2020 veya sonrası", "2020 veya öncesi"),
        ("ar", "نحو 2020", "2020 (غير مؤكد)", "2020 أو بعده", "2020 أو قبله"),
        ("ur", "تقریباً 2020", "2020 (غیر یقینی)", "2020 یا اس کے بعد", "2020 یا اس سے پہلے"),
    ],
)
def test_what_is_not_known_exactly_of_a_date_is_said(
    language: str, about: str, uncertain: str, later: str, earlier: str
) -> None:
    wording = Wording(language)
    dates = ("2020~", "2020?", "2020/..", "../2020")
    assert [wording.date(each).text for each in dates] == [about, uncertain, later, earlier]


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [
        ("en", "1,234", "12%"),
        ("tr", "1.234", "%12"),
        ("ar", "1,234", "12\u200e%\u200e"),
        ("ar-EG", "١٬٢٣٤", "١٢٪\u061c"),
        ("ur", "1,234", "12%"),
        ("ur-IN", "۱٬۲۳۴", "۱۲%"),
        ("bn", "1,234", "12%"),  # we don't write its digits, so it has none of its signs either
    ],
)
def test_numbers_are_those_of_the_language_and_its_region(language: str, number: str, percent: str) -> None:
    wording = Wording(language)
    assert (wording.number(1234), wording.percent(12)) == (number, percent)


CLAIMS = ("%(count)s claim", "%(count)s claims")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", {0: "0 claims", 1: "1 claim", 2: "2 claims", 12345: "12,345 claims"}),
        ("tr", {0: "0 iddia", 1: "1 iddia", 5: "5 iddia", 12345: "12.345 iddia"}),
        (
            "ar",
            {
                0: "لا ادعاءات",
                1: "ادعاء واحد",
                2: "ادعاءان",
                3: "3 ادعاءات",
                10: "10 ادعاءات",
                11: "11 ادعاءً",
                99: "99 ادعاءً",
                100: "100 ادعاء",
                102: "102 ادعاء",
                103: "103 ادعاءات",
            },
        ),
        ("ar-EG", {3: "٣ ادعاءات", 1234: "١٬٢٣٤ ادعاءً"}),
        ("ur", {0: "0 دعوے", 1: "1 دعویٰ", 2: "2 دعوے"}),
    ],
)
def test_words_take_the_form_that_goes_with_their_number(language: str, words: dict[int, str]) -> None:
    wording = Wording(language)
    assert {number: wording.ngettext(*CLAIMS, number, count=number) for number in words} == words


def test_a_label_is_that_of_its_list() -> None:
    wording = Wording("tr")
    assert wording.label("event", "published") == "Yayımlandı"
    assert wording.label("section", "claims") == "İddialar"
    assert wording.field("verdict") == "Hüküm"
    assert wording.field("an editor's own") == "an editor's own"


class TestWhatRunsTheOtherWay:
    @pytest.mark.parametrize(
        ("language", "name", "shown"),
        [
            ("ar", "The Gazette", "\u2068The Gazette\u2069، 2020"),
            ("ar", "صحيفة النور", "صحيفة النور، 2020"),
            ("ar", "قناة BBC", "قناة BBC، 2020"),
            ("en", "The Gazette", "The Gazette, 2020"),
            ("en", "صحيفة النور", "\u2068صحيفة النور\u2069, 2020"),
            ("tr", "Çınar", "Çınar, 2020"),
        ],
    )
    def test_is_kept_apart_from_a_number_beside_it(self, language: str, name: str, shown: str) -> None:
        assert Wording(language).listed(name, "2020") == shown

    def test_is_kept_apart_in_a_phrase(self) -> None:
        phrase = Wording("ar").gettext("%(title)s, page %(page)s", title="The Gazette", page=2)
        assert phrase == "\u2068The Gazette\u2069، الصفحة 2"


class TestALanguageWithoutACatalog:
    def test_has_its_own_dates_and_numbers_and_english_words(self) -> None:
        wording = Wording("de")
        assert (wording.date("2020-03-04").text, wording.number(1234)) == ("4. März 2020", "1.234")
        assert wording.language_name("tr") == "Türkisch"

    def test_marks_english_words_and_not_what_stands_among_them(self) -> None:
        wording = Wording("de")
        assert wording.gettext("All claims") == f"{ENGLISH_BEGINS}All claims{ENGLISH_ENDS}"
        assert wording.date("2020-03~").text == f"{ENGLISH_BEGINS}about {ENGLISH_ENDS}März 2020"
        assert wording.listed("a", "b") == "a, b"


class TestAPhrase:
    def test_in_the_sites_language_is_not_marked(self) -> None:
        assert Wording("tr").phrase("Haber", "tr").lang == ""

    def test_in_another_is_marked_with_its_direction_and_name(self) -> None:
        phrase = Wording("tr").phrase("خبر", "ar")
        assert (phrase.lang, phrase.dir, phrase.language) == ("ar", "rtl", "Arapça")

    def test_in_another_region_of_the_sites_language_is_not_called_foreign(self) -> None:
        phrase = Wording("tr-TR").phrase("Haber", "tr")
        assert (phrase.lang, phrase.language) == ("tr", "")


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"), ("tr", "ltr"), ("ar", "rtl"), ("ur-IN", "rtl"), ("he", "rtl"), ("ckb", "rtl"), ("dv", "rtl"),
        ("AR", "rtl"), ("pa", "ltr"), ("pa-pk", "rtl"), ("uz-AF", "rtl"), ("az-Arab", "rtl"), ("az-arab-IR", "rtl"),
        ("ar-Latn", "ltr"), ("en-x-arab", "ltr"), ("en-u-nu-arab", "ltr"), ("ar-EG-u-nu-latn", "rtl"), ("zz", "ltr"),
    ],
)  # fmt: skip
def test_a_language_runs_as_its_script_does(language: str, direction: str) -> None:
    assert direction_of(language) == direction
