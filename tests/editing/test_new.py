"""Starting the file of a claim, source or person."""

from pathlib import Path

import pytest

from onrecord.content.check import check_file
from onrecord.content.read import FileKind, FoundFile, parse_file
from onrecord.editing.new import SKELETONS, create_file
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import make_site

PATHS = {
    "claim": "content/claims/moon.md",
    "source": "content/sources/moon.yaml",
    "person": "content/people/moon.yaml",
    "topic": "content/topics/moon.md",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site")


@pytest.mark.parametrize("kind", SKELETONS)
def test_a_new_file_lies_where_it_belongs(site: Path, kind: str) -> None:
    assert create_file(site, kind, "moon") == (PATHS[kind], [])
    assert (site / PATHS[kind]).is_file()


@pytest.mark.parametrize("kind", SKELETONS)
def test_a_new_file_lacks_values_and_nothing_else(site: Path, kind: FileKind) -> None:
    path, _ = create_file(site, kind, "moon")
    raw, problems = parse_file(FoundFile(path, kind), (site / path).read_bytes())
    assert problems == []
    assert raw is not None
    assert {each.code for each in check_file(raw).problems} <= {"value-empty", "key-missing"}


def test_a_new_claim_is_a_draft_that_keeps_the_site_from_nothing(site: Path) -> None:
    create_file(site, "claim", "moon")
    checked = check_site(Options(site))
    assert checked.ok
    assert {each.path for each in checked.problems} == {"content/claims/moon.md"}


@pytest.mark.parametrize(
    ("kind", "id"),
    [
        ("claim", "plane-trees"),
        ("claim", "plane-tree-contract"),  # in a folder of its own
        ("claim", "fountain-repair"),  # a .yaml file
        ("source", "gazette-2020"),
        ("person", "jane-roe"),
        ("topic", "trees"),
    ],
)
def test_a_file_that_is_there_stays_as_it_is(site: Path, kind: str, id: str) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*.*") if path.is_file()}
    _, problems = create_file(site, kind, id)
    assert [each.code for each in problems] == ["address-taken"]
    assert {path: path.read_bytes() for path in site.rglob("*.*") if path.is_file()} == before


@pytest.mark.parametrize(
    "id", ["", "ab", "Moon", "moon landing", "../moon", "/moon", "moon/landing", "moon\n", "{kind}", "m" * 65]
)
def test_an_id_that_can_be_no_address_makes_no_file(site: Path, id: str) -> None:
    before = sorted(site.rglob("*"))
    _, problems = create_file(site, "claim", id)
    assert [each.code for each in problems] == ["id-invalid"]
    assert sorted(site.rglob("*")) == before


def test_folders_that_are_not_there_yet_are_made(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert create_file(tmp_path, "person", "jane-roe") == ("content/people/jane-roe.yaml", [])


def test_an_id_is_taken_only_by_a_file_of_that_very_name(site: Path) -> None:
    (site / "content/claims/moon.old.md").write_text("", encoding="utf-8")
    (site / "content/claims/moon.txt").write_text("", encoding="utf-8")
    assert create_file(site, "claim", "moon")[1] == []
