"""Work on all cores: forked workers that inherit what the parent knows and send back bytes.

A worker is a copy of this process, so it needs nothing sent to it. Where the platform can't fork, or there is one job,
the work is done here; the outcome is the same.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from typing import IO, TypeVar

T = TypeVar("T")


class WorkerFailed(Exception):
    """A worker ended before its work was done; its own traceback has been printed."""


def share_out(items: Sequence[T], jobs: int) -> list[Sequence[T]]:
    """Deal the items out to at most so many workers, like cards, so that each has about as much to do."""
    return [items[number::jobs] for number in range(max(1, min(jobs, len(items))))]


def run_workers(shares: Sequence[Sequence[T]], work: Callable[[Sequence[T]], bytes]) -> list[bytes]:
    """Do the first share here and let a worker do each other one; give what was made in the order of the shares.

    Raises ``WorkerFailed`` when a worker fails.
    """
    if len(shares) == 1 or not hasattr(os, "fork"):
        return [work(share) for share in shares]
    workers = [_start_worker(share, work) for share in shares[1:]]
    try:
        own = work(shares[0])
    finally:
        others = _await_workers(workers)
    return [own, *others]


def _await_workers(workers: list[tuple[int, IO[bytes]]]) -> list[bytes]:
    results: list[bytes] = []
    failed = False
    for process, file in workers:
        _, status = os.waitpid(process, 0)
        with file:
            file.seek(0)
            results.append(file.read())
        failed = failed or status != 0
    if failed:
        raise WorkerFailed
    return results


def begin(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin some work beside this process; what comes back waits for its end and gives what it made."""
    if not hasattr(os, "fork"):
        return work
    started = _start_worker((), lambda _: work())
    return lambda: _await_workers([started])[0]


def _start_worker(share: Sequence[T], work: Callable[[Sequence[T]], bytes]) -> tuple[int, IO[bytes]]:
    sys.stdout.flush()
    sys.stderr.flush()
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the parent closes it when it has read it
    process = os.fork()
    if process:
        return process, file
    code = 1
    try:
        file.write(work(share))
        file.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Not sys.exit: what the parent has registered to happen at its end is not for its copies to do.
        os._exit(code)
