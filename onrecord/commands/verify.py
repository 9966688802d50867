"""``verify``: say whether a site, at its address or in a folder, tells what the content here tells."""

import argparse
import stat
import time
from pathlib import Path

from onrecord.content.fields import is_web_address
from onrecord.editing.fetch import FetchProblem, Manners, fetch
from onrecord.options import Options
from onrecord.pipeline import seal_site
from onrecord.problems import has_errors
from onrecord.publish import report
from onrecord.publish.verify import Fetch, summarise, verify_site
from onrecord.screen import MISUSE, OK, PROBLEMS, Progress, print_problems, say, tell

# So many files of claims are fetched from somebody's server, unless all are asked for.
_SAMPLE = 20
# Seconds for a whole file.
_PATIENCE = 120


def run(options: argparse.Namespace) -> int:
    """Print each claim that differs, and how many do."""
    is_address = is_web_address(options.where) and not {"?", "#"} & set(options.where)
    if not is_address and not Path(options.where).is_dir():
        say(f"'{options.where}' is neither an address such as https://facts.example/ nor a folder.")
        return MISUSE
    show = Progress(time.monotonic())
    sealed = seal_site(Options(options.site, jobs=options.jobs), show)
    checked, seals = sealed.checked, sealed.seals
    if not checked.ok:
        errors = [each for each in checked.problems if has_errors([each])]
        print_problems(errors)
        say(f"{report.summarise(errors, checked.claim_count)} Nothing was compared.")
        return PROBLEMS
    read = fetch_from_address(options.where) if is_address else fetch_from_folder(Path(options.where))
    sample = _SAMPLE if is_address and not options.all else None
    try:
        verified = verify_site(seals, sealed.read_report, read, sample, lambda done: show("Looking at", done, 0))
    except FetchProblem as fault:
        say(report.on_one_line(f"Nothing was compared. {fault}"))
        return PROBLEMS
    for line in verified.differences:
        tell(report.on_one_line(line))
    tell(summarise(verified, len(seals), options.where))
    return PROBLEMS if verified.differences else OK


def fetch_from_folder(folder: Path) -> Fetch:
    """Read the files of a site that lies in a folder."""

    def read(path: str, most: int) -> bytes:
        file = folder / path
        try:
            if not stat.S_ISREG(file.stat().st_mode):
                raise FetchProblem(f"{file}: is no file")
            with open(file, "rb") as opened:
                data = opened.read(most + 1)
        except OSError as error:
            raise FetchProblem(f"{file}: {error.strerror or error}") from None
        if len(data) > most:
            raise FetchProblem(f"{file}: is longer than {most:,} bytes")
        return data

    return read


def fetch_from_address(address: str) -> Fetch:
    """Fetch the files of a site that stands at an address, one after the other; it may be on this machine, too."""
    base = address.rstrip("/") + "/"

    def read(path: str, most: int) -> bytes:
        manners = Manners(total_seconds=_PATIENCE, most_bytes=most, allows=lambda ip: True)
        try:
            answer = fetch(base + path, manners)
        except FetchProblem as fault:
            raise FetchProblem(f"{base}{path}: {fault}") from None
        if answer.status != 200:
            raise FetchProblem(f"{base}{path}: the server answers {answer.status}")
        return answer.body

    return read
