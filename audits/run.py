"""Audits the repository's own site and prints what was found; the exit code is 1 if a figure is missed.

python -m audits.run [--quick]
"""

import argparse
import itertools
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from audits import contrast, tools
from audits.axe import find_sideways_scroll, find_violations
from audits.sites import ROOT, build_own_site, pick_pages
from tests.browser import ARGUMENTS, find_browser, serve_folder

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
LANGUAGES = ("en", "ar", "ur", "tr")
# What Lighthouse looks at: the site's language, and kinds of pages.
JUDGED = (("en", ("home", "claims", "claim", "source", "search")), ("ar", ("claim",)), ("ur", ("claim",)))
MOST_BYTES_OF_A_CLAIM_PAGE = 45_000


class _Report:
    """Prints each figure as it comes, and remembers whether all were reached."""

    def __init__(self) -> None:
        self.ok = True

    def show(self, what: str, figure: str, *, reached: bool, details: list[str]) -> None:
        self.ok = self.ok and reached
        print(f"{'✓' if reached else '✗'} {what}: {figure}", *(f"    {line}" for line in details), sep="\n", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Audit the repository's own site.")
    parser.add_argument("--quick", action="store_true", help="one run of Lighthouse a page instead of three")
    options = parser.parse_args()
    tools.install()
    report = _Report()
    _audit_contrast(report)
    with tempfile.TemporaryDirectory(prefix="on-record-audit-") as temporary:
        folder = Path(temporary)
        for language in LANGUAGES:
            (folder / language).mkdir()
            # The server comes first: the site's addresses have its port.
            with serve_folder(folder / language / "output") as address:
                output = build_own_site(folder / language, language, address)
                _audit_markup(report, output, language)
                _audit_in_browser(report, address, pick_pages(output), language)
                if language == "en":
                    _audit_weight(report, output)
                _judge(report, address, pick_pages(output), language, 1 if options.quick else 3)
    return 0 if report.ok else 1


def _audit_contrast(report: _Report) -> None:
    pairs = list(contrast.list_pairs((ROOT / "static" / "css" / "tokens.css").read_text("utf-8")))
    words = min(pair.ratio for pair in pairs if pair.least == contrast.OF_WORDS)
    lines = min(pair.ratio for pair in pairs if pair.least == contrast.OF_LINES)
    low = [f"{pair.front} on {pair.ground}, {pair.scheme} {pair.tone}" for pair in pairs if pair.ratio < pair.least]
    figure = f"words at least {words:.1f} : 1 (7), lines {lines:.1f} : 1 (4.5), {len(pairs)} pairs"
    report.show("Contrast", figure, reached=not low, details=low)


def _audit_markup(report: _Report, output: Path, language: str) -> None:
    count, errors = tools.validate(output)
    report.show(
        f"Markup, {language}", f"{len(errors)} errors on {count} pages", reached=not errors, details=errors[:20]
    )


def _audit_weight(report: _Report, output: Path) -> None:
    stylesheet = (output / "static" / "site.css").stat().st_size
    weights = {page.parent.name: page.stat().st_size + stylesheet for page in output.glob("claims/*/index.html")}
    heaviest = max(weights, key=weights.__getitem__)
    figure = f"{weights[heaviest] / 1000:.1f} kB of HTML and CSS ({heaviest})"
    report.show("Heaviest claim page", figure, reached=weights[heaviest] <= MOST_BYTES_OF_A_CLAIM_PAGE, details=[])


def _audit_in_browser(report: _Report, address: str, pages: dict[str, str], language: str) -> None:
    found: list[str] = []
    elsewhere: set[str] = set()
    looks = list(itertools.product(pages.items(), SCHEMES, WIDTHS))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        for (kind, path), scheme, width in looks:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
            page.on("request", lambda request: elsewhere.add(request.url))
            page.goto(f"{address}{path}")
            wrong = find_violations(page) + find_sideways_scroll(page)
            found += [f"{kind}, {scheme}, {width} px: {each}" for each in wrong]
            page.close()
        browser.close()
    foreign = sorted(each for each in elsewhere if not each.startswith((address, "data:", "blob:")))
    figure = f"{len(found)} violations in {len(looks)} looks at {len(pages)} kinds of pages"
    report.show(f"axe and scrolling sideways, {language}", figure, reached=not found, details=found)
    report.show(f"Requests to other hosts, {language}", str(len(foreign)), reached=not foreign, details=foreign)


def _judge(report: _Report, address: str, pages: dict[str, str], language: str, runs: int) -> None:
    kinds = next((kinds for judged, kinds in JUDGED if judged == language), ())
    for kind, desktop in itertools.product(kinds, (False, True)):
        scores, failed = tools.score(f"{address}{pages[kind]}", desktop=desktop, runs=runs)
        reached = all(scores[name] >= (98 if name == "performance" else 100) for name in tools.CATEGORIES)
        figure = ", ".join(f"{name} {scores[name]:.0f}" for name in tools.CATEGORIES)
        what = f"Lighthouse, {language}, {kind}, {'desktop' if desktop else 'mobile'}"
        report.show(what, figure, reached=reached, details=failed)


if __name__ == "__main__":
    sys.exit(main())
