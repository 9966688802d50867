"""The scale of verdicts as it was and as it is: a word that claims bear may not come to mean something else in silence.

The way to say so is an entry in ``changes`` of ``content/site.yaml``, which the page with the scale shows.
"""

from onrecord.history.changes import Change, list_lost
from onrecord.history.corrections import Ledger, check_chain, missing_entry, open_ledger, report_lost
from onrecord.history.record import Entry, Record
from onrecord.history.words import tell_apart
from onrecord.problems import Problem, shown

_MOST = 90


def compare_scale(before: Record, after: Record, in_use: frozenset[str]) -> tuple[list[Change], list[Problem]]:
    """Compare two forms of the site's own file. ``in_use`` has the verdicts that published claims bore before."""
    ledger = open_ledger(before, after, "changes")
    changes: list[Change] = []
    problems = report_lost(ledger)
    present = {each.get("id"): each for each in after.entries("verdicts")}
    for old in before.entries("verdicts"):
        id = old.get("id")
        line = present[id].line if id in present else after.line("verdicts")
        for field, was, now in _compare_verdict(old, present.get(id)):
            guarded = field != "shape"
            found = check_chain(ledger, field, was, now, id) if now and guarded else None
            if was and was != now and guarded and id in in_use and not ledger.entries(field, id):
                found = _report(ledger, line, id, field, was, now)
            if found:
                problems.append(found)
            if was != now:
                note = ledger.notes(field, id)
                changes.append(Change("verdict", id, after.path, line, field, was, now, note, silent=bool(found)))
    changes.extend(list_lost(ledger))
    older = {each.get("id") for each in before.entries("verdicts")}
    for id, new in present.items():
        if id not in older:
            changes.append(Change("verdict", id, after.path, new.line, "new", "", new.get("label")))
    return changes, problems


def _compare_verdict(old: Entry, new: Entry | None) -> list[tuple[str, str, str]]:
    """What readers are told of a verdict: each part, before and now; empty if there was, or is, nothing."""
    if new is None:
        return [("verdict", old.get("label"), "")]
    return [
        ("label", old.get("label"), new.get("label")),
        ("meaning", old.get("meaning"), new.get("meaning")),
        ("rating", old.get("rating") or "none", new.get("rating") or "none"),
        ("adverse", _flag(old, "adverse", "no"), _flag(new, "adverse", "no")),
        ("conclusive", _flag(old, "conclusive", "yes"), _flag(new, "conclusive", "yes")),
        ("shape", old.get("shape"), new.get("shape")),
    ]


def _flag(verdict: Entry, key: str, otherwise: str) -> str:
    text = verdict.get(key).lower() or otherwise
    return {"true": "yes", "false": "no"}.get(text, text)


def _report(ledger: Ledger, line: int, id: str, field: str, was: str, now: str) -> Problem:
    old, new = (shown(text, most=_MOST) for text in tell_apart(was, now, _MOST))
    what = f"'{field}' of the verdict '{id}' was {old} and is {new} here" if now else f"the verdict '{id}' is gone"
    message = f"{what}; published claims bear it, and no new entry in 'changes' says so"
    values = {"verdict": id, "field": field, "from": was, "to": now or "taken away"}
    return missing_entry(ledger, line, "verdict-redefined", message, values)
