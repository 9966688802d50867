"""The data files: sound, whole, and the same in each of their formats."""

import csv
import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import msgspec
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.check import check_file
from onrecord.content.read import FoundFile, parse_file
from onrecord.formats.exports import EXPORTS, SCHEMAS, ClaimFile, ClaimsFile
from onrecord.formats.records import VERSION, ClaimRecord, SourceRecord
from onrecord.formats.table import Row, guard
from onrecord.model import Claim, Source
from tests.formats.test_citation import read_bibtex, read_latex
from tests.parsed_html import parse_html
from tests.site_folders import SITES, make_site
from tests.small_site import ROOT, build, change_file, read_output, write_site

DOCS = (ROOT / "docs/data.md").read_text(encoding="utf-8")
BASE_URL = "https://someone.github.io/some-repo/"


@pytest.fixture(scope="module", params=["own", "good", "small, without an address"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sites, built: the repository's own, the one with all that the format has, and one without an address."""
    folder = tmp_path_factory.mktemp("site")
    if request.param == "own":
        assert build(ROOT, folder / "output", "--base-url", BASE_URL) == 0
    elif request.param == "good":
        assert build(make_site(folder / "site"), folder / "output") == 0
    else:
        assert build(write_site(folder / "site"), folder / "output") == 0
    return folder / "output"


def read_json(output: Path, path: str) -> Any:
    return json.loads((output / path).read_bytes())


def read_claims(output: Path) -> dict[str, dict[str, Any]]:
    return {claim["id"]: claim for claim in read_json(output, "data/claims.json")["claims"]}


def read_rows(output: Path) -> list[dict[str, str]]:
    with open(output / "data/claims.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def validator(output: Path, name: str) -> jsonschema.Draft202012Validator:
    schema = read_json(output, f"data/schema/{name}.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


class TestEveryFile:
    @pytest.mark.parametrize(
        ("path", "schema"), [(name, export.schema) for name, export in EXPORTS.items() if name.endswith(".json")]
    )
    def test_keeps_to_its_schema(self, output: Path, path: str, schema: str) -> None:
        data = read_json(output, f"data/{path}")
        assert [error.message for error in validator(output, schema).iter_errors(data)] == []

    def test_of_a_claim_keeps_to_its_schema(self, output: Path) -> None:
        schema = validator(output, "claim")
        paths = sorted(output.glob("claims/*/claim.json"))
        assert [path.parent.name for path in paths] == sorted(read_claims(output))
        for path in paths:
            assert [error.message for error in schema.iter_errors(json.loads(path.read_bytes()))] == []

    def test_has_the_version_and_the_number_of_its_entries(self, output: Path) -> None:
        for name in ("claims", "sources", "people"):
            data = read_json(output, f"data/{name}.json")
            assert data["version"] == VERSION
            assert data["count"] == len(data[name])
        assert read_json(output, "data/claimreview.json")["version"] == VERSION

    def test_leads_to_pages_and_schemas_that_are_there(self, output: Path) -> None:
        files = [*output.glob("data/*.json"), *output.glob("claims/*/claim.json")]
        data = [json.loads(path.read_bytes()) for path in files]
        home = data[0].get("site", {}).get("page", "") or read_json(output, "data/claims.json")["site"].get("page", "")
        pages = [page for each in data for page in find_all(each, ("page", "schema", "schemaVersion"))]
        assert bool(pages) == bool(home), "there are addresses of the site just where it knows its own"
        for page in pages:
            assert page.startswith(home)
            path = page.removeprefix(home)
            assert (output / (path + "index.html" if path == "" or path.endswith("/") else path)).is_file(), page

    def test_is_named_on_the_page_of_the_data_with_its_number_and_size(self, output: Path) -> None:
        page = parse_html((output / "data/index.html").read_bytes())
        rows = {each.one("code").text: each for each in page.all("li") if each.all("code")}
        assert list(rows) == list(EXPORTS)
        for name, row in rows.items():
            size = (output / "data" / name).stat().st_size
            data = read_json(output, f"data/{name}") if name.endswith(".json") else None
            count = len(next(value for key, value in data.items() if key in _LISTS)) if data else len(read_rows(output))
            words = row.one("p", class_="meta").text
            assert words.startswith(f"{count} entr")
            shown = float(re.search(r"· ([0-9.,]+) kB", words)[1].replace(",", ""))  # type: ignore[index]
            assert abs(shown * 1000 - size) <= max(500, size * 0.06)


_LISTS = ("claims", "sources", "people", "dataFeedElement")


def find_all(value: Any, keys: tuple[str, ...]) -> list[str]:
    """Every text that stands under one of these keys, at any depth."""
    if isinstance(value, list):
        return [found for each in value for found in find_all(each, keys)]
    if not isinstance(value, dict):
        return []
    own = [each for key, each in value.items() if key in keys and isinstance(each, str)]
    return own + [found for each in value.values() for found in find_all(each, keys)]


class TestAllFormatsAgree:
    def test_a_claims_own_file_holds_the_very_object_of_the_file_of_all(self, output: Path) -> None:
        for id, claim in read_claims(output).items():
            assert read_json(output, f"claims/{id}/claim.json")["claim"] == claim

    def test_reviews_say_what_claims_say(self, output: Path) -> None:
        claims = read_claims(output)
        items = read_json(output, "data/claimreview.json")["dataFeedElement"]
        assert [item["identifier"] for item in items] == [id for id in claims if "withdrawn" not in claims[id]]
        for item in items:
            claim, review = claims[item["identifier"]], item["item"]
            assert review["claimReviewed"] == claim.get("claim_short", claim["claim"])
            assert review["itemReviewed"].get("text", review["claimReviewed"]) == claim["claim"]
            assert review["headline"] == claim["headline"]
            assert review.get("url") == claim.get("page")
            assert (review["datePublished"], review["dateModified"]) == (claim["published"], claim["updated"])
            assert review["reviewRating"]["alternateName"] == claim["verdict"]["label"]
            assert review["reviewRating"].get("ratingValue") == claim["verdict"].get("rating")
            names = [each.get("name") or each["unknown"] for each in claim["claimants"]]
            assert [each["name"] for each in review["itemReviewed"]["author"]] == names

    def test_the_table_says_what_claims_say(self, output: Path) -> None:
        claims, rows = read_claims(output), read_rows(output)
        assert [row["id"] for row in rows] == list(claims)
        for row in rows:
            claim = claims[row["id"]]
            for key in ("claim", "headline", "summary", "claimed_on", "published", "updated", "checked"):
                assert unguard(row[key]) == claim[key]
            for key in ("page", "claim_short", "review_by"):
                assert unguard(row[key]) == claim.get(key, "")
            assert row["withdrawn"] == claim.get("withdrawn", {}).get("on", "")
            assert (row["verdict"], row["verdict_label"]) == (claim["verdict"]["id"], claim["verdict"]["label"])
            assert row["rating"] == str(claim["verdict"].get("rating", ""))
            assert row["topics"] == "; ".join(topic["id"] for topic in claim["topics"])
            for stance in ("supports", "refutes", "context"):
                assert int(row[stance]) == sum(each["stance"] == stance for each in claim["evidence"])
            for key in ("counter_statements", "replies", "corrections"):
                assert int(row[key]) == len(claim[key])

    def test_the_entries_for_citing_say_what_claims_say(self, output: Path) -> None:
        claims = read_claims(output)
        head, *entries = (output / "data/claims.bib").read_text(encoding="utf-8").split("\n\n")
        assert head.startswith("% ") and VERSION in head
        for (id, claim), entry in zip(claims.items(), [each for each in entries if each], strict=True):
            fields = read_bibtex(entry.removesuffix("\n"))
            assert fields["key"] == id
            assert read_latex(fields["title"][1:-1]) == claim["headline"]
            assert fields.get("url") == claim.get("page")
            assert fields["year"] == claim["updated"][:4]
            verdict = "" if "withdrawn" in claim else claim["verdict"]["label"]
            assert read_latex(fields.get("note", "")) == verdict

    def test_a_claims_sources_have_the_numbers_of_its_page(self, output: Path) -> None:
        for id in read_claims(output):
            page = parse_html((output / f"claims/{id}/index.html").read_bytes())
            numbered = [each.attributes["id"] for each in page.one("section", id="sources").all("li", class_="source")]
            sources = read_json(output, f"claims/{id}/claim.json")["sources"]
            assert [f"source-{each['id']}" for each in sources][: len(numbered)] == numbered

    def test_a_claims_own_file_has_all_that_it_names(self, output: Path) -> None:
        everyone = {each["id"]: each for each in read_json(output, "data/people.json")["people"]}
        everything = {each["id"]: each for each in read_json(output, "data/sources.json")["sources"]}
        for id, claim in read_claims(output).items():
            file = read_json(output, f"claims/{id}/claim.json")
            people, sources = ({each["id"]: each for each in file[key]} for key in ("people", "sources"))
            assert people.items() <= everyone.items()
            assert sources.items() <= everything.items()
            named = [each["id"] for each in claim["claimants"] if "id" in each]
            named += [each["by"]["id"] for each in claim["counter_statements"]]
            named += [each["to"]["id"] for each in claim["replies"]]
            named += [each["publisher"]["id"] for each in sources.values() if "publisher" in each]
            named += re.findall(r"\[\[person:([a-z0-9-]+)\]\]", file["report"])
            assert people.keys() == set(named)
            cited = [each["source"] for key in ("evidence", "counter_statements", "appearances") for each in claim[key]]
            cited += [each["via"] for each in claim["claimants"] if "via" in each]
            cited += re.findall(
                r"\[@([a-z0-9-]+)\]|\[\[source:([a-z0-9-]+)\]\]", file["report"].replace("source:", "@")
            )
            cited = [each if isinstance(each, str) else each[0] or each[1] for each in cited]
            cited += [each for source in sources.values() for each in (*source["relays"], *source["known_through"])]
            assert sources.keys() >= {each for each in cited if each}


class TestTheContentCanBeMadeAgain:
    """What docs/data.md says of claim.json: a claim's file can be made from it."""

    @pytest.mark.parametrize("site", [ROOT, SITES / "good"], ids=["own", "good"])
    def test_of_every_claim(self, site: Path, tmp_path: Path) -> None:
        folder = ROOT if site == ROOT else make_site(tmp_path / "site")
        assert build(folder, tmp_path / "output", "--base-url", BASE_URL) == 0
        paths = [path for path in (site / "content/claims").rglob("*") if path.suffix in (".md", ".yaml")]
        assert paths
        for path in paths:
            written = read_claim(path.name, path.read_bytes())
            if written.status == "draft":
                continue
            again = write_again(read_json(tmp_path / "output", f"claims/{path.stem}/claim.json"))
            assert without_places(read_claim(f"{path.stem}.md", again)) == without_places(written)

    def test_and_so_can_that_of_a_source(self, tmp_path: Path) -> None:
        assert build(make_site(tmp_path / "site"), tmp_path / "output") == 0
        sources = {each["id"]: each for each in read_json(tmp_path / "output", "data/sources.json")["sources"]}
        for path in (SITES / "good/content/sources").glob("*.yaml"):
            record = sources[path.stem]
            assert "claim" not in record
            text = json.dumps(keys_of_source(record)).encode()
            file = FoundFile(f"content/sources/{path.name}", "source")
            written, again = read_value(file, path.read_bytes()), read_value(file, text)
            assert without_places(again) == without_places(written)


def read_value(file: FoundFile, data: bytes) -> Any:
    raw, problems = parse_file(file, data)
    assert raw is not None and not problems
    checked = check_file(raw)
    assert checked.entity is not None, checked.problems
    return checked.entity


def read_claim(name: str, data: bytes) -> Claim:
    claim = read_value(FoundFile(f"content/claims/{name}", "claim"), data)
    assert isinstance(claim, Claim)
    return claim


def write_again(file: dict[str, Any]) -> bytes:
    """Make a claim's content file from its data, as docs/data.md says. JSON is YAML, too."""
    derived = ("id", "page", "updated", "independent_origins")
    claim = {key: value for key, value in file["claim"].items() if key not in derived and value != []}
    claim["verdict"] = claim["verdict"]["id"]
    claim["topics"] = [topic["id"] for topic in claim["topics"]]
    for claimant in claim["claimants"]:
        claimant.pop("name", None)
    for entry in (*claim["evidence"], *claim.get("counter_statements", ())):
        entry.get("quote", {}).pop("found_on", None)
    for key, of in (("counter_statements", "by"), ("replies", "to")):
        for entry in claim.get(key, ()):
            entry[of] = entry[of]["id"]
    own = [
        keys_of_source(each) | {"id": each["id"]}
        for each in file["sources"]
        if each.get("claim") == file["claim"]["id"]
    ]
    listed = {**claim, **({"sources": own} if own else {})}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in listed.items()]
    return "\n".join(["---", *lines, "---", file["report"]]).encode()


def keys_of_source(source: dict[str, Any]) -> dict[str, Any]:
    keys = {key: value for key, value in source.items() if key not in ("id", "page", "claim", "kept") and value != []}
    if "publisher" in keys:
        keys["publisher"] = keys["publisher"]["id"]
    if "copy" in keys:
        keys["copy"] = {**keys["copy"], "complete": "yes" if keys["copy"]["complete"] else "no"}
    return keys


def without_places(value: Any) -> Any:
    """A value without the file and the lines in which it stands; own sources by id, since their order says nothing."""
    if isinstance(value, tuple):
        parts = [without_places(each) for each in value]
        return sorted(parts, key=lambda each: each[0]) if value and isinstance(value[0], Source) else parts
    if not isinstance(value, msgspec.Struct):
        return value
    names = [name for name in value.__struct_fields__ if name not in ("path", "line", "evidence_line")]
    return [without_places(getattr(value, name)) for name in names]


class TestTheTable:
    def test_begins_with_a_byte_order_mark_and_has_the_line_ends_of_rfc_4180(self, output: Path) -> None:
        data = (output / "data/claims.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbfid,")
        assert data.endswith(b"\r\n")
        assert data.count(b"\n") == data.count(b"\r\n") == len(read_rows(output)) + 1

    def test_rows_keep_to_the_schema(self, output: Path) -> None:
        schema = validator(output, "claims-csv")
        for row in read_rows(output):
            assert [error.message for error in schema.iter_errors(row)] == []

    def test_pandas_reads_it_without_being_told_anything(self, output: Path) -> None:
        frame = pandas.read_csv(output / "data/claims.csv")
        assert list(frame.columns) == list(Row.__struct_fields__)
        assert list(frame["id"]) == list(read_claims(output))

    def test_pandas_reads_the_claims_in_json_too(self, output: Path) -> None:
        frame = pandas.json_normalize(read_json(output, "data/claims.json")["claims"])
        assert list(frame["verdict.label"]) == [claim["verdict"]["label"] for claim in read_claims(output).values()]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("https://x.example")', "＝1", "\t=1", "'=1", "''@a", "=", "-"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    assert guard(text)[0] == "'"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["", "1", "A claim.", "'Tis a claim", "'", "2020-03-04", "../2020", "a=b"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert guard(text) == unguard(text) == text


@given(st.text() | st.text(alphabet="'=+-@ a"))
def test_a_guarded_cell_gives_back_what_was_there(text: str) -> None:
    assert unguard(guard(text)) == text


def unguard(cell: str) -> str:
    """Undo the guard as docs/data.md says."""
    return cell[1:] if re.match(r"'+[=+\-@\t\r＝＋－＠]", cell) else cell


class TestDrafts:
    def test_are_in_no_data_file_even_while_one_writes(self, tmp_path: Path) -> None:
        from onrecord.options import Options
        from onrecord.pipeline import build_site

        site = write_site(tmp_path / "site")
        options = Options(site, base_url=BASE_URL, serving=True)
        assert build_site(options, tmp_path / "output").written
        files = read_output(tmp_path / "output")
        assert "claims/green-bridge/index.html" in files
        assert "claims/green-bridge/claim.json" not in files
        for path, data in files.items():
            # The index for scripts has drafts and says that they are.
            if path.endswith((".json", ".csv", ".bib", ".xml")) and path != "search/claims.json":
                assert b"green" not in data, path


def test_a_file_that_changes_while_the_site_is_built_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else a claim's data would hold another report than its page."""
    from onrecord import making

    site = write_site(tmp_path / "site")
    assert build(site) == 0
    before = read_output(site / "output")
    change_file(site / "content/claims/oak-bench.yaml", "stands in the park", "stands in the old park")
    make_pages = making.make_pages

    def edit_first(*arguments: Any) -> Any:
        change_file(site / "content/claims/oak-bench.yaml", "the old park", "the new park")
        return make_pages(*arguments)

    monkeypatch.setattr(making, "make_pages", edit_first)
    assert build(site) == 1
    assert "content/claims/oak-bench.yaml: has changed while the site was built" in capsys.readouterr().err
    assert read_output(site / "output") == before
    monkeypatch.undo()
    assert build(site) == 0
    assert b"the new park" in read_output(site / "output")["claims/oak-bench/claim.json"]


def test_a_claims_own_file_follows_the_sources_behind_those_it_uses(tmp_path: Path) -> None:
    """However far behind: each is known through the next one alone, and the last one changes."""
    source = "title: {0}\nno_url: It was never published.\nlang: en\nkind: other\n"
    chain = {
        f"content/sources/link-{n}.yaml": source.format(f"Link {n}") + f"known_through: [link-{n + 1}]\n"
        for n in range(4)
    }
    chain["content/sources/link-4.yaml"] = source.format("The last one")
    gazette = (SITES / "good/content/sources/radio-2020.yaml").read_text(encoding="utf-8")
    chain["content/sources/radio-2020.yaml"] = f"{gazette}known_through: [link-0]\n"
    site = make_site(tmp_path / "site", changes=chain)
    assert build(site) == 0
    titles = [each["title"] for each in read_json(site / "output", "claims/plane-trees/claim.json")["sources"]]
    assert "The last one" in titles
    change_file(site / "content/sources/link-4.yaml", "The last one", "The very last one")
    assert build(site) == 0
    assert build(site, tmp_path / "clean") == 0
    assert read_output(site / "output") == read_output(tmp_path / "clean")


class TestTheDocs:
    def test_name_every_file_and_every_schema(self) -> None:
        named = set(re.findall(r"`(/data/[a-z/.-]+)`", DOCS.split("\n\n**Version", 1)[0])) - {"/data/"}
        assert named == {f"/data/{name}" for name in EXPORTS} | {f"/data/schema/{name}.json" for name in SCHEMAS}
        assert f"now all have {VERSION}" in DOCS

    def test_show_a_claim_with_every_key_that_there_is(self) -> None:
        (example, *_) = (json.loads(each) for each in re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL))
        record = msgspec.convert(example, ClaimRecord, strict=True)
        missing = {field.encode_name for field in msgspec.structs.fields(ClaimRecord)} - example.keys()
        assert missing == {"status", "replies_not_sought", "withdrawn", "redacted"}
        assert msgspec.json.decode(msgspec.json.encode(record)) == example

    def test_show_a_claims_file_with_every_part(self) -> None:
        example = json.loads(re.findall(r"```json\n(.*?)```", DOCS, re.DOTALL)[1])
        assert example.keys() == {field.encode_name for field in msgspec.structs.fields(ClaimFile)}
        msgspec.convert(example["sources"], tuple[SourceRecord, ...], strict=True)

    def test_name_every_column(self) -> None:
        columns = re.findall(r"^\| (`[^|]+) \|", DOCS.split("## claims.csv", 1)[1].split("\n## ", 1)[0], re.MULTILINE)
        assert re.findall("`([a-z_]+)`", " ".join(columns)) == list(Row.__struct_fields__)

    def test_and_records_have_every_key_of_the_content_format(self) -> None:
        """So that a key that the format gains is not forgotten here."""
        of_a_claim = set(Claim.__struct_fields__) - {"path", "report", "sources", "evidence_line"}
        assert of_a_claim <= set(ClaimRecord.__struct_fields__)
        of_a_source = set(Source.__struct_fields__) - {"path", "line"}
        assert of_a_source <= set(SourceRecord.__struct_fields__)
        assert get_args(ClaimsFile.__annotations__["claims"])[0] is ClaimRecord
