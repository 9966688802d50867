"""The catalogs of the interface: each has every text, translated, in all forms, with its placeholders."""

import re
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.plural import to_gettext

from onrecord import translations
from onrecord.pages.wording import LABELS
from onrecord.translations import __main__ as command
from onrecord.translations import find_language, list_languages, load_translations
from onrecord.translations.__main__ import collect_messages, list_forms, list_untranslated, read_catalog, update_catalog

LANGUAGES = [language for language in list_languages() if language != "en"]

# Those of Python, and those that a script fills.
PLACEHOLDER = re.compile(r"%\(\w+\)s|%|\{\w+\}")

# Names of programs and formats, which have no other in any script.
NAMES = re.compile(
    "On Record|schema.org|ClaimReview|DataFeed|BibTeX|CSL-JSON|SHA-256|UTF-8|utf-8-sig|curl|Python|Excel"
)


@pytest.fixture(scope="module")
def template() -> Catalog:
    return collect_messages()


def read(language: str) -> str:
    return (translations.FOLDER / f"{language}.po").read_text(encoding="utf-8")


def texts(catalog: Catalog) -> dict[tuple[str, str], Message]:
    """The messages by context and English text (of two forms the first)."""
    messages = (message for message in catalog if message.id)
    return {(each.context or "", each.id if isinstance(each.id, str) else each.id[0]): each for each in messages}


def numbers_by_form(language: str) -> list[list[int]]:
    """For each plural form of a language, which of the numbers up to 200 take it."""
    translated = load_translations(language)
    forms: dict[int, list[int]] = {}
    for number in range(201):
        forms.setdefault(translated.plural(number), []).append(number)  # type: ignore[attr-defined]
    return [forms.get(form, []) for form in range(max(forms) + 1)]


def test_arabic_english_turkish_and_urdu_are_there() -> None:
    assert {"ar", "en", "tr", "ur"} <= set(list_languages())


class TestCollected:
    def test_are_the_texts_of_templates_of_the_code_and_of_closed_lists(self, template: Catalog) -> None:
        known = texts(template)
        assert ("", "What the other side says") in known
        assert ("", "All claims") in known
        assert {(of, text) for of, labels in LABELS.items() for text in labels.values()} <= set(known)

    def test_are_those_with_two_forms_as_one(self, template: Catalog) -> None:
        assert texts(template)["", "%(count)s claim"].id == ("%(count)s claim", "%(count)s claims")

    def test_stands_where_each_is_from_without_its_line(self, template: Catalog) -> None:
        text = update_catalog("", "tr", template)
        assert "#: templates/pages/claim.html\n" in text
        assert not re.search(r"^#: .*:\d", text, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryCatalog:
    def test_has_just_the_texts_that_there_are(self, language: str, template: Catalog) -> None:
        known, wanted = set(texts(read_catalog(read(language)))), set(texts(template))
        assert known == wanted, "run: make messages"

    def test_has_all_of_them_translated_for_certain(self, language: str) -> None:
        lacking = list_untranslated(read_catalog(read(language)))
        assert [(message.lineno, message.id) for message in lacking] == []

    def test_keeps_every_placeholder(self, language: str) -> None:
        """A form that stands for one number alone may leave the number out."""
        alone = [len(numbers) == 1 for numbers in numbers_by_form(language)]
        for (_, english), message in texts(read_catalog(read(language))).items():
            wanted = sorted(PLACEHOLDER.findall(english))
            for form, translated in enumerate(list_forms(message)):
                kept = sorted(PLACEHOLDER.findall(translated))
                without_number = sorted(each for each in wanted if each != "%(count)s")
                of_one_number = isinstance(message.id, tuple) and alone[form]
                assert kept == wanted or (of_one_number and kept == without_number), translated

    def test_has_the_plural_forms_of_cldr(self, language: str) -> None:
        rule = Locale.parse(language, sep="-").plural_form
        assert f"Plural-Forms: {to_gettext(rule)}\\n" in read(language)
        order = [each for each in ("zero", "one", "two", "few", "many", "other") if each in {*rule.tags, "other"}]
        by_form = numbers_by_form(language)
        assert all(order.index(rule(number)) == form for form, numbers in enumerate(by_form) for number in numbers)
        for message in texts(read_catalog(read(language))).values():
            assert len(list_forms(message)) == (len(order) if isinstance(message.id, tuple) else 1)

    def test_has_no_space_that_the_english_has_not(self, language: str) -> None:
        for (_, english), message in texts(read_catalog(read(language))).items():
            for translated in list_forms(message):
                assert translated.endswith(" ") == english.endswith(" "), translated
                assert not translated.startswith(" ") and "  " not in translated, translated

    def test_can_be_written_again_without_a_change(self, language: str, template: Catalog) -> None:
        once = update_catalog(read(language), language, template)
        assert update_catalog(once, language, template) == once

    def test_does_not_say_when_or_with_what_it_was_made(self, language: str) -> None:
        assert not re.search(r"POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator", read(language))


@pytest.mark.parametrize("language", ["ar", "ur"])
def test_a_catalog_in_another_script_has_no_latin_word_but_names_of_programs_and_formats(language: str) -> None:
    for message in texts(read_catalog(read(language))).values():
        for translated in list_forms(message):
            assert not re.search("[A-Za-z]", NAMES.sub("", PLACEHOLDER.sub("", translated))), translated


class TestMessages:
    """``make messages``"""

    @pytest.fixture
    def folder(self, template: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        folder = tmp_path / "onrecord/translations"
        folder.mkdir(parents=True)
        for language in LANGUAGES:
            (folder / f"{language}.po").write_text(read(language), encoding="utf-8")
        for module in (command, translations):
            monkeypatch.setattr(module, "FOLDER", folder)
        monkeypatch.setattr(command, "collect_messages", lambda: template)
        monkeypatch.setattr(command, "ROOT", tmp_path)
        return folder

    def test_keeps_translations_and_the_remarks_of_translators(self, folder: Path) -> None:
        path = folder / "tr.po"
        path.write_text(
            path.read_text(encoding="utf-8").replace('msgid "Home"', '# As newspapers have it.\nmsgid "Home"'),
            encoding="utf-8",
        )
        assert command.main([]) == 0
        after = path.read_text(encoding="utf-8")
        assert "# As newspapers have it.\n" in after
        assert 'msgid "Home"\nmsgstr "Ana sayfa"\n' in after
        assert after.startswith("# The interface in Turkish.\n")

    def test_adds_new_texts_takes_out_old_ones_and_lists_what_is_not_translated(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = folder / "tr.po"
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace('msgid "Home"', 'msgid "Hearth"'), encoding="utf-8")
        command.main([])
        after = path.read_text(encoding="utf-8")
        assert "Hearth" not in after
        line = after.split("\n").index('msgid "Home"') + 1
        said = capsys.readouterr().out
        assert re.search(r"onrecord/translations/tr\.po: 1 of \d+ texts are not translated\n", said)
        assert f"  line {line}: Home\n" in said
        assert re.search(r"onrecord/translations/ar\.po: 0 of \d+ texts are not translated\n", said)

    def test_begins_the_catalog_of_a_language(self, folder: Path, template: Catalog) -> None:
        assert command.main(["pt-BR"]) == 0
        text = (folder / "pt-BR.po").read_text(encoding="utf-8")
        assert '"Language: pt_BR\\n"' in text
        assert len(list_untranslated(read_catalog(text))) == len(template)
        assert find_language("pt-BR") == "pt-BR"

    def test_refuses_a_language_that_there_is_not(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert command.main(["klingon"]) == 2
        assert "klingon" in capsys.readouterr().err
        assert {path.stem for path in folder.iterdir()} == set(LANGUAGES)


class TestALanguage:
    @pytest.mark.parametrize(
        ("tag", "language"),
        [("tr", "tr"), ("tr-TR", "tr"), ("ar-EG", "ar"), ("UR-pk", "ur"), ("en-GB", "en"), ("ar-Arab-u-nu-latn", "ar")],
    )
    def test_goes_for_its_regions_too(self, tag: str, language: str) -> None:
        assert find_language(tag) == language

    @pytest.mark.parametrize("tag", ["de", "arc", "t", "x-tr", ""])
    def test_without_a_catalog_is_none(self, tag: str) -> None:
        assert find_language(tag) == ""

    def test_that_is_english_reads_no_catalog(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(translations, "FOLDER", tmp_path / "there-is-none")
        assert load_translations.__wrapped__("en-GB").gettext("Home") == "Home"
