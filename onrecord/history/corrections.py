"""What a claim, or the scale, says of its own changes: which entries are new, which are gone, and do they tell the truth.

An entry names the field, what it said and what it says now (``from`` and ``to``), and is never taken out again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from onrecord import dates
from onrecord.history.record import Entry, Record
from onrecord.history.words import tell_apart, yaml_entry
from onrecord.problems import Problem, problem, shown

# In a message; whoever wants all of a long text finds it in the file.
_MOST = 90


class Ledger(msgspec.Struct, frozen=True):
    """The entries that have come and gone since, in their order. ``key`` is the list's: ``corrections``, ``changes``."""

    key: str
    added: list[Entry]
    lost: list[Entry]
    after: Record

    def entries(self, field: str, verdict: str = "") -> list[Entry]:
        """The new entries about a field (of a verdict)."""
        return [each for each in self.added if each.get("field") == field and each.get("verdict") == verdict]

    def notes(self, field: str, verdict: str = "") -> str:
        """What the new entries about a field give as reasons."""
        return " ".join(each.get("note") for each in self.entries(field, verdict))


def open_ledger(before: Record, after: Record, key: str) -> Ledger:
    """Compare the entries of two forms of a file. Their order makes no difference, since branches are merged."""
    older, newer = before.entries(key), after.entries(key)
    return Ledger(key, _without(newer, older), _without(older, newer), after)


def _without(entries: Iterable[Entry], others: Iterable[Entry]) -> list[Entry]:
    left = Counter(frozenset(each.texts.items()) for each in others)
    kept = []
    for each in entries:
        texts = frozenset(each.texts.items())
        if left[texts]:
            left[texts] -= 1
        else:
            kept.append(each)
    return kept


def report_lost(ledger: Ledger) -> list[Problem]:
    """Report every entry that was published and is not there any more, word for word."""
    found = []
    for each in ledger.lost:
        what = f"the entry of {_quoted(each.get('on'))} about {_quoted(each.get('field'))} in '{ledger.key}'"
        message = f"{what} was published, and is gone or altered"
        hint = "Entries stay for ever: put it back as it was. If it was wrong, say so in a new one."
        path, line = ledger.after.path, ledger.after.line(ledger.key)
        found.append(_with_paste(problem(path, line, "correction-altered", message, hint), ledger, each.texts))
    return found


def check_chain(ledger: Ledger, field: str, before: str, after: str, verdict: str = "") -> Problem | None:
    """Report new entries about a field that don't lead, one after the other, from what was published to what stands here."""
    entries = ledger.entries(field, verdict)
    if not entries or any(each.get("field") == field for each in ledger.lost):
        # Of an entry that was altered, that is said already.
        return None
    steps = [before, *(each.get("to") for each in entries)]
    wrong = next((n for n, each in enumerate(entries) if each.get("from") != steps[n]), None)
    if wrong is None and steps[-1] == after:
        return None
    entry = entries[-1 if wrong is None else wrong]
    if wrong is None:
        told, true = tell_apart(entry.get("to"), after, _MOST)
        what = f"was changed to {_quoted(told)}, and {_quoted(true)} stands here"
    else:
        told, true = tell_apart(entry.get("from"), steps[wrong], _MOST)
        where = "was published" if wrong == 0 else "is where the entry before it ends"
        what = f"was {_quoted(told)} before, and {_quoted(true)} {where}"
    message = f"'{ledger.key}' says that '{field}' {what}"
    path, line = ledger.after.path, entry.line
    if before == after:
        return problem(path, line, "correction-wrong", message, "It is as it was published: take the entry out.")
    hint = "'from' has the words that were published, and 'to' those that stand in this file:"
    found = problem(path, line, "correction-wrong", message, hint)
    return _with_paste(found, ledger, {**entry.texts, "from": before, "to": after}) if len(entries) == 1 else found


def missing_entry(ledger: Ledger, line: int, code: str, message: str, values: dict[str, str]) -> Problem:
    """Report a change that no new entry tells of, with the lines that would tell it."""
    record = ledger.after
    there = record.raw.keys.entries.get(ledger.key)
    where = f"put these lines at the end of '{ledger.key}'"
    if there is None:
        where = f"add the key '{ledger.key}:' once, with these lines and those of other messages below it"
    elif not _dash_column(record, ledger.key):
        where = f"write the entries of '{ledger.key}' on lines of their own that begin with '- ', and add these"
    hint = f"Take the change back; or {where}, and give the reason behind 'note:'."
    entry = {"on": dates.today(), **values, "note": ""}
    return _with_paste(problem(record.path, line, code, message, hint), ledger, entry)


def _dash_column(record: Record, key: str) -> int:
    """The column of the ``-`` of a list's entries, counted from 1; 0 if there is no list or it is in brackets."""
    node = record.raw.keys.entries.get(key)
    return 0 if node is None or node.line == record.line(key) else node.column


def _with_paste(found: Problem, ledger: Ledger, values: Mapping[str, str]) -> Problem:
    column = _dash_column(ledger.after, ledger.key)
    order = {key: values.get(key, "") for key in ("on", "verdict", "field", "from", "to", "note") if key in values}
    return msgspec.structs.replace(found, paste=yaml_entry(order, column - 1 if column else 2))


def _quoted(text: str) -> str:
    return shown(text, most=_MOST)
