"""The law: no verdict changes in silence. Random edits of a published claim, judged by an oracle of its own.

The oracle knows nothing of how the guard compares: it looks at the values from which the files are written, and at what was
edited. Exactly the parts that it calls silent must be reported, and the lines that the reports show must make up for them.
"""

import copy
import itertools
import json
import re
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.content.read import FoundFile, parse_file
from onrecord.history.claims import Renamed, compare_claim
from onrecord.history.record import WrittenFile, read_records
from onrecord.problems import Problem

Claim = dict[str, Any]

WORDS = st.sampled_from(
    ["Trees stand.", "Trees: they stand", "- no trees", "#1 tree", "yes", "12", "'all'", '"all" trees', "a, b [c] {d}",
     "درخت‌ها ایستاده‌اند", "Ağaç", "🌳 trees", "trees:", "a \\ b", "| trees", "x" * 400]
)  # fmt: skip
# Few, so that entries are often alike.
FEW = st.sampled_from(["Trees stand.", "Trees: they stand"])
SOURCES = st.sampled_from(["survey-2020", "photos-2020"])
PEOPLE = st.sampled_from(["jane-roe", "town-council"])
DAYS = st.sampled_from(["2020-03-04", "2020-03"])
QUOTES = st.fixed_dictionaries(
    {"text": FEW}, optional={"translation": FEW, "lang": st.sampled_from(["de", "tr"]), "at": WORDS}
)
CLAIMANTS = st.one_of(
    st.fixed_dictionaries({"id": PEOPLE, "via": SOURCES}), st.fixed_dictionaries({"unknown": WORDS, "via": SOURCES})
)
EVIDENCE = st.fixed_dictionaries(
    {"source": SOURCES, "stance": st.sampled_from(["supports", "refutes"]), "finding": FEW | WORDS},
    optional={"quote": QUOTES},
)
STATEMENTS = st.fixed_dictionaries(
    {"by": PEOPLE, "position": st.sampled_from(["denies", "confirms"]), "on": DAYS, "source": SOURCES, "text": FEW},
    optional={"quote": QUOTES},
)
OUTCOMES = st.sampled_from(["pending", "no-reply", "replied", "declined"])
REPLIES = st.fixed_dictionaries(
    {"to": PEOPLE, "asked": DAYS, "deadline": DAYS, "outcome": OUTCOMES}, optional={"on": DAYS, "text": FEW}
)
TEXTS: dict[str, st.SearchStrategy[Any]] = {
    "claim": WORDS,
    "headline": WORDS,
    "claimed_on": DAYS,
    "verdict": st.sampled_from(["true", "false", "unproven"]),
    "published": st.sampled_from(["2020-06-01", "2020-06-02"]),
    "checked": st.sampled_from(["2020-06-01", "2020-06-02", "2020-06-03"]),
}
LISTS: dict[str, st.SearchStrategy[Any]] = {
    "claimants": CLAIMANTS,
    "evidence": EVIDENCE,
    "counter_statements": STATEMENTS,
    "replies": REPLIES,
}
FREE: dict[str, st.SearchStrategy[Any]] = {
    "summary": WORDS,
    "unknowns": st.lists(WORDS, min_size=1, max_size=3),
    "authors": st.lists(WORDS, min_size=1, max_size=2),
    "body": WORDS,
}
CLAIMS = st.fixed_dictionaries(
    {
        **TEXTS,
        **{key: st.lists(each, min_size=1, max_size=3) for key, each in LISTS.items()},
        **FREE,
        "corrections": st.just([{"on": "2020-06-01", "field": "summary", "from": "a", "to": "b", "note": "c"}]),
    }
)


@st.composite
def edits(draw: st.DrawFn) -> Callable[[Claim], None]:
    """One edit, as an editor might make it."""
    kind = draw(
        st.sampled_from(["text", "honest", "replace", "alter", "add", "remove", "quote", "shuffle", "free", "note"])
    )
    text, key, free = (draw(st.sampled_from(sorted(parts))) for parts in (TEXTS, LISTS, FREE))
    value, entry, other, words = draw(TEXTS[text]), draw(LISTS[key]), draw(FREE[free]), draw(WORDS)
    place = draw(st.integers(0, 5))

    def edit(claim: Claim) -> None:
        entries = claim[key]
        here = place % len(entries)
        match kind:
            case "text":
                claim[text] = value
            case "honest":
                claim["corrections"].append(correction(text, claim[text], value))
                claim[text] = value
            case "note":
                claim["corrections"].append(correction(["summary", key, "body"][place % 3], words, words))
            case "replace":
                entries[here] = entry
            case "alter" if key != "claimants":
                part = [*entry][place % len(entry)]
                entries[here] = {**entries[here], part: entry[part]}
            case "quote" if key in ("evidence", "counter_statements"):
                if "quote" in entry:
                    entries[here]["quote"] = {**entries[here].get("quote", {}), **entry["quote"]}
            case "add":
                entries.insert(place, entry)
            case "remove" if len(entries) > 1:
                del entries[here]
            case "shuffle":
                entries.reverse()
            case "free":
                claim[free] = other

    return edit


def correction(field: str, before: str, after: str) -> dict[str, str]:
    return {"on": "2020-07-01", "field": field, "from": before, "to": after, "note": "We looked again."}


def judge(before: Claim, after: Claim, field: str) -> str:
    """The oracle: is this part as it was, or does it say less, or something else, than it did; and is that told?"""
    entries = [each for each in after["corrections"][len(before["corrections"]) :] if each["field"] == field]
    if field in TEXTS and entries:
        told = [step for each in entries for step in (each["from"], each["to"])]
        steps = [before[field], *told, after[field]]
        return "" if steps[::2] == steps[1::2] else "correction-wrong"
    return "change-silent" if not entries and is_less(before[field], after[field], field) else ""


def is_less(old: Any, new: Any, field: str) -> bool:
    if field == "checked":
        return bool(new < old)
    if field in TEXTS:
        return bool(new != old)
    if field == "claimants":
        who = [sorted(each.get("id") or f"? {each['unknown']}" for each in claimants) for claimants in (old, new)]
        return who[0] != who[1]
    # Is there any way to find each old entry again among the new ones?
    return not any(all(map(stands, old, way)) for way in itertools.permutations(new, len(old)))


def stands(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Tell whether an entry still says what it said."""
    quote = old.get("quote", {})
    words = {key: quote[key] for key in ("text", "translation") if key in quote}
    if any(new.get("quote", {}).get(key) != value for key, value in words.items()):
        return False
    changed = {key for key in old if key != "quote" and old[key] != new.get(key)}
    if changed == {"outcome"}:
        order = ["pending", "no-reply", "replied"]
        was, now = (each["outcome"].replace("declined", "replied") for each in (old, new))
        return order.index(was) < order.index(now)
    return not changed


def write(claim: Claim, style: int = 1, form: str = "md", pasted: str = "") -> WrittenFile:
    """Write a claim's file, in one of several styles that mean the same."""
    keys = [key for key in claim if key not in ("body", "corrections")]
    order = keys if style % 2 else keys[::-1]
    lines = [f"{key}: {json.dumps(claim[key], ensure_ascii=False)}" for key in order]
    lines += ["corrections:", *(f"  - {json.dumps(each, ensure_ascii=False)}" for each in claim["corrections"])]
    text = "\n".join([*lines, pasted.replace("note:", "note: We looked again."), ""])
    if form == "md":
        text, path = f"---\n{text}---\n{claim['body']}\n", "content/claims/plane-trees.md"
    else:
        text, path = f"{text}body: |\n  {claim['body']}\n", "content/claims/2020/plane-trees.yaml"
    data = text.encode()
    return WrittenFile(FoundFile(path, "claim"), data)


def compare(before: WrittenFile, after: WrittenFile) -> list[Problem]:
    for each in (before, after):
        assert parse_file(each.file, each.data)[1] == []
    old, new = (read_records([each]).of("claim")["plane-trees"] for each in (before, after))
    return compare_claim(old, new, Renamed({}, {}, {})).problems


def field_of(found: Problem) -> str:
    """The part that a problem is about, from its lines to paste or from its words."""
    named = re.search(r"^\s*field: (\w+)$", found.paste, re.MULTILINE) or re.search(r"says that '(\w+)'", found.message)
    assert named
    return named[1]


@settings(max_examples=400)
@given(CLAIMS, st.lists(edits(), min_size=1, max_size=5), st.integers(0, 1), st.sampled_from(["md", "yaml"]))
def test_exactly_the_silent_changes_are_found_and_the_lines_that_are_shown_mend_them(
    before: Claim, made: list[Callable[[Claim], None]], style: int, form: str
) -> None:
    after = copy.deepcopy(before)
    for edit in made:
        edit(after)
    found = compare(write(before), write(after, style, form))
    judged = {(field, judge(before, after, field)) for field in (*TEXTS, *LISTS)}
    assert {(field_of(each), each.code) for each in found} == {each for each in judged if each[1]}

    pasted = "\n".join(each.paste for each in found if each.code == "change-silent")
    left = compare(write(before), write(after, style, form, pasted))
    assert {each.code for each in left} <= {"correction-wrong"}
    assert len(left) == sum(each.code == "correction-wrong" for each in found)


@settings(max_examples=100)
@given(CLAIMS, st.data())
def test_no_entry_of_the_corrections_is_lost_unseen(before: Claim, data: st.DataObject) -> None:
    more = [correction(words, "a", "b") for words in data.draw(st.lists(WORDS, max_size=3))]
    before = {**before, "corrections": [*before["corrections"], *more]}
    after = copy.deepcopy(before)
    after["corrections"] = data.draw(st.permutations(before["corrections"]))
    lost = data.draw(st.integers(0, len(after["corrections"])))
    del after["corrections"][:lost]
    after["corrections"] += [correction("summary", "b", "c")] * data.draw(st.integers(0, 1))
    assert [each.code for each in compare(write(before), write(after))] == ["correction-altered"] * lost
