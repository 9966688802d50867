"""What is found of a claim: all words of its page, however they are typed."""

import re

import msgspec
import pytest

from onrecord.folding import fold
from onrecord.formats.search import Record, SearchEntry, make_filters, make_record

ENTRY = SearchEntry(
    id="plane-trees",
    url="/claims/plane-trees/",
    headline="312 trees stand",
    claim="All trees were cut down.",
    claimants=("Jane Roe", "a caller"),
    claimed_on="March 4, 2020",
    published="2020-06-01",
    verdict="false",
    label="False",
    withdrawn="",
    topics=("trees", "parks"),
    texts=("Most trees stand.",),
    report="key",
    links=("Town council",),
)


def record(report: str = "", **changes: object) -> Record:
    return make_record(msgspec.structs.replace(ENTRY, **changes), report)


def copies(text: str) -> list[str]:
    """The copies of a text's words; each word in Latin letters has a second one, whose end is no suffix."""
    every = record(headline=text).meta["folded"].split()
    copies = [each for each in every if not each.endswith("\ua78c")]
    assert {each[:-1] for each in every if each not in copies} == {
        each for each in copies if re.fullmatch("[a-z]+", each)
    }
    return copies


class TestARecord:
    def test_brings_what_a_result_shows(self) -> None:
        assert record().url == "/claims/plane-trees/"
        assert record().meta == {
            "title": "312 trees stand",
            "claim": "All trees were cut down.",
            "claimants": "Jane Roe\na caller",
            "claimed": "March 4, 2020",
            "verdict": "False",
            "folded": "",
        }

    def test_holds_the_words_of_the_report_without_its_marks(self) -> None:
        html = (
            '<h3 id="a">The <em>survey</em></h3>\n<p>It <a href="https://a.example/?b&amp;c">count</a>s &lt;b&gt;.</p>'
        )
        assert record(html).content == "Most trees stand. The survey It counts <b>."

    def test_parts_the_words_of_neighbouring_blocks(self) -> None:
        html = "<ul><li>one</li><li>two</li></ul><table><tr><td>three</td><td>four<br>five</td></tr></table>"
        assert record(html).content == "Most trees stand. one two three four five"

    def test_holds_the_words_of_links_where_they_stand(self) -> None:
        assert (
            record("<p>So said the \ufdd00\ufdd1 too.</p>").content == "Most trees stand. So said the Town council too."
        )

    def test_holds_nothing_that_pagefind_takes_for_a_mark_of_its_own(self) -> None:
        assert "___" not in record("<p>a ___PAGEFIND_WEIGHT___9 b</p>", texts=("___PAGEFIND_ANCHOR___h1:1:a",)).content


class TestAFoldedCopy:
    @pytest.mark.parametrize(
        ("written", "copy"),
        [
            ("Iğdır", "igdir"),
            ("KILIÇDAROĞLU'nun Kılıç", "kilic"),
            ("Straße", "strasse"),
            ("Łódź", "lodz"),
            ("٢٠٢٠", "2020"),
            ("۲۰۲۰", "2020"),
            ("کتاب", "كتاب"),
            ("علی", "علي"),
            ("مدرسة", "مدرسه"),
            ("سـلام", "سلام"),
            ("Ankara–Moscow", "moscow"),
            ("the council’s", "council"),
        ],
    )
    def test_is_there_for_a_word_that_pagefind_would_not_find_by_its_folded_form(self, written: str, copy: str) -> None:
        assert copy in copies(written)
        assert all(each == fold(each) for each in copies(written))

    @pytest.mark.parametrize("written", ["plain words", "Erdoğan İzmir", "café", "أحمد", "“quoted”", "1,000 €", "…"])
    def test_is_left_out_where_pagefind_finds_the_word_anyway(self, written: str) -> None:
        assert copies(written) == []

    def test_is_made_once(self) -> None:
        assert copies("Iğdır IĞDIR ığdır, (Iğdır)") == ["igdir"]


def test_what_is_filtered_by_names_each_verdict_and_topic_once() -> None:
    other = msgspec.structs.replace(
        ENTRY, url="/claims/oak/", verdict="true", topics=("parks",), published="2020-05-01"
    )
    names = {"/claims/plane-trees/": "en_1234567", "/claims/oak/": "en_89abcde"}
    assert msgspec.json.decode(make_filters([ENTRY, other], names)) == {
        "verdicts": ["false", "true"],
        "topics": ["trees", "parks"],
        "claims": {"en_1234567": [0, [0, 1], "2020-06-01"], "en_89abcde": [1, [1], "2020-05-01"]},
    }
