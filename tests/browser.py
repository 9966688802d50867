"""Chromium for tests: where it is, how it is started, and a small server for built sites.

Without a browser the tests that need one are skipped, or fail if ``ONRECORD_REQUIRE_BROWSER`` is ``1``.
"""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Chromium asks its maker for this and that as long as it is not told to be quiet.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_browser() -> str:
    """Give the path of Chromium or Chrome, or end the test: skipped, or failed where a browser is required."""
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    if _MAC.exists():
        return str(_MAC)
    message = "no Chromium or Chrome was found; to get one: sudo apt install chromium"
    if os.environ.get("ONRECORD_REQUIRE_BROWSER") == "1":
        pytest.fail(message)
    pytest.skip(message)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A folder below a base path, as GitHub Pages serves it: index.html in folders, 404.html for what isn't there."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, base_path: str, **options: object) -> None:
        self.base_path = base_path
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.base_path):
            return str(Path(self.directory) / "outside-of-the-base-path")
        return super().translate_path(path.removeprefix(self.base_path.rstrip("/")))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        self.send_error(404)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextmanager
def serve_folder(folder: Path, base_path: str = "/") -> Iterator[str]:
    """Serve a folder below a base path, and give the address."""
    handler = functools.partial(_Handler, directory=str(folder), base_path=base_path)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}{base_path}"
        server.shutdown()
        thread.join()
