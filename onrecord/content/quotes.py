"""Looking for a quotation in a text.

A quotation is there if its words are, in their order. White space may differ (how much of it, and whether there is any
beside a punctuation mark), and so may the kind of quotation marks and dashes, the way of writing an ellipsis, and the
case of the first letter. ``[…]`` stands for words left out; ``[T]he`` for a letter whose case was changed. Nothing else
may differ, and a quotation neither begins nor ends within a word or a number.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Characters that nobody sees: soft hyphens, zero-width spaces, marks of direction.
INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")

_APOSTROPHES = "'`´‘’‛′ʼ׳"
_QUOTES = _APOSTROPHES + '"‚“”„‟″‹›«»「」『』״'
_DASHES = "‐‑‒–—―−⸺⸻﹘﹣－-"
_OMISSION = re.compile(r"\[\s?(?:…|\.\s?\.\s?\.)\s?\]")
_CHANGED_LETTER = re.compile(r"^\[(\w)\](?=\w)")
_MARKS = ";:!?()[]{}،؛؟۔।"
_VARYING = re.compile(
    rf"""
      (?= [\s.,…{_QUOTES}{_DASHES[:-1]}\-{re.escape(_MARKS)}] ) (?:
      (?P<apostrophe> (?<=\w) [{_APOSTROPHES}] (?=\w) )
    | (?P<quote> \s* (?:[{_QUOTES}]\s*)+ )
    | (?P<dash> \s* (?:[{_DASHES}]\s*)+ )
    | (?P<ellipsis> \s* (?:…|\.\s?\.\s?\.) (?:\s?[….])* \s* )
    | \s* (?P<stop> [.,] ) (?:\s+(?!\d))?
    | \s* (?P<mark> [{re.escape(_MARKS)}] ) \s*
    | (?P<space> \s{{2,}} | [^\S\ ] )
      )
    """,
    re.VERBOSE,
)
_ALIKE = {"apostrophe": "’", "quote": '"', "dash": "-", "ellipsis": "…", "space": " "}

# Scripts that put no space between words.
_UNSPACED = (
    ("\u0e00", "\u0eff"),  # Thai, Lao
    ("\u1000", "\u109f"),  # Burmese
    ("\u1780", "\u17ff"),  # Khmer
    ("\u3040", "\u30ff"),  # Japanese
    ("\u3400", "\u9fff"),  # Chinese
    ("\uf900", "\ufaff"),
)


class Span(NamedTuple):
    """A place in a text: from the first character up to, and without, the last."""

    start: int
    end: int


def fold(text: str) -> str:
    """Give one form to all that may differ between a quotation and its source."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _VARYING.sub(_one_form, plain).strip(" ")


def _one_form(found: re.Match[str]) -> str:
    kind = str(found.lastgroup)
    return _ALIKE.get(kind) or str(found[kind])


def split_quote(quote: str) -> list[str]:
    """Give the folded pieces between which words were left out, without the quotation marks around them."""
    return [piece for piece, _ in split_pieces(quote)]


def split_pieces(quote: str) -> Iterator[tuple[str, str]]:
    """Give each piece of a quotation folded, and as it is written."""
    for written in _OMISSION.split(quote):
        piece = fold(_CHANGED_LETTER.sub(r"\1", written.lstrip(f"{_QUOTES} "), count=1)).strip('" ')
        if piece:
            yield piece, written.strip(f"{_QUOTES} ")


def is_in(quote: str, folded: str) -> bool:
    """Tell whether a quotation is in a folded text."""
    return bool(find_pieces(split_quote(quote), folded))


def find_pieces(pieces: Iterable[str], folded: str) -> list[Span]:
    """Find the pieces of a quotation in a folded text, one behind the other; nothing if one of them isn't there."""
    spans: list[Span] = []
    for piece in pieces:
        span = find_piece(piece, folded, spans[-1].end if spans else 0)
        if span is None:
            return []
        spans.append(span)
    return spans


def find_piece(piece: str, folded: str, start: int = 0) -> Span | None:
    """Find the first place of a folded piece at or behind ``start``."""
    firsts, rest = cases_of(piece[0]), piece[1:]
    at = folded.find(rest, start + 1)
    while 0 < at <= len(folded):
        span = Span(at - 1, at + len(rest))
        if folded[span.start : span.start + 1] in firsts and _is_whole(folded, span):
            return span
        at = folded.find(rest, at + 1)
    return None


def cases_of(letter: str) -> set[str]:
    """A letter, small and capital; Turkish has two of each i."""
    pairs = {"i": "İ", "ı": "I", "İ": "i", "I": "ı"}
    return {letter, letter.upper(), letter.lower(), pairs.get(letter, letter)}


def _is_whole(folded: str, span: Span) -> bool:
    """Tell whether a place begins and ends where words and numbers do."""
    before, first = folded[max(0, span.start - 2) : span.start], folded[span.start]
    last, after = folded[span.end - 1], folded[span.end : span.end + 2]
    if first.isdigit() and len(before) == 2 and before[0].isdigit() and before[1] in ".,":
        return False
    if last.isdigit() and len(after) == 2 and after[0] in ".," and after[1].isdigit():
        return False
    if _is_letter(last) and after[:1] == "’":
        return False
    return not _runs_on(before[-1:], first) and not _runs_on(last, after[:1])


def _runs_on(left: str, right: str) -> bool:
    """Tell whether two characters belong to one word."""
    if not (left and right) or not (_is_letter(left) and _is_letter(right)):
        return False
    spaced = not any(first <= each <= last for first, last in _UNSPACED for each in (left, right))
    return spaced or unicodedata.category(right)[0] == "M"


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNM"


class FoldedText:
    """A text without invisible characters, its folded form, and the way back from places in this to places in that."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._forms: list[int] = []  # where in the folded text a character stands for a place of another length
        self._places: list[Span] = []
        parts: list[str] = []
        length = last = 0
        for found in _VARYING.finditer(text):
            parts += (text[last : found.start()], _one_form(found))
            length += found.start() - last + 1
            last = found.end()
            self._forms.append(length - 1)
            self._places.append(Span(found.start(), last))
        self.folded = "".join((*parts, text[last:]))

    def find(self, quote: str) -> list[Span]:
        """Find the pieces of a quotation, as places in ``text``; nothing if it isn't there."""
        return [self.place_of(span) for span in find_pieces(split_quote(quote), self.folded)]

    def place_of(self, span: Span) -> Span:
        """The place in the text of a place in its folded form, without white space at its ends."""
        start, end = self._unfold(span.start).start, self._unfold(span.end - 1).end
        words = self.text[start:end]
        return Span(end - len(words.lstrip()), start + len(words.rstrip()))

    def _unfold(self, place: int) -> Span:
        """The place of one folded character."""
        number = bisect_right(self._forms, place) - 1
        if number < 0:
            return Span(place, place + 1)
        behind = place - self._forms[number]
        found = self._places[number]
        return Span(found.end + behind - 1, found.end + behind) if behind else found
