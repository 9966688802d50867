"""YAML's structure without YAML's types."""

import json
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.content import limits
from onrecord.content.nodes import FORBIDDEN, Group, List, Node, Text, read_nodes
from onrecord.problems import Problem
from tests.site_folders import SITES

Plain = str | list["Plain"] | dict[str, "Plain"]


def read(text: str) -> tuple[Group | None, list[Problem]]:
    return read_nodes(text, "content/claims/moon.yaml", 1)


def plain(node: Node | None) -> Plain:
    """What was written, without places."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, List):
        return [plain(item) for item in node.items]
    assert isinstance(node, Group)
    return {key: plain(value) for key, value in node.entries.items()}


def values(text: str) -> Plain:
    group, problems = read(text)
    assert problems == []
    return plain(group)


def only_problem(text: str) -> Problem:
    _, problems = read(text)
    assert len(problems) == 1, problems
    return problems[0]


class TestEveryValueIsText:
    @pytest.mark.parametrize(
        "word",
        [
            *"false true no yes on off null ~ = <<".split(),
            *"12:30 010 0x1F 1_000 1e3 .5 1.0 .inf .nan 2020-03-04 2020-03-04T05:06:07Z".split(),
        ],
    )
    def test_whatever_yaml_would_make_of_it(self, word: str) -> None:
        assert values(f"key: {word}") == {"key": word}
        assert values(f"key: [{word}]") == {"key": [word]}
        assert values(f"key: '{word}'") == {"key": word}

    def test_keys_are_text_too(self) -> None:
        assert values("no: a\n010: b\nfalse: c") == {"no": "a", "010": "b", "false": "c"}

    def test_a_key_without_a_value_has_an_empty_one(self) -> None:
        assert values("a:\nb: ''\nc: []\nd: {}\ne:\n  -\n") == {"a": "", "b": "", "c": [], "d": {}, "e": [""]}

    texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff")).filter(
        lambda text: not FORBIDDEN.search(text)
    )

    @given(st.dictionaries(texts.filter(lambda key: len(key) < 200), texts | st.lists(texts, max_size=4), max_size=5))
    def test_comes_back_as_written_in_quotation_marks(self, document: dict[str, Plain]) -> None:
        if document:
            assert values(json.dumps(document, ensure_ascii=False)) == document

    lines = st.text(
        st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff"), min_size=1
    ).filter(lambda line: line.strip() and not line.startswith((" ", "\t")) and not FORBIDDEN.search(line))

    @given(st.lists(lines, min_size=1, max_size=6))
    def test_comes_back_as_written_in_a_block(self, lines: list[str]) -> None:
        written = "".join(f"  {line}\n" for line in lines)
        assert values(f"body: |\n{written}next: here") == {
            "body": "".join(f"{line}\n" for line in lines),
            "next": "here",
        }


class TestPlaces:
    def test_are_those_of_the_file(self) -> None:
        group, _ = read_nodes("a: b\nlist:\n  - x\n  - {k: v}\n", "claim.md", 2)
        assert group is not None
        assert group.key_lines == {"a": 2, "list": 3}
        entries = group.entries["list"]
        assert isinstance(entries, List)
        assert [(item.line, item.column) for item in entries.items] == [(4, 5), (5, 5)]

    def test_tell_a_block_from_other_texts(self) -> None:
        group, _ = read("a: |\n  x\nb: >\n  x\nc: x\nd: 'x'\n")
        assert group is not None
        assert [node.block for node in group.entries.values() if isinstance(node, Text)] == [True, True, False, False]


class TestWhatTheSiteDoesWithout:
    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("a: &x b", (1, 4)),
            ("a: b\nc: &x [d]", (2, 4)),
            ("a: *x", (1, 4)),
            ("a: !!str b", (1, 4)),
            ("a: !b {}", (1, 4)),
            ("a: ! b", (1, 4)),
            ("a: b\n---\nc: d", (2, 1)),
            ("&x a: b", (1, 1)),
            ("? !!set {a}\n: b", (1, 3)),
        ],
    )
    def test_is_a_problem_at_its_place(self, text: str, place: tuple[int, int]) -> None:
        found = only_problem(text)
        assert (found.code, (found.line, found.column)) == ("yaml-forbidden", place)

    def test_merge_keys_are_keys_like_others(self) -> None:
        assert values("<<: {a: b}") == {"<<": {"a": "b"}}

    @pytest.mark.parametrize("named", ["\\0", "\\a", "\\x1b", "\\N", "\\L", "\\u2029", "\\uFDD0", "\\uFFFF"])
    def test_control_characters_may_not_be_named_either(self, named: str) -> None:
        _, problems = read(f'a: b\nc: "d{named}e"')
        assert [(each.code, each.line, each.column) for each in problems] == [("character-forbidden", 2, 4)]

    def test_line_ends_that_are_named_are_line_ends(self) -> None:
        assert values(r'a: "b\r\nc\rd"') == {"a": "b\nc\nd"}

    def test_a_repeated_key_is_a_problem_and_its_first_value_counts(self) -> None:
        group, problems = read("a: 1\nb: {c: 1, c: 2}\na: 3\n")
        assert plain(group) == {"a": "1", "b": {"c": "1"}}
        assert [(each.code, each.line, each.column) for each in problems] == [
            ("key-duplicate", 2, 11),
            ("key-duplicate", 3, 1),
        ]
        assert "first on line 1" in problems[1].message

    @pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "words", "- a", "[a]", "---", "| \n text"])
    def test_a_document_without_keys_is_a_problem(self, text: str) -> None:
        assert only_problem(text).code == "yaml-invalid"

    def test_a_list_or_group_is_no_key(self) -> None:
        assert only_problem("? [a]\n: b").code == "yaml-invalid"


class TestBrokenYaml:
    @pytest.mark.parametrize(
        ("text", "place"),
        [
            ("a: b\nc: d: e", (2, 5)),
            ('a: "b\nc: d\n', (1, 4)),
            ("a: b\nc: [d\ne: f\n", (3, 2)),
            ("a: b\nc: @d", (2, 4)),
            ("a:\n\t- b", (2, 1)),
            ("a: 'b' c", (1, 8)),
        ],
    )
    def test_is_reported_where_it_is(self, text: str, place: tuple[int, int]) -> None:
        found = only_problem(text)
        assert (found.code, (found.line, found.column)) == ("yaml-invalid", place)

    def test_tells_what_yaml_itself_would_not_say_plainly(self) -> None:
        assert "mapping values" not in only_problem("a: b: c").message

    def test_survives_an_impossible_character(self) -> None:
        assert only_problem('a: "\\U00110000"').code == "yaml-invalid"


class TestLimits:
    def test_of_depth(self) -> None:
        deepest = limits.DEPTH - 1
        assert values("a: " + "[" * deepest + "b" + "]" * deepest)
        found = only_problem("a: " + "[" * (deepest + 1) + "b" + "]" * (deepest + 1))
        assert found.code == "limit-exceeded"
        assert "12" in found.message

    def test_of_the_items_of_a_list(self) -> None:
        assert values("a:\n" + "  - b\n" * limits.LIST_ITEMS)
        found = only_problem("a:\n" + "  - b\n" * (limits.LIST_ITEMS + 1))
        assert (found.code, found.line) == ("limit-exceeded", limits.LIST_ITEMS + 2)
        assert "200" in found.message

    def test_of_the_whole(self) -> None:
        filler = "x" * (limits.FRONT_MATTER_BYTES - len("key: "))
        assert values(f"key: {filler}")
        found = only_problem(f"key: {filler}x")
        assert found.code == "limit-exceeded"
        assert "64 KiB" in found.message

    def test_are_counted_in_bytes(self) -> None:
        assert only_problem("key: " + "ü" * (limits.FRONT_MATTER_BYTES // 2)).code == "limit-exceeded"


SLOW = {
    "a chain of merge keys": "a: &a {x: y}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a]}}\n" for n in range(3000)),
    "a billion laughs": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a,*a]\n" for n in range(2000)),
    "opening brackets": "a: " + "[" * 33_000,
    "opening braces": "a: " + "{a: " * 16_000,
    "nested lists": "a:\n" + "".join(" " * n + "- \n" for n in range(1, 350)),
    "nested dashes": "- " * 32_000,
    "question marks": "? " * 32_000,
    "many keys": "".join(f"k{n}: v\n" for n in range(7_000)),
    "the same key again and again": "k: v\n" * 13_000,
    "a long key": "k" * 65_000 + ": v",
    "spaces": "a:" + " " * 65_000 + "b",
    "quotes": "a: '" + "''" * 32_000,
    "comments": "#\n" * 32_000,
    "escapes": 'a: "' + "\\n" * 32_000 + '"',
    "a folded text": "a: >\n" + "  b\n\n" * 13_000,
}


@pytest.mark.parametrize("text", SLOW.values(), ids=SLOW.keys())
def test_no_document_is_slow(text: str) -> None:
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 1


GOOD = [
    path.read_text(encoding="utf-8").split("\n---\n")[0].removeprefix("---\n")
    for path in sorted((SITES / "good").rglob("*"))
    if path.is_file()
]


@st.composite
def mutated_documents(draw: st.DrawFn) -> str:
    """A good document with a few characters changed, doubled or taken out."""
    text = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 20)))
        piece = draw(
            st.sampled_from(["", text[start:end] * 2, *"[]{}:-?&*!|>'\"%@`#,\n\t \\", "---\n", "<<: *a\n", "\0"])
        )
        text = text[:start] + piece + text[end:]
    return text


@settings(max_examples=400)
@given(st.text() | st.text(alphabet="ab:-?&*!|>'\"[]{},#% \n\t\\", max_size=60) | mutated_documents())
@example("\ud800")
@example("a: \ufeffb")
@example("\x85")
def test_every_text_gives_keys_or_problems(text: str) -> None:
    group, problems = read(text)
    assert group is not None or problems
    assert all(each.line >= 1 for each in problems)
