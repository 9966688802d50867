"""Reading a group of keys one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content import limits
from onrecord.content.fields import Fields, is_host, is_mail_address, is_web_address
from onrecord.content.nodes import read_nodes
from onrecord.model import Reference, Stance
from onrecord.problems import Problem


def fields_of(text: str) -> Fields:
    group, problems = read_nodes(text, "content/claims/moon.yaml", 1)
    assert problems == []
    assert group is not None
    return Fields(group, "content/claims/moon.yaml", [], "a claim")


def found(fields: Fields) -> list[tuple[str, int]]:
    return [(each.code, each.line) for each in fields.problems]


def only_problem(fields: Fields) -> Problem:
    assert len(fields.problems) == 1, fields.problems
    return fields.problems[0]


class TestWebAddresses:
    @pytest.mark.parametrize(
        "text",
        [
            *("https://example.org", "http://example.org/", "https://example.org:8080/a", "https://EXAMPLE.org/"),
            *(
                "https://example.org/a?b=c&d=e#f",
                "https://example.org?a",
                "https://example.org#a",
                "https://localhost/",
            ),
            *("https://example.org/%D8%A3", "https://example.org/a(b)c", "https://example.org/a,b;c=d'e!f*g$h~i@j:k"),
            *("https://xn--bcher-kva.example/", "https://192.0.2.1/", "https://a-b.c1.example/", "https://1a.example"),
            *(
                "https://example.org:65535/",
                "https://example.org/[1]",
                "https://example.org//a",
                "https://1.2.example/",
            ),
            "https://web.archive.org/web/2020/https://example.org/a",
        ],
    )
    def test_are_these(self, text: str) -> None:
        assert is_web_address(text)

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                "example.org",
                "www.example.org/a",
                "//example.org",
                "/a",
                "https:",
                "https://",
                "https:///a",
                "http:a",
            ),
            *(
                "https:/example.org",
                "HTTPS://example.org",
                "ftp://example.org",
                "javascript:alert(1)",
                "data:text/html,a",
            ),
            *(
                "file:///etc/passwd",
                "mailto:a@example.org",
                "view-source:https://example.org",
                "blob:https://example.org/",
            ),
            *(" https://example.org", "https://example.org ", "https://example.org\n", "https://example.org/a b"),
            *("https://example.org/\ta", "https://exa mple.org/", "https://example.org\\a", "https:\\\\example.org"),
            *("https://user@example.org/", "https://user:word@example.org/", "https://example.org@evil.example"),
            *(
                "https://bücher.example/",
                "https://example.org/ä",
                "https://example。org/",
                "https://exam\u00adple.org/",
            ),
            *(
                "https://-a.example/",
                "https://a-.example/",
                "https://a..b/",
                "https://.example/",
                "https://a_b.example/",
            ),
            *(
                "https://example.org./",
                f"https://{'a' * 64}.example/",
                f"https://{'a.' * 130}example/",
                "https://[::1]/",
            ),
            *(
                "https://example.org:/",
                "https://example.org:65536/",
                "https://example.org:99999/",
                "https://example.org:a/",
            ),
            *("https://256.1.1.1/", "https://1.2.3/", "https://1.2.3.4.5/", "https://0x7f.1/", "https://2130706433/"),
            *(
                "https://017.1.1.1/",
                "https://a.0x10/",
                "https://%65xample.org/",
                "https://example.org/<a>",
                'https://a.b/"',
            ),
            *("https://example.org/`", "https://example.org/{a}", "https://example.org/|", "https://example.org/^"),
            *("https://example.org/\u202e", "https://٣.example/", "https://example.org/\0"),
        ],
    )
    def test_are_not_these(self, text: str) -> None:
        assert not is_web_address(text)

    @given(st.text() | st.text(alphabet="htps:/.@ex\\ab#?[]%&\n\t1").map("https://".__add__))
    def test_are_read_by_everybody_alike(self, text: str) -> None:
        if is_web_address(text):
            assert text.isascii()
            assert not set(text) & set(' \\<>"`{}|^\n\t')
            host = text.split("//", 1)[1]
            for mark in "/?#":
                host = host.split(mark, 1)[0]
            assert "@" not in host
            assert is_host(host.split(":")[0])


class TestMailAddresses:
    @pytest.mark.parametrize("text", ["mailto:a@example.org", "mailto:a.b+c_d%e-f@mail.example.org"])
    def test_are_these(self, text: str) -> None:
        assert is_mail_address(text)

    @pytest.mark.parametrize(
        "text",
        [
            *("a@example.org", "mailto:", "mailto:a", "mailto:a@", "mailto:@example.org", "mailto:a@b@example.org"),
            *("mailto:a@example.org?subject=b", "mailto:a@example.org,b@example.org", "MAILTO:a@example.org"),
            *("mailto:a b@example.org", "mailto:ä@example.org", "mailto:a@example.org\n", "mailto://a@example.org"),
        ],
    )
    def test_are_not_these(self, text: str) -> None:
        assert not is_mail_address(text)


class TestTexts:
    def test_lose_the_white_space_around_and_between_their_words(self) -> None:
        fields = fields_of("a: 'b  c'\nd: |\n  e\n\n  f\n")
        assert (fields.text("a"), fields.text("d")) == ("b c", "e f")

    def test_that_are_absent_are_empty(self) -> None:
        fields = fields_of("a: b")
        assert (fields.text("c"), fields.problems) == ("", [])

    def test_that_must_be_there_are_missed(self) -> None:
        fields = fields_of("a: b")
        assert fields.text("c", required=True) == ""
        assert found(fields) == [("key-missing", 1)]
        assert only_problem(fields).message == "a claim lacks 'c'"

    @pytest.mark.parametrize("value", ["", "''", '"  "', "|\n\n"])
    def test_without_a_value_are_a_problem(self, value: str) -> None:
        fields = fields_of(f"a: b\nc: {value}\n")
        assert fields.text("c") == ""
        assert found(fields) == [("value-empty", 2)]

    @pytest.mark.parametrize("value", ["[b]", "{b: c}"])
    def test_are_no_lists_and_no_groups(self, value: str) -> None:
        fields = fields_of(f"a: {value}")
        assert fields.text("a") == ""
        assert found(fields) == [("wrong-type", 1)]

    def test_have_limits(self) -> None:
        at = fields_of(f"a: {'ü' * limits.TITLE_CHARACTERS}\nb: {'ü' * limits.TEXT_CHARACTERS}")
        assert len(at.title("a")) == 500
        assert len(at.text("b")) == 4_000
        assert at.problems == []
        past = fields_of(f"a: {'ü' * (limits.TITLE_CHARACTERS + 1)}\nb: {'ü' * (limits.TEXT_CHARACTERS + 1)}")
        past.title("a")
        past.text("b")
        assert found(past) == [("limit-exceeded", 1), ("limit-exceeded", 2)]
        assert "501" in past.problems[0].message
        assert "4000" in past.problems[1].message

    def test_in_a_list_each_have_their_line(self) -> None:
        fields = fields_of("a:\n  - b\n  - ''\n  - [c]\n  - d\n")
        assert fields.references("a") == (Reference("b", 2), Reference("d", 5))
        assert found(fields) == [("value-empty", 3), ("wrong-type", 4)]

    def test_where_a_list_is_expected_are_a_problem_that_shows_how(self) -> None:
        fields = fields_of("a: b")
        assert fields.texts("a") == ()
        assert "'[b]'" in only_problem(fields).hint


class TestChoices:
    def test_are_taken_from_those_that_there_are(self) -> None:
        assert fields_of("a: refutes").choice("a", Stance) == "refutes"

    def test_of_another_word_are_a_problem_with_the_nearest(self) -> None:
        fields = fields_of("a: Refute")
        assert fields.choice("a", Stance) == ""
        assert only_problem(fields).message == "a 'Refute' is not one of: supports, refutes, context"
        assert only_problem(fields).hint == "Did you mean 'refutes'?"

    def test_that_are_absent_are_the_default(self) -> None:
        assert fields_of("a: b").choice("c", Stance, default="context") == "context"


class TestFlagsAndNumbers:
    @pytest.mark.parametrize(
        ("word", "flag"),
        [*[("yes", True), ("True", True), ("on", True)], *[("no", False), ("FALSE", False), ("off", False)]],
    )
    def test_a_flag_is_yes_or_no(self, word: str, flag: bool) -> None:
        fields = fields_of(f"a: {word}")
        assert fields.flag("a") is flag
        assert fields.problems == []

    @pytest.mark.parametrize("word", ["1", "of", "y", "ja", "~"])
    def test_a_flag_is_nothing_else(self, word: str) -> None:
        fields = fields_of(f"a: {word}")
        fields.flag("a")
        assert found(fields) == [("value-unknown", 1)]

    @pytest.mark.parametrize(("word", "number"), [("1", 1), ("010", 10), ("200", 200)])
    def test_a_number_is_written_in_digits(self, word: str, number: int) -> None:
        assert fields_of(f"a: {word}").number("a", least=1, most=200) == number

    @pytest.mark.parametrize("word", ["0", "201", "-1", "1.0", "1_0", "0x1", "١", "one", "1e2", "9" * 5_000])
    def test_a_number_is_nothing_else(self, word: str) -> None:
        fields = fields_of(f"a: {word}")
        assert fields.number("a", least=1, most=200) is None
        assert ("value-invalid", 1) in found(fields)


class TestDates:
    def test_of_the_past_are_fine(self) -> None:
        fields = fields_of("a: 2020-03-04\nb: 2020-03~/2020-05\nc: 2020-12-04/..")
        assert (fields.day("a"), fields.date("b"), fields.date("c")) == (
            "2020-03-04",
            "2020-03~/2020-05",
            "2020-12-04/..",
        )
        assert fields.problems == []

    def test_of_today_are_fine_and_of_tomorrow_are_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # Noon in UTC: the next day has begun where it begins first.
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1591012800")
        fields = fields_of("a: 2020-06-02\nb: 2020-06-03\nc: 2020-06-02/2021\nd: 2020-07\ne: 2020-06-03\nf: ../2021")
        assert (fields.day("a"), fields.day("b"), fields.date("c"), fields.date("d")) == (
            "2020-06-02",
            "",
            "2020-06-02/2021",
            "",
        )
        assert fields.day("e", future=True) == "2020-06-03"
        assert fields.date("f") == ""
        assert found(fields) == [("date-future", 2), ("date-future", 4), ("date-future", 6)]

    def test_that_are_none_are_a_problem(self) -> None:
        fields = fields_of("a: 2020-02-30\nb: 2020-03\nc: March")
        assert (fields.day("a"), fields.day("b"), fields.date("c")) == ("", "", "")
        assert found(fields) == [("date-invalid", 1), ("date-invalid", 2), ("date-invalid", 3)]


class TestLanguages:
    @pytest.mark.parametrize("code", ["en", "ar", "no", "pt-BR", "zh-Hant-TW", "sr-Latn", "ckb"])
    def test_are_given_by_their_codes(self, code: str) -> None:
        fields = fields_of(f"a: {code}")
        assert fields.language("a") == code
        assert fields.problems == []

    @pytest.mark.parametrize(
        "code", ["e", "English", "en_US", "en-", "en--US", "en US", "العربية", "'en\" onclick=\"a'"]
    )
    def test_are_not_given_by_their_names(self, code: str) -> None:
        fields = fields_of(f"a: {code}")
        assert fields.language("a") == ""
        assert found(fields) == [("language-invalid", 1)]


class TestUnknownKeys:
    def test_are_reported_with_the_nearest_one(self) -> None:
        fields = fields_of("titel: a\nkind: b\n")
        fields.text("title")
        fields.text("kind")
        fields.finish()
        assert only_problem(fields).hint == "Did you mean 'title'?"

    def test_are_reported_with_all_when_none_is_near(self) -> None:
        fields = fields_of("zzz: a\n")
        fields.text("title")
        fields.text("kind")
        fields.finish()
        assert only_problem(fields).hint == "Known here: kind, title."

    def test_in_a_group_are_reported_at_their_line(self) -> None:
        fields = fields_of("a:\n  - {b: c}\n  - b: c\n    d: e\n")
        assert fields.groups("a", lambda inner: inner.text("b")) == ("c", "c")
        assert found(fields) == [("key-unknown", 4)]
        assert only_problem(fields).message == "an entry of 'a' has no key 'd'"
