"""What somebody has to do by a day: replies that are awaited, reviews, and claims whose basis has changed.

What is due follows from the content alone; only who asks knows what day it is.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from onrecord.content.facts import Site
from onrecord.content.fallen import FATES, list_fallen
from onrecord.model import Claim
from onrecord.problems import Problem, problem

DueKind = Literal["reply", "review", "basis"]


class Due(msgspec.Struct, frozen=True):
    """A task: the deadline of a reply, the day of a review, or that from which a source has fallen.

    ``key`` tells it from all others and stays the same when its day or its words change.
    """

    kind: DueKind
    day: str
    claim: Claim
    line: int
    words: str
    key: str


def list_due(site: Site) -> list[Due]:
    """Give everything that waits for somebody, by day; replies of drafts too, for a draft may be waiting for one.

    Nothing is due for a claim that was withdrawn.
    """
    return sorted((*_list_replies(site), *_list_reviews(site), *_list_bases(site)), key=lambda due: (due.day, due.key))


def _list_replies(site: Site) -> Iterator[Due]:
    for claim in site.claims.values():
        for reply in claim.replies if claim.withdrawn is None else ():
            if reply.outcome == "pending":
                words = f"{site.people[reply.to.id].name} was asked on {reply.asked}"
                key = f"reply-{claim.id}-{reply.to.id}-{reply.asked}"
                yield Due("reply", reply.deadline, claim, reply.to.line, words, key)


def _list_reviews(site: Site) -> Iterator[Due]:
    for claim in site.claims.values():
        if claim.review_by and claim.status == "published" and claim.withdrawn is None:
            yield Due("review", claim.review_by, claim, 0, f"last checked on {claim.checked}", f"review-{claim.id}")


def _list_bases(site: Site) -> Iterator[Due]:
    for fallen in list_fallen(site):
        claim, source, status = fallen.claim, fallen.source, fallen.status
        words = f"the source '{source.id}' {FATES[status.fate]}"
        yield Due("basis", status.on, claim, fallen.mention.line, words, f"basis-{claim.id}-{source.id}")


def check_replies_awaited(site: Site, today: str) -> Iterator[Problem]:
    """Warn of published claims that tell readers of a reply awaited although its deadline is past.

    A build doesn't say so: it would say another thing each day.
    """
    for due in _list_replies(site):
        if due.day < today and due.claim.status == "published":
            message = f"the page says that a reply is awaited, and its deadline {due.day} is past"
            hint = "Write what came: outcome: replied, declined or no-reply; or ask again, with a new deadline."
            yield problem(due.claim.path, due.line, "reply-overdue", message, hint)
