"""A small site to build in tests: four claims, what they point at, and the repository's templates and static files.

``write_site`` puts it into a folder, ``build`` builds it in this process, ``run`` calls ``build.py`` as a user does,
and ``read_output`` gives what a build made.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from onrecord.cli import main

ROOT = Path(__file__).resolve().parents[1]
STATE_FOLDER = ".onrecord"

SITE = """\
title: Small Record
tagline: A small site for tests.
language: en
verdicts:
  - {id: true, label: True, meaning: The evidence bears it out., rating: 5}
  - {id: false, label: False, meaning: The evidence contradicts it., rating: 1, adverse: yes}
  - {id: unproven, label: Unproven, meaning: The evidence decides neither way., conclusive: no}
rules: {independent_sources: 2, reply: optional, review_after_days: 365}
navigation: [claims, topics, people, sources, timeline, about]
search: off
"""

PLANE_TREES = """\
---
claim: The town of Exampleville cut down all of its 400 plane trees in 2019.
headline: The council's own survey counts 312 plane trees standing after 2019
claimants:
  - {id: jane-roe, via: gazette-2020}
  - {unknown: a caller to a radio show, via: gazette-2020}
claimed_on: 2020-03-04
verdict: false
problem: [exaggerated]
summary: The survey of 2020 and two photographs show most trees standing.
topics: [trees]
published: 2020-06-01
checked: 2020-06-01
review_by: 2021-06-01
authors: [The city desk]
appearances:
  - {source: gazette-2020, role: originated}
evidence:
  - source: survey-2020
    stance: refutes
    finding: Counts 312 plane trees within the town's limits.
    quote: {text: "312 Platanen", lang: de, translation: 312 plane trees, at: p. 4}
  - {source: photos-2020, stance: refutes, finding: Show the avenue with its trees.}
counter_statements:
  - {by: town-council, position: denies, on: 2020-03-06, source: gazette-2020, text: Says that most of the trees stand.}
replies:
  - {to: jane-roe, asked: 2020-05-20, deadline: 2020-05-27, outcome: replied, on: 2020-05-22,
     text: Says that she meant one street.}
related:
  - {claim: oak-bench, as: background}
unknowns: [What became of the 88 trees missing from the survey of 2018.]
would_settle: [The contractor's invoices for 2019.]
corrections:
  - {on: 2020-06-09, field: summary, from: one photograph, to: two photographs, note: A second photograph came in.}
sources:
  - {id: survey-2020, title: Street tree survey 2020, url: "https://example.org/survey.pdf", publisher: town-council,
     date: 2020-02, lang: de, kind: official}
  - {id: photos-2020, title: The avenue in May, url: "https://photos.example/avenue",
     date: 2020-05, lang: en, kind: primary}
---
A caller told the radio that no plane tree was left. [@gazette-2020]

## The survey

It counts 312 of them. [@survey-2020] So said [[person:town-council]] too; see [[oak-bench]].
"""

OAK_BENCH = """\
claim: The bench in the park is made of oak.
headline: Nothing that we read says what the bench is made of
claimants:
  - {id: town-council, via: gazette-2020}
claimed_on: 2020-02
verdict: unproven
summary: The reports mention the bench and not its wood.
topics: [trees, parks]
published: 2020-05-01
checked: 2020-05-01
evidence:
  - {source: gazette-2020, stance: context, finding: Mentions the bench.}
replies_not_sought: This is a test.
body: |
  The bench stands in the park. [@gazette-2020]
"""

NEW_FOUNTAIN = """\
---
claim: The fountain in the park was paid for by the gazette.
headline: The council's accounts show that the gazette paid
claimants:
  - {id: jane-roe, via: gazette-2020}
claimed_on: 2019
verdict: true
summary: The accounts and the gazette's own report agree.
topics: [parks]
published: 2020-04-01
checked: 2020-04-01
evidence:
  - {source: gazette-2020, stance: supports, finding: Says so.}
  - {source: accounts-2019, stance: supports, finding: List the gift.}
replies_not_sought: This is a test.
sources:
  - {id: accounts-2019, title: Accounts 2019, no_url: They lie in the town hall., publisher: town-council,
     lang: en, kind: official}
---
The gazette paid. [@accounts-2019]
"""

DRAFT = """\
---
claim: The bridge will be painted green.
headline: Nobody has decided the colour of the bridge
claimants:
  - {unknown: a neighbour, via: gazette-2020}
claimed_on: 2020-04
verdict: unproven
summary: There is no decision yet.
topics: [parks]
status: draft
published: 2020-06-01
checked: 2020-06-01
evidence:
  - {source: gazette-2020, stance: context, finding: Mentions the bridge.}
replies_not_sought: This is a test.
---
The bridge is grey. [@gazette-2020]
"""

FILES: dict[str, str] = {
    "content/site.yaml": SITE,
    "content/claims/plane-trees.md": PLANE_TREES,
    "content/claims/oak-bench.yaml": OAK_BENCH,
    "content/claims/new-fountain.md": NEW_FOUNTAIN,
    "content/claims/green-bridge.md": DRAFT,
    "content/sources/gazette-2020.yaml": """\
title: Council fells the last plane tree
url: https://gazette.example/2020/03/plane-trees
publisher: the-gazette
date: 2020-03-04
lang: en
kind: news
""",
    "content/people/jane-roe.yaml": "name: Jane Roe\nkind: person\ndescription: Member of the town council.\n",
    "content/people/town-council.yaml": "name: Town council of Exampleville\nkind: government\n",
    "content/people/the-gazette.yaml": "name: The Gazette\nkind: media\n",
    "content/topics/trees.md": "---\ntitle: Trees\nsummary: Claims about the town's trees.\n---\n",
    "content/topics/parks.md": """\
---
title: Parks
summary: Claims about the town's parks.
---
Mostly of [[oak-bench]].
""",
    "content/pages/about.md": """\
---
title: About
parts: [verdict-scale, rules, contact, licences, record]
---
A site for tests.
""",
}


def write_site(folder: Path, changes: Mapping[str, str | None] = {}) -> Path:
    """Write the small site into a folder, with these files instead of its own; those that are None are left out."""
    for path, text in {**FILES, **changes}.items():
        if text is not None:
            write_file(folder / path, text)
    for name in ("templates", "static"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def add_claims(site: Path, count: int) -> Path:
    """Add claims like that about the bench, each with a topic and a claimant of its own, all of 2021."""
    for number in range(count):
        id = f"{number:03d}"
        text = OAK_BENCH.replace("claimed_on: 2020-02", "claimed_on: 2021").replace("bench", f"bench {number}")
        text = text.replace("published: 2020", "published: 2021").replace("checked: 2020", "checked: 2021")
        text = text.replace("parks]", f"topic-{id}]").replace("{id: town-council,", f"{{id: person-{id},")
        write_file(site / f"content/claims/claim-{id}.yaml", text)
        write_file(site / f"content/topics/topic-{id}.md", f"---\ntitle: Topic {number}\nsummary: It.\n---\n")
        write_file(site / f"content/people/person-{id}.yaml", f"name: Person {number}\nkind: person\n")
    return site


def copy_own_site(folder: Path) -> Path:
    """Copy the repository's own content, templates and static files."""
    for name in ("content", "templates", "static"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change_file(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in the file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def build(site: Path, output: Path | None = None, *options: str) -> int:
    """Build a site in this process and give the exit code."""
    where = ["--output", str(output)] if output else []
    return main(["build", "--site", str(site), *where, *options])


def run(
    *arguments: str | Path, cwd: Path, environment: Mapping[str, str] = {}, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    """Call ``build.py`` in a process of its own."""
    return subprocess.run(
        [sys.executable, ROOT / "build.py", *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
    )


def read_output(output: Path) -> dict[str, bytes]:
    """Give every file of an output folder but the build's own record: path to bytes."""
    return {path: (output / path).read_bytes() for path in list_files(output)}


def list_files(output: Path) -> list[str]:
    paths = (path for path in output.rglob("*") if path.is_file())
    relative = (path.relative_to(output) for path in paths)
    return sorted(path.as_posix() for path in relative if path.parts[0] != STATE_FOLDER)


def one_page_of_each_kind(output: Path) -> list[str]:
    """Pages that differ in template: the largest of each folder, and all that stand alone."""
    chosen: dict[str, Path] = {}
    for path in sorted(path for path in list_files(output) if path.endswith(".html")):
        parts = path.split("/")
        kind = f"{parts[0]}/*" if len(parts) == 3 else path
        file = output / path
        if kind not in chosen or file.stat().st_size > chosen[kind].stat().st_size:
            chosen[kind] = file
    return [path.relative_to(output).as_posix().removesuffix("index.html") for path in chosen.values()]


def list_folders(output: Path) -> set[str]:
    folders = (path.relative_to(output) for path in output.rglob("*") if path.is_dir())
    return {path.as_posix() for path in folders if path.parts[0] != STATE_FOLDER}


def times_of(output: Path, paths: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Give what changes when a file is written anew: its time and its inode."""
    return {path: ((output / path).stat().st_mtime_ns, (output / path).stat().st_ino) for path in paths}
