"""From texts to facts: what is seen in one file alone."""

import pytest

from onrecord.content.check import CheckedFile, check_file
from onrecord.content.read import FileKind, FoundFile, parse_file
from onrecord.model import (
    Article,
    Claim,
    Claimant,
    Evidence,
    Person,
    Prose,
    Quote,
    Reference,
    Source,
    SourceCopy,
    Topic,
)
from onrecord.problems import CODES, NO_CLAIMS_WARNINGS
from tests.site_folders import write_claim

SOURCE = "title: The river\nurl: https://river.example/\nlang: en\nkind: other\n"


def check(text: str, kind: FileKind = "claim", path: str = "content/claims/moon.md") -> CheckedFile:
    raw, problems = parse_file(FoundFile(path, kind), text.encode())
    assert problems == []
    assert raw is not None
    return check_file(raw)


def check_source(text: str) -> CheckedFile:
    return check(text, "source", "content/sources/river-2020.yaml")


def found(checked: CheckedFile) -> list[tuple[str, int]]:
    """The code and line of each problem; where there is an error there is no value."""
    if any(each.severity == "error" for each in checked.problems):
        assert checked.entity is None
    return [(each.code, each.line) for each in checked.problems]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


class TestAClaim:
    def test_holds_what_its_file_says(self) -> None:
        checked = check(
            write_claim(
                verdict="false",
                claimants="[{id: jane-roe, via: gazette-2020}, {unknown: a  caller, via: radio-2020}]",
                evidence="[{source: a-2020, stance: refutes, finding: Counts., quote: {text: vier, lang: de, at: p. 4}}]",
                authors="[Ann Author, no]",
            )
        )
        claim = checked.entity
        assert isinstance(claim, Claim)
        assert checked.problems == ()
        assert claim.verdict == Reference("false", 6)
        assert claim.claimants == (
            Claimant(Reference("jane-roe", 4), "", Reference("gazette-2020", 4)),
            Claimant(None, "a caller", Reference("radio-2020", 4)),
        )
        assert claim.evidence == (
            Evidence(Reference("a-2020", 11), "refutes", "Counts.", Quote("vier", "de", "", "p. 4", 11)),
        )
        assert claim.authors == ("Ann Author", "no")
        assert (claim.status, claim.related, claim.review_by) == ("published", (), "")
        assert claim.evidence_line == 11
        assert [link.id for link in claim.report.links] == ["photos-2020"]
        assert "The clock is late." in checked.html

    def test_must_have_a_report(self) -> None:
        text = write_claim(body="\n \n")
        assert found(check(text)) == [("value-empty", line_of(text, "\n---\n") + 2)]

    def test_in_a_yaml_file_says_where_its_report_is_wrong(self) -> None:
        text = write_claim(body="").replace("---\n", "") + "body: |\n  One.\n\n  ![two](three)\n"
        assert found(check(text, path="content/claims/moon.yaml")) == [("picture-unsupported", line_of(text, "![two]"))]

    def test_says_where_its_report_is_wrong_below_the_front_matter(self) -> None:
        text = write_claim(body="One.\n\n![two](three)\n")
        assert found(check(text)) == [("picture-unsupported", line_of(text, "![two]"))]
        assert found(check(text.replace("\n", "\r\n"))) == [("picture-unsupported", line_of(text, "![two]"))]

    def test_shows_everything_that_is_wrong_at_once(self) -> None:
        text = write_claim(verdict="", checked="2020-13-01", topics="trees", colour="red", body="![a](b)\n")
        assert sorted(code for code, _ in found(check(text))) == [
            *("date-invalid", "key-unknown", "picture-unsupported", "value-empty", "wrong-type"),
        ]


class TestADraft:
    def test_may_lack_what_it_will(self) -> None:
        checked = check(write_claim(status="draft", summary=None, headline="", replies_not_sought=None, body=""))
        assert {each.code for each in checked.problems} == {"key-missing", "value-empty"}
        assert {each.severity for each in checked.problems} == {"warning"}
        assert all(each.hint.endswith("The draft is not shown until then.") for each in checked.problems)
        assert checked.entity is None

    def test_may_not_be_wrong(self) -> None:
        assert found(check(write_claim(status="draft", checked="2020-13-01"))) == [("date-invalid", 10)]

    def test_that_lacks_nothing_is_a_claim(self) -> None:
        checked = check(write_claim(status="draft", published="2999-01-01"))
        assert isinstance(checked.entity, Claim)
        assert checked.problems == ()


class TestClaimants:
    @pytest.mark.parametrize("entry", ["{id: jane-roe, unknown: a caller, via: a-2020}", "{via: a-2020}"])
    def test_are_known_or_unknown(self, entry: str) -> None:
        assert found(check(write_claim(claimants=f"[{entry}]"))) == [("claimant-unclear", 4)]

    @pytest.mark.parametrize("entry", ["{id: , via: a-2020}", "{unknown: '', via: a-2020}"])
    def test_without_a_value_are_just_that(self, entry: str) -> None:
        assert found(check(write_claim(claimants=f"[{entry}]"))) == [("value-empty", 4)]


class TestTheOrderOfDays:
    @pytest.mark.parametrize(
        "changes",
        [
            {"claimed_on": "2020-06", "checked": "2020-05-31", "published": "2020-06-01"},
            {"claimed_on": "2020-06-02", "published": "2020-06-01", "checked": "2020-06-02"},
            {"review_by": "2020-05-19"},
            {"corrections": "[{on: 2020-05-19, field: a, from: b, to: c, note: d}]"},
            {"replies": "[{to: a-b, asked: 2020-05-02, deadline: 2020-05-01, outcome: pending}]"},
            {"replies": "[{to: a-b, asked: 2020-05-02, deadline: 2020-05-09, outcome: declined, on: 2020-05-01}]"},
        ],
    )
    def test_is_kept(self, changes: dict[str, str]) -> None:
        not_sought = None if "replies" in changes else "Nobody was."
        assert [code for code, _ in found(check(write_claim(replies_not_sought=not_sought, **changes)))] == [
            "date-order"
        ]

    def test_lets_everything_happen_on_one_day(self) -> None:
        day = "2020-05-20"
        text = write_claim(
            claimed_on=day,
            review_by=day,
            replies_not_sought=None,
            replies=f"[{{to: a-b, asked: {day}, deadline: {day}, outcome: declined, on: {day}}}]",
            corrections=f"[{{on: {day}, field: a, from: b, to: c, note: d}}]",
        )
        assert found(check(text)) == []

    def test_takes_a_vague_date_at_its_earliest(self) -> None:
        assert found(check(write_claim(claimed_on="2020"))) == []
        assert found(check(write_claim(claimed_on="2020-05-01/.."))) == []


class TestReplies:
    @pytest.mark.parametrize(
        ("rest", "missing"),
        [
            ("outcome: replied", ["'on'", "'text'"]),
            ("outcome: replied, on: 2020-05-05", ["'text'"]),
            ("outcome: declined", ["'on'"]),
            ("outcome: no-reply", []),
            ("outcome: pending", []),
        ],
    )
    def test_say_when_and_what_once_they_came(self, rest: str, missing: list[str]) -> None:
        entry = f"[{{to: a-b, asked: 2020-05-02, deadline: 2020-05-09, {rest}}}]"
        checked = check(write_claim(replies_not_sought=None, replies=entry))
        assert [each.message.split()[-1] for each in checked.problems] == missing

    @pytest.mark.parametrize("changes", [{}, {"replies": "[]"}])
    def test_are_sought_or_it_is_said_why_not(self, changes: dict[str, str]) -> None:
        assert [code for code, _ in found(check(write_claim(replies_not_sought=None, **changes)))] == ["key-missing"]

    def test_and_the_reason_for_none_rule_each_other_out(self) -> None:
        entry = "[{to: a-b, asked: 2020-05-02, deadline: 2020-05-09, outcome: pending}]"
        assert [code for code, _ in found(check(write_claim(replies=entry)))] == ["keys-conflict"]


class TestAccepts:
    def test_take_warnings_that_are_not_answered_otherwise_and_too_few_origins(self) -> None:
        warnings = {code for code, severity in CODES.items() if severity == "warning"}
        codes = sorted(warnings - {*NO_CLAIMS_WARNINGS, "source-fallen"} | {"origins-too-few"})
        entries = ", ".join(f"{{code: {code}, reason: It is so.}}" for code in codes)
        claim = check(write_claim(accepts=f"[{entries}]")).entity
        assert isinstance(claim, Claim)
        assert [entry.code for entry in claim.accepts] == codes

    @pytest.mark.parametrize(
        "code", [*NO_CLAIMS_WARNINGS, "reply-missing", "source-fallen", "origins_too_few", "everything"]
    )
    def test_take_no_other(self, code: str) -> None:
        found_codes = [each for each, _ in found(check(write_claim(accepts=f"[{{code: {code}, reason: It is so.}}]")))]
        assert found_codes == ["accept-unknown"]


class TestASource:
    def test_holds_what_its_file_says(self) -> None:
        more = "copy: {url: 'https://a.example/', host: A, complete: no}\nrelays: [b-2020]\ndate: 2020~\nauthors: [C]\n"
        source = check_source(SOURCE + more).entity
        assert isinstance(source, Source)
        assert (source.id, source.title, source.lang, source.kind) == ("river-2020", "The river", "en", "other")
        assert source.copy == SourceCopy("https://a.example/", "A", False)
        assert source.relays == (Reference("b-2020", 6),)
        assert (source.date, source.authors) == ("2020~", ("C",))

    def test_has_an_address_or_a_reason_why_not(self) -> None:
        without = SOURCE.replace("url: https://river.example/\n", "")
        assert found(check_source(without)) == [("key-missing", 1)]
        assert found(check_source(without + "no_url: It is on paper.\n")) == []
        assert found(check_source(SOURCE + "no_url: It is on paper.\n")) == [("keys-conflict", 5)]
        assert found(check_source(SOURCE.replace("https://river.example/", ""))) == [("value-empty", 2)]

    @pytest.mark.parametrize("key", ["relays", "known_through"])
    def test_does_not_stand_for_itself(self, key: str) -> None:
        assert found(check_source(f"{SOURCE}{key}: [river-2020]\n")) == [("relays-self", 5)]

    def test_of_a_claim_has_a_good_id(self) -> None:
        own = "[{id: The Log, title: A, no_url: B, lang: en, kind: primary}]"
        assert [code for code, _ in found(check(write_claim(sources=own)))] == ["id-invalid"]


class TestAPerson:
    def test_holds_what_its_file_says(self) -> None:
        text = "name: Jane Roe\nkind: person\ndescription: Member.\nurl: https://a.example/\nwikidata: Q42\n"
        person = check(text, "person", "content/people/jane-roe.yaml").entity
        assert isinstance(person, Person)
        assert (person.id, person.name, person.kind, person.wikidata) == ("jane-roe", "Jane Roe", "person", "Q42")

    @pytest.mark.parametrize("item", ["42", "q42", "Q", "Q4x", "Q٤", "P42", "https://www.wikidata.org/wiki/Q42"])
    def test_has_an_item_of_wikidata_or_none(self, item: str) -> None:
        text = f"name: Jane Roe\nkind: person\nwikidata: {item}\n"
        assert found(check(text, "person", "content/people/jane-roe.yaml")) == [("value-invalid", 3)]


class TestTopicsAndPages:
    def test_hold_what_their_files_say(self) -> None:
        topic = check("---\ntitle: Trees\nsummary: All.\n---\n", "topic", "content/topics/trees.md").entity
        assert topic == Topic("trees", "content/topics/trees.md", "Trees", "All.", Prose())
        checked = check("---\ntitle: About\nparts: [rules]\n---\nOne.\n", "page", "content/pages/about.md")
        assert isinstance(checked.entity, Article)
        assert (checked.entity.title, checked.entity.summary, checked.entity.parts) == ("About", "", ("rules",))
        assert "One." in checked.html
