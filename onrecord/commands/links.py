"""``links``: ask whether the addresses that the content names are still there. It never fails."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from onrecord import dates
from onrecord.config import read_config
from onrecord.content.load import LoadedFile, load_files
from onrecord.editing.fetch import manners_for
from onrecord.editing.links import Found, Mention, Outcome, ask_links, choose_links, list_links, load_found, save_found
from onrecord.intake import take_in
from onrecord.model import Claim, Source
from onrecord.options import Options
from onrecord.screen import OK, Progress, say, tell

# Between two questions to one server.
_PAUSE_SECONDS = 1.0
_WORDS: dict[Outcome, str] = {
    "there": "there",
    "moved": "moved",
    "gone": "gone",
    "unclear": "without a clear answer",
    "unasked": "not asked, as robots.txt wishes",
}


def run(options: argparse.Namespace) -> int:
    """Ask, and print what was found and what to do."""
    progress = Progress(time.monotonic())
    loaded = load_files(options.site, take_in(Options(options.site)).content, {}, options.jobs, progress)
    config, _ = read_config(options.site)
    links = list_links(config, loaded)
    today, found = dates.today(), load_found(options.site)
    found = {address: found[address] for address in links if address in found}
    chosen = list(links) if options.again else choose_links(links, found, today)
    manners = manners_for((config.base_url or config.publisher.url) if config else "")
    answered = False
    try:
        for number, (address, result) in enumerate(ask_links(chosen, found, today, manners, pause=_PAUSE_SECONDS), 1):
            answered = answered or result.answered
            found[address] = result
            progress("Asking", number, len(chosen))
    finally:
        if answered:
            save_found(options.site, found)
    if chosen and not answered:
        say("No server answered at all. Is there a network? Nothing was remembered.")
        return OK
    for line in describe(options.site, links, found, _list_sources(loaded)):
        tell(line)
    broken = sum(each.known.entity is None for each in loaded)
    if broken:
        say(f"{broken:,} files have errors, so their addresses were left out: build.py check")
    return OK


def _list_sources(loaded: Sequence[LoadedFile]) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for each in loaded:
        entity = each.known.entity
        for source in (entity,) if isinstance(entity, Source) else entity.sources if isinstance(entity, Claim) else ():
            sources[source.id] = source
    return sources


def describe(
    site_folder: Path, links: Mapping[str, Sequence[Mention]], found: Mapping[str, Found], sources: Mapping[str, Source]
) -> Iterator[str]:
    """Say in lines what is not as it should be, what could be written, and how many addresses there are of each kind."""
    for address, mentions in links.items():
        result = found.get(address)
        for mention in mentions if result else ():
            assert result
            source = sources.get(mention.source)
            place = f"{mention.path}:{_line_of(site_folder / mention.path, address)}"
            if result.outcome in ("gone", "unclear", "moved"):
                yield f"{place}: {address}"
                yield f"    {result.said}{_since(result)}"
                yield from (f"    {line}" for line in _propose(result, source))
            elif result.outcome == "there" and source and source.status and source.status.fate == "dead":
                yield f"{place}: {address}"
                yield "    It is there again. Look at it, and take out the status of the source, or change it."
    counts = Counter(result.outcome for result in found.values())
    told = ", ".join(f"{counts[outcome]:,} {words}" for outcome, words in _WORDS.items() if counts[outcome])
    yield f"{len(links):,} address{'' if len(links) == 1 else 'es'}: {told or 'none was asked'}."


def _since(result: Found) -> str:
    return f", since {result.failing_since}" if "" < result.failing_since < result.asked else ""


def _propose(result: Found, source: Source | None) -> Iterator[str]:
    """What to write into the file of a source, if this is its own address and nothing is written there yet."""
    if source is None or source.status:
        return
    if result.outcome == "gone":
        note = json.dumps(f"{result.said[0].upper()}{result.said[1:]}.", ensure_ascii=False)
        yield f"Look at it yourself, then write under the source '{source.id}':"
        yield f"  status: {{is: dead, on: {result.failing_since}, note: {note}}}"
    elif result.outcome == "moved":
        yield f"Look at it yourself, then write under the source '{source.id}':"
        yield f"  url: {json.dumps(result.moved_to)}"


def _line_of(path: Path, address: str) -> int:
    """The first line on which a file names an address; 1 where it is written in another way."""
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return next((number for number, line in enumerate(lines, 1) if address in line), 1)
