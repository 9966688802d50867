"""What strangers may write: 887 strings made to break programs and browsers, in every text that the content can hold.

Each string fills every text field of a claim, with its own source, person and topic, and stands in the topic's body.
The same site is built with harmless words, and the two may differ in nothing but words: no element, attribute or
address may come from a string but those that Markdown makes in a body. What can't be a text (too long, control
characters, nothing but space) must be refused. Then a browser with scripts on opens the pages, without the policy
that forbids scripts, and nothing may run or ask for anything.
"""

import csv
import functools
import io
import json
import re
import shutil
import xml.etree.ElementTree as ElementTree
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext

from onrecord.cli import main
from tests.browser import serve_folder
from tests.formats.test_citation import read_bibtex, read_latex
from tests.parsed_html import Element, parse_html
from tests.small_site import ROOT, build, write_file

DATA = Path(__file__).parent / "data"
BASE_URL = "https://facts.example/"
_ATOM = "{http://www.w3.org/2005/Atom}"
HARMLESS = "Harmless words"
HOSTILE_SITE = "'\"><img src=x onerror=alert(1)></title><script>alert(2)</script>{{ 7*7 }}"

TEMPLATE_STRINGS = ["{{ 7*7 }}", "{% raw %}", "{# no comment #}", "{{ view.head }} ${7+7} #{7+7} <%= 7+7 %>"]
MARKDOWN_STRINGS = [
    "# A heading\n\n## Another\n\n### A third\n\n*words* **words** `words` > words",
    "[words](https://example.org/?a=b&c=%22d) <https://example.org/> <someone@example.org> [down](#section-a)",
    "| one | two |\n| :-- | --: |\n| <b>1</b> | [2](https://example.org/) |",
    "3. third\n4. fourth\n\n- a\n    - b\n\n> quoted\n\n        code\n\n---",
]


def read_strings() -> list[str]:
    """All strings, each once."""
    naughty = json.loads((DATA / "blns/blns.json").read_bytes())
    sanitiser = [each["payload"] for each in json.loads((DATA / "dompurify/vectors.json").read_bytes())]
    cheatsheet = json.loads((DATA / "html5sec/vectors.json").read_bytes())
    assert len(naughty) + len(sanitiser) + len(cheatsheet) == 887
    return list(dict.fromkeys([*TEMPLATE_STRINGS, *MARKDOWN_STRINGS, *naughty, *sanitiser, *cheatsheet]))


STRINGS = read_strings()

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_TITLE_CHARACTERS = 500


def can_be_text(string: str) -> bool:
    """Tell whether a field must take the string."""
    return bool(string.split()) and not _CONTROLS.search(string)


def quoted(string: str) -> str:
    """The string as YAML in double quotation marks, on one line."""
    text = json.dumps(string, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]", lambda each: f"\\u{ord(each[0]):04x}", text)


SITE = """\
title: {s}
tagline: {s}
notice: {s}
language: en
publisher: {{name: {s}, url: "https://publisher.example/"}}
licences:
  text: {{name: {s}, url: "https://licences.example/"}}
verdicts:
  - {{id: "true", label: {s}, meaning: {s}, rating: 5}}
  - {{id: unproven, label: {s}, meaning: {s}, conclusive: no}}
rules: {{independent_sources: 0}}
navigation: [claims, topics, people, sources, timeline, in-navigation]
"""

# Files of one string: n is its number, s the string, t the string where it is short enough for a title.
FILES = {
    "content/claims/claim-{n}.md": """\
---
claim: {t}
headline: {t}
claimants: [{{unknown: {t}, via: own-{n}}}, {{id: person-{n}, via: own-{n}}}]
claimed_on: 2020-03-04
verdict: unproven
summary: {s}
topics: [topic-{n}]
published: 2020-06-01
checked: 2020-06-01
evidence: [{{source: own-{n}, stance: supports, finding: {s}}}]
replies_not_sought: {s}
sources:
  - {{id: own-{n}, title: {t}, no_url: {s}, authors: [{s}], lang: ar, kind: blog, note: {s}, publisher: person-{n}}}
---
Words. [@own-{n}]
""",
    "content/people/person-{n}.yaml": "name: {t}\nkind: person\ndescription: {s}\nurl: https://people.example/{n}\n",
    "content/topics/topic-{n}.md": "---\ntitle: {t}\nsummary: {s}\n---\n{body}\n",
}
PAGES_OF_A_STRING = ("claims/claim-{n}", "sources/own-{n}", "people/person-{n}", "topics/topic-{n}")

# Every page of the site names these, so they are few.
PAGE = "---\ntitle: {s}\nsummary: {s}\nparts: [verdict-scale, rules, contact, licences, record]\n---\n{s}\n"

# A claim whose lists hold many strings.
MANY = """\
---
claim: Words.
headline: Words
claimants:
{claimants}
claimed_on: 2020-03-04
verdict: "true"
summary: Words.
topics: [topic-0000]
published: 2020-06-01
checked: 2020-06-01
authors:
{authors}
evidence:
{evidence}
counter_statements:
{counter_statements}
replies:
{replies}
unknowns:
{authors}
would_settle:
{authors}
corrections:
{corrections}
sources:
{sources}
---
Words.
"""
LISTS = {
    "claimants": "  - {{unknown: {t}, via: many-{n}}}",
    "authors": "  - {s}",
    "evidence": """\
  - {{source: many-{n}, stance: supports, finding: {s}, quote: {{text: {s}, lang: ar, translation: {s}, at: {t}}}}}
  - {{source: many-{n}, stance: refutes, finding: {s}}}
  - {{source: many-{n}, stance: context, finding: {s}, quote: {{text: {s}}}}}""",
    "counter_statements": """\
  - {{by: person-0000, position: denies, on: 2020, source: many-{n}, text: {s}, quote: {{text: {s}}}}}""",
    "replies": """\
  - {{to: person-0000, asked: 2020-05-20, deadline: 2020-05-27, outcome: replied, on: 2020-05-22, text: {s}}}""",
    "corrections": "  - {{on: 2020-06-09, field: {t}, from: {s}, to: {s}, note: {s}}}",
    "sources": """\
  - {{id: many-{n}, title: {t}, url: "https://sources.example/{n}", lang: en, kind: news,
     copy: {{url: "https://copies.example/{n}", host: {t}, complete: no}}}}""",
}
_MOST_BYTES = 60 * 1024  # of the 64 KiB that front matter may have


def is_long(string: str) -> bool:
    return len(" ".join(string.split())) > _TITLE_CHARACTERS


def values_of(number: int, string: str) -> dict[str, str]:
    title = HARMLESS if is_long(string) else string
    return {"n": f"{number:04d}", "s": quoted(string), "t": quoted(title)}


def write_strings(site: Path, strings: dict[int, str], bodies: dict[int, str]) -> None:
    """Write the files of each string; its topic's text is the body as it is."""
    for number, string in strings.items():
        values = values_of(number, string)
        for path, text in FILES.items():
            filled = text.format(**values, body="{body}").replace("{body}", bodies.get(number, "Words."))
            write_file(site / path.format(n=values["n"]), filled)


def claim_of_many(strings: dict[int, str]) -> str:
    lists = {key: [line.format(**values_of(*each)) for each in strings.items()] for key, line in LISTS.items()}
    return MANY.format(**{key: "\n".join(lines) for key, lines in lists.items()})


def pack(strings: dict[int, str]) -> list[list[int]]:
    """Put as many strings together as fit into one claim of many."""
    packs: list[list[int]] = [[]]
    room = _MOST_BYTES
    for number, string in strings.items():
        needed = len(claim_of_many({number: string}).encode())
        if needed > room:
            packs.append([])
            room = _MOST_BYTES
        packs[-1].append(number)
        room -= needed
    return packs


def check(site: Path) -> list[dict[str, Any]]:
    """The errors of a site, as ``check`` tells them to programs."""
    with redirect_stdout(io.StringIO()) as result:
        main(["check", "--format", "json", "--site", str(site)])
    return [each for each in json.loads(result.getvalue()) if each["severity"] == "error"]


def number_of(problem: dict[str, Any]) -> int:
    match = re.search(r"-(\d{4})\.", problem["path"])
    assert match, problem
    return int(match[1])


def is_in_body(problem: dict[str, Any]) -> bool:
    return bool(problem["path"].startswith("content/topics/") and problem["line"] > 4)


# The codes with which a body may be refused: links that lead nowhere, mentions of what isn't there, control characters.
REFUSALS_OF_BODIES = {
    "character-forbidden",
    "claim-unknown",
    "link-invalid",
    "picture-unsupported",
    "source-unknown",
    "text-too-complex",
}


class Sites:
    """The site of the strings and the site of harmless words, both built."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "hostile"
        self.refused_in_fields: dict[int, set[str]] = {}
        self.refused_in_bodies: dict[int, set[str]] = {}
        self.strings = {0: HARMLESS} | dict(enumerate(STRINGS, 1))
        self.bodies = dict(self.strings)
        for name in ("templates", "static"):
            shutil.copytree(ROOT / name, self.site / name)
        self.write_site(HOSTILE_SITE)
        write_strings(self.site, self.strings, self.bodies)
        self.leave_out_what_is_refused()
        packs = pack(self.strings)
        self.write_packs(packs, self.strings)
        self.hostile = folder / "hostile-output"
        assert build(self.site, self.hostile, "--base-url", BASE_URL) == 0
        self.write_site(HARMLESS)
        harmless = {number: HARMLESS * (50 if is_long(each) else 1) for number, each in self.strings.items()}
        write_strings(self.site, harmless, {})
        self.write_packs(packs, harmless)
        self.harmless = folder / "harmless-output"
        assert build(self.site, self.harmless, "--base-url", BASE_URL) == 0

    def write_site(self, string: str) -> None:
        write_file(self.site / "content/site.yaml", SITE.format(s=quoted(string)))
        for name in ("in-navigation", "in-the-foot"):
            write_file(self.site / f"content/pages/{name}.md", PAGE.format(s=quoted(string)))

    def write_packs(self, packs: list[list[int]], strings: dict[int, str]) -> None:
        for count, numbers in enumerate(packs):
            text = claim_of_many({number: strings[number] for number in numbers})
            write_file(self.site / f"content/claims/many-{count:04d}.md", text)

    def leave_out_what_is_refused(self) -> None:
        for _ in range(3):
            for problem in check(self.site):
                number = number_of(problem)
                place = self.refused_in_bodies if is_in_body(problem) else self.refused_in_fields
                place.setdefault(number, set()).add(problem["code"])
            for number in self.refused_in_fields:
                self.strings.pop(number, None)
                for path in FILES:
                    (self.site / path.format(n=f"{number:04d}")).unlink(missing_ok=True)
            for number in self.refused_in_bodies:
                self.bodies.pop(number, None)
            again = {number: self.strings[number] for number in self.refused_in_bodies if number in self.strings}
            write_strings(self.site, again, self.bodies)

    @functools.cache  # noqa: B019 - there is one such object, and it lives as long as its module
    def page(self, path: str) -> Element:
        """A page of the strings."""
        return parse_html((self.hostile / path / "index.html").read_bytes())


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return Sites(tmp_path_factory.mktemp("strings"))


def test_what_can_be_no_text_is_refused_and_everything_else_is_taken(sites: Sites) -> None:
    refused = {STRINGS[number - 1] for number in sites.refused_in_fields}
    assert refused == {string for string in STRINGS if not can_be_text(string)}
    codes = set().union(*sites.refused_in_fields.values())
    assert codes <= {"character-forbidden", "value-empty", "yaml-invalid"}
    assert len(sites.strings) > 850


def test_bodies_are_refused_only_for_links_pictures_and_shapes(sites: Sites) -> None:
    codes = set().union(*sites.refused_in_bodies.values())
    assert codes <= REFUSALS_OF_BODIES
    assert len(sites.bodies) > 750


# Attributes that hold words, so that they differ between the two sites.
_WORDS = {("a", "aria-label"), ("meta", "content"), ("link", "title"), ("template", "data-verdict")}


def skeleton(element: Element) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """All elements with their attributes but for words; what Markdown made is looked at by another test."""
    found = []
    for child in element.children:
        if not isinstance(child, Element):
            continue
        named = sorted(child.attributes.items())
        found.append((child.tag, tuple((n, "" if (child.tag, n) in _WORDS else value) for n, value in named)))
        if not {"prose", "contents"} & set(child.classes):
            found += skeleton(child)
    return found


def is_listing(path: str) -> bool:
    """Tell whether a page is sorted by words or holds the rows of many strings."""
    parts = path.split("/")
    if "page" in parts or parts[0] == "verdicts":
        return True
    return len(parts) < 3


def test_the_pages_differ_in_words_alone(sites: Sites) -> None:
    """Elements, attributes, addresses and their order are those of harmless words."""
    for kind in PAGES_OF_A_STRING:
        expected: dict[bool, str] = {}
        for number, string in sites.strings.items():
            if number == 0:  # its person and topic belong to the claims of many strings, too
                continue
            path = f"{kind.format(n=f'{number:04d}')}/index.html"
            if is_long(string) not in expected:
                words = skeleton(parse_html((sites.harmless / path).read_bytes()))
                expected[is_long(string)] = repr(words).replace(f"{number:04d}", "0000")
            found = skeleton(sites.page(path.removesuffix("/index.html")))
            assert repr(found).replace(f"{number:04d}", "0000") == expected[is_long(string)], (path, string)


def test_the_claims_of_many_strings_differ_in_words_alone(sites: Sites) -> None:
    paths = sorted(path.relative_to(sites.hostile) for path in sites.hostile.glob("claims/many-*/index.html"))
    assert len(paths) > 30
    for path in paths:
        pair = [skeleton(parse_html((output / path).read_bytes())) for output in (sites.hostile, sites.harmless)]
        assert pair[0] == pair[1], path


def test_the_listings_differ_in_words_and_order_alone(sites: Sites) -> None:
    """They are sorted by words, so all of them are compared together."""
    counts: tuple[Counter[Any], Counter[Any]] = (Counter(), Counter())
    for count, output in zip(counts, (sites.hostile, sites.harmless), strict=True):
        paths = [path.relative_to(output).as_posix() for path in output.rglob("*.html")]
        for path in filter(is_listing, paths):
            count.update(skeleton(parse_html((output / path).read_bytes())))
            count[path] += 1
    assert counts[0] == counts[1]
    assert counts[0].total() > 100_000


# What Markdown may make, and no more.
_PROSE: dict[str, set[str]] = {
    **{tag: set() for tag in "p ul li blockquote pre code em strong br hr table thead tbody tr".split()},
    **{f"h{level}": {"id"} for level in range(2, 7)},
    "div": {"class", "role", "tabindex", "aria-label"},  # the frame of a table, from our own hand
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    "a": {"href", "rel"},
}
_CLASSES = {False: {"align-left", "align-center", "align-right"}, True: {"frame"}}
_WEB = re.compile(r"https?://[a-zA-Z0-9.-]+(:[0-9]+)?([/?#][!-~]*)?")
_MAIL = re.compile(r"mailto:[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+")


def test_a_body_holds_only_what_markdown_makes(sites: Sites) -> None:
    made: Counter[str] = Counter()
    for number in sites.bodies.keys() & sites.strings.keys():
        for element in sites.page(f"topics/topic-{number:04d}").one("div", class_="prose").walk():
            made[element.tag] += 1
            assert element.attributes.keys() <= _PROSE[element.tag], (number, element.tag, element.attributes)
            assert element.attributes.get("class", "align-left") in _CLASSES[element.tag == "div"]
            assert element.attributes.get("id", "section-").startswith("section-")
            assert element.attributes.get("start", "1").isdigit()
            check_link(element)
    assert {"p", "em", "strong", "code", "pre", "a", "h3", "table", "ol", "ul", "blockquote", "hr"} <= set(made)


def check_link(element: Element) -> None:
    address = element.attributes.get("href", "")
    if _WEB.fullmatch(address):
        assert set(element.attributes["rel"].split()) == {"nofollow"}
    else:
        assert address == "" or _MAIL.fullmatch(address) or re.fullmatch(r"#[\w-]+", address), address


def test_words_are_shown_as_they_are_written(sites: Sites) -> None:
    for number, string in sites.strings.items():
        words = " ".join(string.split())
        page = sites.page(f"claims/claim-{number:04d}")
        assert page.one("p", class_="finding__summary").text == words
        if not is_long(string):
            assert page.one("h1").text == words
            assert page.one("title").text.startswith(words)


def test_structured_data_holds_the_words_and_nothing_else(sites: Sites) -> None:
    for number, string in sites.strings.items():
        source = (sites.hostile / f"claims/claim-{number:04d}/index.html").read_text(encoding="utf-8")
        data = re.findall(r'<script type="application/ld\+json">(.*?)</script', source, re.DOTALL)
        assert not set("<>&'") & set("".join(data))
        (review,) = (each for each in map(json.loads, data) if each["@type"] == "ClaimReview")
        assert review["reviewRating"]["ratingExplanation"] == " ".join(string.split())


def test_no_text_is_taken_for_a_template(sites: Sites) -> None:
    for number, string in enumerate(TEMPLATE_STRINGS, 1):
        page = sites.page(f"claims/claim-{number:04d}")
        assert page.one("h1").text == string
        prose = sites.page(f"topics/topic-{number:04d}").one("div", class_="prose")
        assert prose.text.strip() == string


def test_files_of_xml_are_well_formed(sites: Sites) -> None:
    names = [path.relative_to(sites.hostile) for path in sites.hostile.rglob("*.xml")]
    assert len(names) > len(sites.strings)
    for name in names:
        hostile, harmless = (ElementTree.parse(output / name).getroot() for output in (sites.hostile, sites.harmless))
        assert [each.tag for each in hostile.iter()] == [each.tag for each in harmless.iter()]


def test_files_of_json_hold_the_words_and_nothing_else(sites: Sites) -> None:
    names = [path.relative_to(sites.hostile) for path in sites.hostile.rglob("*.json")]
    for name in names:
        # What scripts read goes by places in lists sorted by words, and by digests; tests of the scripts draw all strings.
        if name.parts[0] == ".onrecord" or name.parts[0] == "search":
            continue
        hostile, harmless = (json.loads((output / name).read_bytes()) for output in (sites.hostile, sites.harmless))
        assert shape_of(hostile) == shape_of(harmless), name
    for number, string in sites.strings.items():
        words = " ".join(string.split())
        file = json.loads((sites.hostile / f"claims/claim-{number:04d}/claim.json").read_bytes())
        assert file["claim"]["summary"] == file["sources"][0]["no_url"] == file["people"][0]["description"] == words
        assert file["claim"]["evidence"][0]["finding"] == file["topics"][0]["summary"] == words


def shape_of(value: object) -> object:
    """A value with a word in the place of each text, and of each list of plain texts."""
    if isinstance(value, dict):
        return {key: shape_of(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape_of(each) for each in value]
    return "text" if isinstance(value, str) else value


def test_the_table_holds_the_words_and_no_formula(sites: Sites) -> None:
    with open(sites.hostile / "data/claims.csv", encoding="utf-8-sig", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file, strict=True)}
    for row in rows.values():
        assert None not in row and None not in row.values()
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    for number, string in sites.strings.items():
        cell = rows[f"claim-{number:04d}"]["summary"]
        assert cell.removeprefix("'") == " ".join(string.split()).removeprefix("'")


def test_the_entries_for_citing_hold_the_words_and_no_command(sites: Sites) -> None:
    entries = (sites.hostile / "data/claims.bib").read_text(encoding="utf-8").split("\n\n")[1:]
    titles = {(fields := read_bibtex(each))["key"]: fields["title"] for each in entries if each}
    for number, string in sites.strings.items():
        if not is_long(string):
            assert read_latex(titles[f"claim-{number:04d}"][1:-1]) == " ".join(string.split())


def test_feeds_hold_the_words_and_no_element_of_theirs(sites: Sites) -> None:
    for number, string in sites.strings.items():
        if number == 0:  # under its topic stand the claims of many, which leave no room for others
            continue
        folder = f"topics/topic-{number:04d}"
        hostile, harmless = (
            json.loads((output / folder / "feed.json").read_bytes())["items"]
            for output in (sites.hostile, sites.harmless)
        )
        (item,) = (each for each in hostile if each["url"].endswith(f"claim-{number:04d}/"))
        (other,) = (each for each in harmless if each["url"] == item["url"])
        content, expected = parse_html(item["content_html"]), parse_html(other["content_html"])
        assert [(each.tag, sorted(each.attributes)) for each in content.walk()] == [
            (each.tag, sorted(each.attributes)) for each in expected.walk()
        ]
        assert " ".join(string.split()) in content.text
        entry = ElementTree.parse(sites.hostile / folder / "feed.xml").getroot().find(f".//{_ATOM}content")
        assert entry is not None and entry.text == item["content_html"]


# Tells of everything that a payload calls to show that it runs, in every frame.
_TRIPWIRE = """
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
  Object.defineProperty(window, name, {value: () => console.error("tripwire: " + name), writable: false});
}
"""

# Opens pages in frames, and gives what elements, attributes and schemes the browser found in them.
_OPEN_IN_FRAMES = """
async (addresses) => {
  const seen = new Set();
  const open = (address) => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.hidden = !address.startsWith("/topics/topic-");  // long pages take long to be laid out
    frame.onload = () => {
      for (const element of frame.contentDocument.querySelectorAll("*")) {
        for (const attribute of element.attributes) seen.add(element.localName + " " + attribute.name);
        seen.add(element.localName);
        if (element.localName === "a" && element.hasAttribute("href")) seen.add("scheme " + element.protocol);
      }
      if (frame.contentWindow.location.href !== new URL(address, location.href).href) seen.add("moved " + address);
      resolve(frame);
    };
    frame.src = address;
    document.body.append(frame);
  });
  const frames = await Promise.all(addresses.map(open));
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const frame of frames) frame.remove();
  return [...seen];
}
"""


def watched_context(browser: Browser) -> tuple[BrowserContext, list[str], set[str]]:
    """A browser without the policy that forbids scripts, what runs in it, and what it asks for."""
    context = browser.new_context(bypass_csp=True)
    context.add_init_script(_TRIPWIRE)
    alarms: list[str] = []
    requests: set[str] = set()
    context.on("console", lambda message: alarms.append(f"{message.text} at {message.location}"))
    context.on("weberror", lambda error: alarms.append(str(error.error)))
    context.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    context.on("request", lambda request: requests.add(request.url))
    return context, alarms, requests


def static_files(sites: Sites, address: str) -> set[str]:
    files = (path for path in (sites.hostile / "static").rglob("*") if path.is_file())
    return {address + path.relative_to(sites.hostile).as_posix() for path in files}


@pytest.mark.browser
def test_nothing_runs_in_a_browser_and_nothing_is_asked_for(sites: Sites, browser: Browser) -> None:
    pages = [path.parent.relative_to(sites.hostile).as_posix() for path in sites.hostile.rglob("index.html")]
    wanted = sorted(
        path for path in pages if path.startswith(("topics/topic-", "claims/many-")) or is_listing(f"{path}/index.html")
    )
    context, alarms, requests = watched_context(browser)
    # The pages as they come; what the site's own script makes of them is looked at by the next test.
    context.route("**/static/js/*", lambda route: route.fulfill(body="", content_type="text/javascript"))
    with serve_folder(sites.hostile) as address:
        page = context.new_page()
        page.goto(address)
        seen: set[str] = set()
        for start in range(0, len(wanted), 40):
            seen |= set(page.evaluate(_OPEN_IN_FRAMES, [f"/{path}/" for path in wanted[start : start + 40]]))
    context.close()
    assert alarms == []
    opened = {f"{address}{path}/" for path in wanted}
    assert requests - opened <= {address, *static_files(sites, address)}
    assert {each for each in seen if each.startswith("scheme ")} <= {"scheme http:", "scheme https:", "scheme mailto:"}
    assert not {each for each in seen if each.startswith("moved ")}
    assert seen <= known_to_templates(sites) | known_to_markdown()


# Has everything drawn that the filters of the page of all claims can draw, and gives the findings of all claims.
_DRAW_EVERYTHING = """
async () => {
  document.querySelector(".facets").open = true;
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  while (document.querySelector(".found__count").textContent === "Loading the claims …") await pause();
  for (const finder of document.querySelectorAll(".facet__finder input")) {
    for (const letter of ["<", "a", "1"]) {
      finder.value = letter;
      finder.dispatchEvent(new Event("input", {bubbles: true}));
      for (const box of finder.closest(".facet").querySelectorAll("[type=checkbox]")) box.click();
      await pause();
    }
  }
  document.querySelector("[data-action=clear]").click();
  document.querySelector("[name=sort]").value = "title";
  document.querySelector("[name=sort]").dispatchEvent(new Event("input", {bubbles: true}));
  const more = document.querySelector(".found__more");
  while (!more.hidden) more.click();
  await pause();
  return [...document.querySelectorAll(".cards:not([hidden]) h2")].map((title) => title.textContent);
}
"""

_LIST_ELEMENTS = """
() => [...document.querySelectorAll("*")].flatMap((element) => [
  element.localName,
  ...[...element.attributes].map((attribute) => `${element.localName} ${attribute.name}`),
])
"""


@pytest.mark.browser
def test_nothing_runs_where_a_script_draws_the_claims(sites: Sites, browser: Browser) -> None:
    context, alarms, requests = watched_context(browser)
    with serve_folder(sites.hostile) as address:
        page = context.new_page()
        page.goto(f"{address}claims/?{urlencode({'q': '<img src=x onerror=alert(1)>', 'topic': HOSTILE_SITE})}")
        page.wait_for_selector(".found__chips:not([hidden])")
        assert HOSTILE_SITE in page.text_content(".found__chips")
        titles = page.evaluate(_DRAW_EVERYTHING)
        seen = set(page.evaluate(_LIST_ELEMENTS))
    context.close()
    assert alarms == []
    assert {url.partition("?")[0] for url in requests} <= {
        f"{address}claims/",
        f"{address}search/claims.json",
        *static_files(sites, address),
    }
    shown = Counter(" ".join(string.split()) for string in sites.strings.values() if not is_long(string))
    assert not shown - Counter(titles)
    known = known_to_templates(sites)
    assert {name for name in seen if " " not in name} <= known | {"form"}
    attributes = {name.partition(" ")[2] for name in known}
    assert {name.partition(" ")[2] for name in seen} <= attributes | {"hidden"}


def known_to_templates(sites: Sites) -> set[str]:
    """Every element, and every element with one of its attributes, on the pages of harmless words."""
    known = {"scheme http:", "scheme https:", "scheme mailto:"}
    for path in sites.harmless.rglob("*.html"):
        relative = path.relative_to(sites.harmless).as_posix()
        if "/page/" not in relative and (is_listing(relative) or "-0000/" in relative):
            for element in parse_html(path.read_bytes()).walk():
                known |= {element.tag, *(f"{element.tag} {name}" for name in element.attributes)}
    # The parser of the test writes in small letters what SVG writes otherwise.
    return known | {"svg viewBox", "svg preserveAspectRatio"}


def known_to_markdown() -> set[str]:
    return {*_PROSE, *(f"{tag} {name}" for tag, names in _PROSE.items() for name in names)}
