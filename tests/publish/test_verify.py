"""A site that stands elsewhere is compared with the content here, over HTTP or in a folder, and nobody there is trusted."""

import gzip
import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.commands.verify import fetch_from_address
from onrecord.editing.fetch import FetchProblem
from onrecord.formats.seal import SUBSTANCE, digest_of_substance
from tests.small_site import build, change_file, write_site

TREES = "content/claims/plane-trees.md"
SEALS = "data/record.json"
LOOKED = "{} of their own files looked at."


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The small site, with a copy of its output as it was published."""
    site = write_site(tmp_path / "site")
    assert build(site) == 0
    shutil.copytree(site / "output", tmp_path / "published", ignore=shutil.ignore_patterns(".onrecord"))
    return site


@pytest.fixture
def published(site: Path) -> Path:
    return site.parent / "published"


@contextmanager
def serve(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """A real server on the loopback address; gives the address at which it stands."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def verify(site: Path, where: str | Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["verify", str(where), "--site", str(site), *options])
    said = capsys.readouterr()
    return code, said.out, said.err


def edit_json(path: Path, edit: Callable[[Any], object]) -> None:
    document = json.loads(path.read_bytes())
    edit(document)
    path.write_text(json.dumps(document), encoding="utf-8")


class TestTheSeals:
    def test_are_what_anybody_can_count_from_the_file_and_the_data(self, site: Path) -> None:
        """As docs/data.md says, with nothing but Python's own JSON and SHA-256."""
        seals = json.loads((site / "output" / SEALS).read_bytes())["claims"]
        assert [seal["id"] for seal in seals] == ["plane-trees", "oak-bench", "new-fountain"]
        for seal in seals:
            (file,) = (site / "content/claims").glob(f"{seal['id']}.*")
            assert seal["file"] == hashlib.sha256(file.read_bytes()).hexdigest()
            claim = json.loads((site / "output/claims" / seal["id"] / "claim.json").read_bytes())["claim"]
            assert seal["substance"] == count_substance(claim)

    @given(st.dictionaries(st.sampled_from(SUBSTANCE), st.recursive(st.text() | st.integers(1, 5), st.lists)))
    def test_are_of_canonical_json(self, claim: dict[str, Any]) -> None:
        try:
            expected = count_substance(claim)
        except UnicodeEncodeError:
            return  # half a character, which no JSON file can hold
        assert digest_of_substance(claim) == expected

    def test_stay_the_same_at_another_address(self, site: Path, tmp_path: Path) -> None:
        assert build(site, tmp_path / "other", "--base-url", "https://facts.example/below/") == 0
        here, there = (json.loads((folder / SEALS).read_bytes()) for folder in (site / "output", tmp_path / "other"))
        assert here["claims"] == there["claims"]


def count_substance(claim: dict[str, Any]) -> str:
    keys = (
        *("id", "claim", "headline", "claimants", "claimed_on", "verdict", "summary", "published", "checked"),
        *("evidence", "counter_statements", "replies", "corrections", "withdrawn"),
    )
    substance = {key: claim[key] for key in keys if key in claim}
    text = json.dumps(substance, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@pytest.fixture(params=["folder", "server"])
def place(request: pytest.FixtureRequest, published: Path) -> Iterator[str | Path]:
    """Where the published site stands: in a folder, and at an address."""
    if request.param == "folder":
        yield published
        return
    with serve(partial(Quiet, directory=str(published))) as address:
        yield address


class TestVerify:
    def test_finds_a_copy_that_says_the_same(
        self, site: Path, place: str | Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, said, _ = verify(site, place, capsys)
        assert code == 0
        assert said == f"{place} says what the content here says: 3 claims, {LOOKED.format(3)}\n"

    def test_names_every_claim_that_differs_and_how(
        self, site: Path, place: str | Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        change_file(site / TREES, "verdict: false", "verdict: true")
        change_file(site / "content/claims/oak-bench.yaml", "stands in the park", "stands in the old park")
        (site / "content/claims/new-fountain.md").rename(site / "content/claims/old-fountain.md")
        code, said, _ = verify(site, place, capsys)
        assert code == 1
        assert said.splitlines() == [
            "new-fountain: is on the site, and no published claim here",
            "oak-bench: differs in its file alone: in its report, or in what is no part of its substance",
            "old-fountain: is not on the site",
            "plane-trees: differs in what it says: claim, verdict, finding, evidence, answers or corrections",
            f"4 claims differ between {place} and the content here: 3 claims, {LOOKED.format(2)}",
        ]

    def test_sees_data_that_say_something_else_than_the_seals(
        self, site: Path, place: str | Path, published: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        edit_json(published / "claims/oak-bench/claim.json", lambda file: file["claim"].update(headline="It is oak"))
        (published / "claims/new-fountain/claim.json").write_text("<html>", encoding="utf-8")
        (published / "claims/plane-trees/claim.json").unlink()
        code, said, _ = verify(site, place, capsys)
        assert code == 1
        fountain, oak, trees, _ = said.splitlines()
        assert fountain == "new-fountain: claims/new-fountain/claim.json is no JSON"
        assert oak == "oak-bench: claims/oak-bench/claim.json says something else than record.json"
        assert trees.startswith(f"plane-trees: {str(place).rstrip('/')}/claims/plane-trees/claim.json: ")

    @pytest.mark.parametrize(
        "edit", [lambda file: file.update(report="Something else."), lambda file: file.pop("report")]
    )
    def test_sees_a_report_that_was_changed_on_the_site_alone(
        self,
        site: Path,
        place: str | Path,
        published: Path,
        capsys: pytest.CaptureFixture[str],
        edit: Callable[[Any], object],
    ) -> None:
        edit_json(published / "claims/oak-bench/claim.json", edit)
        code, said, _ = verify(site, place, capsys)
        assert code == 1
        assert said.splitlines()[:-1] == [
            "oak-bench: claims/oak-bench/claim.json has another report than the claim here"
        ]

    def test_sees_a_name_that_was_changed_in_another_file(
        self, site: Path, place: str | Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        change_file(site / "content/people/jane-roe.yaml", "Jane Roe", "Joan Roe")
        code, said, _ = verify(site, place, capsys)
        assert code == 1
        assert [line.partition(":")[0] for line in said.splitlines()[:-1]] == ["new-fountain", "plane-trees"]

    @pytest.mark.parametrize(
        ("edit", "reason"),
        [
            (lambda file: file.update(version="2.0"), "is no file of seals"),
            (lambda file: file["claims"].append(file["claims"][0]), "lists a claim twice"),
            (lambda file: file.update(count=2), "lists a claim twice, or another number"),
            (lambda file: file["claims"][0].update(id="../../etc/passwd"), "is no file of seals"),
            (lambda file: file["claims"][0].update(file="abc"), "is no file of seals"),
            (lambda file: file.pop("claims"), "is no file of seals"),
        ],
    )
    def test_refuses_seals_that_are_none(
        self,
        site: Path,
        published: Path,
        capsys: pytest.CaptureFixture[str],
        edit: Callable[[Any], object],
        reason: str,
    ) -> None:
        edit_json(published / SEALS, edit)
        code, said, error = verify(site, published, capsys)
        assert (code, said) == (1, "")
        assert error.startswith("Nothing was compared. ") and reason in error

    def test_compares_nothing_while_the_content_has_errors(
        self, site: Path, published: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        change_file(site / TREES, "verdict: false", "verdict: maybe")
        code, said, error = verify(site, published, capsys)
        assert (code, said) == (1, "")
        assert "[verdict-unknown]" in error and "Nothing was compared." in error

    @pytest.mark.parametrize("where", ["nowhere", "ftp://facts.example/", "https://facts.example/?a=b", "http://"])
    def test_wants_an_address_or_a_folder(self, site: Path, capsys: pytest.CaptureFixture[str], where: str) -> None:
        code, _, error = verify(site, where, capsys)
        assert code == 2
        assert "neither an address" in error

    def test_fetches_few_of_many_files_unless_all_are_asked_for(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        from tests.small_site import add_claims

        site = add_claims(write_site(tmp_path / "site"), 30)
        assert build(site) == 0
        asked: list[str] = []

        class Counting(Quiet):
            def do_GET(self) -> None:
                asked.append(self.path)
                super().do_GET()

        with serve(partial(Counting, directory=str(site / "output"))) as address:
            assert verify(site, address, capsys)[0] == 0
            assert len(asked) == len(set(asked)) == 1 + 20
            asked.clear()
            assert verify(site, address, capsys, "--all")[0] == 0
            assert len(asked) == 1 + 33


class Answering(Quiet):
    """A server that answers what it is told to: status, headers, body."""

    def __init__(self, answer: tuple[int, dict[str, str], bytes], *arguments: Any) -> None:
        self.answer = answer
        super().__init__(*arguments)

    def do_GET(self) -> None:
        status, headers, body = self.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class TestAServer:
    """What any server may do to us is tested with the fetching itself."""

    def fetch(self, status: int, headers: dict[str, str], body: bytes, most: int = 1024) -> bytes:
        with serve(partial(Answering, (status, headers, body))) as address:
            return fetch_from_address(address)(SEALS, most)

    def test_may_answer_with_as_much_as_is_allowed(self) -> None:
        assert self.fetch(200, {}, b"x" * 1024) == b"x" * 1024

    @pytest.mark.parametrize(
        ("status", "headers", "body", "reason"),
        [
            (404, {}, b"", "the server answers 404"),
            (500, {}, b"", "the server answers 500"),
            (200, {}, b"x" * 5_000_000, "it is larger than 1 KiB"),
            (200, {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 1_000_000), "it is larger than 1 KiB"),
            (200, {"Content-Length": "900"}, b"x" * 100, "broke off"),
            (302, {"Location": "file:///etc/passwd"}, b"", "which is no web address"),
            (302, {"Location": "/data/record.json"}, b"", "redirects in a circle"),
        ],
    )
    def test_is_not_trusted(self, status: int, headers: dict[str, str], body: bytes, reason: str) -> None:
        with pytest.raises(FetchProblem) as fault:
            self.fetch(status, headers, body)
        assert reason in str(fault.value)

    def test_may_lead_to_another_address(self, published: Path) -> None:
        with serve(partial(Quiet, directory=str(published))) as there:
            assert b'"claims"' in self.fetch(302, {"Location": f"{there}{SEALS}"}, b"", most=100_000)

    def test_that_is_not_there_is_named(self) -> None:
        with pytest.raises(FetchProblem) as fault:
            fetch_from_address("http://127.0.0.1:9/")(SEALS, 1000)
        assert "http://127.0.0.1:9/data/record.json" in str(fault.value)
