"""How to cite a page: the three forms say the same, and no letter of a title breaks one of them."""

import json
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.formats.citation import Reference, cite_as_bibtex, cite_as_csl, cite_in_words

PAGE = Reference(
    id="plane-trees",
    authors=("The city desk", "Ann Author"),
    title="The council's own survey counts 312 plane trees",
    site="The Exampleville Record",
    changed="2020-06-09",
    language="en",
    verdict="False",
    address="https://facts.example/claims/plane-trees/",
)
ADDRESSES = st.just(PAGE.address) | st.just("")
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)


def read_bibtex(text: str) -> dict[str, str]:
    """An entry's fields as BibTeX sees them: it counts braces, and takes no notice of a backslash before one."""
    match = re.fullmatch(r"@misc\{([a-z0-9-]+),\n(.*)\}", text, re.DOTALL)
    assert match
    fields, rest = {"key": match[1]}, match[2]
    while rest:
        opened = re.match(r"  ([a-z]+) = \{", rest)
        assert opened, rest
        depth, end = 1, opened.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        fields[opened[1]] = rest[opened.end() : end - 1]
        assert rest[end : end + 2] == ",\n"
        rest = rest[end + 2 :]
    return fields


def read_latex(text: str) -> str:
    """What LaTeX prints for a text without other commands than those that stand for a letter."""
    commands = {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    letters: list[str] = []
    while text:
        command = re.match(r"\\text([a-z]+)\{\}", text)
        if command:
            letters.append(commands[command[1]])
            text = text[command.end() :]
        elif text[0] == "\\":
            assert text[1] in "&%$#_"
            letters.append(text[1])
            text = text[2:]
        else:
            assert text[0] not in "\\{}~^&%$#_"
            letters.append(text[0])
            text = text[1:]
    return "".join(letters)


def test_in_words_it_names_who_when_what_and_where() -> None:
    assert cite_in_words(PAGE) == (
        "The city desk, Ann Author (2020-06-09). The council's own survey counts 312 plane trees. "
        "The Exampleville Record."
    )


def test_in_words_a_site_that_is_its_own_author_is_named_once() -> None:
    by_itself = msgspec.structs.replace(PAGE, authors=(PAGE.site,), title="Is it so?")
    assert cite_in_words(by_itself) == "The Exampleville Record (2020-06-09). Is it so?"


def test_bibtex_has_names_in_braces_and_the_day() -> None:
    assert cite_as_bibtex(PAGE) == (
        "@misc{plane-trees,\n"
        "  author = {{The city desk} and {Ann Author}},\n"
        "  title = {{The council's own survey counts 312 plane trees}},\n"
        "  howpublished = {The Exampleville Record},\n"
        "  year = {2020},\n"
        "  month = {6},\n"
        "  note = {False},\n"
        "  url = {https://facts.example/claims/plane-trees/},\n"
        "}"
    )


def test_csl_has_the_fields_of_its_schema() -> None:
    assert cite_as_csl(PAGE) == {
        "id": "plane-trees",
        "type": "webpage",
        "author": [{"literal": "The city desk"}, {"literal": "Ann Author"}],
        "title": "The council's own survey counts 312 plane trees",
        "container-title": "The Exampleville Record",
        "issued": {"date-parts": [[2020, 6, 9]]},
        "language": "en",
        "URL": "https://facts.example/claims/plane-trees/",
    }


def test_an_address_that_is_not_known_is_left_out() -> None:
    nowhere = msgspec.structs.replace(PAGE, address="")
    assert "url" not in cite_as_bibtex(nowhere)
    assert "URL" not in cite_as_csl(nowhere)


@pytest.mark.parametrize("sign", list("\\{}$&#^_%~\"'@,="))
def test_bibtex_keeps_every_sign_that_means_something_to_it(sign: str) -> None:
    title = f"{sign}a {sign}{sign} b{sign}"
    fields = read_bibtex(cite_as_bibtex(msgspec.structs.replace(PAGE, title=title)))
    assert read_latex(fields["title"].removeprefix("{").removesuffix("}")) == title


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=3), TEXTS, ADDRESSES)
def test_all_forms_hold_the_same_letter_by_letter(title: str, authors: list[str], site: str, address: str) -> None:
    page = msgspec.structs.replace(PAGE, title=title, authors=tuple(authors), site=site, address=address)
    fields = read_bibtex(cite_as_bibtex(page))
    item = json.loads(json.dumps(cite_as_csl(page)))
    assert read_latex(fields["title"][1:-1]) == item["title"] == title
    names = [read_latex(name) for name in re.findall(r"\{((?:[^{}]|\{\})*)\}", fields["author"])]
    assert names == [each["literal"] for each in item["author"]] == authors
    assert item.get("container-title", authors[0]) == site
    assert "howpublished" not in fields or read_latex(fields["howpublished"]) == site
    assert fields.get("url", "") == item.get("URL", "") == address
    assert title in cite_in_words(page)
