"""What would change for readers, as a table: for a terminal, for the summary of a workflow's job, for programs."""

from typing import Any

import msgspec

from onrecord.history.changes import Change
from onrecord.history.since import Comparison
from onrecord.history.words import tell_apart
from onrecord.publish.report import cell, on_one_line, whole

_MOST = 160
# The summary of a job holds 1 MiB, and is lost if it is larger.
_MOST_ROWS = 500


def narrow(comparison: Comparison, paths: set[str]) -> Comparison:
    """Keep the changes of some files; of all, if none is named."""
    kept = tuple(each for each in comparison.changes if not paths or each.path in paths)
    return msgspec.structs.replace(comparison, changes=kept)


def title(comparison: Comparison) -> str:
    """One line: how much would change, and since when."""
    count = len(comparison.changes)
    changes = "1 change" if count == 1 else f"{count:,} changes" if count else "No change"
    files = ", ".join(comparison.unread)
    unread = f" What changes in files that can't be read isn't known yet: {files}." if files else ""
    return on_one_line(f"{changes} for readers since {comparison.revision} ({comparison.commit[:12]}).{unread}")


def as_text(comparison: Comparison) -> str:
    """Lines for a terminal: each thing once, below it what changes about it."""
    lines = [title(comparison)]
    subject = ""
    for each in comparison.changes:
        if _subject(each) != subject:
            subject = _subject(each)
            lines.append(f"  {on_one_line(subject)}")
        before, after = (text or "–" for text in tell_apart(each.before, each.after, _MOST))
        lines.append(on_one_line(f"    {each.field}: {before} → {after}"))
        if _reason(each):
            lines.append(on_one_line(f"      ({_reason(each)})"))
    return "\n".join(lines)


def as_markdown(comparison: Comparison) -> str:
    """A heading and a table."""
    rows = []
    for each in comparison.changes[:_MOST_ROWS]:
        parts = (_subject(each), each.field, *tell_apart(each.before, each.after, _MOST), _reason(each))
        rows.append(f"| {' | '.join(cell(part) for part in parts)} |")
    table = ["| what | part | before | after | why |", "| --- | --- | --- | --- | --- |", *rows, ""] if rows else []
    left = len(comparison.changes) - _MOST_ROWS
    more = (
        [f"{left:,} more are not shown here; `check --since` with `--format json` lists all.", ""] if left > 0 else []
    )
    return "\n".join(["### What changes for readers", "", cell(title(comparison)), "", *table, *more, ""])


def as_object(comparison: Comparison) -> dict[str, Any]:
    """For JSON: what was compared, and every change with its whole texts."""
    names = {"before": "from", "after": "to"}
    rows = []
    for each in comparison.changes:
        values = {field: getattr(each, field) for field in each.__struct_fields__}
        texts = {
            names.get(key, key): whole(value) if isinstance(value, str) else value for key, value in values.items()
        }
        rows.append(texts)
    return {"since": whole(comparison.revision), "commit": comparison.commit, "changes": rows}


def _subject(each: Change) -> str:
    return f"{each.kind} {each.id}" if each.id != each.kind else each.kind


def _reason(each: Change) -> str:
    if not each.silent:
        return tell_apart(each.note, "", _MOST)[0]
    return "neither withdrawn nor an alias of another claim" if each.field == "gone" else "no true entry says so"
