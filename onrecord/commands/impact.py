"""``impact``: say what rests on a source."""

import argparse
from collections.abc import Iterator

import msgspec

from onrecord.editing.impact import Impact, ImpactedClaim, find_impact
from onrecord.options import Options
from onrecord.pipeline import check_site
from onrecord.problems import nearest, shown
from onrecord.screen import MISUSE, OK, PROBLEMS, print_problems, say, tell

_HEADINGS = {
    "alone": "Verdicts that it carries alone, on its side of the evidence",
    "among": "Verdicts that rest on other origins too",
    "beside": "Pages that name it beside the evidence",
}
_SIDES = {"supports": "for", "refutes": "against"}


def run(options: argparse.Namespace) -> int:
    """Print what rests on a source."""
    checked = check_site(Options(options.site, serving=True, jobs=options.jobs))
    if checked.site is None:
        print_problems(checked.problems)
        return PROBLEMS
    if options.source not in checked.site.sources:
        say(f"There is no source {shown(options.source)}. {nearest(options.source, checked.site.sources)}".strip())
        return MISUSE
    impact = find_impact(checked.site, options.source)
    if options.format == "json":
        tell(msgspec.json.format(msgspec.json.encode(impact), indent=2).decode())
    else:
        tell("\n".join(describe(impact)))
    return OK


def describe(impact: Impact) -> Iterator[str]:
    """Say it in lines."""
    yield f"{impact.source}: {impact.title}"
    if impact.relayed_by:
        yield f"Its report is repeated by: {', '.join(impact.relayed_by)}"
    if not impact.claims:
        yield "Nothing rests on it."
    for weight, heading in _HEADINGS.items():
        claims = [each for each in impact.claims if each.weight == weight]
        if claims:
            yield from ("", f"{heading} ({len(claims):,}):")
        for each in claims:
            yield from _describe_claim(each)


def _describe_claim(each: ImpactedClaim) -> Iterator[str]:
    yield f"  {each.path}: {each.verdict}{' (draft)' if each.draft else ' (withdrawn)' if each.withdrawn else ''}"
    yield f"      {each.headline}"
    through = f", through {', '.join(each.through)}" if each.through else ""
    left = [f"{_count(others)} {_SIDES[side]} it" for side, others in each.others.items()]
    yield f"      {', '.join(each.roles)}{through}{'; ' if left else ''}{', '.join(left)}"


def _count(others: int) -> str:
    return f"{others:,} other origin{'s' if others > 1 else ''}" if others else "no other origin"
