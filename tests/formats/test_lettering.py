"""What share images are lettered with: which texts can be drawn, and that they are drawn as they should be read."""

import base64
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageStat, features
from playwright.sync_api import Browser

from onrecord.formats import lettering
from onrecord.formats.lettering import FONTS, Letters, Setting, can_draw, letters_of, needs_shaper, plain, setting_of
from tests.shaper import shaper

ENGLISH, ARABIC, URDU = setting_of("en", "ltr"), setting_of("ar", "rtl"), setting_of("ur", "rtl")


def draw(setting: Setting, text: str, size: int = 60) -> Image.Image:
    """A line alone, cut to its ink: white on black."""
    canvas = Image.new("L", (2400, 400))
    at = (2300, 200) if setting.rtl else (100, 200)
    Letters(setting).draw(ImageDraw.Draw(canvas), setting.text, text, size, at, 255)
    box = canvas.getbbox()
    assert box is not None
    return canvas.crop(box)


class TestThePlainText:
    @pytest.mark.parametrize(
        ("text", "drawn"),
        [
            ("A  b\tc ", "A b c"),
            ("Yes 😀 and no 👩‍👩‍👧 ✅", "Yes and no"),
            ("e\u0301te\u0301", "été"),
            ("a\u202ebc\u202c \u2066d\u2069\u200e", "abc d"),
            ("co\u00adop\u200beration\ufeff", "cooperation"),
            ("می\u200cخواهم", "می\u200cخواهم"),
            ("\u200dیہ\u200d ہے", "یہ ہے"),
            ("5 ≠ 6 – “x”", "5 ≠ 6 – “x”"),
            ("😀", ""),
        ],
    )
    def test_has_neither_pictures_nor_what_cannot_be_seen(self, text: str, drawn: str) -> None:
        assert plain(text) == drawn

    @given(st.text())
    def test_is_plain_already(self, text: str) -> None:
        assert plain(plain(text)) == plain(text)


class TestTheFonts:
    @pytest.mark.parametrize("font", ["text.ttf", "sign.ttf", "nastaliq.ttf"])
    def test_have_a_glyph_for_every_letter_that_is_said_to_be_there(self, font: str) -> None:
        face = ImageFont.truetype(FONTS / font, 24, layout_engine=ImageFont.Layout.BASIC)
        box = bytes(face.getmask("\uffff"))
        assert any(box)
        assert [hex(code) for code in letters_of(font) if bytes(face.getmask(chr(code))) == box] == []

    @pytest.mark.parametrize(
        ("setting", "text"),
        [
            (ENGLISH, "The quick brown fox: “Zürich”, naïve café – 1,000 € & 5 % … [±½] № 7"),
            (ENGLISH, "Iğdır’da ŞİİR, çok güzel ÖĞÜT"),
            (ENGLISH, "Ελληνικά, Кириллица, українська, Tiếng Việt, Łódź, Đorđe"),
            (ARABIC, "أَلَا إِنَّ الحَقَّ: «نعم» ١٢٣٪، (SNA) لماذا؟ ژ پ چ گ ک ی"),
            (URDU, "یہ دعویٰ غلط ہے، ٹھیک نہیں ڑ ں ھ ۓ ؟ ۱۲۳ 2019 BBC"),
        ],
    )
    def test_have_what_the_four_languages_and_their_neighbours_write(self, setting: Setting, text: str) -> None:
        assert can_draw(setting, plain(text))

    @pytest.mark.parametrize("text", ["日本語", "עברית", "हिन्दी", "ไทย", "a\ue000"])
    def test_are_not_said_to_have_others(self, text: str) -> None:
        assert not can_draw(ENGLISH, plain(text))


class TestWhatNeedsAShaper:
    @pytest.mark.parametrize("text", ["Plain words", "Çok güzel", "Ελληνικά", "“é” – №", ""])
    def test_is_nothing_that_runs_from_left_to_right_letter_by_letter(self, text: str) -> None:
        assert not needs_shaper(ENGLISH, text)

    @pytest.mark.parametrize("text", ["with عربي inside", "x\u0304", "עברית"])
    def test_is_what_joins_runs_the_other_way_or_stands_on_another_letter(self, text: str) -> None:
        assert needs_shaper(ENGLISH, text)

    def test_is_everything_in_a_setting_from_right_to_left(self) -> None:
        assert needs_shaper(ARABIC, "BBC")

    def test_is_told_by_what_pillow_finds(self) -> None:
        assert lettering.has_shaper() == (features.check("raqm") and features.check("fribidi"))


@shaper
class TestArabicLetters:
    def test_join(self) -> None:
        letters = Letters(ARABIC)
        word = "الصحيفة"
        alone = sum(letters.width("text.ttf", letter, 60) for letter in word)
        assert letters.width("text.ttf", word, 60) < 0.8 * alone

    def test_are_measured_for_a_region_too(self) -> None:
        egyptian = Letters(setting_of("ar-EG", "rtl"))
        assert egyptian.width("text.ttf", "الصحيفة", 60) == Letters(ARABIC).width("text.ttf", "الصحيفة", 60)

    def test_stand_in_the_order_in_which_they_are_read(self) -> None:
        """Without a shaper they would run from left to right, unjoined: another picture altogether."""
        unshaped = ImageFont.truetype(FONTS / "text.ttf", 60, layout_engine=ImageFont.Layout.BASIC)
        canvas = Image.new("L", (2400, 400))
        ImageDraw.Draw(canvas).text((100, 200), "سلام عليكم", 255, font=unshaped, anchor="ls")
        box = canvas.getbbox()
        assert box is not None
        assert abs(box[2] - box[0] - draw(ARABIC, "سلام عليكم").width) > 20

    def test_end_a_sentence_on_the_left_and_keep_numbers_and_latin_words_as_they_are(self) -> None:
        assert draw(ARABIC, "في عام 2019 (BBC).").width == pytest.approx(
            draw(ARABIC, "في عام 2019 (BBC)").width, abs=20
        )
        dot = draw(ARABIC, "BBC.")
        assert dot.crop((0, 0, 8, dot.height - 12)).getbbox() is None, "the full stop does not stand on the left"
        assert dot.crop((0, dot.height - 12, 8, dot.height)).getbbox() is not None

    @pytest.mark.browser
    @pytest.mark.parametrize(
        ("setting", "text"),
        [
            (ARABIC, "زعمت الصحيفة أنّ 2000 مقاتل من سوريا (SNA) قُتلوا."),
            (URDU, "اخبار نے دعویٰ کیا کہ 2019 میں تمام درخت کاٹ دیے گئے۔"),
            (ENGLISH, "The paper زعمت الصحيفة (2019) said so."),
        ],
        ids=["Arabic", "Urdu", "Arabic in English"],
    )
    def test_look_as_a_browser_shows_them_in_the_same_font(self, browser: Browser, setting: Setting, text: str) -> None:
        ours = draw(setting, text)
        theirs = screenshot(browser, setting, text)
        assert abs(ours.width - theirs.width) <= 4
        assert abs(ours.height - theirs.height) <= 3
        ours, theirs = ours.resize((300, 60)), theirs.resize((300, 60))
        common = ink_of(ImageChops.darker(ours, theirs))
        assert common > 0.85 * max(ink_of(ours), ink_of(theirs)), "the same letters in the same places"


def ink_of(picture: Image.Image) -> float:
    return ImageStat.Stat(picture).sum[0]


def screenshot(browser: Browser, setting: Setting, text: str) -> Image.Image:
    """The line as Chromium draws it, cut to its ink: white on black."""
    font = base64.b64encode((FONTS / setting.text).read_bytes()).decode()
    page = browser.new_page(viewport={"width": 2400, "height": 400})
    page.set_content(
        f'<style>@font-face {{ font-family: Ours; src: url("data:font/ttf;base64,{font}") }}'
        "body { background: #000; color: #fff; font: 60px/4 Ours; margin: 0 100px; font-kerning: normal }</style>"
        f'<p lang="{setting.language}" dir="{"rtl" if setting.rtl else "ltr"}">{text}</p>'
    )
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("L")
    page.close()
    box = picture.getbbox()
    assert box is not None
    return picture.crop(box)


class TestLines:
    LATIN = st.text(st.sampled_from("abcde WM il.,-é"), max_size=300)

    @given(LATIN, st.sampled_from([26, 39, 60]))
    def test_hold_every_letter_and_are_never_too_wide(self, text: str, size: int) -> None:
        letters = Letters(ENGLISH)
        lines = letters.wrap("text.ttf", plain(text), size, 500)
        assert "".join(lines).replace(" ", "") == plain(text).replace(" ", "")
        assert all(letters.width("text.ttf", line, size) <= 500 for line in lines)

    def test_break_between_words_where_they_can(self) -> None:
        lines = Letters(ENGLISH).wrap("text.ttf", "one two three four", 60, 240)
        assert lines == ["one two", "three", "four"]

    @pytest.mark.parametrize("setting", [ENGLISH, pytest.param(ARABIC, marks=shaper), pytest.param(URDU, marks=shaper)])
    def test_break_a_word_that_is_too_wide_without_parting_a_letter_from_its_marks(self, setting: Setting) -> None:
        word = ("x\u0304" if setting is ENGLISH else "بَ") * 150
        if setting is ENGLISH and not lettering.has_shaper():
            pytest.skip("marks need a shaper")
        lines = Letters(setting).wrap(setting.text, word, 39, 500)
        assert len(lines) > 3
        assert "".join(lines) == word
        assert all(line[0] in "xب" for line in lines)

    @given(LATIN, st.sampled_from([26, 60]))
    def test_are_shortened_with_an_ellipsis(self, text: str, size: int) -> None:
        letters = Letters(ENGLISH)
        text = plain(text)
        short = letters.shorten("sign.ttf", text, size, 400)
        assert letters.width("sign.ttf", short, size) <= 400
        assert short == text or (short.endswith("…") and text.startswith(short[:-1]))

    @given(LATIN)
    def test_are_as_wide_as_they_are_said_to_be(self, text: str) -> None:
        text = plain(text)
        if text.strip(" "):
            assert draw(ENGLISH, text[:60], 39).width <= Letters(ENGLISH).width("text.ttf", text[:60], 39) + 4
