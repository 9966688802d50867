"""An archive becomes files of the content: every record is imported, or named with its place and the reason."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.cli import main
from onrecord.content.nodes import FORBIDDEN
from onrecord.content.read import FileKind
from onrecord.editing import importing
from onrecord.editing.import_files import PLACES, ContentFile, read_said, what_is_said, write_text
from onrecord.editing.importing import Asked, Imported, import_files
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.small_site import FILES, SITE, build, read_output, write_file, write_site

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://facts.example/moon",
    "claimReviewed": "The moon is made of cheese.",
    "headline": "Samples of the moon are stone",
    "datePublished": "2020-03-04",
    "inLanguage": "en",
    "author": {"@type": "NewsMediaOrganization", "name": "Facts", "url": "https://facts.example/"},
    "reviewRating": {"@type": "Rating", "alternateName": "False", "ratingValue": 1, "bestRating": 5, "worstRating": 1},
    "itemReviewed": {
        "@type": "Claim",
        "datePublished": "2020-03-01",
        "author": {"@type": "Person", "name": "Jane Roe", "sameAs": "https://www.wikidata.org/wiki/Q42"},
        "firstAppearance": {"@type": "CreativeWork", "url": "https://paper.example/moon"},
    },
}
ANSWER = {
    "claims": [
        {
            "text": "The moon is made of cheese.",
            "claimant": "Jane Roe",
            "claimDate": "2020-03-01T00:00:00Z",
            "claimReview": [
                {"publisher": {"name": "Facts", "site": "facts.example"}, "url": "https://facts.example/moon",
                 "title": "No cheese", "reviewDate": "2020-03-04T00:00:00Z", "textualRating": "False", "languageCode": "en"},
                {"publisher": {"site": "other.example"}, "url": "https://other.example/moon",
                 "textualRating": "False", "languageCode": "en"},
            ],
        }
    ],
    "nextPageToken": "x",
}  # fmt: skip
CLAIM = "content/claims/the-moon-is-made-of-cheese.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return empty_site(tmp_path / "site")


def empty_site(folder: Path) -> Path:
    write_file(folder / "content/site.yaml", SITE.replace("navigation", "# navigation"))
    return folder


def bring(site: Path, content: Any, name: str = "archive.json", **asked: Any) -> Imported:
    """Import a document, or the bytes of a file."""
    file = site.parent / name
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return import_files(Asked(site, [file], **asked))


def review(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**REVIEW, **changes}.items() if value is not None}


def said(site: Path, path: str = CLAIM) -> dict[str, Any]:
    found = read_said(site, path, "claim" if "/claims/" in path else "person")
    assert found is not None
    return found[0]


def content_of(site: Path) -> dict[str, bytes]:
    """Every file of a site, hidden ones too."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


class TestAReview:
    def test_becomes_a_draft_with_the_review_as_its_source(self, site: Path) -> None:
        imported = bring(site, REVIEW)
        assert sorted(imported.written) == [CLAIM, "content/people/facts.yaml", "content/people/jane-roe.yaml"]
        keys = said(site)
        assert keys["verdict"] == "false"
        assert keys["status"] == "draft"
        assert keys["claimants"] == [{"id": "jane-roe", "via": "the-moon-is-made-of-cheese-review"}]
        assert keys["sources"][0]["url"] == "https://facts.example/moon"
        assert keys["appearances"] == [{"source": "the-moon-is-made-of-cheese-seen-1", "role": "originated"}]
        assert said(site, "content/people/jane-roe.yaml") == {"name": "Jane Roe", "kind": "person", "wikidata": "Q42"}

    def test_names_in_its_file_what_is_missing_and_check_has_only_warnings(self, site: Path) -> None:
        bring(site, REVIEW)
        assert "# Still missing: summary; topics; checked; evidence;" in (site / CLAIM).read_text(encoding="utf-8")
        assert check_site(Options(site)).ok

    def test_imported_again_changes_nothing(self, site: Path) -> None:
        bring(site, [REVIEW, review(url="https://other.example/moon")])
        before = content_of(site)
        again = bring(site, [review(url="https://other.example/moon"), REVIEW])
        assert (again.written, again.differing, again.refused) == ((), (), ())
        assert content_of(site) == before

    @pytest.mark.parametrize(
        "document",
        [
            REVIEW,
            [REVIEW],
            {"@graph": [{"@type": "WebPage"}, REVIEW]},
            {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": REVIEW}]},
            {"@type": "DataFeed", "dataFeedElement": {"@type": "DataFeedItem", "item": [REVIEW]}},
            {**REVIEW, "@type": ["Thing", "http://schema.org/ClaimReview"]},
        ],
    )
    def test_is_found_wherever_publishers_put_it(self, site: Path, document: Any) -> None:
        imported = bring(site, document)
        assert imported.refused == ()
        assert CLAIM in imported.written

    def test_may_name_its_parties_by_their_id_in_the_graph(self, site: Path) -> None:
        graph = [{"@type": "Organization", "@id": "#us", "name": "Facts"}, review(author={"@id": "#us"})]
        bring(site, {"@graph": graph})
        assert said(site)["sources"][0]["publisher"] == "facts"

    def test_of_a_claim_that_another_one_reviews_has_a_draft_of_its_own(self, site: Path) -> None:
        imported = bring(site, ANSWER)
        claims = [path for path in imported.written if "/claims/" in path]
        assert len(claims) == 2
        assert imported.refused == ()
        assert check_site(Options(site)).ok

    def test_of_somebody_of_whom_it_does_not_tell_what_they_are_names_them_in_words(self, site: Path) -> None:
        bring(site, ANSWER)
        assert said(site)["claimants"][0]["unknown"] == "Jane Roe"


class TestAVerdict:
    def test_that_nobody_explained_is_counted_and_never_guessed(self, site: Path) -> None:
        words = enumerate(["Fake", "fake.", "Half"])
        fires = [review(url=f"https://x.example/{n}", reviewRating={"alternateName": word}) for n, word in words]
        imported = bring(site, fires)
        assert imported.unknown_words == (("Fake", 2), ("Half", 1))
        assert "verdict" not in said(site)
        assert "# Its verdict: 'Fake'" in (site / CLAIM).read_text(encoding="utf-8")

    def test_follows_the_map_of_the_editor(self, site: Path) -> None:
        write_file(site / "content/verdict-map.yaml", "Pants on Fire!: false\n")
        bring(site, review(reviewRating={"alternateName": " PANTS on fire! "}))
        assert said(site)["verdict"] == "false"
        assert check_site(Options(site)).ok

    def test_that_is_none_of_the_site_is_a_problem_of_the_map(self, site: Path) -> None:
        write_file(site / "content/verdict-map.yaml", "Fake: flase\n")
        imported = bring(site, REVIEW)
        assert [(each.line, each.code, each.hint) for each in imported.problems] == [
            (1, "verdict-unknown", "Did you mean 'false'?")
        ]
        assert imported.written == ()

    @pytest.mark.parametrize(
        ("rating", "named"),
        [
            ({"ratingValue": 1, "bestRating": 1, "worstRating": 5}, "upside down"),
            ({"ratingValue": 9, "bestRating": 5, "worstRating": 1}, "outside its scale"),
            ({"ratingValue": "five"}, "is no number"),
        ],
    )
    def test_whose_numbers_are_wrong_is_named(self, site: Path, rating: dict[str, Any], named: str) -> None:
        imported = bring(site, review(reviewRating={"alternateName": "False", **rating}))
        assert named in imported.notes[0].reason
        assert said(site)["verdict"] == "false"

    def test_that_is_a_number_alone_is_none(self, site: Path) -> None:
        bring(site, review(reviewRating={"ratingValue": 1}))
        assert "verdict" not in said(site)

    def test_may_be_missing(self, site: Path) -> None:
        bring(site, review(reviewRating=None))
        assert "verdict" not in said(site)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (review(claimReviewed=None), "doesn't say what was claimed"),
        (review(claimReviewed="x" * 1000), "1,000 characters"),
        (review(url=None), "has no address"),
        (review(url="javascript:alert(1)"), "is no web address"),
        ("a text", "is no review"),
        ({"@type": "Article"}, "no ClaimReview"),
        ({"claims": [{"text": "x"}]}, "no 'claimReview'"),
        (REVIEW, "the same review stands at archive.json: [0]"),
        (review(headline="Another"), "another version of this review stands at archive.json: [0]"),
    ],
)
def test_a_record_that_is_not_imported_is_named_and_the_others_are_imported(
    site: Path, record: Any, reason: str
) -> None:
    imported = bring(site, [REVIEW, record])
    assert len(imported.refused) == 1
    assert imported.refused[0].position.startswith("archive.json: [1]")
    assert reason in imported.refused[0].reason
    assert CLAIM in imported.written


@pytest.mark.parametrize(
    ("changes", "note"),
    [
        ({"datePublished": "03/04/2020"}, "which number is the day"),
        ({"datePublished": "2020-02-01"}, "claimed_on 2020-03-01, which is after the review"),
        ({"headline": "x" * 501}, "its headline, which has 501 characters"),
        ({"author": {"@type": "Organization", "name": "n" * 1000}}, "a name of 1,000 characters"),
        ({"inLanguage": "English!"}, "the language 'English!'"),
        ({"reviewBody": "word " * 20_000}, "its report, which takes"),
    ],
)
def test_a_value_that_can_not_be_taken_is_left_out_and_named(site: Path, changes: Any, note: str) -> None:
    imported = bring(site, review(**changes))
    assert any(note in each.reason for each in imported.notes)
    assert CLAIM in imported.written
    assert check_site(Options(site)).ok


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>x", "'quoted' \"twice\": yes # no", "- a: [b, {c", "\u202ex\u0000\u0007\u2028y",
     "---\n---\nclaim: y", "[@x] [[y]] ![z](q)", "!!python/object:x",
     "*alias &anchor", "\\u0000 \\", "\ufeffx", "\u200b", "x" * 400],
)  # fmt: skip
def test_hostile_words_arrive_as_plain_text(site: Path, hostile: str) -> None:
    named = {"@type": "Person", "name": f"Q {hostile}"}
    rating = {"alternateName": hostile, "ratingExplanation": hostile}
    words = {"claimReviewed": f"Q {hostile}", "headline": hostile, "description": hostile, "reviewBody": hostile}
    words = review(**words, author=named, itemReviewed={"author": named}, reviewRating=rating)
    imported = bring(site, words)
    assert imported.refused == ()
    checked = check_site(Options(site))
    assert {each.code for each in checked.problems} <= {"claim-long", "key-missing", "value-empty"}
    assert checked.ok


class TestAFile:
    @pytest.mark.parametrize(
        ("content", "name", "reason"),
        [
            (b'{"a": ', "a.json", "no JSON"),
            (b"[" * 100_000, "a.json", "no JSON"),
            (b"claim,url\n", "a.txt", "end in .csv"),
            ('[{"a": "\xe9"}]'.encode("latin-1"), "a.json", "line 1 is not written in UTF-8 (byte 0xe9)"),
            (b'claim,url\n"x,https://x.example/\n', "a.csv", "never closed"),
            (b"text,url\nx,y\n", "a.csv", "no column for 'claim'"),
            (b"", "a.csv", "no column for 'claim'"),
        ],
    )
    def test_that_can_not_be_read_is_named_and_nothing_is_written(
        self, site: Path, content: bytes, name: str, reason: str
    ) -> None:
        before = content_of(site)
        imported = bring(site, content, name)
        assert reason in imported.failure
        assert content_of(site) == before

    def test_that_is_too_large_is_named(self, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(importing, "LARGEST", 10)
        assert "is larger than" in bring(site, REVIEW).failure

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_may_begin_with_a_byte_order_mark(self, site: Path, encoding: str) -> None:
        assert CLAIM in bring(site, json.dumps(REVIEW, ensure_ascii=False).encode(encoding)).written

    def test_that_would_break_what_is_there_is_not_imported(self, tmp_path: Path) -> None:
        site = write_site(tmp_path / "site")
        claim = own_claim_file(site, "content/claims/plane-trees.md")
        claim["claim"]["id"] = "a-tree"
        claim["sources"] = [{**each, "claim": "a-tree"} for each in claim["sources"] if "claim" in each]
        before = content_of(site)
        imported = bring(site, claim)
        assert "survey-2020" in imported.failure
        assert content_of(site) == before


class TestATable:
    ROW = "The moon is made of cheese.,https://facts.example/moon,False\n"

    def test_is_read_by_the_names_of_its_columns(self, site: Path) -> None:
        bring(site, f"Claim,URL,Verdict\r\n{self.ROW}".encode("utf-8-sig"), "a.csv")
        assert said(site)["verdict"] == "false"

    def test_is_read_by_the_columns_that_the_editor_names(self, site: Path) -> None:
        table = f"Behauptung;Adresse;Urteil\n{self.ROW.replace(',', ';')}".encode()
        bring(site, table, "a.csv", columns={"claim": "Behauptung", "url": "Adresse", "verdict": "Urteil"})
        assert said(site)["verdict"] == "false"

    @pytest.mark.parametrize(
        ("columns", "reason"),
        [({"claim": "Clam"}, "Did you mean 'claim'?"), ({"clam": "claim"}, "Did you mean 'claim'?")],
    )
    def test_has_to_have_the_columns_that_are_named(self, site: Path, columns: Mapping[str, str], reason: str) -> None:
        assert reason in bring(site, f"claim,url,verdict\n{self.ROW}".encode(), "a.csv", columns=columns).failure

    def test_names_rows_of_another_length(self, site: Path) -> None:
        imported = bring(site, f"claim,url,verdict\nx,y\n{self.ROW}".encode(), "a.csv")
        assert [each.position for each in imported.refused] == ["a.csv: row 2"]
        assert CLAIM in imported.written


class TestWhatIsThere:
    def test_stays_as_it_is(self, site: Path) -> None:
        bring(site, REVIEW)
        text = (site / CLAIM).read_text(encoding="utf-8").replace("Samples", "All samples")
        write_file(site / CLAIM, text)
        imported = bring(site, REVIEW)
        assert [each.path for each in imported.differing] == [CLAIM]
        assert (site / CLAIM).read_text(encoding="utf-8") == text

    def test_is_replaced_only_when_the_editor_has_seen_how_and_agrees(
        self, site: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        bring(site, REVIEW)
        before = content_of(site)
        bring(site, review(headline="Stone"))
        arguments = ["import", str(site.parent / "archive.json"), "--site", str(site), "--update"]
        assert main(arguments) == 0
        shown = capsys.readouterr().out
        assert "-headline: Samples of the moon are stone\n+headline: Stone" in shown
        assert "Nothing was written" in shown
        assert content_of(site) == before
        assert main([*arguments, "--yes"]) == 0
        assert said(site)["headline"] == "Stone"

    def test_of_the_same_name_that_belongs_to_another_review_is_left_alone(self, site: Path) -> None:
        write_file(site / CLAIM, (FILES["content/claims/green-bridge.md"]).replace("[parks]", "[]"))
        before = (site / CLAIM).read_bytes()
        imported = bring(site, REVIEW)
        assert imported.differing == ()
        assert (site / CLAIM).read_bytes() == before
        assert len([path for path in imported.written if "/claims/" in path]) == 1


KINDS: dict[str, FileKind] = {"claims": "claim", "sources": "source", "people": "person", "topics": "topic"}


def own_claim_file(site: Path, path: str) -> dict[str, Any]:
    """A claim.json, by docs/data.md, of a claim of a site."""
    found = read_said(site, path, "claim")
    assert found is not None
    keys, report = found
    id = Path(path).stem
    own = [as_export(each, id=each["id"], claim=id) for each in keys.pop("sources", [])]
    body = keys.pop("body", report)
    head = {"version": "1.0", "site": {"title": "Small Record", "language": "en"}}
    lists: dict[str, list[Any]] = {name: [] for name in ("topics", "people", "sources")}
    for folder, values in lists.items():
        for file in sorted((site / "content" / folder).glob("*.*")):
            other = read_said(site, f"content/{folder}/{file.name}", KINDS[folder])
            assert other is not None
            values.append(as_export(other[0], id=file.stem))
    lists["sources"] = own + lists["sources"]
    claim = {**as_export(keys, id=id), "page": "https://x.example/", "updated": "2020-06-09"}
    return {**head, "claim": claim, "report": body, **lists}


def as_export(keys: dict[str, Any], **more: str) -> dict[str, Any]:
    """A group of keys of the content, with objects where the export has words for readers beside an id."""
    shown: dict[str, Any] = {**more}
    for key, value in keys.items():
        if key in ("by", "to", "publisher", "verdict"):
            shown[key] = {"id": value, "name": "A name", "label": "A label"}
        elif key == "topics":
            shown[key] = [{"id": each, "title": "A title"} for each in value]
        elif isinstance(value, list):
            shown[key] = [as_export(each) if isinstance(each, dict) else each for each in value]
        elif isinstance(value, dict):
            shown[key] = as_export(value)
        else:
            shown[key] = value == "yes" if key == "complete" else value
    return shown


def contents(site: Path) -> dict[tuple[str, str], Any]:
    """What every file of a site says but its own, by kind and id."""
    found: dict[tuple[str, str], Any] = {}
    for folder, kind in KINDS.items():
        for file in (site / "content" / folder).rglob("*.*"):
            one = read_said(site, file.relative_to(site).as_posix(), kind)
            assert one is not None
            keys = {key: value for key, value in one[0].items() if value != []}
            # The text of a topic's page is in no export.
            found[kind, file.stem] = (keys, "" if kind == "topic" else one[1])
    return found


TEXTS = (
    st.text(min_size=1, max_size=80)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: text and not FORBIDDEN.search(text))
)


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    drafts = {"content/claims/green-bridge.md": None}
    return write_site(tmp_path_factory.mktemp("small") / "site", drafts)


class TestOurOwnExports:
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(words=st.lists(TEXTS, min_size=6, max_size=6))
    def test_come_back_as_the_content_that_they_were_made_of(
        self, small_site: Path, tmp_path_factory: pytest.TempPathFactory, words: list[str]
    ) -> None:
        before = contents(small_site)
        names = ("plane-trees.md", "oak-bench.yaml", "new-fountain.md")
        files = [own_claim_file(small_site, f"content/claims/{name}") for name in names]
        keys = before["claim", "plane-trees"][0]
        claim = files[0]["claim"]
        keys["headline"] = claim["headline"] = words[0]
        keys["unknowns"] = claim["unknowns"] = words[1:3]
        keys["evidence"][0]["quote"]["text"] = claim["evidence"][0]["quote"]["text"] = words[3]
        keys["claimants"][1]["unknown"] = claim["claimants"][1]["unknown"] = words[4]
        keys["sources"][0]["title"] = files[0]["sources"][0]["title"] = words[5]
        site = empty_site(tmp_path_factory.mktemp("again") / "site")
        paths = []
        for number, file in enumerate(files):
            paths.append(site.parent / f"claim-{number}.json")
            paths[-1].write_text(json.dumps(file), encoding="utf-8")
        imported = import_files(Asked(site, paths))
        assert (imported.refused, imported.failure, imported.drafts) == ((), "", 0)
        after = contents(site)
        assert after == before
        assert check_site(Options(site)).ok

    def test_of_a_build_make_the_same_data_when_built_again(self, small_site: Path, tmp_path: Path) -> None:
        assert build(small_site, tmp_path / "one") == 0
        again = write_site(
            tmp_path / "again", {path: None for path in FILES if path.count("/") > 1 and "/pages/" not in path}
        )
        assert main(["import", str(tmp_path / "one"), "--site", str(again)]) == 0
        assert build(again, tmp_path / "two") == 0
        one, two = read_output(tmp_path / "one"), read_output(tmp_path / "two")
        # The seals are of content files too, and these are written otherwise.
        seals = "data/record.json"
        data = [path for path in one if path.endswith((".json", ".csv", ".bib")) and path != seals]
        assert any(path.endswith("claim.json") for path in data)
        assert {path: two.get(path) for path in data} == {path: one[path] for path in data}
        substance = [[each["substance"] for each in json.loads(built[seals])["claims"]] for built in (one, two)]
        assert substance[0] == substance[1]

    def test_without_reports_come_back_as_drafts(self, small_site: Path, site: Path) -> None:
        file = own_claim_file(small_site, "content/claims/new-fountain.md")
        imported = bring(site, {**file, "claims": [file["claim"]], "claim": None, "report": None})
        assert imported.drafts == 1
        assert check_site(Options(site)).ok

    def test_of_a_later_version_are_not_read(self, site: Path) -> None:
        imported = bring(site, {"version": "2.0", "site": {}, "claims": []})
        assert "this program reads 1" in imported.refused[0].reason

    @pytest.mark.parametrize("value", [3, {"a": 1}, "\ud800", "\x00"])
    def test_that_are_none_are_named(self, small_site: Path, site: Path, value: Any) -> None:
        file = own_claim_file(small_site, "content/claims/new-fountain.md")
        file["claim"]["summary"] = value
        imported = bring(site, file)
        assert imported.failure or "new-fountain" in imported.refused[0].reason
        assert not any("/claims/" in path for path in imported.written)

    def test_whose_claim_fails_the_check_are_named(self, small_site: Path, site: Path) -> None:
        file = own_claim_file(small_site, "content/claims/new-fountain.md")
        file["claim"]["evidence"].pop()
        imported = bring(site, file)
        assert "[origins-too-few]" in imported.refused[0].reason
        assert not any("/claims/" in path for path in imported.written)


VALUES = st.recursive(TEXTS, lambda inner: st.dictionaries(st.sampled_from("abc"), inner, min_size=1), max_leaves=6)


@given(
    keys=st.dictionaries(st.sampled_from("defg"), VALUES | st.lists(VALUES, min_size=1, max_size=4), min_size=1),
    body=TEXTS,
)
def test_a_file_says_just_what_was_to_be_written(keys: dict[str, Any], body: str) -> None:
    file = ContentFile("claim", "x-y", keys, "", body)
    assert what_is_said(PLACES["claim"].format(id="x-y"), "claim", write_text(file).encode()) == (keys, body)
