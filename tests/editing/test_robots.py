"""What servers ask of robots (RFC 9309), and that it is done."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.editing.fetch import FetchProblem, Manners
from onrecord.editing.robots import Robots, Rule, may_visit, read_robots
from tests.web_server import Behaviour, answer, is_loopback, redirect, say, serve_web

MANNERS = Manners(silence_seconds=0.3, total_seconds=0.6, allows=is_loopback)


def allowed(robots: str, path: str) -> bool:
    return may_visit(read_robots(robots), path)


class TestRules:
    @pytest.mark.parametrize(
        ("pattern", "path", "fits"),
        [
            ("/", "/anything", True),
            ("/news", "/news/2020", True),
            ("/news", "/newspaper", True),
            ("/news/", "/news", False),
            ("/*.pdf", "/a/b.pdf?x", True),
            ("/*.pdf$", "/a/b.pdf?x", False),
            ("/*.pdf$", "/a.pdf/b.pdf", True),
            ("/a$", "/a", True),
            ("/a$", "/ab", False),
            ("/*/b/*/d", "/a/b/c/d", True),
            ("/*/b/*/d", "/a/b/d", False),
            ("*", "/", True),
            ("/caf%C3%A9", "/café", True),
            ("/café", "/caf%c3%a9", True),
            ("/a?b=", "/a?b=c", True),
            ("/a%2Ab", "/a*b", True),
        ],
    )
    def test_fit_paths_by_their_beginnings_and_stars(self, pattern: str, path: str, fits: bool) -> None:
        assert allowed(f"User-agent: *\nDisallow: {pattern}", path) is not fits

    def test_of_the_longest_pattern_win_and_of_two_alike_the_kinder(self) -> None:
        robots = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c\nDisallow: /d\nAllow: /d"
        assert [allowed(robots, path) for path in ("/a", "/a/b", "/a/b/c", "/d")] == [False, True, False, True]

    def test_for_us_by_name_replace_those_for_all(self) -> None:
        robots = "User-agent: *\nDisallow: /\n\nUser-agent: other\nUser-Agent: OnRecord # us\nDisallow: /private\n"
        assert allowed(robots, "/public")
        assert not allowed(robots, "/private")

    def test_for_one_name_may_stand_in_several_groups(self) -> None:
        robots = "User-agent: *\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: *\nDisallow: /b"
        assert [allowed(robots, path) for path in ("/a", "/b", "/c")] == [False, False, True]

    @pytest.mark.parametrize(
        "robots",
        ["", "User-agent: *\nDisallow:", "Disallow: /", "nonsense", "User-agent: other\nDisallow: /", "<html>", "\0\0"],
    )
    def test_that_ask_for_nothing_allow_everything(self, robots: str) -> None:
        assert allowed(robots, "/a")

    def test_with_a_great_many_stars_are_quick(self) -> None:
        started = time.process_time()
        assert allowed("User-agent: *\nDisallow: /" + "*a" * 5_000 + "$", "/" + "a" * 4_000 + "b")
        assert time.process_time() - started < 0.5

    @given(st.text(max_size=300), st.text(max_size=50))
    def test_whatever_they_say_can_be_read(self, robots: str, path: str) -> None:
        read_robots(robots)
        may_visit([Rule(robots, allowed=False)], path.encode("ascii", "ignore").decode())


class TestAServer:
    def refused(self, robots: Behaviour | None, path: str = "/page") -> str:
        with serve_web({"/robots.txt": robots} if robots else {}) as web:
            try:
                Robots(MANNERS).permit(web.address + path)
            except FetchProblem as problem:
                return str(problem).removeprefix(web.address)
        return ""

    def test_that_forbids_a_path_is_obeyed(self) -> None:
        robots = answer("User-agent: *\nDisallow: /page", "text/plain")
        assert self.refused(robots) == "/robots.txt asks robots not to visit it"
        assert self.refused(robots, "/other") == ""

    def test_without_such_a_file_forbids_nothing(self) -> None:
        assert self.refused(None) == ""
        assert self.refused(answer(status="403 Forbidden")) == ""

    @pytest.mark.parametrize(
        "status", ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"]
    )
    def test_that_can_not_say_it_now_is_left_alone(self, status: str) -> None:
        assert self.refused(answer(status=status)) != ""

    def test_that_does_not_answer_is_left_alone(self) -> None:
        assert self.refused(say(b"", pause=3)) == "the server takes too long"

    def test_that_does_not_answer_is_asked_once(self) -> None:
        with serve_web({"/robots.txt": say(b"nonsense")}) as web:
            robots = Robots(MANNERS)
            for path in ("/a", "/b"):
                with pytest.raises(FetchProblem, match="can't be understood"):
                    robots.permit(web.address + path)
        assert web.paths == ["/robots.txt"]

    def test_may_keep_the_file_elsewhere(self) -> None:
        robots = {"/robots.txt": redirect("/r"), "/r": answer("User-agent: *\nDisallow: /", "text/plain")}
        with serve_web(robots) as web, pytest.raises(FetchProblem, match="asks robots not to"):
            Robots(MANNERS).permit(f"{web.address}/page")

    def test_is_asked_once(self) -> None:
        with serve_web({}) as web:
            robots = Robots(MANNERS)
            for path in ("/a", "/b?c=d", ""):
                robots.permit(web.address + path)
        assert web.paths == ["/robots.txt"]
