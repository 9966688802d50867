"""Makes the site that the measurements are taken on: any number of claims, from a seed.

    python -m benchmarks.corpus FOLDER --claims 10000

The same number and seed give the same bytes. Each claim is made from a generator of its own, so the first thousand
claims of a large site read like those of a small one. Nobody and nothing in it exists.
"""

import argparse
import datetime
import json
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from benchmarks import words

ROOT = Path(__file__).resolve().parents[1]
FIRST_DAY = datetime.date(2015, 1, 1)
DAYS = 3_650
OWN_SOURCES = 0.25  # how many of a claim's sources are its own
VERDICTS = {
    "false": 28,
    "misleading": 17,
    "mostly-false": 14,
    "mixed": 9,
    "unproven": 9,
    "mostly-true": 8,
    "true": 8,
    "outdated": 5,
    "satire": 2,
}
STANCES = {  # for, against, context
    "true": (8, 0, 2),
    "mostly-true": (7, 1, 2),
    "mixed": (4, 4, 2),
    "mostly-false": (1, 7, 2),
    "false": (0, 8, 2),
    "misleading": (1, 6, 3),
    "unproven": (1, 1, 8),
    "outdated": (4, 4, 2),
    "satire": (0, 5, 5),
}


@dataclass(frozen=True)
class World:
    """What all claims share. ``people`` and ``topics`` are ids; shared sources go by number."""

    seed: int
    claim_ids: list[str]
    people: dict[str, list[str]]
    topics: list[str]
    shared_count: int
    used: set[int] = field(default_factory=set)

    def random(self, kind: str, number: int) -> Random:
        """A generator for one thing of the site."""
        return Random(f"{self.seed} {kind} {number}")


@dataclass(frozen=True)
class Cited:
    """A source as a claim uses it; ``origin`` is the same for sources that tell one report."""

    id: str
    origin: str
    own: str = ""  # the lines of its own entry, if it is no shared one


def make_site(folder: Path, *, claims: int = 10_000, seed: int = 1) -> None:
    """Make the site in a folder that is not there yet or empty."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    content = folder / "content"
    for name in ("sources", "people", "topics", "pages"):
        (content / name).mkdir(parents=True)
    for year in range(FIRST_DAY.year, FIRST_DAY.year + 10):
        (content / "claims" / str(year)).mkdir(parents=True)
    world = _make_world(claims, seed)
    _write_site_file(content)
    _write_people(world, content / "people")
    _write_topics(world, content / "topics")
    for number, id in enumerate(world.claim_ids):
        day, text = _make_claim(world, number)
        (content / "claims" / str(day.year) / f"{id}.md").write_text(text, encoding="utf-8")
    _write_sources(world, content / "sources")
    for name in ("templates", "static"):
        shutil.copytree(ROOT / name, folder / name)


def _make_world(claims: int, seed: int) -> World:
    ids = []
    for number in range(claims):
        random = Random(f"{seed} id {number}")
        ids.append(f"{_slug(random.choice(words.THINGS))}-{random.choice(words.TOWNS).lower()}-{number:05d}")
    people: dict[str, list[str]] = {"person": [], "government": [], "organisation": [], "media": []}
    for number in range(max(20, claims // 5)):
        people[_kind_of_person(number)].append(f"{_slug(_name_of_person(number))}-{number:04d}")
    topics = [f"{_slug(thing)}-{_slug(aspect)}" for thing in words.THINGS for aspect in words.ASPECTS]
    return World(seed, ids, people, topics, max(20, claims * 2 // 5))


# --- Claims -----------------------------------------------------------------------------------------------------------


def _make_claim(world: World, number: int) -> tuple[datetime.date, str]:
    """A claim's day and its file."""
    random = world.random("claim", number)
    published = FIRST_DAY + datetime.timedelta(random.randrange(DAYS))
    claimed = published - datetime.timedelta(random.randrange(2, 60))
    verdict = random.choices(list(VERDICTS), list(VERDICTS.values()))[0]
    facts = _facts(random, words.THINGS[_skewed(random, len(words.THINGS))], published.year)
    one_origin = random.random() < 0.005
    sources = _choose_sources(world, random, number, facts, one_origin=one_origin)
    accepts = ["accepts:", "  - {code: origins-too-few, reason: The chain of relays is the finding itself.}"]
    single = one_origin and verdict != "unproven"
    lines = [
        "---",
        f"claim: {_text('The town of {town} {verb} {number} {thing} in {year}.', facts)}",
        f"headline: {_text('The {report} of {town} shows {other} {thing}, not {number}', facts)}",
        *_claimants(world, random, sources),
        f"claimed_on: {_loosened(random, claimed)}",
        f"verdict: {verdict}",
        *_problems(random),
        f"summary: {_text(' '.join(random.sample(words.SENTENCES, 2)), facts)}",
        f"topics: [{', '.join(_choose_topics(world, random))}]",
        f"published: {published}",
        f"checked: {published + datetime.timedelta(random.randrange(0, 9))}",
        *([f"review_by: {published + datetime.timedelta(365)}"] if random.random() < 0.5 else []),
        "authors: [The checking desk]",
        *_appearances(random, sources),
        *_evidence(random, verdict, sources, facts, one_origin=one_origin),
        *_counter_statements(world, random, sources, facts, claimed),
        *_replies(world, random, published, facts),
        *_related(world, random, number),
        "unknowns:",
        *[f"  - {_text(each, facts)}" for each in random.sample(words.UNKNOWNS, random.randrange(1, 3))],
        *(["would_settle:", f"  - {_text(random.choice(words.SETTLING), facts)}"] if random.random() < 0.6 else []),
        *_corrections(random, verdict, published, facts),
        *(accepts if single else []),
        *_own_sources(sources),
        "---",
        _report(world, random, number, sources, facts),
    ]
    return published, "\n".join(lines)


def _choose_sources(
    world: World, random: Random, number: int, facts: dict[str, object], *, one_origin: bool
) -> list[Cited]:
    """Three to six sources; the first two tell different reports unless they are to tell one."""
    wanted = random.choices((3, 4, 5, 6), (50, 30, 13, 7))[0]
    chosen: dict[str, Cited] = {}
    if one_origin:
        relaying = random.randrange(world.shared_count // 10) * 10 + 9
        chosen = {each.id: each for each in (_shared(world, relaying), _shared(world, relaying - 1))}
    while len(chosen) < wanted:
        if random.random() < OWN_SOURCES and len(chosen) != 1:
            cited = _own_source(world, random, number, len(chosen), facts, list(chosen.values()))
        else:
            cited = _shared(world, _skewed(random, world.shared_count))
        if len(chosen) > 1 or cited.origin not in {each.origin for each in chosen.values()}:
            chosen[cited.id] = cited
    for each in chosen.values():
        if not each.own:
            world.used.add(int(each.id.rsplit("-", 1)[1]))
    return list(chosen.values())


def _shared(world: World, number: int) -> Cited:
    return Cited(_shared_id(world, number), _shared_id(world, number - _is_relaying(number)))


def _own_source(
    world: World, random: Random, number: int, place: int, facts: dict[str, object], before: list[Cited]
) -> Cited:
    id = f"own-{number:05d}-{place}"
    shared = [each for each in before if not each.own]
    relays = shared[0] if len(before) > 1 and shared and random.random() < 0.08 else None
    lines = [f"id: {id}", *_source_lines(world, random, facts, [relays.id] if relays else [])]
    return Cited(id, relays.origin if relays else id, "\n".join(lines))


def _own_sources(sources: Iterable[Cited]) -> list[str]:
    own = [each.own.replace("\n", "\n    ") for each in sources if each.own]
    return ["sources:", *[f"  - {lines}" for lines in own]] if own else []


def _claimants(world: World, random: Random, sources: list[Cited]) -> list[str]:
    lines = ["claimants:"]
    speakers = dict.fromkeys(_choose_person(world, random) for _ in range(random.choices((1, 2), (80, 20))[0]))
    for id in speakers:
        who = f"id: {id}" if random.random() < 0.92 else "unknown: a caller to a radio show"
        lines.append(f"  - {{{who}, via: {random.choice(sources).id}}}")
    return lines


def _problems(random: Random) -> list[str]:
    kinds = ("exaggerated", "missing-context", "misattributed", "altered", "outdated", "single-source")
    return [f"problem: [{', '.join(random.sample(kinds, random.randrange(1, 3)))}]"] if random.random() < 0.5 else []


def _appearances(random: Random, sources: list[Cited]) -> list[str]:
    seen = random.sample(sources, random.randrange(1, 3))
    roles = ("originated", *random.choices(("repeated", "reported"), k=1))
    return [
        "appearances:",
        *[f"  - {{source: {each.id}, role: {role}}}" for each, role in zip(seen, roles, strict=False)],
    ]


def _evidence(
    random: Random, verdict: str, sources: list[Cited], facts: dict[str, object], *, one_origin: bool
) -> list[str]:
    """A step for each source; the first two always weigh, as the site's rules want."""
    lines = ["evidence:"]
    main = "supports" if STANCES[verdict][0] > STANCES[verdict][1] else "refutes"
    for place, source in enumerate(sources):
        stance = random.choices(("supports", "refutes", "context"), STANCES[verdict])[0]
        stance = main if place < 2 else "context" if one_origin else stance
        lines += [
            f"  - source: {source.id}",
            f"    stance: {stance}",
            f"    finding: {_text(random.choice(words.FINDINGS), facts)}",
        ]
        if random.random() < 0.25:
            quoted = _text(random.choice(words.SENTENCES).replace("*", ""), facts, flow=True)
            lines.append(f"    quote: {{text: {quoted}, at: p. {random.randrange(1, 90)}}}")
    return lines


def _counter_statements(
    world: World, random: Random, sources: list[Cited], facts: dict[str, object], claimed: datetime.date
) -> list[str]:
    lines = ["counter_statements:"]
    for _ in range(random.choices((1, 2, 3), (55, 30, 15))[0]):
        lines += [
            f"  - by: {_choose_person(world, random)}",
            f"    position: {random.choice(('denies', 'disputes', 'confirms', 'clarifies', 'declines'))}",
            f"    on: {claimed + datetime.timedelta(random.randrange(0, 20))}",
            f"    source: {random.choice(sources).id}",
            f"    text: {_text(random.choice(words.ANSWERS), facts)}",
        ]
    return lines


def _replies(world: World, random: Random, published: datetime.date, facts: dict[str, object]) -> list[str]:
    if random.random() < 0.6:
        return ["replies_not_sought: The one who made the claim had withdrawn it before we came to check it."]
    asked = published - datetime.timedelta(10)
    line = f"to: {_choose_person(world, random)}, asked: {asked}, deadline: {asked + datetime.timedelta(7)}"
    if random.random() < 0.5:
        return ["replies:", f"  - {{{line}, outcome: no-reply}}"]
    answer = _text(random.choice(words.ANSWERS), facts, flow=True)
    return ["replies:", f"  - {{{line}, outcome: replied, on: {asked + datetime.timedelta(3)}, text: {answer}}}"]


def _related(world: World, random: Random, number: int) -> list[str]:
    others = _choose_claims(world, random, number, random.choices((0, 1, 2), (45, 40, 15))[0])
    kinds = ("repeats", "part-of", "contradicts", "follows", "background")
    rows = [f"  - {{claim: {id}, as: {random.choice(kinds)}}}" for id in others]
    return ["related:", *rows] if rows else []


def _corrections(random: Random, verdict: str, published: datetime.date, facts: dict[str, object]) -> list[str]:
    lines: list[str] = []
    day = published
    for _ in range(random.choices((0, 1, 2), (85, 12, 3))[0]):
        day += datetime.timedelta(random.randrange(1, 200))
        change = ("summary", facts["number"], facts["other"])
        if random.random() < 0.25:
            change = ("verdict", random.choice([each for each in VERDICTS if each != verdict]), verdict)
        field, before, after = change
        note = f"A second {facts['report']} came in."
        lines.append(f"  - {{on: {day}, field: {field}, from: {before}, to: {after}, note: {note}}}")
    return ["corrections:", *lines] if lines else []


# --- The report -------------------------------------------------------------------------------------------------------


def _report(world: World, random: Random, number: int, sources: list[Cited], facts: dict[str, object]) -> str:
    """The Markdown: 300 to 500 words in sections, each source cited at least once."""
    wanted, count, in_section = random.randrange(300, 420), 0, 0
    cites = [f"[@{each.id}]" for each in sources]
    headings = iter(random.sample(words.HEADINGS, len(words.HEADINGS)))
    links = [f"[[{id}]]" for id in _choose_claims(world, random, number, random.randrange(0, 3))]
    blocks: list[str] = []
    while count < wanted:
        if in_section and random.random() < 0.45:
            blocks.append(f"## {next(headings)}")
            in_section = 0
        if in_section and random.random() < 0.3:
            block = _extra_block(world, random, facts)
        else:
            sentences = random.sample(words.SENTENCES, random.randrange(3, 6))
            block = f"{_fill(' '.join(sentences), facts)} {cites.pop() if cites else f'[@{random.choice(sources).id}]'}"
            block = f"{block} More on this: {links.pop()}" if links else block
        blocks.append(block)
        in_section += 1
        count += len(block.split())
    blocks.extend(f"More in another document. {cite}" for cite in cites)
    return "\n\n".join(blocks) + "\n"


def _extra_block(world: World, random: Random, facts: dict[str, object]) -> str:
    """A list, a table, a quotation, or a paragraph with links."""
    kind = random.choices(("list", "steps", "table", "quotation", "links"), (30, 15, 15, 15, 25))[0]
    some = [_fill(each, facts) for each in random.sample(words.SENTENCES, 3)]
    if kind == "list":
        return "\n".join(f"- {each}" for each in some)
    if kind == "steps":
        return "\n".join(f"{place}. {each}" for place, each in enumerate(some, 1))
    if kind == "table":
        years = [int(str(facts["year"])) - back for back in range(3)]
        rows = [f"| {year} | {random.randrange(20, 900)} | {random.choice(words.TOWNS)} |" for year in years]
        return "\n".join(["| Year | Number | Counted by |", "| --- | ---: | --- |", *rows])
    if kind == "quotation":
        return f"> {some[0]}\n> {some[1]}"
    return (
        f"The town keeps its figures [in a register](https://{str(facts['town']).lower()}.example/register/"
        f"{facts['year']}), which [[person:{_choose_person(world, random)}]] has described."
    )


# --- Everything else --------------------------------------------------------------------------------------------------


def _write_sources(world: World, folder: Path) -> None:
    """Write the shared sources that a claim uses, and those whose report they repeat."""
    for number in sorted(world.used | {number - 1 for number in world.used if _is_relaying(number)}):
        random = world.random("source", number)
        facts = _facts(random, random.choice(words.THINGS), FIRST_DAY.year + random.randrange(10))
        relays = [_shared_id(world, number - 1)] if _is_relaying(number) else []
        lines = _source_lines(world, random, facts, relays)
        _write(folder / f"{_shared_id(world, number)}.yaml", lines)


def _source_lines(world: World, random: Random, facts: dict[str, object], relays: list[str]) -> list[str]:
    lang, title = random.choice(words.TITLES)
    kind = random.choices(("news", "official", "primary", "social", "academic", "blog"), (50, 20, 10, 10, 5, 5))[0]
    publishers = world.people["government" if kind in ("official", "primary") else "media"]
    publisher = publishers[_skewed(random, len(publishers))]
    number = random.randrange(10**6)
    lines = [
        f"title: {_text(title, facts)}",
        f'url: "https://{publisher}.example/{facts["year"]}/{number:06d}"',
        f"publisher: {publisher}",
        f"date: {_loosened(random, datetime.date(int(str(facts['year'])), 1, 1))}",
        f"lang: {lang}",
        f"kind: {kind}",
    ]
    if random.random() < 0.4:
        lines.append(f'archived: "https://archive.example/{facts["year"]}/{number:06d}"')
    if relays:
        lines.append(f"relays: [{', '.join(relays)}]")
    return lines


def _write_people(world: World, folder: Path) -> None:
    for number in range(sum(len(ids) for ids in world.people.values())):
        random = world.random("person", number)
        name = _name_of_person(number)
        lines = [f"name: {name}", f"kind: {_kind_of_person(number)}"]
        if _kind_of_person(number) == "person":
            lines.append(f"description: {random.choice(words.ROLES)} {random.choice(words.TOWNS)}.")
        elif random.random() < 0.7:
            lines.append(f'url: "https://{_slug(name)}.example/"')
        _write(folder / f"{_slug(name)}-{number:04d}.yaml", lines)


def _write_topics(world: World, folder: Path) -> None:
    pairs = [(thing, aspect) for thing in words.THINGS for aspect in words.ASPECTS]
    for id, (thing, aspect) in zip(world.topics, pairs, strict=True):
        title = f"{thing.capitalize()}: {aspect}"
        text = f"What was said about the {aspect} of {thing}, and what the *counts* show.\n\nThe register lists all."
        _write(folder / f"{id}.md", ["---", f'title: "{title}"', f"summary: Claims on {thing}.", "---", text])


def _write_site_file(content: Path) -> None:
    """The repository's own scale and rules, for a site of another name."""
    lines = [
        "title: A site that nobody needs",
        "tagline: Made to be measured.",
        "base_url: https://example.org/",
        "language: en",
        "repository: https://example.org/repository",
        'publisher: {name: The Sample Desk, url: "https://example.org/", corrections: "mailto:desk@example.org"}',
        "licences:",
        '  text: {name: CC BY 4.0, url: "https://creativecommons.org/licenses/by/4.0/"}',
        "verdicts:",
    ]
    for rating, id in enumerate(("false", "mostly-false", "mixed", "mostly-true", "true"), 1):
        adverse = ", adverse: yes" if rating < 3 else ""
        lines.append(
            f"  - {{id: {id}, label: {_label(id)}, meaning: Step {rating} of five., rating: {rating}{adverse}}}"
        )
    lines += [
        "  - {id: misleading, label: Misleading, meaning: It gives a wrong picture., adverse: yes, shape: warning}",
        "  - {id: unproven, label: Unproven, meaning: The evidence decides neither way., conclusive: no}",
        "  - {id: outdated, label: Outdated, meaning: It was right once., shape: clock}",
        "  - {id: satire, label: Satire, meaning: It was meant as a joke., shape: mask}",
        "rules: {independent_sources: 2, reply: optional, review_after_days: 365}",
        "navigation: [claims, topics, people, sources, timeline, methodology, about]",
        # Measured apart: the pages are to be those that other generators can make.
        "search: off",
        "share_images: no",
        "embed: no",
    ]
    _write(content / "site.yaml", lines)
    about = "We check what is said about towns that do not exist.\n\n## How\n\nBy reading."
    _write(content / "pages" / "about.md", ["---", "title: About", "parts: [record, licences]", "---", about])
    scale = ["---", "title: Methodology", "parts: [verdict-scale, rules]", "---", "## What we check\n\nNothing at all."]
    _write(content / "pages" / "methodology.md", scale)


# --- Small things -----------------------------------------------------------------------------------------------------


def _facts(random: Random, thing: str, year: int) -> dict[str, object]:
    return {
        "town": random.choice(words.TOWNS),
        "thing": thing,
        "verb": random.choice(words.VERBS),
        "number": random.randrange(20, 900),
        "other": random.randrange(20, 900),
        "year": year - random.randrange(0, 2),
        "paper": f"{random.choice(words.TOWNS)} {random.choice(words.PAPERS)}",
        "report": random.choice(words.REPORT_WORDS),
        "month": random.choice(words.MONTHS),
    }


def _fill(pattern: str, facts: dict[str, object]) -> str:
    return pattern.format_map(facts)


def _text(pattern: str, facts: dict[str, object], *, flow: bool = False) -> str:
    """Fill a pattern in and quote it where YAML needs that."""
    text = _fill(pattern, facts)
    signs = r"[\[\]{},]|: | :| #" if flow else ": | :| #"
    return json.dumps(text, ensure_ascii=False) if re.search(signs, text) else text


def _loosened(random: Random, day: datetime.date) -> str:
    """A day as EDTF, now and then only its month or year."""
    return random.choices((f"{day}", f"{day:%Y-%m}", f"{day:%Y-%m}~", f"{day:%Y}"), (80, 12, 4, 4))[0]


def _choose_person(world: World, random: Random) -> str:
    ids = world.people[random.choices(("person", "government", "organisation"), (75, 15, 10))[0]]
    return ids[_skewed(random, len(ids))]


def _choose_topics(world: World, random: Random) -> list[str]:
    count = random.choices((1, 2, 3), (60, 30, 10))[0]
    return list(dict.fromkeys(world.topics[_skewed(random, len(world.topics))] for _ in range(count)))


def _choose_claims(world: World, random: Random, number: int, count: int) -> list[str]:
    others = {random.randrange(len(world.claim_ids)) for _ in range(count)} - {number}
    return [world.claim_ids[other] for other in sorted(others)]


def _skewed(random: Random, count: int) -> int:
    """A number below ``count``; the low ones come up more often."""
    return int(count * random.random() ** 1.5)


def _is_relaying(number: int) -> bool:
    """Tell whether a shared source repeats the report of the one before it."""
    return number % 10 == 9


def _shared_id(world: World, number: int) -> str:
    return f"{words.TOWNS[number % len(words.TOWNS)].lower()}-{number:05d}"


def _kind_of_person(number: int) -> str:
    place = number % 20
    return "person" if place < 13 else "government" if place < 15 else "organisation" if place < 17 else "media"


def _name_of_person(number: int) -> str:
    town = words.TOWNS[number * 7 % len(words.TOWNS)]
    endings: dict[str, Sequence[str]] = {
        "government": words.BODIES,
        "organisation": words.GROUPS,
        "media": words.PAPERS,
    }
    kind = _kind_of_person(number)
    if kind != "person":
        return f"{town} {endings[kind][number // 20 % len(endings[kind])]}"
    last = words.LAST_NAMES[number * 11 // 40 % len(words.LAST_NAMES)]
    return f"{words.FIRST_NAMES[number % len(words.FIRST_NAMES)]} {last}"


def _label(id: str) -> str:
    return id.replace("-", " ").capitalize()


def _slug(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a site of made-up claims to measure on.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    make_site(options.folder, claims=options.claims, seed=options.seed)


if __name__ == "__main__":
    main()
