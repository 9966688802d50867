"""Looking for a quotation in a text: what may differ, and that nothing else may."""

import string
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onrecord.content.quotes import FoldedText, fold, is_in, split_quote


def found(quote: str, text: str) -> list[str]:
    """The words of a text in which a quotation was found; both ways of looking must agree."""
    folded = FoldedText(text)
    places = [text[span.start : span.end] for span in folded.find(quote)]
    assert is_in(quote, fold(text)) == bool(places)
    return places


class TestAQuotation:
    @pytest.mark.parametrize(
        ("quote", "text", "place"),
        [
            ("most of them stand", "He said: most  of\nthem\u00a0stand.", "most  of\nthem\u00a0stand"),
            ("“Most” of them", 'He said: "Most" of them.', 'Most" of them'),
            ("»Most« of ‚them‘", "„Most“ of 'them'", "Most“ of 'them"),
            ("oui, dit-il : « non ! »", 'oui, dit-il: "non!"', 'oui, dit-il: "non!'),
            ("don't", "they don’t know", "don’t"),
            ("2010-2015", "from 2010–2015", "2010–2015"),
            ("trees - most of them - stand", "The trees—most of them—stand", "trees—most of them—stand"),
            ("well-known", "a well‑known man", "well‑known"),
            ("and then … nothing", "and then ... nothing", "and then ... nothing"),
            ("and then...nothing", "and then . . . nothing", "and then . . . nothing"),
            ("Most of them", "that most of them", "most of them"),
            ("most of them", "Most of them", "Most of them"),
            ("[M]ost of them", "that most of them", "most of them"),
            ("“most of them”", "most of them", "most of them"),
            ("Işık", "ışık var", "ışık"),
            ("İstanbul", "istanbul", "istanbul"),
            ("the trees ( all of them )", "the trees (all of them)", "the trees (all of them)"),
            ("cafe\u0301 noir", "café noir", "café noir"),
            ("312 Platanen", "Es waren 312 Platanen.", "312 Platanen"),
            ("312 trees", "in 2019. 312 trees", "312 trees"),
            ("homme libre", "l’homme libre", "homme libre"),
            ("دفعت البلدية مرتين", "قال: «دفعت البلدية مرتين».", "دفعت البلدية مرتين"),
            ("ہوا تھا", "یہ ہوا تھا۔", "ہوا تھا"),
            ("我们今天", "因为我们今天去", "我们今天"),
            ("कहा है", "उसने कहा है।", "कहा है"),
        ],
    )
    def test_is_found_where_only_writing_differs(self, quote: str, text: str, place: str) -> None:
        assert found(quote, text) == [place]

    @pytest.mark.parametrize(
        ("quote", "text"),
        [
            ("most of THEM", "most of them"),
            ("most them", "most of them"),
            ("most of of them", "most of them"),
            ("them of most", "most of them"),
            ("cafe noir", "café noir"),
            ("he did", "she did"),
            ("he can", "he can't"),
            ("John", "John’s"),
            ("the tree", "the trees"),
            ("312 trees", "1,312 trees"),
            ("312 trees", "1.312 trees"),
            ("312", "3124"),
            ("it cost 3", "it cost 3.5 million"),
            ("it cost 3", "it cost 3,000"),
            ("most, of them", "most of them"),
            ("most of them.", "most of them, he said"),
            ("most of them", "most of-them"),
            ("“most of” them", "most of them"),
            ("notable", "not able"),
            ("not able", "notable"),
            ("is (not) it", "is not it"),
            ("most … them", "most of them"),
            ("most (…) them", "most of them"),
            ("Ilk", "ılık"),
            ("ﬁre", "fire"),
            ("٣١٢", "312"),
            ("क", "कि"),
            ("", "most of them"),
            ("[…]", "most of them"),
            ("“”", "most of them"),
            (" ", "a b"),
        ],
    )
    def test_is_not_found_where_anything_else_does(self, quote: str, text: str) -> None:
        assert found(quote, text) == []

    def test_may_leave_words_out_and_keeps_their_order(self) -> None:
        text = "Most of the 312 trees, as everybody knows, still stand today."
        assert found("Most of the […] trees […] stand", text) == ["Most of the", "trees", "stand"]
        assert found("[...] trees [. . .] still […]", text) == ["trees", "still"]
        assert found("stand […] trees", text) == []
        assert found("trees […] trees", text) == []

    def test_may_begin_anew_with_a_capital_where_words_were_left_out(self) -> None:
        assert found("Most of it […] But not all", "most of it stood, but not all") == ["most of it", "but not all"]

    def test_is_split_into_what_must_be_there(self) -> None:
        assert split_quote("“[T]hey  said: ‘No’” […] and went") == ['They said:"No', "and went"]


WORDS = st.text(string.ascii_lowercase + "éğı", min_size=1, max_size=6)
MARKS = st.sampled_from(
    [" ", " ", " ", " ", ", ", ". ", " – ", "-", " … ", " “", "” ", "’", ": ", " (", ") ", "; ", "? "]
)
TEXTS = st.lists(st.tuples(WORDS, MARKS), min_size=1, max_size=25)

VARIANTS = {
    " ": [" ", "\n", "\u00a0", "  \t ", " \u2009"],
    "-": ["-", "–", "—", "‑", " - ", " — ", "−"],
    "’": ["’", "'"],
    "“": ["“", '"', "«", "„", "'", " “", "» "],
    "”": ["”", '"', "»", "“", "'", "” ", " »"],
    "…": ["…", "...", ". . ."],
}


def vary(draw: st.DrawFn, text: str) -> str:
    """Write a text in another way."""
    written = text.replace(" – ", "-")
    return "".join(draw(st.sampled_from(VARIANTS[each])) if each in VARIANTS else each for each in written)


@st.composite
def quoted(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """A text, and words of it in their order with some left out: as they stand there, and cut at the words left out."""
    pairs = draw(TEXTS)
    start = draw(st.integers(0, len(pairs) - 1))
    chosen = pairs[start : start + draw(st.integers(1, 12))]
    pieces: list[str] = [""]
    for number, (word, mark) in enumerate(chosen):
        whole = bool(pieces[-1]) and pieces[-1][-1] not in "’-" and mark not in "’-"
        if whole and number + 1 < len(chosen) and draw(st.integers(0, 5)) == 0:
            pieces.append("")
            continue
        pieces[-1] += word + (mark if number + 1 < len(chosen) else "")
    kept = [piece.strip(" “”") for piece in pieces if piece.strip(" “”’-")]
    text = "".join(word + mark for word, mark in pairs)
    return text, " […] ".join(kept), kept


class TestAnyQuotation:
    @given(st.data())
    def test_is_found_however_either_is_written(self, data: st.DataObject) -> None:
        text, quote, _ = data.draw(quoted())
        assume(found(quote, text))  # not where a word's end was cut off, such as that of l’
        other_quote, other_text = (vary(data.draw, each) for each in (quote, text))
        if data.draw(st.booleans()):
            other_quote = other_quote[:1].swapcase() + other_quote[1:] if other_quote[:1] != "ı" else other_quote
        assert found(other_quote, other_text)

    @given(quoted())
    def test_is_found_as_it_stands_unless_it_is_cut_within_a_word(self, drawn: tuple[str, str, list[str]]) -> None:
        text, quote, kept = drawn
        cut = any(f"{piece}’" in text for piece in kept)
        if not cut:
            assert found(quote, text)

    @given(st.lists(WORDS, min_size=2, max_size=12, unique=True), st.data())
    def test_is_not_found_with_a_word_changed_taken_out_put_in_or_moved(
        self, words: list[str], data: st.DataObject
    ) -> None:
        text = f"Before {' '.join(words)} after"
        start = data.draw(st.integers(0, len(words) - 2))
        end = data.draw(st.integers(start + 2, len(words)))
        kept = words[start:end]
        assert found(" ".join(kept), text)
        place = data.draw(st.integers(0, len(kept) - 1))
        letter = data.draw(st.integers(0, len(kept[place]) - 1))
        changed = kept[place][:letter] + data.draw(st.sampled_from("0ßø")) + kept[place][letter + 1 :]
        edits = [[*kept[:place], changed, *kept[place + 1 :]], [*kept[:place], "neu", *kept[place:]]]
        if 0 < place < len(kept) - 1:
            edits.append([*kept[:place], *kept[place + 1 :]])
            edits.append([*kept[:place], kept[place].upper(), *kept[place + 1 :]])
            edits.append([*kept[:place], f"{kept[place]},", *kept[place + 1 :]])
        edits.append([kept[-1], *kept[1:-1], kept[0]])
        for edit in edits:
            if edit != kept and "neu" not in words:
                assert not found(" ".join(edit), text), edit

    @given(quoted())
    def test_is_found_at_a_place_that_says_the_same(self, drawn: tuple[str, str, list[str]]) -> None:
        text, quote, _ = drawn
        for place, piece in zip(found(quote, text), split_quote(quote), strict=False):
            assert fold(place).strip('"') == piece
            assert place == place.strip()

    @given(st.text(max_size=200), st.text(max_size=40))
    def test_can_be_looked_for_in_anything(self, text: str, quote: str) -> None:
        is_in(quote, fold(text))
        FoldedText(text).find(quote)

    @given(st.text(max_size=200))
    def test_folding_twice_is_folding_once(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)


def test_two_megabytes_are_looked_through_in_no_time() -> None:
    text = "the town has a tree, and a “bench”; " * 60_000 + "Most of them stand."
    started = time.process_time()
    folded = FoldedText(text)
    assert folded.find("most of them stand") and not folded.find("most of these stand")
    assert time.process_time() - started < 2
