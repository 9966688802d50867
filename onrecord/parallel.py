"""Work on all cores: forked workers that inherit what the parent knows and send back bytes.

A worker is a copy of this process, so it needs nothing sent to it. Where the platform can't fork, or there is one job,
the work is done here; the outcome is the same.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn, TypeVar

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
    workers = [_Worker([partial(work, share)]) for share in shares[1:]]
    try:
        own = work(shares[0])
    finally:
        for worker in workers:
            worker.wait()
    return [own, *(worker.result(0) for worker in workers)]


def begin(*works: Callable[[], bytes]) -> list[Callable[[], bytes]]:
    """Begin some works, one after the other, beside this process.

    What comes back, one for each, waits until that work is done and gives what it made, or raises ``WorkerFailed``. When
    the last has been called, the worker has ended.
    """
    if not hasattr(os, "fork"):
        return list(works)
    worker = _Worker(works)
    return [partial(worker.result, number) for number in range(len(works))]


class _Worker:
    """A forked process that does some works in turn and sends a byte when each of them is done."""

    def __init__(self, works: Sequence[Callable[[], bytes]]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self._files = [tempfile.TemporaryFile() for _ in works]  # noqa: SIM115 - closed when they have been read
        self._done = 0
        receiver, sender = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            self._work(works, sender)
        os.close(sender)
        self._signals = os.fdopen(receiver, "rb", buffering=0)

    def _work(self, works: Sequence[Callable[[], bytes]], sender: int) -> NoReturn:
        try:
            for work, file in zip(works, self._files, strict=True):
                file.write(work())
                file.flush()
                os.write(sender, b".")
        except BaseException:
            traceback.print_exc()
        finally:
            # Not sys.exit: what the parent has registered to happen at its end is not for its copies to do.
            os._exit(0)

    def result(self, number: int) -> bytes:
        """What a work made, as soon as it is done."""
        while self._done <= number and self._signals.read(1):
            self._done += 1
        if self._done <= number or self._done == len(self._files):
            self.wait()
        if self._done <= number:
            raise WorkerFailed
        with self._files[number] as file:
            file.seek(0)
            return file.read()

    def wait(self) -> None:
        """Wait for the end of the process."""
        if self._process:
            os.waitpid(self._process, 0)
            self._process = 0
