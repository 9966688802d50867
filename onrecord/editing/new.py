"""Starting a file: a draft with every key that it needs, for the editor to fill in."""

from pathlib import Path

from onrecord.content.read import check_id
from onrecord.problems import Problem, problem

_CLAIM = """\
---
# what was said, in full, as a sentence, without the verdict
claim:
# the finding, as a plain sentence
headline:
claimants:
  # who said it, of content/people/, or {unknown: in words}; via: the source that tells us
  - {id: , via: }
# 2020-03-04, 2020-03, 2020, 2020-03~ (about)
claimed_on:
# an id of the scale in content/site.yaml
verdict:
# the short answer, in one or two sentences
summary:
# ids of content/topics/
topics: []
# published, as soon as it is complete
status: draft
# 2020-06-01
published:
# the day to which the verdict holds
checked:
evidence:
  # an id of content/sources/, or of 'sources' below
  - source:
    # supports, refutes or context
    stance:
    # what it shows, in your words
    finding:
# why nobody was asked; or 'replies' instead
replies_not_sought:
---
"""

_SOURCE = """\
# as published
title:
# or no_url, with the reason why there is none
url:
# an id of content/people/
publisher:
# 2020-03-04, 2020-03, 2020
date:
# en, tr, ar …
lang:
# primary, official, news-agency, news, academic, reference, blog, social or other
kind:
# the day on which you read it
accessed:
"""

_PERSON = """\
name:
# person, government, organisation or media
kind:
# who that is, in a sentence
description:
"""

_TOPIC = """\
---
title:
# what the claims under it are about, in a sentence
summary:
---
"""

SKELETONS = {
    "claim": ("content/claims/{id}.md", _CLAIM),
    "source": ("content/sources/{id}.yaml", _SOURCE),
    "person": ("content/people/{id}.yaml", _PERSON),
    "topic": ("content/topics/{id}.md", _TOPIC),
}


def create_file(site_folder: Path, kind: str, id: str) -> tuple[str, list[Problem]]:
    """Create the file of a new claim, source or person; nothing that exists is overwritten.

    Gives the path, relative to the site's folder, and what is wrong with it.
    """
    pattern, text = SKELETONS[kind]
    path = pattern.format(id=id)
    problems = check_id(id, path, 0)
    folder = site_folder / Path(path).parent
    taken = [] if problems else [file for ending in (".md", ".yaml") for file in folder.rglob(f"{id}{ending}")]
    if taken:
        other = taken[0].relative_to(site_folder).as_posix()
        problems = [
            problem(path, 0, "address-taken", f"there is a {kind} '{id}' already: {other}", "Choose another id.")
        ]
    if problems:
        return path, problems
    folder.mkdir(parents=True, exist_ok=True)
    with open(site_folder / path, "x", encoding="utf-8") as file:
        file.write(text)
    return path, []
