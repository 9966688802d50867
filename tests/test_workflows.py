"""The scripts of the workflows, run on real repositories as GitHub lays them out."""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.git_repository import commit, git, start_repository
from tests.small_site import FILES, ROOT, build, change_file, write_file, write_site

TREES = "content/claims/plane-trees.md"
FOUNTAIN = "content/claims/new-fountain.md"


def step(workflow: str, job: str, name: str) -> dict[str, Any]:
    """A step of a workflow, by the beginning of its name."""
    text = (ROOT / ".github/workflows" / f"{workflow}.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"][job]["steps"]
    (found,) = (each for each in steps if each.get("name", "").startswith(name))
    return dict(found)


def run_script(script: str, folder: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a script as GitHub does."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


class TestTheCheckOfAPullRequest:
    @pytest.fixture
    def origin(self, tmp_path: Path) -> Path:
        """A repository with the program and the small site, on the branch main."""
        origin = write_site(tmp_path / "origin")
        shutil.copy(ROOT / "build.py", origin)
        shutil.copytree(ROOT / "onrecord", origin / "onrecord", ignore=shutil.ignore_patterns("__pycache__"))
        start_repository(origin)
        commit(origin)
        git(origin, "switch", "--quiet", "--create", "proposal")
        return origin

    def check(self, origin: Path) -> tuple[int, str, str]:
        """Check out base and merge, take the content over, and check: exit code, messages, summary."""
        commit(origin)
        git(origin, "switch", "--quiet", "--detach", "main")
        git(origin, "merge", "--quiet", "--no-ff", "--no-edit", "proposal")
        place = origin.parent / "runner"
        place.mkdir()
        git(place, "clone", "--quiet", "--no-local", str(origin), "proposed")
        base = git(place / "proposed", "rev-parse", "HEAD^1")
        git(place, "clone", "--quiet", "--no-local", str(origin), "base")
        git(place / "base", "checkout", "--quiet", "--detach", base)
        taken = run_script(step("check", "content", "Take content/")["run"], place)
        assert taken.returncode == 0, taken.stdout
        checking = step("check", "content", "Check the content")
        assert checking["env"] == {"BASE": "${{ steps.base.outputs.commit }}"}
        summary = place / "summary.md"
        done = run_script(
            checking["run"], place / checking["working-directory"], BASE=base, GITHUB_STEP_SUMMARY=str(summary)
        )
        return done.returncode, done.stdout + done.stderr, summary.read_text(encoding="utf-8")

    def test_stops_a_silent_change(self, origin: Path) -> None:
        change_file(origin / TREES, "verdict: false", "verdict: true")
        code, said, summary = self.check(origin)
        assert code == 1
        assert f"::error file={TREES},line=8,title=change-silent::" in said
        assert "| claim plane-trees | verdict | false | true | no true entry says so |" in summary

    def test_lets_a_branch_that_lags_behind_pass(self, origin: Path) -> None:
        change_file(origin / TREES, "A caller told", "Somebody told")
        commit(origin)
        git(origin, "switch", "--quiet", "main")
        write_file(origin / "content/claims/old-wall.md", FILES[FOUNTAIN].replace("accounts-2019", "accounts-2018"))
        commit(origin)
        git(origin, "switch", "--quiet", "proposal")
        code, said, summary = self.check(origin)
        assert code == 0, said
        assert "1 change for readers" in summary

    def test_is_not_misled_by_what_the_pull_request_tells_git(self, origin: Path) -> None:
        """Settings for git within content/, and code beside it, are the stranger's own."""
        change_file(origin / TREES, "verdict: false", "verdict: true")
        write_file(origin / "content/.gitattributes", "* binary -diff filter=none ident eol=crlf\n")
        write_file(origin / "content/claims/.gitignore", "*\n")
        write_file(origin / ".gitattributes", "content/** export-ignore merge=ours\n")
        write_file(origin / "onrecord/history/since.py", "raise SystemExit(0)\n")
        code, said, _ = self.check(origin)
        assert code == 1
        assert "title=change-silent" in said


class TestThePublishedCommit:
    """What ``.ci/published-commit`` finds, asked of a stand-in for GitHub's API that answers with files."""

    @pytest.fixture
    def clone(self, tmp_path: Path) -> Path:
        if shutil.which("jq") is None:
            pytest.skip("no jq was found; GitHub's machines have it")
        origin = tmp_path / "origin"
        origin.mkdir()
        start_repository(origin)
        git(origin, "config", "uploadpack.allowAnySHA1InWant", "true")
        commit(origin)
        git(tmp_path, "clone", "--quiet", "--no-local", str(origin), "clone")
        gh = tmp_path / "bin/gh"
        write_file(gh, '#!/bin/sh\nfile=$(echo "$2" | tr "/?=&" "____")\njq -r "$4" "$ANSWERS/$file"\n')
        gh.chmod(0o755)
        return tmp_path / "clone"

    def find(
        self, clone: Path, deployments: list[tuple[int, str, str, list[str]]]
    ) -> "subprocess.CompletedProcess[str]":
        """Ask with these deployments: id, time, commit, states."""
        answers = clone.parent / "answers"
        answers.mkdir()
        name = "repos_someone_record_deployments"
        listed = [{"id": id, "created_at": time, "sha": sha} for id, time, sha, _ in deployments]
        write_file(answers / f"{name}_environment_github-pages_per_page_100", json.dumps(listed))
        for id, _, _, states in deployments:
            write_file(answers / f"{name}_{id}_statuses_per_page_100", json.dumps([{"state": each} for each in states]))
        return run_script(
            shlex.quote(str(ROOT / ".ci/published-commit")),
            clone,
            PATH=os.pathsep.join([str(clone.parent / "bin"), os.environ["PATH"]]),
            ANSWERS=str(answers),
            GITHUB_REPOSITORY="someone/record",
        )

    def test_is_that_of_the_last_deployment_that_succeeded(self, clone: Path) -> None:
        head = git(clone, "rev-parse", "HEAD")
        done = self.find(
            clone,
            [
                (1, "2021-01-01T00:00:00Z", "a" * 40, ["inactive", "success"]),
                (3, "2021-01-03T00:00:00Z", "c" * 40, ["failure", "in_progress"]),
                (2, "2021-01-02T00:00:00Z", head, ["success", "in_progress"]),
            ],
        )
        assert (done.returncode, done.stdout) == (0, f"{head}\n"), done.stderr

    def test_is_nothing_before_the_first(self, clone: Path) -> None:
        done = self.find(clone, [(1, "2021-01-01T00:00:00Z", "a" * 40, ["failure"])])
        assert (done.returncode, done.stdout) == (0, ""), done.stderr

    def test_is_fetched_where_no_branch_has_it_any_more(self, clone: Path) -> None:
        origin = clone.parent / "origin"
        write_file(origin / "file", "published")
        published = commit(origin)
        git(origin, "reset", "--quiet", "--hard", "HEAD~1")
        done = self.find(clone, [(1, "2021-01-01T00:00:00Z", published, ["success"])])
        assert (done.returncode, done.stdout) == (0, f"{published}\n"), done.stderr
        assert git(clone, "cat-file", "-t", published) == "commit"

    def test_that_is_lost_is_named_all_the_same_so_that_the_check_stops(self, clone: Path) -> None:
        done = self.find(clone, [(1, "2021-01-01T00:00:00Z", "d" * 40, ["success"])])
        assert (done.returncode, done.stdout) == (0, f"{'d' * 40}\n")

    def test_is_a_failure_where_github_does_not_answer(self, clone: Path) -> None:
        write_file(clone.parent / "bin/gh", "#!/bin/sh\nexit 1\n")
        assert self.find(clone, []).returncode != 0

    @pytest.mark.parametrize(("since", "code"), [("HEAD", 0), ("HEAD~1", 1), ("", 0), ("f" * 40, 2)])
    def test_is_what_main_is_compared_with(self, tmp_path: Path, since: str, code: int) -> None:
        site = write_site(tmp_path / "site")
        start_repository(site)
        commit(site)
        change_file(site / TREES, "verdict: false", "verdict: true")
        commit(site)
        script = step("publish", "build", "Check the content")["run"]
        done = run_script(script.replace("build.py", shlex.quote(str(ROOT / "build.py"))), site, SINCE=since)
        assert done.returncode == code, done.stderr
        assert ("::notice::" in done.stdout) == (since == "")


class TestTheSeals:
    def test_are_attested_by_their_digest(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        assert build(site) == 0
        counted = run_script(
            step("publish", "build", "Count the digest")["run"], site, GITHUB_OUTPUT=str(tmp_path / "out")
        )
        assert counted.returncode == 0, counted.stderr
        digest = hashlib.sha256((site / "output/data/record.json").read_bytes()).hexdigest()
        assert (tmp_path / "out").read_text(encoding="utf-8") == f"digest=sha256:{digest}\n"
        attesting = step("publish", "attest", "Attest")
        assert attesting["with"] == {
            "subject-name": "record.json",
            "subject-digest": "${{ needs.build.outputs.seals }}",
        }

    def test_are_signed_where_no_code_of_the_repository_runs(self) -> None:
        text = (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8")
        jobs = yaml.safe_load(text)["jobs"]
        for name, job in jobs.items():
            if "id-token" in job["permissions"]:
                assert name in ("deploy", "attest")
                assert not any("run" in each or "checkout" in each["uses"] for each in job["steps"])
        assert jobs["attest"]["permissions"] == {"id-token": "write", "attestations": "write"}
