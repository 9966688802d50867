"""Starting a file: a draft with every key that it needs, for the editor to fill in."""

from pathlib import Path

from onrecord.content.read import check_id
from onrecord.problems import Problem, problem

_CLAIM = """\
---
claim:                  # what was said, in full, as a sentence, without the verdict
headline:               # the finding, as a plain sentence
claimants:
  - {id: , via: }       # who said it, of content/people/, or {unknown: in words}; via: the source that tells us
claimed_on:             # 2020-03-04, 2020-03, 2020, 2020-03~ (about)
verdict:                # an id of the scale in content/site.yaml
summary:                # the short answer, in one or two sentences
topics: []              # ids of content/topics/
status: draft           # published, as soon as it is complete
published:              # 2020-06-01
checked:                # the day to which the verdict holds
evidence:
  - source:             # an id of content/sources/, or of 'sources' below
    stance:             # supports, refutes or context
    finding:            # what it shows, in your words
replies_not_sought:     # why nobody was asked; or 'replies' instead
---
"""

_SOURCE = """\
title:                  # as published
url:                    # or no_url, with the reason why there is none
publisher:              # an id of content/people/
date:                   # 2020-03-04, 2020-03, 2020
lang:                   # en, tr, ar …
kind:                   # primary, official, news-agency, news, academic, reference, blog, social or other
accessed:               # the day on which you read it
"""

_PERSON = """\
name:
kind:                   # person, government, organisation or media
description:            # who that is, in a sentence
"""

SKELETONS = {
    "claim": ("content/claims/{id}.md", _CLAIM),
    "source": ("content/sources/{id}.yaml", _SOURCE),
    "person": ("content/people/{id}.yaml", _PERSON),
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
