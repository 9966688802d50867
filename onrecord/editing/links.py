"""Whether the addresses that a site names are still there: many servers at a time, each asked one thing at a time.

What they answered is remembered in ``.links.json``, on this machine alone, so that a run that was stopped goes on where
it was, servers that answered lately are left in peace, and a failure of one day is told from a lasting one.
"""

import datetime
import html as html_entities
import queue
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from onrecord.content.fields import is_web_address
from onrecord.content.load import LoadedFile
from onrecord.content.read import SITE_FILE
from onrecord.editing.fetch import Answer, FetchProblem, HostProblem, Manners, fetch
from onrecord.editing.robots import Robots, RobotsProblem
from onrecord.model import Claim, Config, Person, Snapshot, Source

MEMORY = ".links.json"
_AT_A_TIME = 8
_PEACE_DAYS = 7
_HREF = re.compile(r'<a href="(https?://[^"]*)"')

# "there": it answers; "moved": for good, to an address that answers; "gone": its server says so, or has no name any
# more; "unclear": no answer, or one that may be for robots alone; "unasked": robots are asked to stay away.
Outcome = Literal["there", "moved", "gone", "unclear", "unasked"]


class Mention(msgspec.Struct, frozen=True, order=True):
    """Where the content names an address: the file, and the source whose own address it is, if it is one's."""

    path: str
    source: str = ""


class Found(msgspec.Struct, frozen=True):
    """What became of an address: on which day it was asked, what was said, whether a server answered at all, since when
    it fails, and where it has moved.
    """

    outcome: Outcome
    asked: str
    said: str
    answered: bool = True
    failing_since: str = ""
    moved_to: str = ""


def list_links(config: Config | None, loaded: Iterable[LoadedFile]) -> dict[str, list[Mention]]:
    """Give every address of another site that the content names, without its fragment, and where."""
    links: dict[str, set[Mention]] = {}
    for address in _addresses_of_site(config) if config else ():
        links.setdefault(address.partition("#")[0], set()).add(Mention(SITE_FILE))
    for file in loaded:
        for address, source in _addresses_of(file):
            links.setdefault(address.partition("#")[0], set()).add(Mention(file.path, source))
    return {address: sorted(links[address]) for address in sorted(links)}


def _addresses_of(file: LoadedFile) -> Iterator[tuple[str, str]]:
    entity = file.known.entity
    sources = [entity] if isinstance(entity, Source) else entity.sources if isinstance(entity, Claim) else ()
    for source in sources:
        if source.url:
            yield source.url, source.id
        yield from ((each, "") for each in (source.archived, source.copy.url if source.copy else "") if each)
    if isinstance(entity, Person) and entity.url:
        yield entity.url, ""
    if isinstance(entity, Snapshot):
        yield from ((copy.archived, "") for copy in entity.copies if copy.archived)
    yield from ((html_entities.unescape(address), "") for address in _HREF.findall(file.html))


def _addresses_of_site(config: Config) -> Iterator[str]:
    licences = (each.url for each in (config.licence_of_text, config.licence_of_data) if each)
    publisher = config.publisher
    for address in (publisher.url, publisher.logo, publisher.corrections, config.repository, *licences):
        if is_web_address(address):
            yield address


def ask_links(
    links: Iterable[str], known: Mapping[str, Found], today: str, manners: Manners, *, pause: float
) -> Iterator[tuple[str, Found]]:
    """Ask for these addresses, and give what became of each as it comes in.

    Several servers are asked at a time, each one thing at a time with a pause between.
    """
    by_host: dict[str, list[str]] = {}
    for address in links:
        by_host.setdefault(urlsplit(address).netloc.lower(), []).append(address)
    answers: queue.SimpleQueue[tuple[str, Found] | Exception] = queue.SimpleQueue()
    stopped = threading.Event()
    robots = Robots(manners)

    def ask_host(addresses: list[str]) -> None:
        try:
            for number, address in enumerate(addresses):
                if stopped.wait(pause if number else 0):
                    return
                answers.put((address, _ask_link(address, known.get(address), today, manners, robots)))
        except Exception as error:  # a mistake of ours: whoever waits for the answer shall have it
            answers.put(error)

    pool = ThreadPoolExecutor(_AT_A_TIME)
    try:
        for addresses in by_host.values():
            pool.submit(ask_host, addresses)
        for _ in range(sum(map(len, by_host.values()))):
            answer = answers.get()
            if isinstance(answer, Exception):
                raise answer
            yield answer
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _ask_link(address: str, before: Found | None, today: str, manners: Manners, robots: Robots) -> Found:
    since = before.failing_since if before and before.failing_since else today
    try:
        answer = fetch(address, manners, robots.permit, method="HEAD")
        if answer.status not in (200, 204):
            # Many servers answer HEAD in another way than they should.
            answer = fetch(address, manners, robots.permit, with_body=False)
    except RobotsProblem as problem:
        return Found("unasked", today, str(problem))
    except HostProblem as problem:
        # A name that nobody knows today may be known again tomorrow.
        return Found("gone" if since < today else "unclear", today, str(problem), False, since)
    except FetchProblem as problem:
        return Found("unclear", today, str(problem), False, since)
    return _judge(answer, today, since)


def _judge(answer: Answer, today: str, since: str) -> Found:
    said = f"it answers {answer.status} {answer.reason}".rstrip()
    if answer.status in (404, 410):
        return Found("gone", today, said, failing_since=since)
    if not 200 <= answer.status < 300:
        return Found("unclear", today, said, failing_since=since)
    if answer.for_good:
        return Found("moved", today, f"it has moved to {answer.address}", moved_to=answer.address)
    return Found("there", today, said)


def choose_links(links: Iterable[str], known: Mapping[str, Found], today: str) -> list[str]:
    """Leave out what was asked today, and what answered well during the last week."""
    lately = (datetime.date.fromisoformat(today) - datetime.timedelta(days=_PEACE_DAYS)).isoformat()
    return [each for each in links if not _is_fresh(known.get(each), today, lately)]


def _is_fresh(found: Found | None, today: str, lately: str) -> bool:
    return found is not None and (found.asked == today or (found.outcome == "there" and lately < found.asked < today))


def load_found(site_folder: Path) -> dict[str, Found]:
    """Give what earlier runs found; nothing if that can't be read."""
    try:
        return msgspec.json.decode((site_folder / MEMORY).read_bytes(), type=dict[str, Found])
    except (OSError, msgspec.DecodeError):
        return {}


def save_found(site_folder: Path, found: Mapping[str, Found]) -> None:
    """Remember what was found, in the order of the addresses."""
    target = site_folder / MEMORY
    temporary = target.with_name(f"{MEMORY}.new")
    data = msgspec.json.encode({address: found[address] for address in sorted(found)})
    temporary.write_bytes(msgspec.json.format(data, indent=1))
    temporary.replace(target)
