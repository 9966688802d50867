"""Large files made of pieces: what an edit can't have touched is taken over, and nothing is ever different for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.formats.pieces import NOTHING_STANDS, Layout, Standing, assemble

LAYOUTS = {
    "lines of JSON": (Layout(b'{"id":"', b"\n", b","), b'{"version":"1.0","claims":[', b"]}\n"),
    "rows": (Layout(b"", b"\r\n"), b"\xef\xbb\xbfid,text", b""),
    "entries": (Layout(b"@misc{", b"\n\n"), b"% Head", b""),
}
IDS = st.text(alphabet="ab1-", min_size=1, max_size=3)
CLAIMS = st.dictionaries(IDS, st.sampled_from(["one", "two", "a,", "a, b"]), max_size=6)


def make(layout: Layout, claims: dict[str, str], id: str) -> bytes:
    start = layout.start.decode()
    return {
        '{"id":"': f'{start}{id}","text":"{claims[id]}"}}',
        "": f"{id},{claims[id]}",
        "@misc{": f"{start}{id},\n  title = {{{claims[id]}}},\n}}",
    }[start].encode()


@pytest.mark.parametrize("name", LAYOUTS)
@given(before=CLAIMS, after=CLAIMS)
def test_after_any_edit_a_file_is_as_if_it_were_made_anew(
    name: str, before: dict[str, str], after: dict[str, str]
) -> None:
    layout, head, tail = LAYOUTS[name]
    made: list[str] = []

    def build(claims: dict[str, str], standing: Standing) -> bytes:
        def piece(id: str) -> bytes:
            made.append(id)
            return make(layout, claims, id)

        return assemble("data/file", layout, head, claims, piece, tail, standing)

    first = build(before, NOTHING_STANDS)
    changed = {id for id in {*before, *after} if before.get(id) != after.get(id)}
    clean = build(after, NOTHING_STANDS)
    made.clear()
    assert build(after, Standing(lambda path: first, frozenset(changed))) == clean
    assert set(made) == changed & after.keys()


@pytest.mark.parametrize(
    "standing", [NOTHING_STANDS, Standing(lambda path: None, frozenset()), Standing(lambda path: b"")]
)
def test_where_nothing_stands_all_pieces_are_made(standing: Standing) -> None:
    layout, head, tail = LAYOUTS["rows"]
    claims = {"a": "one", "b": "two"}
    data = assemble("data/file", layout, head, claims, lambda id: make(layout, claims, id), tail, standing)
    assert data == b"\xef\xbb\xbfid,text\r\na,one\r\nb,two\r\n"
