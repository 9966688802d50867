"""Whether every quotation stands in what we keep of its source.

A quotation is looked for in the newest copy first. That it stands in an older one and no longer in the newest is a
warning; that it stands in none is an error, which shows the nearest passage.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping

import msgspec

from onrecord.content.facts import Facts, Site
from onrecord.content.quotes import FoldedText, Span, find_pieces, fold, is_in, split_quote
from onrecord.content.snapshots import digest_text
from onrecord.model import Claim, CounterStatement, Evidence, Passage, Quote, Snapshot, TextCopy
from onrecord.problems import Problem, nearest, problem, shown

# Between two passages: no quotation holds it, so none begins in one passage and ends in the next.
_BORDER = "\0"

# Gives the whole text of a source by its id, or None if it is not at hand.
WholeText = Callable[[str], str | None]


class FoundQuote(msgspec.Struct, frozen=True):
    """The newest copy that has a quotation, and the newest of all if that no longer has it."""

    copy: TextCopy
    lost_in: TextCopy | None = None


def list_quotes(claim: Claim) -> Iterator[tuple[str, Quote]]:
    """Give every quotation of a claim with the id of its source."""
    quoting: list[Evidence | CounterStatement] = [*claim.evidence, *claim.counter_statements]
    for each in quoting:
        if each.quote and each.quote.text:
            yield each.source.id, each.quote


def find_quote(quote: str, snapshot: Snapshot) -> FoundQuote | None:
    """Find the newest copy that has a quotation among its passages."""
    newest = snapshot.copies[-1]
    for copy in reversed(snapshot.copies):
        if any(passage.exact == quote for passage in copy.passages) or is_in(quote, _fold_passages(copy)):
            return FoundQuote(copy, None if copy is newest else newest)
    return None


def find_passages(quote: str, copy: TextCopy) -> list[tuple[Passage, Span]]:
    """Give the places of a quotation's pieces in the passages of a copy."""
    folded = _fold_passages(copy)
    borders = [0, *(place + 1 for place, character in enumerate(folded) if character == _BORDER)]
    found = []
    for span in find_pieces(split_quote(quote), folded):
        number = bisect_right(borders, span.start) - 1
        inside = Span(span.start - borders[number], span.end - borders[number])
        passage = copy.passages[number]
        found.append((passage, FoldedText(passage.exact).place_of(inside)))
    return found


def _fold_passages(copy: TextCopy) -> str:
    return _BORDER.join(fold(passage.exact) for passage in copy.passages)


class Looked(msgspec.Struct, frozen=True):
    """The claims and snapshots of an earlier build in which every quotation was found."""

    claims: Mapping[str, Claim] = {}
    snapshots: Mapping[str, Snapshot] = {}


def check_quotes(
    facts: Facts, everything: Site, whole_text: WholeText, looked: Looked | None = None
) -> Iterator[Problem]:
    """Report quotations that are not, or no longer, in what is kept of their sources, and texts kept of no source.

    A claim that is the same as in ``looked`` is not looked at again for a snapshot that is the same and has one copy.
    """
    looked = looked or Looked()
    for id, snapshot in everything.snapshots.items():
        if id not in everything.sources:
            yield from _check_owner(facts, everything, snapshot)
        same = len(snapshot.copies) == 1 and looked.snapshots.get(id) is snapshot
        for use in everything.uses_of_source.get(id, ()):
            claim = everything.claims[use.claim]
            if same and looked.claims.get(use.claim) is claim:
                continue
            for source, quote in list_quotes(claim):
                if source == id:
                    yield from check_quote(claim, quote, snapshot, whole_text)


def check_quote(claim: Claim, quote: Quote, snapshot: Snapshot, whole_text: WholeText) -> Iterator[Problem]:
    """Report a quotation of a claim that is not, or no longer, in a snapshot."""
    path = claim.path
    found = find_quote(quote.text, snapshot)
    if found is None:
        yield _describe_missing(path, quote, snapshot, whole_text(snapshot.id))
    elif found.lost_in is not None and not _is_answered(claim, snapshot, found.lost_in):
        message = (
            f"the quotation {shown(quote.text)} stands in our copy of '{snapshot.id}' of {found.copy.date}"
            f" and no longer in that of {found.lost_in.date}"
        )
        hint = "See what the source says now; mend the quotation, or write what you found under 'reexamined'."
        yield problem(path, quote.line, "quote-gone", message, hint)


def _is_answered(claim: Claim, snapshot: Snapshot, copy: TextCopy) -> bool:
    """Tell whether somebody has looked at the claim again since this copy was had."""
    return any(each.source.id == snapshot.id and each.on >= copy.date for each in claim.reexamined)


def _describe_missing(path: str, quote: Quote, snapshot: Snapshot, whole: str | None) -> Problem:
    id, newest = snapshot.id, snapshot.copies[-1]
    if whole is not None and digest_text(whole) != newest.sha256:
        whole = None  # an earlier text, or one that was put there since
    again = f"python build.py archive {id}"
    if whole is not None and is_in(quote.text, fold(whole)):
        message = (
            f"the quotation {shown(quote.text)} stands in the text of '{id}' and is not yet among the passages kept"
        )
        return problem(path, quote.line, "quote-missing", message, f"Keep it: {again}")
    message = f"the quotation {shown(quote.text)} is not in our copy of '{id}' of {newest.date}"
    if whole is None:
        whole = "\n".join(f"{each.prefix} {each.exact} {each.suffix}" for each in newest.passages)
    # Imported here, because nearly all quotations are found.
    from onrecord.content.nearest import describe_difference

    difference = describe_difference(quote.text, FoldedText(whole))
    if difference:
        hint = f"Mend it by the nearest passage ([-ours-], {{+theirs+}}): {difference}"
    else:
        hint = f"Copy the words from the source. If they are new there: {again}"
    return problem(path, quote.line, "quote-missing", message, hint)


def list_unchecked_quotes(site: Site) -> Iterator[Problem]:
    """Give a notice of every quotation that was never looked for, because no text of its source is kept."""
    for claim in site.claims.values():
        for source, quote in list_quotes(claim):
            if source not in site.snapshots:
                message = f"the quotation {shown(quote.text)} was never looked for: no text of '{source}' is kept"
                hint = f"Keep it: python build.py archive {source}"
                yield problem(claim.path, quote.line, "quote-unchecked", message, hint)


def _check_owner(facts: Facts, everything: Site, snapshot: Snapshot) -> Iterator[Problem]:
    if snapshot.id in facts.broken["source"] or facts.broken["claim"] or facts.incomplete:
        return  # the source may be there, in a file that can't be read
    message = f"there is no source {shown(snapshot.id)} whose text this is"
    hint = nearest(snapshot.id, everything.sources) or "Rename the file after its source, or delete it."
    yield problem(snapshot.path, 0, "source-unknown", message, hint)
