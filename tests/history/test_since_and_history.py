"""The guard on real histories: merges, branches that lag behind, squashes, shallow clones, rewritten and unrelated ones."""

from pathlib import Path

import pytest

from onrecord.cli import main
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.git_repository import commit, git, start_repository
from tests.small_site import FILES, change_file, write_file, write_site

TREES = "content/claims/plane-trees.md"
FOUNTAIN = "content/claims/new-fountain.md"
CORRECTION = "  - {on: 2020-07-01, field: verdict, from: false, to: true, note: We looked again.}\n"


def codes(site: Path, since: str) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in check_site(Options(site, since=since)).problems]


def rows(site: Path, since: str) -> list[tuple[str, str]]:
    comparison = check_site(Options(site, since=since)).comparison
    assert comparison is not None
    return [(each.id, each.field) for each in comparison.changes]


def branch(site: Path, name: str, start: str = "main") -> None:
    git(site, "switch", "--quiet", "--create", name, start)


def merge(site: Path, name: str, *how: str) -> None:
    git(site, "merge", "--quiet", "--no-edit", *how, name)


def change_verdict(site: Path, *, honestly: bool) -> None:
    change_file(site / TREES, "verdict: false", "verdict: true")
    if honestly:
        change_file(site / TREES, "sources:\n", f"{CORRECTION}sources:\n")


class TestAPullRequest:
    """What GitHub checks out is the merge of the pull request into its base, whose first parent is the base."""

    def test_that_is_honest_passes(self, site: Path) -> None:
        branch(site, "proposal")
        change_verdict(site, honestly=True)
        commit(site)
        git(site, "switch", "--quiet", "--detach", "main")
        merge(site, "proposal", "--no-ff")
        assert codes(site, "HEAD^1") == []
        assert rows(site, "HEAD^1") == [("plane-trees", "verdict")]

    def test_that_is_silent_does_not(self, site: Path) -> None:
        branch(site, "proposal")
        change_verdict(site, honestly=False)
        commit(site)
        git(site, "switch", "--quiet", "--detach", "main")
        merge(site, "proposal", "--no-ff")
        assert codes(site, "HEAD^1") == [(TREES, "change-silent")]

    def test_is_not_blamed_for_what_main_did_meanwhile(self, site: Path) -> None:
        branch(site, "proposal")
        change_file(site / TREES, "A caller told", "Somebody told")
        commit(site)
        git(site, "switch", "--quiet", "main")
        write_file(site / "content/claims/old-wall.md", FILES[FOUNTAIN].replace("accounts-2019", "accounts-2018"))
        change_file(site / FOUNTAIN, "verdict: true", "verdict: unproven")
        commit(site)
        git(site, "switch", "--quiet", "--detach", "main")
        merge(site, "proposal", "--no-ff")
        assert codes(site, "HEAD^1") == []
        assert rows(site, "HEAD^1") == [("plane-trees", "body")]

    def test_of_many_commits_is_judged_by_what_comes_of_them(self, site: Path) -> None:
        """A change that is taken back before the end is none; a squash makes no difference."""
        branch(site, "proposal")
        change_verdict(site, honestly=False)
        commit(site)
        change_file(site / TREES, "verdict: true", "verdict: unproven")
        commit(site)
        change_file(site / TREES, "verdict: unproven", "verdict: false")
        change_file(site / TREES, "A caller told", "Somebody told")
        commit(site)
        assert codes(site, "main") == []
        git(site, "switch", "--quiet", "main")
        merge(site, "proposal", "--squash")
        commit(site)
        assert rows(site, "HEAD~1") == [("plane-trees", "body")]

    def test_that_is_squashed_is_as_silent_as_before(self, site: Path) -> None:
        branch(site, "proposal")
        change_verdict(site, honestly=False)
        commit(site)
        git(site, "switch", "--quiet", "main")
        merge(site, "proposal", "--squash")
        commit(site)
        assert codes(site, "HEAD~1") == [(TREES, "change-silent")]

    def test_may_bring_a_correction_into_the_same_list_as_another(self, site: Path) -> None:
        branch(site, "proposal")
        change_verdict(site, honestly=True)
        commit(site)
        git(site, "switch", "--quiet", "main")
        change_file(
            site / TREES,
            "sources:\n",
            "  - {on: 2020-08-01, field: summary, from: two, to: three, note: One more.}\nsources:\n",
        )
        commit(site)
        git(site, "switch", "--quiet", "--detach", "main")
        write_file(site / ".git/info/attributes", "*.md merge=union\n")
        merge(site, "proposal", "--no-ff")
        text = (site / TREES).read_text(encoding="utf-8")
        assert "2020-07-01" in text and "2020-08-01" in text
        assert codes(site, "HEAD^1") == []

    def test_whose_merge_lost_a_correction_is_found_out(self, site: Path) -> None:
        change_verdict(site, honestly=True)
        commit(site)
        branch(site, "proposal", "HEAD~1")
        change_verdict(site, honestly=False)
        change_file(site / TREES, "A caller told", "Somebody told")
        commit(site)
        git(site, "switch", "--quiet", "--detach", "main")
        merge(site, "proposal", "--no-ff", "--strategy=ours")
        git(site, "checkout", "--quiet", "proposal", "--", "content")
        assert codes(site, "HEAD^1") == [(TREES, "correction-altered")]


class TestABranchThatLagsBehind:
    @pytest.fixture
    def lagging(self, site: Path) -> Path:
        branch(site, "proposal")
        change_file(site / TREES, "A caller told", "Somebody told")
        commit(site)
        git(site, "switch", "--quiet", "main")
        write_file(site / "content/claims/old-wall.md", FILES[FOUNTAIN].replace("accounts-2019", "accounts-2018"))
        commit(site)
        git(site, "switch", "--quiet", "proposal")
        return site

    def test_is_told_that_it_does(self, lagging: Path) -> None:
        found = {each.code: each for each in check_site(Options(lagging, since="main")).problems}
        assert set(found) == {"history-apart", "claim-unpublished"}
        assert git(lagging, "rev-parse", "main")[:12] in found["history-apart"].message
        assert found["history-apart"].severity == "warning"

    @pytest.mark.parametrize("advice", ["git merge ", "--since "])
    def test_is_told_what_to_do(self, lagging: Path, advice: str) -> None:
        problems = check_site(Options(lagging, since="main")).problems
        hint = next(each.hint for each in problems if each.code == "history-apart")
        commit = hint.partition(advice)[2][:12]
        if advice == "--since ":
            assert codes(lagging, commit) == []
        else:
            git(lagging, "merge", "--quiet", "--no-edit", commit)
            assert codes(lagging, "main") == []


class TestHistoryThatWasRewritten:
    def test_is_named_and_what_was_published_is_compared_all_the_same(self, site: Path) -> None:
        change_file(site / FOUNTAIN, "verdict: true", "verdict: unproven")
        published = commit(site)
        git(site, "reset", "--quiet", "--hard", "HEAD~1")
        change_file(site / TREES, "A caller told", "Somebody told")
        commit(site)
        assert codes(site, published) == [("content", "history-apart"), (FOUNTAIN, "change-silent")]

    def test_with_nothing_in_common_is_named_too(self, site: Path) -> None:
        git(site, "switch", "--quiet", "--orphan", "new")
        git(site, "checkout", "--quiet", "main", "--", ".")
        change_verdict(site, honestly=False)
        commit(site)
        assert codes(site, "main") == [("content", "history-apart"), (TREES, "change-silent")]


class TestAShallowClone:
    def clone(self, site: Path, *how: str) -> Path:
        git(site.parent, "clone", "--quiet", *how, site.as_uri(), "clone")
        return site.parent / "clone"

    def test_that_has_the_revision_is_enough(self, site: Path) -> None:
        change_verdict(site, honestly=False)
        commit(site)
        assert codes(self.clone(site, "--depth=2"), "HEAD~1") == [(TREES, "change-silent")]

    def test_that_lacks_it_ends_with_2_and_says_how_to_get_it(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first = git(site, "rev-parse", "HEAD")
        commit(site)
        clone = self.clone(site, "--depth=1")
        assert main(["check", "--site", str(clone), "--since", first]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "git fetch --unshallow" in said.err
        git(clone, "fetch", "--quiet", "--unshallow")
        assert main(["check", "--site", str(clone), "--since", first]) == 0

    def test_in_which_the_way_back_is_cut_says_that_it_may_be_so(self, site: Path) -> None:
        first = git(site, "rev-parse", "HEAD")
        for _ in range(3):
            commit(site)
        clone = self.clone(site, "--depth=1")
        git(clone, "fetch", "--quiet", "--depth=1", "origin", first)
        (found,) = check_site(Options(clone, since=first)).problems
        assert found.code == "history-apart"
        assert "git fetch --unshallow" in found.hint

    def test_without_the_files_of_old_commits_fetches_those_that_it_needs(self, site: Path) -> None:
        git(site, "config", "uploadpack.allowFilter", "true")
        change_verdict(site, honestly=False)
        commit(site)
        assert codes(self.clone(site, "--filter=blob:none"), "HEAD~1") == [(TREES, "change-silent")]


class TestTheRevision:
    @pytest.mark.parametrize("name", ["main", "v1", "HEAD", "HEAD~0", "@{0}", ":/A change"])
    def test_may_be_named_as_git_names_them(self, site: Path, name: str) -> None:
        git(site, "tag", "v1")
        change_verdict(site, honestly=False)
        assert codes(site, name) == [(TREES, "change-silent")]

    @pytest.mark.parametrize(
        "name", ["mian", "HEAD~7", "-x", "", "^main", "main..HEAD", "f" * 40, "HEAD:content", "a b", "\x1b[2J"]
    )
    def test_that_is_none_ends_with_2(self, site: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", "--site", str(site), f"--since={name}"]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "knows no commit" in said.err
        assert all(line.isprintable() for line in said.err.splitlines())

    def test_before_the_site_was_there_ends_with_2(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        git(site, "mv", "content", "inhalt")
        earlier = commit(site)
        git(site, "mv", "inhalt", "content")
        commit(site)
        assert main(["check", "--site", str(site), "--since", earlier]) == 2
        assert "no folder" in capsys.readouterr().err

    def test_is_looked_for_in_the_repository_of_the_site(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "elsewhere").mkdir()
        start_repository(tmp_path / "elsewhere")
        monkeypatch.chdir(tmp_path / "elsewhere")
        change_verdict(site, honestly=False)
        assert codes(Path("../site"), "main") == [(TREES, "change-silent")]

    def test_needs_a_repository(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        site = write_site(tmp_path / "site")
        assert main(["check", "--site", str(site), "--since", "main"]) == 2
        assert "no git repository" in capsys.readouterr().err

    def test_needs_git(self, site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setenv("PATH", str(site))
        assert main(["check", "--site", str(site), "--since", "main"]) == 2
        assert "not installed" in capsys.readouterr().err
        assert main(["check", "--site", str(site)]) == 0


def test_a_site_below_the_top_of_its_repository_is_compared_with_itself(tmp_path: Path) -> None:
    top = tmp_path / "top"
    site = write_site(top / "sites/small record")
    write_site(top)
    start_repository(top)
    commit(top)
    change_verdict(top, honestly=False)
    assert codes(site, "main") == []
    change_verdict(site, honestly=False)
    assert codes(site, "main") == [(TREES, "change-silent")]
    assert codes(top, "main") == [(TREES, "change-silent")]


def test_a_file_that_becomes_a_link_is_gone_and_one_that_was_a_link_was_never_there(site: Path) -> None:
    (site / FOUNTAIN).rename(site / "fountain.md")
    (site / FOUNTAIN).symlink_to("../../fountain.md")
    assert codes(site, "main") == [(FOUNTAIN, "claim-unpublished"), (FOUNTAIN, "symbolic-link")]
    commit(site)
    (site / FOUNTAIN).unlink()
    (site / "fountain.md").rename(site / FOUNTAIN)
    assert codes(site, "HEAD") == []
    assert rows(site, "HEAD") == [("new-fountain", "new")]


def test_names_that_are_no_text_break_nothing(site: Path) -> None:
    for name in ("caf\udce9.md", 'a "b" c.md', "a\nb.md"):
        try:
            (site / "content/claims" / name).write_bytes((site / TREES).read_bytes())
        except OSError:
            pytest.skip("this file system takes no such names")
    commit(site)
    change_verdict(site, honestly=False)
    found = [each for each in check_site(Options(site, since="main")).problems if each.code == "change-silent"]
    assert [each.path for each in found] == [TREES]
