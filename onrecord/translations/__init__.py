"""The words of the interface in the language of a site: one gettext catalog a language, ``<language>.po`` in this folder.

English stands in the templates and the code and needs none. What a catalog lacks is shown in English and marked as that:
it stands between two non-characters of Unicode, which no content may hold (see ``content/nodes.py``) and which the
renderer turns into ``lang="en"``.
"""

import gettext
import io
import re
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent

ENGLISH_BEGINS, ENGLISH_ENDS = "\ufdd2", "\ufdd3"

_PLACEHOLDER = re.compile(r"(%\(\w+\)s)")


def list_languages() -> list[str]:
    """Give the languages that the interface speaks, by their codes."""
    return sorted(["en", *(path.stem for path in FOLDER.glob("*.po"))])


def find_language(tag: str) -> str:
    """Give the language in which the interface speaks on a site of this BCP 47 tag: ``ar`` for ``ar-EG``; or nothing."""
    known = {language.lower(): language for language in list_languages()}
    subtags = tag.lower().split("-")
    while subtags and "-".join(subtags) not in known:
        subtags.pop()
    return known.get("-".join(subtags), "")


@lru_cache(maxsize=8)
def load_translations(tag: str) -> gettext.NullTranslations:
    """Give the words for a site of this BCP 47 tag. English costs nothing, any other language the reading of its catalog."""
    language = find_language(tag)
    if language == "en":
        return gettext.NullTranslations()
    if not language:
        return _MarkedEnglish()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with open(FOLDER / f"{language}.po", "rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    translations.add_fallback(_MarkedEnglish())
    return translations


class _MarkedEnglish(gettext.NullTranslations):
    """English on a site of another language."""

    def gettext(self, message: str) -> str:
        return _mark(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _mark(super().ngettext(msgid1, msgid2, n))

    def pgettext(self, context: str, message: str) -> str:
        return _mark(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return _mark(super().ngettext(msgid1, msgid2, n))


def without_marks(text: str) -> str:
    """Take away the marks of English words, where there is no place to say of what language they are."""
    return text.replace(ENGLISH_BEGINS, "").replace(ENGLISH_ENDS, "")


def _mark(text: str) -> str:
    """Mark the words, and neither what will take the place of a placeholder nor signs without a letter."""
    return "".join(
        f"{ENGLISH_BEGINS}{part}{ENGLISH_ENDS}" if place % 2 == 0 and any(map(str.isalpha, part)) else part
        for place, part in enumerate(_PLACEHOLDER.split(text))
    )
