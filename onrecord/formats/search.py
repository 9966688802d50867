"""What the search finds of a claim: the words of its page, and folded copies of those that a reader may type otherwise.

Published claims alone are found. An entry holds all that goes into the index but the text of the report, which is told
by its key; so entries tell cheaply whether the index has to be made again.

The index is made in parts of at most about ``_CLAIMS_A_PART`` claims, because making it takes 0.3 MB of memory and 2 ms
for each; an edit touches one part. A browser loads what a query needs of each.
"""

import hashlib
import html as html_entities
import re
import unicodedata
from collections.abc import Iterable, Iterator

import msgspec

from onrecord.content.prose import split_html
from onrecord.folding import fold
from onrecord.model import Claim, ProseLink, Quote
from onrecord.pages.desk import Desk
from onrecord.pages.parts import claimant_links, prose_link
from onrecord.translations import without_marks

_CLAIMS_A_PART = 2_500
# Up to so many a browser searches them within its page; for more, it loads a script that does so beside the page.
_FEW_CLAIMS = 500


class Record(msgspec.Struct, frozen=True):
    """What is indexed under an address: running text, and named texts that come back with a result."""

    url: str
    content: str
    meta: dict[str, str]


class SearchEntry(msgspec.Struct, frozen=True, array_like=True):
    """A claim as the search finds it. ``report`` is the key of its text, ``links`` are the words of the links in that."""

    id: str
    url: str
    headline: str
    claim: str
    claimants: tuple[str, ...]
    claimed_on: str
    published: str
    verdict: str
    label: str
    withdrawn: str
    topics: tuple[str, ...]
    texts: tuple[str, ...]
    report: str
    links: tuple[str, ...]


def count_parts(desk: Desk) -> int:
    """How many parts the index has."""
    return -(-_count_claims(desk) // _CLAIMS_A_PART)


def is_large(desk: Desk) -> bool:
    """Tell whether searching takes a browser so long that it should be done beside the page."""
    return _count_claims(desk) > _FEW_CLAIMS


def _count_claims(desk: Desk) -> int:
    return sum(claim.status == "published" for claim in desk.site.claims.values())


def list_parts(desk: Desk) -> list[list[SearchEntry]]:
    """Give the entries of each part, newest claim first. A claim stays in its part as long as their number is the same."""
    parts: list[list[SearchEntry]] = [[] for _ in range(count_parts(desk))]
    for claim in desk.site.claims.values():
        if claim.status == "published":
            number = int.from_bytes(hashlib.sha256(claim.id.encode()).digest()[:8], "big")
            parts[number % len(parts)].append(_make_entry(desk, claim))
    return parts


def make_record(entry: SearchEntry, report: str) -> Record:
    """Give what is indexed of a claim; ``report`` is its text as HTML."""
    content = " ".join([*entry.texts, _text_of(report, entry.links)])
    # With three of these begin Pagefind's own marks.
    content = re.sub("__+", " ", content)
    shown = {
        "title": entry.headline,
        "claim": entry.claim,
        "claimants": "\n".join(entry.claimants),
        "claimed": entry.claimed_on,
        "verdict": entry.label,
    }
    if entry.withdrawn:
        shown["withdrawn"] = entry.withdrawn
    return Record(entry.url, content, shown | {"folded": " ".join(_list_copies([*shown.values(), content]))})


def make_filters(entries: Iterable[SearchEntry], names: dict[str, str]) -> bytes:
    """Give what a script filters and sorts by, as JSON: of each claim the numbers of its verdict and topics, and its day.

    ``names`` gives for an address the name by which the index goes for the claim.
    """
    verdicts: dict[str, int] = {}
    topics: dict[str, int] = {}
    claims = {
        names[entry.url]: [
            verdicts.setdefault(entry.verdict, len(verdicts)),
            [topics.setdefault(topic, len(topics)) for topic in entry.topics],
            entry.published,
        ]
        for entry in entries
        if entry.url in names
    }
    return msgspec.json.encode({"verdicts": list(verdicts), "topics": list(topics), "claims": claims})


def _make_entry(desk: Desk, claim: Claim) -> SearchEntry:
    return SearchEntry(
        id=claim.id,
        url=desk.addresses.claim(claim.id),
        headline=claim.headline,
        claim=claim.claim,
        claimants=tuple(link.text for link in claimant_links(desk, claim)),
        claimed_on=without_marks(desk.wording.date(claim.claimed_on).text),
        published=claim.published,
        verdict=claim.verdict.id,
        label=desk.site.verdicts[claim.verdict.id].label,
        withdrawn=desk.wording.label("event", "withdrawn") if claim.withdrawn else "",
        topics=tuple(topic.id for topic in claim.topics),
        texts=tuple(filter(None, _list_texts(desk, claim))),
        report=claim.report.key,
        links=tuple(prose_link(desk, link).text for link in claim.report.links),
    )


def _list_texts(desk: Desk, claim: Claim) -> Iterator[str]:
    """The words of a claim's page in their order, but for the report and the lists of sources."""
    yield claim.summary
    for step in claim.evidence:
        yield step.finding
        yield from _words_of(step.quote)
    for statement in claim.counter_statements:
        yield f"{desk.site.people[statement.by.id].name}: {statement.text}"
        yield from _words_of(statement.quote)
    for reply in claim.replies:
        yield f"{desk.site.people[reply.to.id].name}: {reply.text}"
    yield from claim.unknowns
    yield from claim.would_settle


def _words_of(quote: Quote | None) -> tuple[str, ...]:
    return (quote.text, quote.translation) if quote else ()


_BREAK = re.compile(r"</?(?:p|h[2-6]|[uo]l|li|blockquote|pre|br|hr|div|table|thead|tbody|tr|t[hd])\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def _text_of(html: str, links: tuple[str, ...]) -> str:
    """Give the words of a text, with those of its links in their places."""
    places = [ProseLink("page", str(number), 0) for number in range(len(links))]
    pieces = (
        html_entities.unescape(_TAG.sub("", _BREAK.sub(" ", piece))) if isinstance(piece, str) else links[int(piece.id)]
        for piece in split_html(html, places)
    )
    return " ".join("".join(pieces).split())


# A letter (saltillo) at the end of a second copy keeps Pagefind from cutting off what looks like a suffix there: without
# its accents a Turkish word loses another one than it has. Words that are asked for are looked for as beginnings too.
_END = "\ua78c"
_WORD = re.compile(r"[^\W_]{2,}")


def _list_copies(texts: Iterable[str]) -> list[str]:
    """Give the folded forms of those words that Pagefind, which leaves out accents, doesn't find by them."""
    copies: dict[str, None] = {}
    for word in dict.fromkeys(word for text in texts for word in text.split()):
        if word.isascii():
            continue
        known = {_without_accents(part) for part in (word, *re.split(r"[!-/:-@\[-`{-~]", word))}
        for part in _WORD.findall(fold(word)):
            if part not in known:
                copies[part] = None
                if part.isascii() and part.isalpha():
                    copies[part + _END] = None
    return list(copies)


def _without_accents(word: str) -> str:
    """The word as it stands in Pagefind's index, before that looks for its stem."""
    return "".join(each for each in unicodedata.normalize("NFD", word.lower()) if each.isalnum())
