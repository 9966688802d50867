"""Old files are read for what is asked of them just as they would be read whole."""

import pytest

from onrecord.history.reading import Reader
from onrecord.history.record import Record
from tests.small_site import OAK_BENCH, PLANE_TREES

ASKED = ("status", "verdict", "claim", "headline", "summary", "withdrawn", "body")

# Keys that seem to begin where they don't, or that end elsewhere than they seem to.
ODD = {
    "a quotation that goes on at the margin": 'authors: ["one\nverdict: true\n"]\nclaim: A.\n',
    "a quotation over known entries": 'summary: "A\nauthors: [The city desk]\nclaim: B."\nverdict: false\n',
    "a quoted key": '"verdict": true\nclaim: A.\n',
    "a block of text": "summary: |\n  verdict: true\nclaim: A.\n",
    "a list at the margin": "authors:\n- verdict\n- claim\nclaim: A.\n",
    "a comment": "# verdict: true\nclaim: A.\n",
    "a key twice": "claim: A.\nclaim: B.\n",
    "brackets around all": "{claim: A., verdict: true}\n",
    "no keys": "\n",
    "a line that is no key": "claim: A.\nverdict\n",
}


def told(text: str, reader: Reader) -> tuple[object, ...] | None:
    raw = reader.read(text.encode())
    if raw is None:
        return None
    record = Record(raw)
    return (*(record.text(key) for key in ASKED), [each.texts for each in record.entries("corrections")])


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_file_says_the_same_to_who_knows_all_its_entries(odd: str) -> None:
    texts = [PLANE_TREES, OAK_BENCH, f"---\n{ODD[odd]}---\nText.\n", ODD[odd]]
    knowing = Reader()
    for text in texts * 2:
        assert told(text, knowing) == told(text, Reader())


def test_what_changed_is_read_anew() -> None:
    reader = Reader()
    for verdict in ("false", "true", "unproven"):
        found = told(PLANE_TREES.replace("verdict: false", f"verdict: {verdict}"), reader)
        assert found is not None
        assert found[1] == verdict
