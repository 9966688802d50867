"""Asking the Wayback Machine to keep a page: its public form *Save Page Now*."""

import re
from urllib.parse import urljoin

import msgspec

from onrecord.editing.fetch import Answer, FetchProblem, Manners, ask

WAYBACK = "https://web.archive.org"
_SECONDS = 180
_STEPS = 5
_COPY = re.compile(r"/web/[0-9]{14}/")
_MEMENTO = re.compile(r"<([^<>]+)>[^<]*;\s*rel=\"[^\"]*\bmemento\b")


def save_page(address: str, manners: Manners, base: str = WAYBACK) -> str:
    """Have a page kept, and give the address of the copy. Raises ``FetchProblem``."""
    patient = msgspec.structs.replace(manners, silence_seconds=_SECONDS, total_seconds=_SECONDS)
    question = f"{base}/save/{address}"
    for _ in range(_STEPS):
        answer = ask(question, patient)
        copy = _find_copy(answer, base)
        if copy:
            return copy
        further = urljoin(question, answer.headers.get("location", ""))
        if answer.status // 100 != 3 or further == question or not further.startswith(f"{base}/"):
            break
        question = further
    raise FetchProblem(f"the Wayback Machine answered {answer.status} and named no copy")


def _find_copy(answer: Answer, base: str) -> str:
    """The copy that an answer names: in ``Content-Location``, by redirecting there, as a memento, or by being it."""
    named = [answer.headers.get("content-location", ""), answer.headers.get("location", "")]
    named += _MEMENTO.findall(answer.headers.get("link", ""))
    named += [answer.address] if answer.status == 200 else []
    for each in named:
        copy = urljoin(f"{base}/", each)
        if copy.startswith(f"{base}/") and _COPY.match(copy.removeprefix(base)):
            return copy
    return ""
