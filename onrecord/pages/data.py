"""The page that tells which data files there are and how to use them."""

from onrecord.formats.exports import EXPORTS
from onrecord.formats.records import VERSION
from onrecord.pages.desk import Desk
from onrecord.pages.parts import feed_links, head, section_link
from onrecord.pages.views import DataFileRow, DataView, FeedLink


def view_data(desk: Desk) -> DataView:
    addresses, section = desk.addresses, section_link(desk, "data")
    about = desk.wording.gettext("All that this site holds, as files that other programs read.")
    return DataView(
        head=head(desk, section.url, section.text, about, section),
        version=VERSION,
        rows=tuple(_row(desk, name) for name in EXPORTS),
        claim_schema_url=addresses.schema("claim"),
        review_schema_url=addresses.schema("claimreview"),
        claim_pattern=addresses.absolute(addresses.claim_data("<id>")),
        feeds=tuple(
            FeedLink(each.url, each.media_type, "Atom" if each.url.endswith(".xml") else "JSON Feed")
            for each in feed_links(desk, "", section.text)
        ),
        json_address=addresses.page(addresses.export("claims.json")),
        csv_address=addresses.page(addresses.export("claims.csv")),
    )


def _row(desk: Desk, name: str) -> DataFileRow:
    export, url = EXPORTS[name], desk.addresses.export(name)
    return DataFileRow(
        name=name,
        url=url,
        about=desk.wording.label("data-file", name),
        count=export.count(desk),
        size=desk.wording.size(desk.sizes.get(desk.addresses.output_path(url), 0)),
        media_type=export.media_type,
        schema_url=desk.addresses.schema(export.schema) if export.schema else "",
    )
