"""The seal of a site, ``/data/record.json``: by it anybody can tell whether a copy says what the content says.

Of each published claim it holds two SHA-256, in hexadecimal: that of its content file, byte for byte, and that of its
*substance*. The substance are those keys of the claim's object in ``claim.json`` that ``SUBSTANCE`` names, as far as they
are there, in canonical JSON (RFC 8785): keys in order, no space, UTF-8. A new wording of the report changes the first alone.
"""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta

from onrecord.content.cache import sha256_of
from onrecord.formats.records import Address, ClaimRecord, Id, Record

RECORD = "record.json"

SUBSTANCE = (
    *("id", "claim", "headline", "claimants", "claimed_on", "verdict", "summary", "published", "checked", "evidence"),
    *("counter_statements", "replies", "corrections", "withdrawn"),
)

Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="A SHA-256 in hexadecimal.")]


class Seal(Record, frozen=True, kw_only=True):
    """A claim's two digests: of its content file, and of its substance."""

    id: Id
    file: Sha256
    substance: Sha256


class SealFile(Record, frozen=True, kw_only=True):
    """The seals of all published claims, newest first."""

    version: Annotated[str, Meta(pattern="^1[.][0-9]+$", description="The version of the format.")]
    schema: Address = ""
    count: int
    claims: tuple[Seal, ...]


def make_seal(claim: ClaimRecord, file_digest: str) -> Seal:
    """The seal of a claim whose file has this SHA-256."""
    values = {key: value for key in SUBSTANCE if (value := getattr(claim, key)) is not UNSET}
    return Seal(id=claim.id, file=file_digest, substance=_digest_of(values))


def digest_of_substance(claim: Mapping[str, Any]) -> str:
    """The digest of the substance of a claim's object as it was read from JSON."""
    return _digest_of({key: claim[key] for key in SUBSTANCE if key in claim})


def _digest_of(values: dict[str, Any]) -> str:
    return sha256_of(msgspec.json.encode(values, order="sorted"))
