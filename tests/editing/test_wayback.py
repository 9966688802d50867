"""Asking for a public copy, from a server that answers as the Wayback Machine does or did."""

import pytest

from onrecord.editing.fetch import FetchProblem, Manners
from onrecord.editing.wayback import save_page
from tests.web_server import Behaviour, answer, is_loopback, redirect, serve_web

MANNERS = Manners(allows=is_loopback)
PAGE = "https://gazette.example/2020/trees?a=b"
ASKED = f"/save/{PAGE}"
COPY = f"/web/20260312101500/{PAGE}"


def save(behaviours: dict[str, Behaviour]) -> str:
    with serve_web(behaviours) as web:
        return save_page(PAGE, MANNERS, web.address).removeprefix(web.address)


@pytest.mark.parametrize(
    "behaviours",
    [
        {ASKED: redirect(COPY)},
        {ASKED: answer("saved", Content_Location=COPY)},
        {ASKED: answer("saved", Link=f'<{PAGE}>; rel="original", <{COPY}>; rel="first memento"; datetime="a"')},
        {ASKED: redirect("/save/again"), "/save/again": redirect(COPY)},
    ],
    ids=["it redirects to the copy", "it names the copy's place", "it names a memento", "it takes two steps"],
)
def test_the_copy_is_the_one_that_the_answer_names(behaviours: dict[str, Behaviour]) -> None:
    assert save(behaviours) == COPY


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (answer("wait", Content_Location="Overview.html"), "answered 200 and named no copy"),
        (answer("no", status="429 Too Many Requests"), "answered 429 and named no copy"),
        (answer(status="523 Origin Unreachable"), "answered 523 and named no copy"),
        (redirect("https://elsewhere.example/web/20260312101500/a"), "answered 302 and named no copy"),
        (redirect(ASKED), "answered 302 and named no copy"),
        (answer("x", Link=f'<https://elsewhere.example{COPY}>; rel="memento"'), "answered 200 and named no copy"),
    ],
)
def test_an_answer_without_a_copy_is_a_problem(behaviour: Behaviour, said: str) -> None:
    with pytest.raises(FetchProblem, match=said):
        save({ASKED: behaviour})
