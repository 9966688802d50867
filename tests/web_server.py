"""A web server on the loopback address that answers as a test wants it to, well or badly.

What a path answers is a function that writes to the connection whatever it likes, be it HTTP or not.
"""

import contextlib
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO


@dataclass
class Request:
    """What a client asked for: names of headers are small."""

    method: str
    path: str
    headers: dict[str, str]


Behaviour = Callable[[IO[bytes], Request], None]


@dataclass
class Web:
    """A running server: its address without a slash at the end, how it answers, and what it was asked for."""

    address: str
    behaviours: dict[str, Behaviour]
    requests: list[Request] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.path for request in self.requests]


def answer(
    body: bytes | str = b"", kind: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str
) -> Behaviour:
    """Answer as one should."""
    data = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)

    def behave(out: IO[bytes], request: Request) -> None:
        out.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1"))
        if request.method != "HEAD":
            out.write(data)

    return behave


def redirect(target: str, status: str = "302 Found") -> Behaviour:
    return answer(status=status, Location=target)


def say(*pieces: bytes, pause: float = 0) -> Behaviour:
    """Write just these bytes, with a pause between them, and hang up."""

    def behave(out: IO[bytes], request: Request) -> None:
        for piece in pieces:
            out.write(piece)
            out.flush()
            time.sleep(pause)

    return behave


_NOT_FOUND = answer(status="404 Not Found")


@contextmanager
def serve_web(behaviours: Mapping[str, Behaviour], otherwise: Behaviour = _NOT_FOUND) -> Iterator[Web]:
    """Serve these paths (with their queries), and answer all others in one way."""
    web = Web("", dict(behaviours))

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            method, _, rest = self.rfile.readline().decode("latin-1").partition(" ")
            headers = {}
            while (line := self.rfile.readline().strip()) != b"":
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.strip().lower()] = value.strip()
            request = Request(method, rest.rpartition(" ")[0], headers)
            web.requests.append(request)
            with contextlib.suppress(OSError):
                web.behaviours.get(request.path, otherwise)(self.wfile, request)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as server:
        web.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield web
        server.shutdown()
        thread.join()


def is_loopback(address: str) -> bool:
    """The rule on addresses for tests: this machine's, and no other."""
    return address == "127.0.0.1"
