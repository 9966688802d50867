"""Problems in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.problems import CODES, Problem, nearest, one_of, problem, shown
from onrecord.publish.report import as_annotations, as_json, as_markdown, as_text, place_of, summarise

ERROR = problem(
    "content/claims/moon.md", 7, "verdict-unknown", "verdict 'a' is not one of: b", "Did you mean 'b'?", column=3
)
WARNING = problem("content/claims/moon.md", 2, "source-unused", "all evidence goes back to one origin")


class TestOnATerminal:
    def test_a_problem_is_place_and_fault_then_the_next_step(self) -> None:
        assert as_text(ERROR, colour=False) == (
            "content/claims/moon.md:7:3: verdict 'a' is not one of: b  [verdict-unknown]\n    Did you mean 'b'?"
        )

    def test_a_warning_says_that_it_is_one(self) -> None:
        assert as_text(WARNING, colour=False) == (
            "content/claims/moon.md:2: warning: all evidence goes back to one origin  [source-unused]"
        )

    def test_colour_adds_nothing_but_colour(self) -> None:
        for each in (ERROR, WARNING):
            coloured = as_text(each, colour=True)
            for code in ("\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
                coloured = coloured.replace(code, "")
            assert coloured == as_text(each, colour=False)

    @pytest.mark.parametrize(
        ("line", "column", "place"), [(0, 0, "a.md"), (0, 3, "a.md"), (2, 0, "a.md:2"), (2, 3, "a.md:2:3")]
    )
    def test_a_place_is_told_as_far_as_it_is_known(self, line: int, column: int, place: str) -> None:
        assert place_of(problem("a.md", line, "yaml-invalid", "b", column=column)) == place

    @given(st.text(), st.text(), st.text())
    def test_no_text_steers_it(self, path: str, message: str, hint: str) -> None:
        told = as_text(problem(path, 1, "yaml-invalid", message, hint), colour=False)
        lines = told.split("\n")
        assert len(lines) == (2 if hint else 1)
        assert all(line.isprintable() for line in lines)


class TestOnGitHub:
    def test_annotations_name_file_and_line_and_come_with_the_errors_first(self) -> None:
        assert as_annotations([WARNING, ERROR]) == [
            "::error file=content/claims/moon.md,line=7,title=verdict-unknown::"
            "verdict 'a' is not one of: b Did you mean 'b'?",
            "::warning file=content/claims/moon.md,line=2,title=source-unused::all evidence goes back to one origin",
        ]

    def test_a_problem_of_a_whole_file_stands_at_its_first_line(self) -> None:
        assert ",line=1," in as_annotations([problem("a.md", 0, "yaml-invalid", "b")])[0]

    @given(st.text(), st.text())
    def test_no_text_adds_a_command_or_a_property(self, path: str, message: str) -> None:
        (line,) = as_annotations([problem(path, 1, "yaml-invalid", message)])
        assert not set(line) & {"\n", "\r"}
        properties, _, _ = line.removeprefix("::").partition("::")
        assert [each.partition("=")[0] for each in properties.removeprefix("error ").split(",")] == [
            "file",
            "line",
            "title",
        ]

    def test_the_summary_is_a_table(self) -> None:
        assert as_markdown([ERROR], "One.").splitlines() == [
            *(
                "## On Record",
                "",
                "One.",
                "",
                "| where | | what | next step | code |",
                "| --- | --- | --- | --- | --- |",
            ),
            "| content/claims/moon.md:7:3 | error | verdict 'a' is not one of: b | Did you mean 'b'? | `verdict-unknown` |",
        ]
        assert "|" not in as_markdown([], "None.")

    @given(st.text(), st.text())
    def test_no_text_leaves_its_cell(self, path: str, message: str) -> None:
        lines = as_markdown([problem(path, 1, "yaml-invalid", message)], "One.").splitlines()
        assert len(lines) == 7
        assert lines[6].replace("\\\\", "").replace("\\|", "").count("|") == 6
        assert "<" not in lines[6]

    def test_a_mention_of_somebody_calls_nobody(self) -> None:
        assert "@" not in as_markdown([problem("a.md", 1, "yaml-invalid", "ask @somebody")], "One.").replace("\\@", "")


class TestForPrograms:
    def test_it_is_a_list_of_objects(self) -> None:
        assert json.loads(as_json([ERROR])) == [
            {
                "path": "content/claims/moon.md",
                "line": 7,
                "column": 3,
                "code": "verdict-unknown",
                "message": "verdict 'a' is not one of: b",
                "hint": "Did you mean 'b'?",
                "severity": "error",
                "paste": "",
            }
        ]
        assert json.loads(as_json([])) == []

    def test_it_holds_names_of_files_that_are_no_utf_8(self) -> None:
        (told,) = json.loads(as_json([problem("a\udcff.md", 1, "yaml-invalid", "b")]))
        assert told["path"] == "a?.md"


class TestTheLastLine:
    def test_says_that_all_is_well(self) -> None:
        assert summarise([], 1) == "1 claim checked. No problems."
        assert summarise([], 1_234) == "1,234 claims checked. No problems."

    def test_counts_errors_warnings_and_files(self) -> None:
        other = problem("b.md", 1, "yaml-invalid", "c")
        assert summarise([ERROR], 2) == "2 claims checked. 1 error in 1 file."
        assert summarise([ERROR, WARNING, other], 2) == "2 claims checked. 2 errors and 1 warning in 2 files."
        assert summarise([WARNING], 0) == "0 claims checked. 1 warning in 1 file."


class TestMakingProblems:
    def test_gives_each_the_severity_of_its_code(self) -> None:
        assert {problem("a", 1, code, "b").severity for code, severity in CODES.items() if severity == "warning"} == {
            "warning"
        }

    def test_sorts_them_by_place(self) -> None:
        places = [("a", 2, 1), ("a", 10, 0), ("b", 1, 0)]
        made = [problem(path, line, "yaml-invalid", "c", column=column) for path, line, column in places]
        assert sorted([made[2], made[0], made[1]]) == made

    @pytest.mark.parametrize(
        ("word", "hint"),
        [
            ("Refutes", "Did you mean 'refutes'?"),
            ("refute", "Did you mean 'refutes'?"),
            ("no reply", "Did you mean 'no-reply'?"),
            ("x", ""),
        ],
    )
    def test_names_the_nearest_word(self, word: str, hint: str) -> None:
        assert nearest(word, ["supports", "refutes", "no-reply"]) == hint

    def test_shortens_long_lists_and_texts(self) -> None:
        assert one_of("abc") == "a, b, c"
        assert one_of("abc", most=2) == "a, b, …"
        assert shown("a  b\nc") == "'a b c'"
        assert len(shown("a" * 1_000)) == 62
        assert shown("a\x1b[31mb\u202e") == "'a�[31mb�'"

    @given(st.text(), st.lists(st.text()))
    def test_never_fails(self, text: str, words: list[str]) -> None:
        assert isinstance(nearest(text, words), str)
        assert shown(text).isprintable()
        assert isinstance(Problem("a", 1, 0, "b", text), Problem)
