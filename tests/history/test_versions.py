"""The versions of claims: from real git repositories to the pages that readers see."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.options import Options
from onrecord.pages.differences import compare_words
from onrecord.pipeline import Built, build_site
from tests.git_repository import commit, git, start_repository
from tests.parsed_html import Element, parse_html
from tests.small_site import change_file, read_output, run, times_of, write_file, write_site

TREES = "content/claims/plane-trees.md"
FINDING = "The council's own survey counts 312 plane trees standing after 2019"
REPOSITORY = "https://code.example/town/record"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site in a repository of its own, published on the first of June 2021."""
    folder = write_site(tmp_path / "site")
    change_file(folder / "content/site.yaml", "search: off\n", f"search: off\nrepository: {REPOSITORY}\n")
    start_repository(folder)
    write_file(folder / ".gitignore", "output/\n")
    commit(folder)
    return folder


def make(site: Path, output: str = "output") -> Built:
    built = build_site(Options(site, base_url="https://facts.example/"), site.parent / output)
    assert built.written is not None, built.problems
    return built


def page(site: Path, path: str) -> Element:
    return parse_html((site.parent / "output" / path / "index.html").read_bytes())


def exists(site: Path, path: str) -> bool:
    return (site.parent / "output" / path / "index.html").exists()


def rows(site: Path, claim: str = "plane-trees") -> list[str]:
    found = page(site, f"claims/{claim}").all("ol", class_="versions")
    return [" ".join(each.text.split()) for each in found[0].all("li")] if found else []


def change(site: Path, old: str, new: str, day: str, path: str = TREES) -> str:
    change_file(site / path, old, new)
    return commit(site, day=day)


def change_verdict(site: Path, day: str = "2021-06-05") -> str:
    return change(site, "verdict: false", "verdict: unproven", day)


class TestTheListOnAClaimsPage:
    def test_begins_with_the_publication_and_its_commit(self, site: Path) -> None:
        make(site)
        head = git(site, "rev-parse", "HEAD")
        assert rows(site) == [f"June 1, 2021: Published · {head[:9]}"]
        link = page(site, "claims/plane-trees").one("ol", class_="versions").one("a")
        assert link.attributes["href"] == f"{REPOSITORY}/commit/{head}"

    def test_has_each_change_of_what_counts_newest_first(self, site: Path) -> None:
        first = git(site, "rev-parse", "HEAD")
        second = change_verdict(site)
        third = change(site, f"headline: {FINDING}", "headline: Nobody has counted", "2021-06-07")
        make(site)
        assert rows(site) == [
            f"June 7, 2021: Finding · Version 3 · {third[:9]}",
            f"June 5, 2021: Verdict · Version 2 · {second[:9]}",
            f"June 1, 2021: Published · Version 1 · {first[:9]}",
        ]

    def test_has_corrections_and_a_withdrawal_that_change_nothing_else(self, site: Path) -> None:
        entry = "  - {on: 2021-06-03, field: evidence, from: a, to: b, note: A page number was wrong.}\nsources:"
        change(site, "sources:", entry, "2021-06-03")
        change(site, "topics:", "withdrawn: {on: 2021-06-04, reason: So.}\ntopics:", "2021-06-04")
        make(site)
        assert [row.split(" · ")[0] for row in rows(site)] == [
            "June 4, 2021: Withdrawn",
            "June 3, 2021: Corrections",
            "June 1, 2021: Published",
        ]
        assert not exists(site, "claims/plane-trees/v1")

    def test_has_nothing_of_what_changes_none_of_them(self, site: Path) -> None:
        change(site, "no plane tree was left", "no tree was left", "2021-06-03")
        make(site)
        assert len(rows(site)) == 1

    def test_has_nothing_of_what_is_not_committed(self, site: Path) -> None:
        change_file(site / TREES, "verdict: false", "verdict: unproven")
        make(site)
        assert len(rows(site)) == 1
        assert not exists(site, "claims/plane-trees/v1")

    def test_counts_the_day_of_the_first_publication_once(self, site: Path) -> None:
        change_verdict(site, "2021-06-01")
        make(site)
        assert [row.split(" · ")[0] for row in rows(site)] == ["June 1, 2021: Published"]

    def test_counts_each_change_of_a_later_day(self, site: Path) -> None:
        change_verdict(site)
        change(site, "verdict: unproven", "verdict: false", "2021-06-05")
        make(site)
        assert len(rows(site)) == 3
        assert [exists(site, f"claims/plane-trees/v{number}") for number in (1, 2, 3)] == [True, True, False]

    def test_begins_when_a_draft_is_published(self, site: Path) -> None:
        draft = "content/claims/green-bridge.md"
        change(site, "verdict: unproven", "verdict: false", "2021-06-02", draft)
        published = change(site, "status: draft\n", "", "2021-06-03", draft)
        change(site, "summary: There is no", "summary: There was no", "2021-06-04", draft)
        change(site, "verdict: false", "verdict: unproven", "2021-06-05", draft)
        make(site)
        assert [row.split(" · ")[0] for row in rows(site, "green-bridge")] == [
            "June 5, 2021: Verdict",
            "June 3, 2021: Published",
        ]
        assert published[:9] in rows(site, "green-bridge")[1]

    def test_names_what_cannot_be_read(self, site: Path) -> None:
        good = (site / TREES).read_bytes()
        for day, bad in enumerate([b"\xff\xfe", b"---\nclaim: [\n---\n", good + b"x" * 300_000, b""], 2):
            (site / TREES).write_bytes(bad)
            commit(site, day=f"2021-06-0{day}")
        (site / TREES).write_bytes(good)
        change_verdict(site, "2021-06-09")
        make(site)
        found = [row.split(" · ")[0] for row in rows(site)]
        assert found[0] == "June 9, 2021: Verdict"
        assert [row.split(": ")[1] for row in found[1:5]] == ["What was committed can’t be read."] * 4
        assert found[5:] == ["June 1, 2021: Published"]


class TestAnEarlierVersion:
    @pytest.fixture
    def old(self, site: Path) -> Element:
        change_file(site / "content/site.yaml", "label: False", "label: Wrong")
        change_verdict(site)
        change(site, "no plane tree was left", "no tree was left", "2021-06-06")
        make(site)
        return page(site, "claims/plane-trees/v1")

    def test_says_at_its_top_that_it_was_superseded_and_by_what(self, old: Element) -> None:
        top = old.one("main").one("div", class_="banner")
        assert [each.attributes["datetime"] for each in top.all("time")] == ["2021-06-01", "2021-06-05"]
        assert top.links() == ["/claims/plane-trees/"]

    def test_is_kept_from_search_engines_which_are_told_of_the_present_one(self, site: Path, old: Element) -> None:
        assert old.one("meta", name="robots").attributes["content"] == "noindex"
        assert old.one("link", rel="canonical").attributes["href"] == "https://facts.example/claims/plane-trees/"
        for path, data in read_output(site.parent / "output").items():
            if path not in ("claims/plane-trees/index.html", "claims/plane-trees/v1/index.html"):
                assert b"plane-trees/v1" not in data, path

    def test_says_what_it_said(self, old: Element) -> None:
        assert old.one("h1").text == FINDING
        assert old.one("p", class_="record__words").text.startswith("The town of Exampleville")
        assert old.one("p", class_="record__mark").text == "False"
        assert "no plane tree was left. [@gazette-2020]" in old.one("p", class_="as-written").text

    def test_shows_what_the_next_one_changed(self, old: Element) -> None:
        compared = old.one("p", class_="difference")
        assert [each.text for each in compared.all("del")] == ["Taken out: False; "]
        assert [each.text for each in compared.all("ins")] == ["Put in: Unproven; "]

    def test_runs_nothing_and_shows_markup_as_text(self, site: Path) -> None:
        hostile = "'</title><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}'"
        change(site, f"headline: {FINDING}", f"headline: {hostile}", "2021-06-03")
        report = "<script>alert(3)</script> [x](javascript:alert(4)) A caller told"
        change(site, "A caller told", report, "2021-06-03")
        change_file(site / TREES, report, "A caller told")
        change(site, f"headline: {hostile}", f"headline: {FINDING}", "2021-06-05")
        make(site)
        for number in (1, 2):
            old = page(site, f"claims/plane-trees/v{number}")
            assert old.all("script") == []
            assert old.one("main").all("img") == []
            assert not any(link.startswith("javascript") for link in old.links())
        assert "<script>alert(1)</script>" in page(site, "claims/plane-trees/v2").one("h1").text
        assert "[x](javascript:alert(4))" in page(site, "claims/plane-trees/v2").one("p", class_="as-written").text
        assert "{{ 7*7 }}" in page(site, "claims/plane-trees/v2").one("h1").text

    def test_leads_to_the_next_where_that_is_not_the_present_one(self, site: Path) -> None:
        change_verdict(site)
        change(site, "verdict: unproven", "verdict: true", "2021-06-06")
        make(site)
        assert "/claims/plane-trees/v2/" in page(site, "claims/plane-trees/v1").one("main").links()
        assert page(site, "claims/plane-trees/v2").one("main").links()[:1] == ["/claims/plane-trees/"]

    def test_whose_texts_were_taken_out_says_when_and_why_and_nothing_else(self, site: Path) -> None:
        change(site, FINDING, "A name that must not stay", "2021-06-03")
        change(site, "A name that must not stay", FINDING, "2021-06-05")
        change_file(site / TREES, "topics:", "redacted: {on: 2021-06-06, reason: A court said so.}\ntopics:")
        make(site)
        old = page(site, "claims/plane-trees/v2")
        assert "A court said so." in old.one("header", class_="finding").text
        assert "2021-06-06" in [each.attributes["datetime"] for each in old.all("time")]
        assert "A court said so." in page(site, "claims/plane-trees").one("section", id="corrections").text
        assert not page(site, "claims/plane-trees").one("ol", class_="versions").links()[2:]
        for path, data in read_output(site.parent / "output").items():
            assert b"A name that must not stay" not in data, path
            assert b"/commit/" not in data or "plane-trees" not in path, path


class TestHistory:
    def test_counts_a_merge_as_one_step(self, site: Path) -> None:
        git(site, "switch", "--quiet", "--create", "side")
        change(site, FINDING, "A finding that nobody published", "2021-06-03")
        change_verdict(site, "2021-06-04")
        git(site, "switch", "--quiet", "main")
        git(site, "merge", "--quiet", "--no-ff", "--message=Merge", "side", day="2021-06-07")
        make(site)
        assert [row.split(" · ")[0] for row in rows(site)] == [
            "June 7, 2021: Verdict, Finding",
            "June 1, 2021: Published",
        ]

    def test_goes_on_through_another_name_and_the_old_addresses_of_versions_lead_on(self, site: Path) -> None:
        change_verdict(site)
        (site / TREES).rename(site / "content/claims/standing-trees.md")
        change_file(site / "content/claims/standing-trees.md", "topics:", "aliases: [plane-trees]\ntopics:")
        commit(site, day="2021-06-08")
        make(site)
        assert len(rows(site, "standing-trees")) == 2
        assert exists(site, "claims/standing-trees/v1")
        moved = page(site, "claims/plane-trees/v1")
        assert moved.one("meta", **{"http-equiv": "refresh"}).attributes["content"].endswith("/standing-trees/v1/")

    def test_of_a_claim_in_another_folder_goes_on(self, site: Path) -> None:
        change_verdict(site)
        (site / "content/claims/2020").mkdir()
        (site / TREES).rename(site / "content/claims/2020/plane-trees.md")
        commit(site, day="2021-06-08")
        make(site)
        assert len(rows(site)) == 2

    def test_below_a_folder_of_the_repository_is_found(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "whole" / "site")
        start_repository(tmp_path / "whole")
        commit(tmp_path / "whole")
        change_file(site / TREES, "verdict: false", "verdict: unproven")
        commit(tmp_path / "whole", day="2021-06-05")
        build_site(Options(site), site.parent / "output")
        assert exists(site, "claims/plane-trees/v1")

    @pytest.mark.parametrize("how", ["packed", "detached", "worktree"])
    def test_is_found_wherever_git_keeps_the_present_commit(self, site: Path, how: str) -> None:
        change_verdict(site)
        if how == "packed":
            git(site, "pack-refs", "--all")
        elif how == "detached":
            git(site, "checkout", "--quiet", "--detach")
        else:
            git(site, "worktree", "add", "--quiet", "--detach", str(site.parent / "further" / "tree"))
            site = site.parent / "further" / "tree"
        make(site)
        assert len(rows(site)) == 2

    def test_is_the_same_in_every_clone_time_zone_and_language(
        self, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        change_verdict(site)
        make(site, "one")
        git(tmp_path, "clone", "--quiet", str(site), "elsewhere")
        monkeypatch.setenv("TZ", "Pacific/Kiritimati")
        monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
        make(tmp_path / "elsewhere", "two")
        assert read_output(tmp_path / "one") == read_output(tmp_path / "two")


class TestWithoutHistory:
    def said(self, site: Path, **environment: str) -> str:
        done = run("--base-url", "https://facts.example/", cwd=site, environment=environment)
        assert done.returncode == 0
        assert len(done.stderr.splitlines()) <= 1
        return done.stderr

    def test_a_folder_in_no_repository_is_built_and_told_so(self, site: Path) -> None:
        shutil.rmtree(site / ".git")
        for _ in range(2):
            assert "in no git repository" in self.said(site)

    def test_a_shallow_clone_is_built_and_told_so(self, site: Path, tmp_path: Path) -> None:
        change_verdict(site)
        git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{site}", "shallow")
        shallow = tmp_path / "shallow"
        assert "part of the history only" in self.said(shallow)
        assert not (shallow / "output/claims/plane-trees/v1").exists()
        git(shallow, "fetch", "--quiet", "--unshallow")
        assert self.said(shallow) == ""
        assert (shallow / "output/claims/plane-trees/v1").exists()

    def test_a_machine_without_git_is_told_so_and_catches_up(self, site: Path, tmp_path: Path) -> None:
        change_verdict(site)
        (tmp_path / "empty").mkdir()
        assert "'git' is not installed" in self.said(site, PATH=str(tmp_path / "empty"))
        assert self.said(site) == ""
        assert (site / "output/claims/plane-trees/v1").exists()
        assert self.said(site, PATH=str(tmp_path / "empty")) == ""
        assert (site / "output/claims/plane-trees/v1").exists()

    def test_a_repository_without_a_commit_is_told_so(self, site: Path) -> None:
        shutil.rmtree(site / ".git")
        start_repository(site)
        assert "Nothing is committed yet" in self.said(site)

    def test_a_site_that_wants_none_has_none_and_is_told_nothing(self, site: Path) -> None:
        change_verdict(site)
        make(site)
        change_file(site / "content/site.yaml", "search: off\n", "search: off\nversions: off\n")
        make(site)
        assert rows(site) == []
        assert not exists(site, "claims/plane-trees/v1")
        shutil.rmtree(site / ".git")
        assert self.said(site) == ""


def rewrite(site: Path) -> None:
    git(site, "reset", "--quiet", "--hard", "HEAD~1")
    change(site, FINDING, "Another finding", "2021-06-20")


def squash(site: Path) -> None:
    git(site, "switch", "--quiet", "--create", "side")
    change(site, FINDING, "A step", "2021-06-11")
    change(site, "A step", "Another step", "2021-06-12")
    git(site, "switch", "--quiet", "main")
    git(site, "merge", "--quiet", "--squash", "side")
    commit(site, day="2021-06-13")


def pull_the_wrong_way(site: Path) -> None:
    """The present commit becomes a second parent, so what was the way of the branch is so no longer."""
    git(site, "switch", "--quiet", "--create", "side", "HEAD~1")
    change(site, "summary: The survey", "summary: A survey", "2021-06-11")
    git(site, "merge", "--quiet", "--message=Merge", "main", day="2021-06-12")


def rename(site: Path) -> None:
    (site / TREES).rename(site / "content/claims/standing-trees.md")
    change_file(site / "content/claims/standing-trees.md", "topics:", "aliases: [plane-trees]\ntopics:")
    commit(site, day="2021-06-12")


STEPS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda site: None,
    "another commit": lambda site: commit(site, day="2021-06-12"),
    "a change of verdict": lambda site: change(site, "verdict: unproven", "verdict: true", "2021-06-12"),
    "a change of another claim": lambda site: change(
        site, "headline: Nothing that we", "headline: Nothing we", "2021-06-12", "content/claims/oak-bench.yaml"
    ),
    "another name for a verdict": lambda site: change(
        site, "label: Unproven", "label: Open", "2021-06-12", "content/site.yaml"
    ),
    "a rewritten history": rewrite,
    "a squash": squash,
    "a merge of the branch into another": pull_the_wrong_way,
    "another id": rename,
    "an alias that was not there": lambda site: change_file(site / TREES, "topics:", "aliases: [old-trees]\ntopics:"),
    "a redaction": lambda site: change_file(
        site / TREES, "topics:", "redacted: {on: 2021-06-06, reason: So.}\ntopics:"
    ),
    "a lost folder of git": lambda site: shutil.rmtree(site / ".git"),
    "a lost cache": lambda site: shutil.rmtree(site.parent / "output/.onrecord/cache"),
}


@pytest.mark.parametrize("step", STEPS)
def test_an_incremental_build_equals_a_clean_one_after(step: str, site: Path) -> None:
    change_verdict(site)
    make(site)
    STEPS[step](site)
    make(site)
    make(site, "clean")
    assert read_output(site.parent / "output") == read_output(site.parent / "clean")
    times = times_of(site.parent / "output", read_output(site.parent / "output"))
    make(site)
    assert times_of(site.parent / "output", times) == times


def test_a_commit_makes_anew_the_pages_of_the_claims_that_it_touches(site: Path) -> None:
    change_verdict(site)
    change_file(site / TREES, "verdict: unproven", "verdict: true")
    make(site)
    times = times_of(site.parent / "output", read_output(site.parent / "output"))
    commit(site, day="2021-06-12")
    make(site)
    now = times_of(site.parent / "output", times)
    assert {path for path in times if now[path] != times[path]} == {
        "claims/plane-trees/index.html",
        "claims/plane-trees/v1/index.html",  # which leads to the next one
    }
    assert exists(site, "claims/plane-trees/v2")


def test_a_failed_build_forgets_no_commit(site: Path) -> None:
    make(site)
    change_verdict(site)
    change_file(site / TREES, "verdict: unproven", "verdict: unknown")
    assert build_site(Options(site), site.parent / "output").written is None
    change_file(site / TREES, "verdict: unknown", "verdict: unproven")
    make(site)
    make(site, "clean")
    assert read_output(site.parent / "output") == read_output(site.parent / "clean")


def test_nothing_is_read_from_git_while_the_commit_is_the_same(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change_verdict(site)
    make(site)
    monkeypatch.setattr("subprocess.run", None)
    change_file(site / TREES, "no plane tree was left", "no tree was left")
    with open(site / "templates/pages/version.html", "a", encoding="utf-8") as template:
        template.write("{# edited #}")
    make(site)
    assert "no plane tree was left" in page(site, "claims/plane-trees/v1").text


class TestComparedWords:
    def test_are_told_apart(self) -> None:
        parts = compare_words("Some old trees are gone.", "Some trees are standing.")
        assert [(part.kind, part.text) for part in parts] == [
            ("", "Some "), ("out", "old "), ("", "trees are "), ("out", "gone"), ("in", "standing"), ("", "."),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("before", "after"), [("", "a"), ("a", ""), ("a b", "a b"), ("a a a", "a a"), ("x" * 9, "y")]
    )
    def test_give_both_texts_again(self, before: str, after: str) -> None:
        parts = compare_words(before, after)
        assert "".join(part.text for part in parts if part.kind != "in") == before
        assert "".join(part.text for part in parts if part.kind != "out") == after

    def test_of_texts_without_end_take_no_time(self) -> None:
        before, after = "a b " * 30_000, "b a " * 30_001
        assert "".join(part.text for part in compare_words(before, after) if part.kind != "out") == after
