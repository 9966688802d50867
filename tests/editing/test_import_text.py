"""What strangers wrote becomes plain text, days, ids and addresses."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.nodes import FORBIDDEN
from onrecord.content.prose import convert_markdown
from onrecord.content.read import check_id
from onrecord.editing.import_text import make_id, plain_report, plain_text, read_day, web_address

# Signs that mean something to Markdown, HTML, YAML or this site, among words.
_MARKED = r"[@x] [[y]] *a* _b_ `c` # - + 1. > |h|i| &amp; a&b ! \ ~~~ --- http://a.example/ < ![p](q) [r](s) : t"
MARKS = st.lists(
    st.sampled_from([*_MARKED.split(" "), "\n", "\n\n", *(sign * 90 for sign in "x=!#>+~(:-*`\\")]), max_size=12
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<p>The <b>moon</b></p><p>is&nbsp;cheese &amp; milk.</p>", "The moon is cheese & milk."),
        ("<script>alert(1)</script>The moon", "The moon"),
        ("a < b and b > c", "a < b and b > c"),
        ("one\x00two\nthree\u2028four", "one two three four"),
        ("\u202eeeseehc\u202c \u2066x\u2069", "eeseehc x"),
        ("&lt;script&gt;", "<script>"),
        ("&#0;&#7;x", "\ufffdx"),
        ("\ud800x", "x"),
    ],
)
def test_html_and_what_nobody_sees_is_taken_out(written: str, plain: str) -> None:
    assert plain_text(written) == plain


@given(st.text() | MARKS.map(" ".join))
def test_a_plain_text_is_one_line_that_content_may_hold(text: str) -> None:
    plain = plain_text(text)
    assert FORBIDDEN.search(plain) is None
    assert plain == " ".join(plain.split())


@given(MARKS.map(" ".join) | st.text())
def test_a_report_says_its_words_and_no_sign_in_it_is_markup(text: str) -> None:
    words = " ".join(plain_text(each) for each in re.split(r"\n\s*\n", text))
    prose, made, problems = convert_markdown(plain_report(text), "content/claims/x.md", 1)
    assert problems == []
    assert prose.links == ()
    assert set(re.findall(r"<(\w+)", made)) <= {"p"}
    shown = " ".join(html.unescape(re.sub("<[^>]*>", " ", made)).split())
    assert shown.replace(" ", "") == words.replace(" ", "")


@pytest.mark.parametrize(
    "written",
    ["2020-03-04", "2020-03-04T23:30:00+02:00", "2020-03-04 10:00", "20200304", "2020/3/4", "2020.03.04",
     "Wed, 04 Mar 2020 10:00:00 +0100", "4 March 2020", "March 4, 2020", "Mar. 4th 2020", "04-Mar-2020"],
)  # fmt: skip
def test_a_day_is_read_in_any_form_that_means_one_day(written: str) -> None:
    assert read_day(written) == ("2020-03-04", "")


@pytest.mark.parametrize("written", ["03/04/2020", "12/31/2020", "3.4.20", "04-03-2020", "3/4/2020 10:00"])
def test_a_day_of_which_the_form_leaves_the_order_open_is_never_guessed(written: str) -> None:
    day, reason = read_day(written)
    assert day == ""
    assert "which number is the day" in reason


@pytest.mark.parametrize("written", ["2020-02-30", "30 February 2020", "yesterday", "1583280000", "0000-00-00", "2020"])
def test_what_is_no_day_is_named(written: str) -> None:
    day, reason = read_day(written)
    assert day == ""
    assert written in reason


def test_a_day_that_is_to_come_is_named() -> None:
    assert read_day("2999-01-01") == ("", "'2999-01-01' lies in the future")


@pytest.mark.parametrize("written", ["2020", "2020-03", "2020~", "2020-03/2020-05"])
def test_a_date_may_be_vague_where_the_content_allows_it(written: str) -> None:
    assert read_day(written, vague=True) == (written, "")


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("The moon is made of cheese.", "the-moon-is-made-of-cheese"),
        ("Iğdır'da ağaçlar kesildi", "igdir-da-agaclar-kesildi"),
        ("Größe zählt", "grosse-zahlt"),
        ("月はチーズでできている", "otherwise"),
        ("Луна сделана из сыра (TV)", "otherwise"),
        ("!?", "otherwise"),
        ("x" * 80, "x" * 50),
    ],
)
def test_an_id_comes_from_the_words_if_an_address_has_their_letters(words: str, id: str) -> None:
    assert make_id(words, "otherwise") == id


@given(st.text())
def test_every_id_can_be_an_address(words: str) -> None:
    assert check_id(make_id(words, "otherwise"), "", 0) == []


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" https://x.example/a b ", "https://x.example/a%20b"),
        ("https://ünder.example/ü", "https://xn--nder-zra.example/%C3%BC"),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https://x.example/\ud800", ""),
        ("http://[", ""),
    ],
)
def test_an_address_is_written_as_browsers_send_it_or_not_at_all(written: str, address: str) -> None:
    assert web_address(written) == address
