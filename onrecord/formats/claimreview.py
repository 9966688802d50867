"""A claim as schema.org's ClaimReview (https://schema.org/ClaimReview), for its own page alone."""

from typing import Any

from onrecord import dates
from onrecord.content.facts import Site
from onrecord.model import Claim, Claimant, Config, Source
from onrecord.urls import Addresses


def claim_review(site: Site, addresses: Addresses, claim: Claim) -> dict[str, Any]:
    """Give the JSON-LD object. Numbers are there only for verdicts that are degrees of truth."""
    verdict = site.verdicts[claim.verdict.id]
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.label, "ratingExplanation": claim.summary}
    if verdict.rating:
        rating |= {"ratingValue": verdict.rating, "bestRating": 5, "worstRating": 1}
    review = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": addresses.absolute(addresses.claim(claim.id)),
        "claimReviewed": claim.claim,
        "headline": claim.headline,
        "datePublished": claim.published,
        "dateModified": last_change(claim),
        "inLanguage": site.config.language,
        "author": _publisher(site.config, addresses),
        "reviewRating": rating,
        "itemReviewed": _claim(site, claim),
        "citation": [_citation(site.sources[e.source.id]) for e in claim.evidence],
    }
    if site.config.licence_of_text:
        review["license"] = site.config.licence_of_text.url
    return review


def last_change(claim: Claim) -> str:
    """The day on which the claim's page last said something new: its last correction or check, or its publication."""
    return max([claim.published, *(correction.on for correction in claim.corrections)])


def _publisher(config: Config, addresses: Addresses) -> dict[str, str]:
    publisher = {
        "@type": "Organization",
        "name": config.publisher.name or config.title,
        "url": config.publisher.url or addresses.absolute(addresses.home()),
        "logo": config.publisher.logo,
    }
    return {key: value for key, value in publisher.items() if value}


def _claim(site: Site, claim: Claim) -> dict[str, Any]:
    item: dict[str, Any] = {"@type": "Claim", "author": [_claimant(site, each) for each in claim.claimants]}
    span = dates.read_date(claim.claimed_on)
    if span and span.start and span.start == span.end:
        item["datePublished"] = span.iso
    appearances = [_appearance(site.sources[each.source.id]) for each in claim.appearances if each.role != "originated"]
    first = [_appearance(site.sources[each.source.id]) for each in claim.appearances if each.role == "originated"]
    if first:
        item["firstAppearance"] = first[0]
    if appearances:
        item["appearance"] = appearances
    return item


def _claimant(site: Site, claimant: Claimant) -> dict[str, str]:
    if claimant.person is None:
        return {"@type": "Person", "name": claimant.unknown}
    person = site.people[claimant.person.id]
    same_as = f"https://www.wikidata.org/wiki/{person.wikidata}" if person.wikidata else person.url
    author = {"@type": "Person" if person.kind == "person" else "Organization", "name": person.name}
    return author | ({"sameAs": same_as} if same_as else {})


def _appearance(source: Source) -> str | dict[str, str]:
    """The address alone, as Google's guide allows: what the work is stands among the citations."""
    return source.url or _citation(source)


def _citation(source: Source) -> dict[str, str]:
    work = {"@type": "CreativeWork", "name": source.title, "inLanguage": source.lang}
    return work | ({"url": source.url} if source.url else {})
