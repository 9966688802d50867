"""From the folder to texts."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content import limits
from onrecord.content.nodes import Text
from onrecord.content.read import FoundFile, RawFile, check_id, find_files, parse_file, read_bytes
from onrecord.problems import Problem
from tests.site_folders import make_site, write

CLAIM = FoundFile("content/claims/moon.md", "claim")
YAML_CLAIM = FoundFile("content/claims/moon.yaml", "claim")
SOURCE = FoundFile("content/sources/moon-2020.yaml", "source")


def parse(text: str | bytes, file: FoundFile = CLAIM) -> RawFile:
    raw, problems = parse_file(file, text if isinstance(text, bytes) else text.encode())
    assert problems == []
    assert raw is not None
    return raw


def only_problem(text: str | bytes, file: FoundFile = CLAIM) -> Problem:
    raw, problems = parse_file(file, text if isinstance(text, bytes) else text.encode())
    assert raw is None
    assert len(problems) == 1
    return problems[0]


def place(found: Problem) -> tuple[str, int, int]:
    return found.code, found.line, found.column


def values(raw: RawFile) -> dict[str, str]:
    return {key: node.text for key, node in raw.keys.entries.items() if isinstance(node, Text)}


class TestFrontMatter:
    def test_is_parted_from_the_body(self) -> None:
        raw = parse("---\na: b\nc: d\n---\nOne.\n\nTwo.\n")
        assert values(raw) == {"a": "b", "c": "d"}
        assert raw.keys.key_lines == {"a": 2, "c": 3}
        assert (raw.body, raw.body_line) == ("One.\n\nTwo.\n", 5)

    def test_may_have_spaces_behind_its_lines(self) -> None:
        raw = parse("---  \na: b\n--- \nOne.")
        assert (values(raw), raw.body, raw.body_line) == ({"a": "b"}, "One.", 4)

    def test_ends_with_the_first_line_of_three_hyphens(self) -> None:
        raw = parse("---\na: |\n  ---\n---\nOne.\n\n---\n\nTwo.")
        assert (values(raw), raw.body) == ({"a": "---\n"}, "One.\n\n---\n\nTwo.")

    def test_may_be_followed_by_nothing(self) -> None:
        assert parse("---\na: b\n---").body == ""

    @pytest.mark.parametrize(
        "text", ["", "a: b\n", "\n---\na: b\n---\n", " ---\na: b\n---\n", "----\na: b\n---\n", "One."]
    )
    def test_must_begin_on_the_first_line(self, text: str) -> None:
        assert place(only_problem(text)) == ("front-matter-missing", 1, 0)

    @pytest.mark.parametrize("text", ["---", "---\n", "---\na: b\n", "---\na: b\n ---\nOne.", "---\na: b\n----\nOne."])
    def test_must_be_closed(self, text: str) -> None:
        assert place(only_problem(text)) == ("front-matter-unclosed", 1, 0)


class TestLines:
    TEXT = "---\na: b\nc: 'd\n  e'\nf: g\n---\n\nOne.\n"

    @pytest.mark.parametrize("bom", ["", "\ufeff"])
    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_count_the_same_with_every_kind_of_line_end_and_a_byte_order_mark(self, ending: str, bom: str) -> None:
        raw = parse(bom + self.TEXT.replace("\n", ending))
        assert raw.keys.key_lines == {"a": 2, "c": 3, "f": 5}
        assert (raw.body, raw.body_line) == ("\nOne.\n", 7)

    @pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
    def test_of_mistakes_too(self, ending: str) -> None:
        assert place(only_problem("\ufeff---\na: b\nc: d: e\n---\n".replace("\n", ending))) == ("yaml-invalid", 3, 5)
        assert place(only_problem("---\na: b\n---\n\nOne\x07.".replace("\n", ending))) == ("character-forbidden", 5, 4)

    def test_of_a_body_in_a_yaml_file_begin_below_its_key(self) -> None:
        raw = parse("a: b\nbody: |\n  One.\n\n  Two.\n", YAML_CLAIM)
        assert (raw.body, raw.body_line) == ("One.\n\nTwo.\n", 3)
        assert values(raw) == {"a": "b"}

    def test_of_a_body_in_quotation_marks_begin_on_its_line(self) -> None:
        raw = parse('a: b\nbody: "One."\n', YAML_CLAIM)
        assert (raw.body, raw.body_line) == ("One.", 2)

    def test_of_a_body_that_begins_with_empty_lines(self) -> None:
        raw = parse("body: |\n\n\n  One.\n", YAML_CLAIM)
        assert (raw.body, raw.body_line) == ("\n\nOne.\n", 2)


class TestYamlFiles:
    def test_have_keys_from_the_first_line_on(self) -> None:
        raw = parse("title: Moon\nlang: en\n", SOURCE)
        assert raw.keys.key_lines == {"title": 1, "lang": 2}
        assert raw.body is None

    def test_may_begin_with_three_hyphens(self) -> None:
        assert parse("---\ntitle: Moon\n", SOURCE).keys.key_lines == {"title": 2}

    def test_of_sources_have_no_body(self) -> None:
        raw = parse("title: Moon\nbody: One.\n", SOURCE)
        assert "body" in raw.keys.entries
        assert raw.body is None


class TestCharacters:
    def test_must_be_utf_8(self) -> None:
        found = only_problem("---\na: b\nc: café\n---\n".encode("latin-1"))
        assert place(found) == ("encoding-invalid", 3, 0)
        assert "0xe9" in found.message

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
    def test_of_wider_encodings_are_refused(self, encoding: str) -> None:
        assert only_problem("---\na: b\n---\n".encode(encoding)).code in ("encoding-invalid", "character-forbidden")

    @pytest.mark.parametrize(
        "character", ["\0", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\ufffe"]
    )
    def test_that_control_something_are_refused(self, character: str) -> None:
        found = only_problem(f"---\na: b{character}\n---\n")
        assert place(found) == ("character-forbidden", 2, 5)
        assert f"U+{ord(character):04X}" in found.message

    @given(
        st.binary(max_size=200) | st.text().map(lambda text: f"---\na: b\n---\n{text}".encode("utf-8", "surrogatepass"))
    )
    def test_are_read_or_refused_whatever_they_are(self, data: bytes) -> None:
        for file in (CLAIM, YAML_CLAIM, SOURCE):
            raw, problems = parse_file(file, data)
            assert raw is not None or problems


class TestLimits:
    def test_of_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file.md").write_bytes(b"x" * limits.FILE_BYTES)
        assert read_bytes(str(tmp_path / "file.md"), "file.md") == (b"x" * limits.FILE_BYTES, [])
        (tmp_path / "file.md").write_bytes(b"x" * (limits.FILE_BYTES + 1))
        data, problems = read_bytes(str(tmp_path / "file.md"), "file.md")
        assert data == b""
        assert [each.code for each in problems] == ["limit-exceeded"]
        assert "128 KiB" in problems[0].message

    def test_of_the_front_matter_do_not_count_the_body(self) -> None:
        keys = "a: " + "x" * (limits.FRONT_MATTER_BYTES - 4) + "\n"
        assert parse(f"---\n{keys}---\n" + "words\n" * 5_000)
        assert only_problem(f"---\n {keys}---\n").code == "limit-exceeded"


class TestIds:
    @pytest.mark.parametrize("id", ["abc", "a-b", "123", "a" * 64, "2020-survey", "a--b"])
    def test_may_be(self, id: str) -> None:
        assert check_id(id, "f", 1) == []

    @pytest.mark.parametrize(
        ("id", "better"),
        [
            *[("ab", ""), ("", ""), ("---", ""), ("مياه", ""), ("a" * 65, "a" * 64), ("-abc", "abc"), ("abc-", "abc")],
            *[
                ("Abc", "abc"),
                ("a b c", "a-b-c"),
                ("größe", "grosse"),
                ("Iğdır", "igdr"),
                ("a_b", "a-b"),
                ("abc\n", "abc"),
            ],
            *[("a.b", "a-b"), ("../abc", "abc"), ("ａｂｃ", "abc"), ("x\u202ey\u200bz", "xyz")],
        ],
    )
    def test_may_not_be_but_could_be_mended(self, id: str, better: str) -> None:
        (found,) = check_id(id, "f", 1)
        assert found.code == "id-invalid"
        assert found.hint == (f"Call it '{better}'." if better else "Choose another name.")

    @given(st.text())
    def test_that_are_proposed_are_good(self, id: str) -> None:
        for found in check_id(id, "f", 1):
            if found.hint.startswith("Call it '"):
                assert check_id(found.hint.removeprefix("Call it '").removesuffix("'."), "f", 1) == []


class TestFindingFiles:
    @pytest.fixture
    def site(self, tmp_path: Path) -> Path:
        return make_site(tmp_path / "site")

    def test_gives_all_in_the_order_of_their_paths(self, site: Path) -> None:
        files, problems = find_files(site)
        assert problems == []
        paths = [file.path for file in files]
        assert paths == sorted(paths)
        assert FoundFile("content/claims/2021/plane-tree-contract.md", "claim") in files
        assert FoundFile("content/site.yaml", "site") in files
        assert {file.kind for file in files} == {"claim", "source", "person", "topic", "page", "snapshot", "site"}

    def test_passes_over_names_that_begin_with_a_dot(self, site: Path) -> None:
        before = find_files(site)
        for path in (".DS_Store", "claims/.moon.md.swp", "claims/.git/config", "people/.keep"):
            write(site, f"content/{path}", "x")
        assert find_files(site) == before

    def test_needs_a_content_folder(self, tmp_path: Path, site: Path) -> None:
        assert [each.code for each in find_files(tmp_path)[1]] == ["content-missing"]
        (tmp_path / "content").symlink_to(site / "content")
        assert [each.code for each in find_files(tmp_path)[1]] == ["content-missing"]

    def test_does_without_folders_that_are_not_there(self, site: Path) -> None:
        shutil.rmtree(site / "content/topics")
        assert find_files(site)[1] == []

    @pytest.mark.parametrize(
        ("path", "code"),
        [
            ("content/claims/moon.txt", "file-unexpected"),
            ("content/claims/moon.MD", "file-unexpected"),
            ("content/sources/moon-2020.md", "file-unexpected"),
            ("content/sources/2020/moon-2020.yaml", "file-unexpected"),
            ("content/sources/moon-2020.yaml/moon-2020.yaml", "file-unreadable"),
            ("content/Claims/moon.md", "file-unexpected"),
        ],
    )
    def test_reports_what_does_not_belong(self, site: Path, path: str, code: str) -> None:
        write(site, path, "x")
        assert [each.code for each in find_files(site)[1]] == [code]

    def test_reports_a_file_where_a_folder_should_be_and_the_other_way_round(self, site: Path) -> None:
        shutil.rmtree(site / "content/topics")
        write(site, "content/topics", "x")
        (site / "content/site.yaml").unlink()
        (site / "content/site.yaml").mkdir()
        assert [(each.path, each.code) for each in find_files(site)[1]] == [
            ("content/site.yaml", "file-unreadable"),
            ("content/topics", "file-unexpected"),
        ]

    def test_follows_no_link(self, site: Path, tmp_path: Path) -> None:
        write(tmp_path, "secret.md", "x")
        (site / "content/claims/moon.md").symlink_to(tmp_path / "secret.md")
        (site / "content/claims/more").symlink_to(tmp_path)
        (site / "content/people").rename(tmp_path / "people")
        (site / "content/people").symlink_to(tmp_path / "people")
        files, problems = find_files(site)
        assert [(each.path, each.code) for each in problems] == [
            ("content/claims/moon.md", "symbolic-link"),
            ("content/claims/more", "symbolic-link"),
            ("content/people", "symbolic-link"),
        ]
        assert not any(file.kind == "person" for file in files)

    def test_reports_a_name_that_is_no_utf_8_in_words_that_can_be_written_down(self, site: Path) -> None:
        try:
            (site / os.fsdecode(b"content/people/caf\xe9.yaml")).write_bytes(b"name: Cafe\nkind: media\n")
        except OSError:
            pytest.skip("this file system takes no such names")
        files, problems = find_files(site)
        assert [(each.path, each.code) for each in problems] == [("content/people/caf?.yaml", "id-invalid")]
        assert all(file.path.isprintable() for file in files)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
    def test_waits_for_no_pipe(self, site: Path) -> None:
        os.mkfifo(site / "content/claims/moon.md")
        assert [each.code for each in find_files(site)[1]] == ["file-unreadable"]
        assert [
            each.code for each in read_bytes(str(site / "content/claims/moon.md"), "content/claims/moon.md")[1]
        ] == ["file-unreadable"]


class TestReadingBytes:
    def test_reports_a_file_that_has_gone(self, tmp_path: Path) -> None:
        assert [each.code for each in read_bytes(str(tmp_path / "gone.md"), "gone.md")[1]] == ["file-unreadable"]

    def test_follows_no_link(self, tmp_path: Path) -> None:
        write(tmp_path, "secret.md", "x")
        (tmp_path / "link.md").symlink_to("secret.md")
        assert read_bytes(str(tmp_path / "link.md"), "link.md")[0] == b""

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
    def test_reports_a_file_that_may_not_be_read(self, tmp_path: Path) -> None:
        write(tmp_path, "closed.md", "x")
        (tmp_path / "closed.md").chmod(0)
        assert [each.code for each in read_bytes(str(tmp_path / "closed.md"), "closed.md")[1]] == ["file-unreadable"]
