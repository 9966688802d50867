"""The versions of a claim: their list on its page, and the page of each that was superseded."""

from collections.abc import Iterator

from onrecord import urls
from onrecord.model import Claim, Version
from onrecord.pages.desk import Desk
from onrecord.pages.differences import compare_whole, compare_words
from onrecord.pages.parts import head, section_link
from onrecord.pages.views import Difference, Link, MovedView, OldTexts, VersionRow, VersionView, WithdrawalView


def version_rows(desk: Desk, claim: Claim) -> tuple[VersionRow, ...]:
    """The history of a claim as its page lists it, newest first; none where it tells no more than the day."""
    versions = desk.versions(claim)
    rows = tuple(_list_rows(desk, claim, versions))[::-1]
    return rows if len(rows) > 1 or any(row.commit_address for row in rows) else ()


def _list_rows(desk: Desk, claim: Claim, versions: tuple[Version, ...]) -> Iterator[VersionRow]:
    last, shown = max((each.number for each in versions), default=0), 0
    for each in versions:
        begins = each.number > shown
        shown = max(shown, each.number)
        url = desk.addresses.version(claim.id, each.number) if begins and each.number < last else ""
        yield VersionRow(
            on=desk.wording.date(each.on),
            label=_say_what_changed(desk, each),
            readable=each.number > 0,
            name=_name_of(desk, each) if begins and last > 1 else "",
            url=url,
            commit=each.commit[:9],
            # The commit would show what was taken out.
            commit_address="" if claim.redacted else urls.repository_commit(desk.site.config.repository, each.commit),
        )


def _say_what_changed(desk: Desk, version: Version) -> str:
    wording = desk.wording
    if not version.changed:
        return wording.label("event", "published")
    names = (
        wording.label("section", "corrections") if key == "corrections" else wording.field(key)
        for key in version.changed
    )
    return wording.listed(*names)


def view_version(desk: Desk, claim: Claim, number: int) -> VersionView:
    """A version that was superseded: what it said, and what the next one changed."""
    addresses, versions = desk.addresses, desk.versions(claim)
    first, last = _ends_of(versions, number)
    then, next_one = _ends_of(versions, number + 1)
    is_last = all(each.number <= number + 1 for each in versions)
    present = Link(claim.headline, addresses.claim(claim.id))
    redacted = claim.redacted
    name = _name_of(desk, first)
    title = name if redacted else f"{name}: {first.headline}"
    about = redacted.reason if redacted else last.summary
    page = head(
        desk,
        addresses.version(claim.id, number),
        title,
        about,
        section_link(desk, "claims"),
        present,
        indexed=False,
        canonical=addresses.page(present.url),
    )
    return VersionView(
        head=page,
        name=name,
        present=present,
        begun=desk.wording.date(first.on),
        superseded=desk.wording.date(then.on),
        next=None if is_last else Link(_name_of(desk, then), addresses.version(claim.id, number + 1)),
        redacted=WithdrawalView(desk.wording.date(redacted.on), redacted.reason) if redacted else None,
        said=None if redacted else _tell(desk, last),
        differences=() if redacted else tuple(_compare(desk, last, next_one)),
        commit_address="" if redacted else urls.repository_commit(desk.site.config.repository, first.commit),
    )


def view_moved_version(desk: Desk, alias: str, number: int) -> MovedView:
    """What stands at the address that a version had before its claim moved."""
    claim, addresses = desk.site.claims[desk.site.claim_by_alias[alias]], desk.addresses
    name, url = _name_of(desk, _ends_of(desk.versions(claim), number)[0]), addresses.version(claim.id, number)
    moved = head(
        desk,
        addresses.version(alias, number),
        name,
        claim.headline,
        section_link(desk, "claims"),
        indexed=False,
        canonical=addresses.page(addresses.claim(claim.id)),
    )
    return MovedView(moved, Link(name, url))


def _ends_of(versions: tuple[Version, ...], number: int) -> tuple[Version, Version]:
    """How a version began, and what it said last."""
    of_number = [each for each in versions if each.number == number]
    return of_number[0], of_number[-1]


def _name_of(desk: Desk, version: Version) -> str:
    return desk.wording.gettext("Version %(number)s", number=version.number)


def _tell(desk: Desk, version: Version) -> OldTexts:
    return OldTexts(version.label, version.claim, version.headline, version.summary, desk.past.report(version))


def _compare(desk: Desk, before: Version, after: Version) -> Iterator[Difference]:
    pairs = (
        ("verdict", before.label, after.label),
        ("claim", before.claim, after.claim),
        ("headline", before.headline, after.headline),
        ("summary", before.summary, after.summary),
    )
    for field, old, new in pairs:
        if old != new:
            # A verdict is one thing, be it called by one word or several.
            parts = compare_words(old, new) if field != "verdict" else compare_whole(old, new)
            yield Difference(desk.wording.field(field), parts)
