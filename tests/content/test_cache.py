"""What a build learnt: the next one has all of it, with what points at what, or nothing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from onrecord.content.cache import KnownFile, KnownFiles, load_facts, save_facts
from onrecord.content.facts import Backlinks
from onrecord.content.index import backlinks_of, index_claims
from onrecord.model import Source

SOURCE = Source(id="a-book", path="content/sources/a-book.yaml", line=1, title="A book", lang="en", kind="other")
FILES = {f"content/sources/{number}.yaml": KnownFile(str(number), SOURCE, ()) for number in range(50)}
BACKLINKS = backlinks_of(index_claims([], {SOURCE.id: SOURCE}))
DAY = "2026-01-01"


def save(folder: Path, edits: Mapping[str, KnownFile | None], backlinks: Backlinks | None = BACKLINKS) -> bool:
    """Keep what is known after these edits of what the last build left; None stands for a file that is gone."""
    before = load(folder)
    files = {path: file for path, file in {**before.files, **edits}.items() if file is not None}
    return save_facts(folder, "1", DAY, before, KnownFiles("inputs", files), backlinks)


def load(folder: Path) -> KnownFiles:
    return load_facts(folder, "1", DAY)


def test_nothing_is_known_at_first(tmp_path: Path) -> None:
    assert load(tmp_path) == KnownFiles()


def test_everything_is_known_again_with_its_backlinks(tmp_path: Path) -> None:
    assert save(tmp_path, FILES)
    known = load(tmp_path)
    assert known.files == FILES
    assert known.base is not None
    assert known.base.backlinks == BACKLINKS


def test_few_changes_are_kept_beside_what_the_backlinks_are_of(tmp_path: Path) -> None:
    save(tmp_path, FILES)
    edited = KnownFile("edited", SOURCE, ())
    assert not save(tmp_path, {"content/sources/1.yaml": edited, "content/sources/2.yaml": None})
    known = load(tmp_path)
    assert known.files["content/sources/1.yaml"] == edited
    assert known.files.keys() == FILES.keys() - {"content/sources/2.yaml"}
    assert known.base is not None
    assert known.base.files == FILES
    assert known.base.backlinks == BACKLINKS


def test_many_changes_have_everything_written(tmp_path: Path) -> None:
    save(tmp_path, FILES)
    assert save(tmp_path, {path: KnownFile("edited", SOURCE, ()) for path in FILES})


def test_backlinks_that_could_not_be_kept_are_kept_as_soon_as_they_can(tmp_path: Path) -> None:
    """A first build fails when the site's own file can't be read: it learns from the others all the same."""
    assert save(tmp_path, FILES, None)
    assert not save(tmp_path, {}, None)
    assert save(tmp_path, {})
    base = load(tmp_path).base
    assert base is not None
    assert base.backlinks == BACKLINKS


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data.replace(b"A book", b"A look"), lambda data: b""]
)
def test_what_was_damaged_is_not_trusted(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]
    save(tmp_path, FILES)
    file = tmp_path / "facts.json"
    file.write_bytes(spoil(file.read_bytes()))
    assert load(tmp_path) == KnownFiles()


def test_another_version_or_an_earlier_day_knows_nothing_of_it(tmp_path: Path) -> None:
    save(tmp_path, FILES)
    assert load_facts(tmp_path, "2", DAY) == KnownFiles()
    assert load_facts(tmp_path, "1", "2025-12-31") == KnownFiles()
