"""Two texts compared word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from onrecord.pages.views import DifferencePart

# Words, white space and each other character by itself.
_WORDS = re.compile(r"\w+|\s+|.", re.DOTALL)

# Comparing takes a time that grows with the pairs of equal words; beyond so many, the middle counts as put anew.
_MOST_PAIRS = 20_000


def compare_words(before: str, after: str) -> tuple[DifferencePart, ...]:
    """Give the parts of both texts in order: what stayed, what was taken out, and what was put in."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    start = _count_same(old, new)
    end = _count_same(old[start:][::-1], new[start:][::-1])
    middle = _compare(old[start : len(old) - end], new[start : len(new) - end])
    parts = [("", "".join(old[:start])), *middle, ("", "".join(old[len(old) - end :]))]
    together = ((kind, "".join(text for _, text in each)) for kind, each in groupby(parts, key=lambda part: part[0]))
    return tuple(DifferencePart(text, kind) for kind, text in together if text)


def compare_whole(before: str, after: str) -> tuple[DifferencePart, ...]:
    """Give both texts, one in the place of the other."""
    return tuple(DifferencePart(text, kind) for text, kind in ((before, "out"), (after, "in")) if text)


def _count_same(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words at the beginning are the same."""
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _compare(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    counts = Counter(new)
    if sum(counts[word] for word in old) > _MOST_PAIRS:
        yield from (("out", "".join(old)), ("in", "".join(new)))
        return
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield "", "".join(old[a:b])
        else:
            yield from (("out", "".join(old[a:b])), ("in", "".join(new[c:d])))
