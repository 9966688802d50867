"""Problems: what is wrong in a file of the site, told to its author.

A problem is a value. It says where it is, what is wrong in the author's own words, what is allowed, and one next step.
"""

import difflib
from collections.abc import Iterable
from typing import Literal

import msgspec

# A notice says what could be done some day; only an audit lists notices.
Severity = Literal["error", "warning", "notice"]

CODES: dict[str, Severity] = {
    "accept-unknown": "error",
    "accept-unused": "warning",
    "address-taken": "error",
    "alias-missing": "error",
    "base-url-invalid": "error",
    "change-silent": "error",
    "character-forbidden": "error",
    "claim-long": "warning",
    "claim-unknown": "error",
    "claim-unpublished": "error",
    "claimant-unclear": "error",
    "comment-behind-value": "warning",
    "content-missing": "error",
    "correction-altered": "error",
    "correction-wrong": "error",
    "date-future": "error",
    "date-invalid": "error",
    "date-order": "error",
    "encoding-invalid": "error",
    "file-unexpected": "error",
    "file-unreadable": "error",
    "front-matter-missing": "error",
    "front-matter-unclosed": "error",
    "history-apart": "warning",
    "html-in-text": "warning",
    "id-duplicate": "error",
    "id-invalid": "error",
    "key-duplicate": "error",
    "key-missing": "error",
    "key-unknown": "error",
    "keys-conflict": "error",
    "language-invalid": "error",
    "language-untranslated": "warning",
    "limit-exceeded": "error",
    "link-invalid": "error",
    "origins-too-few": "error",
    "page-unknown": "error",
    "past-unreadable": "warning",
    "person-unknown": "error",
    "picture-unsupported": "error",
    "quote-gone": "warning",
    "quote-missing": "error",
    "quote-unchecked": "notice",
    "relation-self": "error",
    "relays-self": "error",
    "reply-missing": "error",
    "search-failed": "error",
    "security-txt": "warning",
    "share-images-missing": "warning",
    "source-fallen": "warning",
    "source-unknown": "error",
    "source-unused": "warning",
    "symbolic-link": "error",
    "template-invalid": "error",
    "text-too-complex": "error",
    "topic-unknown": "error",
    "url-invalid": "error",
    "value-empty": "error",
    "value-invalid": "error",
    "value-unknown": "error",
    "verdict-redefined": "error",
    "verdict-unknown": "error",
    "wrong-type": "error",
    "yaml-forbidden": "error",
    "yaml-invalid": "error",
}

# Warnings that are not about a claim as it stands, so that none can accept them.
NO_CLAIMS_WARNINGS = (
    "accept-unused",
    "history-apart",
    "language-untranslated",
    "past-unreadable",
    "security-txt",
    "share-images-missing",
)

# What an editor may answer for under a claim's ``accepts``: the warnings that are not answered otherwise, and a verdict
# for which fewer origins are enough.
ACCEPTABLE = frozenset(
    [
        code
        for code, severity in CODES.items()
        if severity == "warning" and code not in (*NO_CLAIMS_WARNINGS, "source-fallen")
    ]
    + ["origins-too-few"]
)


class Problem(msgspec.Struct, frozen=True, order=True):
    """Something wrong at a place: ``path`` is below the site's folder, line and column count from 1 (0: unknown).

    ``paste`` has lines that can be put into a file just as they are, where the next step is to add some.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    paste: str = ""


def problem(path: str, line: int, code: str, message: str, hint: str = "", *, column: int = 0) -> Problem:
    """Make a problem with the severity that belongs to its code."""
    return Problem(path, line, column, code, message, hint, CODES[code])


def nearest(word: str, allowed: Iterable[str]) -> str:
    """Give ``Did you mean '…'?`` for the allowed word most like this one, or nothing."""
    by_folded = {option.casefold(): option for option in allowed}
    matches = difflib.get_close_matches(word.strip().casefold().replace(" ", "-"), by_folded, n=1, cutoff=0.6)
    return f"Did you mean '{by_folded[matches[0]]}'?" if matches else ""


def one_of(allowed: Iterable[str], *, most: int = 12) -> str:
    """List what is allowed, shortened after ``most`` words."""
    words = list(allowed)
    return ", ".join(words[:most]) + (", …" if len(words) > most else "")


def shown(text: str, *, most: int = 60) -> str:
    """Quote an author's words on one line, shortened, with control characters made visible."""
    line = " ".join(text.split())
    line = "".join(character if character.isprintable() else "�" for character in line)
    return "'" + (line if len(line) <= most else line[: most - 1] + "…") + "'"


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of the problems keeps the site from being written."""
    return any(each.severity == "error" for each in problems)
