"""The site's editorial rules: enough sources, more than one origin, a reply asked for, nothing listed in vain."""

from collections.abc import Iterable, Iterator

from onrecord.content.facts import Site
from onrecord.content.origins import ChainFinder
from onrecord.model import Article, Claim, Config, Topic
from onrecord.problems import CODES, Problem, problem


def check_rules(config: Config, site: Site) -> Iterator[Problem]:
    """Report claims whose verdict the rules don't allow, or allow with a warning; a withdrawn one stands for nothing."""
    rules, origins = config.rules, site.origins
    chains = ChainFinder(site.sources)
    for claim in site.claims.values():
        verdict = site.verdicts.get(claim.verdict.id)
        if verdict is None or claim.withdrawn:
            continue
        line = claim.evidence_line
        weighed = list(dict.fromkeys(e.source.id for e in claim.evidence if e.stance != "context"))
        if verdict.conclusive and len(weighed) < rules.independent_sources:
            count = f"{len(weighed)} source" if len(weighed) == 1 else f"{len(weighed)} sources"
            message = f"the verdict '{verdict.id}' rests on {count}, and the site asks for {rules.independent_sources}"
            hint = "Add evidence that supports or refutes the claim, or choose a verdict that decides nothing."
            yield problem(claim.path, line, "sources-too-few", message, hint)
        elif verdict.conclusive and len(weighed) > 1 and len({origins.get(id, id) for id in weighed}) == 1:
            chain = "; ".join(chains.describe(weighed))
            message = f"all evidence for the verdict '{verdict.id}' goes back to one origin: {chain}"
            hint = "Find a source that does not repeat the others, or answer for it under 'accepts'."
            yield problem(claim.path, line, "single-origin", message, hint)
        if rules.reply == "required" and verdict.adverse and not claim.replies:
            message = f"the verdict '{verdict.id}' speaks against the claimant, and nobody was asked for a reply"
            hint = "Ask, and add 'replies': the site's rules require it."
            yield problem(claim.path, claim.verdict.line, "reply-missing", message, hint)


def check_use_of_sources(site: Site) -> Iterator[Problem]:
    """Warn of listed sources that nothing uses."""
    texts: list[Topic | Article] = [*site.topics.values(), *site.articles.values()]
    cited = {link.id for each in texts for link in each.text.links if link.kind in ("cite", "source")}
    for id, source in site.sources.items():
        used = id in site.uses_of_source or id in site.relayed_by or id in site.made_known_by or id in cited
        if not used:
            yield problem(
                source.path, source.line, "source-unused", f"nothing uses the source '{id}'", "Cite it, or take it out."
            )


def accept_warnings(claims: Iterable[Claim], problems: list[Problem]) -> list[Problem]:
    """Take out the warnings that an editor answers for in the claim's ``accepts``, and report idle entries there.

    While there are errors, or drafts that lack something, no entry is called idle: its warning may be one of those
    that can't be seen yet.
    """
    warned = {(each.path, each.code) for each in problems if each.severity == "warning"}
    all_is_seen = all(CODES[each.code] == "warning" for each in problems)
    accepted: set[tuple[str, str]] = set()
    idle: list[Problem] = []
    for claim in claims:
        for entry in claim.accepts:
            if (claim.path, entry.code) in warned:
                accepted.add((claim.path, entry.code))
            elif all_is_seen:
                message = f"the claim accepts '{entry.code}', and there is no such warning"
                idle.append(problem(claim.path, entry.line, "accept-unused", message, "Take the entry out."))
    kept = [each for each in problems if each.severity == "error" or (each.path, each.code) not in accepted]
    return kept + idle
