"""``make messages``: bring the catalogs up to date with the words of templates and code, and say what they lack.

Translations and the translators' remarks are kept; what nothing uses any more goes. The same words give the same bytes.
"""

import io
import sys

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from onrecord.pages.wording import LABELS
from onrecord.translations import FOLDER, list_languages

ROOT = FOLDER.parents[1]

# Templates are read as onrecord/pages/render.py reads them.
_OPTIONS = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def main(new_languages: list[str]) -> int:
    """Bring all catalogs up to date, begin those of the new languages, and list what is not translated."""
    unknown = [language for language in new_languages if not _is_known(language)]
    if unknown:
        print(f"No language that Babel knows: {', '.join(unknown)}. Write it as in pt-BR.", file=sys.stderr)
        return 2
    template = collect_messages()
    for language in sorted({*list_languages(), *new_languages} - {"en"}):
        path = FOLDER / f"{language}.po"
        text = update_catalog(path.read_text(encoding="utf-8") if path.exists() else "", language, template)
        path.write_text(text, encoding="utf-8", newline="\n")
        lacking = list_untranslated(read_catalog(text))
        print(f"{path.relative_to(ROOT)}: {len(lacking)} of {len(template)} texts are not translated")
        for message in lacking:
            print(f"  line {message.lineno}: {message.id if isinstance(message.id, str) else message.id[0]}")
    return 0


def collect_messages() -> Catalog:
    """Give all words for readers: those of the templates, of the code and of its closed lists."""
    catalog = Catalog()
    for path in [*sorted((ROOT / "templates").rglob("*.*")), *sorted((ROOT / "onrecord").rglob("*.py"))]:
        place = path.relative_to(ROOT).as_posix()
        with open(path, "rb") as file:
            for line, text, remarks, context in extract(_method_for(path.suffix), file, options=_OPTIONS):
                catalog.add(text, None, [(place, line)], auto_comments=remarks, context=context)
    for of, labels in LABELS.items():
        for text in labels.values():
            catalog.add(text, None, [("onrecord/pages/wording.py", 0)], context=of)
    return catalog


def _method_for(suffix: str) -> str:
    return "python" if suffix == ".py" else "jinja2"


def update_catalog(text: str, language: str, template: Catalog) -> str:
    """Give the text of a catalog with just the messages of the template, and what was translated of them."""
    locale = Locale.parse(language, sep="-")
    catalog = read_catalog(text or _header(f"# The interface in {locale.english_name}.", language, locale))
    catalog.update(template, no_fuzzy_matching=True)
    messages = io.BytesIO()
    write_po(
        messages, catalog, width=0, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    return _header(catalog.header_comment, language, locale) + messages.getvalue().decode("utf-8")


def read_catalog(text: str) -> Catalog:
    """Read a catalog; each message has the line on which it stands."""
    return read_po(io.BytesIO(text.encode("utf-8")), abort_invalid=True)


def list_untranslated(catalog: Catalog) -> list[Message]:
    """Give the messages that lack a translation, or one of its forms, or are marked as uncertain."""
    return [message for message in catalog if message.id and (message.fuzzy or not all(list_forms(message)))]


def list_forms(message: Message) -> list[str]:
    """Give the translations of a message: one, or as many as the language has forms that go with a number."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def _header(remarks: str, language: str, locale: Locale) -> str:
    """The head of a catalog: nothing in it says when, by whom or with what it was made."""
    fields = {
        "Language": language.replace("-", "_"),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"{to_gettext(locale.plural_form)}",
    }
    lines = [f'"{name}: {value}\\n"' for name, value in fields.items()]
    return "\n".join([remarks, 'msgid ""', 'msgstr ""', *lines, "", ""])


def _is_known(language: str) -> bool:
    try:
        return bool(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
