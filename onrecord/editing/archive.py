"""Keeping what sources say: whole texts for ourselves, and of what we quote the passages, for everybody.

Goes in: a source, the quotations from it, and its text, fetched or put into ``.snapshots/`` by hand. Comes out: the file
``content/snapshots/<id>.yaml``, and in words what became of it. An older copy stays as long as it alone has a quotation.
"""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from onrecord.content import limits
from onrecord.content.facts import Site
from onrecord.content.quoted import check_quote, find_quote, list_quotes
from onrecord.content.quotes import FoldedText, Span
from onrecord.content.snapshots import digest_text, read_whole_text, text_path
from onrecord.editing.fetch import FetchProblem
from onrecord.model import Claim, Passage, Quote, Snapshot, Source, TextCopy
from onrecord.problems import Problem, has_errors

_WORDS_AROUND = 6
_CHARACTERS_AROUND = 60

# A quotation and the claim that it stands in.
Quoted = tuple[Claim, Quote]


class Archived(msgspec.Struct, frozen=True):
    """What became of a source: what was done in words, the problems of its quotations, and whether all went well."""

    id: str
    said: str
    problems: tuple[Problem, ...] = ()
    ok: bool = True


class NotKept(Exception):
    """A text that can't be kept, and why, in words for an editor."""


class Errand(msgspec.Struct, frozen=True):
    """How texts are fetched, how a public copy is asked for (None: not at all), and which day it is.

    ``by_hand`` takes the texts that lie in ``.snapshots/`` instead.
    """

    fetch_text: Callable[[str], str]
    save_page: Callable[[str], str] | None
    today: str
    by_hand: bool = False


def archive_sources(
    site_folder: Path, site: Site, sources: Iterable[Source], errand: Errand, *, skip_of_today: bool = False
) -> Iterator[Archived]:
    """Keep the texts of these sources, one after the other.

    With ``skip_of_today``, those that were kept today and have all their quotations are left as they are.
    """
    quoted = _list_quoted(site)
    for source in sources:
        snapshot = site.snapshots.get(source.id)
        quotes = quoted.get(source.id, ())
        if skip_of_today and snapshot and snapshot.copies[-1].date == errand.today:
            newest = msgspec.structs.replace(snapshot, copies=snapshot.copies[-1:])
            if all(find_quote(quote.text, newest) for _, quote in quotes):
                yield Archived(source.id, "has been kept today")
                continue
        yield _archive_source(site_folder, source, snapshot, quotes, errand)


def _list_quoted(site: Site) -> Mapping[str, Sequence[Quoted]]:
    quoted: dict[str, list[Quoted]] = {}
    for claim in site.claims.values():
        for id, quote in list_quotes(claim):
            quoted.setdefault(id, []).append((claim, quote))
    return quoted


def _archive_source(
    site_folder: Path, source: Source, snapshot: Snapshot | None, quotes: Sequence[Quoted], errand: Errand
) -> Archived:
    path = f"content/snapshots/{source.id}.yaml"
    if snapshot is None and (site_folder / path).exists():
        return Archived(source.id, f"not kept: {path} has errors, which must be mended first", ok=False)
    at_hand = read_whole_text(site_folder, source.id)
    newest = snapshot.copies[-1] if snapshot else None
    is_newest = newest is not None and at_hand is not None and digest_text(at_hand) == newest.sha256
    by_hand = errand.by_hand or (newest is not None and not newest.url)
    if by_hand and not errand.by_hand and not is_newest:
        problems = _check(snapshot, quotes, None)
        return Archived(source.id, "not fetched: its text was put there by hand", problems, not has_errors(problems))
    address = _address_of(source)
    try:
        text = _text_by_hand(source.id, at_hand) if by_hand else _fetch_text(address, errand)
        kept = keep_text(snapshot, source.id, text, "" if by_hand else address, errand.today, _quotes_of(quotes))
        _write(site_folder, kept, text)
    except (FetchProblem, NotKept) as problem:
        if snapshot and is_newest:
            # What has been quoted since from the text that is here can be kept all the same.
            snapshot = keep_text(snapshot, source.id, str(at_hand), "", errand.today, _quotes_of(quotes))
            with contextlib.suppress(NotKept):
                _write(site_folder, snapshot, str(at_hand))
        by_hand_instead = f" If you have its text, put it into {text_path(source.id)}, and add --by-hand."
        said = f"not kept: {problem}.{'' if by_hand else by_hand_instead}"
        return Archived(source.id, said, _check(snapshot, quotes, at_hand), ok=False)
    kept, refused = _ask_for_public_copy(kept, address, errand)
    _write(site_folder, kept, text)
    problems = _check(kept, quotes, text)
    said = f"{'kept' if by_hand else 'fetched'}, {_count(quotes, problems)}{refused}"
    return Archived(source.id, said, problems, ok=not refused and not has_errors(problems))


def _quotes_of(quotes: Sequence[Quoted]) -> list[Quote]:
    return [quote for _, quote in quotes]


def _address_of(source: Source) -> str:
    """Where a source is read: at the copy that we read, or at its own address; if it is gone, at its archived copy."""
    if source.status and source.status.fate == "dead" and source.archived:
        return source.archived
    return source.copy.url if source.copy else source.url


def _text_by_hand(id: str, at_hand: str | None) -> str:
    if not at_hand:
        most = f"{limits.WHOLE_TEXT_BYTES // 1024:,} KiB"
        raise NotKept(f"{text_path(id)} is missing or empty, or holds more than {most}; put the text there")
    return at_hand


def _fetch_text(address: str, errand: Errand) -> str:
    if not address:
        raise NotKept("it has no address")
    text = errand.fetch_text(address)
    if not text:
        raise NotKept("the page shows no text without scripts")
    if len(text.encode()) > limits.WHOLE_TEXT_BYTES:
        raise NotKept(f"its text is longer than {limits.WHOLE_TEXT_BYTES // 1024:,} KiB")
    return text


def _ask_for_public_copy(kept: Snapshot, address: str, errand: Errand) -> tuple[Snapshot, str]:
    """Ask for a copy in a public archive; the second value says why there is none though it was asked for."""
    if errand.save_page is None or not address:
        return kept, ""
    try:
        archived = errand.save_page(address)
    except FetchProblem as problem:
        return kept, f", no public copy: {problem}"
    *older, newest = kept.copies
    copies = (*older, msgspec.structs.replace(newest, archived=archived))
    return msgspec.structs.replace(kept, copies=copies), ""


def _check(snapshot: Snapshot | None, quotes: Sequence[Quoted], text: str | None) -> tuple[Problem, ...]:
    if snapshot is None:
        return ()
    return tuple(each for claim, quote in quotes for each in check_quote(claim, quote, snapshot, lambda _: text))


def _count(quotes: Sequence[Quoted], problems: Sequence[Problem]) -> str:
    missing = sum(each.severity == "error" for each in problems)
    number = f"{len(quotes):,} quotation" + ("" if len(quotes) == 1 else "s")
    return (
        f"{number} looked for, {'all found' if not missing else f'{missing:,} not found'}"
        if quotes
        else "nothing quoted"
    )


def keep_text(snapshot: Snapshot | None, id: str, text: str, url: str, today: str, quotes: Sequence[Quote]) -> Snapshot:
    """Give a snapshot with a text as its newest copy, and of the older ones those that have a quotation alone."""
    older = list(snapshot.copies) if snapshot else []
    copy = TextCopy(today, digest_text(text), url, "", find_all_passages(text, (quote.text for quote in quotes)))
    if older and older[-1].sha256 == copy.sha256:
        copy = msgspec.structs.replace(older.pop(), passages=copy.passages)
    path = snapshot.path if snapshot else f"content/snapshots/{id}.yaml"
    kept = Snapshot(id, path, (copy,))
    for each in reversed(older):
        alone = Snapshot(id, path, (each,))
        if any(find_quote(quote.text, alone) and not find_quote(quote.text, kept) for quote in quotes):
            kept = Snapshot(id, path, (each, *kept.copies))
    return kept


def find_all_passages(text: str, quotes: Iterable[str]) -> tuple[Passage, ...]:
    """Give the passages of a text in which quotations stand, in its order. Those that overlap are one."""
    folded = FoldedText(text)
    spans: list[Span] = []
    for span in sorted({span for quote in quotes for span in folded.find(quote)}):
        last = spans[-1] if spans else Span(0, 0)
        if span.start < last.end and span.end - last.start <= limits.PASSAGE_CHARACTERS:
            spans[-1] = Span(last.start, max(last.end, span.end))
        else:
            spans.append(span)
    return tuple(_make_passage(text, span) for span in spans)


def _make_passage(text: str, span: Span) -> Passage:
    """A passage with some words of its paragraph before and after it."""
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start].split()[-_WORDS_AROUND:]
    after = text[span.end : span.end + 10 * _CHARACTERS_AROUND].partition("\n")[0].split()[:_WORDS_AROUND]
    exact = " ".join(text[span.start : span.end].split())
    return Passage(exact, " ".join(before)[-_CHARACTERS_AROUND:].strip(), " ".join(after)[:_CHARACTERS_AROUND].strip())


def _write(site_folder: Path, snapshot: Snapshot, text: str) -> None:
    passages = write_snapshot(snapshot)
    if len(passages.encode()) > limits.FRONT_MATTER_BYTES:
        raise NotKept(f"what is quoted from it takes more than {limits.FRONT_MATTER_BYTES // 1024} KiB")
    for path, content in ((text_path(snapshot.id), text), (snapshot.path, passages)):
        target = site_folder / path
        target.parent.mkdir(exist_ok=True)
        temporary = target.with_name(f".{target.name}.new")
        temporary.write_text(content, encoding="utf-8", newline="\n")
        temporary.replace(target)


def write_snapshot(snapshot: Snapshot) -> str:
    """Give the text of a file of ``content/snapshots/``."""
    lines = [f"# Written by: python build.py archive {snapshot.id}", "copies:"]
    for copy in snapshot.copies:
        lines += [f"  - date: {copy.date}", f"    sha256: {copy.sha256}"]
        lines += _list_keys("    ", {"url": copy.url, "archived": copy.archived})
        lines += ["    passages:"] if copy.passages else []
        for passage in copy.passages:
            keys = list(_list_keys("        ", msgspec.structs.asdict(passage)))
            lines += [f"      - {keys[0].strip()}", *keys[1:]]
    return "\n".join([*lines, ""])


def _list_keys(indent: str, keys: Mapping[str, str]) -> Iterator[str]:
    # A string of JSON is a string in double quotation marks of YAML.
    return (f"{indent}{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value)
