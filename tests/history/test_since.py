"""No verdict changes in silence: what may change freely, what must be told of, and what counts as telling."""

import re
from pathlib import Path

import msgspec
import pytest

from onrecord.linking import Checked
from onrecord.options import Options
from onrecord.pipeline import check_site
from onrecord.problems import Problem
from tests.git_repository import commit, git
from tests.small_site import FILES, change_file, write_file

TREES = "content/claims/plane-trees.md"
OAK = "content/claims/oak-bench.yaml"
FOUNTAIN = "content/claims/new-fountain.md"
BRIDGE = "content/claims/green-bridge.md"
SITE = "content/site.yaml"
GUARD = {
    "alias-missing", "change-silent", "claim-unpublished", "correction-altered", "correction-wrong", "history-apart",
    "past-unreadable", "verdict-redefined",
}  # fmt: skip


def compare(site: Path, since: str = "main") -> Checked:
    return check_site(Options(site, since=since))


def guard(site: Path, since: str = "main") -> list[Problem]:
    """What the guard says; the content itself has no other errors."""
    problems = compare(site, since).problems
    assert [each for each in problems if each.severity == "error" and each.code not in GUARD] == []
    return [each for each in problems if each.code in GUARD]


def codes(site: Path, since: str = "main") -> list[tuple[str, int, str]]:
    return [(each.path, each.line, each.code) for each in guard(site, since)]


def correct(site: Path, path: str, *entries: str) -> None:
    """Add entries to a claim's corrections."""
    text = (site / path).read_text(encoding="utf-8")
    lines = "".join(f"  - {{{entry}}}\n" for entry in entries)
    key = "" if "corrections:\n" in text else "corrections:\n"
    place = "sources:\n" if "sources:\n" in text else "replies_not_sought:"
    assert place in text
    write_file(site / path, text.replace(place, f"{key}{lines}{place}", 1))


def rows(site: Path, since: str = "main") -> list[tuple[str, str, str, str]]:
    comparison = compare(site, since).comparison
    assert comparison is not None
    return [(each.id, each.field, each.before, each.after) for each in comparison.changes]


class TestFreeToChange:
    def test_is_nothing_at_all(self, site: Path) -> None:
        assert codes(site) == []
        assert rows(site) == []

    @pytest.mark.parametrize(
        ("path", "old", "new"),
        [
            (TREES, "A caller told the radio", "Somebody told the radio"),
            (TREES, "show most trees standing.", "show that most trees stand."),
            (TREES, "at: p. 4", "at: p. 5"),
            (TREES, "lang: de, translation", "lang: fr, translation"),
            (TREES, "checked: 2020-06-01", "checked: 2020-07-01"),
            (TREES, "review_by: 2021-06-01\n", ""),
            (TREES, "problem: [exaggerated]\n", ""),
            (TREES, "unknowns: [What", "unknowns: [Nobody knows what"),
            (TREES, "  - {source: photos-2020, stance: ref", "  - {source: gazette-2020, stance: context, finding: A}\n"
             "  - {source: photos-2020, stance: ref"),
            (TREES, "Show the avenue with its trees.}", 'Show the avenue with its trees., quote: {text: "1"}}'),
            (TREES, "claim: The town of Exampleville cut", "claim: The town  of\n  Exampleville   cut"),
            (TREES, "verdict: false", 'verdict: "false"'),
            (TREES, "title: Street tree survey 2020", "title: Survey of trees"),
            (OAK, "topics: [trees, parks]", "topics: [parks]"),
            (BRIDGE, "headline: Nobody has", "headline: Somebody has"),
            (BRIDGE, "status: draft\n", ""),
            ("content/people/jane-roe.yaml", "description: Member", "description: Former member"),
            ("content/pages/about.md", "A site for tests.", "Another site."),
            (SITE, "title: Small Record", "title: Large Record"),
            (SITE, "  - {id: unproven", "  - {id: mixed, label: Mixed, meaning: A part is borne out.}\n  - {id: unproven"),
        ],
    )  # fmt: skip
    def test_is_what_says_nothing_new_of_the_claim(self, site: Path, path: str, old: str, new: str) -> None:
        change_file(site / path, old, new)
        assert codes(site) == []

    def test_is_a_new_claim_and_a_draft_that_goes(self, site: Path) -> None:
        write_file(site / "content/claims/old-wall.md", FILES[FOUNTAIN].replace("accounts-2019", "accounts-2018"))
        (site / BRIDGE).unlink()
        assert codes(site) == []
        assert rows(site) == [("old-wall", "new", "", "The council's accounts show that the gazette paid")]

    def test_is_the_form_of_a_claims_file(self, site: Path) -> None:
        """From ``.md`` to ``.yaml``, in a folder of its own, with other line endings and another order of keys."""
        front, body = (site / TREES).read_text(encoding="utf-8").removeprefix("---\n").split("---\n")
        keys = re.split(r"\n(?=\w)", front.strip())
        text = "\n".join([*reversed(keys), "body: |", *(f"  {line}" for line in body.splitlines())])
        (site / TREES).unlink()
        (site / "content/claims/2020").mkdir()
        (site / "content/claims/2020/plane-trees.yaml").write_bytes(f"{text}\n".replace("\n", "\r\n").encode())
        assert codes(site) == []
        assert rows(site) == []

    def test_is_where_a_source_is_described(self, site: Path) -> None:
        """From a claim's own list to a file for all claims, and from there under another name."""
        own = '  - {id: photos-2020, title: The avenue in May, url: "https://photos.example/avenue",\n     date: 2020-05, lang: en, kind: primary}\n'  # noqa: E501
        shared = (
            'title: The avenue in May\nurl: "https://photos.example/avenue"\ndate: 2020-05\nlang: en\nkind: primary\n'
        )
        change_file(site / TREES, own, "")
        write_file(site / "content/sources/photos-2020.yaml", shared)
        assert codes(site) == []
        assert rows(site) == []
        change_file(site / TREES, "photos-2020", "photos-of-may")
        (site / "content/sources/photos-2020.yaml").rename(site / "content/sources/photos-of-may.yaml")
        assert codes(site) == []
        assert rows(site) == []

    def test_is_the_name_of_a_persons_file(self, site: Path) -> None:
        (site / "content/people/jane-roe.yaml").rename(site / "content/people/jane-q-roe.yaml")
        for path in (TREES, FOUNTAIN):
            change_file(site / path, "jane-roe", "jane-q-roe")
        assert codes(site) == []

    @pytest.mark.parametrize(
        ("before", "after"),
        [("pending", "no-reply"), ("pending", "replied"), ("pending", "declined"), ("no-reply", "replied")],
    )
    def test_is_an_answer_that_comes_in(self, site: Path, before: str, after: str) -> None:
        came = "outcome: replied, on: 2020-05-22,\n     text: Says that she meant one street."
        change_file(site / TREES, came, f"outcome: {before}")
        commit(site)
        answer = "" if after == "no-reply" else ", on: 2020-06-22, text: Here it is."
        change_file(site / TREES, f"outcome: {before}", f"outcome: {after}{answer}")
        assert codes(site) == []

    def test_is_a_claim_that_is_withdrawn(self, site: Path) -> None:
        change_file(
            site / TREES, "topics:", "withdrawn: {on: 2020-08-01, reason: The survey was of another town.}\ntopics:"
        )
        assert codes(site) == []
        assert rows(site) == [("plane-trees", "withdrawn", "", "2020-08-01, The survey was of another town.")]

    def test_is_told_of_all_the_same_in_a_table(self, site: Path) -> None:
        change_file(site / TREES, "A caller told", "Somebody told")
        change_file(site / "content/people/jane-roe.yaml", "Member of", "Former member of")
        change_file(site / TREES, "title: Street tree survey 2020", "title: Survey of trees")
        table = [(id, field) for id, field, _, _ in rows(site)]
        assert table == [("plane-trees", "body"), ("jane-roe", "description"), ("survey-2020", "title")]


SILENT = [
    (TREES, "verdict: false", "verdict: true", 8),
    (TREES, "all of its 400 plane trees", "most of its 400 plane trees", 2),
    (TREES, "312 plane trees standing", "311 plane trees standing", 3),
    (TREES, "claimed_on: 2020-03-04", "claimed_on: 2020-03", 7),
    (TREES, "published: 2020-06-01", "published: 2020-06-02", 12),
    (TREES, "checked: 2020-06-01", "checked: 2020-05-31", 13),
    (TREES, "  - {unknown: a caller to a radio show, via: gazette-2020}\n", "", 4),
    (TREES, "{unknown: a caller to a radio show,", "{id: town-council,", 6),
    (TREES, "claimants:\n", "claimants:\n  - {id: town-council, via: gazette-2020}\n", 5),
    (TREES, "    stance: refutes\n", "    stance: supports\n", 19),
    (TREES, "Counts 312 plane trees within", "Counts 311 plane trees within", 19),
    (TREES, "312 Platanen", "311 Platanen", 19),
    (TREES, "translation: 312 plane trees", "translation: 312 trees", 19),
    (TREES, '    quote: {text: "312 Platanen", lang: de, translation: 312 plane trees, at: p. 4}\n', "", 19),
    (TREES, "{source: photos-2020, stance: refutes", "{source: gazette-2020, stance: refutes", 18),
    (TREES, "position: denies, on", "position: confirms, on", 25),
    (TREES, "on: 2020-03-06", "on: 2020-03-07", 25),
    (TREES, "Says that most of the trees stand.", "Says that some of the trees stand.", 25),
    (TREES, "outcome: replied", "outcome: declined", 27),
    (TREES, "outcome: replied, on: 2020-05-22,\n     text: Says that she meant one street.", "outcome: pending", 27),
    (TREES, "asked: 2020-05-20", "asked: 2020-05-19", 27),
    (OAK, "stance: context", "stance: refutes", 12),
]


class TestNotFreeToChange:
    @pytest.mark.parametrize(("path", "old", "new", "line"), SILENT)
    def test_is_a_word_of_what_was_found(self, site: Path, path: str, old: str, new: str, line: int) -> None:
        change_file(site / path, old, new)
        assert codes(site) == [(path, line, "change-silent")]

    @pytest.mark.parametrize(("path", "old", "new", "line"), SILENT)
    def test_is_free_with_the_lines_that_the_message_shows(
        self, site: Path, path: str, old: str, new: str, line: int
    ) -> None:
        change_file(site / path, old, new)
        (found,) = guard(site)
        lines = found.paste.replace("note:", "note: We looked again.")
        if path == TREES:
            change_file(site / path, "corrections:\n", f"corrections:\n{lines}\n")
        else:
            change_file(site / path, "replies_not_sought:", f"corrections:\n{lines}\nreplies_not_sought:")
        assert codes(site) == []

    def test_is_a_counter_statement_or_a_question(self, site: Path) -> None:
        text = (site / TREES).read_text(encoding="utf-8")
        text = re.sub(r"counter_statements:\n  .*\n", "", text)
        text = re.sub(r"replies:\n  .*\n     .*\n", "replies_not_sought: No need.\n", text)
        write_file(site / TREES, text)
        assert [code for _, _, code in codes(site)] == ["change-silent", "change-silent"]

    def test_is_the_name_of_a_claimant(self, site: Path) -> None:
        """To readers it is somebody else, though no claim's file has changed."""
        change_file(site / "content/people/jane-roe.yaml", "name: Jane Roe", "name: John Doe")
        assert codes(site) == [(FOUNTAIN, 5, "change-silent"), (TREES, 5, "change-silent")]
        for path, found in zip((FOUNTAIN, TREES), guard(site), strict=True):
            assert "    from: Jane Roe\n    to: John Doe\n" in found.paste
            correct(site, path, "on: 2020-07-01, field: claimants, from: Jane Roe, to: John Doe, note: We mistook her")
        assert codes(site) == []

    def test_is_no_name_of_somebody_who_claimed_nothing(self, site: Path) -> None:
        change_file(site / "content/people/the-gazette.yaml", "name: The Gazette", "name: The Morning Gazette")
        assert codes(site) == []

    def test_is_found_in_every_claim_and_every_part(self, site: Path) -> None:
        for path, old, new, _ in SILENT[:3]:
            change_file(site / path, old, new)
        change_file(site / FOUNTAIN, "verdict: true", "verdict: unproven")
        assert [(path, code) for path, _, code in codes(site)] == [
            (FOUNTAIN, "change-silent"),
            *[(TREES, "change-silent")] * 3,
        ]

    def test_is_what_was_withdrawn(self, site: Path) -> None:
        withdrawn = "withdrawn: {on: 2020-08-01, reason: The survey was of another town.}\n"
        change_file(site / TREES, "topics:", f"{withdrawn}topics:")
        commit(site)
        change_file(site / TREES, "2020-08-01, reason", "2020-08-02, reason")
        assert codes(site) == [(TREES, 11, "change-silent")]
        change_file(site / TREES, withdrawn.replace("08-01", "08-02"), "")
        assert codes(site) == [(TREES, 2, "change-silent")]
        correct(site, TREES, "on: 2020-09-01, field: withdrawn, from: withdrawn, to: not withdrawn, note: It was ours")
        assert codes(site) == []


ENTRY = (
    "  - {on: 2020-06-09, field: summary, from: one photograph, to: two photographs,"
    " note: A second photograph came in.}\n"
)


class TestACorrection:
    def test_may_be_made_of_several_steps(self, site: Path) -> None:
        """Two edits that are merged as one, or looked at from far away."""
        change_file(site / TREES, "verdict: false", "verdict: true")
        correct(
            site,
            TREES,
            "on: 2020-07-01, field: verdict, from: false, to: unproven, note: One",
            "on: 2020-08-01, field: verdict, from: unproven, to: true, note: Two",
        )
        assert codes(site) == []

    def test_is_compared_without_regard_to_white_space(self, site: Path) -> None:
        change_file(site / FOUNTAIN, "headline: The council's accounts show", "headline: The council's accounts prove")
        correct(
            site,
            FOUNTAIN,
            'on: 2020-07-01, field: headline, from: "The council\'s  accounts show\n    that the gazette paid",'
            " to: The council's accounts prove that the gazette paid, note: One",
        )
        assert codes(site) == []

    @pytest.mark.parametrize(
        "entry",
        [
            "on: 2020-07-01, field: verdict, from: unproven, to: true, note: From what was not published",
            "on: 2020-07-01, field: verdict, from: false, to: unproven, note: To what does not stand here",
            "on: 2020-07-01, field: verdict, from: true, to: false, note: The wrong way round",
            "on: 2020-07-01, field: verdict, from: False, to: True, note: By the labels",
        ],
    )
    def test_that_tells_something_else_is_wrong(self, site: Path, entry: str) -> None:
        change_file(site / TREES, "verdict: false", "verdict: true")
        correct(site, TREES, entry)
        (found,) = guard(site)
        assert (found.code, found.line) == ("correction-wrong", 35)
        assert "    from: false\n    to: true\n" in found.paste

    def test_of_what_has_not_changed_is_wrong(self, site: Path) -> None:
        correct(site, TREES, "on: 2020-07-01, field: verdict, from: true, to: false, note: It was so all the time")
        assert codes(site) == [(TREES, 35, "correction-wrong")]

    def test_of_another_part_says_nothing_of_this_one(self, site: Path) -> None:
        change_file(site / TREES, "verdict: false", "verdict: true")
        correct(site, TREES, "on: 2020-07-01, field: summary, from: false, to: true, note: Another part")
        assert codes(site) == [(TREES, 8, "change-silent")]

    def test_that_was_there_already_says_nothing_of_a_new_change(self, site: Path) -> None:
        change_file(site / TREES, "verdict: false", "verdict: true")
        correct(site, TREES, "on: 2020-07-01, field: verdict, from: false, to: true, note: The first time")
        commit(site)
        change_file(site / TREES, "verdict: true", "verdict: false")
        commit(site)
        change_file(site / TREES, "verdict: false", "verdict: true")
        assert codes(site) == [(TREES, 8, "change-silent")]

    def test_of_a_part_that_may_change_freely_may_quote_a_piece_of_it(self, site: Path) -> None:
        change_file(site / TREES, "two photographs show", "three photographs show")
        correct(site, TREES, "on: 2020-07-01, field: summary, from: two, to: three, note: One more")
        assert codes(site) == []
        comparison = compare(site).comparison
        assert comparison is not None
        assert [(each.field, each.note, each.silent) for each in comparison.changes] == [("summary", "One more", False)]

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (ENTRY, "  []\n"),
            ("from: one photograph", "from: no photograph"),
            ("note: A second photograph came in.", "note: A second photograph came in"),
            ("on: 2020-06-09", "on: 2020-06-10"),
        ],
    )  # fmt: skip
    def test_stays_for_ever_as_it_was(self, site: Path, old: str, new: str) -> None:
        change_file(site / TREES, old, new)
        assert codes(site) == [(TREES, 33, "correction-altered")]

    def test_may_be_written_in_another_way_and_another_order(self, site: Path) -> None:
        """Branches on which both added one are merged in either order."""
        entry = "on: 2020-07-01, field: summary, from: two, to: three, note: One more"
        correct(site, TREES, entry)
        commit(site)
        text = (site / TREES).read_text(encoding="utf-8")
        first = re.search(r"  - \{on: 2020-06-09.*\n", text)
        assert first
        block = '  -\n    note: "A second photograph came in."\n    on: 2020-06-09\n    field: summary\n    from: one photograph\n    to: two photographs\n'  # noqa: E501
        write_file(site / TREES, text.replace(first[0], "").replace("sources:\n", f"{block}sources:\n"))
        assert codes(site) == []


class TestAPublishedClaim:
    def test_may_not_go(self, site: Path) -> None:
        change_file(site / TREES, "related:\n  - {claim: oak-bench, as: background}\n", "")
        change_file(site / TREES, "; see [[oak-bench]]", "")
        change_file(site / "content/topics/parks.md", "Mostly of [[oak-bench]].\n", "")
        (site / OAK).unlink()
        (found,) = guard(site)
        assert (found.path, found.line, found.code) == (OAK, 0, "claim-unpublished")
        assert found.paste.startswith("withdrawn:\n  on: ")

    def test_can_be_put_back_by_the_command_that_the_message_shows(self, site: Path) -> None:
        (site / FOUNTAIN).unlink()
        (found,) = guard(site)
        command = re.search(r"\(git (.*?)\)", found.hint)
        assert command
        git(site, *command[1].split())
        assert codes(site) == []
        lines = found.paste.replace("reason:", "reason: It was of another town.")
        change_file(site / FOUNTAIN, "topics:", f"{lines}\ntopics:")
        assert codes(site) == []

    def test_may_not_be_a_draft_again(self, site: Path) -> None:
        change_file(site / FOUNTAIN, "topics:", "status: draft\ntopics:")
        assert codes(site) == [(FOUNTAIN, 9, "claim-unpublished")]

    def test_may_not_give_its_address_to_another_claim(self, site: Path) -> None:
        (site / FOUNTAIN).unlink()
        change_file(site / OAK, "topics:", "aliases: [new-fountain]\ntopics:")
        assert codes(site) == [(FOUNTAIN, 0, "claim-unpublished")]

    def test_goes_on_under_another_name_with_its_old_one_as_an_alias(self, site: Path) -> None:
        renamed = "content/claims/park-fountain.md"
        (site / FOUNTAIN).rename(site / renamed)
        (found,) = guard(site)
        assert (found.path, found.line, found.code) == (renamed, 2, "alias-missing")
        change_file(site / renamed, "topics:", f"{found.paste}\ntopics:")
        assert codes(site) == []
        assert rows(site) == [("park-fountain", "address", "new-fountain", "park-fountain")]

    def test_is_guarded_under_its_new_name_too(self, site: Path) -> None:
        renamed = "content/claims/park-fountain.md"
        (site / FOUNTAIN).rename(site / renamed)
        change_file(site / renamed, "topics:", "aliases: [new-fountain]\ntopics:")
        change_file(site / renamed, "verdict: true", "verdict: unproven")
        assert codes(site) == [(renamed, 7, "change-silent")]

    def test_keeps_every_name_that_it_ever_had(self, site: Path) -> None:
        second, third = site / "content/claims/park-fountain.md", site / "content/claims/old-fountain.md"
        (site / FOUNTAIN).rename(second)
        change_file(second, "topics:", "aliases: [new-fountain]\ntopics:")
        commit(site)
        second.rename(third)
        change_file(third, "aliases: [new-fountain]", "aliases: [park-fountain]")
        (found,) = guard(site)
        assert (found.path, found.code) == ("content/claims/old-fountain.md", "alias-missing")
        assert found.paste == "aliases: [new-fountain, park-fountain]"
        change_file(third, "aliases: [park-fountain]", found.paste)
        assert codes(site) == []

    def test_may_take_its_old_name_again(self, site: Path) -> None:
        there, here = site / "content/claims/park-fountain.md", site / FOUNTAIN
        here.rename(there)
        change_file(there, "topics:", "aliases: [new-fountain]\ntopics:")
        commit(site)
        there.rename(here)
        change_file(here, "aliases: [new-fountain]", "aliases: [park-fountain]")
        assert codes(site) == []


class TestTheScale:
    @pytest.mark.parametrize(
        ("old", "new", "field"),
        [
            ("label: False, meaning", "label: Wrong, meaning", "label"),
            ("meaning: The evidence contradicts it.", "meaning: Some evidence contradicts it.", "meaning"),
            ("rating: 1, adverse", "rating: 2, adverse", "rating"),
            ("rating: 1, adverse", "adverse", "rating"),
            (", adverse: yes", "", "adverse"),
            ("rating: 1, adverse: yes", "rating: 1, adverse: yes, conclusive: no", "conclusive"),
        ],
    )
    def test_may_not_come_to_mean_something_else_in_silence(self, site: Path, old: str, new: str, field: str) -> None:
        change_file(site / SITE, old, new)
        (found,) = guard(site)
        assert (found.path, found.line, found.code) == (SITE, 6, "verdict-redefined")
        lines = found.paste.replace("note:", "note: We say it better.")
        assert f"field: {field}\n" in lines
        change_file(site / SITE, "navigation:", f"changes:\n{lines}\nnavigation:")
        assert codes(site) == []

    def test_may_be_put_in_other_words_where_nothing_published_bears_them(self, site: Path) -> None:
        change_file(site / OAK, "verdict: unproven", "verdict: false")
        sources = "sources:\n  - {id: survey-2021, title: A, no_url: B, lang: en, kind: other}\n"
        evidence = (
            "{source: gazette-2020, stance: refutes, finding: A}, {source: survey-2021, stance: refutes, finding: B}"
        )
        change_file(site / OAK, "  - {source: gazette-2020, stance: context, finding: Mentions the bench.}\n", sources)
        change_file(site / OAK, "evidence:\n", f"evidence: [{evidence}]\n")
        commit(site)
        change_file(site / SITE, "The evidence decides neither way.", "We do not know.")
        assert codes(site) == []  # a draft bears it, and nobody has seen that
        assert rows(site) == [("unproven", "meaning", "The evidence decides neither way.", "We do not know.")]

    def test_may_not_lose_a_verdict_in_silence_even_if_all_its_claims_are_corrected(self, site: Path) -> None:
        change_file(site / SITE, "  - {id: true, label: True, meaning: The evidence bears it out., rating: 5}\n", "")
        change_file(site / FOUNTAIN, "verdict: true", "verdict: unproven")
        correct(site, FOUNTAIN, "on: 2020-07-01, field: verdict, from: true, to: unproven, note: A")
        (found,) = guard(site)
        assert (found.path, found.line, found.code) == (SITE, 4, "verdict-redefined")
        lines = found.paste.replace("note:", "note: We say it better.")
        change_file(site / SITE, "navigation:", f"changes:\n{lines}\nnavigation:")
        assert codes(site) == []

    def test_keeps_its_entries_and_lets_them_tell_the_truth(self, site: Path) -> None:
        entry = "  - {on: 2020-07-01, verdict: false, field: rating, from: 2, to: 1, note: A}\n"
        change_file(site / SITE, "navigation:", f"changes:\n{entry}navigation:")
        assert codes(site) == [(SITE, 10, "correction-wrong")]
        commit(site)
        change_file(site / SITE, entry, entry.replace("note: A", "note: B"))
        assert [code for _, _, code in codes(site)] == ["correction-altered"]


class TestThePast:
    def test_that_todays_rules_refuse_is_compared_as_far_as_it_can_be_read(self, site: Path) -> None:
        """A key that has gone, a date that is none, a verdict that is no more, text where a list belongs."""
        good = (site / TREES).read_text(encoding="utf-8")
        old = good.replace("problem: [exaggerated]", "problem: exaggerated\nstars: 5").replace("2020-03-04", "in March")
        write_file(site / TREES, old.replace("verdict: false", "verdict: pants-on-fire"))
        commit(site)
        write_file(site / TREES, good)
        assert [(line, code) for _, line, code in codes(site)] == [(7, "change-silent"), (8, "change-silent")]

    @pytest.mark.parametrize(
        "data",
        [
            b"\xff\xfe",
            b"no keys\n",
            b"---\nclaim: A\n",
            b"---\n[\n---\n",
            b"---\n- a\n---\nB\n",
            b"",
            b"x" * 200_000,
        ],
    )
    def test_that_can_not_be_read_is_named(self, site: Path, data: bytes) -> None:
        good = (site / TREES).read_bytes()
        (site / TREES).write_bytes(data)
        commit(site)
        (site / TREES).write_bytes(good)
        (found,) = guard(site)
        assert (found.path, found.code, found.severity) == (TREES, "past-unreadable", "warning")
        assert rows(site) == []

    def test_in_which_two_files_had_one_id_is_named(self, site: Path) -> None:
        write_file(site / "content/claims/2020/plane-trees.md", FILES[TREES].replace("verdict: false", "verdict: true"))
        commit(site)
        (site / "content/claims/2020/plane-trees.md").unlink()
        change_file(site / TREES, "A caller told", "Somebody told")
        assert [(path, code) for path, _, code in codes(site)] == [(TREES, "past-unreadable")]

    def test_may_lack_what_must_be_there_today(self, site: Path) -> None:
        good = (site / TREES).read_text(encoding="utf-8")
        write_file(site / TREES, "---\nverdict: false\n---\nA\n")
        commit(site)
        write_file(site / TREES, good)
        assert codes(site) == []

    def test_without_the_sites_own_file_can_be_compared(self, site: Path) -> None:
        good = (site / SITE).read_text(encoding="utf-8")
        (site / SITE).unlink()
        commit(site)
        write_file(site / SITE, good)
        change_file(site / TREES, "verdict: false", "verdict: true")
        assert codes(site) == [(TREES, 8, "change-silent")]


class TestThePresent:
    def test_that_can_not_be_read_is_left_to_the_check_itself(self, site: Path) -> None:
        change_file(site / TREES, "verdict: false", "verdict: [")
        assert {each.code for each in compare(site).problems} & GUARD == set()

    @pytest.mark.parametrize("missing", ["verdict", "headline", "claimed_on"])
    def test_that_lacks_a_part_is_left_to_the_check_itself(self, site: Path, missing: str) -> None:
        text = (site / TREES).read_text(encoding="utf-8")
        write_file(site / TREES, re.sub(f"(?m)^{missing}: .*\n", "", text))
        assert {each.code for each in compare(site).problems} == {"key-missing"}

    def test_is_what_lies_on_the_disk_committed_or_not_tracked_or_not(self, site: Path) -> None:
        write_file(site / ".gitignore", "content/claims/\n")
        change_file(site / TREES, "verdict: false", "verdict: true")
        git(site, "update-index", "--assume-unchanged", TREES)
        write_file(site / ".gitattributes", "*.md -diff merge=ours filter=none\n")
        write_file(site / "content/claims/.gitattributes", "*.md working-tree-encoding=UTF-16\n")
        assert codes(site) == [(TREES, 8, "change-silent")]

    def test_without_a_folder_for_content_is_a_problem_and_no_crash(self, site: Path) -> None:
        (site / "content").rename(site / "inhalt")
        assert {"content-missing", "claim-unpublished"} <= {each.code for each in compare(site).problems}


def test_the_outcome_is_the_same_for_any_number_of_workers(site: Path) -> None:
    change_file(site / TREES, "verdict: false", "verdict: true")
    one, three = (check_site(Options(site, since="main", jobs=jobs)) for jobs in (1, 3))
    assert msgspec.to_builtins(one.comparison) == msgspec.to_builtins(three.comparison)
    assert one.problems == three.problems
