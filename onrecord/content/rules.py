"""The site's editorial rules: enough independent origins, a reply asked for, nothing listed in vain."""

from collections.abc import Collection, Iterator

from onrecord.content.facts import Site
from onrecord.content.origins import ChainFinder, count_origins
from onrecord.model import Article, Claim, Config, Topic
from onrecord.problems import ACCEPTABLE, CODES, Problem, problem


def check_rules(config: Config, site: Site) -> Iterator[Problem]:
    """Report claims whose verdict the rules don't allow; a withdrawn one stands for nothing."""
    rules, chains = config.rules, ChainFinder(site.sources)
    for claim in site.claims.values():
        verdict = site.verdicts.get(claim.verdict.id)
        if verdict is None or claim.withdrawn:
            continue
        weighed = list(dict.fromkeys(each.source.id for each in claim.evidence if each.stance != "context"))
        origins = count_origins(weighed, site.origins)
        if verdict.conclusive and origins < rules.independent_sources:
            basis = _describe_basis(weighed, origins, chains)
            message = f"the verdict '{verdict.id}' rests on {basis}, and the site asks for {rules.independent_sources}"
            hint = (
                "Find evidence of another origin, choose a verdict that decides nothing, or answer for it in 'accepts'."
            )
            yield problem(claim.path, claim.evidence_line, "origins-too-few", message, hint)
        if rules.reply == "required" and verdict.adverse:
            yield from _check_reply(claim)


def _check_reply(claim: Claim) -> Iterator[Problem]:
    """Report a published verdict against somebody with a name before their reply is in or its deadline is past.

    What is past is judged by the days of the claim, so that it is the same on every day. That somebody was asked, or why
    nobody was, every claim says.
    """
    named = [claimant.person.id for claimant in claim.claimants if claimant.person]
    shown_on = max(claim.published, claim.checked)
    waiting = [each for each in claim.replies if each.outcome not in _ANSWERED and each.deadline > shown_on]
    if not named or not waiting or len(waiting) < len(claim.replies) or claim.status == "draft":
        return
    first = min(waiting, key=lambda reply: reply.deadline)
    message = (
        f"the verdict '{claim.verdict.id}' speaks against '{named[0]}' on {shown_on}, and the deadline for the reply of "
        f"'{first.to.id}' is {first.deadline}"
    )
    hint = "Keep it a draft until the reply is in, or that day has come; then set 'published' or 'checked'."
    yield problem(claim.path, claim.verdict.line, "reply-missing", message, hint)


# These outcomes say that a reply is in.
_ANSWERED = ("replied", "declined")


def _describe_basis(sources: list[str], origins: int, chains: ChainFinder) -> str:
    """``1 independent origin``, and where there are more sources than that, who of them repeats whom."""
    count = f"{origins} independent origin" + ("" if origins == 1 else "s")
    return count if len(sources) == origins else f"{count} ({'; '.join(chains.describe(sources))})"


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


def accept_problems(claims: Collection[Claim], problems: list[Problem]) -> list[Problem]:
    """Take out what an editor answers for in the claim's ``accepts``, and report idle entries there.

    While there are other errors, or drafts that lack something, no entry is called idle: what it accepts may be one of
    those that can't be seen yet. Nor is one of a withdrawn claim, which the rules let be.
    """
    there = {(each.path, each.code) for each in problems if each.code in ACCEPTABLE}
    entries = [(claim.path, entry) for claim in claims for entry in claim.accepts]
    withdrawn = {claim.path for claim in claims if claim.withdrawn}
    accepted = there & {(path, entry.code) for path, entry in entries}
    kept = [each for each in problems if (each.path, each.code) not in accepted]
    if any(CODES[each.code] == "error" and each.code not in ACCEPTABLE for each in kept):
        return kept
    for path, entry in entries:
        if (path, entry.code) not in accepted and path not in withdrawn:
            message = f"the claim accepts '{entry.code}', and there is no such problem"
            kept.append(problem(path, entry.line, "accept-unused", message, "Take the entry out."))
    return kept
