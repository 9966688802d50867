"""A claim that was withdrawn stays and says so everywhere; an address that a claim had before leads to the present one."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.browser import serve_folder
from tests.parsed_html import Element, parse_html
from tests.small_site import FILES, build, change_file, write_site

TREES = "content/claims/plane-trees.md"
REASON = "The survey was of another town."
ADDRESS = "https://facts.example/below/"


def page(output: Path, path: str) -> Element:
    return parse_html((output / path / "index.html").read_bytes())


def codes(site: Path) -> list[tuple[str, int, str]]:
    return [(each.path, each.line, each.code) for each in check_site(Options(site)).problems]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


@pytest.fixture
def withdrawn(site: Path) -> Path:
    """The output of the small site in which one of three published claims was withdrawn."""
    change_file(site / TREES, "topics:", f"withdrawn: {{on: 2020-08-01, reason: {REASON}}}\ntopics:")
    output = site / "output"
    assert build(site, output, "--base-url", ADDRESS) == 0
    return output


class TestAWithdrawnClaim:
    def test_says_so_at_the_top_with_day_and_reason(self, withdrawn: Path) -> None:
        top = page(withdrawn, "claims/plane-trees").all("div", class_="banner")[0]
        assert "withdrawn" in top.text
        assert REASON in top.text
        assert top.one("time").attributes["datetime"] == "2020-08-01"

    def test_keeps_all_that_it_said_and_its_verdict_beside_the_word(self, withdrawn: Path) -> None:
        claim = page(withdrawn, "claims/plane-trees")
        mark = claim.one("p", class_="record__mark")
        assert mark.one("a").text == "False"
        assert mark.one("span", class_="tag").text == "Withdrawn"
        assert "Counts 312 plane trees" in claim.text
        assert claim.one("title").text.startswith("Withdrawn: ")

    def test_has_its_withdrawal_among_its_corrections_and_on_their_page(self, withdrawn: Path) -> None:
        for path in ("claims/plane-trees", "corrections"):
            newest = page(withdrawn, path).one("ol", class_="corrections").all("li", class_="correction")[0]
            assert REASON in newest.text
            assert not newest.all("del")

    @pytest.mark.parametrize(
        "path", ["", "claims", "topics/trees", "people/jane-roe", "verdicts/false", "sources/gazette-2020"]
    )
    def test_is_marked_wherever_it_is_listed(self, withdrawn: Path, path: str) -> None:
        rows = [each for each in page(withdrawn, path).one("main").all("li") if not each.all("li")]
        marked = {"Withdrawn" in row.text for row in rows if "/below/claims/plane-trees/" in row.links()}
        others = {"Withdrawn" in row.text for row in rows if "/below/claims/new-fountain/" in row.links()}
        assert marked == {True}
        assert others <= {False}

    def test_is_marked_where_texts_and_other_claims_name_it(self, site: Path) -> None:
        change_file(site / "content/claims/oak-bench.yaml", "The bench stands", "The bench of [[plane-trees]] stands")
        change_file(site / TREES, "topics:", f"withdrawn: {{on: 2020-08-01, reason: {REASON}}}\ntopics:")
        assert build(site) == 0
        oak = page(site / "output", "claims/oak-bench")
        assert [each.text for each in oak.one("div", class_="prose").all("span", class_="tag")] == ["Withdrawn"]
        assert len(oak.one("section", id="related").all("span", class_="tag")) == 1

    def test_is_an_event_of_its_own(self, withdrawn: Path) -> None:
        newest = page(withdrawn, "timeline").all("li", class_="event")[0]
        assert "Withdrawn" in newest.one("p", class_="meta").text
        assert REASON in newest.text

    def test_does_not_count_among_the_verdicts(self, withdrawn: Path) -> None:
        """Shares are of what we stand by."""
        tally = page(withdrawn, "").one("table", class_="tally__table")
        assert [row.one("a").text for row in tally.one("tbody").all("tr")] == ["True", "Unproven"]

    def test_tells_machines_no_verdict(self, withdrawn: Path) -> None:
        """The breadcrumbs alone stay."""

        def told(path: str) -> list[str]:
            scripts = page(withdrawn, path).all("script", type="application/ld+json")
            return [json.loads(str(script.children[0]))["@type"] for script in scripts]

        assert told("claims/plane-trees") == ["BreadcrumbList"]
        assert "ClaimReview" in told("claims/oak-bench")

    def test_is_news_in_the_feed(self, withdrawn: Path) -> None:
        entry = next(each for each in parse_html(feed(withdrawn)).all("entry") if "plane-trees" in each.one("id").text)
        assert entry.one("title").text.startswith("Withdrawn: ")
        assert entry.one("updated").text == "2020-08-01T00:00:00Z"
        assert REASON in entry.one("summary").text
        assert "Verdict" not in entry.one("summary").text

    def test_needs_not_keep_the_rules_for_verdicts(self, site: Path) -> None:
        photos = "  - {source: photos-2020, stance: refutes, finding: Show the avenue with its trees.}\n"
        change_file(site / TREES, photos, "")
        change_file(site / TREES, "It counts 312 of them.", "It counts 312 of them. [@photos-2020]")
        assert codes(site) == [(TREES, 18, "origins-too-few")]
        change_file(site / TREES, "topics:", f"withdrawn: {{on: 2020-08-01, reason: {REASON}}}\ntopics:")
        assert codes(site) == []

    def test_keeps_what_its_editor_answered_for(self, site: Path) -> None:
        answer = "accepts: [{code: origins-too-few, reason: They were there.}]\n"
        change_file(site / TREES, "topics:", f"{answer}topics:")
        assert [code for _, _, code in codes(site)] == ["accept-unused"]
        change_file(site / TREES, "topics:", f"withdrawn: {{on: 2020-08-01, reason: {REASON}}}\ntopics:")
        assert codes(site) == []

    @pytest.mark.parametrize(
        ("withdrawal", "code"),
        [
            ("{on: 2020-05-01, reason: Before it was published.}", "date-order"),
            ("{on: 2999-01-01, reason: In a far future.}", "date-future"),
            ("{on: 2020-08-01}", "key-missing"),
            ("{reason: On no day.}", "key-missing"),
            ("yes", "wrong-type"),
            ("{on: 2020-08-01, reason: A, by: Ann}", "key-unknown"),
        ],
    )
    def test_has_a_day_after_its_publication_and_a_reason(self, site: Path, withdrawal: str, code: str) -> None:
        change_file(site / TREES, "topics:", f"withdrawn: {withdrawal}\ntopics:")
        assert [each for _, _, each in codes(site)] == [code]

    def test_was_published_and_is_no_draft(self, site: Path) -> None:
        withdrawal = f"status: draft\nwithdrawn: {{on: 2020-08-01, reason: {REASON}}}\n"
        change_file(site / "content/claims/new-fountain.md", "topics:", f"{withdrawal}topics:")
        assert codes(site) == [("content/claims/new-fountain.md", 10, "keys-conflict")]


def feed(output: Path) -> str:
    return (output / "feed.xml").read_text(encoding="utf-8").partition("?>")[2]


@pytest.fixture
def moved(site: Path) -> Path:
    """The output of the small site in which a claim has had two other names."""
    change_file(site / TREES, "topics:", "aliases: [felled-trees, plane-trees-2019]\ntopics:")
    output = site / "output"
    assert build(site, output, "--base-url", ADDRESS) == 0
    return output


class TestAnAddressThatAClaimHadBefore:
    @pytest.mark.parametrize("alias", ["felled-trees", "plane-trees-2019"])
    def test_leads_to_the_present_one(self, moved: Path, alias: str) -> None:
        here = page(moved, f"claims/{alias}")
        assert here.one("meta", http_equiv="refresh").attributes["content"] == "0; url=/below/claims/plane-trees/"
        assert here.one("link", rel="canonical").attributes["href"] == f"{ADDRESS}claims/plane-trees/"
        assert here.one("meta", name="robots").attributes["content"] == "noindex"
        assert "/below/claims/plane-trees/" in here.one("main").links()

    def test_leads_there_in_a_browser_without_scripts_under_our_own_policy(self, moved: Path, browser: Browser) -> None:
        with serve_folder(moved, "/below/") as address:
            tab = browser.new_context(java_script_enabled=False).new_page()
            tab.goto(f"{address}claims/felled-trees/")
            tab.wait_for_url(f"{address}claims/plane-trees/")
            assert "312 plane trees" in tab.inner_text("h1")
            tab.context.close()

    def test_is_told_to_no_search_engine(self, moved: Path) -> None:
        assert "felled-trees" not in (moved / "sitemap.xml").read_text(encoding="utf-8")

    def test_stays_the_claims_id_in_the_feed(self, moved: Path) -> None:
        """RFC 4287, 4.2.6: an id never changes, even if the entry is relocated."""
        entry = next(each for each in parse_html(feed(moved)).all("entry") if "312" in each.one("title").text)
        assert entry.one("id").text == f"{ADDRESS}claims/felled-trees/"
        assert entry.one("link").attributes["href"] == f"{ADDRESS}claims/plane-trees/"

    def test_takes_the_place_of_the_claim_when_that_is_renamed(self, site: Path) -> None:
        output = site / "output"
        fountain, renamed = site / "content/claims/new-fountain.md", site / "content/claims/park-fountain.md"
        assert build(site) == 0
        fountain.rename(renamed)
        change_file(renamed, "topics:", "aliases: [new-fountain]\ntopics:")
        assert build(site) == 0
        assert page(output, "claims/new-fountain").all("meta", http_equiv="refresh")
        assert not page(output, "claims/park-fountain").all("meta", http_equiv="refresh")
        change_file(renamed, "aliases: [new-fountain]\n", "")
        assert build(site) == 0
        assert not (output / "claims/new-fountain").exists()

    @pytest.mark.parametrize(
        ("aliases", "line", "code"),
        [
            ("[oak-bench]", 11, "address-taken"),
            ("[green-bridge]", 11, "address-taken"),
            ("[plane-trees]", 11, "address-taken"),
            ("[old-name, old-name]", 11, "address-taken"),
            ("[Old-Name]", 11, "id-invalid"),
            ("['../../index']", 11, "id-invalid"),
            ("old-name", 11, "wrong-type"),
        ],
    )
    def test_is_that_of_nothing_else(self, site: Path, aliases: str, line: int, code: str) -> None:
        change_file(site / TREES, "topics:", f"aliases: {aliases}\ntopics:")
        assert codes(site) == [(TREES, line, code)]

    def test_belongs_to_one_claim(self, site: Path) -> None:
        for path in (TREES, "content/claims/new-fountain.md"):
            change_file(site / path, "topics:", "aliases: [old-name]\ntopics:")
        assert codes(site) == [(TREES, 11, "address-taken")]

    def test_is_not_what_other_claims_call_it(self, site: Path) -> None:
        oak = "content/claims/oak-bench.yaml"
        change_file(site / TREES, "topics:", "aliases: [old-name]\ntopics:")
        change_file(site / oak, "The bench stands", "The bench of [[old-name]] stands")
        (found,) = check_site(Options(site)).problems
        assert (found.path, found.code, found.hint) == (oak, "claim-unknown", "It is called 'plane-trees' now.")


def test_a_draft_gives_none_of_its_addresses_away(site: Path) -> None:
    draft = "content/claims/green-bridge.md"
    assert "status: draft" in FILES[draft]
    change_file(site / draft, "topics:", "aliases: [old-bridge]\ntopics:")
    assert build(site) == 0
    assert not (site / "output/claims/old-bridge").exists()
