"""From an editor's Markdown to HTML that is safe to publish."""

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.content import limits, prose
from onrecord.content.prose import convert_markdown, split_html
from onrecord.model import Prose, ProseLink
from onrecord.problems import Problem
from tests.parsed_html import Element, parse_html

ALLOWED: dict[str, set[str]] = {
    **{tag: set() for tag in "p ul li blockquote pre code em strong br hr table thead tbody tr".split()},
    **{tag: {"class"} for tag in ("th", "td")},
    **{tag: {"id"} for tag in ("h3", "h4", "h5", "h6")},
    "a": {"href", "rel"},
    "ol": {"start"},
    "mark": set(),  # where a link of the page goes; see below
    "div": {"class", "role", "tabindex", "aria-label"},  # the frame of a table
}


def convert(text: str) -> tuple[Prose, str, list[Problem]]:
    return convert_markdown(text, "content/claims/moon.md", 10)


def page_of(text: str) -> Element:
    """The HTML of a text without problems, as a page would show it: ``<mark>`` in the place of every link."""
    known, html, problems = convert(text)
    assert problems == []
    return parse_html(shown(known, html))


def shown(known: Prose, html: str) -> str:
    parts = split_html(html, known.links)
    return "".join(part if isinstance(part, str) else f"<mark>{len(part.id)}</mark>" for part in parts)


def codes(text: str) -> list[tuple[str, int]]:
    return [(each.code, each.line) for each in convert(text)[2]]


def assert_safe(page: Element) -> None:
    """Only what the list allows: no other element, attribute, class or address."""
    for element in page.walk():
        assert element.tag in ALLOWED
        if element.tag == "div":
            assert element.attributes == {"class": "frame", "role": "region", "tabindex": "0", "aria-label": "Table"}
            assert [child.tag for child in element.children if isinstance(child, Element)] == ["table"]
            continue
        assert element.attributes.keys() <= ALLOWED[element.tag], element
        assert element.attributes.get("class", "align-left") in {"align-left", "align-center", "align-right"}
        assert element.attributes.get("id", "section-").startswith("section-")
        href = element.attributes.get("href")
        assert href is None or re.match(r"https?://[A-Za-z0-9]|mailto:[^?&]+@|#[\w-]+\Z", href), href
        outward = href is not None and href.startswith("http")
        assert element.attributes.get("rel") == ("nofollow" if outward else None)


class TestMarkdown:
    def test_becomes_paragraphs_lists_quotations_tables_and_code(self) -> None:
        page = page_of(
            "A *b* **c** `d`.\n\n- e\n- f\n\n> h\n\n3. g\n\n| i | j |\n| --- | ---: |\n| k | l |\n\n    m\n\n---\n"
        )
        assert [element.tag for element in page.children if isinstance(element, Element)] == [
            *("p", "ul", "blockquote", "ol", "div", "pre", "hr"),
        ]
        assert page.one("em").text == "b"
        assert page.one("ol").attributes == {"start": "3"}
        assert [cell.attributes for cell in page.all("td")] == [{}, {"class": "align-right"}]

    def test_headings_begin_below_those_of_the_page_and_have_anchors(self) -> None:
        known, html, _ = convert("# One\n\n## Two words\n\n### Three\n\nTwo words\n---------\n\n###### Öl & *more*")
        assert [(each.level, each.anchor, each.text) for each in known.headings] == [
            (3, "section-one", "One"),
            (3, "section-two-words", "Two words"),
            (4, "section-three", "Three"),
            (3, "section-two-words-2", "Two words"),
            (6, "section-öl-more", "Öl & more"),
        ]
        ids = [element.attributes["id"] for element in parse_html(html).walk() if "id" in element.attributes]
        assert ids == [heading.anchor for heading in known.headings]

    def test_html_is_shown_as_it_is_written(self) -> None:
        known, html, problems = convert("One <b>two</b>.\n\n<script>alert(1)</script>\n")
        assert [each.text for each in parse_html(html).all("p")] == ["One <b>two</b>.", "<script>alert(1)</script>"]
        assert [(each.code, each.line, each.severity) for each in problems] == [
            ("html-in-text", 10, "warning"),
            ("html-in-text", 12, "warning"),
        ]
        assert known.key

    def test_pictures_are_refused(self) -> None:
        assert codes("a\n\n![b](https://c.example/d.png)") == [("picture-unsupported", 12)]

    def test_reference_links_are_no_links(self) -> None:
        assert page_of("[a][b] and [b]\n\n[b]: https://c.example/").links() == []

    def test_nothing_of_one_text_is_left_in_the_next(self) -> None:
        text = "# A\n\n[@one-source] [[moon]]\n"
        first = convert(text)
        convert("# A\n\n* * *\n\n1. [@two]\n")
        assert convert(text) == first


class TestLinks:
    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("[a](https://b.example/c?d=e&f=g#h)", "https://b.example/c?d=e&f=g#h"),
            ("<https://b.example/>", "https://b.example/"),
            ("[a](http://b.example)", "http://b.example"),
            (r"[a](https://b.example/A_\(c\))", "https://b.example/A_(c)"),
            ("[a](https://b.example/A_(c))", "https://b.example/A_(c)"),
            ('[a](https://b.example/ "A title")', "https://b.example/"),
            ("[a](mailto:b@c.example)", "mailto:b@c.example"),
            ("<b@c.example>", "mailto:b@c.example"),
            ("[a](#section-b)", "#section-b"),
        ],
    )
    def test_lead_where_they_may(self, text: str, address: str) -> None:
        page = page_of(text)
        assert page.links() == [address]
        assert_safe(page)

    @pytest.mark.parametrize(
        "address",
        [
            *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "java&#10;script:alert(1)"),
            *(
                "data:text/html,a",
                "vbscript:a",
                "ftp://b.example/",
                "//b.example/",
                "&#47;&#47;b.example/",
                "/claims/b/",
            ),
            *(
                "b.html",
                "../b",
                "https:b.example",
                "https:/b.example",
                "https:///b.example",
                "https://",
                "https://b c/",
            ),
            *("https://u@b.example/", "https://b.example:99999/", "https://bücher.example/", r"https://b.example\\@c/"),
            *("mailto:b", "mailto:b@c.example?subject=d", "#", "#a b", "?a", "https://b.example/[@gazette-2020]"),
            *("[@gazette-2020]", "https://b.example/[[moon]]", "javascript:alert(1)[@gazette-2020]"),
        ],
    )
    def test_are_refused_when_they_lead_anywhere_else(self, address: str) -> None:
        known, html, problems = convert(f"One.\n\n[two](<{address}>)\n")
        also, more_html, more = convert(f"One.\n\n[two]({address})\n")
        assert [(each.code, each.line) for each in problems] == [("link-invalid", 12)]
        assert {each.code for each in more} <= {"link-invalid"}
        for page in (parse_html(shown(known, html)), parse_html(shown(also, more_html))):
            assert page.links() == []
            assert_safe(page)

    def test_are_refused_as_automatic_links_too(self) -> None:
        assert codes("<ftp://b.example/>") == [("link-invalid", 10)]

    def test_of_the_site_keep_their_places(self) -> None:
        text = "[[moon]] [[claim:sun]] [[person:jane-roe]]\n\n[[topic:trees]] [[source:survey]] "
        text += "[[verdict:false]] [[page:about]]"
        known, html, problems = convert(text)
        assert problems == []
        assert [(link.kind, link.id, link.line) for link in known.links] == [
            ("claim", "moon", 10),
            ("claim", "sun", 10),
            ("person", "jane-roe", 10),
            ("topic", "trees", 12),
            ("source", "survey", 12),
            ("verdict", "false", 12),
            ("page", "about", 12),
        ]
        assert [part for part in split_html(html, known.links) if isinstance(part, ProseLink)] == list(known.links)

    def test_of_the_site_to_no_kind_of_page_are_refused(self) -> None:
        found = convert("a\n[[persn:jane-roe]]")[2]
        assert [(each.code, each.line, each.hint) for each in found] == [("link-invalid", 11, "Did you mean 'person'?")]


class TestCitations:
    TEXT = """\
Said once [@one] and *[@two]*, **then [@three]**.

## In [@four] a heading

- a list [@five]
    - within a list [@six]

| a [@seven] | b |
| --- | --- |
| c | [@eight] |

> In a quotation [@nine], in a [link [@ten]](https://a.example/).
"""

    def test_are_listed_in_the_order_of_the_text_with_their_lines(self) -> None:
        known, html, problems = convert(self.TEXT)
        assert problems == []
        assert [(link.id, link.line) for link in known.links] == [
            *(("one", 10), ("two", 10), ("three", 10), ("four", 12), ("five", 14), ("six", 15)),
            *(("seven", 17), ("eight", 19), ("nine", 21), ("ten", 21)),
        ]
        assert [part for part in split_html(html, known.links) if isinstance(part, ProseLink)] == list(known.links)

    def test_of_the_same_source_have_each_their_own_line(self) -> None:
        known, _, _ = convert("[@one]\n\n[@two] [@one]\n\n- [@one]\n")
        assert [(link.id, link.line) for link in known.links] == [("one", 10), ("two", 12), ("one", 12), ("one", 14)]

    def test_in_code_are_code(self) -> None:
        page = page_of("`[@one]` and `[[moon]]`\n\n    [@two]\n")
        assert page.all("mark") == []
        assert [code.text for code in page.all("code")] == ["[@one]", "[[moon]]", "[@two]\n"]

    def test_never_stand_within_a_tag(self) -> None:
        known, html, _ = convert(self.TEXT)
        assert "\ufdd0" not in "".join(re.findall("<[^>]*>", html))
        assert_safe(parse_html(shown(known, html)))

    @pytest.mark.parametrize(
        "text",
        [
            "&#xFDD0;0&#xFDD1;",
            r"&\#xFDD0;0&\#xFDD1;",
            "&#64976;0&#64977; [@one]",
            "[a](https://b.example/&#xFDD0;0&#xFDD1;)",
        ],
    )
    def test_can_not_be_made_by_character_references(self, text: str) -> None:
        known, html, problems = convert(text)
        assert problems
        assert (known, html) == (Prose(), "")


class TestCharacters:
    @pytest.mark.parametrize(
        "character", ["\0", "\x02", "\x07", "\x1b", "\x7f", "\x85", "\u2028", "\ufdd0", "\uffff", "\ud800"]
    )
    def test_that_no_text_can_hold_are_a_problem_at_their_line(self, character: str) -> None:
        assert codes(f"one\ntwo{character}three") == [("character-forbidden", 11)]

    @pytest.mark.parametrize("reference", ["&#1;", "&#x7;", "&#xFFFE;", "&#xFDEF;", r"&\#8;"])
    def test_that_no_text_can_hold_may_not_be_named_either(self, reference: str) -> None:
        assert codes(f"one\n\ntwo {reference} three") == [("character-forbidden", 12)]

    def test_that_are_named_are_shown(self) -> None:
        assert page_of("&copy; &amp; &#169; &lt;b&gt; &unknown;").text == "© & © <b> &unknown;"

    def test_of_all_scripts_pass(self) -> None:
        text = "دفعت البلدية مرتين، igdır Iğdır, 四 zero\u200cwidth é e\u0301 👩\u200d👩\u200d👧 \u00a0"
        assert page_of(text).text.split() == text.split()


class TestLimits:
    def test_of_bytes(self) -> None:
        line = "words " * 600 + "\n"
        text = line * (limits.BODY_BYTES // len(line))
        text += "x" * (limits.BODY_BYTES - len(text))
        assert codes(text) == []
        found = convert(text + "x")[2]
        assert [each.code for each in found] == ["limit-exceeded"]
        assert "64 KiB" in found[0].message

    def test_of_lines(self) -> None:
        assert codes("a\n" * limits.BODY_LINES) == []
        assert codes("a\n" * limits.BODY_LINES + "a") == [("limit-exceeded", 10)]
        assert "1500" in convert("a\n" * 1501)[2][0].message

    def test_of_characters_a_line(self) -> None:
        assert codes("a\n" + "ü" * limits.LINE_CHARACTERS) == []
        assert codes("a\n" + "ü" * (limits.LINE_CHARACTERS + 1)) == [("limit-exceeded", 11)]

    def test_of_the_html(self) -> None:
        row = "|a" * 23 + "|\n"
        table = row + "|-" * 23 + "|\n"
        size = len(convert(table + row * 2)[1]) - len(convert(table + row)[1])
        fitting = 1 + (limits.REPORT_HTML_BYTES - len(convert(table + row)[1])) // size
        assert codes(table + row * fitting) == []
        assert codes(table + row * (fitting + 1)) == [("limit-exceeded", 10)]
        assert "256 KiB" in convert(table + row * (fitting + 1))[2][0].message

    @pytest.mark.parametrize(
        ("at", "past"),
        [
            ("[" * 256, "[" * 257),
            ("`a` " * 200, "`a` " * 200 + "`"),
            ("<a " * 64, "<a " * 65),
            ("|" * 24, "|" * 25),
            ("> " * 6 + "a", "> " * 7 + "a"),
            ("=" * 80 + "a", "a" + "=" * 81 + "a"),
        ],
    )
    def test_of_marks(self, at: str, past: str) -> None:
        assert "text-too-complex" not in dict(codes(at))
        assert dict(codes(f"one\n\n{past}")) == {"text-too-complex": 10} or codes(f"one\n\n{past}") == [
            ("text-too-complex", 12)
        ]

    def test_of_time_end_a_conversion_and_leave_no_trace(self, monkeypatch: pytest.MonkeyPatch) -> None:
        text = "- a\n\n    - *b* [@one]\n\n1. c\n"
        first = convert(text)
        monkeypatch.setattr(limits, "CONVERSION_SECONDS", 0.01)
        assert codes("- *a*\n    - **b** c\n" * 600) == [("text-too-complex", 10)]
        monkeypatch.undo()
        assert convert(text) == first

    def test_trip_no_honest_report(self) -> None:
        words = "The survey of the council counts three hundred and twelve plane trees, and says so plainly. "
        sections = [
            f"## Section {number}\n\n{words * 5}[@survey-{number}] {words * 2}[@gazette-{number}] *{words.strip()}*\n\n"
            f"- {words}[@list-{number}]\n    - {words}\n        - See [[claim-{number}]].\n- `code` and **more**\n\n"
            f"> {words}\n> > {words}[@quote-{number}]\n\n"
            "| year | trees | birds | streets | cost |\n| --- | ---: | :-: | --- | --- |\n"
            + "".join(
                f"| {year} | {number} | 7 | 3 | [link](https://a.example/{year}) |\n" for year in range(2010, 2021)
            )
            for number in range(15)
        ]
        text = "\n".join(sections)
        assert len(text.split()) > 1_500
        known, html, problems = convert(text)
        assert problems == []
        assert sum(link.kind == "cite" for link in known.links) == 60
        assert_safe(parse_html(shown(known, html)))


def lines_of(line: str, *, bytes: int = limits.BODY_BYTES) -> str:
    return (line + "\n") * min(limits.BODY_LINES, bytes // (len(line.encode()) + 1))


SLOW = {
    "opening brackets": "[" * 16_000,
    "opening brackets within the limit": "[" * 256,
    "nested brackets": "[" * 8_000 + "]" * 8_000,
    "nested brackets within the limit": "[" * 256 + "a" + "](b)" * 256,
    "half a link on every line": "[a\n" * 5_300,
    "half a link on every line within the limit": "[a\n" * 256,
    "half a reference": "[a][" * 4_000,
    "half a reference within the limit": "[a][" * 128,
    "half a declaration": "<![ " * 4_000,
    "half a declaration within the limit": "<![ " * 64,
    "half a comment": "<!-- " * 64,
    "half an instruction": "<?a " * 64,
    "fence and spaces": "```" + " " * 3_900 + "\n" + ("`" + " " * 3_900 + "\n") * 15,
    "a table of 1,300 columns": "|a" * 1_300 + "\n" + "|-" * 1_300,
    "a table of 24 columns": lines_of("|a" * 12 + "|-" * 12),
    "a wide table": "|a" * 23 + "|\n" + "|-" * 23 + "|\n" + lines_of("|a" * 23 + "|", bytes=60_000),
    "many tables": ("|a" * 23 + "|\n" + "|-" * 23 + "|\n" + "|a|\n\n") * 375,
    "dashes": "- " * 495,
    "dashes within the limit": lines_of("- " * 6 + "a"),
    "a list that grows deeper": "".join(" " * (4 * depth) + "- a\n" for depth in range(175)),
    "a list that grows deeper by numbers": "".join(" " * (4 * depth) + "1. a\n" for depth in range(174)),
    "footnotes": "[^1]" * 4_000,
    "footnotes within the limit": "[^1]" * 256 + "\n\n[^1]: a",
    "quotations": "> " * 2_000 + "a",
    "quotations within the limit": lines_of("> " * 6 + "a"),
    "stars": lines_of("*" * 80 + "a"),
    "stars and words": lines_of("*a **b " * 500),
    "stars that never close": lines_of("***a " * 790),
    "stars that close unevenly": lines_of("***a** " * 560),
    "underscores and words": lines_of("_a __b " * 500),
    "emphasis": lines_of("*a* " * 990),
    "strong emphasis": lines_of("**a** " * 660),
    "backticks": lines_of("`" * 80 + "a" + "`" * 79, bytes=400),
    "code": "`a` " * 200,
    "citations": lines_of("[@abc] " * 570),
    "links of the site": lines_of("[[abc]] " * 490),
    "parentheses behind a link": "[a](" + "(" * 79 + "\n" + lines_of("a(" * 1_990),
    "half a title": '[a](b "' * 250,
    "escapes": lines_of("\\* " * 1_330),
    "character references": lines_of("&amp; " * 660),
    "half a character reference": lines_of("&#" * 1_990),
    "addresses": "<http://a.b/" * 64,
    "mail addresses": lines_of("<" + "a@" * 1_990, bytes=64 * 4_000),
    "the same heading": lines_of("# a"),
    "headings that cite": lines_of("# [@abc]"),
    "headings by underlines": lines_of("a\n="),
    "spaces": lines_of("a" + " " * 3_900),
    "spaces behind a hash": lines_of("#" + " " * 3_900),
    "rules": lines_of("* * * * * *"),
    "line breaks": lines_of("a  "),
    "empty lines": "\n" * 1_499 + "a",
    "tabs": lines_of("\t" * 40 + "a"),
    "HTML": lines_of("<ul><li>", bytes=256),
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_text_is_slow(text: str) -> None:
    start = time.process_time()
    known, html, problems = convert(text)
    assert time.process_time() - start < 1
    assert html or problems
    assert (known == Prose()) == (html == "")


pieces = st.sampled_from(
    [
        *(
            "# ",
            "## ",
            "- ",
            "1. ",
            "> ",
            "    ",
            "\n",
            "\n\n",
            "*",
            "**",
            "_",
            "`",
            "```",
            "|",
            "| - |",
            "---",
            "  \n",
        ),
        *(
            "[a](",
            "](",
            ")",
            "[",
            "]",
            "![",
            "[@a]",
            "[@",
            "[[b]]",
            "[[person:c]]",
            "[[",
            "<",
            ">",
            "</",
            "<b>",
            "<!--",
        ),
        *(
            "https://a.example/",
            "javascript:",
            "//a.example",
            "mailto:a@b.example",
            "#section-a",
            '"',
            "'",
            "\\",
            "&",
            "&#",
        ),
        *(
            "&lt;",
            "&#xFDD0;",
            "0",
            "&#xFDD1;",
            "&#106;",
            "<a@b.example>",
            "[a]: b",
            '<a href="',
            "onclick=",
            "style=",
            "a",
            " ",
        ),
    ]
)


@settings(max_examples=500)
@given(st.text() | st.lists(pieces | st.text(max_size=3), max_size=40).map("".join))
@example("[a](https://b.example/[@c])")
@example("![[@a]](b)")
@example("[a [@b]](javascript:c)")
def test_no_text_fails_or_brings_anything_that_is_not_allowed(text: str) -> None:
    known, html, problems = convert(text)
    assert_safe(parse_html(shown(known, html)))
    assert html or problems or not text.strip()
    assert all(10 <= each.line <= 10 + text.count("\n") for each in problems)
    assert all(10 <= link.line <= 10 + text.count("\n") for link in known.links)
    anchors = [heading.anchor for heading in known.headings]
    assert len(anchors) == len(set(anchors))


@given(st.lists(pieces, max_size=20).map("".join))
def test_rules_that_are_left_out_have_nothing_to_do(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prose, "_idle_rules", lambda _: frozenset())
        everything = convert(text)
    assert convert(text) == everything


def test_the_list_of_what_may_be_left_is_as_short_as_this_test_believes() -> None:
    """Whatever nh3 is told to keep, this file checks."""
    everything = "".join(
        f"<{tag} id=a class=b href=c style=d onclick=e>f</{tag}>" for tag in (*ALLOWED, "svg", "math", "img")
    )
    page = parse_html(prose._CLEANER.clean(everything).replace("<br>", "").replace("<hr>", ""))
    assert {element.tag for element in page.walk()} <= ALLOWED.keys()
