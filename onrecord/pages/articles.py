"""Pages of running text, the page of the search, and the page for addresses that lead nowhere."""

from collections.abc import Iterator

from onrecord import urls
from onrecord.formats.claimreview import view_publisher
from onrecord.formats.search import count_parts, is_large
from onrecord.model import Article
from onrecord.pages.desk import Desk
from onrecord.pages.parts import Citations, head, section_link, verdict_mark, verdict_rows
from onrecord.pages.record import view_record
from onrecord.pages.views import (
    ArticleView,
    CorrectionView,
    Link,
    NotFoundView,
    RulesView,
    SearchView,
    TopicChoice,
    VerdictChoice,
)
from onrecord.urls import CLAIMS_INDEX, search_part


def view_article(desk: Desk, article: Article) -> ArticleView:
    """A page such as *About*, with the parts that it asks for."""
    citations = Citations(desk)
    rules = desk.site.config.rules
    return ArticleView(
        head=head(desk, desk.addresses.article(article.id), article.title, article.summary or article.title),
        title=article.title,
        text=citations.prose(article.text),
        sources=citations.entries(),
        scale=verdict_rows(desk) if "verdict-scale" in article.parts else None,
        scale_changes=tuple(_scale_changes(desk)) if "verdict-scale" in article.parts else (),
        rules=RulesView(rules.independent_sources, rules.reply == "required", rules.review_after_days)
        if "rules" in article.parts
        else None,
        contact="contact" in article.parts,
        licences="licences" in article.parts,
        record=view_record(desk) if "record" in article.parts else None,
        edit_address=urls.repository_file(desk.site.config.repository, article.path),
        publisher=view_publisher(desk) if article.policies else None,
    )


def view_search(desk: Desk) -> SearchView:
    """The page of the search, which a script fills. Without scripts, the lists of all that is on record are there."""
    site, config, url = desk.site, desk.site.config, desk.addresses.section("search")
    about = desk.wording.gettext("Search the claims.")
    parts = range(1, count_parts(desk) + 1) if config.search == "full" else ()
    return SearchView(
        head=head(desk, url, section_link(desk, "search").text, about, scripts=("search.js",), searching=True),
        index_url=desk.addresses.file(CLAIMS_INDEX) if config.search == "light" else "",
        parts=tuple(desk.addresses.file(search_part(number)) for number in parts),
        large=is_large(desk),
        verdicts=tuple(
            VerdictChoice(verdict.id, verdict_mark(desk, verdict))
            for verdict in config.verdicts
            if verdict.id in site.claims_by_verdict
        ),
        topics=tuple(TopicChoice(id, site.topics[id].title) for id in desk.topic_ids if id in site.claims_by_topic),
        lists=_list_lists(desk),
    )


def _scale_changes(desk: Desk) -> Iterator[CorrectionView]:
    """What was changed about the scale, newest first."""
    for each in sorted(desk.site.config.changes, key=lambda change: change.on, reverse=True):
        verdict = desk.site.verdicts.get(each.verdict)
        what = f"{verdict.label if verdict else each.verdict}: {desk.wording.label('scale-field', each.field)}"
        yield CorrectionView(desk.wording.date(each.on), what, each.before, each.after, each.note)


def view_not_found(desk: Desk) -> NotFoundView:
    title = desk.wording.gettext("This page does not exist")
    about = desk.wording.gettext("The address leads nowhere on this site.")
    url = desk.addresses.file("404.html")
    scripts = () if desk.site.config.search == "off" else ("not_found.js",)
    return NotFoundView(head(desk, url, title, about, indexed=False, scripts=scripts), _list_lists(desk))


def _list_lists(desk: Desk) -> tuple[Link, ...]:
    """Where everything is listed."""
    return tuple(section_link(desk, section) for section in ("claims", "topics", "people", "sources"))
