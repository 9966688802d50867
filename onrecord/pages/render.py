"""From views to bytes, through the site's templates.

Every value is escaped, a name that a template misspells is an error and not an empty place, and nothing that stands in
``content/`` is ever compiled.
"""

import traceback
from pathlib import Path

import jinja2

from onrecord.pages.outline import Page
from onrecord.pages.views import SiteView
from onrecord.problems import Problem, problem


class TemplateProblem(Exception):
    """A template can't be rendered; ``problem`` says where and why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def make_environment(templates: Path) -> jinja2.Environment:
    """Set up Jinja2 for the templates of a site."""
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


def render_page(environment: jinja2.Environment, page: Page, site: SiteView) -> bytes:
    """Render a page. Raises ``TemplateProblem`` if its template is at fault."""
    try:
        text = environment.get_template(page.template).render(site=site, view=page.view)
    except jinja2.TemplateError as error:
        raise TemplateProblem(_describe(error, page)) from error
    return text.encode("utf-8")


def _describe(error: jinja2.TemplateError, page: Page) -> Problem:
    path, line = page.template, 0
    if isinstance(error, jinja2.TemplateSyntaxError):
        path, line = error.name or path, error.lineno
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            _, separator, below = frame.filename.replace("\\", "/").rpartition("/templates/")
            if separator and below.endswith((".html", ".xml", ".txt")):
                path, line = below, frame.lineno or 0
    message = f"the template fails on the page {page.path}: {error.message}"
    return problem(f"templates/{path}", line, "template-invalid", message, "Undo its last edit, or mend it there.")
