"""Which thing is which: a claim goes on under another name, a source moves, and something is simply gone."""

import shlex
from collections.abc import Mapping, Sequence

import msgspec

from onrecord import dates
from onrecord.history.changes import Change, change_of
from onrecord.history.record import Entry, Record, Records
from onrecord.history.words import yaml_text
from onrecord.problems import Problem, problem


class Claims(msgspec.Struct, frozen=True):
    """The claims whose files differ, as they were and as they are, and the ids of all that are there now.

    ``unknown`` has the ids of those whose files can't be read as they were; ``by_alias`` and ``by_words`` have the present
    ones by their former ids, and new ones by what they say.
    """

    before: Mapping[str, Record]
    after: Mapping[str, Record]
    present: frozenset[str]
    unknown: frozenset[str]
    by_alias: Mapping[str, Sequence[Record]]
    by_words: Mapping[str, Sequence[Record]]

    def heir_of(self, old: Record) -> Record | None:
        """The claim that stands in a claim's place: of the same id, or a new one that has the id among its aliases."""
        if old.id in self.present:
            return self.after.get(old.id)
        heirs = self.by_alias.get(old.id, ())
        return next((each for each in heirs if each.id not in self.before or not self.before[each.id].published), None)

    def likeness_of(self, old: Record) -> Record | None:
        """A new claim that says the same as one that is gone, if there is just one."""
        alike = {each.id: each for words in _words_that_tell(old) for each in self.by_words.get(words, ())}
        return next(iter(alike.values())) if len(alike) == 1 else None


def gather_claims(before: Records, after: Records, present: frozenset[str]) -> Claims:
    """Make the claims ready to be told apart. ``present`` has the ids of all that are there now."""
    older, newer = before.of("claim"), after.of("claim")
    by_alias: dict[str, list[Record]] = {}
    by_words: dict[str, list[Record]] = {}
    for id, record in newer.items():
        for alias in record.texts("aliases"):
            by_alias.setdefault(alias, []).append(record)
        for words in () if id in older else _words_that_tell(record):
            by_words.setdefault(words, []).append(record)
    unknown = frozenset(file.id for file in before.unreadable if file.kind == "claim")
    return Claims(older, newer, present, unknown, by_alias, by_words)


def _words_that_tell(record: Record) -> list[str]:
    """Texts that no two claims have in common."""
    return [text for key in ("claim", "headline", "body") if (text := record.text(key))]


def find_renamed(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> dict[str, str]:
    """Give the present ids of things that have another id now and say, word for word, what they said."""
    said: dict[frozenset[tuple[str, str]], list[str]] = {}
    for id, entry in after.items():
        if id not in before:
            said.setdefault(_words_of(entry), []).append(id)
    gone = {id: said.get(_words_of(entry), []) for id, entry in before.items() if id not in after}
    return {id: heirs[0] for id, heirs in gone.items() if len(heirs) == 1}


def _words_of(entry: Entry) -> frozenset[tuple[str, str]]:
    return frozenset((key, text) for key, text in entry.texts.items() if key != "id")


def report_gone(old: Record, new: Record | None, claims: Claims, commit: str) -> tuple[Problem, Change]:
    """Report a published claim that readers would not find any more; ``new`` is the draft in its place."""
    row = change_of(old, "gone", old.name, "", silent=True)
    if new is not None:
        message = f"the claim '{old.id}' was published and would be a draft again"
        hint = "What was published stays: take 'status: draft' out. If you no longer stand by the claim, withdraw it:"
        found = problem(new.path, new.line("status"), "claim-unpublished", message, hint)
        return msgspec.structs.replace(found, paste=_withdrawal()), row
    like = claims.likeness_of(old)
    if like is not None:
        message = f"the claim '{old.id}' was published and is gone, and this one, which is new, says the same"
        hint = "If it is that claim under another name, its old address must lead here:"
        found = problem(like.path, like.line("aliases"), "alias-missing", message, hint)
        return msgspec.structs.replace(found, paste=alias_line(old, like)), row
    message = f"the claim '{old.id}' was published, and its file is gone"
    back = f"git checkout {commit[:12]} -- {shlex.quote(old.path)}"
    hint = f"What was published stays. Put the file back ({back}), and withdraw the claim if you no longer stand by it:"
    found = problem(old.path, 0, "claim-unpublished", message, hint)
    return msgspec.structs.replace(found, paste=_withdrawal()), row


def alias_line(old: Record, new: Record) -> str:
    """The line that keeps every address that a claim ever had."""
    ids = dict.fromkeys((*old.texts("aliases"), old.id, *new.texts("aliases")))
    return f"aliases: [{', '.join(yaml_text(id) for id in ids if id != new.id)}]"


def _withdrawal() -> str:
    return f"withdrawn:\n  on: {dates.today()}\n  reason:"
