"""Keeping what sources say: from a server's page, or a text put there by hand, to passages and what is said of them."""

import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.commands.archive import text_fetcher
from onrecord.content.check import check_file
from onrecord.content.quoted import find_quote
from onrecord.content.read import FoundFile, parse_file
from onrecord.content.snapshots import digest_text, tidy_text
from onrecord.editing.archive import Archived, Errand, archive_sources, find_all_passages, keep_text, write_snapshot
from onrecord.editing.fetch import Manners
from onrecord.editing.wayback import save_page
from onrecord.model import Passage, Quote, Snapshot
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import make_site, write, write_claim
from tests.web_server import Behaviour, Web, answer, is_loopback, serve_web

MANNERS = Manners(silence_seconds=1, total_seconds=2, allows=is_loopback)
SNAPSHOT = "content/snapshots/log-2020.yaml"
TEXT = ".snapshots/log-2020.txt"
CLOCK = "content/claims/town-clock.md"
PAGE = "<p>The log of the town clock.</p><p>On Monday it was <b>four minutes</b> late, and on Tuesday five.</p>"


def claim(*quotes: str) -> str:
    steps = [
        f"{{source: log-2020, stance: refutes, finding: Says so., quote: {{text: '{quote}'}}}}" for quote in quotes
    ]
    return write_claim(evidence=f"[{', '.join(steps)}]", verdict="unproven")


class Desk:
    """A site with a source on the loopback server, and what an editor does there."""

    def __init__(self, site: Path, behaviours: dict[str, Behaviour]) -> None:
        self.site = site
        self.behaviours = behaviours
        self.otherwise = answer(status="404 Not Found")
        self.more = ""
        self.day = "2020-06-01"

    def write(self, path: str, text: str) -> None:
        write(self.site, path, text)

    def quote(self, *quotes: str) -> None:
        self.write(CLOCK, claim(*quotes))

    def archive(
        self, *, by_hand: bool = False, wayback: bool = False, today_only: bool = False
    ) -> tuple[Archived, Web]:
        """Keep the source. What comes back is what is said of it, and what the server was asked."""
        with serve_web(self.behaviours, self.otherwise) as web:
            self.write(
                "content/sources/log-2020.yaml",
                f"title: The log\nurl: {web.address}/log\nlang: en\nkind: primary\n{self.more.format(web.address)}",
            )
            checked = check_site(Options(self.site, serving=True)).site
            assert checked is not None
            errand = Errand(
                fetch_text=text_fetcher(MANNERS, pause=0),
                save_page=(lambda address: save_page(address, MANNERS, web.address)) if wayback else None,
                today=self.day,
                by_hand=by_hand,
            )
            sources = [checked.sources["log-2020"]]
            (archived,) = archive_sources(self.site, checked, sources, errand, skip_of_today=today_only)
        return archived, web

    def codes(self) -> list[str]:
        """What ``check`` finds."""
        return [each.code for each in check_site(Options(self.site)).problems]

    @property
    def kept(self) -> Snapshot:
        raw, problems = parse_file(FoundFile(SNAPSHOT, "snapshot"), (self.site / SNAPSHOT).read_bytes())
        assert raw is not None and problems == []
        checked = check_file(raw)
        assert isinstance(checked.entity, Snapshot) and checked.problems == ()
        return checked.entity


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(make_site(tmp_path / "site"), {"/log": answer(PAGE)})
    desk.quote("It was four minutes late")
    return desk


class TestAPage:
    def test_is_kept_whole_here_and_in_passages_for_everybody(self, desk: Desk) -> None:
        archived, web = desk.archive()
        assert (archived.said, archived.ok, archived.problems) == (
            "fetched, 1 quotation looked for, all found", True, (),
        )  # fmt: skip
        assert web.paths == ["/robots.txt", "/log"]
        text = "The log of the town clock.\nOn Monday it was four minutes late, and on Tuesday five.\n"
        assert (desk.site / TEXT).read_text(encoding="utf-8") == text
        (copy,) = desk.kept.copies
        assert (copy.date, copy.url, copy.sha256) == ("2020-06-01", f"{web.address}/log", digest_text(text))
        assert copy.passages == (Passage("it was four minutes late", "On Monday", ", and on Tuesday five."),)
        assert desk.codes() == []

    def test_without_the_quotation_is_kept_and_the_nearest_passage_shown(self, desk: Desk) -> None:
        desk.quote("It was five minutes late", "On Tuesday")
        archived, _ = desk.archive()
        assert archived.said == "fetched, 2 quotations looked for, 1 not found"
        assert not archived.ok
        (problem,) = archived.problems
        assert (problem.path, problem.line, problem.code) == (CLOCK, 11, "quote-missing")
        assert "On Monday it was [-five-]{+four+} minutes late" in problem.hint
        assert [passage.exact for passage in desk.kept.copies[0].passages] == ["on Tuesday"]
        assert desk.codes() == ["quote-missing"]

    def test_that_has_not_changed_keeps_its_day_and_takes_up_new_quotations(self, desk: Desk) -> None:
        desk.archive()
        desk.day = "2020-07-01"
        desk.quote("it was four minutes late", "on Tuesday five")
        archived, _ = desk.archive()
        assert archived.ok
        (copy,) = desk.kept.copies
        assert copy.date == "2020-06-01"
        assert [passage.exact for passage in copy.passages] == ["it was four minutes late", "on Tuesday five"]

    def test_that_has_changed_and_still_has_every_quotation_takes_the_place_of_the_older(self, desk: Desk) -> None:
        desk.archive()
        desk.day = "2020-07-01"
        desk.behaviours["/log"] = answer(PAGE + "<p>And on Wednesday six.")
        assert desk.archive()[0].ok
        assert [copy.date for copy in desk.kept.copies] == ["2020-07-01"]

    def test_that_lost_a_quotation_stands_behind_the_older_and_contradicts_it(self, desk: Desk) -> None:
        desk.archive()
        desk.day = "2020-07-01"
        desk.behaviours["/log"] = answer("<p>The log is being revised.")
        archived, _ = desk.archive()
        assert archived.ok
        (problem,) = archived.problems
        assert problem.code == "quote-gone"
        assert "of 2020-06-01 and no longer in that of 2020-07-01" in problem.message
        assert [(copy.date, len(copy.passages)) for copy in desk.kept.copies] == [("2020-06-01", 1), ("2020-07-01", 0)]
        assert desk.codes() == ["quote-gone"]
        desk.day = "2020-08-01"
        desk.behaviours["/log"] = answer(PAGE)
        desk.archive()
        assert [copy.date for copy in desk.kept.copies] == ["2020-08-01"]
        assert desk.codes() == []

    def test_is_not_kept_over_a_file_that_can_not_be_read(self, desk: Desk) -> None:
        desk.write(SNAPSHOT, "copies: [{date: yesterday}]\n")
        archived, web = desk.archive()
        assert archived.said == f"not kept: {SNAPSHOT} has errors, which must be mended first"
        assert (archived.ok, web.requests) == (False, [])
        assert (desk.site / SNAPSHOT).read_text(encoding="utf-8") == "copies: [{date: yesterday}]\n"

    def test_that_is_quoted_too_much_is_not_kept(self, desk: Desk) -> None:
        words = [f"word-{number} " + "and so on " * 30 for number in range(300)]
        desk.behaviours["/log"] = answer("".join(f"<p>{each}" for each in words))
        for part in range(3):
            text = claim(*(each.strip() for each in words[part * 100 : part * 100 + 100]))
            desk.write(f"content/claims/clock-{part}.md", text)
        assert desk.archive()[0].said.startswith("not kept: what is quoted from it takes more than 64 KiB.")

    def test_is_asked_for_again_only_on_another_day_where_all_are_gone_through(self, desk: Desk) -> None:
        desk.archive()
        archived, web = desk.archive(today_only=True)
        assert (archived.said, web.requests) == ("has been kept today", [])
        desk.quote("on Tuesday")
        assert desk.archive(today_only=True)[0].said.startswith("fetched")
        desk.day = "2020-06-02"
        assert desk.archive(today_only=True)[0].said.startswith("fetched")

    @pytest.mark.parametrize(
        ("behaviours", "said"),
        [
            ({}, "the server answers 404 Not Found"),
            (
                {"/log": answer(b"%PDF-1.7", "application/pdf")},
                "it is no page and no plain text, but 'application/pdf'",
            ),
            ({"/log": answer("<script>a()</script>")}, "the page shows no text without scripts"),
            ({"/log": answer("word " * 500_000, "text/plain")}, "its text is longer than 2,048 KiB"),
            (
                {"/log": answer(PAGE), "/robots.txt": answer("User-agent: *\nDisallow: /", "text/plain")},
                "asks robots not to",
            ),
        ],
    )
    def test_that_can_not_be_had_leaves_everything_as_it_was(
        self, desk: Desk, behaviours: dict[str, Behaviour], said: str
    ) -> None:
        desk.behaviours = behaviours
        archived, _ = desk.archive()
        assert said in archived.said
        assert not archived.ok
        assert not (desk.site / SNAPSHOT).exists() and not (desk.site / TEXT).exists()

    def test_that_is_marked_as_gone_is_taken_from_its_public_copy(self, desk: Desk) -> None:
        desk.behaviours = {"/web/2020/log": answer(PAGE)}
        desk.more = "archived: {}/web/2020/log\nstatus: {{is: dead, on: 2020-05-30, note: It is gone.}}\n"
        archived, web = desk.archive()
        assert archived.said.startswith("fetched")
        assert desk.kept.copies[0].url == f"{web.address}/web/2020/log"

    def test_that_was_read_elsewhere_is_taken_from_there(self, desk: Desk) -> None:
        desk.behaviours = {"/copy": answer(PAGE)}
        desk.more = "copy: {{url: '{}/copy', host: Copies, complete: yes}}\n"
        assert desk.archive()[1].paths == ["/robots.txt", "/copy"]

    def test_that_is_gone_leaves_the_kept_text_to_quote_from(self, desk: Desk) -> None:
        desk.archive()
        desk.behaviours = {}
        desk.quote("it was four minutes late", "on Tuesday five")
        assert desk.codes() == ["quote-missing"]
        archived, _ = desk.archive()
        assert (archived.said, archived.ok, archived.problems) == (
            "not kept: the server answers 404 Not Found."
            " If you have its text, put it into .snapshots/log-2020.txt, and add --by-hand.",
            False,
            (),
        )  # fmt: skip
        assert desk.codes() == []

    def test_may_be_kept_in_public_too(self, desk: Desk) -> None:
        desk.otherwise = answer("saved", Content_Location="/web/20200601000000/log")
        desk.behaviours["/robots.txt"] = answer("", "text/plain")
        archived, web = desk.archive(wayback=True)
        assert archived.ok
        assert web.paths == ["/robots.txt", "/log", f"/save/{web.address}/log"]
        assert desk.kept.copies[-1].archived == f"{web.address}/web/20200601000000/log"

    def test_that_nobody_keeps_in_public_is_kept_here_all_the_same(self, desk: Desk) -> None:
        archived, _ = desk.archive(wayback=True)
        assert archived.said.endswith(", no public copy: the Wayback Machine answered 404 and named no copy")
        assert not archived.ok
        assert desk.kept.copies[-1].archived == ""
        assert desk.codes() == []


class TestATextByHand:
    def test_is_taken_from_where_it_was_put(self, desk: Desk) -> None:
        desk.write(TEXT, "\ufeffPage 1\r\n\r\nOn Monday it  was four\u00a0minutes late.\f")
        archived, web = desk.archive(by_hand=True)
        assert (archived.said, archived.ok, web.requests) == ("kept, 1 quotation looked for, all found", True, [])
        (copy,) = desk.kept.copies
        assert (copy.url, copy.passages[0].exact) == ("", "it was four minutes late")
        assert (desk.site / TEXT).read_text(encoding="utf-8") == "Page 1\nOn Monday it was four minutes late.\n"

    def test_must_be_there(self, desk: Desk) -> None:
        archived, _ = desk.archive(by_hand=True)
        assert (
            archived.said == f"not kept: {TEXT} is missing or empty, or holds more than 2,048 KiB; put the text there."
        )
        assert not archived.ok

    def test_is_never_replaced_by_what_a_server_says(self, desk: Desk) -> None:
        desk.write(TEXT, "On Monday it was four minutes late.")
        desk.archive(by_hand=True)
        desk.quote("it was four minutes late", "On Monday")
        archived, web = desk.archive()
        assert (archived.said, web.requests) == ("kept, 2 quotations looked for, all found", [])
        (desk.site / TEXT).unlink()
        archived, web = desk.archive()
        assert (archived.said, archived.ok) == ("not fetched: its text was put there by hand", True)
        assert web.requests == []


class TestTheCommand:
    def test_keeps_texts_by_hand_and_says_what_it_did(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.write("content/sources/log-2020.yaml", "title: The log\nno_url: On paper.\nlang: en\nkind: primary\n")
        desk.write(TEXT, "On Monday it was four minutes late.")
        assert main(["archive", "log-2020", "--by-hand", "--site", str(desk.site)]) == 0
        assert capsys.readouterr().out == "log-2020: kept, 1 quotation looked for, all found\n"
        desk.quote("It was four minutes early")
        assert main(["archive", "log-2020", "--by-hand", "--site", str(desk.site)]) == 1
        said = capsys.readouterr()
        assert said.out == "log-2020: kept, 1 quotation looked for, 1 not found\n"
        assert "four minutes [-early-]{+late+}" in said.err

    def test_goes_to_no_private_address(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        with serve_web(desk.behaviours) as web:
            source = f"title: The log\nurl: {web.address}/log\nlang: en\nkind: primary\n"
            desk.write("content/sources/log-2020.yaml", source)
            assert main(["archive", "log-2020", "--site", str(desk.site)]) == 1
        assert "127.0.0.1, which is no public address" in capsys.readouterr().out
        assert web.requests == []

    def test_says_which_source_there_isn_t(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        desk.write("content/sources/log-2020.yaml", "title: The log\nno_url: On paper.\nlang: en\nkind: primary\n")
        assert main(["archive", "log-2021", "--site", str(desk.site)]) == 2
        assert capsys.readouterr().err == "There is no source 'log-2021'. Did you mean 'log-2020'?\n"

    def test_goes_through_all_that_have_an_address(
        self, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def nowhere(host: str, *_: object, **__: object) -> None:
            asked.append(host)
            raise socket.gaierror

        monkeypatch.setattr(socket, "getaddrinfo", nowhere)
        monkeypatch.setattr("onrecord.commands.archive._PAUSE_SECONDS", 0)
        desk.write(CLOCK, write_claim())
        assert main(["archive", "--all", "--site", str(desk.site)]) == 1
        said = capsys.readouterr().out.splitlines()
        assert any(
            line.startswith("gazette-2020: not kept: there is no host 'copies.example'. If you") for line in said
        )
        assert "survey-2020: not fetched: its text was put there by hand" in said
        assert not any(line.startswith(("invoice-2019", "fountain-log")) for line in said)
        assert set(asked) >= {"copies.example"}


class TestPassages:
    def test_that_overlap_are_one(self) -> None:
        text = "One two three four five six seven.\n"
        passages = find_all_passages(text, ["two three four", "three", "four five", "seven"])
        assert [passage.exact for passage in passages] == ["two three four five", "seven"]

    def test_have_some_words_of_their_paragraph_around_them(self) -> None:
        text = "Before.\nOne two three four five six seven QUOTED eight nine ten eleven twelve thirteen fourteen.\nAfter.\n"
        (passage,) = find_all_passages(text, ["QUOTED"])
        assert passage.prefix == "two three four five six seven"
        assert passage.suffix == "eight nine ten eleven twelve thirteen"
        (passage,) = find_all_passages("Before.\nQUOTED\nAfter.\n", ["QUOTED"])
        assert passage == Passage("QUOTED")

    def test_do_not_grow_for_words_without_spaces(self) -> None:
        (passage,) = find_all_passages("我" * 500 + "今天" + "你" * 500, ["今天"])
        assert len(passage.prefix) == len(passage.suffix) == 60


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(texts)
def test_a_tidy_text_stays_as_it_is(text: str) -> None:
    assert tidy_text(tidy_text(text)) == tidy_text(text)


@given(st.lists(texts, max_size=4), st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=5), st.data())
def test_what_is_kept_is_read_as_it_was_written_and_has_what_the_text_has(
    others: list[str], places: list[tuple[int, int]], data: st.DataObject
) -> None:
    text = tidy_text(" ".join(others))
    quotes = [Quote(text[start : start + length].strip()) for start, length in places]
    snapshot = keep_text(None, "a-source", text, "https://example.org/a", "2020-06-01", quotes)
    raw, problems = parse_file(FoundFile(snapshot.path, "snapshot"), write_snapshot(snapshot).encode())
    assert raw is not None and problems == []
    checked = check_file(raw)
    assert checked.problems == ()
    assert isinstance(checked.entity, Snapshot)
    assert checked.entity == snapshot
    for quote in quotes:
        assert bool(find_quote(quote.text, checked.entity)) == bool(find_all_passages(text, [quote.text]))
