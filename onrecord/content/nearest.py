"""The passage of a text that is most like a quotation that isn't there, and in what the two differ.

However long the text, the search takes a bounded number of looks at it: a few groups of letters of the quotation are
counted in the text, the rarest are found, and where most of them stand in the right distance the words are compared.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from onrecord.content.quotes import FoldedText, Span, cases_of, find_piece, fold, split_pieces

_GROUP = 5  # letters
_GROUPS = 60
_PLACES = 2_000
_ALIKE_ENOUGH = 0.4  # of the letters stand in words that both have
_SPELT_ALIKE = 0.7
_FEW = 8  # words
_AROUND = 5  # words shown before, between and behind the differences
_MOST_SHOWN = 480  # characters
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|\w+|[^\w\s]")


class _Word(NamedTuple):
    """A word or mark of a text, its folded form, and whether white space stands before it."""

    text: str
    form: str
    apart: bool


def describe_difference(quote: str, text: FoldedText) -> str:
    """Say how the nearest passage differs: ``[-…-]`` is only in the quotation, ``{+…+}`` only in the text.

    Gives nothing where no passage is at all like the quotation.
    """
    last = 0
    for piece, written in split_pieces(quote):
        span = find_piece(piece, text.folded, last)
        if span is not None:
            last = span.end
        elif find_piece(piece, text.folded) is not None:
            return f"{written} (which stands before what the quotation has in front of it)"
        else:
            return _describe_piece(piece, written, text)
    return ""


def _describe_piece(piece: str, written: str, text: FoldedText) -> str:
    window = _find_window(piece, text.folded)
    if window is None:
        return ""
    place = text.place_of(window)
    ours, theirs = list(_words_of(written)), list(_words_of(text.text[place.start : place.end]))
    ours[0] = _as_theirs(ours, theirs)
    matcher = difflib.SequenceMatcher(None, [word.form for word in ours], [word.form for word in theirs])
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    alike = sum(len(word.form) for block in blocks for word in ours[block.a : block.a + block.size])
    if alike < _ALIKE_ENOUGH * sum(len(word.form) for word in ours):
        blocks = _match_misspelt(ours, theirs, blocks)
    return _shorten(_show(ours, theirs, blocks)) if blocks else ""


def _as_theirs(ours: list[_Word], theirs: list[_Word]) -> _Word:
    """Our first word with its first letter small or capital as theirs, if they go on like us."""
    first, following = ours[0], [word.form for word in ours[1:2]]
    cases = {letter + first.form[1:] for letter in cases_of(first.form[0])}
    for place, word in enumerate(theirs):
        if word.form in cases and following == [each.form for each in theirs[place + 1 : place + 1 + len(following)]]:
            return first._replace(form=word.form)
    return first


def _match_misspelt(ours: list[_Word], theirs: list[_Word], blocks: list[difflib.Match]) -> list[difflib.Match]:
    """Of a few words that have hardly one in common with others, give what they have if they are spelt much like them."""
    if len(ours) > _FEW:
        return []
    spelt = " ".join(word.form for word in ours)
    places = range(max(1, len(theirs) - len(ours) + 1))
    runs = {place: " ".join(word.form for word in theirs[place : place + len(ours)]) for place in places}
    best = max(runs, key=lambda place: difflib.SequenceMatcher(None, spelt, runs[place]).ratio())
    alike = difflib.SequenceMatcher(None, spelt, runs[best]).ratio() >= _SPELT_ALIKE
    whole = [difflib.Match(0, best, 0), difflib.Match(len(ours), best + len(ours), 0)]
    return (blocks or whole) if alike else []


def _find_window(piece: str, folded: str) -> Span | None:
    """The part of a text in which most of a piece's groups of letters stand about where they should."""
    lowered = folded.lower() if len(folded.lower()) == len(folded) else folded
    small = piece.lower() if lowered is not folded and len(piece.lower()) == len(piece) else piece
    size = min(_GROUP, max(1, len(small) // 2))
    starts = range(0, len(small) - size + 1, max(1, len(small) // _GROUPS))
    counts = Counter({start: lowered.count(small[start : start + size]) for start in starts})
    width = max(8, len(small) // 10)
    votes: Counter[int] = Counter()
    for start, count in reversed(counts.most_common()):
        if count and (not votes or votes.total() + count <= _PLACES):
            for at in _places_of(small[start : start + size], lowered):
                votes[(at - start) // width] += 1
    if not votes:
        return None
    best = max(votes, key=lambda place: (votes[place] + votes[place + 1], -place))
    margin = max(60, len(small) // 5)
    start = max(0, best * width - margin)
    return Span(start, min(len(folded), (best + 2) * width + len(small) + margin))


def _places_of(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    for _ in range(_PLACES):
        if at < 0:
            return
        yield at
        at = text.find(words, at + 1)


def _words_of(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        yield _Word(found[0], fold(found[0]), text[found.start() - 1 : found.start()].isspace())


def _show(ours: list[_Word], theirs: list[_Word], blocks: list[difflib.Match]) -> str:
    """The text's words from a little before to a little behind the passage, with what differs in brackets."""
    first, last = blocks[0], blocks[-1]
    start = max(0, first.b - first.a)
    end = min(len(theirs), last.b + last.size + len(ours) - last.a - last.size)
    parts = ["…", _join(theirs[max(0, start - _AROUND) : start])]
    at, place = 0, start
    for block in blocks:
        parts += _show_change(ours[at : block.a], theirs[place : block.b])
        parts.append(_cut(theirs[block.b : block.b + block.size]))
        at, place = block.a + block.size, block.b + block.size
    parts += [*_show_change(ours[at:], theirs[place:end]), _join(theirs[end : end + _AROUND]), "…"]
    return "".join(parts)


def _show_change(ours: list[_Word], theirs: list[_Word]) -> Iterator[str]:
    if ours or theirs:
        yield " " if (theirs or ours)[0].apart else ""
    if ours:
        yield f"[-{_cut(ours).strip()}-]"
    if theirs:
        yield f"{{+{_cut(theirs).strip()}+}}"


def _cut(words: list[_Word]) -> str:
    """The text of some words; of many only the first and the last."""
    if len(words) <= 2 * _AROUND + 2:
        return _join(words)
    return f"{_join(words[:_AROUND])} …{_join(words[-_AROUND:])}"


def _join(words: list[_Word]) -> str:
    return "".join(f" {word.text}" if word.apart else word.text for word in words)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_SHOWN else line[: _MOST_SHOWN - 1] + "…"
