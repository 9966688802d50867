"""The pages that list: home, claims, verdicts, topics, people, sources, timeline, corrections."""

from collections.abc import Iterator, Sequence

from onrecord import urls
from onrecord.content.fallen import find_fallen_origins
from onrecord.model import Claim, Person, Source, Topic, Verdict
from onrecord.pages.desk import Desk, Event
from onrecord.pages.facets import view_facets
from onrecord.pages.pager import take_page
from onrecord.pages.parts import (
    Citations,
    claim_card,
    claim_cards,
    claim_mark,
    correction_view,
    fallen_source,
    feed_links,
    head,
    kept_copy,
    person_link,
    section_link,
    source_line,
    source_link,
    source_title,
    topic_link,
    verdict_mark,
    verdict_rows,
    year_link,
)
from onrecord.pages.pictures.answers import draw_answers
from onrecord.pages.pictures.relay import draw_relay
from onrecord.pages.pictures.tally import draw_tally
from onrecord.pages.pictures.timeline import draw_timeline
from onrecord.pages.views import (
    AnsweredClaim,
    AnswersView,
    AskedClaim,
    ClaimsView,
    CorrectionRow,
    CorrectionsView,
    HomeView,
    Link,
    PeopleView,
    PersonRow,
    PersonView,
    SourceRow,
    SourcesView,
    SourceView,
    TimelineEvent,
    TimelineView,
    TimelineYear,
    TopicRow,
    TopicsView,
    TopicView,
    UsedFor,
    VerdictsView,
    YearRow,
    YearsView,
)

_LATEST = 6
_EVIDENCE = frozenset(("supports", "refutes", "context"))


def view_home(desk: Desk) -> HomeView:
    site, config = desk.site, desk.site.config
    ids = desk.claim_ids
    return HomeView(
        head=head(
            desk,
            desk.addresses.home(),
            config.title,
            config.tagline or config.title,
            feeds=feed_links(desk, "", config.title)[1:],
        ),
        latest=claim_cards(desk, ids[:_LATEST]),
        tally=draw_tally(desk, ids),
        topics=_topic_rows(desk),
        claim_count=len(ids),
        source_count=len(site.sources),
        person_count=len(site.people),
        all_claims=section_link(desk, "claims"),
        answers=section_link(desk, "answers"),
    )


def view_claims(desk: Desk, number: int) -> ClaimsView:
    """All claims, newest first."""
    addresses, section, total = desk.addresses, section_link(desk, "claims"), len(desk.claim_ids)
    ids, pager = take_page(desk.claim_ids, number, lambda page: addresses.section("claims", page))
    title = desk.wording.gettext("All claims")
    about = desk.wording.gettext("Every claim on record, newest first.")
    # Facets count all claims, so they change with every one: they stand on one page, not on hundreds.
    has_facets = pager.page == 1 and total > 1
    return ClaimsView(
        head=head(
            desk,
            addresses.section("claims", pager.page),
            _paged(desk, title, pager.page),
            about,
            section,
            scripts=("claims.js",) if has_facets else (),
        ),
        heading=title,
        introduction="",
        verdict=None,
        cards=claim_cards(desk, tuple(ids)),
        total=total,
        pager=pager,
        facets=view_facets(desk) if has_facets else (),
        index_url=addresses.file(urls.CLAIMS_INDEX) if has_facets else "",
        facets_url=addresses.facets() if pager.page > 1 else "",
    )


def view_verdicts(desk: Desk) -> VerdictsView:
    url, section = desk.addresses.section("verdicts"), section_link(desk, "verdicts")
    about = desk.wording.gettext("The verdicts and what they mean.")
    return VerdictsView(head(desk, url, section.text, about, section), verdict_rows(desk))


def view_verdict(desk: Desk, verdict: Verdict, number: int) -> ClaimsView:
    """The claims that have this verdict."""
    ids = desk.site.claims_by_verdict.get(verdict.id, ())
    title = desk.wording.gettext("Verdict: %(verdict)s", verdict=verdict.label)
    some, pager = take_page(ids, number, lambda page: desk.addresses.verdict(verdict.id, page))
    url = desk.addresses.verdict(verdict.id, pager.page)
    return ClaimsView(
        head(
            desk,
            url,
            _paged(desk, title, pager.page),
            verdict.meaning,
            section_link(desk, "verdicts"),
            feeds=feed_links(desk, f"verdicts/{verdict.id}", title),
        ),
        title,
        verdict.meaning,
        verdict_mark(desk, verdict),
        claim_cards(desk, tuple(some)),
        len(ids),
        pager,
    )


def view_years(desk: Desk) -> YearsView:
    """The years in which claims were made, newest first."""
    url, section = desk.addresses.section("years"), section_link(desk, "years")
    rows = tuple(YearRow(year_link(desk, year), len(desk.site.claims_by_year[year])) for year in desk.years)
    about = desk.wording.gettext("When the claims were made.")
    return YearsView(head(desk, url, section.text, about, section), rows)


def view_year(desk: Desk, year: str, number: int) -> ClaimsView:
    """The claims that were made in this year, or from this year on."""
    ids = desk.site.claims_by_year[year]
    some, pager = take_page(ids, number, lambda page: desk.addresses.year(year, page))
    title = desk.wording.gettext("Claims made in %(year)s", year=year_link(desk, year).text)
    url = desk.addresses.year(year, pager.page)
    return ClaimsView(
        head(desk, url, _paged(desk, title, pager.page), title, section_link(desk, "years")),
        title,
        "",
        None,
        claim_cards(desk, tuple(some)),
        len(ids),
        pager,
    )


def view_topics(desk: Desk) -> TopicsView:
    url, section = desk.addresses.section("topics"), section_link(desk, "topics")
    about = desk.wording.gettext("What the claims are about.")
    return TopicsView(head(desk, url, section.text, about, section), _topic_rows(desk))


def view_topic(desk: Desk, topic: Topic, number: int) -> TopicView:
    ids = desk.site.claims_by_topic.get(topic.id, ())
    some, pager = take_page(ids, number, lambda page: desk.addresses.topic(topic.id, page))
    first = pager.page == 1
    citations = Citations(desk)
    url = desk.addresses.topic(topic.id, pager.page)
    return TopicView(
        head=head(
            desk,
            url,
            _paged(desk, topic.title, pager.page),
            topic.summary,
            section_link(desk, "topics"),
            feeds=feed_links(desk, f"topics/{topic.id}", topic.title),
        ),
        title=topic.title,
        summary=topic.summary,
        text=citations.prose(topic.text) if first else (),
        sources=citations.entries(),
        tally=draw_tally(desk, ids) if first else None,
        timeline=draw_timeline(desk, ids) if first else None,
        cards=claim_cards(desk, tuple(some)),
        total=len(ids),
        pager=pager,
        edit_address=urls.repository_file(desk.site.config.repository, topic.path),
    )


def view_people(desk: Desk, number: int) -> PeopleView:
    """All persons and organisations by name."""
    site, section = desk.site, section_link(desk, "people")
    some, pager = take_page(desk.person_ids, number, lambda page: desk.addresses.section("people", page))
    url = desk.addresses.section("people", pager.page)
    rows = tuple(
        PersonRow(
            person_link(desk, person.id),
            desk.wording.label("person-kind", person.kind),
            person.description,
            len(site.claims_by_claimant.get(person.id, ())),
            len(site.claims_answered_by.get(person.id, ())),
            len(site.sources_by_publisher.get(person.id, ())),
        )
        for person in (site.people[id] for id in some)
    )
    about = desk.wording.gettext("Who claimed, who answered, and who published what the claims rest on.")
    return PeopleView(
        head(desk, url, _paged(desk, section.text, pager.page), about, section),
        rows,
        len(desk.person_ids),
        section_link(desk, "answers"),
        pager,
    )


def view_person(desk: Desk, person: Person, number: int) -> PersonView:
    """What somebody claimed, answered and published. Later pages go on with what they claimed."""
    site, wording = desk.site, desk.wording
    claimed = site.claims_by_claimant.get(person.id, ())
    some, pager = take_page(claimed, number, lambda page: desk.addresses.person(person.id, page))
    url = desk.addresses.person(person.id, pager.page)
    first = pager.page == 1
    description = person.description or wording.gettext("What is on record about %(name)s.", name=person.name)
    answered = [site.claims[id] for id in site.claims_answered_by.get(person.id, ())] if first else []
    asked = [site.claims[id] for id in site.claims_asking.get(person.id, ())] if first else []
    published = site.sources_by_publisher.get(person.id, ()) if first else ()
    return PersonView(
        head=head(desk, url, _paged(desk, person.name, pager.page), description, section_link(desk, "people")),
        name=person.name,
        kind=wording.label("person-kind", person.kind),
        description=person.description,
        address=person.url,
        wikidata_address=f"https://www.wikidata.org/wiki/{person.wikidata}" if person.wikidata else "",
        tally=draw_tally(desk, claimed) if first else None,
        claimed=claim_cards(desk, tuple(some)),
        claimed_total=len(claimed),
        pager=pager,
        answered=tuple(each for claim in answered for each in _answers(desk, claim, person.id)),
        asked=tuple(
            AskedClaim(wording.label("outcome", reply.outcome), wording.date(reply.asked), claim_card(desk, claim))
            for claim in asked
            for reply in claim.replies
            if reply.to.id == person.id
        ),
        mentioned=claim_cards(desk, site.claims_mentioning.get(f"person:{person.id}", ())) if first else (),
        published=tuple(source_line(desk, site.sources[id]) for id in published),
        tally_of_published=draw_tally(desk, _list_claims_that_rest_on(desk, published)),
        edit_address=urls.repository_file(site.config.repository, person.path),
    )


def _list_claims_that_rest_on(desk: Desk, sources: Sequence[str]) -> list[str]:
    """The claims of whose evidence one of these sources is a part."""
    uses = (use for id in sources for use in desk.site.uses_of_source.get(id, ()))
    return list(dict.fromkeys(use.claim for use in uses if not _EVIDENCE.isdisjoint(use.roles)))


def view_answers(desk: Desk) -> AnswersView:
    """Who claimed and who answered, of all claims."""
    url, section = desk.addresses.section("answers"), section_link(desk, "answers")
    about = desk.wording.gettext("Who claimed, who answered in public, and of which claims.")
    return AnswersView(head(desk, url, section.text, about, section), draw_answers(desk))


def _answers(desk: Desk, claim: Claim, person: str) -> Iterator[AnsweredClaim]:
    for statement in claim.counter_statements:
        if statement.by.id == person:
            label = desk.wording.label("position", statement.position)
            on = desk.wording.date(statement.on)
            yield AnsweredClaim(label, on, statement.text, claim_card(desk, claim))


def view_sources(desk: Desk, number: int) -> SourcesView:
    """All sources by title."""
    site, section = desk.site, section_link(desk, "sources")
    some, pager = take_page(desk.source_ids, number, lambda page: desk.addresses.section("sources", page))
    url = desk.addresses.section("sources", pager.page)
    rows = tuple(SourceRow(source_line(desk, site.sources[id]), len(site.uses_of_source.get(id, ()))) for id in some)
    about = desk.wording.gettext("Every document that a claim rests on, and what it is used for.")
    return SourcesView(
        head(desk, url, _paged(desk, section.text, pager.page), about, section), rows, len(desk.source_ids), pager
    )


def view_source(desk: Desk, source: Source) -> SourceView:
    site, wording = desk.site, desk.wording
    by_role: dict[str, list[str]] = {}
    for use in site.uses_of_source.get(source.id, ()):
        for role in use.roles:
            by_role.setdefault(role, []).append(use.claim)
    order = ("supports", "refutes", "context", "claimant", "counter-statement", "appearance", "report")
    mentioned = [*by_role.get("report", ()), *site.claims_mentioning.get(f"source:{source.id}", ())]
    if mentioned:
        by_role["report"] = list(dict.fromkeys(mentioned))
    kept = site.snapshots.get(source.id)
    relatives = list(dict.fromkeys((source.id, *site.sources_by_origin[site.origins[source.id]])))
    return SourceView(
        head=head(desk, desk.addresses.source(source.id), source.title, source.title, section_link(desk, "sources")),
        title=source_title(desk, source),
        line=source_line(desk, source),
        fallen=tuple(fallen_source(desk, *fallen, source.id) for fallen in find_fallen_origins(site, source.id)),
        uses=tuple(
            UsedFor(role, wording.label("use", role), claim_cards(desk, tuple(by_role[role])))
            for role in order
            if role in by_role
        ),
        relayed_by=tuple(source_link(desk, id) for id in site.relayed_by.get(source.id, ())),
        makes_known=tuple(source_link(desk, id) for id in site.made_known_by.get(source.id, ())),
        origin=draw_relay(desk, relatives) if len(relatives) > 1 else None,
        copies=tuple(kept_copy(desk, copy) for copy in reversed(kept.copies)) if kept else (),
        edit_address=urls.repository_file(site.config.repository, source.path),
    )


def view_timeline(desk: Desk, number: int) -> TimelineView:
    """Everything that has a date, newest first: claims, what was answered, our verdicts and corrections."""
    section = section_link(desk, "timeline")
    some, pager = take_page(desk.events, number, lambda page: desk.addresses.section("timeline", page))
    years: dict[str, list[TimelineEvent]] = {}
    for event in some:
        years.setdefault(event[0][:4], []).append(_event_view(desk, event))
    url = desk.addresses.section("timeline", pager.page)
    about = desk.wording.gettext("When things were claimed, answered and checked.")
    grouped = tuple(
        TimelineYear(
            year_link(desk, year) if year in desk.site.claims_by_year else Link(desk.wording.date(year).text),
            tuple(events),
        )
        for year, events in years.items()
    )
    return TimelineView(head(desk, url, _paged(desk, section.text, pager.page), about, section), grouped, pager)


def _event_view(desk: Desk, event: Event) -> TimelineEvent:
    _, id, kind, number = event
    claim = desk.site.claims[id]
    mark = None
    if kind == "claimed":
        on, text = claim.claimed_on, claim.claim
    elif kind == "answered":
        statement = claim.counter_statements[number]
        on, text = statement.on, f"{desk.wording.isolated(desk.site.people[statement.by.id].name)}: {statement.text}"
    elif kind == "corrected":
        on, text = claim.corrections[number].on, claim.corrections[number].note
    elif kind == "withdrawn" and claim.withdrawn:
        on, text = claim.withdrawn.on, claim.withdrawn.reason
    else:
        on, text = claim.published, claim.headline
        mark = claim_mark(desk, claim)
    link = Link(claim.headline, desk.addresses.claim(claim.id))
    return TimelineEvent(desk.wording.date(on), desk.wording.label("event", kind), text, link, mark)


def view_corrections(desk: Desk, number: int) -> CorrectionsView:
    """Every correction ever made, newest first."""
    section = section_link(desk, "corrections")
    some, pager = take_page(desk.corrections, number, lambda page: desk.addresses.section("corrections", page))
    claims = desk.site.claims
    rows = tuple(
        CorrectionRow(correction_view(desk, claims[id].changes[which]), claim_card(desk, claims[id]))
        for _, id, which in some
    )
    url = desk.addresses.section("corrections", pager.page)
    about = desk.wording.gettext("Every change that was made to a claim after its publication.")
    feeds = feed_links(desk, "corrections", section.text)
    return CorrectionsView(
        head(desk, url, _paged(desk, section.text, pager.page), about, section, feeds=feeds), rows, pager
    )


def _topic_rows(desk: Desk) -> tuple[TopicRow, ...]:
    site = desk.site
    return tuple(
        TopicRow(topic_link(desk, id), site.topics[id].summary, len(site.claims_by_topic.get(id, ())))
        for id in desk.topic_ids
    )


def _paged(desk: Desk, title: str, page: int) -> str:
    return title if page == 1 else desk.wording.gettext("%(title)s, page %(page)s", title=title, page=page)
