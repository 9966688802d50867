"""How a change is put into words, and into YAML that can be pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.nodes import FORBIDDEN, Group, List, Text, read_nodes
from onrecord.history.words import tell_apart, yaml_entry, yaml_text

# Whatever a claim's file can say: all that YAML can hold and that no rule forbids.
WORDS = st.text(max_size=60).map(lambda text: " ".join(FORBIDDEN.sub("", text).split())).filter(bool)
HARD_WORDS = st.sampled_from(
    ["yes", "- a", "a: b", "a #b", "#b", "[a]", "{a: b}", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">", "a:", "'a'",
     '"a"', "a\\b", "12:30", "010", "~", "null", "?", "? a", "a, b", "=", "<<", "🌳", "a\u00a0b",
     "می\u200cخواهم", "\u202eevil", "\ufeffa"]
)  # fmt: skip


@given(WORDS | HARD_WORDS, st.integers(0, 6))
def test_what_is_pasted_is_read_as_the_very_words(words: str, indent: int) -> None:
    pasted = yaml_entry({"on": "2020-01-01", "from": words, "to": words, "note": ""}, indent)
    keys, problems = read_nodes(f"corrections:\n{pasted}\nlast: end\n", "a.yaml", 1)
    assert problems == []
    assert keys is not None
    entries = keys.entries["corrections"]
    assert isinstance(entries, List)
    (entry,) = entries.items
    assert isinstance(entry, Group)
    texts = {key: node.text for key, node in entry.entries.items() if isinstance(node, Text)}
    assert texts == {"on": "2020-01-01", "from": words, "to": words, "note": ""}


@given(WORDS | HARD_WORDS)
def test_what_is_pasted_can_be_seen_on_a_screen(words: str) -> None:
    assert yaml_text(words).isprintable()


@pytest.mark.parametrize("words", ["false", "2020-03-04", "The council's survey counts 312 trees.", "Ağaçlar", "شجر"])
def test_plain_words_need_no_quotation_marks(words: str) -> None:
    assert yaml_text(words) == words


class TestTwoTexts:
    @given(st.text(), st.text(), st.integers(20, 80))
    def test_are_never_longer_than_allowed(self, before: str, after: str, most: int) -> None:
        assert max(map(len, tell_apart(before, after, most))) <= most

    @given(st.text(max_size=40))
    def test_are_left_whole_if_they_fit(self, text: str) -> None:
        assert tell_apart(text, "", 40) == (text, "")

    @given(st.text(), st.text(alphabet="ab ", min_size=1), st.text(alphabet="cd ", min_size=1), st.integers(40, 80))
    def test_that_differ_are_seen_to_differ(self, start: str, one: str, other: str, most: int) -> None:
        first, second = tell_apart(start + one, start + other, most)
        assert (first != second) == (start + one != start + other)

    def test_are_cut_between_words_where_they_begin_to_differ(self) -> None:
        start = "The survey of the town's trees, which the council published in the spring, counts "
        assert tell_apart(start + "312 plane trees", start + "311 plane trees", 40) == (
            "…spring, counts 312 plane trees",
            "…spring, counts 311 plane trees",
        )
