"""Files of a site that stands elsewhere: in a folder, or at an address.

Nobody there is trusted: what comes is no longer than is asked for, in no more time than is given, and nothing but http and
https is spoken, wherever an answer leads.
"""

import http.client
import stat
import time
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from onrecord import __version__

# Gives the file at a path of the site if it has at most so many bytes. Raises ``FetchProblem``.
Fetch = Callable[[str, int], bytes]

# Seconds: without any byte, and for a whole file.
SILENCE, PATIENCE = 20.0, 120.0


class FetchProblem(Exception):
    """A file that can't be had; the message says where it should be and why."""


def fetch_from_folder(folder: Path) -> Fetch:
    """Read the files of a site that lies in a folder."""

    def fetch(path: str, most: int) -> bytes:
        file = folder / path
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                raise FetchProblem(f"{file}: is no file")
            with open(file, "rb") as opened:
                data = opened.read(most + 1)
        except OSError as error:
            raise FetchProblem(f"{file}: {error.strerror or error}") from None
        return _checked(data, most, str(file))

    return fetch


def fetch_from_address(address: str, silence: float = SILENCE, patience: float = PATIENCE) -> Fetch:
    """Fetch the files of a site that stands at an address, one after the other."""
    opener = OpenerDirector()
    # Not what urllib takes by itself: that would follow an answer to ftp, or to files of this machine.
    for handler in (ProxyHandler, UnknownHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    opener.add_handler(HTTPRedirectHandler())
    opener.add_handler(HTTPErrorProcessor())
    base = address.rstrip("/") + "/"

    def fetch(path: str, most: int) -> bytes:
        request = Request(base + path, headers={"User-Agent": f"OnRecord/{__version__} (verify)"})
        until = time.monotonic() + patience
        pieces: list[bytes] = []
        try:
            with opener.open(request, timeout=silence) as answer:
                while piece := answer.read1(min(65_536, most + 1)):
                    pieces.append(piece)
                    if sum(map(len, pieces)) > most:
                        break
                    if time.monotonic() > until:
                        raise FetchProblem(f"{base}{path}: took longer than {patience:.0f} s")
                else:
                    if answer.length:
                        raise FetchProblem(f"{base}{path}: ended before its end")
        except HTTPError as error:
            raise FetchProblem(f"{base}{path}: the server answers {error.code}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = getattr(error, "reason", None) or error
            words = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
            raise FetchProblem(f"{base}{path}: {words}") from None
        return _checked(b"".join(pieces), most, base + path)

    return fetch


def _checked(data: bytes, most: int, where: str) -> bytes:
    if len(data) > most:
        raise FetchProblem(f"{where}: is longer than {most:,} bytes")
    return data
