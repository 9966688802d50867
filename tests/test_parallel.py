"""Workers: what they make comes back in order, as soon as it is made; one that fails is never taken for one that is done."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord import parallel
from onrecord.parallel import WorkerFailed, begin, run_workers, share_out


def fail() -> bytes:
    raise ValueError("on purpose")


def end_at_once() -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("it is dead")


def is_gone(process: int) -> bool:
    """Tell whether a process has ended, and its end was waited for."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


FAILURES = pytest.mark.parametrize("failing", [fail, end_at_once])


class TestSharing:
    def test_everything_is_dealt_out_once(self) -> None:
        shares = share_out(range(10), 3)
        assert sorted(item for share in shares for item in share) == list(range(10))
        assert max(map(len, shares)) - min(map(len, shares)) <= 1

    def test_what_was_made_comes_in_the_order_of_the_shares(self) -> None:
        assert run_workers([[1], [2], [3]], lambda share: str(share[0]).encode()) == [b"1", b"2", b"3"]

    def test_each_share_has_a_process_and_the_first_this_one(self) -> None:
        first, *others = run_workers([[1], [2], [3]], lambda share: str(os.getpid()).encode())
        assert first == str(os.getpid()).encode()
        assert len({first, *others}) == 3

    @FAILURES
    def test_a_worker_that_fails_is_told(self, failing: Callable[[], bytes]) -> None:
        with pytest.raises(WorkerFailed):
            run_workers([[1], [2]], lambda share: failing() if share == [2] else b"")

    def test_a_failure_here_leaves_no_worker_behind(self, tmp_path: Path) -> None:
        def work(share: list[int]) -> bytes:
            (tmp_path / str(share[0])).write_text(str(os.getpid()))
            return fail() if share == [1] else b""

        with pytest.raises(ValueError, match="on purpose"):
            run_workers([[1], [2]], work)
        assert is_gone(int((tmp_path / "2").read_text()))


class TestWorkBesideThisProcess:
    def test_gives_large_results_in_order(self) -> None:
        first, second = begin(lambda: b"a" * 5_000_000, lambda: b"b")
        assert first() == b"a" * 5_000_000
        assert second() == b"b"

    def test_gives_the_first_result_while_the_second_is_being_made(self) -> None:
        def slow() -> bytes:
            time.sleep(30)
            return b""

        first, second = begin(lambda: str(os.getpid()).encode(), slow)
        process = int(first())
        os.kill(process, 0)  # it lives
        os.kill(process, signal.SIGKILL)
        with pytest.raises(WorkerFailed):
            second()

    @FAILURES
    def test_that_fails_keeps_what_was_made_before(self, failing: Callable[[], bytes]) -> None:
        first, second = begin(lambda: b"made", failing)
        assert first() == b"made"
        with pytest.raises(WorkerFailed):
            second()

    @FAILURES
    def test_that_fails_at_first_has_neither(self, failing: Callable[[], bytes]) -> None:
        for each in begin(failing, lambda: b""):
            with pytest.raises(WorkerFailed):
                each()

    def test_has_ended_when_the_last_result_is_there(self) -> None:
        first, last = begin(lambda: str(os.getpid()).encode(), lambda: b"")
        process = int(first())
        last()
        assert is_gone(process)

    def test_is_done_here_where_there_are_no_forks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delattr(parallel.os, "fork")
        (work,) = begin(lambda: str(os.getpid()).encode())
        assert work() == str(os.getpid()).encode()
