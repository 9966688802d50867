"""Lists whose entries stay: who claimed it, the evidence, what the other side said, whom we asked and what came.

What may be added is added freely; what was published may neither go nor say something else.
"""

from collections.abc import Mapping, Sequence

import msgspec

from onrecord.history.record import Entry

# The keys of an entry that may not change; the first names what the entry is about. Of a quotation the language and the
# place are no words of anybody's, and of a claimant the source is not who it was.
GUARDED_LISTS: dict[str, tuple[str, ...]] = {
    "claimants": ("id", "unknown"),
    "evidence": ("source", "stance", "finding", "quote.text", "quote.translation"),
    "counter_statements": ("by", "position", "on", "source", "text", "quote.text", "quote.translation"),
    "replies": ("to", "asked", "deadline", "outcome", "on", "text"),
}

# What the outcome of a question may become as time goes on, without anything being taken back.
_WHAT_MAY_COME = {"pending": ("no-reply", "replied", "declined"), "no-reply": ("replied", "declined")}


class Difference(msgspec.Struct, frozen=True):
    """What became of an entry: None before it came and after it was taken away. ``guarded`` tells that it may not."""

    before: Entry | None
    after: Entry | None
    guarded: bool


def find_differences(key: str, before: Sequence[Entry], after: Sequence[Entry]) -> list[Difference]:
    """List the entries of a guarded list that went, came, or say something else or more; their order is free."""
    kept = _match(key, before, after)
    pairs = [(before[old], after[new]) for old, new in kept.items()]
    gone = [entry for number, entry in enumerate(before) if number not in kept]
    come = [entry for number, entry in enumerate(after) if number not in kept.values()]
    differences = [Difference(old, new, guarded=False) for old, new in pairs if old.texts != new.texts]
    for entry in gone:
        subject = GUARDED_LISTS[key][0]
        heirs = come if key == "claimants" else [each for each in come if each.get(subject) == entry.get(subject)]
        heir = next(iter(heirs), None)
        if heir is not None:
            come.remove(heir)
        differences.append(Difference(entry, heir, guarded=True))
    # One more claimant is one more who is said to have claimed it.
    guarded = key == "claimants" and bool(before)
    return differences + [Difference(None, entry, guarded) for entry in come]


def put(key: str, entry: Entry | None) -> str:
    """What is guarded of an entry, in words."""
    return ", ".join(entry.texts[part] for part in GUARDED_LISTS[key] if part in entry.texts) if entry else ""


def rename(key: str, entry: Entry, sources: Mapping[str, str], people: Mapping[str, str]) -> Entry:
    """An entry of a guarded list with the present ids of sources and people whose files were given another name."""
    names = {"source": sources, "by": people, "to": people} | ({"id": people} if key == "claimants" else {})
    texts = {part: names.get(part, {}).get(text, text) for part, text in entry.texts.items()}
    return Entry(texts, entry.line)


def _match(key: str, before: Sequence[Entry], after: Sequence[Entry]) -> dict[int, int]:
    """Pair as many published entries as can be with present ones that still say it, by their numbers.

    Those that say most choose first, and take their like.
    """
    fits = [_list_fits(key, old, after) for old in before]
    held: dict[int, int] = {}

    def place(old: int, tried: set[int]) -> bool:
        for new in fits[old]:
            if new not in tried:
                tried.add(new)
                if new not in held or place(held[new], tried):
                    held[new] = old
                    return True
        return False

    for number in sorted(range(len(before)), key=lambda number: -len(before[number].texts)):
        place(number, set())
    return {old: new for new, old in held.items()}


def _list_fits(key: str, old: Entry, after: Sequence[Entry]) -> list[int]:
    fits = [number for number, new in enumerate(after) if _still_says(key, old, new)]
    return sorted(fits, key=lambda number: after[number].texts != old.texts)


def _still_says(key: str, old: Entry, new: Entry) -> bool:
    """Tell whether an entry says all that another said; it may say more."""
    parts = [part for part in GUARDED_LISTS[key] if old.get(part) != new.get(part) and old.get(part)]
    if key == "replies" and parts == ["outcome"]:
        return new.get("outcome") in _WHAT_MAY_COME.get(old.get("outcome"), ())
    if key == "claimants":
        return all(old.get(part) == new.get(part) for part in GUARDED_LISTS[key])
    return not parts
