"""The laws of the build, seen from outside: what ``build.py`` says and what lies in the output afterwards."""

import json
import os
import re
from pathlib import Path

import pytest

from tests.parsed_html import parse_html
from tests.small_site import (
    FILES,
    build,
    change_file,
    list_files,
    list_folders,
    read_output,
    run,
    times_of,
    write_file,
    write_site,
)

BASE_URL = "https://someone.github.io/some-repo/"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "site")


@pytest.fixture
def output(site: Path) -> Path:
    """The output of the site, built once."""
    assert build(site) == 0
    return site / "output"


class TestASecondBuild:
    def test_writes_nothing(self, site: Path, output: Path) -> None:
        before = times_of(output, list_files(output))
        assert build(site) == 0
        assert times_of(output, list_files(output)) == before

    def test_says_so(self, site: Path, output: Path, capsys: pytest.CaptureFixture[str]) -> None:
        capsys.readouterr()
        build(site)
        count = len(list_files(output))
        assert capsys.readouterr().out.startswith(f"0 written, {count} unchanged, 0 removed in ")

    def test_writes_only_what_an_edit_changes(self, site: Path, output: Path) -> None:
        before, times = read_output(output), times_of(output, list_files(output))
        change_file(site / "content/claims/oak-bench.yaml", "stands in the park", "stands in the old park")
        assert build(site) == 0
        after, times_after = read_output(output), times_of(output, list_files(output))
        changed = {path for path in after if after[path] != before[path]}
        assert changed == {"claims/oak-bench/index.html", "claims/oak-bench/claim.json", "data/record.json"}
        assert {path for path in times if times[path] != times_after[path]} == changed

    def test_mends_a_file_that_somebody_changed_by_hand(self, site: Path, output: Path) -> None:
        before = read_output(output)
        (output / "index.html").write_text("mine", encoding="utf-8")
        (output / "claims/oak-bench/index.html").unlink()
        assert build(site) == 0
        assert read_output(output) == before


EDITS: dict[str, dict[str, str | None]] = {
    "a claim": {"content/claims/oak-bench.yaml": FILES["content/claims/oak-bench.yaml"].replace("wood", "timber")},
    "a verdict": {
        "content/claims/new-fountain.md": FILES["content/claims/new-fountain.md"].replace(": true", ": false")
    },
    "a claim goes": {"content/claims/new-fountain.md": None},
    "a claim comes": {
        "content/claims/old-wall.yaml": FILES["content/claims/oak-bench.yaml"].replace("bench", "wall"),
    },
    "a claim gets another name": {
        "content/claims/new-fountain.md": None,
        "content/claims/the-fountain.md": FILES["content/claims/new-fountain.md"],
    },
    "a draft is published": {
        "content/claims/green-bridge.md": FILES["content/claims/green-bridge.md"].replace("status: draft\n", "")
    },
    "a source": {
        "content/sources/gazette-2020.yaml": FILES["content/sources/gazette-2020.yaml"].replace("last", "very last")
    },
    "a person": {"content/people/jane-roe.yaml": "name: Jane Roe-Doe\nkind: person\n"},
    "a topic": {"content/topics/trees.md": "---\ntitle: All trees\nsummary: Trees.\n---\nNew words.\n"},
    "a page": {"content/pages/about.md": "---\ntitle: About us\n---\nNew words.\n"},
    "the settings": {
        "content/site.yaml": FILES["content/site.yaml"]
        .replace("Small Record", "Another Record")
        .replace("label: False", "label: Wrong")
    },
    "a stylesheet": {"static/css/utilities.css": "@layer utilities { .new { color: red } }\n"},
    "a new file": {"static/icons/other.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n'},
    "a page's template": {
        "templates/pages/not_found.html": '{% extends "base.html" %}{% block main %}<h1>Gone</h1>{% endblock %}\n'
    },
    "a component": {"templates/components/mark.html": "{% macro mark(icon_url) %}<b>M</b>{% endmacro %}\n"},
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_build_after_an_edit_equals_a_clean_build(tmp_path: Path, edit: str) -> None:
    site = write_site(tmp_path / "site")
    assert build(site, None, "--base-url", BASE_URL) == 0
    before = read_output(site / "output")
    for path, text in EDITS[edit].items():
        if text is None:
            (site / path).unlink()
        else:
            write_file(site / path, text)
    assert build(site, None, "--base-url", BASE_URL) == 0
    assert build(site, tmp_path / "clean", "--base-url", BASE_URL) == 0
    after, clean = read_output(site / "output"), read_output(tmp_path / "clean")
    assert after == clean
    assert after != before
    assert list_folders(site / "output") == list_folders(tmp_path / "clean")


def test_an_edit_that_is_taken_back_leaves_the_first_output(site: Path, output: Path) -> None:
    before = read_output(output)
    path = site / "content/claims/oak-bench.yaml"
    original = path.read_text(encoding="utf-8")
    change_file(path, "wood", "timber")
    assert build(site) == 0
    assert read_output(output) != before
    path.write_text(original, encoding="utf-8")
    assert build(site) == 0
    assert read_output(output) == before


class TestTheSameInputGivesTheSameBytes:
    def test_in_whatever_order_the_files_were_made(self, tmp_path: Path) -> None:
        forward, backward = tmp_path / "forward", tmp_path / "backward"
        write_site(forward)
        for path in reversed(list_files(forward)):
            (backward / path).parent.mkdir(parents=True, exist_ok=True)
            (backward / path).write_bytes((forward / path).read_bytes())
        assert build(forward, None, "--base-url", BASE_URL) == build(backward, None, "--base-url", BASE_URL) == 0
        assert read_output(forward / "output") == read_output(backward / "output")

    def test_in_every_time_zone_and_locale_and_for_every_hash_seed(self, site: Path, tmp_path: Path) -> None:
        surroundings = [
            {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONHASHSEED": "1"},
            {"TZ": "America/Anchorage", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "2"},
            {"TZ": "UTC", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "3"},
        ]
        outputs = []
        for number, environment in enumerate(surroundings):
            output = tmp_path / str(number)
            done = run("--output", output, "--base-url", BASE_URL, cwd=site, environment=environment)
            assert done.returncode == 0, done.stderr
            outputs.append(read_output(output))
        assert outputs[0] == outputs[1] == outputs[2]

    def test_in_whatever_folder_the_site_lies(self, tmp_path: Path) -> None:
        near = write_site(tmp_path / "near")
        far = write_site(tmp_path / "far away, ünder another näme")
        assert build(near) == build(far) == 0
        assert read_output(near / "output") == read_output(far / "output")


class TestAnErrorInTheContent:
    BROKEN = FILES["content/claims/oak-bench.yaml"].replace("verdict: unproven", "verdict: unprovn")

    def test_leaves_the_earlier_output_byte_for_byte_as_it_was(self, site: Path, output: Path) -> None:
        before, times = read_output(output), times_of(output, list_files(output))
        write_file(site / "content/claims/oak-bench.yaml", self.BROKEN)
        change_file(site / "content/people/jane-roe.yaml", "Jane Roe", "Jane Doe")
        assert build(site) == 1
        assert read_output(output) == before
        assert times_of(output, list_files(output)) == times

    def test_writes_nothing_where_nothing_was(self, site: Path) -> None:
        write_file(site / "content/claims/oak-bench.yaml", self.BROKEN)
        assert build(site) == 1
        assert not (site / "output").exists() or list_files(site / "output") == []

    def test_is_told_with_all_others_and_with_what_became_of_the_build(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_file(site / "content/claims/oak-bench.yaml", self.BROKEN)
        write_file(site / "content/people/jane-roe.yaml", "name: Jane Roe\nkind: persn\n")
        change_file(site / "content/claims/new-fountain.md", "topics: [parks]", "topics: [parcs]")
        change_file(site / "content/claims/new-fountain.md", "checked: 2020-04-01", "checked: 2020-04-31")
        assert build(site) == 1
        said = capsys.readouterr()
        codes = re.findall(r"^(\S+?):(\d+).*\[([a-z-]+)\]$", said.err, re.MULTILINE)
        assert ("content/claims/oak-bench.yaml", "6", "verdict-unknown") in codes
        assert ("content/people/jane-roe.yaml", "2", "value-unknown") in codes
        assert ("content/claims/new-fountain.md", "11", "date-invalid") in codes
        assert "Did you mean 'unproven'?" in said.err
        assert said.err.rstrip().endswith("Nothing was written.")
        assert said.out == ""

    def test_that_only_linking_shows_is_told_beside_one_within_a_file(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        change_file(site / "content/claims/new-fountain.md", "topics: [parks]", "topics: [parcs]")
        write_file(site / "content/people/jane-roe.yaml", "name: Jane Roe\nkind: persn\n")
        assert build(site) == 1
        said = capsys.readouterr().err
        assert "[topic-unknown]" in said
        assert "[value-unknown]" in said

    def test_ends_with_the_build_that_follows_its_mending(self, site: Path, output: Path) -> None:
        before = read_output(output)
        write_file(site / "content/claims/oak-bench.yaml", self.BROKEN)
        assert build(site) == 1
        write_file(site / "content/claims/oak-bench.yaml", FILES["content/claims/oak-bench.yaml"])
        assert build(site) == 0
        assert read_output(output) == before


TEMPLATE_FAULTS = {
    "a name that is not there": "{{ view.there_is_no_such_field }}",
    "a component that is not there": '{% include "components/there_is_none.html" %}',
    "a tag that is not closed": "{% if view.head %}",
    "a filter that is not there": "{{ view.head.title|shout }}",
    "a sum that can't be": "{{ 1 // 0 }}",
    "a value of the wrong type": "{{ view.head.title + 1 }}",
}


@pytest.mark.parametrize("fault", TEMPLATE_FAULTS)
def test_a_failing_template_is_told_with_its_file_and_leaves_the_output(
    site: Path, output: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_output(output)
    path = site / "templates/pages/home.html"
    change_file(path, "{% block main %}\n", "{% block main %}\n" + TEMPLATE_FAULTS[fault] + "\n")
    line = path.read_text(encoding="utf-8").split("\n").index(TEMPLATE_FAULTS[fault]) + 1
    capsys.readouterr()
    assert build(site) == 1
    said = capsys.readouterr()
    place = (
        "templates/pages/home.html:" if fault == "a tag that is not closed" else f"templates/pages/home.html:{line}:"
    )
    assert place in said.err
    assert "[template-invalid]" in said.err
    assert said.err.rstrip().endswith("Nothing was written.")
    assert "Traceback" not in said.err
    assert read_output(output) == before


def test_a_template_that_is_no_text_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "templates/pages/home.html").write_bytes(b"\xff\xfe\x00")
    assert build(site) == 1
    assert "templates/pages/home.html" in capsys.readouterr().err


def test_a_template_that_is_gone_is_told(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "templates/pages/home.html").unlink()
    assert build(site) == 1
    assert "templates/pages/home.html" in capsys.readouterr().err


class TestWhatBelongsToTheOutput:
    def test_files_of_others_stay(self, site: Path, output: Path) -> None:
        write_file(output / "google1234.html", "theirs")
        write_file(output / "claims/notes.txt", "theirs")
        write_file(output / "photos/one.txt", "theirs")
        change_file(site / "content/site.yaml", "Small Record", "Other Record")
        assert build(site) == 0
        for path in ("google1234.html", "claims/notes.txt", "photos/one.txt"):
            assert (output / path).read_text(encoding="utf-8") == "theirs"

    def test_a_deleted_claim_goes_away_with_its_folder(self, site: Path, output: Path) -> None:
        (site / "content/claims/new-fountain.md").unlink()
        assert build(site) == 0
        assert not (output / "claims/new-fountain").exists()
        assert not (output / "sources/accounts-2019").exists()
        assert all("new-fountain" not in text.decode() for text in read_output(output).values() if text[:1] == b"<")

    def test_a_folder_that_holds_the_file_of_another_stays(self, site: Path, output: Path) -> None:
        write_file(output / "claims/new-fountain/notes.txt", "theirs")
        (site / "content/claims/new-fountain.md").unlink()
        assert build(site) == 0
        assert [path.name for path in (output / "claims/new-fountain").iterdir()] == ["notes.txt"]

    def test_a_renamed_claim_moves(self, site: Path, output: Path) -> None:
        os.rename(site / "content/claims/new-fountain.md", site / "content/claims/the-fountain.md")
        assert build(site) == 0
        assert not (output / "claims/new-fountain").exists()
        assert "The council&#39;s accounts" in (output / "claims/the-fountain/index.html").read_text(encoding="utf-8")

    def test_drafts_are_not_published(self, output: Path) -> None:
        assert not (output / "claims/green-bridge").exists()
        for path, data in read_output(output).items():
            assert b"green" not in data or not path.endswith((".html", ".xml", ".txt", ".json")), path

    def test_a_published_claim_that_becomes_a_draft_goes_away(self, site: Path, output: Path) -> None:
        change_file(site / "content/claims/new-fountain.md", "topics: [parks]", "topics: [parks]\nstatus: draft")
        assert build(site) == 0
        assert not (output / "claims/new-fountain").exists()

    def test_pages_of_all_kinds_are_there(self, output: Path) -> None:
        expected = """
            index.html 404.html robots.txt .nojekyll static/site.css
            claims/index.html claims/plane-trees/index.html claims/oak-bench/index.html claims/new-fountain/index.html
            verdicts/index.html verdicts/true/index.html verdicts/false/index.html verdicts/unproven/index.html
            topics/index.html topics/trees/index.html topics/parks/index.html
            people/index.html people/jane-roe/index.html people/town-council/index.html people/the-gazette/index.html
            sources/index.html sources/gazette-2020/index.html sources/survey-2020/index.html
            sources/photos-2020/index.html sources/accounts-2019/index.html
            years/index.html years/2020/index.html years/2019/index.html search/claims.json
            timeline/index.html corrections/index.html about/index.html
            claims/plane-trees/claim.json data/index.html data/claims.json data/claims.csv data/claimreview.json
            data/claims.bib data/sources.json data/people.json data/schema/claims.json
        """
        assert set(expected.split()) <= set(list_files(output))

    def test_the_file_that_keeps_jekyll_away_is_empty(self, output: Path) -> None:
        assert (output / ".nojekyll").read_bytes() == b""

    def test_the_page_for_wrong_addresses_asks_not_to_be_listed(self, output: Path) -> None:
        page = parse_html((output / "404.html").read_bytes())
        assert page.one("meta", name="robots").attributes["content"] == "noindex"


class TestTheAddressOfTheSite:
    def test_unknown_leaves_out_feed_sitemap_and_canonical_address(self, output: Path) -> None:
        files = {path.rsplit("/", 1)[-1] for path in list_files(output)}
        assert not {"feed.xml", "feed.json", "sitemap.xml", "CNAME"} & files
        assert b"Sitemap" not in (output / "robots.txt").read_bytes()
        for path in list_files(output):
            if path.endswith(".html"):
                page = parse_html((output / path).read_bytes())
                assert not page.all("link", rel="canonical")
                assert not page.all("link", rel="alternate")

    def test_unknown_is_said(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        build(site)
        assert "--base-url" in capsys.readouterr().err

    def test_unknown_is_not_made_up(self, output: Path) -> None:
        """Every whole address in the pages stands in the content, or names a vocabulary."""
        known = "\n".join(FILES.values())
        vocabularies = {"https://schema.org", "https://json-schema.org/draft/2020-12/schema"}
        for path, data in read_output(output).items():
            if not path.endswith((".html", ".xml", ".txt", ".json", ".csv", ".bib")):
                continue
            for address in re.findall(r"https?://[^\s\"'<>\\,}]+", data.decode("utf-8")):
                assert address in known or address in vocabularies, f"{path}: {address}"

    def test_of_the_command_line_goes_before_that_of_the_settings(self, tmp_path: Path) -> None:
        settings = FILES["content/site.yaml"] + "base_url: https://first.example/\n"
        site = write_site(tmp_path / "site", {"content/site.yaml": settings})
        assert build(site) == 0
        assert self.canonical(site) == "https://first.example/claims/oak-bench/"
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert self.canonical(site) == f"{BASE_URL}claims/oak-bench/"

    @staticmethod
    def canonical(site: Path) -> str:
        page = parse_html((site / "output/claims/oak-bench/index.html").read_bytes())
        return page.one("link", rel="canonical").attributes["href"]

    def test_known_gives_feed_and_sitemap(self, site: Path) -> None:
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert {"feed.xml", "sitemap.xml"} <= set(list_files(site / "output"))
        assert f"Sitemap: {BASE_URL}sitemap.xml" in (site / "output/robots.txt").read_text(encoding="utf-8")

    @pytest.mark.parametrize("ending", ["", "/"])
    def test_works_with_and_without_a_slash_at_its_end(self, site: Path, tmp_path: Path, ending: str) -> None:
        assert build(site, tmp_path / "out", "--base-url", f"https://facts.example/a/b{ending}") == 0
        page = parse_html((tmp_path / "out/index.html").read_bytes())
        assert page.one("link", rel="canonical").attributes["href"] == "https://facts.example/a/b/"
        assert "/a/b/claims/" in page.links()

    def test_forgotten_again_takes_feed_and_sitemap_away(self, site: Path, output: Path) -> None:
        before = read_output(output)
        assert build(site, None, "--base-url", BASE_URL) == 0
        assert build(site) == 0
        assert read_output(output) == before

    def test_a_domain_of_ones_own_goes_into_cname(self, tmp_path: Path) -> None:
        settings = FILES["content/site.yaml"] + "domain: facts.example.org\n"
        site = write_site(tmp_path / "site", {"content/site.yaml": settings})
        assert build(site) == 0
        assert (site / "output/CNAME").read_bytes() == b"facts.example.org\n"

    @pytest.mark.parametrize(
        "domain", ["https://facts.example.org/", "facts example", "facts.example.org/facts", "a_b"]
    )
    def test_a_domain_that_is_none_is_a_problem(self, tmp_path: Path, domain: str) -> None:
        settings = FILES["content/site.yaml"] + f"domain: {json.dumps(domain)}\n"
        site = write_site(tmp_path / "site", {"content/site.yaml": settings})
        assert build(site) == 1
        assert "CNAME" not in list_files(site / "output")


class TestTheFolders:
    def test_output_may_lie_elsewhere(self, site: Path, tmp_path: Path) -> None:
        elsewhere = tmp_path / "some where/deep"
        assert build(site, elsewhere) == 0
        assert (elsewhere / "index.html").is_file()
        assert not (site / "output").exists()

    def test_the_site_is_where_one_stands_if_it_is_not_named(
        self, site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from onrecord.cli import main

        monkeypatch.chdir(site)
        assert main([]) == 0
        assert capsys.readouterr().out.rstrip().endswith(": output")
        assert (site / "output/index.html").is_file()

    def test_an_output_that_is_a_file_is_told(self, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write_file(site / "output", "a file of mine")
        assert build(site) == 1
        said = capsys.readouterr().err
        assert "output" in said and "--output" in said
        assert (site / "output").read_text(encoding="utf-8") == "a file of mine"

    def test_an_output_that_is_a_link_is_told(
        self, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (site / "output").symlink_to(elsewhere)
        assert build(site) == 1
        said = capsys.readouterr().err
        assert "output" in said and "--output" in said
        assert list(elsewhere.iterdir()) == []

    def test_a_link_inside_the_output_is_not_written_through(
        self, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        elsewhere = tmp_path / "elsewhere"
        write_file(elsewhere / "index.html", "precious")
        (site / "output").mkdir()
        (site / "output/claims").symlink_to(elsewhere)
        assert build(site) == 1
        assert "claims" in capsys.readouterr().err
        assert [path.name for path in elsewhere.iterdir()] == ["index.html"]
        assert (elsewhere / "index.html").read_text(encoding="utf-8") == "precious"

    def test_a_link_in_place_of_a_page_is_replaced_and_not_written_through(
        self, site: Path, tmp_path: Path, output: Path
    ) -> None:
        before = read_output(output)
        write_file(tmp_path / "precious.html", "precious")
        (output / "index.html").unlink()
        (output / "index.html").symlink_to(tmp_path / "precious.html")
        assert build(site) == 0
        assert (tmp_path / "precious.html").read_text(encoding="utf-8") == "precious"
        assert not (output / "index.html").is_symlink()
        assert read_output(output) == before

    def test_nothing_is_removed_through_a_link(self, site: Path, tmp_path: Path, output: Path) -> None:
        """The page of a deleted claim stays if its folder has become a link to somewhere else."""
        elsewhere = tmp_path / "elsewhere"
        os.rename(output / "claims/new-fountain", elsewhere)
        (output / "claims/new-fountain").symlink_to(elsewhere)
        (site / "content/claims/new-fountain.md").unlink()
        build(site)
        assert (elsewhere / "index.html").is_file()

    def test_a_folder_in_place_of_a_page_is_told(
        self, site: Path, output: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (output / "robots.txt").unlink()
        (output / "robots.txt").mkdir()
        assert build(site) == 1
        assert "robots.txt" in capsys.readouterr().err

    @pytest.mark.parametrize("first", ["static/maps", "static/maps/one.svg"])
    def test_a_file_of_ours_may_become_a_folder_and_a_folder_a_file(
        self, site: Path, tmp_path: Path, first: str
    ) -> None:
        second = "static/maps/one.svg" if first == "static/maps" else "static/maps"
        write_file(site / first, "first")
        assert build(site) == 0
        (site / first).unlink()
        if first != "static/maps":
            (site / "static/maps").rmdir()
        write_file(site / second, "second")
        assert build(site) == 0
        assert build(site, tmp_path / "clean") == 0
        assert read_output(site / "output") == read_output(tmp_path / "clean")

    def test_an_output_that_can_not_be_written_is_told(
        self, site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        if os.geteuid() == 0:
            pytest.skip("the administrator may write everywhere")
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o555)
        assert build(site, closed / "output") == 1
        assert "Permission denied" in capsys.readouterr().err

    def test_two_builds_of_one_output_do_not_mix(self, site: Path, output: Path) -> None:
        """A second build that starts while the first one runs says so, and touches nothing."""
        fcntl = pytest.importorskip("fcntl")
        before = read_output(output)
        change_file(site / "content/site.yaml", "Small Record", "Other Record")
        with open(output / ".onrecord/lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            done = run(cwd=site)
        assert done.returncode == 1
        assert "another build" in done.stderr
        assert read_output(output) == before
