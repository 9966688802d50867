"""What every page shows of the site: its name, navigation, policies and foot."""

from collections.abc import Iterator, Mapping

from onrecord import __version__, urls
from onrecord.model import SECTIONS, Licence
from onrecord.pages.desk import Desk
from onrecord.pages.parts import section_link
from onrecord.pages.views import Link, SiteView
from onrecord.pages.wording import direction_of, locale_of
from onrecord.urls import MANIFEST_FILE

LIVE_SCRIPT = "livereload.js"


def view_site(desk: Desk, stylesheets: Mapping[str, str]) -> SiteView:
    """Give the frame of all pages; ``stylesheets`` are paths in the output by the names that templates use."""
    config, addresses = desk.site.config, desk.addresses
    return SiteView(
        title=config.title,
        tagline=config.tagline,
        notice=config.notice,
        language=config.language,
        direction=direction_of(config.language),
        digits=desk.wording.digits,
        locale=locale_of(config.language),
        home_url=addresses.home(),
        navigation=tuple(_navigation_link(desk, entry.id) for entry in config.navigation),
        more_pages=tuple(_list_more_pages(desk)),
        styles={name: addresses.file(path) for name, path in stylesheets.items()},
        icon_url=addresses.file("static/icons/favicon.svg"),
        touch_icon_url=addresses.file("static/icons/apple-touch-icon.png"),
        manifest_url=addresses.file(MANIFEST_FILE),
        surface_by_day=desk.colours.day.surface,
        surface_by_night=desk.colours.night.surface,
        feed_url=addresses.file("feed.xml") if addresses.origin else "",
        search_url="" if config.search == "off" else addresses.section("search"),
        live_script_url=addresses.file(LIVE_SCRIPT) if config.serving else "",
        licence_of_text=_licence_link(config.licence_of_text),
        licence_of_data=_licence_link(config.licence_of_data),
        publisher=Link(config.publisher.name, config.publisher.url) if config.publisher.name else None,
        contact_address=config.publisher.corrections,
        repository=config.repository,
        error_form=urls.repository_error_form(config.repository),
        version=__version__,
    )


def _list_more_pages(desk: Desk) -> Iterator[Link]:
    """Sections and pages that the navigation leaves out, so that each has a link on every page."""
    named = {entry.id for entry in desk.site.config.navigation}
    for id in (*SECTIONS, *sorted(desk.site.articles)):
        if id not in named:
            yield _navigation_link(desk, id)


def _navigation_link(desk: Desk, id: str) -> Link:
    if id in SECTIONS:
        return section_link(desk, id)
    return Link(desk.site.articles[id].title, desk.addresses.article(id))


def _licence_link(licence: Licence | None) -> Link | None:
    return Link(licence.name, licence.url) if licence else None
