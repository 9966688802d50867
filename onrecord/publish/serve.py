"""The development server: the site on 127.0.0.1, drafts included, fresh after every edit.

livereload tells the open pages to load again; its own server is not used, because that lets any host name and any
origin in. Here only this machine's names are answered, only the built site is served, no link is followed, and unknown
addresses show ``404.html``. An edit with mistakes leaves the last good site in place, with the problems above it. The
index of the search follows an edit behind its pages.
"""

import gc
import html
import json
import logging
import mimetypes
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from onrecord.indexing import MadePart, SearchProblem, put_index
from onrecord.memory import Memory
from onrecord.options import Options
from onrecord.pipeline import build_site
from onrecord.problems import Problem
from onrecord.publish import report
from onrecord.publish.watch import look_at
from onrecord.publish.write import STATE_FOLDER, OutputProblem, sweep_output

_ADDRESS = "127.0.0.1"
_OUTPUT = ".serve"
_WATCHED = ("content", "templates", "static")
# Looking takes at most a fifth of the time, however many files there are; while somebody is at work, half of it.
_SECONDS_BETWEEN_LOOKS = 0.1
_SECONDS_AT_WORK = 60
# What can wait is done when there was no edit for so long.
_SECONDS_OF_REST = 3
_PANEL_STYLESHEET = "onrecord-problems.css"

_PANEL_CSS = """\
.onrecord-problems { position: sticky; inset-block-start: 0; z-index: 9; max-block-size: 70vh; overflow: auto;
  padding: 1rem; background: #fff4e5; color: #1a1a1a; border-block-end: 4px solid #b00020;
  font: 1rem/1.5 system-ui, sans-serif; text-align: start; direction: ltr; }
.onrecord-problems summary { font-weight: 700; cursor: pointer; }
.onrecord-problems li { margin-block: .5rem; overflow-wrap: anywhere; }
.onrecord-problems code { font-weight: 700; }
.onrecord-problems p { margin: 0; }
"""


class Shown(msgspec.Struct):
    """What the server shows at the moment; the one value here that changes, between two requests.

    ``builds`` counts the builds, and ``builds_sent`` tells which of them each address was last answered from.
    ``indexing`` tells whether the index of the search is being made.
    """

    problems: tuple[Problem, ...] = ()
    failed: bool = False
    builds: int = 0
    builds_sent: dict[str, int] = {}
    indexing: bool = False


def serve_site(site_folder: Path, port: int, jobs: int, *, say: Callable[[str], None]) -> int:
    """Serve until interrupted. Gives the exit code: 1 if the port is taken."""
    try:
        sockets = bind_sockets(port, address=_ADDRESS)
    except OSError as error:
        say(f"Port {port} can't be used: {error.strerror}. Try another: python build.py serve --port {port + 1}")
        return 1
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    options = Options(site_folder, base_url=f"http://{_ADDRESS}:{port}/", serving=True, jobs=jobs)
    folders = [site_folder / name for name in _WATCHED]
    shown, memory = Shown(), Memory()
    # Little of what a build makes is garbage, and looking for it takes half as long as an edit: that waits for a rest.
    gc.disable()
    seen = look_at(folders)
    _rebuild(options, memory, shown, say)
    server = HTTPServer(make_application(site_folder / _OUTPUT, port, shown))
    server.add_sockets(sockets)
    say(f"The site is at http://{_ADDRESS}:{port}/ and follows your edits. Press Ctrl+C to stop.")
    IOLoop.current().add_callback(_follow_with_index, options, memory, shown, say)

    tidying: object = None
    edited = float("-inf")

    def rest() -> None:
        gc.collect()
        sweep_output(site_folder / _OUTPUT)

    def follow_edits() -> None:
        nonlocal seen, tidying, edited
        started = time.monotonic()
        now = look_at(folders)
        took = time.monotonic() - started
        if now != seen:
            seen, edited = now, started
            _rebuild(options, memory, shown, say)
            shown.builds += 1
            LiveReloadHandler.reload_waiters("*")
            _follow_with_index(options, memory, shown, say)
            if tidying:
                IOLoop.current().remove_timeout(tidying)
            tidying = IOLoop.current().call_later(_SECONDS_OF_REST, rest)
        pause = took if time.monotonic() - edited < _SECONDS_AT_WORK else 4 * took
        IOLoop.current().call_later(max(_SECONDS_BETWEEN_LOOKS, pause), follow_edits)

    IOLoop.current().call_later(_SECONDS_BETWEEN_LOOKS, follow_edits)
    try:
        IOLoop.current().start()
    finally:
        server.stop()
        memory.save()
    return 0


def make_application(output: Path, port: int, shown: Shown) -> Application:
    """Set up the addresses that the server answers."""
    LiveReloadHandler.live_css = False
    LiveReloadHandler.watcher = Watcher()  # asked for its last file when pages are told to reload; it watches nothing
    common = {"port": port}
    return Application(
        [
            (r"/livereload", _ReloadHandler, {"port": port, "shown": shown}),
            (r"/livereload\.js", _ScriptHandler, common),
            (rf"/{_PANEL_STYLESHEET}", _PanelStyleHandler, common),
            (r"/(.*)", _PageHandler, {"port": port, "output": output, "shown": shown}),
        ]
    )


def _rebuild(options: Options, memory: Memory, shown: Shown, say: Callable[[str], None]) -> None:
    try:
        built = build_site(options, options.site_folder / _OUTPUT, memory=memory)
    except (OutputProblem, OSError) as fault:
        say(f"The site could not be written: {fault}")
        return
    for problem in built.problems:
        say(report.as_text(problem, colour=False))
    shown.problems, shown.failed = built.problems, built.written is None
    if built.written is None:
        say(f"{report.summarise(built.problems, built.claim_count)} The last good site stays.")
    else:
        say(
            f"{built.written.written:,} written, {built.written.unchanged:,} unchanged, {built.written.removed:,} removed."
        )


def _follow_with_index(options: Options, memory: Memory, shown: Shown, say: Callable[[str], None]) -> None:
    """Make what the last build left out of the index of the search, while the server goes on."""
    prepare, loop = memory.prepare_index, IOLoop.current()
    if prepare is None or shown.indexing:
        return
    shown.indexing = True
    make = prepare()

    def work() -> None:
        made: list[MadePart] = []
        problems: tuple[Problem, ...] = ()
        try:
            made = list(make())
        except SearchProblem as failure:
            problems = (failure.problem,)
        finally:
            loop.add_callback(finish, made, problems)

    def finish(made: list[MadePart], problems: tuple[Problem, ...]) -> None:
        shown.indexing = False
        if memory.prepare_index is prepare:
            memory.prepare_index = None
            shown.problems += problems
            for problem in problems:
                say(report.as_text(problem, colour=False))
            try:
                if made:
                    put_index(options.site_folder / _OUTPUT, made)
            except (OutputProblem, OSError) as fault:
                say(f"The index of the search could not be written: {fault}")
        _follow_with_index(options, memory, shown, say)

    threading.Thread(target=work, daemon=True).start()


class _LocalHandler(RequestHandler):
    """Answers only those who ask for this machine by name, so that no other site reads this one (DNS rebinding)."""

    def initialize(self, port: int) -> None:
        self.port = port

    def prepare(self) -> None:
        if not _is_local(self.request.headers.get("Host", ""), self.port):
            self.set_status(403)
            self.finish(f"This server answers to {_ADDRESS}:{self.port} alone.\n")

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")


class _ReloadHandler(_LocalHandler, LiveReloadHandler):  # type: ignore[misc]
    """livereload's WebSocket, for pages of this server alone."""

    def initialize(self, port: int, shown: Shown) -> None:  # type: ignore[override]
        super().initialize(port)
        self.shown = shown

    def on_message(self, message: str | bytes) -> None:
        super().on_message(message)
        about = json.loads(message)
        if about.get("command") == "info":
            self._catch_up(urlsplit(about.get("url", "")).path)

    def _catch_up(self, path: str) -> None:
        """Have a page load again that was on its way when it should have been told."""
        if self.shown.builds_sent.get(path, self.shown.builds) < self.shown.builds:
            self.send_message({"command": "reload", "path": "*", "liveCSS": False})

    def check_origin(self, origin: str) -> bool:
        scheme, _, host = origin.partition("://")
        return scheme == "http" and _is_local(host, self.port)


class _ScriptHandler(_LocalHandler, LiveReloadJSHandler):  # type: ignore[misc]
    """livereload's script."""


class _PanelStyleHandler(_LocalHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.finish(_PANEL_CSS)


class _PageHandler(_LocalHandler):
    """A file of the built site, or 404.html; the problems of the last edit stand at the top of every page."""

    def initialize(self, port: int, output: Path, shown: Shown) -> None:  # type: ignore[override]
        super().initialize(port)
        self.output = output
        self.shown = shown

    def get(self, path: str) -> None:
        if path and not path.endswith("/") and _find_file(self.output, f"{path}/"):
            # Two slashes at the beginning would lead to another host.
            self.redirect(f"/{path.lstrip('/')}/")
            return
        file = _find_file(self.output, path)
        if file is None:
            self.set_status(404)
            file = _find_file(self.output, "404.html")
        data = file.read_bytes() if file else _EMPTY_PAGE.encode()
        kind = mimetypes.guess_type(file.name)[0] if file else "text/html"
        self.set_header("Content-Type", _content_type(kind))
        self.shown.builds_sent[self.request.path] = self.shown.builds
        if kind == "text/html" and self.shown.problems:
            data = _with_panel(data, self.shown, is_missing=self.get_status() == 404)
        self.finish(data)

    head = get


_EMPTY_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>No site yet</title><script src="/livereload.js" defer></script></head>
<body><p>There is no page yet. Mend what is said above and it will appear.</p></body>
</html>
"""


def _is_local(host: str, port: int) -> bool:
    return host in (f"{_ADDRESS}:{port}", f"localhost:{port}")


def _find_file(output: Path, path: str) -> Path | None:
    """The file of an address, or None. Neither links nor the build's own state are served."""
    parts = [part for part in path.split("/") if part]
    if any(part in (".", "..", STATE_FOLDER) or "\\" in part or "\0" in part for part in parts):
        return None
    file = output
    for part in [*parts, *(["index.html"] if not path or path.endswith("/") else [])]:
        file = file / part
        if file.is_symlink():
            return None
    return file if file.is_file() else None


def _content_type(kind: str | None) -> str:
    if kind is None:
        return "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") or kind.endswith(("xml", "javascript")) else kind


def _with_panel(page: bytes, shown: Shown, *, is_missing: bool) -> bytes:
    """Put the problems at the top of a page."""
    items = "".join(
        f"<li><code>{html.escape(report.place_of(each))}</code> {html.escape(each.message)}"
        f"<p>{html.escape(each.hint)}</p></li>"
        for each in shown.problems
    )
    state = "This page is as it was before your last edit." if shown.failed else "The site was built all the same."
    count = f"{len(shown.problems)} problem" + ("" if len(shown.problems) == 1 else "s")
    is_open = " open" if shown.failed or is_missing else ""
    panel = (
        f'<details class="onrecord-problems" lang="en" dir="ltr" role="status"{is_open}>'
        f"<summary>{count}. {state}</summary><ol>{items}</ol></details>"
    )
    head, body_tag, rest = page.partition(b"<body")
    if not body_tag:
        return page
    attributes, closing, content = rest.partition(b">")
    style = f'<link rel="stylesheet" href="/{_PANEL_STYLESHEET}">'.encode()
    head = head.replace(b"</head>", style + b"</head>", 1)
    return head + body_tag + attributes + closing + panel.encode() + content
