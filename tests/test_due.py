"""The command ``due``, the check of replies that are overdue, and what readers see of a late reply."""

from pathlib import Path

import pytest

from onrecord.cli import main
from tests.parsed_html import parse_html
from tests.site_folders import SITES, make_site, write_claim
from tests.small_site import build, change_file, read_output

CLOCK = "content/claims/town-clock.md"
AGENCY = "content/sources/agency-2020.yaml"
FALLEN = (SITES / "good" / AGENCY).read_text(encoding="utf-8") + (
    "status: {is: retracted, on: 2021-03-01, note: The agency has withdrawn its report.}\n"
)
WAITING = write_claim(
    replies="[{to: jane-roe, asked: 2020-05-10, deadline: 2020-05-17, outcome: pending}]",
    replies_not_sought=None,
    review_by="2021-05-20",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return make_site(tmp_path / "site", changes={CLOCK: WAITING, AGENCY: FALLEN})


def run(site: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["due", *options, "--site", str(site)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_lists_what_is_due_by_kind_and_day(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said, _ = run(site, capsys, "--on", "2020-05-18")
    assert code == 0
    assert said == (
        "Replies awaited\n"
        "  2020-05-17  overdue  content/claims/town-clock.md:12: Jane Roe was asked on 2020-05-10\n"
        "\n"
        "Reviews\n"
        "  2 after 2020-06-17\n"
        "\n"
        "Claims whose basis has changed since they were looked at\n"
        "  2021-03-01           content/claims/plane-trees.md:6: the source 'agency-2020' was retracted\n"
        "  2021-03-01           content/claims/town-clock.md:4: the source 'agency-2020' was retracted\n"
    )


def test_lists_reviews_of_the_coming_month_and_those_that_are_overdue(
    site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reviews = run(site, capsys, "--on", "2021-05-21")[1].split("Reviews\n")[1].split("\n\n")[0]
    assert reviews == (
        "  2021-05-20  overdue  content/claims/town-clock.md: last checked on 2020-05-20\n"
        "  2021-06-01           content/claims/plane-trees.md: last checked on 2020-06-01"
    )


def test_asks_the_clock_where_no_day_is_named(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1625097600")  # 1 July 2021
    assert run(site, capsys)[1] == run(site, capsys, "--on", "2021-07-01")[1]


def test_writes_all_of_it_as_a_calendar(site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calendar = tmp_path / "due.ics"
    code, _, said = run(site, capsys, "--on", "2020-05-18", "--calendar", str(calendar))
    assert code == 0 and said.startswith("5 entries: ")
    text = calendar.read_bytes().replace(b"\r\n ", b"").decode("utf-8")
    uids = [line.removeprefix("UID:") for line in text.split("\r\n") if line.startswith("UID:")]
    host = "facts.exampleville.example"
    assert uids == [
        f"reply-town-clock-jane-roe-2020-05-10@{host}",
        f"basis-plane-trees-agency-2020@{host}",
        f"basis-town-clock-agency-2020@{host}",
        f"review-town-clock@{host}",
        f"review-plane-trees@{host}",
    ]
    assert "SUMMARY:Reply awaited: Two readings show the clock four minutes late\r\n" in text
    assert "DESCRIPTION:Jane Roe was asked on 2020-05-10.\\ncontent/claims/town-clock.md\r\n" in text
    before = calendar.read_bytes()
    run(site, capsys, "--on", "2020-05-18", "--calendar", str(calendar))
    assert calendar.read_bytes() == before


def test_says_that_nothing_is_due(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = make_site(tmp_path / "site")
    change_file(site / "content/claims/plane-trees.md", "review_by: 2021-06-01\n", "")
    assert run(site, capsys)[:2] == (0, "Nothing is due.\n")


def test_needs_content_without_errors(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_file(site / CLOCK, "verdict: false", "verdict: wrong")
    code, said, problems = run(site, capsys)
    assert (code, said) == (1, "")
    assert "[verdict-unknown]" in problems


@pytest.mark.parametrize("day", ["2020-05", "2020-05-18~", "18 May", "2020-02-30"])
def test_takes_days_alone(site: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    code, _, said = run(site, capsys, "--on", day)
    assert code == 2 and "is no day, such as 2026-03-04" in said


def test_a_deadline_that_passes_changes_the_check_and_nothing_of_what_is_built(
    site: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    built, codes = [], []
    for number, moment in enumerate(("1653091200", "1684627200")):  # 21 May 2022, 21 May 2023
        monkeypatch.setenv("SOURCE_DATE_EPOCH", moment)
        change_file(site / CLOCK, "deadline: 2020-05-17", "deadline: 2022-12-01") if number == 0 else None
        assert build(site, site / f"output-{number}") == 0
        built.append(read_output(site / f"output-{number}"))
        assert "reply-overdue" not in capsys.readouterr().err
        assert main(["check", "--site", str(site)]) == 0
        codes.append("[reply-overdue]" in capsys.readouterr().err)
    assert built[0] == built[1]
    assert codes == [False, True]


def test_readers_see_that_a_reply_was_late(tmp_path: Path) -> None:
    for on, late in (("2020-05-17", False), ("2020-05-18", True)):
        text = WAITING.replace("outcome: pending", f"outcome: replied, on: {on}, text: It is not so.")
        site = make_site(tmp_path / on, changes={CLOCK: text})
        assert build(site, site / "output") == 0
        page = parse_html((site / "output/claims/town-clock/index.html").read_bytes())
        (reply,) = [each for each in page.all("li", class_="statement") if "It is not so." in each.text]
        assert ("The reply came after that day." in reply.text) == late
