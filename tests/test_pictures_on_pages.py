"""Pictures as they stand on pages: named and described, with the same in words, in both directions of writing, and
reached by keyboard.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import serve_folder
from tests.parsed_html import Element, parse_html
from tests.small_site import ROOT, build, change_file, copy_own_site, write_site


def read(output: Path, path: str) -> Element:
    return parse_html((output / path / "index.html").read_bytes())


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("pictures") / "output"
    assert build(ROOT, output) == 0
    return output


@pytest.fixture(scope="module")
def mirrored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = copy_own_site(tmp_path_factory.mktemp("mirrored"))
    change_file(site / "content/site.yaml", "language: en", "language: ar")
    assert build(site) == 0
    return site / "output"


def test_every_picture_has_a_title_a_description_and_a_table(output: Path) -> None:
    count = 0
    for path in sorted(output.rglob("*.html")):
        page = parse_html(path.read_bytes())
        drawings = page.all("svg", role="img")
        figures = [figure for figure in page.all("figure") if figure.all("svg", role="img")]
        assert sum(len(figure.all("svg", role="img")) for figure in figures) == len(drawings), path
        for drawing in drawings:
            assert drawing.one("title").text.strip() and drawing.one("desc").text.strip(), path
        for figure in figures:
            table = figure.one("table")
            assert table.all("th", scope="col") and table.all("td"), path
            count += 1
    assert count > 30


class TestTheSpreadOfVerdicts:
    @pytest.mark.parametrize("path", ["", "topics/kashmir", "people/kerim-balci", "people/middle-east-monitor"])
    def test_is_the_same_in_the_strip_and_in_the_table(self, output: Path, path: str) -> None:
        tally = read(output, path).one("figure", class_="tally")
        rows = [[cell.text.strip() for cell in row.children if isinstance(cell, Element)] for row in tally.all("tr")]
        strip = tally.one("svg", role="img")
        assert strip.one("desc").text == ", ".join(f"{label}: {count}" for label, count, *_ in rows[1:])
        assert len(strip.all("rect")) == len(rows) - 1
        assert strip.one("title").text == tally.one("caption").text

    def test_counts_every_claim_on_the_home_page(self, output: Path) -> None:
        tally = read(output, "").one("figure", class_="tally")
        claims = len(list((ROOT / "content/claims").rglob("*.*")))
        assert sum(int(row.all("td")[0].text) for row in tally.all("tr") if row.all("td")) == claims

    def test_of_a_publisher_counts_the_claims_that_rest_on_its_sources(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        assert build(site) == 0
        published = read(site / "output", "people/the-gazette").one("figure", class_="tally")
        assert "rest on these sources" in published.one("caption").text
        assert published.one("desc").text == "True: 1, Unproven: 1"
        # A build after an edit has to come to think of the publisher's page.
        change_file(site / "content/claims/new-fountain.md", "verdict: true", "verdict: false")
        assert build(site) == 0
        published = read(site / "output", "people/the-gazette").one("figure", class_="tally")
        assert published.one("desc").text == "False: 1, Unproven: 1"

    def test_is_mirrored_with_the_writing(self, output: Path, mirrored: Path) -> None:
        def places(page: Element) -> list[tuple[float, float]]:
            parts = page.one("svg", class_="tally__strip").all("rect")
            return [(float(each.attributes["x"][:-1]), float(each.attributes["width"][:-1])) for each in parts]

        for (x, width), (turned, same) in zip(places(read(output, "")), places(read(mirrored, "")), strict=True):
            assert same == width and turned == pytest.approx(100 - x - width, abs=0.03)


class TestTheTimeOfATopic:
    def test_has_a_lane_for_each_claim_and_the_same_days_in_the_table(self, output: Path) -> None:
        page = read(output, "topics/kashmir")
        lanes = page.all("li", class_="lane")
        rows = page.one("figure", class_="lanes").one("table").all("tr")[1:]
        assert len(lanes) == len(rows) == 5
        for lane, row in zip(lanes, rows, strict=True):
            said = lane.one("desc").text
            claim, claimed, answered, verdict, corrected = (cell.text for cell in row.all("td"))
            assert lane.one("title").text == claim
            assert lane.links() == row.links()
            for part in filter(None, (claimed, answered, *verdict.split(", ", 1), corrected)):
                assert part in said

    def test_draws_ranges_open_ends_and_doubt(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        for id, old, new in (
            ("plane-trees.md", "claimed_on: 2020-03-04", "claimed_on: 2020-03/2020-05"),
            ("oak-bench.yaml", "claimed_on: 2020-02", "claimed_on: 2020-02-01/.."),
            ("new-fountain.md", "claimed_on: 2019", "claimed_on: 2019~"),
        ):
            change_file(site / "content/claims" / id, old, new)
        assert build(site) == 0
        trees, bench = read(site / "output", "topics/trees").all("li", class_="lane")
        (bar,) = trees.all("line", class_="lane__claimed")
        assert float(bar.attributes["x2"][:-1]) > float(bar.attributes["x1"][:-1]) + 5
        assert len(bench.all("line", class_="lane__open")) == 1
        bench, fountain = read(site / "output", "topics/parks").all("li", class_="lane")
        assert len(fountain.all("line", class_="lane__doubt")) == 1
        assert not bench.all("line", class_="lane__doubt")

    def test_shows_the_claims_published_last_of_very_many(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        text = (site / "content/claims/oak-bench.yaml").read_text(encoding="utf-8")
        for number in range(200):
            changed = text.replace("bench", f"bench {number:03d}").replace(
                "2020-05-01", f"2020-05-{1 + number % 28:02d}"
            )
            (site / f"content/claims/bench-{number:03d}.yaml").write_text(changed, encoding="utf-8")
        assert build(site) == 0
        page = read(site / "output", "topics/parks")
        figure = page.one("figure", class_="lanes")
        assert len(figure.all("li", class_="lane")) == 20
        assert "Shown are the 20 claims published last, of 202." in figure.text
        assert figure.all("li", class_="lane")[0].links() == page.all(class_="claim-card")[0].one("h3").links()

    def test_is_mirrored_with_the_writing(self, output: Path, mirrored: Path) -> None:
        def places(page: Element) -> list[float]:
            marks = [mark for lane in page.all("li", class_="lane") for mark in lane.one("svg", role="img").walk()]
            return [
                float(mark.attributes[name][:-1])
                for mark in marks
                for name in ("x", "x1", "x2")
                if mark.attributes.get(name, "").endswith("%")
            ]

        there, back = (places(read(each, "topics/turkmen-mountain")) for each in (output, mirrored))
        assert len(there) > 20
        assert back == pytest.approx([100 - x for x in there], abs=0.02)


class TestWhoAnsweredWhom:
    def test_is_the_same_in_the_table(self, output: Path) -> None:
        page = read(output, "answers")
        rows = page.one("table").all("tr")[1:]
        assert len(rows) == len(page.one("svg", role="img").all("path")) == 17
        names = {link for each in page.all("ul", class_="answers__names") for link in each.links()}
        for row in rows:
            claimed, answered, claims = row.all("td")
            assert {*claimed.links(), *answered.links()} <= names
            assert int(claims.text.split(":")[0]) == len(claims.links())

    def test_names_those_whom_nobody_answered_too(self, output: Path) -> None:
        page = read(output, "answers")
        claimed = page.one("ul", class_="answers__names--claimed").links()
        assert "/people/southfront/" in claimed
        assert "/people/southfront/" not in page.one("table").links()

    def test_has_an_address_that_no_page_can_take(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        site = write_site(tmp_path / "site", {"content/pages/answers.md": "---\ntitle: Answers\n---\nText.\n"})
        assert build(site) == 1
        assert "[address-taken]" in capsys.readouterr().err


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["topics/kashmir/", "answers/", "sources/anf-2020/"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_links_of_a_picture_are_reached_by_keyboard_and_show_it(
    page: Page, output: Path, mirrored: Path, path: str, direction: str
) -> None:
    with serve_folder(mirrored if direction == "rtl" else output) as address:
        page.goto(address + path)
        links = page.locator("figure:not(.tally) :is(ol, .answers__names) a")
        wanted = {each.get_attribute("href") for each in links.all()}
        assert len(wanted) > 3
        reached = set()
        for _ in range(120):
            page.keyboard.press("Tab")
            seen = page.evaluate(
                "() => { const each = document.activeElement; return each.closest('figure')"
                " ? [each.getAttribute('href'), getComputedStyle(each).outlineStyle] : null; }"
            )
            if seen:
                assert seen[1] == "solid"
                reached.add(seen[0])
        assert wanted <= reached


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stand_out_from_the_page(browser: Browser, output: Path, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 640})  # type: ignore[arg-type]
    brightness = """(name) => {
        const value = (text) => text.match(/[\\d.]+/g).slice(0, 3).map((part) => {
          const share = part / 255; return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4; });
        const light = ([r, g, b]) => .2126 * r + .7152 * g + .0722 * b;
        const style = getComputedStyle(document.querySelector(name));
        const paint = light(value(style.fill === "none" ? style.stroke : style.fill));
        const ground = light(value(getComputedStyle(document.body).backgroundColor));
        return (Math.max(paint, ground) + .05) / (Math.min(paint, ground) + .05);
    }"""
    with serve_folder(output) as address:
        for path, names in (
            ("topics/kashmir/", [".tally rect", ".lane [data-tone] path", ".lane svg svg path"]),
            ("answers/", [".answers__lines path"]),
        ):
            page.goto(address + path)
            for name in names:
                assert page.evaluate(brightness, name) >= 3, f"{path} {name}"
    page.close()


@pytest.mark.browser
def test_words_beside_a_picture_keep_their_size_on_a_small_phone(page: Page, output: Path) -> None:
    with serve_folder(output) as address:
        for path in ("topics/kashmir/", "answers/", "sources/anf-2020/", ""):
            page.goto(address + path)
            sizes = page.locator("figure :is(a, p, td, th, span, text)").evaluate_all(
                "(all) => all.map((each) => parseFloat(getComputedStyle(each).fontSize))"
            )
            assert sizes and min(sizes) >= 12, path
            scales = page.locator("svg[role=img] text").evaluate_all("(all) => all.map((each) => each.getCTM().a)")
            assert all(scale == 1 for scale in scales), path


@pytest.mark.browser
def test_labels_of_a_picture_stand_beside_each_other(page: Page, output: Path) -> None:
    overlapping = """(all) => {
        const boxes = all.map((each) => [each.getBoundingClientRect(), each.textContent.trim()]);
        const found = [];
        for (const [a, one] of boxes) for (const [b, other] of boxes)
          if (a !== b && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
            found.push(`${one} / ${other}`);
        return found;
    }"""
    with serve_folder(output) as address:
        for path, labels in (
            ("topics/kashmir/", ".lanes__axis span, .lane__claim, .lane__picture"),
            ("answers/", ".answers__names li, .answers__map > p"),
            ("sources/anf-2020/", ".relay__names li"),
        ):
            page.goto(address + path)
            assert page.locator(labels).evaluate_all(overlapping) == [], path
