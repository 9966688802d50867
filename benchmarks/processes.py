"""Whole processes, measured: how long, how much processor time, how much memory; and the machine they ran on."""

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BASE_URL = "https://example.org/"


@dataclass(frozen=True)
class Run:
    """What a process and all that it started took; ``peak`` is the memory of the largest of them in bytes."""

    seconds: float
    cpu: float
    peak: int
    said: str


def run(command: Sequence[str | Path]) -> Run:
    """Run a command to its end. Ends the measurement when the command fails."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    said = process.stdout.read().decode(errors="replace")
    # The peak that wait4 gives is that of the largest process below, but never less than what this one needed to
    # start it. So this one stays small, and leaves all heavy work to others.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.stdout.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{said}\nfailed with exit code {process.returncode}: {' '.join(map(str, command))}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, _peak(usage), said)


def build(site: Path, output: Path, jobs: int | None = None) -> Run:
    """Run one whole build of a site."""
    return run(build_command(site, output, jobs))


def build_command(site: Path, output: Path, jobs: int | None = None) -> list[str | Path]:
    command: list[str | Path] = [sys.executable, ROOT / "build.py", "--site", site, "--output", output]
    return [*command, "--base-url", BASE_URL, *(["--jobs", str(jobs)] if jobs else [])]


def count_files(folder: Path) -> tuple[int, int]:
    """How many files are below a folder, and their bytes; names that begin with a dot are left out."""
    files = list_files(folder)
    return len(files), sum(os.path.getsize(folder / path) for path in files)


def list_files(folder: Path) -> set[str]:
    """The paths of these files below their folder."""
    found: set[str] = set()
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.update(os.path.relpath(os.path.join(place, name), folder) for name in names if not name.startswith("."))
    return found


def describe_machine() -> str:
    """Cores, processor, system and Python in one line."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{cores} cores, {_processor()}, {platform.system()} {platform.release()}, {python}, load {load} at the end"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _peak(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
