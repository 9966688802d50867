"""The page ``/patterns/``: every component in all its states, with made-up words, for whoever changes templates or styles.

Search engines are told to leave it out, and no page leads there. Its words are English in every language of the site.
"""

from itertools import pairwise

from onrecord.pages.desk import Desk
from onrecord.pages.differences import compare_words
from onrecord.pages.parts import head
from onrecord.pages.views import (
    AnswerLine,
    AnswerPair,
    AnswersPicture,
    Citation,
    ClaimCard,
    ContentsEntry,
    CorrectionView,
    Difference,
    EvidenceStep,
    Facet,
    FacetValue,
    FallenSource,
    KeptCopy,
    Link,
    Pager,
    PatternsView,
    Phrase,
    ProsePart,
    QuoteView,
    RecordShare,
    RecordView,
    Relay,
    RelayStep,
    ReplyView,
    SourceEntry,
    SourceLine,
    StatementView,
    Tally,
    TallyPart,
    TimelineLane,
    TimelineMark,
    TimelinePeriod,
    TimelinePicture,
    TopicRow,
    VerdictMark,
    VerdictRow,
    VersionRow,
    When,
)

_SIGNS = (
    ("True", "check", "rating-5"),
    ("Mostly true", "check-half", "rating-4"),
    ("Mixed", "half", "rating-3"),
    ("Mostly false", "cross-half", "rating-2"),
    ("False", "cross", "rating-1"),
    ("Misleading", "warning", "adverse"),
    ("Unproven", "question", "open"),
    ("Outdated", "clock", "plain"),
    ("Satire", "mask", "plain"),
    ("Not rated", "dash", "plain"),
)
_DAY = When("2020-03-04", "March 4, 2020")
_LONG = "x" * 60


def view_patterns(desk: Desk) -> PatternsView:
    """Give an example of each state of each component. All links lead to the page itself."""
    url = desk.addresses.section("patterns")
    verdicts = tuple(VerdictMark(label, url, shape, tone) for label, shape, tone in _SIGNS)
    somebody = Link("Jane Roe", url)
    cited = tuple(Citation(number, f"mention-{number}", "#source-1", "The Gazette, 2020") for number in range(1, 6))
    plain = SourceLine(url, Phrase("A survey of the trees"), "Official source")
    full = SourceLine(
        url=url,
        title=Phrase("مسح الأشجار", "ar", "rtl", "Arabic"),
        kind="News report",
        language="Arabic",
        address=url,
        publisher=Link("The Gazette", url),
        authors=("Ann Author",),
        date=_DAY,
        archived=url,
        accessed=_DAY,
        copy_address=url,
        copy_host="A library",
        copy_complete=False,
        known_through=(Link("Another report", url),),
        relays=(Link("A first report", url),),
        note="What a reader should know of this source.",
        fate="Retracted",
    )
    unlinked = SourceLine(url, Phrase("A letter"), "Primary document", no_address="It is on paper.")
    kept = KeptCopy(_DAY, url, url, "0" * 64)
    quote = QuoteView(
        text=Phrase("كل الأشجار واقفة", "ar", "rtl", "Arabic"),
        translation="All trees are standing.",
        at="page 4",
        found=kept,
        passage_address=url,
        archived_address=url,
    )
    lost = QuoteView(Phrase("No."), found=kept, lost_on=_DAY)
    source = Link("A survey of the trees", url)
    card = ClaimCard(
        url, "The survey counts 312 trees", "All trees are gone.", verdicts[4], (somebody, Link("a caller")), _DAY, _DAY
    )
    long = ClaimCard(
        url, f"A finding with one long word, {_LONG}", f"A claim: {_LONG}", verdicts[6], (), _DAY, _DAY, True
    )
    correction = CorrectionView(_DAY, "Verdict", "Mixed", "False", "A second survey was found.")
    return PatternsView(
        head=head(desk, url, "Patterns", "Every component in all its states.", indexed=False),
        verdicts=verdicts,
        scale=(
            VerdictRow(verdicts[0], "What the verdict says.", 5, 2),
            VerdictRow(verdicts[6], "What the verdict says.", None, 0),
        ),
        cards=(card, long),
        citations=cited[:1],
        steps=(
            EvidenceStep("Counts 312 plane trees.", cited[1], plain),
            EvidenceStep("Says that all are standing.", cited[2], full, quote),
        ),
        statements=(StatementView(somebody, "Denies it", _DAY, "Calls it untrue.", cited[3], lost),),
        replies=(
            ReplyView(somebody, "Replied", _DAY, _DAY, _DAY, "We stand by it.", True),
            ReplyView(Link("The council"), "No reply", _DAY, _DAY, None, "", False),
        ),
        fallen=(
            FallenSource(source, "Retracted", _DAY, "The office has withdrawn it."),
            FallenSource(source, "Corrected since", _DAY, "It says 311 now.", Link("A report", url), _DAY, "So it is."),
        ),
        copies=(kept,),
        corrections=(correction, CorrectionView(_DAY, "Report", "", "", "A name was misspelt.")),
        versions=(
            VersionRow(_DAY, "", readable=False, commit="c0ffee123", commit_address=url),
            VersionRow(_DAY, "Verdict", name="Version 2", commit="c0ffee122", commit_address=url),
            VersionRow(_DAY, "Published", name="Version 1", url=url),
        ),
        difference=Difference("Finding", compare_words("Some trees are gone", "Most trees stand")),
        sources=tuple(
            SourceEntry(f"source-{number}", line, (Link("1", "#mention-1"),) if number == 1 else ())
            for number, line in enumerate((full, plain, unlinked), 1)
        ),
        contents=tuple(ContentsEntry(level, Link(f"A heading of level {level}", url)) for level in (3, 4, 5)),
        prose=(
            ProsePart(html=_PROSE),
            ProsePart(kind="cite", citation=cited[4]),
            ProsePart(html=" "),
            ProsePart(kind="claim", link=Link(card.headline, url), verdict=card.verdict),
            ProsePart(html="</p>"),
        ),
        topics=(TopicRow(Link("Trees", url), "Claims about the town's trees.", 2), TopicRow(Link("Parks", url), "", 0)),
        pager=Pager(2, 3, url, url),
        tally=_tally(verdicts),
        timeline=_timeline(url, verdicts),
        relay=Relay(
            2,
            1,
            (Link("A first report", url), Link("Another report", url)),
            (RelayStep("A first report", ("Another report",)),),
            1,
            2,
            4,
            "M1 1V3H2",
            "M1 1h0M2 3h0",
        ),
        answers=AnswersPicture(
            (somebody, Link("The Gazette", url)),
            (Link("The council", url),),
            (AnswerLine("M0 25C50 25 50 50 100 50", 2),),
            (AnswerPair(somebody, Link("The council", url), 2, (Link(card.headline, url),)),),
            2,
        ),
        record=RecordView(
            claims=40,
            telling=True,
            sources=130,
            primary_sources=26,
            primary_percent=20,
            sources_a_claim=4,
            answered=10,
            answered_percent=25,
            asked=30,
            asked_percent=75,
            dated=36,
            days=12,
            corrections=3,
            corrected=2,
            corrected_percent=5,
            to_be_checked_again=40,
            again_percent=100,
            topics=(RecordShare(Link("Trees", url), 30, 75), RecordShare(Link("Parks", url), 12, 30)),
            claimants=(RecordShare(Link("Persons"), 40, 100),),
        ),
        facet=Facet(
            "verdict",
            "Verdict",
            (
                FacetValue("false", url, Phrase("False"), 2, verdicts[4]),
                FacetValue("trees", url, Phrase("Trees"), 1),
            ),
            False,
            Link("All verdicts", url),
        ),
        index_url=url,
        oembed_url=url,
    )


_PROSE = """\
<h2>A heading</h2><p>Running text with <em>emphasis</em>, <strong>weight</strong>, <code>code</code> and a list:</p>
<ul><li>one</li><li>two</li></ul><ol><li>first</li><li>second</li></ol><blockquote><p>A passage.</p></blockquote>
<pre><code>Words as they were typed</code></pre>
<table><thead><tr><th>Year</th><th>Trees</th></tr></thead><tbody><tr><td>2018</td><td>400</td></tr></tbody></table>
<p>A mention: """


def _tally(verdicts: tuple[VerdictMark, ...]) -> Tally:
    ends = (0, 40, 60, 75, 90, 100)
    parts = tuple(
        TallyPart(mark, end - begin, end - begin, begin, end - begin, (begin + end) / 2)
        for mark, (begin, end) in zip(verdicts, pairwise(ends), strict=False)
    )
    return Tally(parts, telling=True)


def _timeline(url: str, verdicts: tuple[VerdictMark, ...]) -> TimelinePicture:
    certain = TimelineLane(
        claim=Link("A claim with one date", url),
        verdict=verdicts[4],
        first=10,
        last=10,
        opens=(),
        certain=True,
        answers=(TimelineMark(30, 1), TimelineMark(40, 2)),
        checked=80,
        corrections=(TimelineMark(90, 1),),
        claimed_on=_DAY,
        answered_on=(_DAY,),
        published=_DAY,
        corrected_on=(_DAY,),
    )
    doubtful = TimelineLane(
        claim=Link("A claim made about then, or later", url),
        verdict=verdicts[6],
        first=5,
        last=20,
        opens=(45,),
        certain=False,
        answers=(),
        checked=85,
        corrections=(),
        claimed_on=_DAY,
        answered_on=(),
        published=_DAY,
        corrected_on=(),
    )
    periods = (TimelinePeriod("Jan 2015", "Mar 2016"), TimelinePeriod("Nov 2020", ""))
    return TimelinePicture(3, periods, "1-1", (50,), (25,), (certain, doubtful))
