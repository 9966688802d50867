"""Measures the build and prints the table that `make benchmark` is for.

Every figure is a ratio to the cold build of the same run, since machines differ and are noisy. Edits are measured as
whole processes on a site that has just been built, several times, each time another claim or person.

    python -m benchmarks.measure [--claims N] [--runs N] [--jobs N] [--large]
"""

import argparse
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from random import Random
from statistics import median

from benchmarks.corpus import VERDICTS, make_site
from benchmarks.processes import ROOT, Run, build, count_files, describe_machine, run

LARGE = 50_000
PATIENCE = 90  # seconds after which an edit is not measured once more
SERVE_OUTPUT = ".serve"


@dataclass(frozen=True)
class Row:
    """A line of the table: what was measured, the figure in words, as a ratio, and what it should be."""

    what: str
    figure: str
    ratio: str = ""
    must: str = ""
    aim: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Bench:
    """A site that is being measured, with its output and what the user chose."""

    site: Path
    output: Path
    jobs: int | None
    runs: int

    def build(self) -> Run:
        return build(self.site, self.output, self.jobs)

    def build_cold(self) -> Run:
        """Build without anything that an earlier build left, in the output or beside the content."""
        shutil.rmtree(self.output, ignore_errors=True)
        for path in self.site.iterdir():
            if path.name not in ("content", "templates", "static"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        return self.build()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the build and print the table.")
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5, help="how often each edit is measured (default: 5)")
    parser.add_argument("--jobs", type=int, help="passed on to the build")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--large", action="store_true", help=f"build {LARGE:,} claims too; takes minutes and 3 GB")
    parser.add_argument("--folder", type=Path, help="where to work (default: the system's folder for such files)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-benchmark-", dir=options.folder) as folder:
        _measure(Path(folder), options)


def _measure(folder: Path, options: argparse.Namespace) -> None:
    own = Bench(folder / "own", folder / "own-output", options.jobs, options.runs)
    for name in ("content", "templates", "static"):
        shutil.copytree(ROOT / name, own.site / name)
    _say("the repository's own dossier")
    own.build_cold()  # the first one compiles Python and fills the system's caches
    dossier = (_typical(own.build_cold, 3), _typical(own.build, 3))
    _say(f"making {options.claims:,} claims")
    bench = Bench(folder / "site", folder / "output", options.jobs, options.runs)
    make_site(bench.site, claims=options.claims, seed=options.seed)
    _say("cold build, twice")
    colds = [bench.build_cold(), bench.build_cold()]
    cold = median(each.seconds for each in colds)
    files, size = count_files(bench.output)
    rows = [Row("cold build", _seconds([each.seconds for each in colds]), "1")]
    seconds, runs = _measure_edits(bench, cold)
    inside = _look_inside(folder, bench)
    floor = sum(inside["floor"].values())
    rows.append(
        Row("floor: the library calls alone, one process", f"{floor:.2f} s", f"cold = {cold / floor:.2f} × floor")
    )
    for what, must, aim in (
        ("second build, nothing changed", 25, 60),
        ("after one claim's text changed", 18, 35),
        ("after a verdict changed", 12, 25),
        ("after a person's name changed", 12, 25),
        ("in serve, from saving to the file on disk", 25, 80),
    ):
        rows.append(_row_of(what, seconds[what], cold, must, aim))
    rows.append(Row("the repository's own dossier, cold / second", " / ".join(f"{each:.2f} s" for each in dossier)))
    rows.append(_measure_images(bench, options.claims))
    rows.append(_measure_search(bench, cold))
    peak = max(each.peak for each in [*colds, *runs]) / 1e6
    rows.append(
        Row("peak memory of the largest process", f"{peak:.0f} MB", "", "500 MB", "300 MB", _mark(peak, 500, 300))
    )
    rows.append(_measure_large(folder, options, cold / options.claims) if options.large else _large_is_off())
    _print_table(rows)
    print(
        f"\n{options.claims:,} claims: {options.claims / cold:,.0f} claims a second, {files:,} files, {size / 1e6:.0f} MB."
    )
    cpu = median(each.cpu for each in colds)
    print(f"A cold build takes {cpu:.1f} s of processor time. {describe_machine()}.\n")
    _print_shares("Stage (one process)", inside["stages"])
    print()
    _print_shares("Floor", inside["floor"])


# --- Edits ------------------------------------------------------------------------------------------------------------


def _measure_edits(bench: Bench, cold: float) -> tuple[dict[str, list[float]], list[Run]]:
    """Seconds of each kind of rebuild, and all runs."""
    random = Random(0)
    claims = sorted((bench.site / "content" / "claims").rglob("*.md"))
    done: dict[str, list[float]] = {}
    runs: list[Run] = []

    def repeat(what: str, edit: Callable[[], Path | None]) -> None:
        _say(what)
        done[what] = []
        while len(done[what]) < bench.runs and (not done[what] or sum(done[what]) < PATIENCE):
            page = edit()
            before = page.read_bytes() if page else b""
            result = bench.build()
            runs.append(result)
            done[what].append(result.seconds)
            if page and page.read_bytes() == before:
                raise SystemExit(f"{page} is as it was before the edit")
            if not page and not re.search(r"\b0 written", result.said):
                raise SystemExit(f"nothing had changed, and the build said: {result.said}")

    repeat("second build, nothing changed", lambda: None)
    repeat("after one claim's text changed", lambda: _edit_text(bench.output, random.choice(claims))[0])
    repeat("after a verdict changed", lambda: _edit_verdict(bench.output, random.choice(claims)))
    repeat("after a person's name changed", lambda: _edit_name(bench, random.choice(claims)))
    what = "in serve, from saving to the file on disk"
    _say(what)
    done[what] = _measure_serve(bench, [random.choice(claims) for _ in range(bench.runs)], cold)
    return done, runs


def _edit_text(output: Path, claim: Path) -> tuple[Path, str]:
    """Add a sentence to a claim's report; give its page and the words to look for."""
    words = f"This sentence was added at {time.monotonic_ns()}."
    with claim.open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")
    return output / "claims" / claim.stem / "index.html", words


def _edit_verdict(output: Path, claim: Path) -> Path:
    text = claim.read_text(encoding="utf-8")
    verdict = re.search("^verdict: (.*)$", text, re.MULTILINE)
    assert verdict is not None
    assert verdict[1] in VERDICTS
    other = "misleading" if verdict[1] != "misleading" else "false"
    claim.write_text(text[: verdict.start(1)] + other + text[verdict.end(1) :], encoding="utf-8")
    return output / "claims" / claim.stem / "index.html"


def _edit_name(bench: Bench, claim: Path) -> Path:
    """Rename somebody who answered a claim."""
    found = re.search("^  - by: (.*)$", claim.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    person = bench.site / "content" / "people" / f"{found[1]}.yaml"
    text = person.read_text(encoding="utf-8")
    person.write_text(re.sub("^name: (.*)$", r"name: \1 Renamed", text, flags=re.MULTILINE), encoding="utf-8")
    return bench.output / "claims" / claim.stem / "index.html"


def _measure_serve(bench: Bench, claims: list[Path], cold: float) -> list[float]:
    """Seconds from saving a claim until its page in the served folder holds the new words."""
    command = [sys.executable, ROOT / "build.py", "serve", "--site", bench.site, "--port", str(_free_port())]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said: Queue[str] = Queue()

    def listen() -> None:
        assert server.stderr is not None
        for line in server.stderr:
            said.put(line)
        said.put("")

    threading.Thread(target=listen, daemon=True).start()

    def wait_for(words: str) -> None:
        """Read on until the server says these words."""
        lines: list[str] = []
        while words not in (line := said.get(timeout=60 + 5 * cold)):
            lines.append(line)
            if not line:
                raise SystemExit(f"the server has ended: {''.join(lines)}")

    took: list[float] = []
    try:
        wait_for("The site is at")
        time.sleep(1)
        for claim in claims:
            page, words = _edit_text(bench.site / SERVE_OUTPUT, claim)
            started = time.monotonic()
            while words.encode() not in page.read_bytes():
                if time.monotonic() - started > 60 + 5 * cold:
                    raise SystemExit(f"{page} does not follow an edit")
                time.sleep(0.005)
            took.append(time.monotonic() - started)
            wait_for(" written")
            if sum(took) > PATIENCE:
                break
    finally:
        # Not SIGINT: where the shell runs us in the background, it and all below it ignore that.
        server.terminate()
        server.wait(timeout=60)
        shutil.rmtree(bench.site / SERVE_OUTPUT, ignore_errors=True)
    return took


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- The rest ---------------------------------------------------------------------------------------------------------


def _look_inside(folder: Path, bench: Bench) -> dict[str, dict[str, float]]:
    _say("the floor and the stages")
    said = run([sys.executable, "-m", "benchmarks.inside", bench.site, folder / "inside"]).said
    shutil.rmtree(folder / "inside")
    shutil.rmtree(folder / "inside-floor")
    return json.loads(said.splitlines()[-1])  # type: ignore[no-any-return]


def _measure_search(bench: Bench, cold: float) -> Row:
    """What the index of the search in all words takes: a build that finds everything in its place but the index."""
    _say("search")
    config = bench.site / "content" / "site.yaml"
    config.write_text(config.read_text(encoding="utf-8").replace("search: off", "search: full"), encoding="utf-8")
    bench.build()
    index = bench.output / "search"
    for path in index.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    made = bench.build()
    folders = [path for path in index.iterdir() if path.is_dir()]
    files, size = (sum(each) for each in zip(*map(count_files, folders), strict=True))
    figure = f"{made.seconds:.1f} s, {files:,} files, {size / 1e6:.0f} MB, {made.peak / 1e6:.0f} MB of memory"
    return Row("search in all words, apart", figure, f"{made.seconds / cold:.2f} × cold")


def _measure_images(bench: Bench, claims: int) -> Row:
    """What share images take, which the builds above don't make."""
    _say("share images")
    image = json.loads(run([sys.executable, "-m", "benchmarks.images", bench.site]).said.splitlines()[-1])
    figure = f"{image['seconds'] * 1000:.1f} ms each, {image['mean'] / 1000:.0f} kB"
    return Row("share images, apart (processor time)", figure, f"{claims * image['seconds']:.0f} s for all")


def _measure_large(folder: Path, options: argparse.Namespace, small: float) -> Row:
    _say(f"{LARGE:,} claims")
    bench = Bench(folder / "large", folder / "large-output", options.jobs, 1)
    make_site(bench.site, claims=LARGE, seed=options.seed)
    result = bench.build_cold()
    ratio = result.seconds / LARGE / small
    figure = f"{result.seconds:.0f} s, {result.peak / 1e6:.0f} MB"
    what = f"time per claim at {LARGE:,} against {options.claims:,}"
    return Row(what, figure, f"{ratio:.2f} ×", "1.3 ×", "1.1 ×", _mark(ratio, 1.3, 1.1))


def _large_is_off() -> Row:
    return Row(f"time per claim at {LARGE:,}", "not measured (--large)", "", "1.3 ×", "1.1 ×")


def _row_of(what: str, seconds: list[float], cold: float, must: int, aim: int) -> Row:
    middle = median(seconds)
    mark = _mark(middle / cold, 1 / must, 1 / aim)
    return Row(what, _seconds(seconds), f"cold / {cold / middle:.0f}", f"cold / {must}", f"cold / {aim}", mark)


def _mark(figure: float, must: float, aim: float) -> str:
    return "✓ aim" if figure <= aim else "✓" if figure <= must else "✗"


def _typical(measure: Callable[[], Run], times: int) -> float:
    return median(measure().seconds for _ in range(times))


def _seconds(all_runs: list[float]) -> str:
    """The median, and with several runs the shortest and the longest."""
    middle = f"{median(all_runs):.2f} s"
    return f"{middle} ({min(all_runs):.2f}–{max(all_runs):.2f})" if len(all_runs) > 1 else middle


def _print_table(rows: list[Row]) -> None:
    print("| what | figure | ratio | must reach | aim | |\n| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        print(f"| {row.what} | {row.figure} | {row.ratio} | {row.must} | {row.aim} | {row.mark} |")


def _print_shares(heading: str, seconds: dict[str, float]) -> None:
    total = sum(seconds.values())
    print(f"| {heading} | seconds | share |\n| --- | --- | --- |")
    for name, took in sorted(seconds.items(), key=lambda pair: -pair[1]):
        print(f"| {name} | {took:.2f} | {100 * took / total:.0f} % |")


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr)


if __name__ == "__main__":
    main()
