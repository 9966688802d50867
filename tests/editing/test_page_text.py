"""From what a server sends to the text that a page shows."""

import time

import pytest

from onrecord.editing import page_text
from onrecord.editing.fetch import Answer, FetchProblem
from onrecord.editing.page_text import decode, read_page

PAGE = """<!DOCTYPE html>
<html><head><title>The title</title><style>a { b: c }</style></head>
<body><nav>Home</nav><h1>Trees &amp; &lt;shrubs&gt;</h1>
<p title="a > b">Of 312&nbsp;trees <b>most</b>
stand<i>ing</i>.<br>They<wbr> were count&shy;ed.<script>if (a < b) write("no")</script>
<!-- not shown --><noscript>no</noscript><table><tr><td>one<td>two</table><svg><text>no</text></svg>
<p>Unclosed <em>to the end
"""


def page(body: bytes | str, kind: str = "text/html; charset=utf-8") -> Answer:
    return Answer("", 200, "OK", {"content-type": kind}, body.encode() if isinstance(body, str) else body)


class TestAPage:
    def test_shows_its_blocks_as_lines_and_nothing_that_readers_do_not_see(self) -> None:
        assert read_page(page(PAGE)).splitlines() == [
            "Home",
            "Trees & <shrubs>",
            "Of 312 trees most standing.",
            "They were counted.",
            "one",
            "two",
            "Unclosed to the end",
        ]

    def test_of_plain_text_is_taken_as_it_is(self) -> None:
        assert read_page(page("a <b>\r\n\r\n\r\n  c\td ", "text/plain")) == "a <b>\nc d\n"

    def test_of_no_known_kind_is_judged_by_how_it_begins(self) -> None:
        assert read_page(page(" <p>a", "")) == "a\n"
        assert read_page(page("a < b", "")) == "a < b\n"

    @pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "video/mp4"])
    def test_that_is_no_page_is_refused_by_its_kind(self, kind: str) -> None:
        with pytest.raises(FetchProblem, match=f"no page and no plain text, but '{kind}'"):
            read_page(page(b"%PDF", kind))

    @pytest.mark.skipif(not hasattr(page_text.signal, "alarm"), reason="no such timer here")
    @pytest.mark.parametrize("html", ["<div>" * 400_000, "<a " + " ".join(f"b{n}=c" for n in range(400_000))])
    def test_that_is_made_to_be_slow_is_given_up(self, html: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(page_text, "_SECONDS", 1)
        started = time.monotonic()
        with pytest.raises(FetchProblem, match="takes too long to read"):
            read_page(page(html))
        assert time.monotonic() - started < 10

    @pytest.mark.parametrize(
        "html", ["<" * 200_000, "<a " * 100_000, "<!--" * 100_000, "&" * 300_000, "<script>" * 100_000]
    )
    def test_that_is_broken_is_read_in_no_time(self, html: str) -> None:
        started = time.monotonic()
        read_page(page(html))
        assert time.monotonic() - started < 5


class TestEncodings:
    TURKISH = "ağaçların çoğu"

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (TURKISH.encode(), "text/html"),
            (TURKISH.encode(), "text/html; charset=UTF-8"),
            (TURKISH.encode("cp1254"), 'text/html; charset="iso-8859-9"'),
            (TURKISH.encode("cp1254"), "text/html; charset=windows-1254"),
            (b"<meta charset=windows-1254>" + TURKISH.encode("cp1254"), "text/html"),
            (b'<meta http-equiv="a" content="text/html; charset=iso-8859-9">' + TURKISH.encode("cp1254"), "text/html"),
            (b"\xef\xbb\xbf" + TURKISH.encode(), "text/html; charset=windows-1254"),
            (b"\xff\xfe" + TURKISH.encode("utf-16-le"), "text/html; charset=utf-8"),
            (b"\xfe\xff" + TURKISH.encode("utf-16-be"), "text/html"),
            (b"<meta charset=windows-1254>" + TURKISH.encode("cp1254"), "text/html; charset=utf-8"),
            (TURKISH.encode(), "text/html; charset=no-such-thing"),
            (TURKISH.encode(), "text/html; charset=unicode_escape"),
            (TURKISH.encode(), "text/html; charset=punycode"),
            (TURKISH.encode(), "text/html; charset=zlib"),
            (TURKISH.encode(), "text/html; charset=ascii"),
        ],
    )
    def test_are_taken_from_the_bytes_the_server_or_the_page_but_not_believed_against_the_bytes(
        self, body: bytes, kind: str
    ) -> None:
        if kind.endswith("ascii"):
            assert decode(page(body, kind)) == "ağaçların çoğu".encode().decode("cp1252", "replace")
        else:
            assert decode(page(body, kind)).endswith(self.TURKISH)

    def test_that_nobody_names_are_western_european_if_they_are_not_utf_8(self) -> None:
        assert decode(page("“Café” – 5 €".encode("cp1252"), "text/html")) == "“Café” – 5 €"

    def test_that_nothing_fits_lose_a_letter_and_no_more(self) -> None:
        assert decode(page(b"a\x81b\xe9", "text/html; charset=utf-8")) == "a\ufffdbé"
