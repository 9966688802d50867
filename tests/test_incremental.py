"""An incremental build makes, byte for byte, what a clean build makes: after any edits, with one worker or several.

The templates here print whole views, so a page that should have been made anew and was not differs from a clean build's
even where the real templates would show no difference.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from onrecord import pipeline
from onrecord.content import cache, load
from onrecord.formats import feeds, search, share_drawing, sitemap
from onrecord.options import Options
from onrecord.pages import affected, make, pager
from onrecord.pages.outline import KINDS
from onrecord.pipeline import build_site
from onrecord.publish.write import STATE_FOLDER
from tests.git_repository import commit, start_repository

SITE = """\
title: {title}
language: {language}
verdicts:
  - {{id: true, label: True, meaning: Borne out., rating: 5}}
  - {{id: false, label: False, meaning: Contradicted., rating: 1, adverse: yes}}
  - {{id: unproven, label: Unproven, meaning: Undecided., conclusive: no}}
rules: {{independent_sources: 0}}
navigation: [claims, about]
search: {search}
"""


@dataclass
class Draft:
    """What the files shall say. Ids are numbers; each edit keeps every mention true."""

    title: str = "A record"
    language: str = "en"
    claims: dict[int, dict[str, object]] = field(default_factory=dict)
    sources: dict[int, dict[str, object]] = field(default_factory=dict)
    people: dict[int, tuple[str, str]] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    snapshots: dict[int, dict[str, object]] = field(default_factory=dict)
    about: str = "Words."
    person_kind: str = "person"
    search: str = "off"
    switches: str = ""

    def files(self) -> dict[str, str]:
        files = {
            "content/site.yaml": SITE.format(title=self.title, language=self.language, search=self.search)
            + self.switches
        }
        for id, (name, about) in self.people.items():
            files[f"content/people/person-{id}.yaml"] = (
                f"name: {name}\nkind: {self.person_kind}\ndescription: {about}\n"
            )
        for id, title in self.topics.items():
            mentioned = f" [[person:person-{min(self.people)}]]" if id % 2 else ""
            files[f"content/topics/topic-{id}.md"] = f"---\ntitle: {title}\nsummary: About it.\n---\nText{mentioned}.\n"
        for id, source in self.sources.items():
            relays, through = (
                [f"source-{each}" for each in source[key] if each in self.sources and each != id]  # type: ignore[attr-defined]
                for key in ("relays", "through")
            )
            files[f"content/sources/source-{id}.yaml"] = (
                f"title: {source['title']}\nurl: https://example.org/{id}\nlang: en\nkind: {source['kind']}\n"
                f"publisher: person-{self.near(self.people, source['publisher'])}\n"
                + (f"relays: [{', '.join(relays)}]\n" if relays else "")
                + (f"known_through: [{', '.join(through)}]\n" if through else "")
                + (f"status: {{is: {source['status']}, on: 2020-09-01, note: So.}}\n" if source["status"] else "")
            )
        for id, snapshot in self.snapshots.items():
            if id in self.sources:
                files[f"content/snapshots/source-{id}.yaml"] = self.snapshot(id, snapshot)
        for id, claim in self.claims.items():
            files[f"content/claims/{claim['folder']}claim-{id}.md"] = self.claim(id, claim)
        first = f"[[claim-{min(self.claims)}]]" if self.claims else "nothing"
        files["content/pages/about.md"] = (
            f"---\ntitle: About\nparts: [verdict-scale, record]\n---\n{self.about} {first}\n"
        )
        return files

    def claim(self, id: int, claim: dict[str, object]) -> str:
        other = self.near(self.claims, claim["other"])
        person, answering = (f"person-{self.near(self.people, claim[key])}" for key in ("person", "answering"))
        source, second = (f"source-{self.near(self.sources, claim[key])}" for key in ("source", "second"))
        withdrawn = "withdrawn: {on: 2021-02-02, reason: It was of another town.}\n" if claim["withdrawn"] else ""
        if claim["redacted"]:
            withdrawn += "redacted: {on: 2021-02-03, reason: A court said so.}\n"
        aliases = ", ".join(f"claim-{each}" for each in self.aliases_of(id))
        former = f"aliases: [{aliases}]\n" if aliases else ""
        related = f"related:\n  - {{claim: claim-{other}, as: part-of}}\n" if other != id else ""
        corrected = "".join(
            f"  - {{on: 2021-01-0{day}, field: verdict, from: 'false', to: 'true', note: Found.}}\n"
            for day in claim["corrected"]  # type: ignore[attr-defined]
        )
        correction = f"corrections:\n{corrected}" if corrected else ""
        own = "".join(
            f"  - {{id: own-{id}-{name}, title: {title}, url: 'https://example.org/{id}/{name}', lang: en, kind: {kind}}}\n"
            for name, title, kind in claim["own"]  # type: ignore[attr-defined]
        )
        own = f"sources:\n{own}" if own else ""
        cited = f"own-{id}-a" if f"own-{id}-a" in own else source
        return (
            f"---\nclaim: Claim {claim['words']}.\nheadline: Finding {claim['headline']}\n"
            f"claimants:\n  - {{id: {person}, via: {cited}}}\nclaimed_on: {claim['claimed']}\nverdict: {claim['verdict']}\n"
            f"summary: Short {claim['summary']}.\ntopics: [topic-{self.near(self.topics, claim['topic'])}]\n"
            f"published: 2020-0{1 + id % 9}-01\nchecked: 2020-12-0{claim['checked']}\n{claim['review']}"
            f"replies_not_sought: Nobody could be.\n"
            f"evidence:\n  - {{source: {source}, stance: supports, finding: It is,"
            f" quote: {{text: It is {claim['words']}.}}}}\n"
            f"  - {{source: {second}, stance: refutes, finding: It is not.}}\n"
            f"counter_statements:\n  - {{by: {answering}, position: denies, on: 2020, source: {second}, text: No.}}\n"
            f"{related}{correction}{withdrawn}{former}{own}"
            f"reexamined: [{{on: 2020-08-0{1 + id % 3}, source: {source}, note: We looked.}},"
            f" {{on: 2020-09-0{1 + id % 3}, source: {second}, note: Again.}}]\n"
            f"---\nText {claim['words']}. [@{second}] [[claim-{other}]] [[person:{answering}]]\n"
        )

    def aliases_of(self, id: int) -> list[int]:
        """The former numbers of a claim that nothing else has taken since."""
        free = [former for former in self.claims[id]["aliases"] if former not in self.claims]  # type: ignore[attr-defined]
        return [former for former in free if id == min(n for n in self.claims if former in self.claims[n]["aliases"])]  # type: ignore[operator]

    @staticmethod
    def snapshot(id: int, snapshot: dict[str, object]) -> str:
        """Copies that have what every claim quotes; the newest has it no longer if it is lost."""
        passages = "passages: [{exact: It is one.}, {exact: It is two.}, {exact: It is three.}]"
        copy = f"date: 2020-06-0{snapshot['day']}, sha256: {'0' * 64}, url: 'https://example.org/{snapshot['words']}'"
        later = f"  - {{date: 2020-07-01, sha256: {'1' * 64}}}\n" if snapshot["lost"] else ""
        return f"copies:\n  - {{{copy}, {passages}}}\n{later}"

    @staticmethod
    def near(things: Mapping[int, object], id: object) -> int:
        """The thing with this number, or the one that takes its place when it is gone."""
        return id if id in things else min(things)  # type: ignore[return-value]


TEMPLATES = sorted({kind.template for kind in KINDS.values()} - {""})
NUMBERS = st.integers(0, 5)
WORDS = st.sampled_from(["one", "two", "three"])
DATES = st.sampled_from(["2011-01", "2012~", "2012-05-04", "../2011"])
KINDS_OF_SOURCES = st.sampled_from(["primary", "news"])
# A claim's own sources, of which it uses the one with the name a.
OWN_SOURCES = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), WORDS, KINDS_OF_SOURCES), max_size=2, unique_by=lambda source: source[0]
)
CLAIMS = st.fixed_dictionaries(
    {
        "words": WORDS, "headline": WORDS, "verdict": st.sampled_from(["true", "false", "unproven"]),
        "person": NUMBERS, "answering": NUMBERS, "source": NUMBERS, "second": NUMBERS, "topic": NUMBERS,
        "claimed": DATES,
        "other": NUMBERS, "folder": st.sampled_from(["", "2020/"]), "summary": WORDS, "checked": st.integers(1, 3),
        "review": st.sampled_from(["", "review_by: 2021-12-01\n"]),
        "corrected": st.lists(st.integers(1, 3), max_size=2).map(sorted),
        "withdrawn": st.booleans(), "redacted": st.booleans(), "aliases": st.just(()), "own": OWN_SOURCES,
    }
)  # fmt: skip
SNAPSHOTS = st.fixed_dictionaries({"day": st.integers(1, 3), "words": WORDS, "lost": st.booleans()})
SOURCES = st.fixed_dictionaries(
    {
        "title": WORDS,
        "kind": KINDS_OF_SOURCES,
        "publisher": NUMBERS,
        **dict.fromkeys(["relays", "through"], st.lists(NUMBERS, max_size=2)),
        "status": st.sampled_from(["", "retracted", "dead"]),
    }
)


class Edits(RuleBasedStateMachine):
    """Random edits, each followed by an incremental build with one worker, one with three, and a clean one."""

    folder: Path

    @initialize(claims=st.dictionaries(NUMBERS, CLAIMS, min_size=2, max_size=5))
    def begin(self, claims: dict[int, dict[str, object]]) -> None:
        for name in ("site", "one", "three", ".git"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        start_repository(self.folder)
        self.day = 1
        self.site = self.folder / "site"
        self.draft = Draft(claims=claims)
        for number in range(3):
            self.draft.people[number] = (f"Person {number}", "one")
            self.draft.topics[number] = f"Topic {number}"
            self.draft.sources[number] = {
                "title": "one", "kind": "news", "publisher": 0, "relays": [], "through": [], "status": "",
            }  # fmt: skip
        self.templates = dict.fromkeys(TEMPLATES, "")
        self.component = ""
        self.style = "a{}"

    @rule(id=NUMBERS, claim=CLAIMS)
    def write_claim(self, id: int, claim: dict[str, object]) -> None:
        self.draft.claims[id] = claim

    @rule(id=NUMBERS, key=st.sampled_from(["words", "headline", "summary"]), words=WORDS)
    def edit_words(self, id: int, key: str, words: str) -> None:
        self.draft.claims[Draft.near(self.draft.claims, id)][key] = words

    @rule(id=NUMBERS, date=DATES)
    def edit_date(self, id: int, date: str) -> None:
        self.draft.claims[Draft.near(self.draft.claims, id)]["claimed"] = date

    @rule(id=NUMBERS, checked=st.integers(1, 3))
    def check_again(self, id: int, checked: int) -> None:
        self.draft.claims[Draft.near(self.draft.claims, id)]["checked"] = checked

    @rule(id=NUMBERS, review=st.sampled_from(["", "review_by: 2021-12-01\n", "review_by: 2021-12-02\n"]))
    def plan_the_next_check(self, id: int, review: str) -> None:
        self.draft.claims[Draft.near(self.draft.claims, id)]["review"] = review

    @rule(id=NUMBERS, kind=KINDS_OF_SOURCES)
    def edit_kind_of_source(self, id: int, kind: str) -> None:
        self.draft.sources[Draft.near(self.draft.sources, id)]["kind"] = kind

    @rule(kind=st.sampled_from(["person", "government"]))
    def edit_kind_of_people(self, kind: str) -> None:
        self.draft.person_kind = kind

    @rule(id=NUMBERS, own=OWN_SOURCES)
    def edit_own_sources(self, id: int, own: list[tuple[str, str, str]]) -> None:
        self.draft.claims[Draft.near(self.draft.claims, id)]["own"] = own

    @rule(id=NUMBERS, days=st.lists(st.integers(1, 3), max_size=2).map(sorted))
    def correct_claim(self, id: int, days: list[int]) -> None:
        self.draft.claims[Draft.near(self.draft.claims, id)]["corrected"] = days

    @rule(id=NUMBERS, withdrawn=st.booleans())
    def withdraw_claim(self, id: int, withdrawn: bool) -> None:
        self.draft.claims[Draft.near(self.draft.claims, id)]["withdrawn"] = withdrawn

    @precondition(lambda self: len(self.draft.claims) > 1)
    @rule(id=NUMBERS)
    def delete_claim(self, id: int) -> None:
        del self.draft.claims[Draft.near(self.draft.claims, id)]

    @precondition(lambda self: len(self.draft.claims) > 1)
    @rule(id=NUMBERS, new=st.integers(6, 8))
    def rename_claim(self, id: int, new: int) -> None:
        old = Draft.near(self.draft.claims, id)
        claim = self.draft.claims.pop(old)
        self.draft.claims[new] = {**claim, "aliases": (*claim["aliases"], old)}

    @rule(id=NUMBERS, source=SOURCES)
    def write_source(self, id: int, source: dict[str, object]) -> None:
        self.draft.sources[id] = source

    @rule(id=NUMBERS, snapshot=SNAPSHOTS)
    def write_snapshot(self, id: int, snapshot: dict[str, object]) -> None:
        self.draft.snapshots[id] = snapshot

    @rule(id=NUMBERS)
    def delete_snapshot(self, id: int) -> None:
        self.draft.snapshots.pop(id, None)

    @rule(id=NUMBERS, name=WORDS, about=WORDS)
    def write_person(self, id: int, name: str, about: str) -> None:
        self.draft.people[id] = (name, about)

    @rule(id=NUMBERS, title=WORDS)
    def write_topic(self, id: int, title: str) -> None:
        self.draft.topics[id] = title

    @rule(id=NUMBERS, of=st.sampled_from(["sources", "people", "topics"]))
    def delete(self, id: int, of: str) -> None:
        things = getattr(self.draft, of)
        if len(things) > 1:
            del things[Draft.near(things, id)]

    @rule(words=WORDS)
    def edit_page(self, words: str) -> None:
        self.draft.about = words

    @rule(title=WORDS)
    def edit_config(self, title: str) -> None:
        self.draft.title = title

    @rule(language=st.sampled_from(["en", "ar-EG", "tr", "de"]))
    def edit_language(self, language: str) -> None:
        self.draft.language = language

    @rule(search=st.sampled_from(["full", "light", "off"]))
    def choose_search(self, search: str) -> None:
        self.draft.search = search

    @rule(kind=st.sampled_from(TEMPLATES), words=WORDS)
    def edit_template(self, kind: str, words: str) -> None:
        self.templates[kind] = words

    @rule(words=WORDS)
    def edit_component(self, words: str) -> None:
        self.component = words

    @rule(words=WORDS, surface=st.sampled_from(["#fff", "#eee"]))
    def edit_stylesheet(self, words: str, surface: str) -> None:
        self.style = f".{words}{{}} :root{{--text: #000; --surface: {surface};}}"

    @rule(which=st.sampled_from(["", "share_images: no\n", "embed: no\n", "versions: off\n"]))
    def switch_off(self, which: str) -> None:
        self.draft.switches = which

    @rule(which=st.integers(0, 200))
    def lose_a_file(self, which: int) -> None:
        made = self.files_of("one")
        if made:
            made[which % len(made)].unlink()

    @rule(which=st.integers(0, 200))
    def spoil_a_file(self, which: int) -> None:
        made = self.files_of("three")
        if made:
            made[which % len(made)].write_text("spoilt")

    @rule(which=NUMBERS)
    def spoil_the_index_of_the_search(self, which: int) -> None:
        made = sorted(path for path in (self.folder / "one" / "search").rglob("*.pf_*"))
        if made:
            made[which % len(made)].write_text("spoilt")

    def files_of(self, output: str) -> list[Path]:
        """Pages, share images and what else was made."""
        return sorted(path for path in (self.folder / output).glob("[!.]*/**/*.*") if path.is_file())

    @rule(later=st.integers(0, 1))
    def commit(self, later: int) -> None:
        self.write_site()
        self.day += later
        commit(self.folder, "site/content", day=f"2021-06-{self.day:02d}")

    @rule()
    def lose_the_texts(self) -> None:
        for name in ("one", "three"):
            (self.folder / name / STATE_FOLDER / "cache" / "texts.sqlite").unlink(missing_ok=True)

    @invariant()
    def incremental_equals_clean(self) -> None:
        if not hasattr(self, "draft"):
            return
        self.write_site()
        clean = self.folder / "clean"
        shutil.rmtree(clean, ignore_errors=True)
        expected = self.build(clean, jobs=1)
        assert self.build(self.folder / "one", jobs=1) == expected
        assert self.build(self.folder / "three", jobs=3) == expected

    def write_site(self) -> None:
        shutil.rmtree(self.site, ignore_errors=True)
        files = self.draft.files()
        for template, words in self.templates.items():
            imported = '{% from "components/shown.html" import shown %}' if template != "pages/home.html" else ""
            show = "{{ shown(view) }}" if imported else "{{ view }}"
            files[f"templates/{template}"] = f"{imported}{words} {show} {{{{ site }}}}\n"
        files["templates/components/shown.html"] = (
            f"{{% macro shown(view) %}}{self.component}{{{{ view }}}}{{% endmacro %}}"
        )
        files["static/css/base.css"] = self.style
        for path, text in files.items():
            (self.site / path).parent.mkdir(parents=True, exist_ok=True)
            (self.site / path).write_text(text, encoding="utf-8")

    def build(self, output: Path, *, jobs: int) -> dict[str, bytes]:
        """Give all files that were made, and the problems that were reported."""
        built = build_site(Options(self.site, base_url="https://example.org/below/", jobs=jobs), output)
        assert built.written is not None, built.problems
        files = {
            path.relative_to(output).as_posix(): path.read_bytes()
            for path in output.rglob("*")
            if path.is_file() and STATE_FOLDER not in path.parts
        }
        return files | {"": msgspec.json.encode(built.problems)}


@pytest.fixture
def edits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type[Edits]:
    """The machine, with limits so low that a few claims meet all of them, and images that are their views."""
    monkeypatch.setattr(cache, "_FEW", 2)
    monkeypatch.setattr(load, "_WORTH_A_WORKER", 2)
    monkeypatch.setattr(pipeline, "_WORTH_A_WORKER", 2)
    monkeypatch.setattr(make, "_WORTH_A_WORKER", 2)
    monkeypatch.setattr(make, "_WORTH_A_WORKER_AFTER_AN_EDIT", 40)
    monkeypatch.setattr(make, "_CLAIMS_WORTH_A_WORKER", 2)
    monkeypatch.setattr(search, "_CLAIMS_A_PART", 2)
    monkeypatch.setattr(feeds, "_ENTRIES", 2)
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 30)
    for module in (pager, affected, sitemap):
        monkeypatch.setattr(module, "ROWS_A_PAGE", 2)
    monkeypatch.setattr(make, "_IMAGES_WORTH_A_WORKER", 2)
    monkeypatch.setattr(share_drawing, "draw_share_image", msgspec.json.encode)
    return type("EditsHere", (Edits,), {"folder": tmp_path})


def test_after_any_edits_an_incremental_build_equals_a_clean_one(edits: type[Edits]) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    some = settings.default.max_examples // 8  # each is ten edits, with two builds after each of them
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        edits, settings=settings(max_examples=some, stateful_step_count=10, deadline=None, suppress_health_check=slow)
    )


@pytest.mark.parametrize(
    "change",
    ["a claim's verdict", "a person's name", "the text kept of a source", "a relayed source's fall", "nothing"],
)
def test_an_edit_writes_only_the_pages_that_show_it(tmp_path: Path, change: str) -> None:
    machine = type("Here", (Edits,), {"folder": tmp_path})()
    claim = {"words": "one", "headline": "one", "verdict": "true", "person": 0, "answering": 1, "source": 0,
             "second": 1, "topic": 0, "claimed": "2011", "other": 0, "folder": "", "summary": "one", "checked": 1,
             "review": "", "corrected": [], "withdrawn": False, "redacted": False, "aliases": (), "own": []}  # fmt: skip
    machine.begin.__wrapped__(machine, {n: {**claim, "person": n, "topic": n} for n in range(3)}) if hasattr(
        machine.begin, "__wrapped__"
    ) else machine.begin(claims={n: {**claim, "person": n, "topic": n} for n in range(3)})
    machine.draft.claims[2].update(source=2, second=2)
    machine.draft.claims[0].update(source=1)
    machine.draft.claims[1].update(source=1)
    machine.draft.sources[2]["relays"] = [0]
    machine.draft.snapshots[2] = {"day": 1, "words": "one", "lost": False}
    machine.write_site()
    output = tmp_path / "out"
    options = Options(machine.site, base_url="https://example.org/")
    build_site(options, output)
    edit: dict[str, Callable[[], None]] = {
        "a claim's verdict": lambda: machine.draft.claims[2].update(verdict="false"),
        "a person's name": lambda: machine.draft.people.update({2: ("Somebody Else", "one")}),
        "the text kept of a source": lambda: machine.draft.snapshots[2].update(lost=True),
        "a relayed source's fall": lambda: machine.draft.sources[0].update(status="retracted"),
        "nothing": lambda: None,
    }
    edit[change]()
    machine.write_site()
    times = {path: path.stat().st_mtime_ns for path in output.rglob("*.html")}
    written = build_site(options, output).written
    assert written is not None
    changed = {path.relative_to(output).as_posix() for path, time in times.items() if path.stat().st_mtime_ns != time}
    if change == "nothing":
        assert written.written == 0
        assert not changed
    else:
        assert "claims/claim-2/index.html" in changed
        assert "topics/topic-1/index.html" not in changed
