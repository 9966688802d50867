"""Reviews in a table: CSV whose first line names the columns."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

from onrecord.editing.import_formats import NotImported, Party, Review
from onrecord.problems import nearest, one_of, shown

# What a table can hold, each with the names by which its column is known if the editor gives none.
COLUMNS: dict[str, tuple[str, ...]] = {
    "claim": ("claim", "claimreviewed"),
    "url": ("url", "page"),
    "verdict": ("verdict", "verdict_label", "rating", "textualrating"),
    "headline": ("headline", "title"),
    "summary": ("summary",),
    "report": ("report", "body"),
    "claimant": ("claimant", "claimants"),
    "claimed_on": ("claimed_on", "claimdate"),
    "published": ("published", "reviewdate"),
    "publisher": ("publisher",),
    "language": ("language", "languagecode", "inlanguage"),
}
_MUSTS = ("claim", "url")
# In our own table a spreadsheet's formulas have a ' in front, and claimants are joined by this (docs/data.md).
_OUR_FIRST_COLUMNS = ["id", "page", "claim"]
_GUARDED = re.compile("'(?='*[=+@-])")


class UnreadableTable(Exception):
    """The table as a whole can't be read; the message says why and what to do."""


def read_table(text: str, chosen: Mapping[str, str]) -> Iterator[Review | NotImported]:
    """Give the review of each row. ``chosen`` names the columns of those things whose names are not the usual ones.

    Raises ``UnreadableTable``.
    """
    csv.field_size_limit(2**24)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        header = [" ".join(name.split()) for name in next(rows, [])]
        columns = _find_columns(header, chosen)
        is_ours = header[: len(_OUR_FIRST_COLUMNS)] == _OUR_FIRST_COLUMNS
        for number, row in enumerate(rows, 2):
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                yield NotImported(f"row {number}", f"it has {len(row)} cells, and the first line has {len(header)}")
                continue
            cells = [_GUARDED.sub("", cell, count=1) if is_ours and cell[:1] == "'" else cell for cell in row]
            yield _review({name: cells[place].strip() for name, place in columns.items()}, number, is_ours)
    except csv.Error as error:
        reason = f"line {rows.line_num}: this is no CSV that can be read: {error}"
        raise UnreadableTable(f"{reason}. Look for a quotation mark that is never closed.") from error


def _delimiter(text: str) -> str:
    """The sign between the cells of the first line: a comma, or what spreadsheets of other countries put there."""
    first = re.sub('"[^"]*"', "", text[:10_000].split("\n", 1)[0])
    return max(",;\t", key=first.count)


def _find_columns(header: list[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Give the number of each thing's column."""
    columns: dict[str, int] = {}
    for name, column in chosen.items():
        if name not in COLUMNS:
            hint = nearest(name, COLUMNS) or f"What can be imported: {one_of(COLUMNS)}."
            raise UnreadableTable(f"{shown(name)} can't be imported. {hint}")
        if header.count(column) != 1:
            how_many = "no column" if column not in header else "more than one column"
            hint = nearest(column, header) or f"The columns are: {one_of(header, most=40)}."
            raise UnreadableTable(f"there is {how_many} {shown(column)}. {hint}")
        columns[name] = header.index(column)
    folded = [name.casefold().replace(" ", "_") for name in header]
    for name, usual in COLUMNS.items():
        place = next((folded.index(each) for each in usual if each in folded), None)
        if name not in columns and place is not None:
            columns[name] = place
    lacking = [name for name in _MUSTS if name not in columns]
    if lacking:
        hint = f"Name it with --column {lacking[0]}=…"
        raise UnreadableTable(
            f"there is no column for '{lacking[0]}'; the columns are: {one_of(header, most=40)}. {hint}"
        )
    return columns


def _review(cells: Mapping[str, str], number: int, is_ours: bool) -> Review:
    claimants = cells.get("claimant", "")
    names = claimants.split("; ") if is_ours else [claimants]
    return Review(
        position=f"row {number}",
        claim=cells["claim"],
        url=cells["url"],
        verdict=cells.get("verdict", ""),
        headline=cells.get("headline", ""),
        summary=cells.get("summary", ""),
        report=cells.get("report", ""),
        claimants=tuple(Party(name) for name in names if name),
        claimed_on=cells.get("claimed_on", ""),
        published=cells.get("published", ""),
        publisher=Party(cells["publisher"], "Organization") if cells.get("publisher") else None,
        language=cells.get("language", ""),
    )
