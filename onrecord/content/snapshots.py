"""What is kept of sources' texts: passages in ``content/snapshots/``, and whole texts in ``.snapshots/``.

Whole texts are other people's, so they stay on the machine of whoever fetched them. Nothing that is published depends
on them: with one at hand, messages can say more.
"""

import hashlib
import itertools
import re
import unicodedata
from pathlib import Path

from onrecord.content import limits
from onrecord.content.fields import Fields
from onrecord.content.nodes import FORBIDDEN
from onrecord.content.quotes import INVISIBLE
from onrecord.content.read import RawFile, read_bytes
from onrecord.model import Passage, Snapshot, TextCopy
from onrecord.problems import shown

TEXTS_FOLDER = ".snapshots"


def read_snapshot(fields: Fields, raw: RawFile) -> Snapshot:
    """Read the keys of a file of ``content/snapshots/``."""
    copies = fields.groups("copies", _read_copy, required=True)
    for earlier, later in itertools.pairwise(copies):
        if earlier.date and later.date and later.date < earlier.date:
            message = f"the copy of {later.date} stands behind that of {earlier.date}"
            fields.report(fields.line("copies"), "date-order", message, "Put the oldest copy first.")
    return Snapshot(raw.id, raw.path, copies)


def _read_copy(fields: Fields) -> TextCopy:
    sha256 = fields.text("sha256", required=True)
    if sha256 and not re.fullmatch("[0-9a-f]{64}", sha256):
        message = f"sha256 {shown(sha256)} is not 64 of 0 to 9 and a to f"
        hint = "Take the file back as it was, or delete it and let 'archive' write it."
        fields.report(fields.line("sha256"), "value-invalid", message, hint)
    return TextCopy(
        date=fields.day("date", required=True),
        sha256=sha256,
        url=fields.address("url"),
        archived=fields.address("archived"),
        passages=fields.groups("passages", _read_passage),
    )


def _read_passage(fields: Fields) -> Passage:
    return Passage(
        exact=fields.text("exact", required=True, most=limits.PASSAGE_CHARACTERS),
        prefix=fields.title("prefix"),
        suffix=fields.title("suffix"),
    )


def text_path(id: str) -> str:
    """Where the whole text of a source is kept, below the site's folder."""
    return f"{TEXTS_FOLDER}/{id}.txt"


def read_whole_text(site_folder: Path, id: str) -> str | None:
    """Give the whole text of a source as ``tidy_text`` leaves it; None if there is none here that can be read."""
    path = text_path(id)
    data, problems = read_bytes(f"{site_folder}/{path}", path, limits.WHOLE_TEXT_BYTES)
    return None if problems else tidy_text(data.decode("utf-8-sig", "replace"))


def tidy_text(text: str) -> str:
    """Give a text in the form in which it is kept: NFC, without what nobody sees, white space as single spaces, a line
    for each paragraph.
    """
    seen = INVISIBLE.sub("", unicodedata.normalize("NFC", text.replace("\f", "\n")))
    seen = FORBIDDEN.sub(" ", seen.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n"))
    lines = (" ".join(line.split()) for line in seen.split("\n"))
    return "".join(f"{line}\n" for line in lines if line)


def digest_text(text: str) -> str:
    """The SHA-256 of a text that is tidy."""
    return hashlib.sha256(text.encode()).hexdigest()
