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
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro

from onrecord.pages.compiled import open_compiled
from onrecord.pages.speech import TranslatedLiterals, say_what_is_english, speak
from onrecord.pages.views import SiteView, View
from onrecord.pages.wording import Wording
from onrecord.problems import Problem, problem

# Components that show the same thing on many pages. A component is a pure function of its arguments, which are frozen
# values, so it need not be rendered twice for the same ones.
_REPEATED = ("claim_card", "source_line", "source_meta", "verdict_mark", "shape", "when", "trail", "feed_content")


class TemplateProblem(Exception):
    """A template can't be rendered; ``problem`` says where and why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


class Renderer:
    """Renders the pages of one site. Templates are compiled when they are first needed."""

    def __init__(self, templates: Path, site: SiteView, wording: Wording) -> None:
        self._site = site
        self._environment = _make_environment(templates, wording)
        for name in _REPEATED:
            if (templates / f"components/{name}.html").is_file():
                self._remember(name)

    def render(self, template: str, path: str, view: View) -> bytes:
        """Render a page. Raises ``TemplateProblem`` if its template is at fault."""
        try:
            text = self._environment.get_template(template).render(site=self._site, view=view)
            return say_what_is_english(text, template).encode("utf-8")
        except Exception as error:  # whatever a template does wrong; no code of ours runs in it
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
            setattr(module, component, _RememberedMacro(getattr(module, component)))


class _RememberedMacro:
    """A macro that renders once for the same arguments."""

    def __init__(self, macro: Callable[..., str]) -> None:
        self._macro = macro
        self._results: dict[Hashable, str] = {}

    def __call__(self, *arguments: Hashable, **named: Hashable) -> str:
        key = (arguments, *named.items())
        result = self._results.get(key)
        if result is None:
            result = self._results[key] = self._macro(*arguments, **named)
        return result


class _Template(jinja2.Template):
    """A template whose macros, imported without context, are the same for every page."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class _Context(Context):
    """Calls macros straight away; Jinja2's own way asks each of them first whether it wants the context."""

    def call(
        self, called: Any, /, *arguments: Any, _loop_vars: Any = None, _block_vars: Any = None, **named: Any
    ) -> Any:
        if type(called) is Macro or type(called) is _RememberedMacro:
            return called(*arguments, **named)
        return super().call(called, *arguments, _loop_vars=_loop_vars, _block_vars=_block_vars, **named)


class _Environment(jinja2.Environment):
    """Jinja2, told that the templates don't change while it lives."""

    template_class = _Template
    context_class = _Context

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._templates: dict[str, jinja2.Template] = {}

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> jinja2.Template:
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = super().get_template(name, parent, globals)
        return template


def _make_environment(templates: Path, wording: Wording) -> jinja2.Environment:
    environment = _Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
        bytecode_cache=open_compiled(wording.language),
        extensions=["jinja2.ext.i18n", TranslatedLiterals],
    )
    # JSON-LD in a page is read by machines: no spaces, and letters as they are.
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    speak(environment, wording)
    return environment


def _describe(error: Exception, template: str, page: str) -> Problem:
    path, line = template, 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        path, line = error.name or path, error.lineno
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            _, separator, below = f"/{frame.filename}".replace("\\", "/").rpartition("/templates/")
            if separator and below.endswith((".html", ".xml", ".txt", ".json")):
                path, line = below, frame.lineno or 0
    message = f"the template fails on the page {page}: {error}"
    return problem(f"templates/{path}", line, "template-invalid", message, "Undo its last edit, or mend it there.")
