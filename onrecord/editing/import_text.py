"""What strangers wrote, as plain text, days, ids and Markdown that means nothing but its words."""

import hashlib
import html
import re
import unicodedata
from urllib.parse import quote, urlsplit

import nh3

from onrecord import dates
from onrecord.content import limits
from onrecord.content.fields import is_web_address
from onrecord.content.nodes import FORBIDDEN
from onrecord.problems import shown

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_BLOCK = re.compile(r"(?=</?(?:p|br|div|li|ul|ol|h[1-6]|tr|td|th|table|blockquote)\b)", re.IGNORECASE)
# Marks that turn the order of what follows: nobody sees them, and they outlast the text that they stand in.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain_text(text: str) -> str:
    """The words alone, on one line: no HTML, no character references, nothing invisible that turns or controls."""
    if _TAG.search(text):
        text = nh3.clean(_BLOCK.sub(" ", FORBIDDEN.sub(" ", text)), tags=set())
    text = html.unescape(text) if "&" in text else text
    return " ".join(_TURNS.sub("", FORBIDDEN.sub(" ", text)).split())


def plain_report(text: str) -> str:
    """A longer text as Markdown whose paragraphs say just these words; no sign in it is markup."""
    paragraphs = re.split(r"\n\s*\n", _BLOCK.sub("\n\n", text) if _TAG.search(text) else text)
    written = [_without_marks(words) for each in paragraphs if (words := plain_text(each))]
    return "\n\n".join(written) + "\n" if written else ""


# Signs that Markdown reads anywhere, and those that it reads at the beginning of a line or in long runs.
_MARKS = re.compile(r"[\\`*_\[\]<&|]|([#>+=~(!:-])(?=\1{2})")
_START = re.compile(r"^(?:[#>+=~:-]|[0-9]+(?=[.)]))")


def _without_marks(words: str) -> str:
    lines: list[str] = []
    for word in words.split(" "):
        pieces = [word[start : start + 400] for start in range(0, len(word), 400)]
        for piece in pieces:
            if lines and len(lines[-1]) + len(piece) < 400:
                lines[-1] += f" {piece}" if piece is pieces[0] else piece
            else:
                lines.append(piece)
    return "\n".join(_START.sub(_as_reference, _MARKS.sub(_as_reference, line)) for line in lines)


def _as_reference(match: re.Match[str]) -> str:
    sign = match[0]
    return f"&#{ord(sign[0])};{sign[1:]}"


def web_address(text: str) -> str:
    """An address as browsers send it, other letters written with ``%``; nothing if it is no web address."""
    address = text.strip()
    if not address.isascii():
        try:
            parts = urlsplit(address)
            host = parts.netloc.encode("idna").decode("ascii")
        except (ValueError, UnicodeError):
            return ""
        address = parts._replace(netloc=host).geturl()
    try:
        address = quote(address, safe="%/:?#[]@!$&'()*+,;=~-._")
    except UnicodeEncodeError:
        return ""
    return address if is_web_address(address) and len(address) <= limits.TEXT_CHARACTERS else ""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_TIME = r"(?:[T ,]+[0-9:.,+\-Zz ()A-Za-z]*)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.]?)([0-9]{{2}}|(?<=[-/.])[0-9])\2([0-9]{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(
    rf"(?:[a-z]{{3,9}},? +)?([0-9]{{1,2}})(?:st|nd|rd|th)?[ -]+{_MONTH},?[ -]+([0-9]{{4}}){_TIME}", re.I
)
_MONTH_FIRST = re.compile(
    rf"(?:[a-z]{{3,9}},? +)?{_MONTH} +([0-9]{{1,2}})(?:st|nd|rd|th)?,? +([0-9]{{4}}){_TIME}", re.I
)
_NO_ORDER = re.compile(rf"[0-9]{{1,2}}[-/. ][0-9]{{1,2}}[-/. ][0-9]{{2,4}}{_TIME}")


def read_day(text: str, *, vague: bool = False) -> tuple[str, str]:
    """Read a day in any form that means one day alone; the second value is the reason why it is none.

    ``vague`` allows a year, a month, and what else EDTF allows.
    """
    text = " ".join(text.split())
    if found := _YEAR_FIRST.fullmatch(text):
        day = f"{found[1]}-{int(found[3]):02d}-{int(found[4]):02d}"
    elif found := _DAY_FIRST.fullmatch(text):
        day = f"{found[3]}-{_MONTHS.index(found[2].lower()) + 1:02d}-{int(found[1]):02d}"
    elif found := _MONTH_FIRST.fullmatch(text):
        day = f"{found[3]}-{_MONTHS.index(found[1].lower()) + 1:02d}-{int(found[2]):02d}"
    elif _NO_ORDER.fullmatch(text):
        return "", f"{shown(text)} doesn't say which number is the day; write it as 2019-12-31"
    else:
        day = text if vague else ""
    span = dates.read_date(day) if day else None
    if span is None:
        return "", f"{shown(text)} is no date that can be read; write it as 2019-12-31"
    if span.first > dates.latest_today():
        return "", f"{shown(text)} lies in the future"
    return day, ""


_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_SLUG_CHARACTERS = 50


def make_id(words: str, otherwise: str) -> str:
    """An id from the first words; ``otherwise`` if most of them are written in letters that no address has."""
    folded = words.casefold().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-")
    letters = sum(character.isalnum() for character in words)
    if len(slug) < limits.ID_SHORTEST or len(slug.replace("-", "")) * 2 < letters:
        return otherwise
    if len(slug) <= _SLUG_CHARACTERS:
        return slug
    cut = slug[: _SLUG_CHARACTERS + 1].rpartition("-")[0]
    return cut if len(cut) >= limits.ID_SHORTEST else slug[:_SLUG_CHARACTERS].strip("-")


def fingerprint(*parts: str) -> str:
    """Eight letters and digits that stand for these texts."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:8]


def host_of(address: str) -> str:
    """The host of a web address, as a piece of an id."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    return re.sub("[^a-z0-9]+", "-", host.lower())[:40].strip("-")
