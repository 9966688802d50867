"""The indexes: what is taken over from an earlier one is what a new one would have."""

from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.facts import Index
from onrecord.content.index import index_claims
from onrecord.model import Claim, Claimant, CounterStatement, Evidence, Prose, ProseLink, Reference, Relation, Source

IDS = st.sampled_from(["a", "b", "c", "d"])
REFERENCES = st.builds(Reference, id=IDS, line=st.just(1))
CLAIMS = st.builds(
    Claim,
    id=IDS,
    path=st.just(""),
    claim=st.just("It is so."),
    headline=st.sampled_from(["It is.", "It is not."]),
    claimants=st.lists(
        st.builds(Claimant, person=st.none() | REFERENCES, unknown=st.just(""), via=st.none() | REFERENCES), max_size=2
    ).map(tuple),
    claimed_on=st.sampled_from(["2019", "2020-03/2020-05"]),
    verdict=REFERENCES,
    summary=st.just(""),
    topics=st.lists(REFERENCES, max_size=2).map(tuple),
    published=st.sampled_from(["2020-01-01", "2020-01-02"]),
    checked=st.just("2020-01-02"),
    evidence=st.lists(
        st.builds(
            Evidence, source=REFERENCES, stance=st.sampled_from(["supports", "refutes", "context"]), finding=st.just("")
        ),
        max_size=3,
    ).map(tuple),
    report=st.builds(
        Prose,
        links=st.lists(
            st.builds(ProseLink, kind=st.sampled_from(["cite", "claim", "person"]), id=IDS, line=st.just(1)), max_size=3
        ).map(tuple),
    ),
    counter_statements=st.lists(
        st.builds(
            CounterStatement,
            by=REFERENCES,
            position=st.just("denies"),
            on=st.just("2020"),
            source=REFERENCES,
            text=st.just(""),
        ),
        max_size=2,
    ).map(tuple),
    related=st.lists(
        st.builds(Relation, claim=REFERENCES, kind=st.sampled_from(["repeats", "part-of"])), max_size=2
    ).map(tuple),
)
SOURCES = st.builds(
    Source,
    id=IDS,
    path=st.just(""),
    line=st.just(1),
    title=st.sampled_from(["A book", "A letter"]),
    lang=st.just("en"),
    kind=st.just("other"),
    publisher=st.none() | REFERENCES,
    relays=st.lists(REFERENCES, max_size=2).map(tuple),
)
SOME_CLAIMS = st.lists(CLAIMS, unique_by=lambda claim: claim.id)
SOME_SOURCES = st.lists(SOURCES, unique_by=lambda source: source.id)


def as_plain(index: Index) -> object:
    """The index as lists and dicts; what is listed under no id is not there."""
    plain = {name: getattr(index, name) for name in Index.__struct_fields__}
    return {
        name: {key: list(value) if isinstance(value, Sequence) else value for key, value in each.items() if value}
        for name, each in plain.items()
    }


@given(SOME_CLAIMS, SOME_SOURCES, SOME_CLAIMS, SOME_SOURCES)
def test_an_index_from_an_earlier_one_is_what_a_new_one_would_be(
    claims_before: list[Claim], sources_before: list[Source], claims: list[Claim], sources: list[Source]
) -> None:
    earlier = index_claims(claims_before, {source.id: source for source in sources_before})
    by_id = {source.id: source for source in sources}
    taken_over = index_claims(claims, by_id, earlier)
    assert as_plain(taken_over) == as_plain(index_claims(claims, by_id))
    assert list(taken_over.claims) == list(index_claims(claims, by_id).claims)


@given(SOME_CLAIMS, SOME_SOURCES)
def test_taking_over_leaves_the_earlier_index_as_it_was(claims: list[Claim], sources: list[Source]) -> None:
    by_id = {source.id: source for source in sources}
    earlier = index_claims(claims, by_id)
    before = msgspec.json.encode(as_plain(earlier))
    index_claims([], {}, earlier)
    index_claims([msgspec.structs.replace(claim, headline="Perhaps.") for claim in claims], by_id, earlier)
    assert msgspec.json.encode(as_plain(earlier)) == before


def test_what_has_not_changed_is_taken_over_as_it_is() -> None:
    source = Source(id="a", path="", line=1, title="A book", lang="en", kind="other")
    earlier = index_claims([], {"a": source})
    assert index_claims([], {"a": source}, earlier).sources is earlier.sources
