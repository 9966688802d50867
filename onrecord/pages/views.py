"""What each template may show: one frozen view a page, and the smaller views that it is made of.

A view holds all that its template uses and nothing else, so it is the page's whole list of dependencies. ``url`` is
an address of the site, ``address`` one outside, ``html`` is safe HTML, everything else is plain text in the language
of the site unless ``lang`` says another.
"""

from typing import Any

import msgspec


class View(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of all views."""


class Link(View, frozen=True):
    """Words that lead somewhere; with an empty ``url`` they are just words."""

    text: str
    url: str = ""


class When(View, frozen=True):
    """A date: ``iso`` for machines, ``text`` for people."""

    iso: str
    text: str


class Phrase(View, frozen=True):
    """Words that may be in another language; ``lang`` and ``dir`` are empty where they are the site's."""

    text: str
    lang: str = ""
    dir: str = ""
    language: str = ""


class VerdictMark(View, frozen=True):
    """A verdict as a sign: ``tone`` is rating-1 … rating-5, adverse, open or plain.

    ``withdrawn`` tells that the claim which has it was withdrawn.
    """

    label: str
    url: str
    shape: str
    tone: str
    withdrawn: bool = False


class ClaimCard(View, frozen=True):
    """A claim as a row of a list."""

    url: str
    headline: str
    claim: str
    verdict: VerdictMark
    claimants: tuple[Link, ...]
    claimed_on: When
    checked: When
    draft: bool = False


class ProsePart(View, frozen=True):
    """A piece of running text: safe HTML, or a link of the kind ``cite``, ``claim`` or ``other``."""

    html: str = ""
    kind: str = ""
    link: Link | None = None
    verdict: VerdictMark | None = None
    citation: "Citation | None" = None


class Citation(View, frozen=True):
    """A numbered mention of a source: ``anchor`` is the mention's own id, ``url`` leads to the page's list."""

    number: int
    anchor: str
    url: str
    title: str


class SourceLine(View, frozen=True):
    """A source as a row of a list."""

    url: str
    title: Phrase
    kind: str
    language: str = ""
    address: str = ""
    no_address: str = ""
    publisher: Link | None = None
    authors: tuple[str, ...] = ()
    date: When | None = None
    archived: str = ""
    accessed: When | None = None
    copy_address: str = ""
    copy_host: str = ""
    copy_complete: bool = True
    known_through: tuple[Link, ...] = ()
    relays: tuple[Link, ...] = ()
    note: str = ""
    fate: str = ""


class FallenSource(View, frozen=True):
    """What became of a source that a page rests on; ``through`` is the one that repeats it where the page names that.

    ``looked`` is the day on which the claim was looked at again, and ``found`` what was found.
    """

    source: Link
    label: str
    on: When
    note: str
    through: Link | None = None
    looked: When | None = None
    found: str = ""


class SourceEntry(View, frozen=True):
    """A source in a page's numbered list; ``mentions`` lead back to the text."""

    anchor: str
    line: SourceLine
    mentions: tuple[Link, ...]


class KeptCopy(View, frozen=True):
    """A copy that we have of a source's text: where and when it was had, and an archived copy of that day."""

    on: When
    address: str = ""
    archived: str = ""
    sha256: str = ""


class QuoteView(View, frozen=True):
    """Words of a source; with ``found``, our copy that has them, where they stand in the source and in the public copy,
    and, if our newest copy no longer has them, its date.
    """

    text: Phrase
    translation: str = ""
    at: str = ""
    found: KeptCopy | None = None
    passage_address: str = ""
    archived_address: str = ""
    lost_on: When | None = None


class ClaimantView(View, frozen=True):
    name: Link
    description: str
    via: Citation | None


class EvidenceStep(View, frozen=True):
    finding: str
    citation: Citation
    source: SourceLine
    quote: QuoteView | None = None


class StatementView(View, frozen=True):
    by: Link
    label: str
    on: When
    text: str
    citation: Citation
    quote: QuoteView | None = None


class ReplyView(View, frozen=True):
    """Whom we asked, and what came; ``late`` if it came behind the deadline."""

    to: Link
    label: str
    asked: When
    deadline: When
    on: When | None
    text: str
    late: bool


class AppearanceView(View, frozen=True):
    """The sources in which the claim appeared in one way."""

    label: str
    citations: tuple[Citation, ...]


class CorrectionView(View, frozen=True):
    on: When
    field: str
    before: str
    after: str
    note: str


class WithdrawalView(View, frozen=True):
    on: When
    reason: str


class VersionRow(View, frozen=True):
    """A step of a claim's history: its day, what changed, and its commit. ``name`` is that of the version that begins
    with it, ``url`` is empty where that is the present one.
    """

    on: When
    label: str
    readable: bool = True
    name: str = ""
    url: str = ""
    commit: str = ""
    commit_address: str = ""


class DifferencePart(View, frozen=True):
    """Words that stayed, or that were taken ``out`` or put ``in``."""

    text: str
    kind: str = ""


class Difference(View, frozen=True):
    """A text of a version, word by word, with what the next one made of it."""

    field: str
    parts: tuple[DifferencePart, ...]


class OldTexts(View, frozen=True):
    """What a version said; the report as its author wrote it."""

    verdict: str
    claim: str
    headline: str
    summary: str
    report: str


class RelatedClaim(View, frozen=True):
    label: str
    card: ClaimCard


class CiteView(View, frozen=True):
    """How to cite a page: in words, as BibTeX, as CSL-JSON; ``address`` is empty if it isn't known."""

    words: str
    address: str
    bibtex: str
    csl: dict[str, Any]


class ContentsEntry(View, frozen=True):
    level: int
    link: Link


class RelayStep(View, frozen=True):
    """A source that is repeated, and those that repeat it."""

    source: str
    repeated_by: tuple[str, ...]


class Relay(View, frozen=True):
    """A picture of sources that tell one report: a row for each of the names, beside it lines and dots as SVG paths.

    ``total`` counts those that the page is about, ``left_out`` those of them for which there was no room.
    """

    total: int
    left_out: int
    names: tuple[Link, ...]
    steps: tuple[RelayStep, ...]
    columns: int
    width: int
    height: int
    lines: str
    dots: str


class TallyPart(View, frozen=True):
    """How many claims have a verdict; places are percentages of the strip, ``middle`` if the shape fits in."""

    verdict: VerdictMark
    count: int
    percent: int
    x: float
    width: float
    middle: float | None


class Tally(View, frozen=True):
    """A picture of how verdicts are spread; ``telling`` if the claims are enough for percentages to say something."""

    parts: tuple[TallyPart, ...]
    telling: bool


class TimelineMark(View, frozen=True):
    """One thing that happened, or several close together; ``x`` is a percentage of the lane."""

    x: float
    count: int


class TimelineLane(View, frozen=True):
    """A claim in a picture of its time: places in percent of the lane, and the same dates for the table.

    The claim was made between ``first`` and ``last``, or on to ``opens`` where its date has an open end.
    """

    claim: Link
    verdict: VerdictMark
    first: float
    last: float
    opens: tuple[float, ...]
    certain: bool
    answers: tuple[TimelineMark, ...]
    checked: float
    corrections: tuple[TimelineMark, ...]
    claimed_on: When
    answered_on: tuple[When, ...]
    published: When
    corrected_on: tuple[When, ...]


class TimelinePeriod(View, frozen=True):
    """A part of an axis: its first month, and its last if that is another."""

    first: str
    last: str


class TimelinePicture(View, frozen=True):
    """Lanes of the first of ``total`` claims. The axis has a part for each of ``periods``, with ``cuts`` between them.

    ``shares`` are the parts' shares of the width, as ``2-1``; at ``years`` a year begins.
    """

    total: int
    periods: tuple[TimelinePeriod, ...]
    shares: str
    cuts: tuple[float, ...]
    years: tuple[float, ...]
    lanes: tuple[TimelineLane, ...]


class AnswerLine(View, frozen=True):
    """A line between two names: an SVG path in a square of 100 units, and its width in pixels."""

    path: str
    width: float


class AnswerPair(View, frozen=True):
    """Who claimed, who answered, of how many claims that is so, and the newest of them."""

    claimed: Link
    answered: Link
    count: int
    claims: tuple[Link, ...]


class AnswersPicture(View, frozen=True):
    """Two columns of names with lines between them, for the strongest of ``total`` pairs."""

    claimed: tuple[Link, ...]
    answered: tuple[Link, ...]
    lines: tuple[AnswerLine, ...]
    pairs: tuple[AnswerPair, ...]
    total: int


class Pager(View, frozen=True):
    """Where a listing of several pages goes on."""

    page: int
    pages: int
    newer: str = ""
    older: str = ""


class FeedLink(View, frozen=True):
    """Where a feed is."""

    url: str
    media_type: str
    title: str


class Picture(View, frozen=True):
    """A claim's share image: its whole address, its size in pixels, and its words for those who don't see it."""

    address: str
    width: int
    height: int
    verdict: str
    claim: str


class Head(View, frozen=True):
    """What a page says of itself to browsers, search engines and those who share it.

    ``kind`` is a type of the Open Graph protocol; ``policy`` says what the page may load and run, and ``scripts`` are
    the addresses of what it runs; ``oembed`` tells other sites how to show it. ``trail`` are the
    crumbs with their whole addresses, for search engines; ``feeds`` are those of the page's own.
    """

    title: str
    description: str
    url: str
    policy: str
    canonical: str = ""
    crumbs: tuple[Link, ...] = ()
    trail: tuple[Link, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    indexed: bool = True
    kind: str = "website"
    scripts: tuple[str, ...] = ()
    oembed: str = ""
    picture: Picture | None = None


class SiteView(View, frozen=True):
    """What every page shows of the site; of the policies, a page has the narrowest with which it works.

    ``styles`` has the addresses of the stylesheets by their names.
    """

    title: str
    tagline: str
    notice: str
    language: str
    direction: str
    digits: str
    locale: str
    home_url: str
    navigation: tuple[Link, ...]
    more_pages: tuple[Link, ...]
    styles: dict[str, str]
    icon_url: str
    touch_icon_url: str
    manifest_url: str
    surface_by_day: str
    surface_by_night: str
    feed_url: str
    search_url: str
    live_script_url: str
    licence_of_text: Link | None
    licence_of_data: Link | None
    publisher: Link | None
    contact_address: str
    repository: str
    error_form: str
    version: str


class HomeView(View, frozen=True):
    head: Head
    latest: tuple[ClaimCard, ...]
    tally: Tally | None
    topics: tuple["TopicRow", ...]
    claim_count: int
    source_count: int
    person_count: int
    all_claims: Link
    answers: Link


class ClaimView(View, frozen=True):
    head: Head
    headline: str
    claim: str
    claimants: tuple[ClaimantView, ...]
    claimed_on: When
    verdict: VerdictMark
    meaning: str
    problems: tuple[str, ...]
    summary: str
    published: When
    checked: When
    review_by: When | None
    authors: tuple[str, ...]
    draft: bool
    withdrawn: WithdrawalView | None
    topics: tuple[Link, ...]
    changed_verdict: CorrectionView | None
    fallen: tuple[FallenSource, ...]
    evidence_for: tuple[EvidenceStep, ...]
    evidence_against: tuple[EvidenceStep, ...]
    origins_for: int
    origins_against: int
    context: tuple[EvidenceStep, ...]
    origins: tuple[Relay, ...]
    report: tuple[ProsePart, ...]
    contents: tuple[ContentsEntry, ...]
    statements: tuple[StatementView, ...]
    replies: tuple[ReplyView, ...]
    replies_not_sought: str
    unknowns: tuple[str, ...]
    would_settle: tuple[str, ...]
    appearances: tuple[AppearanceView, ...]
    sources: tuple[SourceEntry, ...]
    corrections: tuple[CorrectionView, ...]
    versions: tuple[VersionRow, ...]
    redacted: WithdrawalView | None
    related: tuple[RelatedClaim, ...]
    cite: CiteView
    edit_address: str
    history_address: str
    error_address: str
    oembed_url: str
    data_url: str
    claim_review: dict[str, Any] | None


class MovedView(View, frozen=True):
    """What stands at the address that a claim had before."""

    head: Head
    claim: Link


class VersionView(View, frozen=True):
    """A version of a claim that was superseded; without what it ``said`` where that was taken out."""

    head: Head
    name: str
    present: Link
    begun: When
    superseded: When
    next: Link | None
    redacted: WithdrawalView | None
    said: OldTexts | None
    differences: tuple[Difference, ...]
    commit_address: str


class FacetValue(View, frozen=True):
    """A verdict, topic, claimant, source or year as one of the values of a facet, with its number of claims."""

    id: str
    url: str
    words: Phrase
    count: int
    verdict: VerdictMark | None = None


class Facet(View, frozen=True):
    """One way to choose among all claims; ``all`` leads to every value, of which ``values`` may be but the first."""

    name: str
    title: str
    values: tuple[FacetValue, ...]
    complete: bool
    all: Link


class PatternsView(View, frozen=True):
    """An example of each state of each component."""

    head: Head
    verdicts: tuple[VerdictMark, ...]
    scale: tuple["VerdictRow", ...]
    cards: tuple[ClaimCard, ...]
    citations: tuple[Citation, ...]
    steps: tuple[EvidenceStep, ...]
    statements: tuple[StatementView, ...]
    replies: tuple[ReplyView, ...]
    fallen: tuple[FallenSource, ...]
    copies: tuple[KeptCopy, ...]
    corrections: tuple[CorrectionView, ...]
    versions: tuple[VersionRow, ...]
    difference: Difference
    sources: tuple[SourceEntry, ...]
    contents: tuple[ContentsEntry, ...]
    prose: tuple[ProsePart, ...]
    topics: tuple["TopicRow", ...]
    pager: Pager
    tally: Tally
    timeline: TimelinePicture
    relay: Relay
    answers: AnswersPicture
    record: "RecordView"
    facet: "Facet"
    index_url: str
    oembed_url: str


class EmbedView(View, frozen=True):
    """A claim in another site's frame."""

    policy: str
    claim_address: str
    headline: str
    claim: str
    verdict: VerdictMark
    checked: When


class OEmbedView(View, frozen=True):
    answer: dict[str, Any]


class ClaimsView(View, frozen=True):
    """A list of claims: all of them, those of a verdict, of a year.

    The first page of all claims has ``facets`` and the address of the index of claims, its further pages lead there.
    """

    head: Head
    heading: str
    introduction: str
    verdict: VerdictMark | None
    cards: tuple[ClaimCard, ...]
    total: int
    pager: Pager
    facets: tuple[Facet, ...] = ()
    index_url: str = ""
    facets_url: str = ""


class VerdictRow(View, frozen=True):
    verdict: VerdictMark
    meaning: str
    rating: int | None
    count: int


class VerdictsView(View, frozen=True):
    head: Head
    rows: tuple[VerdictRow, ...]


class TopicRow(View, frozen=True):
    link: Link
    summary: str
    count: int


class TopicsView(View, frozen=True):
    head: Head
    rows: tuple[TopicRow, ...]


class TopicView(View, frozen=True):
    head: Head
    title: str
    summary: str
    text: tuple[ProsePart, ...]
    sources: tuple[SourceEntry, ...]
    tally: Tally | None
    timeline: TimelinePicture | None
    cards: tuple[ClaimCard, ...]
    total: int
    pager: Pager
    edit_address: str


class YearRow(View, frozen=True):
    link: Link
    count: int


class YearsView(View, frozen=True):
    head: Head
    rows: tuple[YearRow, ...]


class PersonRow(View, frozen=True):
    link: Link
    kind: str
    description: str
    claimed: int
    answered: int
    published: int


class PeopleView(View, frozen=True):
    head: Head
    rows: tuple[PersonRow, ...]
    total: int
    answers: Link
    pager: Pager


class AnswersView(View, frozen=True):
    head: Head
    picture: AnswersPicture


class AnsweredClaim(View, frozen=True):
    label: str
    on: When
    text: str
    card: ClaimCard


class AskedClaim(View, frozen=True):
    label: str
    asked: When
    card: ClaimCard


class PersonView(View, frozen=True):
    head: Head
    name: str
    kind: str
    description: str
    address: str
    wikidata_address: str
    tally: Tally | None
    claimed: tuple[ClaimCard, ...]
    claimed_total: int
    pager: Pager
    answered: tuple[AnsweredClaim, ...]
    asked: tuple[AskedClaim, ...]
    mentioned: tuple[ClaimCard, ...]
    published: tuple[SourceLine, ...]
    tally_of_published: Tally | None
    edit_address: str


class SourceRow(View, frozen=True):
    line: SourceLine
    used: int


class SourcesView(View, frozen=True):
    head: Head
    rows: tuple[SourceRow, ...]
    total: int
    pager: Pager


class UsedFor(View, frozen=True):
    """The claims for which a source has one role."""

    role: str
    label: str
    cards: tuple[ClaimCard, ...]


class SourceView(View, frozen=True):
    head: Head
    title: Phrase
    line: SourceLine
    fallen: tuple[FallenSource, ...]
    uses: tuple[UsedFor, ...]
    relayed_by: tuple[Link, ...]
    makes_known: tuple[Link, ...]
    origin: Relay | None
    copies: tuple[KeptCopy, ...]
    edit_address: str


class TimelineEvent(View, frozen=True):
    on: When
    label: str
    text: str
    claim: Link
    verdict: VerdictMark | None = None


class TimelineYear(View, frozen=True):
    link: Link
    events: tuple[TimelineEvent, ...]


class TimelineView(View, frozen=True):
    head: Head
    years: tuple[TimelineYear, ...]
    pager: Pager


class CorrectionRow(View, frozen=True):
    correction: CorrectionView
    card: ClaimCard


class CorrectionsView(View, frozen=True):
    head: Head
    rows: tuple[CorrectionRow, ...]
    pager: Pager


class RulesView(View, frozen=True):
    independent_sources: int
    reply_required: bool
    review_after_days: int | None


class RecordShare(View, frozen=True):
    """How many claims have something in common, ``percent`` of all."""

    name: Link
    count: int
    percent: int


class RecordView(View, frozen=True):
    """The record in numbers; ``telling`` if the claims are enough for percentages to say something.

    The medians are None where there is nothing to count.
    """

    claims: int
    telling: bool
    sources: int
    primary_sources: int
    primary_percent: int
    sources_a_claim: int | None
    answered: int
    answered_percent: int
    asked: int
    asked_percent: int
    dated: int
    days: int | None
    corrections: int
    corrected: int
    corrected_percent: int
    to_be_checked_again: int
    again_percent: int
    topics: tuple[RecordShare, ...]
    claimants: tuple[RecordShare, ...]


class ArticleView(View, frozen=True):
    """A page of running text; of the parts, those that it doesn't ask for are None."""

    head: Head
    title: str
    text: tuple[ProsePart, ...]
    sources: tuple[SourceEntry, ...]
    scale: tuple[VerdictRow, ...] | None
    scale_changes: tuple[CorrectionView, ...]
    rules: RulesView | None
    contact: bool
    licences: bool
    record: RecordView | None
    edit_address: str
    publisher: dict[str, Any] | None


class DataFileRow(View, frozen=True):
    """A data file: its name, what it holds, how many of them, and its size in words."""

    name: str
    url: str
    about: str
    count: int
    size: str
    media_type: str
    schema_url: str


class DataView(View, frozen=True):
    """The page of the data; the addresses are empty as long as the site doesn't know its own."""

    head: Head
    version: str
    rows: tuple[DataFileRow, ...]
    claim_schema_url: str
    review_schema_url: str
    claim_pattern: str
    feeds: tuple[FeedLink, ...]
    json_address: str
    csv_address: str


class VerdictChoice(View, frozen=True):
    """A verdict by which results of a search can be chosen."""

    id: str
    verdict: VerdictMark


class TopicChoice(View, frozen=True):
    """A topic by which results of a search can be chosen."""

    id: str
    title: str


class SearchView(View, frozen=True):
    """The page of the search.

    ``parts`` are the addresses of the parts of the index of all words; is it ``large``, it is searched beside the page.
    The light search has ``index_url`` instead. ``lists`` lead to all that is on record.
    """

    head: Head
    index_url: str
    parts: tuple[str, ...]
    large: bool
    verdicts: tuple[VerdictChoice, ...]
    topics: tuple[TopicChoice, ...]
    lists: tuple[Link, ...]


class NotFoundView(View, frozen=True):
    head: Head
    lists: tuple[Link, ...]


class FeedEntry(View, frozen=True):
    """A claim in a feed, or a correction of it. Whatever has an address has the whole of it here.

    ``id`` stays what it was when the claim's address changes; ``withdrawn`` is the reason, if it was.
    """

    id: str
    address: str
    title: str
    summary: str
    published: str
    updated: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    claim: str
    verdict: str
    withdrawn: str = ""
    report: tuple[ProsePart, ...] = ()
    correction: CorrectionView | None = None


class FeedView(View, frozen=True):
    title: str
    about: str
    language: str
    page_address: str
    feed_address: str
    updated: str
    author: str
    licence: str
    entries: tuple[FeedEntry, ...]


class RobotsView(View, frozen=True):
    sitemap_address: str
