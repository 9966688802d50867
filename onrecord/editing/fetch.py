"""Fetching an address politely and safely: never long, never much, never from an address that isn't public.

A host's name is looked up once. Every address that comes back must be allowed, and the connection goes to one of them,
so that no second look-up can lead elsewhere. Redirects are followed here, and each is looked at like the first address.
"""

import functools
import http.client
import io
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from onrecord import __version__
from onrecord.content.fields import is_web_address
from onrecord.problems import shown

_PIECE = 64 * 1024
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")  # of which Python's releases think differently


class FetchProblem(Exception):
    """An address that could not be fetched, and why, in words for an editor."""


class HostProblem(FetchProblem):
    """The host of an address has no place on the internet (at the moment)."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one that anybody on the internet may reach, as are those that it stands for."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip.is_site_local or not all(is_public(str(each)) for each in inner if each is not None):
            return False
        if any(inner):
            return True
        # 64:ff9b:1::/48 (RFC 8215) is for use within a network, and unicast to all begins with the bits 001.
        if int(ip) >> 125 != 1:
            return False
    special = (
        ip in _PROTOCOLS or ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local
    )
    return ip.is_global and not special and not ip.is_unspecified


class Manners(msgspec.Struct, frozen=True):
    """How we go about it: who we say we are, how long we wait, how much we take, and to which IP addresses we go."""

    agent: str = f"OnRecord/{__version__}"
    connect_seconds: float = 10
    silence_seconds: float = 20
    total_seconds: float = 60
    most_bytes: int = 8 * 1024 * 1024
    most_redirects: int = 5
    allows: Callable[[str], bool] = is_public


def manners_for(site_url: str) -> Manners:
    """Our usual manners, with the address at which the site stands (empty if it isn't known) in our name."""
    return Manners(f"OnRecord/{__version__} (+{site_url})" if site_url else Manners().agent)


class Answer(msgspec.Struct, frozen=True):
    """What a server answered. Names of headers are small; the body is unpacked, and empty but for status 200.

    ``passed`` are the addresses that redirected, first to last; ``for_good`` tells that all of them did so for good.
    """

    address: str
    status: int
    reason: str
    headers: dict[str, str]
    body: bytes = b""
    passed: tuple[str, ...] = ()
    for_good: bool = False


def fetch(
    address: str,
    manners: Manners,
    permit: Callable[[str], None] = lambda address: None,
    *,
    method: str = "GET",
    with_body: bool = True,
) -> Answer:
    """Fetch an address and follow where it redirects to. Raises ``FetchProblem``.

    ``permit`` is asked before each request, and raises it for an address that we may not visit.
    """
    until = time.monotonic() + manners.total_seconds
    passed: list[str] = []
    for_good = True
    while True:
        if not is_web_address(address):
            raise FetchProblem(f"it leads to {shown(address)}, which is no web address")
        permit(address)
        answer = ask(address, manners, method=method, until=until, with_body=with_body)
        target = answer.headers.get("location", "")
        if answer.status not in _REDIRECTS or not target:
            return msgspec.structs.replace(answer, passed=tuple(passed), for_good=for_good and bool(passed))
        for_good = for_good and answer.status in _FOR_GOOD
        passed.append(address)
        address = urljoin(address, _as_address(target)).partition("#")[0]
        if address in passed:
            raise FetchProblem(f"it redirects in a circle, by way of {shown(address)}")
        if len(passed) > manners.most_redirects:
            raise FetchProblem(f"it redirects more than {manners.most_redirects} times")


def _as_address(header: str) -> str:
    """Servers write letters beyond ASCII as they are; addresses have them encoded."""
    return quote(header.strip().encode("latin-1", "replace"), safe="%/:?#[]@!$&'()*+,;=-._~")


def ask(
    address: str, manners: Manners, *, method: str = "GET", until: float | None = None, with_body: bool = True
) -> Answer:
    """Ask once, and follow nothing. Raises ``FetchProblem``."""
    until = time.monotonic() + manners.total_seconds if until is None else until
    try:
        return _exchange(address, manners, method, until, with_body)
    except TimeoutError:
        raise FetchProblem("the server takes too long") from None
    except ssl.SSLCertVerificationError as error:
        raise FetchProblem(f"the server's certificate is not in order: {error.verify_message}") from None
    except (http.client.HTTPException, ssl.SSLError, ValueError) as error:
        raise FetchProblem(f"the server's answer can't be understood ({type(error).__name__})") from None
    except OSError as error:
        raise FetchProblem(f"the server can't be reached: {error.strerror or error}") from None


def _exchange(address: str, manners: Manners, method: str, until: float, with_body: bool) -> Answer:
    parts = urlsplit(address)
    host = str(parts.hostname)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with _connect(host, port, manners, until) as plain:
        secure = _tls().wrap_socket(plain, server_hostname=host) if parts.scheme == "https" else plain
        with secure:
            connection = http.client.HTTPConnection(host, port)
            connection.sock = _PatientSocket(secure, manners, until)
            headers = {
                "Host": parts.netloc,
                "User-Agent": manners.agent,
                "Accept": "text/html, text/plain, */*;q=0.1",
                "Accept-Encoding": "gzip",
                "Connection": "close",
            }
            target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connection.request(method, target, headers=headers)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            wanted = with_body and response.status == 200 and method != "HEAD"
            body = _read_body(response, found, manners) if wanted else b""
            return Answer(address, response.status, response.reason, found, body)


def _connect(host: str, port: int, manners: Manners, until: float) -> socket.socket:
    """Look the host up once, and connect to one of the addresses found. All must be allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        raise HostProblem(f"there is no host {shown(host)}") from None
    for *_, place in found:
        if not manners.allows(str(place[0])):
            raise FetchProblem(f"the host {shown(host)} leads to {place[0]}, which is no public address")
    failure: OSError = TimeoutError()
    for family, kind, protocol, _, place in found:
        left = min(manners.connect_seconds, until - time.monotonic())
        if left <= 0:
            break
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(left)
            connection.connect(place)
            return connection
        except OSError as error:
            connection.close()
            failure = error
    raise failure


@functools.lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _PatientSocket:
    """A socket that waits for each piece only so long, and for all of them together not beyond a moment.

    It has what ``http.client`` asks of a socket.
    """

    def __init__(self, wrapped: socket.socket, manners: Manners, until: float) -> None:
        self._wrapped = wrapped
        self._silence = manners.silence_seconds
        self._until = until

    def _wait(self) -> socket.socket:
        left = min(self._silence, self._until - time.monotonic())
        if left <= 0:
            raise TimeoutError
        self._wrapped.settimeout(left)
        return self._wrapped

    def sendall(self, data: Any) -> None:
        self._wait().sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Pieces(lambda buffer: self._wait().recv_into(buffer)))

    def close(self) -> None:
        """Leave it open: whoever opened it closes it."""


class _Pieces(io.RawIOBase):
    """The bytes that a function fills into a buffer, as a file."""

    def __init__(self, fill: Callable[[Any], int]) -> None:
        self._fill = fill

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._fill(buffer)


def _read_body(response: http.client.HTTPResponse, headers: dict[str, str], manners: Manners) -> bytes:
    limit = f"it is larger than {manners.most_bytes // 1024:,} KiB"
    told = headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told) > manners.most_bytes:
        raise FetchProblem(limit)
    body = bytearray()
    for piece in _unpack(_pieces_of(response), headers.get("content-encoding", ""), manners.most_bytes):
        body += piece
        if len(body) > manners.most_bytes:
            raise FetchProblem(limit)
    return bytes(body)


def _pieces_of(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read(_PIECE):
        yield piece
    if response.length:
        raise FetchProblem(f"the server broke off {response.length:,} bytes before the end")


def _unpack(pieces: Iterator[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """Unpack what was packed with gzip, never more than ``most`` bytes and a piece."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in ("gzip", "x-gzip"):
        raise FetchProblem(f"it is packed in a way that we didn't ask for: {shown(encoding)}")
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for piece in pieces:
        try:
            waiting = piece
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, _PIECE)
                waiting = unpacker.unconsumed_tail
        except zlib.error:
            raise FetchProblem("it is packed with gzip, and damaged") from None
    if not unpacker.eof:
        raise FetchProblem("it is packed with gzip, and breaks off before the end")
