"""Views and templates fit together: a view holds what its template uses, all of it and nothing else.

So a view is a page's whole list of dependencies, and what is not in it can't change the page.
"""

from collections.abc import Iterator
from pathlib import Path

import jinja2
import msgspec
import pytest
from jinja2 import nodes

from onrecord.pages import views
from tests.small_site import ROOT

TEMPLATES = ROOT / "templates"

# Which template shows which view, as onrecord/pages/outline.py pairs them.
PAIRS = {
    "pages/home.html": views.HomeView,
    "pages/claim.html": views.ClaimView,
    "pages/embed.html": views.EmbedView,
    "pages/version.html": views.VersionView,
    "pages/moved.html": views.MovedView,
    "pages/claims.html": views.ClaimsView,
    "pages/verdicts.html": views.VerdictsView,
    "pages/topics.html": views.TopicsView,
    "pages/topic.html": views.TopicView,
    "pages/patterns.html": views.PatternsView,
    "pages/people.html": views.PeopleView,
    "pages/person.html": views.PersonView,
    "pages/answers.html": views.AnswersView,
    "pages/sources.html": views.SourcesView,
    "pages/source.html": views.SourceView,
    "pages/years.html": views.YearsView,
    "pages/timeline.html": views.TimelineView,
    "pages/corrections.html": views.CorrectionsView,
    "pages/article.html": views.ArticleView,
    "pages/search.html": views.SearchView,
    "pages/not_found.html": views.NotFoundView,
    "pages/data.html": views.DataView,
    "feeds/feed.xml": views.FeedView,
    "feeds/feed.json": views.FeedView,
    "feeds/oembed.json": views.OEmbedView,
    "feeds/robots.txt": views.RobotsView,
}


def make_environment() -> jinja2.Environment:
    """The least that the templates need to be read."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.filters.update(number=str, percent=str)
    return environment


def parse(name: str) -> nodes.Template:
    return make_environment().parse((TEMPLATES / name).read_text(encoding="utf-8"), name)


def names_of_templates() -> list[str]:
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*") if path.is_file())


def with_parents(name: str) -> Iterator[nodes.Template]:
    """A template, those that it extends or includes, and theirs: all that see its view."""
    template = parse(name)
    yield template
    for node in template.find_all((nodes.Extends, nodes.Include)):
        assert isinstance(node.template, nodes.Const), f"{name}: the name of a template is written out"
        yield from with_parents(node.template.value)


def fields_used(trees: Iterator[nodes.Template], variable: str) -> set[str]:
    """The fields of a variable that templates use; the variable itself must not be handed on."""
    used: set[str] = set()
    for tree in trees:
        inside = {id(node.node) for node in tree.find_all(nodes.Getattr)}
        for node in tree.find_all(nodes.Name):
            assert node.name != variable or id(node) in inside, f"'{variable}' is handed on as a whole"
        used |= {
            node.attr
            for node in tree.find_all(nodes.Getattr)
            if isinstance(node.node, nodes.Name) and node.node.name == variable
        }
    return used


@pytest.mark.parametrize("template", PAIRS)
def test_the_fields_of_a_view_are_those_that_its_template_uses(template: str) -> None:
    view = PAIRS[template]
    assert fields_used(with_parents(template), "view") == set(view.__struct_fields__)


def test_the_fields_of_the_site_are_those_that_the_templates_use() -> None:
    trees = (parse(name) for name in names_of_templates())
    assert fields_used(trees, "site") == set(views.SiteView.__struct_fields__)


def all_views() -> list[type[msgspec.Struct]]:
    found = [each for each in vars(views).values() if isinstance(each, type) and issubclass(each, views.View)]
    return [each for each in found if each is not views.View]


def test_every_field_of_the_smaller_views_is_used_somewhere() -> None:
    used: set[str] = set()
    for name in names_of_templates():
        tree = parse(name)
        used |= {node.attr for node in tree.find_all(nodes.Getattr)}
        for call in tree.find_all(nodes.Filter):  # |map(attribute="url")
            used |= {each.value.value for each in call.kwargs if isinstance(each.value, nodes.Const)}
    unused = {f"{view.__name__}.{name}" for view in all_views() for name in view.__struct_fields__ if name not in used}
    assert not unused


def test_every_view_is_frozen() -> None:
    assert all(view.__struct_config__.frozen for view in all_views())


def test_every_page_template_has_its_view() -> None:
    pages = {name for name in names_of_templates() if name.startswith(("pages/", "feeds/"))}
    assert pages == set(PAIRS)


def test_the_outline_pairs_templates_and_views_like_this_test() -> None:
    """Rendering a field that is not there fails, and so every page of a site with everything shows the pairs right."""
    source = (ROOT / "onrecord/pages/outline.py").read_text(encoding="utf-8")
    assert all(f'"{template}"' in source for template in PAIRS)


@pytest.mark.parametrize("name", names_of_templates())
class TestEveryTemplate:
    def test_can_be_compiled(self, name: str) -> None:
        make_environment().get_template(name)

    def test_sorts_nothing_and_makes_no_address(self, name: str) -> None:
        tree = parse(name)
        filters = {node.name for node in tree.find_all(nodes.Filter)}
        assert filters <= {"forceescape", "join", "length", "map", "number", "percent", "safe", "tojson"}, (
            "a view brings what a template shows in its order"
        )
        for link in tree.find_all((nodes.Concat, nodes.Add)):
            assert "url" not in repr(link)

    def test_marks_nothing_as_safe_but_the_text_of_a_report(self, name: str) -> None:
        safe = [node for node in parse(name).find_all(nodes.Filter) if node.name == "safe"]
        assert len(safe) == (name == "components/prose.html")
        for node in safe:
            assert isinstance(node.node, nodes.Getattr) and node.node.attr == "html"

    def test_holds_no_style_or_handler_of_its_own(self, name: str) -> None:
        text = (TEMPLATES / name).read_text(encoding="utf-8")
        assert (
            " style=" not in text and "<style" not in text and " on" + "click" not in text and "javascript:" not in text
        )


def macros() -> list[Path]:
    return sorted((TEMPLATES / "components").glob("*.html"))


@pytest.mark.parametrize("path", macros(), ids=lambda path: path.stem)
class TestEveryComponent:
    def test_is_one_macro_of_its_files_name(self, path: Path) -> None:
        tree = parse(f"components/{path.name}")
        assert [node.name for node in tree.find_all(nodes.Macro)] == [path.stem]

    def test_sees_nothing_of_the_page_but_its_parameters(self, path: Path) -> None:
        tree = parse(f"components/{path.name}")
        names = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        assert not names & {"view", "site"}

    def test_is_imported_without_context_under_its_own_name(self, path: Path) -> None:
        for name in names_of_templates():
            for node in parse(name).find_all((nodes.FromImport, nodes.Import)):
                assert isinstance(node, nodes.FromImport) and not node.with_context, name
                assert isinstance(node.template, nodes.Const)
                assert node.names == [Path(node.template.value).stem], name

    def test_is_used(self, path: Path) -> None:
        imported = {
            node.template.value
            for name in names_of_templates()
            for node in parse(name).find_all(nodes.FromImport)
            if isinstance(node.template, nodes.Const)
        }
        assert f"components/{path.name}" in imported
