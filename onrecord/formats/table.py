"""All claims as a table (RFC 4180), a row each, for spreadsheets."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta

from onrecord.formats.records import ClaimRecord

# What spreadsheets take for the beginning of a formula, in the wide forms of East Asian scripts too.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")

Count = Annotated[str, Meta(pattern="^[0-9]+$")]


class Row(msgspec.Struct, frozen=True):
    """A row as a reader of CSV gets it: texts, empty where there is nothing. Lists are joined by ``; ``."""

    id: str
    page: str
    claim: str
    claim_short: str
    headline: str
    claimants: Annotated[str, Meta(description="Names.")]
    claimed_on: Annotated[str, Meta(description="A date in EDTF.")]
    verdict: Annotated[str, Meta(description="The id of the verdict.")]
    verdict_label: Annotated[str, Meta(description="The word of the verdict.")]
    rating: Annotated[
        str, Meta(pattern="^[1-5]?$", description="5 (true) to 1 (false), if the verdict is a degree of truth.")
    ]
    problem: str
    summary: str
    topics: Annotated[str, Meta(description="Ids.")]
    published: str
    updated: str
    checked: str
    review_by: str
    authors: Annotated[str, Meta(description="Names.")]
    supports: Count
    refutes: Count
    context: Count
    counter_statements: Count
    replies: Count
    corrections: Count
    withdrawn: Annotated[str, Meta(description="The day since which the publisher no longer stands by the verdict.")]


def header_line() -> bytes:
    """The names of the columns behind a byte order mark, without which Excel takes the file for another encoding."""
    return b"\xef\xbb\xbf" + _line(Row.__struct_fields__)


def row_line(claim: ClaimRecord) -> bytes:
    """A claim's row, without its end."""
    stances = Counter(each.stance for each in claim.evidence)
    row = Row(
        id=claim.id,
        page=claim.page,
        claim=claim.claim,
        claim_short=claim.claim_short,
        headline=claim.headline,
        claimants=_join(each.name or each.unknown for each in claim.claimants),
        claimed_on=claim.claimed_on,
        verdict=claim.verdict.id,
        verdict_label=claim.verdict.label,
        rating="" if claim.verdict.rating is UNSET else str(claim.verdict.rating),
        problem=_join(claim.problem),
        summary=claim.summary,
        topics=_join(each.id for each in claim.topics),
        published=claim.published,
        updated=claim.updated,
        checked=claim.checked,
        review_by=claim.review_by,
        authors=_join(claim.authors),
        supports=str(stances["supports"]),
        refutes=str(stances["refutes"]),
        context=str(stances["context"]),
        counter_statements=str(len(claim.counter_statements)),
        replies=str(len(claim.replies)),
        corrections=str(len(claim.corrections)),
        withdrawn="" if claim.withdrawn is UNSET else claim.withdrawn.on,
    )
    return _line(guard(cell) for cell in msgspec.structs.astuple(row))


def guard(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: one that looks like one has a ``'`` in front.

    So has a cell that looks like a guarded one, so that one ``'`` taken away always gives back what was there.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _join(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _line(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue().encode()
