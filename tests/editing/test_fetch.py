"""Fetching from a real server on the loopback address, which behaves as badly as servers do."""

import contextlib
import gzip
import ipaddress
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.editing import fetch as fetching
from onrecord.editing.fetch import Answer, FetchProblem, Manners, fetch, is_public, manners_for
from tests.web_server import Behaviour, Request, Web, answer, is_loopback, redirect, say, serve_web

MANNERS = Manners(
    connect_seconds=2, silence_seconds=0.3, total_seconds=0.8, most_bytes=100_000, most_redirects=3, allows=is_loopback
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def fetch_from(behaviours: dict[str, Behaviour], path: str = "/", manners: Manners = MANNERS) -> tuple[Answer, Web]:
    with serve_web(behaviours) as web:
        return fetch(web.address + path, manners), web


def refusal(behaviours: dict[str, Behaviour], path: str = "/", manners: Manners = MANNERS) -> str:
    with serve_web(behaviours) as web, pytest.raises(FetchProblem) as caught:
        fetch(web.address + path, manners)
    return str(caught.value)


class TestAGoodServer:
    def test_is_told_who_we_are_and_asked_for_what_the_address_says(self) -> None:
        manners = Manners(manners_for("https://facts.example/").agent, allows=is_loopback)
        found, web = fetch_from({"/a%20b?c=d&e": answer("Hello")}, "/a%20b?c=d&e#part", manners)
        assert (found.status, found.body, found.headers["content-type"]) == (200, b"Hello", "text/html; charset=utf-8")
        (request,) = web.requests
        assert (request.method, request.path) == ("GET", "/a%20b?c=d&e")
        assert request.headers["host"] == web.address.removeprefix("http://")
        assert request.headers["user-agent"].startswith("OnRecord/")
        assert request.headers["user-agent"].endswith("(+https://facts.example/)")

    def test_may_pack_what_it_sends(self) -> None:
        packed = gzip.compress(b"Hello")
        assert fetch_from({"/": answer(packed, Content_Encoding="gzip")})[0].body == b"Hello"

    def test_may_send_it_in_chunks(self) -> None:
        chunks = b"5\r\nHello\r\n6\r\n there\r\n0\r\n\r\n"
        found, _ = fetch_from({"/": say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunks)})
        assert found.body == b"Hello there"

    def test_may_end_it_by_hanging_up(self) -> None:
        assert fetch_from({"/": say(HEAD + b"\r\nHello")})[0].body == b"Hello"

    def test_says_that_something_is_not_there(self) -> None:
        found, _ = fetch_from({}, "/gone")
        assert (found.status, found.reason, found.body) == (404, "Not Found", b"")

    def test_can_be_asked_for_the_head_alone(self) -> None:
        with serve_web({"/": answer("Hello")}) as web:
            found = fetch(f"{web.address}/", MANNERS, method="HEAD")
        assert (found.status, found.body, web.requests[0].method) == (200, b"", "HEAD")


class TestRedirects:
    def test_are_followed_and_named(self) -> None:
        found, web = fetch_from({"/": redirect("/b"), "/b": redirect("c?d", "308 Permanent"), "/c?d": answer("Here")})
        assert (found.body, found.address) == (b"Here", f"{web.address}/c?d")
        assert found.passed == (f"{web.address}/", f"{web.address}/b")

    def test_may_hold_letters_beyond_ascii(self) -> None:
        found, _ = fetch_from({"/": redirect("/ağaç".encode().decode("latin-1")), "/a%C4%9Fa%C3%A7": answer("Here")})
        assert found.body == b"Here"

    def test_in_a_circle_end(self) -> None:
        said = refusal({"/": redirect("/b"), "/b": redirect("/")})
        assert said.startswith("it redirects in a circle")

    def test_to_the_same_address_end(self) -> None:
        assert refusal({"/": redirect("#top")}).startswith("it redirects in a circle")

    def test_are_followed_only_so_often(self) -> None:
        steps = {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}
        with serve_web(steps) as web, pytest.raises(FetchProblem, match="redirects more than 3 times"):
            fetch(f"{web.address}/0", MANNERS)
        assert web.paths == ["/0", "/1", "/2", "/3"]

    @pytest.mark.parametrize(
        "target",
        [
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
            "javascript:alert(1)",
            "data:text/html,a",
            "http://user@127.0.0.1/",
            "http://[::1]/",
            "http://0x7f000001/",
            "http://2130706433/",
            "gopher://127.0.0.1/",
        ],
    )
    def test_lead_only_to_web_addresses(self, target: str) -> None:
        assert "no web address" in refusal({"/": redirect(target)})

    @pytest.mark.parametrize(
        "target",
        ["http://10.0.0.1/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0/"],
    )
    def test_do_not_lead_to_private_addresses(self, target: str) -> None:
        assert "no public address" in refusal({"/": redirect(target)})

    def test_are_asked_about_one_by_one(self) -> None:
        asked: list[str] = []
        with serve_web({"/": redirect("/b"), "/b": answer("Here")}) as web:
            fetch(f"{web.address}/", MANNERS, asked.append)
            assert asked == [f"{web.address}/", f"{web.address}/b"]

    def test_without_a_target_are_answers_like_others(self) -> None:
        assert fetch_from({"/": answer(status="304 Not Modified")})[0].status == 304


class TestAServerThatStalls:
    @pytest.mark.parametrize(
        "behaviour",
        [
            say(b"", pause=5),
            say(HEAD, pause=5),
            say(HEAD + b"Content-Length: 100\r\n\r\nHel", b"lo", pause=5),
            say(*[b"X: y\r\n"] * 100, pause=0.1),
            say(b"HTTP/1.1 200 OK\r\n", *[b"X"] * 100, pause=0.1),
            say(HEAD + b"\r\n", *[b"a"] * 100, pause=0.1),
            say(*[b"HTTP/1.1 100 Continue\r\n\r\n"] * 100, pause=0.1),
        ],
        ids=[
            "says nothing",
            "stops in the head",
            "stops in the body",
            "drips lines",
            "drips a line",
            "drips",
            "continues",
        ],
    )
    def test_is_not_waited_for(self, behaviour: Behaviour) -> None:
        started = time.monotonic()
        assert refusal({"/": behaviour}) in (
            "the server takes too long",
            "the server's answer can't be understood (BadStatusLine)",
        )
        assert time.monotonic() - started < 2

    def test_has_no_more_time_for_all_its_redirects_together(self) -> None:
        def slowly(target: str) -> Behaviour:
            def behave(out: IO[bytes], request: Request) -> None:
                time.sleep(0.25)
                redirect(target)(out, request)

            return behave

        patient = Manners(silence_seconds=5, total_seconds=0.6, most_redirects=50, allows=is_loopback)
        started = time.monotonic()
        steps = {f"/{n}": slowly(f"/{n + 1}") for n in range(20)}
        assert refusal(steps, "/0", patient) == "the server takes too long"
        assert time.monotonic() - started < 1.5

    def test_that_does_not_take_connections_is_not_waited_for(self) -> None:
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))  # and never listens
            with pytest.raises(FetchProblem, match="can't be reached: Connection refused"):
                fetch(f"http://127.0.0.1:{deaf.getsockname()[1]}/", MANNERS)


class TestAServerThatLies:
    def test_about_its_length_is_found_out(self) -> None:
        said = refusal({"/": say(HEAD + b"Content-Length: 100\r\n\r\nHello")})
        assert said == "the server broke off 95 bytes before the end"

    def test_about_its_chunks_is_found_out(self) -> None:
        said = refusal({"/": say(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"ff\r\nHello")})
        assert said == "the server's answer can't be understood (IncompleteRead)"

    def test_and_sends_more_than_it_says_is_taken_at_its_word(self) -> None:
        assert fetch_from({"/": say(HEAD + b"Content-Length: 5\r\n\r\nHello there")})[0].body == b"Hello"

    def test_and_announces_two_gigabytes_is_left_at_once(self) -> None:
        assert refusal({"/": answer("Hello", Content_Length=str(2 * 1024**3))}) == "it is larger than 97 KiB"

    def test_and_sends_two_gigabytes_without_a_word_is_cut_off(self) -> None:
        sent = []

        def flood(out: IO[bytes], request: Request) -> None:
            out.write(HEAD + b"\r\n")
            for _ in range(2 * 1024):
                out.write(b"a" * 1024 * 1024)
                sent.append(1)

        assert refusal({"/": flood}) == "it is larger than 97 KiB"
        assert len(sent) < 64

    @pytest.mark.parametrize("size", [1, 200])
    def test_and_packs_gigabytes_into_kilobytes_is_cut_off(self, size: int) -> None:
        packer = zlib.compressobj(9, wbits=31)
        bomb = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(size)) + packer.flush()
        started = time.process_time()
        roomy = Manners(most_bytes=300_000, allows=is_loopback)
        assert refusal({"/": answer(bomb, Content_Encoding="gzip")}, manners=roomy) == "it is larger than 292 KiB"
        assert time.process_time() - started < 1

    @pytest.mark.parametrize(
        ("body", "encoding", "said"),
        [
            (b"Hello", "gzip", "it is packed with gzip, and damaged"),
            (gzip.compress(b"Hello" * 100)[:-9], "gzip", "it is packed with gzip, and breaks off before the end"),
            (b"Hello", "br", "it is packed in a way that we didn't ask for: 'br'"),
            (gzip.compress(b"Hello"), "gzip, gzip", "it is packed in a way that we didn't ask for: 'gzip, gzip'"),
        ],
    )
    def test_about_its_packing_is_found_out(self, body: bytes, encoding: str, said: str) -> None:
        assert refusal({"/": answer(body, Content_Encoding=encoding)}) == said

    @pytest.mark.parametrize(
        "behaviour",
        [
            say(b"220 mail.example ESMTP\r\n"),
            say(b"HTTP/1.1 two hundred\r\n\r\n"),
            say(b""),
            say(b"HTTP/1.1 200 OK\r\nA: " + b"a" * 100_000 + b"\r\n\r\n"),
            say(b"HTTP/1.1 200 OK\r\n" + b"A: a\r\n" * 200 + b"\r\n"),
        ],
        ids=["other protocol", "no number", "nothing", "long header", "many headers"],
    )
    def test_about_being_a_web_server_is_found_out(self, behaviour: Behaviour) -> None:
        said = refusal({"/": behaviour})
        assert "can't be understood" in said or "can't be reached" in said


class TestAddresses:
    def test_of_this_machine_are_refused_unless_a_test_allows_them(self) -> None:
        with serve_web({"/": answer("Hello")}) as web:
            with pytest.raises(FetchProblem, match=r"leads to 127\.0\.0\.1, which is no public address"):
                fetch(f"{web.address}/", Manners())
            assert web.requests == []

    def test_are_looked_up_once_and_all_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A name whose second look-up leads elsewhere, or that leads to two places, gets nobody into a private network."""
        lookups: list[str] = []

        def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            lookups.append(host)
            first = [("8.8.8.8", port), ("10.0.0.1", port)]
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in first]

        monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)
        with pytest.raises(FetchProblem, match=r"'rebind\.example' leads to 10\.0\.0\.1"):
            fetch("http://rebind.example/", Manners())
        assert lookups == ["rebind.example"]

    def test_are_those_that_were_looked_at(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = socket.getaddrinfo
        asked: list[str] = []

        def look_up(host: str, port: int, **_: object) -> object:
            asked.append(host)
            return real("127.0.0.1", port, type=socket.SOCK_STREAM)

        with serve_web({"/": answer("Hello")}) as web:
            monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)
            found = fetch(web.address.replace("127.0.0.1", "name.example") + "/", MANNERS)
        assert found.body == b"Hello"
        assert web.requests[0].headers["host"].startswith("name.example:")
        assert asked == ["name.example"]

    def test_of_hosts_that_do_not_exist_are_named(self) -> None:
        with pytest.raises(FetchProblem, match=r"there is no host 'nobody\.invalid'"):
            fetch("http://nobody.invalid/", Manners())

    @pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
    def test_of_everybody_are_public(self, address: str) -> None:
        assert is_public(address)

    @pytest.mark.parametrize(
        "address",
        """0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1
        192.168.0.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1
        ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001:db8::1 2001::1
        2002:7f00:1:: 2002:a00:1:: fc00::1 fd12::1 fe80::1 fec0::1 ff02::1 ff0e::1 5f00::1""".split(),
    )
    def test_of_somebody_alone_are_not(self, address: str) -> None:
        assert not is_public(address)

    @given(st.ip_addresses(v=4))
    def test_in_the_sixth_version_are_judged_by_those_that_they_stand_for(self, ip: ipaddress.IPv4Address) -> None:
        for inside in (f"::ffff:{ip}", f"64:ff9b::{ip}"):
            assert is_public(inside) == is_public(str(ip))
        if not is_public(str(ip)):
            assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | (int(ip) << 80))))


class TestCertificates:
    @pytest.fixture
    def secure(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Path, list[str]]]:
        """A server that signs for ``name.example`` itself: its port, its certificate, the names it was asked for."""
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("no openssl to make a certificate with")
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        subprocess.run(
            [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
             "-nodes", "-days", "2", "-subj", "/CN=name.example",
             "-addext", "subjectAltName=DNS:name.example", "-keyout", key, "-out", certificate],
            check=True, capture_output=True,
        )  # fmt: skip
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        names: list[str] = []
        context.sni_callback = lambda _, name, __: names.append(name)
        listener = socket.create_server(("127.0.0.1", 0))

        def answer_once() -> None:
            with contextlib.suppress(OSError):
                plain, _ = listener.accept()
                with context.wrap_socket(plain, server_side=True) as served:
                    served.recv(4096)
                    served.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello")

        threading.Thread(target=answer_once, daemon=True).start()
        port = listener.getsockname()[1]
        entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
        monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *_, **__: [entry])
        yield port, certificate, names
        listener.close()

    def test_that_nobody_vouches_for_are_refused(self, secure: tuple[str, Path, list[str]]) -> None:
        with pytest.raises(FetchProblem, match="certificate is not in order: self-signed"):
            fetch(f"https://name.example:{secure[0]}/", MANNERS)

    def test_for_another_name_are_refused(
        self, secure: tuple[str, Path, list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(fetching, "_tls", lambda: ssl.create_default_context(cafile=str(secure[1])))
        with pytest.raises(FetchProblem, match="certificate is not in order: Hostname mismatch"):
            fetch(f"https://other.example:{secure[0]}/", MANNERS)

    def test_in_order_are_asked_for_by_the_hosts_name(
        self, secure: tuple[str, Path, list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        port, certificate, names = secure
        monkeypatch.setattr(fetching, "_tls", lambda: ssl.create_default_context(cafile=str(certificate)))
        assert fetch(f"https://name.example:{port}/", MANNERS).body == b"Hello"
        assert names == ["name.example"]

    def test_are_not_to_be_had_from_a_server_that_speaks_plainly(self) -> None:
        with serve_web({"/": answer("Hello")}) as web, pytest.raises(FetchProblem):
            fetch(web.address.replace("http:", "https:") + "/", MANNERS)


def test_every_failure_is_told_as_one_kind_of_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    faults: list[Callable[[], BaseException]] = [
        lambda: TimeoutError(), lambda: ConnectionResetError(104, "Connection reset by peer"), lambda: ValueError("no"),
    ]  # fmt: skip
    for fault in faults:

        def fail(*_: object, fault: Callable[[], BaseException] = fault) -> None:
            raise fault()

        monkeypatch.setattr(fetching, "_exchange", fail)
        with pytest.raises(FetchProblem):
            fetch("https://example.org/", Manners())
