"""What an import came to, in words."""

from collections.abc import Iterator

from onrecord.content.read import VERDICT_MAP_FILE
from onrecord.editing.importing import Imported
from onrecord.problems import shown


def messages(imported: Imported) -> Iterator[str]:
    """Name every record that was not imported, all that was left out of others, and the words that nobody explained."""
    for refused in imported.refused:
        yield f"{_seen(refused.position)}: not imported: {_seen(refused.reason)}"
    for note in imported.notes:
        yield f"{_seen(note.position)}: {_seen(note.reason)}"
    if imported.unknown_words:
        yield f"These words are no verdict of the site. Say in {VERDICT_MAP_FILE} which each means, such as 'Fake: false':"
        for word, count in imported.unknown_words:
            yield f"  {count:6,} × {shown(word, most=100)}"


def differences(imported: Imported) -> Iterator[str]:
    """Show how the files that are there differ from what was imported."""
    for each in imported.differing:
        yield from (_seen(line) for line in each.diff.split("\n"))


def summarise(imported: Imported, asks_first: bool) -> str:
    """Say in a line or two what was done."""
    if imported.failure:
        return imported.failure
    if asks_first and imported.differing:
        return f"{_files(len(imported.differing))} would be replaced. Nothing was written; to do it, add --yes."
    written = f"{_files(len(imported.written))} written"
    drafts = f" ({imported.drafts:,} of them drafts of claims)" if imported.drafts else ""
    parts = [
        f"{written}{drafts}",
        f"{imported.unchanged:,} unchanged",
        f"{len(imported.refused):,} record{'' if len(imported.refused) == 1 else 's'} not imported",
    ]
    kept = [each for each in imported.differing if each.path not in imported.written]
    left = f" {_files(len(kept))} say something else and were left as they are; --update shows how." if kept else ""
    if len(kept) == 1:
        left = " 1 file says something else and was left as it is; --update shows how."
    return f"{', '.join(parts)}.{left}"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _seen(line: str) -> str:
    """A line for a terminal, with control characters made visible."""
    return "".join(character if character.isprintable() or character == " " else "�" for character in line)
