"""Listings of many rows become several pages."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from onrecord.pages.views import Pager

ROWS_A_PAGE = 50

T = TypeVar("T")


def count_pages(rows: int) -> int:
    """How many pages so many rows take; a listing without rows has one empty page."""
    return max(1, -(-rows // ROWS_A_PAGE))


def take_page(rows: Sequence[T], number: int, url_of: Callable[[int], str]) -> tuple[Sequence[T], Pager]:
    """Give the rows of a page, counted from 1, and its pager."""
    pages = count_pages(len(rows))
    newer = url_of(number - 1) if number > 1 else ""
    older = url_of(number + 1) if number < pages else ""
    return rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE], Pager(number, pages, newer, older)
