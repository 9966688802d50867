"""Runs Pagefind, the program that makes the index of the search.

It comes with the package ``pagefind-bin``, is told what to index one record after the other, and hands its files back:
nothing is read from the disk nor written to it. The files depend on the records and their order alone. Pagefind's own
filters are not used, because release 1.5.2 writes them in another order every time.
"""

import contextlib
import gzip
import os
import subprocess
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import msgspec

from onrecord.formats.search import Record

_ENTRY = "pagefind-entry.json"
_FRAGMENT = "fragment/"
# What a browser runs; the other scripts and styles are Pagefind's own interfaces.
_RUNTIME = ("pagefind.js", "pagefind-worker.js")
# It takes 0.03 seconds and 0.002 for each record; on a slow and busy machine, many times that.
_SECONDS = 60.0
_SECONDS_A_RECORD = 0.1
# Every file of an index begins with this once it is unpacked.
_SIGNATURE = b"pagefind_dcd"


class PagefindFailed(Exception):
    """Pagefind did not make the index; the message says why, and goes on behind its name."""


def make_index(records: Sequence[Record], language: str) -> dict[str, bytes]:
    """Give the files of the index of these records, and of the program that reads it, by their paths.

    Raises ``PagefindFailed``.
    """
    if not records:
        return {}
    try:
        answer = _converse(_requests(records, language), len(records) + 2)
        files = {file["path"]: b64decode(file["content"]) for file in answer["files"]}
        wasm = msgspec.json.decode(files[_ENTRY])["languages"][language]["wasm"] or "unknown"
    except (KeyError, TypeError, ValueError, msgspec.DecodeError) as error:
        raise PagefindFailed("gave an answer that is not understood") from error
    program = (*_RUNTIME, f"wasm.{wasm}.pagefind")
    return {path: data for path, data in sorted(files.items()) if path in program or is_of_index(path)}


def is_of_index(path: str) -> bool:
    """Tell whether a file belongs to an index, and not to the program that reads any of them."""
    return path == _ENTRY or path.startswith((_FRAGMENT, "index/")) or path.endswith(".pf_meta")


def list_fragments(files: dict[str, bytes]) -> dict[str, str]:
    """Give the name by which the index goes for each record, by the record's address."""
    names: dict[str, str] = {}
    for path, data in files.items():
        if path.startswith(_FRAGMENT):
            fragment = msgspec.json.decode(gzip.decompress(data).removeprefix(_SIGNATURE))
            names[fragment["url"]] = Path(path).stem
    return names


def _requests(records: Sequence[Record], language: str) -> Iterator[dict[str, Any]]:
    yield {"type": "NewIndex", "config": {"force_language": language}}
    for record in records:
        yield {
            "type": "AddRecord",
            "index_id": 0,
            "url": record.url,
            "content": record.content,
            "language": language,
            "meta": record.meta,
            "filters": None,
            "sort": None,
        }
    yield {"type": "GetFiles", "index_id": 0}


def _converse(requests: Iterator[dict[str, Any]], count: int) -> dict[str, Any]:
    """Send so many requests, and give the answer to the last of them."""
    process = _start()
    assert process.stdin and process.stdout
    answers, started, seconds = 0, time.monotonic(), _SECONDS + _SECONDS_A_RECORD * count
    late = threading.Timer(seconds, process.kill)
    late.daemon = True
    late.start()
    try:
        threading.Thread(target=_send, args=(requests, process.stdin), daemon=True).start()
        for answer in _read_answers(process.stdout):
            answers += 1
            if answer["type"] == "Error":
                raise PagefindFailed(f"says: {answer['message']}")
            if answers == count:
                return answer
    finally:
        late.cancel()
        # It leaves at the end of its input, with the work half done if it still has any.
        with contextlib.suppress(OSError):
            process.stdin.close()
        process.stdout.close()
        code = process.wait()
    if time.monotonic() - started > seconds:
        raise PagefindFailed(f"had not ended after {seconds:.0f} seconds")
    if code < 0:
        raise PagefindFailed(f"was killed by signal {-code}; is there enough memory?")
    raise PagefindFailed(f"ended with exit code {code}")


def _start() -> "subprocess.Popen[bytes]":
    # Neither a file of settings that lies about nor the environment may change what is made.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    # More threads make it hardly faster, and several of it may run at once.
    environment |= {"RAYON_NUM_THREADS": "1"}
    try:
        from pagefind_bin import get_executable

        program = Path(get_executable())
        return subprocess.Popen(
            [program, "--service"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=program.parent,
            env=environment,
        )
    except (ImportError, OSError) as error:
        raise PagefindFailed(f"can't be started ({error})") from error


def _send(requests: Iterator[dict[str, Any]], to: IO[bytes]) -> None:
    # Where it has ended too early, the reader finds that out.
    with contextlib.suppress(OSError, ValueError):
        for number, request in enumerate(requests):
            to.write(b64encode(msgspec.json.encode({"message_id": number, "payload": request})) + b",")
        to.flush()


def _read_answers(source: IO[bytes]) -> Iterator[dict[str, Any]]:
    parts: list[bytes] = []
    while data := source.read1(1 << 20):  # type: ignore[attr-defined]
        *ended, rest = data.split(b",")
        for each in ended:
            yield msgspec.json.decode(b64decode(b"".join([*parts, each])))["payload"]
            parts = []
        parts.append(rest)
