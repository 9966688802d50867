"""How to cite a claim's page: in words, as BibTeX, and as CSL-JSON. All three say the same of it.

BibTeX: http://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf. CSL-JSON: https://docs.citationstyles.org/.
"""

from typing import Any

import msgspec

from onrecord.content.facts import Site
from onrecord.formats.records import last_change
from onrecord.model import Claim
from onrecord.urls import Addresses


class Reference(msgspec.Struct, frozen=True):
    """What is said of a page when it is cited; ``changed`` is the day of its last change, ``address`` may be empty."""

    id: str
    authors: tuple[str, ...]
    title: str
    site: str
    changed: str
    language: str
    verdict: str
    address: str


def refer_to(site: Site, addresses: Addresses, claim: Claim) -> Reference:
    """Gather it. Without a base URL the page's whole address is not known, and is left out."""
    return Reference(
        id=claim.id,
        authors=claim.authors or (site.config.publisher.name or site.config.title,),
        title=claim.headline,
        site=site.config.title,
        changed=last_change(claim),
        language=site.config.language,
        # Nobody is told of a verdict that we no longer stand by.
        verdict="" if claim.withdrawn else site.verdicts[claim.verdict.id].label,
        address=addresses.absolute(addresses.claim(claim.id)) if addresses.origin else "",
    )


def cite_in_words(cited: Reference) -> str:
    """Who, when, what and where, without the address."""
    where = "" if cited.site in cited.authors else f" {_with_stop(cited.site)}"
    return f"{', '.join(cited.authors)} ({cited.changed}). {_with_stop(cited.title)}{where}"


def cite_as_bibtex(cited: Reference) -> str:
    """An entry that BibTeX and biblatex read alike. Braces keep names whole and capitals as they are."""
    year, month, _ = cited.changed.split("-")
    fields = {
        "author": " and ".join(f"{{{_escape(author)}}}" for author in cited.authors),
        "title": f"{{{_escape(cited.title)}}}",
        "howpublished": "" if cited.site in cited.authors else _escape(cited.site),
        "year": year,
        "month": str(int(month)),
        "note": _escape(cited.verdict),
        # Read letter by letter; our addresses hold no brace and no backslash.
        "url": cited.address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.id},", *lines, "}"])


def cite_as_csl(cited: Reference) -> dict[str, Any]:
    """An item as citeproc and reference managers read it."""
    item: dict[str, Any] = {
        "id": cited.id,
        "type": "webpage",
        "author": [{"literal": author} for author in cited.authors],
        "title": cited.title,
        "issued": {"date-parts": [[int(part) for part in cited.changed.split("-")]]},
        "language": cited.language,
    }
    if [cited.site] != list(cited.authors):
        item["container-title"] = cited.site
    return item | ({"URL": cited.address} if cited.address else {})


# BibTeX counts braces even behind a backslash, so a brace is written as a command.
_SPECIALS = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip


def _escape(text: str) -> str:
    return "".join(_SPECIALS.get(letter, letter) for letter in text)


def _with_stop(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…", "؟", "۔")) else f"{sentence}."
