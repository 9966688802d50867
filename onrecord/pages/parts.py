"""The smaller views that several pages share: cards, marks, source lines, running text with its citations."""

from collections.abc import Sequence

import msgspec

from onrecord.content.prose import split_html
from onrecord.content.quoted import find_passages, find_quote
from onrecord.model import (
    Claim,
    Correction,
    Prose,
    ProseLink,
    Quote,
    Reexamination,
    Source,
    SourceStatus,
    TextCopy,
    Verdict,
)
from onrecord.pages.desk import Desk
from onrecord.pages.policy import content_policy
from onrecord.pages.views import (
    Citation,
    ClaimCard,
    CorrectionView,
    FallenSource,
    FeedLink,
    Head,
    KeptCopy,
    Link,
    Phrase,
    Picture,
    ProsePart,
    QuoteView,
    SourceEntry,
    SourceLine,
    VerdictMark,
    VerdictRow,
)
from onrecord.urls import passage_address


def head(
    desk: Desk,
    url: str,
    title: str,
    description: str,
    *crumbs: Link,
    indexed: bool = True,
    canonical: str = "",
    kind: str = "website",
    scripts: tuple[str, ...] = (),
    searching: bool = False,
    feeds: tuple[FeedLink, ...] = (),
    oembed: str = "",
    picture: Picture | None = None,
) -> Head:
    """What a page says of itself; the home page heads the breadcrumbs of every other.

    ``canonical`` is the address of the page that search engines shall list instead; ``scripts`` are modules of
    ``static/js/`` by their names; ``searching`` is for the page of the search.
    """
    addresses, config = desk.addresses, desk.site.config
    home = () if url == addresses.home() else (Link(config.title, addresses.home()),)
    own = addresses.absolute(url) if addresses.origin and indexed else ""
    crumbs = (*home, *crumbs)
    trail = tuple(Link(each.text, addresses.page(each.url)) for each in crumbs) if own and crumbs[1:] else ()
    return Head(
        title=title,
        description=shorten(description),
        url=url,
        policy=content_policy(config, scripts=bool(scripts), searching=searching),
        canonical=canonical or own,
        crumbs=crumbs,
        trail=trail,
        feeds=feeds,
        indexed=indexed,
        kind=kind,
        scripts=tuple(addresses.file(f"static/js/{name}") for name in scripts),
        oembed=oembed,
        picture=picture,
    )


def feed_links(desk: Desk, folder: str, title: str) -> tuple[FeedLink, ...]:
    """The feeds of what has its pages in a folder, ``title`` by name; none as long as the site doesn't know its address."""
    if not desk.addresses.origin:
        return ()
    return tuple(
        FeedLink(desk.addresses.feed(folder, name), media_type, title)
        for name, media_type in (("feed.xml", "application/atom+xml"), ("feed.json", "application/feed+json"))
    )


def section_link(desk: Desk, section: str) -> Link:
    return Link(desk.wording.label("section", section), desk.addresses.section(section))


def verdict_mark(desk: Desk, verdict: Verdict) -> VerdictMark:
    return desk.once("mark", verdict.id, lambda: _make_verdict_mark(desk, verdict))


def claim_mark(desk: Desk, claim: Claim) -> VerdictMark:
    """The verdict of a claim, and beside it whether the claim was withdrawn."""
    mark = verdict_mark(desk, desk.site.verdicts[claim.verdict.id])
    return msgspec.structs.replace(mark, withdrawn=True) if claim.withdrawn else mark


def _make_verdict_mark(desk: Desk, verdict: Verdict) -> VerdictMark:
    if verdict.rating:
        tone = f"rating-{verdict.rating}"
    elif verdict.adverse:
        tone = "adverse"
    else:
        tone = "plain" if verdict.conclusive else "open"
    return VerdictMark(verdict.label, desk.addresses.verdict(verdict.id), verdict.shape, tone)


def verdict_rows(desk: Desk) -> tuple[VerdictRow, ...]:
    """The scale in its order, with the number of claims at each step."""
    return tuple(
        VerdictRow(
            verdict_mark(desk, verdict),
            verdict.meaning,
            verdict.rating,
            len(desk.site.claims_by_verdict.get(verdict.id, ())),
        )
        for verdict in desk.site.config.verdicts
    )


def claim_card(desk: Desk, claim: Claim) -> ClaimCard:
    return desk.once("card", claim.id, lambda: _make_claim_card(desk, claim))


def _make_claim_card(desk: Desk, claim: Claim) -> ClaimCard:
    return ClaimCard(
        url=desk.addresses.claim(claim.id),
        headline=claim.headline,
        claim=claim.claim,
        verdict=claim_mark(desk, claim),
        claimants=claimant_links(desk, claim),
        claimed_on=desk.wording.date(claim.claimed_on),
        checked=desk.wording.date(claim.checked),
        draft=claim.status == "draft",
    )


def claim_cards(desk: Desk, ids: Sequence[str]) -> tuple[ClaimCard, ...]:
    return tuple(claim_card(desk, desk.site.claims[id]) for id in ids)


def claimant_links(desk: Desk, claim: Claim) -> tuple[Link, ...]:
    return tuple(person_link(desk, each.person.id) if each.person else Link(each.unknown) for each in claim.claimants)


def person_link(desk: Desk, id: str) -> Link:
    return Link(desk.site.people[id].name, desk.addresses.person(id))


def source_title(desk: Desk, source: Source) -> Phrase:
    return desk.wording.phrase(source.title, source.title_lang or source.lang)


def source_link(desk: Desk, id: str) -> Link:
    """A source by its publisher and date, as one speaks of it; by its title where the publisher isn't known."""
    return Link(source_name(desk, id), desk.addresses.source(id))


def source_name(desk: Desk, id: str) -> str:
    source = desk.site.sources[id]
    if source.publisher is None:
        return source.title
    publisher = desk.site.people[source.publisher.id].name
    return desk.wording.listed(publisher, desk.wording.date(source.date).text) if source.date else publisher


def topic_link(desk: Desk, id: str) -> Link:
    return Link(desk.site.topics[id].title, desk.addresses.topic(id))


def year_link(desk: Desk, year: str) -> Link:
    return Link(desk.wording.date(year).text, desk.addresses.year(year))


def source_line(desk: Desk, source: Source) -> SourceLine:
    return desk.once("source", source.id, lambda: _make_source_line(desk, source))


def _make_source_line(desk: Desk, source: Source) -> SourceLine:
    wording = desk.wording
    return SourceLine(
        url=desk.addresses.source(source.id),
        title=source_title(desk, source),
        kind=wording.label("source-kind", source.kind),
        language=wording.foreign_language(source.lang),
        address=source.url,
        no_address=source.no_url,
        publisher=person_link(desk, source.publisher.id) if source.publisher else None,
        authors=source.authors,
        date=wording.optional_date(source.date),
        archived=source.archived,
        accessed=wording.optional_date(source.accessed),
        copy_address=source.copy.url if source.copy else "",
        copy_host=source.copy.host if source.copy else "",
        copy_complete=source.copy.complete if source.copy else True,
        known_through=tuple(source_link(desk, each.id) for each in source.known_through),
        relays=tuple(source_link(desk, each.id) for each in source.relays),
        note=source.note,
        fate=wording.label("fate", source.status.fate) if source.status else "",
    )


def fallen_source(
    desk: Desk, source: Source, status: SourceStatus, mentioned: str, answer: Reexamination | None = None
) -> FallenSource:
    """What became of a source that a page names itself, or rests on through one that it names."""
    return FallenSource(
        source=source_link(desk, source.id),
        label=desk.wording.label("fate", status.fate),
        on=desk.wording.date(status.on),
        note=status.note,
        through=source_link(desk, mentioned) if mentioned != source.id else None,
        looked=desk.wording.date(answer.on) if answer else None,
        found=answer.note if answer else "",
    )


def quote_view(desk: Desk, quote: Quote | None, source: str) -> QuoteView | None:
    """A quotation, with the copy of its source in which it was found if we keep one."""
    if quote is None:
        return None
    shown = QuoteView(desk.wording.phrase(quote.text, quote.lang), quote.translation, quote.at)
    snapshot = desk.site.snapshots.get(source)
    found = find_quote(quote.text, snapshot) if snapshot else None
    if found is None:
        return shown
    return msgspec.structs.replace(
        shown,
        found=kept_copy(desk, found.copy),
        passage_address="" if found.lost_in else passage_of(quote.text, found.copy, found.copy.url),
        archived_address=passage_of(quote.text, found.copy, found.copy.archived),
        lost_on=desk.wording.date(found.lost_in.date) if found.lost_in else None,
    )


def kept_copy(desk: Desk, copy: TextCopy) -> KeptCopy:
    return KeptCopy(desk.wording.date(copy.date), copy.url, copy.archived, copy.sha256)


def passage_of(quote: str, copy: TextCopy, address: str) -> str:
    """Where a page that shows this copy's text shows the quotation; nothing without a page."""
    if not address:
        return ""
    pieces = (
        (
            each.exact[span.start : span.end],
            each.exact[: span.start] or each.prefix,
            each.exact[span.end :] or each.suffix,
        )
        for each, span in find_passages(quote, copy)
    )
    return passage_address(address, pieces)


def correction_view(desk: Desk, correction: Correction) -> CorrectionView:
    def shown(value: str) -> str:
        verdict = desk.site.verdicts.get(value) if correction.field == "verdict" else None
        return verdict.label if verdict else value

    on = desk.wording.date(correction.on)
    field = desk.wording.field(correction.field)
    return CorrectionView(on, field, shown(correction.before), shown(correction.after), correction.note)


class Citations:
    """Numbers the sources of one page in the order in which they are first mentioned.

    A page may hold hundreds of mentions, so anchors are short: ``s3`` for the third source, ``m7`` for the seventh mention.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.mentions: dict[str, list[str]] = {}
        self.numbers: dict[str, int] = {}
        self.count = 0

    def cite(self, id: str) -> Citation:
        """A mention of a source; each gets an anchor of its own to come back to."""
        self.count += 1
        anchor = f"m{self.count}"
        self.mentions.setdefault(id, []).append(anchor)
        number = self.numbers.setdefault(id, len(self.mentions))
        return Citation(number, anchor, f"#s{number}", source_name(self.desk, id))

    def addresses(self) -> dict[str, str]:
        """Where in the page's list each source stands, by its id."""
        return {id: f"#s{number}" for id, number in self.numbers.items()}

    def prose(self, prose: Prose) -> tuple[ProsePart, ...]:
        """Running text with its links filled in."""
        if not prose.key:
            return ()
        html = self.desk.texts[prose.key]
        return tuple(self._part(part) for part in split_html(html, prose.links))

    def entries(self) -> tuple[SourceEntry, ...]:
        """The page's list of sources."""
        return tuple(
            SourceEntry(
                f"s{number}",
                source_line(self.desk, self.desk.site.sources[id]),
                tuple(Link(self.desk.wording.number(index), f"#{anchor}") for index, anchor in enumerate(mentions, 1)),
            )
            for number, (id, mentions) in enumerate(self.mentions.items(), 1)
        )

    def _part(self, part: str | ProseLink) -> ProsePart:
        if isinstance(part, str):
            return ProsePart(html=part)
        if part.kind == "cite":
            return ProsePart(kind="cite", citation=self.cite(part.id))
        link = prose_link(self.desk, part)
        if part.kind == "claim":
            mark = claim_mark(self.desk, self.desk.site.claims[part.id])
            return ProsePart(kind="claim", link=link, verdict=mark)
        return ProsePart(kind="other", link=link)


def prose_link(desk: Desk, link: ProseLink) -> Link:
    """A link in running text, with the words that it shows; a citation shows none."""
    site, addresses, id = desk.site, desk.addresses, link.id
    match link.kind:
        case "claim":
            return Link(site.claims[id].headline, addresses.claim(id))
        case "person":
            return person_link(desk, id)
        case "topic":
            return topic_link(desk, id)
        case "source":
            return source_link(desk, id)
        case "verdict":
            return Link(site.verdicts[id].label, addresses.verdict(id))
        case "page":
            return Link(site.articles[id].title, addresses.article(id))
        case "cite":
            return Link("")


def shorten(text: str, most: int = 300) -> str:
    """A text with as much of its beginning as is allowed."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
