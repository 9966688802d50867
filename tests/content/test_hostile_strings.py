"""887 strings made to break programs: as a report, and in every text of a claim, a source and a person.

What becomes of them on the pages, ``tests/test_hostile_content.py`` shows.
"""

import json
import re
from pathlib import Path

import pytest

from onrecord.content.check import check_file
from onrecord.content.nodes import FORBIDDEN, Group, List, Node, Text
from onrecord.content.prose import convert_markdown, split_html
from onrecord.content.read import FOLDERS, FoundFile, RawFile, parse_file
from onrecord.model import Claim, Person, Source
from onrecord.problems import has_errors
from tests.parsed_html import parse_html
from tests.site_folders import SITES, write_claim

DATA = Path(__file__).resolve().parents[1] / "data"


def read_strings() -> list[str]:
    naughty = json.loads((DATA / "blns/blns.json").read_bytes())
    sanitiser = [each["payload"] for each in json.loads((DATA / "dompurify/vectors.json").read_bytes())]
    cheatsheet = json.loads((DATA / "html5sec/vectors.json").read_bytes())
    return [*naughty, *sanitiser, *cheatsheet]


STRINGS = read_strings()
FILES = {
    "content/claims/plane-trees.md": "claim",
    "content/sources/gazette-2020.yaml": "source",
    "content/people/jane-roe.yaml": "person",
}


def read_good(path: str) -> RawFile:
    raw, problems = parse_file(FoundFile(path, FILES[path]), (SITES / "good" / path).read_bytes())  # type: ignore[arg-type]
    assert problems == []
    assert raw is not None
    return raw


def filled(node: Node, string: str) -> str:
    """Write a node as YAML, with the string in the place of every text."""
    if isinstance(node, Text):
        quoted = json.dumps(string, ensure_ascii=False)
        return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", lambda each: f"\\u{ord(each[0]):04x}", quoted)
    if isinstance(node, List):
        return "[" + ", ".join(filled(item, string) for item in node.items) + "]"
    assert isinstance(node, Group)
    return "{" + ", ".join(f"{key}: {filled(value, string)}" for key, value in node.entries.items()) + "}"


def is_text(string: str) -> bool:
    """Tell whether a field must take the string, whose line ends may be of any kind."""
    return bool(string.strip()) and not FORBIDDEN.search(string.replace("\r", "\n"))


def test_there_are_887_of_them() -> None:
    assert len(STRINGS) == 887


def test_none_of_them_breaks_a_report() -> None:
    for string in STRINGS:
        known, html, problems = convert_markdown(string, "content/claims/moon.md", 1)
        parts = [part if isinstance(part, str) else "" for part in split_html(html, known.links)]
        page = parse_html("".join(parts))
        assert not {each.tag for each in page.walk()} & {
            "script",
            "img",
            "svg",
            "math",
            "iframe",
            "form",
            "style",
            "object",
        }
        assert not [
            name for each in page.walk() for name in each.attributes if name.startswith("on") or name == "style"
        ]
        assert html or problems or not string.strip()


@pytest.mark.parametrize("path", FILES)
def test_none_of_them_breaks_a_file(path: str) -> None:
    good = read_good(path)
    for string in STRINGS:
        keys = "".join(f"{key}: {filled(node, string)}\n" for key, node in good.keys.entries.items())
        text = f"---\n{keys}---\nThe report.\n" if path.endswith(".md") else keys
        raw, problems = parse_file(FoundFile(path, good.kind), text.encode())
        if raw is None:
            # Together the long ones are too much.
            assert {each.code for each in problems} == {"limit-exceeded"}
            continue
        assert {each.code for each in problems} == (
            {"character-forbidden"} if string.strip() and not is_text(string) else set()
        )
        # No string is a date, an address and a word of every list at once.
        checked = check_file(raw)
        assert has_errors(checked.problems)
        assert checked.entity is None
        assert all(each.message.isprintable() and each.hint.isprintable() for each in checked.problems)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/claims/moon.md", write_claim(unknowns="[{0}]", body="One.\n")),
        ("content/sources/moon-2020.yaml", "title: A\nno_url: B\nlang: en\nkind: other\nnote: {0}\n"),
        ("content/people/jane-roe.yaml", "name: A\nkind: person\ndescription: {0}\n"),
    ],
)
def test_texts_take_every_one_of_them_that_is_a_text(path: str, text: str) -> None:
    """What has no form of its own is taken as it is."""
    for string in STRINGS:
        if not is_text(string):
            continue
        kind = FOLDERS[path.split("/")[1]][0]
        raw, problems = parse_file(
            FoundFile(path, kind), text.replace("{0}", filled(Text(string, 0, 0), string)).encode()
        )
        assert raw is not None
        checked = check_file(raw)
        assert [*problems, *checked.problems] == []
        entity = checked.entity
        taken = " ".join(string.split())
        match entity:
            case Claim():
                assert entity.unknowns == (taken,)
            case Source():
                assert entity.note == taken
            case Person():
                assert entity.description == taken
