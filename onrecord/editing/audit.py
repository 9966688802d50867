"""What nobody has looked at yet: no mistakes, and listed only by ``check --audit``."""

from collections.abc import Iterator

from onrecord.content.facts import Site
from onrecord.content.quoted import list_quotes
from onrecord.problems import Problem, problem, shown


def audit_site(site: Site) -> list[Problem]:
    """Give the notices about what is published, sorted by file and line."""
    return sorted(_list_unchecked_quotes(site))


def _list_unchecked_quotes(site: Site) -> Iterator[Problem]:
    for claim in site.claims.values():
        for source, quote in list_quotes(claim):
            if source not in site.snapshots:
                message = f"the quotation {shown(quote.text)} was never looked for: no text of '{source}' is kept"
                yield problem(
                    claim.path, quote.line, "quote-unchecked", message, f"Keep it: python build.py archive {source}"
                )
