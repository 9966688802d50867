"""Our own exports (docs/data.md) as content files: a claim comes back with all that it had."""

from collections.abc import Iterator, Mapping
from typing import Any

from onrecord.content.nodes import FORBIDDEN
from onrecord.content.read import FileKind, check_id
from onrecord.editing.import_files import ContentFile
from onrecord.editing.import_formats import NotImported
from onrecord.problems import shown

# The keys of each group, in the order of docs/content-format.md. What else an export holds is not content.
_GROUPS: dict[str, tuple[str, ...]] = {
    "claim": (
        *("claim", "claim_short", "headline", "claimants", "claimed_on", "verdict", "problem", "summary", "topics"),
        *("status", "published", "checked", "review_by", "authors", "appearances", "evidence", "counter_statements"),
        *("replies", "replies_not_sought", "related", "unknowns", "would_settle", "corrections", "withdrawn"),
        *("aliases", "reexamined", "accepts"),
    ),
    "source": (
        *("title", "url", "no_url", "publisher", "authors", "date", "lang", "title_lang", "kind", "archived"),
        *("accessed", "copy", "known_through", "relays", "note", "status"),
    ),
    "person": ("name", "kind", "description", "url", "wikidata"),
    "topic": ("title", "summary"),
    "claimants": ("id", "unknown", "via"),
    "appearances": ("source", "role"),
    "evidence": ("source", "stance", "finding", "quote"),
    "quote": ("text", "lang", "translation", "at"),
    "counter_statements": ("by", "position", "on", "source", "text", "quote"),
    "replies": ("to", "asked", "deadline", "outcome", "on", "text"),
    "related": ("claim", "as"),
    "corrections": ("on", "field", "from", "to", "note"),
    "withdrawn": ("on", "reason"),
    "reexamined": ("on", "source", "note"),
    "accepts": ("code", "reason"),
    "status": ("is", "on", "note"),
    "copy": ("url", "host", "complete"),
}
# Where an export has an object with an id and words for readers, and the content the id alone.
_NAMED = ("verdict", "topics", "by", "to", "publisher")


def is_own(document: Any) -> bool:
    """Tell whether a JSON document is one of our exports."""
    return isinstance(document, dict) and "version" in document and isinstance(document.get("site"), dict)


def read_own(document: dict[str, Any]) -> Iterator[ContentFile | NotImported]:
    """Give the files of an export, and what in it can't become one."""
    version = str(document["version"])
    if version.partition(".")[0] != "1":
        reason = f"its format has the version {shown(version)}, and this program reads 1"
        yield NotImported("", reason)
        return
    own: dict[str, list[Any]] = {}
    sources = document.get("sources")
    for number, source in enumerate(sources if isinstance(sources, list) else []):
        if isinstance(source, dict) and source.get("claim"):
            own.setdefault(str(source["claim"]), []).append(source)
        else:
            yield _read(source, "source", f"sources[{number}]")
    for list_name, kind in (("people", "person"), ("topics", "topic")):
        values = document.get(list_name)
        for number, value in enumerate(values if isinstance(values, list) else []):
            yield _read(value, kind, f"{list_name}[{number}]")  # type: ignore[arg-type]
    if "claim" in document:
        yield _read(document["claim"], "claim", "claim", own, document.get("report"))
    claims = document.get("claims")
    for number, claim in enumerate(claims if isinstance(claims, list) else []):
        yield _read(claim, "claim", f"claims[{number}]", own)


def _read(
    value: Any, kind: FileKind, position: str, own_sources: Mapping[str, list[Any]] = {}, report: Any = ""
) -> ContentFile | NotImported:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return NotImported(position, f"it is no {kind} with an id")
    id = value["id"]
    try:
        keys = _group(value, kind)
        if kind == "claim" and id in own_sources:
            keys["sources"] = [{"id": _text(each.get("id")), **_group(each, "source")} for each in own_sources[id]]
        body = _body(report) if report else ""
    except _NotOurs as fault:
        return NotImported(position, f"{shown(id)}: {fault}")
    wrong = check_id(id, position, 0)
    if wrong:
        return NotImported(position, wrong[0].message)
    file = ContentFile(kind, id, keys, position, body)
    return file if kind != "claim" or body else file.as_draft()


class _NotOurs(Exception):
    """Something in the export has not the shape that it should have."""


def _group(value: Any, kind: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _NotOurs(f"an entry of '{kind}' is no object")
    return {key: _value(value[key], key) for key in _GROUPS[kind] if value.get(key) not in (None, "", [])}


def _value(value: Any, key: str) -> Any:
    if key in _NAMED and isinstance(value, dict):
        return _text(value.get("id"))
    if isinstance(value, list):
        return [_value(item, key) for item in value]
    if isinstance(value, dict) and key in _GROUPS:
        return _group(value, key)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, str):
        raise _NotOurs(f"{shown(str(value))} should be a text")
    found = FORBIDDEN.search(" ".join(value.split()))
    if found:
        raise _NotOurs(f"{shown(value)} holds the control character U+{ord(found[0]):04X}")
    return value


def _body(report: Any) -> str:
    if not isinstance(report, str):
        raise _NotOurs("the report should be a text")
    found = FORBIDDEN.search(report)
    if found:
        raise _NotOurs(f"the report holds the control character U+{ord(found[0]):04X}")
    return report
