"""The site that measurements are taken on is sound, and always the same."""

from pathlib import Path

from benchmarks.corpus import make_site
from onrecord.options import Options
from onrecord.pipeline import check_site


def _files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_made_up_site_passes_its_check(tmp_path: Path) -> None:
    make_site(tmp_path / "site", claims=30)
    checked = check_site(Options(tmp_path / "site"))
    assert checked.claim_count == 30
    assert list(checked.problems) == []


def test_the_same_seed_makes_the_same_site(tmp_path: Path) -> None:
    make_site(tmp_path / "one", claims=30, seed=7)
    make_site(tmp_path / "two", claims=30, seed=7)
    assert _files_of(tmp_path / "one") == _files_of(tmp_path / "two")


def test_another_seed_makes_another_site(tmp_path: Path) -> None:
    make_site(tmp_path / "one", claims=30, seed=7)
    make_site(tmp_path / "two", claims=30, seed=8)
    assert _files_of(tmp_path / "one") != _files_of(tmp_path / "two")
