"""Listings of many rows become several pages."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from onrecord.pages.views import Pager

ROWS_A_PAGE = 50

T = TypeVar("T")


def paginate(rows: Sequence[T], url_of: Callable[[int], str]) -> Iterator[tuple[Sequence[T], Pager]]:
    """Give the rows of each page with its pager; a listing without rows has one empty page."""
    pages = max(1, -(-len(rows) // ROWS_A_PAGE))
    for number in range(1, pages + 1):
        newer = url_of(number - 1) if number > 1 else ""
        older = url_of(number + 1) if number < pages else ""
        yield rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE], Pager(number, pages, newer, older)
