"""From facts to a site: what only the whole can show."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from onrecord.content.facts import Site
from onrecord.linking import Checked
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import SITES, make_site, write_claim

Check = Callable[..., Checked]

CLOCK = "content/claims/town-clock.md"
SITE_FILE = "content/site.yaml"
REPLY_REQUIRED = (SITES / "good" / SITE_FILE).read_text(encoding="utf-8").replace("reply: optional", "reply: required")
RIVER = "content/sources/river-2020.yaml"
SOURCE = "title: The river\nurl: https://river.example/\nlang: en\nkind: other\n"
OWN = "{id: clock-log, title: A log, no_url: It is on paper., lang: en, kind: primary}"


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Check the good site with some files changed."""

    def check_with(changes: Mapping[str, str | bytes | None] = {}, *, serving: bool = False) -> Checked:
        return check_site(Options(make_site(tmp_path / "site", changes=changes), serving=serving))

    return check_with


def found(checked: Checked) -> list[tuple[str, str]]:
    return [(each.path.removeprefix("content/"), each.code) for each in checked.problems]


def linked(checked: Checked) -> Site:
    assert checked.problems == ()
    assert checked.site is not None
    return checked.site


class TestTheSite:
    def test_lists_the_newest_claims_first_and_no_drafts(self, check: Check) -> None:
        assert list(linked(check()).claims) == ["plane-tree-contract", "fountain-repair", "plane-trees"]

    def test_has_drafts_while_it_is_served(self, check: Check) -> None:
        assert "new-bridge" in linked(check(serving=True)).claims

    def test_knows_what_points_at_everything(self, check: Check) -> None:
        site = linked(check())
        assert tuple(site.claims_by_verdict["false"]) == ("plane-trees",)
        assert tuple(site.claims_by_topic["trees"]) == ("plane-tree-contract", "plane-trees")
        assert tuple(site.claims_by_claimant["jane-roe"]) == ("plane-trees",)
        assert tuple(site.claims_answered_by["town-council"]) == ("plane-tree-contract", "plane-trees")
        assert tuple(site.claims_asking["the-gazette"]) == ("plane-trees",)
        assert tuple(site.claims_mentioning["person:jane-roe"]) == ("plane-trees",)
        assert tuple(site.relations_to["plane-trees"]) == (("plane-tree-contract", "background-of"),)
        assert tuple(site.relations_to["plane-tree-contract"]) == (("plane-trees", "has-part"),)
        assert {use.claim: use.roles for use in site.uses_of_source["gazette-2020"]} == {
            "plane-trees": ("claimant", "supports", "report", "appearance")
        }
        assert tuple(site.sources_by_publisher["the-gazette"]) == ("gazette-2020", "gazette-2020b")
        assert tuple(site.relayed_by["agency-2020"]) == ("gazette-2020", "noor-2021")
        assert tuple(site.made_known_by["radio-2020"]) == ("gazette-2020",)
        assert site.origins["noor-2021"] == site.origins["agency-2020"] == site.origins["gazette-2020"]

    def test_does_not_depend_on_folders_or_on_the_order_of_files(self, check: Check, tmp_path: Path) -> None:
        site = linked(check())
        moved = make_site(tmp_path / "moved")
        (moved / "content/claims/2019").mkdir()
        (moved / "content/claims/plane-trees.md").rename(moved / "content/claims/2019/plane-trees.md")
        other = check_site(Options(moved)).site
        assert other is not None
        assert list(other.claims) == list(site.claims)
        assert list(other.sources) == list(site.sources)


class TestMentions:
    def test_of_something_broken_are_no_second_problem(self, check: Check) -> None:
        checked = check(
            {
                RIVER: "title: [The river]\n",
                "content/people/jane-roe.yaml": "name: Jane Roe\nkind: human\n",
                "content/topics/trees.md": "no front matter",
                "content/pages/about.md": "---\ntitle: About\n",
                CLOCK: write_claim(body="[@river-2020] [[person:jane-roe]] [[topic:trees]] [[page:about]]\n"),
            }
        )
        assert {path for path, _ in found(checked)} == {
            *("sources/river-2020.yaml", "people/jane-roe.yaml", "topics/trees.md", "pages/about.md"),
        }

    def test_of_a_claim_in_itself_are_fine(self, check: Check) -> None:
        assert found(check({CLOCK: write_claim(body="See [[town-clock]]. [@photos-2020]\n")})) == []

    def test_of_a_draft_are_fine_in_a_draft_that_is_served(self, check: Check) -> None:
        text = write_claim(body="See [[new-bridge]].\n")
        assert found(check({CLOCK: text}, serving=True)) == []

    def test_in_topics_and_pages_are_checked_too(self, check: Check) -> None:
        page = "---\ntitle: Contact\n---\n[@lost-source] [[lost-claim]] [[verdict:lost]] [[page:lost]]\n"
        codes = {code for _, code in found(check({"content/pages/contact.md": page}))}
        assert codes == {"source-unknown", "claim-unknown", "verdict-unknown", "page-unknown"}

    def test_of_another_claims_own_source_say_how_to_share_it(self, check: Check) -> None:
        (problem,) = check({CLOCK: write_claim(body="[@fountain-log]\n")}).problems
        assert problem.code == "source-unknown"
        assert "content/sources/fountain-log.yaml" in problem.hint

    def test_of_a_draft_that_lacks_something_are_a_problem(self, check: Check) -> None:
        checked = check(
            {
                CLOCK: write_claim(body="See [[old-mill]].\n"),
                "content/claims/old-mill.md": write_claim(status="draft", summary=None),
            }
        )
        assert ("claims/town-clock.md", "claim-unknown") in found(checked)


class TestIds:
    def test_of_sources_are_taken_once(self, check: Check) -> None:
        text = write_claim(
            sources=f"\n  - {OWN}\n  - {OWN}\n  - {OWN.replace('clock-log', 'photos-2020')}", body="[@clock-log]\n"
        )
        assert [code for _, code in found(check({CLOCK: text}))] == ["id-duplicate", "id-duplicate"]

    def test_of_sources_are_taken_once_on_one_line_too(self, check: Check) -> None:
        text = write_claim(sources=f"[{OWN}, {OWN}]", body="[@clock-log]\n")
        assert [code for _, code in found(check({CLOCK: text}))] == ["id-duplicate"]

    @pytest.mark.parametrize("name", ["plane-trees.yaml", "2020/Plane-Trees.md", "2020/ｐlane-trees.md"])
    def test_of_claims_are_taken_once(self, check: Check, name: str) -> None:
        text = write_claim()
        if name.endswith(".yaml"):
            text = write_claim(body="").replace("---\n", "") + "body: One. [@photos-2020]\n"
        assert "address-taken" in {code for _, code in found(check({f"content/claims/{name}": text}))}

    def test_of_different_things_may_be_the_same(self, check: Check) -> None:
        assert found(check({"content/claims/trees.md": write_claim()})) == []


class TestTheRules:
    EVIDENCE = (
        "[{source: noor-2021, stance: refutes, finding: A.}, {source: agency-2020, stance: refutes, finding: B.}]"
    )

    @pytest.mark.parametrize(
        ("least", "count"), [(0, ""), (1, ""), (2, "rests on 1 independent origin, and the site asks for 2")]
    )
    def test_ask_for_enough_origins(self, check: Check, tmp_path: Path, least: int, count: str) -> None:
        site = (make_site(tmp_path / "read") / "content/site.yaml").read_text(encoding="utf-8")
        text = write_claim(evidence="[{source: photos-2020, stance: refutes, finding: A.}]")
        rules = site.replace("independent_sources: 2", f"independent_sources: {least}")
        problems = check({CLOCK: text, "content/site.yaml": rules}).problems
        assert [each.message.removeprefix("the verdict 'false' ") for each in problems] == ([count] if count else [])

    def test_count_origins_and_not_sources(self, check: Check, tmp_path: Path) -> None:
        site = (make_site(tmp_path / "read") / "content/site.yaml").read_text(encoding="utf-8")
        evidence = f"{self.EVIDENCE[:-1]}, {{source: photos-2020, stance: supports, finding: C.}}]"
        assert found(check({CLOCK: write_claim(evidence=evidence)})) == []
        rules = site.replace("independent_sources: 2", "independent_sources: 3")
        changes = {CLOCK: write_claim(evidence=evidence), "content/site.yaml": rules}
        checked = check_site(Options(make_site(tmp_path / "three", changes=changes)))
        (problem,) = [each for each in checked.problems if each.path == CLOCK]
        assert "rests on 2 independent origins (noor-2021 relays agency-2020; gazette-2020 relays" in problem.message

    def test_ask_nothing_of_a_verdict_that_decides_nothing(self, check: Check) -> None:
        text = write_claim(verdict="unproven", evidence="[{source: photos-2020, stance: context, finding: A.}]")
        of_one_origin = write_claim(verdict="unproven", evidence=self.EVIDENCE)
        assert found(check({CLOCK: text, "content/claims/market-day.md": of_one_origin})) == []

    def test_name_the_chain_that_makes_several_sources_one_origin(self, check: Check) -> None:
        (problem,) = check({CLOCK: write_claim(evidence=self.EVIDENCE)}).problems
        assert (problem.code, problem.severity, problem.line) == ("origins-too-few", "error", 11)
        assert "noor-2021 relays agency-2020" in problem.message

    def test_name_a_chain_through_a_source_that_is_no_evidence(self, check: Check) -> None:
        text = write_claim(evidence=self.EVIDENCE.replace("agency-2020", "gazette-2020"))
        (problem,) = check({CLOCK: text}).problems
        assert "noor-2021 relays agency-2020; gazette-2020 relays agency-2020" in problem.message

    def test_count_own_sources(self, check: Check) -> None:
        evidence = (
            "[{source: clock-log, stance: refutes, finding: A.}, {source: photos-2020, stance: refutes, finding: B.}]"
        )
        assert found(check({CLOCK: write_claim(evidence=evidence, sources=f"[{OWN}]")})) == []

    @pytest.mark.parametrize(
        ("deadline", "outcome", "more", "codes"),
        [
            ("2020-05-20", "pending", {}, []),
            ("2020-05-21", "pending", {}, ["reply-missing"]),
            ("2020-05-21", "no-reply", {}, ["reply-missing"]),
            ("2020-05-21", "replied, on: 2020-05-03, text: No", {}, []),
            ("2020-05-21", "declined, on: 2020-05-03", {}, []),
            ("2020-05-21", "pending", {"checked": "2020-05-21"}, []),
            ("2020-05-21", "pending", {"verdict": "true"}, []),
            ("2020-05-21", "pending", {"status": "draft"}, []),
            ("2020-05-21", "pending", {"claimants": "[{unknown: a letter, via: gazette-2020}]"}, []),
            ("2020-05-21", "pending", {"replies": None, "replies_not_sought": "She has died."}, []),
        ],
        ids=[
            *("past", "to come", "to come, and given up", "in", "declined", "past when checked again"),
            *("for no adverse verdict", "of a draft", "nobody named", "not sought"),
        ],
    )
    def test_may_require_a_reply_or_a_deadline_that_is_past(
        self, check: Check, deadline: str, outcome: str, more: dict[str, str | None], codes: list[str]
    ) -> None:
        replies = f"[{{to: jane-roe, asked: 2020-05-02, deadline: {deadline}, outcome: {outcome}}}]"
        claim = {"claimants": "[{id: jane-roe, via: gazette-2020}]", "replies": replies, "replies_not_sought": None}
        checked = check({SITE_FILE: REPLY_REQUIRED, CLOCK: write_claim(**{**claim, **more})})
        assert [code for _, code in found(checked)] == codes

    def test_may_require_a_reply_of_one_of_several(self, check: Check) -> None:
        replies = ", ".join(
            f"{{to: {who}, asked: 2020-05-02, deadline: {deadline}, outcome: pending}}"
            for who, deadline in (("jane-roe", "2020-05-21"), ("the-gazette", "2020-05-19"))
        )
        text = write_claim(
            claimants="[{id: jane-roe, via: gazette-2020}]", replies=f"[{replies}]", replies_not_sought=None
        )
        assert found(check({SITE_FILE: REPLY_REQUIRED, CLOCK: text})) == []


class TestSourcesThatNothingUses:
    def test_are_a_warning(self, check: Check) -> None:
        (problem,) = check({RIVER: SOURCE}).problems
        assert (problem.code, problem.severity) == ("source-unused", "warning")

    @pytest.mark.parametrize("use", ["[@river-2020]", "[[source:river-2020]]"])
    @pytest.mark.parametrize("where", ["content/topics/water.md", "content/pages/contact.md"])
    def test_are_used_by_topics_and_pages(self, check: Check, use: str, where: str) -> None:
        text = f"---\ntitle: Water\nsummary: All.\n---\n{use}\n"
        assert found(check({RIVER: SOURCE, where: text})) == []

    def test_are_used_by_sources_that_relay_them(self, check: Check) -> None:
        text = write_claim(sources=f"[{OWN[:-1]}, relays: [river-2020]}}]", body="[@clock-log]\n")
        assert found(check({RIVER: SOURCE, CLOCK: text})) == []

    def test_are_not_reported_while_a_claim_is_broken(self, check: Check) -> None:
        assert found(check({RIVER: SOURCE, CLOCK: write_claim(verdict="")})) == [
            ("claims/town-clock.md", "value-empty")
        ]


class TestAcceptedProblems:
    ACCEPTS = "[{code: origins-too-few, reason: The agency was there.}]"

    def test_are_not_shown(self, check: Check) -> None:
        assert found(check({CLOCK: write_claim(evidence=TestTheRules.EVIDENCE, accepts=self.ACCEPTS)})) == []

    def test_are_those_of_the_claim_alone(self, check: Check) -> None:
        text = write_claim(evidence=TestTheRules.EVIDENCE)
        accepting = write_claim(evidence=TestTheRules.EVIDENCE, accepts=self.ACCEPTS)
        checked = check({CLOCK: text, "content/claims/market-day.md": accepting})
        assert found(checked) == [("claims/town-clock.md", "origins-too-few")]

    def test_that_are_not_there_are_a_warning(self, check: Check) -> None:
        assert found(check({CLOCK: write_claim(accepts=self.ACCEPTS)})) == [("claims/town-clock.md", "accept-unused")]

    def test_that_can_not_be_seen_yet_are_none(self, check: Check) -> None:
        broken = write_claim(verdict="")
        checked = check({CLOCK: write_claim(accepts=self.ACCEPTS), "content/claims/market-day.md": broken})
        assert found(checked) == [("claims/market-day.md", "value-empty")]


def test_problems_come_in_the_order_of_their_places(check: Check) -> None:
    checked = check(
        {CLOCK: write_claim(verdict="", claim="", topics="[]"), RIVER: "", "content/people/a.yaml": "x: y\n"}
    )
    places = [(each.path, each.line, each.column) for each in checked.problems]
    assert places == sorted(places)
    assert len(set(checked.problems)) == len(checked.problems)
