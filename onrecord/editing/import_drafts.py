"""Reviews as drafts of claims: each with the review as its source, and with a word on what the editor has to add."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from onrecord import dates
from onrecord.content import limits
from onrecord.content.fields import is_language
from onrecord.content.read import FileKind
from onrecord.editing.import_files import ContentFile, read_said
from onrecord.editing.import_formats import NotImported, Review
from onrecord.editing.import_people import Cast
from onrecord.editing.import_text import fingerprint, host_of, make_id, plain_report, plain_text, read_day, web_address
from onrecord.editing.verdict_map import fold
from onrecord.problems import shown

# What a claim needs before it can be published, in the order of docs/content-format.md.
_NEEDED = ("headline", "claimants", "claimed_on", "verdict", "summary", "topics", "published", "checked", "evidence")


class Desk:
    """Makes drafts of reviews, one after the other, and knows which ids are taken and which words nobody explained.

    ``paths`` are the files of the content by kind and id, ``words`` the verdicts' ids by folded words.
    """

    def __init__(self, site_folder: Path, paths: Mapping[tuple[FileKind, str], str], words: Mapping[str, str]) -> None:
        self._site_folder = site_folder
        self._paths = paths
        self._words = words
        self._cast = Cast(site_folder, paths)
        self._taken: set[str] = set()
        self._first: dict[tuple[str, str], tuple[str, Review]] = {}
        self._addresses_of_words: dict[str, str] = {}
        # The words of other publishers that the map doesn't explain, as first written, and how often they stand there.
        self.unknown_words: dict[str, int] = {}

    def draft(self, review: Review) -> tuple[list[ContentFile], list[str]] | NotImported:
        """Give the files of a review and what was left out of it, or the reason why there are none."""
        claim, address = plain_text(review.claim), web_address(review.url)
        if not claim:
            return NotImported(review.position, "it doesn't say what was claimed")
        if len(claim) > limits.TITLE_CHARACTERS:
            reason = (
                f"its claim has {len(claim):,} characters, and {limits.TITLE_CHARACTERS} are allowed: {shown(claim)}"
            )
            return NotImported(review.position, reason)
        if not address:
            reason = f"its address {shown(review.url)} is no web address" if review.url else "it has no address"
            return NotImported(review.position, f"{reason}, and a review is the source of its claim: {shown(claim)}")
        before = self._first.setdefault((claim, address), (review.position, review))
        if before[1] is not review:
            same = msgspec.structs.replace(before[1], position=review.position) == review
            what = "the same review stands" if same else "another version of this review stands"
            return NotImported(review.position, f"{what} at {before[0]}, which is imported")
        return self._write(review, claim, address)

    def _write(self, review: Review, claim: str, address: str) -> tuple[list[ContentFile], list[str]]:
        id = self._choose_id(claim, address)
        notes = list(review.doubts)
        source_id = f"{id}-review"
        keys: dict[str, Any] = {"claim": claim}
        source: dict[str, Any] = {"id": source_id}

        headline = _short(review.headline, "headline", limits.TITLE_CHARACTERS, notes)
        published = _day(review.published, "published", notes)
        claimed_on = _day(review.claimed_on, "claimed_on", notes, vague=True)
        if claimed_on and published and dates.first_day(claimed_on) > published:
            notes.append(f"left out: claimed_on {claimed_on}, which is after the review of {published}")
            claimed_on = ""
        keys["headline"] = headline
        claimants = [self._cast.claimant(each, review.position, notes) for each in review.claimants]
        keys["claimants"] = [{**each, "via": source_id} for each in claimants if each]
        keys["claimed_on"] = claimed_on
        keys["verdict"] = self._verdict(review)
        keys["summary"] = _short(review.summary, "summary", limits.TEXT_CHARACTERS, notes)
        keys["status"] = "draft"
        keys["published"] = published

        source["title"] = headline or f"Review of: {claim}"[: limits.TITLE_CHARACTERS]
        source["url"] = address
        if review.publisher:
            source["publisher"] = self._cast.publisher(review.publisher, review.position, notes)
        source["date"] = published
        source["lang"] = _language(review.language, notes)
        source["kind"] = "other"
        seen, places = _places(review, id, notes)
        keys["appearances"] = seen
        keys["sources"] = [_filled(source), *places]

        keys = _filled(keys)
        body = _report(review.report, notes)
        comments = _comments(review, keys, bool(source["lang"]), bool(places), bool(body))
        file = ContentFile("claim", id, keys, review.position, body, comments)
        return [*self._cast.take_new(), file], notes

    def _choose_id(self, claim: str, address: str) -> str:
        """The id that this review got when it was imported before, or else one that nothing has."""
        mark = fingerprint(claim, address)
        plain = make_id(claim, f"{host_of(address)}-{mark}".strip("-"))
        marked = f"{plain}-{mark}" if not plain.endswith(mark) else plain
        free = plain not in self._taken and ("claim", plain) not in self._paths
        again = plain not in self._taken and self._is_of_review(plain, address)
        chosen = plain if (free or again) and not self._is_of_review(marked, address) else marked
        self._taken.add(chosen)
        return chosen

    def _is_of_review(self, id: str, address: str) -> bool:
        """Tell whether there is a claim of this id that has the review as a source of its own."""
        path = self._paths.get(("claim", id))
        said = read_said(self._site_folder, path, "claim") if path else None
        sources = said[0].get("sources") if said else None
        return isinstance(sources, list) and any(
            isinstance(each, dict) and each.get("url") == address for each in sources
        )

    def _verdict(self, review: Review) -> str:
        word = plain_text(review.verdict)
        if not word:
            return ""
        verdict = self._words.get(fold(word), "")
        if not verdict:
            first = self._addresses_of_words.setdefault(fold(word), word)
            self.unknown_words[first] = self.unknown_words.get(first, 0) + 1
        return verdict


def _filled(keys: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value}


def _short(text: str, key: str, most: int, notes: list[str]) -> str:
    words = plain_text(text)
    if len(words) <= most:
        return words
    notes.append(f"left out: its {key}, which has {len(words):,} characters, and {most:,} are allowed")
    return ""


def _day(text: str, key: str, notes: list[str], *, vague: bool = False) -> str:
    if not text.strip():
        return ""
    day, reason = read_day(text, vague=vague)
    if reason:
        notes.append(f"left out: {key}, as {reason}")
    return day


def _language(text: str, notes: list[str]) -> str:
    code = text.strip().replace("_", "-")
    if code and not is_language(code):
        notes.append(f"left out: the language {shown(code)}, which is no code such as en or pt-BR")
        return ""
    return code


def _report(text: str, notes: list[str]) -> str:
    body = plain_report(text)
    size, most = len(body.encode()) // 1024, limits.BODY_BYTES // 1024
    if size >= most or body.count("\n") > limits.BODY_LINES:
        notes.append(f"left out: its report, which takes {size} KiB; a report may take {most} KiB")
        return ""
    return body


def _places(review: Review, id: str, notes: list[str]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The appearances of a claim, and the sources that they name."""
    written = [(review.first_seen, "originated")] if review.first_seen else []
    written += [(each, "repeated") for each in dict.fromkeys(review.seen)]
    appearances, sources = [], []
    for number, (text, role) in enumerate(written[: limits.LIST_ITEMS - 1], 1):
        address = web_address(text)
        if not address:
            notes.append(f"left out: an appearance, as {shown(text)} is no web address")
            continue
        source = f"{id}-seen-{number}"
        appearances.append({"source": source, "role": role})
        sources.append({"id": source, "url": address})
    return appearances, sources


def _comments(review: Review, keys: Mapping[str, Any], language: bool, places: bool, report: bool) -> tuple[str, ...]:
    missing = [key for key in _NEEDED if key not in keys]
    missing += ["replies or replies_not_sought"]
    missing += [] if language else ["the language of the review, as 'lang' of the first of 'sources'"]
    missing += ["title, lang and kind of the sources where the claim was seen"] if places else []
    missing += [] if report else ["the report"]
    word = plain_text(review.verdict)
    said = [f"Its verdict: {shown(word, most=200)}"] if word and "verdict" not in keys else []
    return ("A draft, imported from a review.", *said, f"Still missing: {'; '.join(missing)}.")
