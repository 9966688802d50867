"""How dates, languages and the words of our closed lists are put, in the language of the site."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

from onrecord import dates
from onrecord.pages.views import Phrase, When

LABELS: dict[str, dict[str, str]] = {
    "problem": {
        "single-source": "Single source",
        "circular-sourcing": "Circular sourcing",
        "missing-context": "Missing context",
        "misattributed": "Misattributed",
        "altered": "Altered",
        "exaggerated": "Exaggerated",
        "outdated": "Outdated",
        "mistranslated": "Mistranslated",
    },
    "source-kind": {
        "primary": "Primary document",
        "official": "Official source",
        "news-agency": "News agency",
        "news": "News report",
        "academic": "Academic work",
        "reference": "Reference work",
        "blog": "Blog",
        "social": "Social media",
        "other": "Other source",
    },
    "person-kind": {
        "person": "Person",
        "government": "Government body",
        "organisation": "Organisation",
        "media": "News medium",
    },
    "position": {
        "denies": "Denies it",
        "disputes": "Disputes it",
        "confirms": "Confirms it",
        "clarifies": "Clarifies",
        "declines": "Declines to comment",
    },
    "outcome": {
        "replied": "Replied",
        "declined": "Declined to reply",
        "no-reply": "No reply",
        "pending": "Reply awaited",
    },
    "appearance": {
        "originated": "First seen here",
        "repeated": "Repeated here",
        "reported": "Reported here",
        "satire": "Satire",
    },
    "relation": {
        "repeats": "Repeats",
        "repeated-by": "Repeated by",
        "part-of": "Part of",
        "has-part": "Contains",
        "contradicts": "Contradicts",
        "follows": "Follows",
        "followed-by": "Followed by",
        "background": "Background",
        "background-of": "Background of",
        "mentions": "Mentioned in",
    },
    "use": {
        "supports": "Evidence for",
        "refutes": "Evidence against",
        "context": "Context for",
        "claimant": "Tells who claimed",
        "counter-statement": "Carries a counter-statement on",
        "report": "Cited in the report on",
        "appearance": "Shows where it appeared",
    },
    "event": {
        "claimed": "Claimed",
        "answered": "Answered",
        "published": "Published",
        "corrected": "Corrected",
    },
    "field": {
        "claim": "Claim",
        "headline": "Finding",
        "claimants": "Claimant",
        "claimed_on": "Date of the claim",
        "verdict": "Verdict",
        "summary": "Summary",
        "evidence": "Evidence",
        "counter_statements": "Counter-statements",
        "replies": "Replies",
        "sources": "Sources",
        "body": "Report",
    },
    "facet": {
        "verdict": "Verdict",
        "topic": "Topic",
        "claimant": "Claimed by",
        "source": "Source",
        "year": "Year of the claim",
    },
    "facet-all": {
        "verdict": "All verdicts",
        "topic": "All topics",
        "claimant": "All people and organisations",
        "source": "All sources",
        "year": "All years",
    },
    "section": {
        "claims": "Claims",
        "verdicts": "Verdicts",
        "topics": "Topics",
        "people": "People and organisations",
        "sources": "Sources",
        "years": "Years",
        "timeline": "Timeline",
        "corrections": "Corrections",
    },
}


class Wording:
    """Puts values into words of one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = _locale(language) or Locale("en")
        self._dates: dict[str, When] = {}

    def label(self, of: str, id: str) -> str:
        """The words for an entry of a closed list."""
        return LABELS[of][id]

    def field(self, key: str) -> str:
        """The words for a key of a claim; a name that an editor made up stays as it is."""
        return LABELS["field"].get(key, key)

    def date(self, text: str) -> When:
        """An EDTF date for machines and for people."""
        when = self._dates.get(text)
        if when is None:
            span = dates.read_date(text)
            assert span is not None, text
            when = self._dates[text] = When(span.iso, _span_in_words(span, self.locale))
        return when

    def optional_date(self, text: str) -> When | None:
        """The same for a date that may be empty."""
        return self.date(text) if text else None

    def phrase(self, text: str, lang: str) -> Phrase:
        """Words in a language of their own: marked only if that is not the site's."""
        if not lang or lang == self.language:
            return Phrase(text)
        return Phrase(text, lang, direction_of(lang), self.language_name(lang))

    def language_name(self, lang: str) -> str:
        """The name of a language."""
        return _language_name(lang, self.locale)


@lru_cache(maxsize=1024)
def direction_of(language: str) -> str:
    """``rtl`` or ``ltr``; a language that CLDR doesn't know is taken to run from left to right."""
    locale = _locale(language)
    return str(locale.text_direction) if locale else "ltr"


@lru_cache(maxsize=1024)
def _language_name(language: str, locale: Locale) -> str:
    named = _locale(language)
    if named is None:
        return str(locale.languages.get(language, language))
    return str(named.get_display_name(locale) or language)


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _span_in_words(span: dates.Span, locale: Locale) -> str:
    if span.start is not None and span.start == span.end:
        return _point_in_words(span.start, locale)
    if span.end is None and span.start is not None:
        return f"{_point_in_words(span.start, locale)} or later"
    if span.start is None and span.end is not None:
        return f"{_point_in_words(span.end, locale)} or earlier"
    assert span.start is not None and span.end is not None
    return f"{_point_in_words(span.start, locale)} – {_point_in_words(span.end, locale)}"


def _point_in_words(point: dates.Point, locale: Locale) -> str:
    import datetime

    day = datetime.date(point.year, point.month or 1, point.day or 1)
    if point.day:
        words = format_date(day, "long", locale=locale)
    else:
        words = format_skeleton("yMMMM" if point.month else "y", day, locale=locale)
    words = f"about {words}" if point.about else words
    return f"{words} (uncertain)" if point.uncertain else words
