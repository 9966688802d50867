"""Compiled templates are kept for the next process, and never shown where something else should be."""

import os
import sys
from pathlib import Path

import jinja2
import pytest

from onrecord.pages import compiled
from onrecord.pages.compiled import CompiledTemplates, open_compiled


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text("Hello")
    return folder


def render(templates: Path, language: str = "en") -> tuple[str, int]:
    """Render the page in a new environment; also how many templates were compiled for that."""
    count = 0

    class Environment(jinja2.Environment):
        def compile(self, *arguments, **named):  # type: ignore[no-untyped-def]
            nonlocal count
            count += 1
            return super().compile(*arguments, **named)

    kept = CompiledTemplates(templates.parent / "kept", language)
    environment = Environment(loader=jinja2.FileSystemLoader(templates), bytecode_cache=kept)
    return environment.get_template("page.html").render(), count


def test_a_template_is_compiled_once(templates: Path) -> None:
    assert render(templates) == ("Hello", 1)
    assert render(templates) == ("Hello", 0)


def test_an_edited_template_is_compiled_again(templates: Path) -> None:
    render(templates)
    (templates / "page.html").write_text("Goodbye")
    assert render(templates) == ("Goodbye", 1)


def test_it_is_compiled_for_each_language_since_its_words_are_put_in_then(templates: Path) -> None:
    render(templates, "en")
    assert render(templates, "tr") == ("Hello", 1)


def test_another_version_of_the_program_compiles_again(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render(templates)
    monkeypatch.setattr(compiled, "generator_digest", lambda: "another")
    assert render(templates) == ("Hello", 1)


def test_one_file_is_kept_for_a_template_however_often_it_changes(templates: Path) -> None:
    for words in ("one", "two", "three"):
        (templates / "page.html").write_text(words)
        render(templates)
    assert len(list((templates.parent / "kept").iterdir())) == 1


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:-1], lambda data: data[:70] + b"x" + data[71:]])
def test_what_was_damaged_is_compiled_again(templates: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    render(templates)
    (kept,) = (templates.parent / "kept").iterdir()
    kept.write_bytes(spoil(kept.read_bytes()))
    assert render(templates) == ("Hello", 1)
    assert render(templates) == ("Hello", 0)


def test_a_place_that_can_not_be_written_costs_time_alone(templates: Path) -> None:
    (templates.parent / "kept").write_text("a file where the folder should be")
    assert render(templates) == ("Hello", 1)
    assert render(templates) == ("Hello", 1)


def test_they_lie_where_python_keeps_this_program_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    kept = open_compiled("en")
    assert kept is not None
    assert kept._folder.parent == Path(compiled.__cached__).parent
    assert os.path.samefile(kept._folder.parent.parent, Path(compiled.__file__).parent) or sys.pycache_prefix


def test_where_python_keeps_no_code_none_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert open_compiled("en") is None
