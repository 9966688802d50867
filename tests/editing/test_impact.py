"""What rests on a source."""

import json
from pathlib import Path

import pytest

from onrecord.cli import main
from onrecord.editing.impact import Impact, find_impact
from onrecord.options import Options
from onrecord.pipeline import check_site
from tests.site_folders import make_site, write_claim
from tests.small_site import build


def impact(site: Path, id: str) -> Impact:
    linked = check_site(Options(site, serving=True)).site
    assert linked is not None
    return find_impact(linked, id)


def evidence(**stances: str) -> str:
    steps = [f"{{source: {id.replace('_', '-')}, stance: {stance}, finding: So.}}" for id, stance in stances.items()]
    return f"[{', '.join(steps)}]"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Claims that rest on ``agency-2020`` in every way; ``noor-2021`` and ``gazette-2020`` relay it."""
    steps = {
        "alone": evidence(noor_2021="supports", photos_2020="refutes"),
        "among": evidence(noor_2021="supports", agency_2020="supports", photos_2020="supports"),
        "beside": evidence(noor_2021="context", photos_2020="supports", radio_2020="supports"),
        "other": evidence(photos_2020="supports", radio_2020="refutes"),
    }
    claims = {
        f"content/claims/clock-{name}.md": write_claim(
            evidence=each, verdict="unproven", claimants="[{unknown: a letter, via: photos-2020}]"
        )
        for name, each in steps.items()
    }
    return make_site(tmp_path / "site", changes=claims)


def test_the_claims_stand_in_the_order_of_what_would_fall_with_the_source(site: Path) -> None:
    found = impact(site, "agency-2020")
    assert set(found.relayed_by) == {"gazette-2020", "noor-2021"}
    weights = [(each.claim, each.weight, each.through) for each in found.claims]
    assert weights == [
        ("clock-alone", "alone", ("noor-2021",)),
        ("plane-trees", "alone", ("gazette-2020",)),
        ("clock-among", "among", ("noor-2021",)),
        ("clock-beside", "beside", ("noor-2021",)),
        ("plane-tree-contract", "beside", ("noor-2021",)),
    ]


def test_for_each_side_the_origins_that_would_be_left_are_counted(site: Path) -> None:
    others = {each.claim: each.others for each in impact(site, "agency-2020").claims}
    assert others["clock-alone"] == {"supports": 0}
    assert others["clock-among"] == {"supports": 1}
    assert others["clock-beside"] == {}


def test_what_a_source_relays_does_not_fall_with_it(site: Path) -> None:
    assert "clock-among" in [each.claim for each in impact(site, "noor-2021").claims]
    among = next(each for each in impact(site, "noor-2021").claims if each.claim == "clock-among")
    assert (among.weight, among.others) == ("among", {"supports": 2})


def test_a_source_that_no_claim_uses_may_relay_it_before_a_build_and_after_one(site: Path) -> None:
    before = impact(site, "agency-2020")
    source = (site / "content/sources/gazette-2020.yaml").read_text(encoding="utf-8")
    (site / "content/sources/another-paper.yaml").write_text(source, encoding="utf-8")
    assert impact(site, "agency-2020").claims == before.claims
    assert build(site, None) == 0
    assert impact(site, "agency-2020").claims == before.claims


def test_a_withdrawn_verdict_rests_on_nothing_and_is_told_as_such(site: Path) -> None:
    (withdrawn,) = [each for each in impact(site, "agency-2020").claims if each.withdrawn]
    assert (withdrawn.claim, withdrawn.weight) == ("plane-tree-contract", "beside")


def test_drafts_are_told_as_such(site: Path) -> None:
    (draft,) = [each for each in impact(site, "radio-2020").claims if each.draft]
    assert draft.claim == "new-bridge"


def test_the_command_says_it_in_words_and_for_programs(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "agency-2020", "--site", str(site)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "agency-2020: Town paid twice for trees\nIts report is repeated by: gazette-2020, noor-2021\n\n"
    )
    assert (
        "Verdicts that it carries alone, on its side of the evidence (2):\n"
        "  content/claims/clock-alone.md: unproven\n"
        "      Two readings show the clock four minutes late\n"
        "      supports, through noor-2021; no other origin for it\n"
    ) in said
    assert "supports, through noor-2021; 1 other origin for it\n" in said
    assert main(["impact", "agency-2020", "--format", "json", "--site", str(site)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["source"] == "agency-2020"
    assert told["claims"][0]["weight"] == "alone"


def test_the_command_says_that_nothing_rests_on_a_source(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["impact", "invoice-2019", "--site", str(site)]) == 0
    assert capsys.readouterr().out == "invoice-2019: Invoice 17 of 2019\nNothing rests on it.\n"


def test_the_command_names_the_source_that_is_most_like_one_that_is_not_there(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["impact", "agency-2021", "--site", str(site)]) == 2
    assert capsys.readouterr().err == "There is no source 'agency-2021'. Did you mean 'agency-2020'?\n"
