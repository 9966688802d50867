"""Templates in the language of the site: their words, the forms that go with a number, and the numbers themselves."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from onrecord.pages.wording import Wording
from onrecord.translations import ENGLISH_BEGINS, ENGLISH_ENDS, without_marks


def speak(environment: jinja2.Environment, wording: Wording) -> None:
    """Give an environment the words of a language: for ``_("…")``, for ``{% trans %}``, and the filters of its numbers.

    It differs from what Jinja2 installs itself in one thing: a number in a phrase is written as the language writes it.
    """
    translations = wording.translations

    def in_markup(translate: Callable[..., str]) -> Callable[..., str]:
        """What is put into a text is escaped; the text itself is as safe as a template."""
        return lambda *text, **values: wording.fill(Markup(translate(*text)), values)

    environment.extend(translations=translations)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    for translate in (translations.gettext, translations.ngettext, translations.pgettext, translations.npgettext):
        environment.globals[translate.__name__] = in_markup(translate)
    environment.globals["_"] = environment.globals["gettext"]
    environment.filters.update(number=wording.number, percent=wording.percent)


class TranslatedLiterals(Extension):
    """Puts the translation in the place of ``_("…")`` while a template is compiled, so that it costs pages nothing."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        translations: Any = self.environment.translations  # type: ignore[attr-defined]
        waiting: list[Token] = []
        for token in stream:
            waiting.append(token)
            if not all(_MATCHES[place](each) for place, each in enumerate(waiting)):
                yield from waiting
                waiting = []
            elif len(waiting) == len(_MATCHES):
                yield Token(token.lineno, "string", translations.gettext(waiting[2].value))
                waiting = []
        yield from waiting


# The tokens of ``_("…")``.
_MATCHES: tuple[Callable[[Token], bool], ...] = (
    lambda token: token.type == "name" and token.value == "_",
    lambda token: token.type == "lparen",
    lambda token: token.type == "string",
    lambda token: token.type == "rparen",
)


def say_what_is_english(text: str, template: str) -> str:
    """Mark words that have no translation as English, and where there is no place for that leave them as they are."""
    if ENGLISH_BEGINS not in text:
        return text
    if not template.endswith(".html"):
        return without_marks(text)
    page = _NO_PLACE_FOR_MARKUP.sub(lambda match: without_marks(match[0]), text)
    return page.replace(ENGLISH_BEGINS, '<span lang="en" dir="ltr">').replace(ENGLISH_ENDS, "</span>")


# Elements that hold nothing but text, and tags with their attributes.
_NO_PLACE_FOR_MARKUP = re.compile(r"<(title|desc|text|script|option|textarea)\b.*?</\1>|<[^>]*>", re.DOTALL)
