"""Which sources tell one and the same report."""

from hypothesis import given
from hypothesis import strategies as st

from onrecord.content.origins import ChainFinder, find_origins
from onrecord.model import Reference, Source


def sources_of(relays: dict[str, list[str]]) -> dict[str, Source]:
    return {
        id: Source(
            id=id,
            path=f"{id}.yaml",
            line=1,
            title=id,
            lang="en",
            kind="news",
            relays=tuple(Reference(each) for each in all),
        )
        for id, all in relays.items()
    }


def test_sources_that_relay_nobody_have_each_their_own_origin() -> None:
    assert find_origins(sources_of({"a": [], "b": []})) == {"a": "a", "b": "b"}


def test_a_chain_is_one_origin() -> None:
    assert find_origins(sources_of({"d": ["c"], "c": ["b"], "b": [], "e": []})) == {
        "d": "b",
        "c": "b",
        "b": "b",
        "e": "e",
    }


def test_a_circle_is_one_origin() -> None:
    assert set(find_origins(sources_of({"a": ["b"], "b": ["c"], "c": ["a"]})).values()) == {"a"}


def test_a_source_that_does_not_exist_ties_nothing() -> None:
    assert find_origins(sources_of({"a": ["x"], "b": ["x"]})) == {"a": "a", "b": "b"}


def test_the_chain_is_told_link_by_link() -> None:
    sources = sources_of({"a": ["b"], "b": ["c"], "c": [], "d": ["c"], "e": []})
    assert ChainFinder(sources).describe(["a", "d"]) == ["a relays b", "d relays c", "b relays c"]


def test_a_circle_is_told_once() -> None:
    assert ChainFinder(sources_of({"a": ["b"], "b": ["a"]})).describe(["a", "b"]) == ["a relays b", "b relays a"]


ids = st.sampled_from("abcdefg")


@given(st.dictionaries(ids, st.lists(ids, max_size=3), max_size=7))
def test_sources_of_one_origin_are_tied_by_links_that_can_be_told(relays: dict[str, list[str]]) -> None:
    sources = sources_of(relays)
    origins = find_origins(sources)
    assert origins.keys() == sources.keys()
    for id, origin in origins.items():
        assert origins[origin] == origin <= id
        together = [other for other in sources if origins[other] == origin]
        told = ChainFinder(sources).describe([id])
        named = {word for link in told for word in link.split(" relays ")} & sources.keys()
        assert set(together) <= named | {id}
