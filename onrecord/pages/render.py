"""From views to bytes, through the site's templates.

Every value is escaped, a name that a template misspells is an error and not an empty place, and nothing that stands in
``content/`` is ever compiled.
"""

import contextlib
import traceback
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any

import jinja2

from onrecord.pages.views import SiteView, View
from onrecord.problems import Problem, problem

# Components that show the same thing on many pages. A component is a pure function of its arguments, which are frozen
# values, so it need not be rendered twice for the same ones.
_REPEATED = ("claim_card", "source_line", "source_meta", "verdict_mark", "shape", "when")


class TemplateProblem(Exception):
    """A template can't be rendered; ``problem`` says where and why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


class Renderer:
    """Renders the pages of one site. Templates are compiled when they are first needed."""

    def __init__(self, templates: Path, site: SiteView) -> None:
        self._site = site
        self._environment = _make_environment(templates)
        for name in _REPEATED:
            if (templates / f"components/{name}.html").is_file():
                self._remember(name)

    def render(self, template: str, path: str, view: View) -> bytes:
        """Render a page. Raises ``TemplateProblem`` if its template is at fault."""
        try:
            return self._environment.get_template(template).render(site=self._site, view=view).encode("utf-8")
        except jinja2.TemplateError as error:
            raise TemplateProblem(_describe(error, template, path)) from error

    def compile(self, templates: Iterable[str]) -> None:
        """Compile these templates now. One that is at fault says so when it is rendered."""
        for template in sorted(templates):
            with contextlib.suppress(jinja2.TemplateError):
                self._environment.get_template(template)

    def _remember(self, component: str) -> None:
        path = f"components/{component}.html"
        try:
            module: Any = self._environment.get_template(path).module
        except jinja2.TemplateError as error:
            raise TemplateProblem(_describe(error, path, path)) from error
        if hasattr(module, component):
            setattr(module, component, _remember_results(getattr(module, component)))


def _make_environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    return environment


def _remember_results(component: Callable[..., str]) -> Callable[..., str]:
    results: dict[Hashable, str] = {}

    def remembering(*arguments: Hashable, **named: Hashable) -> str:
        key = (arguments, *named.items())
        result = results.get(key)
        if result is None:
            result = results[key] = component(*arguments, **named)
        return result

    return remembering


def _describe(error: jinja2.TemplateError, template: str, page: str) -> Problem:
    path, line = template, 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        path, line = error.name or path, error.lineno
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            _, separator, below = frame.filename.replace("\\", "/").rpartition("/templates/")
            if separator and below.endswith((".html", ".xml", ".txt")):
                path, line = below, frame.lineno or 0
    message = f"the template fails on the page {page}: {error.message}"
    return problem(f"templates/{path}", line, "template-invalid", message, "Undo its last edit, or mend it there.")
