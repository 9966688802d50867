"""The persons and organisations whom reviews name: those that have a file already, and files for the others."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from onrecord.content import limits
from onrecord.content.read import FileKind
from onrecord.editing.import_files import ContentFile, read_said
from onrecord.editing.import_formats import Party
from onrecord.editing.import_text import fingerprint, make_id, plain_text, web_address
from onrecord.problems import shown

_WIKIDATA = re.compile(r"https?://(?:www\.)?wikidata\.org/(?:wiki|entity)/(Q[0-9]+)")


class Cast:
    """Finds people by name. Two of one name are one, unless each has another item in Wikidata."""

    def __init__(self, site_folder: Path, paths: Mapping[tuple[FileKind, str], str]) -> None:
        self._ids = {id for kind, id in paths if kind == "person"}
        self._items: dict[str, dict[str, str]] = {}
        self._new: list[ContentFile] = []
        for (kind, id), path in paths.items():
            said = read_said(site_folder, path, "person") if kind == "person" else None
            if said and isinstance(said[0].get("name"), str):
                self._know(said[0]["name"], str(said[0].get("wikidata", "")), id)

    def claimant(self, party: Party, position: str, notes: list[str]) -> dict[str, str]:
        """A claimant as a claim names it: by id, or in words where the record doesn't tell what kind of thing it is."""
        name = _name(party, notes)
        if not name:
            return {}
        kind = _kind(party.type)
        known = self._find(name, _item(party))
        if known or kind:
            return {"id": known or self._add(party, name, kind, position)}
        return {"unknown": name}

    def publisher(self, party: Party, position: str, notes: list[str]) -> str:
        """The id of a review's publisher, or nothing if it can't be named."""
        name = _name(party, notes)
        if not name:
            return ""
        return self._find(name, _item(party)) or self._add(party, name, _kind(party.type) or "organisation", position)

    def take_new(self) -> list[ContentFile]:
        """Give the files of those who came up since the last call."""
        new, self._new = self._new, []
        return new

    def _find(self, name: str, item: str) -> str:
        items = self._items.get(name.casefold(), {})
        if item in items or "" in items:
            return items.get(item) or items[""]
        return next(iter(items.values()), "") if not item else ""

    def _know(self, name: str, item: str, id: str) -> None:
        self._items.setdefault(name.casefold(), {}).setdefault(item, id)

    def _add(self, party: Party, name: str, kind: str, position: str) -> str:
        item = _item(party)
        mark = fingerprint(name.casefold(), item)
        id = make_id(name, f"{kind}-{mark}")
        if id in self._ids:
            id = f"{id}-{mark}"
        self._ids.add(id)
        self._know(name, item, id)
        keys: dict[str, Any] = {"name": name, "kind": kind, "url": web_address(party.address), "wikidata": item}
        self._new.append(ContentFile("person", id, {key: value for key, value in keys.items() if value}, position))
        return id


def _name(party: Party, notes: list[str]) -> str:
    name = plain_text(party.name)
    if len(name) > limits.TITLE_CHARACTERS:
        notes.append(
            f"left out: a name of {len(name):,} characters; {limits.TITLE_CHARACTERS} are allowed: {shown(name)}"
        )
        return ""
    return name


def _kind(type: str) -> str:
    """What schema.org's type says that somebody is, or nothing."""
    if type == "Person":
        return "person"
    if type == "NewsMediaOrganization":
        return "media"
    if type == "GovernmentOrganization":
        return "government"
    return "organisation" if type.endswith("Organization") or type in ("Corporation", "NGO", "PoliticalParty") else ""


def _item(party: Party) -> str:
    return next((found[1] for each in party.same_as if (found := _WIKIDATA.fullmatch(each.strip()))), "")
