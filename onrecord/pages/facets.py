"""The facets of all claims: verdicts, topics, claimants, sources and years, each a link to its own page with a count.

A count is the number of claims that this page lists. A script turns the facets into filters that combine.
"""

from collections.abc import Callable, Mapping, Sequence, Sized
from heapq import nsmallest

from onrecord.content.facts import Site, SourceUse
from onrecord.pages.desk import Desk
from onrecord.pages.parts import source_title, verdict_mark, year_link
from onrecord.pages.views import Facet, FacetValue, Link, Phrase

_MOST = 12


def view_facets(desk: Desk) -> tuple[Facet, ...]:
    """Each facet with its values: verdicts as in the scale, the newest years, and the most used of all else."""
    site, addresses = desk.site, desk.addresses
    sources = shared_sources(site)

    def verdict(id: str) -> FacetValue:
        mark = verdict_mark(desk, site.verdicts[id])
        return FacetValue(id, mark.url, Phrase(mark.label), len(site.claims_by_verdict[id]), mark)

    def topic(id: str) -> FacetValue:
        return FacetValue(id, addresses.topic(id), Phrase(site.topics[id].title), len(site.claims_by_topic[id]))

    def claimant(id: str) -> FacetValue:
        return FacetValue(id, addresses.person(id), Phrase(site.people[id].name), len(site.claims_by_claimant[id]))

    def source(id: str) -> FacetValue:
        return FacetValue(id, addresses.source(id), source_title(desk, site.sources[id]), len(sources[id]))

    def year(id: str) -> FacetValue:
        link = year_link(desk, id)
        return FacetValue(id, link.url, Phrase(link.text), len(site.claims_by_year[id]))

    verdicts = [id for id in site.verdicts if id in site.claims_by_verdict]
    topics, claimants, years = site.claims_by_topic, site.claims_by_claimant, site.claims_by_year
    facets = (
        _facet(desk, "verdict", "verdicts", verdict, verdicts, verdicts),
        _facet(desk, "topic", "topics", topic, _most_used(topics), topics),
        _facet(desk, "claimant", "people", claimant, _most_used(claimants), claimants),
        _facet(desk, "source", "sources", source, _most_used(sources), sources),
        _facet(desk, "year", "years", year, desk.years[:_MOST], years),
    )
    return tuple(facet for facet in facets if facet.values)


def shared_sources(site: Site) -> dict[str, Sequence[SourceUse]]:
    """The sources that two claims or more use: choosing by another would find one claim alone."""
    return {id: uses for id, uses in site.uses_of_source.items() if len(uses) > 1}


def _facet(
    desk: Desk, name: str, section: str, view: Callable[[str], FacetValue], shown: Sequence[str], every: Sized
) -> Facet:
    return Facet(
        name=name,
        title=desk.wording.label("facet", name),
        values=tuple(view(id) for id in shown),
        complete=len(shown) == len(every),
        all=Link(desk.wording.label("facet-all", name), desk.addresses.section(section)),
    )


def _most_used(used: Mapping[str, Sized]) -> list[str]:
    return nsmallest(_MOST, used, key=lambda id: (-len(used[id]), id))
