"""The development server, started as an editor starts it: what an open browser shows, and whom the server answers."""

import asyncio
import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from tests.small_site import FILES, ROOT, change_file, run, write_file, write_site

SECONDS = 60  # for an edit to show; on an idle machine it takes less than one, on a busy disk many
OAK_BENCH = "content/claims/oak-bench.yaml"
PANEL = ".onrecord-problems"


class Server:
    """A running ``build.py serve``."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        command = [sys.executable, "-u", str(ROOT / "build.py"), "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=site, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
        )
        self.said: list[str] = []
        self.ready = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        assert self.ready.wait(30), "".join(self.said)
        assert self.process.poll() is None, "".join(self.said)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line)
            if self.address in line:
                self.ready.set()
        self.ready.set()

    def stop(self) -> int:
        """Stop it as Ctrl+C does, and give the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(20)
        self.reader.join(5)
        return code

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Send a request as it stands, and give status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read() if answer.status != 101 else b""
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body

    def ask_for_socket(self, origin: str | None, host: str = "") -> int:
        headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
        headers["Sec_WebSocket_Key"] = "dGhlIHNhbXBsZSBub25jZQ=="
        headers |= {"Origin": origin} if origin is not None else {}
        headers |= {"Host": host} if host else {}
        return self.ask("/livereload", **headers)[0]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(site: Path) -> Iterator[Server]:
    server = Server(site)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()
    assert "Traceback" not in "".join(server.said), "".join(server.said)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave its site as they found it."""
    with served(write_site(tmp_path_factory.mktemp("serve") / "site")) as server:
        yield server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(SECONDS * 1000)
    expect.set_options(timeout=SECONDS * 1000)
    yield page
    context.close()
    expect.set_options(timeout=5000)


@pytest.fixture
def edit(server: Server) -> Iterator[Callable[[str, str, str], None]]:
    """Change files of the site; at the end they are as they were."""
    before: dict[Path, bytes] = {}

    def change(path: str, old: str, new: str) -> None:
        file = server.site / path
        before.setdefault(file, file.read_bytes())
        change_file(file, old, new)

    yield change
    for file, data in before.items():
        file.write_bytes(data)


def open_page(page: Page, server: Server, path: str = "") -> None:
    """Open a page, and wait until it listens for edits."""
    with page.expect_websocket() as waiting:
        page.goto(server.address + path)
    waiting.value.wait_for_event("framereceived")


@pytest.mark.browser
class TestAnOpenBrowserShows:
    def test_an_edit_to_a_claim(self, page: Page, server: Server, edit: Callable[[str, str, str], None]) -> None:
        open_page(page, server, "claims/oak-bench/")
        edit(OAK_BENCH, "Nothing that we read says", "Nothing that we found says")
        expect(page.locator("h1")).to_contain_text("Nothing that we found says")

    def test_an_edit_to_a_template(self, page: Page, server: Server, edit: Callable[[str, str, str], None]) -> None:
        open_page(page, server)
        edit("templates/base.html", "<main", '<p class="new-line">A new line</p>\n<main')
        expect(page.locator(".new-line")).to_have_text("A new line")

    def test_an_edit_to_a_stylesheet(self, page: Page, server: Server, edit: Callable[[str, str, str], None]) -> None:
        open_page(page, server)
        edit("static/css/reset.css", "@layer", "h1 { letter-spacing: 7px !important }\n@layer")
        expect(page.locator("h1")).to_have_css("letter-spacing", "7px")

    def test_an_edit_to_the_settings(self, page: Page, server: Server, edit: Callable[[str, str, str], None]) -> None:
        open_page(page, server)
        edit("content/site.yaml", "Small Record", "Renamed Record")
        expect(page).to_have_title("Renamed Record")

    def test_several_edits_one_after_the_other(
        self, page: Page, server: Server, edit: Callable[[str, str, str], None]
    ) -> None:
        open_page(page, server)
        names = ["Small Record", "First Record", "Second Record", "Third Record"]
        for before, after in itertools.pairwise(names):
            edit("content/site.yaml", before, after)
            expect(page).to_have_title(after)

    def test_a_new_claim(self, page: Page, server: Server) -> None:
        open_page(page, server, "claims/")
        path = server.site / "content/claims/old-wall.yaml"
        text = FILES[OAK_BENCH].replace("bench", "wall").replace("published: 2020-05-01", "published: 2020-07-01")
        write_file(path, text)
        try:
            expect(page.locator("main a[href='/claims/old-wall/']")).to_have_count(1)
        finally:
            path.unlink()
        expect(page.locator("main a[href='/claims/old-wall/']")).to_have_count(0)

    def test_the_mistakes_of_an_edit_above_the_last_good_page_until_they_are_mended(
        self, page: Page, server: Server, edit: Callable[[str, str, str], None]
    ) -> None:
        open_page(page, server, "claims/oak-bench/")
        edit(OAK_BENCH, "verdict: unproven", "verdict: <b>unprovn</b>")
        panel = page.locator(PANEL)
        expect(panel).to_be_visible()
        expect(panel).to_contain_text(f"{OAK_BENCH}:6")
        expect(panel).to_contain_text("<b>unprovn</b>")
        expect(page.locator("h1")).to_contain_text("Nothing that we read says")
        page.goto(server.address)
        expect(page.locator(PANEL)).to_be_visible()
        expect(page.locator("h1")).to_have_text("Small Record")
        edit(OAK_BENCH, "<b>unprovn</b>", "unproven")
        expect(page.locator(PANEL)).to_have_count(0)

    def test_the_place_of_a_fault_in_a_template(
        self, page: Page, server: Server, edit: Callable[[str, str, str], None]
    ) -> None:
        open_page(page, server)
        edit("templates/pages/home.html", "{% block main %}\n", "{% block main %}\n{{ view.there_is_none }}\n")
        expect(page.locator(PANEL)).to_contain_text("templates/pages/home.html:")
        edit("templates/pages/home.html", "{{ view.there_is_none }}\n", "")
        expect(page.locator(PANEL)).to_have_count(0)

    def test_a_fault_in_a_template_that_is_no_fault_of_its_words(
        self, page: Page, server: Server, edit: Callable[[str, str, str], None]
    ) -> None:
        open_page(page, server)
        edit("templates/pages/home.html", "{% block main %}\n", "{% block main %}\n{{ 1 // 0 }}\n")
        expect(page.locator(PANEL)).to_contain_text("templates/pages/home.html:")

    def test_the_page_for_wrong_addresses_once_a_claim_is_deleted(
        self, page: Page, server: Server, tmp_path: Path
    ) -> None:
        path = server.site / "content/claims/new-fountain.md"
        open_page(page, server, "claims/new-fountain/")
        os.rename(path, tmp_path / "kept.md")
        try:
            expect(page.locator("h1")).to_have_text("This page does not exist")
            assert server.ask("/claims/new-fountain/")[0] == 404
        finally:
            os.rename(tmp_path / "kept.md", path)
        expect(page.locator("h1")).to_contain_text("The council's accounts")

    def test_drafts_as_drafts(self, page: Page, server: Server) -> None:
        page.goto(f"{server.address}claims/green-bridge/")
        expect(page.locator("h1")).to_contain_text("colour of the bridge")
        expect(page.locator("main")).to_contain_text("Draft")

    def test_nothing_of_other_hosts_and_no_fault_on_the_console(self, page: Page, server: Server) -> None:
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda each: None if each.url.startswith(server.address) else faults.append(each.url))
        open_page(page, server, "claims/plane-trees/")
        assert faults == []


@pytest.mark.browser
def test_a_first_build_that_fails_shows_its_mistakes_and_then_the_site(page: Page, tmp_path: Path) -> None:
    broken = FILES[OAK_BENCH].replace("verdict: unproven", "verdict: unprovn")
    site = write_site(tmp_path / "site", {OAK_BENCH: broken})
    with served(site) as server:
        open_page(page, server)
        expect(page.locator(PANEL)).to_contain_text(f"{OAK_BENCH}:6")
        write_file(site / OAK_BENCH, FILES[OAK_BENCH])
        expect(page.locator("h1")).to_have_text("Small Record")


class TestAPageThatConnects:
    """A page may be on its way while the site is built anew, and so miss the word to load again."""

    def talk(self, server: Server, path: str) -> list[str]:
        """Connect as livereload's script does on a page, and give the commands that come within a second."""
        with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
            return thread.submit(lambda: asyncio.run(self._talk(server, path))).result()

    async def _talk(self, server: Server, path: str) -> list[str]:
        address = f"ws://127.0.0.1:{server.port}/livereload"
        request = HTTPRequest(address, headers={"Origin": server.address.rstrip("/")})
        connection = await websocket_connect(request)
        hello = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}
        info = {"command": "info", "plugins": {}, "url": server.address.rstrip("/") + path}
        for message in (hello, info):
            await connection.write_message(json.dumps(message))
        commands = []
        with suppress(TimeoutError):
            while True:
                message = await asyncio.wait_for(connection.read_message(), 1)
                commands.append(json.loads(message)["command"])
        connection.close()
        return commands

    def test_is_told_at_once_of_an_edit_that_it_has_missed(
        self, server: Server, edit: Callable[[str, str, str], None]
    ) -> None:
        assert server.ask("/claims/")[0] == 200
        edit("content/site.yaml", "Small Record", "Later Record")
        until = time.monotonic() + SECONDS
        while b"Later Record" not in server.ask("/about/")[2]:
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(0.2)
        assert self.talk(server, "/claims/") == ["hello", "reload"]

    def test_is_told_nothing_if_it_is_fresh(self, server: Server) -> None:
        time.sleep(1)
        assert server.ask("/claims/")[0] == 200
        assert self.talk(server, "/claims/") == ["hello"]


class TestAnAddress:
    def test_of_a_page_gives_the_page_fresh_and_as_html(self, server: Server) -> None:
        status, headers, body = server.ask("/claims/oak-bench/")
        assert status == 200
        assert headers["content-type"] == "text/html; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert b"oak" in body

    def test_of_a_page_without_its_slash_leads_to_the_page(self, server: Server) -> None:
        status, headers, _ = server.ask("/claims/oak-bench")
        assert status in (301, 302)
        assert headers["location"] == "/claims/oak-bench/"

    @pytest.mark.parametrize("path", ["//claims", "///claims", "//claims/oak-bench", "/%2Fclaims", "/\\claims"])
    def test_with_too_many_slashes_never_leads_to_another_host(self, server: Server, path: str) -> None:
        _, headers, _ = server.ask(path)
        assert not headers.get("location", "/").startswith(("//", "/\\", "http"))

    def test_that_leads_nowhere_shows_the_page_for_it(self, server: Server) -> None:
        status, headers, body = server.ask("/there/is/none/")
        assert status == 404
        assert headers["content-type"].startswith("text/html")
        assert b"This page does not exist" in body

    @pytest.mark.parametrize(
        "path",
        [
            "/.onrecord/manifest.json",
            "/.onrecord/",
            "/%2Eonrecord/manifest.json",
            "/claims/../.onrecord/manifest.json",
            "/../content/site.yaml",
            "/..%2Fcontent%2Fsite.yaml",
            "/%2e%2e/content/site.yaml",
            "/%2e%2e%2fcontent%2fsite.yaml",
            "/claims/%2e%2e/%2e%2e/content/site.yaml",
            "/..\\content\\site.yaml",
            "/content/site.yaml",
            "/index.html%00.css",
            "//etc/passwd",
            "/%2Fetc/passwd",
            "/file:///etc/passwd",
        ],
    )
    def test_that_leaves_the_site_is_not_answered(self, server: Server, path: str) -> None:
        status, _, body = server.ask(path)
        assert status in (400, 404)
        assert b"Small Record\ntagline" not in body and b"root:" not in body and b'"files"' not in body

    def test_behind_a_link_is_not_answered(self, server: Server, tmp_path: Path) -> None:
        write_file(tmp_path / "secrets/secret.html", "secret")
        output = server.site / ".serve"
        (output / "linked").symlink_to(tmp_path / "secrets")
        (output / "linked.html").symlink_to(tmp_path / "secrets/secret.html")
        try:
            for path in ("/linked/secret.html", "/linked.html", "/linked/"):
                status, _, body = server.ask(path)
                assert status == 404
                assert b"secret" not in body
        finally:
            (output / "linked").unlink()
            (output / "linked.html").unlink()

    def test_may_only_be_read(self, server: Server) -> None:
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            assert server.ask("/", method, Content_Length="0")[0] == 405

    def test_may_be_asked_for_its_head(self, server: Server) -> None:
        status, _, body = server.ask("/claims/", "HEAD")
        assert (status, body) == (200, b"")


class TestWhoAsks:
    @pytest.mark.parametrize(
        "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "", "[::1]"]
    )
    @pytest.mark.parametrize("path", ["/", "/livereload.js", "/onrecord-problems.css", "/static/site.css"])
    def test_by_another_name_is_refused(self, server: Server, host: str, path: str) -> None:
        status, _, body = server.ask(path, Host=host.format(port=server.port))
        assert status in (400, 403)
        assert b"Small Record" not in body

    @pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}"])
    def test_by_this_machines_names_is_answered(self, server: Server, host: str) -> None:
        assert server.ask("/", Host=host.format(port=server.port))[0] == 200

    @pytest.mark.parametrize(
        "origin",
        [
            "https://evil.example",
            "http://evil.example:{port}",
            "http://127.0.0.1",
            "http://127.0.0.1:1",
            "http://127.0.0.1:{port}.evil.example",
            "null",
            "",
        ],
    )
    def test_from_a_page_elsewhere_gets_no_word_of_edits(self, server: Server, origin: str) -> None:
        assert server.ask_for_socket(origin.format(port=server.port)) == 403

    def test_by_another_name_gets_no_word_of_edits(self, server: Server) -> None:
        origin = f"http://127.0.0.1:{server.port}"
        assert server.ask_for_socket(origin, host=f"evil.example:{server.port}") == 403

    def test_from_a_page_of_the_server_is_told_of_edits(self, server: Server) -> None:
        assert server.ask_for_socket(f"http://127.0.0.1:{server.port}") == 101
        assert server.ask_for_socket(f"http://localhost:{server.port}", host=f"localhost:{server.port}") == 101

    def test_from_another_machine_finds_nobody(self, server: Server) -> None:
        """The server listens on the address of this machine for itself alone."""
        listening = Path("/proc/net/tcp")
        if not listening.exists():
            pytest.skip("this system does not tell who listens")
        local = [line.split()[1] for line in listening.read_text(encoding="ascii").splitlines()[1:]]
        assert f"0100007F:{server.port:04X}" in local
        assert f"00000000:{server.port:04X}" not in local


class TestThePages:
    def test_have_a_policy_that_is_loosened_for_the_servers_own_script_alone(self, server: Server) -> None:
        served_page = server.ask("/")[2].decode("utf-8")
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', served_page)
        assert policy
        rules = dict(rule.split(maxsplit=1) for rule in policy[1].replace("&#39;", "'").split("; "))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["connect-src"] == "'self'"

    def test_are_kept_apart_from_what_is_published(self, server: Server) -> None:
        assert not (server.site / "output").exists()
        done = run("--output", server.site.parent / "published", cwd=server.site)
        assert done.returncode == 0
        text = (server.site.parent / "published/index.html").read_text(encoding="utf-8")
        assert "livereload" not in text and "script-src" not in text


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=site)
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr and "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_ends_quietly_when_it_is_stopped(tmp_path: Path) -> None:
    with served(write_site(tmp_path / "site")) as server:
        server.stop()
    said = "".join(server.said)
    assert server.address in said
    assert "Traceback" not in said
