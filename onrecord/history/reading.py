"""Reads many versions of few files: of a claim's keys, those that nobody asks for and that are known are not read again.

What comes out is what ``parse_file`` gives, but for the keys that were left out.
"""

import re

from onrecord.content import limits
from onrecord.content.read import FoundFile, RawFile, parse_file
from onrecord.problems import has_errors

# What the chronicle asks for.
_ASKED = frozenset(("status", "verdict", "claim", "headline", "summary", "corrections", "withdrawn"))

_PARTS = re.compile(r"---\n(.*?^)---\n", re.DOTALL | re.MULTILINE)
# An entry of the keys begins at the margin.
_ENTRY = re.compile(r"^(?=[^\s#-])", re.MULTILINE)
_AS_MARKDOWN, _AS_YAML = FoundFile("content/claims/old-claim.md", "claim"), FoundFile("content/claims/x.yaml", "claim")


class Reader:
    """Reads claims' files. It remembers entries that it has seen to be whole, which they are in any other file too."""

    def __init__(self) -> None:
        self._whole: set[str] = set()

    def read(self, data: bytes) -> RawFile | None:
        """Read a file, be it written as ``.md`` or as ``.yaml``; None if it can't be read."""
        entries, body = _split(data)
        if entries and self._whole.issuperset(each for each in entries if _key_of(each) not in _ASKED):
            asked = [each for each in entries if _key_of(each) in _ASKED]
            found = _parse(_AS_MARKDOWN, f"---\n{''.join(asked)}---\n{body}".encode())
            if found and list(found.keys.entries) == [_key_of(each) for each in asked]:
                return found
        found = _parse(_AS_MARKDOWN, data)
        if found and list(found.keys.entries) == [_key_of(each) for each in entries]:
            # Each begins where a key begins, so each ends where the next one does.
            self._whole.update(entries)
        return found or _parse(_AS_YAML, data)


def _split(data: bytes) -> tuple[list[str], str]:
    """Split a file into the entries of its keys and its text; no entries if that is not plain to see."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return [], ""
    parts = _PARTS.match(text)
    if parts is None or "\r" in text or len(data) > limits.FRONT_MATTER_BYTES:
        return [], ""
    before, *entries = _ENTRY.split(parts[1])
    return ([] if before else entries), text[parts.end() :]


def _key_of(entry: str) -> str:
    return entry.partition(":")[0]


def _parse(file: FoundFile, data: bytes) -> RawFile | None:
    raw, problems = parse_file(file, data)
    return raw if raw and not has_errors(problems) else None
