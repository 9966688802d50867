"""Share images: what they are, when they are made, and what becomes of words that can't be drawn."""

import io
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from onrecord.formats import lettering, share_drawing
from onrecord.formats.lettering import FONTS, can_draw, plain, setting_of
from onrecord.formats.shapes import SHAPES
from onrecord.formats.share_drawing import draw_share_image
from onrecord.formats.share_image import ShareImage
from onrecord.options import Options
from onrecord.pages.colours import Ink
from onrecord.pipeline import build_site
from tests.parsed_html import parse_html
from tests.shaper import shaper
from tests.small_site import FILES, ROOT, build, change_file, list_files, read_output, times_of, write_site

BASE_URL = "https://someone.github.io/some-repo/"
PAPER, TONE = Ink("#1c1a17", "#fcfaf5"), Ink("#7f1616", "#fbe3df")
USUAL = ShareImage(
    language="en",
    direction="ltr",
    page=PAPER,
    tone=TONE,
    shape=SHAPES["cross"],
    verdict="False",
    site="The Exampleville Record",
    claim_label="The claim",
    claim="The town cut down all of its 400 plane trees in 2019.",
    finding_label="What we found",
    finding="The council's own survey counts 312 of them",
)
ARABIC = msgspec.structs.replace(
    USUAL,
    language="ar",
    direction="rtl",
    verdict="خطأ",
    site="سجل المدينة",
    claim_label="الادعاء",
    claim="قطعت المدينة كل أشجارها الـ400 في عام 2019 (BBC).",
    finding_label="ما وجدناه",
    finding="يحصي المجلس 312 شجرة",
)
URDU = msgspec.structs.replace(
    ARABIC,
    language="ur",
    claim="شہر نے 2019 میں اپنے تمام 400 درخت کاٹ دیے۔",
    finding="کونسل کے سروے کے مطابق 312 درخت کھڑے ہیں",
)


def open_image(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.size, image.mode) == ("PNG", (1200, 630), "P")
    assert len(data) <= 30_000
    return image


def ink_within(image: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether anything but the ground is there; the corner of the box is taken to be ground."""
    part = image.crop(box)
    return len(set(part.tobytes())) > 1


def share_images(site: Path) -> dict[str, bytes]:
    files = read_output(site / "output")
    return {path.split("/")[1]: data for path, data in files.items() if path.endswith("/share.png")}


class TestAnImage:
    @pytest.mark.parametrize(
        "view", [USUAL, pytest.param(ARABIC, marks=shaper), pytest.param(URDU, marks=shaper)], ids=["en", "ar", "ur"]
    )
    def test_is_a_small_png_with_words_between_its_edges(self, view: ShareImage) -> None:
        image = open_image(draw_share_image(view))
        for top, bottom in ((0, 164), (164, 540), (542, 630)):
            assert ink_within(image, (0, top, 1200, bottom)), "verdict, claim and site"
            assert not ink_within(image, (0, top, 40, bottom))
            assert not ink_within(image, (1160, top, 1200, bottom))

    def test_has_the_verdicts_colours_on_top_and_the_pages_below(self) -> None:
        image = open_image(draw_share_image(USUAL)).convert("RGB")
        assert image.getpixel((5, 5)) == (0xFB, 0xE3, 0xDF)
        assert image.getpixel((5, 625)) == (0xFC, 0xFA, 0xF5)
        assert (0x7F, 0x16, 0x16) in {color for _, color in image.crop((0, 0, 1200, 164)).getcolors() or []}

    @shaper
    def test_begins_on_the_right_where_the_language_does(self) -> None:
        left, right = (40, 30, 180, 140), (1020, 30, 1160, 140)
        usual, arabic = open_image(draw_share_image(USUAL)), open_image(draw_share_image(ARABIC))
        assert ink_within(usual, left) and not ink_within(usual, right)
        assert ink_within(arabic, right) and not ink_within(arabic, left)

    def test_leaves_the_finding_out_where_there_is_no_room_but_not_the_claim(self) -> None:
        long = msgspec.structs.replace(USUAL, claim="The town cut down all of its plane trees, one by one. " * 9)
        without = msgspec.structs.replace(long, finding="", finding_label="")
        assert draw_share_image(long) == draw_share_image(without)
        assert draw_share_image(USUAL) != draw_share_image(msgspec.structs.replace(USUAL, finding=""))

    def test_shows_the_finding_alone_where_the_claim_cannot_be_drawn(self) -> None:
        alone = msgspec.structs.replace(USUAL, claim="", claim_label="")
        assert draw_share_image(alone) != draw_share_image(msgspec.structs.replace(alone, finding=""))

    @pytest.mark.parametrize("claim", ["W" * 500, "i" * 500, "WW " * 160, "a", "x\u0304" * 250, "ب" * 500, "م " * 240])
    @pytest.mark.parametrize("language", ["en", "ar", "ur"])
    def test_is_sound_whatever_the_claim_looks_like(self, claim: str, language: str) -> None:
        view = msgspec.structs.replace({"en": USUAL, "ar": ARABIC, "ur": URDU}[language], claim=claim.strip())
        if lettering.needs_shaper(setting_of(language, view.direction), claim) and not lettering.has_shaper():
            pytest.skip("no shaper")
        image = open_image(draw_share_image(view))
        assert not ink_within(image, (0, 164, 24, 540))
        assert not ink_within(image, (1176, 164, 1200, 540))
        assert not ink_within(image, (0, 532, 1200, 540)), "the claim runs into the foot"

    @settings(max_examples=40)
    @given(st.text(max_size=500), st.text(max_size=500), st.text(max_size=40))
    def test_is_sound_for_every_text_that_can_be_drawn(self, claim: str, finding: str, site: str) -> None:
        setting = setting_of("en", "ltr")

        def drawable(text: str) -> str:
            text = plain(text)
            return text if can_draw(setting, text) and not lettering.needs_shaper(setting, text) else ""

        view = msgspec.structs.replace(
            USUAL, claim=drawable(claim), finding=drawable(finding), site=drawable(site), verdict=drawable(site)
        )
        open_image(draw_share_image(view))

    def test_is_the_same_byte_for_byte_in_another_process_and_after_other_images(self, tmp_path: Path) -> None:
        first = draw_share_image(USUAL)
        draw_share_image(msgspec.structs.replace(USUAL, verdict="True", claim="Another one."))
        assert draw_share_image(USUAL) == first
        program = (
            "import sys, msgspec; from onrecord.formats.share_image import ShareImage;"
            "from onrecord.formats.share_drawing import draw_share_image;"
            "view = msgspec.json.decode(sys.stdin.buffer.read(), type=ShareImage);"
            "sys.stdout.buffer.write(draw_share_image(view))"
        )
        environment = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
        done = subprocess.run(
            [sys.executable, "-c", program],
            input=msgspec.json.encode(USUAL),
            capture_output=True,
            cwd=ROOT,
            env=environment,
            check=True,
        )
        assert done.stdout == first

    def test_shows_no_box_for_a_letter_that_the_fonts_lack(self, tmp_path: Path) -> None:
        claim = FILES["content/claims/oak-bench.yaml"]
        strange = claim.replace("The bench in the park is made of oak.", "The bench 🌳 is from 公園.")
        without = claim.replace("claim: The bench in the park is made of oak.", 'claim: "🌳🌳"')
        images = []
        for name, text in (("strange", strange), ("without", without)):
            site = write_site(tmp_path / name, {"content/claims/oak-bench.yaml": text})
            assert build(site, None, "--base-url", BASE_URL) == 0
            images.append(share_images(site)["oak-bench"])
        assert images[0] == images[1], "the claim is left out whole"


class TestTheBuild:
    @pytest.fixture
    def site(self, tmp_path: Path) -> Path:
        site = write_site(tmp_path / "site")
        assert build(site, None, "--base-url", BASE_URL) == 0
        return site

    def test_makes_one_for_each_published_claim(self, site: Path) -> None:
        assert set(share_images(site)) == {"plane-trees", "oak-bench", "new-fountain"}

    def test_makes_none_where_no_address_is_known_or_they_are_switched_off(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        assert build(site) == 0
        assert share_images(site) == {}
        change_file(site / "content/site.yaml", "language: en", "language: en\nshare_images: off")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert share_images(site) == {}

    def test_makes_none_to_be_served_to_an_editor(self, site: Path) -> None:
        build_site(Options(site, base_url=BASE_URL, serving=True), site / "output")
        assert share_images(site) == {}

    def test_removes_what_is_no_longer_wanted(self, site: Path) -> None:
        change_file(site / "content/claims/oak-bench.yaml", "topics:", "status: draft\ntopics:")
        for path in ("content/claims/plane-trees.md", "content/topics/parks.md"):
            change_file(site / path, "[[oak-bench]]", "it")
        change_file(site / "content/claims/plane-trees.md", "related:\n  - {claim: oak-bench, as: background}\n", "")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert set(share_images(site)) == {"plane-trees", "new-fountain"}
        change_file(site / "content/site.yaml", "language: en", "language: en\nshare_images: no")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert share_images(site) == {}

    def test_draws_again_only_what_says_something_else(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        drawn: list[str] = []
        draw = share_drawing.draw_share_image
        monkeypatch.setattr(share_drawing, "draw_share_image", lambda view: drawn.append(view.finding) or draw(view))
        bench = "content/claims/oak-bench.yaml"
        change_file(site / bench, "bench stands", "bench still stands")
        change_file(site / "templates/base.html", "<!doctype html>", "<!doctype html>\n")
        change_file(site / "content/site.yaml", "A small site for tests.", "Another tagline.")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert drawn == []
        change_file(site / bench, "says what the bench is made of", "tells its wood")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert drawn == ["Nothing that we read tells its wood"]
        change_file(site / "content/site.yaml", "Small Record", "Large Record")
        change_file(site / "static/css/tokens.css", "--paper: #fcfaf5", "--paper: #ffffff")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert len(drawn) == 1 + 3
        monkeypatch.undo()
        assert build(site, site / "clean", "--base-url", BASE_URL) == 0
        assert read_output(site / "output") == read_output(site / "clean")

    def test_draws_again_when_what_draws_has_changed(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = share_images(site)
        monkeypatch.setattr(share_drawing, "drawing_digest", lambda: "other code, other fonts")
        monkeypatch.setattr(share_drawing, "draw_share_image", lambda view: b"drawn in another way")
        monkeypatch.setattr("onrecord.pipeline.generator_digest", lambda: "another version")
        monkeypatch.setattr("onrecord.making.generator_digest", lambda: "another version")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert share_images(site) == dict.fromkeys(before, b"drawn in another way")

    def test_writes_nothing_the_second_time_and_mends_what_was_lost(self, site: Path) -> None:
        before, times = read_output(site / "output"), times_of(site / "output", list_files(site / "output"))
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert times_of(site / "output", times) == times
        (site / "output/claims/oak-bench/share.png").unlink()
        (site / "output/claims/plane-trees/share.png").write_bytes(b"spoilt")
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert read_output(site / "output") == before

    def test_draws_the_same_with_any_number_of_workers(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("onrecord.pages.make._IMAGES_WORTH_A_WORKER", 1)
        assert build(site, tmp_path / "three", "--base-url", BASE_URL, "--jobs", "3") == 0
        assert read_output(tmp_path / "three") == read_output(site / "output")

    def test_tells_its_progress_apart_from_that_of_the_pages(self, tmp_path: Path) -> None:
        stages: list[str] = []
        site = write_site(tmp_path / "site")
        options = Options(site, base_url=BASE_URL)
        build_site(options, tmp_path / "out", lambda stage, done, total: stages.append(f"{stage} {done} of {total}"))
        assert [each for each in stages if each.startswith("Share images")] == [
            f"Share images {done} of 3" for done in range(3)
        ]
        assert stages[-1].startswith("Share images")


class TestWhatCannotBeDrawn:
    ARABIC_SITE = FILES["content/site.yaml"].replace("language: en", "language: ar")

    def test_is_told_where_the_fonts_lack_letters_of_the_sites_own_words(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        settings = FILES["content/site.yaml"].replace("label: False", "label: 虚偽")
        site = write_site(tmp_path / "site", {"content/site.yaml": settings})
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert "no share images are made: their fonts lack letters of '虚偽'  [share-images-missing]" in (
            capsys.readouterr().err
        )
        assert share_images(site) == {}
        page = parse_html((site / "output/claims/oak-bench/index.html").read_bytes())
        assert page.all("meta", property="og:image") == []

    def test_is_told_where_there_is_no_shaper_and_never_drawn_wrongly(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(lettering, "has_shaper", lambda: False)
        site = write_site(tmp_path / "site", {"content/site.yaml": self.ARABIC_SITE})
        assert build(site, None, "--base-url", BASE_URL) == 0
        said = capsys.readouterr().err
        assert "3 of 3 share images can't be made: this machine lacks FriBiDi  [share-images-missing]" in said
        assert "libfribidi0" in said
        assert share_images(site) == {}

    @shaper
    def test_is_made_up_for_as_soon_as_there_is_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        site = write_site(tmp_path / "site", {"content/site.yaml": self.ARABIC_SITE})
        monkeypatch.setattr(lettering, "has_shaper", lambda: False)
        assert build(site, None, "--base-url", BASE_URL) == 0
        monkeypatch.undo()
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert build(site, tmp_path / "clean", "--base-url", BASE_URL) == 0
        assert len(share_images(site)) == 3
        assert read_output(site / "output") == read_output(tmp_path / "clean")

    def test_is_only_what_needs_one(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lettering, "has_shaper", lambda: False)
        bench = FILES["content/claims/oak-bench.yaml"].replace("made of oak", "made of خشب")
        site = write_site(tmp_path / "site", {"content/claims/oak-bench.yaml": bench})
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert set(share_images(site)) == {"plane-trees", "new-fountain"}

    def test_does_not_concern_a_site_that_wants_none(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(lettering, "has_shaper", lambda: False)
        site = write_site(tmp_path / "site", {"content/site.yaml": self.ARABIC_SITE + "share_images: no\n"})
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert "share-images" not in capsys.readouterr().err


def test_every_claim_of_the_repository_has_a_small_image(own_site: tuple[Path, str]) -> None:
    output, _ = own_site
    pages = [path for path in output.glob("claims/*/index.html") if path.parent.name != "page"]
    assert pages
    for page in pages:
        open_image((page.parent / "share.png").read_bytes())


def test_the_words_of_an_image_are_seen_as_words() -> None:
    """The body of the usual image holds just as much ink as its words do, drawn apart with the library alone."""

    image = open_image(draw_share_image(msgspec.structs.replace(USUAL, claim="Oak", finding="", claim_label="")))
    body = image.crop((0, 164, 1200, 532)).convert("L").point(lambda value: 255 - value)
    font = ImageFont.truetype(FONTS / "text.ttf", 60, layout_engine=ImageFont.Layout.BASIC)
    alone = Image.new("L", (400, 120))
    ImageDraw.Draw(alone).text((20, 80), "Oak", 255, font=font, anchor="ls")
    box, expected = body.point(lambda value: 255 * (value > 60)).getbbox(), alone.getbbox()
    assert box and expected
    assert abs((box[2] - box[0]) - (expected[2] - expected[0])) <= 2
    assert abs((box[3] - box[1]) - (expected[3] - expected[1])) <= 2
