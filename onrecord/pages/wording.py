"""How words, numbers, dates and languages are put, in the language of the site."""

import datetime
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_skeleton, get_date_format
from babel.units import format_unit

from onrecord import dates
from onrecord.pages.views import Phrase, When
from onrecord.translations import load_translations

# The numbering systems of CLDR whose digits we write; a language with another gets 0 to 9.
DIGITS = {"latn": "0123456789", "arab": "٠١٢٣٤٥٦٧٨٩", "arabext": "۰۱۲۳۴۵۶۷۸۹"}

# Letters by their bidirectional class: do they run from right to left?
_RUNS_LEFT = {"L": False, "R": True, "AL": True}

# The scripts of https://www.unicode.org/iso15924/ that run from right to left and are written today.
_FROM_RIGHT_TO_LEFT = frozenset("Adlm Arab Aran Hebr Mand Nkoo Rohg Samr Syrc Thaa".split())

# The words of our closed lists. The catalogs have each under its list's name as the context.
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
    "fate": {
        "retracted": "Retracted",
        "corrected": "Corrected since",
        "changed": "Changed since",
        "dead": "No longer there",
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
        "withdrawn": "Withdrawn",
    },
    "field": {
        "claim": "Claim",
        "headline": "Finding",
        "claimants": "Claimant",
        "claimed_on": "Date of the claim",
        "verdict": "Verdict",
        "published": "Published",
        "checked": "Checked on",
        "withdrawn": "Withdrawn",
        "summary": "Summary",
        "evidence": "Evidence",
        "counter_statements": "Counter-statements",
        "replies": "Replies",
        "sources": "Sources",
        "body": "Report",
    },
    "scale-field": {
        "verdict": "Verdict",
        "label": "Name",
        "meaning": "Meaning",
        "rating": "Number",
        "adverse": "Speaks against the claimant",
        "conclusive": "Decides",
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
    "share-image": {
        "claim": "The claim",
        "finding": "What we found",
    },
    "section": {
        "claims": "Claims",
        "verdicts": "Verdicts",
        "topics": "Topics",
        "people": "People and organisations",
        "answers": "Claims and answers",
        "sources": "Sources",
        "years": "Years",
        "timeline": "Timeline",
        "corrections": "Corrections",
        "search": "Search",
        "data": "Data",
    },
    "data-file": {
        "claims.json": "All claims with their evidence, answers and corrections, but for the reports",
        "claimreview.json": "All claims as schema.org’s ClaimReview, in a DataFeed",
        "claims.csv": "All claims as a table for spreadsheets, a row each",
        "claims.bib": "All claims as BibTeX, for citing them",
        "sources.json": "All sources",
        "people.json": "All persons and organisations",
        "record.json": "The SHA-256 of each claim’s file and of what it says, to check a copy by",
    },
}


class Wording:
    """Puts words and values into one language.

    Words that readers see are written in English where they are needed, as in ``wording.gettext("All claims")``, and stand
    in the catalogs in all other languages (see ``onrecord.translations``).
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = _locale(language) or Locale("en")
        self.runs_left = direction_of(language) == "rtl"
        self.translations = load_translations(language)
        usual = self.locale.default_numbering_system
        self.digits = usual if usual in DIGITS else "latn"
        self._long_date = get_date_format("long", locale=self.locale)
        self._own_digits = str.maketrans(DIGITS["latn"], DIGITS[self.digits])
        self._dates: dict[str, When] = {}

    def gettext(self, text: str, /, **values: Any) -> str:
        """The translation of a text, with values in the places of ``%(name)s``."""
        return self.fill(self.translations.gettext(text), values)

    def pgettext(self, context: str, text: str, /, **values: Any) -> str:
        """The same for a text that is put in another way elsewhere; ``context`` tells translators where it stands."""
        return self.fill(self.translations.pgettext(context, text), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """The same in the form that goes with a number."""
        return self.fill(self.translations.ngettext(one, many, number), values)

    def fill(self, text: str, values: Mapping[str, Any]) -> str:
        """Put values in their places, and have numbers and what runs the other way stand as the language has them."""
        return text % {name: self._placed(value) for name, value in values.items()}

    def _placed(self, value: Any) -> Any:
        if type(value) is int:
            return self.number(value)
        return self.isolated(value) if isinstance(value, str) else value

    def isolated(self, text: str) -> str:
        """Words of the other direction of writing, kept apart from what stands beside them.

        A number behind a Latin name would else be drawn on its wrong side in Arabic, and the other way round
        (https://www.unicode.org/reports/tr9/, rule W7).
        """
        if text.isascii() and not self.runs_left:
            return text
        directions = {_RUNS_LEFT[kind] for kind in map(unicodedata.bidirectional, text) if kind in _RUNS_LEFT}
        return "\u2068" + text + "\u2069" if directions == {not self.runs_left} else text

    def label(self, of: str, id: str) -> str:
        """The words for an entry of a closed list."""
        return self.translations.pgettext(of, LABELS[of][id])

    def field(self, key: str) -> str:
        """The words for a key of a claim; a name that an editor made up stays as it is."""
        return self.label("field", key) if key in LABELS["field"] else key

    def number(self, number: int) -> str:
        """A number for people, as in ``1,234``."""
        if number < 1000:
            return str(number).translate(self._own_digits)
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.locale, numbering_system=self.digits).translate(self._own_digits)

    def percent(self, percent: int) -> str:
        """A percentage for people."""
        from babel.numbers import format_percent

        sign = self.locale.number_symbols[self.digits]["percentSign"]
        words = format_percent(percent / 100, locale=self.locale, numbering_system=self.digits)
        return words.replace("%", sign).translate(self._own_digits)

    def listed(self, *parts: str) -> str:
        """Parts in a row, with commas."""
        return self.gettext(", ").join(map(self.isolated, parts))

    def date(self, text: str) -> When:
        """An EDTF date for machines and for people."""
        when = self._dates.get(text)
        if when is None:
            span = dates.read_date(text)
            assert span is not None, text
            when = self._dates[text] = When(span.iso, self._span_in_words(span))
        return when

    def optional_date(self, text: str) -> When | None:
        """The same for a date that may be empty."""
        return self.date(text) if text else None

    def _span_in_words(self, span: dates.Span) -> str:
        start = self._point_in_words(span.start) if span.start else ""
        if span.end == span.start:
            return start
        end = self._point_in_words(span.end) if span.end else ""
        if not end:
            return self.gettext("%(date)s or later", date=start)
        if not start:
            return self.gettext("%(date)s or earlier", date=end)
        return f"{start} – {end}"

    def _point_in_words(self, point: dates.Point) -> str:
        day = datetime.date(point.year, point.month or 1, point.day or 1)
        if point.day:
            words = self._long_date.apply(day, self.locale)
        else:
            words = format_skeleton("yMMMM" if point.month else "y", day, locale=self.locale)
        words = words.translate(self._own_digits)
        if point.about:
            words = self.gettext("about %(date)s", date=words)
        return self.gettext("%(date)s (uncertain)", date=words) if point.uncertain else words

    def month(self, day: datetime.date) -> str:
        """The month of a day, in short."""
        return str(format_skeleton("yMMM", day, locale=self.locale)).translate(self._own_digits)

    def size(self, count: int) -> str:
        """So many bytes, in the unit that suits them."""
        unit, value = ("megabyte", count / 1e6) if count >= 1e6 else ("kilobyte", count / 1e3)
        words = format_unit(round(value, 1 if value < 10 else None), unit, "short", locale=self.locale)
        return str(words).translate(self._own_digits)

    def phrase(self, text: str, lang: str) -> Phrase:
        """Words in a language of their own: marked only if that is not the site's."""
        if not lang or lang == self.language:
            return Phrase(text)
        is_foreign = lang.partition("-")[0] != self.language.partition("-")[0]
        return Phrase(text, lang, direction_of(lang), self.language_name(lang) if is_foreign else "")

    def foreign_language(self, lang: str) -> str:
        """The name of a language that is not the site's; nothing for the site's own."""
        same = lang.split("-")[0].lower() == self.language.split("-")[0].lower()
        return "" if same else self.language_name(lang)

    def language_name(self, lang: str) -> str:
        """The name of a language."""
        return _language_name(lang, self.locale)


@lru_cache(maxsize=1024)
def direction_of(language: str) -> str:
    """``rtl`` or ``ltr``; a language that CLDR doesn't know is taken to run from left to right."""
    # Letters count as they do in BCP 47, in any case; from the first subtag of one letter on, others' rules hold.
    subtags = [*takewhile(lambda subtag: len(subtag) > 1, language.split("-"))]
    subtags = [each.title() if len(each) == 4 else each.upper() for each in subtags]
    subtags[:1] = [each.lower() for each in subtags[:1]]
    script = next((each for each in subtags[1:] if len(each) == 4 and each.isalpha()), "")
    if not script:
        # Most languages have one script, and some another one in a country.
        likely = get_global("likely_subtags")
        known = (likely.get("_".join(subtags[:count])) for count in range(len(subtags), 0, -1))
        script = next((name.split("_")[1] for name in known if name), "")
    return "rtl" if script in _FROM_RIGHT_TO_LEFT else "ltr"


def locale_of(language: str) -> str:
    """The language with the country where most speak it, such as ``en_US``, or nothing if CLDR doesn't know it."""
    locale = _locale(language)
    if locale is None:
        return ""
    likely = get_global("likely_subtags").get(str(locale), str(locale)) if not locale.territory else str(locale)
    territory = Locale.parse(likely).territory
    return f"{locale.language}_{territory}" if territory else ""


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
