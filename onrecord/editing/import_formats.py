"""Reviews of claims in the forms in which fact-checkers hand them on: ClaimReview as JSON-LD, alone, in lists, in a
``@graph`` or a DataFeed, and the answers of the Fact Check Tools API. For CSV see ``import_table.py``.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from onrecord.problems import shown


class Party(msgspec.Struct, frozen=True):
    """Somebody who claimed or reviewed; ``type`` is schema.org's, and empty where the record doesn't tell."""

    name: str
    type: str = ""
    address: str = ""
    same_as: tuple[str, ...] = ()


class Review(msgspec.Struct, frozen=True):
    """A review as its record has it: texts as they are written there, empty where it has none.

    ``seen`` are the addresses at which the claim was seen, ``first_seen`` the one where it was first; ``doubts`` is
    what the record itself has wrong.
    """

    position: str
    claim: str
    url: str
    verdict: str = ""
    headline: str = ""
    summary: str = ""
    report: str = ""
    claimants: tuple[Party, ...] = ()
    claimed_on: str = ""
    published: str = ""
    publisher: Party | None = None
    language: str = ""
    first_seen: str = ""
    seen: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class NotImported(msgspec.Struct, frozen=True):
    """A record that is not imported: where it stands, and why."""

    position: str
    reason: str


_DEEPEST = 12
# Where lists of reviews are found, and where an entry of such a list holds its review.
_LISTS = ("@graph", "dataFeedElement", "itemListElement")
_ITEMS = ("item", "review")


def read_reviews(document: Any) -> Iterator[Review | NotImported]:
    """Give every review of a JSON document, in its order."""
    known: dict[str, Any] = {}
    _note_ids(document, known, 0)
    yield from _walk(document, "", known, 0)


def _note_ids(value: Any, known: dict[str, Any], depth: int) -> None:
    """Note every object that others may name by its ``@id``."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        if isinstance(value.get("@id"), str) and len(value) > 1:
            known.setdefault(value["@id"], value)
        for child in value.values():
            _note_ids(child, known, depth + 1)
    elif isinstance(value, list):
        for child in value:
            _note_ids(child, known, depth + 1)


def _walk(value: Any, position: str, known: dict[str, Any], depth: int) -> Iterator[Review | NotImported]:
    if depth > _DEEPEST:
        yield NotImported(position, f"it is nested deeper than {_DEEPEST} levels")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _walk(item, f"{position}[{number}]", known, depth + 1)
    elif not isinstance(value, dict):
        yield NotImported(position, f"{shown(str(value))} is no review")
    elif "ClaimReview" in _types(value):
        yield _claim_review(_Thing(value, known), position)
    elif isinstance(value.get("claims"), list):
        for number, claim in enumerate(value["claims"]):
            yield from _answer(claim, _below(position, f"claims[{number}]"))
    else:
        inside = [key for key in (*_LISTS, *_ITEMS) if isinstance(value.get(key), list | dict)]
        for key in inside:
            yield from _walk(value[key], _below(position, key), known, depth + 1)
        if not inside and "@graph" not in position:
            what = f"a {shown(', '.join(_types(value)))}" if _types(value) else "an object without '@type'"
            yield NotImported(position, f"it is {what} and no ClaimReview")


def _below(position: str, key: str) -> str:
    return f"{position}.{key}" if position else key


def _types(value: dict[str, Any]) -> list[str]:
    """The types of an object, without the vocabulary's address or prefix."""
    types = value.get("@type", [])
    listed = types if isinstance(types, list) else [types]
    return [re.split("[/#:]", each)[-1] for each in listed if each and isinstance(each, str)]


class _Thing:
    """An object of schema.org, of which each property is one value or several, plain or in an object."""

    def __init__(self, value: Any, known: dict[str, Any]) -> None:
        if isinstance(value, dict) and isinstance(value.get("@id"), str) and len(value) == 1:
            value = known.get(value["@id"], value)
        self.value: dict[str, Any] = value if isinstance(value, dict) else {"name": value}
        self.known = known

    def all(self, key: str) -> list[Any]:
        for name in (key, f"schema:{key}", f"https://schema.org/{key}", f"http://schema.org/{key}"):
            if name in self.value:
                found = self.value[name]
                return [each for each in (found if isinstance(found, list) else [found]) if each not in (None, "", {})]
        return []

    def texts(self, key: str, *inner: str) -> list[str]:
        """The texts of a property; of objects those under one of the keys ``inner``."""
        found: list[str] = []
        for each in self.all(key):
            if isinstance(each, dict) and "@value" in each:
                each = each["@value"]
            if isinstance(each, str | int | float) and not isinstance(each, bool):
                found.append(str(each))
            elif isinstance(each, dict):
                thing = _Thing(each, self.known)
                found += next((texts[:1] for name in inner if (texts := thing.texts(name))), [])
        return found

    def text(self, key: str, *inner: str) -> str:
        return next(iter(self.texts(key, *inner)), "")

    def things(self, key: str) -> list["_Thing"]:
        return [_Thing(each, self.known) for each in self.all(key)]

    def parties(self, key: str) -> tuple[Party, ...]:
        named = [(each, each.text("name")) for each in self.things(key)]
        return tuple(
            Party(name, next(iter(_types(each.value)), ""), each.text("url"), tuple(each.texts("sameAs", "url", "@id")))
            for each, name in named
            if name
        )


def _claim_review(review: _Thing, position: str) -> Review:
    claim = next(iter(review.things("itemReviewed")), _Thing({}, review.known))
    first = claim.text("firstAppearance", "url", "@id")
    rating = next(iter(review.things("reviewRating")), None)
    return Review(
        position=position,
        claim=review.text("claimReviewed") or claim.text("text"),
        url=review.text("url", "@id") or review.text("mainEntityOfPage", "@id", "url"),
        verdict=(rating.text("alternateName") or rating.text("name")) if rating else "",
        headline=review.text("headline") or review.text("name"),
        summary=(rating.text("ratingExplanation") if rating else "") or review.text("description"),
        report=review.text("reviewBody") or review.text("articleBody"),
        claimants=claim.parties("author"),
        claimed_on=claim.text("datePublished"),
        published=review.text("datePublished"),
        publisher=next(iter(review.parties("author") or review.parties("publisher")), None),
        language=review.text("inLanguage", "alternateName", "name"),
        first_seen=first,
        seen=tuple(each for each in claim.texts("appearance", "url", "@id") if each != first),
        doubts=tuple(_doubts(rating)) if rating else (),
    )


def _doubts(rating: _Thing) -> Iterator[str]:
    """Say what is wrong with the numbers of a rating. They are not imported: a verdict's own number is our scale's."""
    numbers = {key: rating.text(key) for key in ("ratingValue", "worstRating", "bestRating") if rating.text(key)}
    values: dict[str, float] = {}
    for key, text in numbers.items():
        if not re.fullmatch(r"-?[0-9]{1,9}(?:[.,][0-9]{1,9})?", text.strip()):
            yield f"{key} {shown(text)} is no number"
            continue
        values[key] = float(text.strip().replace(",", "."))
    if "ratingValue" not in values:
        return
    value, worst, best = values["ratingValue"], values.get("worstRating", 1.0), values.get("bestRating", 5.0)
    if best < worst:
        yield f"its scale is upside down: bestRating {best:g} is below worstRating {worst:g}"
    elif not worst <= value <= best:
        yield f"ratingValue {value:g} lies outside its scale, {worst:g} to {best:g}"


def _answer(claim: Any, position: str) -> Iterator[Review | NotImported]:
    """Give the reviews of a claim in an answer of the Fact Check Tools API."""
    thing = _Thing(claim, {})
    reviews = thing.things("claimReview")
    if not reviews:
        yield NotImported(position, "it has no 'claimReview'")
    for number, review in enumerate(reviews):
        publisher = next(iter(review.things("publisher")), None)
        name, site = (publisher.text("name"), publisher.text("site")) if publisher else ("", "")
        yield Review(
            position=f"{position}.claimReview[{number}]",
            claim=thing.text("text"),
            url=review.text("url"),
            verdict=review.text("textualRating"),
            headline=review.text("title"),
            claimants=thing.parties("claimant"),
            claimed_on=thing.text("claimDate"),
            published=review.text("reviewDate"),
            publisher=Party(name or site, "Organization", f"https://{site}/" if site else "") if name or site else None,
            language=review.text("languageCode"),
        )
