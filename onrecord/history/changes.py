"""What would change for readers, one row for each part of a page."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from onrecord.history.corrections import Ledger
from onrecord.history.record import Entry, Record

# What stands under these keys is told otherwise: as the notes of rows, as rows of the sources, or not to readers at all.
_NOT_SHOWN = ("accepts", "aliases", "changes", "corrections", "sources", "status", "verdicts")


class Change(msgspec.Struct, frozen=True):
    """A row: a part (``field``) of a thing, what readers see there and what they would see.

    ``field`` is the name of a key, or ``new``, ``gone`` or ``address`` for the page as a whole. ``note`` is the reason that
    the content gives, and ``silent`` tells that it should give one.
    """

    kind: str
    id: str
    path: str
    line: int
    field: str
    before: str
    after: str
    note: str = ""
    silent: bool = False


def change_of(record: Record, field: str, before: str, after: str, note: str = "", *, silent: bool = False) -> Change:
    """Make the row of a part of a file."""
    line = record.line(field)
    return Change(record.raw.kind, record.id, record.path, line, field, before, after, note, silent)


def list_changes(before: Record, after: Record, notes: Mapping[str, str], but: Iterable[str] = ()) -> Iterator[Change]:
    """Give the rows of all keys that say something else now, but those that are compared elsewhere."""
    left_out = {*_NOT_SHOWN, *but}
    for key in dict.fromkeys((*after.keys(), *before.keys())):
        if key not in left_out and before.text(key) != after.text(key):
            yield change_of(after, key, before.text(key), after.text(key), notes.get(key, ""))


def list_lost(ledger: Ledger) -> Iterator[Change]:
    """Give the rows of entries about changes that readers would not see any more."""
    for each in ledger.lost:
        yield change_of(ledger.after, ledger.key, ", ".join(each.texts.values()), "", silent=True)


def list_changes_of_source(before: Entry, after: Entry, path: str) -> Iterator[Change]:
    """Give the rows of a source, wherever it is described."""
    for key in dict.fromkeys((*after.texts, *before.texts)):
        if key != "id" and before.get(key) != after.get(key):
            id = after.get("id")
            yield Change("source", id, path, after.line, key, before.get(key), after.get(key))
