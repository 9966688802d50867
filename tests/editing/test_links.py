"""Asking whether addresses are still there: real servers on the loopback address, and what is remembered of them."""

import gzip
import itertools
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, ClassVar

import pytest

from onrecord.cli import main
from onrecord.editing.fetch import Manners
from onrecord.editing.links import MEMORY, Found, ask_links, choose_links, load_found, save_found
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import make_site, write_claim
from tests.web_server import Behaviour, Request, Web, answer, is_loopback, redirect, say, serve_web

MANNERS = Manners(silence_seconds=0.3, total_seconds=0.6, allows=is_loopback)
TODAY = "2020-06-10"


def ask(behaviours: dict[str, Behaviour], path: str = "/page", known: Found | None = None) -> tuple[Found, Web]:
    with serve_web(behaviours) as web:
        before = {web.address + path: known} if known else {}
        ((_, found),) = ask_links([web.address + path], before, TODAY, MANNERS, pause=0)
    return found, web


def by_method(**behaviours: Behaviour) -> Behaviour:
    """Answer each method in its own way."""
    return lambda out, request: behaviours[request.method](out, request)


class TestAnAddress:
    def test_that_answers_is_there_and_asked_for_its_head_alone(self) -> None:
        found, web = ask({"/page": answer("Hello")})
        assert (found.outcome, found.asked, found.failing_since) == ("there", TODAY, "")
        assert [(each.method, each.path) for each in web.requests] == [("GET", "/robots.txt"), ("HEAD", "/page")]

    @pytest.mark.parametrize(
        "status", ["404 Not Found", "405 Method Not Allowed", "501 Not Implemented", "403 Forbidden"]
    )
    def test_whose_head_is_refused_is_asked_once_more(self, status: str) -> None:
        found, web = ask({"/page": by_method(HEAD=answer(status=status), GET=answer("Hello"))})
        assert found.outcome == "there"
        assert [each.method for each in web.requests[1:]] == ["HEAD", "GET"]

    def test_is_not_downloaded(self) -> None:
        sent = []

        def flood(out: IO[bytes], request: Request) -> None:
            out.write(b"HTTP/1.1 200 OK\r\n\r\n")
            for _ in range(1_000):
                out.write(b"a" * 1024 * 1024)
                sent.append(1)

        found, _ = ask({"/page": by_method(HEAD=answer(status="405 No"), GET=flood)})
        assert found.outcome == "there"
        assert len(sent) < 32

    @pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
    def test_that_its_server_does_not_know_is_gone(self, status: str) -> None:
        found, _ = ask({"/page": answer(status=status)})
        assert (found.outcome, found.said, found.failing_since) == ("gone", f"it answers {status}", TODAY)

    def test_has_been_gone_since_it_was_first_not_there(self) -> None:
        before = Found("unclear", "2020-06-01", "", False, "2020-05-30")
        assert ask({}, known=before)[0].failing_since == "2020-05-30"
        assert ask({"/page": answer("Hello")}, known=before)[0].failing_since == ""

    @pytest.mark.parametrize(
        "status", ["403 Forbidden", "429 Too Many Requests", "500 Internal Server Error", "503 Busy"]
    )
    def test_whose_server_may_only_dislike_robots_is_unclear(self, status: str) -> None:
        found, _ = ask({"/page": answer(status=status)})
        assert (found.outcome, found.said) == ("unclear", f"it answers {status}")

    @pytest.mark.parametrize(
        "behaviour", [say(b"", pause=2), say(b"nonsense\r\n"), redirect("file:///etc/passwd"), redirect("/page")]
    )
    def test_whose_server_misbehaves_is_unclear(self, behaviour: Behaviour) -> None:
        found, _ = ask({"/page": behaviour})
        assert (found.outcome, found.answered) == ("unclear", False)

    def test_whose_server_asks_robots_to_stay_away_is_not_asked(self) -> None:
        found, web = ask({"/robots.txt": answer("User-agent: *\nDisallow: /", "text/plain"), "/page": answer("Hello")})
        assert found.outcome == "unasked"
        assert web.paths == ["/robots.txt"]

    def test_that_has_moved_for_good_is_told_with_its_new_place(self) -> None:
        moved = {"/page": redirect("/b", "301 Moved"), "/b": redirect("/c", "308 Moved"), "/c": answer("Hello")}
        found, web = ask(moved)
        assert (found.outcome, found.moved_to) == ("moved", f"{web.address}/c")

    def test_that_is_elsewhere_for_now_is_there(self) -> None:
        moved = {"/page": redirect("/b", "301 Moved"), "/b": redirect("/c", "302 Found"), "/c": answer("Hello")}
        assert ask(moved)[0].outcome == "there"

    def test_that_has_moved_to_nowhere_is_gone(self) -> None:
        assert ask({"/page": redirect("/b", "301 Moved")})[0].outcome == "gone"

    def test_of_a_host_that_nobody_knows_is_gone_only_on_the_second_day(self) -> None:
        address = "http://nobody.invalid/"
        for since, outcome in (("", "unclear"), (TODAY, "unclear"), ("2020-06-09", "gone")):
            before = {address: Found("unclear", since, "", False, since)} if since else {}
            ((_, found),) = ask_links([address], before, TODAY, MANNERS, pause=0)
            assert (found.outcome, found.said) == (outcome, "there is no host 'nobody.invalid'")

    @pytest.mark.parametrize(
        "robots",
        [
            say(b"", pause=2),
            say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nUser-agent: *"),
            answer(gzip.compress(bytes(64 * 1024 * 1024)), Content_Encoding="gzip"),
            redirect("http://10.0.0.1/"),
        ],
        ids=["stalls", "lies about its length", "sends a gzip bomb", "leads to a private address"],
    )
    def test_whose_server_can_not_say_what_it_wants_of_robots_is_left_alone(self, robots: Behaviour) -> None:
        found, web = ask({"/robots.txt": robots, "/page": answer("Hello")})
        assert found.outcome == "unclear"
        assert web.paths == ["/robots.txt"]

    @pytest.mark.parametrize(
        "page",
        [
            say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nHello"),
            answer(gzip.compress(bytes(64 * 1024 * 1024)), Content_Encoding="gzip"),
            answer("Hello", Content_Length=str(2 * 1024**3)),
        ],
        ids=["lies about its length", "sends a gzip bomb", "announces two gigabytes"],
    )
    def test_whose_text_is_not_what_it_says_is_there_for_nobody_reads_it(self, page: Behaviour) -> None:
        found, _ = ask({"/page": by_method(HEAD=answer(status="405 No"), GET=page)})
        assert found.outcome == "there"

    def test_that_leads_to_a_private_one_is_unclear(self) -> None:
        found, _ = ask({"/page": redirect("http://10.0.0.1/")})
        assert (found.outcome, found.said) == (
            "unclear",
            "the host '10.0.0.1' leads to 10.0.0.1, which is no public address",
        )

    def test_that_is_private_is_not_asked(self) -> None:
        with serve_web({"/page": answer("Hello")}) as web:
            ((_, found),) = ask_links([f"{web.address}/page"], {}, TODAY, Manners(), pause=0)
        assert "no public address" in found.said
        assert web.requests == []


class TestServers:
    def test_are_asked_at_the_same_time_but_each_one_thing_at_a_time_with_a_pause(self) -> None:
        lock = threading.Lock()
        at_once: dict[str, int] = {}
        most: dict[str, int] = {}
        together = 0
        starts: dict[str, list[float]] = {}

        def slow(out: IO[bytes], request: Request) -> None:
            nonlocal together
            host = request.headers["host"]
            with lock:
                starts.setdefault(host, []).append(time.monotonic())
                at_once[host] = at_once.get(host, 0) + 1
                most[host] = max(most.get(host, 0), at_once[host])
                together = max(together, sum(at_once.values()))
            time.sleep(0.1)
            answer("Hello")(out, request)
            with lock:
                at_once[host] -= 1

        pages = {f"/{number}": slow for number in range(3)}
        with serve_web(pages) as one, serve_web(pages) as two:
            links = [f"{web.address}{path}" for path in pages for web in (one, two)]
            found = dict(ask_links(links, {}, TODAY, MANNERS, pause=0.1))
        assert {each.outcome for each in found.values()} == {"there"}
        assert found.keys() == set(links)
        assert set(most.values()) == {1}
        assert together == 2
        for times in starts.values():
            assert all(later - earlier >= 0.19 for earlier, later in itertools.pairwise(times))

    def test_are_left_in_peace_when_nobody_waits_for_the_answers_any_more(self) -> None:
        with serve_web({}) as web:
            answers = ask_links([f"{web.address}/{number}" for number in range(50)], {}, TODAY, MANNERS, pause=0.05)
            next(answers)
            answers.close()
            asked = len(web.requests)
            time.sleep(0.3)
            assert len(web.requests) == asked < 20

    def test_do_not_hide_a_mistake_of_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("onrecord.editing.links._ask_link", fail)
        with pytest.raises(ZeroDivisionError):
            list(ask_links(["https://example.org/"], {}, TODAY, MANNERS, pause=0))


class TestMemory:
    FOUND: ClassVar[dict[str, Found]] = {
        "https://a.example/": Found("there", "2020-06-08", "it answers 200 OK"),
        "https://b.example/": Found("gone", "2020-06-08", "it answers 404 Not Found", True, "2020-06-01"),
    }

    def test_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        save_found(tmp_path, self.FOUND)
        assert load_found(tmp_path) == self.FOUND

    @pytest.mark.parametrize("damage", [b"", b"[]", b'{"a": 1}', b"\xff"])
    def test_that_is_damaged_is_none(self, tmp_path: Path, damage: bytes) -> None:
        (tmp_path / MEMORY).write_bytes(damage)
        assert load_found(tmp_path) == {}

    def test_leaves_those_in_peace_that_answered_this_week_and_all_that_were_asked_today(self) -> None:
        days = {"there": ["2020-06-10", "2020-06-04", "2020-06-03"], "gone": ["2020-06-10", "2020-06-09"]}
        found = {f"{outcome} {day}": Found(outcome, day, "") for outcome, all in days.items() for day in all}  # type: ignore[arg-type]
        chosen = choose_links([*found, "new"], found, TODAY)
        assert chosen == ["there 2020-06-03", "gone 2020-06-09", "new"]


class TestTheCommand:
    @pytest.fixture
    def links(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> Callable[..., tuple[str, Path, Web]]:
        """Run ``links`` on a site whose sources are on a loopback server."""
        site = make_site(tmp_path / "site")
        for folder in ("claims", "sources", "people", "snapshots"):
            for file in sorted((site / "content" / folder).rglob("*.*")):
                file.unlink()
        monkeypatch.setattr("onrecord.commands.links.manners_for", lambda _: MANNERS)
        monkeypatch.setattr("onrecord.commands.links._PAUSE_SECONDS", 0)
        monkeypatch.setattr("onrecord.editing.links._addresses_of_site", lambda config: iter(()))
        server = serve_web({})
        web = server.__enter__()

        def run(behaviours: dict[str, Behaviour], *options: str, more: str = "") -> tuple[str, Path, Web]:
            web.requests.clear()
            web.behaviours.clear()
            web.behaviours.update(behaviours)
            source = f"title: A log\nurl: {web.address}/log\nlang: en\nkind: primary\n"
            (site / "content/sources").mkdir(exist_ok=True)
            (site / "content/sources/log-2020.yaml").write_text(source + more)
            claim = write_claim(
                body=f"See [a page]({web.address}/page?a=b&c=d#part) and <{web.address}/page?a=b&c=d>.\n",
                claimants="[{unknown: a letter, via: log-2020}]", verdict="unproven",
                evidence="[{source: log-2020, stance: context, finding: So.}]",
            )  # fmt: skip
            (site / "content/claims/town-clock.md").write_text(claim)
            assert main(["links", *options, "--site", str(site)]) == 0
            return capsys.readouterr().out.replace(web.address, ""), site, web

        yield run
        server.__exit__(None, None, None)

    THERE: ClassVar[dict[str, Behaviour]] = {"/log": answer("Hello"), "/page?a=b&c=d": answer("Hello")}

    def test_asks_for_the_addresses_of_sources_and_of_running_text_once(
        self, links: Callable[..., tuple[str, Path, Web]]
    ) -> None:
        said, site, web = links(self.THERE)
        assert said == "2 addresses: 2 there.\n"
        assert web.paths == ["/robots.txt", "/log", "/page?a=b&c=d"]
        assert (site / MEMORY).exists()
        said, _, web = links(self.THERE)
        assert (said, web.paths) == ("2 addresses: 2 there.\n", [])
        assert links(self.THERE, "--again")[2].paths == ["/robots.txt", "/log", "/page?a=b&c=d"]

    def test_proposes_what_to_write_which_can_be_taken_as_it_is(
        self, links: Callable[..., tuple[str, Path, Web]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1591790400")  # 10 June 2020
        said, site, _ = links({"/page?a=b&c=d": answer(status="503 Busy")})
        assert said == (
            "content/sources/log-2020.yaml:2: /log\n"
            "    it answers 404 Not Found\n"
            "    Look at it yourself, then write under the source 'log-2020':\n"
            '      status: {is: dead, on: 2020-06-10, note: "It answers 404 Not Found."}\n'
            "content/claims/town-clock.md:14: /page?a=b&c=d\n"
            "    it answers 503 Busy\n"
            "2 addresses: 1 gone, 1 without a clear answer.\n"
        )
        status = next(line for line in said.splitlines() if "status:" in line).strip()
        monkeypatch.delenv("SOURCE_DATE_EPOCH")
        said, site, _ = links({}, "--again", more=f"{status}\n")
        assert "Look at it yourself" not in said
        problems = check_site(Options(site)).problems
        assert [each.path for each in problems if each.code == "source-fallen"] == ["content/claims/town-clock.md"]
        assert not [each for each in problems if each.path == "content/sources/log-2020.yaml"]

    def test_says_that_a_source_has_moved_or_is_there_again(self, links: Callable[..., tuple[str, Path, Web]]) -> None:
        said, _, _ = links({**self.THERE, "/log": redirect("/new", "301 Moved"), "/new": answer("Hello")})
        assert '      url: "/new"\n' in said
        dead = "status: {is: dead, on: 2020-06-01, note: It was gone.}\n"
        said, _, _ = links(self.THERE, "--again", more=dead)
        assert "It is there again. Look at it, and take out the status of the source, or change it." in said

    def test_remembers_nothing_of_a_day_without_a_network(
        self,
        links: Callable[..., tuple[str, Path, Web]],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        monkeypatch.setattr("onrecord.commands.links.manners_for", lambda _: Manners(allows=lambda address: False))
        said, site, _ = links(self.THERE)
        assert said == ""
        assert not (site / MEMORY).exists()

    def test_remembers_what_it_has_when_it_is_stopped(
        self, links: Callable[..., tuple[str, Path, Web]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def stop(stage: str, done: int, total: int) -> None:
            if stage == "Asking":
                raise KeyboardInterrupt

        monkeypatch.setattr("onrecord.commands.links.Progress", lambda started: stop)
        with pytest.raises(AssertionError):  # the exit code is 1, as for everything that is stopped
            links(self.THERE)
        assert len(load_found(tmp_path / "site")) == 1
