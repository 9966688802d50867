"""A published claim and what would become of it: what changes in silence is a problem.

Goes in: the claim's file as it was and as it is. Comes out: what changes for readers, and a problem for each change of a
verdict, a wording, a claimant, a date, a finding, the evidence, a counter-statement or a reply that no new entry in
``corrections`` tells of, or of which an entry tells something else.
"""

from collections.abc import Mapping

import msgspec

from onrecord.history.changes import Change, change_of, list_changes, list_lost
from onrecord.history.corrections import Ledger, check_chain, missing_entry, open_ledger, report_lost
from onrecord.history.identity import alias_line
from onrecord.history.record import Entry, Record
from onrecord.history.statements import GUARDED_LISTS, Difference, find_differences, put, rename
from onrecord.history.words import tell_apart
from onrecord.problems import Problem, problem, shown

# Texts that may not change in silence; 'checked' may go forward.
GUARDED_TEXTS = ("verdict", "claim", "headline", "claimed_on", "published", "checked")

_MOST = 90
# In a line to paste, which is to be read and may be put better.
_MOST_TO_PASTE = 300


class Renamed(msgspec.Struct, frozen=True):
    """The present ids of sources and people whose files were given another name and nothing else.

    ``names`` has, by their ids, the name that people had and the one that they have, where those are two.
    """

    sources: Mapping[str, str]
    people: Mapping[str, str]
    names: Mapping[str, tuple[str, str]]


class Outcome(msgspec.Struct, frozen=True):
    """What a comparison came to."""

    changes: list[Change]
    problems: list[Problem]


def compare_claim(before: Record, after: Record, renamed: Renamed) -> Outcome:
    """Compare a published claim with what would be published in its place."""
    ledger = open_ledger(before, after, "corrections")
    found = Outcome([], report_lost(ledger))
    for field in GUARDED_TEXTS:
        _compare_text(ledger, field, before.text(field), after.text(field), found)
    for field in GUARDED_LISTS:
        _compare_list(ledger, field, before, after, renamed, found)
    _compare_withdrawal(ledger, before, after, found)
    _compare_aliases(before, after, found)
    told = (*GUARDED_TEXTS, *GUARDED_LISTS, "withdrawn")
    found.changes.extend(list_lost(ledger))
    notes = {each.get("field"): ledger.notes(each.get("field")) for each in ledger.added}
    found.changes.extend(list_changes(before, after, notes, told))
    return found


def _compare_text(ledger: Ledger, field: str, before: str, after: str, found: Outcome) -> None:
    # What was not there was not published; and what is not there now, the check of the file itself reports.
    comparable = bool(before and after)
    wrong = check_chain(ledger, field, before, after) if comparable else None
    free = before == after or (field == "checked" and before < after)
    silent = comparable and not free and not ledger.entries(field)
    if wrong:
        found.problems.append(wrong)
    elif silent:
        old, new = tell_apart(before, after, _MOST)
        message = _accuse(f"'{field}' was published as {_quoted(old)} and is {_quoted(new)} here")
        values = {"field": field, "from": before, "to": after}
        line = ledger.after.line(field)
        found.problems.append(missing_entry(ledger, line, "change-silent", message, values))
    if before != after:
        bad = silent or wrong is not None
        found.changes.append(change_of(ledger.after, field, before, after, ledger.notes(field), silent=bad))


def _compare_list(ledger: Ledger, field: str, before: Record, after: Record, renamed: Renamed, found: Outcome) -> None:
    published = [rename(field, entry, renamed.sources, renamed.people) for entry in before.entries(field)]
    differences = find_differences(field, published, after.entries(field))
    if field == "claimants":
        differences += [_name_anew(entry, renamed.names) for entry in published if entry.get("id") in renamed.names]
    told = bool(ledger.entries(field))
    for each in differences:
        silent = each.guarded and not told
        if silent:
            found.problems.append(_report_difference(ledger, field, each))
        old, new = (", ".join(entry.texts.values()) if entry else "" for entry in (each.before, each.after))
        found.changes.append(change_of(after, field, old, new, ledger.notes(field), silent=silent))


def _name_anew(claimant: Entry, names: Mapping[str, tuple[str, str]]) -> Difference:
    """A claimant whose file gives another name now: to readers it is another one."""
    before, after = (Entry({"id": name}, claimant.line) for name in names[claimant.get("id")])
    return Difference(before, after, guarded=True)


def _report_difference(ledger: Ledger, field: str, each: Difference) -> Problem:
    before, after = tell_apart(put(field, each.before), put(field, each.after), _MOST)
    if each.after is None:
        what = f"{_quoted(before)} was published under '{field}' and is gone"
    elif each.before is None:
        what = f"{_quoted(after)} is new under '{field}', which was published without"
    else:
        what = f"{_quoted(before)} was published under '{field}' and is {_quoted(after)} here"
    line = each.after.line if each.after else ledger.after.line(field)
    before, after = tell_apart(put(field, each.before), put(field, each.after), _MOST_TO_PASTE)
    values = {"field": field, "from": before or "not named", "to": after or "taken away"}
    return missing_entry(ledger, line, "change-silent", _accuse(what), values)


def _compare_withdrawal(ledger: Ledger, before: Record, after: Record, found: Outcome) -> None:
    """A withdrawal needs no other entry, since it has its day and reason itself; but it stays."""
    old, new = before.text("withdrawn"), after.text("withdrawn")
    if old == new:
        return
    silent = bool(old) and not ledger.entries("withdrawn")
    if silent:
        now = f"is {_quoted(new)} here" if new else "is gone"
        message = _accuse(f"'withdrawn' was published as {_quoted(old)} and {now}")
        values = {
            "field": "withdrawn",
            "from": old[:_MOST_TO_PASTE],
            "to": new[:_MOST_TO_PASTE] or "no longer withdrawn",
        }
        line = after.line("withdrawn")
        found.problems.append(missing_entry(ledger, line, "change-silent", message, values))
    found.changes.append(change_of(after, "withdrawn", old, new, ledger.notes("withdrawn"), silent=silent))


def _compare_aliases(before: Record, after: Record, found: Outcome) -> None:
    """The addresses that a claim ever had stay: they are in links and in print."""
    kept = {*after.texts("aliases"), after.id}
    wanted = [*before.texts("aliases"), before.id]
    lost = [id for id in dict.fromkeys(wanted) if id not in kept]
    if not lost:
        return
    message = f"readers know this claim as {_quoted(lost[0])} too, and 'aliases' doesn't say so"
    hint = "An address stays for ever. Let the claim keep all that it had:"
    missing = problem(after.path, after.line("aliases"), "alias-missing", message, hint)
    found.problems.append(msgspec.structs.replace(missing, paste=alias_line(before, after)))


def _accuse(what: str) -> str:
    return f"{what}, and no new entry in 'corrections' says so"


def _quoted(text: str) -> str:
    return shown(text, most=_MOST)
