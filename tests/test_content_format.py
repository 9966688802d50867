"""``docs/content-format.md`` and the code say the same."""

import re
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from onrecord import model
from onrecord.config import check_config
from onrecord.content import limits
from onrecord.content.check import check_file
from onrecord.content.link import RESERVED_NAMES
from onrecord.content.nodes import Group, List, Node
from onrecord.content.read import FOLDERS, FileKind, FoundFile, RawFile, parse_file
from onrecord.options import Options
from onrecord.pipeline import check_site
from onrecord.problems import Problem
from tests.site_folders import ROOT, SITES, make_site

DOCS = (ROOT / "docs/content-format.md").read_text(encoding="utf-8")
KINDS: dict[FileKind, str] = {
    "claim": "content/claims/plane-trees.md",
    "source": "content/sources/gazette-2020.yaml",
    "person": "content/people/jane-roe.yaml",
    "topic": "content/topics/trees.md",
    "page": "content/pages/about.md",
    "snapshot": "content/snapshots/gazette-2020b.yaml",
    "site": "content/site.yaml",
}
HEADINGS: dict[FileKind, str] = {
    "claim": "## A claim",
    "source": "## A source",
    "person": "## A person or an organisation",
    "topic": "## A topic, a page",
    "page": "## A topic, a page",
    "snapshot": "## What is kept of a source",
    "site": "## The site",
}
# Every word that may be a value, so that what is left over in a row of the docs is a key.
WORDS = {
    word for name in vars(model) if get_origin(literal := getattr(model, name)) is Literal for word in get_args(literal)
}


def section(kind: FileKind) -> str:
    return DOCS.split(f"\n{HEADINGS[kind]}\n", 1)[1].split("\n## ", 1)[0]


def example(kind: FileKind) -> str:
    """The example of a file of this kind."""
    found = re.search(r"```yaml\n(.*?)```", section(kind), re.DOTALL)
    assert found
    return found[1]


def rows(kind: FileKind) -> dict[str, str]:
    """The rows of the section's table: each key with its row."""
    table: dict[str, str] = {}
    for line in section(kind).splitlines():
        for key in re.findall(r"`([a-z_]+)`", line.split("|")[1]) if line.startswith("| `") else ():
            table[key] = line
    return table


def parse(kind: FileKind, text: str, path: str = "") -> RawFile:
    raw, problems = parse_file(FoundFile(path or KINDS[kind], kind), text.encode())
    assert problems == []
    assert raw is not None
    return raw


def problems_of(kind: FileKind, text: str, path: str = "") -> list[Problem]:
    raw = parse(kind, text, path)
    return check_config(raw)[1] if kind == "site" else list(check_file(raw).problems)


def known_keys(kind: FileKind, text: str, path: str = "") -> set[str]:
    """The keys that the code names when it meets one that is like none of them."""
    (hint,) = (each.hint for each in problems_of(kind, text, path) if "'zzzzzzzz'" in each.message)
    return set(hint.removeprefix("Known here: ").removesuffix(".").split(", "))


def groups_in(node: Node, name: str = "") -> list[tuple[str, Group]]:
    """Every group below a node, with the key that it stands under."""
    if isinstance(node, List):
        return [found for item in node.items for found in groups_in(item, name)]
    if not isinstance(node, Group):
        return []
    return [(name, node), *(found for key, value in node.entries.items() for found in groups_in(value, key))]


class TestTheExamples:
    def test_of_all_files_make_a_site_without_errors(self, tmp_path: Path) -> None:
        files = {path: example(kind) for kind, path in KINDS.items() if kind != "page"}
        site = make_site(tmp_path / "site", changes=files | {"content/pages/methodology.md": "---\ntitle: A\n---\nB\n"})
        checked = check_site(Options(site))
        assert [each for each in checked.problems if each.severity == "error"] == []
        # The day of the example's security.txt comes and goes.
        assert {each.code for each in checked.problems} <= {"accept-unused", "security-txt"}

    @pytest.mark.parametrize("kind", KINDS)
    def test_have_every_key_that_there_is(self, kind: FileKind) -> None:
        text = example(kind)
        known = known_keys(
            kind, text.replace("---\n", "---\nzzzzzzzz: a\n", 1) if "---" in text else f"zzzzzzzz: a\n{text}"
        )
        either = {"no_url", "replies_not_sought", "parts", "policies", "summary", "withdrawn"}
        assert known - either <= parse(kind, text).keys.entries.keys() <= known | {"body"}


class TestTheTables:
    @pytest.mark.parametrize("kind", ["claim", "source", "snapshot"])
    def test_have_every_key_that_there_is_and_no_other(self, kind: FileKind) -> None:
        text = example(kind)
        known = known_keys(
            kind, text.replace("---\n", "---\nzzzzzzzz: a\n", 1) if "---" in text else f"zzzzzzzz: a\n{text}"
        )
        assert rows(kind).keys() - {"body"} == known

    @pytest.mark.parametrize("kind", ["person", "topic", "page", "site"])
    def test_or_the_words_around_them_name_every_key(self, kind: FileKind) -> None:
        text = example(kind)
        known = known_keys(
            kind, text.replace("---\n", "---\nzzzzzzzz: a\n", 1) if "---" in text else f"zzzzzzzz: a\n{text}"
        )
        named = set(re.findall(r"`([a-z_]+)`", section(kind))) | set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))
        assert known <= named
        assert rows(kind).keys() <= known

    @pytest.mark.parametrize("kind", ["claim", "source", "snapshot", "site"])
    def test_name_the_keys_of_every_group(self, kind: FileKind) -> None:
        """In the row of a group stand its keys, the words that may be their values, and nothing else."""
        text = (SITES / "good" / KINDS[kind]).read_text(encoding="utf-8")
        seen: set[str] = set()
        for name, group in groups_in(parse(kind, text).keys):
            if not name or name in seen or name in ("sources", "text", "data"):
                continue
            seen.add(name)
            lines = text.split("\n")
            number = group.line - 1
            position = group.column - 1
            braces = lines[number][position] == "{"
            added = "{zzzzzzzz: a, " if braces else f"zzzzzzzz: a\n{' ' * position}"
            lines[number] = lines[number][:position] + added + lines[number][position + braces :]
            known = known_keys(kind, "\n".join(lines))
            described = rows(kind).get(name) or next(
                line for line in DOCS.splitlines() if line.startswith((f"A `{name}` has", f"Each of `{name}` has"))
            )
            words = set(re.findall(r"`([a-z_]+[0-9]*)(?:: [a-z]+)?`", described)) - {name}
            assert known <= words, name
            inner = {"name", "url"} if name == "licences" else set()
            assert words - known - WORDS - inner <= {"yes", "no"}, name
        assert seen

    @pytest.mark.parametrize(
        ("key", "literal"),
        [
            *(("problem", model.ClaimProblem), ("status", model.ClaimStatus), ("appearances", model.AppearanceRole)),
            *(("evidence", model.Stance), ("counter_statements", model.Position), ("replies", model.ReplyOutcome)),
            ("related", model.RelationKind),
        ],
    )
    def test_of_a_claim_name_every_word_that_may_stand_there(self, key: str, literal: object) -> None:
        assert set(get_args(literal)) <= set(re.findall(r"`([a-z-]+)`", rows("claim")[key]))

    def test_of_the_others_do_too(self) -> None:
        for kind, literal in (
            *(
                ("source", model.SourceKind),
                ("source", model.SourceFate),
                ("person", model.PersonKind),
                ("page", model.PagePart),
            ),
            *(("site", model.VerdictShape), ("site", model.ReplyRule), ("site", model.Section)),
        ):
            assert set(get_args(literal)) <= set(re.findall(r"`([a-z-]+)`", section(kind)))  # type: ignore[arg-type]

    def test_of_limits_give_the_numbers_of_the_code(self) -> None:
        table = DOCS.split("\n## Limits\n", 1)[1]
        limit = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", table, re.MULTILINE))
        kib = 1024
        assert limit["a claim or page file"] == f"{limits.FILE_BYTES // kib} KiB"
        assert limit["front matter"] == f"{limits.FRONT_MATTER_BYTES // kib} KiB, {limits.DEPTH} levels deep"
        assert limit["body"] == (
            f"{limits.BODY_BYTES // kib} KiB, {limits.BODY_LINES:,} lines, {limits.LINE_CHARACTERS:,} characters a line"
        )
        assert limit["items of a list"] == f"{limits.LIST_ITEMS}"
        assert limit["a claim, headline or name"] == f"{limits.TITLE_CHARACTERS} characters"
        assert limit["a short claim"] == f"{limits.SHORT_CLAIM_CHARACTERS} characters"
        assert limit["any other value"] == f"{limits.TEXT_CHARACTERS:,} characters"
        assert limit["a passage"] == f"{limits.PASSAGE_CHARACTERS:,} characters"
        assert limit["the whole text of a source"] == f"{limits.WHOLE_TEXT_BYTES // kib // kib} MiB"
        assert limit["the report as HTML"] == f"{limits.REPORT_HTML_BYTES // kib} KiB"
        assert limit["an id"] == f"{limits.ID_LONGEST} characters"

    def test_of_reserved_names_are_whole(self) -> None:
        sentence = DOCS.split("These words are taken and can't be", 1)[1].split("\n\n", 1)[0]
        assert set(re.findall(r"`([a-z0-9]+)`", sentence)) == RESERVED_NAMES


def test_the_good_site_uses_every_key() -> None:
    """What other tests build, they build with all that the format has."""
    used: dict[str, set[str]] = {}
    for path in sorted((SITES / "good/content").rglob("*.*")):
        relative = path.relative_to(SITES / "good").as_posix()
        folder = relative.split("/")[1]
        kind = FOLDERS[folder][0] if folder in FOLDERS else "site"
        raw = parse(kind, path.read_text(encoding="utf-8"), relative)
        for name, group in groups_in(raw.keys, kind):
            used.setdefault(name, set()).update(group.entries)
    assert rows("claim").keys() - {"body"} <= used["claim"]
    assert rows("source").keys() <= used["source"]
    assert rows("snapshot").keys() <= used["snapshot"]
    # A site with security.txt must be looked at again within a year; tests/formats/test_security_txt.py has its own.
    assert set(re.findall(r"^([a-z_]+):", example("site"), re.MULTILINE)) - {"security"} <= used["site"]
    assert set(re.findall(r"^([a-z_]+):", example("person"), re.MULTILINE)) <= used["person"]
    assert used["page"] == {"title", "summary", "parts", "policies"}
    assert used["quote"] == {"text", "lang", "translation", "at"}
