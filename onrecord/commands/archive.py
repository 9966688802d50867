"""``archive``: keep the text of sources, and the passages that are quoted."""

import argparse
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from onrecord import dates
from onrecord.content.facts import Site
from onrecord.editing.archive import Errand, archive_sources
from onrecord.editing.fetch import FetchProblem, Manners, fetch, manners_for
from onrecord.editing.page_text import read_page
from onrecord.editing.robots import Robots
from onrecord.editing.wayback import save_page
from onrecord.model import Source
from onrecord.options import Options
from onrecord.pipeline import check_site
from onrecord.problems import nearest, shown
from onrecord.screen import MISUSE, OK, PROBLEMS, print_problems, say, tell

# Between two visits to a server, and between two pages that the Wayback Machine is asked to keep.
_PAUSE_SECONDS = 1.0
_WAYBACK_PAUSE_SECONDS = 5.0


def run(options: argparse.Namespace) -> int:
    if bool(options.sources) == options.all or (options.all and options.by_hand):
        say("Name the sources, or say --all.")
        return MISUSE
    checked = check_site(Options(options.site, serving=True, jobs=options.jobs))
    site = checked.site
    if site is None:
        print_problems(checked.problems)
        return PROBLEMS
    chosen, unknown = _choose(site, options.sources)
    if unknown:
        say(f"There is no source {shown(unknown)}. {nearest(unknown, site.sources)}".strip())
        return MISUSE
    manners = manners_for(site.config.base_url or site.config.publisher.url)
    errand = Errand(
        fetch_text=text_fetcher(manners, _PAUSE_SECONDS),
        save_page=(lambda address: _save_page(address, manners)) if options.wayback else None,
        today=dates.today(),
        by_hand=options.by_hand,
    )
    failed = 0
    for result in archive_sources(options.site, site, chosen, errand, skip_of_today=options.all):
        tell(f"{result.id}: {result.said}")
        print_problems(result.problems)
        failed += not result.ok
    return PROBLEMS if failed else OK


def _save_page(address: str, manners: Manners) -> str:
    time.sleep(_WAYBACK_PAUSE_SECONDS)
    return save_page(address, manners)


def _choose(site: Site, ids: list[str]) -> tuple[list[Source], str]:
    """The sources of these ids, or all that have an address; the second value is an id that there isn't."""
    for id in ids:
        if id not in site.sources:
            return [], id
    if ids:
        return [site.sources[id] for id in dict.fromkeys(ids)], ""
    return [source for source in site.sources.values() if source.url or source.copy], ""


def text_fetcher(manners: Manners, pause: float) -> Callable[[str], str]:
    """Give what fetches the text of a page, as its server's robots.txt allows, with a pause between two visits."""
    robots = Robots(manners)
    free: dict[str, float] = {}  # the moment from which a server may be visited again

    def fetch_text(address: str) -> str:
        host = urlsplit(address).netloc
        time.sleep(max(0.0, free.get(host, 0.0) - time.monotonic()))
        free[host] = time.monotonic() + pause
        answer = fetch(address, manners, robots.permit)
        if answer.status != 200:
            raise FetchProblem(f"the server answers {answer.status} {answer.reason}".rstrip())
        return read_page(answer)

    return fetch_text
