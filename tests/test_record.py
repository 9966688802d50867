"""The record in numbers, on a page and in the command."""

from pathlib import Path

import pytest

from onrecord.cli import main
from onrecord.content.audit import audit_site
from onrecord.options import Options
from onrecord.pages.pictures import tally
from onrecord.pipeline import build_site, check_site
from tests.parsed_html import Element, parse_html
from tests.site_folders import SITES, lay_over, make_site, write, write_claim


def page_of(site: Path, output: Path) -> Element:
    assert build_site(Options(site), output).written is not None
    return parse_html((output / "about" / "index.html").read_text(encoding="utf-8"))


def rows_of(table: Element) -> dict[str, list[str]]:
    rows = [row for row in table.all("tr") if row.all("td")]
    return {row.one("th").text: [cell.text for cell in row.all("td")] for row in rows}


def test_a_page_shows_what_the_audit_counts(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    linked = check_site(Options(site)).site
    assert linked is not None
    audit = audit_site(linked)
    numbers, topics, claimants = page_of(site, tmp_path / "out").all("table", class_="figures")
    assert all(table.one("caption").text for table in (numbers, topics, claimants))
    assert rows_of(numbers)["Claims with a counter-statement"] == [str(audit.answered)]
    assert rows_of(numbers)["Corrections"] == [str(audit.corrections)]
    assert rows_of(topics) == {linked.topics[id].title: [str(count)] for id, count in audit.topics}
    assert list(rows_of(claimants).values()) == [[str(count)] for _, count in audit.claimants]


def test_shares_are_shown_where_there_are_claims_enough(tmp_path: Path) -> None:
    more = {
        f"content/claims/clock-{number}.md": write_claim(claim=f"The clock was {number} minutes late.")
        for number in range(tally.ENOUGH_FOR_PERCENT)
    }
    tables = page_of(make_site(tmp_path / "site", changes=more), tmp_path / "out").all("table", class_="figures")
    assert all("Share" in [each.text for each in table.one("thead").all("th")] for table in tables)
    assert rows_of(tables[1])["The town's money"][1].endswith("%")


def test_a_page_without_claims_says_so(tmp_path: Path) -> None:
    about = "---\ntitle: About\nparts: [record]\n---\nAbout.\n"
    site = make_site(tmp_path / "site")
    lay_over(site, SITES / "odd" / "no-claim")
    write(site, "content/pages/about.md", about)
    page = page_of(site, tmp_path / "out")
    assert not page.all("table", class_="figures")
    assert "No claim is published yet." in page.text


class TestTheCommand:
    def test_lists_the_checks_that_are_overdue(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1640995200")  # 2022-01-01
        clock = {"content/claims/town-clock.md": write_claim(review_by="2021-05-20")}
        site = make_site(tmp_path / "site", changes=clock)
        assert main(["check", "--audit", "--site", str(site)]) == 0
        said = capsys.readouterr().out
        assert "  2021-05-20  content/claims/town-clock.md" in said.splitlines()
        assert all(len(line) <= 80 for line in said.splitlines())

    def test_aligns_its_numbers_even_behind_a_long_title(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        topic = {"content/topics/trees.md": f"---\ntitle: {'Trees and ' * 9}\nsummary: Trees.\n---\nTrees.\n"}
        assert main(["check", "--audit", "--site", str(make_site(tmp_path / "site", changes=topic))]) == 0
        rows = [line for line in capsys.readouterr().out.splitlines() if line.endswith("%")]
        assert rows and {len(row) for row in rows} == {70}

    def test_counts_nothing_while_there_are_errors(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        broken = {"content/claims/town-clock.md": write_claim(verdict="flase")}
        assert main(["check", "--audit", "--site", str(make_site(tmp_path / "site", changes=broken))]) == 1
        said = capsys.readouterr()
        assert "The record is counted when there are no errors." in said.err
        assert "Published claims" not in said.out

    def test_is_for_people_alone(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        site = make_site(tmp_path / "site")
        assert main(["check", "--audit", "--format", "json", "--site", str(site)]) == 2
        assert capsys.readouterr().out == ""
