"""Pages of running text, and the page for addresses that lead nowhere."""

from onrecord import urls
from onrecord.model import Article
from onrecord.pages.desk import Desk
from onrecord.pages.parts import Citations, head, section_link, verdict_rows
from onrecord.pages.views import ArticleView, NotFoundView, RulesView


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
        rules=RulesView(rules.independent_sources, rules.reply == "required", rules.review_after_days)
        if "rules" in article.parts
        else None,
        contact="contact" in article.parts,
        licences="licences" in article.parts,
        edit_address=urls.repository_file(desk.site.config.repository, article.path),
    )


def view_not_found(desk: Desk) -> NotFoundView:
    title = desk.wording.gettext("This page does not exist")
    about = desk.wording.gettext("The address leads nowhere on this site.")
    return NotFoundView(
        head(desk, desk.addresses.file("404.html"), title, about, indexed=False), section_link(desk, "claims")
    )
