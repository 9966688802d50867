"""One build in one process, seen from within: the share of each stage, and the floor.

The floor is the time that the bare library calls, each as it comes, take for the same claims and nothing else: reading
the front matter, converting the Markdown with tables, cleaning its HTML, rendering the claim template, writing the
file. A part of the build can be quicker than its part of the floor, where it spares a library some work. Prints JSON
for ``benchmarks.measure``:

    python -m benchmarks.inside SITE OUTPUT
"""

import contextlib
import gc
import importlib
import io
import json
import pkgutil
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
import markdown
import nh3
import yaml
from markdown.extensions.tables import TableExtension

import onrecord
from benchmarks.processes import BASE_URL

# Stage, module, function or method. A name that is no longer there is passed over: its time counts as the rest.
STAGES = (
    ("find and read files", "onrecord.content.read", "find_files"),
    ("find and read files", "onrecord.content.read", "read_bytes"),
    ("read front matter", "onrecord.content.read", "parse_file"),
    ("check", "onrecord.content.check", "check_file"),
    ("link", "onrecord.content.link", "index_values"),
    ("link", "onrecord.content.link", "link_facts"),
    ("write", "onrecord.publish.write", "OutputFolder.stage"),
    ("write", "onrecord.publish.write", "OutputFolder.commit"),
    ("keep what was learnt", "onrecord.content.cache", "save_facts"),
    ("keep what was learnt", "onrecord.content.cache", "Texts.save"),
    ("digests", "onrecord.content.cache", "digest_of"),
)
CLAIM_TEMPLATE = "pages/claim.html"
TAGS = set("p h3 h4 h5 h6 ul ol li blockquote pre code em strong a br hr table thead tbody tr th td".split())


class Clock:
    """Counts the time of each stage without that of the stages called from within it."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.waiting: list[list[float]] = []

    def timed(self, stage: str, call: Callable[[], Any]) -> Any:
        started = time.perf_counter()
        self.waiting.append([0.0])
        try:
            return call()
        finally:
            took = time.perf_counter() - started
            inner = self.waiting.pop()[0]
            self.seconds[stage] = self.seconds.get(stage, 0) + took - inner
            if self.waiting:
                self.waiting[-1][0] += took

    def wrapped(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with its time counted; of a generator, the time of each step."""

        def call(*arguments: Any, **named: Any) -> Any:
            value = self.timed(stage, lambda: function(*arguments, **named))
            return self.steps(stage, value) if isinstance(value, Iterator) else value

        return call

    def steps(self, stage: str, values: Iterator[Any]) -> Iterator[Any]:
        end = object()
        while (value := self.timed(stage, lambda: next(values, end))) is not end:
            yield value


def main() -> None:
    site, output = Path(sys.argv[1]), Path(sys.argv[2])
    clock = Clock()
    claim_pages = _watch(clock)
    total = _build(site, output)
    stages = {**clock.seconds, "the rest": total - sum(clock.seconds.values())}
    print(json.dumps({"total": total, "stages": stages, "floor": _measure_floor(site, output, claim_pages)}))


def _build(site: Path, output: Path) -> float:
    """Build with one job, silently; give the seconds it took."""
    from onrecord import cli

    command = ["build", "--site", str(site), "--output", str(output), "--base-url", BASE_URL]
    # An exit code of 2 means that the option isn't known.
    for arguments in ([*command, "--jobs", "1"], command):
        said = io.StringIO()
        started = time.perf_counter()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = cli.main(arguments)
        if code == 0:
            return time.perf_counter() - started
        if code != 2:
            break
    raise SystemExit(said.getvalue())


def _watch(clock: Clock) -> list[Callable[[], str]]:
    """Wrap what the stages are made of; give the list that every rendering of the claim template is put into."""
    pages: list[Callable[[], str]] = []
    render = jinja2.Template.render
    convert = markdown.Markdown.convert
    cleaner = nh3.Cleaner

    def render_and_remember(self: jinja2.Template, *arguments: Any, **named: Any) -> str:
        if self.name == CLAIM_TEMPLATE:
            pages.append(partial(render, self, *arguments, **named))
        return clock.timed("templates", lambda: render(self, *arguments, **named))  # type: ignore[no-any-return]

    class Cleaner:
        def __init__(self, *arguments: Any, **named: Any) -> None:
            self.clean = clock.wrapped("clean HTML", cleaner(*arguments, **named).clean)

    jinja2.Template.render = render_and_remember  # type: ignore[method-assign]
    markdown.Markdown.convert = lambda self, text: clock.timed("Markdown", lambda: convert(self, text))  # type: ignore[method-assign]
    nh3.Cleaner = Cleaner  # type: ignore[misc,assignment]
    modules = [importlib.import_module(each.name) for each in pkgutil.walk_packages(onrecord.__path__, "onrecord.")]
    nh3.Cleaner = cleaner  # type: ignore[misc]
    places = {(module, name): stage for stage, module, name in STAGES if "." not in name}
    for stage, module_name, name in STAGES:
        owner = getattr(sys.modules.get(module_name), name.partition(".")[0], None)
        method = getattr(owner, name.partition(".")[2], None)
        if method:
            setattr(owner, name.partition(".")[2], clock.wrapped(stage, method))
    for module in modules:
        for name, value in list(vars(module).items()):
            made_in = getattr(value, "__module__", "")
            stage = places.get((made_in, name))
            if name.startswith("view_") and made_in.startswith("onrecord."):
                stage = "views"
            if stage and callable(value):
                setattr(module, name, clock.wrapped(stage, value))
    return pages


def _measure_floor(site: Path, output: Path, pages: list[Callable[[], str]]) -> dict[str, float]:
    """Time the bare library calls, each kind on its own, over all claims."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((site / "content" / "claims").rglob("*.md"))]
    split = [text[4:].split("\n---\n", 1) for text in texts]
    converter = markdown.Markdown(extensions=[TableExtension(use_align_attribute=True)], output_format="html")
    cleaner = nh3.Cleaner(tags=TAGS, link_rel=None)
    folder = output.with_name(output.name + "-floor")
    folder.mkdir()
    gc.collect()
    gc.freeze()
    took: dict[str, float] = {}

    def each(name: str, call: Callable[[Any], Any], values: Any) -> list[Any]:
        started = time.perf_counter()
        made = [call(value) for value in values]
        took[name] = time.perf_counter() - started
        return made

    def write(numbered: tuple[int, str]) -> None:
        place = folder / str(numbered[0])
        place.mkdir()
        (place / "index.html").write_bytes(numbered[1].encode())

    each("CBaseLoader", lambda front: yaml.load(front, Loader=yaml.CBaseLoader), [front for front, _ in split])
    htmls = each("Markdown.convert", lambda body: converter.reset().convert(body), [body for _, body in split])
    each("nh3.clean", cleaner.clean, htmls)
    rendered = each("claim template", lambda page: page(), pages)
    each("write", write, enumerate(rendered))
    if len(rendered) != len(texts):
        raise SystemExit(f"{len(texts)} claims, but {CLAIM_TEMPLATE} was rendered {len(rendered)} times")
    return took


if __name__ == "__main__":
    main()
